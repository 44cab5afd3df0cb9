"""What every storage promises about what the channel is told: what is summed up, and what is dropped in the claim."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from bot.events import FellDue
from bot.outcome import About, Send
from bot.program.awareness.scarce import Supply, Survey
from bot.program.awareness.scarce import survey as count
from bot.program.model import Awareness, Person, PostedIn, Record, awareness_id
from bot.program.skills import load_catalog
from bot.program.snapshot import Query, Snapshot
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.factories import ACME, NOON


def save(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def see(storage: Storage, **query: object) -> Snapshot:
    with storage.begin() as work:
        return work.load(msgspec.structs.replace(Query(organization=ACME), **query))


def wisher(number: float, *wants: str, **changes: object) -> Person:
    given: dict[str, object] = {"wants": wants, "brokered": True, "joined_at": make.after(days=number)}
    return make.person(f"w{number}", **(given | changes))


CROWD = (
    wisher(1, "TikTok"),
    wisher(2, "TikTok", "my very own thing"),
    wisher(3, "Figma"),
    wisher(4, "Figma", "Excel"),
    wisher(5, "TikTok"),
    wisher(5.5),
)


def survey(storage: Storage, *people: Record, **asked: object) -> Supply:
    """What is found among these, and whoever was there before."""
    if see(storage).organization is None:
        save(storage, make.organization(), make.cohort(), make.awareness())
    save(storage, *people)
    read = storage.read_supply(ACME, awareness_id("spring"))
    assert read.language == "en"
    return count(read.people, msgspec.structs.replace(Survey(), **asked), frozenset(load_catalog().names))


class TestSurvey:
    def test_topics_of_five_people(self, storage: Storage) -> None:
        found = survey(storage, *CROWD)
        assert found == Supply(named=True, topics=("Excel", "Figma", "TikTok"))

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": "left"},
            {"gone": True},
            {"brokered": False},
            {"wants": ()},
            {"wants": ("tiktok videos",)},
        ],
    )
    def test_four_are_too_few(self, storage: Storage, changes: dict[str, object]) -> None:
        assert survey(storage, *CROWD[1:], wisher(1, "TikTok", **changes)).topics == ()

    def test_two_topics_are_too_few(self, storage: Storage) -> None:
        assert survey(storage, *CROWD[:3], wisher(4, "Figma"), *CROWD[4:]).topics == ()

    @pytest.mark.parametrize(
        ("since", "until", "named"), [(None, 6, True), (None, 5, False), (0, 9, True), (1, 9, False)]
    )
    def test_only_those_count_who_joined_in_between(
        self, storage: Storage, since: int | None, until: int, named: bool
    ) -> None:
        asked = {"topics_since": None if since is None else make.after(days=since)}
        found = survey(storage, *CROWD, until=make.after(days=until), **asked)
        assert (found.named, bool(found.topics)) == (named, named)

    @pytest.mark.parametrize(
        ("teacher", "pairings", "scarce"),
        [
            (make.person("t", teaches=("TikTok",)), 0, False),
            (make.person("t", teaches=("TikTok",)), 1, True),
            (make.person("t", teaches=("TikTok",), capacity=2), 1, False),
            (make.person("t", teaches=("TikTok",), paused_until=NOON.date()), 0, True),
            (make.person("t", teaches=("TikTok",), state="known"), 0, True),
        ],
    )
    def test_a_teacher_counts_while_there_is_room(
        self, storage: Storage, teacher: Person, pairings: int, scarce: bool
    ) -> None:
        busy = [make.pairing(f"pair-{n}", mentor="t", state="introduced") for n in range(pairings)]
        over = make.pairing("over", mentor="t", state="ended")
        also = [wisher(n, "Negotiation") for n in range(6, 9)]
        found = survey(storage, *CROWD, *also, teacher, *busy, over)
        assert found.topics == ("Excel", "Figma", "Negotiation", *(("TikTok",) if scarce else ()))

    @pytest.mark.parametrize(
        ("state", "topics"), [("introduced", ()), ("ended", ("Excel", "Figma", "TikTok"))]
    )
    def test_what_a_partner_teaches_is_no_open_wish(
        self, storage: Storage, state: str, topics: tuple[str, ...]
    ) -> None:
        partner = make.person("t", teaches=("TikTok", "Excel"))
        pairing = make.pairing(mentor="t", mentee="w1", state=state)
        elsewhere = make.pairing("other", mentor="t", mentee="w9", state="introduced")
        found = survey(storage, *CROWD, partner, pairing, elsewhere)
        assert found.topics == topics

    def test_numbers(self, storage: Storage) -> None:
        many = [wisher(n, "TikTok", teaches=("Excel",), brokered=False) for n in range(10, 21)]
        others = [wisher(n, "Excel", teaches=("my own",), brokered=False) for n in range(21, 26)]
        found = survey(storage, *many, *others)
        assert found == Supply(
            named=True, counted=True, short={"TikTok": 10}, surplus={"Excel": 10}, beside={"Excel": 5}
        )

    def test_of_nine_there_is_no_number_and_of_ten_none_that_tells_of_all(self, storage: Storage) -> None:
        many = [wisher(n, "TikTok", brokered=False) for n in range(9)]
        assert survey(storage, *many) == Supply(named=True)
        found = survey(storage, wisher(9, "TikTok", brokered=False))
        assert found == Supply(named=True, counted=True, short={"TikTok": 5})

    def test_another_company_is_none_of_ours(self, storage: Storage) -> None:
        theirs = [wisher(n, "TikTok", "Excel", "Figma", organization="other", id=f"x{n}") for n in range(20)]
        assert survey(storage, *CROWD, *theirs).short == {}
        with pytest.raises(LookupError):
            storage.read_supply("other", awareness_id("spring"))

    def test_of_no_program_nothing_is_read(self, storage: Storage) -> None:
        save(storage, make.organization())
        with pytest.raises(LookupError):
            storage.read_supply(ACME, awareness_id("spring"))


class TestRoles:
    def test_of_those_who_joined(self, storage: Storage) -> None:
        save(
            storage,
            *(make.organization(), make.person("a", role="mentor"), make.person("b", role="mentor")),
            *(make.person("c", role="both"), make.person("d", role="mentee", state="left")),
            make.person("e", role="mentee", gone=True),
        )
        assert see(storage, roles=True).counts.roles == {"mentor": 2, "both": 1}
        assert see(storage, counts=True).counts.roles == {}


class TestOffers:
    def offers(self, storage: Storage, *people: Record) -> tuple[str, ...]:
        save(storage, make.organization(), *people)
        return see(storage, offers=True).offers

    def test_what_several_offer_the_most_first(self, storage: Storage) -> None:
        teach: Sequence[tuple[str, ...]] = (
            ("Excel", "TikTok"),
            ("TikTok",),
            ("Excel", "TikTok"),
            ("Figma",),
            (),
        )
        people = [make.person(f"p{n}", teaches=topics) for n, topics in enumerate(teach)]
        assert self.offers(storage, *people) == ("TikTok", "Excel")

    def test_of_four_people_nothing_is_told(self, storage: Storage) -> None:
        people = [make.person(f"p{n}", teaches=("Excel",)) for n in range(4)]
        assert self.offers(storage, *people, make.person("k", state="known", teaches=("Excel",))) == ()

    def test_own_words_stay_with_their_owner(self, storage: Storage) -> None:
        people = [make.person(f"p{n}", teaches=("the old mainframe",)) for n in range(6)]
        assert self.offers(storage, *people) == ()


class TestWhoSees:
    def test_the_record_of_the_open_program_and_the_ones_who_go_first(self, storage: Storage) -> None:
        save(
            storage,
            *(make.organization(), make.place(), make.account("ben", "U1"), make.cohort()),
            *(make.person("ana"), make.person("ben"), make.person("ada"), make.person("cem")),
            *(make.awareness(sponsor="ana"), make.awareness("old", sponsor="cem")),
            *(make.sponsor("ana"), make.sponsor("ben"), make.sponsor("cem")),
        )
        seen = see(storage, awareness=True, sender=make.sender())
        assert seen.awareness is not None
        assert seen.awareness.id == awareness_id("spring")
        assert seen.sponsors.keys() == {"ana", "ben"}
        assert {"ana", "ben", "ada"} <= seen.people.keys()
        assert see(storage, awareness=True, sponsor="cem").sponsors.keys() == {"ana", "cem"}
        assert see(storage, sender=make.sender()).awareness is None


def sentence(**changes: object) -> Send:
    made = make.send(
        "",
        kind="post",
        channel="slack:T1:C1",
        about=About(person="ana"),
        unless=("consent_withdrawn",),
        name="post",
    )
    return msgspec.structs.replace(made, **changes)


class TestConsent:
    @pytest.mark.parametrize(
        ("state", "dropped"),
        [
            ("agreed", ""),
            ("withdrawn", "consent_withdrawn"),
            ("shown", "consent_withdrawn"),
            (None, "consent_withdrawn"),
        ],
    )
    def test_a_sentence_goes_only_with_consent(
        self, storage: Storage, state: str | None, dropped: str
    ) -> None:
        save(storage, make.organization(), make.channel(), make.person("ana"))
        if state:
            save(storage, make.sponsor("ana", state=state))
        with storage.begin() as work:
            work.enqueue(make.said(), ACME, "live", [sentence()])
        (row,) = storage.claim_rows("live", NOON, lease_s=60, limit=9)
        assert row.dropped == dropped

    def test_taking_back_what_never_arrived_says_nothing(self, storage: Storage) -> None:
        save(storage, make.organization(), make.channel(), make.person("ana"))
        unpost = sentence(kind="unpost", unless=(), about=About(), replaces="event:post", name="unpost")
        with storage.begin() as work:
            work.enqueue(make.said(), ACME, "live", [sentence()])
            work.enqueue(make.said("back"), ACME, "live", [unpost])
        (row,) = storage.claim_rows("live", NOON, lease_s=60, limit=9)
        assert row.dropped == "consent_withdrawn"
        storage.mark_over(row.id, "dropped", row.dropped, at=NOON)
        (row,) = storage.claim_rows("live", NOON, lease_s=60, limit=9)
        assert (row.id, row.replaces_reference) == ("back:unpost", "")

    def test_a_post_that_stands_is_replaced_where_it_stands(self, storage: Storage) -> None:
        channel = make.channel()
        save(storage, make.organization(), channel, make.person("ana"), make.sponsor("ana", state="agreed"))
        unpost = sentence(kind="unpost", unless=(), about=About(), replaces="event:post", name="unpost")
        with storage.begin() as work:
            work.enqueue(make.said(), ACME, "live", [sentence()])
        (row,) = storage.claim_rows("live", NOON, lease_s=60, limit=9)
        assert storage.mark_sending(row.id, lease_s=60)
        storage.mark_sent(row.id, "ts-1", channel.address, at=NOON)
        with storage.begin() as work:
            work.enqueue(make.said("back"), ACME, "live", [unpost])
        (row,) = storage.claim_rows("live", NOON, lease_s=60, limit=9)
        assert (row.replaces_reference, row.address, row.dropped) == ("ts-1", channel.address, "")


def rotation(storage: Storage) -> list[str]:
    """The posts that wait, by their titles."""
    rows = storage.claim_rows("live", make.after(days=60), lease_s=60, limit=9)
    return [str(row.send.message.summary) for row in rows if row.send.kind == "post"]


class TestRotation:
    def due(self, event_id: str = "due") -> FellDue:
        at = make.after(days=8)
        return make.fell_due(event_id, rule="tell", subject=awareness_id("spring"), at=at, due=at)

    def begun(self, storage: Storage) -> None:
        save(
            storage,
            *(make.organization(), make.channel(), make.cohort(channel="slack:T1:C1")),
            make.awareness(next_at=make.after(days=8)),
        )

    def test_the_same_moment_twice_is_one_post(self, storage: Storage) -> None:
        self.begun(storage)
        assert handle(storage, self.due()).status == "handled"
        assert handle(storage, self.due()).status == "duplicate"
        assert handle(storage, self.due("a second copy, by another id")).status == "handled"
        assert len(rotation(storage)) == 1
        awareness = see(storage, awareness=True).awareness
        assert awareness is not None
        assert list(awareness.posted) == ["mentor"]
        assert [due.rule for _, due in storage.claim_due("live", make.after(days=40), limit=9)] == ["tell"]

    def test_two_at_once_lose_a_race_for_the_record(self, storage: Storage) -> None:
        self.begun(storage)
        posted = make.awareness(posted={"mentor": NOON}, version=1)
        save(storage, posted)
        with pytest.raises(ConcurrentUpdate):
            save(storage, msgspec.structs.replace(posted, posted={"desk": NOON}))
        kept = see(storage, awareness=True).awareness
        assert isinstance(kept, Awareness)
        assert kept.posted == {"mentor": NOON}

    def test_where_a_sentence_stands_is_kept(self, storage: Storage) -> None:
        stands = PostedIn(outbox="due:post", channel="slack:T1:C1")
        save(storage, make.organization(), make.cohort(), make.sponsor("ana", posts=(stands,)))
        assert see(storage, awareness=True, sponsor="ana").sponsors["ana"].posts == (stands,)
