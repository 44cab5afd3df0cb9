"""Does what Teams sends have one effect, with the real program behind the route: repeated, late, stale, made up?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.e2e.teams_service import Firm, firm
from tests.teams.requests import TENANT, payload
from tests.teams.rules import Json

ANA, BEN, CARLA = "ana-aad", "ben-aad", "carla-aad"
LIVE = ("<at>", "</at>", "<b>", "<script", "javascript:")


@pytest_asyncio.fixture
async def here() -> AsyncIterator[Firm]:
    async with firm() as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def paired() -> AsyncIterator[Firm]:
    """A pair that has just been introduced."""
    async with firm() as made:
        await made.plays("paired")
        yield made


def summaries(firm: Firm, user: str) -> list[str]:
    return [message.body["summary"] for message in firm.messages(user)]


class TestArriving:
    async def test_however_often_it_is_said_there_is_one_welcome(self, here: Firm) -> None:
        newcomer = "someone-aad"
        told = [here.requests.made(name, newcomer) for name in ("installed", "bot_added") * 3]
        for made in (told[:2], told[2:4], told[4:], told):
            assert set(await asyncio.gather(*(here.post(one) for one in made))) == {(200, "")}
            await here.settle()
        (welcome,) = summaries(here, newcomer)
        assert "I'm Turnabout" in welcome

    async def test_words_before_the_installation_are_answered_and_welcomed_once(self, here: Firm) -> None:
        await here.does(here.requests.say("hello", "someone-aad"))
        first = summaries(here, "someone-aad")
        await here.does(here.requests.made("installed", "someone-aad"))
        assert summaries(here, "someone-aad") == first


class TestRepeated:
    async def test_copies_of_a_message_have_one_effect(self, here: Firm) -> None:
        await here.plays("set_up")
        message = here.shows(ANA, "Join")
        said = here.requests.submit(message.body, "Join", ANA)
        assert {*await asyncio.gather(*(here.post(said) for _ in range(5)))} == {(200, "")}
        await here.settle()
        asked, kept = summaries(here, ANA), here.records()
        assert await here.does(said) == ""
        assert (summaries(here, ANA), here.records()) == (asked, kept)

    async def test_copies_of_a_press_have_one_effect_and_an_answer_each(self, here: Firm) -> None:
        await here.plays("set_up")
        await here.press("Ana Silva", "Join")
        press = here.pressed(ANA, "As a mentor")
        answers = await asyncio.gather(*(here.post(press) for _ in range(4)))
        await here.settle()
        asked, kept = summaries(here, ANA), here.records()
        answers.append((200, await here.does(press)))
        assert {status for status, _ in answers} == {200}
        assert all(json.loads(text)["statusCode"] == 200 and json.loads(text)["value"] for _, text in answers)
        assert (summaries(here, ANA), here.records()) == (asked, kept)
        assert len(set(asked)) == len(asked)


def as_execute(press: Json) -> Json:
    """The same press as a card makes it that waits for an answer."""
    made = payload("execute")
    made["value"]["action"]["data"] = press.pop("value")
    return press | {"type": "invoke", "name": made["name"], "value": made["value"], "id": f"{press['id']}-x"}


@pytest.mark.asyncio(loop_scope="module")
class TestNotTheirs:
    async def test_a_button_of_somebody_else_changes_nothing(self, paired: Firm) -> None:
        for label in ("Approve this pair", "Show the pairs", "As a mentor", "That's right"):
            old = paired.carried[label]
            before = paired.records()
            for user in (BEN, "stranger-aad"):
                await paired.does(paired.requests.made("submit", user) | {"value": old})
                assert changed(paired, before) == []

    async def test_somebody_of_another_tenant_is_not_let_in(self, paired: Firm) -> None:
        old, before = paired.carried["Show the pairs"], paired.records()
        for name in ("submit", "execute", "message", "installed"):
            made = paired.requests.made(name, "ines-aad")
            if name == "submit":
                made["value"] = old
            made["channelData"]["tenant"]["id"] = made["conversation"]["tenantId"] = "another"
            assert await paired.post(made) == (403, "")
        assert changed(paired, before) == []

    async def test_made_up_buttons_are_explained_and_change_nothing(self, paired: Firm) -> None:
        before = paired.records()
        told = len(paired.messages(CARLA))
        for data in (
            {"action": "no such action"},
            {"action": "approve", "data": {"pairing": "x", "line": "y"}, "message": "no such message"},
            {"action": "command", "data": {"command": "pair"}},
            {"action": "answer", "data": {"flow": "nothing", "question": "x", "value": "y"}},
        ):
            made: Json = paired.requests.made("submit", CARLA) | {"value": data}
            answer = json.loads(await paired.does(as_execute(made)))
            assert answer["statusCode"] == 200
        assert changed(paired, before) == []
        assert len(paired.messages(CARLA)) > told


def objects(part: Any) -> list[Json]:
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return ([part] if isinstance(part, dict) else []) + [one for each in inner for one in objects(each)]


def changed(firm: Firm, before: dict[str, Json]) -> list[str]:
    """Which records of whom are no more as they were"""
    now = firm.records()
    return [
        f"{person}: {kind} was {records} and is {now[person][kind]}"
        for person, known in before.items()
        for kind, records in known.items()
        if now[person][kind] != records
    ]


class TestHostileWords:
    async def test_names_and_words_never_come_out_live(self, here: Firm) -> None:
        name = "<at>Everyone</at> **Bo** [x](javascript:alert(1)) &lt;b&gt; \u202eevil"
        user = "bo-aad"
        for made in (
            here.requests.made("installed", user),
            here.requests.say("I want to learn <at>All</at> <b>bold</b> <script>alert(1)</script>", user),
            here.requests.say("/rm-concern <at>All</at> *is* [rude](javascript:x)", user),
            here.requests.say("/rm-me", user),
        ):
            made["from"] |= {"name": name}
            await here.does(made)
        shown = [message.body for message in here.messages(user)]
        assert len(shown) >= 4
        told = json.dumps(shown, ensure_ascii=False)
        assert not [live for live in LIVE[:2] if live in told]
        for part in objects(shown):
            assert part.get("type") not in ("TextBlock", "FactSet")  # which would read Markdown
            assert not str(part.get("url", "")).startswith("javascript")


class TestOutOfOrder:
    async def test_an_answer_before_its_question_and_a_late_one_do_no_harm(self, here: Firm) -> None:
        await here.plays("set_up")
        for made in (
            here.requests.say("yes", ANA),
            here.pressed(ANA, "Join"),
            here.requests.made("installed", ANA),
        ):
            await here.does(made)
        early = here.pressed(ANA, "As a mentor")
        await here.does(here.requests.say("as a mentee", ANA))
        kept = here.records()
        late = early | {"id": "late"}
        for status, text in await asyncio.gather(here.post(early), here.post(late)):
            assert (status, json.loads(text)["statusCode"]) == (200, 200)
        await here.settle()
        assert set(here.records()) == set(kept)

    async def test_the_tenant_is_the_same_however_it_is_written(self, here: Firm) -> None:
        made = here.requests.say("hello", "someone-aad")
        made["channelData"]["tenant"]["id"] = TENANT.upper()
        await here.does(made)
        people = len(here.records())
        await here.does(here.requests.say("hello", "someone-aad"))
        assert len(here.records()) == people
