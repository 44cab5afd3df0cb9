"""Does somebody else's Slack (npm's `emulate`) take all that the bot sends, and does the story read the same there?

The program runs in a process of its own. `emulate` sends no commands and no clicks: those we make ourselves, signed,
as in `tests/e2e/abroad.py`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import msgspec

from bot.program.people import write_people
from tests.contracts.adapter_case import AdapterCase, Payload, Raw
from tests.contracts.case_slack import SlackCase
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.story import play
from tests.e2e.abroad import Abroad, Shown, send_to_slack_route, value_in_slack
from tests.e2e.alike import promised, squeezed, written
from tests.e2e.process import AT_THE_STORIES_HOUR, run_command, running_program
from tests.second_opinion.emulated import Door, emulated
from tests.slack.workspace import TEAM, TOKEN

SECRET = "a signing secret for a second opinion"


class InEmulated:
    """One workspace of `emulate`, the program beside it."""

    def __init__(self, door: Door, program: str, http: aiohttp.ClientSession) -> None:
        self.case: AdapterCase = SlackCase()
        self.together = True
        self._door, self._program, self._http = door, program, http

    def user(self, person: str) -> str:
        return self._door.users[person]

    def shown(self) -> Sequence[Shown]:
        return [
            Shown(person=self._door.readers[message.channel], payload=message.body)
            for message in self._door.messages
        ]

    def value_of(self, payload: Payload, label: str) -> str:
        return value_in_slack(payload, label)

    async def send(self, raw: Raw) -> int:
        text = json.dumps(raw).replace(TEAM, self._door.team)
        for person, channel in self._door.channels.items():
            text = text.replace(f'"D{self._door.users[person]}"', f'"{channel}"')
        return await send_to_slack_route(self._http, self._program, json.loads(text), SECRET)


async def test_the_story_reads_the_same_in_somebody_elses_slack(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "emulate"
    home.mkdir()
    folder.mkdir()
    async with emulated(folder, COMPANY) as (address, door), aiohttp.ClientSession() as http:
        settings = {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{address}/api/",
            "ADMINS": f"slack:{door.users[ADMIN]}",
        }
        company = [msgspec.structs.replace(person, slack_id=door.users[person.id]) for person in COMPANY]
        (home / "people.csv").write_text(write_people(company), "utf-8")
        code, out, err = await run_command(home, "people", "import", "people.csv", settings=settings)
        assert code == 0, out + err
        async with running_program(AT_THE_STORIES_HOUR, home, settings) as program:
            await tell_story(Abroad(InEmulated(door, program, http)))
        assert door.refused == []
        for person in COMPANY:
            channel = door.channels[person.id]
            posted = [message.body["text"] for message in door.messages if message.channel == channel]
            held = await door.history(person.id)
            assert [html.unescape(text) for text in held] == [html.unescape(text) for text in posted]


async def tell_story(abroad: Abroad) -> None:
    for step, expected in written("everywhere"):
        abroad.expected = len(expected)
        assert await play(abroad, step), step
        heard = await abroad.heard()
        for who, lines in expected:
            said = squeezed(" ".join(" ".join(one.lines) for one in heard if one.who == who))
            missing = [piece for piece in promised(lines) if squeezed(piece) not in said]
            assert not missing, (step, missing, said)
