"""A whole company in Teams, in this process: the real route, service, outbox and adapter, our Bot Connector beside it.

Activities are signed and sent over HTTP, calls go to the double over HTTP, which checks each. `Town` is a `Stage`, so a
story can be played in it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import msgspec

from bot.conversation.messages import Address
from bot.program.people import PersonRow
from bot.runtime.ports import Storage
from tests import factories as make
from tests.contracts.case_teams import CASE
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.story import Heard
from tests.e2e.town import NAME, ORGANIZATION, AnyTown, Unhurried, served
from tests.teams.double import CHANNEL, FakeTeams, Message, claims, settings_at, signed
from tests.teams.requests import BOT, TENANT, Requests
from tests.teams.roster import roster_person
from tests.teams.rules import Json, buttons, inputs

NOTICE = "application/vnd.microsoft.activity.message"


class Town(AnyTown):
    """Implements `Stage`. People are named as in the stories; their ids in the directory are `user`'s."""

    def __init__(
        self, teams: FakeTeams, storage: Storage, http: aiohttp.ClientSession, company: Sequence[PersonRow]
    ) -> None:
        self.teams = teams
        settings = settings_at(teams.address) | {"admins": f"teams:{ADMIN}-aad"}
        users = {person.name: f"{person.id}-aad" for person in company}
        super().__init__(settings, storage, http, users, company)
        self._service = f"{teams.address}/"
        self._requests = Requests(self._service)
        self._token = signed(claims(self._service))

    # -- what happens --------------------------------------------------------------------------------------------

    async def send(self, made: Json) -> Json:
        """As Teams sends it; what is answered to who pressed a card."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        address = f"{self.program}/api/messages"
        async with self._http.post(address, data=json.dumps(made), headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 200, (answer.status, text)
        return json.loads(text) if text else {}

    async def type(self, who: str, text: str) -> None:
        name, _, rest = text.removeprefix("/rm-").partition(" ")
        user, requests = self.user(who), self._requests
        await self.send(
            requests.command(name, rest, user) if text.startswith("/rm-") else requests.say(text, user)
        )
        await self.settle()

    async def press(self, who: str, label: str) -> None:
        await self._press(who, self.shows(who, label), label, {})

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None:
        message = self.shows(who, submit)
        fields = _fields(message.body, submit)
        given = (
            [labels]
            if len(fields) == 1
            else [_apart(field, label) for field, label in zip(fields, labels, strict=True)]
        )
        values = {
            field["id"].partition("/")[2]: tuple(self._value_of(field, label) for label in chosen)
            for field, chosen in zip(fields, given, strict=True)
        }
        await self._press(who, message, submit, values)

    async def _press(
        self, who: str, message: Message, label: str, values: dict[str, tuple[str, ...]]
    ) -> None:
        user = self.user(who)
        pressed = next(part for part in buttons(message.body) if _title(part) == label)
        ask = self._requests.press if pressed["type"] == "Action.Execute" else self._requests.submit
        answered = await self.send(ask(message.body, pressed["title"], user, values))
        if answered.get("type") == NOTICE:
            self._wrong.append(Heard(who=who, lines=(str(answered["value"]),)))
        elif "value" in answered:
            (attachment,) = message.body["attachments"]
            message.before.append(message.body)
            message.body = message.body | {"attachments": [attachment | {"content": answered["value"]}]}
            self._wrong.append(Heard(who=who, lines=(_read(message.body),)))
        await self.settle()

    def _value_of(self, field: Json, label: str) -> str:
        """The value of an option by what it is called; typed words are their own value."""
        listed = {_plain(choice["title"]): choice["value"] for choice in field.get("choices", ())}
        return str(listed.get(label.strip(), label.strip()))

    def shows(self, who: str, label: str) -> Message:
        """The newest message with such a button that this person can see: their own first, then in channels; else one
        that had it before: the same press may come twice, before anything of it is seen to have changed.
        """
        own = f"a:{self.user(who)}"
        mine = [one for one in self.teams.messages if one.conversation == own]
        posts = [one for one in self.teams.messages if one.conversation.startswith(CHANNEL)]
        been = [Message(one.conversation, one.name, body) for one in mine for body in one.before]
        for some in (mine, posts, been):
            for message in reversed(some):
                if any(_title(part) == label for part in buttons(message.body)):
                    return message
        raise AssertionError(
            f"{who} has no [{label}]; sees:\n" + "\n".join(_read(one.body) for one in mine[-3:])
        )

    # -- what they hear ------------------------------------------------------------------------------------------

    async def heard(self) -> Sequence[Heard]:
        await self.settle()
        fresh, self._wrong = self._wrong, []
        for message in self.teams.messages:
            in_channel = message.conversation.startswith(CHANNEL)
            # Everybody sees what became of a post; of their own messages people need not hear it again.
            key = (f"{message.conversation}/{message.name}", message.updates if in_channel else 0)
            if key not in self._read:
                self._read.add(key)
                who = f"#{NAME}" if in_channel else self._named(message.conversation.removeprefix("a:"))
                fresh.append(Heard(who=who, lines=(_read(message.body),)))
        return fresh

    async def furnish(self) -> None:
        """The company's people, its place in Teams, and a channel of a team the app was added to."""
        extra = {"service_url": self._service, "bot_id": BOT, "tenant": TENANT, "channel_id": "msteams"}
        channel = Address(platform="teams", place=TENANT, conversation=CHANNEL, extra=extra)
        own = {
            person.id: Address(
                platform="teams",
                place=TENANT,
                user=self._users[person.name],
                conversation=f"a:{self._users[person.name]}",
                extra=extra | {"user_id": f"29:{self._users[person.name]}"},
            )
            for person in self.company
        }
        for person in self.company:
            shown = roster_person(self._users[person.name], person.name, email=person.email)
            self.teams.roster.people[self._users[person.name]] = shown
        self.teams.roster.teams[CHANNEL] = list(self.teams.roster.people.values())
        await self.found(own[ADMIN], channel)
        people = {one.external: one for one in self.storage.people_of(ORGANIZATION)}
        with self.storage.begin() as work:  # everybody has the app
            for name, address in own.items():
                work.save([msgspec.structs.replace(people[name], reachable=True)])
                if name != ADMIN:
                    user, whose = address.user, people[name].id
                    work.save([make.account(whose, user, address=address, organization=ORGANIZATION)])


@asynccontextmanager
async def town(company: Sequence[PersonRow] = COMPANY, storage: Storage | None = None) -> AsyncIterator[Town]:
    """Ends with an error where the bot made a call that no good client makes."""
    teams = FakeTeams()
    async with teams.serving(), aiohttp.ClientSession() as http:
        made = Town(teams, storage or Unhurried(), http, company)
        teams.conversations |= {f"a:{person.id}-aad" for person in company}
        async with served(made):
            yield made


def _fields(body: Json, submit: str) -> list[Json]:
    """All inputs that are sent with that button."""
    pressed = next(part for part in buttons(body) if _title(part) == submit)
    form = str(pressed["data"]["form"])
    return [field for field in inputs(body) if field["id"].partition("/")[0] == form]


def _apart(field: Json, label: str) -> list[str]:
    """Several of one entry stand with commas between them."""
    return [one for one in (label.split(", ") if field.get("isMultiSelect") else [label]) if one.strip()]


def _read(body: Json) -> str:
    return CASE.visible_text(body)


def _title(part: Json) -> str:
    return _plain(part["title"])


def _plain(text: str) -> str:
    return text.replace("\u2060", "").replace("\\", "")
