"""Whom does the configuration name an admin? Said of everybody who does something, or stands in a list of people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from bot.events import DirectoryRead, Event, FromPerson, Sender
from bot.program.members import Member
from bot.runtime.ports import Handle, Handled
from bot.runtime.settings import Settings


class Admitting:
    """Goes before `handle`."""

    def __init__(
        self, settings: Settings, handle: Handle, is_home: Callable[[str, str], Awaitable[bool]] | None = None
    ) -> None:
        """`is_home` (platform, place) says whether the configuration speaks of a place; without it, of all."""
        self._settings, self._handle, self._is_home = settings, handle, is_home

    async def handle(self, event: Event) -> Handled:
        match event:
            case FromPerson():
                named = self._sender(event.sender)
                if named is not event.sender and await self._counts(named.platform, named.place):
                    event = msgspec.structs.replace(event, sender=named)
            case DirectoryRead():
                platform, _, place = event.place.partition(":")
                members = tuple(self._member(platform, one) for one in event.members)
                if members != event.members and await self._counts(platform, place):
                    event = msgspec.structs.replace(event, members=members)
        return await self._handle(event)

    async def _counts(self, platform: str, place: str) -> bool:
        return self._is_home is None or await self._is_home(platform, place)

    def _sender(self, sender: Sender) -> Sender:
        if sender.is_admin or not self._settings.is_admin(sender.platform, sender.user, sender.email):
            return sender
        return msgspec.structs.replace(sender, is_admin=True)

    def _member(self, platform: str, member: Member) -> Member:
        named = self._settings.is_admin(platform, member.user, member.email)
        return (
            msgspec.structs.replace(member, is_admin=True)
            if named and member.standing == "member"
            else member
        )
