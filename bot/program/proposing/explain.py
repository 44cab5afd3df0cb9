"""Why these two, and why nobody for somebody? Reasons kept as data become sentences of the catalog.

A kind of reason may have several wordings (`reason.you_learn.1`, `.2`, ...). Which one is said follows from the ids
of the two, or from the place in a list, so that the same pair always reads the same and neighbors do not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from zlib import crc32

from bot.conversation.messages import Listed, Phrase, SkillName, SkillShown, Text, Value, ZoneName, phrase
from bot.program.matching.pool import ProposedPair
from bot.program.model import Leftover, Line, Pairing, Suggested
from bot.program.skills.shows import is_shown
from bot.text.catalog import has

Names = Callable[[str], Text]
DIRECTIONS = ("teaches", "learns", "near_teaches", "near_learns")
MOST_TIME = 8
"""Half hours in common of which an admin hears no more than "at least so many": exact ones, asked for pair by pair,
would tell when somebody works."""


def first_reason(
    reason: Suggested, pair: Line | Pairing | ProposedPair, name: Names, number: int = 0
) -> Phrase:
    """A reason as the admin reads it, about both by name; `number` is the pair's place in a list."""
    # The two directions of one pair are worded differently, too.
    turn = number + reason.kind.endswith("learns")
    if reason.kind in DIRECTIONS:
        names = {role: name(str(reason.values.get(role, ""))) for role in ("teacher", "learner")}
        return _about_skills(reason, "reason.of", turn, names)
    values = _values(reason, mirrored=False, most=MOST_TIME)
    both = {"mentor": name(pair.mentor), "mentee": name(pair.mentee)}
    return Phrase(_known(f"reason.both.{reason.kind}", turn), {**both, **values})


def reason_for(reason: Suggested, pair: Line | Pairing, reader: str, name: Names) -> Phrase:
    """A reason as one of the two reads it ("Ben can show you ..."); `reader` is a person's id."""
    both = f"{name(pair.mentor)}/{name(pair.mentee)}"
    turn = crc32(both.encode()) + reason.kind.endswith("learns")
    partner: dict[str, Text] = {"partner": name(pair.mentor if reader == pair.mentee else pair.mentee)}
    if reason.kind in DIRECTIONS:
        teaches = reason.values.get("teacher") == reader
        return _about_skills(reason, "reason.you_teach" if teaches else "reason.you_learn", turn, partner)
    values = _values(reason, mirrored=reader == pair.mentee)
    return Phrase(_known(f"reason.you.{reason.kind}", turn), {**partner, **values})


def _about_skills(reason: Suggested, prefix: str, turn: int, names: dict[str, Text]) -> Phrase:
    """The first skill by what can be seen of it, the others by name; one that nobody has a line for by name, too."""
    skills, wishes = _items(reason, "skills"), _items(reason, "wishes")
    near = "_near" if reason.kind.startswith("near_") else ""
    values: dict[str, Value] = {**names, "wishes": _skills(wishes[:1])}
    first = next((skill for skill in skills if is_shown(skill)), None)
    if first is None:
        said = {**values, "skills": _skills(skills[:1] if near else skills)}
        return Phrase(_worded(f"{prefix}{near}_named", turn), said)
    # Another line for the same skill only when all wordings are through.
    shown = SkillShown(first, turn // _wordings(f"{prefix}{near}"))
    one = Phrase(_worded(f"{prefix}{near}", turn), {**values, "shown": shown})
    others = [] if near else [skill for skill in skills if skill != first]
    return phrase("reason.also", said=one, skills=_skills(others)) if others else one


def _values(reason: Suggested, *, mirrored: bool, most: int | None = None) -> dict[str, Value]:
    """What is told of both; `mirrored`: the mentee reads, so that theirs comes first."""
    places = [ZoneName(zone) for zone in _items(reason, "zones")]
    return {
        **_two("department", _items(reason, "departments"), mirrored=mirrored),
        **_two("place", places, mirrored=mirrored),
        "site": str(reason.values.get("site", "")),
        "time": _time(reason.values.get("half_hours"), most),
        "channels": _listed(_items(reason, "channels"), "channel"),
        "languages": _listed(_items(reason, "languages"), "language"),
    }


def _two(name: str, items: Sequence[str | ZoneName], *, mirrored: bool) -> dict[str, Value]:
    if len(items) != 2:
        return {}
    first, second = reversed(items) if mirrored else items
    return {f"{name}_one": first, f"{name}_other": second}


def _known(key: str, turn: int) -> str:
    """A wording; a kind of reason that there are no words for is still said to be one."""
    return _worded(key if has(f"{key}.1") else f"{key.rpartition('.')[0]}.other", turn)


@cache
def _wordings(key: str) -> int:
    return next(number for number in count(1) if not has(f"{key}.{number}")) - 1


def _worded(key: str, turn: int) -> str:
    return f"{key}.{turn % _wordings(key) + 1}"


def _items(reason: Suggested, name: str) -> list[str]:
    items = reason.values.get(name)
    return items if isinstance(items, list) else []


def _skills(names: list[str]) -> Listed:
    return Listed(tuple(SkillName(name) for name in names[:3]))


def _time(half_hours: object, most: int | None) -> Phrase:
    """How long, in words: "three and a half hours"."""
    known = half_hours if isinstance(half_hours, int) else 0
    if most is not None and known >= most:
        return phrase("time.at_least", time=_time(most, None))
    key = f"time.{known}"
    return Phrase(key) if has(key) else phrase("time.most_of_a_day")


def _listed(items: list[str], prefix: str) -> Listed:
    """Catalog words where there are some; a language code the catalog has no word for stays a code."""
    keys = [(item, f"{prefix}.{item}") for item in items]
    return Listed(tuple(Phrase(key) if has(key) else item for item, key in keys))


def taught(reason: Suggested) -> Value:
    """What one can teach the other, by name; of what is only related, to which wish."""
    skills, wishes = _items(reason, "skills"), _items(reason, "wishes")
    if reason.kind.startswith("near_"):
        return phrase("why.near", skills=_skills(skills), wishes=_skills(wishes))
    return _skills(skills)


def in_common(half_hours: int) -> Phrase:
    """How much of a day two people share, as far as an admin may know."""
    return _time(half_hours, MOST_TIME)


def leftover_sentence(left: Leftover, name: Names) -> Phrase:
    """Why somebody has no partner this time, for the admin; a secret "never with" is never named."""
    key = f"leftover.{left.reason}"
    closest = Listed(tuple(name(person) for person in left.closest[:2]))
    return Phrase(key if has(key) else "leftover.other", {"closest": closest} if left.closest else {})
