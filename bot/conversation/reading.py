"""What do typed words, or a pressed button, mean as the answer to this question?

Free words stay as they are; `READERS` has a row for each other kind of question, which gives the value as it is
kept (plain JSON values), or `Unclear`. The command `app.py understand` goes through the same rows, so what it
prints is what the talks take.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from bot.conversation.flow import (
    Answer,
    Choice,
    Day,
    Given,
    Many,
    Moment,
    People,
    Question,
    Reading,
    Scale,
    Text,
    WorkHours,
    YesNo,
    Zone,
)
from bot.conversation.messages import Option
from bot.conversation.understand import (
    Unclear,
    choices,
    dates,
    hours,
    meetings,
    people,
    scales,
    yes_no,
    zones,
)
from bot.conversation.understand.moments import Here, iso_moment, zone_of
from bot.conversation.understand.moments_offered import Offer, offered
from bot.conversation.understand.words import tokens
from bot.text.catalog import Words

LONGEST = 4000  # characters of an answer that are looked at at all
Reader = Callable[[Question, str, Given, tuple[choices.Option, ...]], Reading]


def storable(text: str) -> str:
    """The words without what no database can keep: control characters, and halves of characters."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def read(question: Question, text: str, given: Given, options: tuple[Option, ...], words: Words) -> Reading:
    """The answer that `text` gives to `question`; `options` are those offered. Skills are heard by `talk.py`."""
    if not text.strip():
        return Unclear(reason="empty")
    if isinstance(question, Text):
        return _text(text, question.longest)
    labels = tuple(choices.Option(value=option.value, label=words.text(option.label)) for option in options)
    return READERS[type(question)](question, text, given, labels)


def choose(question: Question, values: tuple[str, ...], given: Given, options: tuple[Option, ...]) -> Reading:
    """The answer that pressed values give; values that were never offered are unclear."""
    offered = [option.value for option in options]
    match question:
        case Choice() | YesNo():
            return values[0] if len(values) == 1 and values[0] in offered else Unclear(reason="pick_one")
        case Scale():
            fits = len(values) == 1 and values[0] in ("1", "2", "3", "4", "5")
            return int(values[0]) if fits else Unclear(reason="one_to_five")
        case Many() if not values:
            return Unclear(reason="nothing_ticked")
        case Many():
            known = [value for value in offered if value in values]
            return known if known and set(values) <= set(offered) else Unclear(reason="pick_some")
        case _ if len(values) == 1 and len(values[0]) <= LONGEST:
            return READERS[type(question)](question, values[0], given, ())
        case _:
            return Unclear(reason="pick_one")


def _text(text: str, longest: int) -> Reading:
    kept = text.strip()
    if not any(character.isalnum() for character in kept):
        return Unclear(reason="no_words")
    return kept if len(kept) <= longest else Unclear(reason="too_long")


def _choice(_question: Question, text: str, given: Given, options: tuple[choices.Option, ...]) -> Reading:
    return choices.choice(text, options, lang=given.language)


def _yes_no(_question: Question, text: str, given: Given, options: tuple[choices.Option, ...]) -> Reading:
    """A yes or no in words, else an option named; never beside a yes or no in doubt: "yes, if Ana agrees"."""
    meant = yes_no.yes_no(text, lang=given.language)
    said = (yes_no.yes_no(word, lang=given.language) for word in tokens(text))
    if not isinstance(meant, Unclear) or not all(isinstance(word, Unclear) for word in said):
        return meant
    named = choices.choice(text, options, lang=given.language)
    return meant if isinstance(named, Unclear) else named


def _many(_question: Question, text: str, given: Given, options: tuple[choices.Option, ...]) -> Reading:
    meant = choices.many(text, options, lang=given.language)
    return meant if isinstance(meant, Unclear) else list(meant)


def _scale(_question: Question, text: str, given: Given, _options: tuple[choices.Option, ...]) -> Reading:
    return scales.scale(text, lang=given.language)


def _day(question: Question, text: str, given: Given, _options: tuple[choices.Option, ...]) -> Reading:
    if isinstance(question, Day) and question.over:
        now = given.now or datetime.combine(given.today, time(), tzinfo=zone_of(given.timezone))
        here = Here(lang=given.language, now=now, zone=given.timezone, hours=given.hours)
        been = meetings.day_met(text, here)
        return been if isinstance(been, Unclear) else been.isoformat()
    meant = dates.day(text, lang=given.language, today=given.today)
    if isinstance(meant, Unclear):
        return meant
    return meant.isoformat() if meant > given.today else Unclear(reason="day_past")


def _moment(_question: Question, text: str, given: Given, options: tuple[choices.Option, ...]) -> Reading:
    """Without `Given.now` every moment of `Given.today` is still to come."""
    now = given.now or datetime.combine(given.today, time(), tzinfo=zone_of(given.timezone))
    offers = [Offer(at=at, label=option.label) for option in options if (at := iso_moment(option.value))]
    meant = offered(text, offers, lang=given.language, now=now, zone=given.timezone, hours=given.hours)
    return meant if isinstance(meant, Unclear) else meant.isoformat()


def _hours(_question: Question, text: str, given: Given, _options: tuple[choices.Option, ...]) -> Reading:
    meant = hours.hours(text, lang=given.language)
    return meant if isinstance(meant, Unclear) else spans_kept(meant)


def _zone(_question: Question, text: str, given: Given, _options: tuple[choices.Option, ...]) -> Reading:
    return zones.zone(text, lang=given.language)


def _people(_question: Question, text: str, given: Given, _options: tuple[choices.Option, ...]) -> Reading:
    meant = people.persons(text, given.directory, lang=given.language, speaker=given.speaker or None)
    if meant.ask:
        return Unclear(reason="which_person", likely=meant.ask[0][1])
    if meant.unknown:
        return Unclear(reason="picked" if any(map(people.is_mention, meant.unknown)) else "people")
    return list(meant.found)


READERS: Mapping[type[Question], Reader] = {
    Choice: _choice,
    YesNo: _yes_no,
    Many: _many,
    Scale: _scale,
    Day: _day,
    Moment: _moment,
    WorkHours: _hours,
    Zone: _zone,
    People: _people,
}


def spans_kept(spans: tuple[tuple[time, time], ...]) -> Answer:
    """Hours as they are kept in answers: [["09:00", "17:30"]]."""
    return [[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in spans]


def spans_of(answer: Answer) -> tuple[tuple[time, time], ...]:
    """The reverse of `spans_kept`; anything else gives no spans."""
    if not isinstance(answer, list):
        return ()
    pairs = [pair for pair in answer if isinstance(pair, list) and len(pair) == 2]
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)


def day_of(answer: Answer) -> date | None:
    return date.fromisoformat(answer) if isinstance(answer, str) and answer else None


def moment_of(answer: Answer) -> datetime | None:
    return iso_moment(answer) if isinstance(answer, str) else None


def is_over(answer: Answer, given: Given) -> bool:
    """Whether an answer is a moment gone by."""
    moment = moment_of(answer)
    return moment is not None and given.now is not None and moment <= given.now


def list_of(answer: Answer) -> tuple[str, ...]:
    return tuple(item for item in answer if isinstance(item, str)) if isinstance(answer, list) else ()
