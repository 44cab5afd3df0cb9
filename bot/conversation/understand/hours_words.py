"""Which signs of working hours does a text hold? Words and figures -> signs, read by `hours`.

`h9` an hour in figures, `z8` one with a zero before it ("08"), `s9` a spelled number, `c8:30` hours and minutes,
`am`, `pm`, `to`, `-`, `from`, `and`, `noon`, `break`, `fix` (a correction), `stop` (must not be dropped), `x` unknown.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from bot.conversation.understand.numerals import LONG_ENGLISH, cardinals
from bot.conversation.understand.places import name_words, places
from bot.conversation.understand.words import folded

_VOWELS = re.compile(r"([aou])e")
_GLUED = re.compile(r"(?<=[^\W\d_]{2})(?=\d)")
_ISH = re.compile(r"\b(\d{1,2}|[^\W\d_]{3,}?)-?ish\b")
_PIECE = re.compile(
    r"""(?P<always>\b24\s?/\s?7\b|\b24x7\b)
    |\b(?P<hour>\d{1,2})(?:\s?[:.]\s?|\s?h\s?)(?P<minute>\d{2})(?!\d)(?:\s?h\b)?(?:\s?(?P<half1>[ap])(?:\.?\s?m\b\.?|\b))?
    |\b(?P<solid>\d{3,4})(?!\d)(?:\s?(?:h|hrs|hours)\b)?(?:\s?(?P<half2>[ap])(?:\.?\s?m\b\.?|\b))?
    |\b(?P<bare>\d{1,2})(?!\d)(?:\s?(?P<half3>[ap])(?:\.?\s?m\b\.?|(?<=\d[ap])\b))
    |\b(?P<plain>\d{1,2})(?!\d)(?P<suffix>\s?h\b)?(?:\.(?=\s|-|$))?
    |(?P<long>\d+)
    |(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)
    |(?P<point>[-,;/&>~+])""",
    re.VERBOSE,
)
_KINDS = {"minute": "hour", "half1": "hour", "half2": "solid", "half3": "bare", "suffix": "plain"}
_POINTS = {"-": "-", ">": "-", "~": "-", "&": "and", "+": "and"}


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language: phrases to signs (longest first), words to signs."""

    phrases: re.Pattern[str]
    phrase_signs: Mapping[str, str]
    signs: Mapping[str, str]


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a text and its signs: `text[start:end]`; words that say nothing have none.

    `kind` is "phrase", or the form of the piece: "hour" (14:30), "solid" (1430), "bare" (3pm), "plain" (3), "long"
    (a number no clock shows), "word", "point".
    """

    start: int
    end: int
    kind: str
    signs: tuple[str, ...]


def signs(text: str, lang: str) -> list[str]:
    """The text as signs, in order."""
    return [sign for piece in placed(plain(text, lang), lang) for sign in piece.signs]


def plain(text: str, lang: str) -> str:
    """The text as `placed` reads it: folded, umlauts as the bare vowel, "nine-ish" a nine, arrows as dashes."""
    language = _language(lang)
    exact = _ISH.sub(lambda match: _exact(match[1], language) or match[0], _plain(folded(text), language))
    joined = LONG_ENGLISH.sub(r"\1\2", _GLUED.sub(" ", exact))
    return re.sub(r"\s*(?:\.\.+|->|=>|→|—)\s*", " - ", joined)


def placed(text: str, lang: str) -> list[Placed]:
    """The pieces of a text made `plain`, in order."""
    language = _language(lang)
    lexicon = _lexicon(language)
    found: list[Placed] = []
    done = 0
    for match in lexicon.phrases.finditer(text):
        found += _pieces(text, done, match.start(), language, lexicon)
        done = match.end()
        said = tuple(lexicon.phrase_signs[match[0]].split())
        found.append(Placed(start=match.start(), end=done, kind="phrase", signs=said))
    return found + _pieces(text, done, len(text), language, lexicon)


def _pieces(text: str, start: int, end: int, lang: str, lexicon: Lexicon) -> list[Placed]:
    return [
        Placed(
            start=start + piece.start(),
            end=start + piece.end(),
            kind=_KINDS.get(piece.lastgroup or "", piece.lastgroup or ""),
            signs=tuple(_sign(piece, lang, lexicon).split()),
        )
        for piece in _PIECE.finditer(text[start:end])
    ]


def _language(lang: str) -> str:
    return "de" if lang == "de" else "en"


def _sign(piece: re.Match[str], lang: str, lexicon: Lexicon) -> str:
    half = next((f" {piece[name]}m" for name in ("half1", "half2", "half3") if piece[name]), "")
    if piece["minute"]:
        return f"c{piece['hour']}:{piece['minute']}{half}"
    if piece["solid"]:
        return f"c{piece['solid'][:-2]}:{piece['solid'][-2:]}{half}"
    if piece["bare"]:
        return f"h{int(piece['bare'])}{half}"
    if plain := piece["plain"]:
        return f"{'z' if len(plain) == 2 and plain[0] == '0' else 'h'}{int(plain)}"
    if word := piece["word"]:
        return _word_sign(word, lang, lexicon)
    if piece["always"] or piece["long"]:
        return "stop"
    return _POINTS.get(piece["point"], ",")


def _exact(word: str, lang: str) -> str:
    """ "nine-ish" and "9ish" are a nine; "finish" is a word."""
    return word if word.isdigit() or word in cardinals(lang) else ""


def _word_sign(word: str, lang: str, lexicon: Lexicon) -> str:
    if word in lexicon.signs:
        sign = lexicon.signs[word]
        return "" if sign == "fill" else sign
    number = cardinals(lang).get(word, cardinals("de" if lang == "en" else "en").get(word))
    if number is not None:
        return f"s{number}"
    foreign = "de" if lang == "en" else "en"
    other = _lexicon(foreign).signs.get(_plain(word, foreign), "")
    if other in ("to", "from", "stop", "oclock", "noon", "usual") and (len(word) > 2 or word == "to"):
        return other
    return "stop" if _names_a_place(word) else "x"


def _names_a_place(word: str) -> bool:
    """Hours "Berlin time" must not be taken as the person's own."""
    names = places().names
    spelled = " ".join(name_words(word))
    return spelled in names or spelled.removesuffix("er") in names


def _plain(text: str, lang: str) -> str:
    return _VOWELS.sub(r"\1", text) if lang == "de" else text


@cache
def _lexicon(lang: str) -> Lexicon:
    table = tomllib.loads((Path(__file__).parent / "hours.toml").read_text(encoding="utf-8"))[lang]
    phrases = {_plain(words, lang): sign for words, sign in table["phrases"].items()}
    return Lexicon(
        phrases=re.compile(
            r"(?<![\w'])(?:"
            + "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
            + r")(?![\w'])"
        ),
        phrase_signs=phrases,
        signs={
            _plain(word, lang): sign for sign, listed in table["words"].items() for word in listed.split()
        },
    )
