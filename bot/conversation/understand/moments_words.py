"""What is said around a time of day? Slips put right, lengths of time, words of doubt, figures that are dates.

`moments_times` finds the times, `moments` judges the whole. The words stand in `moments.toml`.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

from bot.conversation.understand import dates_words, hours_words
from bot.conversation.understand.hours_words import Placed
from bot.conversation.understand.numerals import cardinals
from bot.conversation.understand.places import places

GAP = ", "
"""What stands in a text where a time was taken out of it."""

NAMELESS = "þ"
"""A letter of neither language, for figures that are dates."""

_VOWELS = re.compile(r"([aou])e")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_GERMAN_DAY = "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
_GERMAN_SHORT = "mo|di|mi|do|fr|sa|so"
_MORNING = re.compile(rf"\b({_GERMAN_DAY}|{_GERMAN_SHORT}) morgen\b")
_JOINED = re.compile(rf"\b({_GERMAN_DAY})(fruh|morgen|vormittag|mittag|nachmittag|abend)s?\b")
_GERMAN_AM = re.compile(rf"(?<=\d) ?am(?= (?:(?:den|{_GERMAN_DAY}|{_GERMAN_SHORT})\b|\d{{1,2}}\.))")
_ISO_TIME = re.compile(r"(?<=\d)t(?=\d{2}:\d{2})")
_DATES = re.compile(
    r"""\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b
    |\b\d{1,2}\s?(?P<mark>[./-])\s?\d{1,2}\s?(?P=mark)(?:\s?\d{4}|\d{2})\b(?![.:]\d|\s?(?:uhr|h\b|[ap]\.?m))
    |\b\d{1,2}\.\s?\d{1,2}\.(?!\d)
    |\b\d{1,2}/\d{1,2}\b(?!/)
    |(?<!um\ )(?<!at\ )(?<!gegen\ )\b\d{1,2}\.(?:0?[1-9]|1[0-2])\b(?![.:]?\d|\s?(?:uhr|h\b|[ap]\.?m|o'?clock))
    |(?<!um\ )(?<!at\ )(?<!gegen\ )(?<!bis\ )(?<!to\ )(?<!-)(?<!-\ )(?<![.:\d])\b\d{1,2}\.(?=[\s,]|$)
    |\b\d{1,2}\s?(?:st|nd|rd|th|ter|ten|tes|te|ster|sten|ste)\b
    |\b(?:kw|cw|kalenderwoche|week)\s?\d{1,2}\b|\b\d{1,2}\.?\s?(?:kw|kalenderwoche)\b""",
    re.VERBOSE,
)


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`moments.toml`."""

    rewritten: dict[str, str]
    lengths: dict[str, int]
    words: dict[str, str]


class Lengths(msgspec.Struct, frozen=True, kw_only=True):
    """A text without its lengths of time; `ahead` are those counted from now ("in an hour"), in minutes, `ago` being
    less than nothing. How long something lasts ("for half an hour") only vanishes.
    """

    text: str
    ahead: tuple[float, ...]


def put_right(text: str, lang: str) -> str:
    """A text as `hours_words.placed` reads it, put so that times, days and parts of a day are told apart."""
    plain = _ISO_TIME.sub(" ", hours_words.plain(text, lang))
    plain = _GERMAN_AM.sub(" , am", _VOWELS.sub(r"\1", plain) if lang == "de" else plain)
    plain = _MORNING.sub(r"\1 morgens", _JOINED.sub(r"\1 \2s", plain))
    rewritten = _table().rewritten
    return _rewritten().sub(lambda match: rewritten[match[0]], plain)


def words(kind: str) -> frozenset[str]:
    """The words of one kind in `moments.toml`."""
    return _words()[kind]


def says(kind: str, text: str) -> bool:
    """Whether a word of a kind stands in the text."""
    return any(word in words(kind) for word in _WORD.findall(text))


def is_asking(text: str) -> bool:
    """Whether it is a question about a moment and not one that offers it ("Thursday at 3?")."""
    said = _WORD.findall(text)
    return "?" in text and bool(said) and said[0] in words("asking")


def is_elsewhere(text: str, zone: str, lang: str) -> bool:
    """Whether the clock of another place may be meant: "3pm London", "15 Uhr deren Zeit"."""
    if says("whose", text) and re.search(r"\b(?:time|zeit)\b", text):
        return True
    said = _WORD.findall(text)
    for name in (*said, *(f"{first} {second}" for first, second in pairwise(said))):
        named = places().names.get(name) or places().names.get(name.removesuffix("er"))
        if named and zone in named.covers:
            continue
        is_unknown = dates_words.signs(name, lang) == ["x"] * (name.count(" ") + 1)
        if name in words("clocks") or (named and is_unknown):
            return True
    return False


def without_lengths(text: str, lang: str) -> Lengths:
    """Take the lengths of time out of a text."""
    ahead: list[float] = []

    def taken(match: re.Match[str]) -> str:
        minutes = _minutes(match)
        is_past = match["past"] or match["ago"]
        if is_past or match["lead"] or match["on"]:
            ahead.append(-minutes if is_past else minutes)
        elif not match["for"] and match["unit"] in ("h", "m"):
            return match[0]  # "15h" is a time
        return GAP

    return Lengths(text=_lengths(lang).sub(taken, text), ahead=tuple(ahead))


def without_dates(text: str) -> str:
    """The text, as long as it was, with a nameless word in the place of each date in figures ("5.3.", "the 12th")."""
    return _DATES.sub(lambda match: NAMELESS * len(match[0]), text)


def dated(text: str, pieces: list[Placed], lang: str) -> set[int]:
    """Places of the pieces that are a date or count days: "5.3.", "the 12th", "5 May", "in 3 weeks".

    The pieces are those of the text `without_dates`.
    """
    found = {place for place, piece in enumerate(pieces) if text[piece.start] == NAMELESS}
    for place, piece in enumerate(pieces):
        if piece.kind != "plain" and not (
            piece.kind == "word" and piece.signs[:1] and piece.signs[0][0] == "s"
        ):
            continue
        before, after = (_beside(text, pieces, place + step, step, lang) for step in (-1, 1))
        is_counted = after.startswith(("mo", "unit_", "fortnight", "weekend"))
        month_has_day = before.startswith("mo") and (place - 2 in found or place - 3 in found)
        if is_counted or (before.startswith("mo") and not month_has_day):
            found.add(place)
    return found


def _beside(text: str, pieces: list[Placed], place: int, step: int, lang: str) -> str:
    """What the word beside a number is in the grammar of dates; "of" is passed over."""
    while 0 <= place < len(pieces):
        word = text[pieces[place].start : pieces[place].end]
        if word not in ("of", "the", "a"):
            said = dates_words.signs(word, lang) if pieces[place].kind == "word" else []
            return said[0] if said else ""
        place += step
    return ""


def _minutes(match: re.Match[str]) -> float:
    if match["fixed"]:
        return _table().lengths[match["fixed"]]
    count = match["count"].replace(",", ".")
    both = cardinals("en") | cardinals("de")
    number = float(count) if count[0].isdigit() else both.get(count, 1)
    if (match["unit"] or "").startswith("m"):
        return number
    return number * 60 + (30 if match["half"] else 0) + int(match["more"] or match["glued"] or 0)


@cache
def _lengths(lang: str) -> re.Pattern[str]:
    numbers = sorted(cardinals("en").keys() | cardinals("de").keys(), key=len, reverse=True)
    fixed = sorted(_table().lengths, key=len, reverse=True)
    return re.compile(
        r"(?<![\w.:,])(?:(?:(?P<lead>in)|(?P<past>vor)|(?P<for>for|fur))\s)?(?:(?:about|around|ca\.?|circa|etwa|ungefahr|just|exactly|genau)\s)?"
        rf"(?:(?:an?\s|einer?\s|der\s|ner\s|ne\s)?(?P<fixed>{'|'.join(map(re.escape, fixed))})"
        rf"|(?P<count>\d{{1,3}}(?:[.,]5)?|{'|'.join(numbers)}|an?|einer?|ner|ne)[\s-]?"
        r"(?P<unit>hours?|hrs?|h|stunden?|std|minutes?|mins?|minuten?|m)(?P<half>\sand\sa\shalf)?"
        r"(?:(?<=h)(?P<glued>\d{2})|\s?(?:and\s|und\s)?(?P<more>\d{1,2})\s?(?:minutes?|mins?|minuten?|m))?)"
        r"(?![\w/])(?:\s(?:(?P<on>from\snow|ab\sjetzt|von\sjetzt\san)|(?P<ago>ago)|long|lang|time))?(?!\w)"
        r"(?!\s(?:past|after|before|to|vor|nach|bevor|till|until)\b)"
    )


@cache
def _rewritten() -> re.Pattern[str]:
    longest_first = sorted(_table().rewritten, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest_first))


@cache
def _words() -> Mapping[str, frozenset[str]]:
    folded = {kind: listed.split() for kind, listed in _table().words.items()}
    return {
        kind: frozenset(listed) | {_VOWELS.sub(r"\1", word) for word in listed}
        for kind, listed in folded.items()
    }


@cache
def _table() -> _Table:
    text = (Path(__file__).parent / "moments.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), type=_Table)
