"""Who is somebody nobody has heard of, or mentions? The platform is asked before what they did is handled; quickly, or
not at all.

Known people cost one short look into the database, and that once in a while. When the platform is slow, refuses or
fails, the event is handled without: a job asks again (`errands.py`), and so does the next reading of the whole list.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from bot.events import Event, FromPerson, Mentioned, Sender
from bot.program.company.members import OUTSIDE, Member
from bot.program.company.mentions import mentioned
from bot.runtime.allowance import Allowance
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Directory, Handle, Handled
from bot.runtime.service import Service

LOOK_UP_S = 0.7  # an event that is not stored within a second is sent again
KNOWN_S = 600.0
FAILED_S = 30.0  # nobody waits again for a platform that has just been slow
MOST = 10_000
MENTIONED = 60  # people nobody has heard of that one person may have looked up in a while
log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """`member` is `None` for somebody the program knows, or when the platform did not say."""

    until_s: float
    member: Member | None


class Newcomers:
    """Goes before `handle`. `directories` are the lists that can be asked, by platform."""

    look_up_s = LOOK_UP_S

    def __init__(
        self,
        service: Service,
        directories: Mapping[str, Directory],
        handle: Handle,
        machine_now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service, self._directories, self._handle = service, directories, handle
        self._now = machine_now
        self._allowance = Allowance(MENTIONED, machine_now)
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Member | None]] = {}

    async def handle(self, event: Event) -> Handled:
        if isinstance(event, FromPerson) and event.sender.platform in self._directories:
            sender = event.sender
            me, others = await self._heard(sender, mentioned(event))
            if me is not None:
                event = msgspec.structs.replace(event, sender=_told(sender, me))
            members = tuple(member for member in others if member is not None)
            if members:
                await self._handle(
                    Mentioned(id=f"{event.id}:mentioned", at=event.at, sender=event.sender, members=members)
                )
        return await self._handle(event)

    async def _heard(
        self, sender: Sender, named: Sequence[str]
    ) -> tuple[Member | None, Sequence[Member | None]]:
        """Of the sender, and of those they name; all are asked about at the same time."""
        if not named:
            return await self._unknown(sender, sender.user), ()
        me, *others = await asyncio.gather(*(self._unknown(sender, user) for user in (sender.user, *named)))
        return me, others

    async def _unknown(self, sender: Sender, user: str) -> Member | None:
        """What the platform says of somebody nobody has heard of, in the sender's place."""
        account = f"{sender.place_id}:{user}"
        seen = self._seen.get(account)
        if seen is not None and seen.until_s > self._now():
            return seen.member
        if await self._service.call(partial(self._service.storage.knows, account)):
            self._remember(account, None, KNOWN_S)
            return None
        if user != sender.user and not self._allowance.take(sender.account_id):
            return None
        return await self._asked(account, sender, user)

    async def _asked(self, account: str, sender: Sender, user: str) -> Member | None:
        """Once at a time, however many of their events come together; what comes too late is there for the next one."""
        task = self._asking.get(account)
        if task is None:
            task = asyncio.create_task(self._ask(account, sender, user))
            self._asking[account] = task
            task.add_done_callback(lambda _: self._asking.pop(account, None))
        done, _ = await asyncio.wait({task}, timeout=self.look_up_s)
        return task.result() if done else None

    async def _ask(self, account: str, sender: Sender, user: str) -> Member | None:
        directory, storage = self._directories[sender.platform], self._service.storage
        rates = directory.rates(sender.place, "person")
        try:
            if await self._service.call(partial(storage.take_turn, rates)):
                return None
            member = await directory.person(sender.place, user)
        except TryLater as later:
            log.info("%s was not looked up: %s", account, later)
            if later.after_s:
                await self._service.call(partial(storage.push_back, rates[0][0], after_s=later.after_s))
            self._remember(account, None, FAILED_S)
            return None
        except Undeliverable as refused:
            log.warning("%s cannot be looked up: %s", account, refused)
            self._remember(account, None, FAILED_S)
            return None
        except Exception:
            log.exception("%s could not be looked up", account)
            self._remember(account, None, FAILED_S)
            return None
        self._remember(account, member, FAILED_S)
        return member

    def _remember(self, account: str, member: Member | None, for_s: float) -> None:
        self._seen[account] = Seen(self._now() + for_s, member)
        self._seen.move_to_end(account)
        while len(self._seen) > MOST:
            self._seen.popitem(last=False)


def _told(sender: Sender, member: Member) -> Sender:
    """What the request itself says of them stays where the list is silent.

    An address tells who somebody is in this company; what another company says of its people proves nothing here.
    """
    ours = member.standing == "member"
    return msgspec.structs.replace(
        sender,
        name=member.name or sender.name,
        email=(member.email if ours else "") or sender.email,
        timezone=member.timezone or sender.timezone,
        language=sender.language or member.language,
        standing=member.standing,
        is_guest=sender.is_guest or member.standing in OUTSIDE,
    )
