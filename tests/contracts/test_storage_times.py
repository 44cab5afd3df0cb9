"""When a message may reach somebody: what every storage says of it in the claim, right before it would be sent.

NOON is a Monday, 13:00 in Berlin, where people work from 9 to 5: four hours are left of the day.
"""

from __future__ import annotations

from datetime import datetime, time

import pytest

from bot.outcome import KINDS, is_unasked
from bot.program.budget import MOST, SPAN
from bot.runtime.ports import Row, Storage
from storage import MemoryStorage
from tests import factories as make
from tests.contracts.test_storage_waiting import LONG_S, claim, deliver, enqueue, ids, save, state_of
from tests.factories import NOON, after

NUDGE = make.send("ana", kind="nudge")
ANSWER = make.send("ana")
EVENING_M, MORNING_M = 4 * 60, 20 * 60  # minutes from NOON until they stop and begin to work
MORNING = after(minutes=MORNING_M)


def only(rows: tuple[Row, ...]) -> Row:
    (row,) = rows
    return row


def waits(storage: Storage, minutes: float) -> datetime | None:
    return only(claim(storage, minutes, lease_s=0)).wait_until


def deliver_nudges(storage: Storage, *minutes: float) -> None:
    for number, at in enumerate(minutes):
        enqueue(storage, f"past{number}", NUDGE, at=at)
        claim(storage, at)
        deliver(storage, f"past{number}:0", at=at)


class TestHours:
    def test_what_nobody_asked_for_waits_for_their_working_hours(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        enqueue(storage, "a", NUDGE)
        assert waits(storage, 0) is None
        assert waits(storage, EVENING_M - 1) is None
        assert waits(storage, EVENING_M) == MORNING
        assert waits(storage, MORNING_M) is None
        assert waits(storage, 5 * 24 * 60) == after(days=6, minutes=MORNING_M), "Saturday"

    def test_an_answer_comes_at_once(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.channel())
        enqueue(storage, "a", ANSWER, make.send("", channel="slack:T1:C1", kind="post"))
        assert [row.wait_until for row in claim(storage, EVENING_M)] == [None, None]

    def test_hours_are_those_of_now(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        enqueue(storage, "a", NUDGE)
        assert waits(storage, EVENING_M) == MORNING
        save(storage, make.person("ana", timezone="America/New_York", version=1))
        assert waits(storage, EVENING_M) is None
        save(storage, make.person("ana", hours=((time(6), time(7)),), version=2))
        assert waits(storage, EVENING_M) == after(hours=17)

    def test_whoever_cannot_be_found_is_not_held(self, storage: Storage) -> None:
        enqueue(storage, "a", NUDGE)
        assert waits(storage, EVENING_M) is None

    def test_hours_that_never_come_hold_nobody(self, storage: Storage) -> None:
        save(storage, make.person("ana", hours=((time(9), time(9)),)))
        enqueue(storage, "a", NUDGE)
        assert waits(storage, EVENING_M) is None

    def test_whoever_works_at_night_hears_it_at_night(self, storage: Storage) -> None:
        save(storage, make.person("ana", hours=((time(22), time(6)),)))
        enqueue(storage, "a", NUDGE)
        assert waits(storage, EVENING_M) == after(hours=9)

    def test_what_expires_before_is_dropped_at_once(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("ben"))
        too_soon = make.send("ana", kind="nudge", expires=MORNING)
        in_time = make.send("ben", kind="nudge", expires=after(minutes=MORNING_M + 1))
        enqueue(storage, "a", too_soon, in_time)
        rows = claim(storage, EVENING_M)
        assert [(row.dropped, row.wait_until) for row in rows] == [("expired", None), ("", MORNING)]

    def test_what_is_true_no_more_does_not_wait(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        enqueue(storage, "a", make.send("ana", kind="nudge", unless=("talk_over",)))
        row = only(claim(storage, EVENING_M))
        assert (row.dropped, row.wait_until) == ("talk_over", None)

    def test_kinds(self) -> None:
        assert {name for name in KINDS if is_unasked(name)} == {"invitation", "nudge"}
        assert all(kind.keeps_hours for kind in KINDS.values() if not kind.asked_for)
        assert not is_unasked("of_tomorrow")


class TestBudget:
    def test_two_in_any_seven_days(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("ben"))
        deliver_nudges(storage, 0, 60)
        enqueue(storage, "a", NUDGE, make.send("ben", kind="nudge"), at=61)
        ana, ben = claim(storage, 61, lease_s=0)
        assert (ana.wait_until, ben.wait_until) == (NOON + SPAN, None)
        assert {row.wait_until for row in claim(storage, 7 * 24 * 60, lease_s=0)} == {None}
        assert MOST == 2

    def test_then_in_working_hours(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        deliver_nudges(storage, 0, 1)
        save(storage, make.person("ana", hours=((time(9), time(12)),), version=1))
        enqueue(storage, "a", NUDGE)
        assert waits(storage, 2) == after(days=7, minutes=MORNING_M)

    def test_answers_neither_count_nor_wait(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        for number in range(3):
            enqueue(storage, f"answer{number}", ANSWER)
            claim(storage)
            deliver(storage, f"answer{number}:0")
        deliver_nudges(storage, 1, 2)
        enqueue(storage, "a", ANSWER, at=3)
        assert waits(storage, 3) is None

    def test_what_never_arrived_does_not_count(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        for number, state in enumerate(("failed", "dropped", "doubt")):
            enqueue(storage, f"past{number}", NUDGE)
            claim(storage)
            storage.mark_over(f"past{number}:0", state, "x", at=NOON)  # type: ignore[arg-type]  # one of the three
        enqueue(storage, "a", NUDGE)
        assert waits(storage, 0) is None

    def test_other_organizations_do_not_count(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        for number in range(2):
            enqueue(storage, f"far{number}", NUDGE, organization="other")
            claim(storage)
            deliver(storage, f"far{number}:0")
        enqueue(storage, "a", NUDGE)
        assert waits(storage, 0) is None

    def test_the_second_of_two_sees_the_first(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        deliver_nudges(storage, 0)
        enqueue(storage, "a", NUDGE, NUDGE, at=1)
        assert only(claim(storage, 1)).wait_until is None
        assert claim(storage, 1) == ()
        deliver(storage, "a:0", at=1)
        assert only(claim(storage, 1)).wait_until == NOON + SPAN


class TestOneAtATime:
    """An older row may be stored later: of an event that took long, or one put off that comes back."""

    def overtaken(self, storage: Storage, *, lease_s: float) -> None:
        enqueue(storage, "young", NUDGE, at=1)
        assert ids(claim(storage, 2, lease_s=lease_s)) == ["young:0"]
        enqueue(storage, "old", NUDGE, at=0)

    def test_an_older_row_waits_for_one_that_is_leased(self, storage: Storage) -> None:
        self.overtaken(storage, lease_s=LONG_S)
        assert claim(storage, 2) == ()
        deliver(storage, "young:0")
        assert ids(claim(storage, 2)) == ["old:0"]

    def test_an_older_row_goes_first_when_the_lease_is_over(self, storage: Storage) -> None:
        self.overtaken(storage, lease_s=0)
        assert ids(claim(storage, 2)) == ["old:0"]
        deliver(storage, "old:0")
        assert ids(claim(storage, 2)) == ["young:0"]

    @pytest.mark.parametrize("after_s", [0.0, LONG_S])
    def test_an_older_row_waits_for_one_in_doubt(self, storage: Storage, after_s: float) -> None:
        """It may have arrived, and then it counts."""
        self.overtaken(storage, lease_s=LONG_S)
        assert storage.mark_sending("young:0", lease_s=LONG_S)
        storage.put_back("young:0", after_s=after_s, doubtful=True)
        assert ids(claim(storage, 2)) == (["young:0"] if after_s == 0 else [])

    def test_an_older_row_does_not_wait_for_one_put_back(self, storage: Storage) -> None:
        self.overtaken(storage, lease_s=LONG_S)
        storage.put_back("young:0", after_s=LONG_S)
        assert ids(claim(storage, 2)) == ["old:0"]


class TestPutOff:
    def test_it_keeps_nobody_waiting_and_comes_at_its_time(self, storage: Storage) -> None:
        enqueue(storage, "a", NUDGE, ANSWER)
        claim(storage)
        storage.put_off("a:0", until=MORNING)
        assert state_of(storage, "a:0") == "ready"
        assert not storage.mark_sending("a:0", lease_s=LONG_S)
        assert ids(claim(storage)) == ["a:1"]
        deliver(storage, "a:1")
        assert (storage.is_quiet("live", NOON), storage.next_moment("live")) == (True, MORNING)
        assert claim(storage, MORNING_M - 1) == ()
        row = only(claim(storage, MORNING_M))
        assert (row.id, row.attempts, row.doubtful) == ("a:0", 0, False)

    def test_only_by_who_holds_it(self, storage: Storage) -> None:
        enqueue(storage, "a", NUDGE)
        storage.put_off("a:0", until=MORNING)
        storage.put_off("unknown", until=MORNING)
        assert ids(claim(storage)) == ["a:0"]
        deliver(storage, "a:0")
        storage.put_off("a:0", until=MORNING)
        assert (state_of(storage, "a:0"), claim(storage, MORNING_M)) == ("sent", ())

    def test_it_takes_its_place_behind_what_came_meanwhile(self, storage: Storage) -> None:
        enqueue(storage, "a", NUDGE)
        claim(storage)
        storage.put_off("a:0", until=MORNING)
        enqueue(storage, "before", NUDGE, at=MORNING_M - 1)
        enqueue(storage, "behind", NUDGE, at=MORNING_M + 1)
        for expected in ("before:0", "a:0", "behind:0"):
            assert ids(claim(storage, MORNING_M + 2)) == [expected]
            deliver(storage, expected)

    @pytest.mark.parametrize("queued", ["before", "after"])
    def test_what_replaces_it_still_comes_after_it(self, storage: Storage, queued: str) -> None:
        save(storage, make.person("ana"), make.account())
        closes = make.send("ana", kind="closed", replaces="a:0")
        enqueue(storage, "a", NUDGE, *((closes,) if queued == "before" else ()))
        claim(storage, EVENING_M)
        storage.put_off("a:0", until=MORNING)
        if queued == "before":
            assert only(claim(storage, EVENING_M)).wait_until == MORNING
            storage.put_off("a:1", until=MORNING)
        else:
            enqueue(storage, "b", closes, at=EVENING_M)
        assert claim(storage, MORNING_M - 1) == ()
        assert ids(claim(storage, MORNING_M)) == ["a:0"]
        deliver(storage, "a:0", "111.222", at=MORNING_M)
        row = only(claim(storage, MORNING_M))
        assert (row.replaces_reference, row.wait_until) == ("111.222", None)

    def test_a_copy_that_lost_its_lease_puts_nothing_off(self) -> None:
        storage = MemoryStorage()
        enqueue(storage, "a", NUDGE)
        claim(storage, lease_s=0)
        claim(storage)
        deliver(storage, "a:0")
        storage.put_off("a:0", until=MORNING)
        assert state_of(storage, "a:0") == "sent"
