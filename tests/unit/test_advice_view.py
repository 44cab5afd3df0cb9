"""What would help the left-over, as the admin reads it; and what somebody left over reads themselves."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Phrase, Say
from bot.events import ProposalMade
from bot.program.matching.pool import Advice, Values
from bot.program.matching.pool import Leftover as Unplaced
from bot.program.matching.pool import Proposal as Suggestion
from bot.program.model import Advised, Proposal
from bot.program.proposing.advice_view import kept, sentence
from bot.text.catalog import LANGUAGES, words_for
from tests.factories import ACME, NOON, cohort, leftover, line, person, proposal
from tests.unit.test_proposals import ANA, BEN, CEM, junior, press, senior
from tests.unit.world import ADMIN, World, buttons, keys

TWO: Values = {"takers": 1, "new_pairs": 1, "placed_ids": ["cem"], "taker_ids": ["ben"]}
GAP = Advice(kind="gap", count=4, values={"gap": 1, "now": 2, "new_pairs": 2})
WISH = Advice(kind="unoffered", count=1, values={"skills": ["Accessibility", "woodturning"]})


def said(one: Advised, language: str = "en") -> str:
    return words_for(language, "UTC").text(sentence(one, str.title))


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (
            Advised(kind="second_partner", count=1, values=dict(TWO)),
            "Cem could have a partner if Ben took one more.",
        ),
        (
            Advised(kind="second_partner", count=2, values={**TWO, "taker_ids": ["ben", "dee"]}),
            "Cem could have a partner if Ben and Dee each took one more.",
        ),
        (
            Advised(kind="second_partner", count=7, values={"takers": 6, "new_pairs": 7}),
            "If 6 others each took one more, 7 people left over could have a partner.",
        ),
        (
            Advised(kind="gap", count=4, values=dict(GAP.values)),
            "If a distance of 1 between their levels were enough instead of 2, 4 people left over could have "
            "a partner.",
        ),
        (
            Advised(kind="unoffered", count=4, values=dict(WISH.values)),
            "Nobody offers Accessibility or woodturning so far, and somebody left over would like to learn that.",
        ),
        (
            Advised(kind="unoffered", count=13, values={"skills": ["Chess"]}),
            "Nobody offers Chess so far, and at least 10 people left over would like to learn that.",
        ),
        (Advised(kind="pilot_size", count=2), "2 people have no partner only because the pilot is full."),
        (
            Advised(kind="from_a_later_release", count=1),
            "Something would help one person left over, and I have no words for it yet.",
        ),
    ],
)
def test_each_is_a_sentence(one: Advised, text: str) -> None:
    assert said(one) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 4, 5, 30])
@pytest.mark.parametrize(
    "kind", ["gap", "department", "site", "hours", "unoffered", "reporting_line", "mentees_wanted"]
)
def test_every_kind_has_words_for_few_and_many(kind: str, count: int, language: str) -> None:
    values: dict[str, str | int | list[str]] = {"gap": 1, "now": 2, "skills": ["Chess"]}
    assert said(Advised(kind=kind, count=count, values=values), language).endswith(".") or "Chess" in said(
        Advised(kind=kind, count=count, values=values), language
    )


def test_few_wishes_are_told_without_a_number() -> None:
    told = {
        said(Advised(kind="unoffered", count=count, values={"skills": ["Chess"]})) for count in (1, 2, 3, 4)
    }
    assert len(told) == 1
    told = {said(Advised(kind="unoffered", count=count, values={"skills": ["Chess"]})) for count in (5, 6, 9)}
    assert len(told) == 1


def test_what_the_pilot_has_no_room_for_is_not_advised() -> None:
    kinds = [one.kind for one in kept((GAP, WISH), full=0, room=2)]
    assert kinds == ["gap", "unoffered"]
    assert [one.kind for one in kept((GAP, WISH), full=0, room=1)] == ["unoffered"]
    assert [(one.kind, one.count) for one in kept((GAP, WISH), full=3, room=0)] == [
        ("pilot_size", 3),
        ("unoffered", 1),
    ]


def made(*advice: Advice, size: int = 12) -> World:
    world = World(ANA, BEN, CEM, cohort(size=size, opened_by=ADMIN), proposal(state="making"))
    left = (Unplaced(person="cem", reason="outnumbered"),)
    suggestion = Suggestion(pairs=(), leftovers=left, objective={}, advice=advice)
    world.run(
        ProposalMade(id="made", at=NOON, organization=ACME, proposal="first", suggestion=suggestion, read={})
    )
    return world


def test_advice_is_stored_and_stands_below_the_left_over_of_the_last_page() -> None:
    world = made(Advice(kind="second_partner", count=1, values=dict(TWO)), WISH)
    assert [one.kind for one in world.get(Proposal, "first").advice] == ["second_partner", "unoffered"]
    outcome = press(world, "show")
    lines = [
        block.text.values["line"]
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, Phrase) and block.text.key == "advice.line"
    ]
    assert words_for("en", "UTC").value(lines[0]) == "Cem could have a partner if Ben took one more."
    assert len(lines) == 2


def test_advice_about_other_pairs_goes_when_the_pairs_change() -> None:
    advice = (Advised(kind="unoffered", count=1, values={"skills": ["Chess"]}),)
    world = World(
        ANA, BEN, CEM, proposal(pairs=1, leftovers=1, advice=advice), line(1), leftover(person="cem")
    )
    assert "advice.title" in keys(press(world, "show"))
    press(world, "lock", line="line-1")
    assert "advice.title" in keys(press(world, "show"))
    press(world, "remove", line="line-1")
    assert "advice.title" not in keys(press(world, "show"))


# -- somebody left over ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason", "expected", "offered"),
    [
        (
            {"teaches": ("Chess",), "wants": ("Go", "Rust")},
            "nobody_wants_or_teaches",
            ["waiting.nobody_wants_or_teaches", "waiting.help.topics"],
            ["teaches", "wants"],
        ),
        (
            {"teaches": ("Chess",), "wants": ()},
            "nobody_wants_or_teaches",
            ["waiting.nobody_wants", "waiting.help.topics"],
            ["teaches", "wants"],
        ),
        (
            {"teaches": (), "wants": ()},
            "nobody_wants_or_teaches",
            ["waiting.nothing_told", "waiting.help.topics"],
            ["teaches", "wants"],
        ),
        ({}, "no_common_hours", ["waiting.no_common_hours", "waiting.help.hours"], ["hours", "timezone"]),
        ({}, "outnumbered", ["waiting.outnumbered", "waiting.help.role"], ["teaches", "wants", "role"]),
        ({}, "seniority_gap", ["waiting.seniority_gap", "waiting.help.level"], []),
        ({}, "pilot_full", ["waiting.pilot_full"], []),
        ({}, "never_with_or_past", ["waiting.other", "waiting.help.topics"], ["teaches", "wants"]),
        ({}, "changed", ["waiting.other", "waiting.help.topics"], ["teaches", "wants"]),
    ],
)
def test_somebody_left_over_reads_why_and_what_they_can_do(
    changes: dict[str, object], reason: str, expected: list[str], offered: list[str]
) -> None:
    world = World(
        junior("ana", **changes),
        senior("ben"),
        proposal(state="approved"),
        leftover(person="ana", reason=reason),
    )
    outcome = press(world, "announce")
    assert keys(outcome, "ana") == ["waiting.sorry", *expected, "waiting.next"]
    changing = [one.data["question"] for one in buttons(outcome) if one.action == "me.change"]
    assert changing == offered


def test_who_has_not_joined_is_told_nothing() -> None:
    world = World(person("ana", state="known"), proposal(state="approved"), leftover(person="ana"))
    assert keys(press(world, "announce"), "ana") == []
