"""What is asked of a database?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol

from bot.conversation.messages import Address
from bot.program.metrics import CohortRead
from bot.program.model import Organization, Person
from bot.program.proposing.effect import Trying
from bot.program.snapshot import Identity
from bot.runtime.ports.clocks import Sealer
from bot.runtime.ports.rows import (
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
from bot.runtime.ports.unit_of_work import R, UnitOfWork


class Storage(Protocol):
    """A database. Plain blocking calls; the runtime makes them in storage threads (`threads` of them, 1 for
    SQLite).
    """

    threads: int

    @property
    def sealer(self) -> Sealer: ...

    def begin(self) -> AbstractContextManager[UnitOfWork]: ...

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
        """Lease rows whose `not_before` has come (program time): replies first, then the other lanes, and of the
        lowest no more than `most_bulk`.

        Of each person or channel only the oldest open row of its lane or a higher one, and none while one of these is
        leased or sending: what a claim says of the reader's week holds until the row is settled, whoever else claims.

        Rows whose lease has run out (machine time) are claimed again: `leased` ones as if new, `sending` ones
        as `doubtful`. A row past its `expires`, or whose subject says `unless`, comes with `dropped` set.
        """

    def let_in(self, realm: Realm, now: datetime) -> None:
        """Program time has gone back, or may have while nobody ran: what had its place in line already, and waits for
        no time of its own, has it now, and what is sending is not out of reach.
        """

    def mark_sending(self, row_id: str, *, lease_s: float) -> bool:
        """Say, committed before the one call, that it is about to be sent; false when the lease was lost, or the
        row was dropped meanwhile.
        """

    def mark_sent(self, row_id: str, reference: str, address: Address, *, at: datetime) -> None:
        """`reference` is what the platform calls the message; `address` is stored back to the account (a
        conversation may be new). `at` is program time, and counts for the reader's week.
        """

    def mark_over(
        self, row_id: str, state: Literal["failed", "dropped", "doubt"], reason: str, *, at: datetime
    ) -> None:
        """The row is settled without having been sent, or nobody can tell; the next of the same address may
        go. `at` is program time.
        """

    def put_back(self, row_id: str, *, after_s: float, doubtful: bool = False, counted: int = 0) -> None:
        """Ready again after some machine time: certainly not sent, or still `doubtful`. `counted` attempts more: 1 when
        it was not marked as sending, -1 when that attempt is not to count.
        """

    def put_off(self, row_id: str, *, until: datetime) -> None:
        """Certainly not sent, and ready again at that program time; until then it keeps nobody waiting. No
        attempt is counted.
        """

    def next_moment(self, realm: Realm, *, after: datetime | None = None) -> datetime | None:
        """The earliest program time (later than `after`) at which anything waits (outbox or due), `None` when
        nothing does.
        """

    def is_quiet(self, realm: Realm, now: datetime) -> bool:
        """True when nothing is ready, leased, sending, due or asked for at that program time."""

    def count_waiting(self) -> int:
        """Messages of both realms that are not settled: what a gauge shows."""

    def claim_due(self, realm: Realm, now: datetime, *, limit: int) -> tuple[tuple[str, Due], ...]:
        """(organization, due) that have come, earliest first. A due row goes when the event about it is
        handled (`drop_due` in the same unit of work). Where all places are closed only what is kept falls due
        (`bot/program/keeping/retention.py`); the rest waits for the app to be installed again.
        """

    def claim_job(self, realm: Realm, *, lease_s: float, kinds: Collection[str] = ()) -> JobRow | None:
        """The oldest job of these kinds (of any, when there are none) that nobody holds."""

    def finish_job(self, job_id: str) -> None: ...

    def put_job_back(self, job_id: str, *, after_s: float, attempts: int | None = None) -> None:
        """Nobody may claim it for so long. With `attempts`, those of the claim as it was made: only while
        nobody has claimed it since.
        """

    def read_trial(self, organization: str, trial: str, now: datetime) -> Trying | None:
        """Everybody as for a proposal, by today's rules and by those of a trial; `None` when it was put away."""

    def read_pool(self, organization: str, proposal: str, now: datetime) -> PoolRead:
        """`now` is program time: its day's UTC offsets count. Raises LookupError when there is no such
        proposal.
        """

    def read_cohort(self, organization: str, digest: str) -> CohortRead:
        """All that the figures of a digest are made of. Raises LookupError when there is no such digest."""

    def read_supply(self, organization: str, awareness: str) -> SupplyRead:
        """All that people who joined wish for and offer. Raises LookupError when there is no such `Awareness`."""

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> Refused | None:
        """Ask for one call under rates (name, per second, burst), all or none; tells the one that is used up longest,
        `None` when it was granted. Who asks for less of a burst leaves the rest to the others.
        """

    def push_back(self, rate: str, *, after_s: float) -> None:
        """The platform said 429 for this rate: nobody calls for so long."""

    def set_aside_events(self) -> tuple[SetAside, ...]: ...

    def knows(self, account: str) -> bool:
        """Is there somebody with this account (an id) who is still here? Asked before an event is handled."""

    def users_at(self, place_id: str, people: Collection[str]) -> dict[str, str]:
        """What the platform calls these people (ids) in that place ("platform:place"); without who is not there."""

    def organization_at(self, place_id: str) -> str:
        """Whose that place ("platform:place") is, "" where there is no such place."""

    def organization_of(self, realm: Realm) -> str | None:
        """The only organization of a realm, `None` when there is none or several."""

    def organizations(self) -> tuple[Organization, ...]:
        """All there are, by id: for the command line."""

    def erase_organization(self, organization: str) -> None:
        """Every row of it, everywhere."""

    def tidy(self, realm: Realm, now: datetime) -> int:
        """Drop what has been kept long enough, in small pieces (`keeping/retention.py`); how many rows went.
        `now` is program time of the realm.
        """

    def wipe_deleted(self) -> None:
        """What was deleted cannot be read in the database's files any more, as far as that is in our hands."""

    def save_post(self, post: Post) -> None:
        """Insert, or replace the post with this id."""

    def post(self, organization: str, post_id: str) -> Post | None: ...

    def posts(self, organization: str, conversation: str) -> tuple[Post, ...]:
        """Oldest first."""

    def latest_posts(self, organization: str) -> dict[str, Post]:
        """The newest post of each conversation."""

    def people_of(self, organization: str) -> tuple[Person, ...]:
        """Everybody, by name: for the playground's list, the simulation and the command line only, never
        for a step.
        """

    def page_of(
        self,
        kind: type[R],
        organization: str,
        *,
        where: Mapping[str, Collection[object]] = {},
        after: str = "",
        limit: int | None = None,
    ) -> list[R]:
        """Records with one of these values in each field, by id, those behind `after`: for files, never for a step."""

    def messages_to(self, organization: str, person: str) -> tuple[Kept, ...]:
        """What was said to somebody and is still kept, oldest first."""

    def find_people(self, organization: str, said: str) -> tuple[Person, ...]:
        """Those whose id, HR id or e-mail address this is."""

    def forgotten(self, organization: str, identities: Collection[Identity]) -> frozenset[str]:
        """Which of these wanted to be forgotten, by their HR id."""

    def read_setting(self, name: str) -> str | None: ...

    def write_setting(self, name: str, value: str) -> None: ...

    def close(self) -> None: ...
