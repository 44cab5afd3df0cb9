"""Which time zones and languages are there, and which one did somebody probably mean?

The tables come with the packages tzdata and Babel, so that every machine knows the same ones.
"""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

_OUTDATED_LANGUAGES: Final = frozenset({"sh", "mo"})  # codes that ISO 639-1 has withdrawn
_SURE: Final = 80  # below it two names have little in common
_LONGEST_GUESS: Final = 60


def zone_named(text: str) -> str:
    """The IANA name, capitals and blanks put right; empty when there is no such zone."""
    return _zones().get(_key(text), "")


@lru_cache(maxsize=1024)
def hint_for_zone(text: str) -> str:
    """The zone that a city, a Windows name or a misspelling stands for; empty when nothing is near."""
    if len(text) > _LONGEST_GUESS:
        return ""
    key = _key(text)
    if key in _cities():
        return _cities()[key]
    best = process.extractOne(key, _guesses().keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
    return _guesses()[best[0]] if best else ""


def is_language(code: str) -> bool:
    """Whether ISO 639-1 has this code, in small letters."""
    return code in _languages().values()


@lru_cache(maxsize=1024)
def hint_for_language(text: str) -> str:
    """The code for an English name, or the first part of a code like "pt-br"; empty when there is none."""
    code = text.replace("_", "-").partition("-")[0]
    return code if is_language(code) else _languages().get(text, "")


def _key(zone: str) -> str:
    return zone.casefold().replace(" ", "_")


@cache
def _zones() -> dict[str, str]:
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {_key(name): name for name in names if name != "Factory"}


@cache
def _cities() -> dict[str, str]:
    """Zones by city and by their Windows names."""
    windows: dict[str, str] = dict(get_global("windows_zone_mapping"))
    named = {_key(name): zone for name, zone in windows.items() if zone_named(zone)}
    return {_key(name.rpartition("/")[2]): name for name in sorted(_guesses().values(), reverse=True)} | named


@cache
def _guesses() -> dict[str, str]:
    """Zones that a hint may name: those of a place, for the signs in "Etc/GMT+2" mislead."""
    return {key: name for key, name in _zones().items() if "/" in name and not name.startswith("Etc/")}


@cache
def _languages() -> dict[str, str]:
    """ISO 639-1 codes by their English names."""
    names = Locale("en").languages
    return {
        name.casefold(): code
        for code, name in names.items()
        if len(code) == 2 and code not in _OUTDATED_LANGUAGES
    }
