"""Is Teams told of commands that exist, of no more than it takes, and of no rights that are not used?"""

from __future__ import annotations

import json
from pathlib import Path

from bot.program.commands import COMMANDS

SOURCE = (Path(__file__).parents[2] / "adapters/teams/manifest.json").read_text("utf-8")
MANIFEST = json.loads(SOURCE)
(BOT,) = MANIFEST["bots"]
TOLD = [command["title"] for part in BOT["commandLists"] for command in part["commands"]]


def test_it_tells_commands_of_the_table_in_its_order() -> None:
    known = [f"rm-{command.name}" for command in COMMANDS]
    assert [name for name in known if name in TOLD] == TOLD
    assert {"rm-join", "rm-help", "rm-leave", "rm-concern", "rm-setup", "rm-pair"} <= set(TOLD)


def test_it_keeps_to_the_limits_of_teams() -> None:
    """Source: https://learn.microsoft.com/microsoft-365/extensibility/schema (November 2026)."""
    assert tuple(map(int, MANIFEST["manifestVersion"].split("."))) >= (1, 24)
    assert len(TOLD) <= 10
    for part in BOT["commandLists"]:
        for command in part["commands"]:
            assert 0 < len(command["title"]) <= 32
            assert 0 < len(command["description"]) <= 128
    assert len(MANIFEST["name"]["short"]) <= 30
    assert len(MANIFEST["name"]["full"]) <= 100
    assert len(MANIFEST["description"]["short"]) <= 80
    assert len(MANIFEST["description"]["full"]) <= 4_000


def test_it_asks_for_no_right_to_read_what_people_write_to_each_other() -> None:
    assert "authorization" not in MANIFEST
    assert "webApplicationInfo" not in MANIFEST
    assert "groupChat" not in BOT["scopes"]


def test_what_differs_by_company_is_left_open() -> None:
    assert MANIFEST["id"] == BOT["botId"] == "${{TEAMS_APP_ID}}"
    assert "${{PUBLIC_HOST}}" in MANIFEST["developer"]["websiteUrl"]
