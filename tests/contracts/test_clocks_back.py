"""A clock goes back an hour: what was on its way goes on, what waits for its time does, and no rate is closed."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from bot.outcome import Send
from bot.runtime.delivery import Deliverer
from bot.runtime.ports import Storage
from storage import open_storage
from storage.tables import rate
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.delivering import GivenClock, Office, Platform
from tests.factories import ACME, NOON, after

HOUR_EARLIER = after(hours=-1)


def queue(storage: Storage, event_id: str, *sends: Send, hours: float = 0) -> None:
    with storage.begin() as work:
        work.enqueue(make.said(event_id, at=after(hours=hours)), ACME, "live", sends)


def ids(storage: Storage) -> list[str]:
    return [row.id for row in storage.claim_rows("live", HOUR_EARLIER, lease_s=600, limit=9)]


class TestProgramTime:
    def test_what_was_in_line_goes_on_in_its_order(self, storage: Storage) -> None:
        queue(storage, "old", make.send("ana"), make.send("ben"))
        assert ids(storage) == []
        storage.let_in("live", HOUR_EARLIER)
        queue(storage, "new", make.send("ana"), make.send("cem"), hours=-1)
        assert ids(storage) == ["old:0", "old:1", "new:1"]

    def test_what_waits_for_its_time_still_does(self, storage: Storage) -> None:
        queue(storage, "old", make.send("ana", not_before=NOON))
        storage.let_in("live", HOUR_EARLIER)
        assert ids(storage) == []
        assert storage.next_moment("live") == NOON

    def test_what_is_sending_is_looked_after_and_keeps_nobody_waiting(self, storage: Storage) -> None:
        queue(storage, "old", make.send("ana", not_before=NOON))
        assert storage.claim_rows("live", NOON, lease_s=600, limit=9)
        assert storage.mark_sending("old:0", lease_s=0)
        queue(storage, "new", make.send("ana"), hours=-1)
        assert ids(storage) == [], "one of theirs is under way"
        storage.let_in("live", HOUR_EARLIER)
        (row,) = storage.claim_rows("live", HOUR_EARLIER, lease_s=600, limit=9)
        assert (row.id, row.doubtful) == ("old:0", True)

    def test_realms_have_clocks_of_their_own(self, storage: Storage) -> None:
        queue(storage, "old", make.send("ana"))
        storage.let_in("playground", HOUR_EARLIER)
        assert ids(storage) == []

    async def test_delivery_sees_it(self) -> None:
        """At its start, and when it happens."""
        platform = Platform()
        here, clock = Office(platform), GivenClock(HOUR_EARLIER)
        here.open("ana")
        deliverer = Deliverer(here.service, {"slack": platform}, clock, "live")
        for event, hours in (("before", -1), ("meanwhile", -2)):
            here.queue(event, make.send("ana"))
            clock.moment = after(hours=hours)
            assert await deliverer.pump() == 1
        here.close()
        assert platform.ids() == ["before:0", "meanwhile:0"]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_rate_is_not_closed_for_that_hour(request: pytest.FixtureRequest, database: str) -> None:
    """As machine time has gone back an hour, what was stored is an hour ahead."""
    url = request.getfixturevalue(f"{database}_url")
    storage = open_storage(url, SECRET_KEY, home=request.getfixturevalue("tmp_path"))
    rates = [("slack:T1", 0.1, 2)]
    assert storage.take_turn(rates) is None
    engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", url))
    with engine.begin() as db:
        db.execute(sa.update(rate).values(full_s=rate.c.full_s + 3600))
    engine.dispose()
    assert storage.take_turn(rates) is None
    assert storage.take_turn(rates) is None
    refused = storage.take_turn(rates)
    assert refused is not None
    assert 0 < refused.wait_s <= 10, "and is kept from then on"
    storage.close()
