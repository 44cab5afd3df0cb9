"""A member made ready for comparing: what is compared thousands of times is worked out once here.

Skills become comparable keys, local working hours become UTC half hours. Read `rules.py` next.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.program.matching.pool import Member

HALF_HOURS_A_DAY = 48


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One member, prepared. `half_hours` has a bit for each UTC half hour of the day they work all of."""

    member: Member
    teaches: dict[str, str]
    wants: dict[str, str]
    confidence: dict[str, int]
    teaches_kinds: frozenset[str]
    wants_kinds: frozenset[str]
    managers: frozenset[str]
    half_hours: int | None
    department: str
    site: str
    languages: frozenset[str]
    channels: frozenset[str]

    @property
    def free(self) -> int:
        """How many more partners this person can take."""
        return max(0, self.member.capacity - self.member.open_pairings)


class Between(msgspec.Struct, frozen=True, kw_only=True):
    """Two prepared people and what they have for each other; skills as keys, in the teacher's order."""

    mentor: Side
    mentee: Side
    mentor_teaches: tuple[str, ...]
    mentee_teaches: tuple[str, ...]

    @property
    def mentor_is_near(self) -> bool:
        """Whether the mentor teaches something related to a wish of the mentee's."""
        return not self.mentor.teaches_kinds.isdisjoint(self.mentee.wants_kinds)

    @property
    def mentee_is_near(self) -> bool:
        """Whether the mentee teaches something related to a wish of the mentor's."""
        return not self.mentee.teaches_kinds.isdisjoint(self.mentor.wants_kinds)


def between(mentor: Side, mentee: Side) -> Between:
    return Between(
        mentor=mentor,
        mentee=mentee,
        mentor_teaches=tuple([skill for skill in mentor.teaches if skill in mentee.wants]),
        mentee_teaches=tuple([skill for skill in mentee.teaches if skill in mentor.wants]),
    )


def prepare(member: Member, on: date) -> Side:
    """Make a member ready for comparing on this date; `ValueError` if their time zone is no IANA name."""
    return Side(
        member=member,
        teaches={_key(skill): skill for skill in member.teaches},
        wants={_key(skill): skill for skill in member.wants},
        confidence={_key(skill): min(5, max(1, rated)) for skill, rated in member.confidence.items()},
        teaches_kinds=_kinds(member, member.teaches),
        wants_kinds=_kinds(member, member.wants),
        managers=frozenset(member.managers),
        half_hours=_half_hours(member, on),
        department=_key(member.department),
        site=_key(member.site),
        languages=frozenset(_key(language) for language in member.languages),
        channels=frozenset(_key(channel) for channel in member.channels),
    )


def common_half_hours(one: Side, other: Side) -> int | None:
    """Count the half hours of a day that both work, or `None` if the hours of either are unknown."""
    if one.half_hours is None or other.half_hours is None:
        return None
    return (one.half_hours & other.half_hours).bit_count()


def _kinds(member: Member, skills: tuple[str, ...]) -> frozenset[str]:
    return frozenset(kind for skill in skills if (kind := member.kinds.get(skill)))


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _half_hours(member: Member, on: date) -> int | None:
    if not member.zone or not member.hours:
        return None
    try:
        return _at_work(member.zone, member.hours, on)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"person {member.id}: {member.zone!r} is no IANA time zone") from error


@lru_cache(maxsize=10_000)
def _at_work(zone: str, hours: tuple[tuple[time, time], ...], on: date) -> int:
    """Set the bits of these local hours; thousands of people keep the same ones."""
    half_hours = 0
    for start, end in hours:
        half_hours |= _span(start, end, on, ZoneInfo(zone))
    return half_hours


def _span(start: time, end: time, on: date, zone: ZoneInfo) -> int:
    """Set the bits of one span; an end before the start, or at midnight, lies on the next day.

    The day is a circle: 09:00 in Sydney meets the afternoon before in California. Only whole half hours
    count, so people at a quarter (Nepal) lose up to half an hour rather than gain one.
    """
    overnight = end < start or end == time(0)
    last_day = on + timedelta(days=1) if overnight else on
    opens = datetime.combine(on, start, zone).astimezone(UTC)
    closes = datetime.combine(last_day, end, zone).astimezone(UTC)
    midnight = datetime.combine(on, time(0), UTC)
    half_hour = timedelta(minutes=30)
    first = -((midnight - opens) // half_hour)
    count = max(0, min((closes - midnight) // half_hour - first, HALF_HOURS_A_DAY))
    bits = 0
    for slot in range(first, first + count):
        bits |= 1 << (slot % HALF_HOURS_A_DAY)
    return bits
