"""Is Slack told of every command, and of no more rights than the program uses, in a form that it takes?"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from adapters.slack.client.web import PATH
from adapters.slack.manifest import Plan, manifest, yaml_of
from adapters.slack.scopes import BASE, EVENTS, FEATURES, OPTIONAL
from bot.program.commands import COMMANDS
from bot.text.catalog import LANGUAGES, words_for
from tests.unit.slack_manifest_rules import EVENTS as KNOWN_EVENTS
from tests.unit.slack_manifest_rules import objection

URL = "https://turnabout.example.com"
HTTP = Plan(url=URL)
SOCKET = Plan(socket=True)
INSTALLED = Plan(url=URL, installs=True, features=FEATURES)
PLANS = [HTTP, SOCKET, INSTALLED, Plan(url=URL, socket=True, installs=True, features=("profile",))]


def made(plan: Plan = HTTP, language: str = "en") -> dict[str, Any]:
    return manifest(plan, words_for(language, "UTC"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", PLANS)
def test_slack_takes_it(plan: Plan, language: str) -> None:
    assert objection(made(plan, language)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", PLANS)
def test_what_people_read_and_paste_is_the_same(plan: Plan, language: str) -> None:
    document = made(plan, language)
    assert yaml.safe_load(yaml_of(document, "paste: this")) == document


def test_words_with_marks_of_the_format_stay_words() -> None:
    odd = {
        "a": 'yes: "no" # {x} [y] & * ! | > % @ `\\ \t ü',
        "b": ["- no", "#", ""],
        "c": [{"d": "on", "e": 1}],
    }
    assert yaml.safe_load(yaml_of(odd, "odd")) == odd


def test_it_has_every_command_of_the_table_in_its_order() -> None:
    told = [row["command"] for row in made()["features"]["slash_commands"]]
    assert told == [f"/rm-{command.name}" for command in COMMANDS]


def test_every_command_is_sent_escaped_and_to_the_one_route() -> None:
    document = made()
    rows = document["features"]["slash_commands"]
    assert all(row["should_escape"] for row in rows)
    settings = document["settings"]
    asked = [*rows, {"url": settings["interactivity"]["request_url"]}]
    asked.append({"url": settings["event_subscriptions"]["request_url"]})
    assert {row["url"] for row in asked} == {f"{URL}{PATH}"}


def test_those_for_admins_say_so_and_lines_are_short() -> None:
    for command, row in zip(COMMANDS, made()["features"]["slash_commands"], strict=True):
        assert row["description"].endswith("(admins)") is command.admin
        assert len(row["description"]) <= 100


def test_people_can_write_to_it_and_see_their_home() -> None:
    assert made()["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_socket_mode_needs_no_address() -> None:
    document = made(SOCKET)
    assert "http" not in yaml_of({**document, "display_information": {}}, "")
    assert document["settings"]["socket_mode_enabled"] is True
    assert made()["settings"]["socket_mode_enabled"] is False


def test_several_workspaces_come_with_a_way_back_and_tokens_that_rotate() -> None:
    document = made(INSTALLED)
    assert document["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    assert document["settings"]["token_rotation_enabled"] is True
    assert "redirect_urls" not in made()["oauth_config"]
    assert made()["settings"]["token_rotation_enabled"] is False


def test_it_asks_for_the_rights_of_the_tables() -> None:
    assert made()["oauth_config"]["scopes"] == {"bot": list(BASE)}
    assert made(INSTALLED)["oauth_config"]["scopes"] == {"bot": [*BASE, *OPTIONAL]}
    assert made()["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)


def test_the_scopes_of_events_are_those_of_the_reference() -> None:
    assert {name: heard.scopes for name, heard in EVENTS.items()} == {
        name: KNOWN_EVENTS[name] for name in EVENTS
    }


BROKEN: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "unknown field": ("walrus", lambda m: m.update(walrus=1)),
    "long name": ("name", lambda m: m["display_information"].update(name="x" * 36)),
    "short text": ("long_description", lambda m: m["display_information"].update(long_description="x" * 174)),
    "no slash": ("command", lambda m: m["features"]["slash_commands"][0].update(command="rm-join")),
    "twice": ("twice", lambda m: m["features"]["slash_commands"].append(m["features"]["slash_commands"][0])),
    "no address": ("address", lambda m: m["features"]["slash_commands"][0].pop("url")),
    "no scope": ("message.im", lambda m: m["oauth_config"]["scopes"]["bot"].remove("im:history")),
    "no event": ("walrus", lambda m: m["settings"]["event_subscriptions"]["bot_events"].append("walrus")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_rules_would_object(name: str) -> None:
    word, broken = BROKEN[name][0], copy.deepcopy(made())
    BROKEN[name][1](broken)
    assert word in objection(broken)
