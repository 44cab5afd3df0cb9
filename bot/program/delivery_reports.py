"""What did not arrive, said the same day: to the admins, who can do something about it."""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Button, Buttons, Phrase, Say, phrase
from bot.events import DeliveryFailed, JobFailed, Pressed, Submitted
from bot.outcome import Send
from bot.program.awareness import sponsor
from bot.program.company import directory, profile_fields, reaching
from bot.program.keeping import audit
from bot.program.model import Proposal
from bot.program.pairs import first_words
from bot.program.participant import where
from bot.program.snapshot import Query
from bot.program.telling import channels, digest, groups, groups_view, story_posts
from bot.scene import Scene
from bot.text.catalog import has

FIELD_ERRANDS = frozenset({"fields", "profiles"})
ERRANDS = FIELD_ERRANDS | {"roster", "member"}  # jobs over the network, of `bot/runtime/errands.py`
LOST = "nothing_to_replace"  # nobody can tell where a post is that was taken back


def needs(event: DeliveryFailed | JobFailed) -> Query:
    if isinstance(event, JobFailed):
        if event.kind == "digest":
            return Query(organization=event.organization, digest=event.subject)
        if event.kind in groups.ERRANDS:
            return groups_view.needs_failed(event)
        if event.kind in reaching.ERRANDS:
            return reaching.needs_failed(event)
        if event.kind in ERRANDS:
            return directory.needs_failed(event)
        return Query(organization=event.organization, proposal=event.subject, admins=True)
    people = (event.person,) if event.person else ()
    outbox = "" if event.person else event.outbox  # a post may be a story
    entries = reaching.entry_of(event.account) if event.waits else ()
    return Query(organization=event.organization, people=people, outbox=outbox, admins=True, entries=entries)


def report(scene: Scene, event: DeliveryFailed | JobFailed) -> None:
    match event:
        case JobFailed() if event.kind in FIELD_ERRANDS:
            profile_fields.failed(scene, event)
        case JobFailed() if event.kind in groups.ERRANDS:
            groups_view.failed(scene, event)
        case JobFailed() if event.kind in reaching.ERRANDS:
            reaching.failed(scene, event)
        case JobFailed() if event.kind in ERRANDS:
            directory.failed(scene, event)
        case JobFailed():
            _job_failed(scene, event)
        case DeliveryFailed() if event.doubt:
            _in_doubt(scene, event)
        case DeliveryFailed() if event.person and where.sent_elsewhere(scene, event):
            pass  # there is another way to them
        case DeliveryFailed() if event.waits and event.person:
            reaching.refused(scene, event)
        case DeliveryFailed():
            _undelivered(scene, event)


def _undelivered(scene: Scene, event: DeliveryFailed) -> None:
    """An admin whose own message failed is not told by another message that will fail too; nor is anybody told again
    what they know of a channel.
    """
    if event.channel and _is_known_of(scene, event):
        _story_failed(scene, event)
        return
    lost = event.kind == "unpost" and event.reason == LOST
    sent = scene.snapshot.sent
    is_shared = sent is not None and bool(sent.both)
    said = [] if lost else [_told(scene, event, in_channel=not is_shared)]
    if event.kind == "unpost" and not event.person:
        said.append(phrase("stories.delete"))
    for admin in scene.snapshot.admins:
        if admin.id != event.person:
            scene.tell(admin.id, "report", *(Say(text=one) for one in said))
    if is_shared:
        first_words.could_not_open(scene)
    _story_failed(scene, event)


def _is_known_of(scene: Scene, event: DeliveryFailed) -> bool:
    """Is it the channel that is in the way, so that all has been said of it, or is now?"""
    channel = scene.channel(event.channel)
    if event.waits:
        return channels.refused(scene, event.channel, event.reason)
    return channel is not None and channel.away == "deleted"


def _story_failed(scene: Scene, event: DeliveryFailed) -> None:
    """The story that did not go up waits for an admin again."""
    story = scene.snapshot.story
    is_over = event.kind == "post" and not event.waits
    if is_over and story is not None and story.post == event.outbox:
        story_posts.failed(scene, story)


def _told(scene: Scene, event: DeliveryFailed, *, in_channel: bool) -> Phrase:
    """Of a channel that an admin can mend: which one, what is wrong, what to do, and that nothing is lost."""
    if not event.waits or not event.channel:
        return what_failed(scene, event.person, event.reason, in_channel=in_channel)
    channel = scene.channel(event.channel)
    reason = Phrase(f"failed.reason.{event.reason}", {})
    return phrase("failed.waits", channel=channel.name if channel else "", reason=reason)


def what_failed(scene: Scene, person: str, reason: str, in_channel: bool = True) -> Phrase:
    """Whose message it was, the channel's or that of the two of a pair where `person` is "", and why; never what it
    said.
    """
    known = f"failed.reason.{reason}"
    why = Phrase(known if has(known) else "failed.reason.other", {"code": reason})
    nobody = phrase("failed.channel" if in_channel else "failed.both")
    return phrase("failed.person", name=scene.name(person) if person else nobody, reason=why)


def _in_doubt(scene: Scene, event: DeliveryFailed) -> None:
    """What was taken back meanwhile is not asked about: the message that takes it back cannot find it, and then the
    admins hear that they have to delete it.
    """
    if _is_taken_back(scene):
        scene.settle_doubt(event.outbox)
        return
    data = {"outbox": event.outbox}
    for admin in scene.snapshot.admins:
        scene.tell(
            admin.id,
            "report",
            Say(text=phrase("doubt.ask")),
            Buttons(
                items=(
                    Button(label=phrase("button.post_again"), action="doubt.again", data=data),
                    Button(label=phrase("button.is_there"), action="doubt.there", data=data),
                )
            ),
        )


def _job_failed(scene: Scene, event: JobFailed) -> None:
    proposal, digest = scene.snapshot.proposal, scene.snapshot.digest
    cohort = scene.snapshot.digest_cohort
    if digest is not None and cohort is not None:
        asked_by = digest.asked_by or cohort.opened_by
        scene.tell(asked_by, "admin", Say(text=phrase("digest.failed", code=event.job)))
    if event.kind == "supply":
        for admin in scene.snapshot.admins:
            scene.tell(admin.id, "admin", Say(text=phrase("supply.failed", code=event.job)))
    trials = scene.cohort.trial if scene.cohort else ()
    for trial in trials:
        if trial.id == event.subject:
            scene.tell(trial.by, "admin", Say(text=phrase("rules.failed", code=event.job)))
    if event.kind == "propose" and isinstance(proposal, Proposal) and proposal.state == "making":
        scene.save(msgspec.structs.replace(proposal, state="discarded"))
        scene.tell(proposal.asked_by, "admin", Say(text=phrase("pair.failed", code=event.job)))


def _is_taken_back(scene: Scene) -> bool:
    """Is the story of a post over, or has the sponsor taken their sentence back?"""
    sent, story = scene.snapshot.sent, scene.snapshot.story
    if sent is None or not sent.channel:
        return False
    if "story_over" in sent.unless:
        return story is None or not story.is_open
    whose = sent.about.person  # "" of somebody who was forgotten
    if "consent_withdrawn" not in sent.unless or not scene.sees(awareness=True, sponsor=whose):
        return False
    asked = scene.snapshot.sponsors.get(whose)
    return asked is None or asked.state != "agreed"


def post_again(scene: Scene, event: Pressed | Submitted) -> None:
    sent = _doubtful(scene)
    outbox = event.data.get("outbox", "")
    if sent is not None and _is_taken_back(scene):
        scene.settle_doubt(outbox)
        scene.answer(Say(text=phrase("stories.delete")))
    elif sent is not None:
        again = scene.send(msgspec.structs.replace(sent, name=""))
        story_posts.posted_again(scene, outbox, again)
        digest.posted_again(scene, outbox, again)
        sponsor.posted_again(scene, outbox, again, sent.channel)
        scene.settle_doubt(outbox)
        scene.answer(Say(text=phrase("doubt.posted")))


def it_is_there(scene: Scene, event: Pressed | Submitted) -> None:
    if _doubtful(scene) is not None:
        scene.settle_doubt(event.data.get("outbox", ""))
        scene.answer(Say(text=phrase("doubt.settled")))


def _doubtful(scene: Scene) -> Send | None:
    """The send in doubt, when it still is; else says so."""
    if scene.snapshot.sent is None or scene.snapshot.sent_state != "doubt":
        scene.answer(Say(text=phrase("doubt.over")))
    else:
        audit.note(scene, "doubt")
        return scene.snapshot.sent
    return None
