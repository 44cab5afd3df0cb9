"""What every storage promises about a message to the two of a pairing: where it goes, in which language, and that it
is gone with either of them.
"""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Address
from bot.outcome import About, Forget, Send
from bot.program.model import Person
from bot.program.snapshot import FailedSend, Query
from bot.runtime.ports import Post, Row, Storage, shared_by
from tests import factories as make
from tests.contracts.test_storage_waiting import claim, deliver, enqueue, save
from tests.factories import ACME, NOON

BOTH = Send(
    kind="introduction",
    message=make.message(),
    both="pair",
    about=About(pairing="pair"),
    unless=("pairing_over",),
)


def meet(storage: Storage, **changes: object) -> None:
    """Ana and Ben of one workspace, introduced."""
    save(
        storage,
        make.organization(language="de"),
        make.place(),
        make.person("ana", language="en", timezone="Europe/Lisbon"),
        make.person("ben", **{"language": "en", "timezone": "Europe/Berlin", **changes}),
        make.account("ana", "U1"),
        make.account("ben", "U2"),
        make.pairing(state="introduced"),
    )


def claimed(storage: Storage) -> Row:
    (row,) = claim(storage)
    return row


def test_it_goes_to_both_of_them(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    row = claimed(storage)
    assert row.address == Address(platform="slack", place="T1", together=("U1", "U2"))
    assert (row.language, row.timezone, row.dropped) == ("en", "UTC", "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"language": "de"}, ("de", "UTC")),
        ({"language": "fr"}, ("de", "UTC")),
        ({"timezone": "Europe/Lisbon"}, ("en", "Europe/Lisbon")),
    ],
)
def test_it_speaks_as_both_do_or_as_the_program_does(
    storage: Storage, changes: dict[str, object], expected: tuple[str, str]
) -> None:
    meet(storage, **changes)
    enqueue(storage, "e", BOTH)
    row = claimed(storage)
    assert (row.language, row.timezone) == expected


def test_who_moved_to_another_platform_cannot_be_reached_together(storage: Storage) -> None:
    meet(storage)
    save(storage, make.account("ben", address=Address(platform="teams", place="tenant", user="b")))
    enqueue(storage, "e", BOTH)
    assert claimed(storage).address is None


def test_once_they_are_no_pair_it_is_dropped(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    save(storage, make.pairing(state="ended", version=1))
    assert claimed(storage).dropped == "pairing_over"


def test_a_concern_drops_what_waits_for_both(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    with storage.begin() as work:
        work.drop_waiting(ACME, "pair", "concern")
    assert not claim(storage)


def test_one_after_the_other_and_nobody_waits_for_the_other_lines(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH, BOTH, make.send("ana"))
    assert sorted(row.send.both for row in claim(storage)) == ["", "pair"]
    deliver(
        storage,
        "e:0",
        "G1/1",
        Address(platform="slack", place="T1", together=("U1", "U2"), conversation="G1"),
    )
    assert [row.id for row in claim(storage)] == ["e:1"]


def test_a_later_one_takes_the_place_of_the_first(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    claimed(storage)
    there = Address(platform="slack", place="T1", together=("U2", "U1"), conversation="G1")
    deliver(storage, "e:0", "G1/1", there)
    enqueue(storage, "f", msgspec.structs.replace(BOTH, replaces="e:0"))
    row = claimed(storage)
    assert (row.address, row.replaces_reference) == (there, "G1/1")


def test_it_is_among_what_was_said_to_either(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    for who in ("ana", "ben"):
        assert [kept.message for kept in storage.messages_to(ACME, who)] == [BOTH.message]
    assert not storage.messages_to(ACME, "cem")


def test_that_it_failed_is_no_failure_of_a_channel(storage: Storage) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    with storage.begin() as work:
        work.give_up("e:0", "failed", "user_not_found", at=NOON)
        found = work.load(Query(organization=ACME, failed_since=NOON, outbox="e:0"))
    assert [(one.person, one.channel) for one in found.failed] == [("", "")]
    assert isinstance(found.failed[0], FailedSend)
    assert found.pairing is not None
    assert set(found.people) >= {"ana", "ben"}


@pytest.mark.parametrize("state", ["waits", "sent"])
def test_with_either_of_them_it_is_gone(storage: Storage, state: str) -> None:
    meet(storage)
    enqueue(storage, "e", BOTH)
    if state == "sent":
        claimed(storage)
        deliver(
            storage,
            "e:0",
            "G1/1",
            Address(platform="slack", place="T1", together=("U1", "U2"), conversation="G1"),
        )
    where = shared_by(["hr-ana", "hr-ben"])
    for author in ("", "hr-ben"):
        said = make.message() if not author else None
        post = Post(
            id=f"p{author}", organization=ACME, conversation=where, author=author, at=NOON, message=said
        )
        storage.save_post(post)
    with storage.begin() as work:
        work.forget(ACME, Forget(person="ana", former="former:1"))
    with storage.begin() as work:
        assert work.load(Query(organization=ACME, outbox="e:0")).sent is None
    assert not storage.posts(ACME, where)
    assert not claim(storage, minutes=60)
    assert [one.id for one in storage.page_of(Person, ACME)] == ["ben"]


def test_exactly_one_receiver(storage: Storage) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        enqueue(storage, "e", msgspec.structs.replace(BOTH, person="ana"))


def test_where_both_were_last_is_found(storage: Storage) -> None:
    meet(storage)
    save(storage, make.account("ben", address=Address(platform="teams", place="tenant", user="b")))
    with storage.begin() as work:
        homes = work.load(Query(organization=ACME, pairing="pair", homes=True)).homes
        nothing = work.load(Query(organization=ACME, pairing="pair")).homes
    assert (homes["ana"].user, homes["ben"].platform, nothing) == ("U1", "teams", {})
