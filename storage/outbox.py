"""What becomes of a message? The rows of the outbox, from ready to settled.

    ready -> leased -> sending -> sent | doubt | failed | dropped;  doubt -> settled

`line.py` says which goes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversation.messages import AWAY, Address, Message
from bot.events import Event
from bot.outcome import ALOUD, SUPERSEDING, Reword, Send, is_unasked
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Realm
from storage import direct
from storage.codecs import SENDS, address_of
from storage.dialects import insert_new, machine_time
from storage.lanes import REPLY, lanes_of
from storage.line import is_in, is_open
from storage.records import Rows
from storage.tables import OPEN, account, channel, outbox

CHANNEL = "channel:"
VISITOR = "visitor"  # the line of all who are told that nothing of them is kept; their rows go once they are settled

STORY_OVER = "story_over"
NOTHING = Message(blocks=(), summary="")

_REPLACED = sa.select(outbox.c.not_before, outbox.c.lane, outbox.c.line_at, outbox.c.sequence).where(
    outbox.c.id == sa.bindparam("its_id"),
    outbox.c.organization == sa.bindparam("in_organization"),
    outbox.c.address == sa.bindparam("its_address"),
    is_open(outbox),
)


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whom what an event leads to belongs to."""

    event: Event
    organization: str
    realm: Realm

    def ids(self, sends: Sequence[Send]) -> tuple[str, ...]:
        return tuple(f"{self.event.id}:{send.name or at}" for at, send in enumerate(sends))


def line_key(send: Send) -> str:
    """What messages are kept in order by; raises ValueError for a send without exactly one receiver."""
    where = (bool(send.person), bool(send.channel), bool(send.both), send.visitor is not None)
    if where.count(True) != 1:
        raise ValueError("a send names exactly one person, one channel, one pairing or one visitor")
    if send.visitor is not None and send.kind in SUPERSEDING:
        looks = send.visitor.address
        return f"{send.kind}:{looks.account_id}"
    if send.visitor is not None:
        return VISITOR
    if send.both:
        return both_key(send.both)
    if send.kind in (*SUPERSEDING, *ALOUD):  # what cannot reach them in person holds up no line before others
        return f"{send.kind}:{send.person}"
    return person_key(send.person) if send.person else channel_key(send.channel)


def person_key(person: str) -> str:
    """The line of what somebody (an id) is told."""
    return f"person:{person}"


def channel_key(channel: str) -> str:
    """The line of what is posted in a channel (an id)."""
    return f"{CHANNEL}{channel}"


def both_key(pairing: str) -> str:
    """The line of what the two of a pairing read together."""
    return f"both:{pairing}"


def stands_from(event: Event, send: Send) -> datetime:
    """When a message takes its place in line."""
    return max(event.at, send.not_before or event.at)


def enqueue(db: Connection, rows: Rows, owner: Owner, sends: Sequence[Send]) -> tuple[str, ...]:
    """The same message is not queued a second time; raises ValueError when an id is taken by another one."""
    ids = owner.ids(sends)
    if sends:
        values = [
            _values(rows, owner, row_id, send) | {"lane": lane}
            for row_id, send, lane in zip(ids, sends, lanes_of(ids, sends), strict=True)
        ]
        _supersede(db, values)
        _stand_behind(db, values, sends)
        if insert_new(db, outbox, values) != len(values):
            for row_id, send in zip(ids, sends, strict=True):
                body = db.execute(sa.select(outbox.c.body).where(outbox.c.id == row_id)).scalar_one()
                same_message(row_id, send, SENDS.decode(rows.keys.open(body)))
    return ids


def same_message(row_id: str, send: Send, queued: Send) -> None:
    """Raises ValueError rather than losing a message whose id was given to another."""
    if send != queued:
        raise ValueError(f"outbox row {row_id} is another message already; give one of them a name")


def _values(rows: Rows, owner: Owner, row_id: str, send: Send) -> dict[str, Any]:
    made = owner.event.at
    return {
        "id": row_id,
        "organization": owner.organization,
        "realm": owner.realm,
        "address": line_key(send),
        "person": send.person,
        "about_person": send.about.person,
        "pairing": send.about.pairing,
        "proposal": send.about.proposal,
        "talk": send.about.talk,
        "session": send.about.session,
        "story": send.about.story,
        "kind": send.kind,
        "body": rows.pack(send),
        "state": "ready",
        "reason": "",
        "created_at": made,
        "line_at": stands_from(owner.event, send),
        "not_before": send.not_before,
        "expires": send.expires,
        "lease": 0,
        "free_s": 0.0,
        "attempts": 0,
        "reference": "",
        "sent_to": None,
        "sent_at": None,
        "over_at": None,
        "unasked": is_unasked(send.kind),
    }


def _supersede(db: Connection, values: list[dict[str, Any]]) -> None:
    """Of what only the newest is of any use, those that wait go; whoever has leased one finds the lease gone."""
    for own in values:
        if own["kind"] in SUPERSEDING:
            line = (outbox.c.organization == own["organization"]) & (outbox.c.address == own["address"])
            waits = is_open(outbox) & (outbox.c.state != "sending")
            db.execute(sa.delete(outbox).where(line, waits))


def _stand_behind(db: Connection, values: list[dict[str, Any]], sends: Sequence[Send]) -> None:
    """What replaces a message that still waits for its time waits as long, to come after it. One that only waits for
    its turn must go before: its lane becomes that of replies, with all that is to be read before it.
    """
    together = {own["id"]: own["not_before"] for own in values}
    for own, send in zip(values, sends, strict=True):
        if not send.replaces:
            continue
        its = {"its_id": send.replaces, "in_organization": own["organization"], "its_address": own["address"]}
        known = direct.first(db, _REPLACED, its)
        until = together.get(send.replaces)
        if known is not None:
            not_before, lane, line_at, sequence = known
            until = not_before or until
            if lane < own["lane"]:
                _hurry(db, own, line_at, sequence)
        if until is not None:
            own["not_before"] = max(until, own["not_before"] or until)
            own["line_at"] = max(own["line_at"], until)


def _hurry(db: Connection, own: dict[str, Any], line_at: datetime, sequence: int) -> None:
    its_line = (outbox.c.organization == own["organization"]) & (outbox.c.address == own["address"])
    place = sa.tuple_(outbox.c.line_at, outbox.c.sequence)
    here = sa.tuple_(sa.literal(line_at, outbox.c.line_at.type), sa.literal(sequence))
    slower = its_line & is_open(outbox) & (outbox.c.lane < REPLY) & (place <= here)
    db.execute(sa.update(outbox).where(slower).values(lane=REPLY))


# What happens to every message is built once: that takes longer than to do it.
_HELD = (
    (outbox.c.id == sa.bindparam("its_id"))
    & (outbox.c.lease == sa.bindparam("its_lease"))
    & is_in(outbox, ("leased", "sending"))
)
_SENT = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("its_id"), outbox.c.state != "sent")
    .values(
        state="sent",
        reference=sa.bindparam("its_reference"),
        sent_to=sa.bindparam("its_sent_to", type_=outbox.c.sent_to.type),
        sent_at=sa.bindparam("its_sent_at", type_=outbox.c.sent_at.type),
        reason="",
    )
    .returning(outbox.c.organization, outbox.c.person, outbox.c.address, outbox.c.kind)
)
_KNOWN = sa.select(account.c.address).where(
    account.c.id == sa.bindparam("its_id"),
    account.c.organization == sa.bindparam("in_organization"),
    account.c.person == sa.bindparam("its_person"),
)


def _held(row_id: str, lease: int) -> sa.ColumnElement[bool]:
    """The row is still leased to whoever got this number."""
    return (outbox.c.id == row_id) & (outbox.c.lease == lease) & outbox.c.state.in_(("leased", "sending"))


def _seconds(name: str) -> sa.BindParameter[float]:
    return sa.bindparam(name, type_=outbox.c.free_s.type)


@cache
def _sending(dialect: str) -> sa.Executable:
    now = machine_time(dialect)
    return (
        sa.update(outbox)
        .where(_HELD, outbox.c.free_s > now)
        .values(state="sending", free_s=now + _seconds("lease_s"), attempts=outbox.c.attempts + 1)
        .returning(outbox.c.id)
    )


@cache
def _back(dialect: str) -> sa.Executable:
    return (
        sa.update(outbox)
        .where(_HELD)
        .values(
            state=sa.bindparam("its_state"),
            attempts=outbox.c.attempts + sa.bindparam("more", type_=outbox.c.attempts.type),
            free_s=machine_time(dialect) + _seconds("after_s"),
        )
        .returning(outbox.c.id)
    )


def mark_sending(db: Connection, row_id: str, lease: int, *, lease_s: float) -> bool:
    its = {"its_id": row_id, "its_lease": lease, "lease_s": lease_s}
    return direct.first(db, _sending(db.dialect.name), its) is not None


def mark_sent(db: Connection, row_id: str, reference: str, address: Address, *, at: datetime) -> None:
    """True whoever holds the lease by now."""
    its = {"its_id": row_id, "its_reference": reference, "its_sent_to": address, "its_sent_at": at}
    row = direct.first(db, _SENT, its)
    if row is None:
        return
    organization, person, line, kind = row
    if person:
        _learn_address(db, organization, person, address)
    elif line.startswith(CHANNEL):
        _learn_open(db, organization, line.removeprefix(CHANNEL))
    if line == VISITOR or kind in SUPERSEDING:
        _forget_settled(db, row_id)


def _learn_address(db: Connection, organization: str, person: str, address: Address) -> None:
    """A conversation may be new."""
    account_id = address.account_id
    its = {"its_id": account_id, "in_organization": organization, "its_person": person}
    known = direct.first(db, _KNOWN, its)
    if known is None or (learned := learned_from(before := address_of(known[0]), address)) == before:
        return
    mine = (account.c.id == account_id) & (account.c.organization == organization)
    changed = sa.update(account).where(mine, account.c.person == person)
    db.execute(changed.values(address=learned, version=account.c.version + 1))


def _learn_open(db: Connection, organization: str, channel_id: str) -> None:
    """Where something has just been posted one can post, whatever was heard of it, or missed."""
    this = (channel.c.id == channel_id) & (channel.c.organization == organization) & (channel.c.away != "")
    db.execute(sa.update(channel).where(this).values(away="", version=channel.c.version + 1))


def learned_from(known: Address, used: Address) -> Address:
    """What is known of an address now that this one was used: its conversation. One that is known is never forgotten
    for none, and what people's own doings have told meanwhile stays.
    """
    conversation = used.conversation or known.conversation
    extra = {key: said for key, said in (used.extra | known.extra).items() if key != AWAY}
    return msgspec.structs.replace(known, conversation=conversation, extra=extra)


def _forget_settled(db: Connection, row_id: str) -> None:
    """What nobody needs any more: to whom nothing of theirs is kept, or what is made anew each time."""
    settled = outbox.c.state.not_in(OPEN)
    passing = sa.or_(outbox.c.address == VISITOR, outbox.c.kind.in_(SUPERSEDING))
    db.execute(sa.delete(outbox).where(outbox.c.id == row_id, passing, settled))


def mark_over(
    db: Connection,
    row_id: str,
    lease: int,
    *,
    state: Literal["failed", "dropped", "doubt"],
    reason: str,
    at: datetime,
) -> None:
    db.execute(sa.update(outbox).where(_held(row_id, lease)).values(state=state, reason=reason, over_at=at))
    _forget_settled(db, row_id)


def give_up(
    db: Connection, row_id: str, state: Literal["failed", "doubt"], reason: str, *, at: datetime
) -> None:
    """Whoever holds it."""
    open_row = sa.update(outbox).where(outbox.c.id == row_id, is_open(outbox))
    db.execute(open_row.values(state=state, reason=reason, over_at=at))


def drop_waiting(db: Connection, organization: str, pairing: str, reason: str) -> None:
    """Whoever holds a row will find it dropped when it wants to mark it as sending."""
    about = (outbox.c.organization == organization) & (outbox.c.pairing == one_pairing(pairing))
    about &= outbox.c.pairing != sa.literal_column("''", sa.Text())  # the index has no others
    waits = is_open(outbox) & (outbox.c.state != "sending")
    db.execute(sa.update(outbox).where(about, waits).values(state="dropped", reason=reason))


def reword(db: Connection, rows: Rows, organization: str, reword: Reword) -> None:
    """Whoever has leased the old words finds the lease gone; what nobody can read (of another release) stays."""
    its = (outbox.c.organization == organization) & (outbox.c.id == reword.outbox)
    leased = its & (outbox.c.state == "leased")
    db.execute(sa.update(outbox).where(leased).values(state="ready", free_s=0.0, lease=outbox.c.lease + 1))
    body = db.execute(sa.select(outbox.c.body).where(its)).scalar()
    if body is None:
        return
    try:
        send = SENDS.decode(rows.keys.open(body))
    except msgspec.DecodeError:
        return
    said = rows.pack(msgspec.structs.replace(send, message=reword.message))
    db.execute(sa.update(outbox).where(its).values(body=said))


def unsay(db: Connection, rows: Rows, organization: str, story: str) -> None:
    """What is being sent goes on; what nobody can read (of another release) is dropped as it is."""
    about = (outbox.c.organization == organization) & (outbox.c.story == one_story(story))
    waits = is_open(outbox) & (outbox.c.state != "sending")
    db.execute(sa.update(outbox).where(about, waits).values(state="dropped", reason=STORY_OVER))
    for row_id, body in db.execute(sa.select(outbox.c.id, outbox.c.body).where(about)).all():
        try:
            send = SENDS.decode(rows.keys.open(body))
        except msgspec.DecodeError:
            blank = ""
        else:
            blank = rows.pack(msgspec.structs.replace(send, message=NOTHING))
        db.execute(sa.update(outbox).where(outbox.c.id == row_id).values(body=blank))


def one_story(story: str) -> str:
    """Raises ValueError for none: everything about no story would be forgotten."""
    if not story:
        raise ValueError("messages are forgotten about a story, and none was named")
    return story


def one_pairing(pairing: str) -> str:
    """Raises ValueError for none: everything about no pairing would be dropped."""
    if not pairing:
        raise ValueError("messages are dropped about a pairing, and none was named")
    return pairing


def put_back(
    db: Connection, row_id: str, lease: int, *, after_s: float, doubtful: bool, counted: int
) -> None:
    its = {"its_id": row_id, "its_lease": lease, "its_state": "sending" if doubtful else "ready"}
    direct.rows(db, _back(db.dialect.name), {**its, "more": counted, "after_s": after_s})


def put_off(db: Connection, row_id: str, lease: int, *, until: datetime) -> None:
    later = sa.update(outbox).where(_held(row_id, lease))
    db.execute(later.values(state="ready", not_before=until, line_at=until, free_s=0.0))


def resume(db: Connection, organization: str, receiver: str) -> None:
    """What waits to be tried again in this channel, or for this person, is tried now."""
    its = (channel_key(receiver), person_key(receiver))
    line = (outbox.c.organization == organization) & outbox.c.address.in_(its)
    db.execute(sa.update(outbox).where(line, outbox.c.state == "ready").values(free_s=0.0))


def settle_doubt(db: Connection, row_id: str) -> None:
    """Raises ConcurrentUpdate when somebody else has decided first."""
    settled = (
        sa.update(outbox).where(outbox.c.id == row_id, outbox.c.state == "doubt").values(state="settled")
    )
    if db.execute(settled.returning(outbox.c.id)).first() is None:
        raise ConcurrentUpdate(f"outbox row {row_id} is not in doubt")
