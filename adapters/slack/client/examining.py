"""Does each installation work, and may it do what is in use there? For `app.py doctor`, from the database.

A token that has expired at rest is nothing to mend: it is refreshed before the next call. Read next: `doctor.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.client.callers import web_client
from adapters.slack.client.doctor import ABOUT_BOT
from adapters.slack.client.errors import code
from adapters.slack.client.reach import Findings
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.verdicts import PAGE, VERDICTS, fix_of, install_page
from adapters.slack.client.workspace import ask_workspace, scopes_of
from adapters.slack.scopes import BASE, OPTIONAL, scopes, why_of
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import TryLater, Undeliverable

AT_ONCE: Final = 4  # an answer about a thousand workspaces has to come some time, and Slack wants its peace
FIELDS: Final = "profile"  # the feature of `OPTIONAL` that reads fields of a profile


class Kept(Protocol):
    """What the database knows."""

    async def everywhere(self, client_id: str) -> Sequence[Mapping[str, Any]]:
        """The newest installation of every place."""

    async def reading_fields(self) -> Collection[str]:
        """Places ("platform:place") where the company's own fields of a profile are in use."""


async def examine_places(settings: SlackSettings, kept: Kept) -> Findings:
    """(place or key, what is wrong and the fix). Raises StorageUnavailable."""
    in_use = await kept.reading_fields()
    found = await _configured(settings, in_use) if settings.bot_token else []
    if not settings.client_id:
        return found
    at_once = asyncio.Semaphore(AT_ONCE)

    async def examined(row: Mapping[str, Any]) -> Findings:
        async with at_once:
            return await _installation(settings, row, in_use)

    rows = await kept.everywhere(settings.client_id)
    return found + [one for each in await asyncio.gather(*map(examined, rows)) for one in each]


async def _configured(settings: SlackSettings, in_use: Collection[str]) -> Findings:
    """What every workspace needs is looked into in `doctor.py`."""
    try:
        ours = await ask_workspace(settings)
    except (TryLater, Undeliverable):
        return []  # said there
    wanted = _wanted(ours.place, in_use) - {*BASE}
    return [(ABOUT_BOT, said) for said in _lacking(settings, ours.scopes, wanted, oauth=False)]


async def _installation(settings: SlackSettings, row: Mapping[str, Any], in_use: Collection[str]) -> Findings:
    place = str(row["team_id"] or row["enterprise_id"])
    key, ends_at = f"slack:{place}", row["bot_token_expires_at"]
    if ends_at is not None and ends_at <= SystemClock().now():
        return []
    try:
        answer = await web_client(settings.api_url, row["bot_token"]).auth_test()
    except SlackApiError as error:
        verdict = VERDICTS.get(code(error))
        return [(key, f"{code(error)}: {fix_of(settings, verdict)}")] if verdict else []
    except (aiohttp.ClientError, TimeoutError):
        return []  # that Slack cannot be reached is said once
    wanted = _wanted(place, in_use)
    return [(key, said) for said in _lacking(settings, scopes_of(answer), wanted, oauth=True)]


def _wanted(place: str, in_use: Collection[str]) -> set[str]:
    return set(scopes((FIELDS,) if f"slack:{place}" in in_use else ()))


def _lacking(
    settings: SlackSettings, granted: Collection[str], wanted: Collection[str], *, oauth: bool
) -> Iterator[str]:
    """Each scope that is missing, what it is for and where to click; Slack may not have said which there are."""
    for scope in sorted(wanted) if granted else ():
        if scope not in granted:
            extra = f"?with={OPTIONAL[scope].feature}" if scope in OPTIONAL and oauth else ""
            again = f"open {install_page(settings)}{extra}" if oauth else "“Reinstall” at the top of the page"
            yield (
                f"lacks the scope {scope}, {why_of(scope)}: {PAGE}, “OAuth & Permissions”, “Bot Token Scopes”, “Add an "
                f"OAuth Scope”, then {again}"
            )
