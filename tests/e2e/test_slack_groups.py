"""Channels for mentors and for mentees in Slack: made and filled by the bot where it may, by an admin where not."""

from __future__ import annotations

import pytest

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.rooms import SlackRooms
from adapters.slack.client.settings import SlackSettings
from bot.conversation.messages import Address
from bot.program.model import Channel, Seat
from bot.runtime.errors import TryLater, Undeliverable
from tests.conversations.company import ADMIN
from tests.conversations.story import beginning, play
from tests.e2e.slack_town import ORGANIZATION, Town, town
from tests.slack import BOT, TEAM, TOKEN, FakeSlack
from tests.slack.workspace import Conversation

GROUPS = {"channels:manage", "groups:write"}
ADMINS_ID = f"U{ADMIN.upper()}"
MENTORS = "reverse-mentoring-mentors"


async def nearly_paired(place: Town) -> None:
    for line in beginning("nearly_paired"):
        assert await play(place, line), line
    await place.heard()


def named(slack: FakeSlack, name: str) -> Conversation:
    return next(one for one in slack.conversations.values() if one.name == name)


def seats(place: Town) -> dict[str, str]:
    return {seat.side: seat.state for seat in place.storage.page_of(Seat, ORGANIZATION)}


async def test_they_are_made_and_whoever_taps_is_added() -> None:
    async with town() as place:
        place.slack.scopes |= GROUPS
        await nearly_paired(place)
        await place.type("Ines Moreau", "/rm-cohort groups")
        await place.press("Ines Moreau", "Make them for me")
        for name in (MENTORS, "reverse-mentoring-mentees"):
            made = named(place.slack, name)
            assert (made.kind, made.members) == ("group", {BOT, ADMINS_ID})
        assert {one.name for one in place.storage.page_of(Channel, ORGANIZATION)} >= {MENTORS}
        await place.press("Ines Moreau", "Introduce them now")
        await place.press("Ana Silva", "Yes, add me")
        assert place.user("Ana Silva") in named(place.slack, MENTORS).members
        assert seats(place) == {"mentors": "in"}
        assert place.user("Carla Rossi") not in named(place.slack, "reverse-mentoring-mentees").members
        await place.press("Ana Silva", "Yes, add me")
        assert "already" in place.last("Ana Silva")


async def test_without_the_rights_nothing_is_tried_and_the_admin_reads_how() -> None:
    async with town() as place:
        await nearly_paired(place)
        await place.type("Ines Moreau", "/rm-cohort groups")
        await place.press("Ines Moreau", "Make them for me")
        assert "Reinstall to Workspace" in place.last("Ines Moreau")
        assert not [
            name for name, _ in place.slack.calls if name in ("conversations.create", "conversations.invite")
        ]
        place.slack.scopes |= GROUPS  # granted meanwhile
        await place.type("Ines Moreau", "/rm-cohort groups")
        await place.press("Ines Moreau", "Make them for me")
        assert named(place.slack, MENTORS).members == {BOT, ADMINS_ID}


async def test_whom_the_bot_may_not_add_an_admin_adds() -> None:
    async with town() as place:
        await nearly_paired(place)
        await play(place, "! #advice is there")
        await place.type("Ines Moreau", "/rm-cohort groups")
        await place.press("Ines Moreau", "Channel for mentors")
        await place.press("Ines Moreau", "#advice")
        await place.press("Ines Moreau", "Introduce them now")
        named(place.slack, "advice").members.discard(place.user("Ana Silva"))
        await place.press("Ana Silva", "Yes, add me")
        assert "Ana Silva would like to be in #advice" in place.last("Ines Moreau")
        assert seats(place) == {"mentors": "told"}


def rooms(slack: FakeSlack, address: str) -> SlackRooms:
    slack.scopes |= GROUPS
    return SlackRooms(OneWorkspace(SlackSettings(bot_token=TOKEN, api_url=f"{address}/api/")))


NEWS = Address(platform="slack", place=TEAM, conversation="C1NEWS")


async def test_a_thousand_people_are_one_call() -> None:
    slack = FakeSlack()
    async with slack.serving() as address:
        users = [f"U{number:010}" for number in range(1000)]
        assert await rooms(slack, address).add(NEWS, users) == frozenset()
        assert len(slack.conversations["C1NEWS"].members) == 1001
        assert [name for name, _ in slack.calls] == ["auth.test", "conversations.invite"]


@pytest.mark.parametrize("several", [False, True])
async def test_who_is_there_is_and_who_is_gone_is_named(several: bool) -> None:
    slack = FakeSlack()
    slack.forgiven |= {"user_not_found", "already_in_channel"}
    slack.conversations["C1NEWS"].members.add("U1ANA")
    async with slack.serving() as address:
        adding = rooms(slack, address)
        others = ["U2BEN"] if several else []
        assert await adding.add(NEWS, ["U1ANA", *others]) == frozenset()
        assert await adding.add(NEWS, ["UGONE1", *others]) == {"UGONE1"}
        assert ("U2BEN" in slack.conversations["C1NEWS"].members) is several


async def test_a_name_that_is_taken_is_nothing_made() -> None:
    slack = FakeSlack()
    slack.forgiven.add("name_taken")
    async with slack.serving() as address:
        assert await rooms(slack, address).make(TEAM, "news") is None
        made = await rooms(slack, address).make(TEAM, "news-2")
        assert made is not None
        assert (made[0], slack.conversations[made[1].conversation].kind) == ("news-2", "group")


async def test_an_archived_channel_is_not_asked_again_and_a_slow_slack_is() -> None:
    slack = FakeSlack()
    slack.forgiven.add("is_archived")
    async with slack.serving() as address:
        adding = rooms(slack, address)
        slack.conversations["C1NEWS"].archived = True
        with pytest.raises(Undeliverable):
            await adding.add(NEWS, ["U1ANA"])
        slack.fail("rate_limited", "conversations.create")
        with pytest.raises(TryLater):
            await adding.make(TEAM, "advice")
