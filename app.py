"""Builds Turnabout from its configuration, and serves it. The one place where all parts meet.

.venv/bin/python app.py run         then open http://127.0.0.1:8765
.venv/bin/python app.py --help      everything else
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

import msgspec
from aiohttp import web

from adapters.web import make_web
from bot.events import Event, FromPerson
from bot.runtime import cli
from bot.runtime.clocks import MovableClock, SystemClock
from bot.runtime.config import Settings
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import ChatAdapter, Clock, Handle, Handled, Realm, Storage
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.runtime.work import Worker
from storage import open_storage

log = logging.getLogger("turnabout")


class Realms:
    """What runs in one realm: its clock, delivery, ticker and worker."""

    def __init__(
        self, service: Service, adapters: dict[str, ChatAdapter], clock: Clock, realm: Realm
    ) -> None:
        self.clock = clock
        self.deliverer = Deliverer(service, adapters, clock, realm)
        self.ticker = Ticker(service, clock, realm)
        self.worker = Worker(service, clock, realm)
        service.on_commit(self.deliverer.wake)
        service.on_commit(self.worker.wake)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.deliverer.run()), asyncio.create_task(self.worker.run())]
        self.ticker.start()
        try:
            yield
        finally:
            self.ticker.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self.worker.close()


class Application:
    """Storage, service and the platforms that are configured."""

    def __init__(self, settings: Settings, storage: Storage) -> None:
        self.settings, self.storage = settings, storage
        self.service = Service(storage)
        self.routes: list[web.AbstractRouteDef] = []
        self.names: list[str] = []
        self._closers: list[Callable[[], Awaitable[None]]] = []
        self._openers: list[Callable[[], Awaitable[None]]] = []
        self._players: list[Callable[[], Coroutine[None, None, None]]] = []
        self._realms: list[Realms] = []
        live = self._live_adapters()
        if live:
            self._realms.append(Realms(self.service, live, SystemClock(), "live"))
        if settings.has_playground:
            self._add_playground()

    def _live_adapters(self) -> dict[str, ChatAdapter]:
        adapters: dict[str, ChatAdapter] = {}
        handle, clock = self._admitting(self.service.handle), SystemClock()
        if self.settings.has_slack:
            adapters["slack"] = self._add_slack(handle, clock)
        if self.settings.has_teams:
            adapters["teams"] = self._add_teams(handle, clock)
        return adapters

    def _add_slack(self, handle: Handle, clock: Clock) -> ChatAdapter:
        from adapters.slack.client import SlackSettings, make_slack  # not imported unless configured
        from bot.text.catalog import words_for

        slack = make_slack(
            SlackSettings(
                bot_token=self.settings.slack_bot_token.get_secret_value(),
                signing_secret=self.settings.slack_signing_secret.get_secret_value(),
                api_url=self.settings.slack_api_url,
            ),
            handle,
            clock,
            words_for,
        )
        self._add("slack", slack.routes, slack.close)
        return slack.adapter

    def _add_teams(self, handle: Handle, clock: Clock) -> ChatAdapter:
        from adapters.teams.client import TeamsSettings, make_teams

        from bot.text.catalog import words_for

        settings = self.settings
        teams = make_teams(
            TeamsSettings(
                app_id=settings.teams_app_id,
                app_password=settings.teams_app_password.get_secret_value(),
                app_type=settings.teams_app_type,
                tenant_id=settings.teams_tenant_id,
                openid_metadata_url=settings.teams_openid_metadata_url,
                login_url=settings.teams_login_url,
                service_hosts=settings.teams_service_hosts,
                auth=settings.teams_auth,
                host=settings.host,
            ),
            handle,
            clock,
            words_for,
        )
        self._add("teams", teams.routes, teams.close)
        return teams.adapter

    def _add_playground(self) -> None:
        from adapters.playground.client.part import Ground, PlaygroundPart  # not imported unless it is on
        from adapters.playground.client.guard import requires_loopback
        from bot.simulation.world import ORGANIZATION, Engine, World
        from bot.text.catalog import words_for

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
        realms = Realms(self.service, adapters, clock, "playground")
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
        self._realms.append(realms)
        self._openers.append(world.open)
        self._players.append(world.run)
        self.service.on_commit(world.wake)
        self._add("playground", part.routes, part.close)

    def _add(self, name: str, routes: list[web.RouteDef], close: Callable[[], Awaitable[None]]) -> None:
        self.names.append(name)
        self.routes += routes
        self._closers.append(close)

    def _admitting(self, handle: Handle) -> Handle:
        """Say of every sender whether the configuration names them an admin."""

        async def admitted(event: Event) -> Handled:
            if isinstance(event, FromPerson):
                sender = event.sender
                named = self.settings.is_admin(sender.platform, sender.user, sender.email)
                if named and not sender.is_admin:
                    sender = msgspec.structs.replace(sender, is_admin=True)
                    event = msgspec.structs.replace(event, sender=sender)
            return await handle(event)

        return admitted

    async def is_ready(self) -> dict[str, bool]:
        """Can the database be read? An adapter that is here has started."""
        try:
            await self.service.call(lambda: self.storage.read_setting("ready"))
        except Exception:
            log.exception("the database does not answer")
            return {"database": False} | dict.fromkeys(self.names, True)
        return {"database": True} | dict.fromkeys(self.names, True)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[web.Application]:
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(self.service.close)
            for close in self._closers:
                stack.push_async_callback(close)
            for open_part in self._openers:
                await open_part()
            for realms in self._realms:
                await stack.enter_async_context(realms.running())
            for play in self._players:
                task = asyncio.create_task(play())
                stack.callback(task.cancel)
            yield make_web(self.routes, self.is_ready)


async def serve(settings: Settings) -> None:
    """Until SIGINT or SIGTERM."""
    storage = open_storage(
        settings.database, settings.secret_keys.get_secret_value(), home=settings.turnabout_home
    )
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    try:
        application = Application(settings, storage)
        async with application.running() as site:
            runner = web.AppRunner(site, access_log=None, shutdown_timeout=2.0)
            await runner.setup()
            await web.TCPSite(runner, settings.host, settings.port).start()
            port = runner.addresses[0][1]
            address = f"http://{settings.host}:{port}"
            for name in application.names:
                log.info("%s is served at %s", name, address)
            if "playground" in application.names:
                print(f"\n  Turnabout's playground is open: {address}\n", flush=True)  # noqa: T201 - for the person at the terminal
            await stopped.wait()
            await runner.cleanup()
    finally:
        storage.close()


async def examine(settings: Settings) -> list[tuple[str, str]]:
    """Ask each configured platform whether its credentials work; (key, what is wrong and the fix)."""
    problems: list[tuple[str, str]] = []
    if settings.has_slack:
        from adapters.slack.client import examine_slack, slack_settings

        problems += await examine_slack(slack_settings(settings))
    if settings.has_teams:
        from adapters.teams.client import examine_teams, teams_settings

        problems += await examine_teams(teams_settings(settings))
    return problems


if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[1:], serve=serve, open_storage=open_storage, examine=examine))
