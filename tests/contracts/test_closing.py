"""From closing a program to the last goodbye, through the one door, on every storage."""

from __future__ import annotations

from datetime import timedelta

from bot.events import Commanded
from bot.program.metrics import CohortRead
from bot.program.model import Cohort, Digest, Pairing, Person, Survey
from bot.program.snapshot import Query
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.contracts.test_pairs import company, keep, press, see, where
from tests.contracts.test_retention import move_to
from tests.factories import ACME, NOON

A_DAY = timedelta(days=1)


def cohort(storage: Storage) -> Cohort:
    (found,) = storage.page_of(Cohort, ACME)
    return found


def close(storage: Storage) -> Cohort:
    company(storage)
    keep(
        storage,
        make.person("ada", is_admin=True, state="known"),
        make.account("ada", "ada", address=where("ada")),
    )
    (pairing,) = storage.page_of(Pairing, ACME)
    keep(
        storage,
        make.pairing(version=pairing.version, state="introduced", introduced_at=NOON, held=2, met_at=NOON),
    )
    handle(storage, press("close", "ada", "cohort.sure"))
    return cohort(storage)


def test_a_closing_program_is_still_the_program(storage: Storage) -> None:
    closing = close(storage)
    assert closing.state == "closing"
    assert see(storage, Query(organization=ACME)).cohort == closing
    assert see(storage, Query(organization=ACME)).last_cohort is None


def test_from_closing_to_the_end(storage: Storage) -> None:
    closing = close(storage)
    assert closing.closes_at is not None
    move_to(storage, NOON + A_DAY)
    keep(storage, make.survey("ana"), make.survey("ben", answers={"again": "no"}))
    move_to(storage, closing.closes_at + A_DAY)
    closed = cohort(storage)
    assert (closed.state, closed.round, closed.joined) == ("closed", "", 4)
    (pairing,) = storage.page_of(Pairing, ACME)
    assert (pairing.state, pairing.ended_because) == ("ended", "finished")
    states = {person.id: person.state for person in storage.page_of(Person, ACME)}
    assert (states["ana"], states["ben"]) == ("known", "later")
    seen = see(storage, Query(organization=ACME, digest="last"))
    assert (seen.cohort, seen.last_cohort, seen.digest_cohort) == (None, closed, closed)


def test_the_end_report_is_made_of_what_was_said_then(storage: Storage) -> None:
    closing = close(storage)
    assert closing.closes_at is not None
    keep(storage, make.survey("ana"), make.survey("zed", id="other", cohort="another"))
    move_to(storage, closing.closes_at + A_DAY)
    (report,) = (one for one in storage.page_of(Digest, ACME) if one.kind == "report")
    read: CohortRead = storage.read_cohort(ACME, report.id)
    assert (read.joined, read.cohort.state) == (4, "closed")
    assert [one.person for one in read.surveys] == ["ana"]
    assert len(storage.page_of(Survey, ACME)) == 2


def test_the_next_program_has_nobody_in_it(storage: Storage) -> None:
    closing = close(storage)
    assert closing.closes_at is not None
    move_to(storage, closing.closes_at + A_DAY)
    keep(storage, make.cohort("summer", opened_at=closing.closes_at + A_DAY))
    seen = see(storage, Query(organization=ACME, joined=1, cohort_pairs=True, counts=True))
    assert seen.cohort is not None
    assert (seen.cohort.id, seen.joined, seen.cohort_pairs) == ("summer", (), ())
    sender = make.sender("ana", address=where("ana"))
    handle(storage, Commanded(id="join", at=NOON, sender=sender, command="join"))
    assert {one.id: one.state for one in storage.page_of(Person, ACME)}["ana"] == "onboarding"


def test_pages_of_people_and_pairs_have_everybody_once(storage: Storage) -> None:
    company(storage)
    keep(storage, *(make.person(f"p{number:03}") for number in range(60)))
    keep(
        storage,
        *(
            make.pairing(f"x{n:03}", mentor=f"p{n:03}", mentee=f"p{n + 30:03}", cohort="spring")
            for n in range(30)
        ),
    )
    people = [see(storage, Query(organization=ACME, joined=page)).joined for page in (1, 2, 3)]
    assert [len(page) for page in people] == [50, 14, 0]
    assert len({one.id for page in people for one in page}) == 64
    pairs = [see(storage, Query(organization=ACME, members=page)) for page in (1, 2)]
    assert [len(page.cohort_pairs) for page in pairs] == [20, 11]
    assert set(pairs[1].lives) == {one.id for one in pairs[1].cohort_pairs}
