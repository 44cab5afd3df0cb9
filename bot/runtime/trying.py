"""The job of a trial: read everybody once, match them by today's rules and by others, report with `RulesTried`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.events import Event, RulesTried
from bot.program.proposing.effect import Effect, Trying, effect_of
from bot.runtime.ports import JobRow, Storage


def read(storage: Storage, row: JobRow, now: datetime) -> Trying | None:
    return storage.read_trial(row.organization, row.job.subject, now)


def compute(packed: bytes) -> bytes:
    """In the worker process. Of a trial that somebody has put away meanwhile there is nothing to say."""
    trying = msgspec.msgpack.decode(packed, type=Trying | None)
    return msgspec.msgpack.encode(effect_of(trying) if trying else Effect())


def report(row: JobRow, _read: Trying | None, result: bytes, now: datetime) -> Event:
    return RulesTried(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        trial=row.job.subject,
        effect=msgspec.msgpack.decode(result, type=Effect),
    )
