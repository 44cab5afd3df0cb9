"""Of somebody's own page only the newest is of any use: what every storage does with it."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Address
from bot.events import HomeOpened
from bot.outcome import About, Send, Visitor
from bot.program.model import Account
from bot.program.snapshot import Query
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.contracts.test_storage_waiting import claim, deliver, enqueue, ids, save, state_of
from tests.factories import ACME, NOON, after

LONG_S = 600.0


def home(person: str = "ana", **changes: object) -> Send:
    return make.send(person, kind="home", home=True, **changes)


@pytest.fixture(autouse=True)
def ana(storage: Storage) -> None:
    save(storage, make.organization(), make.place(), make.person("ana"), make.account())


def test_those_before_it_go_and_it_waits_behind_no_message(storage: Storage) -> None:
    enqueue(storage, "said", make.send(), make.send())
    for name in ("one", "two", "three"):
        enqueue(storage, name, home())
    assert sorted(ids(claim(storage))) == ["said:0", "three:0"]
    assert state_of(storage, "one:0") == state_of(storage, "two:0") == ""


def test_others_keep_theirs_and_messages_stay(storage: Storage) -> None:
    save(storage, make.person("ben"), make.account("ben", "U2"))
    enqueue(storage, "a", home("ben"), make.send())
    enqueue(storage, "b", home())
    enqueue(storage, "c", home())
    assert sorted(ids(claim(storage))) == ["a:0", "a:1", "c:0"]


def test_of_those_who_are_known_nowhere_each_has_a_page_of_their_own(storage: Storage) -> None:
    def looked(user: str) -> Send:
        visitor = Visitor(address=make.address(user, conversation=""), language="en")
        return make.send("", kind="home", home=True, visitor=visitor)

    farewell = make.send("", kind="farewell", visitor=Visitor(address=make.address("U9"), language="en"))
    enqueue(storage, "bye", farewell)
    for name, user in (("one", "U7"), ("two", "U8"), ("three", "U7")):
        enqueue(storage, name, looked(user))
    assert sorted(ids(claim(storage))) == ["bye:0", "three:0", "two:0"]
    assert storage.mark_sending("three:0", lease_s=LONG_S)
    storage.mark_sent("three:0", "V1", make.address("U7"), at=NOON)
    assert state_of(storage, "three:0") == ""


def test_one_that_was_claimed_is_not_sent_when_there_is_a_newer_one(storage: Storage) -> None:
    enqueue(storage, "one", home())
    assert ids(claim(storage)) == ["one:0"]
    enqueue(storage, "two", home(), at=1)
    assert not storage.mark_sending("one:0", lease_s=LONG_S)
    assert ids(claim(storage, 1)) == ["two:0"]


def test_one_that_is_being_sent_ends_first(storage: Storage) -> None:
    enqueue(storage, "one", home())
    claim(storage)
    assert storage.mark_sending("one:0", lease_s=LONG_S)
    enqueue(storage, "two", home(), at=1)
    assert claim(storage, 1) == ()
    storage.mark_sent("one:0", "V1", make.address(), at=NOON)
    assert ids(claim(storage, 1)) == ["two:0"]


def test_nothing_of_it_is_kept_once_it_is_settled(storage: Storage) -> None:
    enqueue(storage, "one", home())
    claim(storage)
    deliver(storage, "one:0", "V1")
    enqueue(storage, "two", home(), at=1)
    claim(storage, 1)
    storage.mark_over("two:0", "failed", "not_enabled", at=after(minutes=2))
    assert state_of(storage, "one:0") == state_of(storage, "two:0") == ""
    assert storage.messages_to(ACME, "ana") == ()


def test_a_conversation_that_was_opened_meanwhile_is_not_forgotten(storage: Storage) -> None:
    save(storage, make.person("ben"), make.account("ben", "U2", address=make.address("U2", conversation="")))
    enqueue(storage, "page", home("ben", account="slack:T1:U2"))
    enqueue(storage, "said", make.send("ben"))
    claim(storage)
    deliver(storage, "said:0", "D2/1", make.address("U2", conversation="D2"))
    deliver(storage, "page:0", "V2", make.address("U2", conversation=""))
    with storage.begin() as work:
        known = work.load(Query(sender=make.sender("U2"))).account
    assert known is not None
    assert known.address.conversation == "D2"


def test_a_card_in_the_chat_is_found_until_there_is_a_newer_one(storage: Storage) -> None:
    mine = About(person="ana", story="card:mine")

    def newest(about: str = "card:mine") -> str:
        with storage.begin() as work:
            return work.load(Query(organization=ACME, card=about)).card

    assert newest() == ""
    card = make.send("ana", kind="card", home=True, about=mine)
    enqueue(storage, "one", card)
    assert newest() == "one:0"
    enqueue(storage, "two", card, make.send("ana", kind="renewed", home=True, replaces="one:0"), at=1)
    assert (newest(), newest("card:other"), newest("card")) == ("two:0", "", "")
    claim(storage, 1)
    storage.mark_over("one:0", "failed", "gone", at=NOON)
    assert newest() == "two:0"


def test_a_look_that_is_answered_at_once_leaves_nothing_behind(storage: Storage) -> None:
    sender = make.sender(address=make.address(conversation="D1"), page_in_chat=True)
    save(storage, make.account(address=sender.address, version=1))
    look = HomeOpened(id="look", at=NOON, sender=sender, message="card", shows=True)
    for _ in range(2):
        handled = handle(storage, look)
        assert handled.status == "handled"
        assert handled.reply is not None
        assert handled.reply.card is not None
    assert storage.messages_to(ACME, "ana") == ()
    assert storage.set_aside_events() == ()
    with storage.begin() as work:
        assert work.is_new(look), "there is no mark of it"


def test_shown_anew_it_goes_to_where_it_stands_and_is_kept_nowhere(storage: Storage) -> None:
    enqueue(storage, "one", make.send("ana", kind="card", home=True))
    claim(storage)
    deliver(storage, "one:0", "D1/7")
    enqueue(storage, "two", make.send("ana", kind="renewed", home=True, replaces="one:0"), at=1)
    (row,) = claim(storage, 1)
    assert row.replaces_reference == "D1/7"
    deliver(storage, "two:0", "D1/7")
    assert (state_of(storage, "one:0"), state_of(storage, "two:0")) == ("sent", "")


def test_what_others_read_is_in_the_language_of_the_program(storage: Storage) -> None:
    save(storage, make.person("zoe", language="de"), make.account("zoe", "U5"))
    there = make.address("U5", conversation="C1")
    enqueue(storage, "a", make.send("zoe", kind="thread", only_you=there))
    (line,) = claim(storage)
    assert (line.language, line.address) == ("en", make.address("U5"))
    deliver(storage, "a:0", "", make.address("U5"))
    enqueue(storage, "b", make.send("zoe"))
    assert [row.language for row in claim(storage)] == ["de"]


def test_it_goes_to_the_account_that_looked(storage: Storage) -> None:
    """And a message goes to the one that was used last."""
    teams = Address(platform="teams", place="tenant", user="29:1", conversation="a:1")
    save(storage, Account(id="teams:tenant:29:1", organization=ACME, person="ana", address=teams))
    enqueue(storage, "a", make.send("ana", kind="home", home=True, account="slack:T1:U1"), make.send("ana"))
    page, said = sorted(claim(storage), key=lambda row: row.id)
    assert (page.send.home, said.send.home) == (True, False)
    assert page.address is not None
    assert said.address is not None
    assert (page.address.platform, said.address.platform) == ("slack", "teams")
