"""What `make bench` compares us with does the same: a bare transaction leaves the rows behind that an event does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import needs
from tests.benches import events
from tests.benches.bot import Platform
from tests.benches.days import days
from tests.benches.engines import SqliteDatabases, opened
from tests.benches.sign_ups import sign_ups
from tests.benches.slack_bot import SLACK
from tests.benches.tape import Read, Recorder, Write
from tests.benches.teams_bot import TEAMS

AT_BOTH_ENDS = 60  # events: people join, and say how it was


def test_bare_transactions_write_what_events_write(tmp_path: Path) -> None:
    databases = SqliteDatabases(tmp_path)
    address = databases.new()
    events.begin(address)
    took = events.costs(databases, {"ours": address}, days().events[:AT_BOTH_ENDS])
    assert sorted(took) == ["ours", "ours, bare"]


def test_rows_read_are_known_by_their_ids_and_read_once(tmp_path: Path) -> None:
    databases = SqliteDatabases(tmp_path)
    address = databases.new()
    events.begin(address)
    with opened(address) as (here,):
        recorder = Recorder(here.engine, here.keys)
        with recorder.recording() as noted, here.storage.begin() as work:
            for _ in range(2):
                work.load(needs(days().events[0]))
    read = [(step.table.name, row_id) for step in noted if isinstance(step, Read) for row_id in step.ids]
    assert ("person", "new-0") in read
    assert len(read) == len(set(read))
    assert not any(isinstance(step, Write) for step in noted)


@pytest.mark.parametrize("platform", [SLACK, TEAMS])
def test_no_two_requests_of_a_sign_up_are_the_same_event(platform: Platform) -> None:
    ids = [
        event.id
        for talk in sign_ups(platform.speaker(), 2).talks
        for request in talk
        for event in request.events
    ]
    assert len(ids) == len(set(ids))
