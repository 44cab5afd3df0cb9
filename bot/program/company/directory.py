"""The list of people that a platform keeps of a place: read page by page, at night, and what comes of it.

A job of the kind "roster" fetches one page over the network and reports with `DirectoryRead`; this step takes the page
in and asks for the next one, in one commit, so that what a crash cuts short goes on where it was. Only what changes for
people whom the program knows is kept. Read next: `listed.py` (an entry), `departures.py` (who is taken out).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b

import msgspec

from bot.conversation.messages import Buttons, Phrase, Say, phrase
from bot.events import DirectoryAsked, DirectoryRead, JobFailed, ProfilesRead
from bot.program.calendar import zone_named
from bot.program.company import departures, listed, profiles
from bot.program.company.directory_words import button, outcome
from bot.program.dues import Rule, still
from bot.program.model import Base, Place, Reading, reading_id
from bot.program.platforms import platform_of
from bot.program.snapshot import Query
from bot.program.telling.digest import zone_of
from bot.scene import Scene
from bot.text.catalog import has

NIGHT, NIGHT_MINUTES = time(1), 240  # readings are spread over these hours
STALLED = timedelta(hours=20)  # a reading that has not come to an end by then begins anew
MOST_OUT = 500  # of one list; the others are still in the next one
FEW_OF_NONE = 2  # and so many where not one entry could be read
FEW = 10  # so many may be deactivated at once in however small a company
JOB = "roster"


def begin(scene: Scene, place: Place) -> None:
    """A place is new: its list is read at once, and every night from then on."""
    if platform_of(place.platform).lists:
        reading = Reading(
            id=reading_id(place.id), organization=place.organization, place=place.id, next_at=scene.at
        )
        scene.save(reading)


def needs_asked(event: DirectoryAsked) -> Query:
    return Query(organization=event.organization, roster=event.place)


def asked(scene: Scene, event: DirectoryAsked) -> None:
    """A place from before there were such lists."""
    place = next((one for one in scene.snapshot.places if one.id == event.place), None)
    if place is not None and not scene.snapshot.readings:
        begin(scene, place)


# -- when ------------------------------------------------------------------------------------------------------------


def due(record: Base) -> datetime | None:
    return record.next_at if isinstance(record, Reading) else None


def fall_due(scene: Scene, _subject: str) -> None:
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None or not still(scene, due(reading)):
        return
    if _is_closed(scene, reading):
        scene.save(msgspec.structs.replace(reading, next_at=_night(scene, reading)))
    else:
        start(scene, reading)


def _is_closed(scene: Scene, reading: Reading) -> bool:
    """Is the app not installed there at present? Then nobody can be asked, and nothing is wrong."""
    places = (one for one in scene.snapshot.places if one.id == reading.place)
    return any(one.closed_at is not None for one in places)


def installed(scene: Scene) -> None:
    """The app has been installed (again): the list of the place is read at once."""
    for reading in scene.snapshot.readings:
        start(scene, reading)


def start(scene: Scene, reading: Reading) -> bool:
    """Begin with the first page, unless a reading is under way; the next one is due in the night to come."""
    reading = msgspec.structs.replace(reading, next_at=_night(scene, reading))
    running = reading.begun_at is not None and scene.at - reading.begun_at < STALLED
    if not running:
        reading = msgspec.structs.replace(
            reading,
            begun_at=scene.at,
            cursor="",
            page=0,
            seen=0,
            left=(),
            outside=(),
            out_at=None,
            changed=0,
            found=0,
        )
        scene.ask_worker(JOB, reading.id)
    scene.save(reading)
    return not running


def _night(scene: Scene, reading: Reading) -> datetime:
    """In the night where the program is, not all places of a server at once."""
    cohort = scene.cohort or scene.snapshot.last_cohort
    zone = zone_of(scene, cohort) if cohort else zone_named("UTC")
    spread = int.from_bytes(blake2b(reading.place.encode(), digest_size=4).digest()) % NIGHT_MINUTES
    today = scene.at.astimezone(zone).date()
    nights = (
        datetime.combine(today + timedelta(days=ahead), NIGHT, zone).astimezone(UTC)
        + timedelta(minutes=spread)
        for ahead in range(3)
    )
    return next(moment for moment in nights if moment > scene.at + timedelta(hours=1))


# -- a page ----------------------------------------------------------------------------------------------------------


def needs(event: DirectoryRead) -> Query:
    return Query(
        organization=event.organization,
        roster=event.place,
        entries=listed.entries(event.place, event.members),
        admins=event.begun is not None and not event.cursor,
    )


def read(scene: Scene, event: DirectoryRead) -> None:
    """Take entries in; a page that is not the next one of the reading under way is none."""
    reading = next(iter(scene.snapshot.readings), None)
    if event.begun is None:
        found = listed.take(scene, event)
        if reading is not None and found.left + found.outside:
            _out(scene, reading, found)
    elif reading is not None and (reading.begun_at, reading.page + 1) == (event.begun, event.page):
        _page(scene, event, reading)


def _out(scene: Scene, reading: Reading, found: listed.Found) -> None:
    """Somebody who was looked up has left, or is a guest: no list is needed to know it. While one is read they wait for
    its end, for who else stands there is taken out by a complete list only.
    """
    left, outside = (*reading.left, *found.left), (*reading.outside, *found.outside)
    at = None if reading.begun_at is not None else reading.out_at or scene.at
    scene.save(msgspec.structs.replace(reading, left=_once(left), outside=_once(outside), out_at=at))


def _once(people: tuple[str, ...], here: tuple[str, ...] = ()) -> tuple[str, ...]:
    """In a company of several workspaces somebody may stand in two lists, and is switched off in one of them."""
    return tuple(one for one in dict.fromkeys(people) if one not in here)[:MOST_OUT]


def _page(scene: Scene, event: DirectoryRead, reading: Reading) -> None:
    if "title" in reading.fields:  # then another field of the profile says it
        members = tuple(msgspec.structs.replace(one, title="") for one in event.members)
        event = msgspec.structs.replace(event, members=members)
    found = listed.take(scene, event)
    reading = msgspec.structs.replace(
        reading,
        page=event.page,
        cursor=event.cursor,
        seen=reading.seen + len(event.members),
        left=_once((*reading.left, *found.left), found.here),
        outside=_once((*reading.outside, *found.outside), found.here),
        changed=reading.changed + found.changed,
        found=reading.found + found.found,
    )
    if event.cursor:
        scene.save(reading)
        scene.ask_worker(JOB, reading.id)
    elif is_partial(reading) and (reading.read_at is not None or reading.fields):
        scene.save(msgspec.structs.replace(reading, profiles_after=""))
        scene.ask_worker(profiles.JOB, reading.id)
    else:
        _ended(scene, reading)


def looked_up(scene: Scene, event: ProfilesRead) -> None:
    """Some of those we know were asked about one by one: what stands in their profiles, and are they still here?"""
    reading = profiles.current(scene, event)
    if reading is None:
        return
    under_way = reading.begun_at is not None and is_partial(reading)
    if under_way:
        found = listed.take(scene, event)
        reading = msgspec.structs.replace(
            reading,
            left=_once((*reading.left, *found.left)),
            outside=_once((*reading.outside, *found.outside)),
            changed=reading.changed + found.changed,
        )
    reading = profiles.read(scene, event, reading)
    if under_way and not event.after:
        _ended(scene, reading)


def is_partial(reading: Reading) -> bool:
    return platform_of(reading.place).is_partial


def _ended(scene: Scene, reading: Reading) -> None:
    if is_short(reading):
        _is_short(scene, reading)
    else:
        _complete(scene, reading)


def is_short(reading: Reading) -> bool:
    """Has the list lost more than a tenth since the last one? Then it may be cut off, and nobody is taken out."""
    lost = reading.seen * 10 < reading.people * 9 and not is_partial(reading)
    many = len(reading.left) > FEW and len(reading.left) * 10 > reading.seen
    nobody = len(reading.left) > FEW_OF_NONE and not reading.seen
    return not reading.trusted and (lost or many or nobody)


def _is_short(scene: Scene, reading: Reading) -> None:
    told = reading.short
    over = msgspec.structs.replace(_over(reading), left=(), outside=(), short=True)
    scene.save(over)
    said = phrase("directory.short", before=reading.people, now=reading.seen, left=len(reading.left))
    for admin in scene.snapshot.admins:
        if not told or admin.id in reading.asked_by:
            scene.tell(
                admin.id,
                "admin",
                Say(text=said),
                Buttons(items=(button("trust", reading), button("sync", reading))),
            )


def _complete(scene: Scene, reading: Reading) -> None:
    out = bool(reading.left or reading.outside)
    over = msgspec.structs.replace(
        _over(reading),
        read_at=scene.at,
        people=reading.seen,
        told_changed=reading.changed,
        told_found=reading.found,
        told_left=0,
        out_at=scene.at if out else None,
        short=False,
        trusted=False,
        troubled=False,
        profiles_after=reading.profiles_after if reading.fields_off_at else "",
    )
    if reading.fields and not is_partial(reading):
        scene.ask_worker(profiles.JOB, reading.id)
    scene.save(over)
    for admin in reading.asked_by:
        scene.tell(admin, "admin", *outcome(over, leaving=len(reading.left)))


def _over(reading: Reading) -> Reading:
    return msgspec.structs.replace(reading, begun_at=None, cursor="", page=0, asked_by=())


# -- it could not be read --------------------------------------------------------------------------------------------


def needs_failed(event: JobFailed) -> Query:
    return Query(organization=event.organization, roster=event.subject.removeprefix("reading:"), admins=True)


def failed(scene: Scene, event: JobFailed) -> None:
    """Nobody is taken out by what was read of it. The admins hear once, until it can be read again."""
    reading = next(iter(scene.snapshot.readings), None)
    if reading is None or event.kind not in (JOB, profiles.JOB):
        return
    scene.save(msgspec.structs.replace(_over(reading), left=(), outside=(), troubled=True))
    known = f"directory.failed.{event.reason}"
    why = Phrase(known if has(known) else "directory.failed.other", {"code": event.reason})
    for admin in scene.snapshot.admins:
        if not reading.troubled or admin.id in reading.asked_by:
            again = Buttons(items=(button("sync", reading),))
            scene.tell(admin.id, "admin", Say(text=phrase("directory.failed.said", why=why)), again)


def _needs(organization: str, subject: str) -> Query:
    return Query(organization=organization, roster=subject.removeprefix("reading:"))


RULES = (
    Rule(name="read_list", record=Reading, after=due, needs=_needs, act=fall_due),
    *departures.RULES,
    *profiles.RULES,
)
