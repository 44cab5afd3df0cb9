"""Who is due to hear what, and when? Each rule says when it falls due for a record, and what happens then.

Saving a record saves when its rules next fall due (`dues_of`); the ticker turns what has come into a
`FellDue` event; `fall_due` looks whether it still holds, and acts. A rule that finds nothing to do does
nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import msgspec

from bot.conversation.messages import Say, phrase
from bot.events import FellDue
from bot.program import tray
from bot.program.awareness import looking, rotation
from bot.program.calendar import next_working_moment, zone_of
from bot.program.cohorts import aim, closing
from bot.program.company import connecting, directory, terms
from bot.program.dues import Rule, still
from bot.program.keeping import retention
from bot.program.model import Awareness, Base, Cohort, Person, Proposal, Talk
from bot.program.pairs import lines
from bot.program.pairs.pair_dues import PAIR_RULES
from bot.program.participant import membership
from bot.program.proposing import late, proposal_decisions
from bot.program.snapshot import Query
from bot.program.telling import digest, groups
from bot.program.telling.story_dues import STORY_RULES
from bot.scene import Scene
from bot.talks import QUIET

INVITE_BATCH = 50
BETWEEN_BATCHES = timedelta(minutes=1)


def dues_of(record: Base) -> tuple[tuple[str, datetime], ...]:
    """(rule, moment) of all that is due about a record as it is now."""
    found = ((rule.name, rule.after(record)) for rule in NUDGES if isinstance(record, rule.record))
    return tuple((name, at) for name, at in found if at is not None)


def needs(event: FellDue) -> Query:
    rule = RULES.get(event.rule)
    return rule.needs(event.organization, event.subject) if rule else Query(organization=event.organization)


def fall_due(scene: Scene, event: FellDue) -> None:
    rule = RULES.get(event.rule)
    if rule is not None:  # a rule that a release took away has nothing to say any more
        rule.act(scene, event.subject)


# -- a talk left open --------------------------------------------------------------------------------------------


def _talk_quiet(record: Base) -> datetime | None:
    waits = isinstance(record, Talk) and record.state == "open" and record.offered is None
    return record.asked_at + QUIET if isinstance(record, Talk) and waits else None


def _offer_talk(scene: Scene, subject: str) -> None:
    """Once: the talk lets go of the floor, and is mentioned when there is room."""
    talk = scene.snapshot.talk
    person = scene.person(talk.person) if talk else None
    if talk is not None and person is not None and still(scene, _talk_quiet(talk)):
        scene.save(msgspec.structs.replace(talk, offered=scene.at))
        if talk.flow != "concern":  # of that nothing is ever said unasked
            tray.put(scene, person, "talk", talk.id)


# -- a pause that ends, an invitation put off --------------------------------------------------------------------


def _pause_end(record: Base) -> datetime | None:
    if not isinstance(record, Person) or record.paused_until is None:
        return None
    begins = datetime.combine(record.paused_until, time(), zone_of(record)).astimezone(UTC)
    return next_working_moment(record, begins)


def _end_pause(scene: Scene, subject: str) -> None:
    person = scene.person(subject)
    if person is not None and still(scene, _pause_end(person)):
        membership.pause_ends(scene, person)


def _break_begins(record: Base) -> datetime | None:
    away = isinstance(record, Person) and record.paused_until is not None
    return record.paused_at if isinstance(record, Person) and away else None


def _begin_break(scene: Scene, subject: str) -> None:
    person = scene.person(subject)
    if person is not None and still(scene, _break_begins(person)):
        membership.break_begins(scene, person)


def _ask_again(record: Base) -> datetime | None:
    if not isinstance(record, Person) or record.ask_again is None or record.state != "later":
        return None
    return next_working_moment(
        record, datetime.combine(record.ask_again, time(), zone_of(record)).astimezone(UTC)
    )


def _invite_again(scene: Scene, subject: str) -> None:
    person, cohort = scene.person(subject), scene.cohort
    is_open = cohort is not None and cohort.state == "open"
    if person is not None and cohort is not None and is_open and still(scene, _ask_again(person)):
        membership.invite(scene, cohort, person)


# -- the program's own -------------------------------------------------------------------------------------------


def _announce_at(record: Base) -> datetime | None:
    approved = isinstance(record, Proposal) and record.state in ("approved", "announcing")
    return record.announce_at if isinstance(record, Proposal) and approved else None


def _announce(scene: Scene, subject: str) -> None:
    proposal, cohort = scene.snapshot.proposal, scene.cohort
    if proposal is not None and cohort is not None and still(scene, _announce_at(proposal)):
        proposal_decisions.announce(scene, proposal, cohort)


def _invite_at(record: Base) -> datetime | None:
    return record.invite_at if isinstance(record, Cohort) else None


def _invite_more(scene: Scene, subject: str) -> None:
    cohort = scene.cohort
    if cohort is not None and still(scene, _invite_at(cohort)):
        invite_batch(scene, cohort)


def invite_batch(scene: Scene, cohort: Cohort) -> None:
    """Invite the next few people of the directory; the rest a minute later, until nobody is left."""
    batch = [person for person in scene.snapshot.invitable if not person.gone and not person.is_guest]
    for person in batch:
        membership.invite(scene, cohort, scene.latest(person))
    more = len(scene.snapshot.invitable) == INVITE_BATCH
    scene.save(msgspec.structs.replace(cohort, invite_at=scene.at + BETWEEN_BATCHES if more else None))
    if scene.is_from_person():
        scene.answer(Say(text=phrase("invite.sent", count=max(len(batch), scene.snapshot.counts.invitable))))


def _needs_person(organization: str, subject: str) -> Query:
    return Query(organization=organization, people=(subject,), lives=True)


def _needs_awareness(organization: str, _subject: str) -> Query:
    return Query(organization=organization, awareness=True)


NUDGES: tuple[Rule, ...] = (
    Rule(
        name="talk_quiet",
        record=Talk,
        after=_talk_quiet,
        needs=lambda organization, subject: Query(organization=organization, talk=subject),
        act=_offer_talk,
    ),
    Rule(
        name="pause_end",
        record=Person,
        after=_pause_end,
        needs=_needs_person,
        act=_end_pause,
    ),
    Rule(name="break_begins", record=Person, after=_break_begins, needs=_needs_person, act=_begin_break),
    Rule(
        name="ask_again",
        record=Person,
        after=_ask_again,
        needs=lambda organization, subject: Query(
            organization=organization, people=(subject,), offers=True, middle_grade=True
        ),
        act=_invite_again,
    ),
    Rule(
        name="announce",
        record=Proposal,
        after=_announce_at,
        needs=lambda organization, subject: Query(
            organization=organization,
            proposal=subject,
            pairings_of_proposal=subject,
            approved=proposal_decisions.AT_ONCE,
            homes=True,
            history=True,
            managers=True,
        ),
        act=_announce,
    ),
    Rule(
        name="invite_more",
        record=Cohort,
        after=_invite_at,
        needs=lambda organization, subject: Query(
            organization=organization, invitable=INVITE_BATCH, offers=True, middle_grade=True
        ),
        act=_invite_more,
    ),
    Rule(name="tell", record=Awareness, after=rotation.next_at, needs=_needs_awareness, act=rotation.rotate),
    Rule(name="look", record=Awareness, after=looking.look_at, needs=_needs_awareness, act=looking.look),
    Rule(name="digest", record=Cohort, after=digest.due, needs=digest.needs_cohort, act=digest.fall_due),
    Rule(name="prompt", record=Cohort, after=groups.due, needs=groups.needs, act=groups.fall_due),
    Rule(name="aim", record=Cohort, after=aim.due, needs=aim.needs, act=aim.fall_due),
    Rule(name="closing", record=Cohort, after=closing.due, needs=closing.needs, act=closing.fall_due),
    *connecting.RULES,
    *directory.RULES,
    *late.RULES,
    *lines.RULES,
    *PAIR_RULES,
    *STORY_RULES,
    *retention.RULES,
    *terms.RULES,
)
RULES = {rule.name: rule for rule in NUDGES}
