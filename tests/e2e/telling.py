"""Told on another platform, does a story say what it says in the playground? What all platforms have in common."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.conversations.story import BEFORE, Stage, beginning, play
from tests.e2e.alike import promised, squeezed, written

# Told by a process of its own in `test_teams_one_story.py`.
ELSEWHERE = {"everywhere", "everywhere_together"}
# The same as another one, in German; one of them is told.
GERMAN = {
    "bekannt_gemacht",
    "die_regeln",
    "eine_geschichte",
    "eine_linie",
    "gemeinsam",
    "gruppen",
    "kein_kanal",
    "noch_ein_ziel",
    "warum",
}
# A post that is taken back is gone from a channel; the playground says so in its place.
GONE = re.compile(r".* was taken back\.")
# Of the chart that the page for admins and /rm-status have.
DRAWN = {"With a time", "Going well", "Just begun", "Quiet for a while", "Stuck", "On a break"}

DRAWING = re.compile(r":| \(optional\)|____")
BOTH = " and "  # between those who hear something together

Missing = tuple[str, str, list[str], str]  # after which step who did not hear what, and what they heard


async def missing(
    place: Stage, story: str, *, together: bool = True, differs: re.Pattern[str] = GONE
) -> list[Missing]:
    """The first that somebody should have heard and did not; what two people and the bot read together only where there
    is such a conversation, and not what `differs` there: the step, or what is said.
    """
    for step, expected in written(story):
        said = await _said_after(place, step)
        for who, lines in expected:
            if (BOTH in who and not together) or differs.fullmatch(step):
                continue
            heard = said.get(who, "")
            pieces = [piece for piece in promised(lines) if piece not in DRAWN and not GONE.fullmatch(piece)]
            pieces = [piece for piece in pieces if not differs.fullmatch(piece)]
            if lost := [piece for piece in pieces if _bare(piece) not in _bare(heard)]:
                return [(step, who, lost, heard)]
    return []


async def _said_after(place: Stage, step: str) -> dict[str, str]:
    """Who hears what."""
    if before := BEFORE.fullmatch(step):
        for earlier in beginning(before["name"]):
            assert await play(place, earlier), earlier
        await place.heard()
        return {}
    assert await play(place, step), step
    said = defaultdict[str, str](str)
    for heard in await place.heard():
        said[heard.who] += squeezed(" ".join(heard.lines)) + " "
    return said


def _bare(text: str) -> str:
    """Whether a label stands before its value or above it, and how an empty field looks, is a matter of drawing."""
    return squeezed(DRAWING.sub("", text))
