"""Did people who met their partner stay, or move up, more often than others like them? Compared, never explained.

Like them: the same department and the same two grades of the directory. Only groups with at least five of either kind
count, so that no figure is about fewer; others are weighed as those who took part are spread over these groups. Who
takes part chooses to: whatever comes out is an association.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import msgspec

from bot.program.metrics import FEWEST, rounded
from bot.program.model import Person

GRADES_ALIKE = 2
Name = Literal["retained", "promoted"]
NAMES: tuple[Name, ...] = ("retained", "promoted")
Kind = tuple[str, int]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one person, by their id of the HR file; `None` where it is not known."""

    id: str
    retained: bool | None = None
    promoted: bool | None = None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Percentages to 5, 5 for "less than 10" and 95 for "more than 90"; `took_part` and `others` count people."""

    took_part: int
    others: int
    percent: int
    percent_others: int


def compare(
    outcomes: Iterable[Outcome], people: Collection[Person], took_part: Collection[str]
) -> Mapping[Name, Compared | None]:
    """For each outcome; `None` where too few are alike. `took_part` are the person ids of those who met."""
    known = {one.id: one for one in outcomes}
    return {name: _compared(name, known, people, took_part) for name in NAMES}


def _compared(
    name: Name, outcomes: Mapping[str, Outcome], people: Collection[Person], took_part: Collection[str]
) -> Compared | None:
    kinds: dict[Kind, tuple[list[bool], list[bool]]] = {}
    for person in people:
        outcome = outcomes.get(person.external)
        happened = getattr(outcome, name) if outcome else None
        if happened is None or person.grade is None or not person.department or person.is_guest:
            continue
        kind = (person.department, person.grade // GRADES_ALIKE)
        kinds.setdefault(kind, ([], []))[person.id not in took_part].append(happened)
    alike = [both for both in kinds.values() if min(map(len, both)) >= FEWEST]
    if not alike:
        return None
    mine = sum(len(ours) for ours, _ in alike)
    expected = sum(len(ours) * sum(theirs) / len(theirs) for ours, theirs in alike)
    return Compared(
        took_part=mine,
        others=sum(len(theirs) for _, theirs in alike),
        percent=rounded(sum(sum(ours) for ours, _ in alike), mine),
        percent_others=rounded(expected, mine),
    )
