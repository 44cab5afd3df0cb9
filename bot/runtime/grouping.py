"""Channels for those who share advice: one is made, people are added. Errands (`errands.py`) of one request or two.

What the requests may not do is told to those who run the program (`bot/program/telling/groups_view.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from bot.conversation.messages import Address
from bot.events import Event, GroupMade, SeatsTaken
from bot.program.model import Account, AdviceGroup, Base, Channel, Cohort, Place, Seat
from bot.program.snapshot import SEATS_AT_ONCE
from bot.program.telling.groups import ADD, MAKE, SIDES, group_of
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import Clock, JobRow, Rooms
from bot.runtime.service import Service
from bot.runtime.turns import Turns

R = TypeVar("R", bound=Base)
NAMES: Final = {"mentors": "reverse-mentoring-mentors", "mentees": "reverse-mentoring-mentees"}
NAMES_TRIED: Final = 5  # "-2" and on, where the name is taken
KINDS: Final = (MAKE, ADD)


class Grouping:
    """`rooms` are the platforms on which it can be done, by their names."""

    def __init__(self, service: Service, clock: Clock, rooms: Mapping[str, Rooms], turns: Turns) -> None:
        self._service, self._clock, self._rooms, self._turns = service, clock, rooms, turns
        self._made: dict[str, tuple[str, Address]] = {}  # by job: nobody is in it yet

    async def asked(self, row: JobRow) -> Event | None:
        """`None` when there is nothing (any more) to ask. Raises TryLater or Undeliverable."""
        cohort = await self._cohort(row.organization)
        if cohort is None or row.job.subject not in SIDES:
            return None
        group = group_of(cohort, row.job.subject)
        return await (self._make(row, group) if row.job.kind == MAKE else self._add(row, cohort, group))

    async def _cohort(self, organization: str) -> Cohort | None:
        running = await self._some(Cohort, organization, state=("open", "closing"))
        return max(running, key=lambda one: one.opened_at, default=None)

    async def _some(self, kind: type[R], organization: str, **where: tuple[str, ...]) -> list[R]:
        page = partial(self._service.storage.page_of, kind, organization, where=where)
        return await self._service.call(partial(page, limit=SEATS_AT_ONCE))

    async def _make(self, row: JobRow, group: AdviceGroup) -> Event | None:
        """And whoever asked for it is its first member: nobody else can see it."""
        if group.channel or not group.asked_by:
            return None
        accounts = await self._some(Account, row.organization, person=(group.asked_by,))
        closed = {one.id for one in await self._some(Place, row.organization) if one.closed_at is not None}
        here = [
            one.address
            for one in accounts
            if one.address.platform in self._rooms and one.address.place_id not in closed
        ]
        if not here:
            raise Undeliverable("not_configured")
        rooms, place = self._rooms[here[0].platform], here[0].place
        if row.id not in self._made:  # else the next attempt would make a second one
            self._made[row.id] = await self._named(rooms, place, NAMES[group.side])
        name, channel = self._made[row.id]
        await self._added(rooms, channel, (here[0].user,))
        del self._made[row.id]
        return GroupMade(
            id=f"job:{row.id}",
            at=self._now(),
            organization=row.organization,
            side=group.side,
            name=name,
            channel=channel,
        )

    async def _named(self, rooms: Rooms, place: str, name: str) -> tuple[str, Address]:
        for number in range(1, NAMES_TRIED + 1):
            make = partial(rooms.make, place, name if number == 1 else f"{name}-{number}")
            made = await self._turns.asked(rooms.rates(place, "make"), make)
            if made is not None:
                return made
        raise Undeliverable("name_taken")

    async def _add(self, row: JobRow, cohort: Cohort, group: AdviceGroup) -> Event | None:
        """All who want to be in it by now, in one call."""
        wanting = await self._some(
            Seat, row.organization, cohort=(cohort.id,), side=(group.side,), state=("wants",)
        )
        channels = await self._some(Channel, row.organization, id=(group.channel,))
        if not wanting or not channels:
            return None
        channel = channels[0].address
        if channel.platform not in self._rooms:
            raise Undeliverable("not_configured")
        people = tuple(seat.person for seat in wanting)
        accounts = await self._some(Account, row.organization, person=people)
        users = {
            one.address.user: one.person
            for one in accounts
            if (one.address.platform, one.address.place) == (channel.platform, channel.place)
        }
        rooms = self._rooms[channel.platform]
        refused: frozenset[str] = frozenset()
        if users:
            refused = await self._added(rooms, channel, tuple(users))
        taken = {person for user, person in users.items() if user not in refused}
        return SeatsTaken(
            id=f"job:{row.id}",
            at=self._now(),
            organization=row.organization,
            side=group.side,
            people=tuple(person for person in people if person in taken),
            refused=tuple(person for person in people if person not in taken),
        )

    def _now(self) -> datetime:
        return self._clock.now()

    async def _added(self, rooms: Rooms, channel: Address, users: Sequence[str]) -> frozenset[str]:
        """Who could not be."""
        return await self._turns.asked(rooms.rates(channel.place, "add"), partial(rooms.add, channel, users))
