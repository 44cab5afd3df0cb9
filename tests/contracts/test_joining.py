"""A second place becomes one of the same organization by a code that was shown in the other; nothing else joins two."""

from __future__ import annotations

from threading import Thread

import pytest

from bot.conversation.messages import Say
from bot.events import DeliveryFailed, FellDue
from bot.outcome import Forget
from bot.program.company.codes import id_of, typed
from bot.program.model import Account, Audit, JoinCode, Person, Place, Reading
from bot.program.snapshot import Identity, Query
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from bot.text.catalog import words_for
from tests import factories as make
from tests.contracts.joining import (
    ANA,
    BEN,
    CODE,
    SLACK,
    TEAMS,
    code_of,
    companies,
    does,
    home,
    join,
    keys,
    person,
    says,
    sender,
    setup,
    shown,
    told,
)
from tests.contracts.test_pairs import keep
from tests.factories import after


def last(storage: Storage, place: str, user: str) -> list[str]:
    return [key for key in keys(storage, person(storage, place, user)) if key.startswith("connect.")]


def test_one_code_makes_two_places_one(storage: Storage) -> None:
    says(storage, BEN)
    says(storage, sender(TEAMS, "carla"))
    code = shown(storage)
    assert CODE.match(code)
    assert len(companies(storage)) == 2
    setup(storage, BEN, f"connect {code}", minutes=9)
    (company,) = companies(storage)
    assert {place.id for place in storage.page_of(Place, company.id)} == {SLACK, TEAMS}
    assert {one.id for one in storage.page_of(Account, company.id)} == {
        f"{SLACK}:ana",
        f"{TEAMS}:ben",
        f"{TEAMS}:carla",
    }
    assert "connect.joined" in last(storage, TEAMS, "ben")
    assert "connect.joined_yours" in last(storage, SLACK, "ana")
    assert storage.page_of(JoinCode, company.id) == []
    assert [one.place for one in storage.page_of(Reading, company.id)].count(SLACK) == 1
    assert "joined" in {one.action for one in storage.page_of(Audit, company.id)}
    says(storage, BEN, "hello again", minutes=10)


def test_the_first_thing_ever_said_in_a_place_may_be_the_code(storage: Storage) -> None:
    setup(storage, BEN, f"connect {shown(storage)}")
    (company,) = companies(storage)
    assert home(storage, TEAMS) == home(storage, SLACK) == company.id
    assert person(storage, TEAMS, "ben").is_admin


def test_what_waits_in_the_joining_place_is_delivered(storage: Storage) -> None:
    says(storage, BEN)
    before = {row.id for row in storage.claim_rows("live", after(), lease_s=60, limit=10)}
    setup(storage, BEN, f"connect {shown(storage)}")
    (company,) = companies(storage)
    for row in before:
        assert storage.mark_sending(row, lease_s=60)
        storage.mark_sent(row, "1", BEN.address, at=after())
    rows = storage.claim_rows("live", after(minutes=1), lease_s=60, limit=10)
    assert {row.organization for row in rows} == {company.id}
    assert {row.address.platform for row in rows if row.address} == {"slack", "teams"}


def test_a_code_is_typed_as_people_type(storage: Storage) -> None:
    says(storage, BEN)
    code = shown(storage).replace("0", "o").replace("1", "l").replace("-", "  ").lower()
    setup(storage, BEN, f"Connect {code} ")
    assert len(companies(storage)) == 1


def test_a_code_is_kept_nowhere_but_in_the_message(storage: Storage) -> None:
    code = shown(storage)
    (kept,) = storage.page_of(JoinCode, home(storage, SLACK))
    assert kept.id == id_of(typed(code))
    assert typed(code) not in str(kept)


@pytest.mark.parametrize("late", [{"minutes": 10}, {"days": 1}])
def test_an_old_code_opens_nothing(storage: Storage, late: dict[str, float]) -> None:
    says(storage, BEN)
    setup(storage, BEN, f"connect {shown(storage)}", **late)
    assert len(companies(storage)) == 2
    assert last(storage, TEAMS, "ben") == ["connect.wrong"]


def test_wrong_used_and_replaced_codes_are_told_alike(storage: Storage) -> None:
    says(storage, BEN)
    third = sender("slack:T3", "cleo", is_admin=True)
    says(storage, third)
    replaced, code = shown(storage), shown(storage)
    assert replaced != code
    setup(storage, BEN, f"connect {replaced}")
    setup(storage, BEN, "connect 0000-0000-0000")
    setup(storage, BEN, f"connect {code}")
    setup(storage, third, f"connect {code}")
    assert last(storage, TEAMS, "ben")[:2] == ["connect.wrong"] * 2
    assert last(storage, "slack:T3", "cleo") == ["connect.wrong"]
    assert len(companies(storage)) == 2


def test_after_five_wrong_codes_a_place_waits(storage: Storage) -> None:
    says(storage, BEN)
    code = shown(storage)
    for _ in range(5):
        setup(storage, BEN, "connect 1111-1111-1111")
    for minutes, said in ((1, "in 9 minutes."), (9, "in a minute."), (9.9, "in a minute.")):
        setup(storage, BEN, f"connect {code}", minutes=minutes)
        assert last(storage, TEAMS, "ben")[-1] == "connect.too_many"
        (waits,) = told(storage, person(storage, TEAMS, "ben"))[-1].blocks
        assert isinstance(waits, Say)
        assert words_for("en", "UTC").text(waits.text).endswith(said)
    assert len(companies(storage)) == 2
    code = shown(storage, minutes=5)
    setup(storage, BEN, f"connect {code}", minutes=11)
    assert len(companies(storage)) == 1


def test_ones_own_code_is_not_for_here(storage: Storage) -> None:
    setup(storage, ANA, f"connect {shown(storage)}")
    assert last(storage, SLACK, "ana")[-1] == "connect.own"


def test_only_admins_and_only_in_person(storage: Storage) -> None:
    says(storage, BEN)
    code = shown(storage)
    setup(storage, sender(TEAMS, "carla"), f"connect {code}")
    setup(storage, sender(TEAMS, "ben", is_admin=True, in_person=False), f"connect {code}")
    setup(storage, sender(SLACK, "ana", is_admin=True, in_person=False, channel="C1"), "connect")
    assert len(companies(storage)) == 2
    assert "connect" not in str(keys(storage, person(storage, TEAMS, "carla")))
    assert last(storage, TEAMS, "ben") == ["connect.in_person"]
    assert last(storage, SLACK, "ana")[-1] == "connect.in_person"


def begin_program(storage: Storage, place: str, number: int) -> None:
    organization = home(storage, place)
    keep(storage, make.cohort(f"cohort{number}", organization=organization, opened_by="x"))


def test_where_a_program_has_begun_nothing_is_lost(storage: Storage) -> None:
    says(storage, BEN)
    code = shown(storage)
    begin_program(storage, TEAMS, 1)
    setup(storage, BEN, f"connect {code}")
    assert last(storage, TEAMS, "ben") == ["connect.other_way"]
    begin_program(storage, SLACK, 2)
    setup(storage, BEN, f"connect {code}")
    assert last(storage, TEAMS, "ben")[-1] == "connect.both_begun"
    assert len(companies(storage)) == 2


def test_the_program_of_the_showing_side_stays(storage: Storage) -> None:
    says(storage, BEN)
    code = shown(storage)
    begin_program(storage, SLACK, 1)
    setup(storage, BEN, f"connect {code}")
    (company,) = companies(storage)
    assert company.id == home(storage, SLACK)


def test_three_places(storage: Storage) -> None:
    company = join(storage)
    third = sender("slack:T3", "cleo", is_admin=True)
    setup(storage, third, f"connect {shown(storage, BEN)}")
    assert [one.id for one in companies(storage)] == [company]
    assert {one.id for one in storage.page_of(Place, company)} == {SLACK, TEAMS, "slack:T3"}


def test_a_place_that_was_joined_takes_the_others_along(storage: Storage) -> None:
    join(storage)
    third = sender("slack:T3", "cleo", is_admin=True)
    setup(storage, BEN, f"connect {shown(storage, third)}")
    (company,) = companies(storage)
    assert {one.id for one in storage.page_of(Place, company.id)} == {SLACK, TEAMS, "slack:T3"}


def test_what_comes_late_about_the_old_organization_does_no_harm(storage: Storage) -> None:
    says(storage, BEN)
    old = home(storage, TEAMS)
    company = join(storage)
    does(
        storage,
        DeliveryFailed(
            id="late", at=after(), organization=old, outbox="x", kind="answer", reason="y", person="z"
        ),
    )
    does(storage, FellDue(id="due", at=after(), organization=old, rule="pause_end", subject="x", due=after()))
    assert [one.id for one in companies(storage)] == [company]


def test_of_two_hr_files_that_of_the_joined_organization_counts(storage: Storage) -> None:
    says(storage, BEN)
    old = home(storage, TEAMS)
    code = shown(storage)
    company = home(storage, SLACK)
    keep(storage, make.person("eve", organization=old, reachable=False, state="known"))
    setup(storage, BEN, "connect 1")
    keep(storage, make.person("fay", organization=company, reachable=False, state="known"))
    setup(storage, BEN, f"connect {code}")
    names = {one.name for one in storage.people_of(company)}
    assert "Fay" in names
    assert "Eve" not in names
    assert {one.organization for one in storage.page_of(Person, company)} == {company}


def test_who_was_forgotten_stays_so(storage: Storage) -> None:
    carla = sender(TEAMS, "carla")
    says(storage, carla)
    old = home(storage, TEAMS)
    gone = person(storage, TEAMS, "carla")
    with storage.begin() as work:
        work.forget(old, Forget(person=gone.id, former="former"))
    asked = [Identity(external="hr-carla", email="carla@example.com")]
    assert storage.forgotten(old, asked) == {"hr-carla"}
    company = join(storage)
    assert storage.forgotten(company, asked) == {"hr-carla"}
    says(storage, carla, "hello", minutes=2)


def test_a_code_goes_by_itself(storage: Storage) -> None:
    shown(storage)
    company = home(storage, SLACK)
    ((whose, due),) = [
        one for one in storage.claim_due("live", after(minutes=11), limit=9) if one[1].rule == "code_over"
    ]
    does(
        storage,
        FellDue(
            id="over",
            at=after(minutes=11),
            organization=whose,
            rule=due.rule,
            subject=due.subject,
            due=due.at,
        ),
    )
    assert storage.page_of(JoinCode, company) == []
    assert code_of(storage, person(storage, SLACK, "ana"))
    assert handle(storage, make.said("x", sender=ANA)).status == "handled"


def test_somebody_new_while_two_are_joined_is_of_the_one(storage: Storage) -> None:
    """Whoever has seen the old organization finishes first, or begins anew."""
    says(storage, BEN)
    old, code = home(storage, TEAMS), shown(storage)
    joining = Thread(target=setup, args=(storage, BEN, f"connect {code}"))
    with storage.begin() as work:
        assert work.load(Query(sender=sender(TEAMS, "carla"))).organization is not None
        joining.start()
        work.save(
            (
                make.person("carla", organization=old),
                make.account("carla", organization=old, address=sender(TEAMS, "carla").address),
            )
        )
    joining.join()
    (company,) = companies(storage)
    assert person(storage, TEAMS, "carla").organization == company.id


def test_two_that_join_each_other_at_once(storage: Storage) -> None:
    says(storage, BEN)
    here, there = shown(storage), shown(storage, BEN)
    both = [
        Thread(target=setup, args=(storage, BEN, f"connect {here}")),
        Thread(target=setup, args=(storage, ANA, f"connect {there}")),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert storage.set_aside_events() == ()
    (company,) = companies(storage)
    assert {one.id for one in storage.page_of(Place, company.id)} == {SLACK, TEAMS}
