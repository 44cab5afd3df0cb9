"""Channels where mentors and mentees share advice: what is posted there, and who gets in, on every storage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec
import pytest

from bot.conversation.messages import Address
from bot.events import Event, FellDue, GroupMade, JobFailed, Pressed, SeatsTaken
from bot.outcome import Job
from bot.program.model import AdviceGroup, Channel, Cohort, Record, Seat
from bot.program.telling import groups
from bot.runtime.clocks import SystemClock
from bot.runtime.errors import TryLater
from bot.runtime.grouping import Grouping
from bot.runtime.ports import JobRow, Row, Storage
from bot.runtime.service import Service, handle
from bot.runtime.turns import Turns
from tests import factories as make
from tests.factories import ACME, NOON, after

MENTORS = "slack:T1:C1"


def keep(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


@pytest.fixture
def small(storage: Storage) -> Storage:
    """Ana teaches Ben; Ada runs the program; Cleo has no partner."""
    people = [make.person(one, is_admin=one == "ada") for one in ("ada", "ana", "ben", "cleo")]
    keep(
        storage,
        make.organization(),
        make.place(),
        make.channel(),
        make.cohort(
            opened_by="ada", zone="Europe/Berlin", groups=(AdviceGroup(side="mentors", channel=MENTORS),)
        ),
        *people,
        *(make.account(one.id, one.id) for one in people),
        make.pairing(mentor="ana", mentee="ben", state="introduced", cohort="spring"),
    )
    return storage


def cohort(storage: Storage) -> Cohort:
    (one,) = storage.page_of(Cohort, ACME)
    return one


def group(storage: Storage) -> AdviceGroup:
    return groups.group_of(cohort(storage), "mentors")


def change(storage: Storage, **changes: object) -> None:
    now = cohort(storage)
    changed = msgspec.structs.replace(groups.group_of(now, "mentors"), **changes)
    keep(storage, msgspec.structs.replace(now, groups=(changed,)))


def seats(storage: Storage) -> dict[str, str]:
    return {seat.person: seat.state for seat in storage.page_of(Seat, ACME)}


def joins(storage: Storage, who: str, number: int = 1, side: str = "mentors") -> list[Row]:
    sender = make.sender(who)
    return said(
        storage,
        Pressed(id=f"{who}{number}", at=NOON, sender=sender, action="group.join", data={"side": side}),
    )


def said(storage: Storage, *events: Event) -> list[Row]:
    """What is sent because of these."""
    for event in events:
        assert handle(storage, event).status == "handled"
    rows = storage.claim_rows("live", after(days=400), lease_s=60, limit=50)
    for row in rows:
        storage.mark_over(row.id, "dropped", "read", at=NOON)
    return list(rows)


def words(rows: Iterable[Row], person: str) -> str:
    return " ".join(str(row.send.message) for row in rows if row.send.person == person)


def prompts(storage: Storage, at: datetime, number: int) -> list[Row]:
    due = FellDue(id=f"due{number}", at=at, organization=ACME, rule="prompt", subject="spring", due=at)
    return said(storage, due)


def test_a_prompt_a_week_and_none_again_before_all_were_posted(small: Storage) -> None:
    change(small, next_at=NOON)
    keys: list[str] = []
    for week in range(groups.PROMPTS + 1):
        at = group(small).next_at
        assert at is not None
        (row,) = prompts(small, at, week)
        assert (row.send.kind, row.send.channel) == ("post", MENTORS)
        assert row.send.expires == group(small).next_at
        keys.append(str(row.send.message.summary))
    assert len(set(keys)) == groups.PROMPTS
    assert keys[0] == keys[-1]


@pytest.mark.parametrize("why", ["paused", "away", "closed"])
def test_nothing_is_posted_where_nobody_reads_it(small: Storage, why: str) -> None:
    change(small, next_at=NOON, paused=why == "paused")
    if why == "away":
        (channel,) = small.page_of(Channel, ACME)
        keep(small, msgspec.structs.replace(channel, away="archived"))
    if why == "closed":
        keep(small, msgspec.structs.replace(cohort(small), state="closed", closes_at=NOON))
    assert prompts(small, NOON, 1) == []
    assert group(small).posted == {}


def test_one_tap_and_the_bot_adds_them(small: Storage) -> None:
    assert "groups.adding" in words(joins(small, "ana"), "ana")
    assert seats(small) == {"ana": "wants"}
    job = small.claim_job("live", lease_s=60, kinds=("seats",))
    assert job is not None
    assert (job.job.kind, job.job.subject) == ("seats", "mentors")
    taken = SeatsTaken(id="taken", at=NOON, organization=ACME, side="mentors", people=("ana", "nobody"))
    assert said(small, taken) == []
    assert seats(small) == {"ana": "in"}
    assert "groups.already.in" in words(joins(small, "ana", 2), "ana")


def test_in_another_channel_they_are_asked_anew(small: Storage) -> None:
    joins(small, "ana")
    said(small, SeatsTaken(id="taken", at=NOON, organization=ACME, side="mentors", people=("ana",)))
    keep(small, make.channel("slack:T1:C2", name="advice"))
    change(small, channel="slack:T1:C2")
    assert "groups.adding" in words(joins(small, "ana", 2), "ana")
    assert seats(small) == {"ana": "wants"}


def test_only_who_is_on_that_side_of_a_pair(small: Storage) -> None:
    for number, (who, side) in enumerate([("ben", "mentors"), ("cleo", "mentors"), ("ana", "made up")]):
        assert words(joins(small, who, number, side), who)
    assert "groups.gone" in words(joins(small, "ben", 9, "mentees"), "ben")
    assert seats(small) == {}


@pytest.mark.parametrize("how", ["refused", "failed"])
def test_whom_the_platform_does_not_take_an_admin_is_asked_to_add(small: Storage, how: str) -> None:
    joins(small, "ana")
    events: dict[str, Event] = {
        "refused": SeatsTaken(id="taken", at=NOON, organization=ACME, side="mentors", refused=("ana",)),
        "failed": JobFailed(
            id="failed",
            at=NOON,
            organization=ACME,
            job="j",
            kind="seats",
            subject="mentors",
            reason="is_archived",
        ),
    }
    rows = said(small, events[how])
    assert "groups.add" in words(rows, "ada")
    assert seats(small) == {"ana": "told"}


def made(number: int) -> GroupMade:
    channel = Address(platform="slack", place="T1", conversation=f"C9MADE{number}")
    return GroupMade(
        id=f"made{number}", at=NOON, organization=ACME, side="mentors", name="advice", channel=channel
    )


def test_a_channel_that_was_made_is_used_unless_one_was_chosen_meanwhile(small: Storage) -> None:
    change(small, channel="", asked_by="ada")
    assert "groups.made.mentors" in words(said(small, made(1)), "ada")
    assert group(small).channel == "slack:T1:C9MADE1"
    assert group(small).next_at is not None
    assert said(small, made(2)) == []
    assert group(small).channel == "slack:T1:C9MADE1"


def test_who_asked_reads_what_is_missing(small: Storage) -> None:
    change(small, channel="", asked_by="ada")
    failed = JobFailed(
        id="failed",
        at=NOON,
        organization=ACME,
        job="j",
        kind="group",
        subject="mentors",
        reason="missing_scope",
    )
    assert "groups.failed.missing_scope" in words(said(small, failed), "ada")
    assert group(small).asked_by == ""


class Busy:
    """Makes channels, and is too busy the first time that somebody is to be added."""

    platform = "slack"

    def __init__(self) -> None:
        self.names: list[str] = []
        self.calls = 0

    async def make(self, place: str, name: str) -> tuple[str, Address] | None:
        self.names.append(name)
        return name, Address(platform="slack", place=place, conversation=f"G{len(self.names)}")

    async def add(self, channel: Address, users: Sequence[str]) -> frozenset[str]:
        self.calls += 1
        if self.calls == 1:
            raise TryLater("busy")
        return frozenset()

    def rates(self, place: str, ask: Literal["make", "add"]) -> Sequence[tuple[str, float, int]]:
        return ((f"slack:{place}:{ask}", 100.0, 10),)


async def test_a_channel_is_made_once_though_who_asked_for_it_has_to_wait(small: Storage) -> None:
    change(small, channel="", asked_by="ada")
    service, busy = Service(small), Busy()
    grouping = Grouping(service, SystemClock(), {"slack": busy}, Turns(service))
    row = JobRow(id="make:job:0", organization=ACME, job=Job(kind=groups.MAKE, subject="mentors"))
    with pytest.raises(TryLater):
        await grouping.asked(row)
    made = await grouping.asked(row)
    assert isinstance(made, GroupMade)
    assert (busy.names, made.channel.conversation) == (["reverse-mentoring-mentors"], "G1")
