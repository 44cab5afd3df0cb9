"""When is a message that waits no longer true? Looked up in the claim, right before it would be sent.

A `Send` names rows of `UNLESS`; the storage loads what the send is about and asks these. The first that holds
drops the message, and its name is the reason that is kept.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.program.model import Pairing, Person, Proposal, Sponsor, Story, Talk


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The records a send is about, as they are now; `None` where it names none, or the record is gone."""

    person: Person | None = None
    pairing: Pairing | None = None
    proposal: Proposal | None = None
    talk: Talk | None = None
    story: Story | None = None
    sponsor: Sponsor | None = None  # the person's consent to a sentence about them


def _person_away(subject: Subject) -> bool:
    person = subject.person
    return person is None or person.gone or person.is_paused or person.state in ("left", "declined")


def _person_answered_invitation(subject: Subject) -> bool:
    return subject.person is None or subject.person.gone or subject.person.state != "invited"


def _pairing_over(subject: Subject) -> bool:
    return subject.pairing is None or subject.pairing.state == "ended"


def _talk_over(subject: Subject) -> bool:
    return subject.talk is None or subject.talk.state != "open"


def _story_over(subject: Subject) -> bool:
    return subject.story is None or not subject.story.is_open


def _consent_withdrawn(subject: Subject) -> bool:
    return subject.sponsor is None or subject.sponsor.state != "agreed"


UNLESS: dict[str, Callable[[Subject], bool]] = {
    "person_away": _person_away,
    "invitation_answered": _person_answered_invitation,
    "pairing_over": _pairing_over,
    "talk_over": _talk_over,
    "story_over": _story_over,
    "consent_withdrawn": _consent_withdrawn,
}
