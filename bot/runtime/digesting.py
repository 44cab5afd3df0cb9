"""The job of a digest: read a cohort, count it and draw it in the worker process, report with `DigestMade`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import partial

import msgspec
from babel.dates import format_date

from bot.conversation.messages import Phrase
from bot.events import DigestMade, Event
from bot.program import metrics, metrics_end
from bot.program.company.own_words import catalog_of
from bot.program.metrics import CohortRead, Figures, Week
from bot.program.model import Release
from bot.program.skills import Catalog, understand_skills
from bot.runtime.ports import JobRow, Storage
from bot.text.catalog import LOCALES, words_for


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What the worker process gives back."""

    figures: Figures | None
    releases: tuple[Release, ...]
    picture: bytes


def read(storage: Storage, row: JobRow, _now: datetime) -> CohortRead:
    return storage.read_cohort(row.organization, row.job.subject)


def compute(packed: bytes) -> bytes:
    """In the worker process: a cohort as it was read, to what is published of it."""
    cohort = msgspec.msgpack.decode(packed, type=CohortRead)
    at = cohort.digest.made_at
    over, ended = cohort.cohort.state == "closed", cohort.cohort.closes_at
    figures = metrics.activity(cohort, min(at, ended) if over and ended else at)
    catalog = catalog_of(cohort.terms)
    topics = partial(_topics, catalog=catalog, lang=cohort.language)
    fresh = metrics.releases(cohort, at, topics, catalog.family) if figures else ()
    counted = Counted(
        figures=figures,
        releases=(*fresh, *(metrics_end.releases(cohort, at) if figures else ())),
        picture=_picture(figures.weeks, cohort.language) if figures else b"",
    )
    return msgspec.msgpack.encode(counted)


def _topics(words: str, *, catalog: Catalog, lang: str) -> Collection[str]:
    """Skills of the catalog only: what people call by their own words is never published."""
    return understand_skills(words, catalog, lang=lang).skills


def _picture(weeks: Collection[Week], language: str) -> bytes:
    if not any(week.held or week.planned for week in weeks):
        return b""
    from bot.runtime.charts import Drawing, draw  # heavy: only where there is something to draw

    words = words_for(language, "UTC")
    return draw(
        Drawing(
            labels=[_short(week.day, language) for week in weeks],
            bars=[week.held for week in weeks],
            line=[week.planned for week in weeks],
            bars_name=words.text(Phrase("digest.chart.held")),
            line_name=words.text(Phrase("digest.chart.plan")),
        )
    )


def _short(day: date, language: str) -> str:
    """ "5 Oct", "5. Okt."."""
    pattern = "d. MMM" if language == "de" else "d MMM"
    return str(format_date(day, pattern, locale=LOCALES.get(language, LOCALES["en"])))


def report(row: JobRow, _read: CohortRead, result: bytes, now: datetime) -> Event:
    counted = msgspec.msgpack.decode(result, type=Counted)
    return DigestMade(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        digest=row.job.subject,
        figures=counted.figures,
        releases=counted.releases,
        picture=counted.picture,
    )
