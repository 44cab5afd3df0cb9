"""When 100,000 pairings have something due: how long does it take to find it, and to do it?"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial

import msgspec

from bot.program.model import Pairing
from bot.program.nudges import dues_of
from bot.runtime.ports import Due
from bot.runtime.service import due_event, handle
from bot.runtime.ticker import BATCH
from tests import factories as make
from tests.benches.engines import Open
from tests.benches.measuring import Measured, measured

TOGETHER = 5000  # pairings in one commit
LOOKS = 30


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """`finding` is one look for the next hundred; `handling` is one of these, found and handled."""

    pairings: int
    finding: Measured
    finding_nothing: Measured
    handling: Measured


def scan(here: Open, pairings: int) -> Scan:
    """All fall due in the same minute: the worst there is."""
    people = sorted(person.id for person in here.storage.people_of(make.ACME) if person.external)
    for start in range(0, pairings, TOGETHER):
        _pair(here, people, range(start, min(start + TOGETHER, pairings)))
    now = make.after(days=20)
    return Scan(
        pairings=pairings,
        finding=_looks(partial(here.storage.claim_due, "live", now, limit=BATCH), full=True),
        finding_nothing=_looks(partial(here.storage.claim_due, "live", make.after(days=-9), limit=BATCH)),
        handling=_handled(here, now),
    )


def _pair(here: Open, people: list[str], numbers: range) -> None:
    """Each with the next, introduced at the same time."""
    made = [_pairing(people, number) for number in numbers]
    with here.storage.begin() as work:
        work.save(made)
        for one in made:
            dues = tuple(Due(rule=rule, subject=one.id, at=at) for rule, at in dues_of(one))
            work.set_due(make.ACME, "live", one.id, dues)


def _pairing(people: list[str], number: int) -> Pairing:
    two = people[number % len(people)], people[(number + 1) % len(people)]
    return make.pairing(
        f"due-{number}",
        mentor=two[0],
        mentee=two[1],
        state="introduced",
        introduced_at=make.NOON - timedelta(days=1),
        first_writer=two[0],
    )


def _looks(look: partial[tuple[tuple[str, Due], ...]], *, full: bool = False) -> Measured:
    took: list[float] = []
    for _ in range(LOOKS):
        start = time.perf_counter()
        found = look()
        took.append(time.perf_counter() - start)
        if len(found) != (BATCH if full else 0):
            raise RuntimeError(f"{len(found)} things were due")
    return measured(took)


def _handled(here: Open, now: datetime) -> Measured:
    took: list[float] = []
    for _ in range(3):
        start = time.perf_counter()
        for organization, due in here.storage.claim_due("live", now, limit=BATCH):
            handle(here.storage, due_event(organization, due, now))
            took.append(time.perf_counter() - start)
            start = time.perf_counter()
    return measured(took)
