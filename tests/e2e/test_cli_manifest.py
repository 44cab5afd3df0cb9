"""Does `app.py manifest slack` print what can be pasted, before there is any credential?"""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

import app
from adapters.slack.scopes import BASE
from bot.runtime import cli
from storage import MemoryStorage
from tests.unit.slack_manifest_rules import objection

URL = "https://turnabout.example.com"
TOOLS = cli.Tools(
    serve=app.serve,
    open_storage=app.opened,
    examine=app.examine,
    places=app.places,
    memory=MemoryStorage,
    manifests=app.MANIFESTS,
)
Shown = tuple[int, str, str]


class Terminal:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, *words: str, **environment: str) -> Shown:
        """Exit code, stdout, stderr."""
        code = cli.main(["manifest", "slack", *words], TOOLS, environment=environment, env_file=None)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def printed(self, *words: str, **environment: str) -> Any:
        code, out, err = self.run(*words, **environment)
        assert (code, err) == (0, "")
        document = yaml.safe_load(out)
        assert objection(document) == ""
        assert json.loads(self.run(*words, "--json", **environment)[1]) == document
        return document


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_for_socket_mode_nothing_has_to_be_set(terminal: Terminal) -> None:
    document = terminal.printed("--socket")
    assert document["settings"]["socket_mode_enabled"] is True
    assert document["oauth_config"] == {"scopes": {"bot": list(BASE)}}


def test_it_says_where_to_paste_it_and_why_each_right(terminal: Terminal) -> None:
    told = terminal.run("--socket")[1]
    assert told.startswith("# Paste this at https://api.slack.com/apps")
    assert (
        '"im:history" # to hear what a person types to it in their own conversation, and nothing else' in told
    )


@pytest.mark.parametrize(("words", "environment"), [(("--url", f"{URL}/"), {}), ((), {"PUBLIC_URL": URL})])
def test_over_http_it_has_the_address(
    words: tuple[str, ...], environment: dict[str, str], terminal: Terminal
) -> None:
    settings = terminal.printed(*words, **environment)["settings"]
    assert settings["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert settings["socket_mode_enabled"] is False


def test_the_settings_decide_which_way_in(terminal: Terminal) -> None:
    document = terminal.printed(PUBLIC_URL=URL, SLACK_APP_TOKEN="xapp-1", SLACK_CLIENT_ID="1.2")
    assert document["settings"]["socket_mode_enabled"] is True
    assert document["settings"]["token_rotation_enabled"] is True
    assert document["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    asked = terminal.printed("--url", URL, SLACK_APP_TOKEN="xapp-1")
    assert asked["settings"]["socket_mode_enabled"] is False


def test_features_bring_their_rights(terminal: Terminal) -> None:
    scopes = terminal.printed("--socket", "--with", "profile")["oauth_config"]["scopes"]
    assert scopes["bot"] == [*BASE, "users.profile:read"]


def test_the_commands_speak_german(terminal: Terminal) -> None:
    commands = terminal.printed("--socket", "--lang", "de")["features"]["slash_commands"]
    assert commands[0]["description"] == "Mitmachen, oder das Mitmachen abschließen"


def test_settings_that_do_not_matter_here_are_not_in_the_way(terminal: Terminal) -> None:
    terminal.printed("--socket", PORT="x", SLACK_BOT_TOKEN="walrus", HOST="0.0.0.0")


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        ((), {}, "PUBLIC_URL: is empty"),
        (("--socket", "--oauth"), {}, "PUBLIC_URL: is empty"),
        (("--url", "http://turnabout.example.com"), {}, "--url: must begin with https://"),
        (("--url", f"{URL}?a=b"), {}, "--url: takes an address alone"),
        ((), {"PUBLIC_URL": "walrus"}, "PUBLIC_URL: must begin with https://"),
        (("--socket", "--with", "walrus"), {}, "--with: there is no feature 'walrus'"),
    ],
)
def test_what_is_wrong_is_one_line(
    words: tuple[str, ...], environment: dict[str, str], told: str, terminal: Terminal
) -> None:
    code, out, err = terminal.run(*words, **environment)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith(told)
