"""The real program behind the real Teams route, with memory for a storage and the Bot Connector's double beside it.

Time stands still until it is moved, and nothing waits for a rate. The company is the one of the stories.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from aiohttp import web

from app import Application
from bot.events import PeopleRead
from bot.program.model import Organization, Place
from bot.runtime.clocks import SetClock
from bot.runtime.exporting import me_json, program_json
from bot.runtime.settings import Settings
from storage import MemoryStorage
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.hall import TUESDAY
from tests.conversations.story import Heard, beginning, play
from tests.serving import serving
from tests.teams.double import APP_ID, PASSWORD, FakeTeams, Message, claims, signed
from tests.teams.requests import TENANT, Requests, payload
from tests.teams.rules import Json, buttons, inputs

ORGANIZATION = "story"


class Unhurried(MemoryStorage):
    """Nobody waits for a turn."""

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> None:
        return None


class Firm:
    """`requests` make what people do; they are called by their ids in the company's directory ("ana-aad")."""

    def __init__(self, teams: FakeTeams, http: aiohttp.ClientSession) -> None:
        self.teams, self.storage, self._http = teams, Unhurried(), http
        self.clock = SetClock(TUESDAY)
        self.requests = Requests(f"{teams.address}/")
        settings = Settings.model_validate(
            {
                "teams_app_id": APP_ID,
                "teams_app_password": PASSWORD,
                "teams_tenant_id": TENANT,
                "teams_openid_metadata_url": f"{teams.address}/openid",
                "teams_login_url": teams.address,
                "teams_service_hosts": "127.0.0.1",
                "admins": f"teams:{ADMIN}-aad",
            }
        )
        self.application = Application(settings, self.storage, self.clock)
        (self._realm,) = self.application.realms
        self._token = signed(claims(f"{teams.address}/"))
        self.address = ""

    @property
    def routes(self) -> list[web.RouteDef]:
        return [route for route in self.application.routes if isinstance(route, web.RouteDef)]

    async def send(self, made: Json) -> tuple[int, str]:
        """As Teams sends it; the answer's status and text."""
        if isinstance(where := made.get("conversation"), dict) and isinstance(where.get("id"), str):
            self.teams.conversations.add(where["id"])
        return await self.send_bytes(json.dumps(made).encode())

    async def send_bytes(self, body: bytes) -> tuple[int, str]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        async with self._http.post(f"{self.address}/api/messages", data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    async def settle(self) -> None:
        while await self._realm.pump():
            pass

    async def does(self, made: Json) -> str:
        """What is answered to it, once all that it leads to is done."""
        status, text = await self.send(made)
        assert status == 200, (status, text)
        await self.settle()
        return text

    # -- what people of the stories do, by their names ---------------------------------------------------------------

    def user(self, who: str) -> str:
        return next(f"{one.id}-aad" for one in COMPANY if one.name == who)

    async def type(self, who: str, text: str) -> None:
        await self.does(self.requests.say(text, self.user(who)))

    async def press(self, who: str, label: str) -> None:
        await self.does(self.pressed(self.user(who), label))

    def pressed(self, user: str, label: str) -> Json:
        """A press of a button, where it stands."""
        message = self.shows(user, label)
        made = self.requests.press(message.body, label, user)
        if not message.conversation.startswith("a:"):
            where = payload("team_joined")["conversation"]
            made["conversation"] = where | {"id": message.conversation}
        return made

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None:
        """One of several fields for each label; where there is one field, all labels are chosen in it."""
        user = self.user(who)
        body = self.shows(user, submit).body
        fields = [part for part in inputs(body) if submit in [one["title"] for one in buttons(body)]]
        rows = [labels] if len(fields) == 1 else [[label] for label in labels]
        values = {
            field["id"].partition("/")[2]: tuple(_value(field, label.strip()) for label in row)
            for field, row in zip(fields, rows, strict=True)
        }
        await self.does(self.requests.press(body, submit, user, values))

    async def later(self, wait: timedelta) -> None:
        raise AssertionError("time does not pass here")

    async def heard(self) -> Sequence[Heard]:
        return ()

    # -- what there is then ------------------------------------------------------------------------------------------

    def messages(self, user: str) -> list[Message]:
        """Those in somebody's conversation with the bot."""
        return [message for message in self.teams.messages if message.conversation == f"a:{user}"]

    def shows(self, user: str, label: str) -> Message:
        """The newest message with such a button, of their own or else in a channel."""
        channels = [one for one in self.teams.messages if not one.conversation.startswith("a:")]
        for message in [*reversed(self.messages(user)), *reversed(channels)]:
            if label in [part["title"] for part in buttons(message.body)]:
                return message
        raise AssertionError(f"{user} has no [{label}]")

    def kept(self) -> dict[str, Json]:
        """All that is stored of everybody and of the program as a whole, but what was said to them; alike, nothing was
        changed.
        """
        pieces = {
            one.id: me_json(self.storage, ORGANIZATION, one.id, "en")
            for one in self.storage.people_of(ORGANIZATION)
        } | {"program": program_json(self.storage, ORGANIZATION)}
        found = {name: json.loads(b"".join(part)) for name, part in pieces.items()}
        return {
            name: {key: part for key, part in one.items() if key != "messages"} for name, one in found.items()
        }

    async def furnish(self) -> None:
        organization = Organization(
            id=ORGANIZATION, organization=ORGANIZATION, realm="live", name="Quillhaven"
        )
        place = Place(id=f"teams:{TENANT}", organization=ORGANIZATION, platform="teams", place=TENANT)
        with self.storage.begin() as work:
            work.save((organization, place))
        read = PeopleRead(
            id="people",
            at=self.clock.now(),
            organization=ORGANIZATION,
            company="Quillhaven",
            rows=COMPANY,
            admins=(ADMIN,),
        )
        await self.application.service.handle(read)
        for one in COMPANY:
            await self.send(self.requests.made("installed", f"{one.id}-aad"))
        joined = self.requests.made("team_joined", f"{ADMIN}-aad")
        self.teams.channels.add(joined["conversation"]["id"])
        await self.send(joined)
        await self.settle()

    async def plays(self, name: str) -> None:
        """All that a beginning stands for; the channel there is called after the team here."""
        for line in beginning(name):
            await play(self, line.replace("#reverse-mentoring", "#General (Learning together)"))

    def close(self) -> None:
        self._realm.close()
        self.application.service.close()
        self.storage.close()


@asynccontextmanager
async def firm() -> AsyncIterator[Firm]:
    """Ends with an error where the bot made a call that no good client makes, or an event failed."""
    teams = FakeTeams()
    async with teams.serving(), aiohttp.ClientSession() as http:
        made = Firm(teams, http)
        try:
            async with serving(made.routes) as made.address:
                await made.furnish()
                yield made
            assert not made.storage.set_aside_events()
        finally:
            made.close()


def _value(field: Json, label: str) -> str:
    """What stands for an option of that label; typed words stand for themselves."""
    return next((str(one["value"]) for one in field.get("choices", ()) if one["title"] == label), label)
