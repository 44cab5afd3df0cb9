"""Which phrases stand for which skill?

Built once per catalog, read by `recognize.py`; `spelling.py` finds what misspelled words were meant to be.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import IntEnum
from typing import Final

import msgspec

from bot.program.skills.letters import fold, german_stem, singular, stem, tokens
from bot.program.skills.wording import FILLERS, LINKING

SHORTEST_CORRECTED: Final = 5  # letters; below that a slip cannot be told from another word
ANY_LENGTH: Final = range(100)
LONG_STEM: Final = 7  # letters; only a longer stem is a topic by itself


class Strength(IntEnum):
    """How much company a phrase bears before it means something else."""

    TRAP = 0  # it means no skill at all
    ASK = 1  # it may mean several
    ALONE = 2  # it means the skill when nothing else stands beside it
    PLAIN = 3  # it means the skill as a topic of its own
    ANYWHERE = 4  # it means the skill wherever it stands


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a phrase stands for: one skill, several to ask between, or none."""

    names: tuple[str, ...]
    strength: Strength
    is_topic: bool = False  # the skill's own name: "retail in Asia" is about retail


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase to be indexed, as the catalog writes it."""

    text: str
    entry: Entry
    german: bool = False


class Lookup(msgspec.Struct, frozen=True, kw_only=True):
    """Five ways to find a phrase, from the strictest to the most generous."""

    exact: Mapping[str, Entry]
    in_order: Mapping[str, Entry]
    any_order: Mapping[str, Entry]
    joined: Mapping[str, Entry]
    german: Mapping[str, Entry]
    lengths: Mapping[str, frozenset[int]]  # of phrases as written, by their first word
    pieces: frozenset[str]  # of all that is found otherwise, but for what is joined

    def lengths_of(self, forms: Iterable[str]) -> Collection[int]:
        """How many words the phrases have that begin with one of these."""
        found: set[int] = set()
        for form in forms:
            if " " in form:  # several words made one, to be kept whole
                return ANY_LENGTH
            found.update(self.lengths.get(form, ()))
        return found

    def may_find(self, word: str) -> bool:
        """Whether the word, or one like it, is in any phrase."""
        if " " in word:
            return True
        return singular(word) in self.pieces or stem(word) in self.pieces or german_stem(word) in self.pieces

    def with_own(self, terms: Iterable[Term], odd: frozenset[str]) -> "Lookup":
        """This with further terms, which come before those there are: where these stand for something else as they are
        written, and where nothing does more generously.
        """
        exact, in_order, any_order = dict(self.exact), dict(self.in_order), dict(self.any_order)
        joined, german = dict(self.joined), dict(self.german)
        for term in terms:
            for keys in spellings(term, odd):
                if all(key in FILLERS or key in LINKING or not key.strip(",.:") for key in keys):
                    continue  # too small a word to mean anything wherever it stands
                exact[" ".join(keys)] = term.entry
                for way, key in zip((in_order, any_order, joined, german), _loose(keys, term), strict=True):
                    if key:
                        way.setdefault(key, term.entry)
        return _lookup(exact, in_order, any_order, joined, german)

    def as_written(self, keys: tuple[str, ...]) -> Entry | None:
        """The skill that the catalog has exactly these words for."""
        return self.exact.get(" ".join(keys))

    def find(self, keys: tuple[str, ...]) -> Entry | None:
        """The skill a run of words stands for; None if none, or if that could be several."""
        entry = self.as_written(keys)
        if entry or keys[0] in LINKING or keys[-1] in LINKING:
            return entry
        found = self.joined.get("".join(keys)) if len(keys) < 4 else None
        words = tuple(key for key in keys if key not in LINKING)
        found = found or self._find_words(words)
        if found or len(words) < 3 or keys[0] in FILLERS or keys[-1] in FILLERS:
            return found
        telling = tuple(key for key in words if key not in FILLERS)
        return self._find_words(telling) if 1 < len(telling) == len(words) - 1 else None

    def _find_words(self, words: tuple[str, ...]) -> Entry | None:
        found = self.in_order.get(" ".join(map(singular, words)))
        if not found and (len(words) > 1 or len(words[0]) > LONG_STEM):
            found = self.any_order.get(" ".join(sorted(map(stem, words))))
        stems = sorted(map(german_stem, words))
        if found or (len(words) == 1 and len(stems[0]) < SHORTEST_CORRECTED):
            return found
        return self.german.get(" ".join(stems))


def odd_words(texts: Iterable[str]) -> frozenset[str]:
    """Words with signs inside ("c++", "p&l") that must not be cut."""
    return frozenset(
        fold(word.strip(","))
        for text in texts
        for word in text.split()
        if any(sign in word for sign in ".&/+#")
    )


def keys_of(text: str, odd: frozenset[str]) -> tuple[str, ...]:
    """The words, without a mark at the end: "A.I." is no end of a sentence."""
    found = tokens(text, odd)
    while found and found[-1].mark:
        found.pop()
    return tuple(token.key for token in found)


def build(terms: Iterable[Term], odd: frozenset[str]) -> Lookup:
    """Index the terms; a looser form that two skills share stands for neither.

    Raises ValueError for a term of two skills.
    """
    exact: dict[str, Entry] = {}
    ways: tuple[dict[str, Entry | None], ...] = ({}, {}, {}, {})
    for term in terms:
        for keys in spellings(term, odd):
            _put_exact(exact, " ".join(keys), term)
            for way, key in zip(ways, _loose(keys, term), strict=True):
                if key:
                    _put_loose(way, key, term.entry)
    in_order, any_order, joined, german = (
        {key: entry for key, entry in way.items() if entry} for way in ways
    )
    return _lookup(exact, in_order, any_order, joined, german)


def _lookup(exact: dict[str, Entry], *ways: dict[str, Entry]) -> Lookup:
    lengths: dict[str, set[int]] = {}
    for phrase in exact:
        first, *_ = phrase.split(" ", 1)
        lengths.setdefault(first, set()).add(phrase.count(" ") + 1)
    in_order, any_order, joined, german = ways
    return Lookup(
        exact=exact,
        in_order=in_order,
        any_order=any_order,
        joined=joined,
        german=german,
        lengths={first: frozenset(some) for first, some in lengths.items()},
        pieces=frozenset(
            piece for way in (in_order, any_order, german) for key in way for piece in key.split()
        ),
    )


def spellings(term: Term, odd: frozenset[str]) -> set[tuple[str, ...]]:
    """The term as a row of words: with umlauts, and without."""
    text = term.text.casefold()
    plain = text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {keys_of(text, odd), keys_of(plain, odd)} - {()}


def _put_exact(exact: dict[str, Entry], key: str, term: Term) -> None:
    have = exact.get(key)
    if have and have.names != term.entry.names and Strength.TRAP not in (have.strength, term.entry.strength):
        raise ValueError(f"{term.text!r} stands for {have.names} and for {term.entry.names}")
    if not have or have.strength < term.entry.strength:
        exact[key] = term.entry


def _loose(keys: tuple[str, ...], term: Term) -> tuple[str, str, str, str]:
    """The keys of one term in the order of `Lookup`'s looser ways; empty where it must not be found that way."""
    if term.entry.strength in (Strength.ALONE, Strength.TRAP) and len(keys) == 1:
        return "", "", "", ""
    words = [key for key in keys if key not in LINKING]
    whole = "".join(keys)
    stems = sorted(map(stem, words))
    return (
        " ".join(map(singular, words)) if len(words) > 1 or len(keys) == 1 else "",
        " ".join(stems) if len(words) > 1 or (len(keys) == 1 and len(stems[0]) > LONG_STEM) else "",
        whole if len(whole) >= SHORTEST_CORRECTED else "",
        " ".join(sorted(map(german_stem, words)))
        if term.german and min(map(len, words), default=0) > 3
        else "",
    )


def _put_loose(way: dict[str, Entry | None], key: str, entry: Entry) -> None:
    have = way.get(key, entry)
    if have is None or have.names != entry.names:
        way[key] = None
    elif have.strength <= entry.strength:
        way[key] = entry
