"""What is published of the survey at the end: once, when the program is over, by the rules of `metrics.py`.

A figure is of at least five people, each asked once; mentors and mentees apart only where neither shows fewer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from statistics import mean

from bot.program.metrics import NO, YES, Answer, CohortRead, rated, release, shares
from bot.program.model import Release, Survey

BEFORE, AFTER = "before/", "after/"


def _rating(read: CohortRead, rating_of: Callable[[Survey], object]) -> list[Answer]:
    until = read.cohort.closes_at
    given = (one for one in read.surveys if until is not None and one.given_at < until)
    return rated(read, ((one.pairing, one.person, rating_of(one), one.given_at) for one in given))


def _would_teach(survey: Survey) -> int | None:
    again = survey.answers.get("again")
    return None if again is None else YES if again == "teach" else NO


def _has_risen(survey: Survey) -> int | None:
    """Surer, over all wishes asked about, than on joining; `None` where there is nothing to compare."""
    both = [
        (before, after)
        for name, after in survey.answers.items()
        if name.startswith(AFTER)
        and isinstance(after, int)
        and isinstance(before := survey.answers.get(BEFORE + name.removeprefix(AFTER)), int)
    ]
    if not both:
        return None
    return YES if mean(after for _, after in both) > mean(before for before, _ in both) else NO


AT_THE_END: Mapping[str, Callable[[CohortRead], list[Answer]]] = {
    "risen": lambda read: _rating(read, _has_risen),
    "heard": lambda read: _rating(read, lambda survey: survey.answers.get("heard")),
    "personal": lambda read: _rating(read, lambda survey: survey.answers.get("personal")),
    "again": lambda read: _rating(read, _would_teach),
}


def releases(read: CohortRead, at: datetime) -> tuple[Release, ...]:
    """What there is to publish for the first time, and never again; nothing before the program is over."""
    until = read.cohort.closes_at
    if until is None or until > at or any(one.kind == "end" for one in read.releases):
        return ()
    found = shares({name: answers(read) for name, answers in AT_THE_END.items()})
    return (release(read, "end", until, shares=found),) if found else ()
