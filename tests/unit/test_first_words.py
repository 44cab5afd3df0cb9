"""What the two of a pair read together, and what each is told about it alone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bot.conversation.messages import Address
from bot.events import DeliveryFailed
from bot.outcome import Outcome, Send
from bot.program.model import Pairing, Suggested
from bot.program.pairs import together
from bot.text.catalog import words_for
from tests.factories import ACME, account, address, pairing, person, proposal
from tests.unit.world import ADMIN, World, buttons, keys, to

TEACHES = Suggested(
    kind="teaches", values={"teacher": "ana", "learner": "ben", "skills": ["Short-form video"], "wishes": []}
)
APART = Suggested(kind="departments", values={"departments": ["Sales", "Care"]})


def approved(email: str = "ana@example.com") -> World:
    return World(
        person("ana", name="Ana Silva", role="mentor", grade=2, email=email),
        person("ben", name="Ben Adler", role="mentee", grade=8),
        pairing(first_writer="ben", reasons=(APART, TEACHES), proposal="first"),
        proposal(state="approved"),
    )


def moved(world: World, who: str, home: Address) -> None:
    """From now on they write from somewhere else."""
    world.keep([account(who, address=home)])


def announced(world: World) -> Outcome:
    return world.press(ADMIN, "proposal.announce", proposal="first")


def shared(outcome: Outcome) -> list[Send]:
    return [send for send in outcome.sends if send.both]


def read(send: Send, language: str = "en") -> str:
    words = words_for(language, "UTC")
    texts = [words.text(block.text) for block in send.message.blocks if hasattr(block, "text")]
    return "\n".join(texts)


def test_both_are_brought_together_once() -> None:
    world = approved()
    outcome = announced(world)
    (first,) = shared(outcome)
    assert (first.kind, first.both, first.about.pairing) == ("introduction", "pair", "pair")
    assert (first.person, first.about.person, first.unless) == ("", "", ("pairing_over",))
    assert not shared(announced(world))


@pytest.mark.parametrize("language", ["en", "de"])
def test_they_read_who_writes_first_and_nothing_about_one_of_them(language: str) -> None:
    (first,) = shared(announced(approved()))
    said = read(first, language)
    assert "Ana Silva" in said
    assert "Ben Adler" in said
    assert "Ben " in said.splitlines()[3]
    assert "Sales" not in said
    assert [button.action for button in buttons(Outcome(sends=(first,)))] == ["together.find"]


def test_each_is_told_where_to_write() -> None:
    outcome = announced(approved())
    assert "intro.you_write_there" in keys(outcome, "ben")
    assert "intro.they_write_there" in keys(outcome, "ana")
    assert not [button for button in buttons(outcome) if button.link]


def test_on_different_platforms_there_is_no_conversation_of_both() -> None:
    world = approved()
    moved(world, "ben", Address(platform="teams", place="tenant", user="b", conversation="c"))
    outcome = announced(world)
    assert not shared(outcome)
    assert "intro.you_write" in keys(outcome, "ben")
    assert "intro.they_write" in keys(outcome, "ana")
    links = {
        send.person: [one.link for one in buttons(Outcome(sends=(send,))) if one.link]
        for send in outcome.sends
    }
    assert links["ana"] == ["https://teams.microsoft.com/l/chat/0/0?users=ben@example.com"]
    assert links["ben"] == ["https://slack.com/app_redirect?channel=ana&team=T1"]
    assert "apart.by_mail" in keys(outcome, "ben")
    assert "apart.by_mail" in keys(outcome, "ana")


def test_where_a_bot_cannot_open_one_a_link_does() -> None:
    world = approved()
    for who in ("ana", "ben"):
        moved(world, who, Address(platform="teams", place="tenant", user=who, conversation=f"c-{who}"))
    outcome = announced(world)
    assert not shared(outcome)
    links = {
        send.person: [one.link for one in buttons(Outcome(sends=(send,))) if one.link]
        for send in outcome.sends
    }
    chat = "https://teams.microsoft.com/l/chat/0/0?users="
    assert links["ana"] == [f"{chat}ben@example.com"]
    (link,) = links["ben"]  # who writes first finds the ice-breaker there
    assert link.startswith(f"{chat}ana@example.com&message=Hi%20Ana%21%20")
    assert " " not in link
    assert parse_qs(urlsplit(link).query)["message"][0].startswith(
        "Hi Ana! We two are a reverse mentoring pair now."
    )


def test_whom_no_link_leads_to_can_be_searched_for() -> None:
    world = approved(email="")
    for who in ("ana", "ben"):
        moved(world, who, Address(platform="teams", place="tenant", user=who, conversation=f"c-{who}"))
    outcome = announced(world)
    assert "intro.search" in keys(outcome, "ben")
    assert "intro.search" not in keys(outcome, "ana")


def test_what_could_not_be_opened_is_said_to_both_and_to_the_admins() -> None:
    world = approved()
    outcome = announced(world)
    (first,) = shared(outcome)
    with world.storage.begin() as work:
        (row,) = work.enqueue(failure("x", "y"), ACME, "live", [first])
    said = world.run(failure("failed", row))
    assert keys(said, "ana") == keys(said, "ben") == ["first_words.failed"]
    assert {send.unless for send in to(said, "ana")} == {("pairing_over",)}
    assert keys(said, ADMIN) == ["failed.person"]


def test_of_a_pair_that_is_over_nobody_is_told_how_to_write() -> None:
    world = approved()
    (first,) = shared(announced(world))
    with world.storage.begin() as work:
        (row,) = work.enqueue(failure("x", "y"), ACME, "live", [first])
    over = world.get(Pairing, "pair")
    world.keep([pairing("pair", state="ended", version=over.version + 1)])
    said = world.run(failure("failed", row))
    assert not to(said, "ana")
    assert not to(said, "ben")


def failure(event_id: str, outbox: str) -> DeliveryFailed:
    now = World().now
    return DeliveryFailed(
        id=event_id, at=now, organization=ACME, outbox=outbox, kind="introduction", reason="user_not_found"
    )


@pytest.mark.parametrize(
    "homes",
    [
        [],
        [address("U1")],
        [address("U1"), address("U1")],
        [address("U1"), address("")],
        [address("U1"), address("U2", place="T2")],
        [address("U1", platform="teams"), address("U2", platform="teams")],
    ],
)
def test_there_is_none_for_one_alone_or_across_places(homes: list[Address]) -> None:
    assert together.address(homes) is None


def test_its_address_names_both_and_nothing_else() -> None:
    found = together.address([address("U1", conversation="D1"), address("U2", conversation="D2")])
    assert found == Address(platform="slack", place="T1", together=("U1", "U2"))
