"""What every storage promises about the numbers of wishes and offers: counted once, drawn, and told the same to all."""

from __future__ import annotations

import msgspec
import pytest

from bot.events import FellDue, SupplyDrawn
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
    """Twelve people, ten of whom wish for the same; and the fixed point has come."""
    wishers = [make.person(f"w{n}", wants=("Accessibility",), joined_at=after(days=n)) for n in range(10)]
    others = [make.person(f"o{n}", teaches=("my very own thing",), role="mentor") for n in range(5)]
    with storage.begin() as work:
        work.save([make.organization(), make.cohort(), make.awareness(look_at=LOOK), *wishers, *others])
    due = FellDue(id="due", at=LOOK, organization=ACME, rule="look", subject=SPRING, due=LOOK)
    assert handle(storage, due).status == "handled"
    return storage


def kept(storage: Storage) -> Awareness:
    with storage.begin() as work:
        found = work.load(Query(organization=ACME, awareness=True)).awareness
    assert found is not None
    return found


def draw(storage: Storage) -> SupplyDrawn:
    row = JobRow(id="job-1", organization=ACME, job=Job(kind="supply", subject=SPRING), attempts=0)
    read = supplying.read(storage, row, LOOK)
    event = supplying.report(row, read, supplying.compute(msgspec.msgpack.encode(read)), LOOK)
    assert isinstance(event, SupplyDrawn)
    return event


def test_counted_at_the_fixed_point_and_not_before_the_next(looked: Storage) -> None:
    found = kept(looked)
    assert (found.short, found.beside, found.counted_at) == ({"Accessibility": 10}, {}, LOOK)
    row = looked.claim_job("live", lease_s=60)
    assert row is not None
    assert row.job == Job(kind="supply", subject=SPRING)
    again = FellDue(id="again", at=after(weeks=5), organization=ACME, rule="look", subject=SPRING, due=LOOK)
    handle(looked, again)
    assert kept(looked) == found


def test_the_picture_is_of_these_numbers(looked: Storage) -> None:
    event = draw(looked)
    assert event.picture.startswith(PNG)
    assert handle(looked, event).status == "handled"
    assert handle(looked, event).status == "duplicate"
    assert kept(looked).picture == event.picture
    with looked.begin() as work:
        snapshot = work.load(needs_picture(ACME, ""))
    assert picture(snapshot, f"{SPRING}/2026-03-30", "en", LOOK) == (
        "skills-2026-03-30.png",
        "image/png",
        event.picture,
    )
    assert picture(snapshot, f"{SPRING}/2026-05-25", "en", LOOK) is None


def test_a_picture_of_what_was_counted_before_is_not_kept(looked: Storage) -> None:
    late = msgspec.structs.replace(draw(looked), counted_at=after(weeks=1))
    assert handle(looked, late).status == "handled"
    assert kept(looked).picture == b""


def test_of_a_program_that_is_over_nothing_is_drawn(looked: Storage) -> None:
    with looked.begin() as work:
        cohort = work.load(Query(organization=ACME)).cohort
        assert cohort is not None
        work.save([msgspec.structs.replace(cohort, state="closed", closes_at=LOOK)])
    event = draw(looked)
    assert (event.picture, event.counted_at) == (b"", None)
    assert handle(looked, event).status == "handled"
