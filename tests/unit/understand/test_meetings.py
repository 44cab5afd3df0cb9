"""Do words say that two people have met, and on which day?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.conversation.understand import Unclear
from bot.conversation.understand.meetings import Met, day_met, met
from bot.conversation.understand.moments import Here

THURSDAY = date(2026, 3, 5)
PARTNER = ("tom", "becker")


def heard(text: str, lang: str = "en") -> Met | None:
    """Said on Thursday at 17:00 in Berlin."""
    return met(text, here(lang), PARTNER)


def here(lang: str) -> Here:
    return Here(lang=lang, now=datetime(2026, 3, 5, 16, tzinfo=UTC), zone="Europe/Berlin", hours=())


@pytest.mark.parametrize(
    ("lang", "text", "day"),
    [
        ("en", "met on Tuesday", 3),
        ("en", "we had our session yesterday", 4),
        ("en", "Tom and I met on Monday", 2),
        ("en", "I met Tom yesterday", 4),
        ("en", "our session was yesterday", 4),
        ("en", "session happened on monday", 2),
        ("en", "just met", 5),
        ("en", "had a great session yesterday with Tom", 4),
        ("en", "we spoke this morning", 5),
        ("en", "we met for the first time on Tuesday", 3),
        ("en", "we've met the day before yesterday", 3),
        ("en", "we met on 3 March", 3),
        ("en", "we met yesterday, it was great", 4),
        ("en", "Yesterday Tom and I had our first session", 4),
        ("de", "wir haben uns am Dienstag getroffen", 3),
        ("de", "wir hatten gestern unser Treffen", 4),
        ("de", "gestern getroffen", 4),
        ("de", "unser Treffen war gestern", 4),
        ("de", "hatten gerade unsere Session", 5),
        ("de", "wir trafen uns am Montag", 2),
        ("de", "Gestern haben wir uns getroffen", 4),
        ("de", "Ich habe mich gestern mit Tom getroffen", 4),
        ("de", "wir haben uns am 3.3. getroffen", 3),
        ("de", "we met yesterday", 4),
        ("en", "wir haben uns gestern getroffen", 4),
    ],
)
def test_a_day_that_has_been(lang: str, text: str, day: int) -> None:
    told = heard(text, lang)
    assert told is not None
    assert told.day == date(2026, 3, day)


@pytest.mark.parametrize(
    ("lang", "text", "at"),
    [
        ("en", "we met yesterday at 3 pm", "2026-03-04T14:00:00+00:00"),
        ("en", "we had our first session on Wednesday at 15:30, thanks", "2026-03-04T14:30:00+00:00"),
        ("en", "we met an hour ago", "2026-03-05T15:00:00+00:00"),
        ("de", "wir haben uns gestern um 15 Uhr getroffen", "2026-03-04T14:00:00+00:00"),
        ("de", "wir haben uns gestern um halb vier getroffen", "2026-03-04T14:30:00+00:00"),
        ("de", "wir haben uns vor einer Stunde getroffen", "2026-03-05T15:00:00+00:00"),
    ],
)
def test_a_time_that_has_been(lang: str, text: str, at: str) -> None:
    told = heard(text, lang)
    assert told is not None
    assert told.at == datetime.fromisoformat(at)


@pytest.mark.parametrize(
    ("lang", "text", "likely"),
    [
        ("en", "We met", ()),
        ("en", "meeting done", ()),
        ("en", "we met last week", ()),
        ("en", "we met on the 3rd of June", ()),
        ("en", "we met in 2019", ()),
        ("en", "we met today at 8 pm", (5,)),
        ("en", "We met on Thursday", (5, -2)),
        ("de", "wir haben uns getroffen", ()),
        ("de", "wir haben uns letzte Woche getroffen", ()),
    ],
)
def test_a_day_to_be_asked_about(lang: str, text: str, likely: tuple[int, ...]) -> None:
    told = heard(text, lang)
    assert told is not None
    assert told.day is None
    assert [(one - date(2026, 2, 28)).days for one in told.likely] == list(likely)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "we haven't met yet"),
        ("en", "we never met"),
        ("en", "did we meet yesterday?"),
        ("en", "when did we meet"),
        ("en", "we meet on Thursday"),
        ("en", "we have a meeting on Thursday"),
        ("en", "we agreed on Thursday at 3"),
        ("en", "we had planned a session on Tuesday"),
        ("en", "I met Peter yesterday"),
        ("en", "we had a meeting with the CEO yesterday"),
        ("en", "we met yesterday and it felt wrong"),
        ("en", "we met yesterday, I want another partner"),
        ("de", "wir haben uns noch nicht getroffen"),
        ("de", "haben wir uns gestern getroffen"),
        ("de", "wir haben ein Treffen am Donnerstag"),
        ("de", "wir haben uns am Donnerstag verabredet"),
        ("de", "wir treffen uns morgen"),
        ("de", "Ich habe mich gestern mit Peter getroffen"),
        ("de", "wir hatten gestern unser Treffen, und er hat mich beleidigt"),
    ],
)
def test_no_meeting_is_told(lang: str, text: str) -> None:
    assert heard(text, lang) is None


def test_whose_name_was_said() -> None:
    told = heard("Tom and I met on Monday")
    assert told is not None
    assert told.names == {"tom"}


def test_asked_for_the_day_one_to_come_is_none() -> None:
    assert day_met("last night... yesterday", here("en")) == date(2026, 3, 4)
    assert day_met("2026-03-03", here("en")) == date(2026, 3, 3)
    assert day_met("today", here("en")) == THURSDAY
    assert day_met("tomorrow", here("en")) == Unclear(reason="day_met")
    assert day_met("last Tuesday", here("en")) == Unclear(
        reason="day_met", likely=("2026-03-03", "2026-02-24")
    )
