"""Builds Turnabout from its configuration, and serves it. The one place where all parts meet.

.venv/bin/python app.py run         then open http://127.0.0.1:8765
.venv/bin/python app.py --help      everything else
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from adapters.manifests import MANIFESTS
from adapters.pages import about_route
from adapters.web import LONGEST_HEADER, MOST_HEADERS, make_web
from bot.runtime import cli
from bot.runtime.admitting import Admitting
from bot.runtime.clocks import MovableClock, SystemClock
from bot.runtime.delivery import Deliverer
from bot.runtime.errands import Errands
from bot.runtime.errors import ConfigError, StorageUnavailable, TurnaboutError
from bot.runtime.files import Files, Links
from bot.runtime.newcomers import Newcomers
from bot.runtime.one_look import OneLook
from bot.runtime.ports import ChatAdapter, Clock, Directory, Doors, Handle, Realm, Rooms, Storage
from bot.runtime.service import Service
from bot.runtime.settings import Settings
from bot.runtime.ticker import Ticker
from bot.runtime.warming import warm
from bot.runtime.whereabouts import Whereabouts
from bot.runtime.work import Worker
from bot.text.catalog import words_for
from storage import MemoryStorage, open_storage
from storage.database import dialect_of

if TYPE_CHECKING:
    from adapters.slack.client.installed import Shared
    from adapters.slack.client.part import SlackPart

log = logging.getLogger("turnabout")
ANSWER_S = 2.0  # those who watch over a process do not wait long


class CannotListen(TurnaboutError):
    """The address to serve at is taken, or is not ours."""


class Realms:
    """What runs in one realm: its clock, delivery, ticker and worker."""

    def __init__(
        self, service: Service, adapters: dict[str, ChatAdapter], clock: Clock, realm: Realm, links: Links
    ) -> None:
        self.clock = clock
        self.deliverer = Deliverer(service, adapters, clock, realm, links.message)
        self.ticker = Ticker(service, clock, realm)
        self.worker = Worker(service, clock, realm)
        self._loops: list[Worker] = [self.worker]
        service.on_commit(self.deliverer.wake, realm)
        service.on_commit(self.worker.wake, realm, for_work=True)

    def also(self, worker: Worker) -> None:
        """Somebody else who takes up jobs of this realm."""
        self._loops.append(worker)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.deliverer.run())]
        tasks += [asyncio.create_task(worker.run()) for worker in self._loops]
        self.ticker.start()
        try:
            yield
        finally:
            self.ticker.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.close()

    async def pump(self) -> int:
        """Do all that is due, ready or asked for by now; returns how much that was."""
        done = await self.ticker.pump() + await self.deliverer.pump()
        return done + sum([await worker.pump() for worker in self._loops])

    def close(self) -> None:
        for worker in self._loops:
            worker.close()


class Application:
    """Storage, service and the platforms that are configured."""

    def __init__(self, settings: Settings, storage: Storage, clock: Clock) -> None:
        """`clock` is program time where real people are; the playground has its own."""
        self.settings, self.storage, self._clock = settings, storage, clock
        self.service = Service(storage)
        self.files = Files(self.service)
        self.routes: list[web.AbstractRouteDef] = []
        self.names: list[str] = []
        self._closers: list[Callable[[], Awaitable[None]]] = []
        self._openers: list[Callable[[], Awaitable[None]]] = []
        self._players: list[Callable[[], Coroutine[None, None, None]]] = []
        self.realms: list[Realms] = []
        self.slack: SlackPart | None = None
        self._directories: dict[str, Directory] = {}
        self._rooms: dict[str, Rooms] = {}
        self._doors: dict[str, Doors] = {}
        self._homes: dict[str, Callable[[str], Awaitable[bool]]] = {}
        self._admitted = Admitting(settings, self.service.handle, self._homes).handle
        self._troubles: dict[str, Callable[[], str]] = {}
        live = self._live_adapters()
        self._has_live = bool(live)
        if live:
            links = self.files.links(clock, "live", settings.links_base, uploads=settings.has_slack)
            realms = Realms(self.service, live, clock, "live", links)
            errands = Errands(
                self.service, clock, "live", self._directories, self._admitted, self._rooms, self._doors
            )
            self.service.on_commit(errands.wake, "live", for_work=True)
            realms.also(errands)
            self.realms.append(realms)
        if settings.has_playground:
            self._add_playground()

    def _live_adapters(self) -> dict[str, ChatAdapter]:
        adapters: dict[str, ChatAdapter] = {}
        handle = Newcomers(self.service, self._directories, self._admitted).handle
        if self.settings.has_slack:
            adapters["slack"] = self._add_slack(handle)
        if self.settings.has_teams:
            adapters["teams"] = self._add_teams(handle)
        return adapters

    def _add_slack(self, handle: Handle) -> ChatAdapter:
        from adapters.slack.client import Needs, SlackPart, slack_settings  # not imported unless configured

        async def users_at(place: str, people: Collection[str]) -> Mapping[str, str]:
            return await self.service.call(lambda: self.storage.users_at(f"slack:{place}", people))

        shared = self._shared_installations() if self.settings.slack_client_id else None
        needs = Needs(
            settings=slack_settings(self.settings),
            handle=handle,
            clock=self._clock,
            words_for=words_for,
            read_file=self.files.read,
            users_at=users_at,
            count=partial(self.service.counts.request, "slack"),
            owes_since_s=self.service.owes_since_s,
        )
        self.slack = slack = SlackPart(needs, shared)
        self._add("slack", slack.routes, slack.close)
        self._directories["slack"] = slack.directory
        self._rooms["slack"] = slack.rooms
        self._homes["slack"] = slack.callers.is_home
        self._openers.append(slack.open)
        self._troubles["slack"] = lambda: slack.trouble
        return slack.adapter

    def _shared_installations(self) -> Shared:
        """Where workspaces that install the app by OAuth are kept."""
        from adapters.slack.client.installed import Shared
        from storage.installs import open_installs

        async def turn(name: str, every_s: float) -> float:
            refused = await self.service.call(lambda: self.storage.take_turn([(name, 1 / every_s, 1)]))
            return refused.wait_s if refused else 0.0

        return Shared(rows=open_installs(self.settings.database, self.storage.sealer), turn=turn)

    def _add_teams(self, handle: Handle) -> ChatAdapter:
        from adapters.teams.client import Needs, TeamsPart, teams_settings

        where = Whereabouts(self.service, "teams")
        needs = Needs(
            settings=teams_settings(self.settings),
            handle=handle,
            clock=self._clock,
            words_for=words_for,
            count=partial(self.service.counts.request, "teams"),
            teams_at=where.channels,
            address_at=where.of,
        )
        teams = TeamsPart(needs)
        self._directories["teams"] = teams.directory
        self._add("teams", [*teams.routes, about_route(words_for)], teams.close)
        self._doors["teams"] = teams.doors
        self._openers.append(teams.open)
        return teams.adapter

    def _add_playground(self) -> None:
        from adapters.playground.client.guard import requires_loopback
        from adapters.playground.client.part import Ground, PlaygroundPart  # not imported unless it is on
        from bot.simulation.world import ORGANIZATION, Engine, World

        requires_loopback(self.settings.host)
        clock = MovableClock()
        ground = Ground(
            storage=self.storage,
            call=self.service.call,
            clock=clock,
            words_for=words_for,
            organization=lambda: ORGANIZATION,
        )
        adapters: dict[str, ChatAdapter] = {}
        links = self.files.links(clock, "playground", "")
        realms = Realms(self.service, adapters, clock, "playground", links)
        engine = Engine(
            service=self.service,
            clock=clock,
            deliverer=realms.deliverer,
            ticker=realms.ticker,
            worker=realms.worker,
        )
        world = World(engine)
        part = PlaygroundPart(ground, world, self.service.handle)
        world.shows_with(part.put)
        adapters["playground"] = part.adapter
        self.realms.append(realms)
        self._openers.append(world.open)
        self._players.append(world.run)
        self.service.on_commit(world.wake, "playground")
        self._add("playground", part.routes, part.close)

    def _add(self, name: str, routes: list[web.RouteDef], close: Callable[[], Awaitable[None]]) -> None:
        self.names.append(name)
        self.routes += routes
        self._closers.append(close)

    async def is_ready(self) -> dict[str, bool]:
        """Can the database be read, and is every adapter connected that connects outwards?"""
        try:
            async with asyncio.timeout(ANSWER_S):
                await self.service.call(lambda: self.storage.read_setting("ready"))
        except TimeoutError:
            log.warning("the database gives no answer")
            return {"database": False} | self._parts_ready()
        except Exception:
            log.exception("the database does not answer")
            return {"database": False} | self._parts_ready()
        return {"database": True} | self._parts_ready()

    def _parts_ready(self) -> dict[str, bool]:
        return {name: name not in self._troubles or not self._troubles[name]() for name in self.names}

    def troubles(self) -> dict[str, str]:
        """Why a platform is not ready, in words an operator can act on."""
        return {name: said for name, trouble in self._troubles.items() if (said := trouble())}

    async def counts(self) -> bytes:
        """For Prometheus; without what only the database knows when it is gone."""
        try:
            async with asyncio.timeout(ANSWER_S):
                waiting = await self.service.call(self.storage.count_waiting)
        except TimeoutError:
            log.warning("the database gives no answer")
            return self.service.counts.text(None)
        except Exception:
            log.exception("the database does not answer")
            return self.service.counts.text(None)
        return self.service.counts.text(waiting)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[web.Application]:
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(self.service.close)
            if self._has_live:
                await self.service.call(lambda: warm(self.storage))
            for open_part in self._openers:
                await open_part()
            for realms in self.realms:
                await stack.enter_async_context(realms.running())
            for play in self._players:
                task = asyncio.create_task(play())
                stack.callback(task.cancel)
            site = make_web(
                self.routes, OneLook(self.is_ready), OneLook(self.counts), self.files.read, self.troubles
            )
            for close in self._closers:
                site.on_shutdown.append(_on_shutdown(close))
            yield site


def _on_shutdown(close: Callable[[], Awaitable[None]]) -> Callable[[web.Application], Awaitable[None]]:
    """Open pages are let go before the server waits for its connections to end."""

    async def ended(_: web.Application) -> None:
        await close()

    return ended


def opened(settings: Settings) -> Storage:
    """The database, brought to its newest schema."""
    keys = settings.secret_keys.get_secret_value()
    try:
        return open_storage(settings.database, keys, home=settings.turnabout_home)
    except SQLAlchemyError as error:
        # Its own words may hold the address with its password.
        advice = (
            f"the database cannot be used ({type(error).__name__}); check the address and the file or server"
        )
        raise ConfigError([("DATABASE_URL", advice)]) from error


async def serve(settings: Settings, clock: Clock | None = None) -> None:
    """Until SIGINT or SIGTERM. `clock` is program time where real people are, the machine's when there is none."""
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    storage = opened(settings)
    try:
        application = Application(settings, storage, clock or SystemClock())
        async with application.running() as site:
            gc.collect()
            gc.freeze()  # words, tables and modules stay for good: nobody need look through them again
            runner = web.AppRunner(
                site,
                access_log=None,
                shutdown_timeout=2.0,
                max_field_size=LONGEST_HEADER,
                max_headers=MOST_HEADERS,
            )
            await runner.setup()
            try:
                await listen(runner, settings)
                announce(application.names, settings, port=runner.addresses[0][1])
                await stopped.wait()
            finally:
                await runner.cleanup()
    finally:
        storage.close()


async def listen(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = (
            "is in use by another program"
            if taken
            else f"cannot be listened on ({os.strerror(error.errno or 0)})"
        )
        raise CannotListen(
            f"PORT: {settings.host}:{settings.port} {reason}; stop it or set another PORT"
        ) from error


def announce(names: Sequence[str], settings: Settings, *, port: int) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{port}"
    log.info("listening at %s for %s", address, ", ".join(names) or "nobody")
    if "playground" in names:
        print(f"\n  Turnabout's playground is open: {address}\n", flush=True)  # noqa: T201 - for the person at the terminal


async def examine(settings: Settings) -> list[tuple[str, str]]:
    """Ask each configured platform whether its credentials work; (key, what is wrong and the fix)."""
    problems: list[tuple[str, str]] = []
    if settings.has_slack:
        from adapters.slack.client import examine_slack, slack_settings

        problems += await examine_slack(slack_settings(settings))
        problems += await _installations(settings)
    if settings.has_teams:
        from adapters.teams.client import examine_teams, teams_settings

        problems += await examine_teams(teams_settings(settings))
    return problems


async def _installations(settings: Settings) -> list[tuple[str, str]]:
    """Each workspace that is in the database, also while the server has that open."""
    from adapters.slack.client import examine_places, slack_settings
    from storage.installs import open_installs
    from storage.sealed import Keys

    url = settings.database
    try:
        keys = Keys.from_settings(
            settings.secret_keys.get_secret_value(), settings.turnabout_home, dialect_of(url)
        )
        kept = open_installs(url, keys)
        try:
            return await examine_places(slack_settings(settings), kept)
        finally:
            await kept.close()
    except (ConfigError, StorageUnavailable, SQLAlchemyError):
        return []  # what is wrong with the database is said already


async def places(settings: Settings) -> list[str]:
    """The workspace and the tenant that the configuration speaks for. Raises TryLater or Undeliverable."""
    found: list[str] = []
    if settings.has_slack_token:
        from adapters.slack.client import ask_workspace, slack_settings

        found.append(f"slack:{(await ask_workspace(slack_settings(settings))).place}")
    if settings.teams_tenant_id and "," not in settings.teams_tenant_id:
        found.append(f"teams:{settings.teams_tenant_id}")
    return found


if __name__ == "__main__":
    tools = cli.Tools(
        serve=serve,
        open_storage=opened,
        examine=examine,
        places=places,
        memory=MemoryStorage,
        manifests=MANIFESTS,
    )
    sys.exit(cli.main(sys.argv[1:], tools))
