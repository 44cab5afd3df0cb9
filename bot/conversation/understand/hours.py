"""Which working hours were meant? "9 to 5:30", "halb neun bis fünf", "9-12, 13-17 Uhr" -> spans of a day.

Words become signs (`hours_words`), the signs times (`clocks`), and here the times spans. A span is taken only when
nothing else in the text changes it ("except Fridays", a zone, an "or").
"""

import re
from collections.abc import Sequence
from datetime import time
from itertools import pairwise

from bot.conversation.understand import Unclear
from bot.conversation.understand.clocks import DAY, NOON, TIME, Clock, clock, on_clock
from bot.conversation.understand.hours_words import signs

LONGEST = 300
"""Characters; a longer text is no answer to "which hours?"."""

Span = tuple[int, int]
"""Start and end in minutes after midnight."""

_SHORTEST, _LONGEST_SPAN = 30, 16 * 60
_MOST_UNKNOWN = 3
_EARLIEST_SURE = 6 * 60
"""A bare start before six o'clock may as well be in the afternoon."""

_LIKELY = {
    "mornings": "09:00-12:00",
    "afternoons": "13:00-17:00",
    "evenings": "17:00-20:00",
    "usual": "09:00-17:00",
}
_LIKELY |= {"am": _LIKELY["mornings"], "pm": _LIKELY["afternoons"]}

_HALF_FIRST = re.compile(r"\b(am|pm) (from) ")
_TO = "(?:- )*(?:to |- )(?:- )*"
_SPAN = re.compile(
    r"(?:from )?(?:begins )?"
    + TIME.format("a")
    + r"(?:(?:[,;] |and )*(?:ends )|"
    + _TO
    + "(?:ends )?|(?P<between>and ))"
    + TIME.format("b")
    + r"(?!to |past |half |quarter |viertel |halb |minutes )"
)


def hours(text: str, *, lang: str) -> tuple[tuple[time, time], ...] | Unclear:
    """The spans of a working day, in order; `likely` holds spans as "09:00-17:00".

    Hours over midnight are no span of a day: `Unclear("hours_midnight")`.
    """
    if len(text) > LONGEST or not text.strip():
        return Unclear(reason="hours")
    parts = _parts(signs(text, lang))
    telling = [place for place, part in enumerate(parts) if any(_is_time(sign) for sign in part)]
    if not telling:
        return _vague([sign for part in parts for sign in part])
    last = telling[-1]
    corrected = len(telling) > 1
    part = [sign for each in (parts[last:] if corrected else parts) for sign in each]
    if corrected and "x" in part:
        return Unclear(reason="hours")
    return _spans(part)


def _parts(said: Sequence[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for sign in said:
        if sign == "fix":
            parts.append([])
        else:
            parts[-1].append(sign)
    return parts


def _is_time(sign: str) -> bool:
    return bool(re.fullmatch(r"[hscz]\d.*|noon|midnight", sign))


def _vague(said: Sequence[str]) -> Unclear:
    if "stop" in said:
        return Unclear(reason="hours")
    return Unclear(reason="hours", likely=tuple(dict.fromkeys(_LIKELY[s] for s in said if s in _LIKELY)))


def _spans(said: Sequence[str]) -> tuple[tuple[time, time], ...] | Unclear:
    text = _HALF_FIRST.sub(r"\2 \1 ", "".join(sign + " " for sign in said))
    spans: list[Span] = []
    rest, place, breaks = "", 0, False
    while place < len(text):
        match = _SPAN.match(text, place)
        if match and (not match["between"] or text[place:].startswith("from ")):
            span = _span(match, spans[-1][1] if spans and not breaks else 0)
            if isinstance(span, Unclear):
                return Unclear(reason="hours") if "stop " in text else span
            spans.append(span)
            place = match.end()
        else:
            sign = text[place : text.index(" ", place)]
            breaks = breaks or sign == "break"
            rest += sign + " "
            place += len(sign) + 1
    if not spans or _speaks_against(rest.split()):
        return Unclear(
            reason="hours", likely=() if re.search(r"half|viertel|quarter", rest) else _offered(spans)
        )
    return _ordered(spans, breaks=breaks)


def _offered(spans: Sequence[Span]) -> tuple[str, ...]:
    return tuple(f"{_clock(start):%H:%M}-{_clock(end):%H:%M}" for start, end in spans)[:3]


def _speaks_against(rest: Sequence[str]) -> bool:
    if rest.count("x") > _MOST_UNKNOWN:
        return True
    harmless = {
        "x",
        ",",
        ";",
        "and",
        "from",
        "break",
        "hours",
        "usual",
        "begins",
        "am",
        "mornings",
        "afternoons",
    }
    return any(sign not in harmless for sign in rest)


def _ordered(spans: list[Span], *, breaks: bool) -> tuple[tuple[time, time], ...] | Unclear:
    if breaks and len(spans) == 2:
        (start, end), (pause, resume) = spans
        pause, resume = (m + NOON if m < start else m for m in (pause, resume))
        if start < pause < resume < end:
            spans = [(start, pause), (resume, end)]
    if breaks and len(spans) > 2:
        return Unclear(reason="hours")
    spans = sorted(spans)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        return Unclear(reason="hours", likely=_offered(spans[:1]))
    return tuple((_clock(start), _clock(end)) for start, end in spans)


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _span(match: re.Match[str], earlier: int) -> Span | Unclear:
    start, end = clock(match, "a"), clock(match, "b")
    if start is None or end is None:
        return Unclear(reason="hours")
    begin = _begin(start, end, earlier)
    if isinstance(begin, Unclear):
        return begin
    finish = _finish(begin, start, end)
    if isinstance(finish, Unclear):
        return finish
    if not _SHORTEST <= finish - begin <= _LONGEST_SPAN:
        return Unclear(reason="hours")
    return (begin, finish)


def _begin(start: Clock, end: Clock, earlier: int) -> int | Unclear:
    """When it starts: as typed, unless the end or an earlier span show that the afternoon was meant."""
    if start.half or start.full_day:
        return on_clock(start)
    typed = start.minutes
    later = typed + NOON if typed < NOON else typed
    if earlier and typed < earlier:
        return later
    if end.half == "pm" and later < on_clock(end) and typed < NOON:
        if typed < _EARLIEST_SURE:
            return later
        return Unclear(reason="hours", likely=_offered([(typed, on_clock(end)), (later, on_clock(end))]))
    if (
        typed < _EARLIEST_SURE
        and not end.full_day
        and not end.half
        and (typed < 5 * 60 or end.minutes > typed)
    ):
        finish = end.minutes + NOON if end.minutes <= NOON else end.minutes
        return Unclear(reason="hours", likely=_offered([(later, finish)]) if later < finish else ())
    return typed


def _finish(begin: int, start: Clock, end: Clock) -> int | Unclear:
    typed = on_clock(end)
    if typed >= DAY or (typed == 0 and begin > 0):
        return Unclear(reason="hours_midnight")
    if typed > begin:
        return typed
    later = typed + NOON
    if end.half or later <= begin or typed > NOON:
        return Unclear(reason="hours_midnight")
    if end.full_day or (start.minutes >= 13 * 60 and not start.half):
        return Unclear(reason="hours_midnight", likely=_offered([(begin, later)]))
    return later if later < DAY else Unclear(reason="hours_midnight")
