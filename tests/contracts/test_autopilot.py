"""The playground with everybody on autopilot: they answer all they get, once, and come to an end."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from adapters.playground.client.part import Ground, PlaygroundPart
from bot.conversation.messages import Button, Buttons, Message, Say, phrase
from bot.program.model import Pairing
from bot.program.snapshot import Query
from bot.runtime.clocks import MovableClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import ChatAdapter, Post
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.runtime.work import Worker
from bot.simulation.acting import event_of, sender_of
from bot.simulation.company import PLAYGROUND_SEED, admin_id, make_company
from bot.simulation.script import ROUND, SET_UP, Script
from bot.simulation.seeing import Act
from bot.simulation.world import ORGANIZATION, PEOPLE, Engine, World
from bot.text.catalog import words_for
from storage import MemoryStorage

ROWS = make_company(PLAYGROUND_SEED, PEOPLE)
ADMIN = admin_id(ROWS)


class Ground24:
    """The company of the playground, and an admin who does what the script says."""

    def __init__(self) -> None:
        self.storage, self.clock = MemoryStorage(), MovableClock()
        self.service = Service(self.storage)
        adapters: dict[str, ChatAdapter] = {}
        self.engine = Engine(
            service=self.service,
            clock=self.clock,
            deliverer=Deliverer(self.service, adapters, self.clock, "playground"),
            ticker=Ticker(self.service, self.clock, "playground"),
            worker=Worker(self.service, self.clock, "playground"),
        )
        self.world = World(self.engine)
        ground = Ground(
            storage=self.storage,
            call=self.service.call,
            clock=self.clock,
            words_for=words_for,
            organization=lambda: ORGANIZATION,
        )
        part = PlaygroundPart(ground, self.world, self.service.handle)
        adapters["playground"] = part.adapter
        self.world.shows_with(part.put)
        self._read: set[str] = set()

    async def does(self, act: Act, event_id: str) -> None:
        await self.service.handle(event_of(act, event_id, self.world.now(), sender_of(ADMIN)))
        await self.world.settle()

    async def follow(self, script: Script) -> None:
        """The admin answers what they get, until there is nothing the script knows."""
        while unread := [
            post for post in self.storage.posts(ORGANIZATION, ADMIN) if post.id not in self._read
        ]:
            for post in unread:
                self._read.add(post.id)
                act = script.act(post.message, post.at) if post.message else None
                chosen = act or self._usual(post)
                if chosen is not None:
                    await self.does(chosen, f"script:{post.id}")

    def _usual(self, post: Post) -> Act | None:
        """A question of the set-up: the suggestion, else the first."""
        blocks = post.message.blocks if post.message else ()
        asked = [b for block in blocks if isinstance(block, Buttons) for b in block.items]
        asked = [button for button in asked if button.action == "talk.answer"]
        main = next((button for button in asked if button.style == "primary"), asked[0] if asked else None)
        return Act(action=main.action, data=main.data) if main else None

    def pairings(self) -> list[Pairing]:
        people = tuple(person.id for person in self.storage.people_of(ORGANIZATION))
        with self.storage.begin() as work:
            return list(work.load(Query(organization=ORGANIZATION, people=people, history=True)).past)


@pytest.fixture
async def ground() -> AsyncIterator[Ground24]:
    ground = Ground24()
    await ground.world.open()
    yield ground
    ground.engine.worker.close()
    ground.service.close()


async def test_a_program_lives_by_itself(ground: Ground24, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    await ground.world.autopilot([row.id for row in ROWS if row.id != ADMIN], on=True)
    script = Script(ROWS, {p.external: p.id for p in ground.storage.people_of(ORGANIZATION)}, ADMIN)
    await ground.does(SET_UP, "set-up")
    await ground.follow(script)
    await ground.world.move_clock("week")
    await ground.does(ROUND, "round")
    await ground.follow(script)
    for _ in range(6):
        await ground.world.move_clock("week")
    assert sum(pairing.held for pairing in ground.pairings()) > 6
    assert ground.storage.set_aside_events() == ()
    assert "did not settle" not in caplog.text
    said = Counter(post.id for row in ROWS for post in ground.storage.posts(ORGANIZATION, row.id))
    assert max(said.values()) == 1


async def test_two_messages_that_come_together_are_both_answered_once(ground: Ground24) -> None:
    said: list[str] = []

    async def show(post: Post) -> None:
        said.append(post.id)

    ground.world.shows_with(show)
    somebody = next(row.id for row in ROWS if row.id != ADMIN)
    for number in ("first", "then"):
        buttons = Buttons(items=(Button(label="Accept", action="duty.accept", data={"person": number}),))
        text = phrase("duty.ask", admin="Ada")
        message = Message(blocks=(Say(text=text), buttons), summary=text)
        ground.storage.save_post(
            Post(
                id=number,
                organization=ORGANIZATION,
                conversation=somebody,
                at=ground.world.now(),
                message=message,
            )
        )
    await ground.world.autopilot([somebody], on=True)
    await ground.world.settle()
    assert said == ["auto:then", "auto:first"]  # the newest first
