"""The app is removed from a workspace: nothing is said there, all is kept for a while, and goes on when it is back."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from adapters.slack.client.verdicts import VERDICTS
from bot.conversation.messages import Address
from bot.events import FellDue, PlaceClosed, PlaceOpened, PlaceRefused, PlaceThere, Said
from bot.program.company.places import ON_THE_WAY
from bot.program.keeping.retention import CLOSED
from bot.program.model import Organization, Person, Place
from bot.runtime.ports import Due, Storage
from bot.runtime.service import due_event, handle
from storage.delivery_rows import NOWHERE_ELSE, PLACE_CLOSED
from tests import factories as make
from tests.contracts.test_pairs import keep
from tests.factories import ACME, NOON, after

HOUR = timedelta(hours=1)


@pytest.fixture
def small(storage: Storage) -> Storage:
    """Ana runs the program, Ben is in it; both are in Slack only."""
    keep(
        storage,
        make.organization(),
        make.place(),
        make.person("ana", is_admin=True),
        make.person("ben"),
        make.account("ana", "U1"),
        make.account("ben", "U2"),
    )
    return storage


def closed(number: int = 1, **changes: str) -> PlaceClosed:
    where = {"platform": "slack", "place": "T1"} | changes
    return PlaceClosed(id=f"closed{number}", at=NOON, platform=where["platform"], place=where["place"])


def also_in_teams(storage: Storage, person: str) -> None:
    where = Address(platform="teams", place="tenant", user=f"aad-{person}", conversation="19:a")
    keep(storage, make.place("teams:tenant"), make.account(person, f"aad-{person}", address=where))


def opened(number: int, user: str, **when: float) -> PlaceOpened:
    return PlaceOpened(id=f"opened{number}", at=after(**when), sender=make.sender(user), company="Acme")


def where(storage: Storage) -> Place:
    (place,) = (one for one in storage.page_of(Place, ACME) if one.id == "slack:T1")
    return place


def company(storage: Storage) -> Organization | None:
    return next(iter(storage.organizations()), None)


def due(storage: Storage, **when: float) -> list[str]:
    return [one.rule for _, one in storage.claim_due("live", after(**when), limit=100)]


def test_what_waits_is_dropped_and_nobody_is_told(small: Storage) -> None:
    handle(small, make.said("hello", "hello", sender=make.sender("U2")))
    assert handle(small, closed()).status == "handled"
    handle(small, make.said("on-the-way", "hello", sender=make.sender("U1")))
    rows = small.claim_rows("live", NOON, lease_s=60, limit=10)
    assert [row.dropped for row in rows] == [PLACE_CLOSED] * 2
    assert where(small).closed_at == NOON
    found = company(small)
    assert found is not None
    assert found.closed_at == NOON


def test_whoever_can_be_reached_elsewhere_is(small: Storage) -> None:
    also_in_teams(small, "ana")
    handle(small, closed())
    handle(small, make.said("ben", "hello", sender=make.sender("U2")))
    rows = small.claim_rows("live", NOON, lease_s=60, limit=10)
    told = {row.send.person: (row.dropped, row.address and row.address.platform) for row in rows}
    assert told == {"ana": ("", "teams"), "ben": (PLACE_CLOSED, None)}
    (said,) = (row for row in rows if row.send.person == "ana")
    assert "place.closed" in str(said.send.message)
    assert company(small) == (found := company(small))
    assert found is not None
    assert found.closed_at is None


def test_twice_is_once_and_an_unknown_place_is_nobodys(small: Storage) -> None:
    handle(small, closed())
    before = where(small)
    assert handle(small, closed()).status == "duplicate"
    assert handle(small, closed(2)).status == "handled"
    assert handle(small, closed(3, place="T404")).status == "handled"
    assert handle(small, closed(4, platform="teams")).status == "handled"
    assert where(small) == before
    assert small.set_aside_events() == ()


def test_what_falls_due_waits_until_the_app_is_back(small: Storage) -> None:
    with small.begin() as work:
        work.set_due(ACME, "live", "ben", (Due(rule="end_pause", subject="ben", at=after(hours=1)),))
    handle(small, closed())
    assert due(small, hours=2) == []
    assert due(small, days=31) == ["erase_closed"]
    handle(small, opened(1, "U1", hours=3))
    assert due(small, hours=3) == ["end_pause"]
    assert due(small, days=31) == ["end_pause"]


def test_what_is_kept_long_enough_goes_meanwhile(small: Storage) -> None:
    with small.begin() as work:
        work.set_due(ACME, "live", "ben", (Due(rule="forget_leaver", subject="ben", at=after(hours=1)),))
    handle(small, closed())
    assert due(small, hours=2) == ["forget_leaver"]


def test_a_month_later_all_of_it_is_erased(small: Storage) -> None:
    handle(small, closed())
    ((organization, one),) = small.claim_due("live", NOON + CLOSED, limit=10)
    handle(small, due_event(organization, one, NOON + CLOSED))
    assert company(small) is None
    assert small.page_of(Person, ACME) == []
    assert small.next_moment("live") is None
    handle(small, due_event(organization, one, NOON + CLOSED))  # another copy had it, too
    assert small.set_aside_events() == ()
    handle(small, opened(1, "U7", days=40))
    assert [person.is_admin for person in small.people_of(small.organizations()[0].id)] == [True]


def test_a_reinstallation_keeps_it(small: Storage) -> None:
    handle(small, closed())
    ((organization, one),) = small.claim_due("live", NOON + CLOSED, limit=10)
    handle(small, opened(1, "U2", days=29))
    handle(small, due_event(organization, one, NOON + CLOSED))
    people = {person.id: person.is_admin for person in small.people_of(ACME)}
    assert people == {"ana": True, "ben": False}
    assert isinstance(due_event(organization, one, NOON), FellDue)


def test_while_another_place_is_open_nothing_is_erased(small: Storage) -> None:
    also_in_teams(small, "ana")
    handle(small, closed())
    assert due(small, days=400) == []


def test_what_was_on_its_way_opens_nothing_but_somebody_later_does(small: Storage) -> None:
    handle(small, closed())
    handle(small, make.said("soon", "hello", sender=make.sender("U1")))
    again = Said(id="again", at=after(minutes=6), sender=make.sender("U1"), text="delivered a third time")
    handle(small, again)
    assert where(small).closed_at == NOON
    later = Said(id="later", at=NOON + ON_THE_WAY + HOUR, sender=make.sender("U1"), text="hello")
    handle(small, later)
    assert where(small).closed_at is None
    found = company(small)
    assert found is not None
    assert found.closed_at is None


def test_what_was_over_was_an_earlier_installation(small: Storage) -> None:
    handle(small, closed())
    handle(small, PlaceThere(id="there", at=after(minutes=1), platform="slack", place="T1"))
    assert where(small).closed_at is None
    found = company(small)
    assert found is not None
    assert found.closed_at is None
    handle(small, PlaceThere(id="there2", at=after(minutes=1), platform="slack", place="T404"))
    assert small.set_aside_events() == ()


def refused(reason: str, needed: str = "") -> PlaceRefused:
    return PlaceRefused(
        id=f"refused:{reason}",
        at=NOON,
        platform="slack",
        place="T1",
        reason=reason,
        needed=needed,
        link="https://bot.example/slack/install",
    )


def told(storage: Storage) -> list[tuple[str, str, str]]:
    """To whom, where and what: a row that goes nowhere says why."""
    rows = storage.claim_rows("live", NOON, lease_s=60, limit=10)
    return [
        (row.send.person, row.dropped or (row.address.platform if row.address else ""), str(row.send.message))
        for row in rows
    ]


@pytest.mark.parametrize("reason", sorted(VERDICTS))
def test_what_the_platform_refuses_is_said_where_it_is_not_in_the_way(storage: Storage, reason: str) -> None:
    keep(storage, make.organization(), make.place())
    keep(storage, make.person("ana", is_admin=True), make.person("ada", is_admin=True), make.person("ben"))
    keep(storage, make.account("ana", "U1"), make.account("ada", "U3"), make.account("ben", "U2"))
    also_in_teams(storage, "ana")
    handle(storage, refused(reason, "users:read" if reason == "missing_scope" else ""))
    found = {person: (goes, said) for person, goes, said in told(storage)}
    assert found.keys() == {"ana", "ada"}, "people who do not run it hear nothing"
    is_beside = reason in ("missing_scope", "refresh_refused")
    assert found["ada"][0] == ("slack" if is_beside else NOWHERE_ELSE)
    goes, said = found["ana"]
    assert goes == "teams"
    assert f"place.why.{reason}" in said or "place.why.other" in said
    assert "https://bot.example/slack/install" in said
    assert where(storage).closed_at is None


def test_without_the_right_to_write_nobody_there_is_told(small: Storage) -> None:
    handle(small, refused("missing_scope", "chat:write"))
    assert [(person, goes) for person, goes, _ in told(small)] == [("ana", NOWHERE_ELSE)]


def test_of_a_place_that_is_closed_or_unknown_nothing_is_refused(small: Storage) -> None:
    handle(small, closed())
    handle(small, refused("invalid_auth"))
    handle(small, msgspec.structs.replace(refused("access_denied"), place="T404"))
    assert told(small) == []
    assert small.set_aside_events() == ()


def test_who_is_there_decides_who_runs_it(storage: Storage) -> None:
    handle(storage, opened(1, "U1"))
    handle(storage, opened(2, "U2", hours=1))
    (organization,) = storage.organizations()
    people = {person.slack_id: person.is_admin for person in storage.people_of(organization.id)}
    assert people == {"U1": True, "U2": False}
    assert organization.name == "Acme"
    texts = [str(row.send.message) for row in storage.claim_rows("live", after(days=1), lease_s=60, limit=9)]
    assert ["installed.first" in texts[0], "installed.not_yours" in texts[1]] == [True, True]
