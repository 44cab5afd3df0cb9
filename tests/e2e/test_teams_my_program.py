"""Somebody's own page in Teams, and commands before others: over HTTP, with the whole program in this process and the
double of the Bot Connector beside it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
import pytest
from aiohttp import web

from app import Application
from bot.conversation.messages import Phrase
from bot.runtime.clocks import SetClock
from bot.runtime.settings import Settings
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests.contracts.case_teams import CASE
from tests.factories import NOON, cohort
from tests.serving import serving
from tests.teams.double import FakeTeams, Message, claims, settings_at, signed
from tests.teams.requests import BOT, Requests, payload
from tests.teams.rules import Json, broken_card, card

ADMIN, ANA = "U1ADA", "U2ANA"
GENERAL = "19:general@thread.tacv2"
GROUP = "19:0e1f@unq.gbl.spaces"
LOOKS = 20


def says(key: str, **values: str) -> str:
    return words_for("en", "UTC").text(Phrase(key, dict(values)))


class Unhurried(MemoryStorage):
    """Nobody waits for a turn."""

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> None:
        return None

    def rows(self) -> int:
        """How much is kept."""
        state = self._state
        return len(state.inbox) + len(state.outbox) + sum(len(kept) for kept in state.records.values())


class Town:
    def __init__(self, teams: FakeTeams, http: aiohttp.ClientSession) -> None:
        self.teams, self.storage, self._http = teams, Unhurried(), http
        settings = Settings.model_validate(settings_at(teams.address) | {"admins": f"teams:{ADMIN}"})
        self.application = Application(settings, self.storage, SetClock(NOON))
        (self._realm,) = self.application.realms
        self.address = ""
        self.requests = Requests(f"{teams.address}/")
        self._names = count(1)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [route for route in self.application.routes if isinstance(route, web.RouteDef)]

    async def send(self, made: Json) -> Json:
        """As Teams sends it; what a card that waits for an answer gets."""
        token = signed(claims(f"{self.teams.address}/"))
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        where = f"{self.address}/api/messages"
        async with self._http.post(where, data=json.dumps(made).encode(), headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            text = await answer.text()
        while await self._realm.pump():
            pass
        answered: Json = json.loads(text) if text else {}
        return answered

    async def say(self, text: str, user: str) -> None:
        await self.send(self.requests.say(text, user))

    async def before_others(
        self,
        text: str,
        user: str,
        where: str = f"{GENERAL};messageid=17",
        kind: str = "channel",
        name: str = "",
    ) -> None:
        """`@` in the text is the bot."""
        made = payload("channel_message") | {
            "id": f"99{next(self._names)}",
            "serviceUrl": f"{self.teams.address}/",
            "text": text.replace("@", "<at>Turnabout</at>"),
            "from": {"id": f"29:{user}", "name": name or user, "aadObjectId": user},
            "entities": [
                {
                    "type": "mention",
                    "text": "<at>Turnabout</at>",
                    "mentioned": {"id": BOT, "name": "Turnabout"},
                }
            ]
            * ("@" in text),
        }
        made["conversation"] |= {"id": where, "conversationType": kind}
        await self.send(made)

    async def look(self, shown: Message, user: str, trigger: str = "automatic") -> Json:
        """Teams asks for the card by itself, as the card says."""
        refresh = card(shown.body)["refresh"]
        assert refresh["userIds"] == [f"29:{user}"]
        made = self.requests.press(shown.body, CASE.buttons(shown.body)[0], user)
        made["value"] = {"action": refresh["action"], "trigger": trigger}
        return await self.send(made)

    def chat(self, user: str) -> list[Message]:
        return [one for one in self.teams.messages if one.conversation == f"a:{user}"]

    def threads(self) -> list[tuple[str, str]]:
        """What is written before others: where, and what."""
        return [
            (one.conversation, read(one.body)) for one in self.teams.messages if one.conversation[:2] == "19"
        ]


def read(body: Json) -> str:
    return CASE.visible_text(body).split("\n", 1)[1]


def in_place(answered: Json) -> Json:
    """The card of an answer, as if it had been posted."""
    assert (answered["statusCode"], answered["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert broken_card(answered["value"]) == []
    return {
        "type": "message",
        "summary": "-",
        "attachments": [{"contentType": answered["type"], "content": answered["value"]}],
    }


@asynccontextmanager
async def opened() -> AsyncIterator[Town]:
    teams = FakeTeams()
    teams.channels.add(GENERAL)
    teams.conversations |= {f"a:{ADMIN}", f"a:{ANA}", GROUP}
    async with teams.serving(), aiohttp.ClientSession() as http:
        town = Town(teams, http)
        async with serving(town.routes) as town.address:
            yield town
        town.application.service.close()


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with opened() as found:
        yield found


class TestCard:
    async def test_asked_for_again_there_is_one_at_the_end_and_the_older_is_gone(self, town: Town) -> None:
        await town.say("rm-me", ANA)
        (first,) = town.chat(ANA)
        assert read(first.body).startswith("My program")
        await town.say("hello", ANA)
        await town.say("ME", ANA)
        *_, newest = town.chat(ANA)
        assert town.teams.deleted == [first]
        assert read(newest.body).startswith("My program")
        assert sum("refresh" in card(one.body) for one in town.chat(ANA)) == 1

    @pytest.mark.parametrize("refusal", ["bad_request", "not_implemented"])
    async def test_where_it_cannot_be_deleted_one_line_says_where_the_newest_is(
        self, town: Town, refusal: str
    ) -> None:
        await town.say("rm-me", ANA)
        town.teams.fail(refusal, "DELETE")
        await town.say("rm-me", ANA)
        first, newest = town.chat(ANA)
        assert read(first.body) == says("home.card.older")
        assert "refresh" not in card(first.body)
        assert read(newest.body).startswith("My program")

    async def test_looking_answers_at_once_with_what_is_true_now_and_keeps_nothing(self, town: Town) -> None:
        await town.say("rm-me", ANA)
        (shown,) = town.chat(ANA)
        assert "There's no program to join yet" in read(shown.body)
        (company,) = town.storage.organizations()
        with town.storage.begin() as work:
            work.save((cohort(organization=company.id),))
        before, calls = town.storage.rows(), len(town.teams.calls)
        for _ in range(LOOKS):
            answered = await town.look(shown, ANA)
        assert read(in_place(answered)).startswith("My program")
        assert says("home.join") in read(in_place(answered))
        assert card(in_place(answered))["refresh"] == card(shown.body)["refresh"]
        assert town.storage.rows() == before
        assert len(town.teams.calls) == calls

    async def test_one_that_is_not_the_newest_says_so_when_it_is_looked_at_or_pressed(
        self, town: Town
    ) -> None:
        await town.say("rm-me", ANA)
        (first,) = town.chat(ANA)
        await town.say("rm-me", ANA)
        assert read(in_place(await town.look(first, ANA))) == says("home.card.older")
        answered = await town.send(town.requests.press(first.body, "Help", ANA))
        assert read(in_place(answered)) == says("home.card.older")
        assert "What I can do for you" in read(town.chat(ANA)[-1].body)

    async def test_a_press_is_answered_below_and_the_card_says_so(self, town: Town) -> None:
        await town.say("rm-me", ANA)
        (shown,) = town.chat(ANA)
        answered = await town.send(town.requests.press(shown.body, "Who sees what", ANA))
        assert read(in_place(answered)).startswith(says("home.card.answered"))
        assert "I keep my messages for" in read(town.chat(ANA)[-1].body)
        assert not read(in_place(await town.look(shown, ANA))).startswith(says("home.card.answered"))
        assert shown.updates == 0

    async def test_a_client_that_waits_for_no_answer_has_its_card_replaced(self, town: Town) -> None:
        await town.say("rm-me", ANA)
        (shown,) = town.chat(ANA)
        before = card(shown.body)["refresh"]
        pressed = town.requests.submit(shown.body, "Who sees what", ANA)
        await town.send(pressed)
        await town.send(pressed)
        assert shown.updates == 1
        assert read(shown.body).startswith(says("home.card.answered"))
        assert card(shown.body)["refresh"] == before
        await town.send(town.requests.submit(shown.body, "Help", ANA))
        assert shown.updates == 2
        assert len(town.chat(ANA)) == 3

    async def test_whoever_runs_the_program_sees_how_it_is_doing(self, town: Town) -> None:
        await town.say("/rm-status", ADMIN)
        (shown,) = town.chat(ADMIN)
        assert "The program isn't set up yet" in read(shown.body)
        assert "Set up the program" in CASE.buttons(shown.body)
        await town.say("status", ANA)
        assert all("The program isn't set up yet" not in read(one.body) for one in town.chat(ANA))

    async def test_it_is_read_in_the_readers_own_language(self, town: Town) -> None:
        await town.say("auf deutsch", ANA)
        await town.say("rm-me", ANA)
        shown = town.chat(ANA)[-1]
        assert read(shown.body).startswith("Mein Programm")
        assert read(in_place(await town.look(shown, ANA))).startswith("Mein Programm")


class TestBeforeOthers:
    @pytest.mark.parametrize("text", ["@ rm-me", "@ me", "@, /RM-ME.", "@ Help!", "hello @ me"])
    async def test_nothing_private_is_answered_there(self, town: Town, text: str) -> None:
        await town.say("hello", ANA)
        await town.before_others(text, ANA)
        ((where, line),) = town.threads()
        assert where == f"{GENERAL};messageid=17"
        if text.startswith("hello"):
            assert line.startswith("Hello colleague! Here, where others read along")
            assert len(town.chat(ANA)) == 1
        else:
            assert line == says("thread.answered", name="colleague")
            assert len(town.chat(ANA)) == 2

    async def test_who_was_never_met_is_told_how_to_find_the_answer(self, town: Town) -> None:
        town.teams.gone.add(ANA)
        await town.say("hello", ADMIN)
        heard = len(town.chat(ADMIN))
        await town.before_others("@ join", ANA)
        ((_, line),) = town.threads()
        assert "add the app Turnabout for yourself" in line
        assert town.chat(ANA) == []
        assert len(town.chat(ADMIN)) == heard  # what she asked for is nobody else's business

    async def test_talk_among_people_is_nobodys_business(self, town: Town) -> None:
        before = town.storage.rows()
        await town.before_others("rm-help", ANA)
        await town.before_others("does it work for you?", ANA)
        assert town.storage.rows() == before
        assert town.teams.messages == []

    @pytest.mark.parametrize("text", ["@", "@ what a lovely day", "@ 5", "@ yes"])
    async def test_words_that_are_no_command_have_a_short_answer(self, town: Town, text: str) -> None:
        await town.say("rm-join", ANA)
        said = len(town.chat(ANA))
        await town.before_others(text, ANA)
        ((_, line),) = town.threads()
        assert "I only take commands" in line
        assert len(town.chat(ANA)) == said

    async def test_in_a_group_chat_it_is_the_same(self, town: Town) -> None:
        await town.say("hello", ANA)
        await town.before_others("@ rm-status", ANA, where=GROUP, kind="groupChat")
        ((where, line),) = town.threads()
        assert (where, line) == (GROUP, says("thread.answered", name="colleague"))
        assert says("command.admins_only") in read(town.chat(ANA)[-1].body)

    async def test_two_at_once_are_each_answered(self, town: Town) -> None:
        await town.before_others("@ help", ANA)
        await town.before_others("@ help", ADMIN, where=f"{GENERAL};messageid=18")
        assert len(town.threads()) == 2
        assert [len(town.chat(who)) for who in (ANA, ADMIN)] == [1, 1]

    async def test_what_somebody_is_called_mentions_nobody(self, town: Town) -> None:
        await town.before_others("@ hello", ANA, name="<at>Everyone</at> **all**")
        (shown,) = town.teams.messages
        assert CASE.live_markup(shown.body) == []
