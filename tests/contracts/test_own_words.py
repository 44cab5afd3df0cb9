"""Is it found again who says what no catalog knows, in every storage the same?"""

from __future__ import annotations

import msgspec
import pytest

from bot.program.company.own_words import as_said, meant
from bot.program.model import Person, Term
from bot.program.snapshot import PAGE, OwnWords, Query, Snapshot
from bot.runtime.ports import Storage
from tests import factories as make
from tests.factories import ACME, NOON

PEOPLE = (
    make.person("ana", teaches=("Excel", "Q-Gate"), wants=("beekeeping",)),
    make.person("ben", wants=("q-gate", "Python")),
    make.person("cem", wants=("Q-GATE",), state="left"),
    make.person("dia", teaches=("Zauberei",), state="onboarding"),
    make.person("eve", teaches=("beekeeping",), gone=True),
)
GATE = make.term(skill="Quality gates", category="projects", state="skill", moves_at=NOON)


def save(storage: Storage, *records: Person | Term) -> None:
    with storage.begin() as work:
        work.save(records)


def see(storage: Storage, **asked: object) -> Snapshot:
    with storage.begin() as work:
        return work.load(msgspec.structs.replace(Query(organization=ACME), **asked))


def words(snapshot: Snapshot) -> list[tuple[str, bool, bool]]:
    return [(one.words.casefold(), one.taught, one.wanted) for one in snapshot.own_words]


def known(storage: Storage, said: str) -> OwnWords:
    return next(one for one in see(storage, own_words=1).own_words if one.words.casefold() == said)


@pytest.fixture
def peopled(storage: Storage) -> Storage:
    save(storage, *PEOPLE, make.person("far", organization="other", wants=("surfing",)))
    return storage


def test_words_of_people_who_joined_are_listed_once_without_the_people(peopled: Storage) -> None:
    seen = see(peopled, own_words=1)
    assert words(seen) == [("beekeeping", False, True), ("q-gate", True, True)]
    assert (seen.own_words_in_all, seen.people, seen.sayers) == (2, {}, ())


def test_what_was_decided_is_listed_no_more_and_a_page_holds_few(peopled: Storage) -> None:
    save(peopled, GATE, make.person("fay", wants=tuple(f"word {n:02}" for n in range(PAGE + 1))))
    first, second = see(peopled, own_words=1), see(peopled, own_words=2)
    assert [said for said, *_ in words(first)] == ["beekeeping", *(f"word {n:02}" for n in range(PAGE - 1))]
    assert [said for said, *_ in words(second)] == [f"word {n:02}" for n in range(PAGE - 1, PAGE + 1)]
    assert first.own_words_in_all == second.own_words_in_all == PAGE + 2
    assert first.terms == see(peopled, terms=True).terms != ()


def test_those_who_say_so_are_found_by_the_words(peopled: Storage) -> None:
    gate = known(peopled, "q-gate").id
    seen = see(peopled, own_word=gate)
    assert [one.id for one in seen.sayers] == ["ana", "ben", "cem"]
    assert see(peopled, own_word="nothing").own_word is None
    with peopled.begin() as work:
        assert work.load(Query(organization="other", own_word=gate)).own_word is None


def test_those_whose_words_were_changed_are_found_to_change_them_back(peopled: Storage) -> None:
    save(peopled, GATE)
    ana, ben, _ = see(peopled, term=GATE.id).sayers
    save(peopled, meant(ana, [GATE]), meant(ben, [GATE]))
    assert [one.id for one in see(peopled, term=GATE.id).sayers] == ["cem"]
    save(peopled, msgspec.structs.replace(GATE, version=1, state="open"))
    changed = see(peopled, term=GATE.id).sayers
    assert [(one.id, one.teaches, one.wants) for one in changed] == [
        ("ana", ("Excel", "Quality gates"), ("beekeeping",)),
        ("ben", (), ("Quality gates", "Python")),
    ]
    save(peopled, *(as_said(one, GATE.words) for one in changed))
    assert see(peopled, term=GATE.id).sayers == ()
    assert words(see(peopled, own_words=1)) == [("beekeeping", False, True), ("q-gate", True, True)]


def test_decisions_come_along_only_in_the_talks_that_need_them(peopled: Storage) -> None:
    save(peopled, GATE)
    with peopled.begin() as work:
        work.save([make.place(), make.account(), make.talk()])
    here = Query(sender=make.said("hello").sender, terms_in=("onboarding",))
    with peopled.begin() as work:
        assert [term.id for term in work.load(here).terms] == [GATE.id]
        assert work.load(msgspec.structs.replace(here, terms_in=("story",))).terms == ()


def test_what_somebody_said_goes_with_them(peopled: Storage) -> None:
    (fay,) = [make.person("fay", wants=("pigeons",))]
    save(peopled, fay)
    assert ("pigeons", False, True) in words(see(peopled, own_words=1))
    save(peopled, msgspec.structs.replace(fay, version=1, wants=("Excel",)))
    assert "pigeons" not in [said for said, *_ in words(see(peopled, own_words=1))]
