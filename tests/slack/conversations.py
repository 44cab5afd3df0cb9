"""conversations.*: which there are, who is in them, and the history of the one kind the bot may read.

Source: https://docs.slack.dev/reference/methods/conversations.open, conversations.history, conversations.info,
conversations.create, conversations.invite (November 2026).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.slack.arguments import NUMBER, TEXT, YES_NO, needed
from tests.slack.chat import as_told
from tests.slack.method import Method
from tests.slack.workspace import BOT, Conversation, Json, RefusedError, Workspace

# kind -> the scope that lets the bot open one with people, read about one, read what is said there
OPENS = {"im": "im:write", "mpim": "mpim:write"}
KNOWS = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
MAKES = {"channel": ("channels:manage",), "group": ("groups:write",)}
ADDS = {
    "channel": ("channels:manage", "channels:write.invites"),
    "group": ("groups:write", "groups:write.invites"),
}
MOST_IN_ONE = 8
MOST_INVITED = 1000
LONGEST_NAME = 80


def open_(slack: Workspace, arguments: Json) -> Json:
    if ("users" in arguments) == ("channel" in arguments):
        raise RefusedError("invalid_arguments")
    if "channel" in arguments:
        return {"channel": {"id": slack.conversation(arguments["channel"]).id}}
    users = arguments["users"].split(",")
    if len(users) > MOST_IN_ONE:
        raise RefusedError("too_many_users")
    for user in users:
        slack.person(user)
    kind = "im" if len(users) == 1 else "mpim"
    needs(slack, OPENS[kind])
    already = f"D{users[0]}" if kind == "im" else _together(set(users))
    is_new = already not in slack.conversations
    opened = slack.conversations.setdefault(already, Conversation(already, kind, {BOT, *users}))
    more = {} if is_new else {"no_op": True, "already_open": True}
    return {"channel": {"id": opened.id}} | more


def _together(users: set[str]) -> str:
    """The same people always have the same conversation."""
    return f"G{'X'.join(sorted(users))}"


def history(slack: Workspace, arguments: Json) -> Json:
    conversation = slack.conversation(arguments["channel"])
    needs(slack, HISTORY[conversation.kind])
    start = int(arguments.get("cursor") or 0)
    said = [message for message in (*slack.messages, *slack.typed) if message.channel == conversation.id]
    found = sorted(said, key=lambda message: message.ts, reverse=True)
    end = start + min(arguments.get("limit", 100), slack.page)
    with_metadata = bool(arguments.get("include_all_metadata"))
    return {
        "messages": [as_told(message, with_metadata=with_metadata) for message in found[start:end]],
        "has_more": end < len(found),
        "response_metadata": {"next_cursor": str(end) if end < len(found) else ""},
    }


def info(slack: Workspace, arguments: Json) -> Json:
    conversation = slack.conversation(arguments["channel"])
    needs(slack, KNOWS[conversation.kind])
    return {"channel": _as_told(conversation)}


def _as_told(conversation: Conversation) -> Json:
    return {
        "id": conversation.id,
        "name": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "group",
        "is_im": conversation.kind == "im",
        "is_mpim": conversation.kind == "mpim",
        "is_private": conversation.kind != "channel",
        "is_archived": conversation.archived,
        "is_member": BOT in conversation.members,
    }


def needs(slack: Workspace, *scopes: str) -> None:
    """Raises RefusedError when the token has none of these scopes."""
    if not slack.scopes & set(scopes):
        raise RefusedError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(slack.scopes)))


def create(slack: Workspace, arguments: Json) -> Json:
    name = arguments["name"]
    kind = "group" if arguments.get("is_private") else "channel"
    needs(slack, *MAKES[kind])
    if not name:
        raise RefusedError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise RefusedError("invalid_name_maxlength")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise RefusedError("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise RefusedError("invalid_name_punctuation")
    if any(name == one.name for one in slack.conversations.values()):
        raise RefusedError("name_taken")
    made = Conversation(f"C{len(slack.conversations)}MADE", kind, {BOT}, name)
    slack.conversations[made.id] = made
    return {"channel": _as_told(made)}


def invite(slack: Workspace, arguments: Json) -> Json:
    """All or nobody, unless `force` says to go on with those who can be added."""
    conversation = slack.conversation(arguments["channel"])
    if conversation.kind not in MAKES:
        raise RefusedError("method_not_supported_for_channel_type")
    needs(slack, *ADDS[conversation.kind])
    if BOT not in conversation.members:
        raise RefusedError("not_in_channel")
    if conversation.archived:
        raise RefusedError("is_archived")
    users = arguments["users"].split(",")
    if not all(users):
        raise RefusedError("no_user")
    if len(users) > MOST_INVITED:
        raise RefusedError("too_many_users")
    wrong = {user: error for user in users if (error := _objection(slack, conversation, user))}
    if wrong and (not arguments.get("force") or len(wrong) == len(users)):
        raise RefusedError(next(iter(wrong.values())), errors=_errors(wrong))
    conversation.members |= {user for user in users if user not in wrong}
    return {"channel": _as_told(conversation)} | ({"errors": _errors(wrong)} if wrong else {})


def _errors(wrong: Mapping[str, str]) -> list[Json]:
    return [{"user": user, "ok": False, "error": error} for user, error in wrong.items()]


def _objection(slack: Workspace, conversation: Conversation, user: str) -> str:
    if user == BOT:
        return "cant_invite_self"
    try:
        person = slack.person(user)
    except RefusedError:
        return "user_not_found"
    if person["deleted"]:
        return "cant_invite"
    return "already_in_channel" if user in conversation.members else ""


METHODS = {
    "conversations.create": Method(
        answer=create,
        arguments={"name": needed(TEXT), "is_private": YES_NO, "team_id": TEXT},
        scopes=("channels:manage", "groups:write"),
        tier="2",
        json=True,
    ),
    "conversations.invite": Method(
        answer=invite,
        arguments={"channel": needed(TEXT), "users": needed(TEXT), "force": YES_NO},
        scopes=("channels:manage", "channels:write.invites", "groups:write", "groups:write.invites"),
        tier="3",
        json=True,
    ),
    "conversations.open": Method(
        answer=open_,
        arguments={"users": TEXT, "channel": TEXT, "return_im": YES_NO, "prevent_creation": YES_NO},
        scopes=("im:write", "mpim:write", "channels:manage", "groups:write"),
        tier="3",
        json=True,
    ),
    "conversations.history": Method(
        answer=history,
        arguments={
            "channel": needed(TEXT),
            "cursor": TEXT,
            "include_all_metadata": YES_NO,
            "inclusive": YES_NO,
            "latest": TEXT,
            "limit": NUMBER,
            "oldest": TEXT,
        },
        scopes=tuple(HISTORY.values()),
        tier="3",
    ),
    "conversations.info": Method(
        answer=info,
        arguments={"channel": needed(TEXT), "include_locale": YES_NO, "include_num_members": YES_NO},
        scopes=tuple(KNOWS.values()),
        tier="3",
    ),
}
