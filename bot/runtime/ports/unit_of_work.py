"""What may be done inside one transaction?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from bot.events import Event
from bot.outcome import Forget, Job, Join, Reword, Send, Uninstall
from bot.program.model import Base, Person, Record
from bot.program.snapshot import Query, Snapshot
from bot.runtime.ports.rows import Due, Realm, SetAside

R = TypeVar("R", bound=Base)


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

    def queued(self, organization: str, row_id: str) -> Send | None:
        """What an outbox row says, whatever became of it; `None` when there is no such row (any more)."""

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

    def resume(self, organization: str, receiver: str) -> None:
        """What waits to be tried again in this channel, or for this person (an id), is tried now."""

    def uninstall(self, installation: Uninstall) -> None:
        """The tokens with which a place was called go."""

    def erase(self, organization: str) -> None:
        """Every row of it, everywhere, and the tokens of its places."""

    def join(self, join: Join) -> None:
        """Places, people and what is said to them become another organization's; all else of the old one goes.

        Raises ConcurrentUpdate when a program has begun there meanwhile, or one of the two is no more. Nothing else
        happens to either until this is committed.
        """

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
