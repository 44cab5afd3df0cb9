"""Who of a file can be matched, when the file is all there is? More forgiving than the import, for nothing is kept.

Only what matching cannot do without costs a row. A partner never to be with or a manager who is on no row is named in
a warning; so is a cycle of managers, and all of it count as in one another's reporting line.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from bot.program.people.cells import Manners
from bot.program.people.lines import find_cycles
from bot.program.people.records import PersonRow, Problem, Roster
from bot.program.people.roster import Draft, some
from bot.program.people.sheet import Sheet, open_sheet

MANNERS: Final = Manners(
    minor=frozenset({"email", "title", "languages", "slack_id", "teams_id"}), over_midnight=True
)
MOST_LEVELS: Final = (
    100  # more people above somebody are a mistake in the file, and a quadratic amount of work
)


class Willing(msgspec.Struct, frozen=True, kw_only=True):
    """A roster, and for each of its people everybody above them, nearest first, ids on no row included.

    `refused` are the ids that stand on refused rows only, with their lines.
    """

    roster: Roster
    above: dict[str, tuple[str, ...]]
    refused: dict[str, int]


def read_willing(data: bytes) -> Willing:
    """Read a file of people who are all to be matched; raises BadFile when it cannot be read at all."""
    draft = _Draft(open_sheet(data))
    draft.refuse_doubles()
    draft.refuse_unknown()
    above = draft.reporting_lines()
    draft.warn_of_tops()
    roster = draft.roster()
    return Willing(roster=roster, above=above, refused={key: draft.first[key].line for key in roster.refused})


class _Draft(Draft):
    """A roster whose rows are not refused for what they say about others."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet, {}, MANNERS)
        self.warnings = [_offline(warning) for warning in self.warnings]

    def refuse(self, row: PersonRow, column: str, reason: str, **values: str) -> None:
        self.warnings.append(Problem(line=row.line, column=column, reason=reason, values=values))

    def reporting_lines(self) -> dict[str, tuple[str, ...]]:
        """Of everybody whose row is good; what a refused row says about managers counts as well."""
        manager_of = {key: row.manager_id for key, row in self.first.items() if row.manager_id != key}
        for cycle in find_cycles(self.first, manager_of):
            self._tell_of_cycle(cycle)
        above: dict[str, tuple[str, ...]] = {}
        known: dict[str, tuple[str, ...]] = {}
        for key, row in list(self.good.items()):
            line = everybody_above(key, manager_of, known)
            if len(line) > MOST_LEVELS:
                del self.good[key]
                values = {"limit": str(MOST_LEVELS)}
                self.problems.append(
                    Problem(line=row.line, column="manager_id", reason="line_too_long", values=values)
                )
            else:
                above[key] = line
        return above

    def _tell_of_cycle(self, cycle: Iterable[str]) -> None:
        rows = sorted((self.first[key] for key in cycle), key=lambda row: row.line)
        values = {
            "ids": some(row.id for row in rows),
            "lines": some(str(row.line) for row in rows),
        }
        self.warnings.append(
            Problem(line=rows[0].line, column="manager_id", reason="manager_cycle_cut", values=values)
        )


def _offline(warning: Problem) -> Problem:
    """What the import says about people it knows is not so where nobody is known."""
    if warning.reason != "no_manager_column":
        return warning
    return msgspec.structs.replace(warning, reason="no_lines_known")


def everybody_above(
    key: str, manager_of: Mapping[str, str], known: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Everybody above a person, nearest first and never themselves; it ends where it would begin again.

    `known` remembers the lines of managers, so that those who share one share it in memory, too. One id more than
    MOST_LEVELS is where it gives up.
    """
    manager = manager_of.get(key, "")
    if not manager:
        return ()
    line = known.get(manager)
    if line is None:
        seen = {manager: None}
        next_above = manager_of.get(manager, "")
        while next_above and next_above not in seen and len(seen) <= MOST_LEVELS + 1:
            seen[next_above] = None
            next_above = manager_of.get(next_above, "")
        line = known[manager] = tuple(seen)
    return tuple(one for one in line if one != key) if key in line else line
