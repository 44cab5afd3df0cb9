"""Topics that recruit: whatever people wish for and offer, fewer than five are never spoken of, and nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.program.awareness.scarce import (
    FEWEST,
    MOST_TOPICS,
    TO_COUNT,
    TO_NAME,
    Participant,
    Survey,
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
    """Small ones and lopsided ones are the dangerous: in some, everybody wishes for the same."""
    size = draw(st.integers(0, 30))
    same = draw(st.one_of(st.none(), TOPICS))
    return tuple(
        Participant(
            id=f"p{number:02}",
            teaches=draw(TOPICS),
            wants=draw(TOPICS) if same is None else same,
            brokered=draw(st.booleans()),
            free=draw(st.booleans()),
            partners=tuple(draw(st.lists(st.integers(0, size - 1).map(lambda n: f"p{n:02}"), max_size=2))),
            joined_at=draw(DAYS),
        )
        for number in range(size)
    )


def joined(people: Sequence[Participant], since: datetime | None, until: datetime | None) -> set[str]:
    return {
        one.id
        for one in people
        if (since is None or (one.joined_at is not None and one.joined_at > since))
        and (until is None or one.joined_at is None or one.joined_at <= until)
    }


def wishers(people: Sequence[Participant], topic: str) -> set[str]:
    """Who wishes for it in vain."""
    teaches = {one.id: one.teaches for one in people}
    return {
        one.id
        for one in people
        if topic in one.wants and not any(topic in teaches.get(partner, ()) for partner in one.partners)
    }


def teachers(people: Sequence[Participant], topic: str) -> set[str]:
    return {one.id for one in people if one.free and topic in one.teaches}


@given(crowds(), DAYS, DAYS)
def test_a_list_stands_for_five_new_people_and_names_only_what_nobody_is_free_to_teach(
    people: tuple[Participant, ...], since: datetime | None, until: datetime | None
) -> None:
    found = survey(people, Survey(topics_since=since, until=until), KNOWN)
    new = joined(people, since, until)
    agreed = {one.id for one in people if one.brokered}
    assert found.named == (len(new) >= TO_NAME)
    if found.topics:
        behind = [wishers(people, topic) & new & agreed for topic in found.topics]
        assert len(set().union(*behind)) >= FEWEST
        assert all(behind)
        assert 3 <= len(found.topics) <= MOST_TOPICS
        assert list(found.topics) == sorted(set(found.topics) & set(KNOWN) - found.short.keys())
        assert not any(teachers(people, topic) for topic in found.topics)


@given(crowds(), DAYS, DAYS)
def test_a_number_stands_for_five_new_people_and_leaves_five_who_may_be_others(
    people: tuple[Participant, ...], since: datetime | None, until: datetime | None
) -> None:
    found = survey(people, Survey(counted_since=since, until=until), KNOWN)
    new = joined(people, since, until)
    assert found.counted == (len(new) >= TO_COUNT)
    assert not found.short.keys() & found.surplus.keys()
    numbers = [
        *((topic, number, wishers(people, topic) & new) for topic, number in found.short.items()),
        *((topic, number, teachers(people, topic) & new) for topic, number in found.surplus.items()),
    ]
    for topic, number, behind in numbers:
        other = teachers if topic in found.short else wishers
        beside = found.beside.get(topic, 0)
        assert topic in KNOWN
        assert number in (5, 10, 20)
        assert len(behind) >= number
        assert len(new) >= number + FEWEST
        assert beside in (0, 5, 10, 20)
        assert len(other(people, topic) & new) >= beside
        assert not beside or len(new) >= beside + FEWEST
    assert all(len(wishers(people, one) & new) > len(teachers(people, one)) for one in found.short)
    assert found.beside.keys() <= {*found.short, *found.surplus}


@given(crowds(), DAYS, st.integers(0, 29), TOPICS)
def test_who_was_there_before_or_did_not_agree_changes_nothing(
    people: tuple[Participant, ...], since: datetime | None, which: int, others: tuple[str, ...]
) -> None:
    """Whatever such a person wishes for: the list of topics is the same, and of who was there before the numbers."""
    asked = Survey(topics_since=since, counted_since=since)
    new = joined(people, since, None)
    silent = [one for one in people if not one.brokered or one.id not in new]
    if not silent:
        return
    whose = silent[which % len(silent)]
    changed = tuple(
        msgspec.structs.replace(one, wants=others) if one.id == whose.id else one for one in people
    )
    before, after = (survey(crowd, asked, KNOWN) for crowd in (people, changed))
    if whose.id not in new:
        assert (after.short, after.topics) == (before.short, before.topics)
    elif not before.counted:
        assert after.topics == before.topics


@given(crowds(), st.lists(st.integers(1, 60), min_size=2, max_size=5))
def test_two_looks_have_nobody_in_common(people: tuple[Participant, ...], waits: list[int]) -> None:
    """Points in time one after the other, people joining in between: each look is at others."""
    asked, at = Survey(), NOON
    named: list[set[str]] = []
    counted: list[set[str]] = []
    there = [one for one in people if one.joined_at is not None]
    for wait in waits:
        at += timedelta(days=wait)
        found = survey(there, msgspec.structs.replace(asked, until=at), KNOWN)
        if found.named:
            named.append(joined(there, asked.topics_since, at))
            asked = msgspec.structs.replace(asked, topics_since=at)
        if found.counted:
            counted.append(joined(there, asked.counted_since, at))
            asked = msgspec.structs.replace(asked, counted_since=at)
    for groups, least in ((named, TO_NAME), (counted, TO_COUNT)):
        assert all(len(group) >= least for group in groups)
        assert sum(map(len, groups)) == len(set().union(*groups))


@given(crowds(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(
    people: tuple[Participant, ...], since: datetime | None, chance: Random
) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    asked = Survey(topics_since=since, counted_since=since)
    assert survey(shuffled, asked, KNOWN) == survey(people, asked, KNOWN)


@pytest.mark.parametrize(
    ("number", "among", "told"),
    [
        *((4, 100, 0), (5, 100, 5), (9, 100, 5), (10, 100, 10), (19, 100, 10), (20, 100, 20), (90, 100, 20)),
        *((9, 9, 0), (5, 9, 0), (10, 10, 5), (14, 14, 5), (15, 15, 10), (24, 24, 10), (25, 25, 20)),
    ],
)
def test_numbers_are_rounded_down_and_never_tell_of_all(number: int, among: int, told: int) -> None:
    assert rounded(number, among) == told


def test_five_people_and_three_topics_are_enough() -> None:
    wants = ("TikTok", "Figma", "Excel", "TikTok", "Figma")
    people = tuple(Participant(id=f"p{n}", wants=(topic,), brokered=True) for n, topic in enumerate(wants))
    assert survey(people, Survey(), KNOWN).topics == ()  # then each of them must have wished
    people = (*people, Participant(id="silent"))
    assert survey(people, Survey(), KNOWN).topics == ("Excel", "Figma", "TikTok")
    assert survey(people[1:], Survey(), KNOWN).topics == ()
    teacher = Participant(id="t", teaches=("TikTok",), free=True)
    assert survey((*people, teacher), Survey(), KNOWN).topics == ()
    busy = msgspec.structs.replace(teacher, free=False)
    assert survey((*people, busy), Survey(), KNOWN).topics == ("Excel", "Figma", "TikTok")
