"""The stories are told in Slack and read the same: signed requests in, strictly checked calls out, weeks passing."""

from __future__ import annotations

import pytest

from tests.e2e.alike import FOLDER
from tests.e2e.slack_town import town
from tests.e2e.telling import ELSEWHERE, GERMAN, missing

# The playground draws a chart's numbers; Slack has a picture and the same in words.
CHARTS = {"gefragt", "how_it_goes", "the_digest", "unknown_words", "wanted"}
# There a command is typed as a message; Slack has commands, and the audit names them otherwise.
TYPED = {"who_looked"}
# There is no list of people to read there; Slack has one.
WITHOUT_LIST = {"the_people"}
# There the card in the chat is a page of its own.
WITH_PAGE = {"my_program"}
# There channels are made by hand, and people added to them; in Slack the bot can (`test_slack_groups.py`).
BY_HAND = {"groups"}
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


@pytest.mark.parametrize("story", STORIES)
async def test_a_story_reads_the_same(story: str) -> None:
    async with town() as place:
        assert await missing(place, story) == []
