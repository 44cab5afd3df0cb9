"""`app.py doctor`: is everything set up right? Each finding names the key and the fix."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from bot.runtime.cli_files import print_json
from bot.runtime.config import ENV_FILE, keys_of
from bot.runtime.config_checks import misspelled, notes
from bot.runtime.errors import ConfigError, StorageBusy, TurnaboutError
from bot.runtime.settings import Settings

Findings = Sequence[tuple[str, str]]
Examine = Callable[[Settings], Awaitable[Findings]]


class Checkup(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: `problems` stop something from working, `notes` are good to know."""

    problems: Findings = ()
    notes: Findings = ()


def doctor(
    arguments: argparse.Namespace, settings: Settings, open_and_close: Callable[[], None], examine: Examine
) -> int:
    """Open the database (which brings it to the newest schema), ask each platform; exit 1 with problems."""
    problems, known = _database(open_and_close)
    problems += asyncio.run(_examined(examine, settings))
    found = Checkup(
        problems=problems,
        notes=[*notes(settings), *_endpoints(settings), *misspelled(keys_of(ENV_FILE)), *known],
    )
    return report(found, as_json=arguments.json)


def _endpoints(settings: Settings) -> list[tuple[str, str]]:
    """What stands with a platform, where we cannot look."""
    if not settings.teams_app_id or not settings.links_base:
        return []
    endpoint = f"{settings.links_base}/api/messages"
    return [("TEAMS_APP_ID", f"the Azure Bot's messaging endpoint has to be {endpoint}")]


def _database(open_and_close: Callable[[], None]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    try:
        open_and_close()
    except StorageBusy:
        return [], [
            ("DATABASE_URL", "the SQLite file is in use, by the running server most likely; not looked into")
        ]
    except ConfigError as error:
        return list(error.problems), []
    except TurnaboutError as error:
        return [("DATABASE_URL", str(error))], []
    except OSError as error:
        return [("TURNABOUT_HOME", f"cannot be written to: {error.strerror}")], []
    return [], []


async def _examined(examine: Examine, settings: Settings) -> Findings:
    return await examine(settings)


def report(found: Checkup, *, as_json: bool) -> int:
    if as_json:
        print_json(
            {
                "healthy": not found.problems,
                "problems": [{"key": key, "problem": text} for key, text in found.problems],
                "notes": [{"key": key, "note": text} for key, text in found.notes],
            }
        )
    else:
        for key, text in found.problems:
            print(f"{key}: {text}")
        for key, text in found.notes:
            print(f"note: {key}: {text}")
        if not found.problems:
            print("All is well.")
    return 1 if found.problems else 0
