"""Small companies, each with a program about to begin and a pair that has, and what their people do next.

Nothing of one company depends on another, and in each one thing is done after the other: so whatever happens to the
bot meanwhile, in the end everything must be as if nothing had. Ada, Eve and Ana are in Slack, Fay and Ben in Teams.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, count

import msgspec

from bot.conversation.flow import Progress
from bot.conversation.messages import Address
from bot.events import Commanded, Event, Pressed, Said, Sender
from bot.program.model import Account, Record
from bot.program.nudges import dues_of
from bot.runtime.ports import Due, Storage
from tests import factories as make

PLATFORMS = {"ada": "slack", "eve": "slack", "ana": "slack", "fay": "teams", "ben": "teams"}
OPENED = (
    "english"  # the last answer of Ada's set-up: it is reported, two are asked, and the channel reads of it
)
AGREED = "we agreed on Thursday at 14:00"  # a session, and so its agenda, and the question how it was
CYCLE = ("stop", "me", "again", "help")


def found(storage: Storage, name: str, moment: datetime) -> None:
    """Store a company that begins at that moment, with what is due in it."""
    records = _records(name, moment)
    with storage.begin() as work:
        work.save(records)
        for record in records:
            due = tuple(Due(rule=rule, subject=record.id, at=at) for rule, at in dues_of(record))
            work.set_due(name, "live", record.id, due)


def _records(name: str, moment: datetime) -> tuple[Record, ...]:
    channel = Address(platform="slack", place=name, conversation=f"C-{name}")
    people = [
        make.person(
            _id(name, one), state="joined" if one in ("ana", "ben") else "known", is_admin=one == "ada"
        )
        for one in PLATFORMS
    ]
    records: tuple[Record, ...] = (
        make.organization(name),
        *(make.place(f"{platform}:{name}", platform=platform, place=name) for platform in ("slack", "teams")),
        *people,
        *(_account(name, one) for one in PLATFORMS),
        make.channel(f"slack:{name}:C", address=channel),
        make.talk(
            f"{name}:setup",
            person=_id(name, "ada"),
            flow="setup",
            asked_at=moment,
            progress=_nearly_set_up(name),
        ),
        make.pairing(
            f"{name}:pair",
            mentor=_id(name, "ana"),
            mentee=_id(name, "ben"),
            cohort=f"{name}:before",
            state="introduced",
            introduced_at=moment,
        ),
    )
    return tuple(msgspec.structs.replace(record, organization=name) for record in records)


def _id(name: str, person: str) -> str:
    return f"{name}-{person}"


def _address(name: str, person: str) -> Address:
    return Address(
        platform=PLATFORMS[person], place=name, user=_id(name, person), conversation=f"D-{name}-{person}"
    )


def _account(name: str, person: str) -> Account:
    return make.account(_id(name, person), address=_address(name, person))


def _nearly_set_up(name: str) -> Progress:
    answers: dict[str, str | list[str]] = {
        "objective": "Leaders who try things",
        "measure": "Two changes a month",
        "template": "hartford",
        "size": "12",
        "safe_contacts": [_id(name, "eve"), _id(name, "fay")],
        "channel": f"slack:{name}:C",
    }
    return Progress(answers={**answers}, asked="language")


def beginning(name: str, moment: datetime) -> Iterator[Event]:
    """What people of the company do first, one after the other."""
    yield said(name, f"{name}:open", "ada", OPENED, moment)
    yield pressed(name, f"{name}:accept", "fay", "duty.accept", moment)
    yield said(name, f"{name}:agreed", "ben", AGREED, moment)
    yield said(name, f"{name}:sure", "ben", "yes", moment)


def going_on(name: str, moment: datetime) -> Iterator[Event]:
    """What they do without end: ask, and turn nudges off and on again."""
    for number in count():
        event_id = f"{name}:{moment:%m%d%H%M}:{number}"
        match CYCLE[number % len(CYCLE)]:
            case "stop":
                yield pressed(name, event_id, "ana", "nudge.stop", moment, items=f"pulse={name}:pair")
            case "again":
                yield pressed(name, event_id, "ana", "nudge.again", moment)
            case word:
                yield Commanded(id=event_id, at=moment, sender=sender(name, "ben"), command=word)


def events(name: str, moment: datetime, begins: bool) -> Iterator[Event]:
    going = going_on(name, moment)
    return chain(beginning(name, moment), going) if begins else going


def sender(name: str, person: str) -> Sender:
    return Sender(
        platform=PLATFORMS[person], place=name, user=_id(name, person), address=_address(name, person)
    )


def said(name: str, event_id: str, person: str, text: str, moment: datetime) -> Said:
    return Said(id=event_id, at=moment, sender=sender(name, person), text=text)


def pressed(name: str, event_id: str, person: str, action: str, moment: datetime, **data: str) -> Pressed:
    return Pressed(id=event_id, at=moment, sender=sender(name, person), action=action, data=data)
