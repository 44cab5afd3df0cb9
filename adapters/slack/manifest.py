"""What is Slack told of the app: commands, rights, events, addresses? A manifest, made from the tables. Pure.

Commands come from `bot/program/commands.py`, rights and events from `scopes.py`. Read next: `yaml_of`, which writes
it for people, each right with its reason.
Source: https://docs.slack.dev/reference/app-manifest (November 2026).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from adapters.menu import line_of
from adapters.slack.scopes import BASE, EVENTS, OPTIONAL, scopes
from adapters.wording import Wording, cut
from bot.conversation.messages import Phrase
from bot.program.commands import COMMANDS, Command
from bot.text.catalog import has

NAME: Final = "Turnabout"
BOT_NAME: Final = "turnabout"  # small letters, digits, "-", "_" and "." only
COLOR: Final = "#1d4f4a"
EVENTS_PATH: Final = "/slack/events"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
DESCRIPTION, HINT = 2000, 1000  # characters


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the app is made for. `url` is the public https address, "" where Socket Mode needs none; `installs`:
    several workspaces by OAuth; `features` those of `scopes.FEATURES` that are on.
    """

    url: str = ""
    socket: bool = False
    installs: bool = False
    features: tuple[str, ...] = ()


def manifest(plan: Plan, words: Wording) -> dict[str, Any]:
    """The document, as Slack takes it in JSON; sentences in the language of `words`."""
    request = {} if plan.socket else {"request_url": f"{plan.url}{EVENTS_PATH}"}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": words.text(Phrase("platform.app.short")),
            "long_description": words.text(Phrase("platform.app.long")),
            "background_color": COLOR,
        },
        "features": {
            # Without its messages tab nobody can be written to.
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": BOT_NAME, "always_online": True},
            "slash_commands": [_command(command, plan, words) for command in COMMANDS],
        },
        "oauth_config": {
            **({"redirect_urls": [f"{plan.url}{REDIRECT_PATH}"]} if plan.installs else {}),
            "scopes": {"bot": list(scopes(plan.features))},
        },
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": plan.socket,
            "token_rotation_enabled": plan.installs,
        },
    }


def _command(command: Command, plan: Plan, words: Wording) -> dict[str, Any]:
    hint = f"hint.{command.name}"
    return {
        "command": f"/rm-{command.name}",
        "description": cut(line_of(command, words), DESCRIPTION),
        **({"usage_hint": cut(words.text(Phrase(hint)), HINT)} if has(hint) else {}),
        **({} if plan.socket else {"url": f"{plan.url}{EVENTS_PATH}"}),
        # So that people and channels that are named arrive by their ids.
        "should_escape": True,
    }


REASONS: Final[Mapping[str, str]] = {
    **BASE,
    **{scope: row.why for scope, row in OPTIONAL.items()},
    **{event: heard.why for event, heard in EVENTS.items()},
}


def yaml_of(document: Mapping[str, Any], heading: str) -> str:
    """The same for people to read, with why each right and event is asked for; `heading` becomes its first comment."""
    return "\n".join([f"# {heading}", *_lines(document, "")]) + "\n"


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, held in value.items():
        match held:
            case dict():
                yield f"{indent}{name}:"
                yield from _lines(held, indent + "  ")
            case list():
                yield f"{indent}{name}:"
                for item in held:
                    yield from _item(item, indent + "  ")
            case _:
                yield f"{indent}{name}: {_scalar(held)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, dict):
        first, *rest = _lines(item, "")
        yield f"{indent}- {first}"
        yield from (f"{indent}  {line}" for line in rest)
    else:
        why = REASONS.get(item, "")
        yield f"{indent}- {_scalar(item)}" + (f" # {why}" if why else "")


def _scalar(value: str | bool | int) -> str:
    """JSON's way of writing it, which is YAML, too: in quotes nothing has a meaning of its own."""
    return json.dumps(value, ensure_ascii=False)
