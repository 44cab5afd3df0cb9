"""chat.*: messages, shown, replaced and taken back.

Source: https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, chat.delete, chat.postEphemeral
(November 2026).
"""

from __future__ import annotations

from tests.slack.arguments import LIST, OBJECT, TEXT, YES_NO, needed
from tests.slack.files import wrong_pictures
from tests.slack.markup import live
from tests.slack.method import Method
from tests.slack.rules import broken_limits
from tests.slack.workspace import BOT, Json, Message, RefusedError, Workspace


def post(slack: Workspace, arguments: Json) -> Json:
    conversation = slack.conversation(arguments["channel"])
    if conversation.archived:
        raise RefusedError("is_archived")
    if BOT not in conversation.members:
        raise RefusedError("not_in_channel")
    if arguments.get("unfurl_links") is not False or arguments.get("unfurl_media") is not False:
        slack.fault("chat.postMessage: this would show what is behind a link")
    _check(slack, "chat.postMessage", arguments)
    message = Message(conversation.id, slack.new_ts(), arguments)
    slack.messages.append(message)
    return {"channel": conversation.id, "ts": message.ts, "message": as_told(message)}


def update(slack: Workspace, arguments: Json) -> Json:
    slack.conversation(arguments["channel"])
    _check(slack, "chat.update", arguments)
    message = slack.message(arguments["channel"], arguments["ts"])
    if message.author != BOT:
        raise RefusedError("cant_update_message")
    message.before.append(message.body)
    message.body = message.body | arguments
    message.updates += 1
    told = as_told(message)
    return {"channel": message.channel, "ts": message.ts, "text": told["text"], "message": told}


def delete(slack: Workspace, arguments: Json) -> Json:
    slack.conversation(arguments["channel"])
    message = slack.message(arguments["channel"], arguments["ts"])
    if message.author != BOT:
        raise RefusedError("cant_delete_message")
    message.deleted = True
    slack.messages.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(slack: Workspace, arguments: Json) -> Json:
    conversation = slack.conversation(arguments["channel"])
    if conversation.archived:
        raise RefusedError("is_archived")
    if BOT not in conversation.members:
        raise RefusedError("not_in_channel")
    if arguments["user"] not in conversation.members:
        raise RefusedError("user_not_in_channel")
    _check(slack, "chat.postEphemeral", arguments)
    message = Message(conversation.id, slack.new_ts(), arguments, to=arguments["user"])
    slack.ephemerals.append(message)
    return {"message_ts": message.ts}


def as_told(message: Message, *, with_metadata: bool = False) -> Json:
    told: Json = {
        "type": "message",
        "user": message.author,
        "ts": message.ts,
        "text": message.body.get("text", ""),
        "blocks": message.body.get("blocks", []),
    }
    return told | (
        {"metadata": message.body["metadata"]} if with_metadata and "metadata" in message.body else {}
    )


def _check(slack: Workspace, name: str, arguments: Json) -> None:
    if arguments.get("link_names") or arguments.get("parse", "none") != "none":
        slack.fault(f"{name}: this would ping people named in passing")
    if "attachments" in arguments:
        slack.fault(f"{name}: attachments are of the past")
    for one in live(arguments):
        if one not in slack.expected:
            slack.fault(f"{name}: this would ping or link: {one}")
    broken = broken_limits(arguments)
    if broken:
        slack.fault(f"{name}: {broken}")
        raise RefusedError("invalid_blocks", response_metadata={"messages": broken})
    wrong = wrong_pictures(slack, arguments.get("blocks", []))
    if wrong:
        raise RefusedError("invalid_blocks", errors=wrong, response_metadata={"messages": wrong})
    pictures = [block for block in arguments.get("blocks", []) if "image_url" in block]
    if pictures and not slack.fetches_pictures:
        raise RefusedError("invalid_blocks", response_metadata={"messages": ["downloading image failed"]})


# What a message is made of, whoever shows it
_CONTENT = {
    "text": TEXT,
    "blocks": LIST,
    "attachments": LIST,
    "as_user": YES_NO,
    "link_names": YES_NO,
    "parse": TEXT,
    "markdown_text": TEXT,
}
_LOOKS = {"icon_emoji": TEXT, "icon_url": TEXT, "username": TEXT, "thread_ts": TEXT}

METHODS = {
    "chat.postMessage": Method(
        answer=post,
        arguments=_CONTENT
        | _LOOKS
        | {
            "channel": needed(TEXT),
            "metadata": OBJECT,
            "mrkdwn": YES_NO,
            "reply_broadcast": YES_NO,
            "unfurl_links": YES_NO,
            "unfurl_media": YES_NO,
        },
        scopes=("chat:write",),
        tier="posting",
        json=True,
        shows=True,
    ),
    "chat.update": Method(
        answer=update,
        arguments=_CONTENT
        | {
            "channel": needed(TEXT),
            "ts": needed(TEXT),
            "metadata": OBJECT,
            "reply_broadcast": YES_NO,
            "file_ids": LIST,
        },
        scopes=("chat:write",),
        tier="3",
        json=True,
        shows=True,
    ),
    "chat.delete": Method(
        answer=delete,
        arguments={"channel": needed(TEXT), "ts": needed(TEXT), "as_user": YES_NO},
        scopes=("chat:write",),
        tier="3",
        json=True,
        shows=True,
    ),
    "chat.postEphemeral": Method(
        answer=post_ephemeral,
        arguments=_CONTENT | _LOOKS | {"channel": needed(TEXT), "user": needed(TEXT)},
        scopes=("chat:write",),
        tier="4",
        json=True,
        shows=True,
    ),
}
