"""What goes into people's own calendars: files that other programs read, links of a length they pass on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.program.files import FILES
from bot.program.meeting.calendar_file import calendar_file, calendar_links
from bot.program.meeting.session_file import entry_words
from bot.program.model import Session
from bot.program.snapshot import Snapshot
from tests.factories import NOON, organization, pairing, person, session

START = datetime(
    2026, 3, 30, 9, 30, tzinfo=ZoneInfo("Europe/Berlin")
)  # 7:30 UTC, a day after the clock change
ODD = "Ana, Bob; and\r\nBEGIN:VEVENT\r\n<!channel> \\n \x00\ud800 \u202e 😀"


def written(*, title: str = "Ana", sequence: int = 0, canceled: bool = False) -> bytes:
    return calendar_file(
        uid="s1@turnabout",
        sequence=sequence,
        start=START,
        minutes=25,
        title=title,
        description=title,
        now=NOON,
        canceled=canceled,
    )


def entry(body: bytes) -> Any:
    """As another program reads it; raises when it cannot."""
    (found,) = Calendar.from_ical(body).walk("VEVENT")
    return found


def test_a_file_reads_as_one_entry_in_utc() -> None:
    body = written(sequence=2)
    text = body.decode()
    assert "DTSTART:20260330T073000Z\r\n" in text
    assert "DTEND:20260330T075500Z\r\n" in text
    assert "DTSTAMP:20260302T120000Z\r\n" in text
    assert "METHOD:PUBLISH\r\n" in text
    assert "PRODID:-//Turnabout//Turnabout//EN\r\n" in text
    assert "SEQUENCE:2\r\n" in text
    assert "STATUS:CONFIRMED\r\n" in text
    assert "STATUS:CANCELLED\r\n" in written(canceled=True).decode()


def test_what_people_wrote_stays_a_value() -> None:
    found = entry(written(title=ODD))
    assert str(found["summary"]) == "Ana, Bob; and BEGIN:VEVENT <!channel> \\n   😀"
    assert str(found["description"]) == "Ana, Bob; and\nBEGIN:VEVENT\n<!channel> \\n   😀"


@given(st.text(st.characters(), max_size=300))
@example("\ud800")
@example("\u2028")
def test_no_text_breaks_the_file_or_a_link(text: str) -> None:
    assert entry(written(title=text))["uid"] == "s1@turnabout"
    for link in calendar_links(START, 25, text, text * 20).values():
        assert len(link) <= 2000
        assert link.isascii()
        assert parse_qs(urlsplit(link).query, errors="strict", strict_parsing=True, keep_blank_values=True)


def test_links_fill_in_the_forms_of_others() -> None:
    links = calendar_links(START, 25, "Ana & Bob", "Bring\n1+1 <ideas>")
    asked = {name: parse_qs(urlsplit(link).query) for name, link in links.items()}
    assert all(urlsplit(link).scheme == "https" for link in links.values())
    assert asked["google"] == {
        "action": ["TEMPLATE"],
        "dates": ["20260330T073000Z/20260330T075500Z"],
        "text": ["Ana & Bob"],
        "details": ["Bring\n1+1 <ideas>"],
    }
    assert asked["outlook"] == {
        "path": ["/calendar/action/compose"],
        "rru": ["addevent"],
        "startdt": ["2026-03-30T07:30:00Z"],
        "enddt": ["2026-03-30T07:55:00Z"],
        "subject": ["Ana & Bob"],
        "body": ["Bring\n1+1 <ideas>"],
    }
    assert asked["teams"] == {
        "subject": ["Ana & Bob"],
        "startTime": ["2026-03-30T07:30:00+00:00"],
        "endTime": ["2026-03-30T07:55:00+00:00"],
        "content": ["Bring\n1+1 <ideas>"],
    }


def test_a_meeting_in_teams_invites_both() -> None:
    invited = ("ana+x@example.com", "bob@example.com&x=1", "no address", "two@example.com,three@example.com")
    link = calendar_links(START, 25, "Ana & Bob", "", invited)["teams"]
    assert parse_qs(urlsplit(link).query)["attendees"] == ["ana+x@example.com,bob@example.com&x=1"]
    assert "attendees=ana%2Bx@example.com,bob@example.com%26x%3D1&" in link
    assert "attendees" not in calendar_links(START, 25, "Ana & Bob", "", ("",))["teams"]


def test_a_long_text_is_cut_between_characters() -> None:
    link = calendar_links(START, 25, "Ä" * 500, "😀" * 500)["google"]
    asked = parse_qs(urlsplit(link).query, errors="strict")
    assert asked["text"][0].endswith("Ä…")
    assert asked["details"][0].endswith("😀…")
    assert 1900 < len(link) <= 2000


# -- of a session ------------------------------------------------------------------------------------------------


def snapshot(meeting: Session | None) -> Snapshot:
    people = {one: person(one, name=one.title()) for one in ("ana", "bob")}
    return Snapshot(
        organization=organization(),
        session=meeting,
        pairing=pairing(mentor="ana", mentee="bob"),
        people=people,
    )


def made(meeting: Session | None, language: str = "en") -> tuple[str, str, bytes] | None:
    return FILES["session"].make(snapshot(meeting), "session-1", language, NOON)


def test_a_booked_session_has_a_file_with_both_names() -> None:
    result = made(session(minutes=45, changes=1))
    assert result is not None
    name, content_type, body = result
    found = entry(body)
    assert (name, content_type) == ("session-1.ics", "text/calendar; charset=utf-8")
    assert str(found["summary"]) == "Reverse mentoring: Ana and Bob"
    assert "session 1, 45 minutes" in str(found["description"])
    assert found["dtstart"].dt == NOON + timedelta(days=1)
    assert found["dtend"].dt - found["dtstart"].dt == timedelta(minutes=45)
    assert int(found["sequence"]) == 1


def test_it_speaks_the_language_of_the_reader() -> None:
    result = made(session(), "de")
    assert result is not None
    assert str(entry(result[2])["summary"]) == "Reverse Mentoring: Ana und Bob"


def test_moved_and_canceled_it_is_the_same_entry_each_time_newer() -> None:
    booked = session()
    moved = msgspec.structs.replace(booked, changes=1, starts_at=NOON + timedelta(days=2))
    canceled = msgspec.structs.replace(moved, state="canceled")
    results = [made(meeting) for meeting in (booked, moved, canceled)]
    entries = [entry(result[2]) for result in results if result is not None]
    assert {str(found["uid"]) for found in entries} == {"session-1@turnabout"}
    assert [int(found["sequence"]) for found in entries] == [0, 1, 2]
    assert [str(found["status"]) for found in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    "meeting",
    [
        None,
        session(2),  # another one than was asked for
        session(state="offered", starts_at=NOON),
        session(state="canceled", starts_at=None),
    ],
)
def test_without_an_agreed_time_there_is_no_file(meeting: Session | None) -> None:
    assert made(meeting) is None


def test_nobody_known_leaves_a_plain_title() -> None:
    assert entry_words(session(), ("", " "), "en")[0] == "Reverse mentoring"
