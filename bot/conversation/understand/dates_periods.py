"""Which day does a part of a month, week, quarter or year mean, or a feast? One function per rule -> a `Reading`.

- The end of a week is its Friday, its middle Wednesday; the middle of a month is the 15th.
- A month or week alone is asked back, but "until May" and "from next week" are its first day.

The patterns stand in `dates_grammar`.
"""

from datetime import date, timedelta

from bot.conversation.understand.calendar_days import FEASTS, monday, month_end, months_on, valid
from bot.conversation.understand.dates_reading import WEEKS, Reading, Said, Scene, certain, year_of


def nth_weekday(said: Said, scene: Scene) -> Reading:
    """ "The first Monday in May", "the last Friday of the month"."""
    wanted = None if said["last"] else int(said["nth"])
    if said["mo"]:
        given = year_of(said)
        years = (given,) if given else (scene.today.year, scene.today.year + 1)
        found = [_nth(year, int(said["mo"]), int(said["wd"]), wanted) for year in years]
        if given:
            return certain(*found)
    else:
        which = said["which"] or ""
        first = months_on(scene.today.replace(day=1), WEEKS[which])
        later = months_on(first, 1) if first and not which else None
        found = [_nth(month.year, month.month, int(said["wd"]), wanted) for month in (first, later) if month]
    return certain(*[day for day in found if day and day >= scene.today][:1])


def _nth(year: int, month: int, weekday: int, nth: int | None) -> date | None:
    end = month_end(year, month)
    if end is None:
        return None
    days = [end.replace(day=number) for number in range(1, end.day + 1)]
    fitting = [found for found in days if found.weekday() == weekday]
    if nth is None:
        return fitting[-1]
    return fitting[nth - 1] if 1 <= nth <= len(fitting) else None


def week_number(said: Said, scene: Scene) -> Reading:
    first = _monday_of_number(int(said["kw"]), scene.today)
    if first is None:
        return Reading()
    if said["wd"]:
        return certain(first + timedelta(days=int(said["wd"])))
    if scene.bounded:
        return certain(first)
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


def _part_of_month(part: str, year: int, month: int) -> date | None:
    if part == "end":
        return month_end(year, month)
    return valid(year, month, 15 if part == "mid" else 1)


def part_of_named_month(said: Said, scene: Scene) -> Reading:
    part, month, year = said["part"], int(said["mo"]), year_of(said)
    found = _part_of_month(part, year or scene.today.year, month)
    if year is None and found and found < scene.today:
        found = _part_of_month(part, scene.today.year + 1, month)
    if part == "late" and found:
        end = month_end(found.year, month)
        return certain(end, end - timedelta(days=10)) if end else Reading()
    return certain(found)


def part_of_period(said: Said, scene: Scene) -> Reading:
    """ "End of next week", "Monatsende", "mid next month"; a part of the current period that is over is asked."""
    part, which, unit = said["part"], said["which"] or "", said["unit"]
    shift = WEEKS["overnext" if said["hop"] else which]
    if part == "late":
        ends = _part_of(unit, "end", shift, scene.today)
        return certain(ends, ends - timedelta(days=1) if ends else None)
    found = _part_of(unit, part, shift, scene.today)
    if found and found < scene.today and which != "last":
        later = _part_of(unit, part, shift + 1, scene.today)
        if part == "start" and not which and unit in "my":
            return certain(later)
        return certain(later, found)
    return certain(found)


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
        return certain(first and first + timedelta(days={"start": 0, "mid": 2, "end": 4}[part]))
    if said["what"] == "y":
        return certain(_part_of("y", part, number - scene.today.year, scene.today))
    years = (year_of(said),) if said["y"] else (scene.today.year, scene.today.year + 1)
    found = [_part_of_quarter(part, date(year, 3 * number - 2, 1)) for year in years if year]
    return certain(*[day for day in found if day and (said["y"] or day >= scene.today)][:1])


def whole_month(said: Said, scene: Scene) -> Reading:
    given = year_of(said)
    month = int(said["mo"])
    end = month_end(given or scene.today.year, month)
    year = given or (scene.today.year if end and end >= scene.today else scene.today.year + 1)
    first = valid(year, month, 1)
    if first is None:
        return Reading()
    if scene.bounded and first > scene.today:
        return certain(first)
    return Reading(days=tuple(d for d in (first, month_end(year, month)) if d), loose="month")


def whole_period(said: Said, scene: Scene) -> Reading:
    unit, which = said["unit"], "overnext" if said["hop"] else said["which"]
    shift = WEEKS[which]
    if which == "this" or shift < 0:
        ends = _part_of(unit, "end", shift, scene.today)
        return Reading(
            days=(ends, scene.today) if ends and ends > scene.today else (), loose="week" * (unit == "w")
        )
    first = _part_of(unit, "start", shift, scene.today)
    if scene.bounded:
        return certain(first)
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
    return certain(*days)
