"""Who is this, by Slack's own list of people? A `user` object becomes a `Member`. Pure.

Source: https://docs.slack.dev/reference/objects/user-object (November 2026). Of people who were deactivated Slack says
little: no time zone and no kind of account.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import msgspec

from adapters.slack.payloads import Payload, read
from adapters.wording import clean
from bot.program.company.members import Member, Standing

SLACKBOT = "USLACKBOT"


class FieldValue(msgspec.Struct, frozen=True, kw_only=True):
    value: str | None = None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    real_name: str | None = None
    display_name: str | None = None
    email: str | None = None
    title: str | None = None
    fields: dict[str, FieldValue] | None = None


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


def member(payload: Payload, place: str, teams: Collection[str] = ()) -> Member:
    """`place` is the workspace, or Grid organization, whose list it is; `teams` are workspaces of that organization.
    Raises BadPayload.
    """
    user = read(payload, SlackUser)
    profile = user.profile
    name = profile.real_name or user.real_name or profile.display_name or user.name or ""
    return Member(
        user=user.id,
        standing=standing(user, (place, *teams)),
        name=_line(name),
        email=_line(profile.email or ""),
        timezone=_line(user.tz or ""),
        language=(user.locale or "").partition("-")[0],
        title=_line(profile.title or ""),
    )


def is_elsewhere(payload: Payload) -> bool:
    """Is somebody switched off in the workspace whose list it is, and at home in others of its organization?"""
    user = read(payload, SlackUser)
    return bool(user.deleted and user.enterprise_user and user.enterprise_user.teams)


class FieldDefinition(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    label: str = ""
    type: str = ""


def own_fields(payload: Payload) -> tuple[tuple[str, str], ...]:
    """(id, label) of those that may hold words or a person. Raises BadPayload."""
    profile = payload.get("profile")
    found = read((isinstance(profile, dict) and profile.get("fields")) or [], list[FieldDefinition])
    return tuple((one.id, _line(one.label) or one.id) for one in found if one.type in HOLDING)


HOLDING = frozenset({"text", "options_list", "user"})


def in_fields(payload: Payload, user: str, fields: Mapping[str, str]) -> Member:
    """What stands in a profile's own fields. Raises BadPayload. A manager is a person's id, or an e-mail address."""
    held = read(payload, Profile).fields or {}
    values = {
        meaning: _line((held.get(field) or FieldValue()).value or "") for meaning, field in fields.items()
    }
    manager = values.get("manager", "").partition(",")[0].strip().removeprefix("mailto:")
    return Member(
        user=user,
        title=values.get("title", ""),
        department=values.get("department", ""),
        above=(manager,) if _USER.fullmatch(manager) or "@" in manager else (),
    )


_USER = re.compile(r"[UW][A-Z0-9]{2,}")


def standing(user: SlackUser, home: Collection[str]) -> Standing:
    if user.id == SLACKBOT or user.is_bot or user.is_workflow_bot or user.is_connector_bot:
        return "bot"
    if user.deleted:
        return "deactivated"
    if user.is_stranger:
        return "stranger"
    if _is_foreign(user, home):
        return "foreign"
    return "guest" if user.is_restricted or user.is_ultra_restricted else "member"


def _is_foreign(user: SlackUser, home: Collection[str]) -> bool:
    """Of another company: in a Grid organization somebody may be of several of its workspaces."""
    if user.team_id in (None, "", *home):
        return False
    grid = user.enterprise_user
    return grid is None or not {grid.enterprise_id, *(grid.teams or ())} & set(home)


def _line(text: str) -> str:
    return " ".join(clean(text).split())
