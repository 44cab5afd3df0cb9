"""Which rights does the app ask for? Frozen here: another one is a decision, not a side effect."""

from __future__ import annotations

from adapters.slack.scopes import BASE, EVENTS, FEATURES, OPTIONAL, scopes


def test_the_base_is_frozen() -> None:
    assert tuple(BASE) == (
        "chat:write",
        "im:write",
        "mpim:write",
        "commands",
        "users:read",
        "users:read.email",
        "channels:read",
        "groups:read",
        "files:write",
        "im:history",
    )


def test_what_is_optional_is_frozen_with_its_feature() -> None:
    assert {scope: row.feature for scope, row in OPTIONAL.items()} == {
        "users.profile:read": "profile",
        "channels:manage": "groups",
        "groups:write": "groups",
    }
    assert FEATURES == ("profile", "groups")


def test_the_events_are_frozen() -> None:
    changes = ("left", "archive", "unarchive", "deleted", "rename")
    assert tuple(EVENTS) == (
        "message.im",
        "app_home_opened",
        "app_uninstalled",
        "tokens_revoked",
        "member_joined_channel",
        "member_left_channel",
        *(f"channel_{change}" for change in changes),
        *(f"group_{change}" for change in changes),
    )


def test_an_optional_scope_is_asked_for_with_its_feature_only() -> None:
    assert scopes() == tuple(BASE)
    assert scopes(["profile"]) == (*BASE, "users.profile:read")
    assert scopes(["groups"]) == (*BASE, "channels:manage", "groups:write")
    assert scopes(FEATURES) == (*BASE, *OPTIONAL)


def test_none_reads_what_people_write_to_each_other() -> None:
    assert [scope for scope in scopes(FEATURES) if "history" in scope] == ["im:history"]
    assert not [event for event in EVENTS if event.startswith("message.") and event != "message.im"]
    assert "app_mention" not in EVENTS


def test_every_event_comes_with_the_scopes_of_the_base() -> None:
    for event, heard in EVENTS.items():
        assert not heard.scopes or set(heard.scopes) & set(BASE), event


def test_each_says_why() -> None:
    whys = [
        *BASE.values(),
        *(row.why for row in OPTIONAL.values()),
        *(heard.why for heard in EVENTS.values()),
    ]
    assert all(whys)
    assert len(set(whys)) == len(whys)
