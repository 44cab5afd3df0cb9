"""Do Microsoft's own schemas take the manifest of the Teams app and its translations?"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_teams_manifest import PLANS, made

HERE = Path(__file__).parent
PACKAGE = "@microsoft/app-manifest@1.1.2"
NEWEST = "1.30"  # in that package
MINUTES_5 = 300
KINDS = {"manifest": "MicrosoftTeams.schema.json", "translation": "MicrosoftTeams.Localization.schema.json"}

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


def objections(
    schemas: Path, kind: str, document: Mapping[str, Any], version: str, folder: Path
) -> list[str]:
    file = folder / "document.json"
    file.write_text(json.dumps(document), "utf-8")
    words = ["node", str(HERE / "check_manifest.js"), str(schemas), str(file), version, KINDS[kind]]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MINUTES_5, check=True)
    told: list[str] = json.loads(done.stdout)
    return told


@needs_npm
@pytest.mark.parametrize("version", ["", NEWEST])
@pytest.mark.parametrize("language", PLANS)
def test_the_manifest_of_the_teams_app_is_taken(
    language: str, version: str, schemas: Path, tmp_path: Path
) -> None:
    package = made(language)
    manifest = {**package.manifest, **({"manifestVersion": version} if version else {})}
    asked = manifest["manifestVersion"]
    assert objections(schemas, "manifest", manifest, asked, tmp_path) == []
    for translated in package.translations.values():
        assert objections(schemas, "translation", translated, asked, tmp_path) == []


@needs_npm
def test_the_schemas_would_object(schemas: Path, tmp_path: Path) -> None:
    package = made()
    version = package.manifest["manifestVersion"]
    broken = package.manifest | {"accentColor": "walrus"}
    assert any("accentColor" in said for said in objections(schemas, "manifest", broken, version, tmp_path))
    translated = package.translations["de.json"] | {"name.short": "x" * 31}
    assert any(
        "name.short" in said for said in objections(schemas, "translation", translated, version, tmp_path)
    )
