"""Which message goes next? The open rows of the outbox (ready, leased or sending), in line by their address.

Only the oldest of an address may be claimed, and none while another one is under way: so what delivery looks
up of the reader (have two reached them this week?) stays true until the row is settled. A row stands in line
from its `not_before` on, or from when it was made; one put back keeps its place, and those behind it wait.
`delivery_rows.py` says what a claimed row tells, `outbox.py` what becomes of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversation.messages import Message
from bot.outcome import Send
from bot.runtime.ports import UNREADABLE, Realm
from storage.codecs import SENDS
from storage.delivery_rows import Claimed
from storage.dialects import machine_now, one_at_a_time
from storage.records import Rows
from storage.tables import OPEN, outbox

CLAIMING: Final[dict[Realm, int]] = {
    "live": 7_201_431_884,
    "playground": 7_201_431_885,
}  # any numbers, the same for every copy


def is_open(row: sa.FromClause) -> sa.ColumnElement[bool]:
    return is_in(row, OPEN)


def is_in(row: sa.FromClause, states: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Written out, not as parameters: only so SQLite sees that its index of these rows will do."""
    return row.c.state.in_(sa.bindparam("states", states, expanding=True, literal_execute=True))


def _in_line(row: sa.FromClause, now: datetime) -> sa.ColumnElement[bool]:
    return is_open(row) & (row.c.line_at <= now)


def _another_first(db: Connection, now: datetime) -> sa.ColumnElement[bool]:
    """Another row of the address is older, or under way. One that is sending stays so until it is settled."""
    other = outbox.alias("other")
    under_way = sa.or_(
        other.c.state == "sending", (other.c.state == "leased") & (other.c.free_s > machine_now(db))
    )
    earlier = sa.tuple_(other.c.line_at, other.c.sequence) < sa.tuple_(outbox.c.line_at, outbox.c.sequence)
    return sa.exists().where(
        other.c.address == outbox.c.address,
        other.c.organization == outbox.c.organization,
        is_open(other),
        sa.or_(under_way, earlier & (other.c.line_at <= now)),
    )


def claim(
    db: Connection, rows: Rows, realm: Realm, now: datetime, *, lease_s: float, limit: int
) -> list[tuple[int, Claimed]]:
    """Lease what may go, as (number of the lease, row). A row found in `sending` stays so: it is doubtful.

    One copy claims at a time. Two of them could otherwise lease two rows of one person, when the older one is
    stored only now: neither would see what the other is doing.
    """
    one_at_a_time(db, CLAIMING[realm])
    may_go = (
        sa.select(outbox.c.sequence)
        .where(
            outbox.c.realm == realm,
            _in_line(outbox, now),
            outbox.c.free_s <= machine_now(db),
            sa.or_(outbox.c.state == "sending", ~_another_first(db, now)),
        )
        .order_by(outbox.c.line_at, outbox.c.sequence)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    chosen = db.execute(may_go).scalars().all()
    if not chosen:
        return []
    lease = (
        sa.update(outbox)
        .where(outbox.c.sequence.in_(chosen))
        .values(
            state=sa.case((outbox.c.state == "sending", "sending"), else_="leased"),
            lease=outbox.c.lease + 1,
            free_s=machine_now(db) + lease_s,
        )
        .returning(outbox)
    )
    leased = sorted(db.execute(lease).all(), key=lambda row: (row.line_at, row.sequence))
    return [(row.lease, _claimed(rows, row)) for row in leased]


def let_in(db: Connection, realm: Realm, now: datetime) -> None:
    """Those that are ahead of the clock keep their order among themselves."""
    ahead = is_open(outbox) & (outbox.c.realm == realm) & (outbox.c.line_at > now)
    for_no_time = outbox.c.not_before.is_(None) | (outbox.c.state == "sending")
    db.execute(sa.update(outbox).where(ahead, for_no_time).values(line_at=now))


def _claimed(rows: Rows, row: sa.Row[Any]) -> Claimed:
    return Claimed(
        id=row.id,
        organization=row.organization,
        send=_send(rows, row),
        doubtful=row.state == "sending",
        attempts=row.attempts,
        created_at=row.created_at,
    )


def _send(rows: Rows, row: sa.Row[Any]) -> Send:
    """One row that another release wrote otherwise must not keep the others from going: it says so itself."""
    try:
        return SENDS.decode(rows.keys.open(row.body))
    except msgspec.DecodeError:
        channel = "" if row.person else row.address.removeprefix("channel:")
        nothing = Message(blocks=(), summary="")
        return Send(kind=row.kind, message=nothing, person=row.person, channel=channel, unless=(UNREADABLE,))


def waits_from(db: Connection, realm: Realm, after: datetime | None) -> datetime | None:
    """The earliest program time at which a row stands in line."""
    waiting = sa.select(sa.func.min(outbox.c.line_at)).where(outbox.c.realm == realm, is_open(outbox))
    return db.execute(waiting if after is None else waiting.where(outbox.c.line_at > after)).scalar()


def count_waiting(db: Connection) -> int:
    """Rows of every realm that are not settled."""
    return int(db.execute(sa.select(sa.func.count()).select_from(outbox).where(is_open(outbox))).scalar_one())


def anything_waits(db: Connection, realm: Realm, now: datetime) -> bool:
    waiting = sa.select(outbox.c.id).where(outbox.c.realm == realm, _in_line(outbox, now)).limit(1)
    return db.execute(waiting).first() is not None
