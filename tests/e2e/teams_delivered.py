"""What is delivered to Teams, as the adapter's contract asks it of every platform; see `tests/contracts`."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Literal

import msgspec

from adapters.teams.client.send import TeamsAdapter
from adapters.teams.client.settings import TeamsSettings
from bot.conversation.messages import Address, Message
from bot.runtime.ports import ChatAdapter, Delivered, Delivery
from tests.contracts.adapter_case import Failure, Payload, Posted
from tests.contracts.messages import WORDS
from tests.serving import serving
from tests.teams.double import APP_ID, CHANNEL, FakeTeams
from tests.teams.requests import BOT, TENANT


class RunningTeams:
    def __init__(self, address: str, teams: FakeTeams) -> None:
        self.teams = teams
        self._adapter = TeamsAdapter(_settings(address), lambda language, timezone: WORDS)
        self._address = address
        # Bound and never listening: every connection to it is refused, and nobody else can get the number.
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self._refusing = False

    @property
    def adapter(self) -> ChatAdapter:
        refusing, self._refusing = self._refusing, False
        return Unreached(self._adapter, self._closed.getsockname()[1]) if refusing else self._adapter

    @property
    def posted(self) -> Sequence[Posted]:
        return [
            Posted(
                reference=f"{message.conversation}/{message.name}",
                conversation=message.conversation,
                payload=message.body,
                updates=message.updates,
            )
            for message in self.teams.messages
        ]

    @property
    def homes(self) -> Mapping[str, Payload]:
        return {}

    def fail_next(self, failure: Failure) -> None:
        if failure == "refused":
            self._refusing = True
        elif failure == "gone":  # who only took the app away is waited for, so here it is what never works
            self.teams.fail("too_big")
        else:
            self.teams.failing.append(failure)

    def delivery(
        self,
        message: Message,
        *,
        delivery_id: str,
        replaces: str = "",
        to: Literal["chat", "new_chat", "channel"] = "chat",
    ) -> Delivery:
        user, conversation = {
            "chat": ("U1ANA", "a:U1ANA"),
            "new_chat": ("U2BO", ""),
            "channel": ("", CHANNEL),
        }[to]
        extra = {"service_url": f"{self._address}/", "bot_id": BOT, "tenant": TENANT}
        extra |= {"user_id": f"29:{user}"} if user else {}
        return Delivery(
            id=delivery_id,
            address=Address(
                platform="teams", place=TENANT, user=user, conversation=conversation, extra=extra
            ),
            message=message,
            language="en",
            timezone="UTC",
            replaces=replaces,
        )

    def close(self) -> None:
        self._closed.close()


class Unreached:
    """The same adapter, when nobody listens at the service address."""

    platform = "teams"

    def __init__(self, adapter: TeamsAdapter, port: int) -> None:
        self._adapter = adapter
        self._nobody = f"http://127.0.0.1:{port}/"

    async def deliver(self, delivery: Delivery) -> Delivered:
        address = delivery.address
        away = msgspec.structs.replace(address, extra=address.extra | {"service_url": self._nobody})
        return await self._adapter.deliver(msgspec.structs.replace(delivery, address=away))

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        return await self._adapter.look_up(delivery)

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return self._adapter.rates(delivery)


def _settings(address: str) -> TeamsSettings:
    return TeamsSettings(
        app_id=APP_ID,
        app_password="a-secret-for-tests",
        tenant_id=TENANT,
        login_url=address,
        openid_metadata_url=f"{address}/openid",
        service_hosts="127.0.0.1",
    )


@asynccontextmanager
async def running() -> AsyncIterator[RunningTeams]:
    teams = FakeTeams()
    async with serving(teams.routes()) as address:
        teams.address = address
        running = RunningTeams(address, teams)
        try:
            yield running
        finally:
            running.close()
