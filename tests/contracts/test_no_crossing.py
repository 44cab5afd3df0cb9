"""Does anybody of another company get anything done, or anything to read, with the ids of this one?

Every button and form that somebody of a company was ever shown is pressed and sent by people of another one, an admin
among them: nothing changes where it came from, and no word of it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import msgspec
import pytest

from bot.conversation.messages import Address, Button, Buttons, Form, Message, Pick
from bot.events import Commanded, Event, HomeOpened, Pressed, Sender, Submitted
from bot.program.model import Base
from bot.runtime.ports import Storage
from storage.tables import TABLES
from tests.contracts import joining
from tests.conversations.hall import PLATFORM, Hall
from tests.conversations.story import STORIES, tell

MINE = "story"
NAMES = ("Ana Silva", "Carla Rossi", "Ines Moreau", "Hugo Ferreira", "Quillhaven", "David Okoye")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    action: str
    data: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...] = ()
    message: str = ""


def shown_in(message: Message, outbox: str) -> Iterator[Shown]:
    """What can be pressed or sent there."""
    for block in message.blocks:
        match block:
            case Buttons(items=items):
                for button in items:
                    if isinstance(button, Button) and button.action:
                        yield Shown(
                            action=button.action, data=tuple(sorted(button.data.items())), message=outbox
                        )
            case Pick():
                value = block.options[0].value if block.options else "x"
                data = tuple(sorted(block.data.items()))
                yield Shown(action=block.action, data=data, fields=((block.name, value),), message=outbox)
            case Form():
                fields = tuple(
                    (field.name, field.options[0].value if field.options else "walrus")
                    for field in block.fields
                )
                data = tuple(sorted(block.data.items()))
                yield Shown(action=block.action, data=data, fields=fields, message=outbox)


def sender(place: str, user: str, *, is_admin: bool = False) -> Sender:
    platform = PLATFORM if place == PLATFORM else "slack"
    return Sender(
        platform=platform,
        place=place,
        user=user,
        address=Address(platform=platform, place=place, user=user, conversation=f"D{user}"),
        is_admin=is_admin,
        realm="playground",
    )


def everything(storage: Storage, organization: str) -> dict[str, Base]:
    return {
        f"{kind.__name__} {record.id}": record
        for kind in TABLES
        for record in storage.page_of(kind, organization)
    }


def presses(one: Shown, who: Sender, number: int, hall: Hall) -> Iterator[Event]:
    at, data = hall.clock.now(), dict(one.data)
    yield Pressed(
        id=f"cross{number}p", at=at, sender=who, action=one.action, data=data, message=one.message, opens=True
    )
    values: dict[str, tuple[str, ...]] = {name: (value,) for name, value in one.fields}
    yield Submitted(
        id=f"cross{number}s",
        at=at,
        sender=who,
        action=one.action,
        data=data,
        values=values,
        message=one.message,
    )


@pytest.mark.parametrize("story", ["everywhere", "a_concern"])
async def test_ids_of_another_company_are_of_no_use(storage: Storage, story: str) -> None:
    hall = Hall(storage)
    await hall.open()
    await tell(hall, (STORIES / f"{story}.md").read_text("utf-8"))
    stands = [one for said in (*hall.ear.last.values(), [*hall.ear.homes.values()]) for one in said]
    seen = dict.fromkeys(one for told in stands for one in shown_in(told.message, told.id))
    for person in storage.people_of(MINE):  # what is replaced by now may still be open on a screen
        kept = storage.messages_to(MINE, person.id)
        seen |= dict.fromkeys(one for told in kept for one in shown_in(told.message, ""))
    boss, other = sender("TOTHER", "UBOSS", is_admin=True), sender("TOTHER", "UOTHER")
    for number, who in enumerate((boss, other)):
        await hall.service.handle(
            Commanded(id=f"begin{number}", at=hall.clock.now(), sender=who, command="help")
        )
    theirs = next(one.id for one in storage.organizations() if one.id != MINE)
    numbers, before = count(), everything(storage, MINE)
    ids = [key.partition(" ")[2] for key in before]
    assert len(seen) > 20
    for one in seen:
        for who in (boss, other):
            for event in presses(one, who, next(numbers), hall):
                handled = await hall.service.handle(event)
                assert handled.status == "handled"
                assert not any(name in str(handled.reply) for name in NAMES)
    await hall.service.handle(HomeOpened(id="home", at=hall.clock.now(), sender=boss))
    assert everything(storage, MINE) == before
    people = storage.people_of(theirs)
    told = [kept.message for person in people for kept in storage.messages_to(theirs, person.id)]
    assert len(told) >= len(seen)
    words = msgspec.json.encode([told, [*everything(storage, theirs).values()]]).decode()
    assert [name for name in NAMES if name in words] == []
    assert [one for one in ids if len(one) > 20 and one in words and "TOTHER" not in one] == []
    assert storage.set_aside_events() == ()
    hall.worker.close()
    hall.service.close()


async def test_a_code_that_opens_nothing_tells_nothing(storage: Storage) -> None:
    """Nor do e-mail addresses that are alike: the same people are in both companies."""
    ben = joining.BEN
    for name in ("ana", "ben", "cleo"):
        joining.says(storage, joining.sender("slack:T1", name, is_admin=name == "ana"))
        joining.says(storage, joining.sender("teams:tenant", name, is_admin=name == "ben"))
    code = joining.shown(storage)
    mine, theirs = joining.home(storage, "slack:T1"), joining.home(storage, "teams:tenant")
    before = everything(storage, mine)
    joining.setup(storage, ben, "connect 0000-0000-0000")
    joining.setup(storage, ben, f"connect {code}", minutes=10)
    for action in ("link.yes", "link.no", "link.alone"):
        joining.presses(storage, ben, action, link="link:slack:T1:ana")
    joining.presses(storage, ben, "where.choose", place="slack:T1")
    assert everything(storage, mine) == before
    people = storage.people_of(theirs)
    told = [kept.message for person in people for kept in storage.messages_to(theirs, person.id)]
    words = msgspec.json.encode([told, [*everything(storage, theirs).values()]]).decode()
    ids = {key.partition(" ")[2] for key in before} | {mine, "slack:T1"}
    assert [one for one in ids if one in words] == []
