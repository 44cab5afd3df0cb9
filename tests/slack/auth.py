"""auth.*: whose token is it, and where may it be used?

Source: https://docs.slack.dev/reference/methods/auth.test, auth.teams.list (November 2026).
"""

from __future__ import annotations

from tests.slack.arguments import NUMBER, TEXT, YES_NO
from tests.slack.method import Method
from tests.slack.workspace import BOT, BOT_ID, TEAM, Json, RefusedError, Workspace


def test(slack: Workspace, arguments: Json) -> Json:
    return {
        "url": "https://company.slack.example/",
        "team": "Company",
        "user": "turnabout",
        "team_id": TEAM,
        "user_id": BOT,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def teams(slack: Workspace, arguments: Json) -> Json:
    """The workspaces of an organization that the app was added to."""
    start, limit = arguments.get("cursor", ""), arguments.get("limit", 100)
    if not 0 < limit <= MOST_TEAMS:
        raise RefusedError("invalid_limit")
    names = sorted(slack.teams) if slack.whole() else [TEAM]
    if start and start not in names:
        raise RefusedError("invalid_cursor")
    begin = names.index(start) if start else 0
    shown, rest = names[begin : begin + limit], names[begin + limit :]
    return {
        "teams": [{"id": name, "name": f"Workspace {name}"} for name in shown],
        "response_metadata": {"next_cursor": rest[0] if rest else ""},
    }


MOST_TEAMS = 1000
METHODS = {
    "auth.test": Method(answer=test, tier="special", json=True),
    "auth.teams.list": Method(
        answer=teams, arguments={"cursor": TEXT, "limit": NUMBER, "include_icon": YES_NO}, tier="2"
    ),
}
