"""Why these two? Data for two or three sentences about a pair, the most specific first.

What each can show the other comes first, one reason for each direction. After that what is unusual about this pair:
few hours in common, a language that not everybody has. The rest is true of many pairs, so the two people's ids decide
which of it is told: a list of pairs is then not the same sentence over and over.

No reason speaks of age, rank or how confident somebody is.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from zlib import crc32

from bot.program.matching.pool import Reason, Values
from bot.program.matching.sides import Between, Side, common_half_hours

MOST_REASONS = 3
MOST_SKILLS = 3
FEW_HALF_HOURS = 10
"""Who shares fewer than these works at a distance that is worth a word."""

WIDESPREAD = "en"
"""A language that is no news where two share another one besides."""


class Why(NamedTuple):
    kind: str
    values: Callable[[Between], Values | None]


def names(teacher: Side, skills: Iterable[str]) -> tuple[str, ...]:
    """Skills as their teacher named them."""
    return tuple([teacher.teaches[skill] for skill in skills])


def reasons(pair: Between) -> tuple[Reason, ...]:
    """Two or three reasons, as far as there are any."""
    found = [*_told(DIRECTIONS, pair), *_told(UNUSUAL, pair)]
    usual = _told(USUAL, pair)
    first = crc32(_turn(pair).encode()) % max(1, len(usual))
    found += [*usual[first:], *usual[:first]]
    if len(found) < 2:
        found.append(Reason(kind="first_time", values={}))
    return tuple(found[:MOST_REASONS])


def _turn(pair: Between) -> str:
    """What tells this pair from others and is the same wherever they are; ids are not."""
    sides = (pair.mentor, pair.mentee)
    return "/".join(
        text for side in sides for text in (*side.teaches, *side.wants, side.department, side.site)
    )


def _told(whys: Iterable[Why], pair: Between) -> list[Reason]:
    said = [(why.kind, why.values(pair)) for why in whys]
    return [Reason(kind=kind, values=values) for kind, values in said if values is not None]


def _teaches(pair: Between) -> Values | None:
    return _taught(pair.mentor, pair.mentee, pair.mentor_teaches)


def _learns(pair: Between) -> Values | None:
    return _taught(pair.mentee, pair.mentor, pair.mentee_teaches)


def _taught(teacher: Side, learner: Side, skills: tuple[str, ...]) -> Values | None:
    if not skills:
        return None
    shown = list(names(teacher, skills[:MOST_SKILLS]))
    return {"teacher": teacher.member.id, "learner": learner.member.id, "skills": shown}


def _near_teaches(pair: Between) -> Values | None:
    return None if pair.mentor_teaches else _related(pair.mentor, pair.mentee)


def _near_learns(pair: Between) -> Values | None:
    return None if pair.mentee_teaches else _related(pair.mentee, pair.mentor)


def _related(teacher: Side, learner: Side) -> Values | None:
    """What somebody teaches of the first kind they share with the other's wishes, and those wishes."""
    taught, wanted = teacher.member.kinds, learner.member.kinds
    for skill in teacher.member.teaches:
        kind = taught.get(skill)
        wishes = [wish for wish in learner.member.wants if kind and wanted.get(wish) == kind]
        if wishes:
            skills = [one for one in teacher.member.teaches if taught.get(one) == kind]
            return {
                "teacher": teacher.member.id,
                "learner": learner.member.id,
                "skills": skills[:MOST_SKILLS],
                "wishes": wishes[:MOST_SKILLS],
            }
    return None


def _apart(pair: Between) -> Values | None:
    """From two places, with only part of the day in common."""
    common, zones = common_half_hours(pair.mentor, pair.mentee), _zones(pair)
    if not common or common >= FEW_HALF_HOURS or len(set(zones)) < 2:
        return None
    return {"half_hours": common, "zones": zones}


def _zones(pair: Between) -> list[str]:
    return [pair.mentor.member.zone, pair.mentee.member.zone]


def _language(pair: Between) -> Values | None:
    """What they share besides the language that everybody shares; a single one is no news."""
    shared = sorted(pair.mentor.languages & pair.mentee.languages)
    if len(shared) < 2:
        return None
    return {"languages": [language for language in shared if language != WIDESPREAD]}


def _site(pair: Between) -> Values | None:
    if not pair.mentor.site or pair.mentor.site != pair.mentee.site:
        return None
    return {"site": pair.mentor.member.site}


def _departments(pair: Between) -> Values | None:
    one, other = pair.mentor, pair.mentee
    if not one.department or not other.department or one.department == other.department:
        return None
    return {"departments": [one.member.department, other.member.department]}


def _channel(pair: Between) -> Values | None:
    """How both like to talk; meeting in person is told with the site."""
    shared = sorted(pair.mentor.channels & pair.mentee.channels - {"in_person"})
    return {"channels": shared} if shared else None


def _hours(pair: Between) -> Values | None:
    """The time they share; not told where it went without saying, or was told with the places."""
    common = common_half_hours(pair.mentor, pair.mentee)
    return {"half_hours": common} if common and _apart(pair) is None else None


DIRECTIONS: tuple[Why, ...] = (
    Why("teaches", _teaches),
    Why("learns", _learns),
    Why("near_teaches", _near_teaches),
    Why("near_learns", _near_learns),
)
UNUSUAL: tuple[Why, ...] = (Why("apart", _apart), Why("language", _language))
USUAL: tuple[Why, ...] = (
    Why("departments", _departments),
    Why("site", _site),
    Why("channel", _channel),
    Why("hours", _hours),
)
"""The reasons for a pair; `None` says that one does not apply."""
