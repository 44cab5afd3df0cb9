"""Does the Teams route answer only when everything is stored, and is what comes again handled once?

A real server on loopback with the real route; tokens are signed as the Bot Framework signs them. Who is let in at all
is asked in `test_teams_door.py`, what is answered to a card in `test_teams_invokes.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from adapters.teams.client import TeamsPart, TeamsSettings
from adapters.teams.render import render
from bot.conversation.messages import Phrase
from bot.events import Arrived, ChannelSeen, Commanded, Said, Submitted
from bot.outcome import Reply
from tests.contracts.messages import SAMPLES, WORDS
from tests.e2e.teams_route import Program, Served, needs, running
from tests.teams.double import APP_ID, PASSWORD
from tests.teams.requests import TENANT, payload, strange


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with running() as found:
        yield found


class TestAcknowledging:
    async def test_everything_of_teams_is_acknowledged(self, served: Served) -> None:
        made = strange() | {
            name: payload(name)
            for name in ("message", "submit", "bot_added", "installed", "team_joined", "channel_message")
        }
        statuses = {
            name: (await served.send(one | {"serviceUrl": served.service_url}))[0]
            for name, one in made.items()
        }
        assert set(statuses.values()) == {200}
        assert [type(event) for event in served.program.handled] == [
            Said,
            Arrived,
            Arrived,
            ChannelSeen,
            ChannelSeen,
            Commanded,
        ]

    async def test_a_repeated_activity_is_handled_once(self, served: Served) -> None:
        card = render(SAMPLES["form"], WORDS, "o1")
        for made in (
            served.requests.say("hello", "U1ANA"),
            served.requests.command("help", "", "U1ANA"),
            served.requests.submit(card, "button.send", "U1ANA"),
            served.requests.press(card, "button.send", "U1ANA"),
            served.requests.added(),
        ):
            answers = await asyncio.gather(served.send(made), served.send(made), served.send(made))
            assert [status for status, _ in answers] == [200, 200, 200]
        assert [type(event) for event in served.program.handled] == [
            Said,
            Commanded,
            Submitted,
            Submitted,
            Arrived,
        ]

    async def test_the_answer_waits_until_everything_is_stored(self, served: Served) -> None:
        served.program.may_finish.clear()
        asked = asyncio.create_task(served.send(served.requests.say("hello", "U1ANA")))
        await served.program.begun.wait()
        assert not asked.done()
        served.program.may_finish.set()
        assert (await asked)[0] == 200
        assert len(served.program.handled) == 1

    async def test_whoever_hangs_up_does_not_stop_it(self, served: Served) -> None:
        served.program.may_finish.clear()
        made = served.requests.say("hello", "U1ANA")
        asked = asyncio.create_task(served.send(made))
        await served.program.begun.wait()
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
        assert served.program.handled == []
        served.program.may_finish.set()
        await served.part.web.settled()
        assert len(served.program.handled) == 1
        assert (await served.send(made))[0] == 200
        assert len(served.program.handled) == 1

    async def test_what_takes_too_long_is_sent_again_and_goes_on(self, served: Served) -> None:
        served.part.web.message_s = 0.0  # from now on a second
        served.program.may_finish.clear()
        made = served.requests.say("hello", "U1ANA")
        assert await served.send(made) == (503, "")
        served.program.may_finish.set()
        await served.part.web.settled()
        assert (await served.send(made))[0] == 200
        assert len(served.program.handled) == 1

    async def test_what_has_begun_is_stored_before_we_close(self, served: Served) -> None:
        served.program.may_finish.clear()
        asked = asyncio.create_task(served.send(served.requests.say("hello", "U1ANA")))
        await served.program.begun.wait()
        closing = asyncio.create_task(served.part.close())
        await asyncio.sleep(0)
        served.program.may_finish.set()
        await closing
        assert len(served.program.handled) == 1
        assert (await asked)[0] == 200


class TestNotStored:
    async def test_a_message_is_sent_again_by_the_bot_framework(
        self, served: Served, caplog: pytest.LogCaptureFixture
    ) -> None:
        served.program.broken = True
        made = served.requests.say("hello", "U1ANA")
        assert (await served.send(made))[0] == 503
        assert "Ana" not in caplog.text
        assert "could not store teams:" in caplog.text
        served.program.broken = False
        assert (await served.send(made))[0] == 200
        assert len(served.program.handled) == 1


class TestReplying:
    async def test_a_reply_is_words_to_the_person_alone(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long", {"words": "<at>All</at> *x*"}))
        assert (await served.send(served.requests.say("x", "U1ANA"))) == (200, "")
        (shown,) = served.teams.messages
        assert shown.conversation == "a:U1ANA"
        assert "<at>" not in json.dumps(shown.body)

    async def test_a_reply_to_what_comes_again_is_not_said_again(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long"))
        press = served.requests.submit(render(SAMPLES["form"], WORDS, "o1"), "button.send", "U1ANA")
        for _ in range(3):
            assert (await served.send(press)) == (200, "")
        assert len(served.teams.messages) == 1

    async def test_a_reply_to_what_took_too_long_is_said_once_it_is_stored(self, served: Served) -> None:
        """What is sent again meanwhile has been handled, and says nothing."""
        served.program.reply = Reply(text=Phrase("goal.long"))
        served.part.web.message_s = 0.0  # from now on a second
        served.program.may_finish.clear()
        press = served.requests.submit(render(SAMPLES["form"], WORDS, "o1"), "button.send", "U1ANA")
        assert await served.send(press) == (503, "")
        served.program.may_finish.set()
        await served.part.web.settled()
        assert (await served.send(press))[0] == 200
        assert len(served.teams.messages) == 1

    async def test_what_was_asked_in_a_channel_is_answered_in_person(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long"))
        made = payload("channel_message") | {"serviceUrl": served.service_url}
        assert (await served.send(made))[0] == 200
        (shown,) = served.teams.messages
        assert shown.conversation == "a:1anaRemoved"

    async def test_a_reply_that_cannot_be_sent_loses_nothing(self, served: Served) -> None:
        served.program.reply = Reply(text=Phrase("goal.long"))
        served.teams.failing.append("gone")
        assert (await served.send(served.requests.say("x", "U1ANA")))[0] == 200
        assert len(served.program.handled) == 1


def test_only_one_route_is_needed() -> None:
    program = Program()
    settings = TeamsSettings(app_id=APP_ID, app_password=PASSWORD, tenant_id=TENANT)
    routes = TeamsPart(needs(settings, program)).routes
    assert [(route.method, route.path) for route in routes if isinstance(route, web.RouteDef)] == [
        ("POST", "/api/messages")
    ]
