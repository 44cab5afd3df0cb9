"""How far is long work? Whoever waits for it reads so in the place of "it takes a moment", at most every ten seconds.

The step that asks for the work says so in a message named `WAITING`; the worker reports with `WorkWentOn`. `WAITS` has
a row for each kind of work that somebody waits for.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.messages import Message, Phrase, Say
from bot.events import WorkWentOn
from bot.outcome import About, Send
from bot.program.snapshot import Query
from bot.scene import Scene

WAITING = "waiting"
MARKS = (
    ("done", 1.0),
    ("nearly", 0.9),
    ("two_thirds", 2 / 3),
    ("half", 0.5),
    ("third", 1 / 3),
    ("quarter", 0.25),
)


def mark_of(share: float) -> str:
    """How far that is in words, "" while it has hardly begun."""
    return next((name for name, least in MARKS if share >= least), "")


def _asked_for_pairs(scene: Scene) -> About | None:
    proposal = scene.snapshot.proposal
    waits = proposal is not None and proposal.state == "making"
    return About(person=proposal.asked_by, proposal=proposal.id) if proposal is not None and waits else None


WAITS: dict[str, Callable[[Scene], About | None]] = {"propose": _asked_for_pairs}


def needs(event: WorkWentOn) -> Query:
    return Query(organization=event.organization, proposal=event.subject)


def went_on(scene: Scene, event: WorkWentOn) -> None:
    """The message they have gets new words; without it, or when nobody waits any more, nothing is said."""
    about, mark = WAITS[event.kind](scene) if event.kind in WAITS else None, mark_of(event.share)
    if about is None or not mark:
        return
    text = Phrase(f"progress.{mark}")
    scene.send(
        Send(
            kind="closed",
            message=Message(blocks=(Say(text=text),), summary=text),
            person=about.person,
            about=about,
            replaces=f"{event.asked}:{WAITING}",
        )
    )
