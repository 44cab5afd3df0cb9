"""What does a text say about a moment? Its times, the words left for the day, and what speaks against them.

`moments` makes a moment of it, `moments_offered` a choice of the offered ones.
"""

import re
from collections.abc import Sequence

import msgspec

from bot.conversation.understand import dates_words
from bot.conversation.understand.moments_times import Time, times
from bot.conversation.understand.moments_words import (
    GAP,
    is_asking,
    is_elsewhere,
    put_right,
    says,
    without_lengths,
)

_CORRECTIONS = frozenset({"fix_no", "fix_oops", "fix"})
_DAY = re.compile(r"wd\d|mo\d|day[+-]|o\d|dot_|slash_|iso_|full_|feast_|unit_")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """`times` holds for each time named the minutes after midnight it may mean, none when no clock shows it.

    `ahead` is the minutes from now ("in an hour"), `rest` the text without both.

    `is_refused`: no moment may be taken from it. `is_doubted`: it may only be offered. `has_choice`: more than one
    time, with no word which.
    """

    rest: str
    times: tuple[tuple[int, ...], ...] = ()
    ahead: float | None = None
    is_midnight: bool = False
    is_refused: bool = False
    is_doubted: bool = False
    has_choice: bool = False

    @property
    def names_time(self) -> bool:
        return bool(self.times)


def tell(text: str, lang: str, zone: str) -> Told:
    """Read a text; `zone` is the person's own: the clock of another place is refused."""
    right = put_right(text, lang)
    lengths = without_lengths(right, lang)
    found = times(lengths.text, lang)
    kept, plain = _without_corrected(found, lengths.text, lang)
    rest = _without(plain, kept)
    readings = _agreed(kept)
    return Told(
        rest=rest,
        times=readings,
        ahead=lengths.ahead[0] if lengths.ahead else None,
        is_midnight=any(one.is_midnight for one in kept),
        is_refused=says("against", right)
        or is_asking(right)
        or len(lengths.ahead) > 1
        or _is_bound(rest, lang)
        or is_elsewhere(rest, zone, lang),
        is_doubted=says("doubt", right),
        has_choice=len(readings) > 1,
    )


def _is_bound(rest: str, lang: str) -> bool:
    """Whether only an end or a beginning is named: "by Thursday at 3", "ab 15 Uhr"; "a week from Thursday" is none."""
    signs = " ".join(dates_words.signs(rest, lang))
    return bool(re.search(r"\buntil\b|(?<!unit_[dwmy] )\bfrom\b", signs))


def _without_corrected(found: list[Time], text: str, lang: str) -> tuple[list[Time], str]:
    """The times after the last correction ("at 3, no, at 4"); with it goes what it replaced, but for days."""
    for place in range(len(found) - 1, 0, -1):
        before, after = found[place - 1], found[place]
        between = dates_words.signs(text[before.end : after.start], lang)
        if _CORRECTIONS & set(between):
            blank = " " * len(text)
            if not any(_DAY.match(sign) for sign in between):
                text = (
                    text[: before.start] + "," + blank[before.start + 1 : after.start] + text[after.start :]
                )
            for one in found[:place]:
                text = text[: one.start] + blank[one.start : one.end] + text[one.end :]
            return found[place:], text
    return found, text


def _without(text: str, found: Sequence[Time]) -> str:
    for one in reversed(found):
        text = text[: one.start] + GAP + text[one.end :]
    return text


def _agreed(found: list[Time]) -> tuple[tuple[int, ...], ...]:
    """Times that are one and the same said twice ("15:00 (3 pm)") are one."""
    if len(found) < 2:
        return tuple(one.readings for one in found)
    common = set(found[0].readings).intersection(*(one.readings for one in found[1:]))
    if common:
        return (tuple(minutes for minutes in found[0].readings if minutes in common),)
    return tuple(one.readings for one in found)
