"""A whole company in Slack, in this process: the real route, service, outbox and adapter, and our Slack beside it.

Requests are signed and sent over HTTP, calls go to the double of Slack over HTTP; only time stands still until it is
moved, and nothing waits for a rate. `Town` is a `Stage`, so a story can be played in it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp

from bot.conversation.messages import Address
from bot.program.people import PersonRow
from bot.runtime.ports import Storage
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.story import Heard
from tests.e2e.town import NAME, ORGANIZATION, AnyTown, Unhurried, served
from tests.slack import TEAM, TOKEN, FakeSlack, Message
from tests.slack.elements import options
from tests.slack.reading import read_message, read_view
from tests.slack.requests import Json, Requests, encode, payload, signed
from tests.slack.rules import dicts
from tests.slack.view_requests import ViewRequests
from tests.slack.views import replace
from tests.slack.workspace import BOT, Conversation, new_person

SECRET = "a signing secret for tests"
__all__ = ["CHANNEL", "ORGANIZATION", "SECRET", "Town", "Unhurried", "labels_of", "town"]
CHANNEL = "C2MENTORING"
# What becomes of a channel, as Slack calls it.
HAPPENS = {
    "archived": "channel_archive",
    "deleted": "channel_deleted",
    "left": "channel_left",
    "back": "channel_unarchive",
    "there": "member_joined_channel",
    "named": "channel_rename",
}


class Town(AnyTown):
    """Implements `Stage`. People are named as in the stories; their ids in Slack are `user`'s."""

    def __init__(
        self,
        slack: FakeSlack,
        storage: Storage,
        http: aiohttp.ClientSession,
        company: Sequence[PersonRow] = COMPANY,
    ) -> None:
        self.slack = slack
        self.requests = Requests(slack=slack)
        settings = {
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "slack_api_url": f"{slack.address}/api/",
            "admins": f"slack:U{ADMIN.upper()}",
        }
        users = {person.name: f"U{person.id.upper()}" for person in company}
        super().__init__(settings, storage, http, users, company)
        self.times = 1  # how often each request comes in, at once
        self.sent: list[Json] = []
        self.statuses: list[int] = []

    # -- what happens -------------------------------------------------------------------------------------------

    async def send(self, made: Json, times: int = 0) -> list[int]:
        """As Slack sends it, so often at once, and an event that was answered 503 once more; the answers' statuses."""
        self.sent.append(made)
        body, content_type = encode(made)

        async def once(again: bool = made.get("type") == "event_callback") -> int:
            headers = signed(body, content_type, secret=SECRET, at=time.time())
            address = f"{self.program}/slack/events"
            async with self._http.post(address, data=body, headers=headers) as answer:
                text = await answer.text()
                self._shown_at_once(made, answer.content_type, text)
                self._form_answered(made, answer.status, text)
            return await once(again=False) if again and answer.status == 503 else answer.status

        statuses = list(await asyncio.gather(*(once() for _ in range(times or self.times))))
        self.statuses += statuses
        return statuses

    def _shown_at_once(self, made: Json, kind: str, text: str) -> None:
        """What is answered to a command is shown to that person, where they typed it."""
        if "command" in made and kind == "application/json" and text:
            note = json.loads(text)
            message = Message(made["channel_id"], self.slack.new_ts(), note, to=made["user_id"])
            self.slack.ephemerals.append(message)

    def _form_answered(self, made: Json, status: int, text: str) -> None:
        """A form is closed when it is taken; what is wrong in it is read beside it, what else is said in it."""
        forms = self.slack.modals.get(made.get("user", {}).get("id", "")) if "view" in made else None
        if made.get("type") != "view_submission" or status != 200 or not forms:
            return
        answered = json.loads(text) if text else {}
        if answered.get("response_action") == "errors":
            name = self._named(made["user"]["id"])
            self._wrong.append(Heard(who=name, lines=tuple(answered["errors"].values())))
        elif answered.get("response_action") == "update":
            replace(forms[-1], answered["view"])
        else:
            forms.clear()

    async def settle(self) -> None:
        assert self.application.slack
        await self.application.slack.settled()
        await super().settle()

    # -- what people do ----------------------------------------------------------------------------------------------

    async def type(self, who: str, text: str) -> None:
        name, _, rest = text.removeprefix("/rm-").partition(" ")
        user = self.user(who)
        made = (
            self.requests.command(name, rest, user)
            if text.startswith("/rm-")
            else self.requests.say(text, user)
        )
        await self.send(made)
        await self.settle()

    async def press(self, who: str, label: str) -> None:
        user = self.user(who)
        await self.send(self.requests.press_on(self.shows(user, label), label, user))
        await self.settle()

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None:
        user = self.user(who)
        if form := self.slack.modals.get(user):
            await self._fill_in(form[-1], labels, user)
            return
        message = self.shows(user, submit)
        entries = entries_before(message.body, submit)
        values = (
            {entries[0]["block_id"]: tuple(self._value_of(entries[0], label) for label in labels)}
            if len(entries) == 1
            else self._filled_in(entries, labels)
        )
        await self.send(self.requests.press_on(message, submit, user, values))
        await self.settle()

    async def _fill_in(self, form: Json, labels: Sequence[str], user: str) -> None:
        entries = [block for block in form["blocks"] if block["type"] == "input"]
        await self.send(ViewRequests(self.requests).submit(form, user, self._filled_in(entries, labels)))
        await self.settle()

    def _filled_in(self, entries: list[Json], labels: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """One label for each entry of a form, by the entry's id."""
        return {
            block["block_id"]: tuple(self._values_of(block, label.strip()))
            for block, label in zip(entries, labels, strict=True)
        }

    def _values_of(self, block: Json, label: str) -> list[str]:
        """The same for one or several of an entry, with commas between where several can be chosen."""
        several = block["element"]["type"] in ("checkboxes", "multi_static_select", "multi_users_select")
        return [self._value_of(block, one) for one in (label.split(", ") if several else [label]) if one]

    def _value_of(self, block: Json, label: str) -> str:
        """The value of an option by what it is called, of a person their user; typed words are their own value."""
        if block["element"]["type"] in ("users_select", "multi_users_select"):
            return self.user(label)
        listed = {option["text"]["text"]: option["value"] for option in options(block["element"])}
        return str(listed.get(label, label))

    async def look_home(self, who: str, label: str) -> None:
        """Look at one's own page, or press there."""
        user, views = self.user(who), ViewRequests(self.requests)
        await self.send(views.press(self.slack.homes[user], label, user) if label else views.open_home(user))
        await self.settle()

    def shows(self, user: str, label: str) -> Message:
        """The newest message with such a button that this person can see: their own first, then in channels; else one
        that had it before: the same press may come twice, before anything of it is seen to have changed.
        """
        seen = [*self.slack.messages, *(one for one in self.slack.ephemerals if one.to == user)]
        seen.sort(key=lambda one: one.ts, reverse=True)
        been = [was for message in seen for was in message.as_it_was()]
        for own, some in ((True, seen), (False, seen), (True, been)):
            for message in some:
                conversation = self.slack.conversations[message.channel]
                mine = user in conversation.members and (conversation.kind == "im") is own
                if mine and label in labels_of(message.body):
                    return message
        raise AssertionError(f"{user} has no [{label}]; sees:\n{self.slack.seen_by(user)}")

    # -- what they hear ------------------------------------------------------------------------------------------

    async def heard(self) -> Sequence[Heard]:
        await self.settle()
        fresh: list[Heard] = []
        for message in [*self.slack.messages, *self.slack.ephemerals]:
            in_channel = self.slack.conversations[message.channel].kind == "channel"
            # Everybody sees what became of a post; of their own messages people need not hear it again.
            key = (message.ts, message.updates if in_channel else 0)
            if key not in self._read:
                self._read.add(key)
                fresh.append(Heard(who=self._who_reads(message), lines=tuple(read_message(message.body))))
        for name, user in self._users.items():
            home = self.slack.homes.get(user)
            if home and (home["hash"], 0) not in self._read:
                self._read.add((home["hash"], 0))
                fresh.append(Heard(who=f"{name} (Home)", lines=tuple(read_view(home))))
        for user, forms in self.slack.modals.items():
            for form in forms:
                if (form["hash"], 0) not in self._read:
                    self._read.add((form["hash"], 0))
                    fresh.append(Heard(who=self._named(user), lines=tuple(read_view(form))))
        wrong, self._wrong = self._wrong, []
        return [*wrong, *fresh]

    def _who_reads(self, message: Message) -> str:
        """Their name; a channel's for all that read it; both names where it is theirs."""
        conversation = self.slack.conversations[message.channel]
        if conversation.kind in ("channel", "group") and not message.to:
            return f"#{conversation.name}"
        users = {message.to} if message.to else conversation.members - {BOT}
        return " and ".join(sorted(name for name, user in self._users.items() if user in users))

    def last(self, who: str) -> str:
        """The newest message in somebody's conversation with the bot, as they read it."""
        channel = f"D{self.user(who)}"
        mine = [message for message in self.slack.messages if message.channel == channel]
        return "\n".join(read_message(mine[-1].body)) if mine else ""

    # -- what is stored --------------------------------------------------------------------------------------------

    def seen(self) -> dict[str, str]:
        """What everybody sees."""
        return {name: self.slack.seen_by(user) for name, user in self._users.items()}

    async def furnish(self) -> None:
        """The company's people, its place in Slack, and a channel the bot was invited to."""
        members = {BOT, *self._users.values()}
        self.slack.conversations[CHANNEL] = Conversation(CHANNEL, "channel", members, NAME)
        for name, user in self._users.items():
            self.slack.people[user] = new_person(
                user, name, email=f"{user.removeprefix('U').casefold()}@example.com"
            )
        admin = f"U{ADMIN.upper()}"
        address = Address(platform="slack", place=TEAM, user=admin)
        channel = Address(platform="slack", place=TEAM, conversation=CHANNEL)
        await self.found(address, channel)

    async def channel_is(self, channel: str, how: str, name: str) -> None:
        """Something happens to a channel in Slack, and Slack tells of it."""
        known = next((one for one in self.slack.conversations.values() if one.name == channel), None)
        if known is None:
            known = Conversation(f"C{channel.upper()}", "channel", {BOT, *self._users.values()}, channel)
            self.slack.conversations[known.id] = known
        made = payload(f"lifecycle/{HAPPENS[how]}")
        made["event_id"] = f"EvCHANNEL{next(self._numbers)}"
        made["event_time"] = int(self.clock.now().timestamp())
        if how == "named":
            known.name = name
            made["event"]["channel"] = {"id": known.id, "name": name, "created": 1767225000}
        else:
            known.archived = how == "archived"
            made["event"]["channel"] = known.id
            if how == "there":
                made["event"]["inviter"] = f"U{ADMIN.upper()}"
        if how == "left":
            known.members.discard(BOT)
        if how == "there":
            known.members.add(BOT)
        known.deleted = how == "deleted"
        await self.send(made)


@asynccontextmanager
async def town(company: Sequence[PersonRow] = COMPANY, storage: Storage | None = None) -> AsyncIterator[Town]:
    """Ends with an error where the bot made a call that no good client makes."""
    slack = FakeSlack()
    async with slack.serving(), aiohttp.ClientSession() as http:
        made = Town(slack, storage or Unhurried(), http, company)
        async with served(made):
            yield made


def labels_of(body: Json) -> list[str]:
    return [part["text"]["text"] for part in dicts(body.get("blocks", [])) if part.get("type") == "button"]


def entries_before(body: Json, submit: str) -> list[Json]:
    """What is filled in and sent with that button: all inputs of its form."""
    for number, block in enumerate(body["blocks"]):
        if submit in labels_of({"blocks": [block]}):
            inputs = [before for before in body["blocks"][:number] if before["type"] == "input"]
            forms = [before["block_id"].partition("/")[0] for before in inputs]
            return [one for one, form in zip(inputs, forms, strict=True) if form == forms[-1]]
    return []
