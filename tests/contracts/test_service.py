"""The one door, on every storage: all of an event is stored or nothing, once, and no failure is silent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import msgspec
import pytest

from bot.events import Commanded, Event, Pressed
from bot.program.model import Cohort, Person, Record, SafeContact, Talk
from bot.program.snapshot import Query, Snapshot
from bot.runtime.ports import Due, Row, Storage
from bot.runtime.service import Service, due_event, handle, replay
from tests import factories as make
from tests.factories import ACME, NOON, after
from tests.faulty import Cut, Faulty

SECRET = "my boss eats paper"


def keep(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def company(storage: Storage, *more: Record) -> None:
    keep(storage, make.organization(), make.place(), make.person(), make.account(), *more)


def waiting(storage: Storage, minutes: float = 60) -> tuple[Row, ...]:
    """The first waiting message of everybody."""
    return storage.claim_rows("live", after(minutes=minutes), lease_s=0, limit=99)


def person(storage: Storage, person_id: str = "ana") -> Person:
    return next(one for one in storage.people_of(ACME) if one.id == person_id)


def cohort(storage: Storage) -> Cohort:
    with storage.begin() as work:
        found = work.load(Query(organization=ACME)).cohort
    assert found is not None
    return found


def spoiled(snapshot: Snapshot) -> Snapshot:
    """No step can read this."""
    return msgspec.structs.replace(snapshot, talks=cast(tuple[Talk, ...], (SECRET,)))


class TestRaces:
    def test_a_lost_race_is_run_again_and_nobody_is_overwritten(self, storage: Storage) -> None:
        people = [f"p{number}" for number in range(8)]
        asked = tuple(SafeContact(person=one) for one in people)
        keep(storage, make.organization(), make.place(), make.cohort(safe_contacts=asked, opened_by="p0"))
        for one in people:
            keep(storage, make.person(one), make.account(one, one))
        events = [
            Pressed(id=f"press-{one}", at=NOON, sender=make.sender(one), action="duty.accept")
            for one in people
        ]
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda event: handle(storage, event), events))
        assert {handled.status for handled in results} == {"handled"}
        assert {contact.state for contact in cohort(storage).safe_contacts} == {"accepted"}
        assert storage.set_aside_events() == ()

    def test_an_event_that_comes_many_times_at_once_is_handled_once(self, storage: Storage) -> None:
        company(storage)
        event = make.said("once", "hello")
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda _: handle(storage, event), range(8)))
        assert sorted(handled.status for handled in results) == ["duplicate"] * 7 + ["handled"]
        assert storage.count_waiting() == 1

    def test_a_race_lost_for_ever_is_set_aside(self, storage: Storage) -> None:
        """The account is another organization's, which the step cannot know: every run loses."""
        company(storage)
        taken = make.account("zoe", "U7")
        keep(storage, make.organization("other"), msgspec.structs.replace(taken, organization="other"))
        event = make.said("stranger", sender=make.sender("U7"))
        assert handle(storage, event).status == "set_aside"
        assert [aside.event for aside in storage.set_aside_events()] == [event]


class TestAllOrNothing:
    """One event that saves, sends and asks a worker, cut at every point."""

    def prepare(self, storage: Storage) -> Event:
        company(storage, make.cohort(), make.person("ada", is_admin=True), make.account("ada", "U9"))
        return Commanded(id="pair", at=NOON, sender=make.sender("U9"), command="pair")

    def stored(self, storage: Storage) -> list[str]:
        """What of the event can be found, each claimed and left as it was."""
        job = storage.claim_job("live", lease_s=0)
        with storage.begin() as work:
            seen = work.load(Query(organization=ACME, proposal="current"))
        found = [f"said {row.send.kind}" for row in waiting(storage)]
        return found + ["asked"] * (job is not None) + ["saved"] * (seen.proposal is not None)

    @pytest.mark.parametrize("point", ["is_new", "load", "save", "enqueue", "ask", "commit"])
    def test_a_process_that_dies_leaves_nothing_behind(self, storage: Storage, point: str) -> None:
        event = self.prepare(storage)
        faulty = Faulty(storage)
        faulty.breaks[point] = Cut()
        with pytest.raises(Cut):
            handle(faulty.as_storage(), event)
        assert self.stored(storage) == []
        assert handle(storage, event).status == "handled"
        assert self.stored(storage) == ["said answer", "asked", "saved"]

    @pytest.mark.parametrize("point", ["load", "save", "enqueue", "ask"])
    def test_a_storage_that_refuses_part_leaves_nothing_but_the_event(
        self, storage: Storage, point: str
    ) -> None:
        event = self.prepare(storage)
        faulty = Faulty(storage)
        faulty.breaks[point] = RuntimeError(SECRET)
        assert handle(faulty.as_storage(), event).status == "set_aside"
        told = ["said apology"] if point in ("save", "ask") else []  # else that could not be stored either
        assert self.stored(storage) == told
        assert faulty.calls.count(point) >= 2, "a broken connection deserves a second try"
        assert replay(storage) == (1, 0)
        assert self.stored(storage)[-2:] == ["asked", "saved"]

    def test_what_is_due_goes_with_its_record(self, storage: Storage) -> None:
        company(storage)
        event = make.said("pause", "/rm-pause")
        assert handle(storage, event).status == "handled"
        with storage.begin() as work:
            talk = work.load(Query(sender=make.sender())).talks[0]
        assert storage.next_moment("live", after=NOON) == talk.asked_at + (after(days=2) - NOON)
        faulty = Faulty(storage)
        faulty.breaks["set_due"] = Cut()
        with pytest.raises(Cut):
            handle(faulty.as_storage(), make.said("stop", "stop"))
        with storage.begin() as work:
            assert work.load(Query(sender=make.sender())).talks[0] == talk

    def test_a_database_that_is_gone_is_said_and_the_event_may_come_again(self, storage: Storage) -> None:
        company(storage)
        faulty = Faulty(storage)
        faulty.breaks["is_new"] = OSError("gone")
        event = make.said("again")
        with pytest.raises(OSError, match="gone"):
            handle(faulty.as_storage(), event)
        assert storage.set_aside_events() == ()
        assert handle(storage, event).status == "handled"

    def test_a_commit_whose_answer_was_lost_is_not_done_twice(self, storage: Storage) -> None:
        company(storage)
        event = make.said("twice")
        assert handle(storage, event).status == "handled"
        rows = storage.count_waiting()
        assert handle(storage, event).status == "duplicate"
        assert storage.count_waiting() == rows


class TestSetAside:
    def fail(self, storage: Storage, event: Event) -> str:
        faulty = Faulty(storage)
        faulty.spoil = spoiled
        return handle(faulty.as_storage(), event).status

    def test_a_step_that_fails_saves_nothing_and_apologizes_once(self, storage: Storage) -> None:
        company(storage)
        before = person(storage)
        event = make.said("bad", SECRET)
        assert self.fail(storage, event) == "set_aside"
        assert self.fail(storage, event) == "duplicate"
        assert person(storage) == before
        assert [(aside.event, aside.organization) for aside in storage.set_aside_events()] == [(event, ACME)]
        (apology,) = waiting(storage)
        assert (apology.send.kind, apology.send.person, storage.count_waiting()) == ("apology", "ana", 1)

    def test_replayed_after_the_mistake_is_gone_and_not_twice(self, storage: Storage) -> None:
        company(storage)
        self.fail(storage, make.said("bad", "hello"))
        faulty = Faulty(storage)
        faulty.spoil = spoiled
        assert replay(faulty.as_storage()) == (0, 1)
        assert len(storage.set_aside_events()) == 1
        assert storage.count_waiting() == 1, "no second apology"
        stale = storage.set_aside_events()
        assert replay(storage) == (1, 0)
        assert storage.count_waiting() == 2
        late = Faulty(storage)
        late.answers["set_aside_events"] = stale  # listed before the other replay was done
        assert replay(late.as_storage()) == (0, 0)
        assert handle(storage, make.said("bad", "hello")).status == "duplicate"
        assert storage.count_waiting() == 2

    def test_a_replay_that_dies_loses_nothing(self, storage: Storage) -> None:
        company(storage)
        event = make.said("bad", "hello")
        self.fail(storage, event)
        for point in ("unset_aside", "is_new", "load", "enqueue", "commit"):
            faulty = Faulty(storage)
            faulty.breaks[point] = Cut()
            with pytest.raises(Cut):
                replay(faulty.as_storage())
            assert [aside.event for aside in storage.set_aside_events()] == [event]
        assert replay(storage) == (1, 0)

    def test_the_event_is_kept_even_when_nobody_can_be_told(self, storage: Storage) -> None:
        company(storage)
        faulty = Faulty(storage)
        faulty.breaks["load"] = ValueError(SECRET)
        event = make.said("unread")
        assert handle(faulty.as_storage(), event).status == "set_aside"
        assert [aside.event for aside in storage.set_aside_events()] == [event]
        assert storage.count_waiting() == 0

    def test_the_outbox_goes_on(self, storage: Storage) -> None:
        company(storage)
        handle(storage, make.said("good"))
        self.fail(storage, make.said("bad"))
        (first,) = waiting(storage)
        assert first.id.startswith("good:")

    def test_what_fell_due_and_fails_is_over_and_can_be_replayed(self, storage: Storage) -> None:
        company(storage, make.talk())
        due = Due(rule="talk_quiet", subject="talk", at=after(days=2))
        with storage.begin() as work:
            work.set_due(ACME, "live", "talk", [due])
        faulty = Faulty(storage)
        faulty.spoil = lambda snapshot: msgspec.structs.replace(snapshot, talk=cast(Talk, SECRET))
        event = due_event(ACME, due, after(days=2))
        assert handle(faulty.as_storage(), event).status == "set_aside"
        assert storage.claim_due("live", after(days=9), limit=9) == ()
        assert replay(storage) == (1, 0)
        ((_, looked_into),) = storage.claim_due("live", after(days=9), limit=9)
        assert (looked_into.rule, looked_into.subject) == ("tray", "tray:ana")
        handle(storage, due_event(ACME, looked_into, looked_into.at))
        assert [row.send.kind for row in waiting(storage, 60 * 24 * 9)] == ["nudge"]

    @pytest.mark.parametrize("broken", ["step", "storage"])
    def test_no_words_of_people_in_the_log(
        self, storage: Storage, caplog: pytest.LogCaptureFixture, broken: str
    ) -> None:
        company(storage)
        faulty = Faulty(storage)
        if broken == "step":
            faulty.spoil = spoiled
        else:
            faulty.breaks["enqueue"] = ValueError(SECRET)
        with caplog.at_level(logging.DEBUG):
            handle(faulty.as_storage(), make.said("bad", SECRET))
        assert "bad" in caplog.text
        assert SECRET not in caplog.text
        assert SECRET not in storage.set_aside_events()[0].error


class TestWaking:
    async def woken(self, storage: Storage, *events: Event) -> list[str]:
        heard: list[str] = []
        service = Service(storage)

        def hears(name: str) -> Callable[[], None]:
            return lambda: heard.append(name)

        service.on_commit(hears("live"), "live")
        service.on_commit(hears("playground"), "playground")
        service.on_commit(hears("all"))
        try:
            await asyncio.gather(*(service.handle(event) for event in events))
        finally:
            service.close()
        return heard

    async def test_a_commit_wakes_its_own_realm_only(self, storage: Storage) -> None:
        company(storage)
        assert await self.woken(storage, make.said("one")) == ["live", "all"]
        assert await self.woken(storage, make.said("one")) == [], "a duplicate has stored nothing"
        sender = msgspec.structs.replace(make.sender("P1"), realm="playground", place="play")
        assert await self.woken(storage, make.said("two", sender=sender)) == ["playground", "all"]
        again = make.said("three", sender=sender)
        assert await self.woken(storage, again) == ["playground", "all"]

    async def test_only_what_asks_for_work_wakes_who_does_it(self, storage: Storage) -> None:
        company(storage, make.cohort(), make.person("ada", is_admin=True), make.account("ada", "ada"))
        service, woken = Service(storage), list[str]()
        service.on_commit(lambda: woken.append("worker"), "live", for_work=True)
        try:
            await service.handle(make.said("one"))
            assert woken == []
            await service.handle(Commanded(id="pair", at=NOON, sender=make.sender("ada"), command="pair"))
            assert woken == ["worker"]
        finally:
            service.close()

    async def test_what_is_set_aside_wakes_for_its_apology(self, storage: Storage) -> None:
        company(storage)
        faulty = Faulty(storage)
        faulty.spoil = spoiled
        assert await self.woken(faulty.as_storage(), make.said("bad")) == ["live", "all"]
