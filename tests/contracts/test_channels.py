"""A channel is archived, deleted, left, renamed, or there again: told once, and what waits goes out when it can."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from itertools import count

import msgspec
import pytest
import pytest_asyncio

from bot.conversation.messages import Button, Buttons, Say
from bot.events import ChannelClosed, ChannelRenamed, ChannelReopened, ChannelSeen, Event
from bot.outcome import About
from bot.program.model import Channel, Cohort
from bot.runtime.delivery import ATTEMPTS
from bot.runtime.ports import Delivery, Storage
from bot.text.catalog import words_for
from tests import factories as make
from tests.delivering import MENDED_S, Office, Platform
from tests.factories import ACME, NOON, after

ID = "slack:T1:C1"
POST = make.send("", channel=ID, kind="post", about=About())
NUMBERS: Iterator[int] = count(1)


class There:
    """An office that posts in #mentoring; `archived` is what Slack says of it."""

    def __init__(self, office: Office, platform: Platform) -> None:
        self.office, self.platform = office, platform
        self.archived = False
        platform.fate = lambda delivery: "archived" if self.archived and self.is_post(delivery) else "posted"

    @staticmethod
    def is_post(delivery: Delivery) -> bool:
        return not delivery.address.user

    def posts(self) -> list[str]:
        return [one.id for one in self.platform.arrived if self.is_post(one)]

    def told(self, person: str = "ada") -> list[str]:
        """The first sentence of each message somebody got."""
        words = words_for("en", "UTC")
        mine = [one.message.blocks[0] for one in self.platform.arrived if one.address.user == person]
        return [words.text(block.text) for block in mine if isinstance(block, Say)]

    def buttons(self, person: str = "ada") -> list[Button]:
        mine = [one for one in self.platform.arrived if one.address.user == person]
        return [
            button
            for block in mine[-1].message.blocks
            if isinstance(block, Buttons)
            for button in block.items
        ]

    def channel(self) -> Channel:
        (one,) = (found for found in self.office.storage.page_of(Channel, ACME) if found.id == ID)
        return one

    def cohort(self) -> Cohort:
        (one,) = self.office.storage.page_of(Cohort, ACME)
        return one

    async def happens(self, event: Event) -> None:
        await self.office.service.handle(event)
        await self.office.pump()


def closed(how: str = "archived", at: datetime = NOON, channel: str = "C1") -> ChannelClosed:
    made = ChannelClosed(
        id=f"c{next(NUMBERS)}",
        at=NOON,
        platform="slack",
        place="T1",
        conversation=channel,
        how="left",
        happened_at=at,
    )
    return msgspec.structs.replace(made, how=how)


def reopened(at: datetime = NOON) -> ChannelReopened:
    return ChannelReopened(
        id=f"c{next(NUMBERS)}", at=NOON, platform="slack", place="T1", conversation="C1", happened_at=at
    )


def renamed(name: str, at: datetime = NOON) -> ChannelRenamed:
    return ChannelRenamed(
        id=f"c{next(NUMBERS)}",
        at=NOON,
        platform="slack",
        place="T1",
        conversation="C1",
        happened_at=at,
        name=name,
    )


def seen(at: datetime | None, *, joined: bool = True) -> ChannelSeen:
    return ChannelSeen(
        id=f"c{next(NUMBERS)}",
        at=NOON,
        sender=make.sender("ada"),
        name="mentoring",
        channel=make.channel().address,
        joined=joined,
        happened_at=at,
    )


@pytest_asyncio.fixture
async def here(storage: Storage) -> AsyncIterator[There]:
    platform = Platform()
    office = Office(platform, storage)
    office.open("ana")
    office.keep(make.cohort(channel=ID, opened_by="ada"))
    yield There(office, platform)
    office.close()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("archived", "#mentoring is archived"),
        ("deleted", "#mentoring was deleted"),
        ("left", "I'm not in #mentoring any more"),
    ],
)
async def test_the_admins_hear_it_once_with_what_to_do(here: There, how: str, said: str) -> None:
    await here.happens(closed(how))
    await here.happens(closed(how))  # Slack has two kinds of event for "left"
    (told,) = here.told()
    assert told.startswith(said)
    assert [button.action for button in here.buttons()] == ["channels.choose"]
    assert here.told("ana") == []
    assert here.channel().away == how


async def test_a_channel_nothing_is_posted_in_is_not_worth_a_word(here: There) -> None:
    here.office.keep(make.channel("slack:T1:C2", name="lunch"))
    await here.happens(closed(channel="C2"))
    await here.happens(closed(channel="C404"))
    assert here.told() == []


async def test_what_cannot_be_posted_says_the_same_once(here: There) -> None:
    """Whether the event or the refused post comes first."""
    here.archived = True
    here.office.queue("a", POST)
    await here.office.pump()
    await here.happens(closed())
    for _ in range(3):
        here.office.machine.now += MENDED_S
        await here.office.pump()
    (told,) = here.told()
    assert told.startswith("#mentoring is archived")
    assert here.channel().away == "archived"


async def test_what_waited_goes_out_at_once_in_order(here: There) -> None:
    here.archived = True
    await here.happens(closed())
    here.office.queue("a", POST, POST)
    await here.office.pump()
    assert here.posts() == []
    here.archived = False
    await here.happens(reopened(after(hours=1)))
    assert here.posts() == ["a:0", "a:1"]
    assert here.told()[1:] == [
        "I can post in #mentoring again. What waited for it goes out now, unless it's out of date."
    ]


async def test_an_invitation_is_the_same(here: There) -> None:
    here.archived = True
    await here.happens(closed("left"))
    here.office.queue("a", POST)
    await here.office.pump()
    await here.happens(seen(None, joined=False))  # somebody has only named it
    assert here.channel().away
    here.archived = False
    await here.happens(seen(after(minutes=1)))
    assert here.posts() == ["a:0"]
    assert here.channel().away == ""


async def test_it_waits_for_days_and_what_is_over_is_not_posted(here: There) -> None:
    here.archived = True
    here.office.queue("a", POST, msgspec.structs.replace(POST, expires=after(hours=1)))
    for _ in range(ATTEMPTS + 5):
        await here.office.pump()
        here.office.machine.now += MENDED_S
    here.office.clock.move_to(after(days=3))
    here.archived = False
    await here.happens(reopened(after(days=3)))
    assert here.posts() == ["a:0"]
    assert here.office.state("a:1") == "dropped"


async def test_what_was_missed_is_learned_from_a_post_that_arrives(here: There) -> None:
    await here.happens(closed())
    here.office.queue("a", POST)
    await here.office.pump()
    assert here.posts() == ["a:0"]
    assert here.channel().away == ""


async def test_what_comes_late_changes_nothing(here: There) -> None:
    await here.happens(closed(at=NOON))
    await here.happens(reopened(after(minutes=2)))
    await here.happens(closed(at=after(minutes=1)))
    await here.happens(renamed("older", after(minutes=1)))
    assert (here.channel().away, here.channel().name) == ("", "mentoring")
    await here.happens(closed("left", after(minutes=3)))
    await here.happens(seen(after(minutes=2)))
    assert here.channel().away == "left"


async def test_a_new_name_is_right_at_once(here: There) -> None:
    await here.happens(renamed("learning"))
    assert here.channel().name == "learning"
    await here.happens(closed())
    assert here.told()[0].startswith("#learning is archived")


async def test_what_waited_for_a_deleted_channel_is_over(here: There) -> None:
    here.archived = True
    here.office.queue("a", POST)
    await here.office.pump()
    await here.happens(closed("deleted", after(minutes=1)))
    assert here.office.state("a:0") == "failed"
    assert [said.partition(",")[0] for said in here.told()] == [
        "#mentoring is archived",
        "#mentoring was deleted",
    ]


async def test_another_place_and_another_company_are_left_alone(here: There) -> None:
    await here.happens(msgspec.structs.replace(closed(), place="T404"))
    await here.happens(msgspec.structs.replace(closed(), platform="teams"))
    assert here.channel().away == ""
    assert here.told() == []
