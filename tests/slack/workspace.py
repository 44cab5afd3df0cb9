"""What is in the workspace: people, conversations, messages, and what the bot may do there.

Methods (`chat.py`, `conversations.py`, ...) read and change it; tests read it. People and their conversations with the
bot come to be when they are first named, but those in `gone` and, with `closed`, all that were not put there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from typing import Any

Json = dict[str, Any]

TOKEN = "xoxb-for-tests"
TEAM = "T0COMPANY"
BOT = "U0BOT"
BOT_ID = "B0BOT"
APP_ID = "A0TURNABOUT"
RETRY_AFTER_S = 7
# What an app needs that uses nothing but what every company gets.
BASE_SCOPES = frozenset(
    {
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:read",
        "im:history",
        "im:write",
        "mpim:write",
        "users:read",
        "users:read.email",
    }
)
TRIGGER_S = 3.0
ADDRESS_S = 30 * 60.0  # how long the address of an answer works
ADDRESS_USES = 5
BEGINNING_S = 1_767_225_600  # time stamps of messages count from here


class RefusedError(Exception):
    """Answered with `ok: false`; `more` stands beside the error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.more = more


class Message:
    """One that people can see. `body` is what the last call put there, `before` what stood there until then, the newest
    last; `to` the only reader of one "only you".
    """

    def __init__(self, channel: str, ts: str, body: Json, *, author: str = BOT, to: str = "") -> None:
        self.channel = channel
        self.ts = ts
        self.body = body
        self.before: list[Json] = []
        self.author = author
        self.to = to
        self.updates = 0
        self.deleted = False

    def as_it_was(self) -> Iterator[Message]:
        """To those whose screen has not changed yet."""
        for body in reversed(self.before):
            yield Message(self.channel, self.ts, body, author=self.author, to=self.to)


class Upload:
    """A file on its way in. `asked` counts how often a message wanted to show it."""

    def __init__(self, name: str, length: int, alt: str) -> None:
        self.name = name
        self.length = length
        self.alt = alt
        self.content = b""
        self.completed = False
        self.deleted = False
        self.asked = 0


class Trigger:
    """Lets one form be opened, for the person who did something just now."""

    def __init__(self, user: str, until_s: float) -> None:
        self.user = user
        self.until_s = until_s
        self.used = False


class AnswerTo:
    """The address given with a press or a command: whose it was, where, and on which message."""

    def __init__(self, user: str, channel: str, ts: str, until_s: float) -> None:
        self.user = user
        self.channel = channel
        self.ts = ts
        self.until_s = until_s
        self.left = ADDRESS_USES


class Conversation:
    """`kind`: im, mpim, channel or group. The bot posts where it is among the members."""

    def __init__(self, channel: str, kind: str, members: set[str], name: str = "") -> None:
        self.id = channel
        self.kind = kind
        self.name = name
        self.members = members
        self.archived = False
        self.deleted = False


class Workspace:
    """`scopes` are the bot token's. `faults` lists what no good client does, whatever the circumstances."""

    def __init__(self) -> None:
        self.people: dict[str, Json] = {}
        # Of a whole Grid organization, whose token every call needs: workspace -> who is there.
        self.teams: dict[str, list[str]] = {}
        self.is_org = False  # one with no workspaces, too
        self.deleted_in: dict[str, str] = {}  # in which workspace somebody was switched off, there in others
        self.fields: list[Json] = []  # the company's own fields of a profile
        self.gone: set[str] = set()
        self.closed = False
        self.conversations = {"C1NEWS": Conversation("C1NEWS", "channel", {BOT}, "news")}
        self.messages: list[Message] = []
        self.ephemerals: list[Message] = []
        self.typed: list[Message] = []  # what people wrote
        self.has_home = True  # the app's Home tab is turned on
        self.homes: dict[str, Json] = {}  # user -> the view on their home page
        self.modals: dict[str, list[Json]] = {}  # user -> the open views, the one on top last
        self.triggers: dict[str, Trigger] = {}
        self.answers: dict[str, AnswerTo] = {}
        self.expected: set[str] = set()  # live markup that a test wants to be there
        self.tokens = {TOKEN: "bot"}  # token -> its kind: bot or app
        self.scopes: set[str] = set(BASE_SCOPES)
        self.calls: list[tuple[str, Json]] = []
        self.faults: list[str] = []
        self.forgiven: set[str] = set()  # errors that are what a test is about, and no fault there
        self.fetches_pictures = True
        self.files: dict[str, Upload] = {}
        self.not_ready_for = 0  # so often a new file cannot be shown yet
        self.address = ""
        self.page = 100  # the most of one page
        self.ahead_s = 0.0  # moves the workspace's clock
        self._stamps = count(1)

    def now_s(self) -> float:
        return time.time() + self.ahead_s

    def whole(self) -> bool:
        """Is the call made with the token of an organization?"""
        return bool(self.teams) or self.is_org

    def team_of(self, arguments: Json) -> str:
        """Which workspace is asked about with the token of an organization, "" with any other.

        Source: https://docs.slack.dev/enterprise/developing-for-enterprise-orgs (November 2026).
        """
        if not self.whole():
            return ""  # "will be accepted, but ignored"
        team: str = arguments.get("team_id", "")
        if not team:
            raise RefusedError("missing_argument")
        if team not in self.teams:
            raise RefusedError("team_access_not_granted")
        return team

    def fault(self, said: str) -> None:
        self.faults.append(said)

    def new_ts(self) -> str:
        """A time stamp that no other message has, later than all before."""
        return f"{BEGINNING_S}.{next(self._stamps):06}"

    def new_trigger(self, user: str) -> str:
        trigger = f"{next(self._stamps)}.1.{user}"
        self.triggers[trigger] = Trigger(user, self.now_s() + TRIGGER_S)
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """Whose it is. Raises RefusedError for one that is made up, used or too old."""
        found = self.triggers.get(trigger)
        if not found:
            raise RefusedError("invalid_trigger_id")
        if found.used:
            raise RefusedError("exchanged_trigger_id")
        if found.until_s < self.now_s():
            raise RefusedError("expired_trigger_id")
        found.used = True
        return found.user

    def new_answer(self, user: str, channel: str, ts: str = "") -> str:
        """The last part of an address that answers are taken at."""
        name = f"A{next(self._stamps)}"
        self.answers[name] = AnswerTo(user, channel, ts, self.now_s() + ADDRESS_S)
        return name

    def said(self, user: str, text: str, channel: str = "") -> Message:
        """A person writes, to the bot unless it is elsewhere; `text` is as Slack has it, escaped."""
        where = channel or self.in_person(user).id
        message = Message(where, self.new_ts(), {"text": text}, author=user)
        self.typed.append(message)
        return message

    def person(self, user: str) -> Json:
        """The user object; raises RefusedError for who is not there."""
        if user not in self.people and (self.closed or user in self.gone or user.startswith("UGONE")):
            raise RefusedError("user_not_found")
        return self.people.setdefault(user, new_person(user))

    def in_person(self, user: str) -> Conversation:
        """The conversation of the bot and this person, opened if it was not."""
        self.person(user)
        return self.conversations.setdefault(f"D{user}", Conversation(f"D{user}", "im", {BOT, user}))

    def conversation(self, channel: str) -> Conversation:
        """Raises RefusedError for what the bot cannot see."""
        found = self.conversations.get(channel)
        if not found or found.deleted or (found.kind != "channel" and BOT not in found.members):
            raise RefusedError("channel_not_found")
        return found

    def message(self, channel: str, ts: str) -> Message:
        for found in self.messages:
            if (found.channel, found.ts) == (channel, ts) and not found.deleted:
                return found
        raise RefusedError("message_not_found")


def new_person(user: str, name: str = "", **more: object) -> Json:
    """A user object as `users.info` gives it."""
    name = name or user.removeprefix("U").title()
    profile = {"real_name": name, "display_name": "", "email": f"{user.casefold()}@example.com"}
    return {
        "id": user,
        "team_id": TEAM,
        "name": name.casefold(),
        "real_name": name,
        "deleted": False,
        "tz": "Europe/Berlin",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_app_user": False,
        "updated": BEGINNING_S,
    } | more
