"""What may a cell of the HR file say, column by column?

Each reader takes the cleaned text of a cell that is not empty and returns its value, or raises BadCell.
What a cell held is never repeated in a reason, for in a shifted row it may be anything; ids and hints are.
Read `places.py` next for the hints, `roster.py` for what rows must be to one another.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from string import punctuation
from typing import Final, TypeVar

import msgspec

from bot.program.people.places import hint_for_language, hint_for_zone, is_language, zone_named
from bot.program.people.records import PersonRow, Problem, Role

Value = TypeVar("Value")

MAX_LENGTH: Final = {
    "id": 100,
    "manager_id": 100,
    "name": 200,
    "email": 254,
    "teach": 50_000,
    "learn": 50_000,
    "never_with": 50_000,
}
OTHER_MAX_LENGTH: Final = 300
LISTS: Final = frozenset({"languages", "teach", "learn", "never_with"})
IDS: Final = frozenset({"id", "manager_id", "never_with", "email", "slack_id", "teams_id"})

_JOINERS: Final = "\u200c\u200d"  # letters of some scripts, and emoji, need them
_EMAIL: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_NUMBER: Final = re.compile(r"([0-9]{1,4})(?:\.0+)?")
_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?")
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00(?:\.0+)?)?")
_SLACK_ID: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
_GARBLED: Final = re.compile(
    "[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|\ufffd"
)  # UTF-8 read as Latin-1 once
_SWALLOWED: Final = re.compile(r"[\r\n].*[,;\t|]")
_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")
_SPREADSHEET_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
_MARKS: Final = frozenset(punctuation + "–—•")
_ROLES: Final[dict[str, Role]] = {"mentor": "mentor", "mentee": "mentee", "both": "both"}
_FIRST_START: Final = date(1940, 1, 1)  # earlier and later ones are what programs write for "unknown"
_LAST_START: Final = date(2100, 1, 1)


class BadCell(ValueError):
    """What a cell says cannot be taken; `hint` is what was probably meant."""

    def __init__(self, reason: str, hint: str = "", **values: str) -> None:
        self.reason = reason
        self.values = {**values, "hint": hint} if hint else values
        super().__init__(reason)


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """How much a reader of the file forgives.

    A bad cell of a `minor` column costs the cell and not the row. `over_midnight`: hours may end before they start.
    """

    minor: frozenset[str] = frozenset()
    over_midnight: bool = False


STRICT: Final = Manners()


class Cells:
    """The cells of one row: reads each into its value and collects what is wrong with them."""

    def __init__(
        self, line: int, cells: list[str], places: dict[str, int], manners: Manners = STRICT
    ) -> None:
        self.line = line
        self.manners = manners
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._cells = cells
        self._places = places

    def read(self, column: str, reader: Callable[[str], Value], default: Value) -> Value:
        """The value of a cell; the default when it is empty, left out or bad."""
        at = self._places.get(column, -1)
        if not 0 <= at < len(self._cells) or not self._cells[at]:
            return default
        try:
            text = self._clean(column, self._cells[at])
            return reader(text) if text else default
        except BadCell as bad:
            self.problem(column, bad.reason, bad.values)
            return default

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
        id=cells.read("id", read_id, ""),
        name=cells.read("name", read_name, ""),
        email=cells.read("email", read_email, ""),
        title=cells.read("title", str, ""),
        department=cells.read("department", str, ""),
        site=cells.read("site", str, ""),
        grade=cells.read("grade", read_grade, None),
        manager_id=cells.read("manager_id", read_id, ""),
        start_date=cells.read("start_date", read_start_date, None),
        timezone=cells.read("timezone", read_zone, ""),
        work_start=cells.read("work_start", read_time, None),
        work_end=cells.read("work_end", read_time, None),
        languages=cells.read("languages", read_languages, ()),
        role=cells.read("role", read_role, ""),
        capacity=cells.read("capacity", read_capacity, 1),
        teach=cells.read("teach", read_words, ()),
        learn=cells.read("learn", read_words, ()),
        never_with=cells.read("never_with", read_ids, ()),
        slack_id=cells.read("slack_id", read_slack_id, ""),
        teams_id=cells.read("teams_id", read_teams_id, ""),
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


def read_id(text: str) -> str:
    if ";" in text:
        raise BadCell("semicolon_in_id")  # lists of ids could not name it
    if len(text) > MAX_LENGTH["id"]:
        raise BadCell("too_long", limit=str(MAX_LENGTH["id"]))
    if _SHORTENED.fullmatch(text):
        raise BadCell("shortened_id")
    return text


def read_name(text: str) -> str:
    if not any(map(str.isalnum, text)):
        raise BadCell("no_letters")
    return text


def read_email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise BadCell("bad_email")
    return text.lower()


def read_grade(text: str) -> int:
    number = _NUMBER.fullmatch(text)
    if not number:
        raise BadCell("bad_grade")
    return int(number[1])


def read_start_date(text: str) -> date:
    found = _DATE.fullmatch(text)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadCell("bad_date")
    if not _FIRST_START <= day < _LAST_START:
        raise BadCell("unlikely_date")
    return day


def read_zone(text: str) -> str:
    zone = zone_named(text)
    if not zone:
        raise BadCell("unknown_zone", hint_for_zone(text))
    return zone


def read_time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell("bad_time")
    return time(int(found[1]), int(found[2]))


def read_languages(text: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(_items(text.lower())))
    for code in codes:
        if not is_language(code):
            raise BadCell("unknown_language", hint_for_language(code))
    return codes


def read_role(text: str) -> Role:
    role = _ROLES.get(text.lower())
    if role is None:
        raise BadCell("unknown_role")
    return role


def read_capacity(text: str) -> int:
    number = _NUMBER.fullmatch(text)
    if not number or not 1 <= int(number[1]) <= 3:
        raise BadCell("bad_capacity")
    return int(number[1])


def read_words(text: str) -> tuple[str, ...]:
    """Each wish once, in the order of the file; a lone dash is none."""
    entries: dict[str, str] = {}
    for words in _items(text):
        if not _MARKS.issuperset(words.replace(" ", "")):
            entries.setdefault(words.casefold(), words)
    return tuple(entries.values())


def read_ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(read_id, _items(text))))


def read_slack_id(text: str) -> str:
    if not _SLACK_ID.fullmatch(text):
        raise BadCell("bad_slack_id")
    return text


def read_teams_id(text: str) -> str:
    if " " in text:
        raise BadCell("bad_teams_id")
    return text


def _items(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
