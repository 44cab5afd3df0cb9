"""What says that a number is a time of day? "at" before it, "Uhr" behind it, a colon in it; and what speaks against it.

Read by `moments_times`, which goes through the signs of a text with these patterns.
"""

import re

from bot.conversation.understand.clocks import TIME
from bot.conversation.understand.hours_words import placed
from bot.conversation.understand.moments_words import dated, without_dates, words

RANGE = re.compile(
    r"(?P<from>from (?:at )?)?" + TIME.format("a") + r"(?:- )*(?:to |- )(?:- )*(?:at )?" + TIME.format("b")
)
ONE_TIME = re.compile(TIME.format("a"))
TO_HOUR = re.compile(
    r"(?P<minutes>[hs](?:5|10|20|25)) (?P<said>minutes )?to (?P<hour>[hsz]\d+) (?:oclock )?(?P<half>(?:am|pm) )?"
)
_NAMED = (
    "halfpast",
    "halb",
    "aroundhalf",
    "quarterpast",
    "quarterto",
    "minutespast",
    "minutesto",
    "noon",
    "oclockhour",
)


class Said:
    """The signs of a text in one line, and the way back to the text."""

    def __init__(self, text: str, lang: str) -> None:
        timely = without_dates(text)
        self.text, self.pieces = text, placed(timely, lang)
        self.dated = dated(timely, self.pieces, lang)
        self.signs = [(sign, place) for place in range(len(self.pieces)) for sign in self._signs(place)]
        self.line = "".join(sign + " " for sign, _ in self.signs)

    def raw(self, place: int) -> str:
        return (
            self.text[self.pieces[place].start : self.pieces[place].end] if place < len(self.pieces) else ""
        )

    def _signs(self, place: int) -> tuple[str, ...]:
        word = self.raw(place)
        if place in self.dated:
            return ("date",)
        if word in words("at"):
            return ("at",)
        if word == "tonight":
            return ("evenings",)
        return () if word == "morgen" else self.pieces[place].signs

    def around(self, match: re.Match[str]) -> tuple[int, int]:
        """The first and last sign of a match."""
        first = match.string[: match.start()].count(" ")
        return first, first + match[0].count(" ") - 1


def is_in_number(said: Said, first: int, last: int) -> bool:
    """Whether more figures stand right beside, as in a telephone number, or a sign of money."""
    if re.match(r"\s?[%€$£]", said.text[said.pieces[last].end :]) or re.search(
        r"[€$£+]\s?$", said.text[: said.pieces[first].start]
    ):
        return True
    for place, beside in ((last, last + 1), (first, first - 1)):
        if not 0 <= beside < len(said.pieces) or beside in said.dated or said.raw(place).isalpha():
            continue
        low, high = sorted((place, beside))
        between = said.text[said.pieces[low].end : said.pieces[high].start]
        if said.raw(beside)[:1].isdigit() and not between.strip(" -/"):
            return True
    return said.raw(last + 1) in words("counted")


def is_minutes_to(match: re.Match[str], said: Said) -> bool:
    """Whether "ten to four" may be a time: not "10 bis 16 Uhr", not "10 to 11 am", which are spans."""
    first, last = said.around(match)
    is_english = any(said.raw(said.signs[place][1]) == "to" for place in range(first, last))
    is_span = (
        match["minutes"] in ("h5", "h10") and (match["half"] or "oclock" in match[0]) and not match["said"]
    )
    return is_english and not is_span


def is_marked(match: re.Match[str], said: Said) -> bool:
    """Whether something says that it is a time."""
    first, _ = said.around(match)
    if match.re is TO_HOUR:
        return (
            bool(match["said"] or match["half"])
            or "oclock" in match[0]
            or match["minutes"][0] == "s"
            or _is_after_at(said, first)
        )
    if match.re is RANGE and match["from"]:
        return True
    sides = ("a", "b") if match.re is RANGE else ("a",)
    return _is_after_at(said, first) or any(_is_marked_side(match, side, said) for side in sides)


def _is_marked_side(match: re.Match[str], side: str, said: Said) -> bool:
    if any(match[side + part] for part in _NAMED) or match[side + "half"] or match[side + "half0"]:
        return True
    if match[side + "spelled"]:
        return match[side + "spelledminute"] in ("15", "30", "45")
    group = "clock" if match[side + "clock"] else "hour"
    where = match.string[: match.start(side + group)].count(" ")
    place = said.signs[where][1]
    if where + 1 < len(said.signs) and said.signs[where + 1][0] == "oclock":
        return True
    return _is_time_figure(said, place)


def _is_time_figure(said: Said, place: int) -> bool:
    """Whether the figures themselves are those of a clock: 15:30, 15.30, 1530 and 15h, but not 15 and not 2026."""
    raw, kind = said.raw(place), said.pieces[place].kind
    is_known = (
        place == 0 or place - 1 in said.dated or said.pieces[place - 1].signs != ("x",)
    )  # no "room 1430"
    if kind == "hour":
        return is_known or "." not in raw
    if kind == "plain":
        return raw.endswith("h") and int(raw.rstrip("h ")) >= 7
    if kind != "solid" or len(raw) < 4 or not raw[:4].isdecimal():
        return False
    return raw.endswith(("h", "s")) or (is_known and raw[:2] not in ("19", "20", "21") and raw[3] in "05")


def _is_after_at(said: Said, first: int) -> bool:
    """Whether "at", "um" or the like comes before, "about" and "exactly" passed over."""
    place = said.signs[first][1] - 1
    while place >= 0 and said.raw(place) in words("near"):
        place -= 1
    return place >= 0 and said.raw(place) in words("at")
