"""Two companies' places that may become one: Slack, where Ana runs a program, and Teams, where Ben does."""

from __future__ import annotations

import re
from itertools import count

import msgspec

from bot.conversation.messages import Address, Message, Phrase, Say
from bot.events import Commanded, DirectoryRead, Event, Pressed, Said, Sender
from bot.program.company.members import Member
from bot.program.model import Account, Link, Organization, Person, Place
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.contracts.test_pairs import keep
from tests.factories import ACME, after

NUMBERS = count()
CODE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$")


def sender(place: str, user: str, **changes: object) -> Sender:
    platform, _, where = place.partition(":")
    made = Sender(
        platform=platform,
        place=where,
        user=user,
        address=Address(platform=platform, place=where, user=user, conversation=f"D{user}"),
        name=user.title(),
        email=f"{user}@example.com",
    )
    return msgspec.structs.replace(made, **changes)


SLACK, TEAMS = "slack:T1", "teams:tenant"
ANA = sender(SLACK, "ana", is_admin=True)
BEN = sender(TEAMS, "ben", is_admin=True)
EVE = sender(SLACK, "eve")
EVE_THERE = sender(TEAMS, "eve-aad", email="Eve@example.com")
FAY_THERE = sender(TEAMS, "fay-aad", email="fay@example.com")


def does(storage: Storage, event: Event) -> None:
    assert handle(storage, event).status == "handled"
    assert storage.set_aside_events() == ()


def setup(storage: Storage, who: Sender, text: str = "", **at: float) -> None:
    does(
        storage,
        Commanded(id=f"setup{next(NUMBERS)}", at=after(**at), sender=who, command="setup", text=text),
    )


def says(storage: Storage, who: Sender, text: str = "hello", **at: float) -> None:
    does(storage, Said(id=f"said{next(NUMBERS)}", at=after(**at), sender=who, text=text))


def presses(storage: Storage, who: Sender, action: str, **data: str) -> None:
    does(
        storage,
        Pressed(id=f"pressed{next(NUMBERS)}", at=after(minutes=5), sender=who, action=action, data=data),
    )


def listed(storage: Storage, place: str, *members: Member) -> None:
    """Entries of the list of people, looked up one by one."""
    organization = home(storage, place)
    does(
        storage,
        DirectoryRead(
            id=f"read{next(NUMBERS)}",
            at=after(minutes=1),
            organization=organization,
            place=place,
            members=members,
        ),
    )


def home(storage: Storage, place: str) -> str:
    """The organization of a place, "" where nobody knows it."""
    found = [
        one.organization
        for company in storage.organizations()
        for one in storage.page_of(Place, company.id)
        if one.id == place
    ]
    return found[0] if found else ""


def person(storage: Storage, place: str, user: str) -> Person:
    """Whose account that is."""
    people = {one.id: one for one in storage.people_of(home(storage, place))}
    return next(one for one in people.values() if storage.users_at(place, [one.id]).get(one.id) == user)


def told(storage: Storage, who: Person) -> list[Message]:
    return [one.message for one in storage.messages_to(who.organization, who.id)]


def keys(storage: Storage, who: Person) -> list[str]:
    """What they were told, as keys of the catalog."""
    return re.findall(
        r'"key":"([^"]+)"', msgspec.json.encode([one.blocks for one in told(storage, who)]).decode()
    )


def code_of(storage: Storage, who: Person) -> str:
    """The newest code that was shown to them."""
    texts = (block.text for one in told(storage, who) for block in one.blocks if isinstance(block, Say))
    said = [
        str(text.values["code"]) for text in texts if isinstance(text, Phrase) and text.key == "connect.code"
    ]
    return said[-1]


def shown(storage: Storage, who: Sender = ANA, **at: float) -> str:
    setup(storage, who, "connect", **at)
    return code_of(storage, person(storage, f"{who.platform}:{who.place}", who.user))


def join(storage: Storage) -> str:
    """Teams joins Slack; gives the organization."""
    says(storage, BEN)
    setup(storage, BEN, f"connect {shown(storage)}")
    (company,) = storage.organizations()
    return company.id


def companies(storage: Storage) -> list[Organization]:
    return list(storage.organizations())


def eve_in_slack(storage: Storage) -> Storage:
    """One company in Slack and in Teams; Eve takes part and is in Slack, Fay is in its HR file only."""
    keep(
        storage,
        make.organization(),
        make.place(),
        make.place("teams:tenant"),
        make.cohort(opened_by="gil"),
        make.person("eve", wants=("negotiation",), slack_id="eve"),
        make.person("fay", state="known", reachable=False),
        make.person("gil", is_admin=True),
        make.account("eve", "eve"),
        make.account("gil", "gil"),
    )
    return storage


def people(storage: Storage) -> dict[str, Person]:
    return {one.id: one for one in storage.people_of(ACME)}


def whose(storage: Storage, user: str) -> str:
    return next(
        one.person
        for one in storage.page_of(Account, ACME)
        if one.id.startswith("teams") and one.id.endswith(user)
    )


def links(storage: Storage) -> list[Link]:
    return list(storage.page_of(Link, ACME))
