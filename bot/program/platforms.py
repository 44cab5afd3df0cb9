"""What can the program count on, where it talks with people? One row for each platform.

How a message looks there, and what is shown instead of what a platform lacks, its adapter says (`INSTEAD`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from bot.program.model import Person


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """`own_id` is the field of a person that holds what the platform calls them, "" where none does.

    `lists`: it has a list of people that we may read. `is_partial`: the list leaves people out who are well with the
    company, and does not say who has left; after it the platform is asked about each person we know there
    (`company/profiles.py`). `tells`: each request says what somebody is called, and their time zone. `needs_app`:
    nobody can be written to for whom the app is not installed. `shares`: a bot can open a conversation of several
    people; where it cannot, `chat` opens the one of two, by the e-mail address that the platform knows somebody by.
    `makes_channels`: the bot can make channels, and add people to them.
    """

    own_id: Literal["", "slack_id", "teams_id"] = ""
    lists: bool = False
    is_partial: bool = False
    tells: bool = False
    needs_app: bool = False
    shares: bool = False
    chat: str = ""
    makes_channels: bool = False


PLATFORMS: Final[Mapping[str, Platform]] = {
    "slack": Platform(own_id="slack_id", lists=True, shares=True, makes_channels=True),
    "teams": Platform(
        own_id="teams_id",
        lists=True,
        is_partial=True,
        tells=True,
        needs_app=True,
        # By the e-mail address, and by no other id.
        # Source: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams
        # (November 2026)
        chat="https://teams.microsoft.com/l/chat/0/0",
    ),
    "playground": Platform(shares=True),
}


def platform_of(place: str) -> Platform:
    """By its name, or by the id of one of its places or accounts."""
    return PLATFORMS.get(place.partition(":")[0], Platform())


def own_id(person: Person, platform: str) -> str:
    """What that platform calls them; "" where that is not known."""
    field = platform_of(platform).own_id
    return getattr(person, field) if field else ""


def as_own_id(platform: str, user: str) -> dict[str, str]:
    """The same as a field of a person; none where a platform has no such field."""
    field = platform_of(platform).own_id
    return {field: user} if field else {}
