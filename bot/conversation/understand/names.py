"""How well does a typed word fit a word of a name? Short forms, spellings, initials, typing mistakes; read by `people`.

Words are folded, umlauts as the bare vowel; the smaller the cost, the better the fit.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand.words import folded

_VOWELS = re.compile(r"([aou])e")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "a", "œ": "o", "ħ": "h", "ŋ": "n"}
)
_WORD = re.compile(r"[^\W_]+")
_TWICE = re.compile(r"(\w)\1+")
_SOUNDS = tuple(
    {
        "chr": "kr",
        "ph": "f",
        "th": "t",
        "ck": "k",
        "c": "k",
        "ey": "ei",
        "ay": "ei",
        "ai": "ei",
        "y": "i",
        "dt": "t",
        "w": "v",
    }.items()
)
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ENDINGS = 1
_KEPT = 20_000

SAME, CALLED, TYPO, LOOSE = 0.0, 1.0, 2.0, 4.0
"""The word itself; a short form, another spelling or an initial; a slip of the fingers; perhaps another name."""


class NameWords(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of `names.toml`."""

    called: Mapping[str, frozenset[str]]
    areas: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]


def plain(text: str) -> str:
    """Folded, without marks on letters, umlauts as the bare vowel: "Jörg Łucki" is `jorg lucki`."""
    return _VOWELS.sub(r"\1", folded(text).translate(_LETTERS))


@lru_cache(maxsize=_KEPT)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name, plain; "O'Brien" is one word, "Anna-Lena" two."""
    return tuple(_WORD.findall(plain(text).replace("'", "")))


@lru_cache(maxsize=_KEPT)
def cost(typed: str, known: str) -> float | None:
    """How far a typed word is from a word of a name; None when it is another word."""
    if typed == known:
        return SAME
    if known in name_words().called.get(typed, ()) or _sound(typed) == _sound(known):
        return CALLED
    if _is_cjk(known) and len(typed) >= 2 and (known.startswith(typed) or typed.startswith(known)):
        return SAME
    return _slip(typed, known)


def is_initial(typed: str, known: str) -> bool:
    return len(typed) == 1 and len(known) > 1 and known.startswith(typed) and not _is_cjk(known)


def is_area(typed: str, known: str) -> bool:
    """Whether a typed word means that department or role: "designer" and "design", "Vertrieb" and "sales"."""
    if typed == known or known in name_words().areas.get(typed, ()):
        return True
    shared = (
        len(typed) >= 5 and len(known) >= 5 and (typed.startswith(known[:6]) or known.startswith(typed[:6]))
    )
    return shared or (len(typed) >= 6 and OSA.distance(typed, known, score_cutoff=1) <= 1)


def _sound(word: str) -> str:
    """One spelling for what sounds the same: Jessika and Jessica, Meier and Mayer, Sofie and Sophie."""
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    spoken = _TWICE.sub(r"\1", word)
    return spoken[:-1] if len(spoken) > 3 and spoken.endswith("h") else spoken


def _slip(typed: str, known: str) -> float | None:
    """Two names may differ in one letter (Mario, Maria): only what fingers do by mistake counts as a slip."""
    if min(len(typed), len(known)) < 3:
        return None
    allowed = 2 if len(known) >= 7 else 1
    distance = OSA.distance(typed, known, score_cutoff=allowed)
    if distance > allowed:
        return None
    if distance == 2:
        if typed[0] != known[0]:
            return None
        return TYPO + 1 if len(known) >= 8 and typed[-1] == known[-1] else LOOSE
    return TYPO if _is_slip(typed, known) else LOOSE


def _is_slip(typed: str, known: str) -> bool:
    start = next(
        (i for i, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b), min(len(typed), len(known))
    )
    if start == 0:
        return len(typed) == len(known) and typed[1::-1] == known[:2]
    if len(typed) == len(known):
        if typed[start : start + 2] == known[start : start + 2][::-1]:
            return True
        last = start >= len(known) - _ENDINGS
        return not last and _are_neighbors(typed[start], known[start])
    return min(len(typed), len(known)) > start or _is_doubled(typed, known)


def _is_doubled(typed: str, known: str) -> bool:
    longer = max(typed, known, key=len)
    return len(longer) > 1 and longer[-1] == longer[-2]


def _are_neighbors(one: str, other: str) -> bool:
    for row, keys in enumerate(_KEY_ROWS):
        if one in keys:
            at = keys.index(one)
            near = keys[max(0, at - 1) : at + 2]
            for beside in (row - 1, row + 1):
                if 0 <= beside < len(_KEY_ROWS):
                    near += _KEY_ROWS[beside][max(0, at - 1) : at + 2]
            return other in near
    return False


def _is_cjk(word: str) -> bool:
    return bool(word) and "\u2e80" <= word[0] <= "\uffdc" and not "\ufb00" <= word[0] <= "\ufeff"


@cache
def name_words() -> NameWords:
    table = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
    called: dict[str, set[str]] = {}
    for full, listed in table["short"].items():
        for short in _all_words(listed):
            called.setdefault(short, set()).add(plain(full))
            called.setdefault(plain(full), set()).add(short)
    _add_groups(called, table["spellings"]["same"])
    areas: dict[str, set[str]] = {}
    _add_groups(areas, table["areas"]["same"])
    return NameWords(
        called={word: frozenset(others) for word, others in called.items()},
        areas={word: frozenset(others) for word, others in areas.items()},
        kinds={kind: frozenset(_all_words(listed)) for kind, listed in table["words"].items()},
    )


def _all_words(listed: str) -> list[str]:
    """The words of a list of any length."""
    return [word for item in listed.split() for word in words_of(item)]


def _add_groups(found: dict[str, set[str]], groups: list[str]) -> None:
    for group in groups:
        words = _all_words(group)
        for word in words:
            found.setdefault(word, set()).update(other for other in words if other != word)
