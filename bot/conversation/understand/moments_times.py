"""Which times of day does a text name? "at 3", "halb vier", "15-15:25 Uhr" (its start) -> times that may be meant.

A bare number is a time only where `moments_marks` finds a sign of one. `moments_told` takes the times out, and what is
left names the day.
"""

import re
from itertools import pairwise

import msgspec

from bot.conversation.understand.clocks import DAY, NOON, Clock, clock, on_clock
from bot.conversation.understand.moments_marks import (
    ONE_TIME,
    RANGE,
    TO_HOUR,
    Said,
    is_in_number,
    is_marked,
    is_minutes_to,
)

_LONGEST_SPAN = 2 * 60
"""Minutes: "from 3 to 4" is a meeting, "from 9 to 12" is when somebody is free."""

_PARTS = {
    "am": (0, NOON),
    "pm": (NOON, DAY),
    "mornings": (4 * 60, NOON),
    "afternoons": (NOON, 18 * 60 + 1),
    "evenings": (16 * 60, DAY),
    "noon": (11 * 60, 15 * 60),
}
"""When the parts of a day begin and end, in minutes after midnight."""

_UNFINISHED = frozenset({"half", "halb", "quarter", "viertel", "threequarter", "past", "vor"})
"""Beside a time that was read without them, they change it: "viertel drei" is no three o'clock."""


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """`text[start:end]` names a time: one of `readings`, minutes after midnight; 24:00 is the midnight that ends a day.

    `is_midnight`: said in a word, so that nobody knows which end of the day is meant. No readings: no clock shows it.
    """

    start: int
    end: int
    readings: tuple[int, ...]
    is_midnight: bool = False


def times(text: str, lang: str) -> list[Time]:
    """The times named, in order; `text` as `moments_words.put_right` gives it."""
    said = Said(text, lang)
    found: list[Time] = []
    marked: list[bool] = []
    offset = 0
    while offset < len(said.line):
        match = _longest(said, offset)
        if match:
            found.append(_time(match, said))
            marked.append(is_marked(match, said))
        offset = match.end() if match else said.line.index(" ", offset) + 1
    return _with_parts(_told(found, marked, text), said)


def _longest(said: Said, offset: int) -> re.Match[str] | None:
    for pattern, is_meant in ((TO_HOUR, is_minutes_to), (RANGE, is_marked)):
        match = pattern.match(said.line, offset)
        if match and is_meant(match, said):
            return match
    return ONE_TIME.match(said.line, offset)


def _told(found: list[Time], marked: list[bool], text: str) -> list[Time]:
    """Those marked as times, and bare numbers joined to them: "at 3 or 4"."""
    joins = [
        re.fullmatch(r"[\s,]*(?:or|oder|and|und|/|bzw\.?)\s*(?:at|um)?\s*", text[one.end : other.start])
        is not None
        for one, other in pairwise(found)
    ]
    for place, joined in enumerate(joins):
        marked[place + 1] |= joined and marked[place]
    for place in range(len(joins) - 1, -1, -1):
        marked[place] |= joins[place] and marked[place + 1]
    return [one for one, is_time in zip(found, marked, strict=True) if is_time]


def _time(match: re.Match[str], said: Said) -> Time:
    first, last = said.around(match)
    places = (said.signs[first][1], said.signs[last][1])
    readings = _to_hour(match) if match.re is TO_HOUR else _read(match)
    beside = {said.signs[place][0] for place in (first - 1, last + 1) if 0 <= place < len(said.signs)}
    if beside & _UNFINISHED or is_in_number(said, *places):
        readings = ()
    is_midnight = match.re is ONE_TIME and "midnight" in match[0]
    return Time(
        start=said.pieces[places[0]].start,
        end=said.pieces[places[1]].end,
        readings=(DAY,) if is_midnight and readings else readings,
        is_midnight=is_midnight,
    )


def _read(match: re.Match[str]) -> tuple[int, ...]:
    start = clock(match, "a")
    if start is None or match.re is ONE_TIME:
        return _readings(start)
    ends = _readings(clock(match, "b"))
    return tuple(
        s for s in _readings(start) if any(0 < (e - s) <= _LONGEST_SPAN for e in (*ends, *_ends_of_day(ends)))
    )


def _ends_of_day(ends: tuple[int, ...]) -> tuple[int, ...]:
    return (DAY,) if 0 in ends else ()


def _readings(named: Clock | None) -> tuple[int, ...]:
    """ "3" is 3:00 or 15:00, "12:30" is 12:30 or 0:30, "15" and "03:00" are what they are."""
    if named is None:
        return ()
    if named.half or named.full_day or not 60 <= named.minutes < 13 * 60:
        return (on_clock(named),)
    other = named.minutes - NOON if named.minutes >= NOON else named.minutes + NOON
    return (named.minutes, other)


def _to_hour(match: re.Match[str]) -> tuple[int, ...]:
    """ "Ten to four" is 3:50; where it may as well be a span ("10 to 4", "ten to eleven") it is nothing."""
    minutes, hour = int(match["minutes"][1:]), int(match["hour"][1:])
    is_spelled = match["minutes"][0] == "s" or minutes > 12
    is_span = (hour - minutes) % 12 <= 3
    if not 1 <= hour <= 12 or (not match["said"] and (is_span or not is_spelled)):
        return ()
    before = hour * 60 - minutes + (NOON if hour == 1 else 0)
    return _readings(Clock(minutes=before, half=(match["half"] or "").strip()))


def _with_parts(found: list[Time], said: Said) -> list[Time]:
    """The times with what parts of the day leave of them: "Thursday evening at 7" is 19:00."""
    inside = {
        place
        for one in found
        for place, piece in enumerate(said.pieces)
        if one.start <= piece.start < one.end
    }
    outside = [sign for sign, place in said.signs if place not in inside]
    noon = [one for one in found if said.text[one.start : one.end].startswith(("mittag", "noon", "midday"))]
    if noon and len(found) > len(noon):  # "mittags um 1"
        found = [one for one in found if one not in noon]
        outside.append("noon")
    for part in (sign for sign in outside if sign in _PARTS):
        found = [one if one.is_midnight else _within(one, *_PARTS[part]) for one in found]
    return found


def _within(one: Time, begin: int, end: int) -> Time:
    return msgspec.structs.replace(one, readings=tuple(m for m in one.readings if begin <= m < end))
