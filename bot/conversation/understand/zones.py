"""Which time zone was meant? "Munich", "CET", "UTC+2", "same as London" -> a name of the time zone database.

Names are looked up in `places`. Several names in one text must agree ("Portland, Oregon"). Two choices of our own:
CET and CEST are Europe/Berlin (Paris and Rome have the same clock), and an abbreviation of winter or summer time
stands for the zone of the people who use it all year (EST is America/New_York).
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand import Unclear
from bot.conversation.understand.places import (
    SIGN,
    Place,
    Places,
    canonical_names,
    name_words,
    places,
)
from bot.conversation.understand.words import tidy

LONGEST = 300
"""Characters; a longer text is no answer to "which time zone?"."""

_MOST_WORDS = 5
_MOST_UNKNOWN = 2
_SHORTEST_REPAIRED = 5
_TWO_MISTAKES_FROM = 9
_DATABASE_NAME = re.compile(
    r"\b[A-Za-z]+(?:/[A-Za-z_+-]+\d{0,2}){1,2}|\b(?:EST5EDT|CST6CDT|MST7MDT|PST8PDT)\b"
)
_OFFSET = re.compile(
    r"(?:\b(?:utc|gmt|z)\b|\b(?:utc|gmt)(?=\s?[+-]))?\s?(?P<sign>[+-]|\bplus\b|\bminus\b)\s?"
    r"(?P<hours>\d{1,2})(?:(?P<half>[.,]5)|[:.]?(?P<minutes>\d{2}))?(?:\s?(?:h|hours?|hrs|stunden?|std)\b)?(?![\d:])",
    re.IGNORECASE,
)
_SPELLED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_SPELLED |= {"eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6}
_SPELLED_OFFSET = re.compile(rf"\b(plus|minus) ({'|'.join(_SPELLED)})\b", re.IGNORECASE)
_CAPITALS = "et ct mt pt ist art wet eat cat west met est cot ast la us sf dc hk kl sg"
_CAPITALS_ONLY = frozenset(_CAPITALS.split())
_YEAR = 2026
_NO_ZONE = Unclear(reason="zone")


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """The places of a text and what else was said: unknown words, and whether something speaks against it."""

    places: tuple[Place, ...] = ()
    unknown: tuple[str, ...] = ()
    doubt: bool = False


def zone(text: str, *, lang: str) -> str | Unclear:
    """The zone a person lives in.

    `Unclear("zone_which")` when the name fits several, likeliest first; `Unclear("zone")` when none is known.
    """
    if len(text) > LONGEST or not text.strip():
        return _NO_ZONE
    said = tidy(text)
    named, said = _database_names(said)
    said, offsets = _offsets(said)
    found = _last_correction(said, lang)
    if found is None:
        return _NO_ZONE
    return _judged(msgspec.structs.replace(found, places=(*named, *found.places, *offsets)))


def _database_names(said: str) -> tuple[list[Place], str]:
    """Names as the database writes them, in any case, old ones as the new ones; and the text without them."""
    named: list[Place] = []

    def taken(match: re.Match[str]) -> str:
        current = canonical_names().get(match[0].lower())
        if current is None:
            return match[0]
        named.append(Place(zones=(current,), covers=frozenset({current})))
        return " "

    whole = canonical_names().get("_".join(said.strip(" .!").lower().split()))
    if whole and "/" in said:
        return [Place(zones=(whole,), covers=frozenset({whole}))], ""
    rest = _DATABASE_NAME.sub(taken, said)
    return named, rest


def _offsets(said: str) -> tuple[str, list[Place]]:
    found: list[Place] = []

    def taken(match: re.Match[str]) -> str:
        minutes = int(match["hours"]) * 60 + (30 if match["half"] else int(match["minutes"] or 0))
        signed = -minutes if match["sign"].lower() in ("-", "minus") else minutes
        found.append(Place(zones=places().offsets.get(signed, ()), covers=_zones_at(signed), rank=SIGN))
        return " "

    figures = _SPELLED_OFFSET.sub(lambda match: f"{match[1]} {_SPELLED[match[2].lower()]}", said)
    return _OFFSET.sub(taken, figures), found


@cache
def _zones_at(minutes: int) -> frozenset[str]:
    """All zones whose clocks are so far from UTC in winter or in summer."""
    return frozenset(name for name in canonical_names().values() if minutes in _clocks(name))


@cache
def _clocks(name: str) -> tuple[int, ...]:
    """Minutes from UTC in January and in July."""
    clock = ZoneInfo(name)
    moments = (datetime(_YEAR, month, 1, 12, tzinfo=UTC).astimezone(clock) for month in (1, 7))
    return tuple(int((moment.utcoffset() or timedelta()).total_seconds() // 60) for moment in moments)


def _last_correction(said: str, lang: str) -> _Found | None:
    """What the last part of the text names ("London, no, Berlin"); None when it takes everything back."""
    parts: list[list[str]] = [[]]
    for word in name_words(said):
        if word in places().fix:
            parts.append([word])
        else:
            parts[-1].append(word)
    telling = [_looked_up(part, said, lang) for part in parts]
    named = [place for place, found in enumerate(telling) if found.places]
    if not named:
        return _repaired(telling)
    if any(part[:1] and part[0] in ("no", "nope", "nah", "nee", "nein") for part in parts[named[-1] + 1 :]):
        return None
    return telling[named[-1]] if len(named) > 1 else _merged(telling)


def _merged(telling: Iterable[_Found]) -> _Found:
    told = list(telling)
    return _Found(
        places=tuple(place for found in told for place in found.places),
        unknown=tuple(word for found in told for word in found.unknown),
        doubt=any(found.doubt for found in told),
    )


def _looked_up(words: Sequence[str], said: str, lang: str) -> _Found:
    table = places()
    found: list[Place] = []
    everyday: list[Place] = []
    unknown: list[str] = []
    doubt = False
    at = 0
    while at < len(words):
        length, place = _longest_name(words, at, said, lang, after_place=bool(found))
        name = " ".join(words[at : at + length])
        if place and name in table.everyday:
            everyday.append(place)
            doubt = doubt or not (at == 0 or found or words[at - 1] in table.before_place)
        elif place:
            found.append(place)
            doubt = doubt or (name in table.namesakes and _is_person(words, at + length))
        elif words[at] in table.stop or (everyday and words[at] not in table.after_everyday):
            doubt = True
        elif words[at] not in table.fill and words[at] not in table.fix:
            unknown.append(words[at])
        at += max(length, 1)
    if everyday and not unknown:
        found += everyday
    return _Found(places=tuple(found), unknown=tuple(unknown), doubt=doubt)


def _is_person(words: Sequence[str], after: int) -> bool:
    """Whether a name of a place and of people is followed by a surname or "from": "Austin Powers", "Paris from HR"."""
    table = places()
    following = words[after] if after < len(words) else ""
    known = following in table.fill or following in table.names or following in table.codes
    return following in ("from", "aus") or (bool(following) and not known)


def _longest_name(
    words: Sequence[str], at: int, said: str, lang: str, *, after_place: bool
) -> tuple[int, Place | None]:
    table = places()
    for length in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        name = " ".join(words[at : at + length])
        if length == 1 and after_place and name in table.codes and re.search(rf"\b{name.upper()}\b", said):
            return 1, _code(name, table)
        place = table.names.get(name) or (_adjective(name, words, at + length) if length <= 2 else None)
        if place and (length > 1 or _is_meant(name, words, said, lang)):
            return length, place
    return 0, None


def _code(name: str, table: Places) -> Place:
    """Two letters may be a country, a state and an abbreviation at once: "Lisbon, PT" and "Seattle, PT"."""
    code, sign = table.codes[name], table.names.get(name)
    if sign is None:
        return code
    return msgspec.structs.replace(code, zones=code.zones + sign.zones, covers=code.covers | sign.covers)


def _is_meant(name: str, words: Sequence[str], said: str, lang: str) -> bool:
    """Whether a short name is no everyday word here: "EST" and "est" alone, but not "c'est"."""
    table = places()
    if name not in _CAPITALS_ONLY:
        return name not in table.fill or len(words) == 1
    alone = all(word == name or word in table.fill for word in words)
    return bool(re.search(rf"\b{name.upper()}\b", said)) or (alone and not (lang == "de" and name == "ist"))


def _adjective(name: str, words: Sequence[str], after: int) -> Place | None:
    """ "Londoner Zeit", "Berlins time"."""
    table = places()
    followed = words[after] if after < len(words) else ""
    if name.endswith("er") and followed in ("zeit", "uhrzeit", "zeitzone", "ortszeit", "raum"):
        return table.names.get(name.removesuffix("er"))
    if name.endswith("s") and followed in ("time", "timezone", "zeit") and len(name) > 4:
        return table.names.get(name.removesuffix("s"))
    return None


def _repaired(telling: Iterable[_Found]) -> _Found:
    """The one known name that the unknown words together may be a mistyped form of."""
    merged = _merged(telling)
    if not 1 <= len(merged.unknown) <= _MOST_WORDS:
        return merged
    place = _nearest(" ".join(merged.unknown), places())
    return _Found(places=(place,), doubt=merged.doubt) if place else merged


def _nearest(typed: str, table: Places) -> Place | None:
    if len(typed) < _SHORTEST_REPAIRED:
        return None
    near: dict[int, dict[tuple[str, ...], Place]] = {}
    for name, place in table.names.items():
        if name[0] == typed[0] and abs(len(name) - len(typed)) <= 2:
            distance = _distance(typed, name)
            if distance is not None:
                near.setdefault(distance, {})[place.zones] = place
    if not near:
        return None
    winners = list(near[min(near)].values())
    if len(winners) == 1:
        return winners[0]
    zones = tuple(dict.fromkeys(zone for place in winners for zone in place.zones))
    return Place(zones=zones, covers=frozenset(zones))


def _distance(typed: str, name: str) -> int | None:
    """Mistakes between two names, no word with more than its length allows; None when it is too many."""
    typed_words, name_words_ = typed.split(), name.split()
    if len(typed_words) != len(name_words_):
        typed_words, name_words_ = [typed], [name]
    total = 0
    for one, other in zip(typed_words, name_words_, strict=True):
        allowed = 2 if len(one) >= _TWO_MISTAKES_FROM else int(len(one) >= _SHORTEST_REPAIRED)
        distance = OSA.distance(one, other, score_cutoff=allowed)
        if distance > allowed:
            return None
        total += distance
    return total


def _judged(found: _Found) -> str | Unclear:
    if not found.places:
        return _NO_ZONE
    likely = tuple(dict.fromkeys(zone for place in found.places for zone in place.zones))[:3]
    if found.doubt or len(found.unknown) > _MOST_UNKNOWN:
        return Unclear(reason="zone_which", likely=likely) if likely else _NO_ZONE
    narrowest = min(found.places, key=lambda place: (place.rank, len(place.zones)))
    fitting = [
        one
        for one in narrowest.zones
        if all(_fits(one, place) for place in found.places if place is not narrowest)
    ]
    if len(fitting) == 1 and (narrowest.rank != SIGN or _is_certain(narrowest)):
        return fitting[0]
    offered = tuple(fitting)[:3] or likely
    return Unclear(reason="zone_which", likely=offered) if offered else _NO_ZONE


def _is_certain(sign: Place) -> bool:
    """Whether an offset alone names a zone: when it is UTC itself, or one zone's only."""
    return sign.covers == frozenset(sign.zones) or sign.zones == ("UTC",)


def _fits(one: str, other: Place) -> bool:
    if one in other.covers:
        return True
    clocks = set(_clocks(one))
    return other.rank == SIGN and any(clocks & set(_clocks(zone)) for zone in other.zones)
