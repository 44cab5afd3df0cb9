"""The same stories pass through Slack and Teams, sentence by sentence as they are written for the playground.

The program runs in a process of its own and gets signed requests; its program time is the stories' (`abroad.py`), so
that the times it names are theirs.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.conversations.story import BEFORE, play
from tests.e2e.abroad import BOTH, Journey, to_slack, to_teams
from tests.e2e.alike import IN_TEAMS, NOTHING, addresses, promised, squeezed, written

STORIES = ("everywhere", "everywhere_together")  # each goes on where the one before ends
IN_WORDS = "what did I tell you?"  # where /rm-me shows the card that is somebody's own page


async def test_the_stories_read_the_same(tmp_path: Path) -> None:
    """Both at once: most of the time each waits for its platform's pace."""
    async with asyncio.TaskGroup() as journeys:
        for name, journey in (("slack", to_slack), ("teams", to_teams)):
            home = tmp_path / name
            home.mkdir()
            journeys.create_task(_told_alike(journey, home), name=name)


async def _told_alike(journey: Journey, home: Path) -> None:
    async with journey(home) as abroad:
        differs = NOTHING if abroad.country.together else IN_TEAMS
        for step, expected in (each for story in STORIES for each in written(story)):
            if BEFORE.fullmatch(step):
                continue  # it has just been told
            if not abroad.country.together:
                expected = [(who, lines) for who, lines in expected if BOTH not in who]
                step = step.replace("/rm-me", IN_WORDS)
            abroad.expected = len(expected)
            assert await play(abroad, step), step
            heard = await abroad.heard()
            assert sorted(one.who for one in heard) == sorted(who for who, _ in expected), step
            for who, lines in expected:
                said = squeezed(" ".join(" ".join(one.lines) for one in heard if one.who == who))
                pieces = [piece for piece in promised(lines) if not differs.fullmatch(piece)]
                missing = [piece for piece in pieces if squeezed(piece) not in said]
                assert not missing, (step, missing, said)
                opened = abroad.links(who)
                lost = [
                    one for one in addresses(lines) if one not in opened and not differs.fullmatch(one[0])
                ]
                assert not lost, (step, lost, opened)
        assert abroad.broken() == []
