"""What every storage promises about the numbers of wishes and offers: counted once, drawn, and told the same to all."""

from __future__ import annotations

import msgspec
import pytest

from bot.events import FellDue, JobFailed, SupplyCounted
from bot.outcome import Job
from bot.program.awareness.supply import needs_picture, picture
from bot.program.model import Awareness, awareness_id
from bot.program.snapshot import Query
from bot.runtime import supplying
from bot.runtime.ports import JobRow, Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.factories import ACME, after

SPRING = awareness_id("spring")
LOOK = after(weeks=4)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def looked(storage: Storage) -> Storage:
    """Fifteen people, ten of whom wish for the same; and the fixed point has come."""
    wishers = [make.person(f"w{n}", wants=("Accessibility",), joined_at=after(days=n)) for n in range(10)]
    others = [make.person(f"o{n}", teaches=("my very own thing",), role="mentor") for n in range(5)]
    late = make.person("late", wants=("Accessibility",), joined_at=after(weeks=5))
    admin = make.person("ada", is_admin=True, state="known")
    with storage.begin() as work:
        work.save([make.organization(), make.cohort(), make.awareness(look_at=LOOK)])
        work.save([*wishers, *others, late, admin])
    due = FellDue(id="due", at=LOOK, organization=ACME, rule="look", subject=SPRING, due=LOOK)
    assert handle(storage, due).status == "handled"
    return storage


def kept(storage: Storage) -> Awareness:
    with storage.begin() as work:
        found = work.load(Query(organization=ACME, awareness=True)).awareness
    assert found is not None
    return found


def work_at(storage: Storage, job: str = "job-1") -> SupplyCounted:
    """What the worker reports, some time after the fixed point."""
    row = JobRow(id=job, organization=ACME, job=Job(kind="supply", subject=SPRING))
    read = supplying.read(storage, row, LOOK)
    event = supplying.report(row, read, supplying.compute(msgspec.msgpack.encode(read)), after(weeks=6))
    assert isinstance(event, SupplyCounted)
    return event


def test_counted_once_of_those_who_had_joined(looked: Storage) -> None:
    row = looked.claim_job("live", lease_s=60)
    assert row is not None
    assert row.job == Job(kind="supply", subject=SPRING)
    assert (kept(looked).looking, kept(looked).look_at) == (LOOK, after(weeks=12))
    event = work_at(looked)
    assert handle(looked, event).status == "handled"
    assert handle(looked, event).status == "duplicate"
    found = kept(looked)
    assert (found.short, found.beside, found.counted_at) == ({"Accessibility": 10}, {}, LOOK)
    assert (found.looking, found.topics_at) == (None, LOOK)
    again = FellDue(id="again", at=after(weeks=5), organization=ACME, rule="look", subject=SPRING, due=LOOK)
    handle(looked, again)
    assert kept(looked) == found


def test_done_twice_it_is_kept_once(looked: Storage) -> None:
    first, second = work_at(looked), work_at(looked, "job-2")
    handle(looked, first)
    found = kept(looked)
    assert handle(looked, second).status == "handled"
    assert kept(looked) == found


def test_the_picture_is_of_these_numbers(looked: Storage) -> None:
    event = work_at(looked)
    assert event.picture.startswith(PNG)
    handle(looked, event)
    with looked.begin() as work:
        snapshot = work.load(needs_picture(ACME, ""))
    assert picture(snapshot, f"{SPRING}/2026-03-30", "en", LOOK) == (
        "skills-2026-03-30.png",
        "image/png",
        event.picture,
    )
    assert picture(snapshot, f"{SPRING}/2026-05-25", "en", LOOK) is None


def test_of_a_program_that_is_over_nothing_is_kept(looked: Storage) -> None:
    event = work_at(looked)
    with looked.begin() as work:
        cohort = work.load(Query(organization=ACME)).cohort
        assert cohort is not None
        work.save([msgspec.structs.replace(cohort, state="closed", closes_at=LOOK)])
    assert handle(looked, event).status == "handled"
    assert looked.read_supply(ACME, SPRING).awareness.short == {}


def test_what_could_not_be_counted_is_told(looked: Storage) -> None:
    failed = JobFailed(
        id="failed", at=LOOK, organization=ACME, job="job-1", kind="supply", subject=SPRING, reason="Boom"
    )
    assert handle(looked, failed).status == "handled"
    rows = looked.claim_rows("live", after(weeks=9), lease_s=60, limit=9)
    assert [(row.send.person, str(row.send.message.summary)) for row in rows] == [
        ("ada", "Phrase(key='supply.failed', values={'code': 'job-1'})")
    ]
