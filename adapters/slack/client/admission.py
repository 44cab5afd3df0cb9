"""Does what came from Slack count here? Only where the app is installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.slack.client.callers import Callers
from bot.events import Event, FromPerson, InPlace, PlaceClosed


class Admission:
    def __init__(self, callers: Callers) -> None:
        self._callers = callers

    async def admitted(self, body: dict[str, Any], events: Sequence[Event]) -> tuple[Event, ...]:
        """What is to be handled of a request's events. Raises TryLater or StorageUnavailable."""
        return tuple([event for event in events if await self._counts(body, event)])

    def done(self, event: Event) -> None:
        """It was handled."""
        if isinstance(event, PlaceClosed):
            self._callers.closed(event.place)

    async def _counts(self, body: dict[str, Any], event: Event) -> bool:
        match event:
            case PlaceClosed():
                happened_s = body.get("event_time")
                late = isinstance(happened_s, int) and await self._callers.was_installed_after(
                    event.place, happened_s
                )
                return not late
            case FromPerson():
                return await self._callers.serves(event.sender.place)
            case InPlace():
                return await self._callers.serves(event.place)
            case _:
                return True
