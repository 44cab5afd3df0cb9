"""The stories are told in Teams and read the same: signed activities in, strictly checked calls out, weeks passing.

Those that tell most; the others pass through the same cards. A conversation of two people and the bot there is none of
in Teams, so what is read there is left out.
"""

from __future__ import annotations

import pytest

from tests.e2e.alike import IN_TEAMS
from tests.e2e.teams_town import town
from tests.e2e.telling import missing

STORIES = (
    "a_break",
    "a_concern",
    "a_goal",
    "a_story",
    "a_template",
    "all_at_once",
    "deutsch",
    "forget_me",
    "introduced",
    "invited",
    "left_open",
    "made_known",
    "met_already",
    "my_data",
    "one_way",
    "proposal",
    "swap",
    "the_end",
    "the_rules",
    "too_late",
    "what_changed",
    "who_looked",
    "withdrawn",
    "yes_later",
)


@pytest.mark.parametrize("story", STORIES)
async def test_a_story_reads_the_same(story: str) -> None:
    async with town() as place:
        assert await missing(place, story, together=False, differs=IN_TEAMS) == []
