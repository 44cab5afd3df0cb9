"""What delivery, worker and replay need of every storage beyond the plain way: doubt that stays, others' leases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from bot.outcome import Job, Send
from bot.program.snapshot import Query
from bot.runtime.ports import UNREADABLE, Due, Row, SetAside, Storage
from storage import open_storage
from storage.sealed import Keys
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.factories import ACME, NOON, after

LONG_S = 600.0


def enqueue(storage: Storage, event_id: str, *sends: Send) -> None:
    with storage.begin() as work:
        work.enqueue(make.said(event_id), ACME, "live", sends)


def claim(storage: Storage, minutes: float = 0, *, lease_s: float = LONG_S) -> tuple[Row, ...]:
    return storage.claim_rows("live", after(minutes=minutes), lease_s=lease_s, limit=9)


def ids(rows: tuple[Row, ...]) -> list[str]:
    return [row.id for row in rows]


def test_a_row_put_back_in_doubt_stays_in_doubt(storage: Storage) -> None:
    enqueue(storage, "a", make.send())
    claim(storage)
    assert storage.mark_sending("a:0", lease_s=LONG_S)
    storage.put_back("a:0", after_s=0, doubtful=True)
    (row,) = claim(storage)
    assert (row.doubtful, row.attempts) == (True, 1)
    storage.put_back("a:0", after_s=0, doubtful=True, counted=1)
    (row,) = claim(storage)
    assert (row.doubtful, row.attempts) == (True, 2)
    storage.put_back("a:0", after_s=LONG_S, doubtful=True)
    assert claim(storage) == ()


def test_what_replaces_a_message_that_waits_comes_after_it(storage: Storage) -> None:
    enqueue(storage, "a", make.send(not_before=after(hours=1)))
    enqueue(storage, "b", make.send(kind="closed", replaces="a:0"))
    enqueue(storage, "c", make.send())
    assert ids(claim(storage)) == ["c:0"]
    storage.mark_over("c:0", "dropped", "test", at=NOON)
    assert ids(claim(storage, 60)) == ["a:0"]
    storage.mark_sent("a:0", "D1/7", make.address(), at=NOON)
    assert ids(claim(storage, 60)) == ["b:0"]


def test_what_replaces_one_of_the_same_outcome_comes_after_it(storage: Storage) -> None:
    enqueue(storage, "a", make.send(not_before=after(hours=1)), make.send(kind="closed", replaces="a:0"))
    assert claim(storage) == ()
    assert ids(claim(storage, 60)) == ["a:0"]


def test_what_replaces_a_message_of_another_line_does_not_wait(storage: Storage) -> None:
    enqueue(storage, "a", make.send("ben", not_before=after(hours=1)))
    enqueue(storage, "b", make.send(kind="closed", replaces="a:0"))
    assert ids(claim(storage)) == ["b:0"]


@pytest.mark.parametrize(
    "strange", [make.send(kind="of_tomorrow"), make.send(unless=("of_tomorrow",))], ids=("kind", "unless")
)
def test_what_another_release_asked_for_is_unreadable_and_blocks_nobody(
    storage: Storage, strange: Send
) -> None:
    enqueue(storage, "a", strange, make.send("ben"))
    assert {row.id: row.dropped for row in claim(storage)} == {"a:0": UNREADABLE, "a:1": ""}


def test_the_next_moment_after_another(storage: Storage) -> None:
    enqueue(storage, "a", make.send(not_before=after(hours=1)))
    with storage.begin() as work:
        work.set_due(ACME, "live", "pair", [Due(rule="start", subject="pair", at=after(hours=2))])
    assert storage.next_moment("live", after=NOON) == after(hours=1)
    assert storage.next_moment("live", after=after(hours=1)) == after(hours=2)
    assert storage.next_moment("live", after=after(hours=2)) is None


def test_a_job_claimed_by_somebody_else_is_left_to_them(storage: Storage) -> None:
    with storage.begin() as work:
        work.ask(make.said("e"), ACME, "live", [Job(kind="propose", subject="one")])
    stalled = storage.claim_job("live", lease_s=0)
    current = storage.claim_job("live", lease_s=LONG_S)
    assert stalled is not None
    assert current is not None
    storage.put_job_back(stalled.id, after_s=0, attempts=stalled.attempts)
    assert storage.claim_job("live", lease_s=LONG_S) is None
    storage.put_job_back(current.id, after_s=0, attempts=current.attempts)
    again = storage.claim_job("live", lease_s=LONG_S)
    assert again is not None
    assert again.attempts == 2


def test_only_what_is_set_aside_can_be_taken_up_again(storage: Storage) -> None:
    event = msgspec.structs.replace(make.said("e"), sender=make.sender())
    with storage.begin() as work:
        assert work.is_new(event)
        assert not work.unset_aside("e")
        assert not work.is_new(event)
        work.set_aside(SetAside(event=event, organization=ACME, error="KeyError"))
    with storage.begin() as work:
        assert work.unset_aside("e")
        assert work.is_new(event)
        assert not work.unset_aside("e")


def test_a_row_of_a_form_unknown_to_this_release_blocks_nobody(sqlite_url: str, tmp_path: Path) -> None:
    storage = open_storage(sqlite_url, SECRET_KEY, home=tmp_path)
    enqueue(storage, "a", make.send("", channel="c1"), make.send("ben"), make.send(replaces="a:0"))
    strange = Keys.from_settings(SECRET_KEY, tmp_path, "sqlite").seal('{"message": 7}')
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as db:
        db.execute("UPDATE outbox SET body = ? WHERE id = 'a:0'", (strange,))
    rows = claim(storage)
    assert [(row.id, row.dropped) for row in rows] == [("a:0", UNREADABLE), ("a:1", ""), ("a:2", "")]
    assert (rows[0].send.channel, rows[2].replaces_reference) == ("c1", "")
    storage.close()


def test_a_row_is_given_up_with_the_event_that_tells_of_it(storage: Storage) -> None:
    enqueue(storage, "a", make.send(), make.send(), make.send())
    claim(storage)
    with storage.begin() as work:
        work.give_up("a:0", "failed", "gone", at=NOON)
    assert ids(claim(storage)) == ["a:1"]
    storage.mark_sent("a:1", "D1/7", make.address(), at=NOON)
    with storage.begin() as work:
        work.give_up("a:1", "failed", "gone", at=NOON)
        assert work.load(Query(organization=ACME, outbox="a:0")).sent_state == "failed"
        assert work.load(Query(organization=ACME, outbox="a:1")).sent_state == "sent"
