"""What every storage promises about all that waits: the outbox, due rules, jobs, rates, and the pool of a proposal.

Leases run out at once where a test says `lease_s=0`; machine time is never waited for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date

import msgspec
import pytest

from bot.conversation.messages import Address, Button, Buttons, Message, Say
from bot.outcome import About, Job, Send
from bot.program.model import Person, Record
from bot.program.snapshot import FailedSend, Query
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Due, Ration, Row, Storage
from storage.lanes import REPLY
from tests import factories as make
from tests.factories import ACME, NOON, after

LONG_S = 600.0


def save(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def enqueue(storage: Storage, event_id: str, *sends: Send, at: float = 0, organization: str = ACME) -> None:
    """Sends of an event that happened so many minutes after NOON."""
    with storage.begin() as work:
        work.enqueue(make.said(event_id, at=after(minutes=at)), organization, "live", sends)


def claim(
    storage: Storage, minutes: float = 0, *, lease_s: float = LONG_S, limit: int = 99
) -> tuple[Row, ...]:
    return storage.claim_rows("live", after(minutes=minutes), lease_s=lease_s, limit=limit)


def ids(rows: Iterable[Row]) -> list[str]:
    return [row.id for row in rows]


def deliver(
    storage: Storage, row_id: str, reference: str = "r", address: Address | None = None, *, at: float = 0
) -> None:
    """So many minutes after NOON."""
    assert storage.mark_sending(row_id, lease_s=LONG_S)
    storage.mark_sent(row_id, reference, address or make.address(), at=after(minutes=at))


def state_of(storage: Storage, row_id: str) -> str:
    with storage.begin() as work:
        return work.load(Query(organization=ACME, outbox=row_id)).sent_state


@pytest.mark.parametrize(
    "held", [("acme",), ("beta",), ("zeta",), ("acme", "zeta"), ("acme", "beta", "zeta")]
)
def test_of_who_has_used_up_a_rate_nothing_goes_and_of_all_others_everything(
    storage: Storage, held: tuple[str, ...]
) -> None:
    everybody = ("acme", "beta", "zeta")
    for one in everybody:
        enqueue(storage, one, make.send("ana"), make.send("ben"), organization=one)
    rations = [Ration(organization=one, lane=REPLY) for one in held]
    found = storage.claim_rows("live", NOON, lease_s=LONG_S, limit=99, rations=rations)
    assert sorted({row.organization for row in found}) == [one for one in everybody if one not in held]
    assert len(found) == 2 * (len(everybody) - len(held))
    assert len(claim(storage)) == 2 * len(held)


@pytest.mark.parametrize("many", [1, 2, 3, 31, 32, 33, 70])
def test_so_many_are_found_by_their_ids(storage: Storage, many: int) -> None:
    save(storage, make.organization(), *(make.person(f"p{number:02}") for number in range(80)))
    wanted = [f"p{number:02}" for number in range(many)]
    found = storage.page_of(Person, ACME, where={"id": wanted})
    assert [one.id for one in found] == wanted


class TestOrder:
    def test_ids_by_name_or_number(self, storage: Storage) -> None:
        with storage.begin() as work:
            sends = [make.send(), make.send(name="card"), make.send()]
            assert work.enqueue(make.said("e"), ACME, "live", sends) == ("e:0", "e:card", "e:2")
            assert work.enqueue(make.said("none"), ACME, "live", []) == ()

    def test_the_oldest_of_each_person_or_channel_only(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana"), make.send("ben"), make.send("ana"))
        enqueue(storage, "b", make.send("ben"), make.send("", channel="c1"), make.send("", channel="c1"))
        assert ids(claim(storage)) == ["a:0", "a:1", "b:1"]
        assert claim(storage) == ()
        deliver(storage, "a:0")
        assert ids(claim(storage)) == ["a:2"]
        storage.mark_over("b:1", "failed", "gone", at=NOON)
        storage.mark_over("a:1", "dropped", "talk_over", at=NOON)
        assert ids(claim(storage)) == ["b:0", "b:2"]

    def test_at_most_the_limit_and_oldest_first(self, storage: Storage) -> None:
        for at, person in ((3, "ana"), (1, "ben"), (2, "cem")):
            enqueue(storage, person, make.send(person), at=at)
        assert ids(claim(storage, 5, limit=2)) == ["ben:0", "cem:0"]
        assert ids(claim(storage, 5, limit=2)) == ["ana:0"]

    def test_what_waits_for_its_time_blocks_nobody(self, storage: Storage) -> None:
        enqueue(storage, "later", make.send(not_before=after(minutes=30)))
        enqueue(storage, "now", make.send())
        assert ids(claim(storage)) == ["now:0"]
        deliver(storage, "now:0")
        assert claim(storage, 29) == ()
        enqueue(storage, "before", make.send(), at=20)
        enqueue(storage, "behind", make.send(), at=31)
        assert ids(claim(storage, 32)) == ["before:0"]
        deliver(storage, "before:0")
        assert ids(claim(storage, 32)) == ["later:0"]
        deliver(storage, "later:0")
        assert ids(claim(storage, 32)) == ["behind:0"]

    def test_what_was_answered_keeps_its_words_and_nothing_to_press(self, storage: Storage) -> None:
        said, button = Say(text="Would you?"), Button(label="Yes", action="duty.accept")
        asking = Message(blocks=(said, Buttons(items=(button,))), summary="Would you?")
        save(storage, make.person(), make.account())
        enqueue(storage, "asks", make.send(message=asking))
        claim(storage)
        deliver(storage, "asks:0", "D1/1.2")
        nothing = Message(blocks=(), summary="")
        enqueue(storage, "done", make.send(kind="answered", message=nothing, replaces="asks:0"))
        (row,) = claim(storage)
        assert (row.replaces_reference, row.send.message.blocks) == ("D1/1.2", (said,))

    @pytest.mark.parametrize(
        "old",
        [
            make.send(message=Message(blocks=(), summary="")),
            make.send(kind="home", home=True),
        ],
    )
    def test_nothing_is_left_of_words_no_longer_kept_nor_of_a_page(self, storage: Storage, old: Send) -> None:
        save(storage, make.person(), make.account())
        enqueue(storage, "asks", old)
        claim(storage)
        deliver(storage, "asks:0", "D1/1.2")
        nothing = Message(blocks=(), summary="")
        enqueue(storage, "done", make.send(kind="answered", message=nothing, replaces="asks:0"))
        (row,) = claim(storage)
        assert row.replaces_reference == ""

    def test_what_is_put_back_keeps_its_place(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send(), make.send())
        claim(storage)
        storage.put_back("a:0", after_s=LONG_S)
        assert claim(storage) == ()
        assert state_of(storage, "a:0") == "ready"
        enqueue(storage, "b", make.send("ben"))
        claim(storage)
        storage.put_back("b:0", after_s=0)
        assert ids(claim(storage)) == ["b:0"]

    def test_realms_and_organizations_do_not_meet(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send())
        enqueue(storage, "b", make.send(), organization="other")
        with storage.begin() as work:
            work.enqueue(make.said("p"), "play", "playground", [make.send()])
        assert ids(storage.claim_rows("playground", NOON, lease_s=9, limit=9)) == ["p:0"]
        assert sorted(ids(claim(storage))) == ["a:0", "b:0"]

    def test_the_same_message_is_queued_once(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send())
        enqueue(storage, "a", make.send())
        assert ids(claim(storage)) == ["a:0"]
        deliver(storage, "a:0")
        assert claim(storage) == ()
        with pytest.raises(ValueError, match="a:0"):
            enqueue(storage, "a", make.send("ben"))

    def test_a_send_without_one_receiver_is_refused(self, storage: Storage) -> None:
        for send in (make.send(""), make.send("ana", channel="c1")):
            with pytest.raises(ValueError, match="exactly one"):
                enqueue(storage, "a", send)


class TestLeases:
    def test_a_lease_that_ran_out_is_claimed_as_if_new(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send(), make.send())
        assert ids(claim(storage, lease_s=0)) == ["a:0"]
        assert not storage.mark_sending("a:0", lease_s=LONG_S)
        (again,) = claim(storage)
        assert (again.id, again.doubtful, again.attempts) == ("a:0", False, 0)

    def test_who_died_while_sending_leaves_doubt(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send(), make.send())
        claim(storage)
        assert storage.mark_sending("a:0", lease_s=0)
        (doubtful,) = claim(storage, lease_s=0)
        assert (doubtful.id, doubtful.doubtful, doubtful.attempts) == ("a:0", True, 1)
        (still,) = claim(storage)
        assert (still.doubtful, still.attempts) == (True, 1)
        assert storage.mark_sending("a:0", lease_s=LONG_S)
        storage.put_back("a:0", after_s=0)
        (certain,) = claim(storage)
        assert (certain.id, certain.doubtful, certain.attempts) == ("a:0", False, 2)

    def test_two_tasks_of_one_process_send_once(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send())
        assert len(claim(storage, lease_s=0)) == len(claim(storage)) == 1
        assert [storage.mark_sending("a:0", lease_s=LONG_S) for _ in range(2)] == [True, False]

    def test_doubt_frees_the_line_until_somebody_decides(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send(), make.send())
        claim(storage)
        storage.mark_sending("a:0", lease_s=LONG_S)
        storage.mark_over("a:0", "doubt", "no_answer", at=NOON)
        assert (state_of(storage, "a:0"), ids(claim(storage))) == ("doubt", ["a:1"])
        with storage.begin() as work:
            work.settle_doubt("a:0")
        with pytest.raises(ConcurrentUpdate, match="a:0"), storage.begin() as work:
            work.settle_doubt("a:0")
        assert state_of(storage, "a:0") == "settled"

    def test_nothing_is_marked_without_a_claim(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send())
        assert not storage.mark_sending("a:0", lease_s=LONG_S)
        storage.mark_over("a:0", "failed", "x", at=NOON)
        storage.put_back("a:0", after_s=LONG_S)
        storage.put_back("unknown", after_s=LONG_S)
        storage.mark_sent("unknown", "r", make.address(), at=NOON)
        assert ids(claim(storage)) == ["a:0"]

    def test_sent_stays_sent(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send())
        claim(storage)
        deliver(storage, "a:0")
        storage.mark_over("a:0", "failed", "too late", at=NOON)
        storage.put_back("a:0", after_s=0)
        assert not storage.mark_sending("a:0", lease_s=LONG_S)
        assert (state_of(storage, "a:0"), claim(storage)) == ("sent", ())


class TestDropping:
    """What a concern does to all that waits about a pairing."""

    ABOUT = About(person="ana", pairing="pair", session="s1")

    def drop(self, storage: Storage, organization: str = ACME) -> None:
        with storage.begin() as work:
            work.drop_waiting(organization, "pair", "concern")

    def test_all_that_waits_about_a_pairing(self, storage: Storage) -> None:
        later = make.send("ben", about=self.ABOUT, not_before=after(minutes=5))
        other = make.send("cem", about=About(pairing="another"))
        enqueue(storage, "a", make.send("ana", about=self.ABOUT), later, other, make.send("dee"))
        enqueue(storage, "far", make.send("ana", about=self.ABOUT), organization="other")
        self.drop(storage)
        assert sorted(ids(claim(storage, 9))) == ["a:2", "a:3", "far:0"]
        assert [state_of(storage, f"a:{number}") for number in range(2)] == ["dropped", "dropped"]
        assert storage.count_waiting() == 3

    def test_what_was_claimed_is_not_sent(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana", about=self.ABOUT), make.send("ana"))
        assert ids(claim(storage)) == ["a:0"]
        self.drop(storage)
        assert not storage.mark_sending("a:0", lease_s=LONG_S)
        storage.put_back("a:0", after_s=0)
        storage.put_off("a:0", until=after(minutes=1))
        storage.mark_over("a:0", "failed", "x", at=NOON)
        assert (state_of(storage, "a:0"), ids(claim(storage, 9))) == ("dropped", ["a:1"])

    def test_what_was_put_back_or_put_off_is_not_sent(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana", about=self.ABOUT), make.send("ben", about=self.ABOUT))
        claim(storage)
        storage.put_back("a:0", after_s=0)
        storage.put_off("a:1", until=after(minutes=1))
        self.drop(storage)
        assert claim(storage, 9) == ()

    def test_what_is_being_sent_goes_on(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana", about=self.ABOUT))
        claim(storage)
        assert storage.mark_sending("a:0", lease_s=LONG_S)
        self.drop(storage)
        assert state_of(storage, "a:0") == "sending"
        storage.mark_sent("a:0", "r", make.address(), at=NOON)
        self.drop(storage)
        assert state_of(storage, "a:0") == "sent"

    def test_with_everything_else_or_not_at_all(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana", about=self.ABOUT))
        with contextlib.suppress(ZeroDivisionError), storage.begin() as work:
            work.drop_waiting(ACME, "pair", "concern")
            raise ZeroDivisionError
        assert ids(claim(storage, lease_s=0)) == ["a:0"]
        with storage.begin() as work:
            work.drop_waiting(ACME, "pair", "concern")
            work.enqueue(make.said("b"), ACME, "live", [make.send("ana", about=self.ABOUT)])
        assert ids(claim(storage)) == ["b:0"]

    def test_a_pairing_is_named(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana"))
        with pytest.raises(ValueError, match="none was named"), storage.begin() as work:
            work.drop_waiting(ACME, "", "concern")
        assert ids(claim(storage)) == ["a:0"]


class TestForgetting:
    """What becomes of the messages about a story that is taken back."""

    ABOUT = About(person="ana", pairing="pair", story="tale")

    def forget(self, storage: Storage, organization: str = ACME, story: str = "tale") -> None:
        with storage.begin() as work:
            work.unsay(organization, story)

    def words(self, storage: Storage, row_id: str) -> str:
        with storage.begin() as work:
            sent = work.load(Query(organization=ACME, outbox=row_id)).sent
        assert sent is not None
        return "walrus" if "walrus" in str(sent) else ""

    def test_what_waits_is_dropped_and_nothing_keeps_its_words(self, storage: Storage) -> None:
        told = make.send("ana", about=self.ABOUT, message=make.message("walrus"))
        enqueue(storage, "sent", told)
        claim(storage)
        storage.mark_sending("sent:0", lease_s=LONG_S)
        storage.mark_sent("sent:0", "r", make.address(), at=NOON)
        about_more = make.send("ben", about=About(story="other"), message=make.message("walrus"))
        later = msgspec.structs.replace(told, person="cem", not_before=after(days=1))
        enqueue(storage, "a", told, later, about_more)
        enqueue(storage, "far", told, organization="other")
        self.forget(storage)
        states = [state_of(storage, row) for row in ("sent:0", "a:0", "a:1", "a:2")]
        assert states == ["sent", "dropped", "dropped", "ready"]
        kept = [self.words(storage, row) for row in ("sent:0", "a:0", "a:1", "a:2")]
        assert kept == ["", "", "", "walrus"]
        assert sorted(ids(claim(storage, 9))) == ["a:2", "far:0"]

    def test_what_is_being_sent_goes_on_and_what_comes_after_is_sent(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana", about=self.ABOUT, message=make.message("walrus")))
        claim(storage)
        assert storage.mark_sending("a:0", lease_s=LONG_S)
        with storage.begin() as work:
            work.unsay(ACME, "tale")
            work.enqueue(make.said("b"), ACME, "live", [make.send("ben", about=self.ABOUT)])
        assert (state_of(storage, "a:0"), self.words(storage, "a:0")) == ("sending", "")
        assert ids(claim(storage)) == ["b:0"]

    def test_a_story_is_named(self, storage: Storage) -> None:
        enqueue(storage, "a", make.send("ana"))
        with pytest.raises(ValueError, match="none was named"):
            self.forget(storage, story="")
        assert ids(claim(storage)) == ["a:0"]

    def test_about_a_story_that_is_over_nothing_is_sent(self, storage: Storage) -> None:
        save(
            storage,
            make.person("ana"),
            make.account(),
            make.story("tale", state="withdrawn"),
            make.story("up"),
        )
        told = make.send("ana", about=self.ABOUT, unless=("story_over",))
        up = msgspec.structs.replace(told, about=About(story="up"))
        gone = msgspec.structs.replace(told, about=About(story="nobody's"))
        enqueue(storage, "a", told, up, gone)
        dropped = {}
        while rows := claim(storage, 9):
            for row in rows:
                dropped[row.id] = row.dropped
                storage.mark_over(row.id, "dropped", "seen", at=NOON)
        assert dropped == {"a:0": "story_over", "a:1": "", "a:2": "story_over"}


class TestRows:
    def test_a_row_knows_its_reader(self, storage: Storage) -> None:
        save(storage, make.organization(language="de"), make.channel(), make.account())
        save(
            storage, make.person("ana", language="fr", timezone="Asia/Tokyo"), make.person("ben", timezone="")
        )
        sends = (
            make.send("ana"),
            make.send("ben"),
            make.send("", channel="slack:T1:C1"),
            make.send("nobody"),
        )
        enqueue(storage, "a", *sends)
        rows = claim(storage)
        assert [row.send for row in rows] == list(sends)
        assert [row.language for row in rows] == ["fr", "en", "de", "de"]
        assert [row.timezone for row in rows] == ["Asia/Tokyo", "UTC", "UTC", "UTC"]
        assert [row.address for row in rows] == [make.address(), None, make.channel().address, None]
        assert [(row.organization, row.created_at, row.attempts) for row in rows] == [(ACME, NOON, 0)] * 4

    def test_the_account_used_last_is_written_to(self, storage: Storage) -> None:
        teams = make.address(platform="teams", place="tenant", user="29:1")
        save(storage, make.person("ana"), make.account(), make.account(address=teams))
        enqueue(storage, "a", make.send(), make.send())
        assert [row.address for row in claim(storage)] == [teams]
        deliver(storage, "a:0", address=teams)
        save(storage, make.account(version=1))
        assert [row.address for row in claim(storage)] == [make.address()]

    def test_a_new_conversation_is_learned(self, storage: Storage) -> None:
        save(storage, make.place(), make.person("ana"), make.account())
        opened = make.address(conversation="D1")
        enqueue(storage, "a", make.send(), make.send())
        claim(storage)
        deliver(storage, "a:0", address=opened)
        assert [row.address for row in claim(storage)] == [opened]
        with storage.begin() as work:
            seen = work.load(Query(sender=make.sender()))
        assert seen.account == make.account(address=opened, version=2)
        with pytest.raises(ConcurrentUpdate):
            save(storage, make.account(version=1))

    def test_what_replaces_knows_the_old_message(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.account())
        replaces = make.send(kind="closed", replaces="a:0")
        enqueue(storage, "a", make.send(), replaces, make.send(replaces="a:gone"))
        claim(storage)
        deliver(storage, "a:0", "111.222")
        (row,) = claim(storage)
        assert (row.id, row.replaces_reference) == ("a:1", "111.222")
        deliver(storage, "a:1", "111.222")
        (row,) = claim(storage)
        assert (row.id, row.replaces_reference) == ("a:2", "")

    def test_an_old_message_is_closed_where_it_stands_but_news_goes_where_the_person_is(
        self, storage: Storage
    ) -> None:
        teams = make.address(platform="teams", place="tenant", user="29:1")
        slack = make.address(conversation="D1")
        save(storage, make.person("ana"), make.account())
        enqueue(
            storage, "a", make.send(), make.send(kind="closed", replaces="a:0"), make.send(replaces="a:0")
        )
        claim(storage)
        deliver(storage, "a:0", "111.222", slack)
        save(storage, make.account(address=teams))
        (closes,) = claim(storage)
        assert (closes.address, closes.replaces_reference) == (slack, "111.222")
        deliver(storage, "a:1", "111.222", slack)
        (news,) = claim(storage)
        assert (news.address, news.replaces_reference) == (teams, "")

    def test_who_reads_it_is_who_it_is_about_unless_it_names_another(self, storage: Storage) -> None:
        save(storage, make.person("ana"), make.person("paused", paused_until=date(2026, 9, 1)))
        away = ("person_away",)
        enqueue(storage, "a", make.send("ana", unless=away), make.send("paused", unless=away))
        enqueue(storage, "b", make.send("eve", unless=away, about=About(person="ana")))
        assert [row.dropped for row in claim(storage)] == ["", "person_away", ""]

    def test_expired_and_untrue_rows_say_so(self, storage: Storage) -> None:
        save(
            storage,
            make.person("ana"),
            make.person("paused", paused_until=date(2026, 9, 1)),
            make.pairing("pair"),
        )
        save(storage, make.pairing("over", state="ended"), make.talk("talk"), make.talk("done", state="done"))
        away, over, talked = ("person_away",), ("pairing_over",), ("talk_over",)
        sends = {
            "": make.send(
                "p1", about=About(person="ana", pairing="pair", talk="talk"), unless=(*away, *over, *talked)
            ),
            "person_away": make.send("paused", unless=away),
            "pairing_over": make.send("p3", about=About(pairing="over"), unless=over),
            "talk_over": make.send("p4", about=About(person="ana", talk="done"), unless=(*away, *talked)),
            "expired": make.send("p5", expires=after(minutes=5), unless=away),
        }
        gone = make.send("p6", about=About(pairing="never was"), unless=over)
        enqueue(storage, "a", *sends.values(), gone, make.send("p7", expires=after(minutes=6)))
        dropped = [row.dropped for row in claim(storage, 5)]
        assert dropped == [*sends, "pairing_over", ""]


class TestFailed:
    def failed(self, storage: Storage, minutes: float, organization: str = ACME) -> tuple[FailedSend, ...]:
        with storage.begin() as work:
            return work.load(Query(organization=organization, failed_since=after(minutes=minutes))).failed

    def test_what_failed_since_then_newest_first(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        post = make.send("", channel="slack:T1:C1", kind="post")
        enqueue(storage, "a", make.send("ana"), post, make.send("ben"), make.send("cem"), make.send("dee"))
        enqueue(storage, "far", make.send("ana"), organization="other")
        claim(storage)
        storage.mark_over("a:0", "failed", "gone", at=NOON)
        storage.mark_over("a:1", "doubt", "no_answer", at=after(minutes=2))
        storage.mark_over("a:2", "dropped", "talk_over", at=after(minutes=2))
        with storage.begin() as work:
            work.give_up("a:3", "failed", "no_address", at=after(minutes=1))
            work.give_up("far:0", "failed", "gone", at=NOON)
        assert [one.outbox for one in self.failed(storage, 0)] == ["a:1", "a:3", "a:0"]
        doubt, _, failed = self.failed(storage, 0)
        assert doubt == FailedSend(
            outbox="a:1",
            channel="slack:T1:C1",
            kind="post",
            reason="no_answer",
            state="doubt",
            at=after(minutes=2),
        )
        assert failed == FailedSend(
            outbox="a:0", person="ana", kind="answer", reason="gone", state="failed", at=NOON
        )
        assert [one.outbox for one in self.failed(storage, 1)] == ["a:1", "a:3"]
        assert self.failed(storage, 2.1) == ()
        assert [one.outbox for one in self.failed(storage, 0, "other")] == ["far:0"]

    def test_its_people_come_along(self, storage: Storage) -> None:
        save(storage, make.person("ana"))
        enqueue(storage, "a", make.send("ana"), make.send("nobody"))
        with storage.begin() as work:
            for row_id in ("a:0", "a:1"):
                work.give_up(row_id, "failed", "gone", at=NOON)
            assert set(work.load(Query(organization=ACME, failed_since=NOON)).people) == {"ana"}
            assert work.load(Query(organization=ACME)).failed == ()

    def test_what_is_settled_or_nobodys_concern_is_not_told(self, storage: Storage) -> None:
        closed = make.send("ben", kind="closed")
        enqueue(storage, "a", make.send("ana"), closed, make.send("cem", kind="report"), make.send("dee"))
        claim(storage)
        for number in range(3):
            storage.mark_over(f"a:{number}", "doubt" if number == 0 else "failed", "x", at=NOON)
        storage.mark_over("a:3", "failed", "no_answer", at=NOON)
        assert len(self.failed(storage, 0)) == 2
        with storage.begin() as work:
            work.settle_doubt("a:0")
        storage.mark_sent("a:3", "r", make.address(), at=NOON)
        assert self.failed(storage, 0) == ()

    def test_at_most_fifty(self, storage: Storage) -> None:
        enqueue(storage, "a", *(make.send(f"p{number}") for number in range(60)))
        with storage.begin() as work:
            for number in range(60):
                work.give_up(f"a:{number}", "failed", "gone", at=NOON)
        assert [one.outbox for one in self.failed(storage, 0)] == [f"a:{n}" for n in range(59, 9, -1)]


class TestTime:
    def test_the_next_moment_and_quiet(self, storage: Storage) -> None:
        assert storage.next_moment("live") is None
        assert storage.is_quiet("live", after(days=99))
        assert storage.count_waiting() == 0
        with storage.begin() as work:
            work.set_due(ACME, "live", "pair", [Due(rule="start", subject="pair", at=after(hours=2))])
        enqueue(storage, "a", make.send(not_before=after(hours=1)))
        assert storage.next_moment("live") == after(hours=1)
        assert storage.is_quiet("live", after(minutes=59))
        assert not storage.is_quiet("live", after(hours=1))
        claim(storage, 60)
        assert not storage.is_quiet("live", after(hours=1))
        assert storage.count_waiting() == 1
        deliver(storage, "a:0")
        assert storage.count_waiting() == 0
        assert storage.is_quiet("live", after(hours=1))
        assert storage.next_moment("live") == after(hours=2)
        assert not storage.is_quiet("live", after(hours=2))
        assert (storage.next_moment("playground"), storage.is_quiet("playground", after(days=9))) == (
            None,
            True,
        )

    def test_due_rows_come_earliest_first_and_are_replaced(self, storage: Storage) -> None:
        def due(rule: str, hours: float, subject: str = "pair") -> Due:
            return Due(rule=rule, subject=subject, at=after(hours=hours))

        def come(hours: float, limit: int = 9) -> list[tuple[str, str]]:
            return [
                (org, one.rule) for org, one in storage.claim_due("live", after(hours=hours), limit=limit)
            ]

        with storage.begin() as work:
            work.set_due(ACME, "live", "pair", [due("late", 3), due("early", 1)])
            work.set_due("other", "live", "pair", [due("theirs", 2)])
            work.set_due(ACME, "playground", "play", [due("played", 1, "play")])
            work.set_due(ACME, "live", "talk", [due("again", 1, "talk")])
        assert come(0.9) == []
        assert come(2) == [(ACME, "again"), (ACME, "early"), ("other", "theirs")]
        assert come(9, limit=1) == [(ACME, "again")]
        with storage.begin() as work:
            work.drop_due(ACME, due("early", 1.5))
            work.drop_due(ACME, due("again", 1, "talk"))
        assert come(9) == [(ACME, "early"), ("other", "theirs"), (ACME, "late")]
        with storage.begin() as work:
            work.set_due(ACME, "live", "pair", [due("early", 4)])
        assert come(9) == [("other", "theirs"), (ACME, "early")]
        assert storage.claim_due("live", after(hours=9), limit=9)[1][1] == due("early", 4)
        with pytest.raises(ValueError, match="another subject"), storage.begin() as work:
            work.set_due(ACME, "live", "talk", [due("early", 4)])


class TestJobs:
    def test_the_oldest_free_job_is_leased(self, storage: Storage) -> None:
        with storage.begin() as work:
            work.ask(
                make.said("e"),
                ACME,
                "live",
                [Job(kind="propose", subject="one"), Job(kind="propose", subject="two")],
            )
        assert storage.claim_job("playground", lease_s=LONG_S) is None
        assert not storage.is_quiet("live", NOON)
        first = storage.claim_job("live", lease_s=0)
        assert first is not None
        assert (first.job, first.organization, first.attempts) == (
            Job(kind="propose", subject="one"),
            ACME,
            0,
        )
        again = storage.claim_job("live", lease_s=LONG_S)
        assert again is not None
        assert (again.id, again.attempts) == (first.id, 1)
        second = storage.claim_job("live", lease_s=LONG_S)
        assert second is not None
        assert second.job.subject == "two"
        storage.put_job_back(second.id, after_s=0)
        storage.finish_job(first.id)
        third = storage.claim_job("live", lease_s=LONG_S)
        assert third is not None
        assert (third.id, third.attempts) == (second.id, 1)
        storage.put_job_back(third.id, after_s=LONG_S)
        assert storage.claim_job("live", lease_s=LONG_S) is None
        storage.finish_job(third.id)
        assert storage.is_quiet("live", NOON)


def wait_s(storage: Storage, rate: tuple[str, float, int]) -> float:
    refused = storage.take_turn([rate])
    assert refused is not None
    return refused.wait_s


class TestRates:
    def test_a_burst_and_then_the_pace(self, storage: Storage) -> None:
        slow = ("slack:T1:C1", 0.001, 3)
        assert [storage.take_turn([slow]) for _ in range(3)] == [None, None, None]
        assert 990 < wait_s(storage, slow) <= 1000
        assert storage.take_turn([("slack:T1:C2", 0.001, 3)]) is None

    def test_who_asks_for_less_of_the_burst_leaves_the_rest_to_others(self, storage: Storage) -> None:
        bulk, reply = ("slack:T1", 0.001, 2), ("slack:T1", 0.001, 5)
        assert [storage.take_turn([bulk]) for _ in range(2)] == [None, None]
        assert wait_s(storage, bulk) > 900
        assert [storage.take_turn([reply]) for _ in range(3)] == [None, None, None]
        assert wait_s(storage, reply) > 900
        assert wait_s(storage, bulk) > 3900, "what replies took, the others wait for"

    def test_all_or_none(self, storage: Storage) -> None:
        narrow, wide = ("narrow", 0.001, 1), ("wide", 0.001, 2)
        assert storage.take_turn([wide, narrow]) is None
        for _ in range(3):
            refused = storage.take_turn([wide, narrow])
            assert refused is not None
            assert (refused.rate, refused.wait_s > 900) == ("narrow", True)
        assert storage.take_turn([wide]) is None
        assert wait_s(storage, wide) > 900
        assert storage.take_turn([]) is None

    def test_a_429_closes_the_rate(self, storage: Storage) -> None:
        fast = ("method", 1000.0, 1000)
        assert storage.take_turn([fast]) is None
        storage.push_back("method", after_s=500)
        storage.push_back("method", after_s=1)
        assert 490 < wait_s(storage, fast) <= 500
        storage.push_back("new", after_s=500)
        assert wait_s(storage, ("new", 1000.0, 1000)) > 490


class TestPool:
    def test_everybody_who_joined_with_what_was_before(self, storage: Storage) -> None:
        save(
            storage,
            *(
                make.cohort(min_seniority_gap=3),
                make.proposal(),
                make.line(1, locked=True),
                make.line(2, mentor="x"),
            ),
            make.line(3, locked=True, state="removed"),
            make.person(
                "ana",
                manager="hr-boss",
                grade=2,
                teaches=("TikTok",),
                never_with=("cem",),
                waiting_since=NOON,
            ),
            make.person("ben", paused_until=date(2026, 9, 1), version=0),
            *(make.person("boss", state="known", manager="hr-top"), make.person("top", state="left")),
            *(
                make.person("cem", capacity=2),
                make.person("gone", gone=True),
                make.person("far", organization="other"),
            ),
            *(
                make.pairing("live", mentor="cem", mentee="ana"),
                make.pairing("old", mentor="cem", mentee="ben", state="ended", introduced_at=make.NOON),
            ),
            *(
                make.ruling("r", first="ana", second="ben"),
                make.ruling("far", organization="other", second="z"),
            ),
        )
        read = storage.read_pool(ACME, "first", after(hours=13))
        members = {member.id: member for member in read.pool.members}
        assert sorted(members) == ["ana", "ben", "cem"]
        assert (members["ana"].managers, members["ana"].waiting) == (("boss", "top"), True)
        assert (members["ana"].never_with, members["ana"].teaches) == (frozenset({"cem"}), ("TikTok",))
        assert [members[one].open_pairings for one in ("ana", "ben", "cem")] == [1, 0, 1]
        assert (members["ben"].available, members["ben"].why_not) == (False, "paused")
        assert read.history.past == {("ana", "cem"), ("ben", "cem")}
        assert read.history.excluded == {("ana", "ben")}
        assert read.history.locked == (("ana", "ben"),)
        assert (read.rules.min_seniority_gap, read.pool.on) == (3, date(2026, 3, 3))
        assert read.read == {"ana": 1, "ben": 1, "cem": 1}
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(read), type=type(read)) == read

    def test_no_such_proposal(self, storage: Storage) -> None:
        save(storage, make.proposal())
        with pytest.raises(LookupError, match="first"):
            storage.read_pool("other", "first", NOON)
