"""Are settings read as an operator expects, are all problems told at once, and never a secret?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.runtime.config import Settings, keys_of, read_settings
from bot.runtime.config_checks import misspelled, notes
from bot.runtime.errors import ConfigError

SECRET = "0123456789abcdef" * 2
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET}
SOCKET = {"SLACK_APP_TOKEN": "xapp-1"}
OAUTH = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "c",
    "PUBLIC_URL": "https://turnabout.example.com",
}
TEAMS = {"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "p", "TEAMS_TENANT_ID": "t"}
PLANTED = "walrus"


def read(**environment: str) -> Settings:
    return read_settings(environment, env_file=None)


def problems(environment: Mapping[str, str]) -> dict[str, str]:
    with pytest.raises(ConfigError) as wrong:
        read_settings(environment, env_file=None)
    return dict(wrong.value.problems)


def test_nothing_set_is_the_playground_on_this_machine() -> None:
    settings = read()
    assert settings.has_playground
    assert (settings.host, settings.port) == ("127.0.0.1", 8765)
    assert settings.database.startswith("sqlite:////")
    assert settings.database.endswith("/data/turnabout.sqlite")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (SLACK, False),
        (TEAMS, False),
        ({"TEAMS_AUTH": "off"}, False),
        (SLACK | {"PLAYGROUND": "on"}, True),
        ({"PLAYGROUND": "OFF"}, False),
        ({"PLAYGROUND": ""}, True),
    ],
)
def test_the_playground_is_on_unless_a_chat_is_configured(
    environment: dict[str, str], expected: bool
) -> None:
    assert read(**environment).has_playground is expected


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///data/some.db",
        "sqlite:////var/lib/turnabout.db",
        "postgresql://anna:p%40ss@db.example:5433/turnabout?sslmode=require",
        "postgres://anna@localhost/turnabout",
        "postgresql+psycopg:///turnabout?host=/run/postgresql",
    ],
)
def test_usual_database_urls_are_taken(url: str) -> None:
    assert read(DATABASE_URL=url, SECRET_KEYS="k").database == url


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/turnabout",
        "sqlite:///",
        "sqlite://",
        "sqlite:///:memory:",
        "turnabout.db",
        "postgresql://anna:pass@localhost:port/turnabout",
        "postgresql://anna:pa/ss@localhost/turnabout",
        "postgresql://anna:pa#1@localhost/turnabout",
    ],
)
def test_other_database_urls_are_refused(url: str) -> None:
    assert "DATABASE_URL" in problems({"DATABASE_URL": url, "SECRET_KEYS": "k"})


def test_all_problems_are_told_together_those_of_form_and_those_of_sense() -> None:
    environment = {
        "PORT": "eight",
        "LOG_LEVEL": "loud",
        "DATABASE_URL": "postgresql://localhost/turnabout",
        "SLACK_BOT_TOKEN": "xoxp-1",
        "TEAMS_APP_PASSWORD": "p",
        "PUBLIC_URL": "http://example.com",
        "ADMINS": "Ana",
    }
    assert problems(environment).keys() == {
        "PORT",
        "LOG_LEVEL",
        "SECRET_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "TEAMS_APP_ID",
        "PUBLIC_URL",
        "ADMINS",
    }


@pytest.mark.parametrize(
    ("environment", "key"),
    [
        ({"HOST": "0.0.0.0"}, "PLAYGROUND"),
        ({"HOST": "example.com", "PLAYGROUND": "on"} | SLACK, "PLAYGROUND"),
        ({"HOST": "0.0.0.0", "TEAMS_AUTH": "off"}, "TEAMS_AUTH"),
        ({"TEAMS_APP_ID": "app", "TEAMS_TENANT_ID": "t"}, "TEAMS_APP_PASSWORD"),
        ({"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "p"}, "TEAMS_TENANT_ID"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": " "}, "SLACK_SIGNING_SECRET"),
        (SOCKET, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-2"}, "SLACK_APP_TOKEN"),
        (OAUTH, "SLACK_SIGNING_SECRET"),
        (SLACK | OAUTH | {"PUBLIC_URL": ""}, "PUBLIC_URL"),
        (SLACK | OAUTH | {"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET"),
        (SLACK | OAUTH | {"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID"),
        (SLACK | OAUTH | {"SLACK_AUTHORIZE_URL": "http://slack.example"}, "SLACK_AUTHORIZE_URL"),
        ({"PORT": "70000"}, "PORT"),
        (SLACK | {"SLACK_API_URL": "http://slack.example/api/"}, "SLACK_API_URL"),
    ],
)
def test_what_would_be_unsafe_or_half_is_refused(environment: dict[str, str], key: str) -> None:
    assert problems(environment).keys() == {key}


@pytest.mark.parametrize(
    ("key", "token", "told"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1", "an app-level token and belongs in SLACK_APP_TOKEN"),
        ("SLACK_BOT_TOKEN", "xoxp-1", "a user token"),
        ("SLACK_BOT_TOKEN", "xoxe.xoxb-1", "a bot token that rotates"),
        ("SLACK_BOT_TOKEN", "xoxe-1", "a token for refreshing"),
        ("SLACK_BOT_TOKEN", "walrus", "does not look like a token"),
        ("SLACK_APP_TOKEN", "xoxb-1", "a bot token and belongs in SLACK_BOT_TOKEN"),
        ("SLACK_APP_TOKEN", "walrus", "does not look like a token"),
    ],
)
def test_a_token_in_the_wrong_place_is_named_with_its_place(key: str, token: str, told: str) -> None:
    found = problems(SLACK | {key: token})
    assert found.keys() == {key}
    assert told in found[key]
    assert token not in found[key]
    assert "https://api.slack.com/apps" in found[key]


@pytest.mark.parametrize(("secret", "odd"), [("0123456789abcdef" * 2, False), ("s", True), ("A" * 32, True)])
def test_a_signing_secret_of_another_form_is_noted(secret: str, odd: bool) -> None:
    told = dict(notes(read(**(SLACK | {"SLACK_SIGNING_SECRET": secret}))))
    assert ("SLACK_SIGNING_SECRET" in told) is odd


@pytest.mark.parametrize(
    "environment",
    [
        SLACK,
        {"SLACK_BOT_TOKEN": "xoxb-1"} | SOCKET,
        SLACK | SOCKET,
        OAUTH | {"SLACK_SIGNING_SECRET": "s"},
        OAUTH | SOCKET,
        SLACK | OAUTH,
        SLACK | OAUTH | SOCKET,
    ],
)
def test_slack_is_served_in_each_of_these_ways(environment: dict[str, str]) -> None:
    settings = read(**environment)
    assert settings.has_slack
    assert not settings.has_playground


def test_loopback_has_many_names() -> None:
    for host in ("127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost"):
        assert read(HOST=host).is_loopback


def test_a_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        '\ufeff# a comment\nHOST=localhost\nexport PORT=1\nADMINS="a@example.com, slack:U1"\n', "utf-8"
    )
    settings = read_settings({"PORT": "2", "HOST": "", "OTHER": "x"}, env_file=file)
    assert (settings.host, settings.port) == ("localhost", 2)
    assert settings.named_admins == {"a@example.com", "slack:u1"}


def test_a_file_that_is_no_text_is_a_problem_and_none_at_all_is_fine(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert read_settings({}, env_file=file).port == 8765
    file.write_bytes(b"ADMINS=\xff\xfe")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_settings({}, env_file=file)


def test_a_slip_of_the_pen_in_the_file_is_told_without_repeating_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SLACK_BOT_TOKN=xoxb-1\nPATH=/bin\nxoxb-secret\n", "utf-8")
    told = misspelled(keys_of(file))
    assert [key for key, _ in told] == ["SLACK_BOT_TOKEN"]
    assert "xoxb" not in str(told)


def test_admins_are_known_by_address_or_platform_id() -> None:
    settings = read(ADMINS="Ines@Example.com, slack:U1,teams:aad-1")
    assert settings.is_admin("slack", "U1", "")
    assert settings.is_admin("teams", "29:x", "ines@example.com")
    assert not settings.is_admin("teams", "U1", "")
    assert not settings.is_admin("slack", "U2", "")


def test_what_has_no_effect_or_another_than_expected_is_said() -> None:
    assert notes(read()) == []
    told = dict(notes(read(**SLACK, **SOCKET, ADMINS="slack:U1", SLACK_AUTHORIZE_URL="https://a.example")))
    assert told.keys() == {"SLACK_SIGNING_SECRET", "SLACK_AUTHORIZE_URL", "PUBLIC_URL"}
    installed = dict(notes(read(**OAUTH, SLACK_SIGNING_SECRET=SECRET, ADMINS="slack:U1")))
    assert installed.keys() == {"ADMINS"}
    assert dict(notes(read(**OAUTH, SLACK_SIGNING_SECRET=SECRET))) == {}
    assert dict(notes(read(**SLACK))).keys() == {"ADMINS", "PUBLIC_URL"}
    assert dict(notes(read(**SLACK, PUBLIC_URL="https://turnabout.example.com"))).keys() == {"ADMINS"}
    assert dict(notes(read(PLAYGROUND="off"))).keys() == {"PLAYGROUND"}


@pytest.mark.parametrize(
    "url",
    [
        "http://turnabout.example.com",
        "https://x.example/?a",
        "https://x.example/#a",
        "https://me:pw@x.example",
    ],
)
def test_a_public_address_is_https_and_nothing_more(url: str) -> None:
    assert "PUBLIC_URL" in problems({"PUBLIC_URL": url})


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("", None),
        ("https://x.example/", "https://x.example"),
        ("https://x.example/mentoring", "https://x.example/mentoring"),
        ("http://127.0.0.1:8765", "http://127.0.0.1:8765"),
    ],
)
def test_our_own_links_begin_with_the_public_address(url: str, base: str | None) -> None:
    assert read(PUBLIC_URL=url).links_base == base


def test_an_api_address_is_joined_to_whatever_its_end() -> None:
    assert read(SLACK_API_URL="http://127.0.0.1:1/api").slack_api_url == "http://127.0.0.1:1/api/"


@pytest.mark.parametrize("key", [name.upper() for name in Settings.model_fields])
def test_no_value_is_ever_repeated(key: str) -> None:
    """A word planted in every key, in forms that are refused and forms that are taken."""
    for value in (PLANTED, f"xoxb-{PLANTED}", f"postgresql://u:{PLANTED}@h:x/d", f"https://{PLANTED}"):
        assert PLANTED not in _all_that_is_told(key, value)


def _all_that_is_told(key: str, value: str) -> str:
    try:
        settings = read_settings({key: value}, env_file=None)
    except ConfigError as wrong:
        return f"{wrong} {wrong.__cause__} {wrong.__context__}"
    return f"{notes(settings)} {settings!r}" if _may_hold_a_secret(key) else f"{notes(settings)}"


def _may_hold_a_secret(key: str) -> bool:
    return key in ("DATABASE_URL", "ADMINS") or any(word in key for word in ("TOKEN", "SECRET", "PASSWORD"))


def test_the_example_names_every_key_and_no_other() -> None:
    text = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    named = set(
        re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b|^#(?:HOST|PORT|ADMINS|PLAYGROUND)(?==)", text, re.MULTILINE)
    )
    assert {name.lstrip("#").lower() for name in named} == set(Settings.model_fields)
