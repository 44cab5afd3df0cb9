"""What becomes of a message when Teams refuses, breaks, is slow, or its answer gets lost?"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import msgspec
import pytest

from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Delivered, Delivery
from tests.e2e.teams_sending import Served, running
from tests.teams.failing import RETRY_AFTER_S

HOURS_S = 600.0  # the longest that anybody is waited for
ANY_WINDOW = {1: 7, 2: 8, 30: 60, 3_600: 1_800}  # seconds: messages in one conversation

# How it goes wrong: (seconds to wait, `None` for the usual backoff; may it have been sent?)
LATER: dict[str, tuple[float | None, bool]] = {
    "rate_limited": (RETRY_AFTER_S, False),
    "rate_limited_until": (RETRY_AFTER_S, False),
    "rate_limited_for_ever": (HOURS_S, False),
    "rate_limited_somehow": (None, False),
    "rate_limited_only": (None, False),
    "precondition": (None, False),
    "bad_gateway": (None, False),
    "unavailable": (None, False),
    "gateway_timeout": (None, False),
    "server_error": (None, True),
    "lost_answer": (None, True),
    "half": (None, True),
    "dropped": (None, True),
}
NEVER = {
    "bad_request": "BadArgument",
    "too_big": "MessageSizeTooBig",
    "elsewhere": "http_307",
}


# What the person can mend, or an admin: (Teams' word, what has to be mended).
MENDED = {
    "gone": ("MessageWritesBlocked", "app_blocked"),
    "writes_blocked": ("MessageWritesBlocked", "app_blocked"),
    "blocked": ("ConversationBlockedByUser", "app_blocked"),
    "off_roster": ("BotNotInConversationRoster", "app_missing"),
}


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


async def refused(served: Served, delivery: Delivery) -> TryLater | Undeliverable:
    with pytest.raises((TryLater, Undeliverable)) as raised:
        await served.adapter.deliver(delivery)
    assert isinstance(raised.value, TryLater | Undeliverable)
    return raised.value


def in_place_of(delivery: Delivery, first: Delivered, *, removes: bool = False) -> Delivery:
    return msgspec.structs.replace(delivery, replaces=first.reference, removes=removes)


class TestRefused:
    @pytest.mark.parametrize("updating", [False, True])
    @pytest.mark.parametrize("how", LATER)
    async def test_what_may_be_tried_again_later(self, served: Served, how: str, updating: bool) -> None:
        first = await served.adapter.deliver(served.delivery())
        served.teams.fail(how)
        before = len(served.teams.calls)
        delivery = in_place_of(served.delivery(), first) if updating else served.delivery()
        later = await refused(served, delivery)
        assert isinstance(later, TryLater)
        assert (later.after_s, later.maybe_sent) == LATER[how]
        assert len(served.teams.calls) == before + 1

    @pytest.mark.parametrize("how", NEVER)
    async def test_what_will_never_work_is_tried_once(self, served: Served, how: str) -> None:
        served.teams.fail(how)
        never = await refused(served, served.delivery())
        assert isinstance(never, Undeliverable)
        assert str(never) == NEVER[how]
        assert len(served.teams.calls) == 1

    @pytest.mark.parametrize("how", MENDED)
    async def test_what_somebody_can_mend_waits_a_day(self, served: Served, how: str) -> None:
        served.teams.fail(how)
        waits = await refused(served, served.delivery())
        assert isinstance(waits, TryLater)
        assert (str(waits), waits.mend) == MENDED[how]
        assert (waits.after_s, waits.maybe_sent, len(served.teams.calls)) == (24 * 3_600.0, False, 1)

    async def test_slow_down_is_for_that_conversation_alone(self, served: Served) -> None:
        served.teams.fail("rate_limited")
        later = await refused(served, served.delivery())
        assert isinstance(later, TryLater)
        names = [name for name, _, _ in served.adapter.rates(served.delivery())]
        assert [name for name in names if name.endswith(f":{later.limited}")] == [names[0]]

    async def test_a_token_that_is_refused_is_renewed_once(self, served: Served) -> None:
        served.teams.fail("unauthorized")
        await served.adapter.deliver(served.delivery())
        assert (len(served.teams.messages), len(served.teams.logins)) == (1, 2)

    async def test_a_connection_that_is_refused_leaves_no_doubt(self, served: Served) -> None:
        with socket.socket() as closed:  # bound and never listening
            closed.bind(("127.0.0.1", 0))
            nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
            named = f"{served.settings.service_hosts},{nobody.removeprefix('http://')}"
            async with running(service_hosts=named) as elsewhere:
                later = await refused(elsewhere, elsewhere.delivery(url=nobody))
        assert isinstance(later, TryLater)
        assert (later.after_s, later.maybe_sent) == (None, False)

    async def test_a_slow_answer_is_waited_for(self, served: Served) -> None:
        served.teams.fail("late")
        assert (await served.adapter.deliver(served.delivery())).reference

    async def test_opening_a_conversation_leaves_no_doubt(self, served: Served) -> None:
        for how in ("server_error", "lost_answer", "gateway_timeout"):
            served.teams.fail(how, method="POST")
            later = await refused(served, served.delivery(user="U2BO", conversation=""))
            assert isinstance(later, TryLater)
            assert not later.maybe_sent
        assert served.teams.messages == []
        gone = await refused(served, served.delivery(user="UGONE", conversation=""))
        assert "BotNotInConversationRoster" in str(gone)


class TestNoMore:
    """The message, or the conversation, is not there any more."""

    async def test_one_call_replaces_one_message(self, served: Served) -> None:
        first = await served.adapter.deliver(served.delivery())
        again = await served.adapter.deliver(in_place_of(served.delivery(), first))
        assert [method for method, _, _ in served.teams.calls] == ["POST", "PUT"]
        assert again.reference == first.reference
        assert [message.updates for message in served.teams.messages] == [1]

    @pytest.mark.parametrize("how", ["no_activity", "bad_request"])
    async def test_instead_of_a_message_that_is_gone_there_is_one_new_one(
        self, served: Served, how: str
    ) -> None:
        first = await served.adapter.deliver(served.delivery())
        served.teams.fail(how, method="PUT")
        fresh = await served.adapter.deliver(in_place_of(served.delivery(), first))
        assert len(served.teams.messages) == 2
        assert fresh.reference != first.reference

    async def test_what_only_replaces_says_nothing_new(self, served: Served) -> None:
        first = await served.adapter.deliver(served.delivery())
        served.teams.messages.clear()
        only = msgspec.structs.replace(in_place_of(served.delivery(), first), only_replaces=True)
        await served.adapter.deliver(only)
        assert served.teams.messages == []

    async def test_a_message_is_taken_back_once_though_asked_twice(self, served: Served) -> None:
        first = await served.adapter.deliver(served.delivery())
        removing = in_place_of(served.delivery(), first, removes=True)
        await served.adapter.deliver(removing)
        await served.adapter.deliver(removing)
        assert [method for method, _, _ in served.teams.calls] == ["POST", "DELETE", "DELETE"]
        assert (served.teams.messages, len(served.teams.deleted)) == ([], 1)

    async def test_where_it_may_not_be_taken_back_it_is_replaced(self, served: Served) -> None:
        first = await served.adapter.deliver(served.delivery())
        served.teams.fail("gone", method="DELETE")
        await served.adapter.deliver(in_place_of(served.delivery(), first, removes=True))
        assert [message.updates for message in served.teams.messages] == [1]

    async def test_a_conversation_that_is_no_more_is_opened_anew(self, served: Served) -> None:
        served.teams.conversations.clear()
        done = await served.adapter.deliver(served.delivery(conversation="a:old/../x?y=1"))
        assert done.address.conversation == "a:U1ANA"
        assert [message.conversation for message in served.teams.messages] == ["a:U1ANA"]

    async def test_where_it_is_the_same_one_that_is_said(self, served: Served) -> None:
        served.teams.fail("no_conversation")
        never = await refused(served, served.delivery())
        assert str(never) == "ConversationNotFound"
        assert len(served.teams.calls) == 2

    async def test_a_channel_that_is_no_more_is_said(self, served: Served) -> None:
        waits = await refused(served, served.delivery(user="", conversation="19:old@thread.tacv2"))
        assert isinstance(waits, TryLater)
        assert (str(waits), waits.mend) == ("ConversationNotFound", "channel_not_found")


class TestRates:
    async def test_no_limit_of_a_conversation_can_be_broken(self, served: Served) -> None:
        rates = {name: (rate, burst) for name, rate, burst in served.adapter.rates(served.delivery())}
        of_chat = [limit for name, limit in rates.items() if "a:U1ANA" in name]
        for seconds, most in ANY_WINDOW.items():
            assert min(burst + rate * seconds + 1 for rate, burst in of_chat) <= most

    async def test_no_limit_of_the_tenant_can_be_broken(self, served: Served) -> None:
        opened = served.adapter.rates(served.delivery(conversation=""))
        of_all = [(rate, burst) for name, rate, burst in opened if "U1ANA" not in name]
        assert sum(burst + rate for rate, burst in of_all) <= 30

    async def test_what_nobody_waits_for_leaves_room_to_replies(self, served: Served) -> None:
        bulk = msgspec.structs.replace(served.delivery(conversation=""), bulk=True)
        ours, theirs = served.adapter.rates(served.delivery(conversation="")), served.adapter.rates(bulk)
        assert [name for name, _, _ in ours] == [name for name, _, _ in theirs]
        assert theirs[-1][2] < ours[-1][2]
