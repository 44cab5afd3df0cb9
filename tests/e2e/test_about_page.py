"""Do the links of the Teams app lead to a page that says what it is, what it keeps and on what terms?"""

from __future__ import annotations

import re

import aiohttp
import pytest

from adapters.pages import about_route
from bot.text.catalog import words_for
from tests.serving import serving
from tests.unit.test_teams_manifest import URL, made


@pytest.mark.parametrize(
    ("asked", "language", "said"),
    [
        ("de-AT,de;q=0.9", "de", "Mitmachen ist freiwillig"),
        ("fr", "en", "own wish"),
        ("", "en", "own wish"),
    ],
)
async def test_it_speaks_the_readers_language(asked: str, language: str, said: str) -> None:
    async with serving([about_route(words_for)]) as address, aiohttp.ClientSession() as http:
        for link in made().manifest["developer"].values():
            if not link.startswith(URL):
                continue
            headers = {"Accept-Language": asked}
            async with http.get(address + link.removeprefix(URL), headers=headers) as answer:
                page = await answer.text()
                assert (answer.status, answer.content_type) == (200, "text/html")
                assert f'<html lang="{language}">' in page
                assert said in page
                assert "{" not in re.sub("<style>.*</style>", "", page)
            name = link.partition("#")[2]
            assert not name or f'id="{name}"' in page
