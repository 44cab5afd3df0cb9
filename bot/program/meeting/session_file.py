"""What does the calendar entry of a session say? The same for both of them, and for every later version of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.conversation.messages import Listed, phrase
from bot.program.meeting.calendar_file import calendar_file
from bot.program.model import Session
from bot.program.snapshot import Query, Snapshot
from bot.text.catalog import words_for


def needs(organization: str, session_id: str) -> Query:
    return Query(organization=organization, session=session_id)


def session_file(
    snapshot: Snapshot, session_id: str, language: str, now: datetime
) -> tuple[str, str, bytes] | None:
    """Name, content type and bytes; `None` while no time is agreed. Moved or canceled it changes the same entry."""
    session = snapshot.session
    if session is None or session.id != session_id or session.starts_at is None or session.state == "offered":
        return None
    pairing = snapshot.pairing
    both = (pairing.mentor, pairing.mentee) if pairing is not None else ()
    names = [snapshot.people[person].name for person in both if person in snapshot.people]
    title, description = entry_words(session, names, language)
    canceled = session.state == "canceled"
    body = calendar_file(
        uid=f"{session.id}@turnabout",
        sequence=session.changes + canceled,  # calling it off comes after the last move
        start=session.starts_at,
        minutes=session.minutes,
        title=title,
        description=description,
        now=now,
        canceled=canceled,
    )
    return f"session-{session.number}.ics", "text/calendar; charset=utf-8", body


def entry_words(session: Session, names: Sequence[str], language: str) -> tuple[str, str]:
    """Title and description of the entry, in a language, for the file and for links alike.

    Nothing of what the two agreed to talk about: others may see a calendar.
    """
    words = words_for(language, "UTC")
    known = tuple(name for name in names if name.strip())
    title = phrase("session_file.title", names=Listed(known)) if known else phrase("session_file.title_alone")
    about = phrase("session_file.about", number=session.number, minutes=session.minutes)
    return words.text(title), words.text(about)
