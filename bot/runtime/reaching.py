"""Can people be written to who have never written, and can the app be installed for them? Errands (`errands.py`).

To open somebody's conversation shows nothing to them. What came of it is told by an event; `reaching.py` of the
program says what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final, TypeVar

import msgspec

from bot.conversation.messages import AWAY, Address
from bot.events import Event, Reached, There
from bot.program.company.reaching import INSTALL, LOOK
from bot.program.model import Account, Base, Person, Place
from bot.program.platforms import own_id
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import Clock, Doors, JobRow
from bot.runtime.service import Service
from bot.runtime.turns import Turns

R = TypeVar("R", bound=Base)
KINDS: Final = (LOOK, INSTALL)
AT_ONCE: Final = 50  # people of one job: within its lease, and one message to whoever asked


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one person: where they can be written to, or why they cannot."""

    address: Address | None = None
    reason: str = ""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A place, and what the platform insists on beside an address there."""

    place: Place
    near: dict[str, str]


class Reaching:
    """`doors` are the platforms on which people need the app, by name."""

    def __init__(self, service: Service, clock: Clock, doors: Mapping[str, Doors], turns: Turns) -> None:
        self._service, self._clock, self._doors, self._turns = service, clock, doors, turns
        self._looked: set[str] = (
            set()
        )  # people asked about of our own accord: the parts of a file come one by one

    async def asked(self, row: JobRow) -> Event | None:
        """`None` when there is nobody to ask about. Raises TryLater or Undeliverable."""
        asked_by, _, after = row.job.subject.partition(":")
        places = await self._places(row.organization)
        people, after = await self._next(row, places[0].platform, after, skips=not asked_by)
        if not people and not asked_by:
            return None
        ways = [Way(place=one, near=await self._near(row.organization, one)) for one in places]
        errand = row.job.kind
        found = {one.id: await self._anywhere(ways, one, errand) for one in people}
        self._looked.update(found)
        return Reached(
            id=f"job:{row.id}",
            at=self._clock.now(),
            organization=row.organization,
            errand="install" if errand == INSTALL else "reach",
            there=tuple(There(person=who, address=one.address) for who, one in found.items() if one.address),
            missing=tuple(who for who, one in found.items() if one.address is None),
            reason=next((one.reason for one in reversed(found.values()) if one.reason), ""),
            asked_by=asked_by,
            after=after,
        )

    async def _next(self, row: JobRow, platform: str, after: str, *, skips: bool) -> tuple[list[Person], str]:
        """The next few of those who cannot be reached and whom one can ask about; and behind whom it goes on."""
        while True:
            everybody = await self._people(row.organization, after)
            after = everybody[-1].id if len(everybody) == AT_ONCE else ""
            known = [one for one in everybody if _known_as(one, platform, row.job.kind)]
            people = [one for one in known if not (skips and one.id in self._looked)]
            if people or not after:
                return people, after

    async def _places(self, organization: str) -> list[Place]:
        """All of one platform: an id does not say in which of them somebody is."""
        places = await self._page(Place, organization, {})
        found = [one for one in places if one.closed_at is None and one.platform in self._doors]
        if not found:
            raise Undeliverable("not_configured")
        return [one for one in found if one.platform == found[0].platform]

    async def _people(self, organization: str, after: str) -> list[Person]:
        where = {"reachable": (False,), "gone": (False,), "is_guest": (False,)}
        return await self._page(Person, organization, where, after=after, limit=AT_ONCE)

    async def _page(
        self,
        kind: type[R],
        organization: str,
        where: Mapping[str, tuple[object, ...]],
        after: str = "",
        limit: int = 1000,
    ) -> list[R]:
        page_of = self._service.storage.page_of
        page = partial(page_of, kind, organization, where=where, after=after, limit=limit)
        return await self._service.call(page)

    async def _near(self, organization: str, place: Place) -> dict[str, str]:
        """What the platform insists on beside an address there, from somebody who has written."""
        accounts = await self._page(Account, organization, {}, after=f"{place.id}:")
        theirs = (one.address.extra for one in accounts if one.id.startswith(f"{place.id}:"))
        extra = next((one for one in theirs if one), {})
        return {key: said for key, said in extra.items() if key not in ("user_id", AWAY)}

    async def _anywhere(self, ways: list[Way], person: Person, errand: str) -> Found:
        """In the first place that has them."""
        found = Found()
        for way in ways:
            found = await self._one(way, person, errand)
            if found.address is not None:
                break
        return found

    async def _one(self, way: Way, person: Person, errand: str) -> Found:
        """Whom the app has just been installed for may not be there at once: then the platform tells us when."""
        place, doors = way.place, self._doors[way.place.platform]
        user, where = _known_as(person, place.platform, errand), place.place
        there = Address(platform=place.platform, place=where)
        try:
            if errand == INSTALL:
                install = partial(doors.install, where, user)
                await self._turns.asked(doors.rates(where, "install"), install)
                if user != own_id(person, place.platform):
                    return Found(address=there)
            address = msgspec.structs.replace(there, user=user, extra=way.near)
            opened = await self._turns.asked(doors.rates(where, "open"), partial(doors.open, address))
        except Undeliverable as refused:
            if str(refused) in doors.hopeless:
                raise
            return Found(reason=str(refused))
        return Found(address=opened or (there if errand == INSTALL else None))


def _known_as(person: Person, platform: str, errand: str) -> str:
    """By which id; to install the app an e-mail address does as well."""
    return own_id(person, platform) or (person.email if errand == INSTALL else "")
