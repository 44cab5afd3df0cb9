"""What two partners have told: found with their pairing, by id, and by who they are, on every storage."""

from __future__ import annotations

import msgspec

from bot.program.model import Record
from bot.program.snapshot import Query, Snapshot
from bot.runtime.ports import Storage
from tests import factories as make
from tests.factories import ACME, after


def keep(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def see(storage: Storage, **query: object) -> Snapshot:
    with storage.begin() as work:
        return work.load(msgspec.structs.replace(Query(organization=ACME), **query))


def told(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    return [one.id for one in snapshot.stories], [one.id for one in snapshot.changes]


def company(storage: Storage) -> None:
    """Ana has told two things with Ben, one before with Cem; Dora and Eve one of their own."""
    keep(storage, make.organization(), make.place(), make.account("ana", "U1"))
    keep(storage, *(make.person(name) for name in ("ana", "ben", "cem", "dora", "eve")))
    keep(storage, make.pairing("pair", state="introduced"), make.pairing("over", mentee="cem", state="ended"))
    keep(storage, make.pairing("other", mentor="dora", mentee="eve", state="introduced"))
    others = {"pairing": "other", "mentor": "dora", "mentee": "eve"}
    keep(storage, make.story("late", begun_at=after(days=2)), make.story("early", begun_at=after(days=1)))
    keep(storage, make.story("once", pairing="over", mentee="cem"), make.story("theirs", **others))
    keep(storage, make.change("late-line", proposed_at=after(days=3)), make.change("early-line"))
    keep(
        storage,
        make.change("once-line", pairing="over", mentor="cem", mentee="ana", proposed_at=after(days=1)),
    )
    keep(storage, make.change("their-line", **others))


def test_they_come_with_the_life_of_their_pairing_in_order(storage: Storage) -> None:
    company(storage)
    assert told(see(storage, pairing="pair")) == (["early", "late"], ["early-line", "late-line"])
    assert told(see(storage, pairing="other")) == (["theirs"], ["their-line"])
    assert told(see(storage, people=("ana",))) == ([], [])


def test_one_asked_for_brings_its_pairing_and_people(storage: Storage) -> None:
    company(storage)
    seen = see(storage, story="once")
    assert seen.story is not None
    assert (seen.story.id, set(seen.lives), set(seen.people)) == ("once", {"over"}, {"ana", "cem"})
    seen = see(storage, change="their-line")
    assert seen.change is not None
    assert (seen.change.id, set(seen.lives), set(seen.people)) == ("their-line", {"other"}, {"dora", "eve"})
    assert see(storage, story="nobody's").story is None


def test_a_person_finds_their_own_after_the_pairing_is_over(storage: Storage) -> None:
    company(storage)
    mine = (["once", "early", "late"], ["early-line", "once-line", "late-line"])
    assert told(see(storage, sender=make.sender(), stories=True)) == mine
    assert told(see(storage, people=("cem",), stories=True)) == (["once"], ["once-line"])
    assert told(see(storage, stories=True)) == ([], [])
    assert "cem" in see(storage, sender=make.sender(), stories=True).people


def test_no_other_organization_sees_them(storage: Storage) -> None:
    company(storage)
    assert see(storage, organization="other", story="once", change="early-line") == Snapshot()
