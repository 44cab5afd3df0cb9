"""Is what Teams sends read as what happened, by whom and where?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.teams.inbound import Receipt, inbound
from bot.conversation.messages import Address
from bot.events import (
    AppRemoved,
    Arrived,
    ChannelClosed,
    ChannelRenamed,
    ChannelReopened,
    ChannelSeen,
    Commanded,
    Event,
    Pressed,
    Said,
    Submitted,
)
from bot.runtime.errors import BadPayload
from tests.teams.requests import BOT, TENANT, payload
from tests.teams.rules import Json

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
SERVICE = "https://smba.trafficmanager.net/emea/"
GENERAL, NEWS = "19:general@thread.tacv2", "19:news@thread.tacv2"
ANA = "a0000000-0000-0000-0000-00000000000a"
MENTION = {"type": "mention", "text": "<at>Turnabout</at>", "mentioned": {"id": BOT, "name": "Turnabout"}}
OF_BO = {"type": "mention", "text": "<at>Bo &amp; Co</at>", "mentioned": {"id": "29:2bo", "name": "Bo & Co"}}


def read(made: Json) -> tuple[Event, ...]:
    return inbound(made, Receipt(at=AT))


def said(**changes: object) -> Said:
    (found,) = read(payload("message") | changes)
    assert isinstance(found, Said)
    return found


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("AT&T &copy", "AT&T &copy"),
        ("it&#39;s&nbsp;fine", "it's fine"),
        ("<at>Turnabout</at> hello\r\n", "hello"),
        ("hello <at>Turnabout</at>, again", "hello, again"),
        ("with <at>Bo &amp; Co</at>", "with Bo & Co"),
        ("<at>Somebody</at> else", "Somebody else"),
        ("&lt;at&gt;Everyone&lt;/at&gt;", "<at>Everyone</at>"),
        ("  two\r\nlines  ", "two\nlines"),
    ],
)
def test_text_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert said(text=sent, entities=[MENTION, OF_BO]).text == typed


ODD_NAME: Json = {
    "type": "mention",
    "text": "<at>(a+)+$ .*</at>",
    "mentioned": {"id": "29:3", "name": "*Cy* <b>"},
}
WORDLESS: Json = {"type": "mention", "text": " ", "mentioned": {"id": "29:4", "name": "Nobody"}}


@pytest.mark.parametrize(
    ("text_format", "sent", "typed"),
    [
        ("xml", "<p>one<br/>two</p><p><b>th</b>ree</p>", "one\ntwo\nthree"),
        ("xml", "a &lt;br&gt; b", "a <br> b"),
        ("xml", "<div><at>Turnabout</at>&nbsp;/x 2 &gt; 1</div>", "/x 2 > 1"),
        ("xml", '<p itemprop="copy-paste-block">1 < 2</p>', "1 < 2"),
        ("plain", "a <br> b <b>c</b> <script>d</script>", "a <br> b <b>c</b> <script>d</script>"),
        ("markdown", "**a** [b](https://c) \\* &amp;", "**a** [b](https://c) \\* &"),
        ("", "<p>typed</p>", "<p>typed</p>"),
        ("plain", "hi <at>(a+)+$ .*</at>, and <at>Bo &amp; Co</at>!", "hi *Cy* <b>, and Bo & Co!"),
        ("plain", "<at>Turnabout</at>: ask <at>Turnabout</at> for Bo", "ask for Bo"),
        ("plain", "&#0;&#55357;&#x202e;end", "\ufffd\ufffdend"),
    ],
)
def test_markup_is_read_where_the_text_is_markup(text_format: str, sent: str, typed: str) -> None:
    entities = [MENTION, OF_BO, ODD_NAME, WORDLESS]
    assert said(text=sent, textFormat=text_format, entities=entities).text == typed


class TestWho:
    def test_a_message_is_words_of_a_person_in_their_own_conversation(self) -> None:
        found = said()
        sender = found.sender
        assert found.at == AT
        assert "personalRemoved" not in found.id
        assert (sender.place, sender.user, sender.name) == (TENANT, ANA, "Ana Removed")
        assert (sender.language, sender.timezone, sender.in_person) == ("en", "Europe/London", True)
        assert sender.address == Address(
            platform="teams",
            place=TENANT,
            user=ANA,
            conversation="a:1personalRemoved",
            extra={
                "service_url": SERVICE,
                "bot_id": BOT,
                "user_id": "29:1anaRemoved",
                "channel_id": "msteams",
                "tenant": TENANT,
            },
        )

    def test_a_picture_without_words_is_no_words(self) -> None:
        (found,) = read(payload("file_without_words"))
        assert isinstance(found, Said)
        assert found.text == ""
        assert said(text="&nbsp; ").text == ""

    def test_without_a_directory_id_people_are_who_they_are_for_this_bot(self) -> None:
        assert said(**{"from": {"id": "29:1anaRemoved"}}).sender.user == "29:1anaRemoved"

    def test_language_and_time_zone_are_hints(self) -> None:
        found = said(entities=None, locale=None, localTimezone=None).sender
        assert (found.language, found.timezone) == ("", "")
        assert said(entities=None, locale="de-DE").sender.language == "de"
        assert said(entities=None).sender.timezone == "Europe/London"
        assert said(locale=None).sender.language == "en"

    def test_a_client_that_names_no_tenant_has_the_one_it_is_given(self) -> None:
        made = payload("message")
        del made["channelData"], made["conversation"]["tenantId"]
        with pytest.raises(BadPayload):
            read(made)
        (found,) = inbound(made, Receipt(at=AT, tenant="local"))
        assert isinstance(found, Said)
        assert found.sender.place == "local"


class TestIds:
    def test_the_same_number_in_another_conversation_is_another_event(self) -> None:
        made = payload("message")
        made["conversation"]["id"] = "a:2"
        assert read(made)[0].id != said().id

    def test_long_ids_are_shortened_and_still_differ(self) -> None:
        made = payload("message")
        made["conversation"]["id"] = "a:" + "x" * 300
        first, second = read(made)[0].id, read(made | {"id": "2"})[0].id
        assert len(first) <= 40 + len("teams:")
        assert first != second
        assert read(made)[0].id == first

    def test_without_an_id_the_same_activity_is_still_the_same_event(self) -> None:
        made = payload("bot_added")
        del made["id"]
        assert read(made)[0].id == read(made)[0].id
        assert read(made | {"membersAdded": [{"id": BOT}, {"id": "29:x"}]})[0].id != read(made)[0].id


class TestCommanding:
    @pytest.mark.parametrize(
        ("sent", "command", "text"),
        [
            ("/rm-pause until 3 May &amp; on", "pause", "until 3 May & on"),
            ("rm-help", "help", ""),
            ("RM-Pair\nAna and Bo", "pair", "Ana and Bo"),
            ("<at>Turnabout</at> rm-me", "me", ""),
            ("<at>Turnabout</at>, /rm-PAIR\xa0 Ana &amp; Bo ", "pair", "Ana & Bo"),
            ("rm-pair?", "pair", ""),
            ("/rm-status.", "status", ""),
        ],
    )
    def test_a_command_is_its_name_and_what_follows(self, sent: str, command: str, text: str) -> None:
        (found,) = read(payload("message") | {"text": sent, "entities": [MENTION]})
        assert isinstance(found, Commanded)
        assert (found.command, found.text) == (command, text)

    @pytest.mark.parametrize("sent", ["pair", "help me", "what is rm-pair?", "rm-", "rm - pair", "/pair"])
    def test_anything_else_is_words(self, sent: str) -> None:
        assert said(text=sent).text == sent

    def test_what_is_said_before_others_is_answered_in_person(self) -> None:
        seen, found = read(payload("channel_message"))
        assert isinstance(seen, ChannelSeen)
        assert isinstance(found, Commanded)
        assert (found.command, found.sender.in_person, found.sender.address.conversation) == (
            "help",
            False,
            "",
        )
        assert found.sender.address.extra["user_id"] == "29:1anaRemoved"

    def test_what_is_said_before_others_has_one_line_there(self) -> None:
        seen, found = read(payload("channel_message"))
        assert isinstance(seen, ChannelSeen)
        assert isinstance(found, Commanded)
        assert (seen.sender.thread, bool(found.sender.thread)) == ("", True)

    @pytest.mark.parametrize("entities", [None, [], [{"type": "clientInfo", "locale": "en-GB"}]])
    def test_a_tag_around_our_name_is_a_mention(self, entities: list[Json] | None) -> None:
        made = payload("channel_message") | {"entities": entities, "text": "<at>turnabout</at> rm-help"}
        assert isinstance(read(made)[-1], Commanded)
        for others in ("<at>Ana</at> rm-help", "rm-help", "&lt;at&gt;Turnabout&lt;/at&gt; rm-help"):
            assert read(made | {"text": others}) == ()
        del made["recipient"]["name"]
        assert read(made) == ()


class TestPressing:
    def test_both_ways_to_press_are_one(self) -> None:
        for name in ("submit", "execute"):
            (found,) = read(payload(name))
            assert isinstance(found, Pressed)
            assert (found.action, found.data, found.message) == ("join", {"cohort": "c1"}, "outbox-1")
            assert (found.sender.user, found.sender.language) == (ANA, "en")

    def test_what_was_left_empty_is_left_out_by_teams_and_empty_for_us(self) -> None:
        value = {
            "action": "goal",
            "form": 2,
            "fields": {"why": "text", "one": "one", "many": "many"},
            "2/many": "a%2Cb,c%25",
            "1/why": "of another form",
        }
        (found,) = read(payload("submit") | {"value": value})
        assert isinstance(found, Submitted)
        assert found.values == {"why": (), "one": (), "many": ("a,b", "c%")}

    @pytest.mark.parametrize(
        "value",
        [
            {},
            {"action": 7},
            {"data": {}},
            {"action": "x", "data": {"n": 1}},
            {"action": "x", "form": "1"},
            {"action": "x", "form": 1, "fields": {"a": "picture"}},
            {"action": "x", "form": 1, "fields": {"a": "text"}, "1/a": 7},
        ],
    )
    def test_a_button_that_is_not_ours_is_refused(self, value: Json) -> None:
        with pytest.raises(BadPayload):
            read(payload("submit") | {"value": value})

    def test_words_that_come_with_something_else_are_words(self) -> None:
        assert said(text="hello", value={"imBack": True}).text == "hello"


class TestArriving:
    @pytest.mark.parametrize("name", ["bot_added", "installed"])
    def test_whoever_installs_it_has_arrived(self, name: str) -> None:
        (found,) = read(payload(name))
        assert isinstance(found, Arrived)
        assert (found.sender.user, found.sender.address.conversation) == (ANA, "a:1personalRemoved")

    def test_a_person_the_bot_meets_has_arrived(self) -> None:
        made = payload("bot_added") | {"from": {"id": BOT}, "membersAdded": [{"id": BOT}, {"id": "29:2bo"}]}
        (found,) = read(made)
        assert isinstance(found, Arrived)
        assert found.sender.user == "29:2bo"
        assert read(made | {"membersAdded": [{"id": BOT}]}) == ()

    def test_a_team_that_takes_it_in_is_seen(self) -> None:
        (found,) = read(payload("team_joined"))
        assert isinstance(found, ChannelSeen)
        assert (found.name, found.guess, found.channel.conversation) == (GENERAL, "General", GENERAL)
        assert (found.channel.extra["team"], found.channel.extra["team_name"]) == (
            GENERAL,
            "Learning together",
        )
        assert (found.joined, found.happened_at) == (True, AT)
        assert (found.channel.user, found.channel.extra.get("user_id")) == ("", None)
        assert found.channel.extra["service_url"] == SERVICE
        assert (found.sender.user, found.sender.in_person) == (ANA, False)

    def test_a_group_chat_is_no_channel(self) -> None:
        made = payload("team_joined") | {"channelData": {"tenant": {"id": TENANT}}}
        made["conversation"]["conversationType"] = "groupChat"
        assert read(made) == ()

    def test_the_channel_chosen_when_the_app_was_added_is_the_one_seen(self) -> None:
        made = payload("team_joined") | {"type": "installationUpdate", "action": "add"}
        made["channelData"]["settings"] = {"selectedChannel": {"id": NEWS}}
        (found,) = read(made)
        assert isinstance(found, ChannelSeen)
        assert (found.name, found.guess, found.channel.conversation) == (NEWS, "Learning together", NEWS)

    @pytest.mark.parametrize("action", ["add", "add-upgrade"])
    def test_an_installation_for_somebody_is_an_arrival(self, action: str) -> None:
        (found,) = read(payload("installed") | {"action": action})
        assert isinstance(found, Arrived)

    def test_people_who_join_a_team_have_asked_for_nothing(self) -> None:
        assert read(payload("strange/somebody_joined_a_team")) == ()


class TestChannels:
    def test_an_admin_who_speaks_to_the_bot_in_a_channel_names_it(self) -> None:
        made = payload("channel_message")
        seen, _ = read(made)
        assert isinstance(seen, ChannelSeen)
        assert (seen.guess, seen.joined, seen.channel.conversation) == ("General", False, GENERAL)
        made["channelData"]["channel"] = {"id": NEWS}
        seen, commanded = read(made)
        assert isinstance(seen, ChannelSeen)
        assert (seen.name, seen.channel.conversation) == (NEWS, NEWS)
        assert seen.id != commanded.id

    def test_a_new_channel_is_seen_by_its_name(self) -> None:
        (found,) = read(payload("channel_created"))
        assert isinstance(found, ChannelSeen)
        assert (found.name, found.channel.conversation, found.joined) == ("News", NEWS, True)

    @pytest.mark.parametrize(
        ("name", "how", "conversation"),
        [
            ("channel_deleted", "deleted", NEWS),
            ("team_archived", "archived", ""),
            ("team_deleted", "deleted", ""),
            ("team_hard_deleted", "deleted", ""),
            ("team_left", "left", ""),
        ],
    )
    def test_what_shuts_a_channel_or_all_of_a_team(self, name: str, how: str, conversation: str) -> None:
        (found,) = read(payload(name))
        assert isinstance(found, ChannelClosed)
        assert (found.how, found.conversation, found.team) == (how, conversation, GENERAL)
        assert (found.place, found.happened_at) == (TENANT, AT)

    @pytest.mark.parametrize(
        ("name", "conversation"), [("channel_restored", NEWS), ("team_unarchived", ""), ("team_restored", "")]
    )
    def test_what_opens_it_again(self, name: str, conversation: str) -> None:
        (found,) = read(payload(name))
        assert isinstance(found, ChannelReopened)
        assert (found.conversation, found.team) == (conversation, GENERAL)

    @pytest.mark.parametrize(
        ("name", "conversation", "called"),
        [("channel_renamed", NEWS, "Fresh news"), ("team_renamed", "", "Learning well")],
    )
    def test_a_new_name(self, name: str, conversation: str, called: str) -> None:
        (found,) = read(payload(name))
        assert isinstance(found, ChannelRenamed)
        assert (found.conversation, found.name) == (conversation, called)

    @pytest.mark.parametrize(
        "data",
        [
            {"eventType": "channelDeleted"},
            {"eventType": "teamArchived"},
            {"eventType": "channelRenamed", "channel": {"id": NEWS}},
            {"eventType": "channelRestored", "channel": {"id": None}},
            {"eventType": "a_kind_to_come", "team": {"id": GENERAL}},
            {"eventType": ""},
        ],
    )
    def test_what_does_not_say_where_changes_nothing(self, data: Json) -> None:
        assert read(payload("channel_deleted") | {"channelData": {"tenant": {"id": TENANT}} | data}) == ()

    @pytest.mark.parametrize(
        ("timestamp", "moment"),
        [
            ("2026-09-01T08:59:58.5Z", datetime(2026, 9, 1, 8, 59, 58, 500_000, UTC)),
            ("2026-09-01T08:00:00", datetime(2026, 9, 1, 8, tzinfo=UTC)),
            ("2026-09-02T10:59:00+02:00", datetime(2026, 9, 2, 8, 59, tzinfo=UTC)),
            ("2026-09-02T09:00:01Z", AT),
            ("2026-08-31T08:59:59Z", AT),
            ("9999-12-31T23:59:59-12:00", AT),
            ("0001-01-01T00:00:00+12:00", AT),
            ("yesterday", AT),
            (None, AT),
        ],
    )
    def test_the_moment_is_that_of_teams(self, timestamp: str | None, moment: datetime) -> None:
        (found,) = read(payload("channel_deleted") | {"timestamp": timestamp})
        assert isinstance(found, ChannelClosed)
        assert found.happened_at == moment


class TestRemoving:
    def test_somebody_who_removes_the_app_cannot_be_written_to(self) -> None:
        (found,) = read(payload("uninstalled"))
        assert isinstance(found, AppRemoved)
        assert (found.platform, found.place, found.user) == ("teams", TENANT, ANA)

    def test_coming_and_going_have_the_moment_of_teams(self) -> None:
        for name in ("installed", "uninstalled"):
            (found,) = read(payload(name) | {"timestamp": "2026-09-01T08:00:00Z"})
            assert isinstance(found, Arrived | AppRemoved)
            assert found.happened_at == datetime(2026, 9, 1, 8, tzinfo=UTC)

    def test_a_team_that_removes_it_is_left(self) -> None:
        made = payload("team_joined") | {
            "type": "installationUpdate",
            "action": "remove",
            "membersAdded": None,
        }
        (found,) = read(made)
        assert isinstance(found, ChannelClosed)
        assert (found.how, found.team) == ("left", GENERAL)

    @pytest.mark.parametrize("action", ["remove-upgrade", "", None, "something"])
    def test_a_new_version_closes_nothing(self, action: str | None) -> None:
        assert read(payload("uninstalled") | {"action": action}) == ()
        made = payload("team_joined") | {"type": "installationUpdate", "action": action}
        assert read(made) == ()


def test_what_is_wrong_is_named_without_the_words() -> None:
    with pytest.raises(BadPayload) as raised:
        read(payload("message") | {"from": 7, "text": "my secret words"})
    assert "from" in str(raised.value)
    assert "secret" not in str(raised.value)
