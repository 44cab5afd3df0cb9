"""Somebody has blocked or removed the app, or never had it: told once, what is theirs waits, and goes out when they
are back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from itertools import count
from typing import Literal

import msgspec
import pytest
import pytest_asyncio

from bot.conversation.messages import Address, Button, Buttons, Say
from bot.events import AppRemoved, Arrived, Commanded, Event, PeopleRead, Pressed, Said
from bot.program.model import Account, Person
from bot.program.people import PersonRow
from bot.runtime.errands import Errands
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import Storage
from bot.text.catalog import words_for
from tests import factories as make
from tests.delivering import BLOCKED_S, Office, Platform
from tests.factories import ACME, NOON, after

NUMBERS: Iterator[int] = count(1)
PLACE = "teams:tenant"
EXTRA = {"service_url": "https://smba.example/emea/", "bot_id": "28:bot", "user_id": "29:ada"}


class Gate:
    """Doors of Teams: who has the app, and whom it can be installed for."""

    hopeless = frozenset({"graph_off"})

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.tenants: dict[str, str] = {}  # whose people they are, where that is not said by who asks
        self.asked: list[str] = []
        self.addresses: list[Address] = []
        self.refusal = ""

    async def open(self, address: Address) -> Address | None:
        self.asked.append(address.user)
        self.addresses.append(address)
        if address.user not in self.there or self.tenants.get(address.user, address.place) != address.place:
            return None
        return msgspec.structs.replace(address, conversation=f"a:{address.user}")

    async def install(self, place: str, user: str) -> None:
        if self.refusal or self.tenants.get(user, place) != place:
            raise Undeliverable(self.refusal or "Request_ResourceNotFound")
        self.there.add(user)

    def rates(self, place: str, ask: Literal["open", "install"]) -> Sequence[tuple[str, float, int]]:
        return ((f"{place}:{ask}", 1000.0, 1000),)


class Tenant:
    """An office whose people are in Teams, as far as the program is concerned."""

    def __init__(self, office: Office, platform: Platform) -> None:
        self.office, self.platform, self.gate = office, platform, Gate()
        self.errands = Errands(office.service, office.clock, "live", {}, doors={"teams": self.gate})

    def told(self, person: str = "ada") -> list[str]:
        words = words_for("en", "UTC")
        mine = [one.message.blocks for one in self.platform.arrived if one.address.user == person]
        return [
            " ".join(words.text(block.text) for block in blocks if isinstance(block, Say)) for blocks in mine
        ]

    def buttons(self, person: str = "ada") -> list[Button]:
        mine = [one for one in self.platform.arrived if one.address.user == person]
        return [
            item for block in mine[-1].message.blocks if isinstance(block, Buttons) for item in block.items
        ]

    def person(self, person: str) -> Person:
        (one,) = (found for found in self.office.storage.page_of(Person, ACME) if found.id == person)
        return one

    async def happens(self, *events: Event) -> None:
        for event in events:
            assert (await self.office.service.handle(event)).status != "set_aside"
        while await self.errands.pump():
            pass
        await self.office.pump()


@pytest_asyncio.fixture
async def here(storage: Storage) -> AsyncIterator[Tenant]:
    platform = Platform()
    office = Office(platform, storage)
    office.open("ana", "ben")
    office.keep(make.cohort(opened_by="ada"))
    yield Tenant(office, platform)
    office.close()


@pytest_asyncio.fixture
async def small() -> AsyncIterator[Tenant]:
    """The same where it does not matter what keeps it."""
    platform = Platform()
    office = Office(platform)
    office.open("ana", "ben")
    office.keep(make.cohort(opened_by="ada"))
    yield Tenant(office, platform)
    office.close()


def blocks_us(place: Tenant, *people: str) -> None:
    place.platform.fate = lambda delivery: "blocked" if delivery.address.user in people else "posted"


async def test_what_is_theirs_waits_and_the_admins_hear_it_once(here: Tenant) -> None:
    blocks_us(here, "ana")
    here.office.queue("e1", make.send("ana"))
    await here.office.pump()
    here.office.queue("e2", make.send("ana"), make.send("ben"))
    await here.office.pump()
    (told,) = here.told()
    assert "Ana" in told
    assert "blocked" in told
    assert [(one.action, one.data) for one in here.buttons()] == [("people.show", {"group": "unreachable"})]
    assert not here.person("ana").reachable
    assert here.person("ben").reachable
    assert here.platform.ids("ben") == ["e2:1"]
    assert here.office.state("e1:0") == "ready"


async def test_a_hello_brings_what_waited_at_once_and_in_order(here: Tenant) -> None:
    blocks_us(here, "ana")
    over = make.send("ana", expires=after(minutes=5))
    here.office.queue("e1", make.send("ana"), over, make.send("ana"))
    await here.office.pump()
    blocks_us(here)
    here.office.clock.move_to(after(minutes=10))
    await here.happens(Arrived(id="back", at=after(minutes=10), sender=make.sender("ana")))
    assert here.person("ana").reachable
    assert here.platform.ids("ana")[:2] == ["e1:0", "e1:2"]
    assert here.office.state("e1:1") == "dropped"


async def test_who_blocks_it_again_the_same_day_is_told_of_again(here: Tenant) -> None:
    blocks_us(here, "ana")
    here.office.queue("e1", make.send("ana"), make.send("ana"))
    await here.office.pump()
    assert len(here.told()) == 1
    blocks_us(here)
    here.office.clock.move_to(after(minutes=10))
    await here.happens(Arrived(id="back", at=after(minutes=10), sender=make.sender("ana")))
    assert here.person("ana").reachable
    blocks_us(here, "ana")
    here.office.clock.move_to(after(minutes=20))
    here.office.queue("e2", make.send("ana"), make.send("ana"))
    await here.office.pump()
    assert not here.person("ana").reachable
    assert len(here.told()) == 2


async def test_for_twelve_days_it_is_tried_once_a_day() -> None:
    """They may be back without our having heard of it; after that whoever runs the program hears that it is over."""
    platform = Platform(lambda delivery: "blocked" if delivery.address.user == "ana" else "posted")
    here = Tenant(Office(platform), platform)
    here.office.open("ana", "ben")
    here.office.queue("e1", make.send("ana"))
    for _ in range(14):
        await here.office.pump()
        here.office.machine.now += BLOCKED_S
        here.office.clock.move_to(here.office.clock.now() + timedelta(days=1))
    assert platform.calls["e1:0"] == 13
    assert here.office.state("e1:0") == "failed"
    told = here.told()
    assert ["What I have for them waits" in one for one in told] == [True, False]
    here.office.close()


@pytest.mark.parametrize(("state", "heard"), [("joined", True), ("known", False), ("declined", False)])
async def test_removing_the_app_is_told_of_those_it_concerns(small: Tenant, state: str, heard: bool) -> None:
    small.office.keep(make.person("cleo", state=state), make.account("cleo", "cleo"))
    removed = AppRemoved(id="r1", at=NOON, platform="slack", place="T1", user="cleo")
    await small.happens(removed, msgspec.structs.replace(removed, id="r2"))
    assert not small.person("cleo").reachable
    assert [("Cleo" in one) for one in small.told()] == ([True] if heard else [])
    await small.happens(Said(id="hello", at=NOON, sender=make.sender("cleo"), text="hello"))
    assert small.person("cleo").reachable


@pytest.mark.parametrize("last", ["added", "removed"])
async def test_what_comes_in_late_does_not_undo_what_came_after_it(here: Tenant, last: str) -> None:
    """Removed and added again, or the other way round, and the older of the two is told last."""
    then, now = (
        (after(minutes=1), after(minutes=2)) if last == "added" else (after(minutes=2), after(minutes=1))
    )
    removed = AppRemoved(
        id="r", at=after(hours=1), platform="slack", place="T1", user="ana", happened_at=then
    )
    sender = make.sender("ana", address=make.address("ana", conversation="D-ana"))
    added = Arrived(id="a", at=after(hours=1), sender=sender, happened_at=now)
    await here.happens(*((added, removed) if last == "added" else (removed, added)))
    assert here.person("ana").reachable == (last == "added")
    assert len(here.told()) == (last == "removed")
    again = msgspec.structs.replace(removed, id="again", happened_at=after(minutes=3))
    await here.happens(again)
    assert not here.person("ana").reachable


async def test_somebody_nobody_knows_removes_it_and_nothing_is_kept(small: Tenant) -> None:
    await small.happens(AppRemoved(id="r1", at=NOON, platform="slack", place="T1", user="stranger"))
    assert small.told() == []


@pytest.mark.parametrize("how", ["removed", "blocked"])
async def test_who_is_on_another_platform_too_is_written_to_there(here: Tenant, how: str) -> None:
    address = Address(platform="teams", place="tenant", user="t-ana", conversation="a:1")
    here.office.keep(
        make.place(PLACE, platform="teams", place="tenant"),
        Account(id=f"{PLACE}:t-ana", organization=ACME, person="ana", address=address),
    )
    blocks_us(here, "t-ana")
    if how == "removed":
        await here.happens(AppRemoved(id="r1", at=NOON, platform="teams", place="tenant", user="t-ana"))
    here.office.queue("e1", make.send("ana"), make.send("ana"))
    await here.office.pump()
    assert [one for one in here.platform.ids("ana") if one.startswith("e1")] == ["e1:0", "e1:1"]
    assert here.platform.calls["e1:0"] == (1 if how == "removed" else 2)
    assert [("where.moved" in str(one.message)) for one in here.platform.arrived].count(True) == 1
    assert here.person("ana").reachable
    assert here.told() == []


# -- people whom the HR file knows -------------------------------------------------------------------------------


def in_teams(place: Tenant) -> None:
    address = Address(platform="teams", place="tenant", user="t-dora", conversation="a:9", extra=EXTRA)
    place.office.keep(
        make.place(PLACE, platform="teams", place="tenant"),
        make.person("dora"),
        Account(id=f"{PLACE}:t-dora", organization=ACME, person="dora", address=address),
    )


def rows(*users: str) -> PeopleRead:
    return PeopleRead(
        id=f"import{next(NUMBERS)}",
        at=NOON,
        organization=ACME,
        rows=tuple(PersonRow(line=2, id=f"hr-{one}", name=one.title(), teams_id=one) for one in users),
    )


def known(place: Tenant) -> dict[str, Person]:
    return {one.teams_id: one for one in place.office.storage.page_of(Person, ACME) if one.teams_id}


async def test_who_has_the_app_is_found_though_they_never_wrote(here: Tenant) -> None:
    in_teams(here)
    here.gate.there.add("eva")
    await here.happens(rows("eva", "finn"), rows("gil"))
    assert {user: one.reachable for user, one in known(here).items()} == {
        "eva": True,
        "finn": False,
        "gil": False,
    }
    assert sorted(here.gate.asked) == ["eva", "finn", "gil"]
    assert here.gate.addresses[0].extra == {key: EXTRA[key] for key in ("service_url", "bot_id")}
    (account,) = (one for one in here.office.storage.page_of(Account, ACME) if one.id == f"{PLACE}:eva")
    assert (account.address.user, account.address.conversation) == ("eva", "")
    assert here.told() == []


async def test_however_many_are_elsewhere_they_are_reached_by_the_way_of_that_place(here: Tenant) -> None:
    in_teams(here)
    here.office.keep(*(make.account("ben", f"U{number:04}") for number in range(1_000)))
    here.gate.there.add("eva")
    await here.happens(rows("eva"))
    assert here.gate.addresses[0].extra == {key: EXTRA[key] for key in ("service_url", "bot_id")}


async def test_each_tenant_of_the_company_is_asked(here: Tenant) -> None:
    in_teams(here)
    here.office.keep(make.place("teams:another", platform="teams", place="another"))
    here.gate.there.add("eva")
    here.gate.tenants = {"eva": "tenant", "finn": "tenant"}
    await here.happens(rows("eva", "finn"))
    assert {user: one.reachable for user, one in known(here).items()} == {"eva": True, "finn": False}
    (account,) = (one for one in here.office.storage.page_of(Account, ACME) if one.address.user == "eva")
    assert (account.id, account.address.extra["bot_id"]) == ("teams:tenant:eva", EXTRA["bot_id"])
    await here.happens(pressed("people.install", installs=True))
    assert known(here)["finn"].reachable
    assert "The app is there now for one person: Finn." in here.told()[-1]


def pressed(action: str, *, installs: bool = False) -> Pressed:
    sender = msgspec.structs.replace(make.sender("ada"), installs=installs)
    return Pressed(id=f"p{next(NUMBERS)}", at=NOON, sender=sender, action=action)


async def test_an_admin_reads_both_ways_and_looks_again(small: Tenant) -> None:
    in_teams(small)
    await small.happens(rows("eva", "finn"))
    shown = msgspec.structs.replace(pressed("people.show"), data={"group": "unreachable"})
    await small.happens(shown)
    assert "Setup policies" in small.told()[-1]
    assert "TEAMS_GRAPH" in small.told()[-1]
    assert next(one.action for one in small.buttons()) == "people.look"
    found = Commanded(
        id="find", at=NOON, sender=make.sender("ada", installs=True), command="people", text="eva"
    )
    await small.happens(found)
    assert [one.action for one in small.buttons()] == ["people.show", "command"], "not for her alone"
    small.gate.there.add("eva")
    await small.happens(pressed("people.look"))
    assert (
        "I can reach one more person now: Eva. The app isn't there yet for one person: Finn."
        in small.told()[-1]
    )


async def test_looking_again_finds_who_has_it_again(small: Tenant) -> None:
    in_teams(small)
    address = Address(platform="teams", place="tenant", user="t-hal", conversation="a:7", extra=EXTRA)
    hal = Account(id=f"{PLACE}:t-hal", organization=ACME, person="hal", address=address)
    small.office.keep(make.person("hal", teams_id="t-hal"), hal)
    blocks_us(small, "t-hal")
    small.office.queue("e1", make.send("hal"))
    await small.office.pump()
    assert not small.person("hal").reachable
    blocks_us(small)
    small.gate.there.add("t-hal")
    await small.happens(pressed("people.look"))
    assert small.person("hal").reachable
    assert small.office.state("e1:0") == "sent"
    (account,) = (one for one in small.office.storage.page_of(Account, ACME) if one.person == "hal")
    assert account.address.extra == EXTRA


async def test_with_graph_one_button_installs_it_for_them(small: Tenant) -> None:
    in_teams(small)
    await small.happens(rows("eva", "finn"))
    shown = msgspec.structs.replace(pressed("people.show", installs=True), data={"group": "unreachable"})
    await small.happens(shown)
    assert "TEAMS_GRAPH" not in small.told()[-1]
    assert [one.action for one in small.buttons()][:2] == ["people.install", "people.look"]
    await small.happens(pressed("people.install", installs=True))
    assert small.told()[-1].startswith("The app is there now for 2 people: ")
    assert all(one.reachable for one in known(small).values())


async def test_without_graph_a_stale_button_installs_nothing(small: Tenant) -> None:
    in_teams(small)
    await small.happens(rows("eva"))
    await small.happens(pressed("people.install"))
    assert small.gate.there == set()
    small.gate.refusal = "graph_off"
    await small.happens(pressed("people.install", installs=True))
    assert "TEAMS_GRAPH is off" in small.told()[-1]
    small.gate.refusal = "Forbidden"
    await small.happens(pressed("people.install", installs=True))
    assert "permission" in small.told()[-1]
    assert "Eva" in small.told()[-1]


async def test_nobody_but_an_admin_may(small: Tenant) -> None:
    in_teams(small)
    asked = msgspec.structs.replace(pressed("people.look"), sender=make.sender("ana"))
    await small.happens(asked)
    assert small.gate.asked == []
