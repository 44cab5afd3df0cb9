"""How is the list of people of a whole Grid organization read? Workspace by workspace: Slack has no list of all.

One installation serves all workspaces that an admin of the organization has added the app to. `auth.teams.list` (it
needs no scope) says which; `users.list` and `team.profile.get` want to know of which, nothing else that we call does.
Where a reading is, is said by its cursor alone. Pure.

Source: https://docs.slack.dev/enterprise/developing-for-enterprise-orgs and
https://docs.slack.dev/reference/methods/auth.teams.list (November 2026).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec


class Walk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`teams` are the workspaces known so far; while `more` of them are to come it is what Slack calls the next part.
    Then their lists are read, that of `teams[number]` from `at` on.
    """

    teams: tuple[str, ...] = msgspec.field(name="t", default=())
    more: str = msgspec.field(name="m", default="")
    number: int = msgspec.field(name="n", default=0)
    at: str = msgspec.field(name="a", default="")

    @property
    def team(self) -> str:
        """Whose list is read next, "" while workspaces are still to come, or there is none any more."""
        return self.teams[self.number] if not self.more and self.number < len(self.teams) else ""

    @property
    def cursor(self) -> str:
        """ "" when all is read."""
        return msgspec.json.encode(self).decode() if self.more or self.team else ""

    def after(self, next_cursor: str) -> Walk:
        """A part of the list of `team` is read, and what Slack calls the next one."""
        number = self.number if next_cursor else self.number + 1
        return msgspec.structs.replace(self, number=number, at=next_cursor)


def is_whole(place: str) -> bool:
    """Is it an organization, not a workspace? Slack's ids tell: `E…` and `T…`."""
    return place.startswith("E")


def walk_of(cursor: str) -> Walk:
    """From the beginning where the cursor is none of ours."""
    try:
        return msgspec.json.decode(cursor, type=Walk)
    except msgspec.DecodeError:
        return Walk()


def team_ids(found: object) -> tuple[str, ...]:
    """Of the workspaces in an answer of `auth.teams.list`."""
    teams: Iterable[Any] = found if isinstance(found, list) else ()
    return tuple(one["id"] for one in teams if isinstance(one, dict) and isinstance(one.get("id"), str))
