"""Each story in this folder is told again and must read the same; `pytest --rewrite-stories` renews them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage import MemoryStorage
from tests.conversations.hall import Hall
from tests.conversations.story import tell

IN_CHAT = {"my_program"}  # told where somebody's own page is a card in the chat
STORIES = sorted(Path(__file__).parent.glob("*.md"))


@pytest_asyncio.fixture
async def hall() -> AsyncIterator[Hall]:
    stage = Hall(MemoryStorage())
    await stage.open()
    yield stage
    stage.close()


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_story_reads_as_written(path: Path, hall: Hall, pytestconfig: pytest.Config) -> None:
    written = path.read_text("utf-8")
    hall.ear.page_in_chat = path.stem in IN_CHAT
    told = await tell(hall, written)
    if pytestconfig.getoption("--rewrite-stories"):
        path.write_text(told, "utf-8")
    assert not hall.storage.set_aside_events()
    assert told == path.read_text("utf-8")


def test_there_are_stories() -> None:
    assert len(STORIES) >= 5
