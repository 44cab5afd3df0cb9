"""Topics that recruit: whatever people wish for and offer, fewer than five are never spoken of, and nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bot.program.awareness.scarce import (
    FEWEST,
    MOST_PEOPLE,
    MOST_TOPICS,
    Participant,
    Supply,
    Survey,
    may_be_named,
    new_topics,
    rounded,
    survey,
)
from tests.factories import NOON

KNOWN = ("Accessibility", "Excel", "Figma", "Negotiation", "Public speaking", "TikTok")
OWN_WORDS = ("my boss's thing", "tiktok")
TOPICS = st.lists(st.sampled_from([*KNOWN, *OWN_WORDS]), max_size=4, unique=True).map(tuple)
DAYS = st.one_of(st.none(), st.integers(0, 200).map(lambda days: NOON + timedelta(days=days)))


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Participant, ...]:
    size = draw(st.integers(0, 14))
    return tuple(
        Participant(
            id=f"p{number:02}",
            teaches=draw(TOPICS),
            wants=draw(TOPICS),
            brokered=draw(st.booleans()),
            free=draw(st.booleans()),
            joined_at=draw(DAYS),
        )
        for number in range(size)
    )


def contributors(people: Sequence[Participant], topics: Sequence[str], since: datetime | None) -> set[str]:
    return {
        one.id
        for one in people
        if one.brokered
        and set(one.wants) & set(topics)
        and (since is None or (one.joined_at is not None and one.joined_at > since))
    }


@given(crowds(), DAYS)
def test_a_list_stands_for_five_new_people_and_names_only_what_nobody_is_free_to_teach(
    people: tuple[Participant, ...], since: datetime | None
) -> None:
    topics = new_topics(people, since, KNOWN)
    if not topics:
        return
    assert len(contributors(people, topics, since)) >= FEWEST
    assert 2 <= len(topics) <= MOST_TOPICS
    assert list(topics) == sorted(set(topics))
    assert set(topics) <= set(KNOWN)
    assert not any(one.free and set(one.teaches) & set(topics) for one in people)
    assert may_be_named(people, topics, KNOWN)


@given(crowds(), DAYS, st.integers(0, 13), TOPICS)
def test_who_did_not_agree_or_was_there_before_changes_nothing(
    people: tuple[Participant, ...], since: datetime | None, which: int, others: tuple[str, ...]
) -> None:
    """Whatever such a person wishes for: the list of new topics is the same."""
    before = new_topics(people, since, KNOWN)
    silent = [
        one
        for one in people
        if not one.brokered or (since is not None and (one.joined_at is None or one.joined_at <= since))
    ]
    if not silent:
        return
    whose = silent[which % len(silent)].id
    changed = tuple(msgspec.structs.replace(one, wants=others) if one.id == whose else one for one in people)
    assert new_topics(changed, since, KNOWN) == before


@given(crowds(), st.lists(st.integers(1, 60), min_size=2, max_size=5))
def test_two_different_lists_have_no_wisher_in_common(
    people: tuple[Participant, ...], waits: list[int]
) -> None:
    """Points in time one after the other, people joining in between: each new list is of others, at least five."""
    since: datetime | None = None
    at, published = NOON, list[set[str]]()
    for wait in waits:
        at += timedelta(days=wait)
        there = tuple(one for one in people if one.joined_at is not None and one.joined_at <= at)
        topics = new_topics(there, since, KNOWN)
        if topics:
            published.append(contributors(there, topics, since))
            since = at
    assert all(len(group) >= FEWEST for group in published)
    for number, group in enumerate(published):
        assert not any(group & other for other in published[:number])


@given(crowds(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(
    people: tuple[Participant, ...], since: datetime | None, chance: Random
) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    asked = Survey(topics_since=since, counted_since=since, topics=("Excel", "TikTok"))
    assert survey(shuffled, asked, KNOWN) == survey(people, asked, KNOWN)


@given(crowds(), DAYS)
def test_numbers_stand_for_five_people_each_and_are_rounded(
    people: tuple[Participant, ...], since: datetime | None
) -> None:
    found = survey(people, Survey(counted_since=since), KNOWN)
    new = [one for one in people if since is None or (one.joined_at is not None and one.joined_at > since)]
    assert found.counted == (len(new) >= FEWEST)
    assert {*found.short, *found.surplus} <= set(KNOWN)
    assert set(found.short.values()) | set(found.surplus.values()) <= {5, 10, 20}
    for topic, number in found.short.items():
        assert sum(topic in one.wants for one in new) >= number
    for topic, number in found.surplus.items():
        assert sum(topic in one.teaches and one.free for one in new) >= number


@given(crowds(), TOPICS)
def test_an_old_list_is_named_again_only_while_five_people_wish_for_it(
    people: tuple[Participant, ...], topics: tuple[str, ...]
) -> None:
    if may_be_named(people, topics, KNOWN):
        assert len(contributors(people, topics, None)) >= FEWEST
        assert len(topics) >= 2


def test_numbers_are_rounded_down() -> None:
    assert [rounded(number) for number in (0, 4, 5, 9, 10, 19, 20, 400)] == [0, 0, 5, 5, 10, 10, 20, 20]


def test_five_people_and_two_topics_are_enough() -> None:
    people = tuple(
        Participant(id=f"p{n}", wants=("TikTok",) if n < 3 else ("Figma",), brokered=True) for n in range(5)
    )
    assert new_topics(people, None, KNOWN) == ("Figma", "TikTok")
    assert new_topics(people[1:], None, KNOWN) == ()
    teacher = Participant(id="t", teaches=("TikTok",), free=True)
    assert new_topics((*people, teacher), None, KNOWN) == ()
    busy = msgspec.structs.replace(teacher, free=False)
    assert new_topics((*people, busy), None, KNOWN) == ("Figma", "TikTok")


def test_of_more_people_than_are_looked_at_nothing_is_said() -> None:
    people = [
        Participant(id=f"p{n}", wants=("TikTok", "Figma"), brokered=True) for n in range(MOST_PEOPLE + 1)
    ]
    asked = Survey(topics=("Figma", "TikTok"))
    assert survey(people, asked, KNOWN) == Supply()
    assert survey(people[1:], asked, KNOWN).topics == ("Figma", "TikTok")
