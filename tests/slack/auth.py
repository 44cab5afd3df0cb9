"""auth.*: whose token is it? Source: https://docs.slack.dev/reference/methods/auth.test (November 2026)."""

from __future__ import annotations

from tests.slack.method import Method
from tests.slack.workspace import BOT, BOT_ID, TEAM, Json, Workspace


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


METHODS = {"auth.test": Method(answer=test, tier="special", json=True)}
