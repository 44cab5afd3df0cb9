"""The stage in this process: the real service, outbox and worker code with memory storage, drawn as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

import msgspec

from adapters.playground.places import conversation_of
from adapters.playground.transcript import message_lines
from bot.conversation.messages import Address, Button, Buttons, Field, Form, Message, Pick
from bot.events import (
    ChannelClosed,
    ChannelRenamed,
    ChannelReopened,
    ChannelSeen,
    HomeOpened,
    PeopleRead,
    Pressed,
    Said,
    Sender,
    Submitted,
)
from bot.program.people import PersonRow
from bot.runtime.clocks import SetClock
from bot.runtime.delivery import Deliverer
from bot.runtime.errors import TryLater
from bot.runtime.ports import Delivered, Delivery, Storage, members
from bot.runtime.service import Service
from bot.runtime.ticker import Ticker
from bot.runtime.work import Worker
from bot.text.catalog import Words, words_for
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.story import Heard

TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
PLATFORM = "playground"
REFUSALS = {"archived": "channel_archived", "deleted": "channel_not_found", "left": "not_in_channel"}


def sender_of(person: str) -> Sender:
    """Somebody of the company, writing in their own conversation."""
    address = Address(platform=PLATFORM, place=PLATFORM, user=person, conversation=person)
    return Sender(platform=PLATFORM, place=PLATFORM, user=person, address=address, realm="playground")


class Ear:
    """A platform that only remembers what was delivered: the last message of each conversation can be pressed."""

    platform = PLATFORM

    def __init__(self) -> None:
        self.delivered: list[Delivery] = []
        self.last: dict[str, list[Delivery]] = {}
        self.ever: list[Delivery] = []  # new messages, as they were
        self.homes: dict[str, Delivery] = {}  # by user
        self.away: dict[str, str] = {}  # channels in which one cannot post, and why
        self.page_in_chat = (
            False  # somebody's own page is a card among their messages, and goes for a newer one
        )

    async def deliver(self, delivery: Delivery) -> Delivered:
        if delivery.only_there:
            self.delivered.append(delivery)
            return Delivered(reference="", address=delivery.address)
        if delivery.home and not self.page_in_chat:
            self.homes[delivery.address.user] = delivery
            self.delivered.append(delivery)
            return Delivered(reference=delivery.id, address=delivery.address)
        conversation = conversation_of(delivery.address)
        if conversation in self.away:
            raise TryLater(self.away[conversation], after_s=1800, mend=self.away[conversation])
        shown = self.last.setdefault(conversation, [])
        if delivery.removes and self.page_in_chat:
            shown[:] = [old for old in shown if old.id != delivery.replaces]
            return Delivered(reference=delivery.replaces, address=delivery.address)
        if delivery.replaces:
            shown[:] = [old if old.id != delivery.replaces else delivery for old in shown]
            if conversation.startswith("#"):  # everybody sees what became of a post
                self.delivered.append(delivery)
            return Delivered(reference=delivery.replaces, address=delivery.address)
        shown.append(delivery)
        self.ever.append(delivery)
        self.delivered.append(delivery)
        where = delivery.address  # somebody who is written to has a conversation from then on
        known = msgspec.structs.replace(where, conversation=where.conversation or where.user)
        return Delivered(reference=delivery.id, address=known)

    async def look_up(self, delivery: Delivery) -> Delivered | Literal["cannot"] | None:
        return None

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return ()


class Hall:
    """Implements `Stage`. `storage` decides what it all stands on."""

    def __init__(self, storage: Storage, company: Sequence[PersonRow] = COMPANY) -> None:
        self.storage, self.company = storage, company
        self.clock = SetClock(TUESDAY)
        self.service = Service(storage)
        self.ear = Ear()
        self.deliverer = Deliverer(self.service, {PLATFORM: self.ear}, self.clock, "playground")
        self.ticker = Ticker(self.service, self.clock, "playground")
        self.worker = Worker(self.service, self.clock, "playground")
        self._numbers = count(1)
        self._replies: list[Heard] = []
        self._names = {person.id: person.name for person in company}
        self._ids = {person.name: person.id for person in company}

    async def open(self) -> None:
        """Read the company's people and show the bot a channel."""
        await self.service.handle(
            PeopleRead(
                id=self._event_id(),
                at=self.clock.now(),
                organization="story",
                realm="playground",
                company="Quillhaven",
                admins=(ADMIN,),
                rows=tuple(self.company),
            )
        )
        await self.channel_seen("reverse-mentoring")

    async def channel_seen(self, name: str) -> None:
        """The bot is invited to a channel, by somebody it need not have talked to."""
        address = Address(platform=PLATFORM, place=PLATFORM, user=ADMIN)
        seen = ChannelSeen(
            id=self._event_id(),
            at=self.clock.now(),
            sender=msgspec.structs.replace(self.sender(ADMIN), address=address, in_person=False),
            name=name,
            channel=Address(platform=PLATFORM, place=PLATFORM, conversation=f"#{name}"),
            joined=True,
        )
        await self.service.handle(seen)

    def close(self) -> None:
        self.worker.close()
        self.service.close()
        self.storage.close()

    def _event_id(self) -> str:
        return f"e{next(self._numbers)}"

    def sender(self, person: str) -> Sender:
        return msgspec.structs.replace(sender_of(person), page_in_chat=self.ear.page_in_chat)

    async def type(self, who: str, text: str) -> None:
        """With a channel before it, there, with the bot mentioned."""
        sender = self.sender(self._ids[who])
        if text.startswith("#"):
            channel, _, text = text.partition(" ")
            there = msgspec.structs.replace(sender.address, conversation="")
            sender = msgspec.structs.replace(sender, in_person=False, thread=channel, address=there)
        event = Said(id=self._event_id(), at=self.clock.now(), sender=sender, text=text)
        await self.service.handle(event)

    async def press(self, who: str, label: str) -> None:
        person = self._ids[who]
        delivery, button = self._find(person, label)
        event = Pressed(
            id=self._event_id(),
            at=self.clock.now(),
            sender=self.sender(person),
            action=button.action,
            data=button.data,
            message=delivery.id,
        )
        await self.service.handle(event)

    async def look_home(self, who: str, label: str) -> None:
        """A press there shows it anew, as on every platform that has one."""
        person = self._ids[who]
        sender = self.sender(person)
        event_id = self._event_id()
        in_chat = self.ear.page_in_chat
        cards = [one for one in self.ear.last.get(person, []) if one.home] if in_chat else []
        if label:
            delivery = cards[-1] if in_chat else self.ear.homes[person]
            words = words_for(delivery.language, delivery.timezone)
            there = [one for one in buttons_of(delivery.message) if words.text(one.label) == label]
            assert there, f"{person} has no button [{label}] at home"
            pressed = Pressed(
                id=event_id, at=self.clock.now(), sender=sender, action=there[0].action, data=there[0].data
            )
            await self.service.handle(pressed)
            event_id = f"{event_id}:home"
        looked = HomeOpened(
            id=event_id,
            at=self.clock.now(),
            sender=sender,
            answered=bool(label),
            message=cards[-1].id if in_chat else "",
            shows=in_chat,
        )
        handled = await self.service.handle(looked)
        if handled.reply is not None and handled.reply.card is not None:
            words = words_for(handled.reply.language, handled.reply.timezone)
            lines = tuple(message_lines(handled.reply.card, words))
            self._replies.append(Heard(who=f"{who} (card)", lines=lines))

    def _find(self, person: str, label: str) -> tuple[Delivery, Button]:
        """The newest button with this label in a person's conversation, in a channel, or in one they share; else one
        that has stood there: the same press may come twice, before anything of it is seen to have changed.
        """
        channels = [name for name in self.ear.last if name.startswith("#")]
        shared = [name for name in self.ear.last if person in members(name)]
        now = [self.ear.last.get(conversation, []) for conversation in (person, *channels, *shared)]
        before = [one for one in self.ear.ever if conversation_of(one.address) == person]
        for shown in (*now, before):
            for delivery in reversed(shown):
                words = words_for(delivery.language, delivery.timezone)
                for button in buttons_of(delivery.message):
                    if words.text(button.label) == label:
                        return delivery, button
        raise AssertionError(f"{person} has no button [{label}]")

    async def choose(self, who: str, labels: Sequence[str], submit: str) -> None:
        person = self._ids[who]
        for delivery in reversed(self.ear.last.get(person, [])):
            words = words_for(delivery.language, delivery.timezone)
            for block in delivery.message.blocks:
                if isinstance(block, Pick) and words.text(block.submit) == submit:
                    known = {words.text(option.label): option.value for option in block.options}
                    values = {
                        block.name: tuple(known.get(label) or self._id_of(label) for label in labels if label)
                    }
                    await self._submit(person, block, values, delivery.id)
                    return
                if isinstance(block, Form) and words.text(block.submit) == submit:
                    filled = {
                        field.name: tuple(self._entered(field, entry.strip(), words))
                        for field, entry in zip(block.fields, labels, strict=True)
                    }
                    await self._submit(person, block, filled, delivery.id)
                    return
        raise AssertionError(f"{who} has nothing to choose with [{submit}]")

    def _entered(self, field: Field, entry: str, words: Words) -> Iterator[str]:
        """The values of one field; several labels have commas between."""
        known = {words.text(option.label): option.value for option in field.options}
        for label in (entry.split(", ") if field.kind == "many" else [entry]) if entry else ():
            picked = field.search and field.kind != "text"
            yield self._id_of(label) if picked else known.get(label, label)

    def _id_of(self, name: str) -> str:
        """A person's id in the bot's own records, as a people picker gives it."""
        people = self.storage.people_of("story")
        return next(person.id for person in people if person.name == name)

    async def _submit(
        self, person: str, block: Pick | Form, values: dict[str, tuple[str, ...]], message: str
    ) -> None:
        event = Submitted(
            id=self._event_id(),
            at=self.clock.now(),
            sender=self.sender(person),
            action=block.action,
            data=block.data,
            values=values,
            message=message,
        )
        handled = await self.service.handle(event)
        if handled.reply is not None:
            who = next(one for one in self.storage.people_of("story") if one.external == person)
            words, reply = words_for(who.language, who.timezone), handled.reply
            self._replies.append(Heard(who=who.name, lines=tuple(words.text(one) for one in reply.said)))

    async def reports(self, who: str, boss: str) -> None:
        """The HR file is read again, with another manager for somebody."""
        moved = next(person for person in self.company if person.name == who)
        moved = msgspec.structs.replace(moved, manager_id=self._ids[boss])
        event = PeopleRead(
            id=self._event_id(), at=self.clock.now(), organization="story", realm="playground", rows=(moved,)
        )
        await self.service.handle(event)

    async def channel_is(self, channel: str, how: str, name: str) -> None:
        where = f"#{channel}"
        there: dict[str, Any] = {
            "id": self._event_id(),
            "at": self.clock.now(),
            "happened_at": self.clock.now(),
        }
        there |= {"platform": PLATFORM, "place": PLATFORM, "conversation": where}
        match how:
            case "archived" | "deleted" | "left":
                self.ear.away[where] = REFUSALS[how]
                await self.service.handle(ChannelClosed(**there, how=how))
            case "back":
                del self.ear.away[where]
                await self.service.handle(ChannelReopened(**there))
            case "there":
                self.ear.away.pop(where, None)
                await self.channel_seen(channel)
            case _:
                await self.service.handle(ChannelRenamed(**there, name=name))

    async def later(self, wait: timedelta) -> None:
        target = self.clock.now() + wait
        await self.settle()
        while (moment := self.storage.next_moment("playground", after=self.clock.now())) and moment <= target:
            self.clock.move_to(moment)
            await self.settle()
        self.clock.move_to(target)
        await self.settle()

    async def settle(self) -> None:
        while await self.ticker.pump() + await self.deliverer.pump() + int(await self.worker.pump()):
            pass

    async def heard(self) -> Sequence[Heard]:
        await self.settle()
        fresh, self.ear.delivered = self.ear.delivered, []
        said, self._replies = self._replies, []
        return said + [self._drawn(delivery) for delivery in fresh]

    def _drawn(self, delivery: Delivery) -> Heard:
        conversation = delivery.only_you if delivery.only_there else conversation_of(delivery.address)
        words = words_for(delivery.language, delivery.timezone)
        page = " (card)" if self.ear.page_in_chat else " (Home)"
        where = page if delivery.home else ""
        return Heard(
            who=(self._names.get(conversation) or self._together(conversation)) + where,
            lines=tuple(message_lines(delivery.message, words)),
        )

    def _together(self, conversation: str) -> str:
        """Those who share it, by name; a channel is called what it is called."""
        names = sorted(self._names.get(one, one) for one in members(conversation))
        return " and ".join(names) or conversation


def buttons_of(message: Message) -> list[Button]:
    return [button for block in message.blocks if isinstance(block, Buttons) for button in block.items]
