"""Killed (-9) at every point that has a name: what each person and the channel see of it, copy by copy."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from bot.events import Commanded, Event
from storage.unit_of_work import mark_of
from tests.crash import company
from tests.crash.bots import LONG_S, PATIENCE_S, Bot
from tests.crash.judging import Arrivals
from tests.crash.points import Doom
from tests.crash.receiver import Call, Fate
from tests.crash.series import Series
from tests.factories import NOON, after

# Before the commit, after it and before the acknowledgment, claimed, about to call, called, known to have been sent:
# how many copies there are where the bot may look (Slack, in person) and where it may not (Teams).
COPIES: dict[str, dict[str, int]] = {
    "before commit": {"slack": 1, "teams": 1},
    "after commit": {"slack": 1, "teams": 1},
    "before take_turn": {"slack": 1, "teams": 1},
    "before mark_sending": {"slack": 1, "teams": 1},
    "after mark_sending": {"slack": 1, "teams": 1},
    "before deliver": {"slack": 1, "teams": 1},
    "in the call": {"slack": 1, "teams": 2},
    "after deliver": {"slack": 1, "teams": 2},
    "before mark_sent": {"slack": 1, "teams": 2},
    "after mark_sent": {"slack": 1, "teams": 1},
}
# A post is never repeated, whoever has seen it: an admin is asked.
POSTED = {"before deliver": 0, "in the call": 1, "after deliver": 1}
ASKING = {"slack": "ana", "teams": "ben"}
CASES = [(point, platform) for point in COPIES for platform in ASKING]
CASES += [(point, "channel") for point in POSTED]


def event_of(name: str, platform: str) -> Event:
    """What leads to one message there, or to a post among others."""
    if platform == "channel":
        return company.said(name, f"{name}:open", "ada", company.OPENED, NOON)
    person = company.sender(name, ASKING[platform])
    return Commanded(id=f"{name}:help", at=NOON, sender=person, command="help")


async def die(series: Series, point: str, platform: str, event: Event) -> None:
    """In a life that does nothing else."""
    in_call = point == "in the call"
    at = f"{point} {platform}" if point.endswith(" deliver") else point
    bot = await series.bots.start(Doom() if in_call else Doom(at=at, count=1), LONG_S)
    if in_call:
        series.receiver.fate = lambda call: _fatal(bot, call, platform)
    await series.platform.sent(msgspec.json.encode(event))
    assert await bot.ended(PATIENCE_S), f"never came to {point}"
    series.receiver.fate = lambda _: "answer"
    series.bots.ended(bot)


def _fatal(bot: Bot, call: Call, platform: str) -> Fate:
    """It is written down, and before it is answered nobody is there any more."""
    where = "channel" if ":C-" in call.to else call.to.partition(":")[0]
    if where == platform:
        bot.shoot()
    return "late"


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_what_arrives(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> None:
    names = {f"co{number}": case for number, case in enumerate(CASES)}
    url = request.getfixturevalue(f"{database}_url")
    series = Series(url, tmp_path, dict.fromkeys(names, NOON))
    events = {name: event_of(name, platform) for name, (_, platform) in names.items()}
    async with series.running():
        for name, (point, platform) in names.items():
            await die(series, point, platform, events[name])
        await series.bots.start()
        await asyncio.gather(*(series.platform.send(event) for event in events.values()))
        await series.settle(NOON)
    copies = series.receiver.copies()
    found = {
        (point, platform): copies[f"{name}:{'open:3' if platform == 'channel' else 'help:0'}"]
        for name, (point, platform) in names.items()
    }
    expected = {case: POSTED[case[0]] if case[1] == "channel" else COPIES[case[0]][case[1]] for case in CASES}
    assert found == expected
    await series.judge()


# The session of the pair is tomorrow: two agendas are due, one of them in Slack and one in Teams. One company for each
# death: with more, whoever is to die at the one message may first have sent all the others.
DUE_POINTS = (
    "before commit",
    "after commit",
    "before enqueue",
    "before deliver slack",
    "after deliver teams",
)
TOMORROW = after(hours=46)


@pytest.mark.parametrize("point", DUE_POINTS)
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_what_is_due_comes_once(
    request: pytest.FixtureRequest, database: str, point: str, tmp_path: Path
) -> None:
    series = Series(request.getfixturevalue(f"{database}_url"), tmp_path, {"co0": NOON})
    async with series.running():
        await series.begin()
        await series.platform.move_clock(TOMORROW)
        await series.bots.die(point)
        await series.settle(TOMORROW)
    agendas = [row for row in series.receiver.copies() if row.startswith("due:agenda:")]
    assert len(agendas) == 2
    await series.judge()


async def test_a_question_is_asked_once_though_whoever_asks_it_dies(sqlite_url: str, tmp_path: Path) -> None:
    series = Series(sqlite_url, tmp_path, {"co0": NOON})
    async with series.running():
        await die(series, "after deliver", "channel", event_of("co0", "channel"))
        for point in ("before commit", "before mark_over"):
            series.bots.books.let_leases_run_out()
            await series.bots.die(point)
        await series.bots.start()
        await series.platform.send(event_of("co0", "channel"))
        await series.settle(NOON)
    assert series.receiver.copies()["co0:open:3"] == 1
    assert series.receiver.copies()["doubt:co0:open:3:0"] == 1
    await series.judge()


async def test_a_proposal_is_made_though_whoever_makes_it_dies(sqlite_url: str, tmp_path: Path) -> None:
    series = Series(sqlite_url, tmp_path, {"co0": NOON})
    wish = Commanded(id="co0:pair", at=NOON, sender=company.sender("co0", "ada"), command="pair")
    async with series.running():
        await series.begin()
        await die(series, "before read_pool", "slack", wish)
        for point in ("before commit", "before finish_job"):
            series.bots.books.let_leases_run_out()
            await series.bots.die(point)
        await series.settle(NOON)
    ledger = series.bots.books.read()
    assert mark_of("job:co0:pair:job:0") in ledger.events
    assert {row.state for row in ledger.outbox.values()} == {"sent"}
    Arrivals(ledger, series.receiver.calls, series.bots.deaths, company.PLATFORMS).judge()
