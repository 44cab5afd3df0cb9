"""Which parts of a sentence name a topic, and is each meant, excluded or in doubt?

Cuts the words at marks and at the phrases of `wording.py` ("except", "no wait", "because");
`recognize.py` reads the parts.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

import msgspec

from bot.program.skills.letters import Mark, Token, tokens
from bot.program.skills.wording import CUES, FILLERS, Cue, words_of

MOST_PARTS: Final = 40  # more topics than anybody names in one answer


class Sense(Enum):
    """Whether a part is meant."""

    MEANT = "meant"
    EXCLUDED = "excluded"
    DOUBTED = "doubted"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand together; `link` is what parts them from the part before, in the same sentence, if anything."""

    words: tuple[Token, ...]
    sense: Sense
    link: Mark | None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The parts in the order said; `refused` when the words say that there is nothing, `undecided` not yet."""

    parts: tuple[Part, ...]
    refused: bool
    undecided: bool


class Cues:
    """The phrases of `wording.py`, and those of the catalog that would be mistaken for them ("saying no")."""

    def __init__(self, odd: frozenset[str]) -> None:
        self._cues: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        for cue, text in CUES.items():
            for phrase in text.split("|"):
                keys = tuple(token.key for token in tokens(phrase.strip(), odd))
                self._cues.setdefault(keys[0], []).append((keys, cue))
        for phrases in self._cues.values():
            phrases.sort(key=lambda phrase: (-len(phrase[0]), phrase[1].name))

    def at(self, keys: Sequence[str], place: int) -> tuple[int, Cue] | None:
        """The longest phrase that begins at this place: how many words, and what it does."""
        for phrase, cue in self._cues.get(keys[place], ()):
            if tuple(keys[place : place + len(phrase)]) == phrase:
                return len(phrase), cue
        return None

    def needs_care(self, keys: Sequence[str]) -> bool:
        """Whether a phrase of the catalog would be cut if it were not kept whole."""
        if len(keys) < 2:
            return False
        if any(key in ("and", "or", ",", ".", ":") for key in keys):
            return True
        found = (self.at(keys, place) for place in range(len(keys)))
        return any(cue and cue[1] not in (Cue.TAKE, Cue.IDLE) for cue in found)


class Fuser:
    """Makes one word of each run of words that is a phrase of the catalog and must not be cut."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for keys in phrases:
            self._phrases.setdefault(keys[0], []).append(keys)
        for runs in self._phrases.values():
            runs.sort(key=lambda keys: (-len(keys), keys))

    def fuse(self, words: Sequence[Token]) -> list[Token]:
        fused: list[Token] = []
        place = 0
        while place < len(words):
            run = self._longest(words, place)
            if run:
                last = words[place + len(run) - 1]
                fused.append(Token(" ".join(run), words[place].start, last.end))
                place += len(run)
            else:
                fused.append(words[place])
                place += 1
        return fused

    def _longest(self, words: Sequence[Token], place: int) -> tuple[str, ...] | None:
        for keys in self._phrases.get(words[place].key, ()):
            if tuple(word.key for word in words[place : place + len(keys)]) == keys:
                return keys
        return None


def read(words: Sequence[Token], cues: Cues) -> Reading:
    """Cut the words into parts and say of each whether it is meant."""
    reader = _Reader(words, cues)
    place = 0
    while place < len(words):
        place += reader.take(place)
    reader.end_sentence()
    parts = [part for part in reader.parts if _says_something(part.words)]
    return Reading(parts=tuple(parts[:MOST_PARTS]), refused=reader.refused, undecided=reader.undecided)


def _says_something(words: Sequence[Token]) -> bool:
    return any(word.mark is None for word in words)


def _is_empty(words: Sequence[Token]) -> bool:
    return all(word.mark or word.key in FILLERS for word in words)


_UNIVERSAL: Final = words_of("anything everything all any whatever alles")
_ALSO: Final = words_of("also too auch additionally aswell")
_RATHER: Final = words_of("rather prefer lieber eher more instead better preferably")
_BESIDES: Final = words_of("ausser apart aside other")
_EXCEPT: Final = words_of("except excluding but ausser bis without ohne apart other nur bloss just")
_NO: Final = words_of("nope nah nein nee")
_MORE_THAN: Final = words_of("than als over")
_INSTEAD: Final = words_of("lieber dafur dafuer stattdessen instead rather i i'd ich mochte moechte will")
_UNDO_NEEDS_COMMAS: Final = words_of(
    "no nope nah nein nee wait sorry moment warte oops whoops upps ups huch typo entschuldigung"
)


class _Reader:
    """Walks over the words once; what it has found so far stands in `parts`."""

    def __init__(self, words: Sequence[Token], cues: Cues) -> None:
        self._words = words
        self._keys = [word.key for word in words]
        self._cues = cues
        self.parts: list[Part] = []
        self.refused = False
        self.undecided = False
        self._open: list[Token] = []
        self._link: Mark | None = None
        self._sense = Sense.MEANT
        self._wide = False
        self._negated_at: int | None = None  # the number of parts when the last "not" of this clause was said
        self._clause_start = 0
        self._sentence_start = 0

    def take(self, place: int) -> int:
        """Read the word or phrase at this place; says how many words it was."""
        word = self._words[place]
        found = self._cues.at(self._keys, place) or self._comparison(place)
        taken = self._follow(found[1], place, found[0]) if found else 0
        if taken:
            return taken
        if word.mark:
            if word.key == ":" and self._is_heading():
                self._open = []
            if not self._announces_list(word):
                self._at_mark(word.mark, place)
        else:
            self._open.append(word)
        return 1

    def end_sentence(self) -> None:
        self._close(None)
        self._end_clause()
        self._sense, self._wide = Sense.MEANT, False
        self._sentence_start = len(self.parts)

    def _at_mark(self, mark: Mark, place: int) -> None:
        if mark is Mark.STOP:
            self.end_sentence()
            return
        self._close(mark)
        if mark is Mark.COMMA:
            self._end_clause()
            if not (self._wide or (self._sense is not Sense.MEANT and self._or_follows(place))):
                self._sense = Sense.MEANT

    def _is_heading(self) -> bool:
        """Whether what stands before a colon only says what follows: "I can teach:", "Learning:"."""
        return self._sense is Sense.MEANT and bool(self._open) and _is_empty(self._open)

    def _announces_list(self, word: Token) -> bool:
        """Whether a colon stands right behind a "not": all that follows is excluded."""
        if word.key != ":" or self._sense is Sense.MEANT or not _is_empty(self._open):
            return False
        self._wide = True
        return True

    def _or_follows(self, place: int) -> bool:
        """Whether a row of single words goes on to an "or": "no Excel, Word or PowerPoint"."""
        since_comma = 0
        for later, word in enumerate(self._words[place + 1 :], place + 1):
            if word.mark is Mark.OR:
                return True
            if word.mark is Mark.STOP or self._cues.at(self._keys, later):
                return False
            since_comma = 0 if word.mark else since_comma + 1
            if since_comma > 3:
                return False
        return False

    def _comparison(self, place: int) -> tuple[int, Cue] | None:
        """The "than" of "rather this than that"."""
        if self._keys[place] not in _MORE_THAN:
            return None
        before = self._keys[max(0, place - 8) : place]
        return (1, Cue.NOT) if _RATHER.intersection(before) else None

    def _follow(self, cue: Cue, place: int, length: int) -> int:
        """Do what the phrase asks for; says how many words that was, 0 if they are ordinary words here."""
        match cue:
            case Cue.TAKE:
                self._mean_again(place)
                return 0
            case Cue.UNDO | Cue.UNDO_ALWAYS:
                if self._keys[place] in _NO and not _is_empty(self._open):
                    self._exclude(Cue.NOT, place)
                    return length
                return length if self._undo(cue, place, place + length) else 0
            case Cue.BECAUSE:
                return self._reason_length(place)
            case Cue.NOT | Cue.ALL_BUT | Cue.ASK:
                self._exclude(cue, place)
            case Cue.EMPTY | Cue.UNDECIDED:
                self.refused = True
                self.undecided = self.undecided or cue is Cue.UNDECIDED
                self._close(self._link)
            case Cue.SPLIT:
                self._close(Mark.COMMA)
            case Cue.BUT:
                self._close(Mark.COMMA)
                self._end_clause()
                self._sense, self._wide = Sense.MEANT, False
            case Cue.IDLE:
                pass
        return length

    def _mean_again(self, place: int) -> None:
        if self._sense is not Sense.MEANT and self._keys[place] in _INSTEAD and not _is_empty(self._open):
            self._close(None)
        if self._sense is not Sense.MEANT and not self._open and self._negated_at != len(self.parts):
            self._sense, self._wide = Sense.MEANT, False

    def _exclude(self, cue: Cue, place: int) -> None:
        first = self._keys[place]
        if first in _BESIDES and _ALSO.intersection(self._keys[place:]):
            return
        if cue is Cue.NOT and self._is_lone(place) and self._undo(Cue.UNDO, place, place + 1):
            return
        self._close(self._link)
        of_all = first in _EXCEPT and bool(_UNIVERSAL.intersection(self._keys[:place]))
        self._wide = cue is Cue.ALL_BUT or of_all
        self._sense = Sense.DOUBTED if cue is Cue.ASK else Sense.EXCLUDED
        self._negated_at = len(self.parts)
        self.refused = self.refused or cue is Cue.NOT

    def _is_lone(self, place: int) -> bool:
        alone_before = place == 0 or self._words[place - 1].mark is not None
        return alone_before and place + 1 < len(self._words) and self._words[place + 1].mark is not None

    def _undo(self, cue: Cue, place: int, after: int) -> bool:
        """Take back what was said last; False if the phrase is no correction here."""
        if cue is Cue.UNDO and not self._undoes(place, after):
            self.refused = self.refused or self._keys[place] in _NO
            return self._keys[place] in _NO
        if _is_empty(self._open):
            while self.parts and _is_empty(self.parts[-1].words):
                self.parts.pop()
            self.parts[-1:] = []
        self._open = []
        self._sense, self._wide, self._negated_at = Sense.MEANT, False, None
        self._clause_start = min(self._clause_start, len(self.parts))
        return True

    def _undoes(self, place: int, after: int) -> bool:
        if place == 0 or not self._words[place - 1].mark or not (self.parts or self._open):
            return False
        rest = self._words[after:]
        if _is_empty(rest) or _ALSO.intersection(self._keys[after:]) or "well" in self._keys[after:]:
            return False
        return bool(rest[0].mark) if self._keys[place] in _UNDO_NEEDS_COMMAS else True

    def _reason_length(self, place: int) -> int:
        """A reason goes on to the end of the sentence; it is none if nothing was said that it could be for."""
        said = [*self._open, *(word for part in self.parts[self._sentence_start :] for word in part.words)]
        if _is_empty(said):
            return 0
        later = range(place, len(self._words))
        return next((at for at in later if self._words[at].mark is Mark.STOP), len(self._words)) - place

    def _close(self, next_link: Mark | None) -> None:
        if self._open:
            part = Part(words=tuple(self._open), sense=self._sense, link=self._link)
            self.parts.append(part)
        self._open = []
        self._link = next_link

    def _end_clause(self) -> None:
        """A "not" that nothing follows excludes what stands before it: "Excel lieber nicht"."""
        negated, start = self._negated_at, self._clause_start
        if negated is not None and all(_is_empty(part.words) for part in self.parts[negated:]):
            for place in range(start, negated):
                part = self.parts[place]
                if part.sense is Sense.MEANT:
                    self.parts[place] = msgspec.structs.replace(part, sense=Sense.EXCLUDED)
        self._negated_at = None
        self._clause_start = len(self.parts)
