"""Which day do a weekday, a date, a length of time mean? One function per rule of the grammar -> a `Reading`.

Rules of meaning that people see differently are decided here:

- A bare weekday is the coming one; said on that very weekday, it is asked back.
- "next Friday" is certain when the coming Friday is next week's anyway (it is Saturday), or when it is so close (one
  or two days) that nobody would say "next" for it: then Friday of next week. Otherwise it is asked back.
- "this Friday" and "coming Friday" are the coming one; "Friday next week" is in the next week from Monday.
- A day without a year is the next one that is not past.

Months, weeks and feasts: `dates_periods`. The patterns stand in `dates_grammar`.
"""

from datetime import date, timedelta

from bot.conversation.understand.calendar_days import coming, monday, months_on, moved, valid, working_days_on
from bot.conversation.understand.dates_reading import WEEKS, Reading, Said, Scene, certain, year_of


def near_today(said: Said, scene: Scene) -> Reading:
    return certain(moved(scene.today, int(said["shift"])))


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
        return certain(after_length(scene.today, (-span[0], span[1])))
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
        return certain(back) if monday(back) != monday(today) else certain(back, back - timedelta(days=7))
    if which == "next" or which == "overnext":
        more = timedelta(days=7 if which == "overnext" else 0)
        return certain(*(found + more for found in _next_weekday(today, number)))
    if which == "this":
        same_week = monday(today) + timedelta(days=number)
        return certain(same_week) if same_week >= today else certain(first, same_week)
    if which:
        return certain(first)
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
    weeks = WEEKS[which]
    found = monday(scene.today, weeks) + timedelta(days=int(said["wd"]))
    if which == "this" and found < scene.today:
        return certain(coming(scene.today, int(said["wd"])), found)
    return certain(found)


def weekday_and_length(said: Said, scene: Scene) -> Reading:
    """ "Friday in two weeks": counted from the coming Friday, or the Friday of that week; asked when they differ."""
    count, weekday = int(said["count"] or 1), int(said["wd"])
    if count > 52:
        return Reading()
    today_is = scene.today.weekday() == weekday
    from_coming = coming(scene.today, weekday) + timedelta(days=7 * (count - (1 if today_is else 0)))
    of_week = monday(scene.today, count) + timedelta(days=weekday)
    return certain(from_coming, of_week)


def friday_week(said: Said, scene: Scene) -> Reading:
    first = coming(scene.today, int(said["wd"]))
    if (first - scene.today).days == 7:
        return certain(first, first + timedelta(days=7))
    return certain(first + timedelta(days=7))


def _coming_in_year(month: int, number: int, year: int | None, today: date) -> date | None:
    if year is not None:
        return valid(year, month, number)
    this_year = (month, number) >= (today.month, today.day)
    return valid(today.year + (0 if this_year else 1), month, number)


def day_and_month(said: Said, scene: Scene) -> Reading:
    return certain(_coming_in_year(int(said["mo"]), int(said["day"]), year_of(said), scene.today))


def figures(said: Said, scene: Scene) -> Reading:
    """3.5., 3/9, 3/9/2027: with dots the day is first, with slashes it is the reader's custom that decides."""
    one, two = int(said["one"]), int(said["two"])
    year = int(said["year"]) if said["year"] else None
    if year is not None and year < 100:
        year += 2000
    day_first = _coming_in_year(two, one, year, scene.today)
    month_first = _coming_in_year(one, two, year, scene.today)
    if said["mark"] == "dot":
        return certain(day_first)
    if scene.month_first:
        return certain(month_first, day_first)
    return certain(day_first or month_first)


def iso(said: Said, scene: Scene) -> Reading:
    return certain(valid(int(said["year"]), int(said["month"]), int(said["number"])))


def number_of_month(said: Said, scene: Scene) -> Reading:
    which = said["which"] or ""
    if which in ("", "this"):
        return _bare_number(said, scene) if not which else _number_of_this_month(int(said["day"]), scene)
    first = months_on(scene.today.replace(day=1), WEEKS[which])
    return certain(valid(first.year, first.month, int(said["day"])) if first else None)


def _number_of_this_month(number: int, scene: Scene) -> Reading:
    return certain(valid(scene.today.year, scene.today.month, number))


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
    return certain(_coming_in_year(int(said["month"]), int(said["day"]), None, scene.today))
