"""What happens once it is decided what people's own words mean? It is kept, and those who said so are changed.

A few people in one step; the rest follow, a batch at a time. `words_view.py` shows what is to be decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import SkillName, Text, phrase
from bot.program.company.own_words import as_said, key_of, meant
from bot.program.dues import Rule, still
from bot.program.keeping import audit
from bot.program.model import Base, Person, Term
from bot.program.snapshot import SAYERS_AT_ONCE, OwnWords, Query
from bot.scene import Scene

BETWEEN_BATCHES = timedelta(seconds=5)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The skill that words mean, with a category when it is one of the organization's own; "" for no skill."""

    skill: str = ""
    category: str = ""


def known(scene: Scene, words: str) -> Term | None:
    """What was decided about these words before."""
    same = (term for term in scene.snapshot.terms if key_of(term.words) == key_of(words))
    return next(map(scene.latest, same), None)


def decide(scene: Scene, own: OwnWords, decision: Decision) -> Text:
    """Keep it, and change the first who say so; gives what there is to say about it."""
    before = known(scene, own.words)
    if before is not None and before.moves_at is not None:
        return phrase("words.moving", words=before.words)
    term = before or Term(
        id=scene.new_id(f"term/{own.id}"), organization=scene.organization.id, words=own.words, at=scene.at
    )
    decided = msgspec.structs.replace(
        term,
        words=own.words,
        state="skill" if decision.skill else "none",
        skill=decision.skill,
        category=decision.category,
        by=scene.me.id,
        at=scene.at,
    )
    audit.note(scene, "words_skill" if decision.skill else "words_none")
    if not decision.skill:
        scene.save(decided)
        return phrase("words.none", words=own.words)
    _move(scene, decided, scene.snapshot.sayers)
    return phrase("words.means", words=own.words, skill=SkillName(decision.skill))


def take_back(scene: Scene, term: Term) -> Text:
    """It was a mistake: from now on the words are as unknown as before, and so is what was made of them."""
    if term.state == "open":
        return phrase("words.open_already", words=term.words)
    was_moving = term.moves_at is not None
    people = scene.snapshot.sayers if term.state == "skill" and not was_moving else ()
    opened = msgspec.structs.replace(term, state="open", by=scene.me.id, at=scene.at)
    audit.note(scene, "words_back")
    _move(scene, opened, people, more=was_moving)
    return phrase("words.taken_back", words=term.words)


def _move(scene: Scene, term: Term, people: Iterable[Person], *, more: bool = False) -> None:
    """Change these people, and come back for more when there may be some."""
    some = tuple(people)
    for person in map(scene.latest, some):
        changed = meant(person, [term]) if term.state == "skill" else as_said(person, term.words)
        if changed != person:
            scene.save(changed)
    more = more or len(some) == SAYERS_AT_ONCE
    scene.save(msgspec.structs.replace(term, moves_at=scene.at + BETWEEN_BATCHES if more else None))


def _moves_at(record: Base) -> datetime | None:
    return record.moves_at if isinstance(record, Term) else None


def _go_on(scene: Scene, _subject: str) -> None:
    term = scene.snapshot.term
    if term is not None and still(scene, _moves_at(term)):
        _move(scene, term, scene.snapshot.sayers)


RULES = (
    Rule(
        name="words",
        record=Term,
        after=_moves_at,
        needs=lambda organization, subject: Query(organization=organization, term=subject),
        act=_go_on,
    ),
)
