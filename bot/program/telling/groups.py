"""Where mentors share advice with each other, and where mentees do: two channels, if the program wants them.

Nobody is put there. Who is in a pair hears of the group of their side when the pair is introduced, and one tap says
that they want to be in it. Each week a prompt is posted there, none of them again before all have been.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec

from bot.conversation.messages import Block, Buttons, Listed, Message, Phrase, Say, phrase
from bot.outcome import About, Send
from bot.program.awareness import rhythm
from bot.program.awareness.rotation import zone_of
from bot.program.model import AdviceGroup, Base, Channel, Cohort, Pairing, Seat, Side, seat_id
from bot.program.parts import family_button
from bot.program.platforms import platform_of
from bot.program.snapshot import Query
from bot.scene import Scene

SIDES: Final[tuple[Side, ...]] = ("mentors", "mentees")
PROMPTS: Final = 12  # of each side, "groups.mentors.1" and on
MAKE, ADD = ERRANDS = ("group", "seats")  # jobs over the network; their subject is the side
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def group_of(cohort: Cohort, side: str) -> AdviceGroup:
    """The one there is, or one without a channel; raises LookupError for no side."""
    known = next((one for one in SIDES if one == side), None)
    if known is None:
        raise LookupError(f"no side is called {side}")
    return next((one for one in cohort.groups if one.side == known), AdviceGroup(side=known))


def keep(scene: Scene, cohort: Cohort, group: AdviceGroup) -> Cohort:
    others = tuple(one for one in cohort.groups if one.side != group.side)
    return scene.save(msgspec.structs.replace(cohort, groups=(*others, group)))


def put(scene: Scene, cohort: Cohort, side: str, channel_id: str) -> Cohort:
    """From now on it is there; nowhere for ""."""
    group = msgspec.structs.replace(group_of(cohort, side), channel=channel_id, asked_by="")
    return keep(scene, cohort, planned(scene, cohort, group))


def planned(scene: Scene, cohort: Cohort, group: AdviceGroup) -> AdviceGroup:
    """With the moment of the next prompt, if there is to be one."""
    runs = bool(group.channel) and not group.paused
    moment = group.next_at or rhythm.weekly_after(scene.at, zone_of(scene, cohort))
    return msgspec.structs.replace(group, next_at=moment if runs else None)


def channel_of(scene: Scene, group: AdviceGroup) -> Channel | None:
    """Where it is, as long as one can post there."""
    found = scene.channel(group.channel)
    return found if found is not None and not found.away else None


# -- what is posted ----------------------------------------------------------------------------------------------


def prompt_of(group: AdviceGroup) -> str:
    """The number of the next prompt: what was never posted, then what was longest ago."""
    numbers = [str(number) for number in range(1, PROMPTS + 1)]
    return min(numbers, key=lambda number: (group.posted.get(number, LONG_AGO), int(number)))


def prompt_blocks(side: Side, number: str) -> tuple[Say, ...]:
    return (
        Say(text=Phrase(f"groups.prompt.{side}"), style="heading"),
        Say(text=Phrase(f"groups.{side}.{number}")),
        Say(text=phrase("groups.prompt.stays"), style="quiet"),
    )


def due(record: Base) -> datetime | None:
    if not isinstance(record, Cohort) or record.state == "closed":
        return None
    return min((group.next_at for group in record.groups if group.next_at), default=None)


def needs(organization: str, _subject: str) -> Query:
    return Query(organization=organization)


def fall_due(scene: Scene, subject: str) -> None:
    """A prompt for each group whose moment has come; where one cannot post it is left out, and not made up for."""
    cohort = scene.cohort
    if cohort is None or cohort.id != subject:
        return
    for group in cohort.groups:
        if group.next_at is not None and group.next_at <= scene.at:
            cohort = keep(scene, cohort, _prompted(scene, cohort, group, group.next_at))


def _prompted(scene: Scene, cohort: Cohort, group: AdviceGroup, moment: datetime) -> AdviceGroup:
    zone = zone_of(scene, cohort)
    following = rhythm.weekly_after(scene.at, zone)
    if not group.channel or group.paused:
        return msgspec.structs.replace(group, next_at=None)
    if channel_of(scene, group) is None:
        return msgspec.structs.replace(group, next_at=following)
    if rhythm.is_late(moment, scene.at, zone):
        return msgspec.structs.replace(group, next_at=rhythm.next_good_moment(scene.at, zone))
    number = prompt_of(group)
    blocks = prompt_blocks(group.side, number)
    scene.send(
        Send(
            kind="post",
            name=f"prompt/{group.side}",
            message=Message(blocks=blocks, summary=blocks[1].text),
            channel=group.channel,
            about=About(),
            expires=following,
        )
    )
    return msgspec.structs.replace(group, posted={**group.posted, number: scene.at}, next_at=following)


# -- who is in it ------------------------------------------------------------------------------------------------


def way_in(scene: Scene, side: Side) -> tuple[Block, ...]:
    """For somebody in a pair: there is such a group, and one tap says that they want to be in it."""
    cohort = scene.cohort
    there = channel_of(scene, group_of(cohort, side)) if cohort else None
    if there is None:
        return ()
    said = Say(text=Phrase(f"groups.ask.{side}", {"channel": there.name}))
    return said, Buttons(items=(family_button("group", "join", side=side),))


def my_ways_in(scene: Scene) -> tuple[Block, ...]:
    """Those of the sides I am on, that I have not taken yet."""
    cohort = scene.cohort
    free = [side for side in my_sides(scene) if cohort and not _has_seat(scene, group_of(cohort, side))]
    return tuple(block for side in free for block in way_in(scene, side))


def _seat(scene: Scene, side: str) -> Seat | None:
    """Mine on this side, in whatever channel that was."""
    return next((one for one in scene.snapshot.seats if one.side == side), None)


def _has_seat(scene: Scene, group: AdviceGroup) -> bool:
    known = _seat(scene, group.side)
    return known is not None and known.channel == group.channel


def my_sides(scene: Scene) -> tuple[Side, ...]:
    met = [one for one in scene.snapshot.pairings if one.is_live]
    return tuple(side for side in SIDES if any(_is_on(one, side, scene.me.id) for one in met))


def _is_on(pairing: Pairing, side: Side, person: str) -> bool:
    return person == (pairing.mentor if side == "mentors" else pairing.mentee)


def join(scene: Scene, side: str) -> None:
    """The tap. Where the bot cannot add people, whoever runs the program is asked to."""
    cohort, me = scene.cohort, scene.me
    there = channel_of(scene, group_of(cohort, side)) if cohort and side in SIDES else None
    if cohort is None or there is None:
        scene.answer(Say(text=phrase("groups.gone")))
    elif side not in my_sides(scene):
        scene.answer(Say(text=phrase("groups.pairs_only")))
    elif (known := _seat(scene, side)) and known.channel == there.id:
        scene.answer(Say(text=Phrase(f"groups.already.{known.state}", {"channel": there.name})))
    else:
        _take(scene, cohort, group_of(cohort, side), there)
        key = "adding" if platform_of(there.address.platform).makes_channels else "asked"
        scene.answer(Say(text=Phrase(f"groups.{key}", {"channel": there.name, "name": me.name})))


def _take(scene: Scene, cohort: Cohort, group: AdviceGroup, there: Channel) -> None:
    me, adds, before = scene.me, platform_of(there.address.platform).makes_channels, _seat(scene, group.side)
    seat = Seat(
        id=seat_id(cohort.id, group.side, me.id),
        organization=cohort.organization,
        version=before.version if before else 0,
        cohort=cohort.id,
        side=group.side,
        person=me.id,
        channel=there.id,
        state="wants" if adds else "told",
        at=scene.at,
    )
    scene.save(seat)
    if adds:
        scene.ask_worker(ADD, group.side)
    else:
        ask_admins(scene, there.name, (me.id,))


def ask_admins(scene: Scene, channel: str, people: tuple[str, ...]) -> None:
    """To add people by hand; they know who is in which role anyway."""
    names = Listed(tuple(scene.name(person) for person in people))
    for admin in scene.snapshot.admins:
        said = phrase("groups.add", channel=channel, names=names, count=len(people))
        scene.tell(admin.id, "admin", Say(text=said))
