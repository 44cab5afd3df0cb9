"""Which message goes next, in memory? The same promises as `outbox.py`; every call runs inside a transaction
of the storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import Literal

import msgspec

from bot.conversation.messages import Address
from bot.outcome import SUPERSEDING
from bot.program.model import Account, Channel
from bot.runtime.ports import Realm, Row
from storage.delivery_rows import Claimed, delivery_rows
from storage.lanes import BULK, LANES
from storage.leases import Leases
from storage.memory_reader import MemoryReader
from storage.memory_state import Kept, State, Waiting
from storage.outbox import learned_from


class MemoryOutbox:
    """Remembers the leases it gave, as a database would for another copy of the bot."""

    def __init__(self, state: State, machine_now: Callable[[], float]) -> None:
        self._state = state
        self._machine_now = machine_now
        self._leases = Leases()

    def claim(self, rows: Iterable[Waiting], now: datetime, *, lease_s: float) -> tuple[Row, ...]:
        chosen = list(rows)
        for row in chosen:
            self._leases.take(row.id, row.lease + 1)
            state = "sending" if row.state == "sending" else "leased"
            self._change(row, state=state, lease=row.lease + 1, free_s=self._machine_now() + lease_s)
        return delivery_rows(MemoryReader(self._state), [_claimed(row) for row in chosen], now)

    def first_in_line(
        self, realm: Realm, now: datetime, left: dict[tuple[str, int], int], most_bulk: int | None
    ) -> Iterator[Waiting]:
        """Lane by lane the oldest open row of each address, those that nobody holds, oldest first; one that is sending
        goes before all others of its address. `left` says of some organizations and lanes how many may still go.
        """
        bulk = count()
        machine_now = self._machine_now()
        for lane in LANES:
            for _, _, row_id in self._state.lanes.until((realm, lane), now):
                row = self._state.outbox[row_id]
                ration = (row.organization, lane)
                if row.free_s > machine_now or left.get(ration, 1) <= 0:
                    continue
                if row.state == "sending" or self._is_first(row, machine_now):
                    if lane == BULK and most_bulk is not None and next(bulk) >= most_bulk:
                        return
                    if ration in left:
                        left[ration] -= 1
                    yield row

    def _is_first(self, row: Waiting, machine_now: float) -> bool:
        address = (row.organization, row.address)
        held = [self._state.outbox[row_id] for row_id in self._state.held[address]]
        if any(
            one.lane >= row.lane and (one.state == "sending" or one.free_s > machine_now)
            for one in held
            if one.id != row.id
        ):
            return False
        for _, _, row_id in self._state.line[address]:
            if row_id == row.id:
                return True
            if self._state.outbox[row_id].lane >= row.lane:
                return False
        return True

    def _change(self, row: Waiting, **changes: object) -> None:
        self._state.put(self._state.outbox, row.id, msgspec.structs.replace(row, **changes))

    def let_in(self, realm: Realm, now: datetime) -> None:
        for _, _, row_id in tuple(self._state.open.later(realm, now)):
            row = self._state.outbox[row_id]
            if row.not_before is None or row.state == "sending":
                self._change(row, line_at=now)

    def _held(self, row_id: str, lease: int | None) -> Waiting | None:
        row = self._state.outbox.get(row_id)
        if row is None or row.lease != lease:
            return None
        return row if row.state in ("leased", "sending") else None

    def mark_sending(self, row_id: str, *, lease_s: float) -> bool:
        row = self._held(row_id, self._leases.begin(row_id))
        if row is None or row.free_s <= self._machine_now():
            return False
        self._change(row, state="sending", free_s=self._machine_now() + lease_s, attempts=row.attempts + 1)
        return True

    def mark_sent(self, row_id: str, reference: str, address: Address, *, at: datetime) -> None:
        self._leases.end(row_id)
        row = self._state.outbox.get(row_id)
        if row is not None and row.state != "sent":
            self._change(row, state="sent", reference=reference, sent_to=address, sent_at=at, reason="")
            self._forget_settled(row)
            self._learn_address(row, address)
            self._learn_open(row)

    def _forget_settled(self, row: Waiting) -> None:
        if row.send.visitor is not None or row.send.kind in SUPERSEDING:
            self._state.drop(self._state.outbox, [row.id])

    def _learn_address(self, row: Waiting, address: Address) -> None:
        accounts = self._state.kept(Account)
        kept = accounts.get(address.account_id)
        account = kept.record if kept else None
        if kept is None or not isinstance(account, Account):
            return
        found = learned_from(account.address, address)
        if found != account.address and (account.organization, account.person) == (
            row.organization,
            row.send.person,
        ):
            learned = msgspec.structs.replace(account, address=found, version=account.version + 1)
            self._state.put(accounts, account.id, Kept(record=learned, saved=kept.saved))

    def _learn_open(self, row: Waiting) -> None:
        channels = self._state.kept(Channel)
        kept = channels.get(row.send.channel)
        channel = kept.record if kept else None
        if kept is None or not isinstance(channel, Channel) or not channel.away:
            return
        if channel.organization == row.organization:
            learned = msgspec.structs.replace(channel, away="", version=channel.version + 1)
            self._state.put(channels, channel.id, Kept(record=learned, saved=kept.saved))

    def mark_over(
        self, row_id: str, state: Literal["failed", "dropped", "doubt"], reason: str, *, at: datetime
    ) -> None:
        row = self._held(row_id, self._leases.end(row_id))
        if row is not None:
            self._change(row, state=state, reason=reason, over_at=at)
            self._forget_settled(row)

    def put_back(self, row_id: str, *, after_s: float, doubtful: bool, counted: int) -> None:
        row = self._held(row_id, self._leases.end(row_id))
        if row is None:
            return
        state, attempts = "sending" if doubtful else "ready", row.attempts + counted
        self._change(row, state=state, attempts=attempts, free_s=self._machine_now() + after_s)

    def put_off(self, row_id: str, *, until: datetime) -> None:
        row = self._held(row_id, self._leases.end(row_id))
        if row is not None:
            self._change(row, state="ready", not_before=until, line_at=until, free_s=0.0)


def _claimed(row: Waiting) -> Claimed:
    return Claimed(
        id=row.id,
        organization=row.organization,
        send=row.send,
        doubtful=row.state == "sending",
        lane=row.lane,
        attempts=row.attempts,
        created_at=row.created_at,
    )
