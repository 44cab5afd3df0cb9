"""Is Slack told of every command, and of no more rights than the program uses?"""

from __future__ import annotations

import re
from pathlib import Path

from adapters.slack.client.web import PATH
from bot.program.commands import COMMANDS

MANIFEST = (Path(__file__).parents[2] / "adapters/slack/manifest.yaml").read_text("utf-8")


def test_it_has_every_command_of_the_table_in_its_order() -> None:
    told = re.findall(r"^    - command: /rm-(.+)$", MANIFEST, re.MULTILINE)
    assert told == [command.name for command in COMMANDS]


def test_every_command_is_sent_escaped_and_to_the_one_route() -> None:
    assert MANIFEST.count("should_escape: true") == len(COMMANDS)
    addresses = re.findall(r"url: https://turnabout\.example\.com(\S+)", MANIFEST)
    assert set(addresses) == {PATH}
    assert len(addresses) == len(COMMANDS) + 2


def test_it_never_reads_what_people_say_to_each_other() -> None:
    scopes = re.findall(r"^      - ([a-z:.]+)(?: #.*)?$", MANIFEST, re.MULTILINE)
    assert [scope for scope in scopes if scope.endswith(":history")] == ["im:history"]
    assert "messages_tab_enabled: true" in MANIFEST
