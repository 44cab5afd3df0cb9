"""What is Teams told of the app: names, commands, scopes, addresses? A manifest, made from the tables. Pure.

What Teams takes stands in `manifest_rules.py`; `app_package.py` packs it.
Source: https://learn.microsoft.com/microsoft-365/extensibility/schema/ (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from adapters.menu import line_of
from adapters.pages import ABOUT
from adapters.wording import Wording, cut
from bot.conversation.messages import Phrase
from bot.program.commands import BY_NAME

# The first version with `supportsChannelFeatures`, without which an app stays out of private and shared channels. Later
# ones add nothing that we use, and some clouds take a new version months later.
VERSION: Final = "1.25"
SCHEMAS: Final = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}"
NAME: Final = "Turnabout"
COLOR: Final = "#0f665d"  # the ground of the icon
COLOR_ICON, OUTLINE_ICON = "color.png", "outline.png"
LINE = 128  # characters

# What is offered where somebody begins to type: ten at most for each scope; help tells them all.
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "personal": ("join", "me", "session", "goal", "story", "pause", "concern", "help", "pair", "status"),
    "team": ("join", "me", "session", "help", "pair", "status", "announce", "digest"),
    "groupChat": ("join", "me", "session", "help"),
}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the app is made for. `app_id` is the bot's and the app's; `url` the public https address; `version` has to
    grow for Teams to take a newer package; `graph`: with what Microsoft Graph is asked for as this app; `languages` are
    those besides the language of the words.
    """

    app_id: str
    url: str
    version: str = "1.0.0"
    graph: bool = False
    languages: tuple[str, ...] = ()


def manifest(plan: Plan, words: Wording) -> dict[str, Any]:
    """`manifest.json`; sentences in the language of `words`."""
    named = _named(words)
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": plan.version,
        "id": plan.app_id,
        "developer": {
            "name": NAME,
            "websiteUrl": f"{plan.url}{ABOUT}",
            "privacyUrl": f"{plan.url}{ABOUT}#privacy",
            "termsOfUseUrl": f"{plan.url}{ABOUT}#terms",
        },
        "localizationInfo": {
            "defaultLanguageTag": words.language,
            "additionalLanguages": [
                {"languageTag": language, "file": file_of(language)} for language in plan.languages
            ],
        },
        "name": {"short": named["name.short"], "full": named["name.full"]},
        "description": {"short": named["description.short"], "full": named["description.full"]},
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": COLOR,
        "bots": [_bot(plan, words)],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": "tier1",
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(plan.url).hostname or ""],
        **({"webApplicationInfo": {"id": plan.app_id}} if plan.graph else {}),
    }


def translation(words: Wording) -> dict[str, str]:
    """The file of another language. Commands keep their names: those are what the bot hears."""
    lines = {
        f"bots[0].commandLists[{number}].commands[{place}].description": cut(
            line_of(BY_NAME[name], words), LINE
        )
        for number, names in enumerate(LISTS.values())
        for place, name in enumerate(names)
    }
    return {"$schema": f"{SCHEMAS}/MicrosoftTeams.Localization.schema.json", **_named(words), **lines}


def file_of(language: str) -> str:
    return f"{language}.json"


def _named(words: Wording) -> dict[str, str]:
    return {
        "name.short": NAME,
        "name.full": words.text(Phrase("platform.app.full")),
        "description.short": words.text(Phrase("platform.app.short")),
        "description.full": words.text(Phrase("platform.app.long")),
    }


def _bot(plan: Plan, words: Wording) -> dict[str, Any]:
    return {
        "botId": plan.app_id,
        "scopes": list(LISTS),
        "supportsFiles": False,  # it neither takes nor hands out files: signed links instead
        "isNotificationOnly": False,
        "commandLists": [
            {
                "scopes": [scope],
                "commands": [
                    {"title": f"rm-{name}", "description": cut(line_of(BY_NAME[name], words), LINE)}
                    for name in names
                ],
            }
            for scope, names in LISTS.items()
        ],
    }
