"""Do the books of the crash tests tell of one moment, also while a bot is at work?"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from bot.events import Event
from bot.runtime.ports import Due
from storage import line, open_storage, waiting
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.crash import company
from tests.crash.judging import Phase, undisturbed
from tests.crash.ledger import Books, OpenMemory
from tests.factories import ACME, NOON


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_what_falls_due_while_they_are_read_is_not_overlooked(
    request: pytest.FixtureRequest, database: str, tmp_path: Path
) -> None:
    url = request.getfixturevalue(f"{database}_url")
    storage, books = open_storage(url, SECRET_KEY, home=tmp_path), Books(url, SECRET_KEY)
    with storage.begin() as work:
        work.save((make.organization(), make.place(), make.person("ana"), make.account("ana", "U1")))
        work.set_due(ACME, "live", "ana", (Due(rule="any", subject="ana", at=NOON),))
    with books.reading() as db:
        assert not line.anything_waits(db, "live", NOON)
        with storage.begin() as work:  # it has come, and leads to a message
            work.set_due(ACME, "live", "ana", ())
            work.enqueue(make.said("due", "hello"), ACME, "live", (make.send(),))
        assert waiting.anything_due(db, "live", NOON)
        assert not line.anything_waits(db, "live", NOON)
    assert not books.is_quiet(NOON), "there is a message by now"
    assert not books.is_due(NOON)
    storage.close()


async def test_undisturbed_all_is_done_however_much_it_is() -> None:
    """Machine time stands still: nothing can wait for its turn and get it."""
    memory, many = OpenMemory(lambda: 1.0), 400
    events: list[Event] = []
    for number in range(3):
        company.found(memory, f"co{number}", NOON)
        events += islice(company.events(f"co{number}", NOON, True), many)
    await undisturbed(memory, [Phase(moment=NOON, events=events)])
    states = {row.id: row.state for row in memory.read().outbox.values()}
    assert len(states) > 1_000  # more than may come at once elsewhere in these tests
    assert set(states.values()) == {"sent"}
