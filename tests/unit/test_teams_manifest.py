"""Is Teams told what people need, in a form that it takes, and would our rules object to what it would not take?"""

from __future__ import annotations

import copy
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adapters.teams.app_package import AppPackage, make_package
from adapters.teams.manifest import LISTS, Plan
from adapters.teams.manifest_rules import check
from adapters.teams.payloads import PATH
from bot.program.commands import BY_NAME
from bot.text.catalog import LANGUAGES, words_for

FOLDER = Path(__file__).parents[2] / "adapters" / "teams"
ICONS = {name: (FOLDER / name).read_bytes() for name in ("color.png", "outline.png")}
APP = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"
URL = "https://turnabout.example.com"
PLANS = {
    language: Plan(
        app_id=APP,
        url=URL,
        graph=language == "de",
        languages=tuple(other for other in LANGUAGES if other != language),
    )
    for language in LANGUAGES
}


def made(language: str = "en") -> AppPackage:
    return make_package(PLANS[language], words_for, language, ICONS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_teams_takes_it(language: str) -> None:
    assert made(language).objections == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_holds_what_was_checked(language: str) -> None:
    package = made(language)
    with zipfile.ZipFile(io.BytesIO(package.body)) as held:
        assert set(held.namelist()) == {"manifest.json", *package.translations, *ICONS}
        assert json.loads(held.read("manifest.json")) == package.manifest
        for file, translated in package.translations.items():
            assert json.loads(held.read(file)) == translated
        assert {name: held.read(name) for name in ICONS} == ICONS
    assert made(language).body == package.body


def test_each_scope_has_at_most_ten_commands_and_help() -> None:
    bot = made().manifest["bots"][0]
    assert bot["scopes"] == [row["scopes"][0] for row in bot["commandLists"]] == list(LISTS)
    for row in bot["commandLists"]:
        titles = [command["title"] for command in row["commands"]]
        assert "rm-help" in titles
        assert {title.removeprefix("rm-") for title in titles} <= set(BY_NAME)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_cut_and_those_for_admins_say_so(language: str) -> None:
    mark = {"en": "(admins)", "de": "(Programmteam)"}[language]
    for row in made(language).manifest["bots"][0]["commandLists"]:
        for command in row["commands"]:
            assert "…" not in command["description"]
            admin = BY_NAME[command["title"].removeprefix("rm-")].admin
            assert command["description"].endswith(mark) is admin


def test_each_language_reads_its_own_words() -> None:
    english, german = made("en"), made("de")
    assert german.translations["en.json"]["description.full"] == english.manifest["description"]["full"]
    key = "bots[0].commandLists[0].commands[0].description"
    assert english.translations["de.json"][key] == "Mitmachen, oder das Mitmachen abschließen"


def test_it_asks_for_no_right_of_a_team_and_names_its_server() -> None:
    manifest = made().manifest
    assert "authorization" not in manifest
    assert "webApplicationInfo" not in manifest
    assert made("de").manifest["webApplicationInfo"] == {"id": APP}
    assert manifest["validDomains"] == ["turnabout.example.com"]
    assert manifest["bots"][0]["botId"] == manifest["id"] == APP
    assert manifest["bots"][0]["supportsFiles"] is False
    assert PATH == "/api/messages"


def picture(size: tuple[int, int], color: tuple[int, ...], **options: Any) -> bytes:
    held = io.BytesIO()
    Image.new("RGBA" if len(color) == 4 else "RGB", size, color).save(held, options.get("format", "PNG"))
    return held.getvalue()


def speckled(color: tuple[int, int, int]) -> bytes:
    """An outline icon with one dot of a color."""
    image = Image.open(io.BytesIO(ICONS["outline.png"])).convert("RGBA")
    image.putpixel((0, 0), (*color, 255))
    held = io.BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


Broken = Callable[[dict[str, Any], dict[str, Any], dict[str, bytes]], object]  # manifest, translation, icons


def bot(manifest: Mapping[str, Any]) -> Any:
    return manifest["bots"][0]


def commands(manifest: Mapping[str, Any]) -> Any:
    return bot(manifest)["commandLists"][0]["commands"]


BROKEN: dict[str, tuple[str, str, Broken]] = {
    "unknown field": ("manifest.json", "walrus: is not known", lambda m, t, i: m.update(walrus=1)),
    "no name": ("manifest.json", "lacks name", lambda m, t, i: m.pop("name")),
    "old schema": (
        "manifest.json",
        "manifestVersion: is no version",
        lambda m, t, i: m.update(manifestVersion="1.17"),
    ),
    "version of two": ("manifest.json", "version: is no version", lambda m, t, i: m.update(version="1.0")),
    "zeros before": ("manifest.json", "version: is no version", lambda m, t, i: m.update(version="01.0.0")),
    "no GUID": ("manifest.json", "id: is no GUID", lambda m, t, i: m.update(id="walrus")),
    "bot without GUID": (
        "manifest.json",
        "bots: 1: botId: is no GUID",
        lambda m, t, i: bot(m).update(botId=f"{APP}0"[1:]),
    ),
    "long developer": (
        "manifest.json",
        "developer: name: is no text of 1 to 32",
        lambda m, t, i: m["developer"].update(name="x" * 33),
    ),
    "http": (
        "manifest.json",
        "developer: privacyUrl: is no address",
        lambda m, t, i: m["developer"].update(privacyUrl="http://turnabout.example.com"),
    ),
    "no terms": (
        "manifest.json",
        "developer: lacks termsOfUseUrl",
        lambda m, t, i: m["developer"].pop("termsOfUseUrl"),
    ),
    "long name": ("manifest.json", "name: short", lambda m, t, i: m["name"].update(short="x" * 31)),
    "long full name": ("manifest.json", "name: full", lambda m, t, i: m["name"].update(full="x" * 101)),
    "long line": (
        "manifest.json",
        "description: short",
        lambda m, t, i: m["description"].update(short="x" * 81),
    ),
    "long text": (
        "manifest.json",
        "description: full",
        lambda m, t, i: m["description"].update(full="x" * 4001),
    ),
    "no color": (
        "manifest.json",
        "accentColor: is no color",
        lambda m, t, i: m.update(accentColor="#12345"),
    ),
    "two bots": ("manifest.json", "bots: is no list of 1 to 1", lambda m, t, i: m["bots"].append({})),
    "unknown scope": (
        "manifest.json",
        "scopes: 1: is none of",
        lambda m, t, i: bot(m).update(scopes=["walrus"]),
    ),
    "no flag": (
        "manifest.json",
        "supportsFiles: is neither",
        lambda m, t, i: bot(m).update(supportsFiles="no"),
    ),
    "eleven commands": (
        "manifest.json",
        "commands: is no list of 1 to 10",
        lambda m, t, i: commands(m).append({"title": "x", "description": "x"}),
    ),
    "four lists": (
        "manifest.json",
        "commandLists: is no list of 0 to 3",
        lambda m, t, i: bot(m)["commandLists"].append({}),
    ),
    "long title": (
        "manifest.json",
        "title: is no text",
        lambda m, t, i: commands(m)[0].update(title="x" * 33),
    ),
    "slash in a title": (
        "manifest.json",
        "title: is no command",
        lambda m, t, i: commands(m)[0].update(title="/rm-join"),
    ),
    "long description": (
        "manifest.json",
        "description: is no text of 1 to 128",
        lambda m, t, i: commands(m)[0].update(description="x" * 129),
    ),
    "twice in a list": (
        "manifest.json",
        "a command is twice",
        lambda m, t, i: commands(m)[0].update(title="rm-me"),
    ),
    "two lists for one": (
        "manifest.json",
        "two lists of commands for one scope",
        lambda m, t, i: bot(m)["commandLists"][1].update(scopes=["personal"]),
    ),
    "a list for no scope": (
        "manifest.json",
        "commands for groupChat, which is no scope",
        lambda m, t, i: bot(m).update(scopes=["personal", "team"]),
    ),
    "install scope": (
        "manifest.json",
        "defaultInstallScope: is none of",
        lambda m, t, i: m.update(defaultInstallScope="walrus"),
    ),
    "install scope without bot": (
        "manifest.json",
        "defaultInstallScope: is no scope of the bot",
        lambda m, t, i: (
            m.update(defaultInstallScope="team"),
            bot(m).update(scopes=["personal"], commandLists=[]),
            [t.pop(key) for key in list(t) if key.startswith("bots")],
        ),
    ),
    "capability": (
        "manifest.json",
        "defaultGroupCapability: team",
        lambda m, t, i: m["defaultGroupCapability"].update(team="walrus"),
    ),
    "permission": (
        "manifest.json",
        "permissions: 1: is none of",
        lambda m, t, i: m.update(permissions=["walrus"]),
    ),
    "permission twice": (
        "manifest.json",
        "permissions: has something twice",
        lambda m, t, i: m.update(permissions=["identity", "identity"]),
    ),
    "domain with its scheme": (
        "manifest.json",
        "validDomains: 1: is no host alone",
        lambda m, t, i: m.update(validDomains=[URL]),
    ),
    "another app": (
        "manifest.json",
        "webApplicationInfo: is another app",
        lambda m, t, i: m.update(webApplicationInfo={"id": APP.replace("1", "2")}),
    ),
    "channel features": (
        "manifest.json",
        "supportsChannelFeatures: is none of",
        lambda m, t, i: m.update(supportsChannelFeatures="all"),
    ),
    "channel features too early": (
        "manifest.json",
        "supportsChannelFeatures: is there from 1.25",
        lambda m, t, i: m.update(manifestVersion="1.24"),
    ),
    "language tag": (
        "manifest.json",
        "localizationInfo: defaultLanguageTag: is no language tag",
        lambda m, t, i: m["localizationInfo"].update(defaultLanguageTag="de_DE"),
    ),
    "icon elsewhere": (
        "manifest.json",
        "icons: color: is no name of a file",
        lambda m, t, i: m["icons"].update(color="../color.png"),
    ),
    "no translation": (
        "fr.json",
        "is named, and not in the package",
        lambda m, t, i: m["localizationInfo"]["additionalLanguages"].append(
            {"languageTag": "fr", "file": "fr.json"}
        ),
    ),
    "translation lacks": ("de.json", "lacks description.short", lambda m, t, i: t.pop("description.short")),
    "translation is long": (
        "de.json",
        "description.short: is no text of 1 to 80",
        lambda m, t, i: t.update({"description.short": "x" * 81}),
    ),
    "translation of nothing": (
        "de.json",
        "is of no command",
        lambda m, t, i: t.update({"bots[0].commandLists[0].commands[10].description": "x"}),
    ),
    "untranslated command": (
        "de.json",
        "lacks bots[0].commandLists[0].commands[0].description",
        lambda m, t, i: t.pop("bots[0].commandLists[0].commands[0].description"),
    ),
    "unknown translation": ("de.json", "walrus: is not known", lambda m, t, i: t.update(walrus="x")),
    "no icon": ("color.png", "is named, and not", lambda m, t, i: i.pop("color.png")),
    "no picture": ("color.png", "is no PNG", lambda m, t, i: i.update({"color.png": b"walrus"})),
    "a JPEG": (
        "color.png",
        "is no PNG",
        lambda m, t, i: i.update({"color.png": picture((192, 192), (1, 2, 3), format="JPEG")}),
    ),
    "small icon": (
        "color.png",
        "is 96x96, not 192x192",
        lambda m, t, i: i.update({"color.png": picture((96, 96), (1, 2, 3))}),
    ),
    "holes in the icon": (
        "color.png",
        "has transparent places",
        lambda m, t, i: i.update({"color.png": picture((192, 192), (1, 2, 3, 254))}),
    ),
    "large outline": (
        "outline.png",
        "is 192x192, not 32x32",
        lambda m, t, i: i.update({"outline.png": ICONS["color.png"]}),
    ),
    "outline without ground": (
        "outline.png",
        "is no white drawing on a transparent",
        lambda m, t, i: i.update({"outline.png": picture((32, 32), (255, 255, 255))}),
    ),
    "colored outline": (
        "outline.png",
        "has other colors than white",
        lambda m, t, i: i.update({"outline.png": speckled((255, 255, 200))}),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_rules_would_object(name: str) -> None:
    file, words, breaks = BROKEN[name]
    package = made()
    manifest, translations, icons = (
        copy.deepcopy(package.manifest),
        copy.deepcopy(package.translations),
        {**ICONS},
    )
    breaks(manifest, translations["de.json"], icons)
    assert [said for named, said in check(manifest, translations, icons) if named == file and words in said]
