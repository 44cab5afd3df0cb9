"""users.* and team.profile.*: who is in the workspace, and what stands in their profiles.

Source: https://docs.slack.dev/reference/methods/users.list, users.info, users.profile.get, team.profile.get (November
2026). The list has everybody, bots and those who were deactivated, too; a cursor works only as it was given.
"""

from __future__ import annotations

import base64
import copy

from tests.slack.arguments import NUMBER, TEXT, YES_NO, needed
from tests.slack.method import Method
from tests.slack.workspace import BOT, Json, RefusedError, Workspace

MOST_ON_A_PAGE = 1000
USUAL_PAGE = 100
NOT_SAID_OF_LEAVERS = (
    "tz",
    "tz_label",
    "tz_offset",
    "is_admin",
    "is_owner",
    "is_restricted",
    "is_ultra_restricted",
)
SLACKBOT: Json = {"id": "USLACKBOT", "name": "slackbot", "real_name": "Slackbot", "is_bot": False}


def list_(slack: Workspace, arguments: Json) -> Json:
    team = slack.team_of(arguments)
    everybody = [
        one | ({"deleted": True} if team and slack.deleted_in.get(user) == team else {})
        for user, one in slack.people.items()
        if not team or user in slack.teams[team]
    ]
    start = _place(arguments.get("cursor", ""))
    limit = arguments.get("limit", USUAL_PAGE)
    if not 0 < limit <= MOST_ON_A_PAGE:
        raise RefusedError("invalid_limit")
    end = start + limit
    locale = bool(arguments.get("include_locale"))
    return {
        "members": [_as_told(slack, one, locale=locale) for one in everybody[start:end]],
        "cache_ts": int(slack.now_s()),
        "response_metadata": {"next_cursor": _cursor(end) if end < len(everybody) else ""},
    }


def _cursor(place: int) -> str:
    return base64.b64encode(f"user:{place}".encode()).decode()


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        kind, _, place = base64.b64decode(cursor.encode(), validate=True).decode().partition(":")
    except ValueError as error:
        raise RefusedError("invalid_cursor") from error
    if kind != "user" or not place.isdecimal():
        raise RefusedError("invalid_cursor")
    return int(place)


def info(slack: Workspace, arguments: Json) -> Json:
    locale = bool(arguments.get("include_locale"))
    return {"user": _as_told(slack, slack.person(arguments["user"]), locale=locale)}


def _as_told(slack: Workspace, person: Json, *, locale: bool) -> Json:
    """A user object; the company's own fields are in none of them."""
    told = copy.deepcopy(person)
    profile = told.setdefault("profile", {})
    profile.pop("fields", None)
    if "users:read.email" not in slack.scopes:
        profile.pop("email", None)
    if locale:
        told.setdefault("locale", "en-US")
    else:
        told.pop("locale", None)
    if told.get("deleted"):
        told = {name: value for name, value in told.items() if name not in NOT_SAID_OF_LEAVERS}
    return told


def profile(slack: Workspace, arguments: Json) -> Json:
    """Of the bot itself where nobody is named."""
    person = slack.person(arguments.get("user", BOT))
    told = copy.deepcopy(person["profile"])
    told["fields"] = told.get("fields") or None  # without any, Slack says null
    if "users:read.email" not in slack.scopes:
        told.pop("email", None)
    return {"profile": told}


def fields(slack: Workspace, arguments: Json) -> Json:
    if arguments.get("visibility", "all") not in ("all", "visible", "hidden"):
        raise RefusedError("invalid_arguments")
    slack.team_of(arguments)
    return {"profile": {"fields": copy.deepcopy(slack.fields), "sections": []}}


READS = ("users:read",)
METHODS = {
    "users.list": Method(
        answer=list_,
        arguments={"cursor": TEXT, "include_locale": YES_NO, "limit": NUMBER, "team_id": TEXT},
        scopes=READS,
        tier="2",
    ),
    "users.info": Method(
        answer=info, arguments={"user": needed(TEXT), "include_locale": YES_NO}, scopes=READS, tier="4"
    ),
    "users.profile.get": Method(
        answer=profile,
        arguments={"user": TEXT, "include_labels": YES_NO},
        scopes=("users.profile:read",),
        tier="4",
    ),
    "team.profile.get": Method(
        answer=fields,
        arguments={"team_id": TEXT, "visibility": TEXT},
        scopes=("users.profile:read",),
        tier="3",
    ),
}
