"""What has been kept long enough goes by itself, as the clock moves; what is younger stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.events import PeopleRead
from bot.program.keeping.retention import AUDIT, FEEDBACK, LEAVERS, MARKS, MESSAGES, PAYLOADS
from bot.program.model import Audit, CheckIn, Concern, Feedback, Pairing, Person, Survey
from bot.program.people import PersonRow
from bot.runtime.clocks import SetClock
from bot.runtime.ports import SetAside, Storage
from bot.runtime.service import Service, due_event, handle
from bot.runtime.ticker import Ticker
from storage.tidying import AT_ONCE
from tests import factories as make
from tests.contracts.test_pairs import company, keep, press
from tests.factories import ACME, NOON

SECOND = timedelta(seconds=1)


def move_to(storage: Storage, moment: datetime) -> None:
    """All that falls due on the way happens at its time."""
    while (due := storage.claim_due("live", moment, limit=1)) != ():
        ((organization, one),) = due
        assert handle(storage, due_event(organization, one, max(one.at, NOON))).status == "handled"


def people(storage: Storage) -> dict[str, Person]:
    return {person.id: person for person in storage.page_of(Person, ACME)}


class TestLeavers:
    def test_whoever_left_the_program_is_forgotten_after_a_month(self, storage: Storage) -> None:
        company(storage)
        handle(storage, press("leave", "ana", "leave.confirm"))
        move_to(storage, NOON + LEAVERS - SECOND)
        assert people(storage)["ana"].state == "left"
        move_to(storage, NOON + LEAVERS)
        assert "ana" not in people(storage)
        row = PersonRow(id="hr-ana", name="Ana Silva", line=2)
        handle(storage, PeopleRead(id="read", at=NOON, organization=ACME, rows=(row,)))
        assert "hr-ana" not in {person.external for person in storage.page_of(Person, ACME)}

    def test_whoever_left_the_company_too_and_may_be_hired_again(self, storage: Storage) -> None:
        company(storage)
        handle(storage, PeopleRead(id="gone", at=NOON, organization=ACME, removed=("hr-ana",)))
        move_to(storage, NOON + LEAVERS)
        assert "ana" not in people(storage)
        row = PersonRow(id="hr-ana", name="Ana Silva", line=2)
        handle(storage, PeopleRead(id="read", at=NOON, organization=ACME, rows=(row,)))
        assert "hr-ana" in {person.external for person in storage.page_of(Person, ACME)}

    def test_whoever_came_back_stays(self, storage: Storage) -> None:
        company(storage)
        handle(storage, press("leave", "ana", "leave.confirm"))
        handle(storage, press("back", "ana", "command", command="join"))
        move_to(storage, NOON + 2 * LEAVERS)
        assert "ana" in people(storage)

    @pytest.mark.parametrize("duty", ["admin", "contact", "concern"])
    def test_whoever_is_still_needed_is_looked_at_again(self, storage: Storage, duty: str) -> None:
        company(storage)
        who = "eve" if duty == "contact" else "ana"
        if duty == "admin":
            keep(storage, make.person("ana", is_admin=True, version=1))
        elif duty == "concern":
            keep(
                storage, make.concern(by="ana", pairing="", contact="fay", contacts=("fay",), pass_on_at=None)
            )
        handle(storage, press("leave", who, "leave.confirm"))
        move_to(storage, NOON + LEAVERS)
        assert people(storage)[who].left_at == NOON + LEAVERS
        (concern,) = storage.page_of(Concern, ACME) or (None,)
        if duty == "concern" and concern is not None:
            keep(storage, make.concern(by="ana", state="closed", version=concern.version))
            move_to(storage, NOON + 2 * LEAVERS)
            assert who not in people(storage)


def test_private_feedback_goes_a_year_after_the_pairing_ended(storage: Storage) -> None:
    company(storage)
    keep(
        storage,
        make.session(),
        make.feedback("ana", useful=5, free=1, wish="more"),
        make.feedback("ben", free=4),
    )
    keep(storage, make.check_in("ana", answers={"rating": 4}), make.survey("ana"))
    handle(storage, press("leave", "ben", "leave.confirm"))
    (pairing,) = storage.page_of(Pairing, ACME)
    assert pairing.state == "ended"
    move_to(storage, NOON + FEEDBACK - SECOND)
    (mine,) = storage.page_of(Feedback, ACME)  # that of whoever left has gone with them
    assert (mine.useful, mine.wish) == (5, "more")
    move_to(storage, NOON + FEEDBACK)
    (mine,) = storage.page_of(Feedback, ACME)
    assert (mine.useful, mine.free, mine.wish) == (None, None, "")
    (check_in,) = storage.page_of(CheckIn, ACME)
    assert check_in.answers == {}
    (survey,) = storage.page_of(Survey, ACME)
    assert survey.answers == {}


class TestTidying:
    def sent(self, storage: Storage, number: int, *, state: str = "sent") -> None:
        with storage.begin() as work:
            work.enqueue(make.said(f"send-{number}"), ACME, "live", [make.send("ana")])
        (row,) = storage.claim_rows("live", NOON, lease_s=60, limit=1)
        if state == "sent":
            assert storage.mark_sending(row.id, lease_s=60)
            storage.mark_sent(row.id, "1", row.address or make.address("ana"), at=NOON)
        else:
            storage.mark_over(row.id, "dropped", "late", at=NOON)

    def test_what_was_sent_or_dropped_goes_and_what_waits_stays(self, storage: Storage) -> None:
        company(storage)
        self.sent(storage, 1)
        self.sent(storage, 2, state="dropped")
        with storage.begin() as work:
            work.enqueue(make.said("waits"), ACME, "live", [make.send("ana")])
        assert storage.tidy("live", NOON + MESSAGES) == 0
        assert storage.tidy("playground", NOON + 2 * MESSAGES) == 0
        assert storage.tidy("live", NOON + MESSAGES + SECOND) == 2
        assert len(storage.messages_to(ACME, "ana")) == 1

    def test_marks_of_events_and_what_failed(self, storage: Storage) -> None:
        company(storage)
        with storage.begin() as work:
            for event in (make.said("one"), make.fell_due("two")):
                assert work.is_new(event)
                work.set_aside(SetAside(event=event, organization=ACME, error="KeyError"))
        assert storage.tidy("live", NOON + PAYLOADS) == 0
        assert storage.tidy("live", NOON + PAYLOADS + SECOND) == 2
        assert storage.set_aside_events() == ()
        with storage.begin() as work:
            assert not work.is_new(make.said("one"))  # delivered once more it is known
        assert storage.tidy("live", NOON + MARKS + SECOND) == 2
        with storage.begin() as work:
            assert work.is_new(make.said("one"))

    def test_who_looked(self, storage: Storage) -> None:
        company(storage)
        keep(storage, *(make.audit(number) for number in range(AT_ONCE + 1)))
        keep(storage, make.audit(9999, at=NOON + SECOND))
        assert storage.tidy("live", NOON + AUDIT + SECOND) == AT_ONCE + 1
        assert [one.id for one in storage.page_of(Audit, ACME)] == ["audit-9999"]

    def test_each_realm_has_its_own_time(self, storage: Storage) -> None:
        keep(storage, make.organization(realm="playground"))
        keep(storage, make.audit(1))
        assert storage.tidy("live", NOON + 2 * AUDIT) == 0
        assert storage.tidy("playground", NOON + 2 * AUDIT) == 1

    async def test_the_ticker_does_it_once_a_day(self, storage: Storage) -> None:
        company(storage)
        keep(storage, make.audit(1))
        clock = SetClock(NOON)
        service = Service(storage)
        ticker = Ticker(service, clock, "live")
        await ticker.pump()
        assert len(storage.page_of(Audit, ACME)) == 1
        clock.move_to(NOON + AUDIT + SECOND)
        await ticker.pump()
        assert storage.page_of(Audit, ACME) == []
        service.close()
