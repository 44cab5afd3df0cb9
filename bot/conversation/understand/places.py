"""Which places and names of time zones do we know? One table from names to zones, read by `zones`.

Built once from the time zone database (zones, their countries, renamed zones), Babel (countries and cities in
English and German) and our own `cities.toml` (where offices are). Names are folded, umlauts as the bare vowel, words
with single spaces.
"""

import re
import tomllib
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec
from babel import Locale

from bot.conversation.understand.words import folded

_VOWELS = re.compile(r"([aou])e")
_INITIALS = re.compile(r"\b([^\W\d_])\.(?=[^\W\d_]\b)")
_WORD = re.compile(r"[^\W_]+")
_NO_CITIES = frozenset(
    {"America/Indiana/Knox", "America/North_Dakota/Center", "America/North_Dakota/New_Salem"}
    | {"America/Indiana/Marengo", "America/Argentina/San_Juan", "America/Punta_Arenas", "Pacific/Wake"}
    | {
        "America/Argentina/Cordoba",
        "America/Merida",
        "America/La_Paz",
        "America/Santiago",
        "America/Monterrey",
    }
)

_OLD_RULES = {
    "EST5EDT": "America/New_York",
    "CST6CDT": "America/Chicago",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
}

CITY, COUNTRY, SIGN = 0, 1, 2
"""How narrow a name is: a city or zone, a country or region, an abbreviation or offset."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a name stands for: the zones to take or ask between, likeliest first, and all zones it covers."""

    zones: tuple[str, ...]
    covers: frozenset[str]
    rank: int = CITY


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """All names; `codes` are read only after a place; `everyday` names only when nothing unknown is said;
    `namesakes` are first names, too."""

    names: Mapping[str, Place]
    codes: Mapping[str, Place]
    offsets: Mapping[int, tuple[str, ...]]
    everyday: frozenset[str]
    namesakes: frozenset[str]
    before_place: frozenset[str]
    after_everyday: frozenset[str]
    fix: frozenset[str]
    stop: frozenset[str]
    fill: frozenset[str]


def name_words(text: str) -> list[str]:
    """A text as words of names: folded, without punctuation; "St. John's" is `st johns`."""
    plain = _VOWELS.sub(r"\1", _INITIALS.sub(r"\1", folded(text).replace("'", "")))
    return _WORD.findall(plain)


@cache
def places() -> Places:
    """The table; reading it the first time takes about a quarter of a second."""
    table = tomllib.loads((Path(__file__).parent / "cities.toml").read_text(encoding="utf-8"))
    names: dict[str, Place] = {}
    countries = _zones_of_countries()
    _add_countries(names, countries, table["countries"])
    _add_zones(names, {zone for zones in countries.values() for zone in zones})
    for zone, listed in table["cities"].items():
        _add(names, listed.split(","), _place([zone]))
    for kind, rank in (("ambiguous", CITY), ("names", SIGN), ("abbreviations", SIGN)):
        for name, zones in table[kind].items():
            _add(names, [name], _place(zones, rank))
    codes = {code.lower(): tuple(zones) for code, zones in countries.items()}
    for zone, listed in table["codes"].items():
        for code in listed.split():
            codes[code] = (*codes.get(code, ()), zone)
    words = {kind: _words_of(listed) for kind, listed in table["words"].items()}
    return Places(
        names=names,
        codes={code: _place(zones, COUNTRY) for code, zones in codes.items()},
        offsets={int(minutes): tuple(zones) for minutes, zones in table["offsets"].items()},
        **words,
    )


@cache
def canonical_names() -> Mapping[str, str]:
    """Every name of the time zone database in small letters -> the name in use today."""
    in_use = {zone for zones in _zones_of_countries().values() for zone in zones}
    renamed = dict(_links()) | _OLD_RULES
    found = {}
    for name in sorted(zoneinfo.available_timezones()):
        current = name if name in in_use else renamed.get(name, name)
        found[name.lower()] = "UTC" if current in ("Etc/UTC", "UTC") else current
    return found


def _words_of(listed: str) -> frozenset[str]:
    return frozenset(word for item in listed.split() for word in name_words(item))


def _place(zones: Iterable[str], rank: int = CITY) -> Place:
    return Place(zones=tuple(zones), covers=frozenset(zones), rank=rank)


def _add(names: dict[str, Place], spellings: Iterable[str], place: Place) -> None:
    for spelling in spellings:
        if key := " ".join(name_words(spelling)):
            names[key] = place


def _add_zones(names: dict[str, Place], zones: Iterable[str]) -> None:
    for zone in sorted(set(zones) - _NO_CITIES):
        _add(names, [zone.rsplit("/", 1)[-1].replace("_", " ")], _place([zone]))
    for lang in ("en", "de"):
        for zone, known in Locale(lang).time_zones.items():
            current = canonical_names().get(zone.lower())
            if current and current not in _NO_CITIES and (city := known.get("city")):
                _add(names, [city], _place([current]))


def _add_countries(
    names: dict[str, Place], countries: Mapping[str, list[str]], chosen: Mapping[str, list[str]]
) -> None:
    for code, zones in sorted(countries.items()):
        likely = tuple(chosen.get(code, zones))[:3]
        place = Place(zones=likely, covers=frozenset(zones) | frozenset(likely), rank=COUNTRY)
        for lang in ("en", "de"):
            if name := Locale(lang).territories.get(code):
                _add(names, [name, re.sub(r"\s*\(.*\)", "", name)], place)


@cache
def _zones_of_countries() -> Mapping[str, list[str]]:
    """Country code -> its zones, the most populous first, as `zone.tab` lists them."""
    found: dict[str, list[str]] = {}
    for line in _database("zone.tab").splitlines():
        if not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return found


def _links() -> Iterable[tuple[str, str]]:
    for line in _database("tzdata.zi").splitlines():
        if line.startswith("L "):
            _, current, renamed = line.split()
            yield renamed, current


def _database(name: str) -> str:
    return (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
