"""`app.py manifest slack` and `manifest teams`: what is handed in where the app is made, before there is any secret.

Only the settings that matter here have to be right: whoever makes the app has no credentials yet.
"""

from __future__ import annotations

import argparse
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from bot.runtime.cli_files import WrongUse, print_json, replace_file
from bot.runtime.config_checks import objection_to_address
from bot.runtime.errors import ConfigError
from bot.runtime.settings import Settings
from bot.text.catalog import LANGUAGES

# The settings that decide what is made; only these have to be right.
ABOUT_SLACK = ("PUBLIC_URL", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
ABOUT_TEAMS = ("PUBLIC_URL", "TEAMS_APP_ID", "TEAMS_GRAPH")
NO_ADDRESS = (
    "PUBLIC_URL: is empty, and Slack has to be told where to send its requests: set it, or give --url "
    "https://your.address; with --socket (Socket Mode) no address is needed"
)
NO_REDIRECT = (
    "PUBLIC_URL: is empty, and people who install the app have to be sent somewhere: set it, or give --url"
)
NO_SERVER = (
    "is empty, and the app has to name the server it belongs to: set it, or give --url https://your.address; on a "
    "laptop that is the address of a tunnel"
)
NO_APP = (
    "is empty: it is the “Application (client) ID” of the app registration; set it, or give --id. There is none yet? "
    "README.md, “Microsoft Teams”, begins there"
)
GUID = re.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
NO_GUID = "is no id of an app registration; those look like 1b4e28ba-2fa1-11d2-883f-0016d3cca427"
SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
PACKAGE = Path("turnabout-teams.zip")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the app is to be made for. `url` has no slash at its end; `socket`: Socket Mode; `installs`: several
    workspaces by OAuth; `app_id`, `version` for Teams.
    """

    url: str
    socket: bool = False
    installs: bool = False
    features: tuple[str, ...] = ()
    language: str = "en"
    app_id: str = ""
    version: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The same several times: `document` is what `--json` prints, `text` for people to read; with `package` that is a
    file to upload, and `text` says what to do with it.
    """

    document: dict[str, Any]
    text: str
    package: bytes = b""


Make = Callable[[Wanted], Manifest]  # raises WrongUse for a feature there is not
Asked = Callable[[argparse.Namespace, Settings], Wanted]


def add_arguments(command: argparse.ArgumentParser) -> None:
    platforms = command.add_subparsers(dest="platform", required=True, metavar="PLATFORM")
    help_text = "print what to paste at https://api.slack.com/apps"
    slack = platforms.add_parser("slack", help=help_text, description=help_text)
    slack.set_defaults(about=ABOUT_SLACK, asked=_for_slack)
    _add_url(slack, "Slack reaches")
    slack.add_argument(
        "--socket", action="store_true", help="Socket Mode, no address; default with SLACK_APP_TOKEN"
    )
    slack.add_argument(
        "--oauth", action="store_true", help="several workspaces by OAuth; default with SLACK_CLIENT_ID"
    )
    _add_features(
        slack, "profile (title, department and manager from people's profiles), groups (channels for advice)"
    )
    _add_common(slack)
    help_text = "write the app package that is uploaded to Microsoft Teams"
    teams = platforms.add_parser("teams", help=help_text, description=help_text)
    teams.set_defaults(about=ABOUT_TEAMS, asked=_for_teams)
    teams.add_argument("--id", metavar="ID", help="the app registration's client id; default TEAMS_APP_ID")
    _add_url(teams, "Teams reaches")
    teams.add_argument(
        "--app-version",
        metavar="X.Y.Z",
        default="1.0.0",
        help="has to grow for Teams to take a newer package (default 1.0.0)",
    )
    _add_features(teams, "graph (Microsoft Graph; default with TEAMS_GRAPH=on)")
    teams.add_argument(
        "--out", type=Path, metavar="FILE", default=PACKAGE, help=f"where to (default {PACKAGE})"
    )
    _add_common(teams)


def _add_url(platform: argparse.ArgumentParser, who: str) -> None:
    platform.add_argument("--url", metavar="URL", help=f"the https address that {who}; default PUBLIC_URL")


def _add_features(platform: argparse.ArgumentParser, there_are: str) -> None:
    platform.add_argument(
        "--with",
        dest="features",
        action="append",
        default=[],
        metavar="FEATURE",
        help=f"with what an optional feature needs: {there_are}",
    )


def _add_common(platform: argparse.ArgumentParser) -> None:
    platform.add_argument(
        "--lang",
        "--language",
        choices=sorted(LANGUAGES),
        default="en",
        help="of the names and descriptions (default en)",
    )
    platform.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def manifest(arguments: argparse.Namespace, settings: Settings, makers: Mapping[str, Make]) -> int:
    """Make it; exit 2 when something is missing that it needs."""
    asked: Asked = arguments.asked
    made = makers[arguments.platform](asked(arguments, settings))
    written = _write(arguments.out, made.package) if made.package else ""
    if arguments.json:
        print_json({**made.document, "file": str(arguments.out)} if made.package else made.document)
    else:
        print(written + made.text, end="")
    return 0


def _write(path: Path, package: bytes) -> str:
    """What was done, for people to read. An older package makes way, anything else stays."""
    replaced = path.is_file()
    if path.exists() and not (replaced and _is_package(path)):
        raise WrongUse(f"{path}: is there already and is no app package; name another file with --out")
    replace_file(path, package)
    return f"{path} is {'written anew, in place of the one that was there' if replaced else 'written'}.\n"


def _is_package(path: Path) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            return "manifest.json" in package.namelist()
    except zipfile.BadZipFile:
        return False


def _for_slack(arguments: argparse.Namespace, settings: Settings) -> Wanted:
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


def _for_teams(arguments: argparse.Namespace, settings: Settings) -> Wanted:
    """Everything that is missing or wrong is said together. Raises ConfigError."""
    url, app_id = arguments.url or settings.public_url, arguments.id or settings.teams_app_id
    objection = objection_to_address(url) if url else NO_SERVER
    if not objection and not url.startswith("https://"):
        objection = "must begin with https://: Teams takes no other"
    problems = []
    if not GUID.fullmatch(app_id):
        problems.append(("--id" if arguments.id else "TEAMS_APP_ID", NO_GUID if app_id else NO_APP))
    if objection:
        problems.append(("--url" if arguments.url else "PUBLIC_URL", objection))
    if not SEMVER.fullmatch(arguments.app_version):
        problems.append(("--app-version", "is made of three whole numbers, such as 1.0.1"))
    if problems:
        raise ConfigError(problems)
    graph = ["graph"] if settings.teams_graph == "on" else []
    return Wanted(
        url=url.rstrip("/"),
        features=tuple(dict.fromkeys([*arguments.features, *graph])),
        language=arguments.lang,
        app_id=app_id.lower(),
        version=arguments.app_version,
    )
