"""Can somebody become another person by their id or their address? Never without a yes in the older place."""

from __future__ import annotations

import msgspec
import pytest

from bot.events import Commanded
from bot.outcome import Forget, Join
from bot.program.company.members import Member
from bot.program.model import Account, Cohort
from bot.runtime.ports import Storage
from tests import factories as make
from tests.contracts.joining import (
    BEN,
    EVE,
    EVE_THERE,
    FAY_THERE,
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
    whose,
)
from tests.contracts.test_pairs import keep
from tests.factories import ACME, after


@pytest.fixture
def both(storage: Storage) -> Storage:
    return eve_in_slack(storage)


def test_whoever_cannot_be_reached_in_the_older_place_is_still_asked(both: Storage) -> None:
    eve = people(both)["eve"]
    keep(both, msgspec.structs.replace(eve, reachable=False))
    says(both, EVE_THERE)
    assert whose(both, "eve-aad") != "eve"


def test_a_list_does_not_answer_for_whoever_cannot_be_reached(both: Storage) -> None:
    says(both, msgspec.structs.replace(EVE_THERE, email=""))
    eve = people(both)["eve"]
    keep(both, msgspec.structs.replace(eve, reachable=False))
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    assert whose(both, "eve-aad") != "eve"


def test_whom_a_list_asked_about_waits_when_they_write(both: Storage) -> None:
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    (link,) = links(both)
    says(both, EVE_THERE)
    n = whose(both, "eve-aad")
    assert "link.waits" in keys(both, people(both)[n])
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == "eve"


def test_an_account_that_takes_part_by_now_is_not_taken(both: Storage) -> None:
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    (link,) = links(both)
    says(both, EVE_THERE)
    n = people(both)[whose(both, "eve-aad")]
    keep(both, msgspec.structs.replace(n, state="joined", link=""))
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == n.id


def test_who_turns_out_to_be_a_guest_is_nobody_else(storage: Storage) -> None:
    says(storage, msgspec.structs.replace(EVE, is_admin=True))
    says(storage, BEN)
    carla = sender(TEAMS, "carla", email="fay@example.com")
    says(storage, carla)
    company = home(storage, SLACK)
    keep(storage, make.person("fay", organization=company, state="known", reachable=False))
    setup(storage, BEN, f"connect {shown(storage, msgspec.structs.replace(EVE, is_admin=True))}")
    says(storage, msgspec.structs.replace(carla, standing="guest", is_guest=True), minutes=2)
    assert person(storage, TEAMS, "carla").id != "fay"


def test_who_became_a_guest_is_nobody_else_whatever_is_answered(both: Storage) -> None:
    says(both, EVE_THERE)
    n = whose(both, "eve-aad")
    (link,) = links(both)
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve", standing="guest"))
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == n


def test_people_of_other_tenants_are_nobody_of_ours(both: Storage) -> None:
    says(both, msgspec.structs.replace(FAY_THERE, standing="foreign"))
    assert whose(both, "fay-aad") != "fay"


def test_no_stays_no(both: Storage) -> None:
    says(both, EVE_THERE)
    n = whose(both, "eve-aad")
    (link,) = links(both)
    presses(both, EVE, "link.no", link=link.id)
    keep(both, msgspec.structs.replace(people(both)["eve"], reachable=False))
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com"))
    assert whose(both, "eve-aad") == n


def test_who_has_gone_is_not_asked(both: Storage) -> None:
    keep(both, msgspec.structs.replace(people(both)["eve"], gone=True))
    says(both, EVE_THERE)
    assert links(both) == []


def test_who_has_gone_is_not_asked_by_a_list(both: Storage) -> None:
    keep(both, msgspec.structs.replace(people(both)["eve"], gone=True))
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    assert links(both) == []


def test_two_workspaces_may_call_two_people_alike(both: Storage) -> None:
    keep(both, make.place("slack:T9"))
    says(both, sender("slack:T9", "eve", email="other@example.com"))
    (a,) = [one for one in both.page_of(Account, ACME) if one.id == "slack:T9:eve"]
    assert a.person != "eve"


def test_letters_that_look_alike_are_other_addresses(both: Storage) -> None:
    keep(both, make.person("kim", email="kim@strasse.example", reachable=False, state="known"))
    says(both, sender(TEAMS, "k-aad", email="kim@straße.example"))
    assert whose(both, "k-aad") != "kim"


def test_who_waits_is_told_so_once(both: Storage) -> None:
    says(both, EVE_THERE)
    for _ in range(2):
        listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    assert keys(both, people(both)[whose(both, "eve-aad")]).count("link.waits") == 1
    assert keys(both, people(both)["eve"]).count("link.ask_wrote") == 1


def test_a_yes_to_what_the_file_has_said_meanwhile_changes_nothing(both: Storage) -> None:
    listed(both, TEAMS, Member(user="eve-aad", email="eve@example.com", name="Eve"))
    (link,) = links(both)
    keep(both, msgspec.structs.replace(people(both)["eve"], teams_id="eve-aad", state="left"))
    says(both, EVE_THERE)
    assert whose(both, "eve-aad") == "eve"
    presses(both, EVE, "link.yes", link=link.id)
    assert whose(both, "eve-aad") == "eve"
    assert "link.done" in keys(both, people(both)["eve"])


def test_the_newcomer_cannot_say_yes_and_hears_why(both: Storage) -> None:
    says(both, EVE_THERE)
    (link,) = links(both)
    presses(both, EVE_THERE, "link.yes", link=link.id)
    newcomer = whose(both, "eve-aad")
    assert newcomer != "eve"
    assert keys(both, people(both)[newcomer]).count("link.waits") == 2


def test_of_whoever_was_forgotten_nothing_comes_back_by_a_yes(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer, (link,) = whose(both, "eve-aad"), links(both)
    with both.begin() as work:
        work.forget(ACME, Forget(person=newcomer, former="former"))
    presses(both, EVE, "link.yes", link=link.id)
    assert [one for one in both.page_of(Account, ACME) if one.id == f"{TEAMS}:eve-aad"] == []


def test_an_open_question_stays_open_where_both_join_a_third_place(both: Storage) -> None:
    says(both, EVE_THERE)
    newcomer, (link,) = whose(both, "eve-aad"), links(both)
    keep(both, msgspec.structs.replace(make.organization(), id="third", organization="third"))
    (cohort,) = both.page_of(Cohort, ACME)
    with both.begin() as work:
        work.remove((cohort,))
        work.join(Join(gone=ACME, into="third"))
    keep(both, make.cohort("another", organization="third", opened_by="gil"))
    says(both, EVE_THERE, minutes=3)
    does(both, Commanded(id="join", at=after(minutes=4), sender=EVE_THERE, command="join"))
    waiting = next(one for one in both.people_of("third") if one.id == newcomer)
    assert (waiting.state, waiting.link) == ("known", link.id)
