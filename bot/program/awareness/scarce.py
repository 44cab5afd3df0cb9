"""Which topics do people wish for that too few are free to teach, and what may be told of it? Pure.

Wishes and offers are answers, so their rules hold (FACTS R0 to R5). They are looked at at fixed points alone, each time
only those of people who joined since the look before: so two looks laid side by side tell nothing about fewer.

- A *number* stands for at least `FEWEST` people, is rounded down (`STEPS`), and is told only where `FEWEST` more joined
  beside them: nobody can conclude from it what each of the newcomers said. What is behind a hidden number is not told.
- Without a number a topic is named only among `FEWEST_TOPICS` at least, which `FEWEST` people or more who agreed to it
  wish for together, and which nobody is free to teach.

Both are names of the catalog, never somebody's own words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

FEWEST = 5  # people behind whatever is told of what people answered
FEWEST_TOPICS, MOST_TOPICS = 3, 6
STEPS = (20, 10, FEWEST)
# Who joined since the look before: of fewer nothing is named, since all of them would have to wish for it; and of fewer
# there can be no number.
TO_NAME, TO_COUNT = FEWEST + 1, 2 * FEWEST
MOST_NUMBERS = 6  # topics of each kind


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who joined, as far as topics go. `brokered`: a topic of theirs may be named among others; `free`: they
    could take a partner now. `partners` are ids. `joined_at` is `None` where it is not known any more.
    """

    id: str
    teaches: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    brokered: bool = False
    free: bool = False
    partners: tuple[str, ...] = ()
    joined_at: datetime | None = None


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to look at: who joined by `until`; for topics after `topics_since` and for numbers after `counted_since`
    (`None`: since the beginning).
    """

    until: datetime | None = None
    topics_since: datetime | None = None
    counted_since: datetime | None = None


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `named` and `counted` say whether enough people joined for topics and for numbers at all.

    `topics` are in alphabetical order. `short` has how many wish for a topic that fewer can teach, `surplus` how many
    offer one that few wish for, `beside` the other side's number of either, where that may be told; the largest first.
    """

    named: bool = False
    counted: bool = False
    topics: tuple[str, ...] = ()
    short: dict[str, int] = {}
    surplus: dict[str, int] = {}
    beside: dict[str, int] = {}


Who = Mapping[str, Collection[str]]  # ids of people by topic


def survey(people: Sequence[Participant], asked: Survey, known: Collection[str]) -> Supply:
    """`known` are the names of the catalog: nothing else is ever told."""
    topics = _joined(people, asked.topics_since, asked.until)
    fresh = _joined(people, asked.counted_since, asked.until)
    found = _numbers(people, fresh, known) if len(fresh) >= TO_COUNT else Supply()
    return msgspec.structs.replace(
        found,
        named=len(topics) >= TO_NAME,
        topics=_topics(people, topics, known, found.short) if len(topics) >= TO_NAME else (),
    )


def rounded(number: int, among: int) -> int:
    """Down to 20, 10 or 5, so that `FEWEST` of those it is counted among may be others; 0 for what is never told."""
    return next((step for step in STEPS if number >= step and among >= step + FEWEST), 0)


def _joined(
    people: Iterable[Participant], since: datetime | None, until: datetime | None
) -> list[Participant]:
    """By `until`, where nothing else is known always."""
    return [
        one
        for one in people
        if (since is None or (one.joined_at is not None and one.joined_at > since))
        and (until is None or one.joined_at is None or one.joined_at <= until)
    ]


def _topics(
    people: Sequence[Participant],
    asking: Iterable[Participant],
    known: Collection[str],
    counted: Who | dict[str, int],
) -> tuple[str, ...]:
    """What is told without a number, of people who agreed; nothing where too few stand behind it."""
    taught = _who((one for one in people if one.free), "teaches", known)
    open_wishes = _unmet((one for one in asking if one.brokered), people, known)
    wished = {one: who for one, who in open_wishes.items() if one not in taught and one not in counted}
    chosen = sorted(wished, key=lambda topic: (-len(wished[topic]), topic))[:MOST_TOPICS]
    together = {who for topic in chosen for who in wished[topic]}
    enough = len(chosen) >= FEWEST_TOPICS and len(together) >= FEWEST
    return tuple(sorted(chosen)) if enough else ()


def _numbers(people: Sequence[Participant], fresh: Sequence[Participant], known: Collection[str]) -> Supply:
    """What is said of newcomers alone; what is compared with it is true of all."""
    among = len(fresh)
    wanted = _unmet(fresh, people, known)
    offered = _who((one for one in fresh if one.free), "teaches", known)
    all_wanted = _unmet(people, people, known)
    all_offered = _who((one for one in people if one.free), "teaches", known)

    def told(who: Who, topic: str) -> int:
        return rounded(len(who.get(topic, ())), among)

    def excess(more: Who, fewer: Who, topic: str) -> int:
        return len(more[topic]) - len(fewer.get(topic, ()))

    def largest(who: Who, others: Who, topics: Iterable[str]) -> dict[str, int]:
        chosen = sorted(topics, key=lambda one: (-excess(who, others, one), one))[:MOST_NUMBERS]
        numbers = {topic: told(who, topic) for topic in chosen}
        return dict(sorted(numbers.items(), key=lambda one: (-one[1], one[0])))

    short = [one for one in wanted if told(wanted, one) and excess(wanted, all_offered, one) > 0]
    surplus = [one for one in offered if told(offered, one) and _hardly_wanted(one, offered, all_wanted)]
    first, second = largest(wanted, all_offered, short), largest(offered, all_wanted, surplus)
    others = {one: told(offered, one) for one in first} | {one: told(wanted, one) for one in second}
    return Supply(
        counted=True,
        short=first,
        surplus=second,
        beside={topic: number for topic, number in others.items() if number},
    )


def _hardly_wanted(topic: str, offered: Who, wanted: Who) -> bool:
    """By too few to tell, or by fewer than half of those who offer it."""
    number = len(wanted.get(topic, ()))
    return number < FEWEST or 2 * number < len(offered[topic])


def _who(people: Iterable[Participant], field: str, known: Collection[str]) -> dict[str, set[str]]:
    """The ids of the people by topic of the catalog."""
    found: dict[str, set[str]] = {}
    for one in people:
        for topic in getattr(one, field):
            if topic in known:
                found.setdefault(topic, set()).add(one.id)
    return found


def _unmet(
    asking: Iterable[Participant], people: Iterable[Participant], known: Collection[str]
) -> dict[str, set[str]]:
    """Who wishes for what no partner of theirs can show them."""
    teaches = {one.id: one.teaches for one in people}
    found: dict[str, set[str]] = {}
    for one in asking:
        met = {topic for partner in one.partners for topic in teaches.get(partner, ())}
        for topic in one.wants:
            if topic in known and topic not in met:
                found.setdefault(topic, set()).add(one.id)
    return found
