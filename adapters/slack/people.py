"""Who is this, by Slack's own list of people? A `user` object becomes a `Member`. Pure.

Source: https://docs.slack.dev/reference/objects/user-object (November 2026). Of people who were deactivated Slack says
little: no time zone and no kind of account.
"""

from __future__ import annotations

import msgspec

from adapters.slack.payloads import Payload, read
from adapters.wording import clean
from bot.program.members import Member, Standing

SLACKBOT = "USLACKBOT"


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    real_name: str | None = None
    display_name: str | None = None
    email: str | None = None
    title: str | None = None


class EnterpriseUser(msgspec.Struct, frozen=True, kw_only=True):
    enterprise_id: str = ""
    teams: list[str] | None = None


class SlackUser(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    team_id: str | None = None
    name: str | None = None
    real_name: str | None = None
    deleted: bool | None = None
    is_bot: bool | None = None
    is_workflow_bot: bool | None = None
    is_connector_bot: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_stranger: bool | None = None
    tz: str | None = None
    locale: str | None = None
    profile: Profile = Profile()
    enterprise_user: EnterpriseUser | None = None


def member(payload: Payload, place: str) -> Member:
    """`place` is the workspace, or Grid organization, whose list it is. Raises BadPayload."""
    user = read(payload, SlackUser)
    profile = user.profile
    name = profile.real_name or user.real_name or profile.display_name or user.name or ""
    return Member(
        user=user.id,
        standing=standing(user, place),
        name=_line(name),
        email=_line(profile.email or ""),
        timezone=_line(user.tz or ""),
        language=(user.locale or "").partition("-")[0],
        title=_line(profile.title or ""),
    )


def standing(user: SlackUser, place: str) -> Standing:
    if user.id == SLACKBOT or user.is_bot or user.is_workflow_bot or user.is_connector_bot:
        return "bot"
    if user.deleted:
        return "deactivated"
    if user.is_stranger:
        return "stranger"
    if _is_foreign(user, place):
        return "foreign"
    return "guest" if user.is_restricted or user.is_ultra_restricted else "member"


def _is_foreign(user: SlackUser, place: str) -> bool:
    """Of another company: in a Grid organization somebody may be of several of its workspaces."""
    if user.team_id in (None, "", place):
        return False
    grid = user.enterprise_user
    return grid is None or place not in (grid.enterprise_id, *(grid.teams or ()))


def _line(text: str) -> str:
    return " ".join(clean(text).split())
