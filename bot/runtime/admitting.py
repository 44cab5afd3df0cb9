"""Whom does the configuration name an admin? Said of everybody who does something, or stands in a list of people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from bot.events import DirectoryRead, Event, FromPerson, PlaceOpened, Sender
from bot.program.company.members import Member
from bot.runtime.ports import Handle, Handled
from bot.runtime.settings import Settings

IsHome = Callable[[str], Awaitable[bool]]


class Admitting:
    """Goes before `handle`. `homes` say, by platform, whether a place is the one that the configuration speaks for, and
    not one that has installed the app by itself; where none is named every place is.
    """

    def __init__(self, settings: Settings, handle: Handle, homes: Mapping[str, IsHome]) -> None:
        self._settings, self._handle, self._homes = settings, handle, homes

    async def handle(self, event: Event) -> Handled:
        match event:
            case FromPerson(sender=sender):
                event = msgspec.structs.replace(event, sender=await self._sender(sender))
                if isinstance(event, PlaceOpened) and self._settings.named_admins:
                    named = await self._is_home(sender.platform, sender.place)
                    event = msgspec.structs.replace(event, admins_named=named)
            case DirectoryRead():
                platform, _, place = event.place.partition(":")
                if await self._is_home(platform, place):
                    members = tuple(self._member(platform, one) for one in event.members)
                    event = msgspec.structs.replace(event, members=members)
        return await self._handle(event)

    async def _is_home(self, platform: str, place: str) -> bool:
        return platform not in self._homes or await self._homes[platform](place)

    async def _sender(self, sender: Sender) -> Sender:
        if self._settings.teams_graph == "on":
            sender = msgspec.structs.replace(sender, installs=True)
        named = self._settings.is_admin(sender.platform, sender.user, sender.email)
        if sender.is_admin or not named or not await self._is_home(sender.platform, sender.place):
            return sender
        return msgspec.structs.replace(sender, is_admin=True)

    def _member(self, platform: str, member: Member) -> Member:
        named = self._settings.is_admin(platform, member.user, member.email)
        return (
            msgspec.structs.replace(member, is_admin=True)
            if named and member.standing == "member"
            else member
        )
