"""Delivery: in order, at the platform's pace, late or not at all, and telling which."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.conversation.messages import Button, Buttons, Say
from bot.events import Pressed
from bot.outcome import KINDS, About, Send
from bot.runtime.delivery import AT_ONCE, ATTEMPTS, BULK_AT_ONCE, CALL_S, LEASE_S, REPEATS, Deliverer
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.marks import MISTAKES
from bot.runtime.pace import LONGEST_REST_S
from bot.runtime.ports import Delivery, Storage
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests import factories as make
from tests.delivering import LIMITED_S, MENDED_S, Fate, Office, Platform
from tests.factories import NOON, after
from tests.faulty import Cut, Faulty

SOON_S = 20.0  # far more than it takes
POST = make.send("", channel="slack:T1:C1", kind="post")


def fates(*those: Fate, then: Fate = "posted") -> Callable[[Delivery], Fate]:
    """One after the other, then always the same."""
    left: Iterator[Fate] = iter(those)
    return lambda _: next(left, then)


def only(row_id: str, fate: Fate) -> Callable[[Delivery], Fate]:
    return lambda delivery: fate if delivery.id == row_id else "posted"


@asynccontextmanager
async def office(platform: Platform, storage: Storage | None = None) -> AsyncIterator[Office]:
    opened = Office(platform, storage)
    opened.open("ana", "ben")
    try:
        yield opened
    finally:
        opened.close()


class TestOrder:
    async def test_a_thousand_to_a_hundred_people(self, storage: Storage) -> None:
        platform = Platform()
        people = [f"p{number:02}" for number in range(100)]
        async with office(platform, storage) as here:
            here.keep(*(make.person(one) for one in people), *(make.account(one, one) for one in people))
            for turn in range(10):
                here.queue(f"turn{turn}", *(make.send(one) for one in people))
            assert await here.pump() == 1000
        for number, one in enumerate(people):
            assert platform.ids(one) == [f"turn{turn}:{number}" for turn in range(10)]

    async def test_one_call_that_hangs_keeps_only_its_own_person_waiting(self) -> None:
        platform = Platform(only("a:0", "hangs"))
        async with office(platform) as here:
            here.queue("a", make.send("ana"), make.send("ana"), make.send("ben"))
            pumping = asyncio.create_task(here.pump())
            while "a:2" not in platform.ids():
                await asyncio.sleep(0)
            here.queue("b", make.send("ben"), make.send("ada"))
            here.deliverer.wake()
            while len(platform.ids()) < 3:
                await asyncio.sleep(0)
            here.deliverer.stop_s = 0
            pumping.cancel()
            await asyncio.gather(pumping, return_exceptions=True)
        assert sorted(platform.ids()) == ["a:2", "b:0", "b:1"]

    async def test_a_refusal_keeps_the_order(self) -> None:
        platform = Platform(fates("later", "limited", "later"))
        async with office(platform) as here:
            here.queue("a", *(make.send("ana") for _ in range(3)))
            await here.settle()
        assert platform.ids() == ["a:0", "a:1", "a:2"]
        assert platform.calls["a:0"] == 4


class TestReplies:
    """What somebody waits for goes before what nobody waits for."""

    async def test_a_reply_does_not_stand_behind_reminders(self, storage: Storage) -> None:
        platform = Platform()
        async with office(platform, storage) as here:
            people = [f"p{number:02}" for number in range(60)]
            here.keep(*(make.person(one) for one in people), *(make.account(one, one) for one in people))
            here.queue("bulk", *(make.send(one, kind="reminder") for one in (*people, "ana")))
            here.queue("typed", make.send("ana", kind="answer"), make.send("ben", kind="question"))
            assert await here.pump() == 63
        assert {"typed:0", "typed:1"} <= set(platform.ids()[:AT_ONCE])
        assert platform.ids("ana") == ["typed:0", "bulk:60"]

    async def test_reminders_never_take_all_places(self) -> None:
        platform = Platform(lambda delivery: "hangs" if delivery.bulk else "posted")
        async with office(platform) as here:
            people = [f"p{number:02}" for number in range(60)]
            here.keep(*(make.person(one) for one in people), *(make.account(one, one) for one in people))
            here.queue("bulk", *(make.send(one, kind="reminder") for one in people))
            pumping = asyncio.create_task(here.pump())
            while platform.under_way < BULK_AT_ONCE:
                await asyncio.sleep(0)
            here.queue("typed", make.send("ana", kind="answer"))
            here.deliverer.wake()
            while not platform.ids("ana"):
                await asyncio.sleep(0)
            assert platform.most_under_way <= BULK_AT_ONCE + 1
            here.deliverer.stop_s = 0
            pumping.cancel()
            await asyncio.gather(pumping, return_exceptions=True)

    async def test_what_one_event_leads_to_keeps_its_order(self, storage: Storage) -> None:
        platform = Platform()
        async with office(platform, storage) as here:
            kinds = ("answer", "reminder", "question", "reminder")
            here.queue("a", *(make.send("ana", kind=kind) for kind in kinds))
            await here.pump()
        assert platform.ids("ana") == ["a:0", "a:1", "a:2", "a:3"]

    async def test_what_a_reply_replaces_goes_before_it_with_all_that_was_before(
        self, storage: Storage
    ) -> None:
        platform = Platform()
        async with office(platform, storage) as here:
            people = [f"p{number:02}" for number in range(60)]
            here.keep(*(make.person(one) for one in people), *(make.account(one, one) for one in people))
            here.queue("bulk", *(make.send(one, kind="reminder") for one in people))
            here.queue("mine", *(make.send("ana", kind="reminder") for _ in range(3)))
            here.queue("typed", make.send("ana", kind="closed", replaces="mine:1"))
            await here.pump()
        assert platform.ids("ana") == ["mine:0", "mine:1", "typed:0", "mine:2"]
        assert platform.ids().index("typed:0") < 60, "it did not wait for the others"

    async def test_ten_thousand_wait_without_being_touched(self) -> None:
        """Of what a rate lets nobody send now, one row asks, not all of them."""
        platform = Platform()
        platform.rate = (1.0, 5)
        counted = Faulty(Office(platform).storage)
        async with office(platform, counted.as_storage()) as here:
            people = [f"p{number}" for number in range(300)]
            here.keep(*(make.person(one) for one in people), *(make.account(one, one) for one in people))
            here.queue("a", *(make.send(one, kind="reminder") for one in people))
            assert await here.pump() == 5
            assert counted.calls.count("take_turn") <= AT_ONCE


class TestChannels:
    """What an admin can mend is said once, and the posts wait for it."""

    async def test_many_posts_to_an_archived_channel_are_one_report(self, storage: Storage) -> None:
        platform = Platform(lambda delivery: "posted" if delivery.address.user else "archived")
        async with office(platform, storage) as here:
            here.queue("a", *(POST for _ in range(5)))
            here.queue("b", make.send("ana"))
            await here.pump()
            told = [one for one in platform.arrived if one.address.user == "ada"]
            assert len(told) == 1
            assert platform.calls.total() == 3, "one post was tried, the others wait behind it"
            said = told[0].message.blocks[0]
            assert isinstance(said, Say)
            words = words_for("en", "UTC").text(said.text)
            assert words.startswith("#mentoring is archived, so I can't post there."), words

    async def test_when_it_is_mended_they_come_in_order(self) -> None:
        platform = Platform(lambda delivery: "posted" if delivery.address.user else "archived")
        async with office(platform) as here:
            here.queue("a", POST, POST, POST)
            for _ in range(3):
                await here.pump()
                here.machine.now += MENDED_S
            assert len(platform.ids("ada")) == 1, "the same day says it once"
            platform.fate = lambda _: "posted"
            await here.pump()
            posts = [one.id for one in platform.arrived if not one.address.user]
            assert posts == ["a:0", "a:1", "a:2"]

    async def test_somebody_who_is_gone_is_told_once(self, storage: Storage) -> None:
        platform = Platform(lambda delivery: "gone" if delivery.address.user == "ana" else "posted")
        async with office(platform, storage) as here:
            here.queue("a", *(make.send("ana") for _ in range(4)))
            await here.pump()
            assert len(platform.ids("ada")) == 1
            assert {here.state(f"a:{number}") for number in range(4)} == {"failed"}

    async def test_each_post_that_has_to_be_deleted_by_hand_is_told(self, storage: Storage) -> None:
        platform = Platform()
        async with office(platform, storage) as here:
            here.queue("a", POST, POST)
            await here.pump()
            platform.fate = lambda delivery: "posted" if delivery.address.user else "gone"
            here.queue(
                "b",
                *(make.send("", channel=POST.channel, kind="unpost", replaces=f"a:{n}") for n in range(2)),
            )
            await here.pump()
            assert {here.state(f"b:{number}") for number in range(2)} == {"failed"}
            told = [one for one in platform.arrived if one.address.user == "ada"]
            assert len(told) == 2
            assert all("stories.delete" in str(one.message) for one in told)


class TestPace:
    async def test_slow_down_is_for_everybody_of_the_place(self) -> None:
        platform = Platform(fates("limited"))
        async with office(platform) as here:
            here.queue("a", make.send("ana"))
            assert await here.pump() == 0
            here.queue("b", make.send("ben"))
            assert await here.pump() == 0
            here.machine.now += LIMITED_S - 1
            assert await here.pump() == 0
            assert platform.calls.total() == 1
            here.machine.now += 1 + LIMITED_S
            assert await here.pump() == 2

    async def test_a_rate_is_kept_without_asking_all_the_time(self) -> None:
        platform = Platform()
        platform.rate = (1.0, 5)
        memory = Office(platform).storage
        counted = Faulty(memory)
        async with office(platform, counted.as_storage()) as here:
            people = [f"p{number}" for number in range(60)]
            here.keep(*(make.person(one) for one in people), *(make.account(one, one) for one in people))
            here.queue("a", *(make.send(one) for one in people))
            assert await here.pump() == 5
            asked = counted.calls.count("take_turn")
            assert asked <= 60 + 5, "each is refused once and told when to come back"

    async def test_a_slow_look_for_work_is_not_made_at_every_event(self) -> None:
        platform = Platform()
        memory = Office(platform).storage
        slow = Faulty(memory)
        async with office(platform, slow.as_storage()) as here:

            def claims(*given: Any, **named: Any) -> object:
                found = memory.claim_rows(*given, **named)
                here.machine.now += 1.0
                return found

            slow.passes["claim_rows"] = claims
            here.service.on_commit(here.deliverer.wake, "live")
            running, began_s = asyncio.create_task(here.deliverer.run()), time.monotonic()
            for number in range(30):
                await here.handle(make.said(f"typed-{number}"))
            looked, took_s = slow.calls.count("claim_rows"), time.monotonic() - began_s
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        most = 2 + took_s / LONGEST_REST_S
        assert looked <= most, "the storage is there for what people type"

    async def test_what_is_put_back_for_no_time_is_not_asked_for_all_the_time(self) -> None:
        class Eager(Platform):
            async def deliver(self, delivery: Delivery) -> object:  # type: ignore[override]
                self.calls[delivery.id] += 1
                raise TryLater("now", after_s=0.0)

        platform = Eager()
        async with office(platform) as here:
            here.queue("a", make.send("ana"))
            await here.pump()
            await here.pump()
            assert platform.calls["a:0"] == 1


class TestDoubt:
    @pytest.mark.parametrize("how", ["lost", "cut_after", "mistake_after"])
    @pytest.mark.parametrize("send", [make.send("ana"), POST], ids=["asking", "post"])
    async def test_where_the_bot_may_look_nothing_is_doubled(
        self, how: Fate, send: Send, storage: Storage
    ) -> None:
        platform = Platform(fates(how))
        hasty = Faulty(storage)
        async with office(platform, hasty.as_storage()) as here:
            hasty.passes["put_back"] = lambda row_id, **named: storage.put_back(
                row_id, **{**named, "after_s": 0}
            )
            hasty.passes["mark_sending"] = lambda row_id, **_: storage.mark_sending(row_id, lease_s=0)
            here.queue("a", send, send)
            await here.pump(restarts=True)
            await here.pump(restarts=True)
            assert platform.ids() == ["a:0", "a:1"]
            assert [here.state("a:0"), here.state("a:1")] == ["sent", "sent"]

    async def test_what_surely_is_not_there_is_sent(self) -> None:
        platform = Platform(fates("lost_before", "cut", "mistake"))
        async with office(platform) as here:
            here.queue("a", POST)
            await here.settle()
            assert platform.ids() == ["a:0"]
            assert here.state("a:0") == "sent"

    async def test_where_it_may_not_look_asking_in_person_is_repeated(self) -> None:
        platform = Platform(fates("lost"), looks=False)
        async with office(platform) as here:
            here.queue("a", make.send("ana"), make.send("ana"))
            await here.settle()
            assert platform.ids() == ["a:0", "a:0", "a:1"]

    async def test_but_not_for_ever(self) -> None:
        platform = Platform(only("a:0", "lost"), looks=False)
        async with office(platform) as here:
            here.queue("a", make.send("ana"), make.send("ana"))
            await here.settle()
            assert platform.ids("ana") == ["a:0"] * REPEATS + ["a:1"]
            assert here.state("a:0") == "failed"
            assert platform.ids("ada") == ["failed:a:0:0"]

    async def test_a_call_without_an_answer_is_not_looked_into_at_once(self) -> None:
        """What is under way may arrive a little later than we gave it up."""
        platform = Platform(fates("lost_before"))
        async with office(platform) as here:
            here.queue("a", make.send("ana"))
            await here.pump()
            assert platform.calls["a:0"] == 1
            here.machine.now += 5
            await here.pump()
            assert platform.calls["a:0"] == 1

    async def test_while_it_cannot_be_looked_up_it_stays_in_doubt(self) -> None:
        platform = Platform(fates("lost"))
        platform.look_ups = [TryLater("down"), TimeoutError(), TryLater("slow", after_s=9.0)]
        async with office(platform) as here:
            here.queue("a", make.send("ana"))
            await here.settle()
            assert platform.ids() == ["a:0"]
            assert here.state("a:0") == "sent"

    @pytest.mark.parametrize("error", [Undeliverable("gone"), RuntimeError("a mistake of ours")])
    async def test_what_can_never_be_looked_up_is_decided_by_its_kind(self, error: Exception) -> None:
        platform = Platform(fates("lost", "lost"))
        platform.look_ups = [error, error]
        async with office(platform) as here:
            here.queue("a", POST)
            here.queue("b", make.send("ana"))
            await here.settle()
            assert here.state("a:0") == "doubt"
            assert platform.ids("ana") == ["b:0", "b:0"]

    async def test_an_expired_row_in_doubt_is_looked_up_and_not_repeated(self) -> None:
        for looks, state in ((True, "sent"), (False, "dropped")):
            platform = Platform(fates("lost"), looks=looks)
            async with office(platform) as here:
                here.queue("a", make.send("ana", expires=after(hours=1)))
                await here.pump()
                here.clock.move_to(after(hours=2))
                await here.settle()
                assert (here.state("a:0"), platform.ids()) == (state, ["a:0"])


class TestAsking:
    """A post of which nobody can tell whether it is there."""

    async def in_doubt(self, here: Office) -> dict[str, Button]:
        here.queue("a", POST, POST)
        await here.settle()
        assert here.platform.ids("") == ["a:0", "doubt:a:0:0", "a:1"], "to ask is no matter that can wait"
        asked = here.platform.arrived[1]
        assert asked.address.user == "ada"
        buttons = next(block for block in asked.message.blocks if isinstance(block, Buttons)).items
        return {button.action: button for button in buttons}

    async def press(self, here: Office, button: Button, event_id: str, who: str = "ada") -> None:
        pressed = Pressed(
            id=event_id, at=NOON, sender=make.sender(who), action=button.action, data=button.data
        )
        await here.handle(pressed)
        await here.settle()

    async def test_the_admin_is_asked_once_and_the_line_goes_on(self) -> None:
        async with office(Platform(fates("lost"), looks=False)) as here:
            await self.in_doubt(here)
            assert here.state("a:0") == "doubt"

    async def test_asked_once_though_the_process_dies_at_that_moment(self) -> None:
        for point in ("commit", "mark_over"):
            platform = Platform(fates("lost"), looks=False)
            here = Office(platform)
            faulty = Faulty(here.storage)
            async with office(platform, faulty.as_storage()) as there:
                there.machine = here.machine
                there.queue("a", POST)
                await there.pump()
                here.machine.now += LEASE_S
                faulty.breaks[point] = Cut()
                with pytest.raises(Cut):
                    await there.pump()
                faulty.breaks.clear()
                await there.settle()
                assert there.state("a:0") == "doubt"
                assert platform.ids() == ["a:0", "doubt:a:0:0"]

    async def test_post_again_posts_once(self) -> None:
        async with office(Platform(fates("lost"), looks=False)) as here:
            button = (await self.in_doubt(here))["doubt.again"]
            await self.press(here, button, "press")
            await self.press(here, button, "press")
            await self.press(here, button, "press-again")
            posts = [one.id for one in here.platform.arrived if not one.address.user]
            assert posts == ["a:0", "a:1", "press:0"]
            assert here.state("a:0") == "settled"

    async def test_two_admins_at_once_post_once(self) -> None:
        async with office(Platform(fates("lost"), looks=False)) as here:
            here.keep(make.person("eve", is_admin=True), make.account("eve", "eve"))
            here.queue("a", POST)
            await here.settle()
            data = {"outbox": "a:0"}
            presses = [
                Pressed(id=who, at=NOON, sender=make.sender(who), action="doubt.again", data=data)
                for who in ("ada", "eve")
            ]
            await asyncio.gather(*(here.handle(press) for press in presses))
            await here.settle()
            assert len([one for one in here.platform.arrived if not one.address.user]) == 2

    async def test_it_is_there_settles(self) -> None:
        async with office(Platform(fates("lost"), looks=False)) as here:
            buttons = await self.in_doubt(here)
            await self.press(here, buttons["doubt.there"], "there")
            await self.press(here, buttons["doubt.again"], "again")
            assert len([one for one in here.platform.arrived if not one.address.user]) == 2
            assert here.state("a:0") == "settled"

    async def test_nobody_else_may_decide(self) -> None:
        async with office(Platform(fates("lost"), looks=False)) as here:
            button = (await self.in_doubt(here))["doubt.again"]
            await self.press(here, button, "nosy", who="ana")
            assert here.state("a:0") == "doubt"


class TestNever:
    async def test_the_admins_hear_once(self) -> None:
        platform = Platform(only("a:0", "refused"))
        async with office(platform) as here:
            here.keep(make.person("eve", is_admin=True), make.account("eve", "eve"))
            here.queue("a", make.send("ana"), make.send("ana"))
            await here.settle()
            assert here.state("a:0") == "failed"
            assert (platform.ids("ada"), platform.ids("eve")) == (["failed:a:0:0"], ["failed:a:0:1"])
            assert platform.ids("ana") == ["a:1"]

    @pytest.mark.parametrize(("point", "state", "told"), [("commit", "sent", 0), ("mark_over", "failed", 1)])
    async def test_they_hear_of_it_exactly_when_it_is_over(self, point: str, state: str, told: int) -> None:
        platform = Platform(fates("refused"))
        here = Office(platform)
        faulty = Faulty(here.storage)
        async with office(platform, faulty.as_storage()) as there:
            there.machine = here.machine
            there.queue("a", make.send("ana"))
            faulty.breaks[point] = Cut()
            with pytest.raises(Cut):
                await there.pump()
            faulty.breaks.clear()
            there.machine.now += LEASE_S
            await there.settle()
            assert there.state("a:0") == state
            assert platform.ids("ada") == ["failed:a:0:0"] * told

    async def test_a_report_that_fails_is_not_reported(self) -> None:
        platform = Platform(lambda _: "refused")
        async with office(platform) as here:
            here.keep(make.person("eve", is_admin=True), make.account("eve", "eve"))
            here.queue("a", make.send("ana"))
            await here.settle()
            assert sorted(platform.calls) == ["a:0", "failed:a:0:0", "failed:a:0:1"]

    async def test_an_admin_whose_own_message_failed_is_not_written_to(self) -> None:
        platform = Platform(only("a:0", "refused"))
        async with office(platform) as here:
            here.queue("a", make.send("ada", kind="admin"))
            await here.settle()
            assert list(platform.calls) == ["a:0"]

    async def test_a_network_that_is_down_all_day_is_given_up_and_told(self) -> None:
        platform = Platform(only("a:0", "later"))
        async with office(platform) as here:
            here.queue("a", make.send("ana"))
            await here.settle()
            assert platform.calls["a:0"] == ATTEMPTS
            assert platform.ids("ada") == ["failed:a:0:0"]

    @pytest.mark.parametrize("looks", [True, False])
    async def test_a_mistake_of_ours_neither_stops_the_others_nor_goes_on_for_ever(self, looks: bool) -> None:
        platform = Platform(only("a:0", "mistake"), looks=looks)
        async with office(platform) as here:
            here.queue("a", make.send("ana"), make.send("ana"), make.send("ben"))
            await here.pump()
            assert platform.ids() == ["a:2"]
            await here.settle()
            assert platform.calls["a:0"] == MISTAKES
            assert platform.ids("ana") == ["a:1"]
            assert platform.ids("ada") == ["failed:a:0:0"]

    async def test_a_mistake_with_its_rates(self) -> None:
        class Lost(Platform):
            def rates(self, delivery: Delivery) -> list[tuple[str, float, int]]:
                if delivery.id == "a:0":
                    raise KeyError("rates")
                return []

        platform = Lost()
        async with office(platform) as here:
            here.queue("a", make.send("ana"), make.send("ana"))
            await here.settle()
            assert platform.ids() == ["a:1", "failed:a:0:0"]

    async def test_nobody_to_send_to_and_no_platform_to_send_with(self) -> None:
        platform = Platform()
        async with office(platform) as here:
            there = make.address("zoe", platform="elsewhere")
            here.keep(make.person("zoe"), make.account("zoe", address=there), make.person("max"))
            here.queue("a", make.send("zoe"), make.send("max"), make.send("nobody"), make.send("ana"))
            await here.settle()
            assert [here.state(f"a:{number}") for number in range(4)] == ["failed"] * 3 + ["sent"]
            assert len(platform.ids("ada")) == 3

    async def test_a_row_of_another_release(self) -> None:
        platform = Platform()
        async with office(platform) as here:
            here.queue("a", make.send("ana", kind="of_tomorrow"), make.send("ana", unless=("who_knows",)))
            here.queue("b", make.send("ana"))
            await here.settle()
            assert platform.ids("ana") == ["b:0"]
            assert [here.state("a:0"), here.state("a:1")] == ["failed", "failed"]
            assert platform.ids("ada") == ["failed:a:0:0", "failed:a:1:0"]


class TestDropped:
    async def test_what_is_true_no_more(self) -> None:
        platform = Platform()
        async with office(platform) as here:
            over = make.send("ana", unless=("talk_over",), about=About(talk="gone"))
            here.queue("a", over, make.send("ana", expires=NOON), make.send("ana"))
            await here.settle()
            assert platform.ids() == ["a:2"]
            assert [here.state("a:0"), here.state("a:1")] == ["dropped", "dropped"]

    def closed(self, replaces: str) -> Send:
        return make.send("ana", kind="closed", replaces=replaces)

    async def test_a_card_is_closed_where_it_is(self) -> None:
        platform = Platform()
        async with office(platform) as here:
            here.queue("a", make.send("ana", kind="question"))
            here.queue("b", self.closed("a:0"))
            await here.settle()
            assert [(one.id, one.replaces) for one in platform.arrived] == [("a:0", ""), ("b:0", "ref a:0")]

    async def test_what_would_close_a_card_that_never_came_is_dropped(self) -> None:
        platform = Platform(only("a:0", "refused"))
        async with office(platform) as here:
            here.queue("a", make.send("ana", kind="question"))
            here.queue("b", self.closed("a:0"), self.closed("unknown:0"))
            await here.settle()
            assert [here.state("b:0"), here.state("b:1")] == ["dropped", "dropped"]
            assert platform.ids() == ["failed:a:0:0"]

    async def test_what_closes_a_card_that_is_tried_again_waits_for_it(self) -> None:
        platform = Platform(fates("later", "lost_before", "limited"))
        async with office(platform) as here:
            here.queue("a", make.send("ana", kind="question"))
            here.queue("b", self.closed("a:0"))
            await here.settle()
            assert [(one.id, one.replaces) for one in platform.arrived] == [("a:0", ""), ("b:0", "ref a:0")]

    async def test_what_closes_a_card_that_waits_for_its_time_waits_too(self) -> None:
        platform = Platform()
        async with office(platform) as here:
            here.queue("a", make.send("ana", kind="question", not_before=after(hours=3)))
            here.queue("b", self.closed("a:0"))
            here.queue("c", make.send("ana"))
            await here.pump()
            here.clock.move_to(after(hours=3))
            await here.settle()
            assert platform.ids() == ["c:0", "a:0", "b:0"]

    async def test_a_card_that_cannot_be_closed_is_nobodys_concern(self) -> None:
        platform = Platform(only("b:0", "refused"))
        async with office(platform) as here:
            here.queue("a", make.send("ana", kind="question"))
            here.queue("b", self.closed("a:0"))
            await here.settle()
            assert here.state("b:0") == "failed"
            assert platform.ids() == ["a:0"]
        assert not KINDS["closed"].missed


class Stalled(Deliverer):
    """Its process sleeps between saying that it will send and sending."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.service, {"slack": office.platform}, office.clock, "live")
        self._times = iter([0.0, LEASE_S - CALL_S + 1])

    def machine_now(self) -> float:
        return next(self._times)


class TestLeases:
    async def test_a_sender_that_was_too_slow_does_not_send(self) -> None:
        platform = Platform()
        async with office(platform) as here:
            here.queue("a", POST)
            here.deliverer = Stalled(here)
            assert await here.pump() == 0
            assert platform.calls.total() == 0
            here.another()
            here.machine.now += 1
            assert await here.pump() == 1
            assert platform.ids() == ["a:0"], "and it is known that it was not sent"

    async def test_a_sender_whose_lease_is_over_does_not_send(self) -> None:
        platform = Platform()
        here = Office(platform)
        faulty = Faulty(here.storage)

        def slowly(row_id: str, *, lease_s: float) -> bool:
            faulty.passes.clear()
            here.machine.now += LEASE_S + 1
            return here.storage.mark_sending(row_id, lease_s=lease_s)

        faulty.passes["mark_sending"] = slowly
        async with office(platform, faulty.as_storage()) as there:
            there.queue("a", make.send("ana"))
            assert await there.pump() == 1
        assert platform.ids() == ["a:0"]
        assert faulty.calls.count("mark_sending") == 2

    async def test_a_call_that_never_ends_is_in_doubt(self) -> None:
        platform = Platform(fates("hangs"))
        async with office(platform) as here:
            here.queue("a", make.send("ana"))
            here.deliverer.call_s = 0.01
            assert await here.pump() == 0
            await here.settle()
            assert platform.ids() == ["a:0"]

    async def test_what_was_sent_is_remembered_though_the_database_hesitates(self) -> None:
        platform = Platform(looks=False)
        here = Office(platform)
        faulty = Faulty(here.storage)
        faulty.breaks["mark_sent"] = OSError("gone")
        faulty.once.add("mark_sent")
        async with office(platform, faulty.as_storage()) as there:
            there.machine = here.machine
            there.queue("a", make.send("ana"))
            await there.settle()
            assert platform.ids() == ["a:0"]
            assert there.state("a:0") == "sent"

    async def test_a_process_that_ends_lets_calls_come_to_their_end(self) -> None:
        started, go_on = asyncio.Event(), asyncio.Event()

        class Slow(Platform):
            async def _deliver(self, delivery: Delivery, fate: Fate) -> object:  # type: ignore[override]
                started.set()
                await go_on.wait()
                return await super()._deliver(delivery, fate)

        platform = Slow(looks=False)
        async with office(platform) as here:
            here.queue("a", POST)
            running = asyncio.create_task(here.deliverer.run())
            await started.wait()
            running.cancel()
            await asyncio.sleep(0)
            go_on.set()
            await asyncio.gather(running, return_exceptions=True)
            assert running.cancelled()
            assert here.state("a:0") == "sent"

    async def test_it_ends_though_it_is_woken_at_that_very_moment(self) -> None:
        faulty = Faulty(MemoryStorage())
        async with office(Platform(), faulty.as_storage()) as here:
            running = asyncio.create_task(here.deliverer.run())
            while not faulty.calls.count("claim_rows"):
                await asyncio.sleep(0)
            for _ in range(3):  # by now there is nothing to do but to wait
                await here.service.call(lambda: None)
            here.deliverer.wake()
            running.cancel()
            async with asyncio.timeout(SOON_S):
                await asyncio.wait({running})
            assert running.cancelled()

    async def test_a_database_that_is_gone_is_tried_again(self) -> None:
        platform = Platform()
        here = Office(platform)
        faulty = Faulty(here.storage)
        faulty.breaks["claim_rows"] = OSError("gone")
        async with office(platform, faulty.as_storage()) as there:
            there.queue("a", make.send("ana"))
            running = asyncio.create_task(there.deliverer.run())
            while not faulty.calls.count("claim_rows"):
                await asyncio.sleep(0)
            faulty.breaks.clear()
            while not platform.arrived:
                await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert platform.ids() == ["a:0"]
