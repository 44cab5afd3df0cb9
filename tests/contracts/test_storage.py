"""What every storage promises about records and what one event may see of them.

`test_storage_waiting.py` has the outbox and all else that waits, `test_databases.py` what only a database can break.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from bot.conversation.flow import Progress
from bot.outcome import About
from bot.program.model import Cohort, Record, Seat
from bot.program.snapshot import (
    AUDIT_PAGE,
    LINES,
    LIVE_AT_ONCE,
    PAGE,
    Entry,
    Group,
    Identity,
    Listing,
    Query,
    Snapshot,
    Tallies,
    Tally,
)
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Due, Post, SetAside, Storage
from tests import factories as make
from tests.factories import ACME


def save(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def see(storage: Storage, **query: object) -> Snapshot:
    with storage.begin() as work:
        return work.load(msgspec.structs.replace(Query(organization=ACME), **query))


def ids(records: Sequence[Record]) -> list[str]:
    return [record.id for record in records]


def stored(record: Record, version: int = 1) -> Record:
    return msgspec.structs.replace(record, version=version)


class TestEvents:
    def test_an_event_is_new_once(self, storage: Storage) -> None:
        with storage.begin() as work:
            assert work.is_new(make.said("one"))
            assert not work.is_new(make.said("one"))
        with storage.begin() as work:
            assert not work.is_new(make.said("one"))
            assert work.is_new(make.fell_due("two"))

    def test_an_event_that_failed_is_new_again(self, storage: Storage) -> None:
        with contextlib.suppress(ZeroDivisionError), storage.begin() as work:
            assert work.is_new(make.said("one"))
            raise ZeroDivisionError
        with storage.begin() as work:
            assert work.is_new(make.said("one"))

    def test_set_aside_and_back(self, storage: Storage) -> None:
        first = SetAside(event=make.said("one", "hello"), organization=ACME, error="KeyError at step:1")
        later = SetAside(event=make.fell_due("two", at=make.after(hours=1)), organization=ACME, error="x")
        with storage.begin() as work:
            assert work.is_new(later.event)
            work.set_aside(later)
            work.set_aside(first)
            work.set_aside(msgspec.structs.replace(later, error="newest"))
        assert storage.set_aside_events() == (first, msgspec.structs.replace(later, error="newest"))
        with storage.begin() as work:
            work.unset_aside("two")
        assert storage.set_aside_events() == (first,)
        with storage.begin() as work:
            assert work.is_new(later.event)


class TestSaving:
    @pytest.mark.parametrize("record", make.full_records(), ids=lambda record: type(record).__name__)
    def test_a_record_comes_back_as_it_was(self, storage: Storage, record: Record) -> None:
        save(storage, record)
        changed = stored(record)
        save(storage, changed)
        assert found(storage, record) == [stored(record, 2)]

    def test_the_records_to_compare_have_every_field_set(self) -> None:
        needed = {"id", "organization", "version", "asked_at", "opened_at", "approved_at", "number"}
        for record in make.full_records():
            if isinstance(record, Cohort):
                needed |= {"state"}  # a closed one is seen by nobody
            same = [
                field.name
                for field in msgspec.structs.fields(record)
                if field.name not in needed and getattr(record, field.name) in (field.default, "", ())
            ]
            assert not same, f"{type(record).__name__} leaves {same} as they are"

    def test_the_version_grows_and_an_old_one_is_refused(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        save(storage, make.person("ana", name="Anna", version=1))
        with pytest.raises(ConcurrentUpdate, match="ana"):
            save(storage, make.person("ana", name="Late", version=1))
        assert see(storage, people=("ana",)).people["ana"].name == "Anna"
        assert see(storage, people=("ana",)).people["ana"].version == 2

    def test_an_id_is_taken_once(self, storage: Storage) -> None:
        save(storage, make.place())
        with pytest.raises(ConcurrentUpdate, match="slack:T1"):
            save(storage, make.place(organization="other"))
        with pytest.raises(ConcurrentUpdate):
            save(storage, make.person("ana"), make.person("ana"))
        with pytest.raises(ConcurrentUpdate):
            save(storage, make.person("nobody", version=1))
        assert see(storage, people=("ana", "nobody")).people == {}

    def test_a_record_never_moves_to_another_organization(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        with pytest.raises(ConcurrentUpdate):
            save(storage, make.person("ana", organization="other", version=1))

    def test_one_refused_record_takes_the_rest_along(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("ben"))
        changed = make.person("ben", name="Benjamin", version=1)
        with pytest.raises(ConcurrentUpdate):
            save(storage, changed, make.person("cem"), make.person("ana"))
        assert see(storage, people=("ben", "cem")).people == {"ben": stored(make.person("ben"))}

    def test_an_exception_undoes_everything(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        with storage.begin() as work:
            work.set_due(ACME, "live", "pair", [Due(rule="start", subject="pair", at=make.NOON)])
        with contextlib.suppress(ZeroDivisionError), storage.begin() as work:
            work.save([make.person("ben"), make.person("ana", name="Anna", version=1)])
            work.set_due(ACME, "live", "pair", [])
            work.set_due(ACME, "live", "talk", [Due(rule="again", subject="talk", at=make.NOON)])
            work.enqueue(make.said(), ACME, "live", [make.send()])
            raise ZeroDivisionError
        assert see(storage, people=("ana", "ben"), names_like="ben anna").people == {
            "ana": stored(make.person("ana"))
        }
        assert storage.claim_rows("live", make.NOON, lease_s=60, limit=9) == ()
        assert [due.rule for _, due in storage.claim_due("live", make.NOON, limit=9)] == ["start"]

    def test_many_people_in_one_commit(self, storage: Storage) -> None:
        many = [make.person(f"p{number:04}", name=f"Person {number}") for number in range(1200)]
        save(storage, *many)
        save(storage, *[msgspec.structs.replace(one, version=1, title="Baker") for one in many[:1100]])
        found = see(storage, counts=True, people=("p0000", "p1199"))
        assert found.counts.people == {"joined": 1200}
        assert [found.people[one].title for one in ("p0000", "p1199")] == ["Baker", ""]


def found(storage: Storage, record: Record) -> list[Record]:
    """The record, as a step sees it beside a place and a person."""
    beside = (
        *(make.place(), make.person("ana"), make.proposal(), make.pairing()),
        *(make.cohort(state="closing"), make.awareness(sponsor="ana")),
        *((make.account(),) if isinstance(record, Seat) else ()),  # seats are asked for by whose they are
    )
    save(storage, *(one for one in beside if type(one) is not type(record)))
    with storage.begin() as work:
        seen = work.load(msgspec.structs.replace(EVERYTHING, organization=ACME))
    alike = {one.id: one for one in every_record(seen) if type(one) is type(record)}
    return list(alike.values())


def every_record(snapshot: Snapshot) -> list[Record]:
    records: list[Record | None] = [snapshot.organization, snapshot.account, snapshot.cohort, snapshot.talk]
    records += [snapshot.pairing, snapshot.proposal, snapshot.line, *snapshot.lines, *snapshot.leftovers]
    records += [*snapshot.places, *snapshot.channels, *snapshot.talks, *snapshot.pairings, *snapshot.rulings]
    records += [*snapshot.people.values(), *snapshot.past, *snapshot.agreements.values(), *snapshot.sessions]
    records += [
        *snapshot.attendances,
        *snapshot.feedback,
        *snapshot.check_ins,
        snapshot.concern,
        snapshot.story,
        snapshot.change,
        *snapshot.stories,
        *snapshot.changes,
        *snapshot.audit,
        *snapshot.backgrounds.values(),
    ]
    records += [
        *snapshot.trays.values(),
        snapshot.tray,
        snapshot.session,
        snapshot.attendance,
        *snapshot.listed,
    ]
    records += [snapshot.awareness, *snapshot.sponsors.values()]
    records += [snapshot.digest, snapshot.last_digest, *snapshot.releases, snapshot.digest_cohort]
    records += [*snapshot.terms, snapshot.term, *snapshot.sayers]
    records += [*snapshot.surveys, *snapshot.cohort_pairs, *snapshot.joined, snapshot.last_cohort]
    records += [*snapshot.readings, *snapshot.listed_people, *snapshot.owners.values()]
    records += [
        *snapshot.twins.values(),
        *snapshot.accounts.values(),
        *snapshot.codes,
        *snapshot.links.values(),
    ]
    records += [
        *snapshot.seats,
        *snapshot.live_pairs,
        *snapshot.lives.values(),
        *snapshot.pair_talks,
        *snapshot.concerns,
    ]
    return [record for record in records if record is not None]


class TestSender:
    def test_an_unknown_place_shows_nothing(self, storage: Storage) -> None:
        save(storage, make.organization(), make.person("ana", slack_id="U1"))
        assert see(storage, organization="", sender=make.sender()) == Snapshot()

    def test_a_sender_brings_account_talks_pairings_and_partner(self, storage: Storage) -> None:
        older = make.talk("older", asked_at=make.after(hours=-1))
        save(
            storage,
            *(make.organization(), make.place(), make.account(), make.cohort(), make.channel()),
            *(make.person("ana"), make.person("ben"), make.person("cem")),
            *(older, make.talk("newer"), make.talk("done", state="done"), make.talk("his", person="ben")),
            make.pairing("live", state="introduced"),
            make.pairing("over", state="ended", mentor="cem", mentee="ana"),
        )
        seen = see(storage, organization="", sender=make.sender())
        assert seen.organization == stored(make.organization())
        assert seen.place == stored(make.place())
        assert seen.account == stored(make.account())
        assert seen.me == stored(make.person("ana"))
        assert ids(seen.talks) == ["newer", "older"]
        assert ids(seen.pairings) == ["live"]
        assert set(seen.people) == {"ana", "ben"}
        assert (seen.cohort, ids(seen.channels)) == (stored(make.cohort()), ["slack:T1:C1"])

    @pytest.mark.parametrize(
        ("platform", "changes"),
        [
            ("slack", {"slack_id": "U9"}),
            ("teams", {"teams_id": "U9"}),
            ("playground", {"external": "U9"}),
        ],
    )
    def test_whoever_has_no_account_may_be_in_the_directory(
        self, storage: Storage, platform: str, changes: dict[str, object]
    ) -> None:
        save(storage, make.organization(), make.place(f"{platform}:T1"), make.person("ana", **changes))
        seen = see(storage, organization="", sender=make.sender("U9", platform=platform))
        assert (seen.owner, seen.me) == (stored(make.person("ana", **changes)), None)
        assert see(storage, sender=make.sender("U8", platform=platform)).owner is None

    def test_an_email_finds_the_owner_but_no_guest(self, storage: Storage) -> None:
        save(storage, make.place(), make.person("ana", email="Ana@Example.com"), make.person("ben", email=""))
        asked = make.sender("U9", email="aNa@example.COM")
        owner = see(storage, sender=asked).owner
        assert owner is not None
        assert owner.id == "ana"
        assert see(storage, sender=msgspec.structs.replace(asked, is_guest=True)).owner is None
        assert see(storage, sender=make.sender("U9", email="")).owner is None
        assert see(storage, sender=make.sender("U9", email="an@example.com")).owner is None

    def test_somebody_still_there_is_preferred(self, storage: Storage) -> None:
        save(
            storage,
            make.place(),
            make.person("a-gone", email="x@y.z", gone=True),
            make.person("b", email="x@y.z"),
        )
        owner = see(storage, sender=make.sender("U9", email="x@y.z")).owner
        assert owner is not None
        assert owner.id == "b"


class TestQueries:
    def test_only_what_is_asked_for_comes(self, storage: Storage) -> None:
        save(storage, *make.full_records())
        seen = see(storage)
        assert seen.people == {}
        assert (seen.talks, seen.lines, seen.pairings, seen.rulings, seen.above) == ((), (), (), (), {})

    def test_talks_of_others_and_one_that_is_over(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("ben"))
        save(storage, make.talk("hers"), make.talk("his", person="ben", asked_at=make.after(hours=1)))
        save(storage, make.talk("over", person="ben", state="done"))
        seen = see(storage, open_talks_of=("ana", "ben"), talk="over")
        assert ids(seen.talks) == ["his", "hers"]
        assert seen.talk is not None
        assert (seen.talk.id, set(seen.people)) == ("over", {"ana", "ben"})

    def test_people_named_in_answers_come_along(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("ben"), make.person("cem"), make.person("dee"))
        progress = make.talk().progress
        answers = {"never_with": ["ben"], "contact": "cem", "capacity": 2, "hours": [["09:00", "17:00"]]}
        told = msgspec.structs.replace(progress, answers=answers, pending=("dee",))
        save(storage, make.talk("talk", progress=told))
        assert set(see(storage, talk="talk").people) == {"ana", "ben", "cem", "dee"}

    def test_by_external(self, storage: Storage) -> None:
        save(
            storage, make.person("ana"), make.person("ben"), make.person("old", external="hr-ben", gone=True)
        )
        seen = see(storage, externals=("hr-ben", "hr-nobody", "hr-ana"))
        assert {external: one.id for external, one in seen.by_external.items()} == {
            "hr-ana": "ana",
            "hr-ben": "ben",
        }

    def test_the_newest_proposal_that_is_still_worked_on(self, storage: Storage) -> None:
        save(storage, make.proposal("z-first"))
        save(storage, make.proposal("b-second", state="approved"))
        save(
            storage, make.proposal("a-third", state="announced"), make.proposal("c-fourth", state="discarded")
        )
        save(storage, make.proposal("z-first", version=1))
        seen = see(storage, proposal="current").proposal
        assert seen is not None
        assert seen.id == "b-second"
        assert see(storage, proposal="nothing").proposal is None

    def test_a_page_of_a_proposal_with_its_people(self, storage: Storage) -> None:
        people = [make.person(f"p{number:02}") for number in range(40)]
        lines = [
            make.line(n, mentor=f"p{n:02}", mentee="p39", state="removed" if n == 2 else "proposed")
            for n in range(1, 16)
        ]
        left = [make.leftover(n, person=f"p{n + 19}", closest=("p18",)) for n in range(1, 3)]
        save(storage, make.proposal(), *people, *reversed(lines), *left)
        save(storage, make.line(30, id="strange", proposal="second"))
        first = see(storage, proposal="first")
        shown = [1, *range(3, 14)]
        assert [line.number for line in first.lines] == shown
        assert [one.number for one in first.leftovers] == [1, 2]
        assert set(first.people) == {f"p{n:02}" for n in (*shown, 18, 20, 21, 39)}
        second = see(storage, proposal="first", page=2)
        assert ([line.number for line in second.lines], second.leftovers) == ([14, 15], ())
        assert [line.number for line in see(storage, proposal="first", all_lines=True).lines] == list(
            range(1, 16)
        )
        assert len(first.lines) == LINES

    def test_lists_of_the_lines_of_a_proposal(self, storage: Storage) -> None:
        fits = {1: 0.9, 2: 0.2, 3: 0.2, 4: 0.5, 5: 0.1}
        lines = [
            make.line(n, mentor=f"m{n}", mentee="ben", fit=fit, locked=n in (1, 4)) for n, fit in fits.items()
        ]
        gone = make.line(6, fit=0.0, locked=True, state="removed")
        save(storage, make.proposal(), *lines, gone, make.line(7, proposal="other", locked=True))
        weakest = see(storage, proposal="first", lines="weakest")
        assert ([line.number for line in weakest.lines], weakest.locked) == ([5, 2, 3, 4, 1], 0)
        locked = see(storage, proposal="first", lines="locked")
        assert ([line.number for line in locked.lines], locked.locked) == ([1, 4], 2)
        third = see(storage, proposal="first", number=3, page=9).line
        assert third is not None
        assert third.number == 3
        assert see(storage, proposal="first", number=6).line is None

    def test_the_lines_of_those_whose_names_were_said(self, storage: Storage) -> None:
        people = [make.person("rosa", name="Rosa Diaz"), make.person("tim", name="Tim Vogel"), make.person()]
        lines = [make.line(1, mentee="rosa"), make.line(2, mentor="rosa"), make.line(3, mentee="tim")]
        left = [make.leftover(1, person="rosa"), make.leftover(2, person="tim")]
        save(storage, make.proposal(), *people, *lines, make.line(4, mentee="rosa", state="removed"), *left)
        seen = see(storage, proposal="first", names_like="Rosa", their_lines=True)
        assert [line.number for line in seen.lines] == [1, 2]
        assert [one.person for one in seen.leftovers] == ["rosa"]
        nobody = see(storage, proposal="first", names_like="Zacharias", their_lines=True)
        assert (nobody.lines, nobody.leftovers) == ((), ())

    def test_who_is_free_joined_last_first(self, storage: Storage) -> None:
        away = make.person("away", paused_until=date(2026, 9, 1))
        out = [make.person("known", state="known"), away, make.person("gone", gone=True)]
        guest = make.person("guest", is_guest=True)
        free = [
            make.person(name, joined_at=make.after(days=n)) for n, name in enumerate(("zoe", "yan", "xia"))
        ]
        pairs = [make.pairing("live", state="paused"), make.pairing("over", state="ended", mentor="zoe")]
        save(storage, make.person("ana"), make.person("ben"), *out, guest, *free, *pairs)
        assert ids(see(storage, free=2).free) == ["xia", "yan"]
        assert ids(see(storage, free=9).free) == ["xia", "yan", "zoe"]
        assert see(storage).free == ()

    def test_pairs_that_meet_one_part_after_the_other(self, storage: Storage) -> None:
        states = ("approved", "introduced", "paused", "ended")
        pairs = [make.pairing(f"p{n:03}", state=states[n % 4]) for n in range(2 * LIVE_AT_ONCE)]
        save(storage, make.person("ana"), make.person("ben"), *pairs)
        first = see(storage, live_after="")
        assert len(first.live_pairs) == LIVE_AT_ONCE
        assert {"ana", "ben"} <= set(first.people)
        second = see(storage, live_after=first.live_pairs[-1].id)
        assert len(second.live_pairs) == LIVE_AT_ONCE / 2
        seen = {one.id for one in (*first.live_pairs, *second.live_pairs)}
        assert seen == {one.id for one in pairs if one.state != "ended"}

    def test_trays_of_the_admins(self, storage: Storage) -> None:
        save(storage, make.person("ada", is_admin=True), make.person("ben"))
        save(storage, make.tray("ada"), make.tray("ben"))
        assert set(see(storage, admins=True, admin_trays=True).trays) == {"ada"}
        assert see(storage, admins=True).trays == {}

    def test_more_people_than_one_statement_takes(self, storage: Storage) -> None:
        save(storage, *(make.person(name) for name in ("p00001", "p12345", "p24999")))
        asked = tuple(f"p{number:05}" for number in range(25_000))
        assert sorted(see(storage, people=asked).people) == ["p00001", "p12345", "p24999"]

    def test_one_line_and_a_pairing_bring_both_people(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("ben"), make.person("cem"))
        save(storage, make.line(1), make.pairing("pair", mentee="cem"))
        seen = see(storage, line="line-1", pairing="pair")
        assert (seen.line, seen.pairing) == (stored(make.line(1)), stored(make.pairing("pair", mentee="cem")))
        assert set(seen.people) == {"ana", "ben", "cem"}

    def test_pairings_of_a_proposal_instead_of_ones_own(self, storage: Storage) -> None:
        save(storage, make.place(), make.account(), make.person("ana"), make.pairing("own"))
        save(storage, make.pairing("new", mentor="x", mentee="y", proposal="first", state="ended"))
        seen = see(storage, sender=make.sender(), pairings_of_proposal="first")
        assert ids(seen.pairings) == ["new"]

    def test_history_of_everybody_seen(self, storage: Storage) -> None:
        save(storage, *(make.person(one) for one in ("ana", "ben", "cem", "dee")))
        save(storage, make.ruling("r1"), make.ruling("r2", first="cem", second="dee"))
        save(
            storage,
            make.pairing("past", mentor="cem", mentee="ana", state="ended"),
            make.pairing("other", mentor="cem", mentee="dee"),
        )
        seen = see(storage, people=("ana",), history=True)
        assert (ids(seen.rulings), ids(seen.past), set(seen.people)) == (
            ["r1"],
            ["past"],
            {"ana", "ben", "cem"},
        )

    def test_admins_and_contacts(self, storage: Storage) -> None:
        save(
            storage,
            make.person("ada", is_admin=True),
            make.person("old", is_admin=True, gone=True),
            make.person("eve"),
        )
        contacts = next(one for one in make.full_records() if isinstance(one, Cohort))
        save(storage, msgspec.structs.replace(contacts, state="open", opened_by="ada"))
        seen = see(storage, admins=True)
        assert (ids(seen.admins), set(seen.people)) == (["ada"], {"ada", "eve"})

    def test_invitations_take_turns_between_junior_and_senior(self, storage: Storage) -> None:
        grades = {"a": 5, "b": 1, "c": 9, "d": 3, "e": None}
        save(storage, *(make.person(one, grade=grade, state="known") for one, grade in grades.items()))
        save(storage, make.person("f", state="known", grade=0, gone=True), make.person("g", grade=0))
        save(storage, make.person("h", state="known", grade=0, reachable=False))
        assert ids(see(storage, invitable=3).invitable) == ["b", "c", "d"]
        assert ids(see(storage, invitable=99).invitable) == ["b", "c", "d", "a", "e"]

    def test_counts_and_the_middle_grade(self, storage: Storage) -> None:
        save(storage, make.person("ana", grade=1), make.person("ben", grade=4, paused_until=make.NOON.date()))
        save(storage, make.person("cem", state="known", grade=7), make.person("dee", gone=True, grade=1))
        save(
            storage,
            make.person("eve", grade=9),
            make.person("fay"),
            make.pairing("one"),
            make.pairing("two", state="ended"),
            make.pairing("before", state="ended", cohort="winter"),
            make.session(1, id="now", pairing="one", state="held"),
            make.session(1, id="then", pairing="before", state="held"),
            make.cohort(),
        )
        seen = see(storage, counts=True, live_pairs=True, middle_grade=True)
        assert seen.counts.sessions == {"held": 1}
        assert seen.counts.people == {"joined": 4, "known": 1}
        assert (seen.counts.paused, seen.counts.pairings) == (1, {"approved": 1, "ended": 1})
        assert seen.middle_grade == 4
        assert see(storage, organization="other", middle_grade=True).middle_grade is None

    def test_pairings_of_the_cohort_summed_up(self, storage: Storage) -> None:
        """And who is without a partner; nothing of a program before, nor of another organization."""
        pairings = (
            make.pairing("one", state="introduced", held=2, planned=6, booked_at=make.after(days=1)),
            make.pairing("two", mentor="ana", mentee="cem", state="introduced", held=1, planned=4),
            make.pairing("three", mentor="dee", mentee="eve", state="paused", planned=6),
            make.pairing("over", mentor="fay", mentee="ben", state="ended", held=6, planned=6),
            make.pairing("before", state="introduced", cohort="winter", held=9),
        )
        left = make.person("gus", waiting_since=make.NOON)
        save(storage, make.cohort(), make.person("ana"), left, make.person("hal", gone=True), *pairings)
        seen = see(storage, tallied_at=make.NOON).tallies
        assert seen.by_state == {
            "introduced": Tally(pairs=2, held=3, planned=10, ahead=1),
            "paused": Tally(pairs=1, planned=6),
            "ended": Tally(pairs=1, held=6, planned=6),
        }
        assert (seen.partnered, seen.left_over) == (5, 1)
        later = see(storage, tallied_at=make.after(days=1)).tallies
        assert later.by_state["introduced"].ahead == 0
        assert see(storage, organization="other", tallied_at=make.NOON).tallies == Tallies()

    def test_what_an_outbox_row_says(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        with storage.begin() as work:
            (row,) = work.enqueue(make.said("e"), ACME, "live", [make.send()])
        seen = see(storage, outbox=row)
        assert (seen.sent, seen.sent_state, set(seen.people)) == (make.send(), "ready", {"ana"})
        assert see(storage, organization="other", outbox=row).sent is None


class TestListings:
    """What an admin looks through."""

    @pytest.mark.parametrize(
        ("group", "listed"),
        [
            ("joined", ["amy", "ben", "cem"]),
            ("waiting", ["ben"]),
            ("away", ["cem"]),
            ("unreachable", ["dan"]),
            ("outside", ["dan", "eve", "fay", "ivy"]),
            ("left", ["gil", "jan"]),
            ("all", ["amy", "ben", "cem", "dan", "eve", "fay"]),
        ],
    )
    def test_a_group(self, storage: Storage, group: Group, listed: list[str]) -> None:
        save(
            storage,
            make.person("amy", joined_at=make.NOON),
            make.person("ben", waiting_since=make.NOON),
            make.person("cem", paused_until=date(2026, 3, 9)),
            make.person("dan", state="known", reachable=False),
            make.person("eve", state="declined"),
            make.person("fay", state="left"),  # before ever having joined
            make.person("gil", state="left", joined_at=make.NOON),
            make.person("ivy", state="onboarding"),
            make.person("jan", state="onboarding", joined_at=make.NOON),  # on the way back
            make.person("kim", gone=True),
            make.person("lea", is_guest=True),
            make.person("max", organization=OTHER),
        )
        seen = see(storage, listing=Listing(group=group))
        assert [one.id for one in seen.listed] == listed
        assert seen.listed_in_all == (9 if group == "all" else len(listed))

    def test_pages_and_partners(self, storage: Storage) -> None:
        people = [make.person(f"p{number}") for number in range(PAGE + 2)]
        save(storage, *people, make.pairing(mentor="p7", mentee="p0", state="paused"))
        seen = see(storage, listing=Listing(group="joined", page=2))
        assert ([one.id for one in seen.listed], seen.listed_in_all) == (["p6", "p7"], PAGE + 2)
        assert [one.id for one in seen.pairings] == ["pair"]
        assert "p0" in seen.people
        assert see(storage, listing=Listing(group="joined", page=9)).listed == ()

    def test_who_looked_newest_first_in_pages(self, storage: Storage) -> None:
        for number in range(AUDIT_PAGE + 2):
            save(storage, make.audit(number))
        first, second = see(storage, audit_page=1), see(storage, audit_page=2)
        assert first.audit[0].id == f"audit-{AUDIT_PAGE + 1}"
        assert [one.id for one in second.audit] == ["audit-1", "audit-0"]
        assert (first.audit_in_all, second.audit_in_all) == (AUDIT_PAGE + 2, AUDIT_PAGE + 2)
        assert see(storage, noted=("audit-0", "audit-9999")).noted == {"audit-0"}
        assert see(storage).noted == frozenset()

    def test_what_is_set_aside_is_counted_with_what_failed(self, storage: Storage) -> None:
        with storage.begin() as work:
            for event, organization in (("one", ACME), ("two", ACME), ("three", OTHER)):
                work.set_aside(SetAside(event=make.said(event), organization=organization, error="E"))
        assert see(storage, failed_since=make.NOON).set_aside == 2
        assert see(storage).set_aside == 0


class TestNames:
    @pytest.mark.parametrize(
        ("said", "first"),
        [
            ("Müller", "zoe"),
            ("mueller", "zoe"),
            ("muller", "zoe"),
            ("zoe mulelr", "zoe"),
            ("o'brien", "bri"),
            ("OBRIEN bridget", "bri"),
            ("smiht", "sam"),
            ("Şahin", "can"),
            ("李", "lee"),
        ],
    )
    def test_the_likeliest_comes_first(self, storage: Storage, said: str, first: str) -> None:
        save(
            storage,
            *(make.person("zoe", name="Zoë Müller"), make.person("bri", name="Bridget O’Brien")),
            *(
                make.person("sam", name="Sam Smith"),
                make.person("can", name="Can Şahin"),
                make.person("lee", name="李 Wei"),
            ),
            *(make.person("mia", name="Mia Muster"), make.person("gone", name="Zoe Müller Smith", gone=True)),
        )
        names = see(storage, names_like=said).names
        assert names[0].id == first
        assert "gone" not in ids(names)

    def test_nobody_begins_like_that(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        assert see(storage, names_like="xu, or “!?”").names == ()
        assert see(storage, names_like="…").names == ()

    def test_a_new_name_replaces_the_old(self, storage: Storage) -> None:
        save(storage, make.person("ana", name="Ana Silva"))
        save(storage, make.person("ana", name="Ana Costa", version=1))
        assert ids(see(storage, names_like="costa").names) == ["ana"]
        assert see(storage, names_like="silva").names == ()

    def test_at_most_fifty(self, storage: Storage) -> None:
        save(storage, *(make.person(f"p{number:02}", name="Anna") for number in range(60)))
        save(storage, make.person("z", name="Ana"))
        names = ids(see(storage, names_like="Ana").names)
        assert (len(names), names[0], names[1]) == (50, "z", "p00")

    def test_namesakes_elsewhere_crowd_nobody_out(self, storage: Storage) -> None:
        save(storage, *(make.person(f"a{number:02}", name="Ana", organization=OTHER) for number in range(60)))
        save(storage, make.person("z", name="Ana"))
        assert ids(see(storage, names_like="Ana").names) == ["z"]

    def test_the_words_of_a_platform_id_find_a_person(self, storage: Storage) -> None:
        long_name = " ".join(f"name{number}" for number in range(20))
        save(
            storage,
            make.person("ana", name=long_name, slack_id="U0AB1"),
            make.person("ben", name="u7", slack_id="U7"),
        )
        assert [ids(see(storage, names_like=said).names)[0] for said in ("U0AB1", "u7")] == ["ana", "ben"]

    @pytest.mark.parametrize("named_in", ["onboarding", "onboarding.never_with"])
    @pytest.mark.parametrize(
        ("asked", "state"), [("never_with", "open"), ("role", "open"), ("never_with", "done")]
    )
    def test_typed_names_are_looked_for_only_where_they_are_an_answer(
        self, storage: Storage, named_in: str, asked: str, state: str
    ) -> None:
        talk = make.talk(state=state, progress=Progress(asked=asked))
        ben = make.person("ben", manager="hr-cem")
        save(storage, make.place(), make.account(), make.person("ana"), ben, make.person("cem"), talk)
        seen = see(
            storage,
            organization="",
            sender=make.sender(),
            typed="Ben",
            named_in=(named_in,),
            lines_in=(named_in,),
        )
        wanted = state == "open" and (named_in == "onboarding" or asked == "never_with")
        assert ids(seen.names) == (["ben"] if wanted else [])
        assert seen.above == ({"ana": (), "ben": ("cem",)} if wanted else {})


class TestReportingLines:
    def test_the_whole_line_upwards(self, storage: Storage) -> None:
        save(
            storage,
            *(make.person("ana", manager="hr-ben"), make.person("ben", manager="hr-cem")),
            *(make.person("cem", manager="hr-nobody"), make.person("dee", manager="hr-cem")),
        )
        seen = see(storage, people=("ana", "dee"), managers=True)
        assert seen.above == {"ana": ("ben", "cem"), "dee": ("cem",)}
        assert set(seen.people) == {"ana", "ben", "cem", "dee"}
        assert see(storage, people=("ana",)).above == {}

    def test_a_circle_ends(self, storage: Storage) -> None:
        save(
            storage,
            *(make.person("ana", manager="hr-ben"), make.person("ben", manager="hr-cem")),
            *(make.person("cem", manager="hr-ben"), make.person("own", manager="hr-own")),
        )
        seen = see(storage, people=("ana", "ben", "own"), managers=True)
        assert seen.above == {"ana": ("ben", "cem"), "ben": ("cem",), "own": ()}

    def test_a_line_longer_than_any_company(self, storage: Storage) -> None:
        save(storage, *(make.person(f"p{at:02}", manager=f"hr-p{at + 1:02}") for at in range(70)))
        above = see(storage, people=("p00",), managers=True).above["p00"]
        assert above == tuple(f"p{at:02}" for at in range(1, 51))


OTHER = "other"
EVERYTHING = Query(
    card="card:slack:T1:U1",
    code="new",
    namesake=True,
    accounts_of=("ana",),
    link="link:slack:T1:U9",
    digest="digest",
    cohort_pairs=True,
    members=1,
    surveys=True,
    joined=1,
    people=("ana",),
    externals=("hr-ana",),
    strangers=("U9NEW",),
    talk="talk",
    open_talks_of=("ana",),
    pairing="pair",
    names_like="zoe",
    typed="zoe",
    named_in=("onboarding",),
    lines_in=("onboarding",),
    proposal="first",
    line="line-1",
    all_lines=True,
    admins=True,
    history=True,
    middle_grade=True,
    outbox="e:0",
    failed_since=make.NOON,
    invitable=5,
    counts=True,
    tallied_at=make.NOON,
    managers=True,
    sender=make.sender(email="walrus@example.com"),
    lives=True,
    session="session-1",
    attendance="attendance-ana",
    concern="worry",
    concerns=True,
    story="story",
    change="change",
    stories=True,
    tray="tray:ana",
    listing=Listing(),
    live_pairs=True,
    audit_page=1,
    noted=("audit-0",),
    looked_page=1,
    leaving="ana",
    identities=(Identity(external="hr-ana", email="walrus@example.com"),),
    terms=True,
    terms_in=("onboarding",),
    own_words=1,
    own_word="nothing",
    term="term-Q-Gate",
    awareness=True,
    roles=True,
    sponsor="ana",
    offers=True,
    background=True,
    backgrounds=5,
    lines="locked",
    number=1,
    their_lines=True,
    approved=1,
    live_after="",
    free=3,
    admin_trays=True,
    place="slack:T1",
    roster="slack:T1",
    homes=True,
    seats=True,
    entries=(Entry(account="slack:T1:U1", user="U1", email="walrus@example.com"),),
    listed="",
)
VARIANTS: tuple[dict[str, object], ...] = (
    {},
    {"proposal": "current", "live_after": None},
    {"pairings_of_proposal": "first", "all_lines": False, "line": ""},
    {"all_lines": False, "their_lines": False, "approved": 0, "pairings_of_proposal": "first"},
    {"seats": False, "wanting": "mentors"},
)


class TestOrganizations:
    def test_one_never_sees_another(self, storage: Storage) -> None:
        """Everything that one organization has, asked for by another with the right ids."""
        save(storage, *everything_of_acme())
        with storage.begin() as work:
            card = make.send(about=About(person="ana", story=EVERYTHING.card))
            work.enqueue(make.said("e"), ACME, "live", [make.send(), make.send(), card])
            work.give_up("e:1", "failed", "gone", at=make.NOON)
            full = work.load(msgspec.structs.replace(EVERYTHING, organization=ACME))
        assert len(every_record(full)) > 12
        assert full.failed
        assert full.card == "e:2"
        for changes in VARIANTS:
            with storage.begin() as work:
                strange = work.load(msgspec.structs.replace(EVERYTHING, organization=OTHER, **changes))
            assert _but_for_chance(strange) == Snapshot()

    def test_every_part_of_a_query_was_asked(self) -> None:
        asked = {*(f.name for f in msgspec.structs.fields(Query) if getattr(EVERYTHING, f.name) != f.default)}
        rest = {"organization", "page", "pairings_of_proposal", "place", "wanting"}
        assert asked | rest == set(Query.__struct_fields__)

    def test_who_is_called_what_in_a_place(self, storage: Storage) -> None:
        tom = make.account("tom", "U2")
        elsewhere = make.account("ana", "U7", address=make.address("U7", place="T12"))
        save(storage, make.organization(), make.place(), make.place("slack:T12"))
        save(storage, make.person("ana"), make.person("tom"), make.account(), tom, elsewhere)
        save(storage, make.organization(OTHER), make.place("slack:T9", organization=OTHER))
        assert storage.users_at("slack:T1", ("ana", "tom", "nobody")) == {"ana": "U1", "tom": "U2"}
        assert storage.users_at("slack:T12", ("ana", "tom")) == {"ana": "U7"}
        assert storage.users_at("slack:T9", ("ana", "tom")) == {}
        assert storage.users_at("slack:T404", ("ana",)) == storage.users_at("slack:T1", ()) == {}

    def test_whose_a_place_is(self, storage: Storage) -> None:
        save(storage, make.organization(), make.place("teams:t1"), make.organization(OTHER))
        save(storage, make.place("teams:t2", organization=OTHER))
        assert [storage.organization_at(f"teams:{name}") for name in ("t1", "t2", "t")] == [ACME, OTHER, ""]

    def test_the_only_one_of_a_realm(self, storage: Storage) -> None:
        assert storage.organization_of("live") is None
        save(storage, make.organization(), make.organization("play", realm="playground"))
        assert (storage.organization_of("live"), storage.organization_of("playground")) == (ACME, "play")
        save(storage, make.organization("second"))
        assert storage.organization_of("live") is None

    def test_erasing_one_leaves_nothing_of_it_and_all_of_the_other(self, storage: Storage) -> None:
        save(storage, *everything_of_acme(), make.organization(OTHER), make.person("zed", organization=OTHER))
        with storage.begin() as work:
            for organization, event in (
                (ACME, make.said("mine")),
                (OTHER, make.fell_due("theirs", organization=OTHER)),
            ):
                assert work.is_new(event)
                work.enqueue(event, organization, "live", [make.send()])
                work.set_due(organization, "live", "pair", [Due(rule="start", subject="pair", at=make.NOON)])
                work.set_aside(SetAside(event=event, organization="", error="x"))
        storage.save_post(Post(id="p", organization=ACME, conversation="ana", at=make.NOON, text="hi"))
        storage.erase_organization(ACME)
        with storage.begin() as work:
            seen = work.load(msgspec.structs.replace(EVERYTHING, organization=ACME))
            assert _but_for_chance(seen) == Snapshot()
            assert work.is_new(make.said("mine"))
            assert not work.is_new(make.fell_due("theirs"))
        assert storage.people_of(ACME) == ()
        assert storage.posts(ACME, "ana") == ()
        assert [aside.event.id for aside in storage.set_aside_events()] == ["theirs"]
        assert [organization for organization, _ in storage.claim_due("live", make.NOON, limit=9)] == [OTHER]
        assert [row.id for row in storage.claim_rows("live", make.NOON, lease_s=9, limit=9)] == ["theirs:0"]
        assert ids(storage.people_of(OTHER)) == ["zed"]


def _but_for_chance(snapshot: Snapshot) -> Snapshot:
    assert len(snapshot.fresh_code) == 12
    return msgspec.structs.replace(snapshot, fresh_code="")


def everything_of_acme() -> list[Record]:
    extra: list[Record] = [
        *(make.person("ben", is_admin=True, grade=3), make.person("known", state="known", manager="hr-ben")),
        *(make.place(), make.cohort("now"), make.talk("open"), make.proposal("current")),
        make.person("new", external="", slack_id="U9NEW"),
    ]
    return [*make.full_records(), *extra]


class TestPlayground:
    def test_posts_are_numbered_and_replaced(self, storage: Storage) -> None:
        def post(post_id: str, **changes: object) -> Post:
            made = Post(id=post_id, organization=ACME, conversation="ana", at=make.NOON, text=post_id)
            return msgspec.structs.replace(made, **changes)

        for one in (
            post("b"),
            post("a", message=make.message()),
            post("c", conversation="#all"),
            post("b", text="new"),
        ):
            storage.save_post(one)
        storage.save_post(post("b", organization=OTHER))
        assert [(p.id, p.number, p.text) for p in storage.posts(ACME, "ana")] == [
            ("b", 1, "new"),
            ("a", 2, "a"),
        ]
        assert storage.post(ACME, "a") == post("a", message=make.message(), number=2)
        assert (storage.post(ACME, "c"), storage.post(OTHER, "c")) == (
            post("c", conversation="#all", number=1),
            None,
        )
        assert {where: p.id for where, p in storage.latest_posts(ACME).items()} == {"ana": "a", "#all": "c"}

    def test_people_by_name(self, storage: Storage) -> None:
        save(
            storage, make.person("z", name="Ada"), make.person("a", name="Zed"), make.person("m", name="Ada")
        )
        assert ids(storage.people_of(ACME)) == ["m", "z", "a"]

    def test_settings(self, storage: Storage) -> None:
        assert storage.read_setting("moved_s") is None
        storage.write_setting("moved_s", "60")
        storage.write_setting("moved_s", "")
        assert storage.read_setting("moved_s") == ""
