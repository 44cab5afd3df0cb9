"""What is asked of a chat platform, and of its list of people?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from bot.conversation.messages import Address, Message
from bot.events import Event
from bot.outcome import Reply
from bot.program.company.members import Member


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one address. `replaces` is the platform's reference of the message to take the place
    of, or ""; `removes` when that one goes, and this one is shown only where the platform cannot delete it.
    `only_replaces`: never shown as a new message; where there is nothing to replace any more, all is done.
    `only_you`: in that conversation of the platform, for the person of `address` alone, where that can be;
    `only_there`: and elsewhere not at all. `aloud`: there before everybody who reads along.
    `home`: it is the person's own page, where the platform has one.
    `bulk`: nobody waits for it now, so that it leaves a part of the rates to what people wait for.
    """

    id: str
    address: Address
    message: Message
    language: str
    timezone: str
    replaces: str = ""
    bulk: bool = False
    removes: bool = False
    only_replaces: bool = False
    only_you: str = ""
    only_there: bool = False
    aloud: bool = False
    home: bool = False


NOTHING = (
    "nothing_to_replace"  # of a message that only replaces: what stands there can be changed by hand alone
)


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """`reference` is what the platform calls the message; `address` may have learned its conversation."""

    reference: str
    address: Address


class ChatAdapter(Protocol):
    """A chat platform, outwards. Inwards it calls `Handle` with events."""

    platform: str

    async def deliver(self, delivery: Delivery) -> Delivered:
        """Make exactly one posting call. Raises TryLater or Undeliverable."""

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        """After a crash: find the message where the bot may read back, `None` when it surely is not there."""

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        """The platform's limits this call falls under, as (name, per second, burst). The last is the widest: of what it
        refuses one, it refuses all others of that place now.
        """


Ask = Literal["page", "person", "fields", "profile"]  # what a list of people may be asked for


class RosterPage(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a list of people; `cursor` is what the next part is called, "" after the last."""

    members: tuple[Member, ...]
    cursor: str = ""


class Directory(Protocol):
    """A platform's own list of people. Every call is one request; it raises TryLater, and Undeliverable with the
    platform's word where asking again does not help.
    """

    platform: str

    async def page(self, place: str, cursor: str) -> RosterPage:
        """All entries, also of those who left; `cursor` "" for the first page."""

    async def person(self, place: str, user: str) -> Member | None:
        """One entry, `None` when there is no such person."""

    async def fields(self, place: str) -> tuple[tuple[str, str], ...]:
        """The company's own fields of a profile, as (id, label)."""

    async def profile(self, place: str, user: str, fields: Mapping[str, str]) -> Member | None:
        """What stands in these fields (ids, by what they mean) and nothing else; `above` has the manager alone."""

    def rates(self, place: str, ask: Ask) -> Sequence[tuple[str, float, int]]:
        """The platform's limits such a call falls under, as (name, per second, burst)."""


class Rooms(Protocol):
    """A platform on which the bot makes channels, and adds people to them. Every call is one request; it raises
    TryLater, and Undeliverable with the platform's word where asking again does not help.
    """

    platform: str

    async def make(self, place: str, name: str) -> tuple[str, Address] | None:
        """A private channel: what it is called (without "#"), and its address; `None` when that name is taken."""

    async def add(self, channel: Address, users: Sequence[str]) -> frozenset[str]:
        """Up to 1,000 people of the platform; gives those who could not be added. Who is there already is."""

    def rates(self, place: str, ask: Literal["make", "add"]) -> Sequence[tuple[str, float, int]]:
        """The platform's limits such a call falls under, as (name, per second, burst)."""


class Doors(Protocol):
    """A platform on which people need the app. Every call raises TryLater, and Undeliverable with the platform's word
    where asking again does not help; with one of `hopeless` it helps for nobody.
    """

    hopeless: frozenset[str]

    async def open(self, address: Address) -> Address | None:
        """With its conversation, which shows nothing to anybody; `None` where the app is not installed for them."""

    async def install(self, place: str, user: str) -> None:
        """For somebody by their id there, or their e-mail address. Who has it already keeps it."""

    def rates(self, place: str, ask: Literal["open", "install"]) -> Sequence[tuple[str, float, int]]:
        """The platform's limits such a call falls under, as (name, per second, burst)."""


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: handled now, a duplicate of one handled before, or set aside because its step failed. All
    are stored. `language` is that of whoever pressed a button, where it is known.
    """

    status: Literal["handled", "duplicate", "set_aside"]
    reply: Reply | None = None
    language: str = ""


Handle = Callable[[Event], Awaitable[Handled]]


Adapters = Mapping[str, ChatAdapter]
