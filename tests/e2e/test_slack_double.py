"""Does our Slack refuse what Slack refuses? A double that takes everything proves nothing.

Each call here is one that a mistake in the adapter could make.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import msgspec
import pytest
from slack_sdk.errors import SlackApiError

from adapters.slack.client.callers import web_client
from tests.slack import TOKEN, FakeSlack, Message
from tests.slack.requests import Requests
from tests.slack.workspace import BOT, Conversation, Json

ANA, BO = "U1ANA", "U2BO"


class Open(msgspec.Struct):
    slack: FakeSlack
    http: aiohttp.ClientSession

    async def call(self, method: str, *, token: str = TOKEN, **arguments: Any) -> Json:
        """The answer, an error's too."""
        client = web_client(f"{self.slack.address}/api/", token)
        try:
            answer = await client.api_call(method, json=arguments)
        except SlackApiError as refused:
            answer = refused.response
        data: Any = answer.data
        return dict(data)

    async def post(self, channel: str = f"D{ANA}", **arguments: Any) -> Json:
        quiet: Json = {"unfurl_links": False, "unfurl_media": False}
        return await self.call("chat.postMessage", channel=channel, **quiet, **arguments)


@pytest.fixture
async def open_() -> AsyncIterator[Open]:
    """A test that makes calls no good client makes takes their faults out."""
    slack = FakeSlack()
    slack.in_person(ANA)
    async with slack.serving(), aiohttp.ClientSession() as http:
        yield Open(slack, http)


def taken_out(slack: FakeSlack) -> list[str]:
    found, slack.faults = slack.faults, []
    return found


TEXT = {"type": "plain_text", "text": "Yes"}
BUTTON = {"type": "button", "action_id": "a", "text": TEXT}
REFUSED_BLOCKS: dict[str, list[Json]] = {
    "an unknown type": [{"type": "walrus"}],
    "an unknown field": [{"type": "divider", "width": 3}],
    "a missing field": [{"type": "header"}],
    "too long a header": [{"type": "header", "text": TEXT | {"text": "x" * 151}}],
    "escaped it is too long": [{"type": "header", "text": TEXT | {"text": "&" * 31}}],
    "an empty text": [{"type": "header", "text": TEXT | {"text": " "}}],
    "markup where there is none": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
    "51 blocks": [{"type": "divider"}] * 51,
    "26 buttons": [{"type": "actions", "elements": [BUTTON | {"action_id": f"a{n}"} for n in range(26)]}],
    "an action id twice": [{"type": "actions", "elements": [BUTTON, BUTTON]}],
    "a block id twice": [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}],
    "too long a value": [{"type": "actions", "elements": [BUTTON | {"value": "x" * 2_001}]}],
    "a style there is not": [{"type": "actions", "elements": [BUTTON | {"style": "warning"}]}],
    "something to type among buttons": [{"type": "actions", "elements": [{"type": "plain_text_input"}]}],
    "101 options": [
        {
            "type": "input",
            "label": TEXT,
            "element": {
                "type": "static_select",
                "options": [{"text": TEXT, "value": f"{n}"} for n in range(101)],
            },
        }
    ],
    "a chosen one that is no option": [
        {
            "type": "input",
            "label": TEXT,
            "element": {
                "type": "radio_buttons",
                "options": [{"text": TEXT, "value": "a"}],
                "initial_option": {"text": TEXT, "value": "b"},
            },
        }
    ],
    "a picture without words": [{"type": "image", "image_url": "https://example.org/a.png"}],
    "too much in all": [{"type": "section", "text": TEXT | {"text": "x" * 2_900}}] * 5,
    "rich text of nothing": [{"type": "rich_text", "elements": []}],
    "an unknown style of words": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "x", "style": {"loud": True}}],
                }
            ],
        }
    ],
}


@pytest.mark.parametrize("name", REFUSED_BLOCKS)
async def test_blocks_are_refused(open_: Open, name: str) -> None:
    answer = await open_.post(text="x", blocks=REFUSED_BLOCKS[name])
    assert answer["error"] == "invalid_blocks"
    assert len(taken_out(open_.slack)) == 1
    assert open_.slack.messages == []


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("<!channel>", []),
        ("<@U1ANA>", []),
        ("Tom & Jerry", []),
        ("a < b", []),
        ("x", [{"type": "section", "text": {"type": "mrkdwn", "text": "<https://example.org|here>"}}]),
        ("x", [{"type": "section", "text": {"type": "mrkdwn", "text": "see https://example.org"}}]),
        ("x", [{"type": "section", "text": {"type": "mrkdwn", "text": "@here now"}}]),
        (
            "x",
            [
                {
                    "type": "rich_text",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "broadcast", "range": "channel"}],
                        }
                    ],
                }
            ],
        ),
    ],
)
async def test_what_pings_or_links_is_a_fault(open_: Open, text: str, blocks: list[Json]) -> None:
    assert (await open_.post(text=text, blocks=blocks))["ok"]
    assert taken_out(open_.slack)


async def test_calls_of_no_method_and_with_wrong_arguments_are_faults(open_: Open) -> None:
    assert (await open_.call("chat.shout"))["error"] == "unknown_method"
    assert (await open_.post(text="x", volume=11))["error"] == "invalid_arguments"
    assert (await open_.call("chat.postMessage", text="x"))["error"] == "invalid_arguments"
    assert (await open_.post(text=["x"]))["error"] == "invalid_arguments"
    assert (await open_.call("conversations.history", channel=f"D{ANA}"))["error"] == "invalid_arguments"
    assert len(taken_out(open_.slack)) == 5


async def test_metadata_has_a_shape_and_a_size(open_: Open) -> None:
    for metadata in (
        {"event_type": "a b", "event_payload": {}},
        {"event_type": "a"},
        {"event_type": "a", "event_payload": {"x": "y" * 8_000}},
    ):
        assert (await open_.post(text="x", metadata=metadata))["error"] == "invalid_blocks"
    assert len(taken_out(open_.slack)) == 3


async def test_tokens_and_their_scopes_are_looked_at(open_: Open) -> None:
    open_.slack.forgiven = {"missing_scope"}
    assert (await open_.call("auth.test", token="xoxb-walrus"))["error"] == "invalid_auth"
    open_.slack.scopes.discard("chat:write")
    answer = await open_.post(text="x")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "im:history" in answer["provided"]


async def test_a_post_goes_only_where_the_bot_is(open_: Open) -> None:
    conversations = open_.slack.conversations
    conversations["C2OLD"] = Conversation("C2OLD", "channel", {BOT})
    conversations["C2OLD"].archived = True
    conversations["C3OTHER"] = Conversation("C3OTHER", "channel", {ANA})
    conversations["C4BOARD"] = Conversation("C4BOARD", "group", {ANA})
    told = {
        channel: (await open_.post(channel, text="x"))["error"] for channel in (*conversations, "C5X")[2:]
    }
    assert told == {
        "C2OLD": "is_archived",
        "C3OTHER": "not_in_channel",
        "C4BOARD": "channel_not_found",
        "C5X": "channel_not_found",
    }
    assert (await open_.post(f"D{BO}", text="x"))["error"] == "channel_not_found"  # never opened


async def test_only_its_own_messages_can_be_changed(open_: Open) -> None:
    sent = await open_.post(text="one")
    assert (await open_.call("chat.update", channel=f"D{ANA}", ts=sent["ts"], text="two"))["ok"]
    assert (await open_.call("chat.update", channel=f"D{ANA}", ts="1.2", text="x"))["error"] == (
        "message_not_found"
    )
    open_.slack.messages.append(Message(f"D{ANA}", "1.5", {"text": "mine"}, author=ANA))
    assert (await open_.call("chat.delete", channel=f"D{ANA}", ts="1.5"))["error"] == "cant_delete_message"
    assert (await open_.call("chat.delete", channel=f"D{ANA}", ts=sent["ts"]))["ok"]
    assert "one" not in open_.slack.seen_by(ANA)


def test_a_trigger_works_once_and_for_three_seconds() -> None:
    slack = FakeSlack()
    first, second = slack.new_trigger(ANA), slack.new_trigger(BO)
    assert slack.use_trigger(first) == ANA
    assert refusal(slack, first) == "exchanged_trigger_id"
    assert refusal(slack, "1.2.walrus") == "invalid_trigger_id"
    slack.ahead_s = 4
    assert refusal(slack, second) == "expired_trigger_id"


def refusal(slack: FakeSlack, trigger: str) -> str:
    with pytest.raises(Exception, match="trigger_id") as raised:
        slack.use_trigger(trigger)
    return str(raised.value)


async def test_an_address_takes_five_answers_in_half_an_hour(open_: Open) -> None:
    address = Requests(slack=open_.slack).command("help", "", ANA)["response_url"]
    told = {"response_type": "ephemeral", "text": "Hello"}
    statuses = []
    for _ in range(6):
        async with open_.http.post(address, json=told) as answer:
            statuses.append(answer.status)
    assert statuses == [200] * 5 + [404]
    late = Requests(slack=open_.slack).command("help", "", ANA)["response_url"]
    open_.slack.ahead_s = 31 * 60
    async with open_.http.post(late, json=told) as answer:
        assert answer.status == 404
    assert len(taken_out(open_.slack)) == 2
    assert open_.slack.seen_by(ANA).count("Turnabout (only you):\n    Hello") == 5


async def test_too_many_calls_are_told_to_wait(open_: Open) -> None:
    open_.slack.limited = True
    answers = [await open_.post(text="x") for _ in range(12)]
    assert [answer["ok"] for answer in answers] == [True] * 10 + [False] * 2
    assert answers[-1]["error"] == "ratelimited"
    open_.slack.ahead_s = 6
    assert (await open_.post(text="x"))["ok"]


async def test_what_people_see_is_in_the_order_of_time(open_: Open) -> None:
    requests = Requests(slack=open_.slack)
    sent = await open_.post(text="Welcome &amp; hello")
    requests.say("Hi <!here>", ANA)
    await open_.post(
        text="x", blocks=[{"type": "header", "text": TEXT}, {"type": "actions", "elements": [BUTTON]}]
    )
    await open_.call("chat.update", channel=f"D{ANA}", ts=sent["ts"], text="Welcome back")
    assert open_.slack.seen_by(ANA).splitlines() == [
        "Turnabout:",
        "    Welcome back",
        "1Ana:",
        "    Hi <!here>",
        "Turnabout:",
        "    # Yes",
        "    [Yes]",
    ]
    assert open_.slack.seen_by(BO) == ""
