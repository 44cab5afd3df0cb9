"""Which signs of the date grammar does a text hold? Words, figures and typing mistakes -> signs.

"bis Ende Augst" and "until the end of august" both become `until end mo8`. The signs: `wd0` (Monday) to `wd6`,
`mo1` to `mo12`, `n3` a number, `o3` an ordinal, `y2027`, `day+1` tomorrow, `unit_w`, `feast_easter`, `time`, `x` a
word without meaning for a day, and those listed in `dates.toml`. Words that say nothing leave no sign.
Next: `dates_grammar`.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand.numerals import LONG_ENGLISH, cardinals, ordinals
from bot.conversation.understand.words import folded

HERE = Path(__file__).parent

_VOWELS = re.compile(r"([aou])e")
_PIECE = re.compile(
    r"""(?P<iso>\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:t[\d:.]+z?)?(?![\d]))
    |(?P<solid>\b20\d{6}\b)
    |(?P<full>\b\d{1,2}\s?(?P<mark>[./-])\s?\d{1,2}\s?(?P=mark)\s?(?:\d{4}|\d{2})\b)
    |(?P<clock>\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:uhr|h|[ap]\.?\s?m\b\.?))?
        |\b\d{1,2}(?:\.\d{2})?\s?(?:uhr|pm|p\.m\.?|am(?!\s+[a-z0-9])|a\.m\.?|o'?clock|h)(?![a-z])(?:\s?\d{2}\b)?)
    |(?P<at>(?:\b(?:um|at|gegen)|@)\s*\d{1,2}\.\d{2}\b(?!\.))
    |(?P<short>\b\d{1,2}(?:\.\s?|/)\d{1,2}\b(?![/\d])\.?)
    |(?P<quarter>\bq[1-4]\b)
    |(?P<kw>\b(?:kw|cw|kalenderwoche|calendar\ week|week)\s?\d{1,2}\b|\b\d{1,2}\.?\s?(?:kw|kalenderwoche)\b)
    |(?P<ordinal>\b\d{1,2}(?:(?:\s?(?:st|nd|rd|th)|ter|ten|tes|te|ster|sten|ste)\b|\.(?!\d)))
    |(?P<number>\d+)
    |(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)
    |(?P<point>[-,;:.!?()&@/])""",
    re.VERBOSE,
)
_POINTS = {"-": "-", "/": "or", "&": "and", "@": "at"}
_SHORTEST_REPAIRED = 5
_TWO_MISTAKES_FROM = 8
_REPAIRED = (
    "day",
    "wd",
    "mo",
    "unit_",
    "next",
    "this",
    "coming",
    "overnext",
    "weekend",
    "fortnight",
    "feast_",
)
_DAY_PARTS = re.compile(r"(?:fruh|morgen|vormittag|mittag|nachmittag|abend|nacht)s?$")


class _Language(msgspec.Struct, frozen=True, kw_only=True):
    phrases: dict[str, str]
    words: dict[str, str]


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    """`dates.toml`."""

    en: _Language
    de: _Language
    beside: dict[str, str]


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language: phrases to signs (longest first), words to signs, words worth repairing."""

    phrases: re.Pattern[str]
    phrase_signs: Mapping[str, str]
    signs: Mapping[str, str]
    repaired: tuple[str, ...]


def signs(text: str, lang: str) -> list[str]:
    """The text as signs, in order."""
    lexicon = _lexicon(lang)
    plain = LONG_ENGLISH.sub(r"\1\2", _plain(folded(text), lang))
    marked = lexicon.phrases.sub(
        lambda match: f" \x00{lexicon.phrase_signs[match[0]].replace(' ', '~')}\x00 ", plain
    )
    found: list[str] = []
    for turn, part in enumerate(marked.split("\x00")):
        if turn % 2:
            found += [sign for sign in part.split("~") if sign]
        else:
            found += _signs_of_part(part, lang, lexicon, first=turn == 0)
    return found


def _signs_of_part(part: str, lang: str, lexicon: Lexicon, *, first: bool) -> list[str]:
    pieces = list(_PIECE.finditer(part))
    found: list[str] = []
    for place, piece in enumerate(pieces):
        kind, said, last = piece.lastgroup or "", piece[0], found[-1] if found else ""
        if kind == "word":
            before = pieces[place - 1][0] if place else ("" if first else "\x00")
            after = pieces[place + 1][0] if place + 1 < len(pieces) else ""
            sign = _word_sign(said, lang, lexicon)
            if sign.endswith("?"):
                sign = _settled(sign[:-1], said, before, after)
            if said == "morgen" and last.startswith("wd"):
                sign = "time"  # "Montag Morgen" is a part of Monday
            found += sign.split()
        elif kind == "short" and "." in said and not said.endswith(".") and last == "x":
            found.append("vague")  # "version 3.5"
        else:
            found.append(_figure_sign(kind, said))
    return found


def _figure_sign(kind: str, said: str) -> str:
    figures = re.findall(r"\d+", said)
    if kind == "iso":
        return "iso_" + "_".join(figures[:3])
    if kind == "solid":
        return f"iso_{said[:4]}_{said[4:6]}_{said[6:]}"
    if kind == "full":
        mark = "dot" if "." in said else "slash"
        return f"full_{mark}_" + "_".join(figures)
    if kind == "short":
        return ("dot_" if "." in said else "slash_") + "_".join(figures)
    if kind in ("clock", "at"):
        return "time"
    if kind in ("quarter", "kw"):
        return f"{kind}_{int(figures[0])}"
    if kind == "ordinal":
        return f"o{int(figures[0])}"
    if kind == "number":
        return _number_sign(said)
    return _POINTS.get(said, ",")


def _number_sign(said: str) -> str:
    if len(said) == 4 and said[:2] in ("19", "20", "21"):
        return f"y{said}"
    return f"n{int(said)}" if len(said) <= 4 else "n9999"


def _word_sign(word: str, lang: str, lexicon: Lexicon) -> str:
    bare = word.removesuffix("'s")
    for spelling in (word, bare, word.replace("'", "")):
        if spelling in lexicon.signs:
            sign = lexicon.signs[spelling]
            return "" if sign == "fill" else sign
    if bare in cardinals(lang):
        return f"n{cardinals(lang)[bare]}"
    if bare in ordinals(lang):
        return f"o{ordinals(lang)[bare]}"
    return _compound_sign(bare, lang, lexicon) or _foreign_sign(bare, lang) or _repaired_sign(bare, lexicon)


def _compound_sign(word: str, lang: str, lexicon: Lexicon) -> str:
    """German writes "Freitagnachmittag" in one word."""
    if lang != "de" or not (part := _DAY_PARTS.search(word)):
        return ""
    sign = lexicon.signs.get(word[: part.start()], "")
    return sign if re.fullmatch(r"wd\d", sign) else ""


def _foreign_sign(word: str, lang: str) -> str:
    """People mix languages: "bis next Friday"."""
    other = "en" if lang == "de" else "de"
    sign = _lexicon(other).signs.get(_plain(word, other), "")
    meant = re.fullmatch(r"day[+-]\d|wd\d|mo\d+\??|unit_[dwmy]|until|next|overnext|coming", sign)
    return sign if meant and len(word) > 2 else ""


def _repaired_sign(word: str, lexicon: Lexicon) -> str:
    if len(word) < _SHORTEST_REPAIRED or word in _beside()["real_words"]:
        return "x"
    allowed = 2 if len(word) >= _TWO_MISTAKES_FROM else 1
    near: dict[int, set[str]] = {}
    for known in lexicon.repaired:
        distance = OSA.distance(word, known, score_cutoff=allowed)
        if distance <= allowed:
            near.setdefault(distance, set()).add(lexicon.signs[known])
    if not near:
        return "x"
    winners = near[min(near)]
    return winners.pop() if len(winners) == 1 else "vague"


def _settled(sign: str, word: str, before: str, after: str) -> str:
    """A word that is a month or a weekday only in some places: "may", "march", "sat", "so", "do"."""
    here = _is_month_here if sign.startswith("mo") else _is_weekday_here
    return sign if here(word, before, after) else ""


def _is_month_here(word: str, before: str, after: str) -> bool:
    counted = before[:1].isdigit() or before in ordinals("en") or before in ordinals("de")
    dated = _is_figure(after)
    called = (
        before in _beside()["before_month"]
        or before == "\x00"
        or (dated and before not in _beside()["pronouns"])
    )
    return (
        counted
        or (called and (_is_edge(after) or word != "march"))
        or (_is_edge(before) and (dated or _is_edge(after)))
    )


def _is_weekday_here(word: str, before: str, after: str) -> bool:
    if word == "so":
        dated = bool(re.match(r"\d{1,2}[./]\d", after)) or after == "."
        return dated or (before in _beside()["before_weekday"] and _is_edge(after))
    if before in _beside()["before_weekday"]:
        return True
    joined = after in ("und", "oder", "and", "or", "bis", "to") or (
        after in ("in", "um", "gegen") and word in _beside()["german_weekdays"]
    )
    return _is_edge(before) and (_is_edge(after) or _is_figure(after) or joined)


def _is_edge(beside: str) -> bool:
    return beside == "" or bool(re.match(r"[-,;.!?()/]", beside))


def _is_figure(beside: str) -> bool:
    return bool(re.match(r"\d", beside)) or beside in ordinals("en")


def _plain(text: str, lang: str) -> str:
    return _VOWELS.sub(r"\1", text) if lang == "de" else text


@cache
def _beside() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(listed.split()) for kind, listed in _table().beside.items()}


@cache
def _table() -> _Table:
    return msgspec.convert(tomllib.loads((HERE / "dates.toml").read_text(encoding="utf-8")), type=_Table)


@cache
def _lexicon(lang: str) -> Lexicon:
    language = "de" if lang == "de" else "en"
    table = _table().de if lang == "de" else _table().en
    phrases = {_plain(words, language): sign for words, sign in table.phrases.items()}
    longest_first = sorted(phrases, key=len, reverse=True)
    words = {_plain(word, language): sign for sign, listed in table.words.items() for word in listed.split()}
    repaired = tuple(
        word
        for word, sign in sorted(words.items())
        if len(word) >= _SHORTEST_REPAIRED and sign.startswith(_REPAIRED) and not sign.endswith("?")
    )
    return Lexicon(
        phrases=re.compile(r"(?<![\w'])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w'])"),
        phrase_signs=phrases,
        signs=words,
        repaired=repaired,
    )
