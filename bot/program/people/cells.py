"""How does a row of the HR file become a person, or a list of what is wrong with it?

Read `readers.py` next for what each column may say, `roster.py` for what rows must be to one another.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import time
from typing import Any, Final, TypeVar

import msgspec

from bot.program.people import readers
from bot.program.people.readers import MAX_LENGTH, BadCell
from bot.program.people.records import PersonRow, Problem

Value = TypeVar("Value")

OTHER_MAX_LENGTH: Final = 300
LISTS: Final = frozenset({"languages", "teach", "learn", "never_with"})
REPEATED: Final = frozenset(
    {"title", "department", "site", "grade", "start_date", "timezone", "work_start", "work_end"}
    | {"languages", "role", "capacity"}
)
IDS: Final = frozenset({"id", "manager_id", "never_with", "email", "slack_id", "teams_id"})

_JOINERS: Final = "\u200c\u200d"  # letters of some scripts, and emoji, need them
_GARBLED: Final = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|\ufffd"
)  # UTF-8 read as Latin-1 once
_SWALLOWED: Final = re.compile(r"[\r\n].*[,;\t|]")
_SPREADSHEET_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """How much a reader of the file forgives.

    A bad cell of a `minor` column costs the cell and not the row. `over_midnight`: hours may end before they start.
    """

    minor: frozenset[str] = frozenset()
    over_midnight: bool = False


STRICT: Final = Manners()


class Reader:
    """How the cells of one file are read: `places` says where each column stands.

    What a cell of a column like the site says is worked out once for all rows, which share it in memory, too.
    """

    def __init__(self, places: dict[str, int], manners: Manners) -> None:
        self.places, self.manners = places, manners
        self.known: Final[dict[str, dict[str, Any]]] = {column: {} for column in REPEATED}


class Cells:
    """The cells of one row: reads each into its value and collects what is wrong with them."""

    def __init__(self, line: int, cells: list[str], reader: Reader) -> None:
        self.line = line
        self.manners = reader.manners
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._cells = cells
        self._places = reader.places
        self._known = reader.known

    def read(self, column: str, reader: Callable[[str], Value], default: Value) -> Value:
        """The value of a cell; the default when it is empty, left out or bad."""
        at = self._places.get(column, -1)
        if not 0 <= at < len(self._cells) or not self._cells[at]:
            return default
        raw = self._cells[at]
        known = self._known.get(column)
        if known is not None and raw in known:
            value: Value = known[raw]
            return value
        told = len(self.warnings)
        try:
            text = self._clean(column, raw)
            value = reader(text) if text else default
        except BadCell as bad:
            self.problem(column, bad.reason, bad.values)
            return default
        if known is not None and len(self.warnings) == told:
            known[raw] = value
        return value

    def problem(self, column: str, reason: str, values: dict[str, str] | None = None) -> None:
        found = self.warnings if column in self.manners.minor else self.problems
        found.append(Problem(line=self.line, column=column, reason=reason, values=values or {}))

    def warn(self, column: str, reason: str, values: dict[str, str] | None = None) -> None:
        self.warnings.append(Problem(line=self.line, column=column, reason=reason, values=values or {}))

    def _clean(self, column: str, raw: str) -> str:
        """The text with single spaces and composed letters; in a list the ends of lines are kept."""
        text = raw
        if not text.isprintable():
            text = self._made_printable(column, text)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
            if _GARBLED.search(raw):
                self.warn(column, "damaged_letters")
        if "\n" in text:
            text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        elif "  " in text or text[:1].isspace() or text[-1:].isspace():
            text = " ".join(text.split())
        if len(text) > MAX_LENGTH.get(column, OTHER_MAX_LENGTH):
            raise BadCell("too_long", limit=str(MAX_LENGTH.get(column, OTHER_MAX_LENGTH)))
        if text in _SPREADSHEET_ERRORS:
            raise BadCell("spreadsheet_error")
        return text

    def _made_printable(self, column: str, raw: str) -> str:
        """Without what cannot be seen; the ends of lines become `\\n` in a list and a space elsewhere."""
        if column not in LISTS and _SWALLOWED.search(raw):
            raise BadCell("swallowed_line")
        keep = "" if column in IDS else _JOINERS
        shown = "".join(sign for sign in raw if sign in keep or unicodedata.category(sign) != "Cf")
        if shown != raw:
            self.warn(column, "hidden_character")
        if any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in shown):
            raise BadCell("control_character")
        end = "\n" if column in LISTS else " "
        return end.join(" ".join(line.split()) for line in shown.splitlines())


def read_row(cells: Cells) -> PersonRow:
    """The person of one row; where `cells.problems` tells of a bad cell its value is the default."""
    row = PersonRow(
        line=cells.line,
        id=cells.read("id", readers.read_id, ""),
        name=cells.read("name", readers.read_name, ""),
        email=cells.read("email", readers.read_email, ""),
        title=cells.read("title", str, ""),
        department=cells.read("department", str, ""),
        site=cells.read("site", str, ""),
        grade=cells.read("grade", readers.read_grade, None),
        manager_id=cells.read("manager_id", readers.read_id, ""),
        start_date=cells.read("start_date", readers.read_start_date, None),
        timezone=cells.read("timezone", readers.read_zone, ""),
        work_start=cells.read("work_start", readers.read_time, None),
        work_end=cells.read("work_end", readers.read_time, None),
        languages=cells.read("languages", readers.read_languages, ()),
        role=cells.read("role", readers.read_role, ""),
        capacity=cells.read("capacity", readers.read_capacity, 1),
        teach=cells.read("teach", readers.read_words, ()),
        learn=cells.read("learn", readers.read_words, ()),
        never_with=cells.read("never_with", readers.read_ids, ()),
        slack_id=cells.read("slack_id", readers.read_slack_id, ""),
        teams_id=cells.read("teams_id", readers.read_teams_id, ""),
    )
    _check_whole(row, cells)
    return row


def _check_whole(row: PersonRow, cells: Cells) -> None:
    """What no cell can tell alone."""
    bad = {problem.column for problem in cells.problems}
    for column, value in (("id", row.id), ("name", row.name)):
        if not value and column not in bad:
            cells.problem(column, "empty")
    if bad & {"work_start", "work_end"}:
        return
    if row.work_start is None and row.work_end is None:
        return
    if row.work_start is None or row.work_end is None:
        cells.problem("work_start" if row.work_start is None else "work_end", "half_hours")
    elif row.work_end <= row.work_start:
        _check_night(row.work_start, row.work_end, cells)


def _check_night(start: time, end: time, cells: Cells) -> None:
    """Hours that do not end after they start."""
    if not cells.manners.over_midnight:
        cells.problem("work_end", "hours_backwards")
    elif end == start:
        cells.problem("work_end", "no_hours")
