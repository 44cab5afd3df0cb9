"""Does a channel that Turnabout is invited to become one that can be chosen, under its name?"""

from __future__ import annotations

import msgspec
import pytest

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.channels import naming_channels
from adapters.slack.client.settings import SlackSettings
from adapters.slack.inbound import inbound
from adapters.slack.senders import Receipt
from bot.events import ChannelSeen, Event
from bot.runtime.errors import TryLater
from bot.runtime.ports import Handled
from tests.factories import NOON
from tests.slack import BOT, TEAM, TOKEN, FakeSlack
from tests.slack.workspace import Conversation


def joined(user: str = BOT, inviter: str | None = "U1ANA", channel: str = "C1NEWS") -> tuple[Event, ...]:
    event = {"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": "C"}
    ours = {"team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "authorizations": [ours]}
    return inbound(body | {"event": event | ({"inviter": inviter} if inviter else {})}, Receipt(at=NOON))


async def handled(slack: FakeSlack, *events: Event) -> list[tuple[str, str]]:
    """(channel, name) of what is handed on."""
    kept: list[tuple[str, str]] = []

    async def handle(event: Event) -> Handled:
        assert isinstance(event, ChannelSeen)
        kept.append((event.channel.conversation, event.name))
        return Handled(status="handled")

    async with slack.serving() as address:
        callers = OneWorkspace(SlackSettings(bot_token=TOKEN, api_url=f"{address}/api/"))
        named = naming_channels(handle, callers)
        for event in events:
            await named(event)
    return kept


def test_only_our_own_invitation_matters() -> None:
    (seen,) = joined()
    assert isinstance(seen, ChannelSeen)
    assert (seen.sender.user, seen.channel.conversation, seen.id) == ("U1ANA", "C1NEWS", "slack:event:Ev1")
    assert joined(user="U2BEN") == ()
    assert joined(inviter=None) == ()
    assert joined(inviter=BOT) == ()


async def test_it_gets_its_name() -> None:
    slack = FakeSlack()
    slack.conversations["C2HR"] = Conversation("C2HR", "group", {BOT}, "people-team")
    assert await handled(slack, *joined(), *joined(channel="C2HR")) == [
        ("C1NEWS", "news"),
        ("C2HR", "people-team"),
    ]


async def test_what_has_a_name_is_not_asked_about() -> None:
    slack = FakeSlack()
    (seen,) = joined()
    assert isinstance(seen, ChannelSeen)
    assert await handled(slack, msgspec.structs.replace(seen, name="news")) == [("C1NEWS", "news")]
    assert slack.calls == []


async def test_a_conversation_of_several_people_is_no_channel() -> None:
    slack = FakeSlack()
    slack.forgiven.add("missing_scope")
    slack.conversations["GTHREE"] = Conversation("GTHREE", "mpim", {BOT, "U1ANA", "U2BEN"})
    assert await handled(slack, *joined(channel="GTHREE"), *joined(channel="C9GONE")) == []


@pytest.mark.parametrize("how", ["rate_limited", "server_error", "no_json"])
async def test_when_slack_cannot_say_now_it_is_asked_again(how: str) -> None:
    slack = FakeSlack()
    slack.fail(how, "conversations.info")
    with pytest.raises(TryLater):
        await handled(slack, *joined())


async def test_nobody_uses_up_what_is_there_for_all() -> None:
    """Ten thousand channels in what one person writes are few calls to Slack; others are not held up by it."""
    slack = FakeSlack()
    text = " ".join(f"<#C{number:05}>" for number in range(10_000))
    written = [
        event for number in range(5) for event in said(text, f"Ev{number}") if isinstance(event, ChannelSeen)
    ]
    assert len(written) == 5 * 10
    brought = (*joined(), *joined(inviter="U2BEN"))  # what somebody did is heard, whatever they have written
    assert await handled(slack, *written, *brought) == [("C1NEWS", "news")] * 2
    assert len(slack.calls) == 20 + 2


def said(text: str, event_id: str) -> tuple[Event, ...]:
    event = {"type": "message", "channel": "D1ANA", "channel_type": "im", "user": "U1ANA", "text": text}
    body = {"type": "event_callback", "team_id": TEAM, "event_id": event_id, "event": event}
    return inbound(body, Receipt(at=NOON))
