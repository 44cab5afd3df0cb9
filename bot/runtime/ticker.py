"""Says what time it is; what is due is found by index and each due thing is an event of its own.

APScheduler only ticks, in memory: stores shared by processes lose jobs. A late tick, a restart or two copies
never do a thing twice, because the event's id is made of what is due and when.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import date, datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.runtime.errors import StorageUnavailable
from bot.runtime.ports import Clock, Realm
from bot.runtime.service import Service, due_event

EVERY_S = 5
BATCH = 100
log = logging.getLogger(__name__)


class Ticker:
    """Turns what is due in one realm into events."""

    every_s: float = EVERY_S

    def __init__(self, service: Service, clock: Clock, realm: Realm) -> None:
        self._service, self._clock, self._realm = service, clock, realm
        self._scheduler = AsyncIOScheduler()
        self._one_at_a_time = asyncio.Lock()
        self._tidied: date | None = None

    def start(self) -> None:
        self._scheduler.add_job(self._tick, "interval", seconds=self.every_s, max_instances=1, coalesce=True)
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        try:
            await self.pump()
        except StorageUnavailable as error:
            log.warning("the tick (%s) could not be done, the next one will: %s", self._realm, error)
        except Exception:
            log.exception("the tick (%s) could not be done, the next one will", self._realm)

    async def pump(self) -> int:
        """Handle all that is due now; returns how many things were."""
        storage, done = self._service.storage, 0
        async with self._one_at_a_time:
            while True:
                now = self._clock.now()
                claim = partial(storage.claim_due, self._realm, now, limit=BATCH)
                dues = await self._service.call(claim)
                if not dues:
                    await self._tidy_up(now)
                    return done
                for organization, due in dues:
                    await self._service.handle(due_event(organization, due, now))
                done += len(dues)

    async def _tidy_up(self, now: datetime) -> None:
        """Once a day of program time, and when the process starts: what has been kept long enough goes."""
        if self._tidied == now.date():
            return
        gone = await self._service.call(partial(self._service.storage.tidy, self._realm, now))
        self._tidied = now.date()
        if gone:
            log.info("%d rows (%s) had been kept long enough", gone, self._realm)
