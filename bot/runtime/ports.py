"""The doors of the runtime: what it needs from a database, a chat platform and a clock.

`storage/` and `adapters/` implement these; `storage/memory.py` is the smallest storage. Two clocks exist and
are never compared: *program time* (the `Clock` here; events, due times, `not_before`, expiry) and *machine
time* (the database's own; leases, rates).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Literal, Protocol, TypeVar

import msgspec

from bot.conversation.messages import Address, Message
from bot.events import Event
from bot.outcome import Forget, Job, Reply, Reword, Send
from bot.program.awareness.scarce import Participant
from bot.program.effect import Trying
from bot.program.matching.pool import History, Pool
from bot.program.matching.rules import Rules
from bot.program.members import Member
from bot.program.metrics import CohortRead
from bot.program.model import Awareness, Base, Organization, Person, Record, Term
from bot.program.snapshot import Identity, Query, Snapshot

Realm = Literal["live", "playground"]
R = TypeVar("R", bound=Base)


class Clock(Protocol):
    """Program time of one realm: aware, UTC."""

    def now(self) -> datetime: ...


class Sealer(Protocol):
    """The keys of the deployment, for what leaves the house and has to come back unchanged."""

    def seal(self, text: str) -> str: ...

    def open(self, sealed: str) -> str:
        """Raises ConfigError when none of the keys has sealed this."""


UNREADABLE = "unreadable"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A rule falls due for a subject at a moment; one row for each rule and subject."""

    rule: str
    subject: str
    at: datetime


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox as claimed: everything delivery needs, looked up in the same transaction.

    `address` is `None` when the person cannot be reached anywhere. `language` and `timezone` are the
    reader's. `replaces_reference` is what the platform called the message this one replaces ("" when there is
    none or it never arrived; `replaces_lost` when it may stand in a channel all the same). `dropped` names the row
    of `UNLESS` that holds, or is `UNREADABLE` when this release does not understand the row. `doubtful` is true when
    a former call had no answer. `wait_until` (program time) is set when it may not reach its reader yet: outside
    their working hours, two of its sort came this week, or what it replaces waits itself. `lane` is the one of
    `storage/lanes.py` it waited in.
    """

    id: str
    organization: str
    send: Send
    address: Address | None
    language: str
    timezone: str
    replaces_reference: str = ""
    replaces_lost: bool = False
    dropped: str = ""
    doubtful: bool = False
    wait_until: datetime | None = None
    lane: int = 0
    attempts: int = 0
    created_at: datetime

    @property
    def is_bulk(self) -> bool:
        """Nobody waits for it at this moment."""
        return self.lane == 0


class Ration(msgspec.Struct, frozen=True, kw_only=True):
    """Of one organization's messages in one lane at most so many are claimed; elsewhere nothing is held back."""

    organization: str
    lane: int
    most: int = 0


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A rate is used up for `wait_s` seconds of machine time."""

    rate: str
    wait_s: float


class JobRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    organization: str
    job: Job
    attempts: int = 0


class SupplyRead(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody who joined wishes for and offers, and what was told of it; `language` is the program's."""

    awareness: Awareness
    people: tuple[Participant, ...]
    terms: tuple[Term, ...] = ()
    language: str


class PoolRead(msgspec.Struct, frozen=True, kw_only=True):
    """All that a proposal is computed from, and the versions read: person id -> version."""

    pool: Pool
    history: History
    rules: Rules
    read: dict[str, int]


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """An event whose step failed. `error` is the exception's class and place, no words of people."""

    event: Event
    organization: str
    error: str


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One message as the playground shows it. `id` is the delivery's, or the event's for what a person typed.

    `conversation` is a person's id, "#channel", or what `shared_by` makes of two people's; `author` "" for the bot.
    Either `message` or `text`. `number` orders the conversation and is given by the storage when 0.
    """

    id: str
    organization: str
    conversation: str
    author: str = ""
    at: datetime
    message: Message | None = None
    text: str = ""
    language: str = "en"
    timezone: str = "UTC"
    number: int = 0


SHARED = "&"  # what the name of a conversation of several people begins with


def shared_by(people: Iterable[str]) -> str:
    """The name of the conversation that these people (ids) have together with the bot."""
    return SHARED + SHARED.join(sorted(people))


def members(conversation: str) -> frozenset[str]:
    """Who shares a conversation (ids); nobody where it is one person's or a channel."""
    return frozenset(conversation.split(SHARED)) - {""} if conversation.startswith(SHARED) else frozenset()


def home_of(conversation: str) -> str:
    """The conversation that a person's own page is kept as."""
    return f"home:{conversation}"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reader may have it again."""

    at: datetime
    kind: str
    message: Message


class UnitOfWork(Protocol):
    """One short transaction. Leaving the `with` block normally commits; an exception rolls everything back."""

    def is_new(self, event: Event) -> bool:
        """Mark the event as handled; false when it was handled before."""

    def load(self, query: Query) -> Snapshot: ...

    def save(self, records: Iterable[Record]) -> None:
        """Insert (version 0) or update; raises ConcurrentUpdate when a version has moved on or an id is
        taken.
        """

    def remove(self, records: Iterable[Record]) -> None:
        """Take records out for good; raises ConcurrentUpdate when a version has moved on, or one is gone."""

    def set_due(self, organization: str, realm: Realm, subject: str, dues: Sequence[Due]) -> None:
        """Replace all that is due for the subject by `dues`."""

    def enqueue(
        self, event: Event, organization: str, realm: Realm, sends: Sequence[Send]
    ) -> tuple[str, ...]:
        """Outbox rows with ids `event.id:name` (or `event.id:number`, see Send), in order; returns the ids."""

    def drop_waiting(self, organization: str, pairing: str, reason: str) -> None:
        """Every outbox row about this pairing that is ready or leased becomes `dropped`; what is sending goes
        on. Raises ValueError for "".
        """

    def reword(self, organization: str, reword: Reword) -> None:
        """An outbox row says something else; whoever has leased the old words may not send them any more. What is
        sending goes on. Nothing happens when there is no such row (any more).
        """

    def unsay(self, organization: str, story: str) -> None:
        """Every outbox row about this story that is ready or leased becomes `dropped`, and none, sent or not, says
        anything any more. Raises ValueError for "".
        """

    def forget(self, organization: str, forget: Forget) -> None:
        """Everything about one person, wherever it is kept. Nothing happens when there is no such person."""

    def remember(self, person: Person) -> None:
        """They came back by themselves: from now on an HR file may name them again."""

    def uninstall(self, place_id: str) -> None:
        """The tokens with which a place ("platform:place") was called go."""

    def erase(self, organization: str) -> None:
        """Every row of it, everywhere, and the tokens of its places."""

    def ask(self, event: Event, organization: str, realm: Realm, jobs: Sequence[Job]) -> None: ...

    def drop_due(self, organization: str, due: Due) -> None:
        """Forget exactly this due row (rule, subject and moment); a newer moment stays."""

    def give_up(self, row_id: str, state: Literal["failed", "doubt"], reason: str, *, at: datetime) -> None:
        """An outbox row is over, in the commit that tells of it; one that is settled stays as it is. `at` is
        program time.
        """

    def settle_doubt(self, row_id: str) -> None:
        """A row in doubt has been decided upon: it is over."""

    def set_aside(self, aside: SetAside) -> None: ...

    def unset_aside(self, event_id: str) -> bool:
        """Forget an event that was set aside, and its inbox mark, so that it can be handled again; false when
        it is not set aside (any more), and then nothing is forgotten.
        """


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

    def put_back(self, row_id: str, *, after_s: float, doubtful: bool = False, counted: bool = False) -> None:
        """Ready again after some machine time: certainly not sent, or still `doubtful`. `counted` as one more
        attempt, when it was not marked as sending.
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
        (`bot/program/retention.py`); the rest waits for the app to be installed again.
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

    def organization_of(self, realm: Realm) -> str | None:
        """The only organization of a realm, `None` when there is none or several."""

    def organizations(self) -> tuple[Organization, ...]:
        """All there are, by id: for the command line."""

    def erase_organization(self, organization: str) -> None:
        """Every row of it, everywhere."""

    def tidy(self, realm: Realm, now: datetime) -> int:
        """Drop what has been kept long enough, in small pieces (`bot/program/retention.py`); how many rows went.
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


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one address. `replaces` is the platform's reference of the message to take the place
    of, or ""; `removes` when that one goes, and this one is shown only where the platform cannot delete it.
    `only_replaces`: never shown as a new message; where there is nothing to replace any more, all is done.
    `only_you`: in that conversation of the platform, for the person of `address` alone, where that can be;
    `only_there`: and elsewhere not at all.
    `home`: it is the person's own page, where the platform has one.
    `bulk`: nobody waits for it now, so that it leaves a part of the rates to what people wait for.
    """

    id: str
    address: Address
    message: Message
    language: str
    timezone: str
    replaces: str = ""
    bulk: bool = False
    removes: bool = False
    only_replaces: bool = False
    only_you: str = ""
    only_there: bool = False
    home: bool = False


NOTHING = (
    "nothing_to_replace"  # of a message that only replaces: what stands there can be changed by hand alone
)


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """`reference` is what the platform calls the message; `address` may have learned its conversation."""

    reference: str
    address: Address


class ChatAdapter(Protocol):
    """A chat platform, outwards. Inwards it calls `Handle` with events."""

    platform: str

    async def deliver(self, delivery: Delivery) -> Delivered:
        """Make exactly one posting call. Raises TryLater or Undeliverable."""

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        """After a crash: find the message where the bot may read back, `None` when it surely is not there."""

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        """The platform's limits this call falls under, as (name, per second, burst). The last is the widest: of what it
        refuses one, it refuses all others of that place now.
        """


Ask = Literal["page", "person", "fields", "profile"]  # what a list of people may be asked for


class RosterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a list of people; `cursor` is what the next part is called, "" after the last."""

    members: tuple[Member, ...]
    cursor: str = ""


class Directory(Protocol):
    """A platform's own list of people. Every call is one request; it raises TryLater, and Undeliverable with the
    platform's word where asking again does not help.
    """

    platform: str

    async def page(self, place: str, cursor: str) -> RosterPage:
        """All entries, also of those who left; `cursor` "" for the first page."""

    async def person(self, place: str, user: str) -> Member | None:
        """One entry, `None` when there is no such person."""

    async def fields(self, place: str) -> tuple[tuple[str, str], ...]:
        """The company's own fields of a profile, as (id, label)."""

    async def profile(self, place: str, user: str, fields: Mapping[str, str]) -> Member | None:
        """What stands in these fields (ids, by what they mean) and nothing else; `above` has the manager alone."""

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        """The platform's limits such a call falls under, as (name, per second, burst)."""


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: handled now, a duplicate of one handled before, or set aside because its step failed. All
    are stored.
    """

    status: Literal["handled", "duplicate", "set_aside"]
    reply: Reply | None = None


Handle = Callable[[Event], Awaitable[Handled]]
Adapters = Mapping[str, ChatAdapter]
