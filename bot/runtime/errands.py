"""Jobs that are no work for a processor but questions to a platform: a page of a list of people, somebody by their id.

They are as durable as those of the worker process (`work.py`), and done in this process, one after the other: each is
one request, under the platform's rates. What came of it is an event through the one door.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import msgspec

from bot.events import DirectoryAsked, DirectoryRead, Event, FieldsRead, JobFailed, ProfilesRead
from bot.program.company.directory import is_partial
from bot.program.company.members import Member
from bot.program.model import Account, Base, Person, Place, Reading
from bot.runtime import grouping, reaching
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.logs import words_of
from bot.runtime.ports import Clock, Directory, Doors, Handle, JobRow, Realm, Rooms
from bot.runtime.service import Service
from bot.runtime.turns import Turns
from bot.runtime.work import Worker, job_failed

R = TypeVar("R", bound=Base)
ATTEMPTS = 8
FIRST_S, LONGEST_S = 10.0, 600.0  # between attempts, doubling
KINDS = ("roster", "member", "fields", "profiles", *grouping.KINDS, *reaching.KINDS)
PROFILES_AT_ONCE = 20
HIGHEST = 10  # managers above one another whom the program may not know
log = logging.getLogger(__name__)


class Errands(Worker):
    """Asks the platforms of one realm. `directories` are the lists that can be asked, by platform, `rooms` those on
    which channels can be made, `doors` those on which people need the app.
    """

    first_s = FIRST_S

    def __init__(
        self,
        service: Service,
        clock: Clock,
        realm: Realm,
        directories: Mapping[str, Directory],
        handle: Handle | None = None,
        rooms: Mapping[str, Rooms] | None = None,
        doors: Mapping[str, Doors] | None = None,
    ) -> None:
        super().__init__(service, clock, realm, kinds=KINDS, handle=handle)
        self._turns = Turns(service)
        self._grouping = grouping.Grouping(service, clock, rooms or {}, self._turns)
        self._reaching = reaching.Reaching(service, clock, doors or {}, self._turns)
        self._directories = directories
        self._has_begun = False
        self._bosses: dict[
            tuple[str, str], tuple[str, ...]
        ] = {}  # who is above whom, while profiles are read

    async def pump(self) -> bool:
        if not self._has_begun:
            await self._begin()
            self._has_begun = True
        return await super().pump()

    async def _begin(self) -> None:
        """Places whose list was never read, because they are older than that."""
        storage = self._service.storage
        for organization in await self._service.call(storage.organizations):
            if organization.realm != self._realm:
                continue
            places = await self._service.call(partial(storage.page_of, Place, organization.id))
            readings = await self._service.call(partial(storage.page_of, Reading, organization.id))
            read = {reading.place for reading in readings}
            for place in places:
                if place.id not in read and place.platform in self._directories:
                    await self._handle(_asked(place, self._clock.now()))

    async def _try(self, row: JobRow) -> Event | None:
        renewing = asyncio.create_task(self._renew(row))
        try:
            event = await self._asked(row)
        except asyncio.CancelledError:
            await self._put_back(row, 0.0)
            raise
        except Undeliverable as refused:
            return job_failed(row, str(refused), self._clock.now())
        except Exception as error:
            return await self._again(row, error)
        finally:
            renewing.cancel()
        if event is None:
            await self._service.call(partial(self._service.storage.finish_job, row.id))
        return event

    async def _again(self, row: JobRow, error: Exception) -> JobFailed | None:
        """Later, or not any more; then whoever should hear of it hears."""
        known = isinstance(error, TryLater)
        said = "job %s (%s) did not work: %s"
        log.warning(said, row.id, row.job.kind, words_of(error), exc_info=not known)
        if row.attempts + 1 >= ATTEMPTS:
            return job_failed(row, "no_answer" if known else type(error).__name__, self._clock.now())
        wait_s = min(LONGEST_S, self.first_s * 2.0**row.attempts)
        await self._put_back(row, max(wait_s, (isinstance(error, TryLater) and error.after_s) or 0.0))
        return None

    async def _asked(self, row: JobRow) -> Event | None:
        """`None` when there is nothing (any more) to ask."""
        match row.job.kind:
            case "roster":
                return await self._page(row)
            case "fields":
                return await self._fields(row)
            case "profiles":
                return await self._profiles(row)
            case kind if kind in grouping.KINDS:
                return await self._grouping.asked(row)
            case kind if kind in reaching.KINDS:
                return await self._reaching.asked(row)
            case _:
                return await self._member(row)

    async def _page(self, row: JobRow) -> Event | None:
        reading = await self._reading(row)
        if reading is None or reading.begun_at is None:
            return None
        directory, place = self._at(reading.place)
        rates, cursor = directory.rates(place, "page"), reading.cursor
        page = await self._turns.asked(rates, lambda: directory.page(place, cursor))
        return DirectoryRead(
            id=f"{reading.id}:{reading.begun_at.isoformat()}:{reading.version}",
            at=self._clock.now(),
            organization=row.organization,
            place=reading.place,
            members=page.members,
            begun=reading.begun_at,
            page=reading.page + 1,
            cursor=page.cursor,
        )

    async def _member(self, row: JobRow) -> Event | None:
        platform, place, user = row.job.subject.split(":", 2)
        place_id = f"{platform}:{place}"
        directory, place = self._at(place_id)
        rates = directory.rates(place, "person")
        member = await self._turns.asked(rates, lambda: directory.person(place, user))
        if member is None:
            return None
        return DirectoryRead(
            id=f"job:{row.id}",
            at=self._clock.now(),
            organization=row.organization,
            place=place_id,
            members=(member,),
        )

    async def _reading(self, row: JobRow) -> Reading | None:
        where = {"id": (row.job.subject,)}
        find = partial(self._service.storage.page_of, Reading, row.organization, where=where)
        return next(iter(await self._service.call(find)), None)

    async def _fields(self, row: JobRow) -> Event | None:
        reading = await self._reading(row)
        if reading is None or not reading.fields_for:
            return None
        directory, place = self._at(reading.place)
        fields = await self._turns.asked(directory.rates(place, "fields"), lambda: directory.fields(place))
        return FieldsRead(
            id=f"job:{row.id}",
            at=self._clock.now(),
            organization=row.organization,
            place=reading.place,
            fields=fields,
        )

    async def _profiles(self, row: JobRow) -> Event | None:
        """Of some people whom the program knows and can write to."""
        reading = await self._reading(row)
        if reading is None or not (reading.fields or (is_partial(reading) and reading.begun_at)):
            return None
        people = await self._some(row.organization, Person, {"gone": (False,), "reachable": (True,)}, reading)
        accounts = await self._some(row.organization, Account, {"person": [one.id for one in people]})
        users = [one.address.user for one in accounts if one.id.startswith(f"{reading.place}:")]
        if not reading.profiles_after:
            self._bosses.clear()
        members = [one for user in users if (one := await self._profile(reading, user)) is not None]
        return ProfilesRead(
            id=f"{reading.id}:profiles:{reading.version}",
            at=self._clock.now(),
            organization=row.organization,
            place=reading.place,
            fields=reading.fields,
            members=tuple(members),
            begun_after=reading.profiles_after,
            after=people[-1].id if len(people) == PROFILES_AT_ONCE else "",
        )

    async def _some(
        self,
        organization: str,
        kind: type[R],
        where: Mapping[str, Sequence[object]],
        of: Reading | None = None,
    ) -> list[R]:
        page_of = self._service.storage.page_of
        if of is None:
            return await self._service.call(partial(page_of, kind, organization, where=where))
        after, limit = of.profiles_after, PROFILES_AT_ONCE
        return await self._service.call(
            partial(page_of, kind, organization, where=where, after=after, limit=limit)
        )

    async def _profile(self, reading: Reading, user: str) -> Member | None:
        """With all managers above, as far as they stand in profiles."""
        member = await self._one_profile(reading, user)
        if member is None:
            return None
        above = list(member.above)
        while above and "@" not in above[-1] and len(above) < HIGHEST:
            key = (reading.place, above[-1])
            if key not in self._bosses:
                boss = await self._one_profile(reading, above[-1])
                self._bosses[key] = boss.above if boss else ()
            if not self._bosses[key] or self._bosses[key][0] in (user, *above):
                break
            above += self._bosses[key]
        return msgspec.structs.replace(member, above=tuple(above))

    async def _one_profile(self, reading: Reading, user: str) -> Member | None:
        directory, place = self._at(reading.place)
        rates, fields = directory.rates(place, "profile"), reading.fields
        return await self._turns.asked(rates, lambda: directory.profile(place, user, fields))

    def _at(self, place_id: str) -> tuple[Directory, str]:
        platform, _, place = place_id.partition(":")
        if platform not in self._directories:
            raise Undeliverable("not_configured")
        return self._directories[platform], place


def _asked(place: Place, now: datetime) -> DirectoryAsked:
    return DirectoryAsked(id=f"directory:{place.id}", at=now, organization=place.organization, place=place.id)
