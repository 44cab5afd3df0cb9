"""What happens at the address that Slack gives with a press or a command: five answers in half an hour.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses (November 2026).
"""

from __future__ import annotations

from aiohttp import web

from tests.slack.markup import live
from tests.slack.rules import broken_limits
from tests.slack.shapes import boolean, one_of, shape
from tests.slack.workspace import Json, Message, Workspace

_SHAPE = shape(
    {},
    {
        "text": lambda text: [],
        "blocks": lambda blocks: [],
        "response_type": one_of("ephemeral", "in_channel"),
        "replace_original": boolean,
        "delete_original": boolean,
        "unfurl_links": boolean,
        "unfurl_media": boolean,
    },
)


def take_answer(slack: Workspace, name: str, told: Json) -> web.Response:
    """The answer is shown; to the person alone unless it says otherwise."""
    broken = _SHAPE(told)
    if told.get("replace_original") and told.get("delete_original"):
        broken.append("replaced or deleted")
    if not told.get("delete_original"):
        broken += broken_limits(told)
    broken += [f"live: {one}" for one in live(told) if one not in slack.expected]
    if broken:
        slack.fault(f"response_url: {broken}")
        return web.Response(status=400, text="invalid_payload")
    given = slack.answers.get(name)
    if not given:  # a test that only wants to hear what is answered
        return web.Response(text="ok")
    if not given.left or given.until_s < slack.now_s():
        if "response_url" not in slack.forgiven:
            slack.fault("response_url: used too often or too late")
        return web.json_response(
            {"ok": False, "error": "used_url" if not given.left else "expired_url"}, status=404
        )
    given.left -= 1
    if told.get("delete_original") or told.get("replace_original"):
        _change(slack, given.channel, given.ts, told)
    else:
        alone = given.user if told.get("response_type", "ephemeral") == "ephemeral" else ""
        shown = slack.ephemerals if alone else slack.messages
        shown.append(Message(given.channel, slack.new_ts(), told, to=alone))
    return web.Response(text="ok")


def _change(slack: Workspace, channel: str, ts: str, told: Json) -> None:
    for shown in (slack.messages, slack.ephemerals):
        for message in [one for one in shown if (one.channel, one.ts) == (channel, ts)]:
            if told.get("delete_original"):
                shown.remove(message)
            else:
                message.body = message.body | told
                message.updates += 1
