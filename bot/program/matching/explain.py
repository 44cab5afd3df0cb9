"""Why these two, and why nobody for this person: the data behind every sentence about a match.

Nothing here tells who does not want whom. Whoever somebody wants never to be with, or the admin excluded, is
treated as if they were not in the pool at all: what a person left over reads is the same as if the other had
never joined. The reasons for a pair are in `whys.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bot.program.matching.comparing import Sharers, fit_units, rank
from bot.program.matching.pool import Leftover, Member, ProposedPair, Values
from bot.program.matching.rules import FIT_UNITS, PARTS, Frame, Rules, broken_rules, without_aim
from bot.program.matching.sides import Side, between, common_half_hours, prepare
from bot.program.matching.whys import names, reasons

MOST_CLOSEST = 3
MOST_LOOKED_AT = 100
"""So many people of each topic tell what stands between them and somebody left over as well as thousands would."""

REASONS: dict[str, str] = {
    "reporting_line": "reporting_line",
    "past_partner": "never_with_or_past",
    "seniority": "seniority_gap",
    "hours": "no_common_hours",
    "department": "same_department",
    "site": "same_site",
    "guest": "guest",
    "role": "outnumbered",
    "capacity": "outnumbered",
}
"""What stands between a person and somebody they share a skill with -> why they are left over.

Besides these: `nobody_wants_or_teaches`, and `outnumbered` for those whose every fitting partner is taken.
"""

DISCREET: dict[str, str] = {"never_with": "never_with_or_past", "past_partner": "never_with_or_past"}


def discreet(broken: tuple[str, ...]) -> tuple[str, ...]:
    """Turn the names that `check` gives into those that may be shown, also to an admin."""
    return tuple(dict.fromkeys(DISCREET.get(name, name) for name in broken))


def score(mentor: Member, mentee: Member, rules: Rules, on: date) -> ProposedPair:
    """Say how well two people fit and why, whether or not a hard rule forbids them."""
    return describe(prepare(mentor, on), prepare(mentee, on), rules)


def describe(mentor: Side, mentee: Side, rules: Rules) -> ProposedPair:
    """Do what `score` does, for people already prepared; of an aim nobody learns anything from it."""
    pair, rules = between(mentor, mentee), without_aim(rules)
    return ProposedPair(
        mentor=mentor.member.id,
        mentee=mentee.member.id,
        fit=fit_units(pair, rules) / FIT_UNITS,
        mentor_teaches=names(mentor, pair.mentor_teaches),
        mentee_teaches=names(mentee, pair.mentee_teaches),
        overlap_hours=(common_half_hours(mentor, mentee) or 0) / 2,
        reasons=reasons(pair),
        parts={part.name: round(part.measure(pair, rules), 4) for part in PARTS},
    )


class Near(NamedTuple):
    """Somebody with a skill to exchange, and what stands in between (names of rules)."""

    mentor: Side
    mentee: Side
    other: str
    broken: tuple[str, ...]


def leftovers(
    sides: Sequence[Side], closest: Mapping[int, tuple[int, ...]], paired: frozenset[str], frame: Frame
) -> tuple[Leftover, ...]:
    """List by id everybody without a partner and why; who is still in a pairing is not left over.

    `closest` says for those who could have had a partner, by place, who would have suited them best.
    """
    sharers = Sharers(sides)
    found = []
    for place, side in enumerate(sides):
        member = side.member
        if member.id in paired or member.open_pairings:
            continue
        if not member.available:
            found.append(Leftover(person=member.id, reason=member.why_not or "unavailable"))
        elif member.guest:
            found.append(Leftover(person=member.id, reason="guest"))
        elif place in closest:
            nearest = tuple([sides[other].member.id for other in closest[place][:MOST_CLOSEST]])
            found.append(Leftover(person=member.id, reason="outnumbered", closest=nearest))
        else:
            found.append(_stands_between(place, sides, sharers.of(place, MOST_LOOKED_AT), frame))
    return tuple(found)


def _stands_between(place: int, sides: Sequence[Side], sharing: list[int], frame: Frame) -> Leftover:
    person = sides[place]
    near = [one for other in sharing if (one := _near(person, sides[other], frame)) is not None]
    if not near:
        own: Values = {
            "teaches": list(person.member.teaches),
            "wants": list(person.member.wants),
        }
        return Leftover(person=person.member.id, reason="nobody_wants_or_teaches", values=own)
    fewest = min(len(one.broken) for one in near)
    nearest = [one for one in near if len(one.broken) == fewest]
    counts = Counter(name for one in nearest for name in one.broken)
    decisive = max(REASONS, key=lambda name: counts[name])
    # A past partner is never offered again, so naming them as close would only raise a hope.
    offered = [one for one in nearest if "past_partner" not in one.broken]
    offered.sort(key=lambda one: rank(one.mentor, one.mentee, frame.rules))
    return Leftover(
        person=person.member.id,
        reason=REASONS[decisive],
        closest=tuple([one.other for one in offered[:MOST_CLOSEST]]),
        values=_figures(REASONS[decisive], frame.rules),
    )


def _near(person: Side, other: Side, frame: Frame) -> Near | None:
    """Find the direction in which less stands between two people; `None` if one must not hear of the other.

    That somebody is a past partner both know, so it may be said, and is said alike whether or not one of them
    also wants never to be with the other again.
    """
    if not other.member.available:
        return None
    ways = []
    for mentor, mentee in ((person, other), (other, person)):
        broken = broken_rules(mentor, mentee, frame)
        told = tuple([name for name in broken if name != "never_with"])
        ways.append(Near(mentor, mentee, other.member.id, told))
        if "never_with" in broken and "past_partner" not in broken:
            return None
    # The other direction of two chosen roles is no way at all.
    return min(ways, key=lambda way: (len(way.broken), "role" in way.broken))


def _figures(reason: str, rules: Rules) -> Values:
    if reason == "seniority_gap":
        return {"min_seniority_gap": rules.min_seniority_gap, "min_tenure_years": rules.min_tenure_years}
    if reason == "no_common_hours":
        return {"min_half_hours": round(2 * rules.min_overlap_hours)}
    return {}
