"""What goes to Slack's Web API, call by call, and what does each of its answers mean?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest
from aiohttp import web

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.rates import CHANNEL, METHODS, POSTING, POSTS_A_MINUTE, TIER_2, TIER_3, TIER_4
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from bot.conversation.messages import Address
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Delivered, Delivery
from bot.text.catalog import has
from tests.contracts.case_slack import CASE, RunningSlack
from tests.contracts.messages import SAMPLES, WORDS
from tests.serving import serving
from tests.slack import TEAM


@pytest.fixture
async def running() -> AsyncIterator[RunningSlack]:
    async with CASE.running() as found:
        assert isinstance(found, RunningSlack)
        yield found


def calls(running: RunningSlack) -> list[str]:
    return [name for name, _ in running.slack.calls]


async def test_one_delivery_is_one_posting_call_even_when_its_answer_is_lost(running: RunningSlack) -> None:
    running.fail_next("lost_answer")
    with pytest.raises(TryLater):
        await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id="d1"))
    assert calls(running) == ["chat.postMessage"]
    assert len(running.posted) == 1


async def test_a_post_pings_nobody_and_shows_nothing_behind_links(running: RunningSlack) -> None:
    await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id="a secret id"))
    ((_, posted),) = running.slack.calls
    assert (posted["unfurl_links"], posted["unfurl_media"], posted["mrkdwn"]) == (False, False, False)
    assert "link_names" not in posted
    assert "parse" not in posted
    assert "secret" not in json.dumps(posted["metadata"])
    assert list(posted["metadata"]["event_payload"]) == ["delivery"]


async def test_a_conversation_is_opened_only_when_it_is_not_known(running: RunningSlack) -> None:
    new = running.delivery(SAMPLES["say"], delivery_id="d1", to="new_chat")
    delivered = await running.adapter.deliver(new)
    await running.adapter.deliver(msgspec.structs.replace(new, id="d2", address=delivered.address))
    assert calls(running) == ["conversations.open", "chat.postMessage", "chat.postMessage"]


async def test_somebody_who_is_gone_is_never_written_to(running: RunningSlack) -> None:
    delivery = running.delivery(SAMPLES["say"], delivery_id="d1", to="new_chat")
    gone = msgspec.structs.replace(delivery.address, user="UGONE1")
    with pytest.raises(Undeliverable, match="user_not_found"):
        await running.adapter.deliver(msgspec.structs.replace(delivery, address=gone))
    nobody = Address(platform="slack", place=TEAM)
    with pytest.raises(Undeliverable, match="no_address"):
        await running.adapter.deliver(msgspec.structs.replace(delivery, address=nobody))


async def test_it_is_found_again_a_few_pages_back(running: RunningSlack) -> None:
    first = running.delivery(SAMPLES["say"], delivery_id="d1")
    sent = await running.adapter.deliver(first)
    for number in range(6):
        await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id=f"later-{number}"))
    running.slack.page = 2
    found = await running.adapter.look_up(first)
    assert isinstance(found, Delivered)
    assert found.reference == sent.reference


async def test_what_is_further_back_than_we_read_is_not_called_missing(running: RunningSlack) -> None:
    first = running.delivery(SAMPLES["say"], delivery_id="d1")
    await running.adapter.deliver(first)
    for number in range(12):
        await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id=f"later-{number}"))
    running.slack.page = 2
    assert await running.adapter.look_up(first) == "cannot"
    # Replacing a second time does no harm.
    assert await running.adapter.look_up(msgspec.structs.replace(first, replaces="DU1ANA/1.2")) is None


async def test_a_replaced_message_is_found_by_its_newest_delivery(running: RunningSlack) -> None:
    sent = await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id="d1"))
    later = running.delivery(SAMPLES["facts"], delivery_id="d2", replaces=sent.reference)
    await running.adapter.deliver(later)
    found = await running.adapter.look_up(later)
    assert isinstance(found, Delivered)
    assert found.reference == sent.reference


async def test_the_limits_are_slacks(running: RunningSlack) -> None:
    chat = running.delivery(SAMPLES["say"], delivery_id="d1")
    new = running.delivery(SAMPLES["say"], delivery_id="d2", to="new_chat")
    update = running.delivery(SAMPLES["say"], delivery_id="d3", replaces="DU1ANA/1.2")
    named = {
        name: {rate.rpartition(":")[2] for rate, _, _ in running.adapter.rates(delivery)}
        for name, delivery in (("chat", chat), ("new", new), ("update", update))
    }
    assert named == {
        "chat": {"DU1ANA", "chat.postMessage"},
        "new": {"U2BO", "conversations.open", "chat.postMessage"},
        "update": {"chat.update"},
    }


def test_no_minute_sees_more_calls_than_slack_allows() -> None:
    allowed = {POSTING: POSTS_A_MINUTE, CHANNEL: 60, TIER_2: 20, TIER_3: 50, TIER_4: 100}
    for (per_second, burst), most in allowed.items():
        assert burst + 60 * per_second <= most
    assert POSTING[0] * 60 >= 0.9 * POSTS_A_MINUTE, "and it is used"
    assert set(METHODS.values()) <= set(allowed)


@pytest.mark.parametrize("refused", ["msg_blocks_too_long", "invalid_blocks_format"])
async def test_what_we_sent_wrong_goes_as_words(running: RunningSlack, refused: str) -> None:
    running.slack.fail(refused, "chat.postMessage")
    await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id="d1"))
    assert calls(running) == ["chat.postMessage", "chat.postMessage"]
    _, sent = running.slack.calls[-1]
    assert sent["text"]
    assert not sent.get("blocks")


@pytest.mark.parametrize(
    ("refused", "mend"),
    [
        ("is_archived", "channel_archived"),
        ("not_in_channel", "not_in_channel"),
        ("channel_not_found", "channel_not_found"),
        ("restricted_action", "posting_restricted"),
    ],
)
async def test_what_an_admin_can_mend_waits(running: RunningSlack, refused: str, mend: str) -> None:
    running.slack.fail(refused, "chat.postMessage")
    with pytest.raises(TryLater) as later:
        await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id="d1"))
    assert (later.value.mend, later.value.maybe_sent) == (mend, False)
    assert has(f"failed.reason.{mend}")


async def test_a_429_closes_the_method_that_was_limited(running: RunningSlack) -> None:
    running.slack.fail("rate_limited", "chat.postMessage")
    with pytest.raises(TryLater) as later:
        await running.adapter.deliver(running.delivery(SAMPLES["say"], delivery_id="d1"))
    assert later.value.limited == "chat.postMessage"


async def test_what_nobody_waits_for_leaves_a_part_of_the_burst(running: RunningSlack) -> None:
    reply = running.delivery(SAMPLES["say"], delivery_id="d1")
    reminder = msgspec.structs.replace(reply, bulk=True)
    mine, theirs = (running.adapter.rates(one)[-1] for one in (reply, reminder))
    assert mine[:2] == theirs[:2]
    assert mine[2] > theirs[2]


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (200, {"ok": False, "error": "user_not_found"}, Undeliverable("user_not_found", told="person_gone")),
        (
            200,
            {"ok": False, "error": "account_inactive"},
            TryLater("slack: account_inactive", after_s=3.0, held=True),
        ),
        (
            200,
            {"ok": False, "error": "team_access_not_granted"},
            TryLater("slack: team_access_not_granted", after_s=1800.0, mend="workspace_not_granted"),
        ),
        (
            200,
            {"ok": False, "error": "messages_tab_disabled"},
            TryLater("slack: messages_tab_disabled", after_s=1800.0, mend="messages_tab_off"),
        ),
        (
            200,
            {"ok": False, "error": "not_in_channel"},
            TryLater("slack: not_in_channel", after_s=1800.0, mend="not_in_channel"),
        ),
        (200, {"ok": False, "error": "something_new"}, Undeliverable("something_new")),
        (
            200,
            {"ok": False, "error": "invalid_auth"},
            TryLater("slack: invalid_auth", after_s=300.0, held=True),
        ),
        (
            200,
            {"ok": False, "error": "ratelimited"},
            TryLater("slack: slow down", after_s=30.0, limited="chat.postMessage"),
        ),
        (
            200,
            {"ok": False, "error": "internal_error"},
            TryLater("slack: 200 internal_error", maybe_sent=True),
        ),
        (
            429,
            {"ok": False, "error": "ratelimited"},
            TryLater("slack: slow down", after_s=30.0, limited="chat.postMessage"),
        ),
        (500, {"ok": False}, TryLater("slack: 500 no_answer", maybe_sent=True)),
        (200, {}, TryLater("slack: 200 no_answer", maybe_sent=True)),
        (200, [], TryLater("slack: 200 no_answer", maybe_sent=True)),
    ],
)
async def test_an_answer_means(status: int, answer: object, expected: Exception) -> None:
    async def answering(_: web.Request) -> web.Response:
        return web.json_response(answer, status=status)

    told = await failed_by(answering)
    assert type(told) is type(expected)
    assert str(told) == str(expected)
    assert vars(told) == vars(expected)


@pytest.mark.parametrize("text", ["not json", "<html>proxy</html>", ""])
async def test_an_answer_that_is_not_slacks_leaves_a_doubt(text: str) -> None:
    async def answering(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    told = await failed_by(answering)
    assert isinstance(told, TryLater)
    assert told.maybe_sent


async def failed_by(answering: Callable[[web.Request], Awaitable[web.Response]]) -> Exception:
    """What a delivery raises when Slack answers so."""
    async with serving([web.post("/api/chat.postMessage", answering)]) as address:
        settings = SlackSettings(bot_token="xoxb-x", signing_secret="x", api_url=f"{address}/api/")
        adapter = SlackAdapter(OneWorkspace(settings), lambda language, timezone: WORDS)
        delivery = Delivery(
            id="d1",
            address=Address(platform="slack", place=TEAM, user="U1ANA", conversation="D1"),
            message=SAMPLES["say"],
            language="en",
            timezone="UTC",
        )
        with pytest.raises((TryLater, Undeliverable)) as raised:
            await adapter.deliver(delivery)
    return raised.value


async def test_a_picture_that_slack_cannot_fetch_goes_without_and_its_words_stay(
    running: RunningSlack,
) -> None:
    shown = await running.adapter.deliver(running.delivery(SAMPLES["picture"], delivery_id="d1"))
    running.slack.fetches_pictures = False
    plain = await running.adapter.deliver(running.delivery(SAMPLES["picture"], delivery_id="d2"))
    assert shown != plain
    assert calls(running) == ["chat.postMessage"] * 3
    pictures = [CASE.pictures(message.payload) for message in running.posted]
    assert pictures == [[("3 held", "https://example.org/files/abc")], []]
    assert all("3 held" in CASE.visible_text(message.payload) for message in running.posted)
