"""What people say that the catalog does not know: how is it found again, and what becomes of it once it is a skill?

Pure. `terms.py` decides with these, `storage/` keeps who says what in a table of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.program.model import Person, Term
from bot.program.skills import Addition, Catalog, catalog_with, load_catalog
from bot.program.skills.letters import clean, fold

SIDES = ("teaches", "wants")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What one person says in their own words. `changed`: a skill stands in their place now."""

    words: str
    taught: bool = False
    wanted: bool = False
    changed: bool = False


def key_of(words: str) -> str:
    """The same for the same words, however they are written."""
    return " ".join(fold(clean(words)).split())


def own_words_of(person: Person) -> dict[str, Said]:
    """By `key_of`: what this person teaches or wants that is no name of the catalog, and what was once said so."""
    known = load_catalog()
    found: dict[str, Said] = {}
    for side, words in [("teaches", one) for one in person.teaches] + [
        ("wants", one) for one in person.wants
    ]:
        if not known.has(words) and key_of(words):
            before = found.get(key_of(words)) or Said(words=words)
            found[key_of(words)] = _on(before, side)
    for place, words in person.own_words.items():
        if key_of(words) and (key_of(words) not in found or found[key_of(words)].changed):
            before = found.get(key_of(words)) or Said(words=words, changed=True)
            found[key_of(words)] = _on(before, place.partition("/")[0])
    return found


def _on(said: Said, side: str) -> Said:
    if side == "teaches":
        return msgspec.structs.replace(said, taught=True)
    return msgspec.structs.replace(said, wanted=True)


def said_by(person: Person, words: str) -> bool:
    return key_of(words) in own_words_of(person)


def catalog_of(terms: Iterable[Term]) -> Catalog:
    """The catalog with what the organization has decided; the same one for the same decisions."""
    made = sorted((term.words, term.skill, term.category) for term in terms if term.state == "skill")
    return catalog_with(tuple(Addition(words=one[0], skill=one[1], category=one[2]) for one in made))


def meant(person: Person, terms: Iterable[Term]) -> Person:
    """The person with a skill wherever they said words that mean one by now."""
    return _changed(person, {key_of(term.words): term.skill for term in terms if term.state == "skill"})


def _changed(person: Person, skills: dict[str, str]) -> Person:
    known = load_catalog()
    sides: dict[str, tuple[str, ...]] = {}
    own = _still_own(person)
    confidence = dict(person.confidence)
    for side in SIDES:
        said: tuple[str, ...] = getattr(person, side)
        names: dict[str, None] = {}
        for words in said:
            skill = words if known.has(words) else skills.get(key_of(words), words)
            if skill != words and skill not in said:
                own[f"{side}/{skill}"] = words
            if skill != words and side == "wants" and words in confidence:
                rated = confidence.pop(words)
                confidence.setdefault(skill, rated)
            names[skill] = None
        sides[side] = tuple(names)
    changed = msgspec.structs.replace(person, **sides, own_words=own, confidence=confidence)
    return person if changed == person else changed


def _still_own(person: Person) -> dict[str, str]:
    """Of what was made of their words, what they still say."""
    said = {f"{side}/{name}" for side in SIDES for name in getattr(person, side)}
    return {place: words for place, words in person.own_words.items() if place in said}


def as_said(person: Person, words: str) -> Person:
    """The other way round: these words stand again where a skill was made of them."""
    own = {place: said for place, said in _still_own(person).items() if key_of(said) == key_of(words)}
    sides = {side: tuple(own.get(f"{side}/{name}", name) for name in getattr(person, side)) for side in SIDES}
    confidence = {own.get(f"wants/{wish}", wish): rated for wish, rated in person.confidence.items()}
    left = {place: said for place, said in person.own_words.items() if key_of(said) != key_of(words)}
    return msgspec.structs.replace(person, **sides, own_words=left, confidence=confidence)
