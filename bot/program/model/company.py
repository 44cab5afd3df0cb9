"""What is remembered of a company as a whole: its places, lists, channels and words, and who looked at what."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.conversation.messages import Address
from bot.program.model.base import Base


class Organization(Base, frozen=True, kw_only=True):
    """One company. `id` equals `organization`. `language` is what channels are written in. `closed_at` is when the
    last of its places was closed, `None` while one is open.
    """

    name: str = ""
    realm: Literal["live", "playground"] = "live"
    language: str = "en"
    closed_at: datetime | None = None


class Place(Base, frozen=True, kw_only=True):
    """A Slack workspace or Teams tenant, `id` "platform:place"; of exactly one organization. `closed_at` is when
    the app was removed there, `None` while it is installed. `tries` are the last codes typed there that were none.
    """

    platform: str
    place: str
    closed_at: datetime | None = None
    tries: tuple[datetime, ...] = ()


class JoinCode(Base, frozen=True, kw_only=True):
    """A code that was shown in a `place` to an admin, `by`: where it is typed becomes a place of this organization.
    The `id` is made of the code, and the code is kept nowhere. There is one of a place at most.
    """

    place: str
    by: str
    expires_at: datetime


class Account(Base, frozen=True, kw_only=True):
    """How to reach a person on one platform, `id` "platform:place:user".

    `changed_at` is when the app was added or removed last, by the platform's clock; `None` where none has said so.
    """

    person: str
    address: Address
    changed_at: datetime | None = None


class Link(Base, frozen=True, kw_only=True):
    """Does this `account` belong to a `person` who is known in another place by the same e-mail address? They were
    asked `at`, there. `newcomer` is the person that the account made, "" where only a list has it. "other": they said
    no, and are not asked again.
    """

    account: str
    person: str
    newcomer: str = ""
    state: Literal["asked", "other"] = "asked"
    at: datetime


def link_id(account: str) -> str:
    return f"link:{account}"


class Reading(Base, frozen=True, kw_only=True):
    """How the list of people of a place is read: a page after the other, every night at `next_at`; one for each place.

    While it goes on, `begun_at` is when it began, `page` how many pages are in, `cursor` what the platform calls the
    next one, `seen` how many entries there were; where a list is partial (`company/directory.py`), it ends with a
    look at each person we know. `left` and `outside` are people of ours (ids) who are deactivated, or guests, by that
    list: they are taken out when it is complete, from `out_at` on, some at a time. `changed` and `found` count people
    whose entry has changed, and people of the HR file who were found. `asked_by` are admins who hear when it is done.

    Of the last complete list are `read_at`, `people` (its entries), and in `told_changed`, `told_found` and `told_left`
    what came of it. `short` when the list had lost so much that nobody was taken out: then `trusted` says that an admin
    has looked. `troubled` when the admins have heard that it cannot be read.

    `fields` are the company's own fields of a profile (ids), by what they mean here ("title", "department", "manager"),
    none unless an admin named them; `offered` are those there are, as id and label, and `fields_for` is the admin who
    waits for these. `profiles_after` is how far they are read, a person's id. `fields_off_at` is when what came from
    them goes, once they were turned off.
    """

    place: str
    next_at: datetime | None = None
    begun_at: datetime | None = None
    cursor: str = ""
    page: int = 0
    seen: int = 0
    left: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    changed: int = 0
    found: int = 0
    asked_by: tuple[str, ...] = ()
    out_at: datetime | None = None
    read_at: datetime | None = None
    people: int = 0
    told_changed: int = 0
    told_found: int = 0
    told_left: int = 0
    short: bool = False
    trusted: bool = False
    troubled: bool = False
    fields: dict[str, str] = {}
    offered: tuple[tuple[str, str], ...] = ()
    fields_for: str = ""
    profiles_after: str = ""
    fields_off_at: datetime | None = None


def reading_id(place: str) -> str:
    return f"reading:{place}"


class Channel(Base, frozen=True, kw_only=True):
    """A channel the bot may post to, `id` "platform:place:conversation". `name` without "#".

    `away` says why nothing can be posted there at the moment. `changed_at` is when that, or the name, changed last by
    the platform's clock; `None` where no platform has said so.
    """

    name: str
    address: Address
    away: Literal["", "archived", "deleted", "left"] = ""
    changed_at: datetime | None = None


def is_late(record: Account | Channel | None, moment: datetime | None) -> bool:
    """Has something happened to it after this? What comes in late does not undo what came after it."""
    last = record.changed_at if record is not None else None
    return last is not None and moment is not None and last > moment


class Audit(Base, frozen=True, kw_only=True):
    """Who looked at something, or did something, as an admin, or tried to. Never what was said.

    `subject` is the person it was about, "" for nobody; what was about several has an entry for each.
    """

    actor: str
    action: str
    subject: str = ""
    at: datetime


class Term(Base, frozen=True, kw_only=True):
    """What an organization means by words that the catalog does not know. `words` are as somebody said them.

    `skill` is what they stand for: a skill of the catalog, or one of the organization's own, which then has a
    `category` of the catalog. `state` "skill" while they do; "none" when they are no skill and stay as they were said;
    "open" when that was taken back. `moves_at` is when the next people are changed who have said so already, `None`
    when all are. `by` is who decided it last.
    """

    words: str
    state: Literal["skill", "none", "open"] = "skill"
    skill: str = ""
    category: str = ""
    by: str = ""
    at: datetime
    moves_at: datetime | None = None
