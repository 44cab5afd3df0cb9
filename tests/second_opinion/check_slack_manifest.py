"""Does Slack's own description of a manifest, in the types of its library, take ours, scopes and events included?"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.manifest import Plan, manifest
from adapters.slack.scopes import FEATURES
from bot.text.catalog import words_for

PACKAGES = ("@slack/web-api@7.15.1", "typescript@5.9.3")
MINUTES_5 = 300
URL = "https://turnabout.example.com"
PLANS = [Plan(url=URL), Plan(socket=True), Plan(url=URL, installs=True, features=FEATURES)]

needs_npm = pytest.mark.skipif(
    not (shutil.which("npm") and shutil.which("node")), reason="npm is missing: install Node.js 20 or newer"
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Slack's library and a compiler."""
    folder = tmp_path_factory.mktemp("npm")
    words = [
        "npm",
        "install",
        "--prefix",
        str(folder),
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        *PACKAGES,
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MINUTES_5, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot fetch {PACKAGES[0]}; is the network up?")
    return folder


def objections(library: Path, document: dict[str, Any]) -> str:
    types = "@slack/web-api/dist/types/request/manifest"
    source = (
        f'import type {{ Manifest }} from "{types}";\nexport const ours: Manifest = {json.dumps(document)};\n'
    )
    (library / "ours.ts").write_text(source, "utf-8")
    words = ["node", "node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "ours.ts"]
    done = subprocess.run(words, cwd=library, capture_output=True, text=True, timeout=MINUTES_5, check=False)
    return done.stdout


@needs_npm
@pytest.mark.parametrize("plan", PLANS)
def test_the_manifest_of_the_slack_app_is_taken(library: Path, plan: Plan) -> None:
    assert objections(library, manifest(plan, words_for("en", "UTC"))) == ""


@needs_npm
def test_the_types_would_object(library: Path) -> None:
    broken = manifest(PLANS[0], words_for("en", "UTC"))
    broken["oauth_config"]["scopes"]["bot"].append("walrus:read")
    assert "walrus" in objections(library, broken)
