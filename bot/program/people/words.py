"""How is a problem of the HR file said on the command line?"""

from collections.abc import Mapping
from typing import Final

from bot.program.people.records import Problem

PROBLEM_WORDS: Final[Mapping[str, str]] = {
    # the row
    "broken_quotes": "a quotation mark is not closed, or stands inside a quoted cell; write it twice there",
    "after_broken_quotes": "cannot be told apart from the row with broken quotation marks above it",
    "endless_cell": "a cell is far too long; perhaps a quotation mark is not closed",
    "too_many_cells": "has more cells than the header; a cell with a separator in it needs quotation marks",
    "too_few_cells": "has fewer cells than the header; those at the end are taken as empty",
    # the cell
    "empty": "is required and empty",
    "too_long": "is longer than {limit} characters",
    "control_character": "holds a control character, which no text has; type the cell again",
    "hidden_character": "held invisible characters, which are left out",
    "damaged_letters": "looks damaged, as if letters with accents were stored in another encoding; check it",
    "swallowed_line": "holds a line break and a separator, as if a quotation mark were missing; use one line",
    "spreadsheet_error": "is an error of a spreadsheet formula",
    "no_letters": "holds no letters",
    "shortened_id": "is a number that a spreadsheet has shortened; make the column text and export again",
    "semicolon_in_id": "holds a semicolon, which separates ids in lists",
    "bad_email": "is not an e-mail address",
    "bad_grade": "is not a whole number from 0 to 9999",
    "bad_capacity": "is not 1, 2 or 3",
    "bad_date": "is not a date of the form 2024-05-31",
    "unlikely_date": "is before 1940 or after 2099; leave it empty when it is not known",
    "bad_time": "is not a time of the form 09:00",
    "half_hours": "is empty while the other end of the working hours is given; give both or neither",
    "hours_backwards": "is not after work_start; for hours over midnight leave both empty",
    "no_hours": "is the same as work_start; for somebody without fixed hours leave both empty",
    "unknown_zone": "is not an IANA time zone like Europe/Berlin",
    "unknown_language": "is not a list of ISO 639-1 codes separated by semicolons, like en;de",
    "unknown_role": "is not mentor, mentee, both or empty",
    "bad_slack_id": "is not a Slack member id like U012AB3CD",
    "bad_teams_id": "holds a blank, so it is not a Teams id",
    # the other rows
    "id_twice": "{id} stands on line {first} already; the first row counts",
    "account_twice": "belongs to {id} on line {first} already",
    "account_taken": "belongs to {id}, who is known and whose row does not give it up",
    "own_manager": "names the person of this row; leave it empty for someone without a manager",
    "unknown_id": "names {id}, who is neither on a row of this file nor known",
    "id_refused": "names {id}, who is on a refused row, line {first}; correct that row first",
    "never_with_self": "names the person of this row",
    "manager_cycle": "the reporting line is a cycle of {ids} (lines {lines}); correct one manager_id of them",
    "manager_cycle_cut": "the reporting line is a cycle of {ids} (lines {lines}), so all of them count as in one "
    "another's line; correct one manager_id of them",
    "line_too_long": "more than {limit} people stand above this one; correct the manager_ids above",
    "unsure_skill": "“{said}” could mean {options}, so nothing is taken for it; write the one that is meant",
    "too_many_skills": "holds {count} entries, more than can be told apart; the first {limit} skills count",
    "manager_not_in_file": "{id} is known but on no row of this file; people may be left without a manager",
    "several_tops": "{count} people have no manager (lines {lines}); only one is expected, and somebody "
    "whose manager is not known could be paired inside their reporting line",
    # the header
    "separator": "the columns are separated by {found} instead of a comma; read that way",
    "unknown_column": "the column “{found}” is not known and is left out",
    "unnamed_column": "column {number} has no name in the header and is left out",
    "no_manager_column": "the file has no such column, so reporting lines stay as they were; "
    "of new people none is known",
    "no_lines_known": "the file has no such column, so somebody could be paired inside their reporting line",
}


def problem_text(problem: Problem) -> str:
    """One plain English sentence with line, column and what to do; holds ids, never names."""
    place = f"line {problem.line}"
    if problem.column:
        place += f", {problem.column}"
    text = PROBLEM_WORDS[problem.reason].format_map(problem.values)
    hint = problem.values.get("hint", "")
    return f"{place}: {text}{f'; did you mean {hint}?' if hint else '.'}"
