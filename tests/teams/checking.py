"""Is a call to the Bot Connector one that its documentation knows? What is wrong with it, as words.

Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference (November
2026): operations, Activity object, ConversationParameters.
"""

from __future__ import annotations

import json

from aiohttp import web

from tests.teams.limiting import Doing
from tests.teams.requests import BOT
from tests.teams.rules import Json

ACTIVITY = frozenset(
    {
        "action",
        "attachmentLayout",
        "attachments",
        "channelData",
        "channelId",
        "conversation",
        "entities",
        "expiration",
        "from",
        "id",
        "importance",
        "inputHint",
        "locale",
        "name",
        "recipient",
        "replyToId",
        "serviceUrl",
        "speak",
        "suggestedActions",
        "summary",
        "text",
        "textFormat",
        "topicName",
        "type",
        "value",
    }
)
CONVERSATION = frozenset({"activity", "bot", "channelData", "isGroup", "members", "tenantId", "topicName"})
WITH_BODY = frozenset({"POST", "PUT"})


async def read_body(request: web.Request) -> tuple[Json, list[str]]:
    """What was sent, and what is wrong with how."""
    raw = await request.read()
    broken = [f"a query: {request.query_string}"] if request.query_string else []
    if request.method not in WITH_BODY:
        return {}, broken + (["a body where there is none"] if raw else [])
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() != "utf-8":
        broken.append(f"content type {request.headers.get('Content-Type')}")
    try:
        made = json.loads(raw.decode())
    except ValueError as error:
        return {}, [*broken, f"no JSON: {type(error).__name__}"]
    return (made, broken) if isinstance(made, dict) else ({}, [*broken, "no object"])


def wrong_activity(body: Json, bot: str, conversation: str = "", name: str = "") -> list[str]:
    """Of a message by that bot, to that conversation, in the place of the message of that name."""
    broken = [f"no field of an activity: {key}" for key in sorted(body.keys() - ACTIVITY)]
    if body.get("type") != "message":
        broken.append(f"type {body.get('type')}")
    if (body.get("from") or {}).get("id") != bot:
        broken.append(f"from {body.get('from')}")
    if "conversation" in body and body["conversation"].get("id") != conversation:
        broken.append("another conversation in the body than in the address")
    if "id" in body and body["id"] != name:
        broken.append("another activity in the body than in the address")
    return broken


def wrong_conversation(body: Json) -> list[str]:
    """Of what a new conversation is asked for with; a bot begins one with a person or a thread in a channel."""
    broken = [f"no field of a conversation: {key}" for key in sorted(body.keys() - CONVERSATION)]
    if not isinstance(body.get("isGroup"), bool):
        broken.append("isGroup is neither yes nor no")
    tenant = ((body.get("channelData") or {}).get("tenant") or {}).get("id")
    if not tenant or body.get("tenantId", tenant) != tenant:
        broken.append("no tenant, or two")
    if body.get("isGroup"):
        channel = ((body.get("channelData") or {}).get("channel") or {}).get("id")
        if not channel or "activity" not in body or "members" in body:
            broken.append("a thread without its channel or its first message, or a group chat")
        return broken
    members = body.get("members") or []
    if len(members) != 1 or not str(members[0].get("id", "")):
        broken.append(f"{len(members)} members")
    if not str((body.get("bot") or {}).get("id", "")).startswith("28:"):
        broken.append("no bot")
    return broken


def wrong_call(request: web.Request, body: Json) -> list[str]:
    conversation = request.match_info.get("conversation")
    if request.method == "DELETE":
        return []
    if conversation is not None:
        return wrong_activity(body, BOT, conversation, request.match_info.get("activity", ""))
    broken = wrong_conversation(body)
    return broken + (wrong_activity(body["activity"], BOT) if "activity" in body else [])


def done_where(request: web.Request, body: Json) -> tuple[Doing, str]:
    """What is done, and in which conversation; a new one is known by who or which channel it is with."""
    conversation = request.match_info.get("conversation")
    if conversation is not None:
        return "send", conversation
    members = [str(member.get("id")) for member in body.get("members") or []]
    channel = (body["channelData"].get("channel") or {}).get("id", "")
    return "create", channel or ",".join(members)
