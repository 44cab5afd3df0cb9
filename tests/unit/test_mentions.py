"""`/rm-pair @ana @tom`, as Slack passes it on: a person is named by their id there."""

from __future__ import annotations

import pytest

from bot.outcome import Outcome
from bot.program.model import Line
from bot.text.catalog import Words
from tests.factories import line, person, proposal
from tests.unit.world import ADMIN, World, admin, keys, noted


def company() -> World:
    """Ana is proposed with Ben; Cem would fit her, too. Dan has not joined, Gus is a guest."""
    senior: dict[str, object] = {"role": "mentee", "grade": 6, "teaches": ("Budgeting",), "wants": ("Figma",)}
    return World(
        person("ana", slack_id="U1ANA", role="mentor", grade=2, teaches=("Figma",), wants=("Budgeting",)),
        person("ben", slack_id="W2BEN", **senior),
        person("cem", slack_id="U3CEM", **senior),
        person("dan", slack_id="U4DAN", state="known"),
        person("gus", slack_id="U5GUS", is_guest=True),
        admin(slack_id="U0ADA"),
        proposal(pairs=1),
        line(1),
    )


def pairs(here: World) -> list[tuple[str, str]]:
    return [(one.mentor, one.mentee) for one in here.all(Line) if one.locked]


def said(outcome: Outcome) -> str:
    words = Words("en", "UTC")
    blocks = (block for send in outcome.sends for block in send.message.blocks)
    return "\n".join(words.text(block.text) for block in blocks if hasattr(block, "text"))


@pytest.mark.parametrize("text", ["@U1ANA @U3CEM", "@U3CEM  @u1ana", "@U1ANA, @U3CEM", "@U1ANA and @U3CEM"])
def test_two_who_are_mentioned_become_a_pair(text: str) -> None:
    here = company()
    outcome = here.command(ADMIN, "pair", text)
    assert "pair.hand.done" in keys(outcome)
    assert pairs(here) == [("ana", "cem")]
    assert noted(outcome) == [(ADMIN, "proposal_hand", "ana"), (ADMIN, "proposal_hand", "cem")]


@pytest.mark.parametrize("text", ["@U1ANA @U9ZED", "@U9ZED @U8YET", "@U1ANA @U9BOT"])
def test_who_is_mentioned_and_unknown_is_not_paired_and_no_id_is_shown(text: str) -> None:
    here = company()
    outcome = here.command(ADMIN, "pair", text)
    assert keys(outcome) == ["people.mentioned"]
    assert pairs(here) == []
    assert "U9" not in said(outcome)


def test_a_group_is_nobody() -> None:
    here = company()
    assert keys(here.command(ADMIN, "pair", "@designers @here")) == ["pair.hand.unknown"]
    assert pairs(here) == []


@pytest.mark.parametrize("text", ["@U1ANA", "@U1ANA @U1ANA", "show @U1ANA"])
def test_one_alone_is_found_in_the_proposal(text: str) -> None:
    here = company()
    outcome = here.command(ADMIN, "pair", text)
    assert "pair.find.found" in keys(outcome)
    assert "U1ANA" not in said(outcome)
    assert pairs(here) == []


@pytest.mark.parametrize("text", ["@U1ANA @U0ADA", "@U1ANA @U4DAN", "@U1ANA @U5GUS"])
def test_oneself_those_outside_and_guests_are_refused_with_the_reason(text: str) -> None:
    here = company()
    assert keys(here.command(ADMIN, "pair", text)) == ["pair.hand.no"]
    assert pairs(here) == []


def test_three_are_too_many() -> None:
    assert keys(company().command(ADMIN, "pair", "@U1ANA @W2BEN @U3CEM")) == ["pair.hand.two"]


def test_two_mentions_are_nominated_and_compared() -> None:
    here = company()
    assert len(keys(here.command(ADMIN, "pair", "why @U1ANA @U3CEM"))) > 2
    assert keys(here.command(ADMIN, "pair", "why @U1ANA @U9ZED")) == ["people.mentioned"]
    nominated = here.command(ADMIN, "nominate", "@U4DAN @U1ANA")
    assert noted(nominated) == [(ADMIN, "nominate", "dan"), (ADMIN, "nominate", "ana")]
    assert "people.mentioned" in keys(here.command(ADMIN, "nominate", "@U9ZED"))
