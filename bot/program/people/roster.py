"""How does an HR file become people, and every row that cannot be taken a problem with its line?

Three passes: each row alone (`cells.py`), then no two rows for one person or account, then reporting lines.
A row is taken whole or not at all, and only if everybody it names is there afterwards: on a row that was
taken, or known before.
Read `changes.py` next: what taking the people would change.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import islice
from typing import Final

import msgspec

from bot.program.people.cells import STRICT, Cells, Manners, read_row
from bot.program.people.lines import find_cycles
from bot.program.people.records import COLUMNS, Known, PersonRow, Problem, Roster
from bot.program.people.sheet import Sheet, open_sheet
from bot.program.people.table import rows_of

SHOWN: Final = 5  # ids or lines that one sentence lists
ACCOUNTS: Final[Mapping[str, Callable[[PersonRow], str]]] = {
    "email": lambda row: row.email,
    "slack_id": lambda row: row.slack_id,
    "teams_id": lambda row: row.teams_id.casefold(),
}
ACCOUNTS_BEFORE: Final[Mapping[str, Callable[[Known], str]]] = {
    "slack_id": lambda person: person.slack_id,
    "teams_id": lambda person: person.teams_id.casefold(),
}


def read_people(data: bytes, known: Mapping[str, Known]) -> Roster:
    """Read an HR file against the people stored already; raises BadFile when it cannot be read at all.

    Of two rows with one id, e-mail address, Slack or Teams account, the later one is refused. A row naming
    somebody on a refused row is refused as well, unless that person is known: then what is stored counts.
    """
    sheet = open_sheet(data)
    draft = Draft(sheet, known)
    draft.refuse_doubles()
    draft.refuse_unknown()
    draft.refuse_cycles()
    draft.warn_of_gaps()
    return draft.roster()


class Draft:
    """A roster in the making: the first row of each id in `first`, those still good in `good`."""

    def __init__(self, sheet: Sheet, known: Mapping[str, Known], manners: Manners = STRICT) -> None:
        self.known = known
        self.columns = tuple(column for column in COLUMNS if column in sheet.places)
        self.first: dict[str, PersonRow] = {}
        self.good: dict[str, PersonRow] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = list(sheet.warnings)
        self.unreadable = 0
        self.needed_by: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.lost: list[str] = []  # refused rows whose followers have not been looked at
        for cells in rows_of(sheet, manners):
            if isinstance(cells, Problem):
                self.problems.append(cells)
                self.unreadable += 1
            else:
                self._take(read_row(cells), cells)

    def _take(self, row: PersonRow, cells: Cells) -> None:
        self.warnings.extend(cells.warnings)
        if "manager_id" not in self.columns and row.id in self.known:
            # a file without this column must not cut the reporting lines that are known
            above = self.known[row.id].manager_id
            row = msgspec.structs.replace(row, manager_id=above if above in self.known else "")
        before = self.first.get(row.id)
        if before:
            cells.problem("id", "id_twice", {"id": row.id, "first": str(before.line)})
        elif row.id:
            self.first[row.id] = row
            if not cells.problems:
                self.good[row.id] = row
            else:
                self.lost.append(row.id)
        else:
            self.unreadable += 1
        self.problems.extend(cells.problems)

    def refuse(self, row: PersonRow, column: str, reason: str, **values: str) -> None:
        self.problems.append(Problem(line=row.line, column=column, reason=reason, values=values))
        if self.good.pop(row.id, None):
            self.lost.append(row.id)

    def refuse_doubles(self) -> None:
        """One account is one person's, within the file and among those who are known."""
        for column, account in ACCOUNTS.items():
            owner_before = self._owners(column)
            claimed: dict[str, PersonRow] = {}
            for row in self.first.values():
                value = account(row)
                if not value:
                    continue
                if value in claimed:
                    first = claimed[value]
                    self.refuse(row, column, "account_twice", id=first.id, first=str(first.line))
                    continue
                claimed[value] = row
                owner = owner_before.get(value, row.id)
                if owner == row.id:
                    continue
                if owner in self.first:
                    self.needed_by[owner].append((row.id, column))  # it is free only if their row is taken
                else:
                    self.refuse(row, column, "account_taken", id=owner)

    def _owners(self, column: str) -> dict[str, str]:
        account = ACCOUNTS_BEFORE.get(column)
        return {account(person): key for key, person in self.known.items()} if account else {}

    def refuse_unknown(self) -> None:
        """Who names somebody that nobody has heard of, or themselves."""
        for row in self.first.values():
            if row.manager_id == row.id:
                self.refuse(row, "manager_id", "own_manager")
            elif row.manager_id:
                self._need(row, "manager_id", row.manager_id)
            for other in row.never_with:
                if other == row.id:
                    self.refuse(row, "never_with", "never_with_self")
                else:
                    self._need(row, "never_with", other)

    def _need(self, row: PersonRow, column: str, other: str) -> None:
        if other in self.known:
            return
        if other in self.first:
            self.needed_by[other].append((row.id, column))
            return
        hint = self._similar_ids.get(_similar(other), "")
        self.refuse(row, column, "unknown_id", id=other, **({"hint": hint} if hint else {}))

    @cached_property
    def _similar_ids(self) -> dict[str, str]:
        return {_similar(key): key for key in (*self.known, *self.first)}

    def refuse_cycles(self) -> None:
        """First what the file says as a whole; then what the rows left say together with what is known."""
        self._refuse_in_cycles(self.first)
        self._refuse_followers()
        while self._refuse_in_cycles(self.good):
            self._refuse_followers()

    def _refuse_in_cycles(self, rows: Mapping[str, PersonRow]) -> bool:
        manager_of = {key: person.manager_id for key, person in self.known.items()}
        manager_of |= {key: row.manager_id for key, row in rows.items() if row.manager_id != key}
        found = [cycle for cycle in find_cycles(rows, manager_of) if any(key in rows for key in cycle)]
        for cycle in found:
            members = sorted((rows[key] for key in cycle if key in rows), key=lambda row: row.line)
            lines = some(str(row.line) for row in members)
            for row in members:
                self.refuse(row, "manager_id", "manager_cycle", ids=some(cycle), lines=lines)
        return bool(found)

    def _refuse_followers(self) -> None:
        """Who names somebody on a refused row, and who names them, and so on."""
        while self.lost:
            gone = self.first[self.lost.pop()]
            for key, column in self.needed_by.pop(gone.id, ()):
                row = self.good.get(key)
                if row and column in ACCOUNTS:
                    self.refuse(row, column, "account_taken", id=gone.id)
                elif row:
                    self.refuse(row, column, "id_refused", id=gone.id, first=str(gone.line))

    def warn_of_gaps(self) -> None:
        """Where reporting lines may be incomplete, for nobody is kept out of a line that is not known."""
        self.warn_of_tops()
        outside: dict[str, int] = {}
        for row in self.good.values():
            if row.manager_id and row.manager_id not in self.first:
                outside.setdefault(row.manager_id, row.line)
        self.warnings.extend(
            Problem(line=line, column="manager_id", reason="manager_not_in_file", values={"id": key})
            for key, line in outside.items()
        )

    def warn_of_tops(self) -> None:
        tops = [row for row in self.good.values() if not row.manager_id]
        if len(tops) > 1 and "manager_id" in self.columns:
            lines = some(str(row.line) for row in tops)
            values = {"count": str(len(tops)), "lines": lines}
            self.warnings.append(
                Problem(line=tops[0].line, column="manager_id", reason="several_tops", values=values)
            )

    def roster(self) -> Roster:
        return Roster(
            rows=tuple(self.good.values()),
            problems=tuple(sorted(self.problems, key=_place)),
            warnings=tuple(sorted(self.warnings, key=_place)),
            columns=self.columns,
            refused=tuple(key for key in self.first if key not in self.good),
            unreadable=self.unreadable,
        )


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line, COLUMNS.index(problem.column) if problem.column else -1


def _similar(key: str) -> str:
    """What two ids have in common that differ by capitals or by zeros in front only."""
    return key.casefold().lstrip("0")


def some(items: Iterable[str]) -> str:
    """The first few of a list."""
    listed = list(islice(items, SHOWN + 1))
    return ", ".join([*listed[:SHOWN], "…"] if len(listed) > SHOWN else listed)
