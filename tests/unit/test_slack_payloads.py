"""What does each request that Slack sends become? One row for each payload in `tests/payloads/slack`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.slack.inbound import inbound
from adapters.slack.senders import Receipt
from bot.events import (
    ChannelClosed,
    ChannelRenamed,
    Commanded,
    Event,
    FormClosed,
    FromPerson,
    InPlace,
    Pressed,
    Said,
    Submitted,
)
from tests.slack.requests import all_payloads, payload

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)

# payload -> the kinds of events it becomes; all that are not named become none
BECOMES = {
    "lifecycle/app_uninstalled": ["PlaceClosed"],
    "lifecycle/channel_archive": ["ChannelClosed"],
    "lifecycle/channel_deleted": ["ChannelClosed"],
    "lifecycle/channel_left": ["ChannelClosed"],
    "lifecycle/channel_rename": ["ChannelRenamed"],
    "lifecycle/channel_unarchive": ["ChannelReopened"],
    "lifecycle/group_archive": ["ChannelClosed"],
    "lifecycle/group_deleted": ["ChannelClosed"],
    "lifecycle/group_left": ["ChannelClosed"],
    "lifecycle/group_rename": ["ChannelRenamed"],
    "lifecycle/group_unarchive": ["ChannelReopened"],
    "lifecycle/member_left_channel": ["ChannelClosed"],
    "lifecycle/member_joined_channel": ["ChannelSeen"],
    "lifecycle/tokens_revoked": ["PlaceClosed"],
    "app_home_opened": ["Arrived"],
    "block_actions": ["Pressed"],
    "block_actions_in_channel": ["Pressed"],
    "block_actions_in_grid": ["Pressed"],
    "block_actions_only_you": ["Pressed"],
    "block_actions_with_people": ["Submitted"],
    "command": ["Commanded"],
    "command_in_channel": ["Commanded"],
    "command_in_grid": ["Commanded"],
    "command_in_group": ["Commanded"],
    "command_in_private_channel": ["Commanded"],
    "command_in_whole_grid": ["Commanded"],
    "command_with_channel": ["ChannelSeen", "Commanded"],
    "command_with_mentions": ["Commanded"],
    "file_share": ["Said"],
    "file_without_words": ["Said"],
    "only_blanks": ["Said"],
    "message_im": ["Said"],
    "message_in_thread": ["Said"],
    "message_long": ["Said"],
    "message_with_emoji": ["Said"],
    "views/block_actions_in_home": ["Pressed", "HomeOpened"],
    "views/block_actions_in_modal": ["Pressed"],
    "views/home_opened_again": ["HomeOpened"],
    "views/home_opened_first": ["HomeOpened"],
    "views/view_closed": ["FormClosed"],
    "views/view_submission": ["Submitted"],
    "views/view_submission_with_people": ["Submitted"],
}
# In these nothing is said in the conversation of the person and the bot.
ELSEWHERE = {name for name in BECOMES if "_in_channel" in name or name == "views/block_actions_in_modal"} | {
    "block_actions_only_you",
    "command_in_private_channel",
    "command_in_group",
    "lifecycle/member_joined_channel",
}


def read(name: str) -> tuple[Event, ...]:
    return inbound(payload(name), Receipt(at=AT))


@pytest.mark.parametrize("name", all_payloads())
def test_a_request_becomes(name: str) -> None:
    assert [type(event).__name__ for event in read(name)] == BECOMES.get(name, [])


def test_every_row_is_of_a_payload() -> None:
    assert set(BECOMES) <= set(all_payloads())


@pytest.mark.parametrize("name", BECOMES)
def test_who_did_it_is_known_and_where_they_hear_of_it(name: str) -> None:
    for event in read(name):
        if isinstance(event, InPlace):  # nobody in particular
            continue
        assert isinstance(event, FromPerson)
        assert event.sender.user in ("U1ANA", "W1ANA")
        assert event.sender.in_person is (name not in ELSEWHERE)
        assert event.sender.address.conversation[:1] in ("", "D")


@pytest.mark.parametrize(
    ("name", "how", "channel"),
    [
        ("channel_archive", "archived", "C1NEWS"),
        ("channel_deleted", "deleted", "C1NEWS"),
        ("channel_left", "left", "C1NEWS"),
        ("member_left_channel", "left", "C1NEWS"),
        ("group_archive", "archived", "G3SOME"),
        ("group_deleted", "deleted", "G3SOME"),
        ("group_left", "left", "G3SOME"),
    ],
)
def test_what_became_of_a_channel(name: str, how: str, channel: str) -> None:
    (closed,) = read(f"lifecycle/{name}")
    assert isinstance(closed, ChannelClosed)
    assert (closed.platform, closed.place, closed.conversation) == ("slack", "T0COMPANY", channel)
    assert (closed.how, closed.happened_at) == (how, datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("name", ["channel_rename", "group_rename"])
def test_a_channel_has_a_new_name(name: str) -> None:
    (renamed,) = read(f"lifecycle/{name}")
    assert isinstance(renamed, ChannelRenamed)
    assert renamed.name == "newer"


def test_that_somebody_else_left_is_no_concern_of_ours() -> None:
    left = payload("lifecycle/member_left_channel")
    left["event"]["user"] = "U1ANA"
    assert inbound(left, Receipt(at=AT)) == ()


def test_no_two_requests_are_taken_for_the_same() -> None:
    ids = [event.id for name in BECOMES for event in read(name)]
    assert len(ids) == len(set(ids))


def test_what_is_written_in_a_thread_is_answered_in_the_conversation() -> None:
    (said,) = read("message_in_thread")
    assert isinstance(said, Said)
    assert (said.text, said.sender.address.conversation) == ("Tuesday suits me", "D1ANA")


def test_emoji_and_links_are_words() -> None:
    (said,) = read("message_with_emoji")
    assert isinstance(said, Said)
    assert said.text == "Yes :+1::skin-tone-3: our page (https://example.org/a?b=1&c=2)"


def test_mentions_are_ids() -> None:
    (commanded,) = read("command_with_mentions")
    assert isinstance(commanded, Commanded)
    assert (commanded.command, commanded.text) == ("pair", "@U1ANA @W2BO")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("block_actions_with_people", {"chosen": ("@U2BO",)}),
        (
            "views/view_submission_with_people",
            {"who": ("@U2BO", "@W3CY"), "mentor": ("@U2BO",), "mentee": (), "nobody": ()},
        ),
    ],
)
def test_people_who_are_picked_are_mentions(name: str, values: dict[str, tuple[str, ...]]) -> None:
    (submitted,) = read(name)
    assert isinstance(submitted, Submitted)
    assert submitted.values == values


def test_a_form_that_is_closed_says_of_what_it_was_and_is_closed_once() -> None:
    (closed,) = read("views/view_closed")
    assert isinstance(closed, FormClosed)
    assert (closed.action, closed.data, closed.sender.language) == ("talk.form", {"talk": "t1"}, "en")
    cleared = payload("views/view_closed") | {"is_cleared": True}
    (again,) = inbound(cleared, Receipt(at=AT))
    assert again.id == closed.id


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("command_in_grid", "T0COMPANY"),
        ("command_in_whole_grid", "E0GROUP"),
        ("block_actions_in_grid", "T0COMPANY"),
    ],
)
def test_a_whole_grid_is_one_place_and_a_workspace_of_it_another(name: str, place: str) -> None:
    (event,) = read(name)
    assert isinstance(event, Commanded | Pressed)
    assert event.sender.place == place
