"""The stories are told in Slack and read the same: signed requests in, strictly checked calls out, weeks passing."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.conversations.story import BEFORE, beginning, play
from tests.e2e.alike import FOLDER, promised, squeezed, written
from tests.e2e.slack_town import Town, town

# Told by a process of its own in `test_one_story.py`.
ELSEWHERE = {"everywhere", "everywhere_together"}
# The playground draws a chart's numbers; Slack has a picture and the same in words.
CHARTS = {"gefragt", "how_it_goes", "the_digest", "unknown_words", "wanted"}
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
# There a command is typed as a message; Slack has commands, and the audit names them otherwise.
TYPED = {"who_looked"}
# There is no list of people to read there; Slack has one.
WITHOUT_LIST = {"the_people"}
# There the card in the chat is a page of its own.
WITH_PAGE = {"my_program"}
# There channels are made by hand, and people added to them; in Slack the bot can (`test_slack_groups.py`).
BY_HAND = {"groups"}
# Of the chart that the page for admins and /rm-status have.
DRAWN = {"With a time", "Going well", "Just begun", "Quiet for a while", "Stuck", "On a break"}
STORIES = sorted(
    {path.stem for path in FOLDER.glob("*.md")}
    - ELSEWHERE
    - TYPED
    - WITHOUT_LIST
    - WITH_PAGE
    - BY_HAND
    - CHARTS
    - GERMAN
)


async def said_after(place: Town, step: str) -> dict[str, str]:
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


@pytest.mark.parametrize("story", STORIES)
async def test_a_story_reads_the_same(story: str) -> None:
    async with town() as place:
        for step, expected in written(story):
            said = await said_after(place, step)
            for who, lines in expected:
                heard = said.get(who, "")
                promises = [
                    piece for piece in promised(lines) if not GONE.fullmatch(piece) and piece not in DRAWN
                ]
                missing = [piece for piece in promises if squeezed(piece) not in heard]
                assert not missing, (step, who, missing, heard)
