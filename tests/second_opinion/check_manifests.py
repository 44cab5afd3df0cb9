"""Does Microsoft's own schema take the manifest of the Teams app?"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MANIFEST = HERE.parents[1] / "adapters" / "teams" / "manifest.json"
PACKAGE = "@microsoft/app-manifest@1.1.2"
MINUTES_5 = 300
# What the operator fills in
FILLED = {
    "TEAMS_APP_ID": "00000000-0000-0000-0000-000000000001",
    "PUBLIC_HOST": "mentoring.example.com",
}

needs_npm = pytest.mark.skipif(
    not (shutil.which("npm") and shutil.which("node")), reason="npm is missing: install Node.js 20 or newer"
)


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Microsoft's schemas and the validator they come with."""
    folder = tmp_path_factory.mktemp("npm")
    words = [
        "npm",
        "install",
        "--prefix",
        str(folder),
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        PACKAGE,
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MINUTES_5, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot fetch {PACKAGE}; is the network up?")
    return folder


def objections(schemas: Path, manifest: str, folder: Path) -> list[str]:
    file = folder / "manifest.json"
    file.write_text(manifest, "utf-8")
    words = ["node", str(HERE / "check_manifest.js"), str(schemas), str(file)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MINUTES_5, check=True)
    told: list[str] = json.loads(done.stdout)
    return told


def filled_in() -> str:
    text = MANIFEST.read_text("utf-8")
    return re.sub(r"\$\{\{(\w+)\}\}", lambda place: FILLED[place[1]], text)


@needs_npm
def test_the_manifest_of_the_teams_app_is_taken(schemas: Path, tmp_path: Path) -> None:
    assert objections(schemas, filled_in(), tmp_path) == []


@needs_npm
def test_the_schema_would_object(schemas: Path, tmp_path: Path) -> None:
    broken = json.loads(filled_in()) | {"accentColor": "walrus"}
    assert any("accentColor" in said for said in objections(schemas, json.dumps(broken), tmp_path))
