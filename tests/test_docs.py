"""Does the README show what there is? Its pictures exist, are small, and say in words what they show; its examples
run.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
import yaml

import app
from adapters.manifests import MANIFESTS
from adapters.slack.scopes import BASE, OPTIONAL
from adapters.teams.payloads import PATH
from bot.runtime import cli
from bot.runtime.settings import Settings
from storage import MemoryStorage
from tests.unit.slack_manifest_rules import objection

ROOT = Path(__file__).parents[1]
LARGEST = 150_000  # bytes


def test_every_picture_is_there_small_and_described() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    for words, path in shown:
        assert len(words) > 20, path
        assert (ROOT / path).stat().st_size < LARGEST, path


def test_every_way_within_the_readme_leads_somewhere() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    there = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    }
    ways = re.findall(r"\]\(#([^)]+)\)", text)
    assert ways
    assert set(ways) <= there


async def _nobody(_: object) -> list[tuple[str, str]]:
    raise AssertionError("nobody is asked here")


TOOLS = cli.Tools(
    serve=app.serve, open_storage=app.opened, examine=_nobody, places=app.places, memory=MemoryStorage
)


def test_the_examples_of_matching_a_file_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = (ROOT / "README.md").read_text("utf-8").split("## Pairs from a file")[1].split("\n## ")[0]
    examples = re.findall(r"^    \.venv/bin/python app\.py (match .+)$", section, re.MULTILINE)
    rules = re.search(r"(?:\n    min_grade_gap.*)(?:\n(?:    .*)?)+", section)
    assert len(examples) == 2
    assert rules
    sample = Path("bot/simulation/sample_people.csv")
    (tmp_path / sample).parent.mkdir(parents=True)
    shutil.copy(ROOT / sample, tmp_path / sample)
    (tmp_path / "rules.toml").write_text(rules[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    for example in examples:
        assert cli.main(example.split(), TOOLS, environment={}, env_file=None) == 0
        assert "The pairs are in" in capsys.readouterr().out
    assert len((tmp_path / "next.csv").read_text("utf-8").splitlines()) > 20


def slack_section() -> str:
    return (ROOT / "README.md").read_text("utf-8").split("\n## Slack\n")[1].split("\n## ")[0]


def test_the_scopes_of_slack_are_told_with_the_reasons_that_the_app_gives() -> None:
    rows = re.findall(r"^\| `([a-z:._]+)` \| (?:`([a-z:._]+)` \| )?(.+) \|$", slack_section(), re.MULTILINE)
    assert {scope: why for scope, second, why in rows if not second} == BASE
    told = [(second, feature, why) for feature, second, why in rows if second]
    assert told == [(scope, row.feature, row.why) for scope, row in OPTIONAL.items()]


def test_the_manifests_of_slack_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    examples = re.findall(r"^ +\.venv/bin/python app\.py (manifest .+)$", slack_section(), re.MULTILINE)
    assert len(examples) == 3
    tools = msgspec.structs.replace(TOOLS, manifests=MANIFESTS)
    for example in examples:
        assert cli.main(example.split(), tools, environment={}, env_file=None) == 0
        assert objection(yaml.safe_load(capsys.readouterr().out)) == ""


def test_every_key_that_is_named_for_slack_is_a_setting() -> None:
    named = re.findall(r"^ +([A-Z_]+)=", slack_section(), re.MULTILINE)
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID"} <= set(named)
    assert {key.lower() for key in named} <= set(Settings.model_fields)


def teams_section() -> str:
    return (ROOT / "README.md").read_text("utf-8").split("\n## Microsoft Teams\n")[1].split("\n## ")[0]


def test_the_package_for_teams_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [example] = re.findall(r"^ +\.venv/bin/python app\.py (manifest .+)$", teams_section(), re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    tools = msgspec.structs.replace(TOOLS, manifests=MANIFESTS)
    environment = {"TEAMS_APP_ID": str(UUID(int=1)), "PUBLIC_URL": "https://turnabout.example.com"}
    assert cli.main(example.split(), tools, environment=environment, env_file=None) == 0
    assert (tmp_path / capsys.readouterr().out.split()[0]).is_file()
    for option in re.findall(
        r"`(--[a-z-]+)", teams_section().split("**The app package**")[1].split("**Upload")[0]
    ):
        with pytest.raises(SystemExit):
            cli.main(["manifest", "teams", "--help"], TOOLS)
        assert option in capsys.readouterr().out


def test_every_key_that_is_named_for_teams_is_a_setting() -> None:
    steps = teams_section().split("**The settings.**")[1]
    named = {
        *re.findall(r"^ +([A-Z_]+)=", steps, re.MULTILINE),
        *re.findall(r"`(TEAMS_[A-Z_]+)", teams_section()),
    }
    assert {"TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID", "PUBLIC_URL", "TEAMS_GRAPH"} <= named
    assert {key.lower() for key in named} <= set(Settings.model_fields)
    printed = re.findall(r"\b([A-Z_]+)=\$", teams_section().split("printf")[1].split("\n")[0])
    assert set(printed) <= named


def test_three_lines_try_teams_without_a_tenant() -> None:
    lines = teams_lines()
    assert len(lines) == 3
    environment = dict(re.findall(r"([A-Z0-9_]+)=(\S+)", lines[1]))
    read = Settings.model_validate({key.lower(): value for key, value in environment.items()})
    assert (read.has_teams, read.has_playground, read.teams_auth) == (True, False, "off")
    path = re.findall(r"^ *M365_AGENTS_PLAYGROUND_CONFIG_PATH=(\S+)", lines[2])[0]
    company = yaml.safe_load((ROOT / path).read_text("utf-8"))
    assert len(company["users"]) == 5  # or it does not start, and does not say why
    assert read.admins == f"teams:{company['currentUser']['aadObjectId']}"
    assert f"-e http://127.0.0.1:{read.port}{PATH}" in lines[2]


def teams_lines() -> list[str]:
    trying = teams_section().split("### Trying it without a tenant")[1].split("\n### ")[0]
    return re.findall(r"^    (\S.+)$", trying, re.MULTILINE)
