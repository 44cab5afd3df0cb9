"""What does somebody read who waits for long work?"""

from __future__ import annotations

import pytest

from bot.events import WorkWentOn
from bot.outcome import Outcome
from bot.program.model import Proposal
from bot.program.progress import MARKS, mark_of
from tests.factories import ACME, proposal
from tests.unit.world import ADMIN, World, keys


def went_on(here: World, share: float, *, kind: str = "propose", subject: str = "first") -> Outcome:
    event = WorkWentOn(
        id=f"on-{share}", at=here.now, organization=ACME, kind=kind, subject=subject, asked="e1", share=share
    )
    return here.run(event)


@pytest.mark.parametrize(
    ("share", "mark"),
    [
        (0.0, ""),
        (0.2, ""),
        (0.25, "quarter"),
        (0.4, "third"),
        (0.6, "half"),
        (0.7, "two_thirds"),
        (0.95, "nearly"),
    ],
)
def test_how_far_it_is_in_words(share: float, mark: str) -> None:
    assert mark_of(share) == mark


def test_who_asked_reads_it_in_the_place_of_the_message_they_have() -> None:
    here = World()
    asked = here.command(ADMIN, "pair")
    assert [send.name for send in asked.sends] == ["waiting"]
    made = here.all(Proposal)[0]
    outcome = went_on(here, 0.4, subject=made.id)
    (send,) = outcome.sends
    assert (send.person, send.kind, send.replaces) == (ADMIN, "closed", "e1:waiting")
    assert keys(outcome) == ["progress.third"]


@pytest.mark.parametrize("state", ["ready", "approved", "discarded"])
def test_nobody_hears_of_what_they_do_not_wait_for(state: str) -> None:
    here = World(proposal(state=state, asked_by=ADMIN))
    assert went_on(here, 0.5).sends == ()
    assert went_on(here, 0.5, kind="digest").sends == ()
    assert went_on(here, 0.5, subject="none").sends == ()


def test_every_mark_is_reached() -> None:
    assert [mark_of(least) for _, least in MARKS] == [name for name, _ in MARKS]
