"""Delivery at the right time: in working hours, twice a week, and whoever was put off is not forgotten."""

from __future__ import annotations

import pytest

from bot.outcome import KINDS, Send
from bot.program.budget import SPAN
from bot.runtime.delivery import LEASE_S
from bot.runtime.ports import Storage
from tests import factories as make
from tests.contracts.test_delivery import fates, office, only
from tests.delivering import Platform
from tests.factories import NOON, after

NUDGE = make.send("ana", kind="nudge")
EVENING, MORNING = after(hours=4), after(hours=20)  # where people work from 9 to 5, in Berlin


def closes(replaces: str) -> Send:
    return make.send("ana", kind="closed", replaces=replaces)


async def test_what_is_late_comes_in_the_morning(storage: Storage) -> None:
    platform = Platform()
    async with office(platform, storage) as here:
        here.clock.move_to(EVENING)
        here.queue("a", NUDGE, make.send("ana"), make.send("ben", kind="nudge"))
        assert await here.pump() == 1
        assert platform.ids() == ["a:1"]
        assert storage.next_moment("live") == MORNING
        here.clock.move_to(MORNING)
        assert await here.pump() == 2
        assert platform.ids("ana") == ["a:1", "a:0"]
        assert platform.calls.total() == 3


async def test_the_third_of_a_week_comes_a_week_after_the_first(storage: Storage) -> None:
    platform = Platform()
    async with office(platform, storage) as here:
        here.queue("a", NUDGE, NUDGE, NUDGE, NUDGE)
        assert await here.pump() == 2
        here.clock.move_to(NOON + SPAN)
        assert storage.next_moment("live") == NOON + SPAN
        assert await here.pump() == 2
    assert platform.ids() == ["a:0", "a:1", "a:2", "a:3"]


async def test_what_would_come_too_late_is_dropped_today() -> None:
    platform = Platform()
    async with office(platform) as here:
        here.clock.move_to(EVENING)
        here.queue("a", make.send("ana", kind="nudge", expires=MORNING))
        assert await here.pump() == 1
        assert here.state("a:0") == "dropped"


async def test_what_closes_a_card_that_was_put_off_waits_for_it(storage: Storage) -> None:
    platform = Platform()
    async with office(platform, storage) as here:
        here.clock.move_to(EVENING)
        here.queue("a", NUDGE, closes("a:0"))
        await here.pump()
        here.queue("b", closes("a:0"))
        assert await here.pump() == 0
        here.clock.move_to(MORNING)
        assert await here.pump() == 3
        assert [(one.id, one.replaces) for one in platform.arrived] == [
            ("a:0", ""),
            ("a:1", "ref a:0"),
            ("b:0", "ref a:0"),
        ]


@pytest.mark.parametrize(("how", "ids"), [("lost", ["a:0"]), ("lost_before", [])])
async def test_doubt_is_looked_into_at_once_and_sent_again_in_the_morning(how: str, ids: list[str]) -> None:
    platform = Platform(fates(how))  # type: ignore[arg-type]  # a fate
    async with office(platform) as here:
        here.queue("a", NUDGE)
        await here.pump()
        here.clock.move_to(EVENING)
        here.machine.now += LEASE_S
        await here.pump()
        assert platform.ids() == ids
        here.clock.move_to(MORNING)
        await here.pump()
        assert platform.ids() == ["a:0"]
        assert here.state("a:0") == "sent"


async def test_who_cannot_be_reached_is_told_of_the_same_day() -> None:
    platform = Platform()
    async with office(platform) as here:
        here.keep(make.person("max"))
        here.clock.move_to(EVENING)
        here.queue("a", make.send("max", kind="nudge"))
        await here.settle()
        assert platform.ids() == ["failed:a:0:0"]


async def test_a_nudge_that_fails_leaves_room_for_another() -> None:
    platform = Platform(only("a:0", "refused"))
    async with office(platform) as here:
        here.queue("a", NUDGE, NUDGE, NUDGE)
        await here.settle()
        assert platform.ids("ana") == ["a:1", "a:2"]
        assert not KINDS["nudge"].asked_for
