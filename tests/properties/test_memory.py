"""Whatever changes and is undone: the memory storage finds by its indexes what a look at everything would find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.program.model import Talk
from storage.lookups import Look
from storage.memory_reader import MemoryReader
from storage.memory_state import Kept, State, Waiting
from tests import factories as make
from tests.factories import ACME, after

Change = tuple[Literal["talk", "row", "no talk", "no row", "find", "commit", "undo"], int, int]
KINDS: tuple[str, ...] = ("talk", "row", "no talk", "no row", "find", "commit", "undo")
STATES = ("open", "done", "stopped")
ROW_STATES = ("ready", "leased", "sending", "sent", "failed")
CHANGES = some.lists(
    some.tuples(some.sampled_from(KINDS), some.integers(0, 5), some.integers(0, 14)), max_size=60
)


def talk(number: int, how: int) -> Kept:
    person, state = f"p{how % 4}", STATES[how % 3]
    made = make.talk(f"t{number}", person=person, asked_at=after(hours=how))
    return Kept(record=msgspec.structs.replace(made, state=state), saved=how)


def row(number: int, how: int) -> Waiting:
    return Waiting(
        sequence=number,
        id=f"r{number}",
        organization=ACME,
        realm="live" if how % 2 else "playground",
        address=f"person:p{how % 4}",
        send=make.send(f"p{how % 4}"),
        state=ROW_STATES[how % 5],
        created_at=after(),
        line_at=after(hours=how),
    )


def change(state: State, what: str, number: int, how: int) -> None:
    talks = state.kept(Talk)
    match what:
        case "talk":
            state.put(talks, f"t{number}", talk(number, how))
        case "row":
            state.put(state.outbox, f"r{number}", row(number, how))
        case "no talk":
            state.drop(talks, [f"t{number}"])
        case "no row":
            state.drop(state.outbox, [f"r{number}"])
        case "find":  # from now on there is an index
            talks.by("person" if how % 2 else "state")
        case "commit":
            state.commit()
        case _:
            state.undo()


@settings(max_examples=200, deadline=None)
@given(changes=CHANGES)
def test_an_index_finds_what_a_look_at_everything_finds(changes: Sequence[Change]) -> None:
    state = State()
    for what, number, how in changes:
        change(state, what, number, how)
        talks = [kept.record for kept in state.kept(Talk).values() if isinstance(kept.record, Talk)]
        for person in ("p0", "p1"):
            look = Look(
                where={"person": (person, "nobody"), "state": ("open", "done")}, order=("-asked_at", "id")
            )
            by_hand = [one for one in talks if one.person == person and one.state in ("open", "done")]
            by_hand.sort(key=lambda one: one.id)
            by_hand.sort(key=lambda one: one.asked_at, reverse=True)
            assert MemoryReader(state).find(Talk, ACME, look) == by_hand
        for realm in ("live", "playground"):
            rows = [one for one in state.outbox.values() if one.realm == realm]
            waiting = sorted(
                (one.line_at, one.id) for one in rows if one.state in ("ready", "leased", "sending")
            )
            assert [(at, row_id) for at, _, row_id in state.open[realm]] == waiting


@settings(max_examples=100, deadline=None)
@given(before=CHANGES, undone=CHANGES)
def test_undone_is_as_before(before: Sequence[Change], undone: Sequence[Change]) -> None:
    state = State()
    for one in before:
        change(state, *one)
    state.commit()
    kept, rows = dict(state.kept(Talk)), dict(state.outbox)
    for what, number, how in undone:
        if what != "commit":
            change(state, what, number, how)
    state.undo()
    assert (dict(state.kept(Talk)), dict(state.outbox)) == (kept, rows)
