"""Does the README show what there is? Its pictures exist, are small, and say in words what they show; its examples
run.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import app
from bot.runtime import cli
from storage import MemoryStorage

ROOT = Path(__file__).parents[1]
LARGEST = 150_000  # bytes


def test_every_picture_is_there_small_and_described() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    for words, path in shown:
        assert len(words) > 20, path
        assert (ROOT / path).stat().st_size < LARGEST, path


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
