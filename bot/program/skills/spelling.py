"""Which words of the catalog does a misspelled one come nearest to?

Built once per catalog beside the index of `index.py`, read by `recognize.py`.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import product
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.program.skills.index import SHORTEST_CORRECTED, Term, spellings
from bot.program.skills.letters import singular
from bot.program.skills.wording import FILLERS

_SHARED_ENDINGS: Final = (
    "isation",
    "ization",
    "ations",
    "ation",
    "tions",
    "tion",
    "ments",
    "ment",
    "ungen",
    "ings",
    "ing",
    "ung",
    "ers",
    "er",
    "ed",
    "es",
)


def slips_allowed(word: str) -> int:
    """How many letters may be wrong in a word of this length."""
    if len(word) < SHORTEST_CORRECTED:
        return 0
    return 1 if len(word) < 9 else 2 if len(word) < 13 else 3


def _is_slip(word: str, meant: str, distance: int, slack: int) -> bool:
    """Whether one is the other misspelled; a common ending proves nothing: "hatching" is not "hacking"."""
    ending = next(
        (ending for ending in _SHARED_ENDINGS if word.endswith(ending) and meant.endswith(ending)), ""
    )
    shorter = min(len(word), len(meant)) - len(ending)
    return distance == 1 or distance <= slips_allowed("x" * shorter) + slack


class Speller:
    """Finds the words of the catalog that a misspelled one may have been."""

    def __init__(self, terms: Iterable[Term], odd: frozenset[str], right: frozenset[str]) -> None:
        self._right = right
        self._words: dict[bool, dict[tuple[str, int], tuple[str, ...]]] = {False: {}, True: {}}
        self.known: frozenset[str] = FILLERS
        self._known_singular: frozenset[str] = frozenset(map(singular, FILLERS))
        self._known_stems: frozenset[str] = frozenset()
        self._learn(terms, odd, dict.fromkeys((word for word in FILLERS if len(word) > 5), False))

    def with_own(self, terms: Iterable[Term], odd: frozenset[str]) -> "Speller":
        """This, and the words of further terms."""
        own = copy(self)
        own._words = {german: dict(words) for german, words in self._words.items()}
        own._learn(terms, odd, {})
        return own

    def _learn(self, terms: Iterable[Term], odd: frozenset[str], seen: dict[str, bool]) -> None:
        short: set[str] = set()
        for term in terms:
            for keys in spellings(term, odd):
                candidates = [key for key in keys if len(key) >= SHORTEST_CORRECTED and key.isalpha()]
                whole = "".join(keys)
                if len(keys) > 1 and len(whole) > SHORTEST_CORRECTED and whole.isalpha():
                    candidates.append(whole)
                short.update(key for key in keys if len(key) < SHORTEST_CORRECTED)
                for word in candidates:
                    seen[word] = seen.get(word, True) and term.german
        fresh: dict[bool, dict[tuple[str, int], list[str]]] = {False: {}, True: {}}
        for word, german in seen.items():
            if word not in self.known or word in FILLERS:
                fresh[german].setdefault((word[0], len(word)), []).append(word)
        for german, words in fresh.items():
            for place, some in words.items():
                self._words[german][place] = (*self._words[german].get(place, ()), *some)
        self.known = self.known.union(seen, short)
        self._known_singular = self._known_singular.union(map(singular, (*seen, *short)))
        self._known_stems = self._known_stems.union(
            word[:-3] for word in seen if word.endswith("ing") and f"{word[:-3]}e" not in self.known
        )

    def is_known(self, word: str) -> bool:
        """Whether the word is spelled right, as far as we can tell."""
        if word in self.known or word in self._right or singular(word) in self._known_singular:
            return True
        return singular(word) in self._known_stems  # "chair", where the catalog says "chairing"

    def nearest(self, word: str, *, german: bool, slack: int = 0, most: int = 9) -> tuple[str, ...]:
        """The words at the smallest distance, at most what may be wrong (no more than `most`) plus `slack`.

        None for a word that is spelled right.
        """
        allowed = min(slips_allowed(word), most)
        if not allowed or not word.isalpha() or self.is_known(word):
            return ()
        found: dict[str, int] = {}
        for choice, distance in self._within(word, allowed + slack, german=german):
            if (choice[0] == word[0] or distance < 2) and _is_slip(word, choice, distance, slack):
                found[choice] = distance
        if not found:
            return ()
        least = min(found.values())
        return tuple(sorted(choice for choice, distance in found.items() if distance == least))

    def _within(self, word: str, limit: int, *, german: bool) -> Iterator[tuple[str, int]]:
        """Words that begin alike (a swapped second letter counts) at no more than this distance."""
        lengths = range(len(word) - limit, len(word) + limit + 1)
        for only_german in (False, True) if german else (False,):
            by_start = self._words[only_german]
            for letter, length in product(dict.fromkeys(word[:2]), lengths):
                choices = by_start.get((letter, length))
                if choices:
                    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=limit, limit=None)
                    yield from ((choice, int(distance)) for choice, distance, _ in near)
