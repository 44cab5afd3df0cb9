"""Which post comes next, and when? By itself one every two weeks, never the same twice until all have been.

What has been posted when is kept in the `Awareness` record of the cohort: two posts at the same moment, by the rotation
and by hand or by two copies, lose a race for it, and the second looks again.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from bot.outcome import About, Send
from bot.program.awareness import rhythm
from bot.program.awareness.posts import POSTS, RANK, SPONSOR, TOPICS, WANTED, message
from bot.program.dues import still
from bot.program.model import Awareness, Base, Cohort, PostedIn, awareness_id
from bot.scene import Scene

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def zone_of(scene: Scene, cohort: Cohort) -> str:
    """Where the channel's clock is read (IANA, "" while unknown)."""
    opener = scene.person(cohort.opened_by)
    return cohort.zone or (opener.timezone if opener else "")


def awareness_of(scene: Scene, cohort: Cohort) -> Awareness:
    """The record as it is, or the one that begins now."""
    known = scene.snapshot.awareness
    if known is not None and known.cohort == cohort.id:
        return scene.latest(known)
    fresh = Awareness(
        id=awareness_id(cohort.id),
        organization=cohort.organization,
        cohort=cohort.id,
        look_at=rhythm.look_after(cohort, scene.at),
    )
    return scene.latest(fresh)


def plan(scene: Scene, cohort: Cohort) -> Awareness:
    """Set the next post where there is none yet, and take it away where there is no channel. Gives what holds now."""
    awareness = awareness_of(scene, cohort)
    runs = bool(cohort.channel) and not awareness.paused
    next_at = awareness.next_at
    if runs and next_at is None:
        next_at = rhythm.first_slot(scene.at, zone_of(scene, cohort))
    planned = msgspec.structs.replace(awareness, next_at=next_at if runs else None)
    if planned == awareness and awareness.version:
        return awareness
    return scene.save(planned)


def pause(scene: Scene, cohort: Cohort, *, paused: bool) -> Awareness:
    """Turn the rotation off or on again; what was next before is not made up for."""
    awareness = awareness_of(scene, cohort)
    scene.save(msgspec.structs.replace(awareness, paused=paused, next_at=None))
    return plan(scene, cohort)


# -- which one ---------------------------------------------------------------------------------------------------


def in_turn(scene: Scene, cohort: Cohort, awareness: Awareness) -> tuple[str, ...]:
    """What may be posted now: what has waited longest first, and what was never posted before all that was.

    Of people's wishes it goes by what was found at the last fixed look alone: else whoever tries the post about topics
    after somebody has left could tell what that person wished for.
    """
    ready = [name for name, post in POSTS.items() if post.says(scene, cohort, awareness)]
    told = {TOPICS: awareness.topics_at, WANTED: awareness.counted_at}
    for name in told.keys() & set(ready):
        if not _may_go(scene, awareness, name, told[name]):
            ready.remove(name)
    return tuple(sorted(ready, key=lambda name: (awareness.posted.get(name, LONG_AGO), RANK[name])))


def _may_go(scene: Scene, awareness: Awareness, name: str, found_at: datetime | None) -> bool:
    """What a look found is told once, and until the look after."""
    last = awareness.posted.get(name)
    return (
        found_at is not None and scene.at < found_at + rhythm.LOOK_EVERY and (last is None or last < found_at)
    )


def posted_today(scene: Scene, cohort: Cohort, awareness: Awareness, name: str = "") -> bool:
    """Was this post, or any, posted on this day of the channel's?"""
    zone = zone_of(scene, cohort)
    today = rhythm.day_of(scene.at, zone)
    moments = (at for post, at in awareness.posted.items() if name in ("", post))
    return any(rhythm.day_of(at, zone) == today for at in moments)


def post(scene: Scene, name: str, cohort: Cohort, awareness: Awareness) -> Awareness:
    """Put it into the channel and remember it. Where one cannot post for so long, the next comes instead."""
    about_sponsor = name == SPONSOR
    outbox = scene.send(
        Send(
            kind="post",
            name="post",
            message=message(scene, name, cohort, awareness),
            channel=cohort.channel,
            about=About(person=awareness.sponsor if about_sponsor else ""),
            unless=("consent_withdrawn",) if about_sponsor else (),
            expires=rhythm.slot_after(scene.at, zone_of(scene, cohort)),
        )
    )
    if about_sponsor:
        sponsor = scene.latest(scene.snapshot.sponsors[awareness.sponsor])
        stands = PostedIn(outbox=outbox, channel=cohort.channel)
        scene.save(msgspec.structs.replace(sponsor, posts=(*sponsor.posts, stands)))
    return scene.save(msgspec.structs.replace(awareness, posted={**awareness.posted, name: scene.at}))


# -- what falls due ----------------------------------------------------------------------------------------------


def next_at(record: Base) -> datetime | None:
    return record.next_at if isinstance(record, Awareness) else None


def rotate(scene: Scene, subject: str) -> None:
    """The moment has come: post the next one, unless today is no good day for it or something was posted already."""
    awareness, cohort = scene.snapshot.awareness, scene.cohort
    if awareness is None or cohort is None or awareness.id != subject or not still(scene, awareness.next_at):
        return
    zone = zone_of(scene, cohort)
    if not cohort.channel or awareness.paused or cohort.state == "closing":
        scene.save(msgspec.structs.replace(awareness, next_at=None))
    elif awareness.next_at and rhythm.is_late(awareness.next_at, scene.at, zone):
        later = rhythm.next_good_moment(scene.at, zone)
        scene.save(msgspec.structs.replace(awareness, next_at=later))
    else:
        planned = msgspec.structs.replace(awareness, next_at=rhythm.slot_after(scene.at, zone))
        names = in_turn(scene, cohort, planned)
        if posted_today(scene, cohort, awareness):
            scene.save(planned)
        else:
            post(scene, names[0], cohort, planned)
