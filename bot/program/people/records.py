"""What does an HR file hold once it is read?

Read `roster.py` next: it makes these records from the bytes of a file.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Final, Literal

import msgspec

Role = Literal["mentor", "mentee", "both", ""]
Values = Mapping[str, str]

MAX_MEGABYTES: Final = 64
"""Larger files are refused; a hundred thousand people are about 20 MB."""


class PersonRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person as the HR file tells it; its field names are the columns of the file, in order."""

    id: str
    name: str
    email: str = ""  # lower case
    title: str = ""
    department: str = ""
    site: str = ""
    grade: int | None = None  # larger is more senior; None: the file does not say
    manager_id: str = ""
    start_date: date | None = None
    timezone: str = ""  # IANA
    work_start: time | None = None  # local to `timezone`; both or neither, start before end
    work_end: time | None = None
    languages: tuple[str, ...] = ()  # ISO 639-1
    role: Role = ""  # empty: decided by seniority
    capacity: int = 1  # partners in all, 1 to 3
    teach: tuple[str, ...] = ()  # in people's own words
    learn: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()  # ids
    slack_id: str = ""
    teams_id: str = ""
    line: int  # physical line of the file on which the row starts, from 1


COLUMNS: Final[tuple[str, ...]] = tuple(name for name in PersonRow.__struct_fields__ if name != "line")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a row was refused, or what somebody should look at; never holds a name or a person's words."""

    line: int  # 1 to the last line of the file
    column: str = ""  # empty: the whole row
    reason: str  # a key of `words.PROBLEM_WORDS`
    values: dict[str, str] = {}


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds: `rows` are good and complete, everything that was refused stands in `problems`.

    Every id that a row names (`manager_id`, `never_with`) is the id of another row or of a known person.
    Rows and problems come in the order of the file; one refused row may have several problems.
    """

    rows: tuple[PersonRow, ...]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = COLUMNS  # those the file has; of the others it says nothing
    refused: tuple[str, ...] = ()  # ids that stand on refused rows only
    unreadable: int = 0  # refused rows whose id could not be read


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored already about a person, as far as reading and comparing a file needs it."""

    manager_id: str = ""
    slack_id: str = ""
    teams_id: str = ""
    fingerprint: str = ""


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What taking a roster would do, by ids; a refused row is in none of the four."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    missing: tuple[str, ...]  # known, and on no row of the file
    shrunken: bool  # remove nobody before somebody has confirmed


class BadFile(ValueError):
    """The file cannot be read at all; `str()` of it says why and what to do, in plain English."""

    def __init__(self, reason: str, values: Values | None = None) -> None:
        self.reason = reason
        self.values = dict(values or {})
        super().__init__(BAD_FILE_WORDS[reason].format_map(self.values))


BAD_FILE_WORDS: Final[Mapping[str, str]] = {
    "too_large": f"the file has {{megabytes}} MB, the limit is {MAX_MEGABYTES} MB; split it by department",
    "empty": "the file is empty",
    "spreadsheet": "the file is a spreadsheet, not CSV; export it as “CSV UTF-8”",
    "utf_16": "the file is written in UTF-16 (“Unicode text”); export it again as “CSV UTF-8”",
    "not_utf_8": "line {line} is not UTF-8, so letters with accents would be damaged; "
    "export the file again as “CSV UTF-8”",
    "no_header": "line {line} should name the columns, at least {needed}, separated by commas",
    "missing_column": "the header on line {line} lacks the required column `{column}`",
    "doubled_column": "the header on line {line} names the column `{column}` twice",
    "broken_quotes": "more than {count} rows have broken quotation marks; export the file again",
}
