"""May one more call be made now? A row for each rate, shared by every copy of the bot, by the database's
clock.

The generic cell rate algorithm: each call moves the moment at which the rate is "full" by one interval; a
call is granted while that moment lies at most `burst - 1` intervals ahead. Source: ITU-T I.371, virtual
scheduling, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.runtime.ports import Refused
from storage import direct
from storage.dialects import insert_new, machine_now, machine_time
from storage.tables import rate

ODD_S = 60.0  # that copies of different releases, with other limits, may differ
ODD_CALLS = 10  # that others may take more at once, because somebody waits for theirs
Rates = Sequence[tuple[str, float, int]]


class NoTurn(Exception):
    """A rate is used up."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(refused.rate)


def take(db: Connection, rates: Rates) -> None:
    """Take one call of each (name, per second, burst); raises NoTurn, and then the transaction must be
    rolled back.
    """
    longest = Refused(rate="", wait_s=0.0)
    for name, per_second, burst in sorted(
        rates
    ):  # in one order, so that copies never wait for each other in a circle
        wait_s = _take_one(db, name, interval_s=1 / per_second, burst=burst)
        if wait_s > longest.wait_s:
            longest = Refused(rate=name, wait_s=wait_s)
    if longest.rate:
        raise NoTurn(longest)


def _take_one(db: Connection, name: str, *, interval_s: float, burst: int) -> float:
    """Seconds to wait; 0.0 when it was taken."""
    ahead_s = (burst - 1) * interval_s
    # Further ahead than calls can bring it: the machine's clock has gone back, and nobody should wait for that.
    far_s = ahead_s + (1 + ODD_CALLS) * interval_s + ODD_S
    its = {"its_name": name, "ahead_s": ahead_s, "far_s": far_s, "interval_s": interval_s}
    for _ in range(2):
        if direct.first(db, _taken(db.dialect.name), its) is not None:
            return 0.0
        left = direct.first(db, _left(db.dialect.name), {"its_name": name, "ahead_s": ahead_s})
        if left is not None:  # at least a moment: the clock has gone on since the refusal
            return max(float(left[0]), float(left[1]), 0.001)
        insert_new(db, rate, [{"name": name, "full_s": 0.0, "closed_s": 0.0}])  # nobody has asked for it yet
    return 0.001


def _seconds(name: str) -> sa.BindParameter[float]:
    return sa.bindparam(name, type_=rate.c.full_s.type)


@cache
def _taken(dialect: str) -> sa.Executable:
    """Built once, as that takes longer than a call of it."""
    now, in_time = machine_time(dialect), machine_time(dialect) + _seconds("ahead_s")
    impossible = rate.c.full_s > now + _seconds("far_s")
    full_s = sa.case((impossible, now), (rate.c.full_s > now, rate.c.full_s), else_=now)
    return (
        sa.update(rate)
        .where(
            rate.c.name == sa.bindparam("its_name"),
            sa.or_(rate.c.full_s <= in_time, impossible),
            rate.c.closed_s <= now,
        )
        .values(full_s=full_s + _seconds("interval_s"))
        .returning(rate.c.name)
    )


@cache
def _left(dialect: str) -> sa.Select[Any]:
    now = machine_time(dialect)
    left = sa.select(rate.c.full_s - _seconds("ahead_s") - now, rate.c.closed_s - now)
    return left.where(rate.c.name == sa.bindparam("its_name"))


def close(db: Connection, name: str, *, after_s: float) -> None:
    """Nobody calls for so long; a longer closure stays."""
    insert_new(db, rate, [{"name": name, "full_s": 0.0, "closed_s": 0.0}])
    until = machine_now(db) + after_s
    db.execute(sa.update(rate).where(rate.c.name == name, rate.c.closed_s < until).values(closed_s=until))


def forget_idle(db: Connection) -> None:
    """A rate nobody has used lately is as good as a new one."""
    now = machine_now(db)
    db.execute(sa.delete(rate).where(rate.c.full_s <= now, rate.c.closed_s <= now))
