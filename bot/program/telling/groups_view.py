"""`/rm-cohort groups`: where mentors share advice and where mentees do; make them, choose, see what comes next."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from bot.conversation.messages import AtMoment, Block, Button, Buttons, Phrase, Say, Value, phrase
from bot.conversation.understand import folded
from bot.events import GroupMade, JobFailed, SeatsTaken
from bot.program.keeping import audit
from bot.program.model import AdviceGroup, Channel, Cohort, Seat
from bot.program.parts import family_button, set_up_first
from bot.program.platforms import platform_of
from bot.program.snapshot import SEATS_AT_ONCE, Query
from bot.program.telling import channels, groups
from bot.scene import Scene
from bot.text.catalog import has, words_for

WORDS = frozenset({"groups", "group", "channels", "channel", "gruppen", "gruppe", "kanaele", "kanal"})


def is_asked(text: str) -> bool:
    """Does `/rm-cohort <text>` mean the groups?"""
    return folded(text.strip()) in WORDS


def show(scene: Scene) -> None:
    cohort = scene.cohort
    if cohort is None:
        scene.answer(*set_up_first())
        return
    scene.answer(
        Say(text=phrase("groups.title"), style="heading"),
        Say(text=phrase("groups.what")),
        *(block for side in groups.SIDES for block in _one(scene, cohort, groups.group_of(cohort, side))),
        Say(text=phrase("groups.steps"), style="quiet"),
        Buttons(items=tuple(_buttons(scene, cohort))),
    )


def _one(scene: Scene, cohort: Cohort, group: AdviceGroup) -> tuple[Block, ...]:
    """Where it is, and what is posted next there, in that channel's language."""
    there = scene.channel(group.channel)
    if there is None:
        return (Say(text=Phrase(f"groups.none.{group.side}")),)
    if blocked := channels.in_the_way(scene, there.id):
        return blocked
    values: dict[str, Value] = {"channel": there.name, "when": AtMoment(group.next_at or scene.at)}
    state = "next" if group.next_at else "paused"
    words = words_for(scene.organization.language, "UTC")
    prompt = words.text(Phrase(f"groups.{group.side}.{groups.prompt_of(group)}"))
    return Say(text=Phrase(f"groups.{state}.{group.side}", values)), Say(
        text=phrase("feedback.quoted", words=prompt)
    )


def _buttons(scene: Scene, cohort: Cohort) -> Iterator[Button]:
    ours = [groups.group_of(cohort, side) for side in groups.SIDES]
    if _can_make(scene) and not all(group.channel for group in ours):
        yield family_button("groups", "make", main=True)
    yield from (family_button("groups", group.side) for group in ours)
    if any(group.channel for group in ours):
        yield family_button("groups", "on" if all(group.paused for group in ours) else "stop")


def _can_make(scene: Scene) -> bool:
    return any(
        platform_of(one.platform).makes_channels and one.closed_at is None for one in scene.snapshot.places
    )


# -- what its buttons do -----------------------------------------------------------------------------------------


def _make(scene: Scene, cohort: Cohort) -> None:
    """Those that are not there yet. What that takes is said; whether it is allowed, only the platform can tell."""
    missing = [side for side in groups.SIDES if not groups.group_of(cohort, side).channel]
    if not missing or not _can_make(scene):
        show(scene)
        return
    for side in missing:
        asked = msgspec.structs.replace(groups.group_of(cohort, side), asked_by=scene.me.id)
        cohort = groups.keep(scene, cohort, asked)
        scene.ask_worker(groups.MAKE, side)
    audit.note(scene, "groups")
    scene.answer(Say(text=phrase("groups.making")))


def _turn(*, paused: bool) -> Callable[[Scene, Cohort], None]:
    def turn(scene: Scene, cohort: Cohort) -> None:
        for side in groups.SIDES:
            group = msgspec.structs.replace(groups.group_of(cohort, side), paused=paused)
            cohort = groups.keep(scene, cohort, groups.planned(scene, cohort, group))
        audit.note(scene, "groups")
        show(scene)

    return turn


def _choose(side: str) -> Callable[[Scene, Cohort], None]:
    return lambda scene, _cohort: channels.choose(scene, side)


ACTS: dict[str, Callable[[Scene, Cohort], None]] = {
    "show": lambda scene, _cohort: show(scene),
    "make": _make,
    "stop": _turn(paused=True),
    "on": _turn(paused=False),
    **{side: _choose(side) for side in groups.SIDES},
}


def act(scene: Scene, name: str) -> None:
    if scene.cohort is None:
        show(scene)
    else:
        ACTS[name](scene, scene.cohort)


# -- what came of it ---------------------------------------------------------------------------------------------


def needs(event: GroupMade | SeatsTaken) -> Query:
    wanting = event.side if isinstance(event, SeatsTaken) else ""
    return Query(organization=event.organization, admins=True, wanting=wanting)


def needs_failed(event: JobFailed) -> Query:
    return Query(organization=event.organization, admins=True, wanting=event.subject)


def made(scene: Scene, event: GroupMade) -> None:
    """The channel can be chosen for other things, too; where another was chosen meanwhile, that one stays."""
    address, cohort = event.channel, scene.cohort
    record_id = f"{address.platform}:{address.place}:{address.conversation}"
    if scene.channel(record_id) is None:
        scene.save(Channel(id=record_id, organization=event.organization, name=event.name, address=address))
    group = groups.group_of(cohort, event.side) if cohort else None
    if cohort is None or group is None or group.channel:
        return
    groups.put(scene, cohort, event.side, record_id)
    if group.asked_by:
        said = Phrase(f"groups.made.{event.side}", {"channel": event.name})
        scene.tell(group.asked_by, "admin", Say(text=said), Buttons(items=(family_button("groups", "show"),)))


def taken(scene: Scene, event: SeatsTaken) -> None:
    """They are in; whom the platform did not take, whoever runs the program is asked to add."""
    wanting = {seat.person: seat for seat in scene.snapshot.seats}
    for person in event.people:
        if person in wanting:
            scene.save(msgspec.structs.replace(wanting[person], state="in"))
    _by_hand(scene, event.side, [wanting[person] for person in event.refused if person in wanting])
    if len(event.people) + len(event.refused) >= SEATS_AT_ONCE:
        scene.ask_worker(groups.ADD, event.side)


def failed(scene: Scene, event: JobFailed) -> None:
    """Who asked for channels hears what is missing; who wants to be in one is added by hand."""
    cohort, side = scene.cohort, event.subject
    if cohort is None or side not in groups.SIDES:
        return
    if event.kind == groups.ADD:
        _by_hand(scene, side, list(scene.snapshot.seats))
        return
    group = groups.group_of(cohort, side)
    groups.keep(scene, cohort, msgspec.structs.replace(group, asked_by=""))
    known = f"groups.failed.{event.reason}"
    why = Phrase(known if has(known) else "groups.failed.other", {"code": event.reason})
    first = groups.group_of(cohort, groups.SIDES[0])
    if group.asked_by and (side == first.side or first.channel):  # else the same was said of the first
        scene.tell(
            group.asked_by,
            "admin",
            Say(text=why),
            Say(text=phrase("groups.steps")),
            Buttons(items=tuple(family_button("groups", one) for one in groups.SIDES)),
        )


def _by_hand(scene: Scene, side: str, seats: list[Seat]) -> None:
    cohort = scene.cohort
    there = scene.channel(groups.group_of(cohort, side).channel) if cohort else None
    if there is None or not seats:
        return
    for seat in seats:
        scene.save(msgspec.structs.replace(seat, state="told"))
    groups.ask_admins(scene, there.name, tuple(seat.person for seat in seats))
