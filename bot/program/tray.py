"""What people hear that they neither asked for nor caused: two a week, in their hours, together, what matters first.

Rules put a topic about something into a person's *tray* (`put`); the tray is looked into (`look_into`) in their next
working hour with room for a message. What is no longer true falls out by itself. Three in a row without a word from
them end in a way back and then in silence. `topics.py` has the topics. Delivery has the last word: it holds whatever
would come outside their hours or as a third in seven days.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import AtMoment, Block, Button, Buttons, Listed, Phrase, Say, phrase
from bot.outcome import About
from bot.program.budget import free_from
from bot.program.calendar import back_from, next_working_moment
from bot.program.model import Person, Tray, Waiting, tray_id
from bot.program.parts import command_button, first_name
from bot.program.snapshot import Query
from bot.program.topic import Line
from bot.program.topics import RANK, TOPICS
from bot.scene import Scene

TOGETHER = timedelta(minutes=1)  # so that what falls due at the same time is one message
LINES = 3  # in one message
SILENT = 3  # unanswered
REMEMBERED = 4  # moments of sending: more than ever count
KEPT = timedelta(days=3)  # how long a message may wait for delivery


def tray_of(scene: Scene, person: str) -> Tray:
    known = scene.snapshot.trays.get(person)
    fresh = Tray(id=tray_id(person), organization=scene.organization.id, person=person)
    return scene.latest(known or fresh)


def put(scene: Scene, person: Person, topic: str, about: str) -> None:
    """Something to say to somebody when there is room; a topic they stopped is not."""
    tray = tray_of(scene, person.id)
    waits = any((item.topic, item.about) == (topic, about) for item in tray.items)
    if waits or topic in tray.stopped or tray.unanswered >= SILENT or is_out(person):
        return
    item = Waiting(topic=topic, about=about, since=scene.at, expires=scene.at + TOPICS[topic].keeps)
    scene.save(_opening(msgspec.structs.replace(tray, items=(*tray.items, item)), person, scene.at))


def reopen(scene: Scene, person: Person) -> None:
    """Back earlier than planned: what waits need not wait for the day that was named."""
    tray = tray_of(scene, person.id)
    if tray.items:
        scene.save(_opening(tray, person, scene.at))


def is_out(person: Person) -> bool:
    """Nobody to be written to unasked."""
    return person.gone or person.state in ("left", "declined")


def _opening(tray: Tray, person: Person, at: datetime) -> Tray:
    """With the moment it is looked into next; none while it is empty."""
    if not tray.items:
        return msgspec.structs.replace(tray, open_at=None)
    free = max(back_from(person, at), free_from(tray.sent, at + TOGETHER))
    return msgspec.structs.replace(tray, open_at=next_working_moment(person, free))


def look_into(scene: Scene, tray: Tray) -> None:
    """Say what is still true, the weightiest first, as one message."""
    person = scene.person(tray.person)
    if person is None or is_out(person):
        scene.save(msgspec.structs.replace(tray, items=(), open_at=None))
        return
    found = _still_true(scene, person, tray)
    kept = msgspec.structs.replace(tray, items=tuple(item for item, _ in found))
    works = next_working_moment(person, scene.at) <= scene.at
    if person.is_paused or not works or free_from(tray.sent, scene.at) > scene.at:
        scene.save(_opening(kept, person, scene.at))
        return
    said, rest = found[:LINES], found[LINES:]
    sent = (*tray.sent, scene.at)[-REMEMBERED:]
    kept = msgspec.structs.replace(kept, items=tuple(item for item, _ in rest))
    if said:
        kept = msgspec.structs.replace(kept, sent=sent, unanswered=tray.unanswered + 1)
        _say(scene, person, said, last=kept.unanswered >= SILENT)
    if kept.unanswered >= SILENT:
        kept = msgspec.structs.replace(kept, items=())
    scene.save(_opening(kept, person, scene.at))


Found = list[tuple[Waiting, Line]]


def _still_true(scene: Scene, person: Person, tray: Tray) -> Found:
    found: Found = []
    said: set[tuple[str, str]] = set()
    for item in sorted(tray.items, key=lambda item: (RANK[item.topic], item.since)):
        topic = TOPICS[item.topic]
        same = (topic.group or topic.name, item.about)
        line = topic.line(scene, person, item.about) if item.expires > scene.at and same not in said else None
        if line is not None:
            said.add(same)
            found.append((item, line))
    return found


def _say(scene: Scene, person: Person, said: Found, *, last: bool) -> None:
    several = len(said) > 1
    blocks: list[Block] = []
    if several:
        blocks.append(Say(text=phrase("nudge.several", name=first_name(person), count=len(said))))
    for _, line in said:
        text = line.text if several else phrase("nudge.single", name=first_name(person), line=line.text)
        blocks += [Say(text=text), *((Buttons(items=line.buttons),) if line.buttons else ())]
    blocks += _way_back() if last else [Buttons(items=_quiet_buttons(said))]
    pairing = _pairing_of(said)
    scene.tell(
        person.id,
        "nudge",
        *blocks,
        about=About(person=person.id, pairing=pairing),
        unless=("person_away", "pairing_over") if pairing and len(said) == 1 else ("person_away",),
        expires=scene.at + KEPT,
    )


def _pairing_of(said: Found) -> str:
    """The one pairing these lines are about, so that what waits about it can be dropped; "" for none or several."""
    pairings = {line.pairing for _, line in said} - {""}
    return pairings.pop() if len(pairings) == 1 else ""


def _way_back() -> list[Block]:
    buttons = (
        Button(label=phrase("nudge.button.here"), action="nudge.here", style="primary"),
        command_button("pause"),
        command_button("leave"),
    )
    return [Say(text=phrase("nudge.last")), Buttons(items=buttons)]


def packed(said: Found) -> str:
    """Topics and what they are about, as a button carries them."""
    return " ".join(f"{item.topic}={item.about}" for item, _ in said)


def unpacked(text: str) -> tuple[tuple[str, str], ...]:
    """The reverse; what is no topic any more is left out."""
    pairs = (word.partition("=") for word in text.split()[:LINES])
    return tuple((topic, about) for topic, _, about in pairs if topic in TOPICS and about)


def _quiet_buttons(said: Found) -> tuple[Button, ...]:
    data = {"items": packed(said)}
    return tuple(
        Button(label=Phrase(f"nudge.button.{name}"), action=f"nudge.{name}", data=data)
        for name in ("later", "stop")
    )


# -- what people do about it -------------------------------------------------------------------------------------


def heard(scene: Scene) -> None:
    """They wrote or pressed something: silence is over, and what comes next is a first again."""
    tray = scene.snapshot.trays.get(scene.me.id)
    if tray is not None and scene.latest(tray).unanswered:
        scene.save(msgspec.structs.replace(scene.latest(tray), unanswered=0))


def remind(scene: Scene, items: tuple[tuple[str, str], ...], at: datetime) -> None:
    """Once more at the moment they chose, whatever the hour; it is when the item waits from (`since`)."""
    tray = tray_of(scene, scene.me.id)
    keeps = at + timedelta(days=14)
    fresh = tuple(Waiting(topic=topic, about=about, since=at, expires=keeps) for topic, about in items)
    others = tuple(one for one in tray.later if (one.topic, one.about) not in items)
    scene.save(_later(tray, (*others, *fresh)))
    scene.answer(Say(text=phrase("nudge.will_remind", when=AtMoment(at))))


def _later(tray: Tray, later: tuple[Waiting, ...]) -> Tray:
    at = min((item.since for item in later), default=None)
    return msgspec.structs.replace(tray, later=later, later_at=at)


def say_later(scene: Scene, tray: Tray) -> None:
    """The moment has come; what has settled itself meanwhile is not said."""
    person = scene.person(tray.person)
    if person is not None and person.is_paused:
        back = back_from(person, scene.at)
        waits = tuple(msgspec.structs.replace(one, since=max(one.since, back)) for one in tray.later)
        scene.save(_later(tray, waits))
        return
    come = tuple(item for item in tray.later if item.since <= scene.at)
    scene.save(_later(tray, tuple(item for item in tray.later if item.since > scene.at)))
    if person is None or is_out(person):
        return
    found = _still_true(scene, person, msgspec.structs.replace(tray, items=come))
    if found:
        blocks: list[Block] = [Say(text=phrase("nudge.as_asked"), style="quiet")]
        for _, line in found:
            blocks += [Say(text=line.text), *((Buttons(items=line.buttons),) if line.buttons else ())]
        about = About(person=person.id, pairing=_pairing_of(found))
        scene.tell(person.id, "reminder", *blocks, Buttons(items=_quiet_buttons(found)), about=about)


def stop(scene: Scene, topics: tuple[str, ...]) -> None:
    tray = tray_of(scene, scene.me.id)
    items = tuple(item for item in tray.items if item.topic not in topics)
    stopped = tuple(dict.fromkeys((*tray.stopped, *topics)))
    scene.save(_opening(msgspec.structs.replace(tray, items=items, stopped=stopped), scene.me, scene.at))
    again = Button(
        label=phrase("nudge.button.again"), action="nudge.again", data={"topics": " ".join(topics)}
    )
    names = tuple(Phrase(f"nudge.topic.{topic}") for topic in topics)
    scene.answer(Say(text=phrase("nudge.stopped", topics=Listed(names))), Buttons(items=(again,)))


def again(scene: Scene, topics: tuple[str, ...]) -> None:
    """Topics they had stopped, once more; all of them when none is named."""
    tray = tray_of(scene, scene.me.id)
    left = tuple(topic for topic in tray.stopped if topics and topic not in topics)
    if tray.stopped:
        scene.save(msgspec.structs.replace(tray, stopped=left))
    scene.answer(Say(text=phrase("nudge.on_again")))


def needs(organization: str, subject: str) -> Query:
    return Query(organization=organization, tray=subject, surveys=True, background=True)
