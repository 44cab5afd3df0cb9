"""What may the app do in Slack, what does it hear of, and why each? Three tables; pure.

The manifest, the installation by OAuth and `app.py doctor` read them. `BASE` is frozen by a test: a new right belongs
in `OPTIONAL`, with the feature that needs it, and is asked for only where that feature is on. No scope here reads
what people write to each other.

Source: https://docs.slack.dev/reference/scopes and https://docs.slack.dev/reference/events (November 2026).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

# scope -> what it is for
BASE: Final = {
    "chat:write": "to write to people, and in channels it was invited to",
    "im:write": "to begin the conversation with a person",
    "mpim:write": "to begin the conversation of three in which a pair is introduced",
    "commands": "for /rm-join and all the others",
    "users:read": "for names and time zones, and to leave guests and bots out",
    "users:read.email": "to recognize the people of the HR file by their e-mail address",
    "channels:read": "to know the public channels it was invited to by their names",
    "groups:read": "to know the private channels it was invited to by their names",
    "files:write": "to post the digest's chart as a picture with a description",
    "im:history": "to hear what a person types to it in their own conversation, and nothing else",
}


class Optional(NamedTuple):
    """A scope for one feature; `feature` is what `--with` of `app.py manifest slack` takes."""

    feature: str
    why: str


OPTIONAL: Final = {
    "users.profile:read": Optional("profile", "to read title, department and manager from people's profiles"),
    "channels:manage": Optional(
        "groups", "to add people who want it to a public channel for mentors or for mentees"
    ),
    "groups:write": Optional(
        "groups", "to make private channels for mentors and for mentees, and add people to them"
    ),
}
FEATURES: Final = tuple(dict.fromkeys(row.feature for row in OPTIONAL.values()))


class Heard(NamedTuple):
    """Why an event is subscribed to, and the scopes any one of which lets Slack send it; none: it needs none."""

    why: str
    scopes: tuple[str, ...] = ()


EVENTS: Final = {
    "message.im": Heard("what a person types to it", ("im:history",)),
    "app_home_opened": Heard("a person opens the app: to greet them, and to build their Home"),
    "app_uninstalled": Heard("the app was removed: nothing is sent there any more"),
    "tokens_revoked": Heard("its token was taken away: no call is made with it any more"),
    "member_joined_channel": Heard(
        "it was invited to a channel: posts may go there from now on", ("channels:read", "groups:read")
    ),
    "member_left_channel": Heard(
        "it was taken out of a channel: an admin is told, and can choose another",
        ("channels:read", "groups:read"),
    ),
    "channel_left": Heard("the same, as Slack tells it of public channels", ("channels:read",)),
    "channel_archive": Heard("a channel it posts in was archived: what is for it waits", ("channels:read",)),
    "channel_unarchive": Heard("it was brought back: what waited goes out", ("channels:read",)),
    "channel_deleted": Heard("it was deleted: an admin is told, and can choose another", ("channels:read",)),
    "channel_rename": Heard("it was renamed: it is called by its new name", ("channels:read",)),
    "group_left": Heard("it was taken out of a private channel", ("groups:read",)),
    "group_archive": Heard("a private channel it posts in was archived", ("groups:read",)),
    "group_unarchive": Heard("a private channel was brought back", ("groups:read",)),
    "group_deleted": Heard("a private channel was deleted", ("groups:read",)),
    "group_rename": Heard("a private channel was renamed", ("groups:read",)),
}


def why_of(scope: str) -> str:
    """What a scope is for, "" of one that is none of ours."""
    return BASE.get(scope) or (OPTIONAL[scope].why if scope in OPTIONAL else "")


def scopes(features: Collection[str] = ()) -> tuple[str, ...]:
    """The scopes to ask for, when these features are on."""
    return (*BASE, *(scope for scope, row in OPTIONAL.items() if row.feature in features))
