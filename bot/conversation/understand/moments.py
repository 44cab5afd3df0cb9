"""Which moment was meant? "Thursday at 3", "morgen halb vier", "5 May, noon", "in an hour" -> a moment, UTC.

The times are taken out of the words (`moments_times`), what is left names the day (`dates.day`), and both are put
together here, in the person's zone. A moment is taken only when nothing speaks against it: a "not", a "maybe", a second
time, another place's clock. Offered moments: `moments_offered`.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bot.conversation.understand import Unclear, dates_words
from bot.conversation.understand.clocks import DAY
from bot.conversation.understand.dates import day, names_no_day
from bot.conversation.understand.moments_told import Told, tell
from bot.conversation.understand.phrases import in_order

LONGEST = 300
"""Characters; a longer text is no answer to "when?"."""

Spans = Sequence[tuple[time, time]]
OFFICE: Spans = ((time(9), time(17)),)

_UNKNOWN_BESIDE_TIME = 1
"""Words: a time without a day is little, and with more that we do not know it may be anything."""

_NEAR, _AHEAD = 60, 60
"""Minutes: a time so little outside the hours is meant, when the other half of the day is so much further off."""

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)")


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """Whose moment it is: the moment they say it, their zone, their language, their working hours."""

    lang: str
    now: datetime
    zone: str
    hours: Spans

    @property
    def today(self) -> date:
        return self.now.astimezone(zone_of(self.zone)).date()


def moment(text: str, *, lang: str, now: datetime, zone: str, hours: Spans = ()) -> datetime | Unclear:
    """The moment a person named, aware, in UTC, always after `now` (aware); `zone` is their own (IANA, else UTC).

    "At 3" is the three o'clock inside their working `hours` (9 to 17 where none are given). A time without a day is the
    next such time. A time the clocks leave out in spring is the first one after it, one they show twice the first.
    `likely` holds moments as ISO text in UTC.
    """
    if exact := iso_moment(text):
        return exact if exact > now else Unclear(reason="moment_past")
    if len(text) > LONGEST or not text.strip():
        return Unclear(reason="moment")
    found: datetime | Unclear = Unclear(reason="moment")
    for place, language in enumerate(in_order(lang)):
        told = tell(text, language, zone)
        meant = _meant(told, Here(lang=language, now=now, zone=zone, hours=hours))
        if not place or not isinstance(meant, Unclear):
            found = meant
        if told.is_refused or told.names_time or told.ahead is not None:
            break  # else the time may have been said in the other language
    return found


def iso_moment(text: str) -> datetime | None:
    """A moment written as ISO text with its offset, as answers are kept; None for all else."""
    if not _ISO.fullmatch(text.strip()):
        return None
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name, else UTC."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def in_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """A clock time (naive) of a zone in UTC: the first of two, and for one that is left out the first there is."""
    while True:
        found = local.replace(tzinfo=zone).astimezone(UTC)
        if found.astimezone(zone).replace(tzinfo=None) == local:
            return found
        local = local.replace(second=0, microsecond=0) + timedelta(minutes=1)


def likely(found: Sequence[datetime], now: datetime) -> tuple[str, ...]:
    """Those ahead, as ISO text, three at most."""
    return tuple(dict.fromkeys(one.isoformat() for one in found if one > now))[:3]


def _meant(told: Told, here: Here) -> datetime | Unclear:
    if told.is_refused:
        return Unclear(reason="moment")
    if told.ahead is not None:
        found = _counted(told, told.ahead, here)
    elif not told.names_time:
        return _timeless(days_named(told, here), here)
    else:
        found = _on_a_day(told, here)
    if told.is_doubted and isinstance(found, datetime):
        return Unclear(reason="moment_which", likely=(found.isoformat(),))
    return found


def _timeless(days: tuple[date, ...], here: Here) -> Unclear:
    """A day and no time: nobody is asked for the time of a day that is over."""
    if not days:
        return Unclear(reason="moment")
    return Unclear(reason="moment_past" if max(days) < here.today else "moment_time")


def _counted(told: Told, minutes: float, here: Here) -> datetime | Unclear:
    """ "In an hour", to the minute."""
    if told.names_time or not names_no_day(told.rest, lang=here.lang, unknown=_UNKNOWN_BESIDE_TIME):
        return Unclear(reason="moment")
    found = (here.now.astimezone(UTC) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    return found if found > here.now else Unclear(reason="moment_past")


def days_named(told: Told, here: Here) -> tuple[date, ...]:
    """The day that is named, or the days that may be meant; none when there is none or it is refused."""
    found = day(told.rest, lang=here.lang, today=here.today)
    if isinstance(found, date):
        return (found,)
    if {"not", "than", "cond", "every", "ask"} & set(dates_words.signs(told.rest, here.lang)):
        return ()
    return tuple(map(date.fromisoformat, found.likely))


def _on_a_day(told: Told, here: Here) -> datetime | Unclear:
    if not all(told.times):
        return Unclear(reason="moment")
    is_bare = names_no_day(told.rest, lang=here.lang, unknown=_UNKNOWN_BESIDE_TIME)
    days = () if is_bare else days_named(told, here)
    if not days and not is_bare and not told.has_choice:
        return Unclear(reason="moment")
    found = [one for readings in told.times for one in _moments(readings, days, told, here)]
    chosen = [sure_reading(readings, here.hours) for readings in told.times]
    is_sure = len(told.times) == 1 and None not in chosen and len(days) <= 1
    if not is_sure or told.has_choice or (days and not _is_certain(told, here)):
        is_crossed = len(told.times) > 1 and len(days) > 1  # "Friday at 2, Monday at 3"
        return Unclear(reason="moment_which", likely=() if is_crossed else likely(found, here.now))
    if found[0] <= here.now:
        return Unclear(reason="moment_past", likely=likely(found, here.now))
    return found[0]


def _is_certain(told: Told, here: Here) -> bool:
    return isinstance(day(told.rest, lang=here.lang, today=here.today), date) and not (
        told.is_midnight and days_named(told, here) != (here.today,)
    )


def _moments(readings: tuple[int, ...], days: tuple[date, ...], told: Told, here: Here) -> list[datetime]:
    """What the readings come to, the likeliest first; without a day, each on the next day it lies ahead."""
    sure = sure_reading(readings, here.hours)
    ordered = sorted(readings, key=lambda minutes: (minutes != sure, _distance(minutes, OFFICE)))
    two_ends = told.is_midnight and days and days != (here.today,)
    if two_ends:
        ordered = [DAY, 0]
    zone, chosen = zone_of(here.zone), ordered[:1] if sure is not None and not two_ends else ordered
    if days:
        return [
            _at(one, minutes, zone) for one in days if one.year >= here.today.year for minutes in chosen
        ] or [here.now]
    nexts = [[_at(here.today + timedelta(days=n), minutes, zone) for n in range(3)] for minutes in chosen]
    return [next(one for one in some if one > here.now) for some in nexts]


def _at(on: date, minutes: int, zone: ZoneInfo) -> datetime:
    return in_utc(datetime.combine(on, time()) + timedelta(minutes=minutes), zone)


def sure_reading(readings: tuple[int, ...], hours: Spans) -> int | None:
    """The reading inside the working hours, or hardly outside; None when two are as likely."""
    if len(readings) == 1:
        return readings[0]
    for spans in (hours, OFFICE):
        inside = [minutes for minutes in readings if any(_start(s) <= minutes < _end(s) for s in spans)]
        if inside:
            return inside[0] if len(inside) == 1 else None
        near, *others = sorted(readings, key=lambda minutes: _distance(minutes, spans))
        off = _distance(near, spans)
        if off <= _NEAR and all(_distance(other, spans) >= off + _AHEAD for other in others):
            return near
    return None


def _distance(minutes: int, spans: Spans) -> int:
    return min((max(_start(s) - minutes, minutes - _end(s), 0) for s in spans), default=DAY)


def _start(span: tuple[time, time]) -> int:
    return span[0].hour * 60 + span[0].minute


def _end(span: tuple[time, time]) -> int:
    return (span[1].hour * 60 + span[1].minute) or DAY
