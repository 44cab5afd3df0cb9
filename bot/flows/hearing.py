"""What the flows share: hearing skills in people's words, colleagues to choose from, plain facts about now."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.conversation.flow import SkillsHeard
from bot.conversation.messages import Listed, Phrase, phrase
from bot.conversation.understand.people import MENTION, Colleague
from bot.program.company.own_words import catalog_of
from bot.program.model import Person
from bot.program.skills import Catalog, load_catalog, understand_skills
from bot.scene import Scene

MENTIONED = re.compile(rf"{MENTION}\b", re.IGNORECASE)
LONGEST_NAMES = 300  # characters of typed words that may hold names of colleagues
TERMS_IN = ("onboarding", "word")  # talks that read words about skills


def catalog_here(scene: Scene) -> Catalog:
    """The catalog, and what this organization has decided about words, as far as the snapshot has it."""
    return catalog_of(scene.snapshot.terms)


def hear_skills(text: str, language: str, *, catalog: Catalog | None = None) -> SkillsHeard:
    """Skills of the catalog first, then what it does not know, in the person's own words."""
    heard = understand_skills(text, catalog or load_catalog(), lang=language)
    maybe = tuple(name for _, names in heard.unsure for name in names)
    return SkillsHeard(
        sure=(*heard.skills, *heard.own_words), maybe=maybe, without=heard.without, nothing=heard.declined
    )


def unknown(key: str, words: Iterable[str]) -> Phrase:
    """What is said of names that nobody has (`key` with {names}); the id that Slack makes of a mention says nothing."""
    names = tuple(words)
    if any(MENTIONED.fullmatch(name) for name in names):
        return phrase("people.mentioned")
    return Phrase(key, {"names": Listed(names, joined_by="or")})


def colleague(person: Person, nickname: str = "") -> Colleague:
    """`nickname` is how the platform passes on a mention: "@U123"."""
    return Colleague(
        id=person.id,
        name=person.name,
        nickname=nickname or person.slack_id,
        department=person.department,
        title=person.title,
    )


def colleagues(scene: Scene) -> tuple[Colleague, ...]:
    """Who may have been named in this event: found by the words typed, or chosen in a picker."""
    me = scene.me.id
    found = {person.id: person for person in (*scene.snapshot.names, *scene.snapshot.people.values())}
    there = [person for person in found.values() if person.id != me and not person.gone]
    picked = {person.id: account.rpartition(":")[2] for account, person in scene.snapshot.owners.items()}
    return tuple(colleague(person, picked.get(person.id, "")) for person in there)
