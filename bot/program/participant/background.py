"""What may somebody tell for the program's aim, and what becomes of it? Their own page: look, tell, delete.

Nobody reads it, it is in no number, no reason and no file but the person's own; it only moves who goes with whom
(`bot/program/matching/aim.py`). Nothing is inferred: what is not ticked is not known. `TOPICS` has what is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

import msgspec

from bot.conversation.flow import Answers
from bot.conversation.messages import Block, Buttons, Fact, Facts, Listed, OnDay, Phrase, Say, phrase
from bot.outcome import About
from bot.program.calendar import local
from bot.program.model import Background, Cohort, Consent, Person, background_id
from bot.program.parts import command_button, family_button
from bot.scene import Scene

Aim = Literal["", "difference", "common"]
AIMS: tuple[Aim, ...] = get_args(Aim)
BETWEEN = timedelta(minutes=1)  # pages of those who are asked, or whose answers go
FEWEST = 5  # people: before so many have told something of a topic, it moves nothing
FOR = "for"  # what a talk was begun for, beside its answers
AGREED = "agreed"  # what is very personal is asked for once more


class Topic(NamedTuple):
    """`wording` counts the sentences that were agreed to with an answer: another sentence is the next number."""

    name: str
    options: tuple[str, ...]
    many: bool = False
    agreed: bool = False
    wording: int = 1


TOPICS: tuple[Topic, ...] = (
    Topic("work", ("plan", "both", "flow")),
    Topic("path", ("studies", "apprenticeship", "other_field", "self_taught", "another")),
    Topic(
        "besides",
        ("sport", "music", "making", "outdoors", "reading", "games", "cooking", "helping"),
        many=True,
    ),
    Topic("shaped", ("abroad", "first", "caring", "illness", "one_of_few"), many=True, agreed=True),
)


def is_asked(cohort: Cohort | None, person: Person) -> bool:
    """Does the program want to know anything of the kind, from somebody who is in it?"""
    return cohort is not None and cohort.state == "open" and bool(cohort.aim) and person.is_joined


def purpose(cohort: Cohort) -> Phrase:
    """What it is used for, in words that follow "to"."""
    return Phrase(f"background.purpose.{cohort.aim}")


def with_aim(cohort: Cohort, aim: Aim, at: datetime) -> Cohort:
    """The program with this aim: what was told for another one is forgotten first, then people are asked."""
    forgets = bool(cohort.aim) or cohort.aim_round == "forget"
    return msgspec.structs.replace(
        cohort,
        aim=aim,
        aim_since=at if aim else None,
        aim_round="forget" if forgets else "offer" if aim else "",
        aim_page=1,
        aim_due=at + BETWEEN if forgets or aim else None,
    )


def holds(told: Background | None, cohort: Cohort | None) -> bool:
    """Was it told for the aim as it is now?"""
    since = cohort.aim_since if cohort is not None and cohort.aim else None
    return told is not None and since is not None and told.given_at >= since


def counted(cohort: Cohort, told: Iterable[Background], people: Iterable[str]) -> dict[str, frozenset[str]]:
    """What counts for these people, as "topic/option": told for this aim, of topics that enough of them told of."""
    among = set(people)
    valid = [one for one in told if one.person in among and holds(one, cohort)]
    tellers = Counter(topic.name for one in valid for topic in TOPICS if one.answers.get(topic.name))
    return {
        one.person: frozenset(
            f"{topic.name}/{option}"
            for topic in TOPICS
            if tellers[topic.name] >= FEWEST
            for option in one.answers.get(topic.name, ())
            if option in topic.options
        )
        for one in valid
    }


def mine(scene: Scene) -> Background | None:
    """What I told, whatever for; the snapshot has to have it."""
    return scene.snapshot.backgrounds.get(scene.me.id)


# -- my page -----------------------------------------------------------------------------------------------------


def show(scene: Scene) -> None:
    """What it is for, what I told, and a tap to take it back."""
    cohort, told = scene.cohort, mine(scene)
    if cohort is None or not is_asked(cohort, scene.me):
        _not_asked(scene, told)
        return
    current = told if holds(told, cohort) else None
    blocks: list[Block] = [
        Say(text=phrase("background.title"), style="heading"),
        Say(text=phrase("background.what", purpose=purpose(cohort))),
        Say(text=phrase("background.nobody")),
    ]
    if current is None:
        blocks.append(Say(text=phrase("background.nothing")))
    else:
        day = OnDay(local(scene.me, current.given_at).date())
        blocks += [Say(text=phrase("background.told", day=day)), Facts(items=_facts(current))]
    ways = [family_button("background", "again" if current else "begin", main=current is None)]
    ways += [family_button("background", "delete")] if told else []
    scene.tell(
        scene.me.id,
        "answer",
        *blocks,
        Buttons(items=(*ways, command_button("privacy"))),
        about=About(person=scene.me.id, story=background_id(scene.me.id)),
    )


def _not_asked(scene: Scene, told: Background | None) -> None:
    left = (family_button("background", "delete"),) if told else ()
    scene.answer(Say(text=phrase("background.off")), Buttons(items=(*left, command_button("me"))))


def _facts(told: Background) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            label=Phrase(f"background.{topic.name}.label"),
            value=Listed(tuple(Phrase(f"background.{topic.name}.{one}") for one in told.answers[topic.name])),
        )
        for topic in TOPICS
        if told.answers.get(topic.name)
    )


def offer(cohort: Cohort | None, person: Person) -> tuple[Block, ...]:
    """Said to whoever has just joined, while there is something to ask."""
    if cohort is None or not is_asked(cohort, person):
        return ()
    text = phrase("background.offer", purpose=purpose(cohort))
    return Say(text=text), Buttons(items=(family_button("background", "show"),))


def way_in(cohort: Cohort | None, person: Person) -> tuple[Block, ...]:
    """On the page about me, while there is something to ask."""
    return (Buttons(items=(family_button("background", "show"),)),) if is_asked(cohort, person) else ()


def kept_about(scene: Scene) -> tuple[Block, ...]:
    """For the page about what is kept: of what I told something, and never what."""
    told = mine(scene)
    if told is None:
        return ()
    topics = Listed(
        tuple(Phrase(f"background.{one.name}.label") for one in TOPICS if one.name in told.answers)
    )
    ways = (family_button("background", "show"), family_button("background", "delete"))
    return Say(text=phrase("privacy.background", topics=topics)), Buttons(items=ways)


# -- what becomes of it ------------------------------------------------------------------------------------------


def begin(scene: Scene) -> None:
    cohort = scene.cohort
    if cohort is not None and is_asked(cohort, scene.me):
        scene.begin("background", about=background_id(scene.me.id), answers={FOR: _asked_for(cohort)})
    else:
        _not_asked(scene, mine(scene))


def _asked_for(cohort: Cohort) -> str:
    """The aim that a talk asks for: what is said in it is agreed to for no other."""
    return f"{cohort.aim} {cohort.aim_since}"


def _begun_for(scene: Scene) -> str:
    talk = scene.talk
    known = (
        one for one in (scene.snapshot.talk, *scene.snapshot.talks) if one is not None and talk is not None
    )
    return next((str(one.progress.answers.get(FOR)) for one in known if talk and one.id == talk.id), "")


def keep(scene: Scene, answers: Answers) -> None:
    """What was ticked, each with the consent given by it; of what was passed over nothing, not even that it was."""
    before, cohort = mine(scene), scene.cohort
    if cohort is None or not is_asked(cohort, scene.me):
        _not_asked(scene, before)
        return
    if _begun_for(scene) != _asked_for(cohort):
        scene.unsay(background_id(scene.me.id))
        begin_anew = Buttons(items=(family_button("background", "show"),))
        scene.answer(Say(text=phrase("background.another_aim")), begin_anew)
        return
    told = {topic: _ticked(answers, topic) for topic in TOPICS}
    refused = any(_ticked(answers, topic, agreed=True) and not ticked for topic, ticked in told.items())
    if refused:  # what was ticked without consent is not left lying in a message
        scene.unsay(background_id(scene.me.id))
    if not any(told.values()):
        forget(scene, before)
        scene.answer(Say(text=phrase("background.thanks_nothing")), Buttons(items=(command_button("me"),)))
        return
    fresh = Background(
        id=background_id(scene.me.id),
        organization=scene.organization.id,
        person=scene.me.id,
        given_at=scene.at,
    )
    consent = {
        topic: Consent(wording=topic.wording, language=scene.me.language, at=scene.at) for topic in TOPICS
    }
    scene.save(
        msgspec.structs.replace(
            before or fresh,
            answers={topic.name: ticked for topic, ticked in told.items() if ticked},
            consents={topic.name: consent[topic] for topic, ticked in told.items() if ticked},
            given_at=scene.at,
        )
    )
    ways = (family_button("background", "show"), family_button("background", "delete"))
    but = (Say(text=phrase("background.not_agreed")),) if refused else ()
    scene.answer(Say(text=phrase("background.thanks")), *but, Buttons(items=ways))


def _ticked(answers: Answers, topic: Topic, *, agreed: bool = False) -> tuple[str, ...]:
    """The options chosen; without the consent asked for once more, none (`agreed`: whatever was said to that)."""
    answer = answers.get(topic.name)
    chosen = answer if isinstance(answer, list) else [answer]
    if topic.agreed and not agreed and answers.get(AGREED) != "yes":
        return ()
    return tuple(option for option in topic.options if option in chosen)


def delete(scene: Scene) -> None:
    """One tap, and nothing of it is left: no answer, no consent, no words in a message of ours."""
    told = mine(scene)
    begun = any(talk.flow == "background" for talk in scene.snapshot.talks)
    scene.stop_talks("background")
    scene.unsay(background_id(scene.me.id))
    if told is not None:
        scene.remove(told)
    key = "background.deleted" if told or begun else "background.none"
    scene.answer(Say(text=Phrase(key)), Buttons(items=(command_button("me"),)))


def forget(scene: Scene, told: Background | None) -> None:
    """The record goes, and whatever quotes it."""
    if told is not None:
        scene.remove(told)
        scene.unsay(told.id)
