"""Was anything lost, doubled or forgotten? What is in the database is compared with a run in which nothing
happened, and what arrived with what the deaths left in doubt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from bot.events import Event
from bot.outcome import KINDS
from bot.program.model import Base
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import ChatAdapter, Delivery, Storage
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from storage.unit_of_work import mark_of
from tests.crash.ledger import Ledger, Queued
from tests.crash.receiver import LOOKS, Call
from tests.delivering import GivenClock, Platform


class Undisturbed(Platform):
    """It takes as much as comes: what still waited for its turn would look like something that was not done."""

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return ()


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of program time, and what people did then, each company's in its order."""

    moment: datetime
    events: Sequence[Event]


async def undisturbed(storage: Storage, phases: Sequence[Phase]) -> None:
    """The same as it should have been: what is due, then what people did, then all is delivered."""
    service, clock = Service(storage), GivenClock(phases[0].moment)
    adapters: dict[str, ChatAdapter] = {platform: Undisturbed() for platform in LOOKS}
    deliverer, ticker = Deliverer(service, adapters, clock, "live"), Ticker(service, clock, "live")
    try:
        for phase in phases:
            clock.moment = phase.moment
            await ticker.pump()
            for event in phase.events:
                await service.handle(event)
            await deliverer.pump()
    finally:
        await asyncio.to_thread(service.close)


def compare(found: Ledger, expected: Ledger, acknowledged: Sequence[Event]) -> None:
    """Nothing that was acknowledged or due is missing, nothing was done twice, nothing else was done."""
    stored = {mark_of(event.id) for event in acknowledged}
    assert stored <= found.events, "what was acknowledged is stored"
    assert found.set_aside == frozenset()
    assert found.dues == expected.dues, "what falls due next"
    own = found.events - {mark_of(f"doubt:{row}") for row in found.outbox}
    assert own == expected.events, "every due thing came once, and every event"
    assert _different(found, expected) == {}, "a version counts how often a record was saved"
    rows = {row.id: row for row in found.outbox.values() if not row.id.startswith("doubt:")}
    rows = {row_id: row for row_id, row in rows.items() if row.kind != "apology"}  # until it was replayed
    assert rows.keys() == expected.outbox.keys(), "all that had to be said was, and nothing else"
    states = {row.id: (row.state, expected.outbox[row.id].state) for row in rows.values()}
    wrong = {row: both for row, both in states.items() if both[0] not in ("doubt", both[1])}
    assert not wrong, f"what became of them, and what should have: {wrong}"


def _different(found: Ledger, expected: Ledger) -> Mapping[tuple[str, str], tuple[Base | None, Base | None]]:
    keys = found.records.keys() | expected.records.keys()
    pairs = {key: (found.records.get(key), expected.records.get(key)) for key in keys}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def may_be_looked_up(row: Queued, platforms: Mapping[str, str]) -> bool:
    person = row.to.removeprefix("person:")
    return row.to.startswith("person:") and LOOKS[platforms[person.rpartition("-")[2]]]


class Arrivals:
    """What arrived of each row, against the lives that may have sent it."""

    def __init__(
        self,
        ledger: Ledger,
        calls: Sequence[Call],
        deaths: Mapping[str, frozenset[tuple[str, int]]],
        platforms: Mapping[str, str],
    ) -> None:
        self._ledger, self._deaths, self._platforms = ledger, deaths, platforms
        self._lives: dict[str, list[str]] = {row: [] for row in ledger.outbox}
        for call in calls:
            self._lives[call.row].append(call.life)

    def judge(self) -> None:
        for row in self._ledger.outbox.values():
            lives = self._lives[row.id]
            if row.state == "doubt":
                self._is_asked(row, lives)
            elif row.state == "sent":
                self._is_right(row, lives)
            else:
                assert row.state in ("ready", "dropped"), f"{row} is not settled"
                assert not lives, f"{row} was sent by {lives}"

    def _is_asked(self, row: Queued, lives: Sequence[str]) -> None:
        assert KINDS[row.kind].in_doubt == "ask", f"{row} is for nobody to decide"
        assert len(lives) <= 1, f"{row} stands there twice: {lives}"
        question = self._ledger.outbox.get(f"doubt:{row.id}:0")
        assert question is not None, f"nobody was asked about {row}"
        assert question.state == "sent", question
        assert any(row.id in dict(left) for left in self._deaths.values()), f"nobody died sending {row}"

    def _is_right(self, row: Queued, lives: Sequence[str]) -> None:
        assert lives, f"{row} never arrived"
        if len(lives) > 1:
            assert KINDS[row.kind].in_doubt == "repeat", f"{row} is shown to all twice: {lives}"
            assert not may_be_looked_up(row, self._platforms), f"{row} could be looked up: {lives}"
        for life in lives[:-1]:
            left = self._deaths.get(life, frozenset())
            assert row.id in dict(left), f"{row} was sent again though {life} did not die sending it: {lives}"
        assert len(set(lives)) == len(lives), f"{row} was sent twice by one life: {lives}"
