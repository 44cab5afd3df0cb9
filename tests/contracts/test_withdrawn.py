"""What was taken back or erased is nowhere any more: no digest, no preview, no copy, nothing that waits."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Buttons, Message, Phrase, Say
from bot.events import DeliveryFailed, DigestMade, ErasureAsked
from bot.program.keeping.retention import MESSAGES
from bot.program.metrics import Figures
from bot.program.model import Change, Digest, Record
from bot.runtime.ports import Row, Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.contracts.test_delivery import fates, office
from tests.contracts.test_told import (
    NUMBERS,
    WORDS,
    deliver,
    keep,
    press,
    say,
    see,
    take_back,
    the_story,
    told_by_both,
    where,
)
from tests.delivering import Office, Platform
from tests.factories import ACME, NOON, after

LINE, OTHER = "Walrus captions everywhere", "No meeting on a Friday"
FIGURES = Figures(
    numbers={
        "joined": 9,
        "pairs": 4,
        "held": 3,
        "planned": 3,
        "due": 3,
        "changes": 2,
        "met": 4,
        "exchanged": 1,
    },
    weeks=(),
)


def agreed(change_id: str, text: str, **changes: object) -> Change:
    both = {"approved": ("ana", "ben"), "state": "agreed", "agreed_at": NOON}
    return make.change(change_id, text=text, **(both | changes))


def company(storage: Storage, *more: Record) -> None:
    """Ana and Ben have told the leaders of a change, Dora and Eve of another."""
    names = ("ana", "ben", "dora", "eve")
    keep(storage, make.organization(), make.place(), make.channel("c1"), *more)
    keep(storage, make.cohort(channel="c1", opened_by="ada", zone="UTC"))
    keep(storage, *(make.person(name) for name in names), make.person("ada", is_admin=True))
    keep(storage, *(make.account(name, name, address=where(name)) for name in (*names, "ada")))
    keep(storage, make.pairing(state="introduced", introduced_at=NOON, held=1), agreed("walrus", LINE))
    others = {"pairing": "other", "mentor": "dora", "mentee": "eve"}
    keep(storage, make.pairing("other", mentor="dora", mentee="eve", state="introduced", held=1))
    keep(storage, agreed("friday", OTHER, agreed_at=after(days=-1), **others))


def made(storage: Storage, what: str) -> str:
    """A digest that was asked for is there; gives the outbox id of its message."""
    press(storage, "ada", f"digest.{what}")
    (asked,) = [one for one in storage.page_of(Digest, ACME) if one.state == "making"]
    event = f"made{next(NUMBERS)}"
    handled = handle(
        storage, DigestMade(id=event, at=NOON, organization=ACME, digest=asked.id, figures=FIGURES)
    )
    assert handled.status == "handled", storage.set_aside_events()
    return f"{event}:digest"


def words(storage: Storage, row: str) -> str:
    return str(see(storage, outbox=row).sent)


def keys_of(message: Message) -> list[str]:
    said = [block.text for block in message.blocks if isinstance(block, Say)]
    return [text.key for text in said if isinstance(text, Phrase)]


def test_a_change_taken_back_leaves_every_digest_that_told_of_it(storage: Storage) -> None:
    company(storage)
    preview, post = made(storage, "preview"), made(storage, "now")
    assert {preview, post} < {row.id for row in deliver(storage)}
    press(storage, "ana", "change.take_back", change="walrus")
    again = {row.send.replaces: row for row in deliver(storage) if row.send.kind == "unpost"}
    assert not any(row.send.removes for row in again.values())  # the rest of a digest stays
    assert {row.replaces_reference for row in again.values()} == {f"ref-{preview}", f"ref-{post}"}
    assert (again[post].send.channel, again[preview].send.person) == ("c1", "ada")
    for row in (preview, post):
        assert (LINE in words(storage, row), OTHER in words(storage, row)) == (False, True)
        assert LINE not in str(again[row].send)
        assert "digest.changed" in keys_of(again[row].send.message)
        assert "digest.act.thank" not in keys_of(again[row].send.message)
        assert not any(isinstance(block, Buttons) for block in again[row].send.message.blocks)
    press(storage, "eve", "change.take_back", change="friday")
    again = {row.send.replaces: row for row in deliver(storage) if row.send.kind == "unpost"}
    assert set(again) == {preview, post}
    assert "digest.changed" not in keys_of(again[post].send.message)
    assert "digest.title" in keys_of(again[post].send.message)
    assert all(one.told_in == () for one in storage.page_of(Change, ACME))


def test_a_digest_that_waits_goes_out_without_it_whoever_had_leased_it(storage: Storage) -> None:
    company(storage)
    post = made(storage, "now")
    (held,) = [row for row in storage.claim_rows("live", NOON, lease_s=60, limit=9) if row.id == post]
    assert LINE in str(held.send)
    press(storage, "ben", "change.take_back", change="walrus")
    assert not storage.mark_sending(held.id, lease_s=60)
    sent = [row for row in deliver(storage) if row.send.channel]
    assert sent[0].id == post
    assert LINE not in str([row.send for row in sent])


def test_a_digest_in_doubt_is_posted_again_without_it(storage: Storage) -> None:
    company(storage)
    post = made(storage, "now")
    with storage.begin() as work:
        work.give_up(post, "doubt", "no_answer", at=NOON)
    press(storage, "ana", "change.take_back", change="walrus")
    press(storage, "ada", "doubt.again", outbox=post)
    (again,) = [row for row in deliver(storage) if row.send.kind == "post"]
    assert (LINE in str(again.send), OTHER in str(again.send)) == (False, True)
    press(storage, "dora", "change.take_back", change="friday")  # the copy as well
    (gone,) = [row for row in deliver(storage) if row.send.kind == "unpost"]
    assert (gone.replaces_reference, OTHER in str(gone.send)) == (f"ref-{again.id}", False)
    assert OTHER not in words(storage, again.id)


@pytest.mark.parametrize("named", [True, False])
def test_erased_words_are_in_no_message_any_more(storage: Storage, named: bool) -> None:
    company(storage)
    if named:
        (change,) = see(storage, pairing="pair").changes
        keep(storage, msgspec.structs.replace(change, named=True, names=("ana", "ben")))
    quoted = make.send("ada", kind="admin", message=make.message(f"They said: {LINE}"), name="quoted")
    with storage.begin() as work:
        work.enqueue(make.said("by-hand"), ACME, "live", [quoted])
    rows = ["by-hand:quoted", made(storage, "preview"), made(storage, "now")]
    deliver(storage)
    asked = ErasureAsked(id="erase", at=NOON, organization=ACME, person="ana")
    assert handle(storage, asked).status == "handled"
    assert [row for row in rows if LINE in words(storage, row)] == []
    assert OTHER in words(storage, rows[2])
    again = [row for row in deliver(storage) if row.send.kind == "unpost"]
    assert {row.send.replaces for row in again} == set(rows[1:])
    assert LINE not in str(again)


def test_another_line_takes_the_old_one_out(storage: Storage) -> None:
    company(storage)
    post = made(storage, "now")
    deliver(storage)
    press(storage, "ana", "change.edit", change="walrus")
    (talk,) = see(storage, open_talks_of=("ana",)).talks
    say(storage, "ana", "Captions, and a glossary")
    press(storage, "ana", "talk.answer", talk=talk.id, question="naming", value="unnamed")
    (change,) = see(storage, pairing="pair").changes
    assert (change.text, change.told_in) == ("Captions, and a glossary", ())
    assert LINE not in words(storage, post)
    assert [row.send.replaces for row in deliver(storage) if row.send.kind == "unpost"] == [post]


def test_long_after_a_post_its_words_are_gone_and_it_can_still_be_taken_down(storage: Storage) -> None:
    told_by_both(storage)
    press(storage, "ada", "stories.post", story=the_story(storage).id, read="1")
    deliver(storage)
    post = the_story(storage).post
    assert storage.tidy("live", NOON + MESSAGES + MESSAGES) > 1
    assert storage.tidy("live", NOON + MESSAGES + MESSAGES) == 0
    kept = see(storage, outbox=post)
    assert (kept.sent_state, "walrus" in str(kept.sent)) == ("sent", False)
    take_back(storage, "ana")
    (line,) = [row for row in deliver(storage) if row.send.channel]
    assert (line.send.kind, line.replaces_reference) == ("unpost", f"ref-{post}")


def test_long_after_a_digest_nothing_but_a_line_can_stand_there(storage: Storage) -> None:
    company(storage)
    post = made(storage, "now")
    deliver(storage)
    storage.tidy("live", NOON + MESSAGES + MESSAGES)
    press(storage, "ana", "change.take_back", change="walrus")
    (line,) = [row for row in deliver(storage) if row.send.channel]
    assert (line.replaces_reference, keys_of(line.send.message)) == (f"ref-{post}", ["digest.taken_back"])


def test_of_a_story_posted_again_no_copy_is_forgotten(storage: Storage) -> None:
    told_by_both(storage)
    press(storage, "ada", "stories.post", story=the_story(storage).id, read="1")
    deliver_all_but(storage, first := the_story(storage).post)
    press(storage, "ada", "doubt.again", outbox=first)
    deliver(storage)
    assert (the_story(storage).copies, the_story(storage).post != first) == ((first,), True)
    take_back(storage, "ben")
    rows = storage.claim_rows("live", after(days=1), lease_s=60, limit=99)
    found: dict[str, Row] = {}
    while rows:
        found |= {row.send.replaces: row for row in rows if row.send.kind == "unpost"}
        for row in rows:
            storage.mark_over(row.id, "dropped", "read", at=NOON)
        rows = storage.claim_rows("live", after(days=1), lease_s=60, limit=99)
    assert (found[first].replaces_reference, found[first].replaces_lost) == ("", True)
    there = the_story(storage).post
    assert (found[there].replaces_reference, found[there].replaces_lost) == (f"ref-{there}", False)


def deliver_all_but(storage: Storage, row: str) -> None:
    """Nobody can tell about this one."""
    with storage.begin() as work:
        work.give_up(row, "doubt", "no_answer", at=NOON)
    failed = DeliveryFailed(
        id=f"doubt:{row}", at=NOON, organization=ACME, outbox=row, kind="post", reason="no_answer", doubt=True
    )
    assert handle(storage, failed).status == "handled"
    deliver(storage)


def test_a_story_that_is_over_is_not_posted_again(storage: Storage) -> None:
    told_by_both(storage)
    press(storage, "ada", "stories.post", story=the_story(storage).id, read="1")
    deliver_all_but(storage, post := the_story(storage).post)
    take_back(storage, "ben")
    press(storage, "ada", "doubt.again", outbox=post)
    sent = deliver(storage)
    assert [row for row in sent if row.send.channel] == []
    assert "stories.delete" in [
        key for row in sent if row.send.person == "ada" for key in keys_of(row.send.message)
    ]
    assert see(storage, outbox=post).sent_state == "settled"


# -- when it is being sent at that very moment ---------------------------------------------------------------------


async def story_up(here: Office) -> None:
    """A story on its way into the channel, of which no answer came."""
    here.keep(make.cohort(channel="slack:T1:C1", opened_by="ada"), make.pairing(state="introduced", held=1))
    here.keep(make.story(state="posted", channel="slack:T1:C1", post="up:story", posted_at=NOON))
    about = make.send(
        "", channel="slack:T1:C1", kind="post", name="story", message=make.message(WORDS["ana"])
    )
    story = msgspec.structs.replace(about.about, pairing="pair", story="story")
    here.queue("up", msgspec.structs.replace(about, about=story, unless=("story_over",)))
    await here.pump()
    assert here.state("up:story") == "sending"


async def test_taken_back_while_nobody_can_tell_the_admins_hear_that_they_have_to_delete_it() -> None:
    async with office(Platform(fates("lost"), looks=False)) as here:
        await story_up(here)
        await here.service.call(lambda: press(here.storage, "ana", "story.take_back", story="story"))
        talk = see(here.storage, open_talks_of=("ana",)).talks[0]
        answer = {"talk": talk.id, "question": "sure", "value": "yes"}
        await here.service.call(lambda: press(here.storage, "ana", "talk.answer", **answer))
        await here.settle()
        to_admin = [one.message for one in here.platform.arrived if one.address.user == "ada"]
        assert [keys_of(message) for message in to_admin] == [["stories.delete"]]
        assert here.state("up:story") == "settled"


async def test_what_never_went_out_needs_nobody() -> None:
    async with office(Platform()) as here:
        post = make.send("", channel="slack:T1:C1", kind="post", name="post", unless=("story_over",))
        here.queue("up", post, make.send("", channel="slack:T1:C1", kind="unpost", replaces="up:post"))
        await here.settle()
        assert (here.state("up:post"), here.platform.arrived) == ("dropped", [])
