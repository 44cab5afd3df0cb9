"""`app.py understand` and `app.py skills`: what typed words mean, through the very code the talks use."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.conversation.flow import Choice, Day, Given, Question, Scale, WorkHours, YesNo, Zone
from bot.conversation.messages import Option
from bot.conversation.reading import read
from bot.conversation.understand import Unclear
from bot.conversation.understand.controls import control
from bot.conversation.understand.people import Colleague, persons
from bot.program.intents import intent
from bot.program.skills import load_catalog, understand_skills
from bot.runtime.config import Settings
from bot.runtime.errors import TurnaboutError
from bot.text.catalog import words_for

UNCLEAR = "unclear"


class WrongUse(TurnaboutError):
    """The command was called with something it cannot read."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    nickname: str | None = ""
    department: str | None = ""
    title: str | None = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One reply to understand. `today` is an ISO date; `speaker` "admin", "employee" or an id of the
    directory.
    """

    kind: str
    text: str
    lang: str = "en"
    options: list[str] = []
    today: date | None = None
    zone: str = "UTC"
    directory: list[Listed] = []
    speaker: str = ""


def understand(arguments: argparse.Namespace, _settings: Settings, _tools: object) -> int:
    """Print the values for a list of replies, in order."""
    try:
        asked = msgspec.json.decode(arguments.file.read_bytes(), type=list[Asked])
    except msgspec.DecodeError as error:
        raise WrongUse(f"{arguments.file}: {error}") from error
    values = [meaning(one) for one in asked]
    if arguments.json:
        print(json.dumps(values, ensure_ascii=False))
    else:
        for one, value in zip(asked, values, strict=True):
            print(f"{one.kind}\t{one.text[:60]!r}\t{json.dumps(value, ensure_ascii=False)}")
    return 0


def meaning(asked: Asked) -> Any:
    """The value of one reply, or "unclear"."""
    handler = KINDS.get(asked.kind)
    if handler is None:
        raise WrongUse(f"kind {asked.kind!r} is none of {', '.join(KINDS)}")
    value = handler(asked)
    return UNCLEAR if isinstance(value, Unclear) else value


def _given(asked: Asked) -> Given:
    return Given(language=asked.lang, today=_today(asked), speaker=asked.speaker, directory=_directory(asked))


def _today(asked: Asked) -> date:
    """Their today, or the machine's in their zone."""
    try:
        zone = ZoneInfo(asked.zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongUse(f"zone {asked.zone!r} is no IANA name") from error
    return asked.today or datetime.now(UTC).astimezone(zone).date()


def _directory(asked: Asked) -> tuple[Colleague, ...]:
    return tuple(
        Colleague(
            id=one.id,
            name=one.name,
            nickname=one.nickname or "",
            department=one.department or "",
            title=one.title or "",
        )
        for one in asked.directory
    )


def _question(kind: type[Question]) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        labels = ("yes", "no") if kind is YesNo else asked.options
        options = tuple(Option(value=label, label=label) for label in labels)
        return read(kind("asked"), asked.text, _given(asked), options, words_for(asked.lang, asked.zone))

    return answer


def _control(asked: Asked) -> Any:
    meant = control(asked.text, lang=asked.lang)
    return {None: "none", "who_sees": "help"}.get(meant, meant)


def _skills(asked: Asked) -> Any:
    heard = understand_skills(asked.text, load_catalog(), lang=asked.lang)
    if heard.unsure and not heard.skills and not heard.own_words:
        return UNCLEAR
    return {"skills": list(heard.skills), "own_words": list(heard.own_words)}


def _person(asked: Asked) -> Any:
    meant = persons(asked.text, _directory(asked), lang=asked.lang, speaker=asked.speaker or None)
    if meant.ask:
        return list(meant.ask[0][1])
    if meant.unknown or not meant.found:
        return UNCLEAR
    return meant.found[0] if len(meant.found) == 1 else list(meant.found)


def _intent(asked: Asked) -> Any:
    return intent(asked.text, lang=asked.lang, admin=asked.speaker == "admin")


KINDS: dict[str, Callable[[Asked], Any]] = {
    "yes_no": _question(YesNo),
    "choice": _question(Choice),
    "scale": _question(Scale),
    "control": _control,
    "date": _question(Day),
    "hours": _question(WorkHours),
    "timezone": _question(Zone),
    "skills": _skills,
    "person": _person,
    "free_intent": _intent,
}


def skills(arguments: argparse.Namespace, _settings: Settings, _tools: object) -> int:
    """Print what the catalog makes of words, or of each line of a file."""
    if (arguments.text is None) == (arguments.file is None):
        raise WrongUse("give either the words or --file")
    lines = arguments.file.read_text("utf-8").splitlines() if arguments.file else [arguments.text]
    catalog = load_catalog()
    heard = [understand_skills(line, catalog, lang="en") for line in lines]
    if arguments.json:
        print(json.dumps([list(one.skills) for one in heard], ensure_ascii=False))
        return 0
    for line, one in zip(lines, heard, strict=True):
        maybe = "; ".join(f"{words}: {', '.join(names)}?" for words, names in one.unsure)
        own = ", ".join(f"“{words}”" for words in one.own_words)
        parts = [", ".join(one.skills), own and f"own words: {own}", maybe and f"unsure: {maybe}"]
        print(f"{line}\t{'; '.join(part for part in parts if part) or 'no skill'}")
    return 0
