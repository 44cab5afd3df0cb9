"""Juniors and seniors who fit each other, and a proposal of any size."""

from __future__ import annotations

from bot.outcome import Outcome
from bot.program.model import Leftover, Line, Person
from tests.factories import leftover, line, person, proposal
from tests.unit.world import ADMIN, World


def junior(who: str, **changes: object) -> Person:
    given: dict[str, object] = {
        "role": "mentor",
        "grade": 2,
        "teaches": ("Figma",),
        "wants": ("Negotiation",),
    }
    return person(who, **(given | changes))


def senior(who: str, **changes: object) -> Person:
    given: dict[str, object] = {
        "role": "mentee",
        "grade": 8,
        "teaches": ("Negotiation",),
        "wants": ("Figma",),
    }
    return person(who, **(given | changes))


def many(count: int, left: int = 0) -> World:
    """Every pair fits a little worse than the one before it; every tenth goes one way only."""
    people = [junior(f"m{n:03}", name=f"Mona {n:03}") for n in range(count)]
    people += [senior(f"s{n:03}", name=f"Silvia {n:03}") for n in range(count)]
    alone = [junior(f"x{n:03}", name=f"Xaver {n:03}") for n in range(left)]
    lines = [
        line(
            n + 1,
            mentor=f"m{n:03}",
            mentee=f"s{n:03}",
            fit=round(1 - n / (count + 1), 4),
            mentor_teaches=("Figma",),
            mentee_teaches=() if n % 10 == 9 else ("Negotiation",),
        )
        for n in range(count)
    ]
    over = [leftover(n + 1, person=one.id, reason="outnumbered") for n, one in enumerate(alone)]
    counted = proposal(
        pairs=count,
        leftovers=left,
        people=2 * count,
        two_way=sum(bool(one.mentee_teaches) for one in lines),
        fit=sum(one.fit for one in lines),
    )
    return World(*people, *alone, *lines, *over, counted)


def press(world: World, move: str, who: str = ADMIN, **data: str) -> Outcome:
    return world.press(who, f"proposal.{move}", proposal="first", **data)


def standing(world: World) -> dict[str, tuple[str, bool, bool]]:
    """Every line that is proposed: who, whether it is locked, whether by hand."""
    return {
        f"{one.mentor}+{one.mentee}": (one.state, one.locked, one.hand)
        for one in world.all(Line)
        if one.state == "proposed"
    }


def left_over(world: World) -> dict[str, str]:
    return {one.person: one.reason for one in world.all(Leftover) if one.state == "left"}
