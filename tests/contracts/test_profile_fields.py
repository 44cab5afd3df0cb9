"""Title, department and manager from fields of profiles, on every storage: off, named, read, and off again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.events import Commanded, Submitted
from bot.program.company.members import Member
from bot.program.model import by_id
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import Storage
from tests import factories as make
from tests.factories import NOON
from tests.listing import PLACE, Office, People

ADA = make.sender("UADA", address=make.address("UADA", conversation="DUADA"))
FIELDS = {"XfTitle": "Baker", "XfTeam": "Bakery", "XfBoss": "UBOSS"}
ALL = {"title": "XfTitle", "department": "XfTeam", "manager": "XfBoss"}


@pytest.fixture
def office(storage: Storage) -> Iterator[Office]:
    """Ana, of no file, reports to somebody the program does not know, who reports to Ben, of no file either."""
    people = People([Member(user=user) for user in ("UADA", "UANA", "UBEN", "UZOE")])
    made = Office(storage, people)
    made.found(
        make.person("ana", slack_id="UANA", external=""),
        make.person("ben", slack_id="UBEN", external=""),
        make.person("zoe", slack_id="UZOE", title="Director", manager="hr-ada"),
    )
    people.held = {
        "UANA": FIELDS,
        "UBOSS": {"XfBoss": "UBEN"},
        "UZOE": FIELDS | {"XfBoss": "UBEN"},
        "UBEN": {"XfTitle": "Head"},
    }
    yield made
    made.close()


@pytest.fixture
def listed(office: Office) -> People:
    assert isinstance(office.directory, People)
    return office.directory


async def command(office: Office, text: str, number: int = 1) -> None:
    event = Commanded(id=f"{text}:{number}", at=office.clock.now(), sender=ADA, command="people", text=text)
    await office.service.handle(event)
    await office.settle()


async def choose(office: Office, **fields: str) -> None:
    await command(office, "fields", 7)
    values: dict[str, tuple[str, ...]] = {meaning: (field,) for meaning, field in fields.items()}
    event = Submitted(
        id="chosen",
        at=office.clock.now(),
        sender=ADA,
        action="directory.fields",
        data={"place": PLACE},
        values=values,
    )
    await office.service.handle(event)
    await office.settle()


async def test_nothing_is_read_until_an_admin_says_so(office: Office, listed: People) -> None:
    await office.read()
    await office.night()
    assert set(listed.asked) == {"page"}


async def test_what_was_named_is_read_at_once_and_every_night(office: Office, listed: People) -> None:
    await office.read()
    await choose(office, **ALL)
    ana, ben, zoe = (office.person(name) for name in ("ana", "ben", "zoe"))
    assert (ana.title, ana.department, ana.manager) == ("Baker", "Bakery", by_id("ben"))
    assert (ben.title, ben.department, ben.manager) == ("Head", "", "")
    assert (zoe.title, zoe.department, zoe.manager) == ("Director", "Bakery", "hr-ada"), "the file wins"
    assert office.see(people=("ana",), managers=True).above["ana"] == ("ben",)
    assert "profile UBOSS" in listed.asked
    listed.held["UANA"] = FIELDS | {"XfTitle": "Miller", "XfBoss": ""}
    await office.night()
    assert (office.person("ana").title, office.person("ana").manager) == ("Miller", "")
    told = "".join(office.told()["ada"])
    assert "These are the fields of your company's profiles." in told
    assert "I read these fields from now on" in told


async def test_a_new_line_between_two_who_meet_is_looked_at(office: Office, listed: People) -> None:
    office.keep(make.pairing(mentor="ana", mentee="ben", state="introduced", introduced_at=NOON))
    await office.read()
    await choose(office, **ALL)
    assert any("Ana and Ben can't go on as a pair" in said for said in office.told()["ada"])


async def test_turned_off_it_all_goes(office: Office, listed: People) -> None:
    await office.read()
    await choose(office, **ALL)
    await command(office, "fields off")
    ana, zoe = office.person("ana"), office.person("zoe")
    assert (ana.title, ana.department, ana.manager, ana.listed) == ("", "", "", ())
    assert (zoe.title, zoe.department, zoe.manager) == ("Director", "", "hr-ada")
    assert office.reading().fields == {}
    listed.asked.clear()
    await office.night()
    assert set(listed.asked) == {"page"}


async def test_it_can_be_typed(office: Office, listed: People) -> None:
    await office.read()
    await command(office, "fields manager = xfboss")
    assert "don't know yet which fields" in office.told()["ada"][-1]
    await command(office, "fields")
    await command(office, "fields manager = xfboss", 2)
    assert office.reading().fields == {"manager": "XfBoss"}
    assert office.person("ana").manager == by_id("ben")
    await command(office, "fields manager = shoe size")
    await command(office, "fields shoe = XfBoss")
    told = office.told()["ada"]
    assert "no field called “shoe size”" in told[-2]
    assert "I can read a title" in told[-1]


async def test_without_the_right_it_says_how_to_get_it(office: Office, listed: People) -> None:
    await office.read()
    listed.failing = [Undeliverable("missing_scope")]
    await command(office, "fields")
    assert "users.profile:read" in office.told()["ada"][-1]
    await choose(office, **ALL)
    office.told()
    office.clock.move_to(office.next_night())
    await office.ticker.pump()
    assert await office.errands.pump()
    listed.failing = [Undeliverable("missing_scope")]
    await office.settle()
    assert "I don't read titles" in office.told()["ada"][-1]
    assert (office.reading().fields, office.person("ana").title) == ({}, "Baker")


async def test_whoever_is_no_admin_changes_nothing(office: Office, listed: People) -> None:
    await office.read()
    await command(office, "fields")
    ana = make.sender("UANA", address=make.address("UANA", conversation="DUANA"))
    values: dict[str, tuple[str, ...]] = {meaning: (field,) for meaning, field in ALL.items()}
    for action in ("directory.fields", "directory.fields_off", "directory.trust", "directory.sync"):
        event = Submitted(id=action, at=NOON, sender=ana, action=action, data={"place": PLACE}, values=values)
        await office.service.handle(event)
    await office.settle()
    assert office.reading().fields == {}
    assert all("for the people who run the program" in said for said in office.told()["ana"])
