"""Sixty answers at once to one person, of whom Teams lets few through: all arrive, in order, and no limit is broken.

Time runs faster here for the limits of Teams and for ours alike; `python -m tests.benches teams burst` has the real
ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from adapters.teams.client.send import TeamsAdapter
from bot.conversation.messages import Address, Message, Phrase, Say
from bot.outcome import Send
from bot.runtime.clocks import SystemClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Delivery
from bot.runtime.service import Service
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests import factories as make
from tests.e2e.teams_sending import Served, running
from tests.teams.requests import BOT, TENANT

ANSWERS, FASTER = 60, 20.0
PATIENCE_S = 30.0


class Faster(TeamsAdapter):
    """The same with rates that are so many times wider."""

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return [(name, per_second * FASTER, burst) for name, per_second, burst in super().rates(delivery)]


def prepared(served: Served) -> MemoryStorage:
    storage = MemoryStorage()
    extra = {"service_url": served.teams.address, "user_id": "29:U1ANA", "bot_id": BOT}
    address = Address(platform="teams", place=TENANT, user="U1ANA", conversation="a:U1ANA", extra=extra)
    sends = []
    for number in range(ANSWERS):
        said = Phrase("failed.person", {"name": f"Answer {number};", "reason": "asked"})
        sends.append(
            Send(kind="answer", person="ana", message=Message(blocks=(Say(text=said),), summary=said))
        )
    with storage.begin() as work:
        work.save([make.organization(), make.place(f"teams:{TENANT}"), make.cohort()])
        work.save([make.person("ana", external=""), make.account("ana", "U1ANA", address=address)])
        work.enqueue(make.said("asked"), make.ACME, "live", sends)
    return storage


async def test_sixty_answers_arrive_once_and_in_order() -> None:
    async with running(faster=FASTER) as served:
        served.teams.limited = served.teams.keeps_time = True
        for how in ("rate_limited_briefly", "bad_gateway"):
            served.teams.fail(how)
        service = Service(prepared(served))
        adapter = Faster(served.settings, words_for)
        deliverer = Deliverer(service, {"teams": adapter}, SystemClock(), "live")
        delivering = asyncio.create_task(deliverer.run())
        async with asyncio.timeout(PATIENCE_S):
            while len(served.teams.messages) < ANSWERS:
                await asyncio.sleep(0.02)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        service.close()
        read = [message.body["summary"] for message in served.teams.messages]
        assert [next(n for n in range(ANSWERS) if f"Answer {n};" in said) for said in read] == list(
            range(ANSWERS)
        )
        assert (served.teams.refused_for_now, len(served.teams.calls)) == (0, ANSWERS + 2)
