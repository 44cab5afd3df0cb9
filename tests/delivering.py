"""A platform that does what a test says, and delivery to it on a machine clock that a test moves."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from bot.events import Event
from bot.outcome import Send
from bot.program.model import Person, Record
from bot.program.snapshot import Query
from bot.runtime.clocks import SetClock
from bot.runtime.delivery import LEASE_S, Deliverer
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import ChatAdapter, Delivered, Delivery, Handled, Storage
from bot.runtime.service import Service
from storage import MemoryStorage
from tests import factories as make
from tests.factories import ACME, NOON
from tests.faulty import Cut

Fate = Literal[
    "posted",
    "later",  # the network is down
    "limited",  # 429
    "lost",  # posted, and the answer lost
    "lost_before",  # not posted, and nobody can tell
    "refused",
    "gone",
    "archived",  # an admin can mend it
    "blocked",  # the person can mend it
    "mistake",  # ours, before the call
    "mistake_after",
    "cut",  # the process dies before the call
    "cut_after",
    "hangs",
]
LIMITED_S = 40.0
MENDED_S = 1800.0
BLOCKED_S = 24 * 3600.0


class Platform:
    """`fate` says what becomes of the next call for a delivery; every one that arrives is in `arrived`.

    With `looks` what arrived can be looked up. `rate` is one call's (per second, burst).
    """

    platform = "slack"

    def __init__(self, fate: Callable[[Delivery], Fate] = lambda _: "posted", *, looks: bool = True) -> None:
        self.fate = fate
        self.looks = looks
        self.arrived: list[Delivery] = []
        self.calls: Counter[str] = Counter()
        self.look_ups: list[Exception | None] = []  # what the next ones raise
        self.rate: tuple[float, int] | None = None
        self.under_way = 0
        self.most_under_way = 0

    def ids(self, person: str = "") -> list[str]:
        return [one.id for one in self.arrived if person in ("", one.address.user)]

    async def deliver(self, delivery: Delivery) -> Delivered:
        self.calls[delivery.id] += 1
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(0)
            return await self._deliver(delivery, self.fate(delivery))
        finally:
            self.under_way -= 1

    async def _deliver(self, delivery: Delivery, fate: Fate) -> Delivered:
        if fate in ("posted", "lost", "mistake_after", "cut_after"):
            self.arrived.append(delivery)
        match fate:
            case "posted":
                return _delivered(delivery)
            case "later":
                raise TryLater("the network is down")
            case "limited":
                raise TryLater("slow down", after_s=LIMITED_S)
            case "lost" | "lost_before":
                raise TryLater("no answer", maybe_sent=True)
            case "refused":
                raise Undeliverable("account_inactive")
            case "gone":
                raise Undeliverable("user_not_found", told="person_gone")
            case "archived":
                raise TryLater("is_archived", after_s=MENDED_S, mend="channel_archived")
            case "blocked":
                raise TryLater("MessageWritesBlocked", after_s=BLOCKED_S, mend="app_blocked")
            case "mistake" | "mistake_after":
                raise RuntimeError("a mistake of ours")
            case "cut" | "cut_after":
                raise Cut
            case "hangs":
                await asyncio.Event().wait()
                raise AssertionError("nobody sets it")

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        error = self.look_ups.pop(0) if self.look_ups else None
        if error is not None:
            raise error
        if not self.looks:
            return "cannot"
        return _delivered(delivery) if delivery.id in self.ids() else None

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return (("slack:T1", *self.rate),) if self.rate else (("slack:T1", 1000.0, 1000),)


def _delivered(delivery: Delivery) -> Delivered:
    address = delivery.address
    if address.user:
        address = msgspec.structs.replace(address, conversation=f"D-{address.user}")
    return Delivered(reference=f"ref {delivery.id}", address=address)


class GivenClock:
    """Program time as a test says it: it may go back."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Machine:
    """Seconds of machine time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Office:
    """People with accounts in one workspace, an admin "ada", a channel, and delivery of the live realm."""

    def __init__(self, platform: Platform, storage: Storage | None = None) -> None:
        self.machine = Machine()
        self.storage = storage or MemoryStorage(self.machine)
        self.platform = platform
        self.clock = SetClock(NOON)
        self.service = Service(self.storage)
        self.deliverer = self.another()

    def another(self) -> Deliverer:
        """As after a start of the process."""
        adapters: dict[str, ChatAdapter] = {"slack": self.platform, "teams": self.platform}
        self.deliverer = Deliverer(self.service, adapters, self.clock, "live")
        self.deliverer.pace_now = lambda: time.monotonic() + self.machine.now
        return self.deliverer

    def open(self, *people: str) -> None:
        records: list[Record] = [make.organization(), make.place(), make.channel()]
        records += [_person(one) for one in ("ada", *people)]
        records += [make.account(one, one) for one in ("ada", *people)]
        self.keep(*records)

    def keep(self, *records: Record) -> None:
        with self.storage.begin() as work:
            work.save(records)

    def queue(self, event_id: str, *sends: Send) -> None:
        with self.storage.begin() as work:
            work.enqueue(make.said(event_id), ACME, "live", sends)

    def state(self, row_id: str) -> str:
        with self.storage.begin() as work:
            return work.load(Query(organization=ACME, outbox=row_id)).sent_state

    def sent(self, row_id: str) -> Send | None:
        with self.storage.begin() as work:
            return work.load(Query(organization=ACME, outbox=row_id)).sent

    async def handle(self, event: Event) -> Handled:
        return await self.service.handle(event)

    async def pump(self, *, restarts: bool = False) -> int:
        """All that is ready; a process that dies is started anew when its leases are over."""
        while True:
            try:
                return await self.deliverer.pump()
            except Cut:
                if not restarts:
                    raise
                self.machine.now += LEASE_S + 1
                self.another()

    async def settle(self, *, rounds: int = 400) -> None:
        """Until nothing waits, an hour of machine time after the other."""
        for _ in range(rounds):
            await self.pump(restarts=True)
            if not self.storage.count_waiting():
                return
            self.machine.now += 3700
        raise AssertionError(f"{self.storage.count_waiting()} messages never settled")

    def close(self) -> None:
        self.service.close()


def _person(person_id: str) -> Person:
    return make.person(person_id, is_admin=person_id == "ada")
