"""What somebody does on the playground's page becomes an event, and a line of the conversation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.playground.inbound import Act, Receipt, act_of, inbound
from adapters.playground.payloads import LONGEST_TEXT
from bot.events import Arrived, Commanded, FromPerson, HomeOpened, Pressed, Submitted
from bot.runtime.errors import BadPayload

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
RECEIPT = Receipt(at=AT, name="Ana Silva", language="de", timezone="Europe/Lisbon", email="ana@example.com")


def doing(kind: str, **rest: Any) -> dict[str, Any]:
    return {"kind": kind, "person": "E001", "nonce": "abcdefgh", **rest}


def act(kind: str, **rest: Any) -> Act:
    return act_of(doing(kind, **rest), RECEIPT)


def test_the_sender_carries_what_the_company_knows_of_the_person() -> None:
    (event,) = inbound(doing("say", text="hi"), RECEIPT)
    assert isinstance(event, FromPerson)
    sender = event.sender
    assert (sender.realm, sender.place, sender.user) == ("playground", "playground", "E001")
    assert sender.address.conversation == "E001"
    assert (sender.name, sender.email, sender.language, sender.timezone) == (
        "Ana Silva",
        "ana@example.com",
        "de",
        "Europe/Lisbon",
    )
    assert event.at == AT


@pytest.mark.parametrize(
    ("kind", "rest", "words"),
    [
        ("say", {"text": " Hello\nthere "}, "Hello\nthere"),
        ("command", {"command": "/rm-pair", "text": " Ana and Bo "}, "/rm-pair Ana and Bo"),
        ("command", {"command": "help"}, "/rm-help"),
        ("press", {"action": "join", "label": "Join in"}, "Join in"),
        ("submit", {"action": "zone", "values": {"zone": ["UTC"]}, "said": "UTC time"}, "UTC time"),
        ("open", {}, ""),
    ],
)
def test_what_was_done_reads_as_a_line(kind: str, rest: dict[str, Any], words: str) -> None:
    done = act(kind, **rest)
    assert (done.words, done.conversation, done.person) == (words, "E001", "E001")
    assert done.event is not None
    assert done.event.id == done.id == f"playground:{kind}:abcdefgh"


def test_commands_lose_their_slash_and_prefix() -> None:
    for typed in ("/rm-pair", "rm-pair", "/pair", "pair"):
        event = act("command", command=typed).event
        assert isinstance(event, Commanded)
        assert event.command == "pair"


def test_a_press_in_a_channel_is_not_in_person() -> None:
    event = act("press", action="join", label="Join", conversation="#general", message="d1").event
    assert isinstance(event, Pressed)
    assert not event.sender.in_person
    assert event.sender.address.conversation == "E001"


def test_talk_in_a_channel_is_a_line_and_no_event() -> None:
    done = act("say", text="Lunch?", conversation="#general")
    assert (done.words, done.conversation, done.event) == ("Lunch?", "#general", None)


def test_opening_a_conversation_is_an_arrival() -> None:
    assert isinstance(act("open").event, Arrived)


def test_looking_at_ones_own_page_and_pressing_on_it() -> None:
    looked = act("home")
    assert isinstance(looked.event, HomeOpened)
    assert (looked.words, looked.then, looked.event.answered) == ("", None, False)
    pressed = act("press", action="help", label="Help", home=True)
    assert isinstance(pressed.event, Pressed)
    assert isinstance(pressed.then, HomeOpened)
    assert (pressed.words, pressed.then.answered) == ("Help", True)
    assert pressed.then.id == f"{pressed.event.id}:home"
    assert act("press", action="help", label="Help").then is None


def test_values_come_as_tuples() -> None:
    event = act("submit", action="a", values={"x": ["1", "2"], "y": []}).event
    assert isinstance(event, Submitted)
    assert event.values == {"x": ("1", "2"), "y": ()}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "dance"},
        doing("say"),
        doing("say", text=7),
        doing("say", text="hi") | {"person": ""},
        doing("say", text="hi") | {"nonce": "short"},
        doing("say", text="hi") | {"nonce": "../../etc/passwd"},
        doing("say", text="hi") | {"conversation": "E002"},
        doing("press", label="Join"),
        doing("submit", action="a", values={"x": "1"}),
        doing("submit", action="a", values=[]),
    ],
)
def test_a_request_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadPayload):
        act_of(wrong, RECEIPT)


def test_fifty_thousand_characters_may_be_said_and_no_more() -> None:
    assert len(act("say", text="x" * LONGEST_TEXT).words) == LONGEST_TEXT
    with pytest.raises(BadPayload, match="50,000"):
        act("say", text="x" * (LONGEST_TEXT + 1))
    with pytest.raises(BadPayload, match="50,000"):
        act("submit", action="a", values={"x": ["x" * (LONGEST_TEXT + 1)]})


def test_nesting_without_end_is_refused() -> None:
    nested: list[Any] = []
    for _ in range(100_000):
        nested = [nested]
    with pytest.raises(BadPayload, match="nested"):
        act("submit", action="a", values=nested)
