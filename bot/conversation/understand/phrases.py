"""How do tables of phrases (`en.toml`, `de.toml`) become patterns, and typing mistakes the words meant?

A phrase is words, folded as `words.tokens` folds them, with a small notation: `(a|b c)` one of these, `[a|b]` one
of these or nothing, `word*` any ending, `*` any one word, `...` up to four words, `{name}` a phrase list of the
table `shared`. The tables hold what people type; the modules `yes_no`, `scales`, `controls` say what it means.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import OSA

LANGUAGES = ("en", "de")
HERE = Path(__file__).parent

_ELEMENT = re.compile(r"\{\w+\}|\.\.\.|[a-z0-9]+\*?|\*|[()\[\]|]")
_WILD = {"*": r"\w+ ", "...": r"(?:\w+ ){0,4}?"}
_SHORTEST_REPAIRED = 5
_TWO_MISTAKES_FROM = 12
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBORS = {
    key: {*row[max(place - 1, 0) : place + 2]}
    | {other for side in _ROWS for other in side[place : place + 1]}
    for row in _ROWS
    for place, key in enumerate(row)
}


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The phrases of one language: by topic and meaning; `typos` are short words often mistyped."""

    typos: dict[str, str]
    real_words: str = ""
    shared: dict[str, list[str]]
    topics: dict[str, dict[str, list[str]]]


class Patterns(msgspec.Struct, frozen=True, kw_only=True):
    """What one topic's phrases look like, by meaning, and the words they are made of, by their first letter."""

    by_meaning: dict[str, re.Pattern[str]]
    vocabulary: dict[str, tuple[str, ...]]
    typos: dict[str, str]
    real_words: frozenset[str]

    def repaired(self, said: Iterable[str]) -> list[str]:
        """The words with typing mistakes undone, where exactly one word of the vocabulary is meant."""
        return [self._repaired(word) for word in said]

    def means(self, meaning: str, said: Sequence[str]) -> bool:
        """Whether these words, all of them, are a phrase of this meaning."""
        return bool(said) and self.by_meaning[meaning].fullmatch(line(said)) is not None

    def _repaired(self, word: str) -> str:
        if word in self.typos:
            return self.typos[word]
        known_words = self.vocabulary.get(word[:1], ())  # in a slip the first letter is right
        if len(word) < _SHORTEST_REPAIRED or word in known_words or word in self.real_words:
            return word
        allowed = 2 if len(word) >= _TWO_MISTAKES_FROM else 1
        close = process.extract(word, known_words, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        meant = [(known, mistakes) for known, mistakes, _ in close if _is_slip(word, known)]
        is_clear = len(meant) == 1 or (len(meant) > 1 and meant[0][1] < meant[1][1])
        return meant[0][0] if is_clear else word


def _is_slip(word: str, known: str) -> bool:
    """Whether a word is a mistyped known one, and not likely one of its own ("Anmelden" is no slip of "Abmelden").

    Slips are letters doubled, left out or swapped, and one vowel or neighbor on the keyboard for another; the first
    letter is right, and an ending ("resumes") is no slip.
    """
    if word[0] != known[0] or (word.startswith(known) and word[len(known) :] != known[-1]):
        return False
    if len(word) != len(known) or sorted(word) == sorted(known) or len(word) >= _TWO_MISTAKES_FROM:
        return True
    typed, meant = next(pair for pair in zip(word, known, strict=True) if pair[0] != pair[1])
    return {typed, meant} <= _VOWELS or meant in _NEIGHBORS.get(typed, ())


def line(said: Sequence[str]) -> str:
    """Words as patterns read them: each followed by a space."""
    return "".join(word + " " for word in said)


def expression(phrase: str, shared: Mapping[str, Sequence[str]]) -> str:
    """A phrase of the notation above as a regular expression over `line`; what has more words is tried first."""
    return _alternatives(iter(_ELEMENT.findall(phrase)), shared)


def either(phrases: Iterable[str], shared: Mapping[str, Sequence[str]]) -> str:
    """Any of the phrases, the longest first."""
    expressions = sorted({expression(phrase, shared) for phrase in phrases}, key=_length, reverse=True)
    return "(?:" + "|".join(expressions) + ")" if expressions else r"(?!)"


def vocabulary(phrases: Iterable[str], shared: Mapping[str, Sequence[str]]) -> set[str]:
    """The words of the phrases that are long enough to be recognized when mistyped."""
    found: set[str] = set()
    for phrase in phrases:
        for element in _ELEMENT.findall(phrase):
            if element[0] == "{":
                found |= vocabulary(shared[element[1:-1]], shared)
            elif element.isalnum() and len(element) >= _SHORTEST_REPAIRED:
                found.add(element)
    return found


def by_letter(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by the letter they begin with, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        found[word[:1]] = (*found.get(word[:1], ()), word)
    return found


@cache
def load(lang: str, folder: Path = HERE) -> Table:
    """The phrases of one language, folded."""
    text = (folder / f"{lang}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Table)


@cache
def patterns(topics: tuple[str, ...], lang: str, folder: Path = HERE) -> Patterns:
    """The phrases of some topics in one language, ready to be compared."""
    table = load(lang, folder)
    phrases: dict[str, list[str]] = {}
    for topic in topics:
        for meaning, some in table.topics[topic].items():
            phrases.setdefault(meaning, []).extend(some)
    words = set().union(*(vocabulary(some, table.shared) for some in phrases.values()))
    return Patterns(
        by_meaning={meaning: re.compile(either(some, table.shared)) for meaning, some in phrases.items()},
        vocabulary=by_letter(words),
        typos=table.typos,
        real_words=frozenset(table.real_words.split()),
    )


def in_order(lang: str) -> tuple[str, ...]:
    """The languages to try: the person's own first."""
    return (lang, *(other for other in LANGUAGES if other != lang)) if lang in LANGUAGES else LANGUAGES


def _alternatives(elements: Iterator[str], shared: Mapping[str, Sequence[str]]) -> str:
    """What stands before the closing bracket, or the end."""
    choices: list[list[str]] = [[]]
    for element in elements:
        if element in ")]":
            break
        if element == "|":
            choices.append([])
        elif element in "([":
            choices[-1].append(_alternatives(elements, shared) + ("?" if element == "[" else ""))
        else:
            choices[-1].append(_element(element, shared))
    longest_first = sorted(("".join(parts) for parts in choices), key=_length, reverse=True)
    return "(?:" + "|".join(longest_first) + ")"


def _element(element: str, shared: Mapping[str, Sequence[str]]) -> str:
    if element[0] == "{":
        return either(shared[element[1:-1]], shared)
    if element in _WILD:
        return _WILD[element]
    return element[:-1] + r"\w* " if element.endswith("*") else element + " "


def _length(pattern: str) -> tuple[int, int]:
    return pattern.count(" "), len(pattern)
