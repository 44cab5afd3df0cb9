"""Do `app.py manifest slack` and `manifest teams` make what can be handed in, before there is any credential?"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

import app
from adapters.manifests import MANIFESTS
from adapters.slack.scopes import BASE
from bot.runtime import cli
from storage import MemoryStorage
from tests.unit.slack_manifest_rules import objection

URL = "https://turnabout.example.com"
TOOLS = cli.Tools(
    serve=app.serve,
    open_storage=app.opened,
    examine=app.examine,
    places=app.places,
    memory=MemoryStorage,
    manifests=MANIFESTS,
)
Shown = tuple[int, str, str]


class Terminal:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.platform = "slack"

    def run(self, *words: str, **environment: str) -> Shown:
        """Exit code, stdout, stderr."""
        code = cli.main(["manifest", self.platform, *words], TOOLS, environment=environment, env_file=None)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def printed(self, *words: str, **environment: str) -> Any:
        code, out, err = self.run(*words, **environment)
        assert (code, err) == (0, "")
        document = yaml.safe_load(out)
        assert objection(document) == ""
        assert json.loads(self.run(*words, "--json", **environment)[1]) == document
        return document


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_for_socket_mode_nothing_has_to_be_set(terminal: Terminal) -> None:
    document = terminal.printed("--socket")
    assert document["settings"]["socket_mode_enabled"] is True
    assert document["oauth_config"] == {"scopes": {"bot": list(BASE)}}


def test_it_says_where_to_paste_it_and_why_each_right(terminal: Terminal) -> None:
    told = terminal.run("--socket")[1]
    assert told.startswith("# Paste this at https://api.slack.com/apps")
    assert (
        '"im:history" # to hear what a person types to it in their own conversation, and nothing else' in told
    )


@pytest.mark.parametrize(("words", "environment"), [(("--url", f"{URL}/"), {}), ((), {"PUBLIC_URL": URL})])
def test_over_http_it_has_the_address(
    words: tuple[str, ...], environment: dict[str, str], terminal: Terminal
) -> None:
    settings = terminal.printed(*words, **environment)["settings"]
    assert settings["event_subscriptions"]["request_url"] == f"{URL}/slack/events"
    assert settings["socket_mode_enabled"] is False


def test_the_settings_decide_which_way_in(terminal: Terminal) -> None:
    document = terminal.printed(PUBLIC_URL=URL, SLACK_APP_TOKEN="xapp-1", SLACK_CLIENT_ID="1.2")
    assert document["settings"]["socket_mode_enabled"] is True
    assert document["settings"]["token_rotation_enabled"] is True
    assert document["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]
    asked = terminal.printed("--url", URL, SLACK_APP_TOKEN="xapp-1")
    assert asked["settings"]["socket_mode_enabled"] is False


def test_features_bring_their_rights(terminal: Terminal) -> None:
    scopes = terminal.printed("--socket", "--with", "profile")["oauth_config"]["scopes"]
    assert scopes["bot"] == [*BASE, "users.profile:read"]


def test_the_commands_speak_german(terminal: Terminal) -> None:
    commands = terminal.printed("--socket", "--lang", "de")["features"]["slash_commands"]
    assert commands[0]["description"] == "Mitmachen, oder das Mitmachen abschließen"


def test_settings_that_do_not_matter_here_are_not_in_the_way(terminal: Terminal) -> None:
    terminal.printed("--socket", PORT="x", SLACK_BOT_TOKEN="walrus", HOST="0.0.0.0")


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        ((), {}, "PUBLIC_URL: is empty"),
        (("--socket", "--oauth"), {}, "PUBLIC_URL: is empty"),
        (("--url", "http://turnabout.example.com"), {}, "--url: must begin with https://"),
        (("--url", f"{URL}?a=b"), {}, "--url: takes an address alone"),
        ((), {"PUBLIC_URL": "walrus"}, "PUBLIC_URL: must begin with https://"),
        (("--socket", "--with", "walrus"), {}, "--with: there is no feature 'walrus'"),
    ],
)
def test_what_is_wrong_is_one_line(
    words: tuple[str, ...], environment: dict[str, str], told: str, terminal: Terminal
) -> None:
    code, out, err = terminal.run(*words, **environment)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith(told)


APP = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
CONFIGURED = {"TEAMS_APP_ID": APP, "PUBLIC_URL": f"{URL}/"}


class TestTeams:
    @pytest.fixture
    def teams(self, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
        monkeypatch.chdir(tmp_path)
        terminal.platform = "teams"
        return terminal

    @staticmethod
    def package(path: str = "turnabout-teams.zip") -> dict[str, bytes]:
        with zipfile.ZipFile(path) as held:
            return {name: held.read(name) for name in held.namelist()}

    @pytest.mark.parametrize(
        ("words", "environment"),
        [((), CONFIGURED), (("--id", APP.upper(), "--url", URL), {"PORT": "walrus"})],
    )
    def test_a_package_is_written_and_said_what_to_do_with_it(
        self, words: tuple[str, ...], environment: dict[str, str], teams: Terminal
    ) -> None:
        code, out, err = teams.run(*words, **environment)
        assert (code, err) == (0, "")
        assert out.startswith("turnabout-teams.zip is written.\n")
        assert f"“Messaging endpoint”: {URL}/api/messages" in out
        files = self.package()
        assert set(files) == {"manifest.json", "de.json", "color.png", "outline.png"}
        manifest = json.loads(files["manifest.json"])
        assert manifest["id"] == manifest["bots"][0]["botId"] == APP
        assert manifest["developer"]["privacyUrl"] == f"{URL}/about#privacy"

    def test_one_document_says_all_of_it(self, teams: Terminal) -> None:
        code, out, _ = teams.run("--json", "--out", "x.zip", **CONFIGURED)
        told = json.loads(out)
        assert (code, told["file"]) == (0, "x.zip")
        files = self.package("x.zip")
        assert told["manifest"] == json.loads(files["manifest.json"])
        assert told["translations"] == {"de.json": json.loads(files["de.json"])}
        assert [line.partition(":")[0] for line in told["checked"]] == list(files)

    def test_the_language_asked_for_is_everybodys_who_has_none_of_the_others(self, teams: Terminal) -> None:
        teams.run("--language", "de", **CONFIGURED)
        files = self.package()
        assert json.loads(files["manifest.json"])["localizationInfo"]["defaultLanguageTag"] == "de"
        assert json.loads(files["en.json"])["description.short"] == "Runs the reverse mentoring program"

    def test_graph_has_to_know_the_app(self, teams: Terminal) -> None:
        told = [teams.run("--json", *words, **CONFIGURED, **more)[1] for words, more in GRAPHS]
        named = [json.loads(out)["manifest"].get("webApplicationInfo") for out in told]
        assert named == [None, {"id": APP}, {"id": APP}]

    def test_an_older_package_makes_way_and_that_is_said(self, teams: Terminal) -> None:
        teams.run(**CONFIGURED)
        out = teams.run("--app-version", "1.0.1", **CONFIGURED)[1]
        assert out.startswith("turnabout-teams.zip is written anew, in place of the one that was there.\n")
        assert json.loads(self.package()["manifest.json"])["version"] == "1.0.1"

    @pytest.mark.parametrize("held", [b"walrus", None])
    def test_anything_else_stays(self, held: bytes | None, teams: Terminal, tmp_path: Path) -> None:
        path = tmp_path / "turnabout-teams.zip"
        path.mkdir() if held is None else path.write_bytes(held)
        code, out, err = teams.run(**CONFIGURED)
        assert (code, out) == (2, "")
        assert err == (
            "turnabout-teams.zip: is there already and is no app package; name another file with --out\n"
        )
        assert path.is_dir() if held is None else path.read_bytes() == held

    def test_everything_that_is_missing_is_said_together(self, teams: Terminal, tmp_path: Path) -> None:
        code, out, err = teams.run()
        assert (code, out) == (2, "")
        missing = [line.partition(":")[0] for line in err.splitlines()]
        assert missing == ["TEAMS_APP_ID", "PUBLIC_URL"]
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (("--id", "walrus"), "--id: is no id of an app registration"),
            (("--url", "http://127.0.0.1:8765"), "--url: must begin with https://: Teams takes no other"),
            (("--url", "https://x.example/?a=b"), "--url: takes an address alone"),
            (("--app-version", "1.0"), "--app-version: is made of three whole numbers"),
            (("--with", "walrus"), "--with: there is no feature 'walrus'; there is graph"),
            (("--url", f"https://{'x' * 2040}.example"), "Teams would not take this, so nothing is written"),
            (("--out", "nowhere/x.zip"), "nowhere"),
        ],
    )
    def test_what_is_wrong_is_one_line(
        self, words: tuple[str, ...], told: str, teams: Terminal, tmp_path: Path
    ) -> None:
        code, out, err = teams.run(*words, **CONFIGURED)
        assert (code in (1, 2), out, len(err.splitlines())) == (True, "", 1)
        assert told in err
        assert list(tmp_path.iterdir()) == []


GRAPHS: list[tuple[tuple[str, ...], dict[str, str]]] = [
    ((), {}),
    (("--with", "graph"), {}),
    ((), {"TEAMS_GRAPH": "on"}),
]
