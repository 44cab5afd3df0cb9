"""Which sentence does a key stand for, in which language, with what in its places?

Sentences live in `<language>.toml` beside this file, under dotted keys; a key whose value has plural forms
(`one`, `other`) chooses by the place `count`. Dates, numbers, lists and plurals follow the reader's language
(Babel). What people wrote fills places as it is: a value is never looked up, never parsed, never markup.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.conversation.messages import (
    AtMoment,
    Hours,
    Listed,
    OnDay,
    Phrase,
    SkillName,
    SkillShown,
    Text,
    Value,
    ZoneName,
)
from bot.program.skills import load_catalog
from bot.program.skills.shows import shown

LANGUAGES = ("en", "de")
PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
# English is written day first: most companies with several sites are not in the United States.
LOCALES = {"en": "en_GB", "de": "de_DE"}
MOMENTS = {"en": "EEEE, d MMMM y 'at' HH:mm", "de": "EEEE, d. MMMM y 'um' HH:mm 'Uhr'"}
PLACE = re.compile(r"\{(\w+)\}")

Sentence = str | Mapping[str, str]


def _flatten(table: Mapping[str, object], prefix: str = "") -> dict[str, Sentence]:
    flat: dict[str, Sentence] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str) or (isinstance(value, dict) and "other" in value and set(value) <= PLURALS):
            flat[key] = value
        elif isinstance(value, dict):
            flat |= _flatten(value, f"{key}.")
        else:
            raise ValueError(f"{key} is neither a sentence nor a table")
    return flat


@cache
def sentences(language: str) -> Mapping[str, Sentence]:
    """All sentences of a language, by dotted key."""
    source = files("bot.text").joinpath(f"{language}.toml").read_text("utf-8")
    return _flatten(tomllib.loads(source))


def has(key: str) -> bool:
    """Is there such a sentence?"""
    return key in sentences("en")


class Words:
    """Turns keys and values into words for one reader: a language of LANGUAGES (else English) and an IANA
    zone (else UTC).
    """

    def __init__(self, language: str, timezone: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._locale = Locale.parse(LOCALES[self.language])
        try:
            self._zone: ZoneInfo = ZoneInfo(timezone or "UTC")
        except (KeyError, ValueError, OSError):
            self._zone = ZoneInfo("UTC")
        self._sentences = sentences(self.language)

    def text(self, text: Text) -> str:
        """The words of a text; raises KeyError for a key that no catalog has."""
        return self.value(text)

    def value(self, value: Value) -> str:
        match value:
            case Phrase():
                return self._fill(value)
            case bool() | int() | float():
                return str(format_decimal(value, locale=self._locale))
            case str():
                return value
            case Listed():
                style: Literal["or", "standard"] = "or" if value.joined_by == "or" else "standard"
                return str(format_list([self.value(item) for item in value.items], style, self._locale))
            case SkillName():
                return load_catalog().label(value.name, self.language)
            case SkillShown():
                said = shown(value.name, self.language, value.turn)
                return said or load_catalog().label(value.name, self.language)
            case _:
                return self._when(value)

    def _when(self, value: OnDay | AtMoment | Hours | ZoneName) -> str:
        match value:
            case OnDay():
                return str(format_date(value.day, "full", locale=self._locale))
            case AtMoment():
                pattern = MOMENTS[self.language]
                local = value.at.astimezone(self._zone)
                return str(format_datetime(local.replace(tzinfo=None), pattern, locale=self._locale))
            case Hours():
                return str(format_list([self._span(*span) for span in value.spans], locale=self._locale))
            case ZoneName():
                return str(get_timezone_location(ZoneInfo(value.zone), locale=self._locale, return_city=True))

    def _span(self, start: time, end: time) -> str:
        return f"{self._clock(start)}–{self._clock(end)}"

    def _clock(self, moment: time) -> str:
        # A date is needed only because Babel wants one for a bare time.
        aware = datetime(2026, 1, 1, moment.hour, moment.minute, tzinfo=UTC)
        return str(format_time(aware, "HH:mm", locale=self._locale))

    def _fill(self, said: Phrase) -> str:
        sentence = self._sentences.get(said.key) or sentences("en")[said.key]
        if not isinstance(sentence, str):
            count = said.values.get("count", 0)
            form = self._locale.plural_form(count if isinstance(count, int | float) else 0)
            form = (
                "zero" if count == 0 and "zero" in sentence else form
            )  # "nobody" reads better than "0 people"
            sentence = sentence.get(form, sentence["other"])
        return PLACE.sub(lambda place: self._place(said, place[1]), sentence)

    def _place(self, said: Phrase, name: str) -> str:
        if name not in said.values:
            raise KeyError(f"{said.key} has no value for {{{name}}}")
        return self.value(said.values[name])


def spoken_in(asked: str, otherwise: str) -> str:
    """The language for somebody whose platform asks for this one ("de-AT"), where we have it; else the other."""
    language = asked.partition("-")[0].partition("_")[0]
    return language if language in LANGUAGES else otherwise


@cache
def words_for(language: str, timezone: str) -> Words:
    """One reader's words; the same object for the same reader."""
    return Words(language, timezone)
