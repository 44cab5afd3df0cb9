"""Which skills does one part of a sentence name?

A part is a few words without "and" or commas. The longest known phrases are found first; what is left
over decides how far they are trusted. `understand.py` puts the parts together again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Final

import msgspec

from bot.program.skills.index import Entry, Lookup, Strength, Term
from bot.program.skills.reading import Hit, Reading, words_to_keep
from bot.program.skills.spelling import Speller
from bot.program.skills.wording import (
    COMPOUND_TAILS,
    FILLERS,
    LINKING,
    NOT_A_NOUN_AFTER,
    PREPOSITIONS,
    SHORT_FOR,
    TOPIC_TO,
    words_of,
)

LONGEST_PHRASE: Final = 7  # words
MOST_WORDS: Final = 60  # in one part; what follows is not read
_LONG_PHRASE: Final = 10  # letters; in so many a single wrong one is worth a question
_LONG_WORD: Final = 7
_VERBS: Final = words_of("go goes going gone went")  # before what one does: "I go running"
_MOST_READINGS: Final = 8  # of a run of misspelled words
_TECHNICAL: Final = frozenset({"software", "data", "tools", "design", "digital life", "industry"})
_TOPIC_VERBS: Final = words_of(
    "learn learning teach teaching use using know knowing understand understanding master study studying of about "
    "with in lerne lernen benutzen nutzen mit uber verwenden advanced basic some bit beherrsche"
)


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """What a part means: skills, or what to ask between, or words to keep (from `own[0]` up to before `own[1]`)."""

    skills: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    own: tuple[int, int] | None = None


class Recognizer:
    """Reads parts against one catalog; remembers what it has read before."""

    def __init__(self, *, lookup: Lookup, speller: Speller, families: Mapping[str, str]) -> None:
        self._lookup = lookup
        self._speller = speller
        self._families = families
        self.meaning = lru_cache(maxsize=50_000)(self._meaning)
        self._spellings = lru_cache(maxsize=50_000)(self._spellings_of)
        self._may_find = lru_cache(maxsize=50_000)(lookup.may_find)
        self._is_known = lru_cache(maxsize=50_000)(speller.is_known)

    def with_own(
        self, terms: Iterable[Term], odd: frozenset[str], families: Mapping[str, str]
    ) -> "Recognizer":
        """This, with further terms, which come before its own; `families` of all skills."""
        terms = tuple(terms)
        lookup, speller = self._lookup.with_own(terms, odd), self._speller.with_own(terms, odd)
        return Recognizer(lookup=lookup, speller=speller, families=families)

    def near(self, keys: tuple[str, ...], *, german: bool) -> tuple[str, ...]:
        """The skills these words mean or may mean."""
        meaning = self.meaning(keys, german)
        return meaning.skills or meaning.choices

    def stands_alone(self, keys: tuple[str, ...]) -> bool:
        """Whether these words as they are stand for one skill."""
        entry = self._lookup.find(keys) if keys else None
        return entry is not None and len(entry.names) == 1

    def as_written(self, keys: tuple[str, ...], *, german: bool) -> tuple[str, ...] | None:
        """The words of the catalog's phrase that these are, spelled right; None if they are none."""
        spelled = product(*(self._spellings(key, german) for key in keys))
        return next(
            (words for words in islice(spelled, _MOST_READINGS) if self._lookup.as_written(words)), None
        )

    def _meaning(self, keys: tuple[str, ...], german: bool) -> Meaning:
        keys = keys[:MOST_WORDS]
        spelled = [self._spellings(key, german) for key in keys]
        for place in range(len(keys) - 1):
            if keys[place] in _VERBS and keys[place + 1].endswith("ing") and keys[place + 1] not in FILLERS:
                spelled[place] = ("doing",)
        hits = self._hits(spelled)
        reading = Reading(keys, spelled, hits)
        taken = [hit for hit in reading.hits if self._is_meant(hit, reading)]
        if taken:
            return Meaning(skills=tuple(dict.fromkeys(name for hit in taken for name in hit.entry.names)))
        choices = _choices(reading)
        if not choices:
            choices, is_sure = self._slips(reading, german)
            if is_sure:
                return Meaning(skills=choices)
        return Meaning(choices=choices, own=words_to_keep(reading))

    def _spellings_of(self, key: str, german: bool) -> tuple[str, ...]:
        """The word as typed, or what it was meant to be if it is misspelled."""
        if key in SHORT_FOR:
            return (key, SHORT_FOR[key])
        if self._speller.is_known(key) or " " in key or self.stands_alone((key,)):
            return (key,)
        for tail in COMPOUND_TAILS if key.endswith(COMPOUND_TAILS) else ():
            if key.endswith(tail) and len(key) - len(tail) > 2:
                head = key[: -len(tail)]
                known = [
                    word
                    for word in (head, head.removesuffix("s"), head + "n", head + "en")
                    if self.stands_alone((word,))
                ]
                if known:
                    return (known[0],)
        return self._speller.nearest(key, german=german) or (key,)

    def _hits(self, spelled: Sequence[tuple[str, ...]]) -> list[Hit]:
        """Known phrases, longest first, that do not overlap; in the order said."""
        words = [forms[0] for forms in spelled]
        doubtful = [not self._is_known(word) for word in words]
        free = [True] * len(words)
        found: list[Hit] = []
        for _, _, start, end, exact in sorted(self._tries(words, spelled, doubtful)):
            if False in free[start:end] or _is_topic_to(spelled, start):
                continue
            may_be_slip = not exact and 1 < end - start < 4 and True in doubtful[start:end]
            hit = self._hit(spelled[start:end], start, exact=exact, may_be_slip=may_be_slip)
            if hit:
                found.append(hit)
                free[start:end] = [False] * (end - start)
        return sorted(found, key=lambda hit: hit.start)

    def _tries(
        self, words: Sequence[str], spelled: Sequence[tuple[str, ...]], doubtful: Sequence[bool]
    ) -> Iterator[tuple[int, int, int, int, bool]]:
        """Every run of words that may be a phrase, as a tuple that sorts in the order to try: size, rank, start, end,
        must be as written.

        More words come before fewer, as written before otherwise, "writing grants" before "better at writing".
        """
        lookup = self._lookup
        strange = [len(spelled[at]) == 1 and not self._may_find(word) for at, word in enumerate(words)]
        for start, first in enumerate(words):
            lengths = lookup.lengths_of(spelled[start])
            telling = strangers = 0
            known_so_far = True  # no word that says something is in no phrase
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
                last = words[end - 1]
                if last not in LINKING:
                    telling += 1
                    strangers += strange[end - 1]
                    known_so_far = known_so_far and not (strange[end - 1] and last not in FILLERS)
                if end - start in lengths:
                    yield start - end, 0, start, end, True
                if first in LINKING or last in LINKING:
                    continue
                if (known_so_far and strangers < 2) or self._may_be_joined(
                    words[start:end], doubtful[start:end]
                ):
                    bare = first in FILLERS or last in FILLERS
                    yield -telling, 2 if bare else 1, start, end, False

    def _may_be_joined(self, run: Sequence[str], doubtful: Sequence[bool]) -> bool:
        """Whether words that are in no phrase may be one when they are written together, perhaps misspelled."""
        return len(run) < 4 and ((len(run) > 1 and True in doubtful) or "".join(run) in self._lookup.joined)

    def _hit(
        self, run: Sequence[tuple[str, ...]], start: int, *, exact: bool, may_be_slip: bool
    ) -> Hit | None:
        entries: dict[tuple[str, ...], Entry] = {}
        if len(run) == 1 and run[0][0] in SHORT_FOR:
            run = [run[0][:1]]  # short for something only beside what it belongs to
        for keys in islice(product(*run), _MOST_READINGS):
            find = self._lookup.as_written if exact else self._lookup.find
            entry = find(keys) or (self._joined_slip(keys) if may_be_slip else None)
            if entry:
                entries[entry.names] = entry
        if not entries:
            return None
        entry = next(iter(entries.values()))
        if len(entries) > 1:
            names = tuple(dict.fromkeys(name for names in entries for name in names))
            entry = Entry(names=names[:3], strength=Strength.ASK)
        is_filler = len(run) == 1 and all(word in FILLERS for word in run[0])
        return Hit(start=start, end=start + len(run), entry=entry, is_filler=is_filler)

    def _joined_slip(self, keys: tuple[str, ...]) -> Entry | None:
        """A phrase with one letter wrong in a short word or around a space: "powr bi", "stake holder managment"."""
        if any(key in FILLERS for key in keys):
            return None
        near = self._speller.nearest("".join(keys), german=True, most=1)
        return self._lookup.find((near[0],)) if len(near) == 1 else None

    def _is_meant(self, hit: Hit, reading: "Reading") -> bool:
        match hit.entry.strength:
            case Strength.TRAP | Strength.ASK:
                return False
            case _ if reading.is_about_everybody(hit):
                return False
            case _ if hit.is_filler and hit.end - hit.start < 3:
                return not reading.residue and len(reading.hits) == 1
            case Strength.ANYWHERE:
                return True
            case Strength.ALONE:
                return self._is_noun(hit, reading)
            case _:
                return reading.is_topic(hit)

    def _is_noun(self, hit: Hit, reading: "Reading") -> bool:
        """Whether a homonym stands for the skill here."""
        before = reading.words[hit.start - 1] if hit.start else ""
        if before in NOT_A_NOUN_AFTER or reading.residue:
            return False
        others = [other for other in reading.hits if other is not hit]
        if any(other.entry == hit.entry for other in others):
            return False
        if not others:
            return not (hit.end < len(reading.words) and reading.words[-1] in PREPOSITIONS)
        if before in _TOPIC_VERBS and reading.chunk_of(hit) != reading.chunk_of(others[0]):
            return True
        near = {self._families[name] for other in others for name in other.entry.names}
        return bool(near & _TECHNICAL) and self._families[hit.entry.names[0]] in _TECHNICAL

    def _slips(self, reading: "Reading", german: bool) -> tuple[tuple[str, ...], bool]:
        """Skills a short part may have been meant to name, with more letters wrong than we correct unasked; sure where
        the other words of the phrase are right and a long one can only be this ("data analisys").
        """
        content = [word for word in reading.words if word not in FILLERS]
        if len(content) > 3 or any(hit.entry.strength is Strength.TRAP for hit in reading.hits):
            return (), False
        whole = "".join(content)
        if len(content) > 1 and len(whole) >= _LONG_PHRASE:
            near = self._speller.nearest(whole, german=german, most=1)
            if names := _names(self._lookup.find((word,)) for word in near):
                return names, False
        odd = [
            word for word in content if len(word) > 5 and word.isalpha() and not self._speller.is_known(word)
        ]
        if len(odd) != 1:
            return (), False
        near = self._speller.nearest(odd[0], german=german, slack=1)
        runs = [
            tuple(word if content_word == odd[0] else content_word for content_word in content)
            for word in near
        ]
        names = _names(self._lookup.find(run) for run in runs)
        return names, len(names) == 1 and len(content) > 1 and len(odd[0]) >= _LONG_WORD


def _names(entries: Iterable[Entry | None]) -> tuple[str, ...]:
    """Up to three skills of these, to be asked between."""
    return tuple(dict.fromkeys(name for entry in entries if entry for name in entry.names))[:3]


def _is_topic_to(spelled: Sequence[tuple[str, ...]], start: int) -> bool:
    """Whether "to" stands here as in "intro to": then it belongs to no phrase."""
    return start > 0 and spelled[start][0] == "to" and spelled[start - 1][0] in TOPIC_TO


def _choices(reading: Reading) -> tuple[str, ...]:
    """What to ask between when every word is known but none is sure."""
    strengths = {hit.entry.strength for hit in reading.hits}
    if not reading.hits or Strength.TRAP in strengths:
        return ()
    if reading.residue:
        names = [
            hit.entry.names
            for hit in reading.hits
            if hit.entry.strength is Strength.ALONE and hit.end - hit.start == 1
        ]
        long_enough = all(len(reading.words[hit.start]) > 4 for hit in reading.hits)
        few = len(reading.residue) <= 2
        return names[0] if names and len(reading.hits) == 1 and long_enough and few else ()
    if strengths == {Strength.ALONE} and len(reading.words[reading.hits[0].start]) < 5:
        return ()
    return tuple(dict.fromkeys(name for hit in reading.hits for name in hit.entry.names))[:3]
