"""Bots to be killed: started from a server that has imported everything (a fork costs 20 ms, a new Python 2 s), spoken
to as a platform does (what is not acknowledged is sent again), and always reaped.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from signal import SIGKILL

import aiohttp
import msgspec

from bot.events import Event
from tests.crash.bot_process import LEASE_S, Life, live, replay_all
from tests.crash.ledger import Books
from tests.crash.points import Doom
from tests.crash.receiver import Receiver

PATIENCE_S = 60.0  # "nothing is stuck after a minute"
AGAIN_S = 0.02
LONG_S = 600.0  # a lease that is over only when a test says so
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.crash.warm"])


class Stuck(AssertionError):
    """What had to come did not."""


class Bot:
    """One life of the bot."""

    def __init__(self, life: Life, lives: Callable[[Life, Connection], None] = live) -> None:
        self.life = life
        self._ready, told = FORKS.Pipe(duplex=False)
        self._process: BaseProcess = FORKS.Process(target=lives, args=(life, told), name=life.name)
        self._process.start()
        told.close()
        self.address = ""

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    async def opened(self) -> bool:
        """Until its door is open; false when it died before that."""
        try:
            port = await asyncio.to_thread(self._ready.recv)
        except EOFError:
            return False
        self.address = f"http://127.0.0.1:{port}"
        return True

    async def ended(self, most_s: float) -> bool:
        """Has it killed itself by then? Raises Stuck when it ended otherwise."""
        await asyncio.to_thread(self._process.join, most_s)
        if self._process.exitcode not in (None, -SIGKILL):
            raise Stuck(f"{self.life.name} ended by itself: {self.life.log.read_text('utf-8')[-3000:]}")
        return self._process.exitcode is not None

    def shoot(self) -> None:
        """Without waiting for it to fall."""
        if self._process.pid is not None:
            os.kill(self._process.pid, SIGKILL)

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._ready.close()


class Bots:
    """Those that share a database. `now` is program time; `deaths` says of each life that was killed which calls it
    left without an answer.
    """

    def __init__(self, receiver: Receiver, database: str, secret_key: str, home: Path, now: datetime) -> None:
        self._receiver, self._database, self._secret_key, self._home = receiver, database, secret_key, home
        self.now = now
        self.books = Books(database, secret_key)
        self.alive: list[Bot] = []
        self.deaths: dict[str, frozenset[tuple[str, int]]] = {}
        self._count = 0

    async def start(self, doom: Doom | None = None, lease_s: float = LEASE_S, *, spoils: bool = False) -> Bot:
        """One more; the door may be shut for good when it comes to its doom early."""
        bot = Bot(self._life(doom or Doom(), lease_s, spoils=spoils))
        if await bot.opened():
            self.alive.append(bot)
        elif bot.life.doom.count == 0:
            bot.kill()
            raise Stuck(f"{bot.life.name} did not start: {bot.life.log.read_text('utf-8')[-3000:]}")
        return bot

    def _life(self, doom: Doom, lease_s: float = LEASE_S, *, spoils: bool = False) -> Life:
        self._count += 1
        return Life(
            name=f"bot{self._count}",
            database=self._database,
            secret_key=self._secret_key,
            receiver=self._receiver.url,
            home=self._home,
            now=self.now,
            doom=doom,
            lease_s=lease_s,
            spoils=spoils,
        )

    def ended(self, bot: Bot) -> None:
        """It is dead: what did it leave behind?"""
        bot.kill()
        self.alive = [other for other in self.alive if other is not bot]
        self.deaths[bot.life.name] = self.books.sending()

    async def doomed(self, doom: Doom, most_s: float) -> None:
        """A life from its start to its end; it is killed after `most_s` if it has too little to do for its doom."""
        bot = await self.start(doom)
        await bot.ended(most_s)
        self.ended(bot)

    async def die(self, at: str) -> None:
        """A life that comes to that point, and holds on to what it has claimed."""
        await self._die(await self.start(Doom(at=at, count=1), LONG_S))

    async def die_replaying(self, doom: Doom) -> None:
        """In the middle of handling once more what was set aside."""
        await self._die(Bot(self._life(doom), replay_all))

    async def _die(self, bot: Bot) -> None:
        if not await bot.ended(PATIENCE_S):
            raise Stuck(f"{bot.life.name} never came to {bot.life.doom}")
        self.ended(bot)

    def kill_all(self) -> None:
        """From outside, at whatever they are doing."""
        for bot in self.alive:
            self.ended(bot)

    @contextmanager
    def reaped(self) -> Iterator[None]:
        try:
            yield
        finally:
            for bot in self.alive:
                bot.kill()

    def logs(self) -> str:
        return "".join(log.read_text("utf-8") for log in sorted(self._home.glob("bot*.log")))


class Platform:
    """What people do, sent to whichever bot answers, again and again until one has acknowledged it."""

    def __init__(self, bots: Bots) -> None:
        self._bots = bots
        self._turn = 0
        self.acknowledged: list[Event] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as self._http:
            yield

    async def send(self, event: Event) -> None:
        body = msgspec.json.encode(event)
        async with asyncio.timeout(PATIENCE_S):
            while not await self.sent(body):
                await asyncio.sleep(AGAIN_S)
        self.acknowledged.append(event)

    async def sent(self, body: bytes) -> bool:
        """One try."""
        alive = self._bots.alive
        if not alive:
            return False
        self._turn += 1
        address = alive[self._turn % len(alive)].address
        try:
            async with self._http.post(f"{address}/event", data=body) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def move_clock(self, moment: datetime) -> None:
        self._bots.now = moment
        await self._tell("clock", moment.isoformat())

    async def leave_room(self, length: int) -> None:
        """No file of a bot may become longer than so many bytes; -1 is as long as it likes."""
        await self._tell("room", str(length))

    async def _tell(self, what: str, value: str) -> None:
        for bot in self._bots.alive:
            async with self._http.post(f"{bot.address}/{what}", data=value) as answer:
                answer.raise_for_status()
