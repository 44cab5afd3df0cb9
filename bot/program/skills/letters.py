"""How is what a person typed cut into words, and when are two words the same?

`tokens` cuts, `fold`, `singular` and `stem` compare, each more generously than the one before. `clauses.py` reads on.
"""

import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Final

import msgspec
import regex

LONGEST_TEXT: Final = 1000  # characters; more than anybody says about skills in one breath
LONGEST_RAW: Final = 4000  # characters looked at at all, before spaces and emoji are taken out


class Mark(Enum):
    """What separates words from each other."""

    STOP = "."
    COMMA = ","
    AND = "and"
    OR = "or"


class Token(msgspec.Struct, frozen=True, gc=False):
    """A word, or a mark between words; `key` is the folded word, `start` and `end` its place in the cleaned text."""

    key: str
    start: int
    end: int
    mark: Mark | None = None
    open_end: bool = False  # "Projekt-" in "Projekt- und Zeitmanagement"


_NOTHING_TO_CLEAN = regex.compile(r"[A-Za-z0-9ÄÖÜäöüß ,;.!?()&/\-]*(?<![Ww]{3})")
_LABELED_LINK = regex.compile(r"<https?://[^<>|]*\|([^<>]*)>")
_MAIL: Final = (
    r"[^\s@]{1,64}+@[^\s@]{1,255}\.\w{2,}"  # with limits: a thousand @ in a row took 70 seconds without
)
_MARKUP = regex.compile(rf"<[@#!][^<>]{{0,80}}>|<?\bhttps?://\S+|\bwww\.\S+|{_MAIL}|&lt;|&gt;|[™®©]")
_EMOJI = regex.compile(
    r"(?<!\w):[a-z][a-z0-9_+\-]{1,40}:(?!\w)|[\p{Extended_Pictographic}\p{Regional_Indicator}\p{So}\uFE0F\u200D\u20E3]+"
)
_QUOTES = regex.compile(r"[\"“”„«»‹›*_`~^]+|(?<!\w)'|'(?!\w)")
_LONE_SIGN = regex.compile(r"\b([cC])\s+(\+\+|#)(?!\w)")
_HIDDEN = regex.compile(r"[\p{Cf}\p{Co}\p{Cn}\p{Cs}]")
_CONTROL = regex.compile(r"[^\S\n]+|\p{Cc}(?<!\n)")
_PIECES = regex.compile(
    r"""(?P<word>\.?[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[.'&/+\#\-‐‑][\p{L}\p{M}\p{N}]+|\+\#|[+\#]+(?=[\p{L}\p{N}]))*[+\#]*-?)
      | (?P<stop>[;!?\n]+|\.(?!\.))
      | (?P<and>&|\+)
      | (?P<comma>\.{2,}|[^\s\p{L}\p{N}])""",
    regex.VERBOSE,
)
_AND: Final = frozenset({"and", "und", "n", "y", "et"})
_OR: Final = frozenset({"or", "oder"})
_SHORTENED: Final = frozenset(
    {"e.g", "i.e", "etc", "z.b", "usw", "bzw", "vs", "u.a", "v.a", "ca", "incl", "inkl", "evtl", "ggf"}
)


def clean(text: str) -> str:
    """The text as one would copy it by hand, without markup, links, emoji; at most `LONGEST_TEXT` characters."""
    if len(text) <= LONGEST_TEXT and _NOTHING_TO_CLEAN.fullmatch(text):
        return text.strip()
    text = _MARKUP.sub(" ", _LABELED_LINK.sub(r"\1", text[:LONGEST_RAW].replace("&amp;", "&")))
    text = unicodedata.normalize("NFKC", _EMOJI.sub(" , ", text))
    text = text.replace("♯", "#").replace("’", "'").replace("‘", "'").replace("´", "'").replace("\r", "\n")
    text = _CONTROL.sub(" ", _HIDDEN.sub("", text))
    text = _LONE_SIGN.sub(r"\1\2", _QUOTES.sub(" ", text)).strip()
    if len(text) <= LONGEST_TEXT:
        return text
    whole_words = text[:LONGEST_TEXT].rpartition(" ")[0]
    return whole_words or text[:LONGEST_TEXT]


def fold(word: str) -> str:
    """Small letters without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


def tokens(text: str, odd: frozenset[str]) -> list[Token]:
    """Words and marks of a cleaned text, in order; words in `odd` ("c++", "tcp/ip") are kept whole."""
    found: list[Token] = []
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        match piece.lastgroup:
            case "word":
                _add_word(text, start, end, odd, found)
            case "stop":
                shortened = piece.group() == "." and bool(found) and found[-1].key in _SHORTENED
                if not shortened:
                    found.append(Token(".", start, end, Mark.STOP))
            case "and":
                found.append(Token("and", start, end, Mark.AND))
            case _:
                found.append(Token(":" if piece.group() == ":" else ",", start, end, Mark.COMMA))
    return found


def _add_word(text: str, start: int, end: int, odd: frozenset[str], found: list[Token]) -> None:
    while start < end:
        start, end = _add_piece(text, start, end, odd, found)


def _add_piece(text: str, start: int, end: int, odd: frozenset[str], found: list[Token]) -> tuple[int, int]:
    """Add what stands before the first sign that cuts a word; returns what is left of the word."""
    key = fold(text[start:end])
    if key in odd:
        found.append(Token(key, start, end))
        return end, end
    if key.isalnum():
        found.append(_word(key, start, end, open_end=False))
        return end, end
    open_end = key.endswith("-")
    if open_end or key[-1] in "+#":
        key = key.rstrip("+#-")
        end = start + len(text[start:end].rstrip("+#-"))
    if key.startswith("."):
        found.append(Token(".", start, start + 1, Mark.STOP))
        start, key = start + 1, key[1:]
    if not any(sign in key for sign in ".&/+#-‐‑'"):
        found.append(_word(key, start, end, open_end=open_end))
    elif key in odd or (key.count(".") == 1 and key in _SHORTENED):
        found.append(Token(key, start, end))
    else:
        return _add_parts(text, start, end, odd, found)
    return end, end


def _word(key: str, start: int, end: int, *, open_end: bool) -> Token:
    if key in _AND:
        return Token("and" if key != "n" else key, start, end, Mark.AND if key != "n" else None)
    return Token("or", start, end, Mark.OR) if key in _OR else Token(key, start, end, open_end=open_end)


_SPLITS: Final = (("/", Mark.COMMA), ("&", Mark.AND), ("+", Mark.AND), (".", Mark.STOP), ("#", Mark.COMMA))


def _add_parts(text: str, start: int, end: int, odd: frozenset[str], found: list[Token]) -> tuple[int, int]:
    """Cut at the loosest sign inside: "c++/c#" at the slash, "excel-kenntnisse" at the hyphen."""
    raw = text[start:end]
    for sign, mark in _SPLITS:
        if sign == "." and all(len(part) == 1 for part in raw.split(".")):
            found.append(Token(fold(raw.replace(".", "")), start, end))
            return end, end
        at = raw.find(sign, 1)
        if at > 0:
            _add_word(text, start, start + at, odd, found)
            signs = len(raw) - at - len(raw[at:].lstrip(sign))
            found.append(
                Token(
                    {Mark.COMMA: ",", Mark.AND: "and", Mark.STOP: "."}[mark],
                    start + at,
                    start + at + signs,
                    mark,
                )
            )
            return start + at + signs, end
    for part in regex.finditer(r"[^\-‐‑]+", raw):
        key = fold(part.group())
        if key.endswith("'s"):
            key = key[:-2]
        found.append(_word(key, start + part.start(), start + part.end(), open_end=False))
    return end, end


_BRITISH: Final = (
    (regex.compile(r"is(e|ed|es|er|ers|ing|ation|ations|ational)$"), r"iz\1"),
    (regex.compile(r"ys(e|ed|ing)$"), r"yz\1"),
    (regex.compile(r"lling$"), "ling"),
    (regex.compile(r"our(s|ed|ing)?$"), r"or\1"),
    (regex.compile(r"tre$"), "ter"),
    (regex.compile(r"ogue$"), "og"),
)


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """The word in the singular and in American spelling: "organisations" and "organization" are the same."""
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "ches", "shes", "xes", "zzes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 5:
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return word


_ENDINGS: Final = (
    "ization",
    "ators",
    "ation",
    "ating",
    "ator",
    "ated",
    "ate",
    "ement",
    "ment",
    "ings",
    "ing",
    "ion",
    "ers",
    "er",
    "ors",
    "or",
    "ed",
    "e",
)
_ALIKE: Final = {
    "analysis": "analyz",
    "analytic": "analyz",
    "analytical": "analyz",
    "presentation": "present",
}


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What is left without the ending: "manage", "managing", "manager", "management" become "manag"."""
    word = singular(word)
    if word in _ALIKE:
        return _ALIKE[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl" else word


_GERMAN_ENDINGS: Final = ("ungen", "innen", "ung", "ens", "en", "em", "er", "es", "e", "n", "s")


@lru_cache(maxsize=16384)
def german_stem(word: str) -> str:
    """What is left of a German word without the ending: "agile" and "agilen" are the same."""
    if word.endswith(("iert", "iere", "ierst")):
        return word[: word.rindex("ier") + 3]
    for ending in _GERMAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
