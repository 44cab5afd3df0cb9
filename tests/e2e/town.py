"""A whole company on one platform, in this process: what its town has in common with those of other platforms.

The real route, service, outbox and adapter; only time stands still until it is moved, and nothing waits for a rate.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count

import aiohttp
import msgspec
from aiohttp import web

from app import Application
from bot.conversation.messages import Address
from bot.events import ChannelSeen, PeopleRead, Sender
from bot.program.model import Organization, Place
from bot.program.people import PersonRow
from bot.runtime.clocks import SetClock
from bot.runtime.exporting import me_json, program_json
from bot.runtime.ports import Storage
from bot.runtime.settings import Settings
from bot.runtime.warming import warm
from storage import MemoryStorage
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.hall import TUESDAY
from tests.conversations.story import Heard
from tests.serving import serving

ORGANIZATION = "story"
NAME = "reverse-mentoring"  # of the channel that the bot was invited to


class Unhurried(MemoryStorage):
    """Nobody waits for a turn."""

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> None:
        return None


class AnyTown:
    """People are named as in the stories; what they are called on the platform is `user`'s."""

    def __init__(
        self,
        settings: dict[str, str],
        storage: Storage,
        http: aiohttp.ClientSession,
        users: dict[str, str],
        company: Sequence[PersonRow],
    ) -> None:
        self.storage, self._http = storage, http
        self.clock = SetClock(TUESDAY)
        self.application = Application(Settings.model_validate(settings), storage, self.clock)
        self.service = self.application.service
        (self._realm,) = self.application.realms
        self.program = ""
        self.company = company
        self._users = users
        self._numbers: Iterator[int] = count(1)
        self._read: set[tuple[str, int]] = set()
        self._wrong: list[Heard] = []  # what was said beside the fields of forms

    @property
    def routes(self) -> list[web.RouteDef]:
        return [route for route in self.application.routes if isinstance(route, web.RouteDef)]

    async def settle(self) -> None:
        while await self._realm.pump():
            pass

    async def later(self, wait: timedelta) -> None:
        target = self.clock.now() + wait
        await self.settle()
        while (moment := self.storage.next_moment("live", after=self.clock.now())) and moment <= target:
            self.clock.move_to(moment)
            await self.settle()
        self.clock.move_to(target)
        await self.settle()

    def user(self, who: str) -> str:
        return self._users.get(who, who)

    def _named(self, user: str) -> str:
        return next((known for known, one in self._users.items() if one == user), user)

    def kept_of(self, person: str) -> str:
        """All that is stored of somebody, by their id of the company."""
        found = next(one for one in self.storage.people_of(ORGANIZATION) if one.external == person)
        return b"".join(me_json(self.storage, ORGANIZATION, found.id, "en")).decode()

    def kept(self) -> dict[str, str]:
        """The same of everybody the HR file knows, and of the program as a whole; alike, nothing was changed."""
        people = {person.id: self.kept_of(person.id) for person in COMPANY}
        return people | {"program": b"".join(program_json(self.storage, ORGANIZATION)).decode()}

    async def found(self, place: Address, channel: Address) -> None:
        """The company's people, its `place` as the admin is known there, and a channel the bot was invited to."""
        organization = Organization(
            id=ORGANIZATION, organization=ORGANIZATION, realm="live", name="Quillhaven"
        )
        platform, name = place.platform, place.place
        its = Place(id=f"{platform}:{name}", organization=ORGANIZATION, platform=platform, place=name)
        with self.storage.begin() as work:
            work.save((organization, its))
        read = PeopleRead(
            id="people",
            at=self.clock.now(),
            organization=ORGANIZATION,
            company="Quillhaven",
            rows=tuple(self.company),
            admins=(ADMIN,),
        )
        await self.service.handle(read)
        sender = Sender(
            platform=platform, place=name, user=place.user, address=place, is_admin=True, in_person=False
        )
        seen = ChannelSeen(id="channel", at=self.clock.now(), sender=sender, name=NAME, channel=channel)
        await self.service.handle(seen)

    async def reports(self, who: str, boss: str) -> None:
        """The HR file is read again, with another manager for somebody."""
        ids = {person.name: person.id for person in COMPANY}
        moved = next(person for person in COMPANY if person.name == who)
        moved = msgspec.structs.replace(moved, manager_id=ids[boss])
        event_id = f"people{next(self._numbers)}"
        await self.service.handle(
            PeopleRead(id=event_id, at=self.clock.now(), organization=ORGANIZATION, rows=(moved,))
        )

    async def furnish(self) -> None:
        """Before anything happens there."""
        raise NotImplementedError

    def close(self) -> None:
        self._realm.close()
        self.service.close()
        self.storage.close()


@asynccontextmanager
async def served(made: AnyTown) -> AsyncIterator[None]:
    """Ends with an error where an event failed."""
    try:
        await made.service.call(lambda: warm(made.storage))  # as at every start
        await made.furnish()
        async with serving(made.routes) as made.program:
            yield
        assert not made.storage.set_aside_events()
    finally:
        made.close()
