"""The stories are told in Teams and read the same: signed activities in, strictly checked calls out, weeks passing."""

from __future__ import annotations

import pytest

from tests.e2e.alike import FOLDER
from tests.e2e.teams_town import town
from tests.e2e.telling import ELSEWHERE, GERMAN, missing

STORIES = sorted({path.stem for path in FOLDER.glob("*.md")} - ELSEWHERE - GERMAN)


@pytest.mark.parametrize("story", STORIES)
async def test_a_story_reads_the_same(story: str) -> None:
    async with town() as place:
        assert await missing(place, story) == []
