"""The Monday digest: when it is made, for whom, and what is kept of it. `digest_view.py` has its words.

A report (`cohorts/report.py`) is made the same way, and so is the post with which a program ends: `VIEWS` has them.

A digest is a record. The worker counts (`metrics.py`) and draws, and reports with `DigestMade`; then the record says
what was shown and the message goes out: into the channel, or, as a preview, the very same to the admin who asked.
What is published about answers for the first time is kept in the same commit (`Release`): whoever looks next, in the
channel or in a preview, is shown that and nothing newer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from bot.conversation.messages import Block, Buttons, Chart, Message, OnDay, Phrase, Say, ZoneName, phrase
from bot.events import DigestMade, Event, Pressed, Submitted
from bot.outcome import About, Send
from bot.program.calendar import zone_named
from bot.program.cohorts import report_view
from bot.program.keeping import audit
from bot.program.model import Base, Cohort, Digest, PostedIn
from bot.program.parts import command_button, family_button, set_up_first
from bot.program.snapshot import Query, Snapshot
from bot.program.telling import channels, digest_view
from bot.scene import Scene, summary_of

HOUR = time(9)
MONDAY, SATURDAY = 0, 5
LATE = timedelta(hours=6)  # then there was downtime, and it waits for a morning
A_DAY = timedelta(days=1)
PNG = "image/png"
Kind = Literal["week", "report", "closing"]


def needs_cohort(organization: str, _subject: str) -> Query:
    return Query(organization=organization, digest="last")


def zone_of(scene: Scene, cohort: Cohort) -> ZoneInfo:
    """Where the channel's clock is read: the zone that was set, else that of whoever set the program up."""
    opener = scene.person(cohort.opened_by)
    return zone_named(cohort.zone or (opener.timezone if opener else ""))


def morning(at: datetime, zone: ZoneInfo, *, monday: bool = True) -> datetime:
    """The next nine o'clock in a zone (UTC), later than `at`: of a Monday, or of any Monday to Friday."""
    today = at.astimezone(zone).date()
    days = (today + A_DAY * ahead for ahead in range(9))
    fit = (day for day in days if (day.weekday() == MONDAY or not monday) and day.weekday() < SATURDAY)
    moments = (datetime.combine(day, HOUR, zone).astimezone(UTC) for day in fit)
    return next(moment for moment in moments if moment > at)


def due(record: Base) -> datetime | None:
    is_over = isinstance(record, Cohort) and record.state == "closed"
    return record.digest_at if isinstance(record, Cohort) and not is_over else None


def fall_due(scene: Scene, _subject: str) -> None:
    """The newest only, however many Mondays were missed; long after its hour it waits for a morning. Without a channel
    there is nobody to read it: then `/rm-digest` shows it to whoever asks. On the last day the closing post is enough.
    """
    cohort = scene.cohort
    moment = due(cohort) if cohort else None
    if cohort is None or moment is None or moment > scene.at:
        return
    zone = zone_of(scene, cohort)
    if scene.at - moment > LATE:
        scene.save(msgspec.structs.replace(cohort, digest_at=morning(scene.at, zone, monday=False)))
        return
    scene.save(msgspec.structs.replace(cohort, digest_at=morning(scene.at, zone)))
    is_last_day = cohort.closes_at is not None and cohort.closes_at - scene.at < A_DAY
    if cohort.channel and not is_last_day:
        make(scene, cohort, to_channel=True)


def make(scene: Scene, cohort: Cohort, *, to_channel: bool, asked_by: str = "", kind: Kind = "week") -> None:
    """Have it counted; of a program that is over it says, whenever it is asked for, what was true on its last day."""
    is_over, ended = cohort.state == "closed", cohort.closes_at
    at = ended if is_over and ended else scene.at
    shown = shown_by(scene.event) if to_channel else ""
    digest = Digest(
        id=posted_as(shown) if shown else scene.new_id("digest" if kind == "week" else f"digest/{kind}"),
        organization=scene.organization.id,
        cohort=cohort.id,
        kind=kind,
        day=at.astimezone(zone_of(scene, cohort)).date(),
        asked_by=asked_by,
        to_channel=to_channel,
        made_at=scene.at,
    )
    scene.save(digest)
    scene.ask_worker("digest", digest.id)


# -- for those who run the program -------------------------------------------------------------------------------


def shown_by(event: Event) -> str:
    """The digest below which the button stood that posts it; "" for one that was asked for in words."""
    return event.data.get("shown", "") if isinstance(event, Pressed) else ""


def posted_as(shown: str) -> str:
    """What a digest that somebody looked at is called in the channel: so it gets there once, however often pressed."""
    return f"{shown}:posted"


def needs_post(event: Pressed | Submitted) -> Query:
    shown = shown_by(event)
    return Query(sender=event.sender, digest=posted_as(shown) if shown else "")


def is_posted(scene: Scene) -> bool:
    shown, found = shown_by(scene.event), scene.snapshot.digest
    if not shown or found is None or found.id != posted_as(shown):
        return False
    scene.answer(Say(text=phrase("digest.posted_already")))
    return True


WORDS = {
    "preview": "preview", "vorschau": "preview", "": "preview",
    "now": "now", "jetzt": "now",
    "off": "off", "aus": "off", "stop": "off",
    "on": "on", "an": "on", "start": "on",
}  # fmt: skip


def command(scene: Scene, text: str) -> None:
    """`/rm-digest`, `/rm-digest preview`, `/rm-digest now`, `/rm-digest off`, `/rm-digest on`."""
    act(scene, WORDS.get(text.strip().casefold(), ""))


def act(scene: Scene, name: str) -> None:
    """What a word after the command, or a button, asks for."""
    cohort = scene.cohort
    if cohort is None:
        scene.answer(*set_up_first())
    elif name in ACTS:
        ACTS[name](scene, cohort)
    else:
        ways = (command_button("digest", main=True), family_button("digest", "now"))
        scene.answer(Say(text=phrase("digest.usage")), Buttons(items=ways))


def _preview(scene: Scene, cohort: Cohort) -> None:
    audit.note(scene, "digest")
    make(scene, cohort, to_channel=False, asked_by=scene.me.id)
    scene.answer(Say(text=phrase("digest.counting")))


def _now(scene: Scene, cohort: Cohort) -> None:
    """Into the channel at once; Monday's comes all the same."""
    if not cohort.channel:
        scene.answer(Say(text=phrase("digest.no_channel")))
        return
    if channels.is_shut(scene, cohort.channel) or is_posted(scene):
        return
    audit.note(scene, "digest_now")
    make(scene, cohort, to_channel=True, asked_by=scene.me.id)
    scene.answer(Say(text=phrase("digest.posting", channel=channel_of(scene, cohort))))


def _off(scene: Scene, cohort: Cohort) -> None:
    audit.note(scene, "digest_off")
    scene.save(msgspec.structs.replace(cohort, digest_at=None))
    scene.answer(Say(text=phrase("digest.is_off")), Buttons(items=(family_button("digest", "on"),)))


def _on(scene: Scene, cohort: Cohort) -> None:
    audit.note(scene, "digest_on")
    zone = zone_of(scene, cohort)
    kept = scene.save(msgspec.structs.replace(cohort, digest_at=cohort.digest_at or morning(scene.at, zone)))
    scene.answer(Say(text=_next(scene, kept)), Buttons(items=(command_button("digest"),)))


ACTS: dict[str, Callable[[Scene, Cohort], None]] = {
    "preview": _preview,
    "now": _now,
    "off": _off,
    "on": _on,
}


def _next(scene: Scene, cohort: Cohort) -> Phrase:
    """When and where the next one comes; that none does."""
    if cohort.digest_at is None:
        return phrase("digest.is_off")
    if not cohort.channel:
        return phrase("digest.no_channel")
    zone = zone_of(scene, cohort)
    day = OnDay(cohort.digest_at.astimezone(zone).date())
    return phrase("digest.next", channel=channel_of(scene, cohort), day=day, zone=ZoneName(zone.key))


def channel_of(scene: Scene, cohort: Cohort) -> Phrase | str:
    found = scene.channel(cohort.channel)
    return f"#{found.name}" if found else phrase("failed.channel")


# -- when it has been counted ------------------------------------------------------------------------------------


def made(scene: Scene, event: DigestMade) -> None:
    digest, cohort = scene.snapshot.digest, scene.snapshot.digest_cohort
    if digest is None or cohort is None or digest.state != "making":
        return
    if digest.to_channel and not cohort.channel:  # somebody took it away while this was counted
        scene.save(msgspec.structs.replace(digest, state="shown"))
        reader = digest.asked_by or cohort.opened_by
        scene.tell(reader, "admin", Say(text=phrase("digest.no_channel")))
        return
    known = {release.id for release in scene.snapshot.releases}
    fresh = tuple(scene.save(release) for release in event.releases if release.id not in known)
    view = VIEWS[digest.kind](
        scene=scene,
        cohort=cohort,
        digest=digest,
        figures=event.figures,
        releases=(*scene.snapshot.releases, *fresh),
    )
    blocks = view.blocks(has_picture=bool(event.picture))
    numbers = event.figures.numbers if event.figures else {}
    scene.save(
        msgspec.structs.replace(
            digest,
            state="posted" if digest.to_channel else "shown",
            held=numbers.get("held", 0),
            planned=numbers.get("planned", 0),
            joined=numbers.get("joined", 0),
            told=view.told,
            picture=event.picture if any(isinstance(block, Chart) for block in blocks) else b"",
        )
    )
    if digest.to_channel:
        outbox = _post(scene, cohort, blocks, digest.kind)
    else:
        outbox = scene.tell(digest.asked_by, "admin", *blocks, name="digest")
        BESIDE[digest.kind](scene, cohort, digest)
    stands = PostedIn(outbox=outbox, channel=cohort.channel if digest.to_channel else "")
    for change in view.quoted:
        scene.save(msgspec.structs.replace(change, told_in=(*change.told_in, stands)))


def posted_again(scene: Scene, before: str, again: str) -> None:
    """A digest in doubt was posted once more: the lines it quotes may stand in both (outbox ids)."""
    for change in scene.snapshot.changes:
        stands = [one for one in change.told_in if one.outbox == before]
        copies = tuple(msgspec.structs.replace(one, outbox=again) for one in stands)
        if copies:
            scene.save(msgspec.structs.replace(change, told_in=(*change.told_in, *copies)))


def _post(scene: Scene, cohort: Cohort, blocks: tuple[Block, ...], kind: Kind) -> str:
    """Gives its outbox id."""
    message = Message(blocks=blocks, summary=summary_of(blocks))
    send = Send(
        kind="post",
        name="digest",
        message=message,
        channel=cohort.channel,
        about=About(),
        expires=morning(scene.at, zone_of(scene, cohort)) if kind == "week" else None,
    )
    return scene.send(send)


def _beside(scene: Scene, cohort: Cohort, digest: Digest) -> None:
    """Apart from the digest that an admin looked at: when and where the next one comes."""
    buttons = [family_button("digest", "now", main=True, shown=digest.id)] if cohort.channel else []
    buttons.append(family_button("digest", "off" if cohort.digest_at else "on"))
    scene.tell(
        digest.asked_by, "admin", Say(text=_next(scene, cohort), style="quiet"), Buttons(items=tuple(buttons))
    )


VIEWS: dict[Kind, type[digest_view.View]] = {
    "week": digest_view.View,
    "report": report_view.Report,
    "closing": report_view.Closing,
}
BESIDE: dict[Kind, Callable[[Scene, Cohort, Digest], None]] = {
    "week": _beside,
    "report": report_view.beside,
    "closing": report_view.beside,
}


# -- its picture -------------------------------------------------------------------------------------------------


def needs_picture(organization: str, digest: str) -> Query:
    return Query(organization=organization, digest=digest)


def picture(
    snapshot: Snapshot, digest_id: str, _language: str, _now: datetime
) -> tuple[str, str, bytes] | None:
    digest = snapshot.digest
    if digest is None or digest.id != digest_id or not digest.picture:
        return None
    return f"sessions-{digest.day.isoformat()}.png", PNG, digest.picture
