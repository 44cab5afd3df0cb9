"""Which skills are there, what are they called, and what do people say for them?

The table is `bot/text/skills.toml`; `understand.py` turns sentences into its names.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from bot.program.skills import wording
from bot.program.skills.clauses import Cues, Fuser
from bot.program.skills.index import Entry, Speller, Strength, Term, build, keys_of, odd_words
from bot.program.skills.letters import clean, fold
from bot.program.skills.recognize import Recognizer

SOURCE: Final = Path(__file__).parents[2] / "text" / "skills.toml"

About = Literal["company", "outside"]

UNRELATED: Final = frozenset({"languages", "leisure", "industry", "company", "other"})
"""Categories only to list skills under: whoever teaches one of these is no help with another."""


class Skill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the catalog; `about` says whether it is knowledge of this company or of the world outside."""

    name: str
    category: str
    about: About
    de: str = ""
    words: tuple[str, ...] = ()
    german: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    skill: tuple[Skill, ...]
    traps: tuple[str, ...] = ()
    ask: dict[str, tuple[str, ...]] = {}
    spelling: dict[str, str] = {}


class Catalog:
    """The skills an organization knows; never changes. Two catalogs of the same skills understand the same."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self._skills = MappingProxyType({skill.name: skill for skill in table.skill})
        self._search = tuple((name, self._search_keys(skill)) for name, skill in self._skills.items())
        terms = tuple(_terms(table))
        odd = odd_words(term.text for term in terms) | wording.ODD
        self.cues: Final = Cues(odd)
        lookup = build(terms, odd)
        phrases = (tuple(phrase.split()) for phrase in lookup.exact)
        self.fuser: Final = Fuser(keys for keys in phrases if self.cues.needs_care(keys))
        self.recognizer: Final = Recognizer(
            lookup=lookup,
            speller=Speller(terms, odd, frozenset(table.spelling.get("right", "").split())),
            categories={name: skill.category for name, skill in self._skills.items()},
        )
        self.odd: Final = odd

    @property
    def names(self) -> tuple[str, ...]:
        """All skills, most wanted first."""
        return tuple(self._skills)

    def label(self, name: str, lang: str) -> str:
        """What a reader of this language is shown; a name outside the catalog is its own label."""
        skill = self._skills.get(name)
        return (skill.de if skill and lang.lower().startswith("de") else "") or name

    def category(self, name: str) -> str:
        """What the skill is listed under; "other" for a name outside the catalog."""
        skill = self._skills.get(name)
        return skill.category if skill else "other"

    def kinds(self, names: Iterable[str]) -> dict[str, str]:
        """Of what kind these skills are; two of a kind are related. Only names with relations are in it."""
        found = {name: self.category(name) for name in names}
        return {name: kind for name, kind in found.items() if kind not in UNRELATED}

    def about(self, name: str) -> About:
        """Whether the skill is knowledge of the company; a name outside the catalog counts as outside."""
        skill = self._skills.get(name)
        return skill.about if skill else "outside"

    def search(self, text: str, limit: int = 20) -> tuple[str, ...]:
        """Skills for a picker: first those that begin so, then those with a later word or another name that does,
        then those the text means."""
        wanted = fold(clean(text))
        if not wanted:
            return self.names[:limit]
        ranked: list[tuple[int, int, str]] = []
        for place, (name, keys) in enumerate(self._search):
            ranks = [rank for rank, key in keys if key.startswith(wanted)]
            if ranks:
                ranked.append((min(ranks), place, name))
        found = [name for _, _, name in sorted(ranked)]
        meant = self.recognizer.near(keys_of(wanted, self.odd), german=True)
        return tuple(dict.fromkeys([*found, *meant]))[:limit]

    def with_terms(self, additions: Mapping[str, Iterable[str]]) -> "Catalog":
        """A new catalog with an organization's own words, by the name of the skill they mean.

        A name that is new becomes a skill of the company. A word that meant another skill means this one from now on.
        """
        added = {name: tuple(words) for name, words in additions.items()}
        taken = {fold(word) for name, words in added.items() for word in (*words, name)}
        skills = [
            _with_words(_without_words(skill, taken, keep=fold(skill.name)), added.pop(skill.name, ()))
            for skill in self._table.skill
        ]
        new = [
            Skill(name=name, category="other", about="company", words=words) for name, words in added.items()
        ]
        return Catalog(
            msgspec.structs.replace(
                self._table,
                skill=(*skills, *new),
                traps=tuple(trap for trap in self._table.traps if fold(trap) not in taken),
                ask={words: names for words, names in self._table.ask.items() if fold(words) not in taken},
            )
        )

    @staticmethod
    def _search_keys(skill: Skill) -> tuple[tuple[int, str], ...]:
        keys = [(0, fold(skill.name)), (0, fold(skill.de or skill.name))]
        for name in (skill.name, skill.de):
            keys += [(1, word) for word in fold(name).split()[1:]]
        return tuple(keys + [(2, fold(word)) for word in (*skill.words, *skill.german)])


@cache
def load_catalog() -> Catalog:
    """The catalog that comes with the program. Raises ValueError for a mistake in it."""
    return Catalog(msgspec.toml.decode(SOURCE.read_bytes(), type=_Table))


def _terms(table: _Table) -> Iterable[Term]:
    names = {skill.name for skill in table.skill}
    for skill in table.skill:
        yield from _terms_of(skill)
    for text in table.traps:
        yield Term(text=text, entry=Entry(names=(), strength=Strength.TRAP))
    for text, choices in table.ask.items():
        if not names.issuperset(choices):
            raise ValueError(f"[ask] {text!r} offers a skill that is not there")
        yield Term(text=text, entry=Entry(names=choices, strength=Strength.ASK))


def _terms_of(skill: Skill) -> Iterable[Term]:
    anywhere = {fold(word) for word in skill.anywhere}
    alone = {fold(word) for word in skill.alone}
    names = {fold(skill.name), fold(skill.de)}
    german_terms = (skill.de, *skill.german) if skill.de else skill.german
    for german, texts in ((False, (skill.name, *skill.words)), (True, german_terms)):
        for text in texts:
            key = fold(text)
            several = any(sign in key for sign in " -/&")
            strength = Strength.ANYWHERE if several or key in anywhere else Strength.PLAIN
            if key in alone:
                strength = Strength.ALONE
            entry = Entry(
                names=(skill.name,), strength=strength, is_topic=key in names or key.endswith("ing")
            )
            yield Term(text=text, entry=entry, german=german)


def _with_words(skill: Skill, words: tuple[str, ...]) -> Skill:
    return msgspec.structs.replace(skill, words=(*skill.words, *words))


def _without_words(skill: Skill, taken: set[str], *, keep: str) -> Skill:
    def left(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in words if fold(word) not in taken - {keep})

    return msgspec.structs.replace(skill, words=left(skill.words), german=left(skill.german))
