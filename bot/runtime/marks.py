"""What became of a message? Stored however long the database is gone: a call that is forgotten would be made again.

Only a process that dies leaves a call without a mark; then `delivery.py` finds the row in doubt.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from hashlib import blake2b
from itertools import chain, repeat
from typing import Literal, TypeVar

from bot.conversation.messages import AWAY
from bot.events import DeliveryFailed
from bot.outcome import KINDS, Kind
from bot.runtime.errors import StorageUnavailable
from bot.runtime.pace import Pace
from bot.runtime.ports import Clock, Delivered, Row, Storage
from bot.runtime.service import Service

T = TypeVar("T")
MISTAKES = 5  # of our own
UNKNOWN = Kind(in_doubt="ask", asked_for=True)
EVERYWHERE = frozenset(
    {"messages_tab_off", "workspace_not_granted"}
)  # what is in the way of everybody's messages, and is said once for all
LASTING = frozenset(
    {"person_gone", "not_allowed_to_write", "not_installed"}
)  # the same for all that waits for them
Over = Literal["failed", "dropped", "doubt"]
log = logging.getLogger(__name__)


def kind_of(row: Row) -> Kind:
    return KINDS.get(row.send.kind, UNKNOWN)


class Marks:
    """Those of one realm."""

    def __init__(self, service: Service, clock: Clock, pace: Pace) -> None:
        self._service, self._clock, self._pace = service, clock, pace
        self._storage: Storage = service.storage

    async def sent(self, row: Row, done: Delivered) -> None:
        mark = partial(self._storage.mark_sent, at=self._clock.now())
        await self._store(lambda: mark(row.id, done.reference, done.address))
        self._service.counts.delivered("sent")

    async def back(self, row: Row, after_s: float, *, doubtful: bool = False, counted: int = 0) -> None:
        after_s = self._pace.put_back(after_s)
        put_back = partial(self._storage.put_back, doubtful=doubtful, counted=counted)
        await self._store(lambda: put_back(row.id, after_s=after_s))

    async def put_off(self, row: Row, until: datetime) -> bool:
        log.info("outbox %s (%s) may not go before %s", row.id, row.send.kind, until.isoformat())
        await self._store(lambda: self._storage.put_off(row.id, until=until))
        self._service.counts.delivered("put_off")
        return False

    async def over(self, row: Row, state: Over, reason: str) -> bool:
        log.info("outbox %s (%s) %s: %s", row.id, row.send.kind, state, reason)
        mark = partial(self._storage.mark_over, at=self._clock.now())
        await self._store(lambda: mark(row.id, state, reason))
        self._service.counts.delivered(state)
        return True

    async def failed(self, row: Row, reason: str) -> bool:
        await self.report(row, reason)
        return await self.over(row, "failed", reason)

    async def report(self, row: Row, reason: str, *, doubt: bool = False, waits: bool = False) -> None:
        """Somebody hears the same day, once for each channel or person and cause; the row is over in the same commit,
        unless it `waits`.
        """
        if not kind_of(row).missed:
            return
        event = DeliveryFailed(
            id=_report_id(
                row, reason, "doubt" if doubt else "waits" if waits else "failed", self._clock.now()
            ),
            at=self._clock.now(),
            organization=row.organization,
            outbox=row.id,
            kind=row.send.kind,
            reason=reason,
            person=row.send.person,
            channel=row.send.channel,
            doubt=doubt,
            waits=waits,
            account=_account_of(row),
        )
        await insist(lambda: self._service.handle(event))

    async def slow_down(self, rate: str, after_s: float) -> None:
        await self._store(partial(self._storage.push_back, rate, after_s=after_s))

    async def _store(self, mark: Callable[[], T]) -> T:
        return await insist(lambda: self._service.call(mark))


def _account_of(row: Row) -> str:
    to = row.address
    return to.account_id if to and to.user and row.send.person else ""


def _report_id(row: Row, reason: str, how: str, now: datetime) -> str:
    """The same for all that cannot go to the same place for the same reason on the same day, and nothing of whose it
    was. Where nobody can say that the next will fare alike, or each means something of its own (a post to be deleted
    by hand, a story that is not out), each is told by itself.
    """
    send = row.send
    if how == "waits" and row.address is not None and row.address.user and AWAY not in row.address.extra:
        return f"{how}:{row.id}:{now.isoformat()}"  # they had been there again
    is_shared = how == "waits" or (how == "failed" and reason in EVERYWHERE | LASTING)
    if not is_shared or send.both or send.kind == "unpost" or send.about.story:
        return f"{how}:{row.id}"
    where = "" if reason in EVERYWHERE else send.person or send.channel
    plain = f"{row.organization}:{where}:{reason}:{now.date().isoformat()}"
    return f"{how}:{blake2b(plain.encode(), digest_size=16).hexdigest()}"


async def insist(mark: Callable[[], Awaitable[T]]) -> T:
    """Until it is stored. Raises what is no fault of the database, after a few times."""
    mistakes = 0
    for pause_s in chain((0.1, 0.5), repeat(1.0)):
        try:
            return await mark()
        except StorageUnavailable as error:
            log.warning("what became of a message could not be stored, trying again: %s", error)
        except Exception:
            mistakes += 1
            if mistakes >= MISTAKES:
                raise
            log.exception("what became of a message could not be stored, trying again")
        await asyncio.sleep(pause_s)
    raise AssertionError("it never ends")
