"""Which message goes next? The open rows of the outbox (ready, leased or sending), in line by their address.

Lane by lane (`lanes.py`), so that nobody who waits for an answer stands behind ten thousand reminders. Only the oldest
of an address may be claimed, and none while another one is under way: so what delivery looks up of the reader (have two
reached them this week?) stays true until the row is settled. For that only rows of the same lane and those above count.
A row stands in line from its `not_before` on, or from when it was made; one put back keeps its place, and those behind
it wait.
`delivery_rows.py` says what a claimed row tells, `outbox.py` what becomes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import starmap
from typing import Any, Final, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversation.messages import Message
from bot.outcome import Send
from bot.runtime.ports import UNREADABLE, Ration, Realm
from storage import direct
from storage.codecs import SENDS
from storage.delivery_rows import Claimed
from storage.dialects import machine_time, one_at_a_time
from storage.lanes import BULK, LANES
from storage.records import Rows
from storage.selecting import filled_up
from storage.tables import OPEN, outbox

Moment = datetime | sa.BindParameter[datetime]
Part = Literal["all", "own", "others"]  # of every organization, of one, of all but some

CLAIMING: Final[dict[Realm, int]] = {
    "live": 7_201_431_884,
    "playground": 7_201_431_885,
}  # any numbers, the same for every copy


def is_open(row: sa.FromClause) -> sa.ColumnElement[bool]:
    return is_in(row, OPEN)


def is_in(row: sa.FromClause, states: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Written out, not as parameters: only so SQLite sees that its index of these rows will do."""
    return row.c.state.in_([sa.literal_column(f"'{state}'", sa.Text()) for state in states])


def _in_line(row: sa.FromClause, now: Moment) -> sa.ColumnElement[bool]:
    return is_open(row) & (row.c.line_at <= now)


def _another_first(now: Moment, machine: sa.ColumnElement[float]) -> sa.ColumnElement[bool]:
    """Another row of the address is older, or under way, in this lane or above. One that is sending stays so until it
    is settled.
    """
    other = outbox.alias("other")
    under_way = sa.or_(other.c.state == "sending", (other.c.state == "leased") & (other.c.free_s > machine))
    earlier = sa.tuple_(other.c.line_at, other.c.sequence) < sa.tuple_(outbox.c.line_at, outbox.c.sequence)
    return sa.exists().where(
        other.c.address == outbox.c.address,
        other.c.organization == outbox.c.organization,
        is_open(other),
        other.c.lane >= outbox.c.lane,
        sa.or_(under_way, earlier & (other.c.line_at <= now)),
    )


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim asks for."""

    realm: Realm
    now: datetime
    limit: int
    bulk: int
    rations: Sequence[Ration] = ()


def claim(db: Connection, rows: Rows, wanted: Wanted, *, lease_s: float) -> list[tuple[int, Claimed]]:
    """Lease what may go, as (number of the lease, row). A row found in `sending` stays so: it is doubtful.

    One copy claims at a time. Two of them could otherwise lease two rows of one person, when the older one is
    stored only now: neither would see what the other is doing.
    """
    one_at_a_time(db, CLAIMING[wanted.realm])
    chosen = _chosen(db, wanted)
    if not chosen:
        return []
    filled = filled_up(chosen)
    its = {f"chosen_{at}": sequence for at, sequence in enumerate(filled)}
    found = direct.rows(db, _lease(db.dialect.name, len(filled)), {**its, "lease_s": lease_s})
    leased = sorted(starmap(_Leased, found), key=lambda row: (-row.lane, row.line_at, row.sequence))
    return [(row.lease, _claimed(rows, row)) for row in leased]


def _chosen(db: Connection, wanted: Wanted) -> list[int]:
    """Lane by lane; in each first those of which only so many may go, then all others."""
    chosen: list[int] = []
    for lane in LANES:
        end = min(wanted.limit, len(chosen) + wanted.bulk) if lane == BULK else wanted.limit
        rations = [ration for ration in wanted.rations if ration.lane == lane]
        parts: list[tuple[Part, list[str], int]] = [("own", [one.organization], one.most) for one in rations]
        parts.append(("others", [one.organization for one in rations], wanted.limit))
        for part, organizations, most in parts:
            room = min(most, end - len(chosen))
            if room > 0 and (part == "own" or not rations or _others_wait(db, organizations)):
                its: dict[str, object] = {"its_realm": wanted.realm, "its_lane": lane, "now": wanted.now}
                chosen += _going(db, its, part, organizations, room)
    return chosen


def _others_wait(db: Connection, organizations: Sequence[str]) -> bool:
    """Does anything wait that is not of these? Asked between their ids, where an index tells at once: a search for all
    but them would read every one of ten thousand messages that have to wait for their rate.
    """
    ids = sorted(organizations)
    edges: list[tuple[str | None, str | None]] = [*zip([None, *ids], [*ids, None], strict=True)]
    for behind, before in edges:
        ends = {name: end for name, end in (("behind", behind), ("before", before)) if end is not None}
        if direct.first(db, _between(*ends), ends) is not None:
            return True
    return False


def _going(
    db: Connection, its: dict[str, object], part: Part, organizations: Sequence[str], room: int
) -> list[int]:
    named = {f"organization_{at}": one for at, one in enumerate(filled_up(organizations))}
    most = 1 << (room - 1).bit_length()
    may_go = _may_go(db.dialect.name, part if named else "all", len(named), most)
    return [row[0] for row in direct.rows(db, may_go, {**its, **named})][:room]


# Built once: that costs more than what they find.


@cache
def _between(*ends: str) -> sa.Select[Any]:
    is_there = {
        "behind": outbox.c.organization > sa.bindparam("behind"),
        "before": outbox.c.organization < sa.bindparam("before"),
    }
    return sa.select(outbox.c.sequence).where(is_open(outbox), *(is_there[end] for end in ends)).limit(1)


@cache
def _may_go(dialect: str, part: Part, many: int, most: int) -> sa.Select[tuple[int]]:
    """`most` is written out: PostgreSQL would keep a plan for all of them otherwise, and read them all."""
    now, machine = sa.bindparam("now", type_=outbox.c.line_at.type), machine_time(dialect)
    where = [
        outbox.c.realm == sa.bindparam("its_realm"),
        outbox.c.lane == sa.bindparam("its_lane"),
        _in_line(outbox, now),
        outbox.c.free_s <= machine,
        sa.or_(outbox.c.state == "sending", ~_another_first(now, machine)),
    ]
    organizations = [
        sa.bindparam(f"organization_{at}", type_=outbox.c.organization.type) for at in range(many)
    ]
    if part == "own":
        where.append(outbox.c.organization.in_(organizations))
    elif part == "others":
        where.append(outbox.c.organization.not_in(organizations))
    may_go = sa.select(outbox.c.sequence).where(*where).order_by(outbox.c.line_at, outbox.c.sequence)
    return may_go.limit(sa.literal_column(str(most), sa.Integer)).with_for_update(skip_locked=True)


class _Leased(NamedTuple):
    """What is known of a row that was leased: columns of the outbox."""

    sequence: int
    lane: int
    line_at: datetime
    lease: int
    id: str
    organization: str
    person: str
    address: str
    kind: str
    body: str
    state: str
    attempts: int
    created_at: datetime


@cache
def _lease(dialect: str, many: int) -> sa.Executable:
    chosen = [sa.bindparam(f"chosen_{at}", type_=outbox.c.sequence.type) for at in range(many)]
    return (
        sa.update(outbox)
        .where(outbox.c.sequence.in_(chosen))
        .values(
            state=sa.case((outbox.c.state == "sending", "sending"), else_="leased"),
            lease=outbox.c.lease + 1,
            free_s=machine_time(dialect) + sa.bindparam("lease_s", type_=outbox.c.free_s.type),
        )
        .returning(*(outbox.c[name] for name in _Leased._fields))
    )


def let_in(db: Connection, realm: Realm, now: datetime) -> None:
    """Those that are ahead of the clock keep their order among themselves."""
    ahead = is_open(outbox) & (outbox.c.realm == realm) & outbox.c.lane.in_(LANES) & (outbox.c.line_at > now)
    for_no_time = outbox.c.not_before.is_(None) | (outbox.c.state == "sending")
    db.execute(sa.update(outbox).where(ahead, for_no_time).values(line_at=now))


def _claimed(rows: Rows, row: _Leased) -> Claimed:
    return Claimed(
        id=row.id,
        organization=row.organization,
        send=_send(rows, row),
        doubtful=row.state == "sending",
        lane=row.lane,
        attempts=row.attempts,
        created_at=row.created_at,
    )


def _send(rows: Rows, row: _Leased) -> Send:
    """One row that another release wrote otherwise must not keep the others from going: it says so itself."""
    try:
        return SENDS.decode(rows.keys.open(row.body))
    except msgspec.DecodeError:
        channel = "" if row.person else row.address.removeprefix("channel:")
        nothing = Message(blocks=(), summary="")
        return Send(kind=row.kind, message=nothing, person=row.person, channel=channel, unless=(UNREADABLE,))


def waits_from(db: Connection, realm: Realm, after: datetime | None) -> datetime | None:
    """The earliest program time at which a row stands in line."""
    found = [_first_of(db, realm, lane, after) for lane in LANES]
    return min((moment for moment in found if moment is not None), default=None)


def _first_of(db: Connection, realm: Realm, lane: int, after: datetime | None) -> datetime | None:
    its = (outbox.c.realm == realm) & (outbox.c.lane == lane) & is_open(outbox)
    waiting = sa.select(sa.func.min(outbox.c.line_at)).where(its)
    return db.execute(waiting if after is None else waiting.where(outbox.c.line_at > after)).scalar()


def count_waiting(db: Connection) -> int:
    """Rows of every realm that are not settled."""
    return int(db.execute(sa.select(sa.func.count()).select_from(outbox).where(is_open(outbox))).scalar_one())


def anything_waits(db: Connection, realm: Realm, now: datetime) -> bool:
    here = (outbox.c.realm == realm) & outbox.c.lane.in_(LANES)
    waiting = sa.select(outbox.c.id).where(here, _in_line(outbox, now)).limit(1)
    return db.execute(waiting).first() is not None
