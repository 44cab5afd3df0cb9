"""How does Slack reach us without an address of our own? Socket Mode: we connect outwards, Slack sends along the wire.

Two lines are held, so that one is there while the other is renewed. A request is acknowledged on the line it came by,
once it is stored; what is not acknowledged Slack sends again, with another envelope but the same ids inside. The client
of Slack's library acknowledges by whatever line is the newest, and goes on trying an address that works only once.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode (November 2026).
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.proxy_env_variable_loader import load_http_proxy_from_env

from adapters.slack.client.callers import web_client
from adapters.slack.client.errors import code, translated
from adapters.slack.client.reception import Reception
from adapters.slack.client.settings import SlackSettings, library_log
from bot.runtime.errors import BadPayload, TryLater
from bot.runtime.service import backoff_s

LINES: Final = 2  # of the 10 that one app may have; each copy of the bot holds as many
HEARTBEAT_S: Final = 20.0  # a line that does not answer for half as long is given up
GREETING_S: Final = 30.0  # until Slack's hello
LEAVING_S: Final = 10.0  # that Slack still sends along a line it asked us to renew
LASTING_S: Final = 5.0  # a line that breaks sooner is no success
AGAIN_S: Final = 30.0  # at most, until it is tried again
REFUSED_S: Final = 60.0  # until it is tried again where somebody has to act first
STOP_S: Final = 3.0

# What Slack refuses a connection for, or ends it for -> what to do
# Source: https://docs.slack.dev/reference/methods/apps.connections.open (November 2026)
REFUSALS: Final = {
    "not_authed": "SLACK_APP_TOKEN did not reach Slack: copy it from Basic Information, App-Level Tokens",
    "token_expired": "SLACK_APP_TOKEN has expired: make a new one under Basic Information, App-Level Tokens",
    "forbidden_team": "this workspace may not use Socket Mode: leave SLACK_APP_TOKEN empty, to be reached over https",
    "link_disabled": "Socket Mode was turned off: turn it on under Settings, Socket Mode",
    "too_many_websockets": "more than 10 connections of this app are open: run fewer copies of the bot",
    "invalid_auth": "SLACK_APP_TOKEN is not known to Slack: copy it from Basic Information, App-Level Tokens",
    "not_allowed_token_type": "SLACK_APP_TOKEN is no app-level token: it begins with xapp-",
    "missing_scope": "SLACK_APP_TOKEN lacks the scope connections:write",
    "token_revoked": "SLACK_APP_TOKEN was revoked: make a new one under Basic Information, App-Level Tokens",
    "account_inactive": "SLACK_APP_TOKEN is of an app that was removed",
    "socket_mode_not_enabled": "Socket Mode is off: turn it on under Settings, Socket Mode",
}

log = logging.getLogger(__name__)


class Line:
    """One WebSocket. `leaving`: Slack asked us to renew it; what comes until it ends is still answered."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.greeted = False
        self.leaving = ""
        self.renew = asyncio.Event()
        self.answering: set[asyncio.Task[None]] = set()


class SlackSocket:
    lines, lasting_s, leaving_s, refused_s = LINES, LASTING_S, LEAVING_S, REFUSED_S

    def __init__(self, settings: SlackSettings, reception: Reception) -> None:
        self._client = web_client(settings.api_url, None)
        self._token = settings.app_token
        self._reception = reception
        self._proxy = load_http_proxy_from_env(library_log())
        self._live: set[Line] = set()
        self.trouble = "connecting"  # while nothing is connected: why
        self._holding: list[asyncio.Task[None]] = []
        self._reading: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    @property
    def is_connected(self) -> bool:
        return any(line.greeted and not line.leaving and not line.ws.closed for line in self._live)

    def open(self) -> None:
        self._http = aiohttp.ClientSession()
        self._holding = [asyncio.create_task(self._hold(number, self._http)) for number in range(self.lines)]

    async def close(self) -> None:
        """What came in is answered, then the lines end."""
        lines = tuple(self._live)
        for task in (*self._holding, *self._reading):
            task.cancel()
        await asyncio.gather(*self._holding, *self._reading, return_exceptions=True)
        for line in lines:
            await self._answered(line)
            await line.ws.close()
        if self._http is not None:
            await self._http.close()

    # -- one line, for ever --------------------------------------------------------------------------------------

    async def _hold(self, number: int, http: aiohttp.ClientSession) -> None:
        failures = 0
        while True:
            began = time.monotonic()
            try:
                wait_s = await self._once(http)
            except (
                Exception
            ) as error:  # the border: a line that fails in a way nobody thought of is made again
                log.error("Socket Mode: a line failed: %s", type(error).__name__)
                wait_s = 1.0
            failures = 0 if time.monotonic() - began >= self.lasting_s and not wait_s else failures + 1
            if failures > 1 or wait_s:
                await asyncio.sleep(max(wait_s, backoff_s(failures - 1, f"line {number}", most=AGAIN_S)))

    async def _once(self, http: aiohttp.ClientSession) -> float:
        """Connect, and stay until the line has to be renewed; seconds to wait before the next at least."""
        try:
            address = await self._address()
            ws = await http.ws_connect(address, heartbeat=HEARTBEAT_S, proxy=self._proxy)
        except TryLater as later:
            self.trouble = f"Socket Mode: {later}"
            log.warning("%s", self.trouble)
            return later.after_s or 1.0
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Its own words hold the address, and that lets anybody in.
            self.trouble = f"Socket Mode: the connection could not be made: {type(error).__name__}"
            log.warning("%s", self.trouble)
            return 1.0
        line = Line(ws)
        self._live.add(line)
        reading = asyncio.create_task(self._read(line))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        await line.renew.wait()
        if line.leaving not in REFUSALS:
            return 0.0
        self.trouble = f"Socket Mode: {line.leaving}: {REFUSALS[line.leaving]}"
        log.error("%s", self.trouble)
        return self.refused_s

    async def _address(self) -> str:
        """Raises TryLater."""
        try:
            answer = await self._client.apps_connections_open(app_token=self._token)
        except SlackApiError as error:
            advice = REFUSALS.get(code(error))
            if advice is not None:
                raise TryLater(f"{code(error)}: {advice}", after_s=self.refused_s) from error
            later = translated(error, posting=False)
            raise later if isinstance(later, TryLater) else TryLater(f"slack: {code(error)}") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TryLater("slack cannot be reached") from error
        return str(answer["url"])

    async def _read(self, line: Line) -> None:
        """Take in what comes along a line until it ends."""
        try:
            while True:
                message = await line.ws.receive(timeout=self._patience_s(line))
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break  # closed, broken, or nothing of Slack's
                self._take(line, message.data)
        except TimeoutError:
            log.info("Socket Mode: a line ends: %s", line.leaving or "Slack did not greet")
        finally:
            line.renew.set()
        await self._answered(line)
        await line.ws.close()
        self._live.discard(line)

    def _patience_s(self, line: Line) -> float | None:
        if line.leaving:
            return self.leaving_s
        return None if line.greeted else GREETING_S

    async def _answered(self, line: Line) -> None:
        """What came along it is acknowledged where it still can be."""
        if line.answering:
            await asyncio.wait(line.answering, timeout=STOP_S)

    # -- one message ---------------------------------------------------------------------------------------------

    def _take(self, line: Line, text: str) -> None:
        message = _read_json(text)
        match message.get("type"):
            case "hello":
                line.greeted = True
                log.info("Socket Mode: connected")
            case "disconnect":
                line.leaving = str(message.get("reason") or "asked")
                log.info("Socket Mode: Slack wants a line renewed: %s", line.leaving[:40])
                line.renew.set()
            case _ if isinstance(message.get("envelope_id"), str):
                task = asyncio.create_task(self._answer(line, message))
                line.answering.add(task)
                task.add_done_callback(line.answering.discard)
            case _:
                log.warning("Socket Mode: a message of no form we know")

    async def _answer(self, line: Line, envelope: dict[str, Any]) -> None:
        """Acknowledge an envelope once what it holds is stored; what is not stored stays unacknowledged."""
        answer: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        try:
            payload = envelope.get("payload")
            if not isinstance(payload, dict):
                raise BadPayload("a Socket Mode request holds no object")
            events = self._reception.read(payload)
            taken = await self._reception.take(payload, events)
        except BadPayload as error:
            log.warning("a Socket Mode request could not be read: %s", error)  # nor would it be another time
        else:
            if taken.status != 200:
                return
            if taken.body and envelope.get("accepts_response_payload", True):
                answer["payload"] = _read_json(taken.body)
        try:
            await line.ws.send_str(json.dumps(answer))
        except (ConnectionError, aiohttp.ClientError):
            log.info("Socket Mode: a line ended before its acknowledgement; Slack sends that again")


def _read_json(text: str) -> dict[str, Any]:
    """An object, empty where it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
