"""What does Teams take in an app's package? What of Microsoft's rules concerns ours, as a table, so that it is known
before anybody uploads it.

Sources (November 2026): the schemas MicrosoftTeams.schema.json and MicrosoftTeams.Localization.schema.json, which
`make second-opinion` compares; tighter than they are the limits of commands in
https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema and the icons in
https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.shapes import flag, listed, objections, one_of, table, text
from adapters.teams.icons import objection_to_icon

SCOPES: Final = ("personal", "team", "groupChat")
COMMANDS, LISTS, TITLE, LINE = 10, 3, 32, 128

GUID = text(36, like="^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$", called="no GUID")
HTTPS = text(2048, like="^https://", called="no address that begins with https://")
FILE = text(2048, like=r"^[^/\\]+$", called="no name of a file in the package")
TAG = text(35, like="^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$", called="no language tag")
DOMAIN = text(2048, like=r"^[^\s/:*]+$", called="no host alone")
SHORT_NAME, FULL_NAME = text(30), text(100)
SHORT, FULL = text(80), text(4000)
GROUP = one_of("tab", "bot", "connector")

COMMAND = table(
    {
        "title": text(TITLE, like=r"^[a-z-]+$", called="no command's name"),
        "description": text(LINE),
    },
    {},
)
COMMAND_LIST = table(
    {"scopes": listed(one_of(*SCOPES), 1, least=1), "commands": listed(COMMAND, COMMANDS, least=1)}, {}
)
BOT = table(
    {"botId": GUID, "scopes": listed(one_of(*SCOPES), len(SCOPES), least=1)},
    {
        "supportsFiles": flag,
        "isNotificationOnly": flag,
        "commandLists": listed(COMMAND_LIST, LISTS),
    },
)
REQUIRED: Final = {
    "manifestVersion": text(4, like=r"^1\.(2[4-9]|30)$", called="no version of the schema from 1.24 on"),
    "version": text(256, like=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$", called="no version like 1.0.0"),
    "id": GUID,
    "developer": table(
        {"name": text(32), "websiteUrl": HTTPS, "privacyUrl": HTTPS, "termsOfUseUrl": HTTPS}, {}
    ),
    "name": table({"short": SHORT_NAME}, {"full": FULL_NAME}),
    "description": table({"short": SHORT, "full": FULL}, {}),
    "icons": table({"color": FILE, "outline": FILE}, {}),
    "accentColor": text(7, like="^#[0-9a-fA-F]{6}$", called="no color like #1d4f4a"),
    "bots": listed(BOT, 1, least=1),
}
OPTIONAL: Final = {
    "$schema": HTTPS,
    "localizationInfo": table(
        {"defaultLanguageTag": TAG},
        {"additionalLanguages": listed(table({"languageTag": TAG, "file": FILE}, {}), 50)},
    ),
    "defaultInstallScope": one_of(*SCOPES),
    "defaultGroupCapability": table({}, {"team": GROUP, "groupchat": GROUP}),
    "supportsChannelFeatures": one_of("tier1"),
    "permissions": listed(one_of("identity", "messageTeamMembers"), 2),
    "validDomains": listed(DOMAIN, 100),
    "webApplicationInfo": table({"id": GUID}, {}),
}
TRANSLATED: Final = {"name.short": SHORT_NAME, "description.short": SHORT, "description.full": FULL}
ALSO_TRANSLATED: Final = {"$schema": HTTPS, "name.full": FULL_NAME}
LINES = re.compile(r"bots\[0\]\.commandLists\[(\d+)\]\.commands\[(\d+)\]\.description")


def check(
    manifest: Any, translations: Mapping[str, Any], icons: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """(file, what Teams would object to); nothing when all is well. `translations` and `icons` are by their file."""
    wrong = list(objections(manifest, REQUIRED, OPTIONAL))
    yield from (("manifest.json", said) for said in wrong)
    if wrong:
        return  # what follows reads it
    yield from (("manifest.json", said) for said in _scopes(manifest))
    named = [row["file"] for row in manifest.get("localizationInfo", {}).get("additionalLanguages", ())]
    yield from ((file, "is named, and not in the package") for file in named if file not in translations)
    for file, translated in translations.items():
        yield from ((file, said) for said in _translation(translated, manifest))
    for kind, file in manifest["icons"].items():
        said = objection_to_icon(icons.get(file), kind)
        if said:
            yield file, said


def _scopes(manifest: Any) -> Iterator[str]:
    bot = manifest["bots"][0]
    listed_for = [row["scopes"][0] for row in bot.get("commandLists", ())]
    if len(set(listed_for)) < len(listed_for):
        yield "bots: two lists of commands for one scope"
    yield from (
        f"bots: commands for {scope}, which is no scope" for scope in listed_for if scope not in bot["scopes"]
    )
    for row in bot.get("commandLists", ()):
        titles = [command["title"] for command in row["commands"]]
        if len(set(titles)) < len(titles):
            yield f"bots: a command is twice in the list for {row['scopes'][0]}"
    if manifest.get("defaultInstallScope", bot["scopes"][0]) not in bot["scopes"]:
        yield "defaultInstallScope: is no scope of the bot"
    if manifest.get("webApplicationInfo", {}).get("id", bot["botId"]) != bot["botId"]:
        yield "webApplicationInfo: is another app than the bot"
    if "supportsChannelFeatures" in manifest and manifest["manifestVersion"] == "1.24":
        yield "supportsChannelFeatures: is there from 1.25 on"


def _translation(translated: Any, manifest: Any) -> Iterator[str]:
    lists = manifest["bots"][0].get("commandLists", ())
    there = {
        f"bots[0].commandLists[{number}].commands[{place}].description"
        for number, row in enumerate(lists)
        for place in range(len(row["commands"]))
    }
    lines = {name: text(LINE) for name in translated if LINES.fullmatch(name)}
    yield from objections(translated, TRANSLATED, {**ALSO_TRANSLATED, **lines})
    yield from (f"{name}: is of no command" for name in lines if name not in there)
    yield from (f"lacks {name}" for name in sorted(there - set(lines)))
