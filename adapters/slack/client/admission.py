"""Does what came from Slack count here? Only where the app is installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from adapters.slack.client.callers import Callers
from adapters.slack.client.lives import Lives
from adapters.slack.payloads import RevokedEvent, read
from bot.events import Event, FromPerson, InPlace, PlaceClosed


class Admission:
    """`link` is where the app is installed again, "" where nobody knows."""

    def __init__(self, callers: Callers, lives: Lives | None = None, link: str = "") -> None:
        self._callers, self._lives, self._link = callers, lives, link

    async def admitted(self, body: dict[str, Any], events: Sequence[Event]) -> tuple[Event, ...]:
        """What is to be handled of a request's events. Raises TryLater or StorageUnavailable."""
        counting = [await self._counted(body, event) for event in events]
        return tuple(event for event in counting if event is not None)

    async def done(self, event: Event) -> None:
        """It was handled."""
        if isinstance(event, PlaceClosed):
            if self._lives is None:
                self._callers.closed(event.place)
            else:
                await self._lives.closed(event.place)

    async def _counted(self, body: dict[str, Any], event: Event) -> Event | None:
        match event:
            case PlaceClosed():
                happened_s = body.get("event_time")
                moment_s = float(happened_s) if isinstance(happened_s, int) else None
                about = await self._callers.about(event.place, moment_s, _bots(body))
                if about.earlier:
                    return None
                return msgspec.structs.replace(event, until_s=about.until_s, link=self._link)
            case FromPerson():
                return event if await self._callers.serves(event.sender.place) else None
            case InPlace():
                return event if await self._callers.serves(event.place) else None
            case _:
                return event


def _bots(body: dict[str, Any]) -> list[str]:
    """Whose tokens are no more, by an event that says so."""
    event = body.get("event")
    return read(event, RevokedEvent).tokens.bot if isinstance(event, dict) else []
