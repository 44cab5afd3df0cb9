"""Does the program hear Slack along a wire of its own making, and acknowledge only what is stored?

A real WebSocket server speaks Slack's envelopes; requests are the same as over HTTP.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from adapters.slack.client.part import SlackPart
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.socket import LINES, REFUSALS, SlackSocket
from bot.events import Commanded, Said
from tests.e2e.process import running
from tests.e2e.test_slack_http import Program
from tests.slack import TOKEN
from tests.slack.requests import Json, Requests
from tests.slack.socket import APP_TOKEN, SocketSlack


class Wired(msgspec.Struct):
    program: Program
    slack: SocketSlack
    part: SlackPart
    requests: Requests


@asynccontextmanager
async def wired(token: str = APP_TOKEN, fail: str = "") -> AsyncIterator[Wired]:
    program, slack = Program(), SocketSlack()
    if fail:
        slack.fail(fail, "apps.connections.open", times=99)
    async with slack.serving() as address:
        settings = SlackSettings(bot_token=TOKEN, app_token=token, api_url=f"{address}/api/")
        part = SlackPart(program.needs(settings))
        await part.open()
        try:
            yield Wired(program, slack, part, Requests(f"{address}/reply"))
        finally:
            await part.close()


@pytest.fixture
async def here() -> AsyncIterator[Wired]:
    async with wired() as found:
        await found.slack.until_wired(LINES)
        yield found


async def ready(part: SlackPart, wanted: bool = True) -> None:
    async with asyncio.timeout(5):
        while bool(part.trouble) is wanted:
            await asyncio.sleep(0.01)


class TestRequests:
    async def test_every_sort_is_handled_and_acknowledged_on_its_own_wire(self, here: Wired) -> None:
        shown = {"blocks": [{"type": "actions", "elements": [BUTTON]}]}
        made = [
            here.requests.say("hello", "U1ANA"),
            here.requests.command("help", "", "U1ANA"),
            here.requests.press(shown, "Help", "U1ANA"),
        ]
        for wire in tuple(here.slack.wires):
            for payload in made:
                assert await here.slack.answer(payload, on=wire)
        kinds = [type(event).__name__ for event in here.program.handled]
        assert kinds == ["Said", "Commanded", "Pressed"]  # the second time they are known

    async def test_one_that_comes_again_has_another_envelope_and_one_effect(self, here: Wired) -> None:
        made = here.requests.say("hello", "U1ANA")
        first, again = here.slack.wires
        await asyncio.gather(
            *(here.slack.answer(made, on=wire, retry=n) for n in range(3) for wire in (first, again))
        )
        assert len(here.program.handled) == 1

    async def test_what_is_not_stored_is_not_acknowledged_and_comes_again(self, here: Wired) -> None:
        here.program.broken = True
        made = here.requests.say("hello", "U1ANA")
        wire, envelope = await here.slack.send(made)
        with pytest.raises(TimeoutError):
            await here.slack.acknowledgement(wire, envelope, wait_s=0.3)
        here.program.broken = False
        assert await here.slack.answer(made, retry=1)
        assert len(here.program.handled) == 1

    async def test_the_acknowledgement_waits_for_the_commit(self, here: Wired) -> None:
        here.program.may_finish.clear()
        wire, envelope = await here.slack.send(here.requests.say("hello", "U1ANA"))
        await here.program.begun.wait()
        assert envelope not in wire.acknowledged
        here.program.may_finish.set()
        assert await here.slack.acknowledgement(wire, envelope) == {"envelope_id": envelope}

    async def test_a_person_reads_that_it_did_not_work(self, here: Wired) -> None:
        here.program.broken = True
        told = await here.slack.answer(here.requests.command("join", "", "U1ANA"))
        assert told["payload"]["text"] == "platform.not_stored"
        assert told["payload"]["response_type"] == "ephemeral"
        shown = {"blocks": [{"type": "actions", "elements": [BUTTON]}]}
        pressed = await here.slack.answer(here.requests.press(shown, "Help", "U1ANA"))
        assert "payload" not in pressed
        assert here.slack.replies[-1]["text"] == "platform.not_stored"

    async def test_nonsense_harms_nobody_and_is_not_repeated_in_the_log(
        self, here: Wired, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG, "adapters")
        wire = here.slack.wires[0]
        for text in ("walrus", "[]", '{"type": "walrus"}', '{"envelope_id": 7}', '{"type": null}'):
            await wire.ws.send_str(text)
        broken: Json = {"type": "event_callback", "event": {"text": "walrus"}}
        assert await here.slack.answer(broken, on=wire)
        assert await here.slack.answer(here.requests.say("hello", "U1ANA"), on=wire)
        assert [type(event) for event in here.program.handled] == [Said]
        assert "walrus" not in caplog.text


class TestWires:
    async def test_the_program_says_whether_it_is_connected(self, here: Wired) -> None:
        await ready(here.part)
        here.slack.disabled = True
        for wire in tuple(here.slack.wires):
            await wire.ws.close()
        await ready(here.part, wanted=False)

    @pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
    async def test_a_wire_is_renewed_before_it_ends_and_nothing_is_lost(
        self, here: Wired, reason: str
    ) -> None:
        here.program.may_finish.clear()
        old = here.slack.wires[0]
        wire, envelope = await here.slack.send(here.requests.say("under way", "U1ANA"), on=old)
        await here.program.begun.wait()
        await here.slack.disconnect(old, "warning" if reason == "warning" else "refresh_requested")
        await here.slack.until_wired(LINES + 1)  # the new one is there before the old one goes
        here.program.may_finish.set()
        assert await here.slack.acknowledgement(wire, envelope)
        await old.ws.close()
        assert await here.slack.answer(here.requests.say("on the new one", "U1ANA"))
        assert len(here.program.handled) == 2

    async def test_a_wire_that_breaks_is_made_anew_with_a_ticket_of_its_own(self, here: Wired) -> None:
        for _ in range(2):
            here.slack.cut(here.slack.wires[0])
            await here.slack.until_wired(LINES)
        assert await here.slack.answer(here.requests.command("help", "", "U1ANA"))
        assert [type(event) for event in here.program.handled] == [Commanded]

    async def test_where_socket_mode_was_turned_off_it_is_tried_again_in_a_while(
        self, here: Wired, caplog: pytest.LogCaptureFixture
    ) -> None:
        here.slack.disabled = True
        for wire in tuple(here.slack.wires):
            await here.slack.disconnect(wire, "link_disabled")
            await wire.ws.close()
        await ready(here.part, wanted=False)
        assert REFUSALS["link_disabled"] in here.part.trouble
        opened = [name for name, _ in here.slack.calls if name == "apps.connections.open"]
        await asyncio.sleep(0.3)
        assert [name for name, _ in here.slack.calls if name == "apps.connections.open"] == opened

    @pytest.mark.parametrize("refused", sorted({*REFUSALS} - {"link_disabled", "too_many_websockets"}))
    async def test_what_slack_refuses_a_connection_for_is_said(self, refused: str) -> None:
        async with wired(fail=refused) as here:
            async with asyncio.timeout(5):
                while refused not in here.part.trouble:
                    await asyncio.sleep(0.01)
            assert REFUSALS[refused] in here.part.trouble
            assert here.part.trouble

    async def test_slow_down_is_kept_to(self) -> None:
        async with wired(fail="rate_limited") as here:
            async with asyncio.timeout(5):
                while "slow down" not in here.part.trouble:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
            opened = [name for name, _ in here.slack.calls if name == "apps.connections.open"]
            assert len(opened) == LINES, "each line asks once, and waits as long as Slack said"

    async def test_what_came_just_before_a_line_broke_has_one_effect(self, here: Wired) -> None:
        """It was stored, and its acknowledgement went nowhere: Slack sends it again, on another line."""
        here.program.may_finish.clear()
        made = here.requests.say("hello", "U1ANA")
        old = here.slack.wires[0]
        await here.slack.send(made, on=old)
        await here.program.begun.wait()
        here.slack.cut(old)
        here.program.may_finish.set()
        await here.slack.until_wired(LINES)
        assert await here.slack.answer(made, retry=1)
        assert len(here.program.handled) == 1

    async def test_both_lines_are_renewed_at_once(self, here: Wired) -> None:
        await here.slack.until_wired(LINES)
        for wire in tuple(here.slack.wires):
            await here.slack.disconnect(wire, "warning")
        await here.slack.until_wired(2 * LINES)
        for wire in tuple(here.slack.wires)[:LINES]:
            await here.slack.disconnect(wire, "refresh_requested")  # ten seconds later: nothing new
            await wire.ws.close()
        await here.slack.until_wired(LINES)
        await ready(here.part)
        assert await here.slack.answer(here.requests.say("hello", "U1ANA"))

    async def test_a_wrong_token_is_said_with_its_fix(self, caplog: pytest.LogCaptureFixture) -> None:
        async with wired("xapp-wrong") as here:
            async with asyncio.timeout(5):
                while "Basic Information" not in caplog.text:
                    await asyncio.sleep(0.01)
            assert here.part.trouble
            assert "xapp-wrong" not in caplog.text

    async def test_it_ends_at_once_and_answers_what_it_has_begun(self) -> None:
        async with wired() as here:
            await here.slack.until_wired(LINES)
            here.program.may_finish.clear()
            wire, envelope = await here.slack.send(here.requests.say("hello", "U1ANA"))
            await here.program.begun.wait()
            ending = asyncio.create_task(here.part.close())
            await asyncio.sleep(0.05)
            here.program.may_finish.set()
            await asyncio.wait_for(ending, 2)
            assert wire.acknowledged[envelope]
            await here.slack.until_wired(0)

    def test_no_route_is_needed(self) -> None:
        program = Program()
        settings = SlackSettings(bot_token="t", app_token="xapp-1")
        part = SlackPart(program.needs(settings))
        assert part.routes == []
        assert SlackSocket.lines <= 10


async def test_the_program_as_it_is_started(tmp_path: Path) -> None:
    slack = SocketSlack()
    async with slack.serving() as api:
        settings = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": f"{api}/api/"}
        async with running(tmp_path, **settings, ADMINS="slack:U1ANA"):
            assert await slack.answer(Requests().command("help", "", "U1ANA"))
            async with asyncio.timeout(10):
                while not slack.messages:
                    await asyncio.sleep(0.05)
        await slack.until_wired(0)
    assert not (await asyncio.to_thread((tmp_path / "log.txt").read_text, "utf-8")).count("ticket")


BUTTON: Json = {
    "type": "button",
    "action_id": "press:1",
    "text": {"type": "plain_text", "text": "Help"},
    "value": '{"a": "command", "d": {"command": "help"}}',
}
