"""What else waits? Rules that fall due at a program time, and jobs for the worker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.outcome import Job
from bot.program.keeping.retention import WHILE_CLOSED
from bot.runtime.ports import Due, JobRow, Realm
from storage import direct
from storage.dialects import insert_new, machine_now, machine_time
from storage.outbox import Owner
from storage.tables import due, job, organization

_DUE = sa.insert(due).inline()
_DUE_NO_MORE = sa.delete(due).where(
    due.c.organization == sa.bindparam("in_organization"), due.c.subject == sa.bindparam("its_subject")
)


# Where all places are closed nobody can be told anything: it waits until one is opened again.
_CLOSED = sa.exists().where(organization.c.id == due.c.organization, organization.c.closed_at.is_not(None))
_FALLS = ~_CLOSED | due.c.rule.in_(sorted(WHILE_CLOSED))


def one_subject(subject: str, dues: Sequence[Due]) -> None:
    """Raises ValueError for a due of another subject: it could never be replaced."""
    if any(one.subject != subject for one in dues):
        raise ValueError(f"a due of another subject was set for {subject}")


def set_due(db: Connection, organization: str, realm: Realm, subject: str, dues: Sequence[Due]) -> None:
    one_subject(subject, dues)
    direct.change(db, _DUE_NO_MORE, {"in_organization": organization, "its_subject": subject})
    if dues:
        own = {"organization": organization, "realm": realm, "subject": subject}
        direct.change(db, _DUE, *({**own, "rule": one.rule, "at": one.at} for one in dues))


def claim_due(db: Connection, realm: Realm, now: datetime, *, limit: int) -> tuple[tuple[str, Due], ...]:
    come = (
        sa.select(due)
        .where(due.c.realm == realm, due.c.at <= now, _FALLS)
        .order_by(due.c.at, due.c.organization, due.c.rule, due.c.subject)
        .limit(limit)
    )
    return tuple(
        (row.organization, Due(rule=row.rule, subject=row.subject, at=row.at)) for row in db.execute(come)
    )


def drop_due(db: Connection, organization: str, one: Due) -> None:
    exactly = (due.c.rule == one.rule) & (due.c.subject == one.subject) & (due.c.at == one.at)
    db.execute(sa.delete(due).where(due.c.organization == organization, exactly))


def falls_due_from(db: Connection, realm: Realm, after: datetime | None) -> datetime | None:
    earliest = sa.select(sa.func.min(due.c.at)).where(due.c.realm == realm)
    return db.execute(earliest if after is None else earliest.where(due.c.at > after)).scalar()


def ask(db: Connection, owner: Owner, jobs: Sequence[Job]) -> None:
    own = {"organization": owner.organization, "realm": owner.realm, "attempts": 0, "free_s": 0.0}
    rows = [
        {**own, "id": job_id(owner, at), "kind": one.kind, "subject": one.subject}
        for at, one in enumerate(jobs)
    ]
    insert_new(db, job, rows)


def job_id(owner: Owner, at: int) -> str:
    return f"{owner.event.id}:job:{at}"


def claim_job(db: Connection, realm: Realm, *, lease_s: float, kinds: Collection[str]) -> JobRow | None:
    """The oldest that nobody holds; `attempts` counts earlier claims."""
    mine = {"kinds": list(kinds)} if kinds else {}
    row = db.execute(_free(db.dialect.name, bool(kinds)), {"its_realm": realm, **mine}).first()
    if row is None:
        return None
    lease = sa.update(job).where(job.c.id == row.id)
    db.execute(lease.values(attempts=job.c.attempts + 1, free_s=machine_now(db) + lease_s))
    asked = Job(kind=row.kind, subject=row.subject)
    return JobRow(id=row.id, organization=row.organization, job=asked, attempts=row.attempts)


@cache
def _free(dialect: str, of_kinds: bool) -> sa.Select[Any]:
    """Built once: workers ask often, and mostly there is none."""
    mine = (job.c.kind.in_(sa.bindparam("kinds", expanding=True)),) if of_kinds else ()
    return (
        sa.select(job)
        .where(job.c.realm == sa.bindparam("its_realm"), job.c.free_s <= machine_time(dialect), *mine)
        .order_by(job.c.sequence)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def finish_job(db: Connection, row_id: str) -> None:
    db.execute(sa.delete(job).where(job.c.id == row_id))


def put_job_back(db: Connection, row_id: str, *, after_s: float, attempts: int | None) -> None:
    back = sa.update(job).where(job.c.id == row_id).values(free_s=machine_now(db) + after_s)
    db.execute(back if attempts is None else back.where(job.c.attempts == attempts + 1))


def anything_asked(db: Connection, realm: Realm) -> bool:
    return db.execute(sa.select(job.c.id).where(job.c.realm == realm).limit(1)).first() is not None


def anything_due(db: Connection, realm: Realm, now: datetime) -> bool:
    return bool(claim_due(db, realm, now, limit=1))
