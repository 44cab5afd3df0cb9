"""`/rm-announce`: what the channel reads next; post it or another, turn that off and on, name who goes first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation.messages import (
    AtMoment,
    Block,
    Button,
    Buttons,
    Divider,
    Phrase,
    Say,
    Value,
    phrase,
)
from bot.conversation.understand import folded
from bot.flows.hearing import LONGEST_NAMES
from bot.program.awareness import naming, posts, rotation
from bot.program.keeping import audit
from bot.program.model import Awareness, Cohort
from bot.program.parts import command_button, family_button, set_up_first
from bot.program.telling import channels
from bot.scene import Scene

OFF = frozenset({"stop", "off", "pause", "halt", "stopp", "aus", "anhalten", "pausieren"})
ON = frozenset({"on", "start", "resume", "again", "go", "an", "ein", "weiter", "wieder"})
SPONSOR = "sponsor"


def announce(scene: Scene, text: str) -> None:
    """`/rm-announce`, `/rm-announce stop`, `/rm-announce on`, `/rm-announce sponsor Vera Lang`."""
    said = folded(text)
    first, _, rest = text.strip().partition(" ")
    if scene.cohort is None:
        scene.answer(*set_up_first())
    elif said in OFF or said in ON:
        turn(scene, paused=said in OFF)
    elif folded(first) == SPONSOR and rest.strip():
        if len(rest) > LONGEST_NAMES:
            scene.answer(Say(text=phrase("nominate.long")))
        else:
            naming.by_name(scene, rest)
    elif folded(first) == SPONSOR:
        scene.begin("sponsor_who")
    else:
        show(scene)


def _running(scene: Scene) -> Cohort | None:
    """The program there is; if none, says how to begin."""
    if scene.cohort is None:
        scene.answer(*set_up_first())
    return scene.cohort


def show(scene: Scene, *notes: Say, after: str = "", first: str = "") -> None:
    """What is next, as it will stand there; with `after`, the one in turn behind that post; with `first`, that one."""
    cohort = _running(scene)
    if cohort is None:
        return
    awareness = rotation.plan(scene, cohort)
    names = rotation.in_turn(scene, cohort, awareness)
    place = (names.index(after) + 1) % len(names) if after in names else 0
    place = names.index(first) if first in names else place
    scene.answer(
        *notes,
        Say(text=phrase("announce.title"), style="heading"),
        *(channels.in_the_way(scene, cohort.channel) or (Say(text=_when(scene, cohort, awareness)),)),
        *_preview(scene, cohort, awareness, names[place]),
        *_sponsor_line(scene, awareness),
        Buttons(items=_buttons(cohort, awareness, names[place])),
    )


def _when(scene: Scene, cohort: Cohort, awareness: Awareness) -> Phrase:
    if not cohort.channel:
        return phrase("announce.no_channel")
    channel = next((one.name for one in scene.snapshot.channels if one.id == cohort.channel), "")
    if awareness.paused or awareness.next_at is None:
        return phrase("announce.paused", channel=channel)
    return phrase("announce.next", channel=channel, when=AtMoment(awareness.next_at))


def _preview(scene: Scene, cohort: Cohort, awareness: Awareness, name: str) -> tuple[Block, ...]:
    return (Divider(), *posts.preview(scene, name, cohort, awareness), Divider())


def _buttons(cohort: Cohort, awareness: Awareness, name: str) -> tuple[Button, ...]:
    other = family_button("announce", "other", post=name)
    who, skills = family_button("announce", "sponsor"), family_button("supply", "show")
    if not cohort.channel:
        return command_button("setup", called="set_up_again", main=True), other, who, skills
    turned = family_button("announce", "on" if awareness.paused else "stop")
    return family_button("announce", "post", main=True, post=name), other, turned, who, skills


def _sponsor_line(scene: Scene, awareness: Awareness) -> tuple[Block, ...]:
    """Only a yes is told; anything else reads alike."""
    if not awareness.sponsor:
        return ()
    key = "announce.sponsor_agreed" if posts.agreed_sponsor(scene, awareness) else "announce.sponsor_asked"
    return (Say(text=Phrase(key, {"name": scene.name(awareness.sponsor)}), style="quiet"),)


def show_post(scene: Scene, data: Mapping[str, str]) -> None:
    """The post that was offered elsewhere; or that it cannot go any more, and what is next."""
    cohort, name = _running(scene), data.get("post", "")
    if cohort is None or not scene.sees(awareness=True):
        return
    names = rotation.in_turn(scene, cohort, rotation.awareness_of(scene, cohort))
    show(scene, *(() if name in names else (Say(text=phrase("announce.not_now")),)), first=name)


# -- what its buttons do -------------------------------------------------------------------------------------------


def post_now(scene: Scene, data: Mapping[str, str]) -> None:
    """The one that was shown, unless it was posted meanwhile."""
    cohort, name = _running(scene), data.get("post", "")
    if cohort is None:
        return
    awareness = rotation.plan(scene, cohort)
    names = rotation.in_turn(scene, cohort, awareness)
    if not cohort.channel or name not in names:
        show(scene, *(() if not cohort.channel else (Say(text=phrase("announce.not_now")),)))
    elif channels.is_shut(scene, cohort.channel):
        return
    elif rotation.posted_today(scene, cohort, awareness, name):
        scene.answer(Say(text=phrase("announce.posted_already")))
    else:
        rotation.post(scene, name, cohort, awareness)
        audit.note(scene, "announce_post")
        channel = next((one.name for one in scene.snapshot.channels if one.id == cohort.channel), "")
        said: dict[str, Value] = {"title": posts.title(scene, name), "channel": channel}
        scene.answer(Say(text=Phrase("announce.posted", said)))


def turn(scene: Scene, *, paused: bool) -> None:
    cohort = _running(scene)
    if cohort is None:
        return
    if rotation.awareness_of(scene, cohort).paused == paused and scene.snapshot.awareness is not None:
        show(scene, Say(text=phrase("announce.is_off" if paused else "announce.is_on")))
        return
    rotation.pause(scene, cohort, paused=paused)
    audit.note(scene, "announce_stop" if paused else "announce_on")
    if paused:
        on = Buttons(items=(family_button("announce", "on"),))
        scene.answer(Say(text=phrase("announce.turned_off")), on)
    else:
        show(scene, Say(text=phrase("announce.turned_on")))


def _name(scene: Scene, data: Mapping[str, str]) -> None:
    naming.name(scene, data.get("person", ""))


BUTTONS: dict[str, Callable[[Scene, Mapping[str, str]], None]] = {
    "announce.post": post_now,
    "announce.other": lambda scene, data: show(scene, after=data.get("post", "")),
    "announce.stop": lambda scene, _data: turn(scene, paused=True),
    "announce.on": lambda scene, _data: turn(scene, paused=False),
    "announce.sponsor": lambda scene, _data: scene.begin("sponsor_who"),
    "announce.name": _name,
}
