"""Which topics does somebody wish for that nobody is free to teach, and may they be named? Pure.

Wishes are answers, so their rules hold (FACTS R0 to R5): a topic is named only among topics that at least `FEWEST`
people wish for together, without a number or a rank, only by its name in the catalog, and only of people who agreed
to it. A new list is made of people who joined after the last one alone, and of at least `FEWEST` of them: so two
lists laid side by side tell nothing about fewer. Whatever else may change, the list stays what it is until then.
Numbers for whoever runs the program keep to the same, each of at least `FEWEST` people, and rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

FEWEST = 5  # people behind whatever is told of what people answered
FEWEST_TOPICS, MOST_TOPICS = 2, 4
ROUNDED = (20, 10, 5)
MOST_PEOPLE = 5_000  # of more nothing is said: whoever is not looked at may teach what seems to be scarce


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who joined, as far as topics go. `brokered`: a topic of theirs may be named among others; `free`: they
    could take a partner now. `joined_at` is `None` where it is not known any more.
    """

    id: str
    teaches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    brokered: bool = False
    free: bool = False
    joined_at: datetime | None = None


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for: topics wished for by who joined after `topics_since`, numbers of who did after
    `counted_since` (`None`: everybody), and whether `topics` may still be named.
    """

    topics_since: datetime | None = None
    counted_since: datetime | None = None
    topics: tuple[str, ...] = ()


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `topics` in alphabetical order, empty when too few people stand behind a new list. `counted` is
    whether there are numbers at all: `short` and `surplus` by topic, rounded down to 5, 10 or 20 people.
    """

    topics: tuple[str, ...] = ()
    holds: bool = False
    counted: bool = False
    short: dict[str, int] = {}
    surplus: dict[str, int] = {}


def survey(people: Sequence[Participant], asked: Survey, known: Collection[str]) -> Supply:
    """`known` are the names of the catalog: nothing else is ever told."""
    if len(people) > MOST_PEOPLE:
        return Supply()
    fresh = [one for one in people if _joined_after(one, asked.counted_since)]
    counted = len({one.id for one in fresh}) >= FEWEST
    return Supply(
        topics=new_topics(people, asked.topics_since, known),
        holds=may_be_named(people, asked.topics, known),
        counted=counted,
        short=_short(people, fresh, known) if counted else {},
        surplus=_surplus(fresh, known) if counted else {},
    )


def new_topics(
    people: Sequence[Participant], since: datetime | None, known: Collection[str]
) -> tuple[str, ...]:
    """The topics for a new post, made of the wishes of people who joined after `since` alone; empty for none."""
    asking = [one for one in people if one.brokered and _joined_after(one, since)]
    taught = _taught(people)
    wished = {topic: who for topic, who in _who(asking, "wants", known).items() if topic not in taught}
    chosen = sorted(wished, key=lambda topic: (-len(wished[topic]), topic))[:MOST_TOPICS]
    return tuple(sorted(chosen)) if _enough(wished, chosen) else ()


def may_be_named(people: Sequence[Participant], topics: tuple[str, ...], known: Collection[str]) -> bool:
    """Is a list still true? Nobody is free to teach any of it, and at least `FEWEST` people wish for it together."""
    wished = _who((one for one in people if one.brokered), "wants", known)
    return not _taught(people) & set(topics) and _enough(wished, topics)


def rounded(number: int) -> int:
    """Down to 20, 10 or 5; 0 for fewer, which is never told."""
    return next((step for step in ROUNDED if number >= step), 0)


def _joined_after(one: Participant, since: datetime | None) -> bool:
    return since is None or (one.joined_at is not None and one.joined_at > since)


def _enough(wished: Mapping[str, set[str]], topics: Collection[str]) -> bool:
    together = {who for topic in topics for who in wished.get(topic, ())}
    return len(topics) >= FEWEST_TOPICS and len(together) >= FEWEST


def _taught(people: Iterable[Participant]) -> set[str]:
    return {topic for one in people if one.free for topic in one.teaches}


def _who(people: Iterable[Participant], field: str, known: Collection[str]) -> dict[str, set[str]]:
    """The ids of the people by topic of the catalog."""
    found: dict[str, set[str]] = {}
    for one in people:
        for topic in getattr(one, field):
            if topic in known:
                found.setdefault(topic, set()).add(one.id)
    return found


def _short(
    people: Iterable[Participant], fresh: Iterable[Participant], known: Collection[str]
) -> dict[str, int]:
    """Wished for by at least `FEWEST` people, and by more than are free to teach it."""
    teachers = _who((one for one in people if one.free), "teaches", known)
    wished = _who(fresh, "wants", known)
    return {
        topic: rounded(len(wished[topic]))
        for topic in sorted(wished)
        if len(wished[topic]) >= FEWEST and len(wished[topic]) > len(teachers.get(topic, ()))
    }


def _surplus(fresh: Sequence[Participant], known: Collection[str]) -> dict[str, int]:
    """Offered by at least `FEWEST` people who are free, and wished for by fewer than half as many."""
    teachers = _who((one for one in fresh if one.free), "teaches", known)
    wished = _who(fresh, "wants", known)
    return {
        topic: rounded(len(teachers[topic]))
        for topic in sorted(teachers)
        if len(teachers[topic]) >= FEWEST and 2 * len(wished.get(topic, ())) < len(teachers[topic])
    }
