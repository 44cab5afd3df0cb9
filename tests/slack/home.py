"""views.publish: somebody's own page in the app. A view for the Home tab, in place of what stood there.

Source: https://docs.slack.dev/reference/methods/views.publish, https://docs.slack.dev/surfaces/app-home (November
2026). `hash`, where one is given, must be that of the view that is there now.
"""

from __future__ import annotations

import json

from tests.slack.arguments import OBJECT, TEXT, needed
from tests.slack.markup import live
from tests.slack.method import Method
from tests.slack.rules import MAX_VIEW, broken_view
from tests.slack.workspace import APP_ID, BOT_ID, TEAM, Json, RefusedError, Workspace


def publish(slack: Workspace, arguments: Json) -> Json:
    user, view = arguments["user_id"], arguments["view"]
    if slack.person(user).get("deleted"):
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["user_id: gone"]})
    if not slack.has_home:
        raise RefusedError("not_enabled")
    _check(slack, view)
    before = slack.homes.get(user)
    if arguments.get("hash") and (before is None or before["hash"] != arguments["hash"]):
        raise RefusedError("hash_conflict")
    view_id = before["id"] if before else f"V{user}"
    slack.homes[user] = {
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        **view,
        "id": view_id,
        "root_view_id": view_id,
        "team_id": TEAM,
        "app_id": APP_ID,
        "bot_id": BOT_ID,
        "hash": slack.new_ts(),
        "state": {"values": {}},
    }
    return {"view": slack.homes[user]}


def _check(slack: Workspace, view: Json) -> None:
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW:
        raise RefusedError("view_too_large")
    for one in live(view):
        if one not in slack.expected:
            slack.fault(f"views.publish: this would ping or link: {one}")
    broken = broken_view(view) if view.get("type") == "home" else [f"a view of type {view.get('type')}"]
    if broken:
        slack.fault(f"views.publish: {broken}")
        raise RefusedError("invalid_arguments", response_metadata={"messages": broken})


METHODS = {
    "views.publish": Method(
        answer=publish,
        arguments={"user_id": needed(TEXT), "view": needed(OBJECT), "hash": TEXT},
        tier="4",
        json=True,
        shows=True,
    ),
}
