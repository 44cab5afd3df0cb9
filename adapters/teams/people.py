"""Who is this, by Teams' roster of a team, or by Microsoft Graph? An entry becomes a `Member`. Pure.

Sources (November 2026): https://learn.microsoft.com/microsoftteams/platform/resources/team-chat-member-api-changes
(what a member of a roster has), https://learn.microsoft.com/graph/api/resources/user (what a user of Graph has).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.reading import read_record
from adapters.teams.payloads import BOT, PLATFORM, Part
from adapters.wording import one_line
from bot.program.company.members import Member, Standing

EXTERNAL = "#ext#"  # in the user principal name of somebody whom another company vouches for
GUEST_ROLES: dict[str, Standing] = {"guest": "guest", "anonymous": "stranger"}
LONGEST_ID = 200

# What Graph is asked for of each person, and no more.
FIELDS = "id,displayName,mail,userPrincipalName,jobTitle,department,accountEnabled,userType,preferredLanguage"
# A company's fields of a profile that an admin may choose from, as (Graph's name, label).
OWN_FIELDS = (("jobTitle", "Job title"), ("department", "Department"), ("manager", "Manager"))


class RosterMember(Part, frozen=True, kw_only=True):
    """`object_id` and `aad_object_id` are the same; which of them is there depends on who asks."""

    id: str
    object_id: str | None = None
    aad_object_id: str | None = None
    name: str | None = None
    given_name: str | None = None
    surname: str | None = None
    email: str | None = None
    user_principal_name: str | None = None
    tenant_id: str | None = None
    user_role: str | None = None


class RosterAnswer(Part, frozen=True, kw_only=True):
    members: list[Any] | None = None
    continuation_token: str | None = None


def roster_member(payload: object, place: str, extra: Mapping[str, str]) -> Member:
    """`place` is the tenant; `extra` is what is needed to write to people of that team. Raises BadPayload."""
    found = read_record(payload, RosterMember, PLATFORM)
    names = (found.given_name, found.surname)
    return Member(
        user=_id(found.aad_object_id or found.object_id or found.id),
        standing=_standing(found, place),
        name=one_line(found.name or " ".join(name for name in names if name)),
        email=_address(found.email, found.user_principal_name),
        extra={**extra, "user_id": _id(found.id), "tenant": place},
    )


def _standing(found: RosterMember, place: str) -> Standing:
    role = (found.user_role or "").casefold()
    if found.id.startswith(BOT):
        return "bot"
    if role == "anonymous":
        return "stranger"
    if found.tenant_id and found.tenant_id.casefold() != place.casefold():
        return "foreign"
    return "guest" if _is_external(found.user_principal_name) else GUEST_ROLES.get(role, "member")


class GraphManager(Part, frozen=True, kw_only=True):
    id: str | None = None


class GraphUser(Part, frozen=True, kw_only=True):
    id: str
    display_name: str | None = None
    mail: str | None = None
    user_principal_name: str | None = None
    job_title: str | None = None
    department: str | None = None
    account_enabled: bool | None = None
    user_type: str | None = None
    preferred_language: str | None = None
    manager: GraphManager | None = None


def graph_member(payload: object) -> Member:
    """Nothing of it says that the bot may write to them. Raises BadPayload."""
    return _member(read_record(payload, GraphUser, PLATFORM))


def graph_profile(payload: object, fields: Mapping[str, str]) -> Member:
    """With what stands in these fields (Graph's names, by what they mean) and nothing else. Raises BadPayload."""
    user = read_record(payload, GraphUser, PLATFORM)
    held = {
        "jobTitle": one_line(user.job_title or ""),
        "department": one_line(user.department or ""),
        "manager": (user.manager and user.manager.id) or "",
    }
    said = {meaning: held.get(field, "") for meaning, field in fields.items()}
    above = (said["manager"],) if said.get("manager") else ()
    return msgspec.structs.replace(
        _member(user), title=said.get("title", ""), department=said.get("department", ""), above=above
    )


def _member(user: GraphUser) -> Member:
    return Member(
        user=_id(user.id),
        standing=_graph_standing(user),
        name=one_line(user.display_name or ""),
        email=_address(user.mail, user.user_principal_name),
        language=(user.preferred_language or "").partition("-")[0].casefold(),
        title=one_line(user.job_title or ""),
        department=one_line(user.department or ""),
        reachable=False,
    )


def _graph_standing(user: GraphUser) -> Standing:
    if user.account_enabled is False:
        return "deactivated"
    is_guest = (user.user_type or "").casefold() == "guest" or _is_external(user.user_principal_name)
    return "guest" if is_guest else "member"


def _is_external(name: str | None) -> bool:
    return EXTERNAL in (name or "").casefold()


def _address(mail: str | None, principal_name: str | None) -> str:
    """The mailbox, else the name people sign in with, which has the form of an address."""
    for said in (mail, principal_name):
        words = one_line(said or "")
        if "@" in words and not _is_external(words):
            return words
    return ""


def _id(user: str) -> str:
    return user[:LONGEST_ID]
