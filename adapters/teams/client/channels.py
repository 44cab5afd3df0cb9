"""What is a team's channel called, and which others has the team? Teams often tells a channel's id alone.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context (November 2026), "Get the list
of channels in a team": the first channel comes without a name.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from urllib.parse import quote

import msgspec

from adapters.teams.client.connector import Call, Connector
from adapters.teams.places import GENERAL
from adapters.wording import one_line
from bot.conversation.messages import Address
from bot.events import ChannelRenamed, ChannelSeen, Event
from bot.runtime.allowance import Allowance
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Handle, Handled

LOOK_UP_S = 4.0  # Teams waits for our answer meanwhile
MOST_OTHERS = 30  # channels of a team, beside the one the bot was brought into
REMEMBERED = 10_000

log = logging.getLogger(__name__)


class _Channel(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str | None = None


class _Channels(msgspec.Struct, frozen=True, kw_only=True):
    conversations: tuple[_Channel, ...] = ()


class Channels:
    """Goes before `handle`."""

    def __init__(self, connector: Connector, handle: Handle) -> None:
        self._connector, self._handle = connector, handle
        self._names: OrderedDict[str, str] = OrderedDict()  # by conversation
        self._allowance = Allowance()

    async def handle(self, event: Event) -> Handled:
        match event:
            case ChannelRenamed():
                self._names.pop(event.conversation, None)
                return await self._handle(event)
            case ChannelSeen(joined=True):
                return await self._brought(event)
            case ChannelSeen():
                return await self._named(event)
        return await self._handle(event)

    async def _brought(self, event: ChannelSeen) -> Handled:
        """Into one channel of a team; its others can be chosen as well."""
        listed = await self._listed(event.channel)
        conversation = event.channel.conversation
        named = msgspec.structs.replace(event, name=listed.pop(conversation, event.name))
        done = await self._handle(named)
        for number, (other, its_name) in enumerate(sorted(listed.items())[:MOST_OTHERS]):
            channel = msgspec.structs.replace(event.channel, conversation=other)
            more = msgspec.structs.replace(event, id=f"{event.id}:{number}", name=its_name, channel=channel)
            await self._handle(more)
        return done

    async def _named(self, event: ChannelSeen) -> Handled:
        """One that the bot is spoken to in."""
        conversation = event.channel.conversation
        if event.name != conversation:
            return await self._handle(event)
        if conversation not in self._names and self._allowance.take(
            f"{event.sender.place}:{event.sender.user}"
        ):
            self._remember(await self._listed(event.channel))
        name = self._names.get(conversation, conversation)
        return await self._handle(msgspec.structs.replace(event, name=name))

    def _remember(self, listed: dict[str, str]) -> None:
        self._names.update(listed)
        while len(self._names) > REMEMBERED:
            self._names.popitem(last=False)

    async def _listed(self, channel: Address) -> dict[str, str]:
        """Names of all channels of its team, by conversation; none where Teams does not say them now."""
        team = channel.extra.get("team", "")
        call = Call(
            service_url=channel.extra.get("service_url", ""),
            path=f"v3/teams/{quote(team, safe='')}/conversations",
        )
        try:
            async with asyncio.timeout(LOOK_UP_S):
                answer = await self._connector.make(call)
            found = msgspec.json.decode(answer.body, type=_Channels) if answer.is_good else _Channels()
        except (TryLater, Undeliverable, TimeoutError, msgspec.DecodeError, UnicodeDecodeError) as error:
            log.info("the channels of a team cannot be read: %s", type(error).__name__)
            return {}
        general = {team: GENERAL}
        return {
            one.id: one_line(one.name or general.get(one.id, "")) or one.id for one in found.conversations
        }
