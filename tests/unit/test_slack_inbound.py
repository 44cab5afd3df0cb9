"""Is what Slack sends read as what happened, by whom and where?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.slack.inbound import inbound
from adapters.slack.mentions import channels, typed_text
from adapters.slack.senders import Receipt
from bot.conversation.messages import Address
from bot.events import Arrived, ChannelSeen, Commanded, Event, Pressed, Said
from bot.runtime.errors import BadPayload
from tests.slack.requests import Json, payload

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def read(made: Json) -> tuple[Event, ...]:
    return inbound(made, Receipt(at=AT))


def message(**changes: object) -> Json:
    made = payload("message_im")
    made["event"] |= changes
    return made


def only_said(made: Json) -> Said:
    (said,) = read(made)
    assert isinstance(said, Said)
    return said


def only_commanded(**changes: str) -> Commanded:
    (commanded,) = read(payload("command") | changes)
    assert isinstance(commanded, Commanded)
    return commanded


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("with <@U2BO>", "with @U2BO"),
        ("with <@U2BO|bo>", "with @U2BO"),
        ("in <#C1NEWS|news>", "in #news"),
        ("in <#C1NEWS>", "in #C1NEWS"),
        ("in <#C1NEWS|>", "in #C1NEWS"),
        ("<!channel> and <!here|here>", "@channel and here"),
        ("<!subteam^S1|@designers>", "@designers"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<https://example.org|example.org>", "example.org"),
        ("<https://example.org|our page>", "our page (https://example.org)"),
        ("<mailto:ana@example.org|ana@example.org>", "ana@example.org"),
        ("<tel:+4930123|+4930123>", "+4930123"),
        ("  spaces  ", "spaces"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_text_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert typed_text(sent) == typed


def test_named_channels_are_found_once_each() -> None:
    assert channels("<#C1|news> <#C2> <#C1|news> &lt;#C3&gt; <#>") == {"C1": "news", "C2": "C2"}


class TestSaying:
    def test_a_message_is_words_of_a_person_in_their_own_conversation(self) -> None:
        said = only_said(message(text="Hello &amp; welcome"))
        assert (said.id, said.at, said.text) == ("slack:event:Ev0000000001", AT, "Hello & welcome")
        assert (said.sender.place, said.sender.user, said.sender.in_person) == ("T0COMPANY", "U1ANA", True)
        assert said.sender.address == Address(
            platform="slack", place="T0COMPANY", user="U1ANA", conversation="D1ANA"
        )
        assert not said.sender.is_guest

    def test_words_beside_a_file_are_words(self) -> None:
        assert only_said(payload("file_share")).text == "My notes"

    def test_a_file_without_words_is_no_words(self) -> None:
        assert only_said(payload("file_without_words")).text == ""

    def test_a_channel_that_is_named_is_seen_first(self) -> None:
        seen, said = read(message(text="post in <#C1NEWS|news>"))
        assert isinstance(seen, ChannelSeen)
        assert isinstance(said, Said)
        assert (seen.name, seen.channel.conversation, seen.channel.user) == ("news", "C1NEWS", "")
        assert seen.id == f"{said.id}:C1NEWS"
        assert said.text == "post in #news"

    @pytest.mark.parametrize("changes", [{"user_team": "T9ELSEWHERE"}, {}])
    def test_people_of_another_company_are_guests(self, changes: dict[str, str]) -> None:
        made = message(**changes)
        made["is_ext_shared_channel"] = not changes
        assert only_said(made).sender.is_guest

    def test_colleagues_in_another_workspace_of_the_same_grid_are_not(self) -> None:
        made = message(user_team="T2SISTER")
        made["authorizations"][0]["enterprise_id"] = "E1"
        assert not only_said(made).sender.is_guest

    def test_the_place_is_where_the_app_is_installed(self) -> None:
        made = message() | {"team_id": "T9ELSEWHERE"}
        assert only_said(made).sender.place == "T0COMPANY"
        made["authorizations"] = [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}]
        assert only_said(made).sender.place == "E1"

    def test_opening_the_conversation_is_arriving(self) -> None:
        (arrived,) = read(payload("app_home_opened"))
        assert isinstance(arrived, Arrived)
        assert arrived.sender.address.conversation == "D1ANA"


class TestCommanding:
    def test_a_command_is_its_name_and_what_follows(self) -> None:
        commanded = only_commanded(command="/rm-pause", text="until 3 May &amp; on")
        assert (commanded.command, commanded.text) == ("pause", "until 3 May & on")
        assert commanded.id == "slack:command:1.2.removed"

    @pytest.mark.parametrize(
        ("channel", "in_person"), [("C1NEWS", False), ("G1GROUP", False), ("D1ANA", True)]
    )
    def test_a_command_never_says_where_to_answer(self, channel: str, in_person: bool) -> None:
        # It may have been typed in the conversation of two people.
        sender = only_commanded(channel_id=channel).sender
        assert (sender.in_person, sender.address.conversation) == (in_person, "")

    def test_a_whole_grid_organization_is_one_place(self) -> None:
        assert only_commanded(is_enterprise_install="true", enterprise_id="E1").sender.place == "E1"


class TestPressing:
    def pressed(self, **changes: object) -> Pressed:
        (pressed,) = read(payload("block_actions") | changes)
        assert isinstance(pressed, Pressed)
        return pressed

    def test_a_language_is_a_hint(self) -> None:
        assert self.pressed().sender.language == ""
        assert self.pressed(user={"id": "U1ANA", "locale": "de-DE"}).sender.language == "de"

    def test_people_of_another_company_are_guests(self) -> None:
        assert not self.pressed().sender.is_guest
        assert self.pressed(user={"id": "U1ANA", "team_id": "T9"}).sender.is_guest
        assert not self.pressed(
            user={"id": "U1ANA", "team_id": "T9"}, enterprise={"id": "E1"}
        ).sender.is_guest

    def test_two_workspaces_are_never_taken_for_one(self) -> None:
        made = payload("block_actions")
        other = made | {"team": {"id": "T0OTHER", "domain": "removed"}}
        assert read(made)[0].id != read(other)[0].id

    def test_a_press_in_a_channel_is_not_in_person(self) -> None:
        pressed = self.pressed(container={"type": "message", "channel_id": "C1NEWS", "message_ts": "1.2"})
        assert (pressed.sender.in_person, pressed.sender.address.conversation) == (False, "")

    def test_a_whole_grid_organization_is_one_place(self) -> None:
        assert (
            self.pressed(team=None, enterprise={"id": "E1"}, is_enterprise_install=True).sender.place == "E1"
        )
        with pytest.raises(BadPayload):
            self.pressed(team=None)

    @pytest.mark.parametrize("value", ["", "{", "[]", '{"a": 1}', "7", '{"d": {}}'])
    def test_a_button_that_is_not_ours_is_one_of_which_nothing_is_known(self, value: str) -> None:
        made = payload("block_actions")
        made["actions"][0]["value"] = value
        (pressed,) = read(made)
        assert isinstance(pressed, Pressed)
        assert (pressed.action, pressed.data, pressed.opens) == ("", {}, False)


def test_what_is_wrong_is_named_without_the_words() -> None:
    with pytest.raises(BadPayload) as raised:
        read(message(user=7, text="my secret words"))
    assert "user" in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("made", [{}, {"type": None}, {"type": []}])
def test_a_request_of_no_type_is_refused(made: Json) -> None:
    with pytest.raises(BadPayload):
        read(made)


@pytest.mark.parametrize("part", ["event_id", "team_id"])
def test_an_id_that_no_database_keeps_is_refused(part: str) -> None:
    made = payload("message_im")
    made[part] = "\x00"
    with pytest.raises(BadPayload):
        inbound(made, Receipt(at=AT))
