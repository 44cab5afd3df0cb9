"""The list of people of a place, read by pages on every storage: who is found, who follows it, who is taken out."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from bot.events import DirectoryRead, PlaceClosed, PlaceOpened, Pressed
from bot.program.company.members import Member, Standing
from bot.program.model import Account, Concern, Person, SafeContact
from bot.program.trust.safety import safe_contacts
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import SetAside, Storage
from bot.runtime.service import replay, without_strangers
from bot.scene import Scene
from tests import factories as make
from tests.factories import NOON, after
from tests.listing import PLACE, Office, People


def crowd(number: int) -> list[Member]:
    """People of the company that the program has never heard of."""
    return [
        Member(user=f"UX{at:04}", name=f"Person {at}", email=f"x{at}@example.com") for at in range(number)
    ]


@pytest.fixture
def office(storage: Storage) -> Iterator[Office]:
    made = Office(storage, People([Member(user="UADA", name="Ada", email="ada@example.com")]))
    yield made
    made.close()


@pytest.fixture
def listed(office: Office) -> People:
    assert isinstance(office.directory, People)
    return office.directory


def imported(name: str, **changes: object) -> Person:
    """Somebody of the HR file who has never written."""
    return make.person(name, state="known", reachable=False, **changes)


def pair(office: Office, state: str = "introduced") -> None:
    """Ana and Ben are partners."""
    office.found(make.person("ana", slack_id="UANA"), make.person("ben", slack_id="UBEN"))
    office.keep(make.pairing(mentor="ana", mentee="ben", state=state, introduced_at=NOON))


def both() -> list[Member]:
    return [
        Member(user="UANA", name="Ana", email="ana@example.com"),
        Member(user="UBEN", name="Ben", email="ben@example.com"),
    ]


class TestFinding:
    async def test_people_of_the_file_are_found_by_their_address(
        self, office: Office, listed: People
    ) -> None:
        office.found(imported("zoe", email="Zoe.Zed@Example.com"))
        listed.members += [*crowd(450), Member(user="UZOE", name="Z", email="zoe.zed@example.com")]
        await office.read()
        zoe = office.person("zoe")
        assert (zoe.slack_id, zoe.reachable, zoe.name) == ("UZOE", True, "Zoe")
        accounts = office.storage.page_of(Account, make.ACME, where={"person": ("zoe",)})
        assert [one.id for one in accounts] == ["slack:T1:UZOE"]
        assert zoe in office.see(invitable=9).invitable

    async def test_nothing_is_kept_of_anybody_else(self, office: Office, listed: People) -> None:
        office.found(imported("zoe"))
        listed.members += crowd(450)
        await office.read()
        assert set(office.people()) == {"ada", "zoe"}
        assert office.reading().people == 451
        assert listed.asked == ["page", "page 200", "page 400"]

    @pytest.mark.parametrize("standing", ["guest", "stranger", "foreign", "bot", "deactivated"])
    async def test_nobody_but_people_of_the_company_is_found(
        self, office: Office, listed: People, standing: Standing
    ) -> None:
        office.found(imported("zoe"))
        listed.members.append(Member(user="UZOE", email="zoe@example.com", standing=standing))
        await office.read()
        assert (office.person("zoe").slack_id, office.person("zoe").reachable) == ("", False)

    async def test_an_address_of_two_people_finds_neither(self, office: Office, listed: People) -> None:
        office.found(imported("zoe", email="desk@example.com"), imported("zed", email="desk@example.com"))
        listed.members.append(Member(user="UDESK", email="desk@example.com"))
        await office.read()
        assert not office.person("zoe").reachable
        assert not office.person("zed").reachable

    async def test_an_address_of_two_entries_finds_nobody(self, office: Office, listed: People) -> None:
        office.found(imported("zoe"))
        listed.members += [Member(user=user, email="zoe@example.com") for user in ("U1", "U2")]
        await office.read()
        assert not office.person("zoe").reachable

    async def test_who_has_another_id_in_the_file_is_not_found_by_address(
        self, office: Office, listed: People
    ) -> None:
        office.found(imported("zoe", slack_id="UREAL"))
        listed.members.append(Member(user="UOTHER", email="zoe@example.com"))
        await office.read()
        assert (office.person("zoe").slack_id, office.person("zoe").reachable) == ("UREAL", False)

    async def test_an_id_with_a_colon_in_it_is_asked_about_whole(self, storage: Storage) -> None:
        """Whom Teams tells without their id in the directory is called by the one they have for the bot."""
        people = People([Member(user="29:zoe", name="Zoe", email="zoe@example.com")])
        people.platform = "teams"
        office = Office(storage, people)
        office.place = "teams:tenant"
        office.found(imported("zoe"), program=False)
        sender = make.sender("29:zoe", platform="teams", place="tenant", standing="")
        assert (await office.service.handle(make.said("hello", sender=sender))).status == "handled"
        while await office.errands.pump():
            pass
        assert people.asked == ["person 29:zoe"]
        account = office.storage.page_of(Account, make.ACME, where={"id": ("teams:tenant:29:zoe",)})[0]
        assert account.person == "zoe"
        office.close()

    async def test_who_wrote_before_it_was_known_who_they_are_is_united_with_the_file(
        self, office: Office, listed: People
    ) -> None:
        stranger = make.person(
            "stranger", external="", name="UZOE", email="", slack_id="UZOE", state="known", timezone=""
        )
        office.found(imported("zoe"), stranger)
        listed.members.append(Member(user="UZOE", name="Zoe", email="zoe@example.com"))
        await office.read()
        assert set(office.people()) == {"ada", "zoe"}
        assert office.person("zoe").reachable
        assert office.storage.page_of(Account, make.ACME, where={"id": ("slack:T1:UZOE",)})[0].person == "zoe"


class TestFollowing:
    async def test_what_was_a_guess_is_filled_in_and_follows_from_then_on(
        self, office: Office, listed: People
    ) -> None:
        new = make.person(
            "new", external="", name="UNEW", email="", timezone="", slack_id="UNEW", state="known"
        )
        office.found(new)
        listed.members.append(
            Member(user="UNEW", name="Noa", email="noa@example.com", timezone="Asia/Kolkata", title="Baker")
        )
        await office.read()
        told = office.person("new")
        assert (told.name, told.email, told.timezone, told.title) == (
            "Noa",
            "noa@example.com",
            "Asia/Kolkata",
            "Baker",
        )
        listed.turn("UNEW", name="Noa Nu", timezone="Europe/Rome")
        await office.night()
        assert (office.person("new").name, office.person("new").timezone) == ("Noa Nu", "Europe/Rome")
        assert office.reading().told_changed == 1

    async def test_what_the_file_or_the_person_said_stays(self, office: Office, listed: People) -> None:
        office.found(make.person("ana", slack_id="UANA", pledged_at=NOON))
        listed.members.append(
            Member(user="UANA", name="Nickname", email="other@example.com", timezone="Asia/Kolkata")
        )
        await office.read()
        ana = office.person("ana")
        assert (ana.name, ana.email, ana.timezone) == ("Ana", "ana@example.com", "Europe/Berlin")


class TestLeaving:
    async def test_partner_and_admins_hear_it_neutrally_and_once(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        listed.members += [*both(), *crowd(30)]
        await office.read()
        assert office.told() == {}
        listed.turn("UANA", standing="deactivated")
        await office.night()
        ana = office.person("ana")
        assert (ana.gone, ana.left_at) == (True, office.clock.now())
        assert office.see(pairing="pair").pairing.state == "ended"  # type: ignore[union-attr]
        told = office.told()
        assert set(told) == {"ben", "ada"}
        assert told["ben"][0].startswith("Ben, your pairing with Ana has ended")
        assert len(told["ada"]) == 1
        assert "Ana has left the company. Ben has no partner because of that" in told["ada"][0]
        await office.night()
        assert office.told() == {}

    async def test_a_pair_that_was_not_introduced_ends_without_a_word(
        self, office: Office, listed: People
    ) -> None:
        pair(office, state="approved")
        listed.members += [*both(), *crowd(30)]
        listed.turn("UANA", standing="deactivated")
        await office.read()
        assert office.see(pairing="pair").pairing.state == "ended"  # type: ignore[union-attr]
        assert set(office.told()) == {"ada"}

    async def test_who_is_only_missing_is_not_taken_out(self, office: Office, listed: People) -> None:
        pair(office)
        listed.members += [*both(), *crowd(30)]
        await office.read()
        listed.members = [one for one in listed.members if one.user != "UANA"]
        await office.night()
        assert not office.person("ana").gone
        assert office.told() == {}

    async def test_a_list_that_lost_more_than_a_tenth_takes_nobody_out(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        listed.members += [*both(), *crowd(47)]
        await office.read()
        listed.turn("UANA", standing="deactivated")
        listed.members = listed.members[:40]
        await office.night()
        assert not office.person("ana").gone
        told = office.told()
        assert set(told) == {"ada"}
        assert "it had 50 entries before, now 40" in told["ada"][0]
        await office.night()
        assert office.told() == {}, "it is said once"

    async def test_a_list_that_fails_takes_nobody_out_and_is_told_once(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        listed.members += [*both(), *crowd(500)]
        await office.read()
        listed.turn("UANA", standing="deactivated")
        listed.failing = [TryLater("slack: 503")] * 3
        await office.night()
        assert office.person("ana").gone, "a page that fails now and then is asked for again"
        office.told()
        listed.turn("UBEN", standing="deactivated")
        listed.failing = [Undeliverable("missing_scope")]
        await office.night()
        assert not office.person("ben").gone
        assert "users:read" in "".join(office.told()["ada"])
        listed.failing = [Undeliverable("missing_scope")]
        await office.night()
        assert office.told() == {}
        await office.night()
        assert office.person("ben").gone

    async def test_nobody_of_an_unfinished_list_is_taken_out_with_somebody_looked_up(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        listed.members += [*both(), *crowd(500)]
        await office.read()
        listed.turn("UANA", standing="deactivated")
        listed.members = listed.members[:300]  # cut off: nobody is taken out by it
        office.clock.move_to(office.next_night())
        await office.begin()
        assert await office.errands.pump()
        assert office.reading().left == ("ana",)
        looked_up = DirectoryRead(
            id="looked-up",
            at=office.clock.now(),
            organization=make.ACME,
            place=PLACE,
            members=(Member(user="UBEN", standing="guest"),),
        )
        await office.service.handle(looked_up)
        await office.ticker.pump()
        assert not office.person("ana").gone
        await office.settle()
        assert not office.person("ana").gone
        assert office.reading().short

    async def test_after_a_crash_it_goes_on_where_it_was(self, office: Office, listed: People) -> None:
        pair(office)
        listed.members += [*both(), *crowd(997)]
        listed.turn("UANA", standing="deactivated")
        await office.begin()
        assert await office.errands.pump()
        assert await office.errands.pump()
        assert (office.reading().page, office.reading().cursor) == (2, "400")
        office.close()
        office.restart()
        await office.settle()
        assert listed.asked == ["page", "page 200", "page 400", "page 600", "page 800"]
        assert office.reading().people == 1000
        assert office.person("ana").gone

    async def test_a_page_that_comes_twice_or_late_counts_once(self, office: Office, listed: People) -> None:
        pair(office)
        listed.members += [*both(), *crowd(300)]
        await office.begin()
        begun = office.reading().begun_at
        page = DirectoryRead(
            id="p1", at=NOON, organization=make.ACME, place=PLACE, begun=begun, page=1, cursor="200"
        )
        for number in ("p1", "p1", "other"):
            await office.service.handle(msgspec.structs.replace(page, id=number))
        assert office.reading().page == 1
        stale = msgspec.structs.replace(page, id="stale", begun=after(days=-1), page=2)
        await office.service.handle(stale)
        assert office.reading().page == 1

    async def test_words_of_others_are_in_no_log(
        self, office: Office, listed: People, caplog: pytest.LogCaptureFixture
    ) -> None:
        office.found()
        listed.failing = [ValueError("ada@example.com is twice in this table")]
        await office.read()
        assert "ValueError" in caplog.text
        assert "ada@example.com" not in "".join(record.getMessage() for record in caplog.records)

    async def test_a_page_that_fails_leaves_nobodys_name(self, office: Office, listed: People) -> None:
        pair(office)
        listed.members += [*both(), *crowd(300)]
        await office.begin()
        page = DirectoryRead(
            id="page",
            at=NOON,
            organization=make.ACME,
            place=PLACE,
            begun=office.reading().begun_at,
            page=1,
            members=tuple(listed.members),
            cursor="300",
        )
        with office.storage.begin() as work:
            work.set_aside(SetAside(event=without_strangers(page), organization=make.ACME, error="KeyError"))
            assert work.is_new(page)
        (aside,) = office.storage.set_aside_events()
        assert "Person 7" not in repr(aside)
        assert replay(office.storage) == (1, 0)
        assert office.reading().page == 0

    async def test_an_old_button_of_somebody_deactivated_changes_nothing(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        office.keep(make.person("cem", slack_id="UCEM"), office.account("cem", "UCEM"))
        office.keep(make.pairing("other", mentor="ben", mentee="cem", state="introduced", introduced_at=NOON))
        listed.members += [*both(), Member(user="UCEM"), *crowd(30)]
        listed.turn("UANA", standing="deactivated")
        await office.read()
        office.told()
        before = office.people()
        for user, action in (
            ("UANA", "pairing.swap_now"),
            ("UANA", "leave.confirm"),
            ("UFOREIGN", "pairing.swap_now"),
        ):
            sender = make.sender(user, address=make.address(user, conversation=f"D{user}"))
            sender = msgspec.structs.replace(sender, standing="foreign" if user == "UFOREIGN" else "")
            pressed = Pressed(
                id=f"{user}:{action}",
                at=office.clock.now(),
                sender=sender,
                action=action,
                data={"pairing": "other"},
            )
            await office.service.handle(pressed)
        assert {name: one for name, one in office.people().items() if name in before} == before
        assert office.see(pairing="other").pairing.state == "introduced"  # type: ignore[union-attr]
        assert set(office.told()) & {"ben", "cem", "ada"} == set()

    async def test_who_is_activated_again_may_come_back(self, office: Office, listed: People) -> None:
        pair(office)
        listed.members += [*both(), *crowd(30)]
        listed.turn("UANA", standing="deactivated")
        await office.read()
        assert office.person("ana").gone
        listed.turn("UANA", standing="member")
        await office.night()
        assert (office.person("ana").gone, office.person("ana").state) == (False, "left")


class TestInstalled:
    async def test_where_the_app_is_removed_nobody_asks_until_it_is_there_again(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        listed.members += [*both(), *crowd(30)]
        await office.read()
        sender = make.sender("UADA", address=make.address("UADA", conversation="DUADA"))
        closed = PlaceClosed(id="closed", at=office.clock.now(), platform="slack", place="T1")
        await office.service.handle(closed)
        await office.night()
        assert listed.asked == ["page"]
        assert office.told() == {}
        await office.service.handle(PlaceOpened(id="opened", at=office.clock.now(), sender=sender))
        await office.settle()
        assert listed.asked == ["page"] * 2


class TestGuests:
    async def test_a_guest_by_now_is_out_with_a_kind_word(self, office: Office, listed: People) -> None:
        pair(office)
        listed.members += [*both(), *crowd(30)]
        listed.turn("UANA", standing="guest")
        await office.read()
        ana = office.person("ana")
        assert (ana.is_guest, ana.state, ana.gone) == (True, "left", False)
        told = office.told()
        assert told["ana"][0].startswith("Ana, your account here is a guest account now")
        assert told["ben"][0].startswith("Ben, your pairing with Ana has ended")
        assert "Ana is a guest of the company now" in told["ada"][0]
        await office.night()
        assert office.told() == {}

    async def test_a_guest_neither_runs_the_program_nor_hears_concerns(
        self, office: Office, listed: People
    ) -> None:
        pair(office)
        office.keep(make.person("eve", slack_id="UEVE", state="known"), office.account("eve", "UEVE"))
        office.keep(make.person("cem", slack_id="UCEM", state="known", is_admin=True))
        office.keep(make.person("dee", slack_id="UDEE", state="known"), office.account("dee", "UDEE"))
        contacts = tuple(SafeContact(person=name, state="accepted") for name in ("eve", "cem", "dee"))
        office.keep(make.cohort(opened_by="ada", safe_contacts=contacts, version=1))
        told = make.concern(by="ben", contact="eve", contacts=("eve",), next_contact="dee", state="opened")
        office.keep(told)
        guests = [Member(user=user, standing="guest") for user in ("UEVE", "UCEM")]
        listed.members += [*both(), *guests, *crowd(30)]
        await office.read()
        people, cohort = office.people(), office.see().cohort
        assert [(people[one].is_guest, people[one].is_admin) for one in ("eve", "cem")] == [(True, False)] * 2
        assert cohort is not None
        scene = Scene(office.see(), make.fell_due())
        assert [one.id for one in safe_contacts(scene, cohort)] == ["dee"]
        (concern,) = office.storage.page_of(Concern, make.ACME)
        assert concern.contact == "dee"
        assert "as a safe contact and is a guest" in "".join(office.told()["ada"])

    async def test_a_member_again_may_join_again(self, office: Office, listed: People) -> None:
        office.found(make.person("ana", slack_id="UANA", state="known", is_guest=True))
        listed.members += both()[:1]
        await office.read()
        assert not office.person("ana").is_guest
