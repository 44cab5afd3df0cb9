"""Slack's list of people and the look at somebody new, against the double of Slack, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.directory import SlackDirectory
from adapters.slack.client.settings import SlackSettings
from adapters.slack.render import render
from bot.conversation.messages import Address
from bot.events import ErasureAsked, Said, Sender
from bot.program.model import Person, by_id
from bot.runtime.admitting import Admitting
from bot.runtime.newcomers import Newcomers
from bot.runtime.ports import Ask, Storage
from bot.runtime.settings import Settings
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests import factories as make
from tests.listing import Office
from tests.slack import TEAM, TOKEN, FakeSlack
from tests.slack.rules import broken_limits
from tests.slack.workspace import new_person

PLACE = f"slack:{TEAM}"


class Quick(SlackDirectory):
    """Asks as often as it likes: the double does not count here."""

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        return tuple((name, 1000.0, 1000) for name, *_ in super().rates(place, ask))


class Slackers(Office):
    """The program of Acme in the double's workspace."""

    place = PLACE
    slack: FakeSlack
    newcomers: Newcomers

    def restart(self) -> None:
        super().restart()
        self.newcomers = Newcomers(self.service, {"slack": self.directory}, self.service.handle)

    async def says(self, user: str, text: str = "hello", number: int = 1) -> None:
        address = Address(platform="slack", place=TEAM, user=user, conversation=f"D{user}")
        sender = Sender(platform="slack", place=TEAM, user=user, address=address)
        event = Said(id=f"{user}:{text}:{number}", at=self.clock.now(), sender=sender, text=text)
        await self.newcomers.handle(event)

    def asked(self, method: str) -> int:
        return sum(name == method for name, _ in self.slack.calls)

    def called(self, name: str) -> list[Person]:
        return [one for one in self.people().values() if one.name == name]


@asynccontextmanager
async def workspace(storage: Storage | None = None) -> AsyncIterator[Slackers]:
    slack = FakeSlack()
    async with slack.serving() as api:
        settings = SlackSettings(bot_token=TOKEN, signing_secret="s", api_url=f"{api}/api/")
        office = Slackers(storage or MemoryStorage(), Quick(OneWorkspace(settings)))
        office.slack = slack
        slack.people["UADA"] = new_person("UADA", "Ada")
        try:
            yield office
        finally:
            office.close()


@pytest.fixture
async def here() -> AsyncIterator[Slackers]:
    async with workspace() as found:
        yield found


def crowd(slack: FakeSlack, number: int) -> None:
    for at in range(number):
        user = f"UX{at:05}"
        slack.people[user] = new_person(user, f"Person {at}")


class TestMentioned:
    async def test_whom_an_admin_mentions_is_known_before_the_words_are_read(self, here: Slackers) -> None:
        here.found()
        here.slack.people["UNOA1"] = new_person("UNOA1", "Noa Nu", tz="Asia/Kolkata")
        here.slack.people["UTOM1"] = new_person("UTOM1", "Tom")
        await here.says("UADA", "/rm-invite @UNOA1 @UTOM1")
        (noa,), (tom,) = here.called("Noa Nu"), here.called("Tom")
        assert (noa.state, noa.timezone, noa.slack_id) == ("invited", "Asia/Kolkata", "UNOA1")
        assert (tom.state, tom.slack_id) == ("invited", "UTOM1")
        assert here.told()[noa.id]

    async def test_nobody_else_makes_anybody_known(self, here: Slackers) -> None:
        here.found(make.person("zoe", slack_id="UZOE1"))
        here.slack.people["UZOE1"] = new_person("UZOE1", "Zoe")
        here.slack.people["UNOA1"] = new_person("UNOA1", "Noa Nu")
        await here.says("UZOE1", "I'd rather not meet @UNOA1")
        assert here.called("Noa Nu") == []

    @pytest.mark.parametrize("kind", [{"is_restricted": True}, {"is_bot": True}, {"deleted": True}])
    async def test_guests_apps_and_leavers_stay_nobody(self, here: Slackers, kind: dict[str, object]) -> None:
        here.found()
        here.slack.people["UNOA1"] = new_person("UNOA1", "Noa Nu", **kind)
        await here.says("UADA", "/rm-invite @UNOA1")
        assert here.called("Noa Nu") == []
        assert set(here.told()) == {"ada"}

    async def test_who_wanted_to_be_forgotten_stays_so(self, here: Slackers) -> None:
        here.found(make.person("noa", state="known", slack_id="UNOA1"))
        here.slack.people["UNOA1"] = new_person("UNOA1", "Noa Nu")
        await here.service.handle(
            ErasureAsked(id="erase", at=here.clock.now(), organization=make.ACME, person="noa")
        )
        await here.says("UADA", "/rm-invite @UNOA1")
        assert set(here.people()) == {"ada"}

    async def test_somebody_of_the_file_is_who_is_mentioned(self, here: Slackers) -> None:
        here.found(make.person("noa", state="known", reachable=False, email="unoa1@example.com"))
        here.slack.people["UNOA1"] = new_person("UNOA1", "Noa Nu")
        await here.says("UADA", "/rm-invite @UNOA1")
        assert set(here.people()) == {"ada", "noa"}
        assert (here.person("noa").slack_id, here.person("noa").state) == ("UNOA1", "invited")

    async def test_a_hundred_mentions_ask_about_ten(self, here: Slackers) -> None:
        here.found()
        await here.says("UADA", " ".join(f"@UX{number:05}" for number in range(100)))
        assert here.asked("users.info") <= 10


class TestNewcomers:
    async def test_who_they_are_is_known_before_they_are_answered(self, here: Slackers) -> None:
        here.found()
        here.slack.people["UNEW"] = new_person("UNEW", "Noa Nu", tz="Asia/Kolkata")
        await here.says("UNEW")
        (noa,) = here.called("Noa Nu")
        assert (noa.email, noa.timezone, noa.slack_id) == ("unew@example.com", "Asia/Kolkata", "UNEW")
        assert "Hello Noa!" in here.told()[noa.id][0]

    async def test_known_people_are_never_looked_up(self, here: Slackers) -> None:
        here.found()
        for number in range(5):
            await here.says("UADA", number=number)
        await here.says("UNEW", number=1)
        await here.says("UNEW", number=2)
        assert here.asked("users.info") == 1

    async def test_ten_events_at_once_ask_once(self, here: Slackers) -> None:
        here.found()
        await asyncio.gather(*(here.says("UNEW", number=number) for number in range(10)))
        assert here.asked("users.info") == 1
        assert len(here.people()) == 2

    async def test_somebody_of_the_file_is_recognized_by_their_address(self, here: Slackers) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        await here.says("UZOE", "I'd like to join")
        assert set(here.people()) == {"ada", "zoe"}
        assert here.person("zoe").state == "onboarding"
        assert here.person("zoe").slack_id == "UZOE"

    async def test_a_guest_with_the_address_of_somebody_is_not_them(self, here: Slackers) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="uguest@example.com"))
        here.slack.people["UGUEST"] = new_person("UGUEST", "Zoe", is_restricted=True)
        await here.says("UGUEST", "I'd like to join")
        assert not here.person("zoe").reachable
        (guest,) = [one for one in here.called("Zoe") if one.id != "zoe"]
        assert (guest.is_guest, guest.state) == (True, "known")

    async def test_a_guest_whose_id_is_in_the_file_cannot_join(self, here: Slackers) -> None:
        here.found(make.person("zoe", state="known", reachable=False, slack_id="UGUEST"))
        here.slack.people["UGUEST"] = new_person("UGUEST", "Zoe", is_restricted=True)
        await here.says("UGUEST", "/rm-join")
        assert (here.person("zoe").is_guest, here.person("zoe").state) == (True, "known")
        assert "people of the company" in here.told()["zoe"][0]

    @pytest.mark.parametrize("kind", [{"is_stranger": True}, {"team_id": "T0OTHER"}, {"is_restricted": True}])
    async def test_the_address_of_an_admin_makes_nobody_from_outside_one(
        self, here: Slackers, kind: dict[str, object]
    ) -> None:
        here.found()
        settings = Settings(admins="unew@example.com")
        here.newcomers = Newcomers(
            here.service, {"slack": here.directory}, Admitting(settings, here.service.handle, {}).handle
        )
        here.slack.people["UNEW"] = new_person("UNEW", "Noa") | kind
        await here.says("UNEW")
        (noa,) = here.called("Noa")
        assert (noa.is_admin, noa.is_guest, noa.email) == (False, True, "")
        here.slack.people["UNEW2"] = new_person("UNEW2", "Nia")
        here.slack.people["UNEW2"]["profile"]["email"] = "UNEW@example.com"
        await here.says("UNEW2")
        assert here.called("Nia")[0].is_admin

    @pytest.mark.parametrize("kind", [{"is_bot": True}, {"deleted": True}])
    async def test_of_a_bot_or_somebody_deactivated_nothing_is_kept(
        self, here: Slackers, kind: dict[str, bool]
    ) -> None:
        here.found()
        here.slack.people["UODD"] = new_person("UODD", "Odd", **kind)
        await here.says("UODD")
        assert set(here.people()) == {"ada"}
        assert here.told() == {}

    @pytest.mark.parametrize("how", ["rate_limited", "server_error", "reset", "no_json", "internal_error"])
    async def test_what_fails_is_handled_without_and_asked_again_later(
        self, here: Slackers, how: str
    ) -> None:
        here.found()
        here.slack.people["UNEW"] = new_person("UNEW", "Noa Nu")
        here.slack.fail(how, "users.info", times=2)  # the network library asks a second time by itself
        await here.says("UNEW")
        assert here.called("UNEW")
        assert here.told()
        here.slack.failing.clear()
        if how == "rate_limited":
            refused = here.storage.take_turn(here.directory.rates(TEAM, "person"))
            assert refused is not None
            assert refused.wait_s > 6
            return
        while await here.errands.pump():
            pass
        assert here.called("Noa Nu")

    async def test_nobody_waits_longer_than_a_second_for_slack(self, here: Slackers) -> None:
        here.found()
        here.newcomers.look_up_s = 0.05
        here.slack.fail("late", "users.info")
        began = asyncio.get_running_loop().time()
        await here.says("UNEW")
        assert asyncio.get_running_loop().time() - began < 0.9
        assert here.called("UNEW")


class TestRoster:
    async def test_a_thousand_people_in_pages_with_a_crash_and_a_page_that_fails(
        self, here: Slackers
    ) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        crowd(here.slack, 998)
        here.slack.people["UZOE"] = new_person("UZOE", "Zoe")
        await here.begin()
        assert await here.errands.pump()
        assert await here.errands.pump()
        here.close()
        here.restart()
        here.slack.fail("server_error", "users.list", times=2)
        await here.settle()
        pages = [sent for name, sent in here.slack.calls if name == "users.list"]
        assert len(pages) == 5 + 2
        assert all(int(sent["limit"]) == 200 for sent in pages)
        assert here.reading().people == 1000
        assert here.person("zoe").reachable
        assert set(here.people()) == {"ada", "zoe"}

    async def test_an_entry_that_cannot_be_read_hides_nobody(self, here: Slackers) -> None:
        here.found(make.person("zoe", state="known", reachable=False, email="UZOE@example.com"))
        here.slack.people["UODD"] = new_person("UODD") | {"deleted": "perhaps", "tz": 7}
        here.slack.people["UZOE"] = new_person("UZOE", "Zoe")
        await here.read()
        assert here.person("zoe").reachable
        assert here.reading().people == 2

    async def test_slow_down_is_kept_to_by_everybody(self, here: Slackers) -> None:
        here.found()
        here.slack.fail("rate_limited", "users.list")
        await here.begin()
        assert await here.errands.pump()
        assert here.asked("users.list") == 1
        refused = here.storage.take_turn(here.directory.rates(TEAM, "page"))
        assert refused is not None
        assert refused.wait_s > 6
        assert not await here.errands.pump(), "it waits as long as Slack said"

    async def test_without_the_right_to_read_it_the_admins_hear_once(self, here: Slackers) -> None:
        here.found()
        here.slack.scopes.discard("users:read")
        here.slack.forgiven.add("missing_scope")
        await here.read()
        assert "users:read.email" in here.told()["ada"][0]
        await here.night()
        assert here.told() == {}

    async def test_without_addresses_names_still_follow(self, here: Slackers) -> None:
        here.found(make.person("ana", external="", name="UANA", email="", slack_id="UANA"))
        here.slack.scopes.discard("users:read.email")
        here.slack.people["UANA"] = new_person("UANA", "Ana Lee")
        await here.read()
        assert (here.person("ana").name, here.person("ana").email) == ("Ana Lee", "")

    async def test_the_rates_stay_below_what_slack_allows(self) -> None:
        settings = SlackSettings(bot_token=TOKEN, signing_secret="s")
        directory = SlackDirectory(OneWorkspace(settings))
        asks: tuple[tuple[Ask, int], ...] = (("page", 20), ("person", 100))
        for ask, most in asks:
            ((_, per_second, burst),) = directory.rates(TEAM, ask)
            assert burst + 60 * per_second <= most

    async def test_admin_reads_it_again_by_command(self, here: Slackers) -> None:
        here.found()
        crowd(here.slack, 20)
        await here.read()
        await here.says("UADA", "/rm-people sync")
        await here.settle()
        told = here.told()["ada"]
        assert told[0].startswith("I'm reading the list of people now.")
        assert "It had 21 entries." in told[0]
        assert told[1].startswith("I've read the list of people. It has 21 entries.")
        assert here.asked("users.list") == 2


OWN_FIELDS = [
    {"id": "Xf1", "label": "Abteilung", "type": "options_list", "ordering": 0, "hint": ""},
    {"id": "Xf2", "label": "Reports to", "type": "user", "ordering": 1, "hint": ""},
    {"id": "Xf3", "label": "Birthday", "type": "date", "ordering": 2, "hint": ""},
]


class TestFields:
    async def test_what_stands_in_profiles_is_read_where_it_was_named(self, here: Slackers) -> None:
        here.slack.scopes.add("users.profile:read")
        here.slack.fields = OWN_FIELDS
        here.found(
            make.person("ana", external="", slack_id="UANA"), make.person("ben", external="", slack_id="UBEN")
        )
        for user, boss in (("UANA", "UHEAD"), ("UHEAD", "UBEN"), ("UBEN", "")):
            here.slack.people[user] = new_person(user)
            held = {"Xf1": {"value": "Bakery", "alt": ""}, "Xf2": {"value": boss, "alt": ""}}
            here.slack.people[user]["profile"]["fields"] = held
        await here.read()
        await here.says("UADA", "/rm-people fields")
        await here.settle()
        assert here.reading().offered == (("Xf1", "Abteilung"), ("Xf2", "Reports to"))
        await here.says("UADA", "/rm-people fields manager = reports to")
        await here.says("UADA", "/rm-people fields department = abteilung")
        await here.settle()
        ana = here.person("ana")
        assert (ana.department, ana.manager) == ("Bakery", by_id("ben"))
        assert here.person("ben").manager == ""
        asked = [sent.get("user") for name, sent in here.slack.calls if name == "users.profile.get"]
        assert set(asked) == {"UADA", "UANA", "UBEN", "UHEAD"}

    async def test_without_the_right_the_admin_hears_how_to_get_it(self, here: Slackers) -> None:
        here.slack.forgiven.add("missing_scope")
        here.found()
        await here.read()
        await here.says("UADA", "/rm-people fields")
        await here.settle()
        assert "Reinstall to Workspace" in here.told()["ada"][-1]

    async def test_the_question_is_drawn_as_slack_takes_it(self, here: Slackers) -> None:
        here.slack.scopes.add("users.profile:read")
        here.slack.fields = [
            {"id": f"Xf{at}", "label": f"Field <{at}> " + "x" * 99, "type": "text"} for at in range(120)
        ]
        here.found()
        await here.read()
        await here.says("UADA", "/rm-people fields")
        await here.settle()
        words = words_for("de", "Europe/Berlin")
        rows = here.storage.claim_rows("live", make.after(days=1), lease_s=60, limit=9)
        drawn = [render(row.send.message, words, row.id) for row in rows]
        assert drawn
        assert [broken_limits(body) for body in drawn] == [[]] * len(drawn)
