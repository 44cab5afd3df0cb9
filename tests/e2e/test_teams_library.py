"""Do the Bot Framework's own library and our Teams adapter mean the same by an activity?

The library is archived and answers forged tokens with 500, so it serves nothing here; as a second reader of the
wire format it is good.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from botbuilder.core import CardFactory, TurnContext
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    ChannelAccount,
    ConversationAccount,
    Entity,
)

from adapters.teams.inbound import Receipt, inbound
from adapters.teams.render import render
from bot.events import Pressed, Said
from tests.contracts.messages import SAMPLES, WORDS
from tests.test_layers import PLATFORM_PARTS, WORKER_ONLY, loaded, modules

TEAMS = {"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "p", "TEAMS_TENANT_ID": "t"}
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
BOT = ChannelAccount(id="28:bot", name="Turnabout")


def activity(**changes: object) -> Activity:
    made = Activity(
        type=ActivityTypes.message,
        id="1",
        channel_id="msteams",
        service_url="https://smba.trafficmanager.net/emea/",
        from_property=ChannelAccount(id="29:ana", name="Ana", aad_object_id="ana-aad"),
        recipient=BOT,
        conversation=ConversationAccount(id="a:ana", conversation_type="personal", tenant_id="tenant"),
        channel_data={"tenant": {"id": "tenant"}},
        text="hello",
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_library_reads_what_we_send(name: str) -> None:
    payload = render(SAMPLES[name], WORDS)
    read = Activity.deserialize(payload)
    assert read.type == ActivityTypes.message
    (attachment,) = read.attachments
    assert attachment.content_type == CardFactory.content_types.adaptive_card
    assert attachment.content == payload["attachments"][0]["content"]
    assert read.summary == payload["summary"]


def test_we_read_what_the_library_sends() -> None:
    (event,) = inbound(activity().serialize(), Receipt(at=AT))
    assert isinstance(event, Said)
    assert (event.text, event.sender.user, event.sender.place) == ("hello", "ana-aad", "tenant")


def test_a_mention_of_the_bot_is_taken_out_as_the_library_takes_it_out() -> None:
    text = "<at>Turnabout</at> who is my partner?"
    said = {"type": "mention", "mentioned": {"id": BOT.id, "name": BOT.name}, "text": "<at>Turnabout</at>"}
    mention = Entity.deserialize(said)
    theirs = activity(text=text, entities=[mention])
    # Written by the library, an entity loses what is not of its own model; read by it, it does not.
    (ours,) = inbound(theirs.serialize() | {"entities": [said]}, Receipt(at=AT))
    assert isinstance(ours, Said)
    assert ours.text == TurnContext.remove_recipient_mention(theirs).strip()


def test_a_pressed_button_of_a_card() -> None:
    pressed = activity(text=None, value={"action": "command", "data": {"command": "join"}, "message": "row"})
    (event,) = inbound(pressed.serialize(), Receipt(at=AT))
    assert isinstance(event, Pressed)
    assert (event.action, event.data) == ("command", {"command": "join"})


def test_a_server_loads_our_part_where_it_is_configured_and_not_the_library() -> None:
    found = modules(json.dumps(TEAMS))
    assert loaded((*PLATFORM_PARTS, "adapters.teams.client"), found) == {
        "adapters.teams",
        "adapters.teams.client",
    }
    assert loaded(WORKER_ONLY, found) == set()
