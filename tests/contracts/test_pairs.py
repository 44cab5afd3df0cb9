"""What two people do at once, and what a concern drops: through the one door, on every storage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from bot.conversation.messages import Address
from bot.engine import needs, step
from bot.events import Event, PeopleRead, Pressed, Said
from bot.outcome import About, Outcome
from bot.program.model import Concern, Pairing, Record, SafeContact, Session
from bot.program.snapshot import Query, Snapshot
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Row, Storage
from bot.runtime.service import due_event, handle
from tests import factories as make
from tests.factories import ACME, NOON, after

PEOPLE = ("ana", "ben", "eve", "fay")


def keep(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def company(storage: Storage) -> None:
    """Ana and Ben are introduced; Eve and Fay hear concerns."""
    safe = tuple(SafeContact(person=name, state="accepted") for name in ("eve", "fay"))
    keep(storage, make.organization(), make.place(), make.cohort(safe_contacts=safe, opened_by="eve"))
    keep(storage, *(make.person(name) for name in PEOPLE))
    keep(storage, *(make.account(name, name, address=where(name)) for name in PEOPLE))
    keep(storage, make.pairing(state="introduced", introduced_at=NOON, first_writer="ben"))


def where(name: str) -> Address:
    return make.address(name, conversation=f"D-{name}")


def press(event: str, who: str, action: str, **data: str) -> Pressed:
    return Pressed(id=event, at=NOON, sender=make.sender(who, address=where(who)), action=action, data=data)


def say(event: str, who: str, text: str) -> Said:
    return make.said(event, text, sender=make.sender(who, address=where(who)))


def see(storage: Storage, query: Query) -> Snapshot:
    with storage.begin() as work:
        return work.load(query)


def sessions(storage: Storage) -> tuple[Session, ...]:
    return see(storage, Query(organization=ACME, pairing="pair")).sessions


def the_pair(storage: Storage) -> Pairing:
    return see(storage, Query(organization=ACME, pairing="pair")).lives["pair"]


def the_concern(storage: Storage) -> Concern:
    """The one that Ana has told."""
    mine = Query(sender=make.sender("ana", address=where("ana")), concerns=True)
    (found,) = see(storage, mine).concerns
    return found


def decided(storage: Storage, event: Event) -> Outcome:
    """What comes of it as things are now, not stored."""
    outcome = step(see(storage, needs(event)), event)
    assert isinstance(outcome, Outcome)
    return outcome


def told(storage: Storage, who: str) -> list[Row]:
    """All that is still to be sent to somebody, in order."""
    rows: list[Row] = []
    while found := storage.claim_rows("live", after(days=60), lease_s=60, limit=99):
        for row in found:
            rows += [row] if row.send.person == who else []
            storage.mark_over(row.id, "dropped", "read", at=NOON)
    return rows


class TestBothAtOnce:
    def test_whoever_comes_second_sees_what_the_first_has_begun(self, storage: Storage) -> None:
        company(storage)
        first, second = (press(f"find-{who}", who, "together.find", pairing="pair") for who in ("ana", "ben"))
        late = decided(storage, second)
        handle(storage, first)
        with pytest.raises(ConcurrentUpdate):
            keep(storage, *late.saves)
        assert handle(storage, second).status == "handled"
        (made,) = sessions(storage)
        assert (made.id, made.state, made.turn, made.version) == ("pair/1", "offered", "ben", 1)

    def test_many_at_once_make_one_session(self, storage: Storage) -> None:
        company(storage)
        events = [
            press(f"find-{who}-{number}", who, "together.find", pairing="pair")
            for number in range(4)
            for who in ("ana", "ben")
        ]
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda event: handle(storage, event), events))
        assert {handled.status for handled in results} == {"handled"}
        assert len(sessions(storage)) == 1
        assert storage.set_aside_events() == ()

    def test_a_yes_and_calling_off_at_once_leave_one_truth(self, storage: Storage) -> None:
        company(storage)
        keep(storage, make.session(id="pair/1"))
        keep(storage, make.attendance("ana", session="pair/1", ask_at=after(days=2)))
        handle(storage, press("ask", "ana", "session.call_off", session="pair/1"))
        off = say("off", "ana", "yes")
        held = press("held", "ben", "session.happened", session="pair/1")
        late = decided(storage, held)
        handle(storage, off)
        with pytest.raises(ConcurrentUpdate):
            keep(storage, *late.saves)
        handle(storage, held)
        assert sessions(storage)[0].state == "canceled"
        assert the_pair(storage).booked_at is None

    def test_two_contacts_who_close_at_once_do_not_leave_the_two_resting(self, storage: Storage) -> None:
        company(storage)
        keep(
            storage,
            make.concern("one", contact="eve", contacts=("eve",), state="opened"),
            make.concern("two", by="ben", contact="fay", contacts=("fay",), state="opened"),
        )
        paused = the_pair(storage)
        keep(storage, msgspec.structs.replace(paused, state="paused"))
        events = [
            press("close-one", "eve", "concern.settled", concern="one"),
            press("close-two", "fay", "concern.settled", concern="two"),
        ]
        late = decided(storage, events[1])
        handle(storage, events[0])
        with pytest.raises(ConcurrentUpdate):
            keep(storage, *late.saves)
        handle(storage, events[1])
        assert the_pair(storage).state == "introduced"


class TestConcern:
    def raised(self, storage: Storage) -> None:
        handle(storage, press("begin", "ana", "concern.about", pairing="pair"))
        handle(storage, say("words", "ana", "It is hard"))
        (talk,) = see(storage, Query(organization=ACME, open_talks_of=("ana",))).talks
        chosen = press("send", "ana", "talk.answer", talk=talk.id, question="contact", value="eve")
        assert handle(storage, chosen).status == "handled"

    def test_all_that_waits_about_the_pairing_is_dropped_and_its_own_messages_stay(
        self, storage: Storage
    ) -> None:
        company(storage)
        about = About(person="ben", pairing="pair")
        waiting = tuple(
            make.send("ben", kind=kind, about=about, not_before=after(days=1))
            for kind in ("agenda", "feedback", "partner", "nudge", "change")
        )
        with storage.begin() as work:
            work.enqueue(make.said("earlier"), ACME, "live", (*waiting, make.send("ben")))
        self.raised(storage)
        left = told(storage, "ben")
        assert [row.send.kind for row in left] == ["answer", "change"]
        assert left[1].id.startswith("send:")
        assert storage.set_aside_events() == ()

    def test_what_falls_due_about_a_pairing_that_rests_says_nothing(self, storage: Storage) -> None:
        company(storage)
        handle(storage, press("agreed", "ana", "together.agreed", pairing="pair"))
        handle(storage, say("when", "ana", "Thursday at 3"))
        handle(storage, say("sure", "ana", "yes"))
        assert sessions(storage)[0].state == "booked"
        self.raised(storage)
        told(storage, "ben")
        due = [rule for _, rule in storage.claim_due("live", after(days=400), limit=99)]
        assert {one.rule for one in due} <= {"pass_on", "talk_quiet"}

    def test_whoever_told_it_takes_it_back_and_the_two_go_on(self, storage: Storage) -> None:
        company(storage)
        self.raised(storage)
        told(storage, "eve")
        found = the_concern(storage)
        handle(storage, press("back", "ana", "concern.withdraw", concern=found.id))
        assert (the_concern(storage).state, the_pair(storage).state) == ("closed", "introduced")
        (row,) = told(storage, "eve")
        assert row.send.kind == "safety"
        assert "pass_on" not in {due.rule for _, due in storage.claim_due("live", after(days=400), limit=99)}

    def test_what_a_contact_had_who_left_goes_to_the_next_at_once(self, storage: Storage) -> None:
        company(storage)
        self.raised(storage)
        handle(storage, press("open", "eve", "concern.open", concern=the_concern(storage).id))
        told(storage, "ana")
        handle(storage, PeopleRead(id="read", at=NOON, organization=ACME, removed=("hr-eve",)))
        due = [(whose, one) for whose, one in storage.claim_due("live", NOON, limit=99)]
        assert [(one.rule, one.subject) for _, one in due] == [("pass_on", the_concern(storage).id)]
        for whose, one in due:
            assert handle(storage, due_event(whose, one, NOON)).status == "handled"
        passed = the_concern(storage)
        assert (passed.state, passed.contact, passed.contacts) == ("sent", "fay", ("eve", "fay"))
        assert [row.send.kind for row in told(storage, "fay")] == ["safety"]
        assert the_pair(storage).state == "paused"

    def test_what_is_typed_behind_the_command_is_sent(self, storage: Storage) -> None:
        company(storage)
        handle(storage, say("words", "ana", "/rm-concern It is hard"))
        (talk,) = see(storage, Query(organization=ACME, open_talks_of=("ana",))).talks
        assert (talk.progress.asked, talk.progress.answers) == ("contact", {"text": "It is hard"})
        handle(storage, press("send", "ana", "talk.answer", talk=talk.id, question="contact", value="eve"))
        assert the_concern(storage).text == "It is hard"

    def test_nothing_of_it_stands_anywhere_in_the_clear(self, storage: Storage) -> None:
        company(storage)
        self.raised(storage)
        (row,) = (row for row in told(storage, "eve") if row.send.kind == "safety")
        assert "It is hard" not in str(row.send)
        talks = see(storage, Query(organization=ACME, open_talks_of=("ana",))).talks
        assert talks == ()


@pytest.mark.parametrize("other", ["concern.settled", "concern.withdraw"])
def test_of_two_concerns_closed_at_once_one_sees_the_other(storage: Storage, other: str) -> None:
    company(storage)
    one = make.concern("one", contact="eve", contacts=("eve",), state="opened")
    two = make.concern("two", by="ben", contact="fay", contacts=("fay",), state="opened")
    keep(storage, one, two)
    keep(storage, msgspec.structs.replace(the_pair(storage), state="paused"))
    late = press("b", "fay" if other == "concern.settled" else "ben", other, concern="two")
    outcome = decided(storage, late)
    handle(storage, press("a", "ana", "concern.withdraw", concern="one"))
    with pytest.raises(ConcurrentUpdate):
        keep(storage, *outcome.saves)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_characters_no_database_keeps_do_no_harm(storage: Storage, text: str) -> None:
    company(storage)
    assert handle(storage, say("words", "ana", f"/rm-concern {text}")).status == "handled"
