"""What does delivery need to know about a claimed message? Whether it is still true, whether its time has come,
where to, in which language.

The same for every storage; the claims themselves are in `line.py` and `memory_outbox.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from bot.conversation.messages import AWAY, Address
from bot.outcome import KINDS, Send, in_its_place, is_unasked
from bot.program.budget import SPAN, free_from
from bot.program.calendar import next_working_moment
from bot.program.model import (
    Account,
    Base,
    Channel,
    Organization,
    Pairing,
    Person,
    Place,
    Proposal,
    Sponsor,
    Story,
    Talk,
    sponsor_id,
)
from bot.program.pairs import together
from bot.program.participant.where import in_order
from bot.program.unless import UNLESS, Subject
from bot.runtime.ports import UNREADABLE, Row
from storage.lookups import Is, Look, Queued, Reader
from storage.tables import OPEN

R = TypeVar("R", bound=Base)
PLACE_CLOSED = "place_closed"  # everywhere it could go the app was removed
NOWHERE_ELSE = "nowhere_else"  # it was to go anywhere but there


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox that has just been leased."""

    id: str
    organization: str
    send: Send
    doubtful: bool
    lane: int
    attempts: int
    created_at: datetime


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """All that the claimed rows of one organization are about, by id; accounts by person, the one to be used
    first.
    """

    language: str
    people: dict[str, Person]
    accounts: dict[str, list[Account]]
    channels: dict[str, Channel]
    closed: frozenset[str]  # places where the app is no more
    pairings: dict[str, Pairing]
    proposals: dict[str, Proposal]
    talks: dict[str, Talk]
    stories: dict[str, Story]
    sponsors: dict[str, Sponsor]
    replaced: dict[str, Queued]
    unasked: dict[str, list[datetime]]  # when they last got something they had not asked for


def delivery_rows(reader: Reader, claimed: Sequence[Claimed], now: datetime) -> tuple[Row, ...]:
    """The claimed rows in their order; `now` is program time."""
    known = {
        organization: _look_up(
            reader, organization, [row.send for row in claimed if row.organization == organization], now
        )
        for organization in {row.organization for row in claimed}
    }
    return tuple(_row(row, known[row.organization], now) for row in claimed)


def subject_person(send: Send) -> str:
    """The person a send is about; where it names none, the one who reads it."""
    return send.about.person or send.person


def _look_up(reader: Reader, organization: str, sends: list[Send], now: datetime) -> _Known:
    def found(kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        wanted = set(ids) - {""}
        records = reader.find(kind, organization, Look(where={"id": wanted})) if wanted else []
        return {record.id: record for record in records}

    readers = {send.person for send in sends} - {""}
    pairings = found(
        Pairing, [*(send.about.pairing for send in sends), *(send.both for send in sends if send.both)]
    )
    pairs = [pairings[send.both] for send in sends if send.both in pairings]
    readers |= {person for pair in pairs for person in (pair.mentor, pair.mentee)}
    accounts: dict[str, list[Account]] = {}
    if readers:
        for account in reader.find(
            Account, organization, Look(where={"person": readers}, order=("-saved", "id"))
        ):
            accounts.setdefault(account.person, []).append(account)
    replaced = {send.replaces: reader.queued(organization, send.replaces) for send in sends if send.replaces}
    surprised = {send.person for send in sends if is_unasked(send.kind)} - {""}
    own = found(Organization, [organization]).get(organization)
    people = found(Person, [*readers, *map(subject_person, sends)])
    return _Known(
        language=own.language if own else Organization(id="", organization="").language,
        people=people,
        accounts={person: in_order(people.get(person), theirs) for person, theirs in accounts.items()},
        channels=found(Channel, (send.channel for send in sends)),
        closed=frozenset(
            place.id for place in reader.find(Place, organization, Look(where={"closed_at": Is.GIVEN}))
        ),
        pairings=pairings,
        proposals=found(Proposal, (send.about.proposal for send in sends)),
        talks=found(Talk, (send.about.talk for send in sends)),
        stories=found(Story, (send.about.story for send in sends)),
        sponsors=found(
            Sponsor, (sponsor_id(send.about.person) for send in sends if send.channel and send.about.person)
        ),
        replaced={row_id: row for row_id, row in replaced.items() if row},
        unasked=reader.unasked(organization, surprised, now - SPAN) if surprised else {},
    )


def _row(claimed: Claimed, known: _Known, now: datetime) -> Row:
    send = claimed.send
    reader = known.people.get(send.person)
    address, reference = _where(send, known)
    goes_at = _goes_at(send, known, now)
    dropped = _dropped(send, known, goes_at)
    told = send.visitor or reader or _read_by_both(send, known)
    return Row(
        id=claimed.id,
        organization=claimed.organization,
        send=_in_full(send, known),
        address=address,
        language=told.language if told and not _is_aloud(send) else known.language,
        timezone=(told.timezone if told else "") or "UTC",
        replaces_reference=reference,
        replaces_lost=_may_stand(send, known),
        dropped=dropped,
        wait_until=goes_at if goes_at > now and not dropped else None,
        doubtful=claimed.doubtful,
        lane=claimed.lane,
        attempts=claimed.attempts,
        created_at=claimed.created_at,
    )


def _is_aloud(send: Send) -> bool:
    kind = KINDS.get(send.kind)
    return kind is not None and kind.aloud


def _in_full(send: Send, known: _Known) -> Send:
    """With the words of the message it takes the place of, where it only takes away what could be pressed there."""
    old = known.replaced.get(send.replaces)
    message = in_its_place(send, old.send) if old else None
    return msgspec.structs.replace(send, message=message) if message else send


def _where(send: Send, known: _Known) -> tuple[Address | None, str]:
    """The address, and the platform's name of the message to replace there.

    What only replaces goes where the old message stands, by the way that leads there now; anything new goes where the
    person was last.
    """
    usual = _addresses(send, known)
    here = [one for one in usual if send.only_you is not None and _same_place(one, send.only_you)]
    if here:
        return here[0], ""
    old = known.replaced.get(send.replaces)
    kind = KINDS.get(send.kind)
    if old is None or not old.reference or old.sent_to is None or in_its_place(send, old.send) is None:
        return (usual[0] if usual else None), ""
    candidates = usual if kind and kind.only_replaces else usual[:1]
    for address in candidates:
        if _same_place(address, old.sent_to):
            return msgspec.structs.replace(
                old.sent_to, extra=address.extra or old.sent_to.extra
            ), old.reference
    return (usual[0] if usual else None), ""


def _may_stand(send: Send, known: _Known) -> bool:
    """Is what it replaces perhaps in a channel, though nobody knows where? Nothing is known of it any more, or nobody
    could ever tell whether it arrived.
    """
    old = known.replaced.get(send.replaces)
    return bool(send.channel and send.replaces) and (old is None or old.state in ("doubt", "settled"))


def _addresses(send: Send, known: _Known) -> list[Address]:
    shut = known.closed | {send.avoids}
    there = [one for one in _all_addresses(send, known) if one.place_id not in shut]
    # Where nothing arrives it waits, unless it can go elsewhere.
    return sorted(there, key=lambda one: AWAY in one.extra)


def _all_addresses(send: Send, known: _Known) -> list[Address]:
    if send.visitor is not None:
        return [send.visitor.address]
    if send.channel:
        channel = known.channels.get(send.channel)
        return [channel.address] if channel and channel.away != "deleted" else []
    if send.both:
        shared = together.address([one.address for one in _homes(send, known)])
        return [shared] if shared else []
    accounts = known.accounts.get(send.person, ())
    return [account.address for account in accounts if send.account in ("", account.id)]


def _homes(send: Send, known: _Known) -> list[Account]:
    """Where each of the two of a pairing was last."""
    pairing = known.pairings.get(send.both)
    both = (pairing.mentor, pairing.mentee) if pairing else ()
    return [accounts[0] for person in both if (accounts := known.accounts.get(person))]


def _read_by_both(send: Send, known: _Known) -> Person | None:
    """Somebody with the language and the zone of both, `None` where they differ or nobody is left."""
    pairing = known.pairings.get(send.both)
    both = [known.people.get(person) for person in (pairing.mentor, pairing.mentee)] if pairing else []
    if not both or both[0] is None or both[1] is None or both[0].language != both[1].language:
        return None
    same_zone = both[0].timezone == both[1].timezone
    return both[0] if same_zone else msgspec.structs.replace(both[0], timezone="")


def _same_place(one: Address, other: Address) -> bool:
    if (one.platform, one.place, one.user) != (other.platform, other.place, other.user):
        return False
    if set(one.together) != set(other.together):
        return False
    return bool(one.user or one.together) or one.conversation == other.conversation


def _goes_at(send: Send, known: _Known, now: datetime) -> datetime:
    """The first moment from now on at which it may reach its reader."""
    moment = max(now, _replaced_goes_at(send, known) or now)
    kind, reader = KINDS.get(send.kind), known.people.get(send.person)
    if kind is None or reader is None:
        return moment
    if not kind.asked_for:
        moment = free_from(known.unasked.get(reader.id, ()), moment)
    return _in_hours(reader, moment) if kind.keeps_hours else moment


def _in_hours(reader: Person, moment: datetime) -> datetime:
    """Hours in which no moment lies (their end before their start) must not hold a message for ever."""
    found = next_working_moment(reader, moment)
    return found if next_working_moment(reader, found) == found else moment


def _replaced_goes_at(send: Send, known: _Known) -> datetime | None:
    """What was put off after the message that replaces it had been queued still comes first."""
    old = known.replaced.get(send.replaces)
    if old is None or old.state not in OPEN:
        return None
    same_line = (old.send.person, old.send.channel) == (send.person, send.channel)
    return old.not_before if same_line else None


def _dropped(send: Send, known: _Known, goes_at: datetime) -> str:
    """The first reason not to send it any more, or ""."""
    if send.kind not in KINDS or any(name not in UNLESS for name in send.unless):
        return UNREADABLE  # another release asked for it, and this one cannot tell whether it is still true
    if send.expires is not None and send.expires <= goes_at:
        return "expired"
    if (known.closed or send.avoids) and not _addresses(send, known) and _all_addresses(send, known):
        return NOWHERE_ELSE if send.avoids else PLACE_CLOSED
    subject = Subject(
        person=known.people.get(subject_person(send)),
        pairing=known.pairings.get(send.about.pairing),
        proposal=known.proposals.get(send.about.proposal),
        talk=known.talks.get(send.about.talk),
        story=known.stories.get(send.about.story),
        sponsor=known.sponsors.get(sponsor_id(send.about.person)),
    )
    return next((name for name in send.unless if UNLESS[name](subject)), "")
