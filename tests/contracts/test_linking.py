"""Are two accounts one person's? They are asked in the older place, and nothing of theirs is shown elsewhere before."""

from __future__ import annotations

import msgspec
import pytest

from bot.events import Arrived, Commanded, DeliveryFailed, ErasureAsked, HomeOpened, PeopleRead, PlaceClosed
from bot.program.company.members import Member
from bot.program.model import Link
from bot.program.people import PersonRow
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.contracts.joining import (
    EVE,
    EVE_THERE,
    FAY_THERE,
    NUMBERS,
    SLACK,
    TEAMS,
    does,
    eve_in_slack,
    home,
    keys,
    links,
    listed,
    people,
    person,
    presses,
    says,
    sender,
    setup,
    shown,
    told,
    whose,
)
from tests.contracts.test_pairs import keep
from tests.factories import ACME, NOON, after


@pytest.fixture
def both(storage: Storage) -> Storage:
    return eve_in_slack(storage)


def where_to(storage: Storage, person_id: str, key: str) -> list[str]:
    """The platforms that messages with this sentence would go to."""
    found = []
    for _ in range(20):  # of a line the first alone
        for row in storage.claim_rows("live", after(minutes=9), lease_s=60, limit=50):
            storage.mark_over(row.id, "dropped", "test", at=NOON)
            if (
                row.send.person == person_id
                and row.address
                and f'"{key}"' in msgspec.json.encode(row.send).decode()
            ):
                found.append(row.address.platform)
    return found


def test_they_are_asked_where_they_were_first(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer = whose(both, "eve-aad")
    assert newcomer != "eve"
    assert "link.ask_wrote" in keys(both, people(both)["eve"])
    assert "link.waits" in keys(both, people(both)[newcomer])
    assert "negotiation" not in str(told(both, people(both)[newcomer]))
    assert where_to(both, "eve", "link.ask_wrote") == ["slack"]


def test_yes_makes_one_person_of_two(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer = whose(both, "eve-aad")
    (link,) = links(both)
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == "eve"
    assert newcomer not in people(both)
    eve = people(both)["eve"]
    assert (eve.teams_id, eve.last_in, eve.state) == ("eve-aad", SLACK, "joined")
    assert links(both) == []
    assert where_to(both, "eve", "link.done_there") == ["teams"]
    says(both, EVE_THERE, "help", minutes=6)
    assert people(both)["eve"].last_in == TEAMS
    presses(both, EVE, "link.yes", link=link.id)
    assert "link.over" in keys(both, people(both)["eve"])


def test_no_leaves_two_people_and_is_asked_once(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer = whose(both, "eve-aad")
    (link,) = links(both)
    presses(both, EVE, "link.no", link=link.id)
    says(both, EVE_THERE, "hello again", minutes=6)
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com"))
    assert whose(both, "eve-aad") == newcomer
    assert keys(both, people(both)["eve"]).count("link.ask_wrote") == 1
    assert "link.two_here" in keys(both, people(both)[newcomer])
    assert [one.state for one in links(both)] == ["other"]
    assert "link" not in str(keys(both, people(both)["gil"]))


def test_whoever_is_forgotten_is_in_no_answer_of_somebody_else(both: Storage) -> None:
    """Their account was on a list, and somebody with the same address said "no" before they ever wrote."""
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com"))
    (link,) = links(both)
    presses(both, EVE, "link.no", link=link.id)
    says(both, EVE_THERE, minutes=6)
    newcomer = whose(both, "eve-aad")
    assert (newcomer != "eve", [one.newcomer for one in links(both)]) == (True, [""])
    does(both, ErasureAsked(id="erase", at=after(minutes=7), organization=ACME, person=newcomer))
    assert links(both) == []


def test_the_newcomer_can_say_that_it_is_somebody_else(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer = whose(both, "eve-aad")
    (link,) = links(both)
    presses(both, EVE_THERE, "link.alone", link=link.id)
    assert people(both)[newcomer].link == ""
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == newcomer
    does(both, Commanded(id="join", at=after(minutes=7), sender=EVE_THERE, command="join"))
    assert people(both)[newcomer].state == "onboarding"


def test_nobody_else_can_answer(both: Storage) -> None:
    says(both, EVE_THERE)
    (link,) = links(both)
    newcomer = whose(both, "eve-aad")
    for action in ("link.yes", "link.no"):
        presses(both, sender(SLACK, "gil"), action, link=link.id)
    presses(both, EVE_THERE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == newcomer
    assert [one.state for one in links(both)] == ["asked"]


def test_nothing_is_joined_while_it_is_open(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer = whose(both, "eve-aad")
    does(both, Commanded(id="join", at=after(minutes=2), sender=EVE_THERE, command="join"))
    assert people(both)[newcomer].state == "known"
    assert keys(both, people(both)[newcomer]).count("link.waits") == 2


def test_whoever_takes_part_in_both_is_told_what_to_do(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer = people(both)[whose(both, "eve-aad")]
    keep(both, msgspec.structs.replace(newcomer, state="joined"))
    (link,) = links(both)
    presses(both, EVE, "link.yes", link=link.id)
    assert "link.both_joined" in keys(both, people(both)["eve"])
    keep(both, msgspec.structs.replace(people(both)[newcomer.id], state="left"))
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == "eve"


def test_who_is_known_at_once_is_answered_where_they_are(both: Storage) -> None:
    says(both, msgspec.structs.replace(EVE_THERE, email=""))
    eve, newcomer = people(both)["eve"], people(both)[whose(both, "eve-aad")]
    keep(both, msgspec.structs.replace(eve, teams_id="eve-aad"))
    keep(both, msgspec.structs.replace(newcomer, link="namesake"))
    says(both, EVE_THERE, "hello", minutes=1)
    assert whose(both, "eve-aad") == "eve"
    assert people(both)["eve"].last_in == TEAMS
    assert where_to(both, "eve", "link.known") == ["teams"]


def test_looking_asks_nothing(both: Storage) -> None:
    does(both, HomeOpened(id="home", at=NOON, sender=EVE_THERE))
    does(both, Arrived(id="arrived", at=NOON, sender=EVE_THERE))
    assert links(both) == []
    assert keys(both, people(both)["eve"]) == []
    says(both, EVE_THERE, "hello", minutes=1)
    assert len(links(both)) == 1


def test_guests_are_never_somebody_else(both: Storage) -> None:
    says(both, msgspec.structs.replace(EVE_THERE, is_guest=True))
    assert links(both) == []
    assert whose(both, "eve-aad") != "eve"


def test_who_is_nowhere_yet_is_not_asked(both: Storage) -> None:
    says(both, FAY_THERE)
    assert whose(both, "fay-aad") == "fay"
    assert links(both) == []
    assert people(both)["fay"].last_in == ""


def test_where_the_older_place_is_closed_nobody_can_be_asked(both: Storage) -> None:
    does(both, PlaceClosed(id="closed", at=NOON, platform="slack", place="T1"))
    says(both, EVE_THERE, "hello", minutes=1)
    assert links(both) == []


def test_an_address_that_is_known_later_asks_then(both: Storage) -> None:
    says(both, msgspec.structs.replace(EVE_THERE, email=""))
    assert links(both) == []
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    (link,) = links(both)
    assert link.person == "eve"
    assert "link.ask_wrote" in keys(both, people(both)["eve"])
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == "eve"


def test_the_file_that_names_both_links_without_asking(both: Storage) -> None:
    says(both, msgspec.structs.replace(EVE_THERE, email=""))
    newcomer = whose(both, "eve-aad")
    row = PersonRow(
        line=2, id="hr-eve", name="Eve", email="eve@example.com", slack_id="eve", teams_id="eve-aad"
    )
    does(both, PeopleRead(id="file", at=after(minutes=1), organization=ACME, rows=(row,)))
    assert whose(both, "eve-aad") == "eve"
    assert newcomer not in people(both)
    assert links(both) == []
    says(both, EVE_THERE, "hello", minutes=2)
    assert people(both)["eve"].last_in == TEAMS


def test_who_is_named_by_the_file_before_is_known_at_once(both: Storage) -> None:
    row = PersonRow(
        line=2, id="hr-eve", name="Eve", email="eve@example.com", slack_id="eve", teams_id="eve-aad"
    )
    does(both, PeopleRead(id="file", at=NOON, organization=ACME, rows=(row,)))
    says(both, EVE_THERE, "hello", minutes=2)
    assert whose(both, "eve-aad") == "eve"
    assert links(both) == []


def linked(storage: Storage) -> None:
    says(storage, EVE_THERE)
    (link,) = links(storage)
    presses(storage, EVE, "link.yes", link=link.id)


def goes_to(storage: Storage, person_id: str, kind: str = "partner") -> str:
    """Where a message of this kind would go now."""
    for _ in range(20):  # what is in line before it
        for row in storage.claim_rows("live", after(minutes=9), lease_s=60, limit=50):
            storage.mark_over(row.id, "dropped", "test", at=NOON)
    event = make.said(f"send{next(NUMBERS)}")
    with storage.begin() as work:
        (row_id,) = work.enqueue(event, ACME, "live", [make.send(person_id, kind=kind)])
    (row,) = storage.claim_rows("live", after(minutes=9), lease_s=60, limit=50)
    assert row.id == row_id
    storage.mark_over(row.id, "dropped", "test", at=NOON)
    return row.address.platform if row.address else row.dropped


def test_they_choose_where_the_bot_writes(both: Storage) -> None:
    linked(both)
    assert goes_to(both, "eve") == "slack"
    presses(both, EVE, "where.choose", place=TEAMS)
    assert people(both)["eve"].writes_in == TEAMS
    assert goes_to(both, "eve") == "teams"
    does(both, Commanded(id="me", at=after(minutes=6), sender=EVE, command="me"))
    assert where_to(both, "eve", "me.title") == ["slack"]
    presses(both, EVE, "where.choose", place="slack:T404")
    assert people(both)["eve"].writes_in == TEAMS
    presses(both, EVE, "where.choose", place="")
    assert goes_to(both, "eve") == "slack"
    says(both, EVE_THERE, "hello", minutes=7)
    assert goes_to(both, "eve") == "teams"


def test_where_the_chosen_place_is_closed_the_other_is_used(both: Storage) -> None:
    linked(both)
    presses(both, EVE, "where.choose", place=TEAMS)
    does(both, PlaceClosed(id="closed", at=after(minutes=6), platform="teams", place="tenant"))
    assert goes_to(both, "eve") == "slack"


def test_what_does_not_arrive_goes_to_the_other_place(both: Storage) -> None:
    linked(both)
    presses(both, EVE, "where.choose", place=TEAMS)
    goes_to(both, "eve")
    with both.begin() as work:
        (row,) = work.enqueue(make.said("lost"), ACME, "live", [make.send("eve", kind="partner")])
    failed = DeliveryFailed(
        id="failed",
        at=after(minutes=6),
        organization=ACME,
        outbox=row,
        kind="partner",
        reason="blocked",
        person="eve",
    )
    before = len(told(both, people(both)["gil"]))
    does(both, failed)
    assert (people(both)["eve"].writes_in, people(both)["eve"].last_in) == ("", SLACK)
    assert "where.moved" in keys(both, people(both)["eve"])
    assert len(told(both, people(both)["gil"])) == before
    assert goes_to(both, "eve") == "slack"


@pytest.mark.parametrize("waits", [True, False])
def test_two_that_did_not_arrive_there_are_one_move(both: Storage, waits: bool) -> None:
    """Two messages were under way at once: the second says nothing of the place where they are now."""
    linked(both)
    presses(both, EVE, "where.choose", place=TEAMS)
    goes_to(both, "eve")
    with both.begin() as work:
        rows = work.enqueue(make.said("lost"), ACME, "live", [make.send("eve"), make.send("eve")])
    for row in rows:
        failed = DeliveryFailed(
            id=f"failed{row}",
            at=after(minutes=6),
            organization=ACME,
            outbox=row,
            kind="partner",
            reason="app_blocked",
            person="eve",
            account="teams:tenant:eve-aad",
            waits=waits,
        )
        does(both, failed)
    assert (people(both)["eve"].writes_in, people(both)["eve"].last_in) == ("", SLACK)
    assert keys(both, people(both)["eve"]).count("where.moved") == 1
    assert goes_to(both, "eve") == "slack"


def test_who_is_in_one_place_has_nothing_to_choose(both: Storage) -> None:
    does(both, Commanded(id="me", at=NOON, sender=EVE, command="me"))
    assert "where.now" not in keys(both, people(both)["eve"])
    linked(both)
    does(both, Commanded(id="me2", at=after(minutes=6), sender=EVE, command="me"))
    assert "where.now" in keys(both, people(both)["eve"])


def test_who_comes_along_when_two_places_are_joined_is_looked_for(storage: Storage) -> None:
    ben = sender(TEAMS, "ben", is_admin=True)
    says(storage, msgspec.structs.replace(EVE, is_admin=True))
    for who in (EVE_THERE, FAY_THERE, msgspec.structs.replace(ben, email="")):
        says(storage, who)
    company = home(storage, SLACK)
    keep(
        storage,
        make.person("fay", organization=company, state="known", reachable=False),
        make.person("ben", organization=company, state="known", reachable=False, teams_id="ben"),
    )
    setup(storage, ben, f"connect {shown(storage, msgspec.structs.replace(EVE, is_admin=True))}")
    assert len(storage.organizations()) == 1
    for number, who in enumerate((EVE_THERE, FAY_THERE, ben)):
        says(storage, who, "hello", minutes=number + 1)
    assert person(storage, TEAMS, "fay-aad").id == "fay"
    assert person(storage, TEAMS, "ben").id == "ben"
    assert person(storage, TEAMS, "ben").is_admin
    assert "link.known" in keys(storage, person(storage, TEAMS, "ben"))
    assert "link.ask_wrote" in keys(storage, person(storage, SLACK, "eve"))
    assert "link.waits" in keys(storage, person(storage, TEAMS, "eve-aad"))


def test_addresses_alike_in_companies_that_never_joined_mean_nothing(storage: Storage) -> None:
    says(storage, EVE)
    says(storage, EVE_THERE)
    first, second = storage.organizations()
    assert len(storage.people_of(first.id)) == len(storage.people_of(second.id)) == 1
    assert storage.page_of(Link, first.id) == storage.page_of(Link, second.id) == []
    assert handle(storage, make.said("x", sender=EVE)).status == "handled"
    assert person(storage, SLACK, "eve").id != person(storage, TEAMS, "eve-aad").id
