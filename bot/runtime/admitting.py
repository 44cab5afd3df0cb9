"""Whom does the configuration name an admin? Said of everybody who does something, or stands in a list of people."""

from __future__ import annotations

import msgspec

from bot.events import DirectoryRead, Event, FromPerson, Sender
from bot.program.members import Member
from bot.runtime.ports import Handle, Handled
from bot.runtime.settings import Settings


class Admitting:
    """Goes before `handle`."""

    def __init__(self, settings: Settings, handle: Handle) -> None:
        self._settings, self._handle = settings, handle

    async def handle(self, event: Event) -> Handled:
        match event:
            case FromPerson():
                event = msgspec.structs.replace(event, sender=self._sender(event.sender))
            case DirectoryRead():
                platform = event.place.partition(":")[0]
                members = tuple(self._member(platform, one) for one in event.members)
                event = msgspec.structs.replace(event, members=members)
        return await self._handle(event)

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
