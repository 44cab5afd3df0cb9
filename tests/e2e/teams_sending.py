"""The adapter of Teams, and the Bot Connector beside it on this machine.

Ends with an error where a call was made that no good client makes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from adapters.teams.client import TeamsSettings
from adapters.teams.client.send import TeamsAdapter
from bot.conversation.messages import Address, Phrase, Say
from bot.runtime.ports import Delivery
from tests.contracts.messages import WORDS, message
from tests.teams.double import APP_ID, PASSWORD, FakeTeams
from tests.teams.requests import BOT, TENANT


class Served(msgspec.Struct):
    teams: FakeTeams
    settings: TeamsSettings
    adapter: TeamsAdapter

    def delivery(self, *, user: str = "U1ANA", conversation: str = "a:U1ANA", url: str = "") -> Delivery:
        extra = {"service_url": url or self.teams.address, "user_id": f"29:{user}", "bot_id": BOT}
        return Delivery(
            id="d1",
            address=Address(
                platform="teams", place=TENANT, user=user, conversation=conversation, extra=extra
            ),
            message=message(Say(text=Phrase("hello"))),
            language="en",
            timezone="UTC",
        )


@asynccontextmanager
async def running(*, faster: float = 1.0, **changes: str) -> AsyncIterator[Served]:
    teams = FakeTeams(with_tokens=changes.get("auth") != "off", faster=faster)
    async with teams.serving() as address:
        settings = msgspec.convert(
            {
                "app_id": APP_ID,
                "app_password": PASSWORD,
                "tenant_id": TENANT,
                "openid_metadata_url": f"{address}/openid",
                "login_url": f"{address}/",
                "service_hosts": address.removeprefix("http://"),
            }
            | changes,
            TeamsSettings,
        )
        yield Served(teams, settings, TeamsAdapter(settings, lambda language, timezone: WORDS))
