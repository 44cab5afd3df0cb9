"""The smallest storage: everything in mappings, one lock, and a journal that undoes what a failed transaction
did.

For tests and the stories in `tests/conversations/`; it keeps every promise of the port but surviving the
process. Read `memory_state.py` and `memory_unit.py` next.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Literal, TypeVar

import msgspec

from bot.conversation.messages import Address
from bot.program.keeping.retention import WHILE_CLOSED
from bot.program.metrics import CohortRead
from bot.program.model import Account, Base, Organization, Pairing, Person, Place
from bot.program.proposing.effect import Trying
from bot.program.snapshot import Identity
from bot.runtime.ports import Due, JobRow, PoolRead, Post, Ration, Realm, Refused, Row, SetAside, SupplyRead
from bot.runtime.ports import Kept as KeptMessage
from storage.cohort import read_cohort
from storage.kept import find_people
from storage.lookups import Look
from storage.memory_forgetting import erase
from storage.memory_outbox import MemoryOutbox
from storage.memory_reader import MemoryReader
from storage.memory_state import Rate, State
from storage.memory_tidying import tidy
from storage.memory_unit import MemoryUnit
from storage.offering import read_supply
from storage.pool import read_pool, read_trial
from storage.sealed import Keys
from storage.selecting import users_of

R = TypeVar("R", bound=Base)


class MemoryStorage:
    """Machine time is the process's own steady clock, unless a test brings another (seconds, only forward)."""

    threads = 1

    def __init__(self, machine_now: Callable[[], float] = time.monotonic) -> None:
        self._machine_now = machine_now
        self.sealer = Keys.new()
        self._state = State()
        self._reader = MemoryReader(self._state)
        self._lock = threading.Lock()
        self._outbox = MemoryOutbox(self._state, machine_now)

    @contextmanager
    def _transaction(self) -> Iterator[State]:
        with self._lock:
            try:
                yield self._state
            except BaseException:
                self._state.undo()
                raise
            self._state.commit()

    @contextmanager
    def begin(self) -> Iterator[MemoryUnit]:
        with self._transaction() as state:
            yield MemoryUnit(state)

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
        with self._transaction():
            left = {(one.organization, one.lane): one.most for one in rations}
            first = self._outbox.first_in_line(realm, now, left, most_bulk)
            return self._outbox.claim(islice(first, limit), now, lease_s=lease_s)

    def let_in(self, realm: Realm, now: datetime) -> None:
        with self._transaction():
            self._outbox.let_in(realm, now)

    def mark_sending(self, row_id: str, *, lease_s: float) -> bool:
        with self._transaction():
            return self._outbox.mark_sending(row_id, lease_s=lease_s)

    def mark_sent(self, row_id: str, reference: str, address: Address, *, at: datetime) -> None:
        with self._transaction():
            self._outbox.mark_sent(row_id, reference, address, at=at)

    def mark_over(
        self, row_id: str, state: Literal["failed", "dropped", "doubt"], reason: str, *, at: datetime
    ) -> None:
        with self._transaction():
            self._outbox.mark_over(row_id, state, reason, at=at)

    def put_back(self, row_id: str, *, after_s: float, doubtful: bool = False, counted: int = 0) -> None:
        with self._transaction():
            self._outbox.put_back(row_id, after_s=after_s, doubtful=doubtful, counted=counted)

    def put_off(self, row_id: str, *, until: datetime) -> None:
        with self._transaction():
            self._outbox.put_off(row_id, until=until)

    def next_moment(self, realm: Realm, *, after: datetime | None = None) -> datetime | None:
        with self._lock:
            lines = [line.later(realm, after) for line in (self._state.open, self._state.due_at)]
            return min((line[0][0] for line in lines if line), default=None)

    def is_quiet(self, realm: Realm, now: datetime) -> bool:
        with self._lock:
            state = self._state
            return not (
                any(state.open.until(realm, now))
                or any(self._falling(realm, now))
                or any(job.realm == realm for job in state.jobs.values())
            )

    def count_waiting(self) -> int:
        with self._lock:
            return sum(len(self._state.open[realm]) for realm in self._state.open)

    def claim_due(self, realm: Realm, now: datetime, *, limit: int) -> tuple[tuple[str, Due], ...]:
        with self._lock:
            come = islice(self._falling(realm, now), limit)
            rows = [self._state.due[organization, subject, rule] for _, organization, rule, subject in come]
        return tuple((row.organization, row.due) for row in rows)

    def _falling(self, realm: Realm, now: datetime) -> Iterator[tuple[datetime, str, str, str]]:
        kept = self._state.kept(Organization)
        for falls in self._state.due_at.until(realm, now):
            its = kept.get(falls[1])
            closed = its is not None and isinstance(its.record, Organization) and its.record.closed_at
            if not closed or falls[2] in WHILE_CLOSED:
                yield falls

    def claim_job(self, realm: Realm, *, lease_s: float, kinds: Collection[str] = ()) -> JobRow | None:
        with self._transaction() as state:
            free = [
                (asked.sequence, job_id)
                for job_id, asked in state.jobs.items()
                if asked.realm == realm
                and asked.free_s <= self._machine_now()
                and (not kinds or asked.job.kind in kinds)
            ]
            if not free:
                return None
            job_id = min(free)[1]
            asked = state.jobs[job_id]
            leased = msgspec.structs.replace(
                asked, attempts=asked.attempts + 1, free_s=self._machine_now() + lease_s
            )
            state.put(state.jobs, job_id, leased)
            return JobRow(id=job_id, organization=asked.organization, job=asked.job, attempts=asked.attempts)

    def finish_job(self, job_id: str) -> None:
        with self._transaction() as state:
            state.drop(state.jobs, [job_id])

    def put_job_back(self, job_id: str, *, after_s: float, attempts: int | None = None) -> None:
        with self._transaction() as state:
            asked = state.jobs.get(job_id)
            if asked is not None and (attempts is None or asked.attempts == attempts + 1):
                back = msgspec.structs.replace(asked, free_s=self._machine_now() + after_s)
                state.put(state.jobs, job_id, back)

    def read_cohort(self, organization: str, digest: str) -> CohortRead:
        with self._lock:
            return read_cohort(self._reader, organization, digest)

    def read_supply(self, organization: str, awareness: str) -> SupplyRead:
        with self._lock:
            return read_supply(self._reader, organization, awareness)

    def read_trial(self, organization: str, trial: str, now: datetime) -> Trying | None:
        with self._lock:
            return read_trial(self._reader, organization, trial, now)

    def read_pool(self, organization: str, proposal: str, now: datetime) -> PoolRead:
        with self._lock:
            return read_pool(self._reader, organization, proposal, now)

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> Refused | None:
        with self._transaction() as state:
            now = self._machine_now()
            longest = Refused(rate="", wait_s=0.0)
            taken: dict[str, Rate] = {}
            for name, per_second, burst in rates:
                rate = taken.get(name) or state.rates.get(name) or Rate()
                ahead_s = (burst - 1) / per_second
                wait_s = max(rate.full_s - ahead_s - now, rate.closed_s - now)
                if wait_s > longest.wait_s:
                    longest = Refused(rate=name, wait_s=wait_s)
                full_s = max(rate.full_s, now) + 1 / per_second
                taken[name] = msgspec.structs.replace(rate, full_s=full_s)
            if longest.rate:
                return longest
            for name, rate in taken.items():
                state.put(state.rates, name, rate)
            return None

    def push_back(self, rate: str, *, after_s: float) -> None:
        with self._transaction() as state:
            known = state.rates.get(rate, Rate())
            closed_s = max(known.closed_s, self._machine_now() + after_s)
            state.put(state.rates, rate, msgspec.structs.replace(known, closed_s=closed_s))

    def set_aside_events(self) -> tuple[SetAside, ...]:
        with self._lock:
            aside = [one for _, one in self._state.aside.values()]
        return tuple(sorted(aside, key=lambda one: (one.event.at, one.event.id)))

    def knows(self, account: str) -> bool:
        with self._lock:
            kept = self._state.kept(Account).get(account)
            if kept is None or not isinstance(kept.record, Account):
                return False
            return bool(self._person(kept.record.organization, kept.record.person))

    def _person(self, organization: str, person: str) -> list[Person]:
        here = {"id": (person,), "gone": (False,)}
        return self._reader.find(Person, organization, Look(where=here))

    def users_at(self, place_id: str, people: Collection[str]) -> dict[str, str]:
        with self._lock:
            here = self._state.kept(Place).get(place_id)
            if here is None:
                return {}
            look = Look(where={"person": tuple(people)})
            theirs = self._reader.find(Account, here.record.organization, look)
            return users_of(place_id, ((one.id, one.person) for one in theirs))

    def organization_at(self, place_id: str) -> str:
        with self._lock:
            here = self._state.kept(Place).get(place_id)
        return here.record.organization if here else ""

    def organization_of(self, realm: Realm) -> str | None:
        with self._lock:
            kept = [one.record for one in self._state.kept(Organization).values()]
        ids = [one.id for one in kept if isinstance(one, Organization) and one.realm == realm]
        return ids[0] if len(ids) == 1 else None

    def organizations(self) -> tuple[Organization, ...]:
        with self._lock:
            kept = self._state.kept(Organization)
            records = (kept[one].record for one in sorted(kept))
            return tuple(one for one in records if isinstance(one, Organization))

    def erase_organization(self, organization: str) -> None:
        with self._transaction() as state:
            erase(state, organization)
            now = self._machine_now()
            idle = [name for name, rate in state.rates.items() if max(rate.full_s, rate.closed_s) <= now]
            state.drop(state.rates, idle)

    def tidy(self, realm: Realm, now: datetime) -> int:
        with self._transaction() as state:
            return tidy(state, realm, now)

    def wipe_deleted(self) -> None:
        """Nothing of it is left."""

    def save_post(self, post: Post) -> None:
        with self._transaction() as state:
            key = (post.organization, post.id)
            if not post.number:
                before = state.posts.get(key)
                same = before is not None and before.conversation == post.conversation
                number = before.number if before and same else self._last_number(post) + 1
                post = msgspec.structs.replace(post, number=number)
            state.put(state.posts, key, post)

    def _last_number(self, post: Post) -> int:
        here = self._state.conversations[post.organization, post.conversation]
        return int(here[-1][0]) if here else 0

    def post(self, organization: str, post_id: str) -> Post | None:
        with self._lock:
            return self._state.posts.get((organization, post_id))

    def posts(self, organization: str, conversation: str) -> tuple[Post, ...]:
        with self._lock:
            here = self._state.conversations[organization, conversation]
            return tuple(self._state.posts[organization, post_id] for _, post_id in here)

    def latest_posts(self, organization: str) -> dict[str, Post]:
        with self._lock:
            lines = self._state.conversations
            names = sorted(name for here, name in lines if here == organization)
            last = {name: lines[organization, name][-1][1] for name in names}
            return {name: self._state.posts[organization, post_id] for name, post_id in last.items()}

    def people_of(self, organization: str) -> tuple[Person, ...]:
        with self._lock:
            return tuple(self._reader.find(Person, organization, Look(order=("name", "id"))))

    def page_of(
        self,
        kind: type[R],
        organization: str,
        *,
        where: Mapping[str, Collection[object]] = {},
        after: str = "",
        limit: int | None = None,
    ) -> list[R]:
        with self._lock:
            return self._reader.find(kind, organization, Look(where=where, after=after, limit=limit))

    def messages_to(self, organization: str, person: str) -> tuple[KeptMessage, ...]:
        with self._lock:
            found = self._reader.find(Pairing, organization, Look(where={"mentor|mentee": (person,)}))
            own = {pairing.id for pairing in found}
            rows = [
                row
                for row in self._state.outbox.values()
                if row.send.person == person or row.send.both in own
            ]
        rows.sort(key=lambda row: row.sequence)
        return tuple(
            KeptMessage(at=row.sent_at or row.created_at, kind=row.send.kind, message=row.send.message)
            for row in rows
            if row.organization == organization and row.send.message.blocks
        )

    def find_people(self, organization: str, said: str) -> tuple[Person, ...]:
        with self._lock:
            return find_people(self._reader, organization, said)

    def forgotten(self, organization: str, identities: Collection[Identity]) -> frozenset[str]:
        with self._lock:
            return self._reader.forgotten(organization, identities)

    def read_setting(self, name: str) -> str | None:
        with self._lock:
            return self._state.settings.get(name)

    def write_setting(self, name: str, value: str) -> None:
        with self._transaction() as state:
            state.put(state.settings, name, value)

    def close(self) -> None:
        """Nothing is held."""
