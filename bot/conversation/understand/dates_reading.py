"""What do the rules of the date grammar get, and what do they give? Read by `dates_rules` and `dates_periods`."""

import re
from collections.abc import Callable
from datetime import date

import msgspec


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a stretch names: one day is certain, several are asked between, none is no day at all.

    `loose` says that another stretch may make it certain: "weekday", "number" (of the month), "month", "week".
    `kind` is "length" for a stretch of time counted from today, "now" for "at once", "point" otherwise.
    """

    days: tuple[date, ...] = ()
    loose: str = ""
    kind: str = "point"
    length: tuple[int, str] = (0, "")


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule may look at: today, the day order of the reader's language, the signs said before."""

    today: date
    month_first: bool
    before: str = ""

    @property
    def bounded(self) -> bool:
        """Whether "until" or "from" comes just before, so that a month or week means its first day."""
        return bool(re.search(r"(?:until|from) (?:on |in |of |for )*$", self.before))


class Said(dict[str, str]):
    """The named parts of what a pattern matched; a part that is not there is empty."""

    def __missing__(self, part: str) -> str:
        return ""


Rule = Callable[[Said, Scene], Reading]

WEEKS = {"this": 0, "next": 1, "coming": 1, "overnext": 2, "last": -1, "this coming": 1, "": 0}
"""How many weeks or months on a word leads."""


def certain(*days: date | None) -> Reading:
    return Reading(days=tuple(dict.fromkeys(found for found in days if found)))


def year_of(said: Said) -> int | None:
    if said["y"]:
        return int(said["y"])
    return 2000 + int(said["yy"]) if said["yy"] else None
