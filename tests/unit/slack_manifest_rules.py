"""What Slack takes in an app's manifest, as its reference says; a checker of our own.

Source: https://docs.slack.dev/reference/app-manifest and the schema of the manifest's first version at
https://github.com/slackapi/manifest-schema (November 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.shapes import flag, listed, number, table, text

# What may be subscribed to by a bot, and the scopes any one of which is needed for it.
# Source: https://docs.slack.dev/reference/events
EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.im": ("im:history",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}


def event(value: Any) -> str:
    return "" if value in EVENTS else f"{value} is no event a bot may subscribe to"


URL = "^https?://"
COMMAND = table(
    {"command": text(32, least=2, like="^/"), "description": text(2000)},
    {"url": text(3000, like=URL), "usage_hint": text(1000), "should_escape": flag},
)
FEATURES = table(
    {},
    {
        "app_home": table(
            {},
            {
                "home_tab_enabled": flag,
                "messages_tab_enabled": flag,
                "messages_tab_read_only_enabled": flag,
            },
        ),
        "bot_user": table({"display_name": text(80, like=r"^[a-z0-9._-]+$")}, {"always_online": flag}),
        "slash_commands": listed(COMMAND, 50, least=1),
    },
)
SETTINGS = table(
    {},
    {
        "event_subscriptions": table(
            {}, {"request_url": text(3500, like=URL), "bot_events": listed(event, 100)}
        ),
        "interactivity": table({"is_enabled": flag}, {"request_url": text(3500, like=URL)}),
        "org_deploy_enabled": flag,
        "socket_mode_enabled": flag,
        "token_rotation_enabled": flag,
    },
)
MANIFEST = table(
    {
        "display_information": table(
            {"name": text(35)},
            {
                "description": text(140),
                "long_description": text(4000, least=175),
                "background_color": text(7, least=4, like="^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
            },
        )
    },
    {
        "_metadata": table({}, {"major_version": number, "minor_version": number}),
        "features": FEATURES,
        "oauth_config": table(
            {},
            {
                "redirect_urls": listed(text(2500, like="^https://"), 1000),
                "scopes": table({}, {"bot": listed(text(50), 255)}),
            },
        ),
        "settings": SETTINGS,
    },
)


def objection(manifest: Any) -> str:
    """The first thing that Slack would not take, "" when there is none."""
    said = MANIFEST(manifest)
    if said:
        return said
    commands = [row["command"] for row in manifest["features"]["slash_commands"]]
    if len(set(commands)) < len(commands):
        return "a command is there twice"
    settings, granted = manifest["settings"], set(manifest["oauth_config"]["scopes"]["bot"])
    if not settings["socket_mode_enabled"] and not _has_addresses(manifest):
        return "over HTTP events, interactivity and every command need an address"
    for name in settings["event_subscriptions"]["bot_events"]:
        if EVENTS[name] and not granted & set(EVENTS[name]):
            return f"{name} needs one of {EVENTS[name]}"
    return "" if "commands" in granted else "slash commands need the scope commands"


def _has_addresses(manifest: Any) -> bool:
    settings = manifest["settings"]
    asked = (settings["event_subscriptions"], settings["interactivity"])
    return all("request_url" in part for part in asked) and all(
        "url" in row for row in manifest["features"]["slash_commands"]
    )
