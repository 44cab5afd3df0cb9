"""What two partners have told: found with their pairing, by id, and by who they are, on every storage."""

from __future__ import annotations

from itertools import count

import msgspec
import pytest

from bot.conversation.messages import Address, Say
from bot.engine import needs, step
from bot.events import DeliveryFailed, Pressed
from bot.outcome import KINDS, Outcome
from bot.program.model import Record, Story
from bot.program.snapshot import Query, Snapshot
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.ports import Row, Storage
from bot.runtime.service import handle
from tests import factories as make
from tests.factories import ACME, NOON, after

NUMBERS = count(1)


def keep(storage: Storage, *records: Record) -> None:
    with storage.begin() as work:
        work.save(records)


def see(storage: Storage, **query: object) -> Snapshot:
    with storage.begin() as work:
        return work.load(msgspec.structs.replace(Query(organization=ACME), **query))


def told(snapshot: Snapshot) -> tuple[list[str], list[str]]:
    return [one.id for one in snapshot.stories], [one.id for one in snapshot.changes]


def company(storage: Storage) -> None:
    """Ana has told two things with Ben, one before with Cem; Dora and Eve one of their own."""
    keep(storage, make.organization(), make.place(), make.account("ana", "U1"))
    keep(storage, *(make.person(name) for name in ("ana", "ben", "cem", "dora", "eve")))
    keep(storage, make.pairing("pair", state="introduced"), make.pairing("over", mentee="cem", state="ended"))
    keep(storage, make.pairing("other", mentor="dora", mentee="eve", state="introduced"))
    others = {"pairing": "other", "mentor": "dora", "mentee": "eve"}
    keep(storage, make.story("late", begun_at=after(days=2)), make.story("early", begun_at=after(days=1)))
    keep(storage, make.story("once", pairing="over", mentee="cem"), make.story("theirs", **others))
    keep(storage, make.change("late-line", proposed_at=after(days=3)), make.change("early-line"))
    keep(
        storage,
        make.change("once-line", pairing="over", mentor="cem", mentee="ana", proposed_at=after(days=1)),
    )
    keep(storage, make.change("their-line", **others))


def test_they_come_with_the_life_of_their_pairing_in_order(storage: Storage) -> None:
    company(storage)
    assert told(see(storage, pairing="pair")) == (["early", "late"], ["early-line", "late-line"])
    assert told(see(storage, pairing="other")) == (["theirs"], ["their-line"])
    assert told(see(storage, people=("ana",))) == ([], [])


def test_one_asked_for_brings_its_pairing_and_people(storage: Storage) -> None:
    company(storage)
    seen = see(storage, story="once")
    assert seen.story is not None
    assert (seen.story.id, set(seen.lives), set(seen.people)) == ("once", {"over"}, {"ana", "cem"})
    seen = see(storage, change="their-line")
    assert seen.change is not None
    assert (seen.change.id, set(seen.lives), set(seen.people)) == ("their-line", {"other"}, {"dora", "eve"})
    assert see(storage, story="nobody's").story is None


def test_a_person_finds_their_own_after_the_pairing_is_over(storage: Storage) -> None:
    company(storage)
    mine = (["once", "early", "late"], ["early-line", "once-line", "late-line"])
    assert told(see(storage, sender=make.sender(), stories=True)) == mine
    assert told(see(storage, people=("cem",), stories=True)) == (["once"], ["once-line"])
    assert told(see(storage, stories=True)) == ([], [])
    assert "cem" in see(storage, sender=make.sender(), stories=True).people


def test_no_other_organization_sees_them(storage: Storage) -> None:
    company(storage)
    assert see(storage, organization="other", story="once", change="early-line") == Snapshot()


# -- the whole way, through the one door ---------------------------------------------------------------------------

WORDS = {
    "ana": "walrus " + "and so it went on from one small thing to the next " * 3,
    "ben": "walrus " + "and then we laughed and tried it once more together " * 3,
}


def where(name: str) -> Address:
    return make.address(name, conversation=f"D-{name}")


def pair_of_two(storage: Storage) -> None:
    """Ana and Ben have met once; Ada runs the program, which has a channel."""
    keep(storage, make.organization(), make.place(), make.channel("c1"))
    keep(storage, make.cohort(channel="c1", opened_by="ada"))
    keep(storage, *(make.person(name) for name in ("ana", "ben")), make.person("ada", is_admin=True))
    keep(storage, *(make.account(name, name, address=where(name)) for name in ("ana", "ben", "ada")))
    keep(storage, make.pairing(state="introduced", introduced_at=NOON, held=1))


def press(storage: Storage, who: str, action: str, **data: str) -> None:
    number = next(NUMBERS)
    sender = make.sender(who, address=where(who))
    event = Pressed(id=f"p{number}", at=NOON, sender=sender, action=action, data=data)
    assert handle(storage, event).status == "handled", storage.set_aside_events()


def say(storage: Storage, who: str, text: str) -> None:
    event = make.said(f"s{next(NUMBERS)}", text, sender=make.sender(who, address=where(who)))
    assert handle(storage, event).status == "handled", storage.set_aside_events()


def the_story(storage: Storage) -> Story:
    return see(storage, pairing="pair").stories[-1]


def write(storage: Storage, who: str) -> None:
    say(storage, who, WORDS[who])
    say(storage, who, "skip")
    say(storage, who, "skip")
    (talk,) = see(storage, open_talks_of=(who,)).talks
    press(storage, who, "talk.answer", talk=talk.id, question="shows", value="name")


def told_by_both(storage: Storage) -> None:
    """Up to what an admin reads."""
    pair_of_two(storage)
    press(storage, "ana", "story.ask", pairing="pair")
    story = the_story(storage).id
    press(storage, "ben", "story.accept", story=story)
    write(storage, "ben")
    press(storage, "ana", "story.write", story=story)
    write(storage, "ana")
    for who in ("ana", "ben"):
        press(storage, who, "story.approve", story=story, read="1")


def deliver(storage: Storage) -> list[Row]:
    """All that may go out now, sent."""
    sent: list[Row] = []
    while rows := storage.claim_rows("live", after(days=1), lease_s=60, limit=99):
        for row in rows:
            pointless = KINDS[row.send.kind].only_replaces and not row.replaces_reference
            if row.dropped or pointless or not storage.mark_sending(row.id, lease_s=60):
                storage.mark_over(row.id, "dropped", row.dropped, at=NOON)
            else:
                storage.mark_sent(row.id, f"ref-{row.id}", row.address or where("nobody"), at=NOON)
                sent.append(row)
    return sent


def take_back(storage: Storage, who: str) -> None:
    press(storage, who, "story.take_back", story=the_story(storage).id)
    say(storage, who, "yes")


def test_what_both_approved_is_what_the_channel_gets_and_taking_back_replaces_it(storage: Storage) -> None:
    told_by_both(storage)
    approved = the_story(storage)
    assert approved.state == "agreed"
    press(storage, "ada", "stories.post", story=approved.id, read="1")
    (post,) = [row for row in deliver(storage) if row.send.channel]
    texts = [block.text for block in post.send.message.blocks if isinstance(block, Say)]
    frozen = [line for passage in approved.text for line in (passage.heading, *passage.lines)]
    assert texts[1:] == frozen
    assert the_story(storage).post == post.id
    take_back(storage, "ben")
    (line,) = [row for row in deliver(storage) if row.send.channel]
    assert (line.replaces_reference, line.send.kind) == (f"ref-{post.id}", "unpost")
    assert "walrus" not in str(the_story(storage))
    kept = see(storage, outbox=post.id)
    assert (kept.sent_state, "walrus" in str(kept.sent)) == ("sent", False)


def test_a_post_that_has_not_gone_out_never_does(storage: Storage) -> None:
    told_by_both(storage)
    deliver(storage)
    press(storage, "ada", "stories.post", story=the_story(storage).id, read="1")
    take_back(storage, "ana")
    assert [row for row in deliver(storage) if row.send.channel] == []
    kept = see(storage, outbox=the_story(storage).post)
    assert (kept.sent_state, "walrus" in str(kept.sent)) == ("dropped", False)


def test_of_an_edit_and_a_post_at_once_one_sees_the_other(storage: Storage) -> None:
    told_by_both(storage)
    story = the_story(storage).id
    late = Pressed(
        id="late",
        at=NOON,
        sender=make.sender("ada", address=where("ada")),
        action="stories.post",
        data={"story": story, "read": "1"},
    )
    outcome = step(see_all(storage, needs(late)), late)
    assert isinstance(outcome, Outcome)
    press(storage, "ana", "story.part", story=story, part="did")
    say(storage, "ana", WORDS["ana"] + " twice")
    with pytest.raises(ConcurrentUpdate):
        keep(storage, *outcome.saves)
    handle(storage, late)
    assert (the_story(storage).state, the_story(storage).edition) == ("draft", 2)


def see_all(storage: Storage, query: Query) -> Snapshot:
    with storage.begin() as work:
        return work.load(query)


@pytest.mark.parametrize("again", [True, False])
def test_a_post_that_failed_or_is_in_doubt_is_for_an_admin(storage: Storage, again: bool) -> None:
    told_by_both(storage)
    deliver(storage)
    press(storage, "ada", "stories.post", story=the_story(storage).id, read="1")
    row = the_story(storage).post
    with storage.begin() as work:
        work.give_up(row, "doubt" if again else "failed", "no_answer", at=NOON)
    failed = DeliveryFailed(
        id=f"failed:{row}", at=NOON, organization=ACME, outbox=row, kind="post", reason="gone", doubt=again
    )
    assert handle(storage, failed).status == "handled"
    if again:
        press(storage, "ada", "doubt.again", outbox=row)
        assert the_story(storage).post != row
        (post,) = [one for one in deliver(storage) if one.send.channel]
        take_back(storage, "ana")
        (line,) = [one for one in deliver(storage) if one.send.channel]
        assert line.replaces_reference == f"ref-{post.id}"
    else:
        assert (the_story(storage).state, the_story(storage).posted_at) == ("agreed", None)
        assert "stories.failed" in str([one.send for one in deliver(storage)])


def test_a_concern_drops_the_post_that_waits(storage: Storage) -> None:
    told_by_both(storage)
    deliver(storage)
    press(storage, "ada", "stories.post", story=the_story(storage).id, read="1")
    with storage.begin() as work:
        work.drop_waiting(ACME, "pair", "concern")
    assert {row.send.kind for row in deliver(storage)} == {"answer"}
