"""The made-up company around the playground: its people, its clock, and those who answer by themselves.

Moving the clock goes from due moment to due moment: at each, what is due happens, is delivered, and whoever
is on autopilot answers, until nothing is left to do; then time goes on.
"""

from __future__ import annotations

import asyncio
import logging
import unicodedata
from collections.abc import Awaitable, Callable, Sequence, Set
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from uuid import uuid4

import msgspec

from bot.conversation.messages import Address, Option, Phrase
from bot.events import ChannelSeen, PeopleRead
from bot.program import commands
from bot.program.model import Person
from bot.program.people import PersonRow
from bot.program.skills import load_catalog
from bot.runtime.clocks import MovableClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Post
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.runtime.work import Worker
from bot.simulation.acting import PLACE, event_of, sender_of, spoken
from bot.simulation.company import COMPANY_NAME, PLAYGROUND_SEED, admin_id, make_company
from bot.simulation.personas import Act, Persona, act
from bot.text.catalog import words_for

ORGANIZATION = "playground"
PEOPLE = 24
CHANNELS = ("general", "reverse-mentoring", "leadership")
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
ROUNDS = 400  # how often autopilots may answer before a move gives up: far more than any talk has questions
OFFSET = "playground.offset_s"
AUTOPILOT = "playground.autopilot"
log = logging.getLogger(__name__)

Step = Literal["hour", "day", "week", "next"]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """`now` after the move; `happened` counts what fell due, was delivered or answered; `waiting`: more lies ahead."""

    now: datetime
    happened: int = 0
    waiting: bool = True


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """The runtime of the playground's realm."""

    service: Service
    clock: MovableClock
    deliverer: Deliverer
    ticker: Ticker
    worker: Worker


class World:
    """One made-up company."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._storage = engine.service.storage
        self._show: Callable[[Post], Awaitable[None]] | None = None
        self._moving = asyncio.Lock()
        self._stirred = asyncio.Event()
        self._rows: dict[str, PersonRow] = {}
        self._personas: dict[str, Persona] = {}
        self._autopilot: set[str] = set()
        self._read: dict[str, int] = {}  # how far those on autopilot have read
        self._waiting: dict[str, list[Post]] = {}  # and what they have not come to yet, oldest first

    def shows_with(self, show: Callable[[Post], Awaitable[None]]) -> None:
        """Where people can read what somebody on autopilot said."""
        self._show = show

    # -- what the page asks for --------------------------------------------------------------------------------

    def organization(self) -> str:
        return ORGANIZATION

    def now(self) -> datetime:
        return self._engine.clock.now()

    async def people(self) -> Sequence[Person]:
        found = await self._engine.service.call(lambda: self._storage.people_of(ORGANIZATION))
        listed = [person for person in found if person.external and not person.gone]
        return sorted(listed, key=lambda person: (not person.is_admin, _in_a_list(person.name)))

    def channels(self) -> Sequence[str]:
        return CHANNELS

    def company(self) -> str:
        return COMPANY_NAME

    def autopiloted(self) -> Set[str]:
        return frozenset(self._autopilot)

    def commands(self, person: Person) -> Sequence[tuple[str, str]]:
        """(name, help sentence) of what this person may ask for."""
        words = words_for(person.language, person.timezone)
        return [(c.name, words.text(Phrase(f"command.{c.name}"))) for c in commands.available(person)]

    async def search(self, source: Literal["people", "skills"], q: str) -> Sequence[Option]:
        """Up to 20 people or skills for a picker."""
        wanted = q.strip().casefold()
        if source == "skills":
            names = load_catalog().search(q, 20)
            return [Option(value=name, label=name) for name in names]
        people = await self.people()
        found = [person for person in people if wanted in person.name.casefold()]
        return [Option(value=person.id, label=person.name) for person in found[:20]]

    async def autopilot(self, people: Sequence[str], on: bool) -> None:
        """Let people answer by themselves, or take them back; those waiting answer at once."""
        self._autopilot = self._autopilot | set(people) if on else self._autopilot - set(people)
        self._read = {external: number for external, number in self._read.items() if external not in people}
        self._waiting = {who: posts for who, posts in self._waiting.items() if who not in people}
        text = ",".join(sorted(self._autopilot))
        await self._engine.service.call(lambda: self._storage.write_setting(AUTOPILOT, text))
        if on:
            await self.settle()

    async def start_over(self) -> None:
        """Erase this organization, and this one alone; the same people begin again."""
        async with self._moving:
            people = await self.people()
            made_up = bool(people) and all(person.external in self._rows for person in people)
            rows = self._beginners() if made_up else [_row_of(person) for person in people]
            await self._engine.service.call(lambda: self._storage.erase_organization(ORGANIZATION))
            self._autopilot, self._read, self._waiting = set(), {}, {}
            await self._engine.service.call(lambda: self._storage.write_setting(AUTOPILOT, ""))
            await self._seed(rows)

    # -- beginning ---------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Take up the company where it was, or make it up."""
        storage = self._storage
        offset = await self._engine.service.call(lambda: storage.read_setting(OFFSET))
        saved = await self._engine.service.call(lambda: storage.read_setting(AUTOPILOT))
        self._engine.clock.offset_s = float(offset or 0.0)
        self._autopilot = {external for external in (saved or "").split(",") if external}
        self._rows = {row.id: row for row in make_company(PLAYGROUND_SEED, PEOPLE)}
        people = await self.people()
        if not people:  # nobody was imported either
            self._engine.clock.move_to(_pleasant_morning(self.now()))
            await self._keep_clock()
            await self._seed(self._beginners())
        elif not any(person.is_admin for person in people):
            await self._furnish(admin_id(tuple(_row_of(person) for person in people)))

    def _beginners(self) -> list[PersonRow]:
        """The made-up company, as it knows nothing of the bot yet; whoever was forgotten is among them again."""
        return [
            msgspec.structs.replace(row, teach=(), learn=(), never_with=()) for row in self._rows.values()
        ]

    async def _seed(self, seeded: list[PersonRow]) -> None:
        for start in range(0, len(seeded), 200):
            batch = tuple(seeded[start : start + 200])
            await self._engine.service.handle(
                PeopleRead(
                    id=uuid4().hex,
                    at=self.now(),
                    organization=ORGANIZATION,
                    realm="playground",
                    company=COMPANY_NAME,
                    rows=batch,
                )
            )
        await self._furnish(admin_id(tuple(seeded)))

    async def _furnish(self, admin: str) -> None:
        """Somebody who runs the program, and the channels."""
        await self._engine.service.handle(
            PeopleRead(id=uuid4().hex, at=self.now(), organization=ORGANIZATION, admins=(admin,))
        )
        for name in CHANNELS:
            address = Address(platform="playground", place=PLACE, conversation=f"#{name}")
            await self._engine.service.handle(
                ChannelSeen(
                    id=uuid4().hex,
                    at=self.now(),
                    sender=sender_of(admin, here=False),
                    name=name,
                    channel=address,
                )
            )

    async def _keep_clock(self) -> None:
        text = repr(self._engine.clock.offset_s)
        await self._engine.service.call(lambda: self._storage.write_setting(OFFSET, text))

    # -- time --------------------------------------------------------------------------------------------------

    async def move_clock(self, step: Step) -> Moved:
        """Forward by a step, or to the next thing that waits; everything on the way happens in its order."""
        async with self._moving:
            happened = await self._settle()
            target = self.now() + STEPS[step] if step != "next" else await self._next()
            while target and (moment := await self._next()) and moment <= target:
                await self._move_to(moment)
                happened += await self._settle() or 1
                if step == "next":
                    break
            if target:
                await self._move_to(target)
                happened += await self._settle()
            await self._keep_clock()
            return Moved(now=self.now(), happened=happened, waiting=await self._next() is not None)

    async def _move_to(self, moment: datetime) -> None:
        """What is under way, for somebody who did something meanwhile, comes to its end at its own time."""
        async with self._engine.deliverer.one_at_a_time, self._engine.worker.one_at_a_time:
            self._engine.clock.move_to(moment)

    async def _next(self) -> datetime | None:
        moment = await self._engine.service.call(lambda: self._storage.next_moment("playground"))
        return max(moment, self.now()) if moment else None

    async def settle(self) -> int:
        """Do all that can be done now."""
        async with self._moving:
            return await self._settle()

    async def _settle(self) -> int:
        happened = 0
        for _ in range(ROUNDS):
            done = await self._engine.ticker.pump() + await self._engine.deliverer.pump()
            done += int(await self._engine.worker.pump())
            done += await self._answer()
            happened += done
            if not done:
                return happened
        log.warning("the playground did not settle in %d rounds", ROUNDS)
        return happened

    def wake(self) -> None:
        """Something was stored: whoever is on autopilot may have something to answer."""
        self._stirred.set()

    async def run(self) -> None:
        """Let autopilots answer as things happen; until cancelled."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            if self._autopilot and not self._moving.locked():
                try:
                    await self.settle()
                except Exception:
                    log.exception("the made-up people could not answer, they will when something happens")

    # -- autopilot ---------------------------------------------------------------------------------------------

    async def _answer(self) -> int:
        """Everybody on autopilot does one thing about what they have not read; returns how many did something.

        The newest first: whoever answers a question before they turn to an older message never types what one
        question asked into another.
        """
        if not self._autopilot:
            return 0
        latest = await self._engine.service.call(lambda: self._storage.latest_posts(ORGANIZATION))
        done = 0
        for external in sorted(self._autopilot):
            post, waiting = latest.get(external), self._waiting.setdefault(external, [])
            if post is not None and post.number > self._read.get(external, 0):
                waiting += await self._unread(external)
            done += await self._act(external, waiting)
        return done

    async def _act(self, external: str, waiting: list[Post]) -> int:
        while waiting:
            post = waiting.pop()
            persona = await self._persona(external)
            does = act(persona, post.message, post.at) if post.message else None
            if does is not None:
                await self._do(external, post, does)
                return 1
        return 0

    async def _unread(self, external: str) -> Sequence[Post]:
        """What the bot has written to somebody since they last looked; at first, since they last said something."""
        posts = await self._engine.service.call(lambda: self._storage.posts(ORGANIZATION, external))
        said = max((post.number for post in posts if post.author), default=0)
        read = self._read.get(external, said)
        self._read[external] = posts[-1].number if posts else read
        return [post for post in posts if post.number > read and not post.author]

    async def _persona(self, external: str) -> Persona:
        """Made-up people say what they were made up with, imported ones what their file says."""
        if external not in self._personas:
            people = {person.external: person for person in await self.people()}
            row, person = self._rows.get(external), people.get(external)
            known = (person.teaches, person.wants) if person else ((), ())
            teach, learn = (row.teach, row.learn) if row and row.name == (person and person.name) else known
            called = person.name.split()[:1] if person else []
            self._personas[external] = Persona(id=external, name="".join(called), teach=teach, learn=learn)
        return self._personas[external]

    async def _do(self, external: str, post: Post, does: Act) -> None:
        event_id, sender, now = f"auto:{post.id}", sender_of(external), self.now()
        words = words_for(post.language, post.timezone)
        said = Post(
            id=event_id,
            organization=ORGANIZATION,
            conversation=external,
            author=external,
            at=now,
            text=does.text or spoken(does, post, words),
            language=post.language,
            timezone=post.timezone,
        )
        if self._show is not None:
            await self._show(said)
        await self._engine.service.handle(event_of(does, event_id, now, sender, post.id))


def _in_a_list(name: str) -> str:
    """Where people look for a name: among those that begin with the same letter, whatever stands above it."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
    ).casefold()


def _row_of(person: Person) -> PersonRow:
    """The directory's side of a person, so that the same company can begin again."""
    start, end = person.hours[0] if person.hours else (None, None)
    return PersonRow(
        id=person.external,
        name=person.name,
        email=person.email,
        title=person.title,
        department=person.department,
        site=person.site,
        grade=person.grade,
        manager_id=person.manager,
        start_date=person.start_date,
        timezone=person.timezone,
        work_start=start,
        work_end=end,
        languages=person.languages,
        capacity=person.capacity,
        slack_id=person.slack_id,
        teams_id=person.teams_id,
        line=0,
    )


def _pleasant_morning(now: datetime) -> datetime:
    """A Tuesday noon by UTC to begin with: most of a company spread over the world is at work then."""
    day = now.date() + timedelta(days=(1 - now.weekday()) % 7 or 7)
    return datetime.combine(day, time(12), UTC)
