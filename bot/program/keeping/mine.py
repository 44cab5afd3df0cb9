"""What of all that is stored is mine? One row for each kind of record: how mine are found, and what of them I get.

Private answers of the partner are not mine; nor is what others told me in confidence. Names stand for ids of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from bot.program.keeping.former import is_former
from bot.program.model import (
    Account,
    Agreement,
    Attendance,
    Audit,
    Awareness,
    Background,
    Base,
    Change,
    Channel,
    CheckIn,
    Cohort,
    Concern,
    Digest,
    Feedback,
    JoinCode,
    Leftover,
    Line,
    Link,
    Organization,
    Pairing,
    Person,
    Place,
    Proposal,
    Reading,
    Release,
    Ruling,
    Seat,
    Session,
    Sponsor,
    Story,
    Survey,
    Talk,
    Term,
    Tray,
)

People = Mapping[str, str]  # names by id
OURS = frozenset({"organization", "version", "fingerprint"})  # says nothing about anybody


class Mine(msgspec.Struct, frozen=True, kw_only=True):
    """`by` are the fields one of which has my id, or "pairing" for what belongs to one of mine; `fields` what I get
    (all when there are none), `people` those in which ids of people stand. `sides` are fields that are mine where
    another one has my id.
    """

    by: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    sides: Mapping[str, str] = {}


NOT_MINE = Mine()

MINE: dict[type[Base], Mine] = {
    Organization: NOT_MINE,
    Place: NOT_MINE,
    Channel: NOT_MINE,
    Reading: NOT_MINE,  # how far a list is read; what it said of me is in what is known of me
    Cohort: NOT_MINE,
    Proposal: NOT_MINE,
    Line: NOT_MINE,  # suggestions of the program's own, until they are pairings
    Leftover: NOT_MINE,
    Awareness: NOT_MINE,
    Digest: NOT_MINE,
    Release: NOT_MINE,
    Term: NOT_MINE,  # the company's; my own words are in what I have told
    Ruling: NOT_MINE,  # says something about somebody else, too
    JoinCode: NOT_MINE,  # the place's
    Link: Mine(by=("person",), fields=("state", "at")),  # not whose account it was
    Account: Mine(by=("person",), fields=("id", "address", "changed_at")),
    Person: Mine(by=("id",), people=("never_with", "delegate")),
    Background: Mine(by=("person",), fields=("answers", "consents", "given_at")),
    Talk: Mine(by=("person",), fields=("flow", "state", "asked_at", "progress")),
    Pairing: Mine(
        by=("mentor", "mentee"),
        fields=(
            "id",
            "mentor",
            "mentee",
            "mentor_teaches",
            "mentee_teaches",
            "state",
            "approved_at",
            "introduced_at",
            "ended_at",
            "held",
            "planned",
            "met_at",
            "booked_at",
        ),
        people=("mentor", "mentee"),
    ),
    Agreement: Mine(
        by=("pairing",),
        fields=(
            "pairing",
            "state",
            "channel",
            "rhythm_weeks",
            "reply",
            "goals",
            "stays",
            "confirmed",
            "changed_at",
        ),
        people=("confirmed",),
    ),
    Session: Mine(by=("pairing",), fields=("pairing", "number", "state", "starts_at", "minutes", "agenda")),
    Attendance: Mine(by=("person",), fields=("session", "met", "learned", "taught", "next_step", "asked")),
    Feedback: Mine(by=("person",), fields=("session", "useful", "free", "wish", "given_at", "shared_at")),
    CheckIn: Mine(by=("person",), fields=("pairing", "kind", "answers", "given_at")),
    Seat: Mine(by=("person",), fields=("side", "state", "at")),
    Survey: Mine(by=("person",), fields=("pairing", "kind", "answers", "given_at")),
    Concern: Mine(
        by=("by",),
        fields=("pairing", "text", "state", "contact", "contacts", "sent_at", "opened_at", "closed_at"),
        people=("contact", "contacts"),
    ),
    Story: Mine(
        by=("mentor", "mentee"),
        fields=("mentor", "mentee", "by", "state", "text", "approved", "begun_at", "posted_at"),
        people=("mentor", "mentee", "by", "approved"),
        sides={
            "by_mentor": "mentor",
            "by_mentee": "mentee",
        },  # what the other wrote is theirs until it is shown
    ),
    Change: Mine(
        by=("mentor", "mentee"),
        fields=(
            "mentor",
            "mentee",
            "by",
            "text",
            "state",
            "approved",
            "names",
            "named",
            "proposed_at",
            "agreed_at",
        ),
        people=("mentor", "mentee", "by", "approved", "names"),
    ),
    Sponsor: Mine(by=("person",), fields=("named_by", "state", "sentence", "posts"), people=("named_by",)),
    Tray: Mine(by=("person",), fields=("items", "open_at", "sent", "unanswered", "stopped", "later")),
    Audit: Mine(
        by=("subject", "actor"), fields=("actor", "action", "subject", "at"), people=("actor", "subject")
    ),
}


def shown(record: Base, mine: Mine, people: People, me: str) -> dict[str, Any]:
    """A record of mine as plain data; `me` is my id."""
    fields = mine.fields or tuple(name for name in record.__struct_fields__ if name not in OURS)
    fields += tuple(field for field, side in mine.sides.items() if getattr(record, side) == me)
    plain = msgspec.to_builtins(record)
    return {name: _named(plain[name], people) if name in mine.people else plain[name] for name in fields}


def _named(value: Any, people: People) -> Any:
    match value:
        case str():
            return "former participant" if is_former(value) else people.get(value, value)
        case list() | tuple():
            return [_named(item, people) for item in value]
    return value


def people_in(record: Base, mine: Mine) -> tuple[str, ...]:
    """Ids of people whose names are shown."""
    found: list[str] = []
    for name in mine.people:
        value = getattr(record, name)
        found += [value] if isinstance(value, str) else list(value)
    return tuple(found)


def flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    """Plain data as (where, what) lines, for a table."""
    match value:
        case dict():
            return [line for name, one in value.items() for line in flat(one, f"{path}.{name}".strip("."))]
        case list() | tuple():
            return [line for at, one in enumerate(value, 1) for line in flat(one, f"{path}.{at}".strip("."))]
        case None | "":
            return []
    return [(path, str(value))]
