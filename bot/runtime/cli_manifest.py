"""`app.py manifest slack`: what to paste where the app is made, before there is any credential.

Only the settings that matter here have to be right: whoever makes the app has no tokens yet.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bot.runtime.cli_files import WrongUse, print_json
from bot.runtime.config_checks import objection_to_address
from bot.runtime.settings import Settings
from bot.text.catalog import LANGUAGES

# The settings that decide what is printed; only these have to be right.
ABOUT = ("PUBLIC_URL", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
NO_ADDRESS = (
    "PUBLIC_URL: is empty, and Slack has to be told where to send its requests: set it, or give --url "
    "https://your.address; with --socket (Socket Mode) no address is needed"
)
NO_REDIRECT = (
    "PUBLIC_URL: is empty, and people who install the app have to be sent somewhere: set it, or give --url"
)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the app is to be made for. `url` has no slash at its end; `socket`: Socket Mode; `installs`: several
    workspaces by OAuth.
    """

    url: str
    socket: bool
    installs: bool
    features: tuple[str, ...]
    language: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The same twice: `text` is for people to read and paste."""

    document: dict[str, Any]
    text: str


Make = Callable[[Wanted], Manifest]  # raises WrongUse for a feature there is not


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("platform", choices=["slack"], help="where the app is made")
    command.add_argument(
        "--url", metavar="URL", help="the https address that Slack reaches; default PUBLIC_URL"
    )
    command.add_argument(
        "--socket", action="store_true", help="Socket Mode, no address; default with SLACK_APP_TOKEN"
    )
    command.add_argument(
        "--oauth", action="store_true", help="several workspaces by OAuth; default with SLACK_CLIENT_ID"
    )
    command.add_argument(
        "--with",
        dest="features",
        action="append",
        default=[],
        metavar="FEATURE",
        help="with what an optional feature needs: profile (title, department and manager from people's profiles)",
    )
    command.add_argument(
        "--lang", choices=sorted(LANGUAGES), default="en", help="of the commands' descriptions (default en)"
    )


def manifest(arguments: argparse.Namespace, settings: Settings, makers: Mapping[str, Make]) -> int:
    """Print it; exit 2 when an address is missing that it needs."""
    made = makers[arguments.platform](wanted(arguments, settings))
    if arguments.json:
        print_json(made.document)
    else:
        print(made.text, end="")
    return 0


def wanted(arguments: argparse.Namespace, settings: Settings) -> Wanted:
    """What was asked for, completed from the settings. Raises WrongUse."""
    url = arguments.url or settings.public_url
    objection = objection_to_address(url) if url else None
    if objection:
        raise WrongUse(f"{'--url' if arguments.url else 'PUBLIC_URL'}: {objection}")
    socket = arguments.socket or (not arguments.url and bool(settings.slack_app_token.get_secret_value()))
    installs = arguments.oauth or bool(settings.slack_client_id)
    if not url and not socket:
        raise WrongUse(NO_ADDRESS)
    if not url and installs:
        raise WrongUse(NO_REDIRECT)
    return Wanted(
        url=url.rstrip("/"),
        socket=socket,
        installs=installs,
        features=tuple(dict.fromkeys(arguments.features)),
        language=arguments.lang,
    )
