"""The storage on SQLite or PostgreSQL: each call is one transaction. `line.py`, `outbox.py`, `waiting.py`, `rates.py`
and `posts.py` do the work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversation.messages import Address
from bot.program.metrics import CohortRead
from bot.program.model import Base, Organization, Person
from bot.program.proposing.effect import Trying
from bot.program.snapshot import Identity
from bot.runtime.errors import ConfigError
from bot.runtime.ports import (
    Due,
    JobRow,
    Kept,
    PoolRead,
    Post,
    Ration,
    Realm,
    Refused,
    Row,
    SetAside,
    SupplyRead,
)
from storage import direct, line, outbox, own_words, posts, rates, selecting, tidying, waiting
from storage.codecs import EVENTS
from storage.cohort import read_cohort
from storage.database import Database
from storage.delivery_rows import delivery_rows
from storage.dialects import insert_or_update
from storage.erasing import erase_organization
from storage.failures import told_apart
from storage.kept import find_people, messages_to
from storage.leases import Leases
from storage.lookups import Look
from storage.offering import read_supply
from storage.pool import read_pool, read_trial
from storage.reader import DatabaseReader
from storage.records import Rows
from storage.rotating import reseal
from storage.sealed import Keys
from storage.tables import account, organization, place, set_aside, setting
from storage.unit_of_work import DatabaseUnit

R = TypeVar("R", bound=Base)
KEY_PROOF = "keys"  # a setting that opens with the right keys only


class SqlStorage:
    """Threads may share it. What it claimed it remembers, so that a lease lost to another copy is noticed."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self.threads = database.threads
        self.sealer = keys
        self._database = database
        self._rows = Rows(keys)
        self._leases = Leases()
        try:
            self._prove_keys()
            own_words.fill(database.writing, self._rows)
        except ConfigError:
            database.close()
            raise

    def _prove_keys(self) -> None:
        """Raises ConfigError at the start rather than at the first sealed value."""
        if self.read_setting(KEY_PROOF) is None:
            self.write_setting(KEY_PROOF, "opened")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told_apart(), self._database.writing.begin() as db:
            yield db

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told_apart(), self._database.reading.begin() as db:
            yield db

    @contextmanager
    def begin(self) -> Iterator[DatabaseUnit]:
        with self._writing() as db:
            yield DatabaseUnit(db, self._rows)

    def claim_rows(
        self,
        realm: Realm,
        now: datetime,
        *,
        lease_s: float,
        limit: int,
        most_bulk: int | None = None,
        rations: Sequence[Ration] = (),
    ) -> tuple[Row, ...]:
        bulk = limit if most_bulk is None else most_bulk
        wanted = line.Wanted(realm=realm, now=now, limit=limit, bulk=bulk, rations=rations)
        with self._writing() as db:
            leased = line.claim(db, self._rows, wanted, lease_s=lease_s)
            found = delivery_rows(DatabaseReader(db, self._rows), [row for _, row in leased], now)
        for lease, row in leased:
            self._leases.take(row.id, lease)
        return found

    def let_in(self, realm: Realm, now: datetime) -> None:
        with self._writing() as db:
            line.let_in(db, realm, now)

    def mark_sending(self, row_id: str, *, lease_s: float) -> bool:
        lease = self._leases.begin(row_id)
        if lease is None:
            return False
        with self._writing() as db:
            return outbox.mark_sending(db, row_id, lease, lease_s=lease_s)

    def mark_sent(self, row_id: str, reference: str, address: Address, *, at: datetime) -> None:
        lease = self._leases.held(row_id)
        with self._writing() as db:
            outbox.mark_sent(db, row_id, reference, address, at=at)
        self._leases.release(row_id, lease)

    def mark_over(
        self, row_id: str, state: Literal["failed", "dropped", "doubt"], reason: str, *, at: datetime
    ) -> None:
        self._end(row_id, partial(outbox.mark_over, state=state, reason=reason, at=at))

    def put_back(self, row_id: str, *, after_s: float, doubtful: bool = False, counted: int = 0) -> None:
        self._end(row_id, partial(outbox.put_back, after_s=after_s, doubtful=doubtful, counted=counted))

    def put_off(self, row_id: str, *, until: datetime) -> None:
        self._end(row_id, partial(outbox.put_off, until=until))

    def _end(self, row_id: str, mark: Callable[[Connection, str, int], None]) -> None:
        """The claim is over when that is stored: what the database did not take can be said again."""
        lease = self._leases.held(row_id)
        if lease is not None:
            with self._writing() as db:
                mark(db, row_id, lease)
            self._leases.release(row_id, lease)

    def next_moment(self, realm: Realm, *, after: datetime | None = None) -> datetime | None:
        with self._reading() as db:
            moments = (line.waits_from(db, realm, after), waiting.falls_due_from(db, realm, after))
        return min((moment for moment in moments if moment is not None), default=None)

    def is_quiet(self, realm: Realm, now: datetime) -> bool:
        with self._reading() as db:
            return not (
                line.anything_waits(db, realm, now)
                or waiting.anything_due(db, realm, now)
                or waiting.anything_asked(db, realm)
            )

    def count_waiting(self) -> int:
        with self._reading() as db:
            return line.count_waiting(db)

    def claim_due(self, realm: Realm, now: datetime, *, limit: int) -> tuple[tuple[str, Due], ...]:
        with self._reading() as db:
            return waiting.claim_due(db, realm, now, limit=limit)

    def claim_job(self, realm: Realm, *, lease_s: float, kinds: Collection[str] = ()) -> JobRow | None:
        with self._writing() as db:
            return waiting.claim_job(db, realm, lease_s=lease_s, kinds=kinds)

    def finish_job(self, job_id: str) -> None:
        with self._writing() as db:
            waiting.finish_job(db, job_id)

    def put_job_back(self, job_id: str, *, after_s: float, attempts: int | None = None) -> None:
        with self._writing() as db:
            waiting.put_job_back(db, job_id, after_s=after_s, attempts=attempts)

    def read_cohort(self, organization: str, digest: str) -> CohortRead:
        with self._reading() as db:
            return read_cohort(DatabaseReader(db, self._rows), organization, digest)

    def read_supply(self, organization: str, awareness: str) -> SupplyRead:
        with self._reading() as db:
            return read_supply(DatabaseReader(db, self._rows), organization, awareness)

    def read_trial(self, organization: str, trial: str, now: datetime) -> Trying | None:
        with self._reading() as db:
            return read_trial(DatabaseReader(db, self._rows), organization, trial, now)

    def read_pool(self, organization: str, proposal: str, now: datetime) -> PoolRead:
        with self._reading() as db:
            return read_pool(DatabaseReader(db, self._rows), organization, proposal, now)

    def take_turn(self, rates_asked: Sequence[tuple[str, float, int]]) -> Refused | None:
        try:
            with self._writing() as db:
                rates.take(db, rates_asked)
        except rates.NoTurn as none:
            return none.refused
        return None

    def push_back(self, rate: str, *, after_s: float) -> None:
        with self._writing() as db:
            rates.close(db, rate, after_s=after_s)

    def set_aside_events(self) -> tuple[SetAside, ...]:
        with self._reading() as db:
            rows = db.execute(sa.select(set_aside).order_by(set_aside.c.at, set_aside.c.event)).all()
        return tuple(
            SetAside(
                event=EVENTS.decode(self._rows.keys.open(row.body)),
                organization=row.organization,
                error=row.error,
            )
            for row in rows
        )

    def knows(self, account_id: str) -> bool:
        with self._reading() as db:
            return direct.first(db, selecting.KNOWN, {"its_id": account_id}) is not None

    def users_at(self, place_id: str, people: Collection[str]) -> dict[str, str]:
        here = sa.select(place.c.organization).where(place.c.id == place_id).scalar_subquery()
        theirs = sa.select(account.c.id, account.c.person).where(
            account.c.organization == here, account.c.person.in_(people)
        )
        with self._reading() as db:
            return selecting.users_of(place_id, ((row[0], row[1]) for row in db.execute(theirs)))

    def organization_at(self, place_id: str) -> str:
        with self._reading() as db:
            found = db.execute(sa.select(place.c.organization).where(place.c.id == place_id)).scalar()
        return found or ""

    def organization_of(self, realm: Realm) -> str | None:
        with self._reading() as db:
            ids = (
                db.execute(sa.select(organization.c.id).where(organization.c.realm == realm).limit(2))
                .scalars()
                .all()
            )
        return ids[0] if len(ids) == 1 else None

    def organizations(self) -> tuple[Organization, ...]:
        with self._reading() as db:
            found = db.execute(sa.select(organization).order_by(organization.c.id))
            return tuple(self._rows.record(Organization, row) for row in found)

    def erase_organization(self, organization: str) -> None:
        with self._writing() as db:
            erase_organization(db, organization)
        self._database.forget_deleted()

    def tidy(self, realm: Realm, now: datetime) -> int:
        gone = 0
        for table, old in tidying.too_old(realm, now):
            while True:
                with self._writing() as db:
                    some = tidying.drop_some(db, table, old)
                gone += some
                if some < tidying.AT_ONCE:
                    break
        while True:
            with self._writing() as db:
                some = tidying.empty_some(db, self._rows, realm, now)
            gone += some
            if some < tidying.AT_ONCE:
                break
        with self._writing() as db:
            rates.forget_idle(db)
        return gone

    def wipe_deleted(self) -> None:
        self._database.forget_deleted()

    def save_post(self, post: Post) -> None:
        with self._writing() as db:
            posts.save_post(db, self._rows, post)

    def post(self, organization: str, post_id: str) -> Post | None:
        with self._reading() as db:
            return posts.post(db, self._rows, organization, post_id)

    def posts(self, organization: str, conversation: str) -> tuple[Post, ...]:
        with self._reading() as db:
            return posts.posts(db, self._rows, organization, conversation)

    def latest_posts(self, organization: str) -> dict[str, Post]:
        with self._reading() as db:
            return posts.latest_posts(db, self._rows, organization)

    def people_of(self, organization: str) -> tuple[Person, ...]:
        with self._reading() as db:
            reader = DatabaseReader(db, self._rows)
            return tuple(reader.find(Person, organization, Look(order=("name", "id"))))

    def page_of(
        self,
        kind: type[R],
        organization: str,
        *,
        where: Mapping[str, Collection[object]] = {},
        after: str = "",
        limit: int | None = None,
    ) -> list[R]:
        with self._reading() as db:
            reader = DatabaseReader(db, self._rows)
            return reader.find(kind, organization, Look(where=where, after=after, limit=limit))

    def messages_to(self, organization: str, person: str) -> tuple[Kept, ...]:
        with self._reading() as db:
            return messages_to(db, self._rows, organization, person)

    def find_people(self, organization: str, said: str) -> tuple[Person, ...]:
        with self._reading() as db:
            return find_people(DatabaseReader(db, self._rows), organization, said)

    def forgotten(self, organization: str, identities: Collection[Identity]) -> frozenset[str]:
        with self._reading() as db:
            return DatabaseReader(db, self._rows).forgotten(organization, identities)

    def read_setting(self, name: str) -> str | None:
        with self._reading() as db:
            value = db.execute(sa.select(setting.c.value).where(setting.c.name == name)).scalar()
        return None if value is None else self._rows.keys.open(value)

    def write_setting(self, name: str, value: str) -> None:
        with self._writing() as db:
            db.execute(insert_or_update(db, setting, {"name": name, "value": self._rows.keys.seal(value)}))

    def reseal(self) -> int:
        """Seal everything with the first key, after which the others may go; returns how many rows were
        changed.
        """
        return reseal(self._database.writing, self._rows.keys)

    def close(self) -> None:
        self._database.close()
