"""Somebody joins: what they teach, what they would like to learn, and how they like to work with a partner.

The same questions change a single answer later, from `/rm-me`: then only that one is asked, and only that one
is applied.
"""

from __future__ import annotations

from datetime import time
from functools import partial

import msgspec

from bot.conversation.flow import (
    Answer,
    Answers,
    Choice,
    Flow,
    Given,
    Many,
    People,
    Scale,
    Skills,
    WorkHours,
    YesNo,
    Zone,
)
from bot.conversation.messages import Say, Text, phrase
from bot.conversation.reading import list_of, spans_kept, spans_of
from bot.conversation.understand import Unclear
from bot.conversation.understand.zones import zone
from bot.events import FromPerson
from bot.flows.hearing import catalog_here, colleagues, hear_skills
from bot.program.awareness import sponsor
from bot.program.cohorts import cohort
from bot.program.company.own_words import meant
from bot.program.model import Person
from bot.program.participant import membership
from bot.scene import Scene

ROLES = ("mentor", "mentee", "both")
CHANNELS = ("chat", "call", "video", "in_person")
OFFICE_HOURS = ((time(9), time(17)),)


def _prepare(scene: Scene) -> Given:
    me = scene.me
    today = scene.today(me)
    hint = scene.event.sender.timezone if isinstance(scene.event, FromPerson) else ""
    known_zone = zone(me.timezone or hint, lang="en") if me.timezone or hint else ""
    suggested: dict[str, Answer] = {
        "role": membership.suggested_role(me, scene.snapshot.middle_grade, today),
        "teaches": list(me.teaches),
        "wants": list(me.wants),
        "timezone": "" if isinstance(known_zone, Unclear) else known_zone,
        "hours": spans_kept(me.hours or OFFICE_HOURS),
    }
    known = answers_of(me) if me.pledged_at else {"never_with": list(me.never_with)}
    labels: dict[str, Text] = {person.id: person.name for person in scene.snapshot.people.values()}
    return Given(
        language=me.language,
        today=today,
        speaker=me.id,
        known=known,
        suggested=suggested,
        directory=colleagues(scene),
        labels=labels,
        refuse=_refuse,
        hear=partial(hear_skills, catalog=catalog_here(scene)),
    )


def _refuse(question: str, answer: Answer) -> str | None:
    return "onboarding.pledge.refused" if question == "pledge" and answer == "no" else None


def _finish(scene: Scene, answers: Answers) -> None:
    """Apply what was answered; a whole talk ends with having joined, a change with a word."""
    me = meant(apply(scene.me, answers), scene.snapshot.terms)
    whole = "pledge" in answers
    if whole and _too_late(scene, me):
        return
    if whole and not scene.sees(awareness=True):  # whoever goes first is asked for a sentence next
        return
    if whole:
        me = msgspec.structs.replace(
            me,
            state="joined",
            pledged_at=scene.at,
            joined_at=scene.at,
            waiting_since=None,
            ask_again=None,
            left_at=None,
        )
    scene.save(me)
    if whole:
        scene.remember(me)
        membership.welcome(scene, me)
        sponsor.joined(scene)
    else:
        membership.changed(scene, me)


def _too_late(scene: Scene, me: Person) -> bool:
    """Begun in time, finished when nobody comes in any more: answers are kept, and the next program is asked for."""
    if scene.cohort is not None and scene.cohort.state == "open":
        return False
    scene.save(
        msgspec.structs.replace(
            me, state="known", pledged_at=scene.at, joined_at=None, ask_again=None, left_at=None
        )
    )
    if not cohort.no_more(scene):
        scene.answer(Say(text=phrase("join.no_program")))
    scene.answer(Say(text=phrase("join.kept")))
    return True


def apply(person: Person, answers: Answers) -> Person:
    """The person with these answers; what was not asked stays."""
    changes: dict[str, object] = {}
    more: dict[str, Answer] = {**person.answers}
    for name, answer in answers.items():
        match name:
            case "role":
                changes["role"] = answer
            case "teaches" | "wants" | "channels" | "never_with":
                changes[name] = list_of(answer)
            case "hours":
                changes["hours"] = spans_of(answer)
            case "timezone":
                changes["timezone"] = answer
            case "brokered":
                changes["brokered"] = answer == "yes"
            case "pledge":
                pass  # being joined says it
            case _ if not name.startswith("confidence/"):  # a question without a field of its own
                more[name] = answer
    changes["answers"] = more
    rated = {n.partition("/")[2]: a for n, a in answers.items() if n.startswith("confidence/")}
    wants = changes.get("wants", person.wants)
    confidence = {**person.confidence, **rated}
    if isinstance(wants, tuple):
        changes["confidence"] = {wish: confidence[wish] for wish in wants if wish in confidence}
    return msgspec.structs.replace(person, **changes)


def answers_of(person: Person) -> dict[str, Answer]:
    """The other way round: what a person has told us, as answers of this talk."""
    return {
        "role": person.role,
        "teaches": list(person.teaches),
        "wants": list(person.wants),
        **{f"confidence/{wish}": rating for wish, rating in person.confidence.items()},
        "timezone": person.timezone,
        "hours": spans_kept(person.hours),
        "channels": list(person.channels),
        "never_with": list(person.never_with),
        "brokered": "yes" if person.brokered else "no",
        **person.answers,
    }


ONBOARDING = Flow(
    "onboarding",
    questions=(
        Choice("role", ROLES, sees="partner_and_admin"),
        Skills("teaches", hear=hear_skills, sees="partner_and_admin"),
        Skills("wants", hear=hear_skills, most=6, sees="partner_and_admin"),
        Scale("confidence", each="wants", sees="matching_only"),
        Zone("timezone", sees="partner_and_admin"),
        WorkHours("hours", sees="partner_and_shared"),
        Many("channels", CHANNELS, sees="partner_and_shared"),
        People("never_with", sees="nobody"),
        YesNo("brokered", sees="unnamed"),
        YesNo("pledge"),
    ),
    prepare=_prepare,
    finish=_finish,
)
CHANGEABLE = tuple(q.name for q in ONBOARDING.questions if not q.each and q.name != "pledge")
