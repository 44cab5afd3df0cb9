"""Ten thousand reminders go out, and meanwhile people type: does anybody wait, and does Slack ever say "slow down"?

Slack's limits are `FASTER` times those of the documentation, for us and for the double that enforces them, so that an
hour takes minutes; nothing of our own work is any faster. What is measured is told both ways.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Sequence

from aiohttp import web

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.rates import POSTS_A_MINUTE
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from bot.conversation.messages import Message, Say, phrase
from bot.events import Said
from bot.outcome import Send
from bot.runtime.clocks import SystemClock
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Delivery
from bot.runtime.service import Service
from bot.text.catalog import words_for
from tests import factories as make
from tests.benches.engines import Databases, Open, opened
from tests.benches.slack_bot import arguments
from tests.serving import serving

FASTER = 10.0
TYPISTS = 200
PAUSE_S = 1.0  # between two people who type
LONGEST_S = 1800.0
Results = dict[str, object]


class Strict:
    """A Web API that counts what comes in any minute (so many times shorter), a channel's five seconds as well."""

    def __init__(self) -> None:
        self.posted: dict[str, float] = {}  # channel -> when the newest came
        self.moments: list[float] = []
        self.refused = 0
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)

    async def call(self, request: web.Request) -> web.Response:
        sent, method, now = await arguments(request), request.match_info["method"], time.perf_counter()
        channel = str(sent.get("channel", ""))
        most = {"chat.postMessage": POSTS_A_MINUTE}.get(method, 50)
        if self._is_too_much(method, most, 60.0, now) or self._is_too_much(f"C{channel}", 10, 5.0, now):
            self.refused += 1
            limited = {"ok": False, "error": "ratelimited"}
            return web.json_response(limited, status=429, headers={"Retry-After": "1"})
        if method == "chat.postMessage":
            self.posted[channel] = now
            self.moments.append(now)
        return web.json_response({"ok": True, "ts": f"1.{len(self.moments):06}", "channel": channel})

    def _is_too_much(self, name: str, most: int, seconds: float, now: float) -> bool:
        taken = self._taken[name]
        while taken and taken[0] <= now - seconds / FASTER:
            taken.popleft()
        taken.append(now)
        return len(taken) > most


class Faster(SlackAdapter):
    """The same with limits that are so many times wider."""

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return [(name, per_second * FASTER, burst) for name, per_second, burst in super().rates(delivery)]


def draining(databases: Databases, reminders: int) -> Results:
    address = databases.new()
    with opened(address) as (here,):
        _prepare(here, reminders)
        found = asyncio.run(_drain(here, reminders))
    databases.forget(address)
    return found


def _prepare(here: Open, reminders: int) -> None:
    names = [f"r{number:05}" for number in range(reminders)] + [f"t{number:03}" for number in range(TYPISTS)]
    with here.storage.begin() as work:
        work.save([make.organization(), make.place(), make.cohort()])
        for start in range(0, len(names), 1000):
            some = names[start : start + 1000]
            work.save([make.person(one, external="") for one in some])
            work.save(
                [make.account(one, one, address=make.address(one, conversation=f"D{one}")) for one in some]
            )
        said = phrase("failed.channel")
        words = Message(blocks=(Say(text=said),), summary=said)
        sends: list[Send] = [Send(kind="reminder", person=one, message=words) for one in names]
        for start in range(0, len(sends), 500):
            work.enqueue(make.said(f"due{start}"), make.ACME, "live", sends[start : start + 500])


async def _drain(here: Open, reminders: int) -> Results:
    slack, service = Strict(), Service(here.storage)
    async with serving([web.route("*", "/api/{method}", slack.call)]) as address:
        settings = SlackSettings(bot_token="xoxb-bench", signing_secret="bench", api_url=f"{address}/api/")
        adapter = Faster(OneWorkspace(settings), words_for)
        deliverer = Deliverer(service, {"slack": adapter}, SystemClock(), "live")
        service.on_commit(deliverer.wake, "live")
        running = asyncio.create_task(deliverer.run())
        busy, begin = time.process_time(), time.perf_counter()
        waits = await _typing(service, slack, reminders)
        busy, took = time.process_time() - busy, slack.moments[-1] - begin
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    service.close()
    waits.sort()
    used = len(slack.moments) / took / (POSTS_A_MINUTE / 60 * FASTER)
    return {
        f"{reminders:,} reminders, times faster than Slack": FASTER,
        f"{reminders:,} reminders, part of the allowed rate": round(used, 3),
        f"{reminders:,} reminders, answers of 429": slack.refused,
        f"{reminders:,} reminders, processor ms a message (with the double's)": round(
            busy / len(slack.moments) * 1000, 1
        ),
        f"{reminders:,} reminders, replies meanwhile": len(waits),
        f"{reminders:,} reminders, a reply waits, p50 s": round(waits[len(waits) // 2], 3),
        f"{reminders:,} reminders, a reply waits, longest s": round(waits[-1], 3),
        f"{reminders:,} reminders, longest wait in Slack's time, s at most": round(waits[-1] * FASTER, 1),
    }


async def _typing(service: Service, slack: Strict, reminders: int) -> list[float]:
    """Somebody types every so often until all reminders are there; seconds until each is answered."""
    waits: list[float] = []
    async with asyncio.timeout(LONGEST_S):
        number = 0
        while sum(name.startswith("Dr") for name in slack.posted) < reminders:
            who = f"t{number % TYPISTS:03}"
            waits.append(await _answered(service, slack, who, number))
            number += 1
            await asyncio.sleep(PAUSE_S)
    return waits


async def _answered(service: Service, slack: Strict, who: str, number: int) -> float:
    begin = time.perf_counter()
    sender = make.sender(who, address=make.address(who, conversation=f"D{who}"))
    event = Said(id=f"typed-{number}", at=SystemClock().now(), sender=sender, text="help")
    await service.handle(event)
    while slack.posted.get(f"D{who}", 0.0) < begin:
        await asyncio.sleep(0.005)
    return slack.posted[f"D{who}"] - begin
