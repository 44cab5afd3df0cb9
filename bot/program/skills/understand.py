"""What does a person mean who writes, in a sentence or a list, what they can teach or want to learn?

`letters.py` cuts the text into words, `clauses.py` the words into parts, `recognize.py` reads each part;
here they are put together.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import msgspec

from bot.program.skills.catalog import Catalog
from bot.program.skills.clauses import Part, Sense, read
from bot.program.skills.letters import Mark, Token, clean, tokens
from bot.program.skills.wording import FILLERS

MOST_REMEMBERED: Final = 200_000


class SkillWords(msgspec.Struct, frozen=True, kw_only=True):
    """What people's words mean.

    `skills` are catalog names in the order said, `own_words` the rest kept as written, `unsure` pairs of the
    words said and up to three catalog names to offer, `without` catalog names they exclude ("anything but
    Excel"), `declined` = they said there is nothing ("nothing", "not sure yet", "nichts"), `undecided` = or not yet.
    """

    skills: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    unsure: tuple[tuple[str, tuple[str, ...]], ...] = ()
    without: tuple[str, ...] = ()
    declined: bool = False
    undecided: bool = False


def understand_skills(text: str, catalog: Catalog, *, lang: str) -> SkillWords:
    """Turn words into skills; unknown things stay in people's own words, homonyms and near misses are left to be asked.

    Reads about the first 1,000 characters and 40 topics.
    """
    text = clean(text)
    reading = read(catalog.fuser.fuse(tokens(text, catalog.odd)), catalog.cues)
    german = lang.lower().startswith("de")
    gathered = _Gathered(text)
    parts = _rejoined(_without_enumerations(reading.parts), catalog, german=german)
    for part in _completed(parts, catalog):
        gathered.add(part, catalog, german=german)
    return gathered.result(refused=reading.refused, undecided=reading.undecided)


def remembering(catalog: Catalog, *, lang: str) -> Callable[[str], SkillWords]:
    """A reader like `understand_skills` that reads the same words only once: for files of many people's words."""
    return lru_cache(maxsize=MOST_REMEMBERED)(partial(understand_skills, catalog=catalog, lang=lang))


class _Gathered:
    """What the parts read so far come to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._skills: dict[str, None] = {}
        self._without: dict[str, None] = {}
        self._own: dict[str, str] = {}
        self._unsure: dict[str, tuple[str, ...]] = {}
        self._excludes_unknown = False

    def add(self, part: Part, catalog: Catalog, *, german: bool) -> None:
        meaning = catalog.recognizer.meaning(tuple(word.key for word in part.words), german)
        match part.sense:
            case Sense.EXCLUDED:
                self._without.update(dict.fromkeys(meaning.skills))
                self._excludes_unknown = self._excludes_unknown or meaning.own is not None
            case Sense.DOUBTED:
                if names := meaning.skills or meaning.choices:
                    self._unsure[self._said(part.words)] = names[:3]
            case Sense.MEANT:
                self._skills.update(dict.fromkeys(meaning.skills))
                said = self._said(part.words[slice(*meaning.own)]) if meaning.own else ""
                if meaning.choices:
                    self._unsure[said or self._said(part.words)] = meaning.choices
                elif said:
                    self._own.setdefault(said.casefold(), said)

    def _said(self, words: Sequence[Token]) -> str:
        return self._text[words[0].start : words[-1].end]

    def result(self, *, refused: bool, undecided: bool) -> SkillWords:
        skills = tuple(name for name in self._skills if name not in self._without)
        unsure = tuple(
            (said, names)
            for said, names in self._unsure.items()
            if not set(names) <= {*skills, *self._without}
        )
        empty = not (self._skills or self._own or unsure or self._without or self._excludes_unknown)
        return SkillWords(
            skills=skills,
            own_words=tuple(self._own.values()),
            unsure=unsure,
            without=tuple(self._without),
            declined=empty and refused,
            undecided=empty and undecided,
        )


def _without_enumerations(parts: Sequence[Part]) -> list[Part]:
    """Leave out a letter that goes on a row of letters, and is no language: "vitamins B and C"."""
    left: list[Part] = []
    for place, part in enumerate(parts):
        before = parts[place - 1].words if place and part.link else ()
        goes_on = len(before) > 1 and len(before[-1].key) == 1 and before[-2].key not in FILLERS
        if not (goes_on and len(part.words) == 1 and len(part.words[0].key) == 1):
            left.append(part)
    return left


def _rejoined(parts: Sequence[Part], catalog: Catalog, *, german: bool) -> list[Part]:
    """Join again what was cut at the "and" of a misspelled phrase: "Healht and safety"."""
    done: list[Part] = []
    for part in parts:
        before = done[-1].words if done and part.link is Mark.AND and done[-1].sense is part.sense else ()
        if 0 < len(before) < 4 and len(part.words) < 4:
            keys = (*(word.key for word in before), "and", *(word.key for word in part.words))
            phrase = catalog.recognizer.as_written(keys, german=german)
            if phrase:
                whole = Token(" ".join(phrase), before[0].start, part.words[-1].end)
                done[-1] = msgspec.structs.replace(done[-1], words=(whole,))
                continue
        done.append(part)
    return done


def _completed(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """Give parts the word they share with the next: "time and project management", "Projekt- und Zeitmanagement"."""
    done = list(parts)
    for place in range(len(done) - 2, -1, -1):
        part, following = done[place], done[place + 1]
        shares = following.link in (Mark.AND, Mark.OR) or part.words[-1].open_end
        if shares and part.sense is following.sense:
            done[place] = _complete(part, following, catalog)
    return done


def _complete(part: Part, following: Part, catalog: Catalog) -> Part:
    content = tuple(word for word in part.words if word.key not in FILLERS)
    later = [word for word in following.words if word.key not in FILLERS]
    if not 0 < len(content) < 3 or not later:
        return part
    known = catalog.recognizer
    keys = tuple(word.key for word in content)
    if content[-1].open_end:
        for at in range(3, len(later[-1].key) - 3):
            whole = (*keys[:-1], keys[-1] + later[-1].key[at:])
            if known.stands_alone(whole):
                first, last = content[-1], later[-1]
                return msgspec.structs.replace(
                    part, words=(*content[:-1], Token(whole[-1], first.start, last.end))
                )
    if len(later) > 1 and not known.stands_alone(keys) and known.stands_alone((*keys, later[-1].key)):
        return msgspec.structs.replace(part, words=(*content, later[-1]))
    return part
