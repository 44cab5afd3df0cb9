"""Which day was meant? "until end of August", "nächste Woche Mittwoch", "3.5." -> a date.

The words become signs (`dates_words`), the signs readings (`dates_grammar`, `dates_rules`); here the whole text is
judged: corrections are followed, and a day is taken only when nothing in the text speaks against it.
"""

import re
from datetime import date

from bot.conversation.understand import Unclear
from bot.conversation.understand.calendar_days import coming
from bot.conversation.understand.dates_grammar import Stretch, stretches
from bot.conversation.understand.dates_reading import Reading, Scene
from bot.conversation.understand.dates_rules import after_length
from bot.conversation.understand.dates_words import signs

LONGEST = 300
"""Characters; a longer text is no answer to "which day?"."""

_MOST_UNKNOWN = 4
_CORRECTIONS = ("fix_no", "fix_oops", "fix")
_HARMLESS = re.compile(
    r"until|from|in|for|on|of|a|and|but|,|-|x|time|at|end|start|late|early|this|coming|unit_work|fix\w*|now"
)
_NO_DAY = Unclear(reason="day")
_ANY_SCENE = Scene(today=date(2027, 3, 9), month_first=True)
"""For what is the same on every day."""


def day(text: str, *, lang: str, today: date) -> date | Unclear:
    """The day a person named; `today` is their own, in their zone.

    A day that is over is returned when it was said so ("yesterday", "3 May 2020"). When two days are as likely, or
    the words contradict each other, `likely` holds ISO dates.
    """
    if len(text) > LONGEST or not text.strip():
        return _NO_DAY
    said = signs(text, lang)
    if "ask" in said:
        return _NO_DAY
    scene = Scene(today=today, month_first=lang != "de")
    return _judged_with_corrections(said, scene)


def weekday(text: str, *, lang: str) -> int | None:
    """The day of the week (Monday is 0) when a bare one is all that was named, whichever week is meant."""
    said = signs(text[:LONGEST], lang)
    found = stretches(said, _ANY_SCENE)
    if len(found) != 1 or found[0].reading.loose != "weekday" or "ask" in said:
        return None
    rest = said[: found[0].start] + said[found[0].end :]
    return None if _speaks_against(rest) else found[0].reading.days[0].weekday()


def names_no_day(text: str, *, lang: str, unknown: int) -> bool:
    """Whether a text is silent about days: none is named, nothing is refused, asked or left open.

    So many words may be `unknown` to us.
    """
    said = signs(text[:LONGEST], lang)
    if "ask" in said or said.count("x") > unknown or stretches(said, _ANY_SCENE):
        return False
    return not _speaks_against(said) and not any(sign in _CORRECTIONS for sign in said[1:])


def _judged_with_corrections(said: list[str], scene: Scene) -> date | Unclear:
    """The part after the last correction counts, when it names a day and nothing else."""
    parts = _parts(said, scene)
    named = [place for place, (_, part) in enumerate(parts) if stretches(part, scene)]
    if not named:
        return _NO_DAY
    last = named[-1]
    if any(sign == "fix_no" for sign, _ in parts[last + 1 :]):
        return _NO_DAY
    part = [sign for _, signs_of_part in parts[last:] for sign in signs_of_part]
    replaced = len(named) > 1
    if replaced and "x" in part:
        return _NO_DAY
    if not replaced:
        part = [sign for _, signs_of_part in parts for sign in signs_of_part]
    return _judged(part, scene)


def _parts(said: list[str], scene: Scene) -> list[tuple[str, list[str]]]:
    """The text cut at its corrections, each with the sign that opened it; "better" counts only right before a day."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for place, sign in enumerate(said):
        cuts = sign in _CORRECTIONS
        if sign == "fix":
            following = said[place + 1 :]
            named = stretches(following[:6], scene)
            lead = following[: named[0].start] if named else ["x"]
            cuts = all(before in ("on", "until", "from", "in", "for", *_CORRECTIONS) for before in lead)
        if cuts:
            parts.append((sign, []))
        else:
            parts[-1][1].append(sign)
    return parts


def _judged(said: list[str], scene: Scene) -> date | Unclear:
    found, said = _without_rejected(stretches(said, scene), said)
    found = _joined(found, said)
    readings = [stretch.reading for stretch in found]
    named = [reading for reading in readings if reading.kind != "now"]
    readings = named or readings
    covered = {place for stretch in found for place in range(stretch.start, stretch.end)}
    rest = [sign for place, sign in enumerate(said) if place not in covered]
    likely = _likely(readings)
    if not readings or not likely:
        return _NO_DAY
    if _speaks_against(rest) or ("x" in rest and _is_slight(readings, rest)):
        return Unclear(reason="day", likely=likely)
    agreed = _agreed(readings)
    if len(agreed) == 1:
        return agreed[0]
    return Unclear(reason="day", likely=tuple(one.isoformat() for one in agreed[:3]) or likely)


def _is_slight(readings: list[Reading], rest: list[str]) -> bool:
    """Whether a word or two are too little beside words we do not know: "now", "second thoughts"."""
    bare_number = (
        len(readings) == 1 and readings[0].loose == "number" and not {"on", "until", "from"} & set(rest)
    )
    return bare_number or any(reading.kind == "now" for reading in readings)


def _speaks_against(rest: list[str]) -> bool:
    if rest.count("x") > _MOST_UNKNOWN:
        return True
    harmless = set()
    if "not" in rest:
        harmless = {"before", "vor"} & set(rest)
        if harmless or "until" in rest or "from" in rest:
            harmless.add("not")
    return any(not _HARMLESS.fullmatch(sign) and sign not in harmless for sign in _timeless(rest))


def _timeless(rest: list[str]) -> list[str]:
    """Without times of day: "at 3", "at n9 time"."""
    return re.sub(r"\bat (?:n\d+ )(?:n\d+ )?(?:time )?", "time ", " ".join(rest) + " ").split()


def _likely(readings: list[Reading]) -> tuple[str, ...]:
    days = dict.fromkeys(one.isoformat() for reading in readings for one in reading.days)
    return tuple(days)[:3]


def _agreed(readings: list[Reading]) -> list[date]:
    """The days that suit every reading: "Friday, 12 March" is one day when 12 March is a Friday."""
    if any(not reading.days for reading in readings):
        return []
    tight = [reading for reading in readings if not reading.loose] or readings[:]
    days: list[date] = []
    for source in tight:
        for one in source.days:
            if one not in days and all(_suits(one, reading) for reading in readings if reading is not source):
                days.append(one)
    return days


def _suits(one: date, reading: Reading) -> bool:
    first = reading.days[0]
    if reading.loose == "weekday":
        return one.weekday() == first.weekday()
    if reading.loose == "number":
        return one.day == first.day
    if reading.loose == "month":
        return one.month == first.month
    if reading.loose == "week":
        return one.isocalendar()[:2] == first.isocalendar()[:2]
    return one in reading.days


def _without_rejected(found: list[Stretch], said: list[str]) -> tuple[list[Stretch], list[str]]:
    """Without "not Monday" and "instead of Monday", when another day is named."""
    kept, words = [], list(said)
    for stretch in found:
        lead = stretch.start - 1
        while lead >= 0 and said[lead] in ("on", "in", "for", "at"):
            lead -= 1
        if lead >= 0 and (said[lead] == "than" or (said[lead] == "not" and len(found) > 1)):
            for place in range(lead, stretch.end):
                words[place] = ","
        else:
            kept.append(stretch)
    return kept, words


def _joined(found: list[Stretch], said: list[str]) -> list[Stretch]:
    """ "Two weeks after Easter", "a week from Friday", "the Monday after Easter": two stretches that name one day."""
    joined: list[Stretch] = []
    for stretch in found:
        before = joined[-1] if joined else None
        if before and (reading := _together(before, said[before.end : stretch.start], stretch.reading, said)):
            joined[-1] = Stretch(start=before.start, end=stretch.end, reading=reading)
        else:
            joined.append(stretch)
    return joined


def _together(before: Stretch, link: list[str], second: Reading, said: list[str]) -> Reading | None:
    first, bare = before.reading, [sign for sign in link if sign not in ("on", "of", ",")]
    if first.kind == "length" and second.kind == "point" and second.days:
        forward = bare in (["from"], ["after"]) or (link == ["on"] and "in" not in said[: before.start + 1])
        if not (forward or bare in (["before"], ["vor"])) or "for" in said[before.start : before.end]:
            return None
        count, unit = first.length
        days = [after_length(one, (count if forward else -count, unit)) for one in second.days[:2]]
        return Reading(days=tuple(one for one in days if one))
    if first.loose == "weekday" and bare == ["after"] and len(second.days) == 1 and not second.loose:
        return Reading(days=(coming(second.days[0], first.days[0].weekday()),))
    return None
