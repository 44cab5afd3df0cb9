"""The HR file and people: what it says is taken, what they chose stays, and leavers are not passed over in silence."""

from __future__ import annotations

from datetime import time

import msgspec
import pytest

from bot.events import PeopleRead
from bot.outcome import Outcome
from bot.program.model import Account, Organization, Pairing, Person, SafeContact, Talk
from bot.program.people import PersonRow
from tests.factories import ACME, NOON, after, cohort, pairing, person
from tests.unit.world import ADMIN, World, keys, to

ROW = PersonRow(line=2, id="hr-ana", name="Ana Silva", email="ana@example.com", grade=3, department="Design")


def read(world: World, *rows: PersonRow, **more: object) -> Outcome:
    event = PeopleRead(id="read", at=NOON, organization=ACME, rows=rows)
    return world.run(msgspec.structs.replace(event, **more))


def test_somebody_new_is_known_and_in_no_program() -> None:
    here = World()
    outcome = read(here, ROW)
    ana = next(one for one in here.all(Person) if one.external == "hr-ana")
    assert (ana.state, ana.name, ana.grade, ana.is_admin) == ("known", "Ana Silva", 3, False)
    assert outcome.sends == ()


def test_what_somebody_chose_stays() -> None:
    mine = person(
        "ana",
        role="mentor",
        teaches=("Figma",),
        wants=("SQL",),
        timezone="Europe/Berlin",
        hours=((time(8), time(12)),),
        never_with=("ben",),
        pledged_at=NOON,
        language="de",
    )
    here = World(mine)
    row = msgspec.structs.replace(
        ROW,
        role="mentee",
        timezone="Asia/Tokyo",
        work_start=time(10),
        work_end=time(18),
        teach=("Excel",),
        learn=("TikTok",),
        languages=("en",),
    )
    read(here, row)
    after_it = here.get(Person, "ana")
    kept = ("role", "teaches", "wants", "timezone", "hours", "never_with", "language", "state", "pledged_at")
    assert [getattr(after_it, name) for name in kept] == [getattr(mine, name) for name in kept]
    assert (after_it.name, after_it.grade, after_it.languages) == ("Ana Silva", 3, ("en",))


def test_before_they_join_the_file_only_suggests() -> None:
    here = World(person("ana", state="known", timezone="", hours=()))
    read(here, msgspec.structs.replace(ROW, teach=("Excel",), timezone="Asia/Tokyo"))
    ana = here.get(Person, "ana")
    assert (ana.teaches, ana.timezone, ana.state) == (("Excel",), "Asia/Tokyo", "known")
    here.command("ana", "join")
    assert "onboarding.teaches.suggest" in keys(here.say("ana", "mentor"))
    here.say("ana", "yes")
    assert here.all(Talk)[0].progress.answers["teaches"] == ["Excel"]


def test_a_secret_wish_is_added_to_never_taken_away() -> None:
    here = World(person("ana", never_with=("ben",), pledged_at=NOON), person("cem"))
    read(here, msgspec.structs.replace(ROW, never_with=("hr-cem",)))
    read(here, ROW, id="again")
    assert here.get(Person, "ana").never_with == ("ben", "cem")


def test_a_column_the_file_lacks_says_nothing() -> None:
    here = World(person("ana", grade=7, department="Bread"))
    read(here, ROW, columns=("id", "name", "department"))
    assert (here.get(Person, "ana").grade, here.get(Person, "ana").department) == (7, "Design")


def test_who_comes_back_is_back() -> None:
    here = World(person("ana", gone=True))
    read(here, ROW)
    assert not here.get(Person, "ana").gone


def test_who_is_deactivated_on_the_platform_stays_out_whatever_an_older_file_says() -> None:
    here = World(person("ana", gone=True, listed=("gone",), left_at=NOON, state="joined"))
    read(here, ROW)
    ana = here.get(Person, "ana")
    assert (ana.gone, ana.left_at, ana.listed) == (True, NOON, ("gone",))


def test_an_address_of_two_rows_or_of_another_account_is_nobodys() -> None:
    def stranger() -> World:
        return World(person("ana", external="", slack_id="UANA", email="ana@example.com"))

    ours = msgspec.structs.replace(ROW, id="hr-new", email="Ana@example.com", slack_id="")
    here = stranger()
    read(here, ours)
    assert here.get(Person, "ana").external == "hr-new"
    here = stranger()
    read(here, ours, msgspec.structs.replace(ours, id="hr-twin"))
    assert here.get(Person, "ana").external == ""
    here = stranger()
    read(here, msgspec.structs.replace(ours, slack_id="UOTHER"))
    assert (here.get(Person, "ana").external, here.get(Person, "ana").slack_id) == ("", "UANA")


def test_admins_are_named_by_the_operator_and_stay() -> None:
    here = World(person("ana"))
    read(here, ROW, admins=("hr-ana",))
    assert here.get(Person, "ana").is_admin
    read(here, ROW, id="again")
    assert here.get(Person, "ana").is_admin


def test_an_organization_of_the_playground_is_made_with_a_way_to_everybody() -> None:
    here = World()
    outcome = read(here, ROW, organization="new", realm="playground", company="Quillhaven")
    made = [record for record in outcome.saves if isinstance(record, Organization)]
    assert [(one.id, one.realm, one.name) for one in made] == [("new", "playground", "Quillhaven")]
    reached = [record for record in outcome.saves if isinstance(record, Account)]
    assert [one.address.user for one in reached] == ["hr-ana"]


# -- leaving the company -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "hears"), [("introduced", True), ("approved", False)])
def test_the_partner_and_the_admin_hear_when_somebody_is_no_longer_there(state: str, hears: bool) -> None:
    here = World(person("ana"), person("ben"), pairing(state=state, introduced_at=NOON))
    outcome = read(here, removed=("hr-ana",))
    assert here.get(Person, "ana").gone
    assert (here.get(Pairing, "pair").state, here.get(Pairing, "pair").ended_because) == ("ended", "left")
    assert bool(to(outcome, "ben")) is hears
    assert keys(outcome, ADMIN) == ["leave.admin"]
    assert not to(outcome, "ana")


@pytest.mark.parametrize(("state", "told"), [("accepted", True), ("asked", True), ("declined", False)])
def test_the_admin_hears_when_a_safe_contact_has_left(state: str, told: bool) -> None:
    contacts = (
        msgspec.convert({"person": "ana", "state": state}, SafeContact),
        SafeContact(person="ben", state="accepted"),
    )
    here = World(person("ana"), person("ben"), cohort(safe_contacts=contacts, opened_by=ADMIN))
    outcome = read(here, removed=("hr-ana",))
    assert keys(outcome, ADMIN) == (["duty.gone_admin", "safety.too_few"] if told else [])


def test_removing_somebody_twice_or_a_stranger_does_nothing_more() -> None:
    here = World(person("ana"), person("ben"), pairing(state="introduced", introduced_at=NOON))
    read(here, removed=("hr-ana",))
    assert read(here, id="again", at=after(days=1), removed=("hr-ana", "hr-nobody")).sends == ()


def test_a_new_manager_counts_from_the_next_decision_on() -> None:
    here = World(person("ana"), person("ben"))
    read(here, msgspec.structs.replace(ROW, manager_id="hr-ben"))
    assert here.get(Person, "ana").manager == "hr-ben"
