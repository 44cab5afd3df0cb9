"""What do typed words mean to the bot? `app.py understand` and `app.py skills`, through the code the talks use.

`KINDS` has a row for each kind of reply. Read next: `bot/conversation/reading.py`.
"""

from __future__ import annotations

import argparse
import json
from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from bot.conversation.flow import Choice, Given, Moment, Question, Scale, WorkHours, YesNo, Zone
from bot.conversation.messages import Option, Phrase
from bot.conversation.reading import read
from bot.conversation.understand import Unclear
from bot.conversation.understand.controls import control
from bot.conversation.understand.dates import day
from bot.conversation.understand.people import Colleague, persons
from bot.program.intents import intent
from bot.program.skills import SkillWords, load_catalog, remembering, understand_skills
from bot.runtime.cli_files import WrongUse, print_json, read_bytes, read_lines
from bot.runtime.clocks import SystemClock
from bot.runtime.settings import Settings
from bot.text.catalog import words_for

UNCLEAR = "unclear"


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the directory. What is not known may be left out or null."""

    id: str
    name: str
    nickname: str | None = None
    department: str | None = None
    title: str | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One reply to understand; all but kind and text may be left out, and all but kind null.

    `today` is an ISO date, without it the machine's in `zone` (IANA, UTC). `now` is an ISO moment for the kind moment,
    in `zone` when it has no offset; without it the first moment of `today`, else the machine's. `speaker` is an id for
    the kind person, "admin" or "employee" for free_intent.
    """

    kind: str
    text: str | None
    lang: str | None = None
    options: list[str] | None = None
    today: date | None = None
    now: str | None = None
    zone: str | None = None
    directory: list[Listed] | None = None
    speaker: str | None = None

    @property
    def language(self) -> str:
        return self.lang or "en"

    @property
    def typed(self) -> str:
        return self.text or ""


def understand(arguments: argparse.Namespace, _settings: Settings, _tools: object) -> int:
    """Print the values for a list of replies, in order."""
    try:
        asked = msgspec.json.decode(read_bytes(arguments.file).removeprefix(BOM_UTF8), type=list[Asked])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{arguments.file}: {error}") from error
    values = [_numbered(number, one) for number, one in enumerate(asked, 1)]
    if arguments.json:
        print_json(values)
    else:
        for one, value in zip(asked, values, strict=True):
            print(f"{one.kind}\t{one.typed[:60]!r}\t{json.dumps(value, ensure_ascii=False)}")
    return 0


def _numbered(number: int, asked: Asked) -> Any:
    try:
        return meaning(asked)
    except WrongUse as error:
        raise WrongUse(f"reply {number}: {error}") from error


def meaning(asked: Asked) -> Any:
    """The value of one reply, or "unclear". Raises WrongUse for a kind or a zone that does not exist."""
    reader = KINDS.get(asked.kind)
    if reader is None:
        raise WrongUse(f"kind {asked.kind!r} is none of {', '.join(KINDS)}")
    value = reader(asked)
    return UNCLEAR if isinstance(value, Unclear) else value


def _given(asked: Asked) -> Given:
    return Given(
        language=asked.language,
        today=_today(asked),
        speaker=asked.speaker or "",
        directory=_directory(asked),
        now=_now(asked) if asked.kind == "moment" else None,
        timezone=asked.zone or "UTC",
    )


def _today(asked: Asked) -> date:
    """The day given, else the machine's; only then, and only for dates, must the zone exist."""
    if asked.today is not None:
        return asked.today
    zone = _zone(asked) if asked.kind == "date" else ZoneInfo("UTC")
    return SystemClock().now().astimezone(zone).date()


def _now(asked: Asked) -> datetime:
    """The moment given, else the first of the day given, else the machine's."""
    zone = _zone(asked)
    if asked.now is not None:
        try:
            given = datetime.fromisoformat(asked.now)
        except ValueError as error:
            raise WrongUse(f"now {asked.now!r} is no ISO moment") from error
        return given if given.tzinfo else given.replace(tzinfo=zone)
    return datetime.combine(asked.today, time(), tzinfo=zone) if asked.today else SystemClock().now()


def _zone(asked: Asked) -> ZoneInfo:
    zone = asked.zone or "UTC"
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongUse(f"zone {zone!r} is no IANA name") from error


def _directory(asked: Asked) -> tuple[Colleague, ...]:
    return tuple(
        Colleague(
            id=one.id,
            name=one.name,
            nickname=one.nickname or "",
            department=one.department or "",
            title=one.title or "",
        )
        for one in asked.directory or ()
    )


def _question(kind: type[Question]) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        if kind is YesNo:
            options = tuple(Option(value=value, label=Phrase(f"value.{value}")) for value in ("yes", "no"))
        else:
            options = tuple(Option(value=label, label=label) for label in asked.options or ())
        words = words_for(asked.language, "UTC")  # labels name no times
        return read(kind("asked"), asked.typed, _given(asked), options, words)

    return answer


def _control(asked: Asked) -> Any:
    meant = control(asked.typed, lang=asked.language)
    return {None: "none", "who_sees": "help"}.get(meant, meant)


def _skills(asked: Asked) -> Any:
    """Words that lead to nothing but "did you mean ...?" are asked again, as is "I don't know"."""
    heard = understand_skills(asked.typed, load_catalog(), lang=asked.language)
    if heard.undecided or not (heard.skills or heard.own_words or heard.declined):
        return UNCLEAR
    return {"skills": list(heard.skills), "own_words": list(heard.own_words)}


def _date(asked: Asked) -> Any:
    """A day to come, as in the talks, or today itself."""
    given = _given(asked)
    meant = day(asked.typed, lang=given.language, today=given.today)
    return UNCLEAR if isinstance(meant, Unclear) or meant < given.today else meant.isoformat()


def _person(asked: Asked) -> Any:
    """An id, or ids to ask between; "did you mean Ana?" is a single one to ask about, so it is not sure."""
    meant = persons(asked.typed, _directory(asked), lang=asked.language, speaker=asked.speaker or None)
    if meant.ask:
        ids = list(meant.ask[0][1])
        return ids if len(ids) > 1 else UNCLEAR
    if meant.unknown or not meant.found:
        return UNCLEAR
    return meant.found[0] if len(meant.found) == 1 else list(meant.found)


def _intent(asked: Asked) -> Any:
    return intent(asked.typed, lang=asked.language, admin=asked.speaker == "admin")


KINDS: dict[str, Callable[[Asked], Any]] = {
    "yes_no": _question(YesNo),
    "choice": _question(Choice),
    "scale": _question(Scale),
    "control": _control,
    "date": _date,
    "moment": _question(Moment),
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
    lines = read_lines(arguments.file) if arguments.file else [arguments.text]
    read = remembering(load_catalog(), lang=arguments.lang)
    heard = [read(line) for line in lines]
    if arguments.json:
        print_json([list(one.skills) for one in heard])
        return 0
    for line, one in zip(lines, heard, strict=True):
        print(f"{line}\t{_in_words(one)}")
    return 0


def _in_words(heard: SkillWords) -> str:
    """Skills first, then what is not sure, what no catalog knows and what is not wanted."""
    maybe = ", ".join(f"“{words}” ({' or '.join(names)}?)" for words, names in heard.unsure)
    own = ", ".join(f"“{words}”" for words in heard.own_words)
    parts = {
        "": ", ".join(heard.skills),
        "unsure: ": maybe,
        "unknown: ": own,
        "not: ": ", ".join(heard.without),
    }
    return "; ".join(f"{what}{said}" for what, said in parts.items() if said) or "no skill"
