"""Who works here? Rows of the HR file become people, each problem with its row; reporting lines.

Start with `roster.py`; `records.py` has the records, `sheet.py` and `cells.py` the form of the file.
"""

from bot.program.people.changes import compare, fingerprint
from bot.program.people.lines import ReportingCycle, reporting_line
from bot.program.people.records import (
    COLUMNS,
    BadFile,
    Changes,
    Known,
    PersonRow,
    Problem,
    Role,
    Roster,
)
from bot.program.people.roster import read_people
from bot.program.people.sheet import write_people
from bot.program.people.willing import Willing, read_willing
from bot.program.people.words import problem_text

__all__ = [
    "COLUMNS",
    "BadFile",
    "Changes",
    "Known",
    "PersonRow",
    "Problem",
    "ReportingCycle",
    "Role",
    "Roster",
    "Willing",
    "compare",
    "fingerprint",
    "problem_text",
    "read_people",
    "read_willing",
    "reporting_line",
    "write_people",
]
