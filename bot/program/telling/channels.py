"""Where does the program post, and what if nobody can post there any more?

What happens to a channel is heard from the platform, or learned when something could not be posted there. The admins
hear it once, with what to do; what is for that channel waits and goes out when it is back. Names are looked up whenever
one is said, so that a new one is right everywhere at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Option, Phrase, Say, Text, phrase
from bot.events import ChannelClosed, ChannelRenamed, ChannelReopened, OfChannel
from bot.program.awareness import rotation
from bot.program.keeping import audit
from bot.program.model import Channel, Cohort, is_late
from bot.program.parts import family_button
from bot.program.snapshot import Query
from bot.program.telling import groups
from bot.scene import Scene
from bot.text.catalog import has

Away = Literal["archived", "deleted", "left"]
NONE = "none"  # of a choice: no channel
PROGRAM = "program"
# What keeps a post from going out, as a platform's refusal says it.
LEARNED: dict[str, Away] = {
    "channel_archived": "archived",
    "not_in_channel": "left",
    "channel_not_found": "left",
}


def needs(event: OfChannel) -> Query:
    return Query(place=event.place_id, admins=True)


def uses_of(scene: Scene, channel_id: str) -> tuple[str, ...]:
    """What the program posts there; nothing where it does not."""
    cohort = scene.cohort
    return tuple(use for use, row in USES.items() if cohort and row.now(cohort) == channel_id)


def options(scene: Scene, now: str = "") -> tuple[Option, ...]:
    """What may be chosen: channels in which one can post, and the one that holds now whatever became of it."""
    there = (one for one in scene.snapshot.channels if not one.away or one.id == now)
    none = Option(value=NONE, label=phrase("setup.channel.none"))
    return (*(Option(value=one.id, label=named(scene, one)) for one in there), none)


def named(scene: Scene, channel: Channel) -> Text:
    """With its team, where a platform has these: each has a channel called alike; and with the platform that it is of,
    where there are channels of several.
    """
    team = channel.address.extra.get("team_name")
    name = f"#{channel.name} ({team})" if team else f"#{channel.name}"
    if len({one.address.platform for one in scene.snapshot.channels}) < 2:
        return name
    return phrase("channels.of", channel=name, platform=Phrase(f"platform.short.{channel.address.platform}"))


def in_the_way(scene: Scene, channel_id: str) -> tuple[Block, ...]:
    """Why nothing can be posted there, with what to do; nothing where one can."""
    channel = scene.channel(channel_id)
    return _said(scene, channel, channel.away) if channel is not None and channel.away else ()


def is_shut(scene: Scene, channel_id: str) -> bool:
    """Can nothing be posted there now? Then that is said, and what was pressed can be pressed again."""
    blocked = in_the_way(scene, channel_id)
    if blocked:
        scene.answer(*blocked)
        scene.undecided = True
    return bool(blocked)


def all_in_the_way(scene: Scene) -> tuple[Block, ...]:
    """The same of every channel the program uses."""
    cohort = scene.cohort
    used = dict.fromkeys(row.now(cohort) for row in USES.values()) if cohort else {}
    return tuple(block for channel_id in used for block in in_the_way(scene, channel_id))


# -- what a platform tells ---------------------------------------------------------------------------------------


def happened(scene: Scene, event: OfChannel) -> None:
    """A channel that nobody has named is nobody's business, and what comes in late changes nothing."""
    for channel in _meant(scene, event):
        if not is_late(channel, event.happened_at):
            _happened(scene, channel, event)


def _meant(scene: Scene, event: OfChannel) -> tuple[Channel, ...]:
    if event.conversation:
        one = scene.channel(f"{event.place_id}:{event.conversation}")
        return (one,) if one else ()
    place = (event.platform, event.place, event.team)
    known = map(scene.latest, scene.snapshot.channels)
    return tuple(one for one in known if (one.address.platform, one.address.place, _team(one)) == place)


def _team(channel: Channel) -> str:
    return channel.address.extra.get("team", "")


def _happened(scene: Scene, channel: Channel, event: OfChannel) -> None:
    match event:
        case ChannelClosed():
            close(scene, msgspec.structs.replace(channel, changed_at=event.happened_at), event.how)
        case ChannelReopened():
            back = scene.save(msgspec.structs.replace(channel, away="", changed_at=event.happened_at))
            if channel.away:
                reopen(scene, back)
        case ChannelRenamed(conversation=""):
            extra = channel.address.extra | {"team_name": event.name}
            address = msgspec.structs.replace(channel.address, extra=extra)
            scene.save(msgspec.structs.replace(channel, address=address))
        case ChannelRenamed():
            name = event.name.lstrip("#")
            scene.save(msgspec.structs.replace(channel, name=name, changed_at=event.happened_at))


def close(scene: Scene, channel: Channel, how: Away, *, waits: bool = False) -> None:
    """Nothing can be posted there any more: whoever runs the program hears it once, if it is used, or if something
    `waits` to be posted there.
    """
    if channel.away in (how, "deleted"):
        return
    channel = scene.save(msgspec.structs.replace(channel, away=how))
    if how == "deleted":
        scene.resume(channel.id)  # what waited is over, today and not at the next try
    if waits or uses_of(scene, channel.id):
        _tell_admins(scene, *_said(scene, channel, how))


def reopen(scene: Scene, channel: Channel) -> None:
    """One can post there again: what waited and is still true goes out now."""
    scene.resume(channel.id)
    if uses_of(scene, channel.id):
        _tell_admins(scene, Say(text=phrase("channels.back", channel=channel.name)))


def refused(scene: Scene, channel_id: str, reason: str) -> bool:
    """A post could not go out, for a reason that an admin can mend. False when that says nothing of the channel."""
    channel, how = scene.channel(channel_id), LEARNED.get(reason)
    if channel is None or how is None:
        return False
    close(scene, channel, how, waits=True)
    return True


def _tell_admins(scene: Scene, *blocks: Block) -> None:
    for admin in scene.snapshot.admins:
        scene.tell(admin.id, "admin", *blocks)


def _said(scene: Scene, channel: Channel, how: str) -> tuple[Block, ...]:
    buttons = tuple(choose_button(use) for use in uses_of(scene, channel.id))
    own = f"channels.{channel.address.platform}.{how}"
    key = own if has(own) else f"channels.closed.{how}"
    said = Say(text=Phrase(key, {"channel": channel.name}))
    return said, *((Buttons(items=buttons),) if buttons else ())


def choose_button(use: str) -> Button:
    return family_button("channels", "choose", main=True, use=use)


# -- another one -------------------------------------------------------------------------------------------------


def choose(scene: Scene, use: str) -> None:
    """A button was pressed: which one shall it be?"""
    if scene.cohort is None or use not in USES:
        scene.answer(Say(text=phrase("button_gone")))
    else:
        scene.begin("channel", about=use)


def chosen(scene: Scene, use: str, channel_id: str) -> None:
    """It was said which: from now on what is new goes there."""
    cohort = scene.cohort
    if cohort is None or use not in USES:
        scene.answer(Say(text=phrase("setup.is_over")))
        return
    audit.note(scene, "setup")
    before = USES[use].now(cohort)
    there = scene.channel("" if channel_id == NONE else channel_id)
    USES[use].put(scene, cohort, there.id if there else "")
    if there is None:
        scene.answer(Say(text=Phrase(f"channels.none.{use}")))
        return
    old = scene.channel(before)
    kept = old is not None and old.away in ("archived", "left") and old.id != there.id
    scene.answer(
        Say(text=Phrase(f"channels.chosen.{use}", {"channel": there.name})),
        *((Say(text=phrase("channels.kept", channel=old.name), style="quiet"),) if old and kept else ()),
    )


def _put_program(scene: Scene, cohort: Cohort, channel_id: str) -> None:
    fresh = scene.save(msgspec.structs.replace(cohort, channel=channel_id))
    rotation.plan(scene, fresh)


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """Something the program has a channel for: which one `now`, and how to `put` another ("" for none)."""

    now: Callable[[Cohort], str]
    put: Callable[[Scene, Cohort, str], object]


def _of_group(side: str) -> Use:
    return Use(
        now=lambda cohort: groups.group_of(cohort, side).channel,
        put=lambda scene, cohort, channel_id: groups.put(scene, cohort, side, channel_id),
    )


USES: dict[str, Use] = {
    PROGRAM: Use(now=lambda cohort: cohort.channel, put=_put_program),
    **{side: _of_group(side) for side in groups.SIDES},
}
