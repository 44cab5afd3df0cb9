"""What does an event cost, with few people and with many? Beside a bare transaction of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import sqlalchemy as sa

from bot.events import Event
from bot.runtime.service import handle
from storage.tables import METADATA
from tests.benches.days import days
from tests.benches.engines import Databases, Open, opened
from tests.benches.measuring import Call, Measured, in_turns
from tests.benches.tape import Recorder, Tape, play


def begin(address: str) -> None:
    """Store what there is before the first event."""
    with opened(address) as (here,), here.storage.begin() as work:
        work.save(days().records)


def costs(
    databases: Databases, filled: dict[str, str], happened: Sequence[Event] = ()
) -> dict[str, Measured]:
    """Of each filled database (name -> address): "<name>", and "<name>, bare"; all in turns.

    Raises RuntimeError when the bare transactions have not left the same rows behind.
    """
    happened = happened or days().events
    tapes = {name: _tape(databases, address, happened) for name, address in filled.items()}
    places = {name: (databases.copy(address), databases.copy(address)) for name, address in filled.items()}
    addresses = [address for pair in places.values() for address in pair]
    with opened(*addresses) as found:
        rows: dict[str, list[Call]] = {}
        for at, (name, tape) in enumerate(tapes.items()):
            ours, bare = found[2 * at : 2 * at + 2]
            rows[name] = [_handling(ours, event) for event in happened]
            rows[f"{name}, bare"] = [partial(play, bare.engine, bare.keys, each) for each in tape]
        took = in_turns(**rows)
        for at in range(0, len(found), 2):
            _compare(found[at], found[at + 1])
    for address in addresses:
        databases.forget(address)
    return took


def _handling(here: Open, event: Event) -> Callable[[], None]:
    def call() -> None:
        status = handle(here.storage, event).status
        if status != "handled":
            raise RuntimeError(f"event {event.id} was {status}")

    return call


def _tape(databases: Databases, address: str, happened: Sequence[Event]) -> list[Tape]:
    """What each event reads and writes there."""
    copied, tapes = databases.copy(address), list[Tape]()
    with opened(copied) as (here,):
        recorder = Recorder(here.engine, here.keys)
        for event in happened:
            with recorder.recording() as noted:
                _handling(here, event)()
            tapes.append(tuple(noted))
    databases.forget(copied)
    return tapes


def _compare(ours: Open, bare: Open) -> None:
    """Both must have written the same number of rows everywhere, or they were not the same transactions."""
    for table in METADATA.sorted_tables:
        counted = [_count(here, table) for here in (ours, bare)]
        if counted[0] != counted[1]:
            raise RuntimeError(
                f"{table.name} has {counted[0]} rows, beside {counted[1]} of the bare transactions"
            )


def _count(here: Open, table: sa.Table) -> int:
    with here.engine.connect() as db:
        return int(db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
