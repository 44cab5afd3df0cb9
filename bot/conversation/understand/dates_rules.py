"""What do the rules of the date grammar mean? One function per rule: what was said -> a `Reading`.

Rules of meaning that people see differently are decided here:

- A bare weekday is the coming one; said on that very weekday, it is asked back.
- "next Friday" is certain when the coming Friday is next week's anyway (it is Saturday), or when it is so close (one
  or two days) that nobody would say "next" for it: then Friday of next week. Otherwise it is asked back.
- "this Friday" and "coming Friday" are the coming one; "Friday next week" is in the next week from Monday.
- A day without a year is the next one that is not past.
- The end of a week is its Friday, its middle Wednesday; the middle of a month is the 15th.
- A month or week alone is asked back, but "until May" and "from next week" are its first day.

The patterns stand in `dates_grammar`.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from bot.conversation.understand.calendar_days import (
    FEASTS,
    coming,
    monday,
    month_end,
    months_on,
    moved,
    valid,
    working_days_on,
)


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

_WEEKS = {"this": 0, "next": 1, "coming": 1, "overnext": 2, "last": -1, "this coming": 1, "": 0}


def _certain(*days: date | None) -> Reading:
    return Reading(days=tuple(dict.fromkeys(found for found in days if found)))


def near_today(said: Said, scene: Scene) -> Reading:
    return _certain(moved(scene.today, int(said["shift"])))


def now(said: Said, scene: Scene) -> Reading:
    return Reading(days=(scene.today,), kind="now")


def after_length(start: date, length: tuple[int, str]) -> date | None:
    """The day so much later: a count and d, w, m, y or "work" (working days)."""
    count, unit = length
    if abs(count) > 999:
        return None
    if unit == "work":
        return working_days_on(start, count)
    if unit in "my":
        return months_on(start, count * (12 if unit == "y" else 1))
    return moved(start, count * (7 if unit == "w" else 1))


def length_of_time(said: Said, scene: Scene) -> Reading:
    count = int(said["count"]) if said["count"] else 1
    unit, factor = {"fortnight": ("w", 2), "q": ("m", 3)}.get(said["unit"], (said["unit"], 1))
    span = (count * factor, "work" if said["work"] and unit in ("d", "") else unit)
    if said["past"]:
        return _certain(after_length(scene.today, (-span[0], span[1])))
    start = moved(scene.today, int(said["shift"] or 0)) or scene.today
    reached = after_length(start, span)
    return Reading(days=(reached,) if reached else (), kind="length", length=span)


def weekday(said: Said, scene: Scene) -> Reading:
    number, which = int(said["wd"]), said["which"] or ("overnext" if said["hop"] else "")
    today = scene.today
    first = coming(today, number)
    is_today = today.weekday() == number
    if which == "last":
        back = first - timedelta(days=7 if not is_today else 14)
        return _certain(back) if monday(back) != monday(today) else _certain(back, back - timedelta(days=7))
    if which == "next" or which == "overnext":
        more = timedelta(days=7 if which == "overnext" else 0)
        return _certain(*(found + more for found in _next_weekday(today, number)))
    if which == "this":
        same_week = monday(today) + timedelta(days=number)
        return _certain(same_week) if same_week >= today else _certain(first, same_week)
    if which:
        return _certain(first)
    return Reading(days=(first, today) if is_today else (first,), loose="weekday")


def _next_weekday(today: date, weekday: int) -> tuple[date, ...]:
    first = coming(today, weekday)
    away = (first - today).days
    later = first + timedelta(days=7)
    if away == 7:
        return (first,)
    if monday(first) != monday(today):
        return (first,) if away > 1 else (first, later)
    return (later,) if away <= 2 else (later, first)


def weekday_of_week(said: Said, scene: Scene) -> Reading:
    which = said["which"] or ("overnext" if said["hop"] else "this")
    weeks = _WEEKS[which]
    found = monday(scene.today, weeks) + timedelta(days=int(said["wd"]))
    if which == "this" and found < scene.today:
        return _certain(coming(scene.today, int(said["wd"])), found)
    return _certain(found)


def weekday_and_length(said: Said, scene: Scene) -> Reading:
    """ "Friday in two weeks": counted from the coming Friday, or the Friday of that week; asked when they differ."""
    count, weekday = int(said["count"] or 1), int(said["wd"])
    if count > 52:
        return Reading()
    today_is = scene.today.weekday() == weekday
    from_coming = coming(scene.today, weekday) + timedelta(days=7 * (count - (1 if today_is else 0)))
    of_week = monday(scene.today, count) + timedelta(days=weekday)
    return _certain(from_coming, of_week)


def friday_week(said: Said, scene: Scene) -> Reading:
    first = coming(scene.today, int(said["wd"]))
    if (first - scene.today).days == 7:
        return _certain(first, first + timedelta(days=7))
    return _certain(first + timedelta(days=7))


def week_number(said: Said, scene: Scene) -> Reading:
    first = _monday_of_number(int(said["kw"]), scene.today)
    if first is None:
        return Reading()
    if said["wd"]:
        return _certain(first + timedelta(days=int(said["wd"])))
    if scene.bounded:
        return _certain(first)
    return Reading(days=(first, first + timedelta(days=4)), loose="week")


def _monday_of_number(number: int, today: date) -> date | None:
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            first = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if first + timedelta(days=6) >= today:
            return first
    return None


def _year_of(said: Said) -> int | None:
    if said["y"]:
        return int(said["y"])
    return 2000 + int(said["yy"]) if said["yy"] else None


def _coming_in_year(month: int, number: int, year: int | None, today: date) -> date | None:
    if year is not None:
        return valid(year, month, number)
    this_year = (month, number) >= (today.month, today.day)
    return valid(today.year + (0 if this_year else 1), month, number)


def day_and_month(said: Said, scene: Scene) -> Reading:
    return _certain(_coming_in_year(int(said["mo"]), int(said["day"]), _year_of(said), scene.today))


def figures(said: Said, scene: Scene) -> Reading:
    """3.5., 3/9, 3/9/2027: with dots the day is first, with slashes it is the reader's custom that decides."""
    one, two = int(said["one"]), int(said["two"])
    year = int(said["year"]) if said["year"] else None
    if year is not None and year < 100:
        year += 2000
    day_first = _coming_in_year(two, one, year, scene.today)
    month_first = _coming_in_year(one, two, year, scene.today)
    if said["mark"] == "dot":
        return _certain(day_first)
    if scene.month_first:
        return _certain(month_first, day_first)
    return _certain(day_first or month_first)


def iso(said: Said, scene: Scene) -> Reading:
    return _certain(valid(int(said["year"]), int(said["month"]), int(said["number"])))


def number_of_month(said: Said, scene: Scene) -> Reading:
    which = said["which"] or ""
    if which in ("", "this"):
        return _bare_number(said, scene) if not which else _number_of_this_month(int(said["day"]), scene)
    first = months_on(scene.today.replace(day=1), _WEEKS[which])
    return _certain(valid(first.year, first.month, int(said["day"])) if first else None)


def _number_of_this_month(number: int, scene: Scene) -> Reading:
    return _certain(valid(scene.today.year, scene.today.month, number))


def _bare_number(said: Said, scene: Scene) -> Reading:
    """ "The 15th": of this month while it is ahead, else of the next; said on that very day, it is asked."""
    number, today = int(said["day"]), scene.today
    here = valid(today.year, today.month, number)
    if here and here > today:
        return Reading(days=(here,), loose="number")
    later = months_on(today.replace(day=1), 1)
    there = valid(later.year, later.month, number) if later else None
    if here == today:
        return Reading(days=(there, today) if there else (), loose="number")
    return Reading(days=(there,) if there else (), loose="number")


def two_ordinals(said: Said, scene: Scene) -> Reading:
    return _certain(_coming_in_year(int(said["month"]), int(said["day"]), None, scene.today))


def nth_weekday(said: Said, scene: Scene) -> Reading:
    """ "The first Monday in May", "the last Friday of the month"."""
    wanted = None if said["last"] else int(said["nth"])
    if said["mo"]:
        given = _year_of(said)
        years = (given,) if given else (scene.today.year, scene.today.year + 1)
        found = [_nth(year, int(said["mo"]), int(said["wd"]), wanted) for year in years]
        if given:
            return _certain(*found)
    else:
        which = said["which"] or ""
        first = months_on(scene.today.replace(day=1), _WEEKS[which])
        later = months_on(first, 1) if first and not which else None
        found = [_nth(month.year, month.month, int(said["wd"]), wanted) for month in (first, later) if month]
    return _certain(*[day for day in found if day and day >= scene.today][:1])


def _nth(year: int, month: int, weekday: int, nth: int | None) -> date | None:
    end = month_end(year, month)
    if end is None:
        return None
    days = [end.replace(day=number) for number in range(1, end.day + 1)]
    fitting = [found for found in days if found.weekday() == weekday]
    if nth is None:
        return fitting[-1]
    return fitting[nth - 1] if 1 <= nth <= len(fitting) else None


def _part_of_month(part: str, year: int, month: int) -> date | None:
    if part == "end":
        return month_end(year, month)
    return valid(year, month, 15 if part == "mid" else 1)


def part_of_named_month(said: Said, scene: Scene) -> Reading:
    part, month, year = said["part"], int(said["mo"]), _year_of(said)
    found = _part_of_month(part, year or scene.today.year, month)
    if year is None and found and found < scene.today:
        found = _part_of_month(part, scene.today.year + 1, month)
    if part == "late" and found:
        end = month_end(found.year, month)
        return _certain(end, end - timedelta(days=10)) if end else Reading()
    return _certain(found)


def part_of_period(said: Said, scene: Scene) -> Reading:
    """ "End of next week", "Monatsende", "mid next month"; a part of the current period that is over is asked."""
    part, which, unit = said["part"], said["which"] or "", said["unit"]
    shift = _WEEKS["overnext" if said["hop"] else which]
    if part == "late":
        ends = _part_of(unit, "end", shift, scene.today)
        return _certain(ends, ends - timedelta(days=1) if ends else None)
    found = _part_of(unit, part, shift, scene.today)
    if found and found < scene.today and which != "last":
        later = _part_of(unit, part, shift + 1, scene.today)
        if part == "start" and not which and unit in "my":
            return _certain(later)
        return _certain(later, found)
    return _certain(found)


def _part_of(unit: str, part: str, shift: int, today: date) -> date | None:
    if unit == "w":
        return monday(today, shift) + timedelta(days={"start": 0, "mid": 2, "end": 4}[part])
    if unit == "y":
        year = today.year + shift
        return {"start": valid(year, 1, 1), "mid": valid(year, 7, 1), "end": valid(year, 12, 31)}[part]
    if unit == "q":
        first = months_on(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), 3 * shift)
        return _part_of_quarter(part, first) if first else None
    month = months_on(today.replace(day=1), shift)
    return _part_of_month(part, month.year, month.month) if month else None


def _part_of_quarter(part: str, first: date) -> date | None:
    last = months_on(first, 2)
    if part == "start":
        return first
    if last is None:
        return None
    return month_end(last.year, last.month) if part == "end" else date(first.year, first.month + 1, 15)


def part_of_numbered(said: Said, scene: Scene) -> Reading:
    """ "End of Q3", "Mitte KW 12", "end of 2027"."""
    part, number = said["part"], int(said["number"])
    if part == "late":
        return Reading()
    if said["what"] == "kw_":
        first = _monday_of_number(number, scene.today)
        return _certain(first and first + timedelta(days={"start": 0, "mid": 2, "end": 4}[part]))
    if said["what"] == "y":
        return _certain(_part_of("y", part, number - scene.today.year, scene.today))
    years = (_year_of(said),) if said["y"] else (scene.today.year, scene.today.year + 1)
    found = [_part_of_quarter(part, date(year, 3 * number - 2, 1)) for year in years if year]
    return _certain(*[day for day in found if day and (said["y"] or day >= scene.today)][:1])


def whole_month(said: Said, scene: Scene) -> Reading:
    given = _year_of(said)
    month = int(said["mo"])
    end = month_end(given or scene.today.year, month)
    year = given or (scene.today.year if end and end >= scene.today else scene.today.year + 1)
    first = valid(year, month, 1)
    if first is None:
        return Reading()
    if scene.bounded and first > scene.today:
        return _certain(first)
    return Reading(days=tuple(d for d in (first, month_end(year, month)) if d), loose="month")


def whole_period(said: Said, scene: Scene) -> Reading:
    unit, which = said["unit"], "overnext" if said["hop"] else said["which"]
    shift = _WEEKS[which]
    if which == "this" or shift < 0:
        ends = _part_of(unit, "end", shift, scene.today)
        return Reading(
            days=(ends, scene.today) if ends and ends > scene.today else (), loose="week" * (unit == "w")
        )
    first = _part_of(unit, "start", shift, scene.today)
    if scene.bounded:
        return _certain(first)
    last = _part_of(unit, "end", shift, scene.today)
    days = tuple(found for found in (first, last) if found)
    return Reading(days=days, loose={"w": "week", "m": "month"}.get(unit, ""))


def weekend(said: Said, scene: Scene) -> Reading:
    saturday = monday(scene.today) + timedelta(days=5)
    if said["which"] in ("next", "overnext"):
        saturday += timedelta(days=7)
    return Reading(days=(saturday, saturday + timedelta(days=1)))


def feast(said: Said, scene: Scene) -> Reading:
    name, given = said["feast"], int(said["y"]) if said["y"] else None
    names = ("xmaseve", "xmas") if name == "xmasboth" else (name,)
    days = []
    for each in names:
        found = FEASTS[each](given or scene.today.year)
        days.append(found if given or found >= scene.today else FEASTS[each](scene.today.year + 1))
    return _certain(*days)
