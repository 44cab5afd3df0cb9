"""Who was picked from a list of people, where a client calls them by the id they have for the bot?

Teams gives their id in the directory, the Agents Playground the other one (November 2026). Who they are says Teams' own
roster; quickly, or it is said that I don't know them.
"""

from __future__ import annotations

import asyncio
import logging

import msgspec

from bot.events import Event, Submitted
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Directory, Handle, Handled

FOR_THE_BOT = "@29:"
LOOK_UP_S = 2.0
MOST = 10

log = logging.getLogger(__name__)


class Picked:
    """Goes before `handle`."""

    def __init__(self, handle: Handle, directory: Directory) -> None:
        self._handle, self._directory = handle, directory

    async def handle(self, event: Event) -> Handled:
        if isinstance(event, Submitted):
            held = dict.fromkeys(value for values in event.values.values() for value in values)
            picked = [value for value in held if value.startswith(FOR_THE_BOT)][:MOST]
            if picked:
                event = _renamed(event, {value: await self._known(event, value) for value in picked})
        return await self._handle(event)

    async def _known(self, event: Submitted, value: str) -> str:
        try:
            async with asyncio.timeout(LOOK_UP_S):
                member = await self._directory.person(event.sender.place, value.removeprefix("@"))
        except (TryLater, Undeliverable, TimeoutError) as error:
            log.warning("nobody could say who was picked in %s: %s", event.id, type(error).__name__)
            return value
        return f"@{member.user.lower()}" if member else value


def _renamed(event: Submitted, names: dict[str, str]) -> Submitted:
    values = {field: tuple(names.get(value, value) for value in held) for field, held in event.values.items()}
    return msgspec.structs.replace(event, values=values)
