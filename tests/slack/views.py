"""views.*: forms over the chat.

A view is opened with a trigger, which works once and for three seconds; it is replaced by its id, with the hash of the
view that is meant. (The home page is `home.py`'s.)

Source: https://docs.slack.dev/reference/methods/views.open, views.update, views.push (November 2026).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from tests.slack.arguments import OBJECT, TEXT, needed
from tests.slack.markup import live
from tests.slack.method import Method
from tests.slack.rules import broken_view
from tests.slack.workspace import APP_ID, BOT_ID, TEAM, Json, RefusedError, Workspace

STACK = 3
_numbers: Iterator[int] = count(1)


def open_view(slack: Workspace, arguments: Json) -> Json:
    _check(slack, "views.open", arguments["view"])
    user = slack.use_trigger(arguments["trigger_id"])
    shown = _shown(arguments["view"])
    slack.modals[user] = [shown]
    return {"view": shown}


def push(slack: Workspace, arguments: Json) -> Json:
    _check(slack, "views.push", arguments["view"])
    user = slack.use_trigger(arguments["trigger_id"])
    stack = slack.modals.get(user, [])
    if not stack:
        raise RefusedError("not_found")
    if len(stack) >= STACK:
        raise RefusedError("push_limit_reached")
    shown = _shown(arguments["view"])
    stack.append(shown)
    return {"view": shown}


def update(slack: Workspace, arguments: Json) -> Json:
    _check(slack, "views.update", arguments["view"])
    if ("view_id" in arguments) == ("external_id" in arguments):
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["view_id or external_id"]})
    view = find(slack, arguments.get("view_id", ""), arguments.get("external_id", ""))
    if "hash" in arguments and arguments["hash"] != view["hash"]:
        raise RefusedError("hash_conflict")
    replace(view, arguments["view"])
    return {"view": view}


def find(slack: Workspace, view_id: str, external_id: str = "") -> Json:
    """The open view; raises RefusedError when nobody has it open."""
    for stack in slack.modals.values():
        for view in stack:
            if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                return view
    raise RefusedError("not_found")


def replace(view: Json, new: Json) -> None:
    """The same view shows something else, by a new hash."""
    shown = _shown(new) | {"id": view["id"], "root_view_id": view["root_view_id"]}
    view.clear()
    view.update(shown)


def _shown(view: Json) -> Json:
    number = next(_numbers)
    return {
        "id": f"V{number}",
        "team_id": TEAM,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "state": {"values": {}},
        "hash": f"1767225600.{number:08}",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "previous_view_id": None,
        "root_view_id": f"V{number}",
        "app_id": APP_ID,
        "bot_id": BOT_ID,
    } | view


def _check(slack: Workspace, name: str, view: Json) -> None:
    for one in live(view):
        slack.fault(f"{name}: this would ping or link: {one}")
    if view.get("type") != "modal":
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["no modal"]})
    broken = broken_view(view)
    if broken:
        slack.fault(f"{name}: {broken}")
        raise RefusedError("invalid_arguments", response_metadata={"messages": broken})


_VIEW = needed(OBJECT)

METHODS = {
    "views.open": Method(
        answer=open_view,
        arguments={"view": _VIEW, "trigger_id": needed(TEXT), "interactivity_pointer": TEXT},
        tier="4",
        json=True,
    ),
    "views.push": Method(
        answer=push,
        arguments={"view": _VIEW, "trigger_id": needed(TEXT), "interactivity_pointer": TEXT},
        tier="4",
        json=True,
    ),
    "views.update": Method(
        answer=update,
        arguments={"view": _VIEW, "view_id": TEXT, "external_id": TEXT, "hash": TEXT},
        tier="4",
        json=True,
    ),
}
