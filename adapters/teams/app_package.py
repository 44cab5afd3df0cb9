"""What is uploaded to Teams? One zip file with the manifest, its translations and two icons, checked. Pure."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from adapters.teams.icons import SIZES
from adapters.teams.manifest import COLOR_ICON, OUTLINE_ICON, VERSION, Plan, file_of, manifest, translation
from adapters.teams.manifest_rules import check
from adapters.wording import WordsFor

MADE = (1980, 1, 1, 0, 0, 0)  # the same input makes the same file, byte by byte


class AppPackage(msgspec.Struct, frozen=True, kw_only=True):
    """`translations` by their file; `objections` are (file, what Teams would not take)."""

    manifest: dict[str, Any]
    translations: dict[str, dict[str, str]]
    objections: Sequence[tuple[str, str]]
    checked: Sequence[str]
    body: bytes


def make_package(plan: Plan, words_for: WordsFor, language: str, icons: Mapping[str, bytes]) -> AppPackage:
    """`language` is what whoever has none of the others reads; `icons` are the two pictures by their file."""
    document = manifest(plan, words_for(language, "UTC"))
    translations = {file_of(other): translation(words_for(other, "UTC")) for other in plan.languages}
    files = {
        "manifest.json": _json(document),
        **{file: _json(translated) for file, translated in translations.items()},
        **icons,
    }
    checked = [
        f"manifest.json: {len(document)} fields by the rules of version {VERSION}",
        *(f"{file}: {len(translated)} fields" for file, translated in translations.items()),
        f"{COLOR_ICON}: {_size('color')}, no transparent place",
        f"{OUTLINE_ICON}: {_size('outline')}, white on a transparent ground",
    ]
    return AppPackage(
        manifest=document,
        translations=translations,
        objections=list(check(document, translations, icons)),
        checked=checked,
        body=_zipped(files),
    )


def _size(kind: str) -> str:
    return "x".join(map(str, SIZES[kind]))


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, body)
    return held.getvalue()
