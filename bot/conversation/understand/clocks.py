"""Which time of day do signs name? `c14:30`, `half past h3`, `viertel vor s4`, `h3 oclock pm` -> a clock time.

The signs are those of `hours_words`. Read by `hours`, where times make spans, and by `moments_times`, where one is
wanted.
"""

import re

import msgspec

DAY = 24 * 60
NOON = 12 * 60

_NUMBER = r"[hsz](?P<{0}hour>\d+) "
TIME = (
    r"(?:(?P<{0}half0>am|pm) )?(?:"
    r"(?P<{0}noon>noon |midnight )"
    r"|c(?P<{0}clock>\d+:\d+) (?:oclock )?"
    r"|half past [hsz](?P<{0}halfpast>\d+) (?:oclock )?"
    r"|halb [hsz](?P<{0}halb>\d+) (?:oclock )?"
    r"|[hs]5 (?:minutes )?(?P<{0}aroundhalf>vor|past) halb [hsz](?P<{0}halfhour>\d+) (?:oclock )?"
    r"|(?:quarter|viertel) past [hsz](?P<{0}quarterpast>\d+) (?:oclock )?"
    r"|(?:quarter to|viertel vor|threequarter) [hsz](?P<{0}quarterto>\d+) (?:oclock )?"
    r"|[hs](?P<{0}minutespast>5|10|20|25) (?:minutes )?past [hsz](?P<{0}pasthour>\d+) (?:oclock )?"
    r"|[hs](?P<{0}minutesto>5|10|20|25) (?:minutes )?vor [hsz](?P<{0}tohour>\d+) (?:oclock )?"
    r"|[hsz](?P<{0}oclockhour>\d+) oclock [hs](?P<{0}oclockminute>\d+) (?!oclock)"
    r"|s(?P<{0}spelled>\d+) (?:- )?s(?P<{0}spelledminute>10|15|20|30|40|45|50|55) (?:oclock )?"
    r"|(?P<{0}zero>z)?[hs]?(?P<{0}hour>\d+) (?:oclock )?"
    r")(?:(?P<{0}half>am|pm) )?"
)
"""One time as a pattern over signs, each followed by a space; `{0}` begins the names of its groups, for `clock`."""


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A time as said: minutes after midnight, which half of the day was named ("am", "pm", ""), 24-hour figures."""

    minutes: int
    half: str = ""
    full_day: bool = False


def clock(match: re.Match[str], side: str) -> Clock | None:
    """What the groups of `TIME` that begin with `side` say; None when no clock shows it."""

    def told(part: str) -> str:
        return match[side + part] or ""

    half = told("half") or told("half0")
    if named := told("noon"):
        return Clock(minutes=NOON if named.startswith("noon") else 0, half="", full_day=True)
    if clock := told("clock"):
        hour, minute = (int(figures) for figures in clock.split(":"))
        return _checked(hour, minute, half, full_day=clock.startswith("0") and not half)
    for part, shift in (("halfpast", 30), ("halb", -30), ("quarterpast", 15), ("quarterto", -15)):
        if hour_said := told(part):
            return _shifted(int(hour_said), shift, half)
    if around := told("aroundhalf"):
        return _shifted(int(told("halfhour")), -35 if around == "vor" else -25, half)
    if past := told("minutespast"):
        return _shifted(int(told("pasthour")), int(past), half)
    if before := told("minutesto"):
        return _shifted(int(told("tohour")), -int(before), half)
    if hour_said := told("oclockhour"):
        return _checked(int(hour_said), int(told("oclockminute")), half)
    if hour_said := told("spelled"):
        return _checked(int(hour_said), int(told("spelledminute")), half)
    return _checked(int(told("hour")), 0, half, full_day=bool(told("zero")))


def on_clock(said: Clock) -> int:
    """Minutes after midnight, "am" and "pm" heeded."""
    if not said.half:
        return said.minutes
    return said.minutes % NOON + (NOON if said.half == "pm" else 0)


def _shifted(hour: int, minutes: int, half: str) -> Clock | None:
    if not 0 <= hour <= 24:
        return None
    total = (hour * 60 + minutes) % DAY
    if hour == 1 and minutes < 0:
        total = NOON + 60 + minutes if half != "am" else total
    return Clock(minutes=total, half=half, full_day=total >= 13 * 60)


def _checked(hour: int, minute: int, half: str, *, full_day: bool = False) -> Clock | None:
    """The moment, or None when no clock shows it."""
    if not (0 <= hour <= 24 and 0 <= minute < 60) or (hour == 24 and minute):
        return None
    if half and not 1 <= hour <= 12:
        if half == "am" or hour == 0:
            return None if hour > 12 else Clock(minutes=hour * 60 + minute, full_day=True)
        half = ""
    return Clock(minutes=hour * 60 + minute, half=half, full_day=full_day or hour == 0 or hour >= 13)
