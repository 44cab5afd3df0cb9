"""The bot in a process of its own, built as `app.py` builds it, with the receiver for a platform and a door for events.

It is started by `bots.py`, and killed.
"""

from __future__ import annotations

import asyncio
import os
import resource
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import msgspec
from aiohttp import web
from pydantic import SecretStr

from app import Realms, opened
from bot.program.model import Organization
from bot.program.snapshot import Snapshot
from bot.runtime.files import Files
from bot.runtime.logs import set_up_logging
from bot.runtime.ports import ChatAdapter, Storage
from bot.runtime.service import Service, replay
from bot.runtime.settings import Settings
from storage.codecs import EVENTS
from tests.crash.points import Doom, MortalStorage, Points
from tests.crash.receiver import LOOKS, ReceiverAdapter
from tests.delivering import GivenClock

# Seconds of machine time, short so that a test need not wait a minute for what a dead process held.
LEASE_S, CALL_S, DOUBT_S, STOP_S, TICK_S = 3.0, 2.0, 0.5, 0.2, 0.5


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the bot. `now` is program time; `home` holds its log; `lease_s` is machine time."""

    name: str
    database: str
    secret_key: str
    receiver: str
    home: Path
    now: datetime
    doom: Doom = Doom()
    lease_s: float = LEASE_S
    spoils: bool = False  # a release with a mistake: no step can read what it is given

    @property
    def log(self) -> Path:
        return self.home / f"{self.name}.log"


def spoiled(snapshot: Snapshot) -> Snapshot:
    return msgspec.structs.replace(snapshot, organization=cast(Organization, "nonsense"))


class Door:
    """Takes events, and answers when they are stored. Beside that the test says what time it is, and how long the files
    of this process may become.
    """

    def __init__(self, service: Service, clock: GivenClock) -> None:
        self._service, self._clock = service, clock

    def site(self) -> web.Application:
        site = web.Application()
        paths = {"/event": self._event, "/clock": self._move, "/room": self._leave_room}
        site.add_routes(web.post(path, handler) for path, handler in paths.items())
        return site

    async def _event(self, request: web.Request) -> web.Response:
        event = EVENTS.decode(await request.read())
        try:
            handled = await self._service.handle(event)
        except Exception:
            # As the adapters do: the platform sends it again.
            return web.Response(status=503)
        return web.Response(text=handled.status)

    async def _move(self, request: web.Request) -> web.Response:
        self._clock.moment = datetime.fromisoformat(await request.text())
        return web.Response()

    async def _leave_room(self, request: web.Request) -> web.Response:
        """In bytes; -1 for as much as there is."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(await request.text()), resource.RLIM_INFINITY))
        return web.Response()


def live(life: Life, ready: Connection) -> None:
    """Until killed. `ready` is told the door's port."""
    points = Points(life.doom)
    storage = _opened(life, points)
    asyncio.run(_live(life, storage, points, ready))


def replay_all(life: Life, _: Connection) -> None:
    """What `app.py replay` does, in a process that may come to its doom."""
    replay(_opened(life, Points(life.doom)))


def _opened(life: Life, points: Points) -> Storage:
    log = os.open(life.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    settings = Settings(
        database_url=life.database,
        turnabout_home=life.home,
        secret_keys=SecretStr(life.secret_key),
        log_format="text",
    )
    set_up_logging(settings)
    mortal = MortalStorage(opened(settings), points)
    mortal.spoil = spoiled if life.spoils else None
    return mortal.as_storage()


async def _live(life: Life, storage: Storage, points: Points, ready: Connection) -> None:
    service = Service(storage)
    clock = GivenClock(life.now)
    adapters: dict[str, ChatAdapter] = {
        platform: ReceiverAdapter(platform, life.receiver, life.name, points) for platform in LOOKS
    }
    realms = Realms(service, adapters, clock, "live", Files(service).links(clock, "live", None))
    _hurry(realms, life.lease_s)
    async with realms.running():
        runner = web.AppRunner(Door(service, clock).site(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ready.send(runner.addresses[0][1])
        await asyncio.Event().wait()


def _hurry(realms: Realms, lease_s: float) -> None:
    realms.deliverer.lease_s, realms.deliverer.call_s, realms.deliverer.doubt_s = lease_s, CALL_S, DOUBT_S
    realms.deliverer.stop_s = STOP_S
    realms.worker.lease_s, realms.worker.renew_s = lease_s, LEASE_S / 3
    realms.ticker.every_s = TICK_S
