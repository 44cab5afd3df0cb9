"""Do words say that two people have met, and on which day? "we met yesterday at 3 pm", "hatten gestern ein Treffen".

The sentences stand in the tables (`en.toml`, `de.toml`, `meetings`); what is left of the words without them names the
day (`dates`) and the time (`moments_told`). A day of the week is the last one that has been.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache

import msgspec

from bot.conversation.understand import Unclear, dates_words, phrases
from bot.conversation.understand.dates import day, weekday
from bot.conversation.understand.moments import Here, in_utc, sure_reading, zone_of
from bot.conversation.understand.moments_told import Told, tell
from bot.conversation.understand.words import folded

LONGEST = 200
"""Characters; more is a story, not a word that it happened."""

MOST_WORDS = 24
REMEMBERED = timedelta(days=62)
"""Longer ago nobody tells it unasked."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NAMES_MONTH = re.compile(r"mo\d|dot_|slash_|iso_|full_")
_COUNTS = re.compile(r"o\d+")
"""The sign of a word inside the sentence that is no date there: "our *first* session"."""

_WITH = frozenset({"with", "mit"})


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """That they met. `day` is `None` when it was not said for sure; then `likely` are days to offer, best first.

    `at` (aware, UTC) where a time was said, too. `names` are those of the given names that were said.
    """

    day: date | None
    at: datetime | None = None
    likely: tuple[date, ...] = ()
    names: frozenset[str] = frozenset()


class _Sentences(msgspec.Struct, frozen=True, kw_only=True):
    told: re.Pattern[str]
    denied: re.Pattern[str]
    just: re.Pattern[str]
    ours: frozenset[str]
    articles: frozenset[str]
    own: frozenset[str]


def met(text: str, here: Here, names: Iterable[str] = ()) -> Met | None:
    """What words out of the blue tell of a meeting that has been; `None` when they tell of none.

    `names` (folded words) are those of the partners: somebody else's name behind "with" makes it another matter.
    """
    if len(text) > LONGEST or "?" in text:
        return None
    plain, known = folded(text), frozenset(names)
    spans = [match.span() for match in _WORD.finditer(plain)]
    said = [plain[start:end].replace("'", "") for start, end in spans]
    for language in phrases.in_order(here.lang):
        sentences = _sentences(language)
        line = phrases.line(said)
        told = sentences.told.search(line)
        if told is None or len(said) > MOST_WORDS or sentences.denied.search(line):
            continue
        if _is_with_others(said, language, known | sentences.ours, sentences.articles):
            continue
        within = range(line[: told.start()].count(" "), line[: told.end()].count(" "))
        silent = (
            n
            for n, word in enumerate(said)
            if word in known or (n in within and _is_silent(word, language, sentences.own))
        )
        rest = _without(plain, [spans[n] for n in silent])
        there = msgspec.structs.replace(here, lang=language)
        found = _when(rest, there, is_just=bool(sentences.just.search(line)))
        return msgspec.structs.replace(found, names=known & set(said))
    return None


def day_met(text: str, here: Here) -> date | Unclear:
    """The day gone by that a person named when asked for it: today is one, too."""
    found = _on_days(text, here)
    if len(found) == 1:
        return found[0]
    return Unclear(reason="day_met", likely=tuple(one.isoformat() for one in found))


def _is_with_others(said: list[str], language: str, known: frozenset[str], articles: frozenset[str]) -> bool:
    """Is it said with whom ("with Eva", "I met Eva"), and is that nobody of ours?"""
    places = [
        n for n, word in enumerate(said[:-1]) if word in _WITH or (word == "met" and said[n - 1 : n] == ["i"])
    ]
    for place in places:
        whom = [word for word in said[place + 1 :] if word not in articles][:1]
        if whom and whom[0] not in known and dates_words.signs(whom[0], language) == ["x"]:
            return said[place - 2 : place - 1] != ["and"]  # "Tom and I met again"
    return False


def _is_silent(word: str, language: str, own: frozenset[str]) -> bool:
    """Does a word of the sentence say nothing of the day?"""
    signs = dates_words.signs(word, language)
    return (word in own and signs == ["x"]) or any(
        _COUNTS.fullmatch(sign) for sign in signs if word.isalpha()
    )


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these pieces blank."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _when(rest: str, here: Here, *, is_just: bool) -> Met:
    told = tell(rest, here.lang, here.zone)
    if told.ahead is not None and told.ahead < 0:
        ago = here.now + timedelta(minutes=told.ahead)
        return Met(day=ago.astimezone(zone_of(here.zone)).date(), at=ago)
    days = _on_days(told.rest, here)
    if not days and (told.names_time or is_just):
        days = (here.today,)
    at = _at(told, days[0], here) if len(days) == 1 and told.names_time else None
    if len(days) == 1 and (at is None or at <= here.now):
        return Met(day=days[0], at=at)
    return Met(day=None, likely=days)


def _at(told: Told, on: date, here: Here) -> datetime | None:
    readings = told.times[0]
    if not readings or len(told.times) > 1:
        return None
    minutes = sure_reading(readings, here.hours)
    local = datetime.combine(on, time()) + timedelta(minutes=readings[0] if minutes is None else minutes)
    return in_utc(local, zone_of(here.zone))


def _on_days(rest: str, here: Here) -> tuple[date, ...]:
    """The day that is named, or those that may be meant; none that is still to come."""
    today = here.today
    of_week = weekday(rest, lang=here.lang)
    if of_week is not None:
        back = (today.weekday() - of_week) % 7
        return (today - timedelta(days=back),) if back else (today, today - timedelta(days=7))
    found = day(rest, lang=here.lang, today=today)
    if isinstance(found, Unclear):
        likely = map(date.fromisoformat, found.likely)
        return tuple(one for one in likely if today - REMEMBERED <= one <= today)
    if found <= today:
        return (found,) if today - found <= REMEMBERED else ()
    signs = " ".join(dates_words.signs(rest, here.lang))
    return _last_time(found, today) if _NAMES_MONTH.search(signs) else ()


def _last_time(ahead: date, today: date) -> tuple[date, ...]:
    """ "3 March" is read as one to come; what has been is a year before it."""
    try:
        before = ahead.replace(year=ahead.year - 1)
    except ValueError:  # 29 February
        return ()
    return (before,) if timedelta() <= today - before <= REMEMBERED else ()


@cache
def _sentences(lang: str) -> _Sentences:
    table = phrases.load(lang)
    own = table.topics["meetings"]

    def pattern(meaning: str) -> re.Pattern[str]:
        return re.compile(r"(?<!\S)" + phrases.either(own[meaning], table.shared))

    begins = phrases.either(own["begins"], table.shared)
    told = re.compile(rf"{pattern('told').pattern}|^{begins}")
    denied = re.compile(rf"{pattern('denied').pattern}|^{phrases.either(own['asks'], table.shared)}")
    words = frozenset(re.findall("[a-z]+", " ".join((*own["told"], *own["begins"]))))
    ours, articles = (frozenset(own[name][0].split("|")) for name in ("ours", "articles"))
    return _Sentences(told=told, denied=denied, just=pattern("just"), ours=ours, articles=articles, own=words)


__all__ = ["Met", "day_met", "met"]
