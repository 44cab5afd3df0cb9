"""Where can people and channels of a place be written to? For adapters that have to know it before they can ask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.conversation.messages import Address
from bot.program.model import Account, Channel
from bot.runtime.service import Service


class Whereabouts:
    """Of one platform. Every question is a short look into the database."""

    def __init__(self, service: Service, platform: str) -> None:
        self._service = service
        self._platform = platform

    async def channels(self, place: str) -> Sequence[Address]:
        """Those the bot is in."""
        return await self._service.call(partial(self._channels, f"{self._platform}:{place}"))

    async def of(self, place: str, user: str) -> Address | None:
        """`None` for somebody who cannot be written to there."""
        return await self._service.call(partial(self._of, f"{self._platform}:{place}", user))

    def _channels(self, place_id: str) -> Sequence[Address]:
        storage = self._service.storage
        organization = storage.organization_at(place_id)
        found = storage.page_of(Channel, organization) if organization else []
        return [one.address for one in found if one.id.startswith(f"{place_id}:") and not one.away]

    def _of(self, place_id: str, user: str) -> Address | None:
        storage = self._service.storage
        organization = storage.organization_at(place_id)
        where = {"id": (f"{place_id}:{user}",)}
        found = storage.page_of(Account, organization, where=where) if organization else []
        return found[0].address if found else None
