"""What would help those left over? At most five things, what helps most people first, each of them true.

A change of the rules, or of how many partners somebody takes, is tried out (`room.py`): it is said only when it gives
more people a partner, and to how many. What nobody offers is counted. Whoever somebody wants never to be with, or the
admin excluded, is treated as if they did not offer anything: see `explain.py`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from bot.program.matching.comparing import Sharers
from bot.program.matching.pool import Advice, History, Leftover, Pool, Proposal, Values
from bot.program.matching.proposal import by_id, with_pairs
from bot.program.matching.room import Found, Room
from bot.program.matching.rules import Frame, Rules, broken_rules
from bot.program.matching.sides import Side, prepare

MOST_ADVICE = 5
MOST_SKILLS = 3
MOST_NAMED = 3
MOST_LEFT = 300
"""Of more people left over only so many are tried to place: each takes a while, and they tell enough."""

MOST_IN_LINE = 200
"""Nobody's reporting line holds more teachers of a skill."""

LEAST_HOURS = 1


class Table(NamedTuple):
    """Everybody, prepared; the pairs that may be changed, and who is left over, as places among the sides."""

    sides: list[Side]
    sharers: Sharers
    frame: Frame
    pairs: list[tuple[int, int]]
    left: list[
        int
    ]  # but for whom a look finds somebody as things are: a proposal of many people is nearly the best
    reasons: dict[int, Leftover]


def advise(pool: Pool, history: History, rules: Rules, proposal: Proposal) -> tuple[Advice, ...]:
    """Say what would help those whom this proposal of this pool leaves over."""
    table = _table(pool, history, rules, proposal)
    if not table.left:
        return ()
    found = [
        *_second_partner(table),
        *_other_rules(table),
        *_unoffered(table),
        *_in_line(table),
        *_one_side(table),
    ]
    found.sort(key=lambda one: -one.count)  # of what helps as many, what asks least comes first
    return tuple(found[:MOST_ADVICE])


def _table(pool: Pool, history: History, rules: Rules, proposal: Proposal) -> Table:
    made = [(pair.mentor, pair.mentee) for pair in proposal.pairs]
    locked = [pair for pair in made if pair in history.locked]
    sides = [prepare(member, pool.on) for member in with_pairs(by_id(pool.members), locked).values()]
    places = {side.member.id: place for place, side in enumerate(sides)}
    left = {places[one.person]: one for one in proposal.leftovers}
    table = Table(
        sides=sides,
        sharers=Sharers(sides),
        frame=Frame(history, rules),
        pairs=[(places[one], places[other]) for one, other in made if (one, other) not in history.locked],
        left=[place for place in left if _waits(sides[place])],
        reasons=left,
    )
    as_it_is = set(_try(table, rules).placed)
    return table._replace(left=[place for place in table.left if place not in as_it_is])


def _waits(side: Side) -> bool:
    return side.member.available and not side.member.guest


# -- tried out ---------------------------------------------------------------------------------------------------


def _try(table: Table, rules: Rules, *, more: int = 0) -> Found:
    frame = Frame(table.frame.history, rules)
    return Room(table.sides, table.sharers, frame, table.pairs, more=more).place(table.left[:MOST_LEFT])


def _second_partner(table: Table) -> list[Advice]:
    """Somebody takes one partner more than they said."""
    found = _try(table, table.frame.rules, more=1)
    if not found.placed or not found.takers:
        return []
    values: Values = {"takers": len(found.takers), "new_pairs": found.new_pairs}
    if max(len(found.takers), len(found.placed)) <= MOST_NAMED:
        values |= {"placed_ids": _ids(table, found.placed), "taker_ids": _ids(table, found.takers)}
    return [Advice(kind="second_partner", count=len(found.placed), values=values)]


def _ids(table: Table, places: Iterable[int]) -> list[str]:
    return [table.sides[place].member.id for place in places]


def _other_rules(table: Table) -> list[Advice]:
    """A rule of the program, one at a time, let go as far as it may be."""
    rules = table.frame.rules
    gaps = [
        (msgspec.structs.replace(rules, min_seniority_gap=gap), {"gap": gap, "now": rules.min_seniority_gap})
        for gap in range(rules.min_seniority_gap - 1, 0, -1)
    ]
    changed: list[tuple[str, list[tuple[Rules, dict[str, int]]]]] = [("gap", gaps)]
    if rules.different_department:
        changed.append(("department", [(msgspec.structs.replace(rules, different_department=False), {})]))
    if rules.different_site:
        changed.append(("site", [(msgspec.structs.replace(rules, different_site=False), {})]))
    if rules.min_overlap_hours > LEAST_HOURS:
        changed.append(("hours", [(msgspec.structs.replace(rules, min_overlap_hours=LEAST_HOURS), {})]))
    return [
        advice for kind, steps in changed if (advice := _first_that_helps(table, kind, steps)) is not None
    ]


def _first_that_helps(
    table: Table, kind: str, steps: Sequence[tuple[Rules, dict[str, int]]]
) -> Advice | None:
    for rules, figures in steps:
        found = _try(table, rules)
        if found.placed:
            return Advice(
                kind=kind, count=len(found.placed), values={**figures, "new_pairs": found.new_pairs}
            )
    return None


# -- counted -----------------------------------------------------------------------------------------------------


def _unoffered(table: Table) -> list[Advice]:
    """Wishes of those left over that nobody teaches."""
    offered = {skill for side in table.sides if _waits(side) for skill in side.teaches}
    wishes = {place: [one for one in table.sides[place].wants if one not in offered] for place in table.left}
    return _about_wishes(table, "unoffered", wishes)


def _in_line(table: Table) -> list[Advice]:
    """Wishes that only people teach who are in the same reporting line."""
    stuck = [place for place in table.left if table.reasons[place].reason == "reporting_line"][:MOST_LEFT]
    teachers: dict[str, list[Side]] = {skill: [] for place in stuck for skill in table.sides[place].wants}
    for side in filter(_waits, table.sides):
        for skill in teachers.keys() & side.teaches.keys():
            teachers[skill].append(side)
    wishes = {
        place: [
            one for one in table.sides[place].wants if _only_in_line(table, table.sides[place], teachers[one])
        ]
        for place in stuck
    }
    return _about_wishes(table, "reporting_line", wishes)


def _only_in_line(table: Table, learner: Side, teachers: list[Side]) -> bool:
    if len(teachers) > MOST_IN_LINE:
        return False
    broken = [broken_rules(side, learner, table.frame) for side in teachers if side is not learner]
    known = [rules for rules in broken if "never_with" not in rules]
    return bool(known) and all("reporting_line" in rules for rules in known)


def _about_wishes(table: Table, kind: str, wishes: dict[int, list[str]]) -> list[Advice]:
    counts = Counter(skill for skills in wishes.values() for skill in skills)
    if not counts:
        return []
    top = sorted(counts, key=lambda skill: (-counts[skill], skill))[:MOST_SKILLS]
    people = sum(any(skill in top for skill in skills) for skills in wishes.values())
    named = {skill: name for place in wishes for skill, name in table.sides[place].wants.items()}
    return [Advice(kind=kind, count=people, values={"skills": [named[skill] for skill in top]})]


def _one_side(table: Table) -> list[Advice]:
    """All whom somebody would fit are on the same side: more people of the other are wanted."""
    places = {side.member.id: place for place, side in enumerate(table.sides)}
    fitting = [place for place in table.left if table.reasons[place].reason == "outnumbered"]
    roles = {
        place: _role(table, place, places[table.reasons[place].closest[0]])
        for place in fitting
        if table.reasons[place].closest
    }
    if not roles or len(set(roles.values())) > 1:
        return []
    teaches = next(iter(roles.values())) == "mentor"
    own = [table.sides[place] for place in roles]
    names = Counter(name for side in own for name in (side.teaches if teaches else side.wants).values())
    top = sorted(names, key=lambda name: (-names[name], name))[:MOST_SKILLS]
    kind = "mentees_wanted" if teaches else "mentors_wanted"
    return [Advice(kind=kind, count=len(roles), values={"skills": top})]


def _role(table: Table, place: int, other: int) -> str:
    """What this person would be to the other: of two directions, the one that breaks less."""
    one, partner = table.sides[place], table.sides[other]
    teaching, learning = broken_rules(one, partner, table.frame), broken_rules(partner, one, table.frame)
    return "mentor" if len(teaching) <= len(learning) else "mentee"
