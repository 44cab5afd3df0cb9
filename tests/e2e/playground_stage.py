"""A playground to be looked at: the real page and server, a small company, and a bot that says what a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence, Set
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

import msgspec
from aiohttp import web

from adapters.playground.client.part import Ground, PlaygroundPart
from adapters.playground.client.world import Source, Step
from adapters.playground.places import CHANNELS, channel_address, person_address
from bot.conversation.messages import Message, Option
from bot.events import Event, FromPerson, HomeOpened
from bot.outcome import Reply
from bot.program.model import Person
from bot.runtime.clocks import SetClock
from bot.runtime.ports import Delivery, Handled, Post
from storage.memory import MemoryStorage
from tests.contracts.messages import WORDS

T = TypeVar("T")
COMPANY = "playground"
START = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}

NAMES = (
    "Ines Moreau",
    "Bo Lindqvist",
    "Amara Okafor",
    "Yusuf Demir",
    "Chen Wei",
    "Tomasz Wiśniewski",
    "Noor el-Amin",
    "Grace Hopkins",
    "Søren Kjær",
    "Ludovica de' Medici-Buonarroti",
    "שירה כהן",
    "Jürgen Groß",
)
TITLES = (
    "People Partner",
    "Director of Platform",
    "Content Designer",
    "Data Engineer",
    "Sales Lead",
    "Apprentice",
)
DEPARTMENTS = ("People", "Engineering", "Marketing", "Finance")
ZONES = ("Europe/Lisbon", "Europe/Berlin", "Africa/Lagos", "America/Toronto", "Asia/Tokyo")


def made_people(number: int) -> list[Person]:
    return [
        Person(
            id=f"p{at}",
            organization=COMPANY,
            external=f"E{at:03}",
            name=NAMES[at] if at < len(NAMES) else f"Kim {NAMES[at % len(NAMES)].split()[-1]} {at}",
            title=TITLES[at % len(TITLES)],
            department=DEPARTMENTS[at % len(DEPARTMENTS)],
            timezone=ZONES[at % len(ZONES)],
            is_admin=at == 0,
        )
        for at in range(number)
    ]


class Stage:
    """Implements `World`, and is the bot: `answers` says what it delivers for an event, `events` what it heard."""

    def __init__(self, people: int = 24) -> None:
        self.storage = MemoryStorage()
        self.clock = SetClock(START)
        self.events: list[Event] = []
        self.answers: Callable[[Event], Sequence[Message]] = lambda _event: ()
        self.reply: Reply | None = None
        self.failing = 0  # how many of the next events cannot be stored
        self.gate = asyncio.Event()  # moving the clock waits for it
        self.gate.set()
        self._people = made_people(people)
        self._autopilot: set[str] = set()
        self._numbers = count(1)
        self.port = 0
        ground = Ground(
            storage=self.storage,
            call=self._call,
            clock=self.clock,
            words_for=lambda _language, _timezone: WORDS,
            organization=self.organization,
        )
        self.part = PlaygroundPart(ground, self, self.handle)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _call(self, blocking: Callable[[], T]) -> T:
        return blocking()

    # -- the bot -------------------------------------------------------------------------------------------

    async def handle(self, event: Event) -> Handled:
        if self.failing:
            self.failing -= 1
            raise ConnectionError("the database is gone")
        if event.id in {known.id for known in self.events}:
            return Handled(status="duplicate")
        self.events.append(event)
        if isinstance(event, FromPerson):
            for message in self.answers(event):
                if isinstance(event, HomeOpened):
                    await self.show_home(message, event.sender.user)
                else:
                    await self.deliver(message, event.sender.user)
        return Handled(status="handled", reply=self.reply)

    async def deliver(self, message: Message, where: str, *, replaces: str = "") -> str:
        """Say something to a person, or in a "#channel"; returns what it is called."""
        address = channel_address(where[1:]) if where.startswith("#") else person_address(where)
        delivery = Delivery(
            id=f"d{next(self._numbers)}",
            address=address,
            message=message,
            language="en",
            timezone="Europe/Lisbon",
            replaces=replaces,
        )
        return (await self.part.adapter.deliver(delivery)).reference

    async def show_home(self, message: Message, external: str, language: str = "en") -> None:
        """What stands on somebody's own page from now on."""
        delivery = Delivery(
            id=f"d{next(self._numbers)}",
            address=person_address(external),
            message=message,
            language=language,
            timezone="Europe/Lisbon",
            home=True,
        )
        await self.part.adapter.deliver(delivery)

    async def deliver_to_both(self, message: Message, *people: str) -> str:
        """Say something in the conversation that these people share with the bot."""
        address = msgspec.structs.replace(person_address(""), conversation="", together=people)
        delivery = Delivery(
            id=f"d{next(self._numbers)}", address=address, message=message, language="en", timezone="UTC"
        )
        return (await self.part.adapter.deliver(delivery)).reference

    async def deliver_again(self, delivery_id: str, message: Message) -> str:
        """The same delivery to E002 once more, as after a crash."""
        delivery = Delivery(
            id=delivery_id, address=person_address("E002"), message=message, language="en", timezone="UTC"
        )
        return (await self.part.adapter.deliver(delivery)).reference

    async def say_as(self, external: str, text: str) -> None:
        """A line that somebody said elsewhere than on the page."""
        post_id = f"said{next(self._numbers)}"
        await self.part.put(
            Post(
                id=post_id,
                organization=COMPANY,
                conversation=external,
                author=external,
                at=self.now(),
                text=text,
            )
        )

    def kept(self, post_id: str) -> Post | None:
        return self.storage.post(COMPANY, post_id)

    def heard(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    # -- the world -----------------------------------------------------------------------------------------

    def organization(self) -> str:
        return COMPANY

    def company(self) -> str:
        return "Quillhaven"

    def now(self) -> datetime:
        return self.clock.now()

    def channels(self) -> Sequence[str]:
        return CHANNELS

    async def people(self) -> Sequence[Person]:
        return self._people

    def commands(self, person: Person) -> Sequence[tuple[str, str]]:
        everybody = [("join", "Take part in the program."), ("help", "What I can do for you.")]
        return [("setup", "Set up the program."), *everybody] if person.is_admin else everybody

    async def search(self, source: Source, q: str) -> Sequence[Option]:
        names = [(p.id, p.name) for p in self._people] if source == "people" else [("Figma", "Figma")]
        return [Option(value=v, label=name) for v, name in names if q.casefold() in name.casefold()][:20]

    def autopiloted(self) -> Set[str]:
        return self._autopilot

    async def autopilot(self, people: Sequence[str], on: bool) -> None:
        self._autopilot = self._autopilot | set(people) if on else self._autopilot - set(people)

    async def move_clock(self, step: Step) -> Moved:
        await self.gate.wait()
        self.clock.move_to(self.now() + STEPS.get(step, timedelta(0)))
        return Moved(now=self.now(), happened=3 if step == "week" else 0, waiting=step != "next")

    async def start_over(self) -> None:
        self.storage.erase_organization(COMPANY)
        self.events.clear()
        self._autopilot = set()


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    now: datetime
    happened: int
    waiting: bool


@asynccontextmanager
async def staged(people: int = 24) -> AsyncIterator[Stage]:
    """The stage, served on a free port of this machine."""
    stage = Stage(people)
    application = web.Application()
    application.add_routes(stage.part.routes)
    runner = web.AppRunner(application, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stage.port = runner.addresses[0][1]
    try:
        yield stage
    finally:
        await stage.part.close()
        await runner.cleanup()
