"""What is left of a part when its known phrases are found, and what of that is worth keeping in people's own words?

`recognize.py` decides with it how far the phrases are trusted.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from bot.program.skills.index import Entry, Strength
from bot.program.skills.wording import EVERYWHERE, FILLERS, NOISE, PREPOSITIONS, WHOSE


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A known phrase at `start` up to before `end`."""

    start: int
    end: int
    entry: Entry
    is_filler: bool  # made of words that mean something only on their own: "teaching"


class Reading:
    """A part with its hits: which words are left over, and which belong together."""

    def __init__(
        self, typed: tuple[str, ...], spelled: Sequence[tuple[str, ...]], hits: Sequence[Hit]
    ) -> None:
        self.words = [forms[0] for forms in spelled]
        self.typed = typed
        self.hits = [hit for hit in hits if not hit.is_filler] or list(hits)
        covered = {place for hit in self.hits for place in range(hit.start, hit.end)}
        self._chunks = self._number_chunks(covered)
        self.residue = [
            place
            for place, word in enumerate(self.words)
            if (place not in covered and self._is_content(place, word)) or self._is_trapped(place)
        ]

    def _number_chunks(self, covered: set[int]) -> list[int]:
        """The number of the chunk each word is in; one begins at every preposition that content stands before."""
        numbers: list[int] = []
        number = 0
        has_content = False
        for place, word in enumerate(self.words):
            if place not in covered and word in PREPOSITIONS and has_content:
                number += 1
            has_content = has_content or word not in FILLERS
            numbers.append(number)
        return numbers

    def _is_content(self, place: int, word: str) -> bool:
        if word in FILLERS or word in NOISE or word.isdigit() or not any(map(str.isalpha, word)):
            return False
        ours = self._chunks[place] > 0 or (place > 0 and self.words[place - 1] in WHOSE)
        return not (ours and word in EVERYWHERE)

    def _is_trapped(self, place: int) -> bool:
        return any(hit.start <= place < hit.end and hit.entry.strength is Strength.TRAP for hit in self.hits)

    def chunk_of(self, hit: Hit) -> int:
        return self._chunks[hit.start]

    def _describes(self, other: Hit, hit: Hit) -> bool:
        """Whether a word that may mean anything only describes what follows it: "business Spanish"."""
        return other.entry.strength is Strength.ASK and other.end == hit.start

    def is_about_everybody(self, hit: Hit) -> bool:
        """Whether a word only says among whom: "conflicts in teams"."""
        return (
            hit.end - hit.start == 1 and self._chunks[hit.start] > 0 and self.words[hit.start] in EVERYWHERE
        )

    def is_topic(self, hit: Hit) -> bool:
        """Whether an ordinary word is what its chunk is about, and the chunk what the part is about."""
        chunk = self.chunk_of(hit)
        if any(self._chunks[place] == chunk for place in self.residue):
            return False
        same = [
            other
            for other in self.hits
            if other is not hit and self.chunk_of(other) == chunk and not self._describes(other, hit)
        ]
        if same:
            return False
        if chunk == 0:
            return not self.residue or hit.entry.is_topic
        head_is_known = any(
            self.chunk_of(other) == 0 and other.entry.strength > Strength.ASK for other in self.hits
        )
        return head_is_known and not any(self._chunks[place] == 0 for place in self.residue)


_KEYBOARD_ROWS: Final = (
    "qwertyuiop",
    "qwertzuiopu",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "poiuytrewq",
    "lkjhgfdsa",
    "1234567890",
)


def looks_typed_at_random(word: str) -> bool:
    """Whether a hand went over the keyboard: "asdfgh", "xxxx", "hjklhjkl", "bcdfgh"."""
    if not word.isalpha() or not word.isascii() or len(word) < 3:
        return not any(map(str.isalpha, word))
    if len(set(word)) <= max(1, len(word) // 4):
        return True
    runs = {word[at : at + 4] for at in range(len(word) - 3)}
    on_rows = sum(any(run in row for row in _KEYBOARD_ROWS) for run in runs)
    if len(word) > 3 and on_rows * 2 >= len(runs):
        return True
    return len(word) > 4 and not set(word) & set("aeiouy")


def words_to_keep(reading: Reading) -> tuple[int, int] | None:
    """The words worth keeping, from the first to the last that says something."""
    found = {place for hit in reading.hits for place in range(hit.start, hit.end)}
    telling = [place for place in reading.residue if not _is_noise(reading.typed[place])]
    if not telling and not any(hit.entry.strength is not Strength.TRAP for hit in reading.hits):
        return None
    content = sorted(
        {
            *telling,
            *found,
            *(place for place, word in enumerate(reading.typed) if telling and word in EVERYWHERE),
        }
    )
    first, last = content[0], content[-1]
    if first and reading.typed[first - 1] in ("my", "our", "mein", "meine", "unser", "unsere"):
        first -= 1
    while last + 1 < len(reading.typed) and _belongs_to_noun(reading.typed[last + 1]):
        last += 1
    return first, last + 1


def _belongs_to_noun(word: str) -> bool:
    """Whether a word that tells nothing alone does behind an unknown one: "scuba diving", "card tricks"."""
    return (
        word in FILLERS
        and (word.endswith("ing") or word in ("tricks", "hacks", "dates"))
        and word not in ("learning", "training", "using")
    )


def _is_noise(word: str) -> bool:
    return word in NOISE or looks_typed_at_random(word)
