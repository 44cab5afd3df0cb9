"""`/rm-status skills`: what is wanted that too few can teach, what is offered that hardly anybody asks for, which role
is missing, and what can be done about it.

Numbers of wishes are those of the last fixed point (`looking.py`): whoever asks every day reads the same. Who would be
in which role is activity, exact where no group of fewer than five can be worked out from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.conversation.messages import (
    Bar,
    Block,
    Button,
    Buttons,
    Chart,
    Listed,
    OnDay,
    Phrase,
    Say,
    SkillName,
    Value,
    phrase,
)
from bot.program.awareness import rhythm, rotation
from bot.program.awareness.posts import TOPICS, WANTED
from bot.program.awareness.scarce import FEWEST, FEWEST_TOPICS, TO_COUNT
from bot.program.calendar import next_working_moment
from bot.program.model import Awareness, Cohort
from bot.program.parts import command_button, family_button, set_up_first
from bot.program.snapshot import Query, Snapshot
from bot.scene import Scene

PNG = "image/png"
SIDES = ("wanted", "offered")
FEWEST_LEFT, SHARE_LEFT = 3, 4  # people without a counterpart: that many, and one in so many


def show(scene: Scene) -> None:
    cohort = scene.cohort
    if cohort is None:
        scene.answer(*set_up_first())
        return
    awareness = rotation.awareness_of(scene, cohort)
    scene.answer(
        Say(text=phrase("supply.title"), style="heading"),
        *_numbers(scene, cohort, awareness),
        *_topics(awareness),
        *_roles(scene.snapshot.counts.roles),
        Buttons(items=_buttons(scene, cohort, awareness)),
    )


def alert(scene: Scene, awareness: Awareness, *, anew: bool) -> None:
    """At a fixed point: those who run the program hear which topics are scarce, where they were counted `anew`, and
    which role.
    """
    scarce = (_said("short", awareness),) if anew and awareness.short else ()
    if not scarce and not lacking(scene.snapshot.counts.roles):
        return
    for admin in scene.snapshot.admins:
        scene.tell(
            admin.id,
            "admin",
            Say(text=phrase("supply.alert"), style="heading"),
            *scarce,
            *alert_of_roles(scene),
            Buttons(items=(family_button("supply", "show", main=True), *_ways(scene, awareness))),
            not_before=next_working_moment(admin, scene.at),
        )


def alert_of_roles(scene: Scene) -> tuple[Block, ...]:
    """One line when one of the roles is lacking; nothing otherwise."""
    roles = scene.snapshot.counts.roles
    return _roles(roles) if lacking(roles) else ()


# -- wishes and offers -------------------------------------------------------------------------------------------


def _numbers(scene: Scene, cohort: Cohort, awareness: Awareness) -> tuple[Block, ...]:
    if awareness.counted_at is None:
        again = _next_look(scene, cohort, awareness)
        is_first = again <= cohort.opened_at + rhythm.FIRST_LOOK
        when: dict[str, Value] = {"day": _day(scene, cohort, again), "people": TO_COUNT}
        return (Say(text=Phrase("supply.first" if is_first else "supply.too_few", when)),)
    note = _counted(scene, cohort, awareness, awareness.counted_at)
    if not _told(awareness):
        return Say(text=phrase("supply.even")), note
    return *_chart(awareness), note


def _told(awareness: Awareness) -> tuple[str, ...]:
    return tuple(kind for kind in ("short", "surplus") if getattr(awareness, kind))


def _next_look(scene: Scene, cohort: Cohort, awareness: Awareness) -> datetime:
    return awareness.look_at or rhythm.look_after(cohort, scene.at)


def _day(scene: Scene, cohort: Cohort, at: datetime) -> OnDay:
    return OnDay(rhythm.day_of(at, rotation.zone_of(scene, cohort)))


def _counted(scene: Scene, cohort: Cohort, awareness: Awareness, at: datetime) -> Say:
    """When, of whom, and when again."""
    again = _day(scene, cohort, _next_look(scene, cohort, awareness))
    when: dict[str, Value] = {"counted": _day(scene, cohort, at), "day": again, "people": TO_COUNT}
    return Say(text=Phrase("supply.counted", when), style="quiet")


def _chart(awareness: Awareness) -> tuple[Block, ...]:
    """Two bars for each topic, and all of it in words."""
    bars = tuple(
        Bar(
            label=Phrase(f"supply.bar.{side}", {"topic": SkillName(topic)}),
            value=number,
            shown=so_many(number),
        )
        for topic, numbers in _balances(awareness).items()
        for side, number in zip(SIDES, numbers, strict=True)
    )
    said = [_said(kind, awareness).text for kind in _told(awareness)]
    words = phrase("supply.both", first=said[0], second=said[1]) if len(said) > 1 else said[0]
    link = f"file:supply/{_record(awareness)}" if awareness.picture else ""
    return (Chart(title=phrase("supply.chart"), bars=bars, words=words, picture=link),)


def balances(
    short: Mapping[str, int], surplus: Mapping[str, int], beside: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """How many want each topic and how many offer it, rounded down; 0 where it may not be told."""
    scarce = {topic: (number, beside.get(topic, 0)) for topic, number in short.items()}
    return scarce | {topic: (beside.get(topic, 0), number) for topic, number in surplus.items()}


def _balances(awareness: Awareness) -> dict[str, tuple[int, int]]:
    return balances(awareness.short, awareness.surplus, awareness.beside)


def _said(kind: str, awareness: Awareness) -> Say:
    topics: Mapping[str, int] = getattr(awareness, kind)
    numbers = _balances(awareness)
    lines = (
        phrase(
            "supply.topic",
            topic=SkillName(one),
            wanted=so_many(numbers[one][0]),
            offered=so_many(numbers[one][1]),
        )
        for one in topics
    )
    return Say(text=Phrase(f"supply.{kind}", {"topics": Listed(tuple(lines))}))


def so_many(number: int) -> Phrase:
    """How many, as it may be told; 0 stands for too few."""
    return phrase("supply.or_more", number=number) if number else phrase("supply.hidden")


def _topics(awareness: Awareness) -> tuple[Block, ...]:
    """What is told without a number: word for word what the channel may read."""
    if len(awareness.topics) < FEWEST_TOPICS:
        return ()
    names = Listed(tuple(SkillName(topic) for topic in awareness.topics))
    return (Say(text=phrase("supply.topics", topics=names)),)


# -- roles ---------------------------------------------------------------------------------------------------------


def lacking(roles: Mapping[str, int]) -> str:
    """The role too few people would be in; "" for none. Who would be either helps where it is needed."""
    mentor, mentee, either = (roles.get(name, 0) for name in ("mentor", "mentee", "both"))
    left, people = abs(mentor - mentee) - either, mentor + mentee + either
    if people < FEWEST or left < FEWEST_LEFT or left * SHARE_LEFT < people:
        return ""
    return "mentee" if mentor > mentee else "mentor"


def _roles(roles: Mapping[str, int]) -> tuple[Block, ...]:
    mentor, mentee, either = (roles.get(name, 0) for name in ("mentor", "mentee", "both"))
    missing, people = lacking(roles), mentor + mentee + either
    if people < FEWEST:
        return ()
    exact = all(number == 0 or number >= FEWEST for number in (mentor, mentee, either))
    lines: list[Block] = []
    if exact:
        key = "supply.roles_either" if either else "supply.roles"
        lines.append(Say(text=Phrase(key, {"mentors": mentor, "mentees": mentee, "either": either})))
    if missing:
        lines.append(Say(text=Phrase(f"supply.lacking_{missing}")))
    return tuple(lines)


# -- what can be done ------------------------------------------------------------------------------------------------


def _buttons(scene: Scene, cohort: Cohort, awareness: Awareness) -> tuple[Button, ...]:
    if cohort.state != "open":
        return (command_button("status"),)
    return *_ways(scene, awareness), command_button("pair"), command_button("status")


def _ways(scene: Scene, awareness: Awareness) -> tuple[Button, ...]:
    cohort = scene.cohort
    ready = rotation.in_turn(scene, cohort, awareness) if cohort else ()
    post = next((name for name in (WANTED, TOPICS) if name in ready), "")
    posting = (family_button("supply", "post", main=True, post=post),) if post else ()
    inviting = (command_button("invite"),) if lacking(scene.snapshot.counts.roles) else ()
    return *posting, *inviting


# -- its picture ---------------------------------------------------------------------------------------------------


def _record(awareness: Awareness) -> str:
    """What was counted on one day: an old link never shows newer numbers."""
    return f"{awareness.id}/{awareness.counted_at.date().isoformat() if awareness.counted_at else ''}"


def needs_picture(organization: str, _record: str) -> Query:
    return Query(organization=organization, awareness=True)


def picture(snapshot: Snapshot, record: str, _language: str, _now: datetime) -> tuple[str, str, bytes] | None:
    awareness = snapshot.awareness
    if awareness is None or not awareness.picture or _record(awareness) != record:
        return None
    return f"skills-{record.rpartition('/')[2]}.png", PNG, awareness.picture
