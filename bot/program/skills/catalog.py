"""Which skills are there, what are they called, and what do people say for them?

The table is `bot/text/skills.toml`; `understand.py` turns sentences into its names.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from bot.program.skills import wording
from bot.program.skills.clauses import Cues, Fuser
from bot.program.skills.index import Entry, Strength, Term, build, keys_of, odd_words, spellings
from bot.program.skills.letters import clean, fold
from bot.program.skills.recognize import Recognizer
from bot.program.skills.spelling import Speller

SOURCE: Final = Path(__file__).parents[2] / "text" / "skills.toml"

About = Literal["company", "outside"]

OTHER: Final = "other"  # the category, and the family, of what is not in the catalog
UNRELATED: Final = frozenset({"languages", "pastimes", "company", OTHER})
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


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """Words that mean a skill in one organization; the category says what a skill of its own is listed under."""

    words: str
    skill: str
    category: str = OTHER


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    skill: tuple[Skill, ...]
    families: dict[str, tuple[str, ...]]
    traps: tuple[str, ...] = ()
    ask: dict[str, tuple[str, ...]] = {}
    spelling: dict[str, str] = {}


class Catalog:
    """The skills an organization knows; never changes. Two catalogs of the same skills understand the same."""

    def __init__(self, table: _Table) -> None:
        self._know(table)
        terms = tuple(_terms(table))
        self.odd = odd_words(term.text for term in terms) | wording.ODD
        self.cues: Final = Cues(self.odd)
        lookup = build(terms, self.odd)
        phrases = (tuple(phrase.split()) for phrase in lookup.exact)
        self._cared_for = tuple(keys for keys in phrases if self.cues.needs_care(keys))
        self.fuser = Fuser(self._cared_for)
        self.recognizer = Recognizer(
            lookup=lookup,
            speller=Speller(terms, self.odd, frozenset(table.spelling.get("right", "").split())),
            families={name: self.family(name) for name in self._skills},
        )

    def _know(self, table: _Table) -> None:
        self._table = table
        self._skills = MappingProxyType({skill.name: skill for skill in table.skill})
        self._families = {one: family for family, some in table.families.items() for one in some}
        self._search = tuple((name, self._search_keys(skill)) for name, skill in self._skills.items())

    def has(self, name: str) -> bool:
        """Is there a skill of exactly this name?"""
        return name in self._skills

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
        return skill.category if skill else OTHER

    def family(self, name: str) -> str:
        """The wider family of its category; "other" for a name outside the catalog."""
        return self._families.get(self.category(name), OTHER)

    @property
    def categories(self) -> tuple[str, ...]:
        """All there are, in the order of their families."""
        return tuple(self._families)

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

    def with_terms(self, additions: Iterable[Addition]) -> "Catalog":
        """A new catalog with an organization's own words. A word that meant another skill means this one from now on.

        A skill that is new becomes one of the company. No skill loses its own name: words that are one are left out.
        """
        names = {
            fold(name): name for skill in self._table.skill for name in (skill.name, skill.de or skill.name)
        }
        words: dict[str, list[str]] = {}
        new: dict[str, Skill] = {}
        for addition in additions:
            known = names.get(fold(addition.skill))
            name = self._named(known) if known else addition.skill
            if not known:
                names[fold(name)] = name
                new[name] = Skill(name=name, category=addition.category, about="company")
            if fold(addition.words) not in names:
                words.setdefault(name, []).append(addition.words)
        return self._with(new, words)

    def _named(self, label: str) -> str:
        """The skill of this name, in whatever language."""
        return next((skill.name for skill in self._table.skill if label in (skill.name, skill.de)), label)

    def _with(self, new: Mapping[str, Skill], words: Mapping[str, Iterable[str]]) -> "Catalog":
        skills = (*self._table.skill, *new.values())
        own = copy(self)
        own._know(
            msgspec.structs.replace(
                self._table, skill=tuple(_with_words(skill, words.get(skill.name, ())) for skill in skills)
            )
        )
        said = [
            Skill(name=name, category="", about="company", words=tuple(some)) for name, some in words.items()
        ]
        terms = [term for skill in said for term in _terms_of(skill) if term.text != skill.name]
        terms += [term for skill in new.values() for term in _terms_of(skill)]
        own.odd = self.odd | odd_words(term.text for term in terms)
        phrases = {keys for term in terms for keys in spellings(term, own.odd)}
        own._cared_for = (*self._cared_for, *(keys for keys in phrases if self.cues.needs_care(keys)))
        own.fuser = Fuser(own._cared_for)
        families = {name: own.family(name) for name in own._skills}
        own.recognizer = self.recognizer.with_own(terms, own.odd, families)
        return own

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


@lru_cache(maxsize=16)
def catalog_with(additions: tuple[Addition, ...]) -> Catalog:
    """The catalog that comes with the program, and an organization's own words; the same one for the same words."""
    return load_catalog().with_terms(additions) if additions else load_catalog()


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


def _with_words(skill: Skill, words: Iterable[str]) -> Skill:
    return msgspec.structs.replace(skill, words=(*skill.words, *words)) if words else skill
