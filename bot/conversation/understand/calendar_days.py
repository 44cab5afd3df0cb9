"""Which day is that, in the calendar? Month ends, weeks, months counted on, public feasts. Read by `dates_grammar`."""

import calendar
from collections.abc import Callable
from datetime import MAXYEAR, date, timedelta

_LONGEST_DAYS = 4000


def valid(year: int, month: int, number: int) -> date | None:
    """The day, or None when there is no such day."""
    if not (0 < year < MAXYEAR and 1 <= month <= 12):
        return None
    return date(year, month, number) if 1 <= number <= calendar.monthrange(year, month)[1] else None


def moved(start: date, days: int) -> date | None:
    """So many days on (or back); None when that is further off than anybody plans."""
    return start + timedelta(days=days) if abs(days) <= _LONGEST_DAYS else None


def months_on(start: date, months: int) -> date | None:
    """So many months on; the 31st becomes the last day of a shorter month."""
    if abs(months) > 120:
        return None
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 0 < year < MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def working_days_on(start: date, count: int) -> date | None:
    """So many days from Monday to Friday on (or back)."""
    if abs(count) > 260:
        return None
    reached, step = start, 1 if count > 0 else -1
    for _ in range(abs(count)):
        reached += timedelta(days=step)
        while reached.weekday() > 4:
            reached += timedelta(days=step)
    return reached


def month_end(year: int, month: int) -> date | None:
    return valid(year, month, calendar.monthrange(year, month)[1]) if 0 < year < MAXYEAR else None


def monday(of: date, weeks: int = 0) -> date:
    """Monday of that day's week, so many weeks on; weeks begin on Monday."""
    return of + timedelta(days=7 * weeks - of.weekday())


def coming(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def easter(year: int) -> date:
    """Easter Sunday.

    Source: the anonymous Gregorian algorithm, https://en.wikipedia.org/wiki/Date_of_Easter (2026-11).
    """
    golden, (century, rest) = year % 19, divmod(year, 100)
    skipped, leaps = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - skipped - drift + 15) % 30
    fours, ones = divmod(rest, 4)
    sunday = (32 + 2 * leaps + 2 * fours - moon - ones) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, number = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, number + 1)


def _fixed(month: int, number: int) -> Callable[[int], date]:
    return lambda year: date(year, month, number)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


FEASTS: dict[str, Callable[[int], date]] = {
    "newyear": _fixed(1, 1),
    "valentine": _fixed(2, 14),
    "mayday": _fixed(5, 1),
    "unity": _fixed(10, 3),
    "halloween": _fixed(10, 31),
    "nikolaus": _fixed(12, 6),
    "xmaseve": _fixed(12, 24),
    "xmas": _fixed(12, 25),
    "boxing": _fixed(12, 26),
    "silvester": _fixed(12, 31),
    "rosenmontag": _from_easter(-48),
    "maundy": _from_easter(-3),
    "goodfriday": _from_easter(-2),
    "easter": _from_easter(0),
    "eastermonday": _from_easter(1),
    "ascension": _from_easter(39),
    "whitsun": _from_easter(49),
    "whitmonday": _from_easter(50),
    "corpus": _from_easter(60),
}
"""A feast of a year; only those whose day is the same for everybody who uses the word."""
