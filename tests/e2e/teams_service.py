"""The town of the stories in Teams, for whoever looks at single activities: what is answered, and what is stored then.

People are called by their ids in the company's directory ("ana-aad").
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.runtime.exporting import me_json, program_json
from tests.conversations.company import COMPANY
from tests.conversations.story import beginning, play
from tests.e2e.teams_town import Town
from tests.e2e.town import ORGANIZATION, Unhurried, served
from tests.teams.double import FakeTeams, Message, claims, signed
from tests.teams.requests import Requests, payload
from tests.teams.rules import Json, buttons


class Firm(Town):
    """`requests` make what people do; `carried` is what each button carried that somebody looked for."""

    def __init__(self, teams: FakeTeams, http: aiohttp.ClientSession) -> None:
        super().__init__(teams, Unhurried(), http, COMPANY)
        self.requests = Requests(f"{teams.address}/")
        self.carried: dict[str, Json] = {}
        token = signed(claims(f"{teams.address}/"))
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    async def post(self, made: Json) -> tuple[int, str]:
        """As Teams sends it; the answer's status and text. What a busy machine did not store is sent again."""
        if isinstance(where := made.get("conversation"), dict) and isinstance(where.get("id"), str):
            self.teams.conversations.add(where["id"])
        for _ in range(2):
            async with self._http.post(
                f"{self.program}/api/messages", data=json.dumps(made).encode(), headers=self._headers
            ) as answer:
                status, text = answer.status, await answer.text()
            if status != 503:
                break
        return status, text

    async def does(self, made: Json) -> str:
        """What is answered to it, once all that it leads to is done."""
        status, text = await self.post(made)
        assert status == 200, (status, text)
        await self.settle()
        return text

    async def plays(self, name: str) -> None:
        """All that a beginning stands for."""
        for line in beginning(name):
            await play(self, line)

    def messages(self, user: str) -> list[Message]:
        """Those in somebody's conversation with the bot."""
        return [message for message in self.teams.messages if message.conversation == f"a:{user}"]

    def shows(self, who: str, label: str) -> Message:
        message = super().shows(who, label)
        for part in buttons(message.body):
            self.carried.setdefault(part["title"], part["data"])
        return message

    def pressed(self, user: str, label: str) -> Json:
        """A press of a button, where it stands."""
        message = self.shows(user, label)
        made = self.requests.press(message.body, label, user)
        if not message.conversation.startswith("a:"):
            made["conversation"] = payload("team_joined")["conversation"] | {"id": message.conversation}
        return made

    def records(self) -> dict[str, Json]:
        """All that is stored of everybody and of the program as a whole, but what was said to them and refused to
        them; alike, nothing was changed.
        """
        pieces = {
            one.id: me_json(self.storage, ORGANIZATION, one.id, "en")
            for one in self.storage.people_of(ORGANIZATION)
        } | {"program": program_json(self.storage, ORGANIZATION)}
        found = {name: json.loads(b"".join(part)) for name, part in pieces.items()}
        leaves_out = ("messages", "audit")
        return {
            name: {key: part for key, part in one.items() if key not in leaves_out}
            for name, one in found.items()
        }


@asynccontextmanager
async def firm() -> AsyncIterator[Firm]:
    """Ends with an error where the bot made a call that no good client makes, or an event failed."""
    teams = FakeTeams()
    async with teams.serving(), aiohttp.ClientSession() as http:
        made = Firm(teams, http)
        teams.conversations |= {f"a:{person.id}-aad" for person in COMPANY}
        async with served(made):
            yield made


def buttons_of(message: Message) -> list[str]:
    return [part["title"] for part in buttons(message.body)]
