"""A story's stage abroad: a running process of the program, and Slack or Teams faked on this machine beside it.

What people do becomes the requests that platform sends, signed; what they hear is read off what was posted to it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import aiohttp
import msgspec

from bot.program.people import write_people
from tests.contracts.adapter_case import AdapterCase, Payload, Raw
from tests.contracts.case_slack import SlackCase
from tests.contracts.case_teams import TeamsCase
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.hall import TUESDAY
from tests.conversations.story import Heard
from tests.e2e.at_the_stories_hour import set_clock
from tests.e2e.process import AT_THE_STORIES_HOUR, run_command, running_program
from tests.serving import serving
from tests.slack import BOT, TOKEN, FakeSlack
from tests.slack.requests import encode, signed
from tests.slack.rules import dicts
from tests.teams import double as teams_platform
from tests.teams.double import FakeTeams
from tests.teams.requests import TENANT
from tests.teams.rules import broken_answer

SECRET = "a signing secret for tests"
PATIENCE_S = 30.0
SLACKS_TRIES = 4  # at once, a minute and five minutes later; here without the waiting
BOTH = " and "  # between those who hear something together


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the platform has it: for whom (an id of the company) and what."""

    person: str
    payload: Payload


class Country(Protocol):
    """One platform with the program running behind it."""

    case: AdapterCase
    together: bool  # two people and the bot have a conversation there

    def user(self, person: str) -> str: ...

    def shown(self) -> Sequence[Shown]: ...

    def value_of(self, payload: Payload, label: str) -> str: ...

    async def send(self, raw: Raw) -> int: ...


class Abroad:
    """Implements `Stage`; `expected` says how many messages the next step leads to."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.expected = 0
        self._read = 0
        self._names = {person.id: person.name for person in COMPANY}
        self._ids = {person.name: person.id for person in COMPANY}

    async def type(self, who: str, text: str) -> None:
        user = self.country.user(self._ids[who])
        name, _, rest = text.removeprefix("/rm-").partition(" ")
        case = self.country.case
        raw = case.command(name, rest, user) if text.startswith("/rm-") else case.say(text, user)
        await self._send(raw)

    async def press(self, who: str, label: str) -> None:
        payload = self._card(who, label)
        await self._send(self.country.case.press(payload, label, self.country.user(self._ids[who])))

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None:
        payload = self._card(who, submit)
        values = tuple(self.country.value_of(payload, label) for label in labels)
        user = self.country.user(self._ids[who])
        await self._send(self.country.case.submit(payload, submit, {"chosen": values}, user))

    async def later(self, wait: timedelta) -> None:
        raise NotImplementedError("time cannot be moved abroad")

    def _card(self, who: str, label: str) -> Payload:
        """The newest message of this person with such a button."""
        person = self._ids[who]
        mine = [shown.payload for shown in self.country.shown() if shown.person == person]
        return next(payload for payload in reversed(mine) if label in self.country.case.buttons(payload))

    async def _send(self, raw: Raw) -> None:
        status = await self.country.send(raw)
        assert status in (200, 201, 202), f"refused with {status}: {raw}"

    async def heard(self) -> Sequence[Heard]:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.country.shown()) < self._read + self.expected:
                await asyncio.sleep(0.02)
        fresh = self.country.shown()[self._read :]
        self._read += len(fresh)
        return [
            Heard(who=self._who(shown.person), lines=(self.country.case.visible_text(shown.payload),))
            for shown in fresh
        ]

    def to(self, who: str) -> list[Shown]:
        """What was said to somebody alone."""
        return [shown for shown in self.country.shown() if shown.person == self._ids[who]]

    def _who(self, person: str) -> str:
        return BOTH.join(sorted(self._names[one] for one in person.split(BOTH)))

    def links(self, who: str) -> set[tuple[str, str]]:
        """Everything that opens an address for this person: its label, and the address without its query."""
        person = BOTH.join(sorted(self._ids[name] for name in who.split(BOTH)))
        mine = [shown.payload for shown in self.country.shown() if shown.person == person]
        found = (link for payload in mine for link in self.country.case.links(payload))
        return {(label, address.partition("?")[0]) for label, address in found}

    def broken(self) -> list[str]:
        """Each limit of the platform that a message broke."""
        return [
            problem for shown in self.country.shown() for problem in self.country.case.limits(shown.payload)
        ]


def readers(members: Collection[str]) -> str:
    """The ids of the company of those who read a conversation of Slack's."""
    return BOTH.join(sorted(member.removeprefix("U").casefold() for member in members if member != BOT))


def value_in_slack(payload: Payload, label: str) -> str:
    """The value of the option, or of the button, of that label."""
    return next(
        str(part["value"])
        for part in dicts(payload["blocks"])
        if "value" in part and isinstance(part.get("text"), dict) and part["text"]["text"] == label
    )


async def send_to_slack_route(http: aiohttp.ClientSession, program: str, raw: Raw, secret: str) -> int:
    """As Slack does: signed, and an event that was answered 503 comes again."""
    status = 0
    for _ in range(SLACKS_TRIES if raw.get("type") == "event_callback" else 1):
        body, content_type = encode(raw)
        headers = signed(body, content_type, secret=secret, at=time.time())
        async with http.post(f"{program}/slack/events", data=body, headers=headers) as answer:
            status = answer.status
        if status != 503:
            break
    return status


class InSlack:
    """Signed HTTP, one workspace."""

    def __init__(self, slack: FakeSlack, program: str, http: aiohttp.ClientSession) -> None:
        self.case: AdapterCase = SlackCase()
        self.together = True
        self._slack, self._program, self._http = slack, program, http

    def user(self, person: str) -> str:
        return f"U{person.upper()}"

    def shown(self) -> Sequence[Shown]:
        return [
            Shown(person=readers(self._slack.conversations[message.channel].members), payload=message.body)
            for message in self._slack.messages
        ]

    def value_of(self, payload: Payload, label: str) -> str:
        return value_in_slack(payload, label)

    async def send(self, raw: Raw) -> int:
        return await send_to_slack_route(self._http, self._program, raw, SECRET)


class InTeams:
    """Signed tokens of the Bot Framework, one tenant."""

    def __init__(self, teams: FakeTeams, program: str, http: aiohttp.ClientSession) -> None:
        self.case: AdapterCase = TeamsCase(in_turn=True)
        self.together = False
        self._teams, self._program, self._http = teams, program, http

    def user(self, person: str) -> str:
        return f"{person}-aad"

    def shown(self) -> Sequence[Shown]:
        return [
            Shown(person=message.conversation.removeprefix("a:").removesuffix("-aad"), payload=message.body)
            for message in self._teams.messages
        ]

    def value_of(self, payload: Payload, label: str) -> str:
        found = (
            str(part["value"])
            for part in dicts(payload["attachments"])
            if "value" in part and str(part.get("title", "")).replace("\u2060", "") == label
        )
        return next(found)

    async def send(self, raw: Raw) -> int:
        service = f"{self._teams.address}/"
        token = teams_platform.signed(teams_platform.claims(service))
        raw = raw | {"serviceUrl": service}
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps(raw)
        async with self._http.post(f"{self._program}/api/messages", data=body, headers=headers) as answer:
            if raw["type"] == "invoke" and answer.status == 200:
                assert broken_answer(await answer.json()) == [], raw
            return answer.status


Journey = Callable[[Path], AbstractAsyncContextManager[Abroad]]


async def _import(home: Path, settings: Mapping[str, str]) -> None:
    file = home / "people.csv"
    file.write_text(write_people(COMPANY), "utf-8")
    code, out, err = await run_command(home, "people", "import", str(file), settings=settings)
    assert code == 0, out + err


def _of_slack(slack: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack}/api/",
        "ADMINS": f"slack:U{ADMIN.upper()}",
    }


def _of_teams(teams: str) -> dict[str, str]:
    return {
        "TEAMS_APP_ID": teams_platform.APP_ID,
        "TEAMS_APP_PASSWORD": teams_platform.PASSWORD,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_OPENID_METADATA_URL": f"{teams}/openid",
        "TEAMS_LOGIN_URL": teams,
        "TEAMS_SERVICE_HOSTS": "127.0.0.1",
        "ADMINS": f"teams:{ADMIN}-aad",
    }


@asynccontextmanager
async def to_slack(home: Path) -> AsyncIterator[Abroad]:
    slack = FakeSlack()
    for person in COMPANY:
        slack.in_person(f"U{person.id.upper()}")
    async with slack.serving() as address, aiohttp.ClientSession() as http:
        settings = _of_slack(address)
        await _import(home, settings)
        async with running_program(AT_THE_STORIES_HOUR, home, settings) as program:
            yield Abroad(InSlack(slack, program, http))


@asynccontextmanager
async def to_teams(home: Path) -> AsyncIterator[Abroad]:
    teams = FakeTeams()
    async with serving(teams.routes()) as address, aiohttp.ClientSession() as http:
        teams.address = address
        teams.conversations |= {f"a:{person.id}-aad" for person in COMPANY}
        settings = _of_teams(address)
        await _import(home, settings)
        async with running_program(AT_THE_STORIES_HOUR, home, settings) as program:
            yield Abroad(InTeams(teams, program, http))


class Across:
    """One process in Slack and in Teams. Implements `Stage`; `in_teams` are those who are there and nowhere else."""

    def __init__(self, slack: Abroad, teams: Abroad, home: Path) -> None:
        self.slack, self.teams = slack, teams
        self._home, self._now = home, TUESDAY
        self.in_teams: frozenset[str] = frozenset()

    def _where(self, who: str) -> Abroad:
        return self.teams if who in self.in_teams else self.slack

    async def type(self, who: str, text: str) -> None:
        before = self._so_many(who)
        await self._where(who).type(who, text)
        await self._until(who, lambda: self._so_many(who) > before)

    async def press(self, who: str, label: str) -> None:
        await self._until(who, lambda: self._has(who, label))
        before = self._so_many(who)
        await self._where(who).press(who, label)
        await self._until(who, lambda: self._so_many(who) > before)

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None:
        await self._until(who, lambda: self._has(who, submit))
        before = self._so_many(who)
        await self._where(who).choose(who, labels, submit)
        await self._until(who, lambda: self._so_many(who) > before)

    async def later(self, wait: timedelta) -> None:
        """What is due by then is heard with one of the next ticks."""
        self._now += wait
        set_clock(self._home, self._now)

    async def heard(self) -> Sequence[Heard]:
        return [*await self.slack.heard(), *await self.teams.heard()]

    async def hears(self, who: str, words: str) -> str:
        """The newest message to somebody that says so, wherever they are; waits for it."""
        await self._until(who, lambda: bool(self._saying(who, words)))
        return self._saying(who, words)[-1]

    def _saying(self, who: str, words: str) -> list[str]:
        return [one for one in self._told(who) if words in one]

    def _told(self, who: str) -> list[str]:
        there = self._where(who)
        return [there.country.case.visible_text(shown.payload) for shown in there.to(who)]

    def _so_many(self, who: str) -> int:
        return len(self._where(who).to(who))

    def _has(self, who: str, label: str) -> bool:
        there = self._where(who)
        return any(label in there.country.case.buttons(shown.payload) for shown in there.to(who))

    async def _until(self, who: str, so: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not so():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError((who, self._told(who)[-3:])) from None


@asynccontextmanager
async def across(home: Path) -> AsyncIterator[Across]:
    """The company's people are imported; the workspace and the tenant know nothing of each other yet."""
    slack, teams = FakeSlack(), FakeTeams()
    for person in COMPANY:
        slack.in_person(f"U{person.id.upper()}")
    async with (
        slack.serving() as slack_address,
        serving(teams.routes()) as teams_address,
        aiohttp.ClientSession() as http,
    ):
        teams.address = teams_address
        teams.conversations |= {f"a:{person.id}-aad" for person in COMPANY}
        both = _of_slack(slack_address), _of_teams(teams_address)
        settings = both[0] | both[1] | {"ADMINS": ",".join(one["ADMINS"] for one in both)}
        await _import(home, settings)
        async with running_program(AT_THE_STORIES_HOUR, home, settings) as program:
            in_slack, in_teams = InSlack(slack, program, http), InTeams(teams, program, http)
            yield Across(Abroad(in_slack), Abroad(in_teams), home)
