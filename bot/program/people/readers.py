"""What may a cell of the HR file say, column by column?

Each reader takes the cleaned text of a cell that is not empty and returns its value, or raises BadCell.
What a cell held is never repeated in a reason, for in a shifted row it may be anything; ids and hints are.
Read `places.py` next for the hints.
"""

import re
from datetime import date, time
from string import punctuation
from typing import Final

from bot.program.people.places import hint_for_language, hint_for_zone, is_language, zone_named
from bot.program.people.records import Role

MAX_LENGTH: Final = {
    "id": 100,
    "manager_id": 100,
    "name": 200,
    "email": 254,
    "teach": 50_000,
    "learn": 50_000,
    "never_with": 50_000,
}
_EMAIL: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]")
_NUMBER: Final = re.compile(r"([0-9]{1,4})(?:\.0+)?")
_DATE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?Z?)?")
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00(?:\.0+)?)?")
_SLACK_ID: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+")
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
