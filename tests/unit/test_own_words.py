"""Do words that nobody knew mean a skill once somebody said so, and can that be taken back?"""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import step
from bot.events import Pressed
from bot.outcome import Outcome
from bot.program import nudges
from bot.program.company import terms
from bot.program.company.own_words import as_said, catalog_of, meant, own_words_of
from bot.program.keeping.fates import FATES, Gone
from bot.program.model import Person, Term
from bot.program.skills import understand_skills
from bot.program.snapshot import SAYERS_AT_ONCE, OwnWords, Query, Snapshot
from bot.scene import Scene
from tests import factories as make
from tests.factories import NOON

GATE = make.term("Q-Gate", state="skill", skill="Quality gates", category="projects")
OWN = OwnWords(id="mark", words="Q-Gate", taught=True, wanted=False)
ADA = make.person("ada", is_admin=True)


def scene(*people: Person, **found: object) -> Scene:
    snapshot = Snapshot(
        organization=make.organization(), me=ADA, people={one.id: one for one in people}, sayers=people
    )
    return Scene(msgspec.structs.replace(snapshot, **found), make.said())


def of_kind(here: Scene, kind: type[Person] | type[Term]) -> list[Person | Term]:
    return [one for one in here.saved() if isinstance(one, kind)]


def test_words_become_the_skill_on_both_sides_and_keep_how_sure_somebody_is() -> None:
    ana = make.person(
        teaches=("Excel", "q-gate"), wants=("Python", "Q-GATE"), confidence={"Q-GATE": 2, "Python": 4}
    )
    changed = meant(ana, [GATE])
    assert changed.teaches == ("Excel", "Quality gates")
    assert changed.wants == ("Python", "Quality gates")
    assert changed.confidence == {"Quality gates": 2, "Python": 4}
    assert as_said(changed, "q-gate") == ana


def test_a_skill_they_had_named_themselves_stays_when_the_words_are_taken_back() -> None:
    ana = make.person(wants=("Excel", "tabellen"), confidence={"Excel": 3, "tabellen": 1})
    excel = make.term("Tabellen", state="skill", skill="Excel")
    changed = meant(ana, [excel])
    assert (changed.wants, changed.confidence, changed.own_words) == (("Excel",), {"Excel": 3}, {})
    assert as_said(changed, "Tabellen") == changed


def test_what_somebody_no_longer_says_is_not_kept() -> None:
    ana = meant(make.person(teaches=("Q-Gate",), wants=("q-gate",)), [GATE])
    later = meant(msgspec.structs.replace(ana, teaches=("Excel",)), [])
    assert later.own_words == {"wants/Quality gates": "q-gate"}
    assert {key: said.changed for key, said in own_words_of(later).items()} == {
        "quality gates": False,
        "q-gate": True,
    }


@given(
    teaches=st.lists(st.sampled_from(["Excel", "Q-Gate", "gate review", "bees", "SQL"]), unique=True),
    wants=st.lists(st.sampled_from(["Excel", "q-gate", "bees", "Python"]), unique=True),
    skill=st.sampled_from(["Quality gates", "Excel", "Lean"]),
)
def test_nothing_is_said_twice_and_nobody_loses_a_wish(
    teaches: list[str], wants: list[str], skill: str
) -> None:
    ana = make.person(teaches=tuple(teaches), wants=tuple(wants), confidence=dict.fromkeys(wants, 3))
    term = msgspec.structs.replace(GATE, skill=skill)
    changed = meant(ana, [term])
    for said in (changed.teaches, changed.wants):
        assert len(set(said)) == len(said)
        assert not {"Q-Gate", "q-gate"} & set(said)
    assert set(changed.confidence) == set(changed.wants)
    assert meant(changed, [term]) == changed
    if skill not in (*teaches, *wants):
        assert as_said(changed, "Q-Gate") == ana


def test_everybody_is_understood_from_then_on() -> None:
    catalog = catalog_of(
        [GATE, make.term("gate review", state="skill", skill="Quality gates", category="law")]
    )
    heard = understand_skills("q-gates, how to run a gate review and SQL", catalog, lang="en")
    assert heard.skills == ("Quality gates", "SQL")
    assert catalog_of([make.term("Q-Gate", state="none")]) is catalog_of([])
    assert catalog_of([GATE]) is catalog_of([msgspec.structs.replace(GATE, by="bob", version=3)])


def test_a_decision_changes_those_who_said_so_and_is_put_down() -> None:
    ana = make.person(teaches=("Q-Gate",))
    here = scene(ana)
    terms.decide(here, OWN, terms.Decision(skill="Quality gates", category="projects"))
    assert here.latest(ana).teaches == ("Quality gates",)
    (term,) = of_kind(here, Term)
    assert isinstance(term, Term)
    assert (term.words, term.skill, term.state, term.moves_at) == ("Q-Gate", "Quality gates", "skill", None)
    assert here.outcome().saves[0].id != "mark"


def test_no_skill_changes_nobody() -> None:
    ana = make.person(teaches=("Q-Gate",))
    here = scene(ana)
    terms.decide(here, OWN, terms.Decision())
    assert here.latest(ana) == ana
    assert [one.state for one in of_kind(here, Term) if isinstance(one, Term)] == ["none"]


def test_many_people_are_changed_a_batch_at_a_time() -> None:
    many = tuple(make.person(f"p{n:03}", teaches=("Q-Gate",)) for n in range(SAYERS_AT_ONCE))
    here = scene(*many)
    terms.decide(here, OWN, terms.Decision(skill="Lean"))
    (term,) = (one for one in here.saved() if isinstance(one, Term))
    assert term.moves_at is not None
    assert ("words", term.moves_at) in nudges.dues_of(term)
    due = make.fell_due(rule="words", subject=term.id, at=term.moves_at, due=term.moves_at)
    assert nudges.needs(due) == Query(organization=make.ACME, term=term.id)
    last = make.person("zoe", teaches=("q-gate",))
    outcome = step(
        Snapshot(organization=make.organization(), term=term, sayers=(last,), people={last.id: last}), due
    )
    assert isinstance(outcome, Outcome)
    changed = {record.id: record for record in outcome.saves}
    assert (
        msgspec.structs.replace(last, teaches=("Lean",), own_words={"teaches/Lean": "q-gate"})
        == changed["zoe"]
    )
    assert changed[term.id] == msgspec.structs.replace(term, moves_at=None)


def test_nothing_new_is_decided_while_people_are_still_being_changed() -> None:
    moving = msgspec.structs.replace(GATE, state="open", moves_at=NOON + timedelta(minutes=1))
    here = scene(terms=(moving,))
    said = terms.decide(here, OWN, terms.Decision(skill="Lean"))
    assert getattr(said, "key", "") == "words.moving"
    assert here.saved() == ()


def test_taking_back_while_people_are_still_being_changed_goes_on_later() -> None:
    here = scene(make.person(teaches=("Q-Gate",)))
    terms.take_back(here, msgspec.structs.replace(GATE, moves_at=NOON))
    (term,) = (one for one in here.saved() if isinstance(one, Term))
    assert term.state == "open"
    assert term.moves_at is not None
    assert not of_kind(here, Person)


@pytest.mark.parametrize("action", ["words.show", "words.ask", "words.decided", "words.back"])
def test_only_those_who_run_the_program_see_words(action: str) -> None:
    ben = make.person("ben")
    pressed = Pressed(id="press", at=NOON, sender=make.sender(), action=action, data={})
    snapshot = Snapshot(
        organization=make.organization(),
        place=make.place(),
        account=make.account("ben"),
        me=ben,
        people={"ben": ben},
        own_words=(OWN,),
        own_word=OWN,
        term=GATE,
    )
    asked = step(snapshot, pressed)
    assert isinstance(asked, Query)
    outcome = step(msgspec.structs.replace(snapshot, seen=asked), pressed)
    assert isinstance(outcome, Outcome)
    assert "Q-Gate" not in str(outcome.sends)
    assert [record.action for record in outcome.saves if hasattr(record, "action")] == ["refused"]


@pytest.mark.parametrize(("state", "stays"), [("skill", True), ("none", False), ("open", False)])
def test_words_that_are_no_skill_go_with_whoever_said_them(state: str, stays: bool) -> None:
    ana = make.person(wants=("q-gate",))
    term = msgspec.structs.replace(GATE, state=state, by="ana")
    becomes = FATES[Term].then(term, Gone(person=ana, former="former", heir="ada"))
    assert (becomes is not None) is stays
    if isinstance(becomes, Term):
        assert (becomes.by, becomes.words, becomes.skill) == ("ada", "Quality gates", "Quality gates")
    others = msgspec.structs.replace(term, words="gate review")
    stays_as_it_is = FATES[Term].then(others, Gone(person=ana, former="former", heir="ada"))
    assert stays_as_it_is == msgspec.structs.replace(others, by="ada")
