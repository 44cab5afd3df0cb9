"""Teams over HTTP: who removes or blocks the app, who never had it, what becomes of a team; what waits, and what an
admin can do. The real route, service and adapter, with the doubles of the Bot Connector and of Graph beside them.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import msgspec
import pytest
from aiohttp import web

from app import Application
from bot.conversation.messages import Address, Message, Say
from bot.events import PeopleRead
from bot.outcome import About, Send
from bot.program.model import Account, Channel, Person
from bot.program.people import PersonRow
from bot.runtime.clocks import SetClock
from bot.runtime.settings import Settings
from storage import MemoryStorage
from tests import factories as make
from tests.factories import ACME, NOON
from tests.serving import serving
from tests.teams.double import APP_ID, FakeTeams, claims, settings_at, signed
from tests.teams.graph import FakeGraph, graph_person
from tests.teams.requests import BOT, TENANT, Requests, payload
from tests.teams.rules import Json, buttons

ADA, ANA = "UADA", "UANA"
GENERAL, NEWS = "19:general@thread.tacv2", "19:news@thread.tacv2"


class Unhurried(MemoryStorage):
    """Nobody waits for a turn."""

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> None:
        return None


class Company(msgspec.Struct):
    """Ada runs the program, Ana is in it; both have the app."""

    teams: FakeTeams
    graph: FakeGraph
    application: Application
    http: aiohttp.ClientSession
    requests: Requests
    address: str = ""

    async def send(self, *activities: Json) -> None:
        for activity in activities:
            headers = {"Authorization": f"Bearer {signed(claims(self.teams.address))}"}
            made = activity | {"serviceUrl": self.teams.address}
            async with self.http.post(f"{self.address}/api/messages", json=made, headers=headers) as answer:
                assert answer.status == 200, made
        await self.settle()

    async def settle(self) -> None:
        (realm,) = self.application.realms
        while await realm.pump():
            pass

    async def say(self, user: str, text: str) -> None:
        await self.send(self.requests.say(text, user))

    async def press(self, user: str, label: str) -> None:
        shown = next(
            one.body
            for one in reversed(self.teams.messages)
            if one.conversation == f"a:{user}" and label in [button["title"] for button in buttons(one.body)]
        )
        await self.send(self.requests.submit(shown, label, user))

    async def happens(self, name: str, user: str = ADA, **changes: object) -> None:
        made = payload(name) | changes
        made["from"] = {"id": f"29:{user}", "name": user.title(), "aadObjectId": user}
        if made["conversation"]["conversationType"] == "personal":
            made["conversation"]["id"] = f"a:{user}"
            self.teams.conversations.add(f"a:{user}")
        await self.send(made | {"id": f"f:{name}-{user}-{len(self.teams.calls)}"})

    async def tell(self, event_id: str, *sends: Send) -> None:
        storage = self.application.storage
        with storage.begin() as work:
            work.enqueue(make.said(event_id), ACME, "live", sends)
        await self.settle()

    def read(self, user: str) -> list[str]:
        return [
            json.dumps(one.body, ensure_ascii=False)
            for one in self.teams.messages
            if one.conversation == f"a:{user}"
        ]

    def person(self, user: str) -> Person:
        (one,) = (one for one in self.application.storage.page_of(Person, ACME) if one.teams_id == user)
        return one

    def channels(self) -> dict[str, Channel]:
        return {one.address.conversation: one for one in self.application.storage.page_of(Channel, ACME)}


def note(person: str, **changes: object) -> Send:
    said = Message(blocks=(Say(text="A short note"),), summary="A short note")
    return make.send(person, message=said, **changes)


def _records(api: str) -> list[object]:
    made: list[object] = [
        make.organization(),
        make.place(f"teams:{TENANT}", platform="teams", place=TENANT),
        make.cohort(opened_by="ada"),
    ]
    for user, person in ((ADA, "ada"), (ANA, "ana")):
        extra = {
            "service_url": api,
            "bot_id": BOT,
            "user_id": f"29:{user}",
            "channel_id": "msteams",
            "tenant": TENANT,
        }
        where = Address(platform="teams", place=TENANT, user=user, conversation=f"a:{user}", extra=extra)
        made.append(make.person(person, is_admin=person == "ada", teams_id=user))
        made.append(Account(id=f"teams:{TENANT}:{user}", organization=ACME, person=person, address=where))
    return made


@asynccontextmanager
async def company(*, graph: str = "off") -> AsyncIterator[Company]:
    teams, there = FakeTeams(), FakeGraph()
    teams.conversations |= {f"a:{ADA}", f"a:{ANA}"}

    async def login(request: web.Request) -> web.Response:
        asked = await request.text()
        own = "api.botframework.com" in asked
        return await (teams._login(request) if own else there._login(request))

    async with teams.serving() as api, serving(there.routes()) as graph_url, aiohttp.ClientSession() as http:
        there.address = graph_url
        async with serving([web.post("/{tenant}/oauth2/v2.0/token", login)]) as login_url:
            settings = Settings.model_validate(
                settings_at(api)
                | {"teams_login_url": login_url, "teams_graph": graph, "teams_graph_url": graph_url}
            )
            storage = Unhurried()
            with storage.begin() as work:
                work.save(_records(api))  # type: ignore[arg-type]
            application = Application(settings, storage, SetClock(NOON))
            made = Company(teams, there, application, http, Requests())
            routes = [route for route in application.routes if isinstance(route, web.RouteDef)]
            async with serving(routes) as address:
                made.address = address
                yield made
            application.service.close()


async def test_who_removes_the_app_gets_what_waited_when_they_have_it_again() -> None:
    async with company() as there:
        there.teams.gone.add(ANA)
        await there.happens("uninstalled", ANA)
        assert not there.person(ANA).reachable
        (told,) = there.read(ADA)
        assert "my app isn't there for them" in told
        await there.tell("later", note("ana"))
        assert there.read(ANA) == []
        assert len(there.read(ADA)) == 1
        there.teams.gone.clear()
        await there.happens("installed", ANA)
        await there.happens("bot_added", ANA)
        assert there.person(ANA).reachable
        assert sorted("A short note" in one for one in there.read(ANA)) == [False, True], "and one welcome"


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"])
async def test_a_clock_that_is_wrong_keeps_nobody_out(moment: str) -> None:
    """Whatever was said of when they removed it: they have it now, and are greeted."""
    async with company() as there:
        await there.happens("uninstalled", ANA, timestamp=moment)
        assert not there.person(ANA).reachable
        await there.happens("installed", ANA, timestamp="2026-03-02T12:01:00Z")
        assert there.person(ANA).reachable
        assert len(there.read(ANA)) == 1
        assert there.application.storage.set_aside_events() == ()


async def test_who_has_blocked_it_is_told_of_by_name_with_the_way_to_what_helps() -> None:
    async with company() as there:
        there.teams.gone.add(ANA)
        await there.tell("first", note("ana"))
        await there.tell("second", note("ana"))
        (told,) = there.read(ADA)
        assert "blocked or removed my app" in told
        await there.press(ADA, "Can't be reached")
        assert "Setup policies" in there.read(ADA)[-1]
        assert "TEAMS_GRAPH" in there.read(ADA)[-1]
        assert "Install it for them" not in there.read(ADA)[-1]
        there.teams.gone.clear()
        await there.say(ANA, "hello")
        assert len(there.read(ANA)) >= 3


def rows(*users: str) -> PeopleRead:
    made = tuple(
        PersonRow(line=at, id=f"hr-{one}", name=one.title(), teams_id=one) for at, one in enumerate(users, 2)
    )
    return PeopleRead(id="import", at=NOON, organization=ACME, rows=made)


async def test_people_of_the_file_are_reached_or_listed_and_graph_installs_the_app() -> None:
    async with company(graph="on") as there:
        there.teams.gone.add("UFINN")
        there.graph.people = [graph_person("UFINN")]
        there.graph.catalog = {APP_ID: "catalog-1"}
        await there.application.service.handle(rows("UEVA", "UFINN"))
        await there.settle()
        assert (there.person("UEVA").reachable, there.person("UFINN").reachable) == (True, False)
        assert there.read("UEVA") == [], "to open a conversation shows nothing"
        await there.say(ADA, "/rm-people")
        await there.press(ADA, "Can't be reached")
        await there.press(ADA, "Install it for them")
        assert there.graph.installed == [("UFINN", "catalog-1")]
        there.teams.gone.clear()
        await there.happens("installed", "UFINN")
        assert there.person("UFINN").reachable
        assert len(there.read("UFINN")) == 1
        await there.press(ADA, "Install it for them")
        assert "There's nobody" in there.read(ADA)[-1]


async def test_without_the_permission_the_admin_reads_which() -> None:
    async with company(graph="on") as there:
        there.teams.gone.add("UFINN")
        there.graph.consented = False
        await there.application.service.handle(rows("UFINN"))
        await there.settle()
        await there.say(ADA, "/rm-people")
        await there.press(ADA, "Can't be reached")
        await there.press(ADA, "Install it for them")
        assert "TeamsAppInstallation.ReadWriteSelfForUser.All" in there.read(ADA)[-1]


async def test_the_channels_of_a_team_can_be_chosen_and_go_with_it() -> None:
    async with company() as there:
        there.teams.teams[GENERAL] = [{"id": GENERAL}, {"id": NEWS, "name": "News"}]
        there.teams.channels |= {GENERAL, NEWS}
        await there.happens("team_joined")
        assert {one: found.name for one, found in there.channels().items()} == {
            GENERAL: "General",
            NEWS: "News",
        }
        (cohort,) = there.application.storage.page_of(type(make.cohort()), ACME)
        with there.application.storage.begin() as work:
            work.save([msgspec.structs.replace(cohort, channel=f"teams:{TENANT}:{NEWS}")])
        await there.happens("channel_renamed")
        assert there.channels()[NEWS].name == "Fresh news"
        await there.happens("team_archived")
        assert "The team of #Fresh news is archived" in there.read(ADA)[-1]
        assert {one.away for one in there.channels().values()} == {"archived"}
        there.teams.failing.append("forbidden")
        await there.tell("post", note("", channel=f"teams:{TENANT}:{NEWS}", kind="post", about=About()))
        told = len(there.read(ADA))
        await there.happens("team_unarchived")
        posts = [one for one in there.teams.messages if one.conversation.startswith(NEWS)]
        assert len(posts) == 1
        assert len(there.read(ADA)) == told + 1
        await there.happens("team_left")
        assert "I'm not in the team of #Fresh news any more" in there.read(ADA)[-1]


async def test_a_channel_an_admin_speaks_in_can_be_chosen() -> None:
    async with company() as there:
        there.teams.teams[GENERAL] = [{"id": GENERAL, "name": None}, {"id": NEWS, "name": "News"}]
        made = payload("channel_message")
        made["channelData"]["channel"] = {"id": NEWS}
        made["from"] = {"id": f"29:{ANA}", "name": "Ana", "aadObjectId": ANA}
        await there.send(made)
        assert there.channels() == {}
        made["from"] = {"id": f"29:{ADA}", "name": "Ada", "aadObjectId": ADA}
        await there.send(made | {"id": "1767225600009"})
        assert [one.name for one in there.channels().values()] == ["News"]
        asked = [path for method, path, _ in there.teams.calls if method == "GET"]
        assert len(asked) == 1, "what it is called is asked once"


async def test_a_channel_is_known_though_nobody_can_tell_its_name() -> None:
    async with company() as there:
        made = payload("channel_message")
        made["from"] = {"id": f"29:{ADA}", "name": "Ada", "aadObjectId": ADA}
        await there.send(made)
        assert [one.name for one in there.channels().values()] == ["General"]
        made["channelData"]["channel"] = {"id": NEWS}
        await there.send(made | {"id": "1767225600009"})
        assert there.channels()[NEWS].name == "Channel"
        await there.happens("channel_renamed")
        await there.send(made | {"id": "1767225600010"})
        assert there.channels()[NEWS].name == "Fresh news"


async def test_people_move_between_regions_and_are_still_reached() -> None:
    async with company() as there:
        (before,) = (one for one in there.application.storage.page_of(Account, ACME) if one.person == "ana")
        moved = there.requests.say("hello", ANA) | {"serviceUrl": f"{there.teams.address}/"}
        headers = {"Authorization": f"Bearer {signed(claims(there.teams.address + '/'))}"}
        async with there.http.post(f"{there.address}/api/messages", json=moved, headers=headers) as answer:
            assert answer.status == 200
        await there.settle()
        (account,) = (one for one in there.application.storage.page_of(Account, ACME) if one.person == "ana")
        assert account.address.extra["service_url"] == f"{there.teams.address}/"
        assert account.version > before.version
        again = there.requests.say("hello", ANA) | {"serviceUrl": f"{there.teams.address}/"}
        async with there.http.post(f"{there.address}/api/messages", json=again, headers=headers) as answer:
            assert answer.status == 200
        await there.settle()
        (same,) = (one for one in there.application.storage.page_of(Account, ACME) if one.person == "ana")
        assert same.version == account.version, "nothing changed, so nothing is written"
