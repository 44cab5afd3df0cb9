"""Does the README show what there is? Its pictures exist, are small, and say in words what they show; its examples
run.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest
import yaml

import app
from adapters.slack.scopes import BASE, OPTIONAL
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
    tools = msgspec.structs.replace(TOOLS, manifests=app.MANIFESTS)
    for example in examples:
        assert cli.main(example.split(), tools, environment={}, env_file=None) == 0
        assert objection(yaml.safe_load(capsys.readouterr().out)) == ""


def test_every_key_that_is_named_for_slack_is_a_setting() -> None:
    named = re.findall(r"^ +([A-Z_]+)=", slack_section(), re.MULTILINE)
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID"} <= set(named)
    assert {key.lower() for key in named} <= set(Settings.model_fields)
