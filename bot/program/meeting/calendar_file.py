"""How does a session get into somebody's own calendar? As a file to open, or by a link that fills in the form of
Google, Outlook or Teams without any server of ours.

Times are UTC, so every calendar shows its reader's own. What people wrote is a value: the library escapes it in
the file, the links are percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event

PRODUCT = "-//Turnabout//Turnabout//EN"
LONGEST_LINK = 2000  # characters; what every browser and chat passes on
LONGEST_TITLE = 600  # characters of a link, percent-encoded
# Control characters but newline, lone surrogates, and marks that turn the direction of all that follows.
UNWANTED = re.compile("[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def calendar_file(
    *,
    uid: str,
    sequence: int,
    start: datetime,
    minutes: int,
    title: str,
    description: str,
    now: datetime,
    canceled: bool = False,
) -> bytes:
    """An iCalendar file with one entry, times in UTC.

    A file with the same `uid` and a larger `sequence` changes the entry where it was added before; a canceled
    one strikes it out. `now` is when this was said.

    Source: https://www.rfc-editor.org/rfc/rfc5545 and https://www.rfc-editor.org/rfc/rfc5546 (PUBLISH)
    """
    begins = start.astimezone(UTC)
    entry = Event()
    entry.add("uid", uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", begins)
    entry.add("dtend", begins + timedelta(minutes=minutes))
    entry.add("summary", _plain(title).replace("\n", " "))
    entry.add("description", _plain(description))
    entry.add("status", "CANCELLED" if canceled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(entry)
    body: bytes = calendar.to_ical()
    return body


def calendar_links(
    start: datetime, minutes: int, title: str, details: str, invited: Iterable[str] = ()
) -> dict[str, str]:
    """Links that open a filled-in entry: "google", "outlook", and "teams", which makes an online meeting and invites
    these people (e-mail addresses).

    Each has at most 2,000 characters; of longer texts the end is missing.

    Source: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-workflow, 2026-11
    """
    begins = start.astimezone(UTC).replace(microsecond=0)
    ends = begins + timedelta(minutes=minutes)
    title, details = _plain(title).replace("\n", " "), _plain(details)
    basic, extended = "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H:%M:%SZ"
    google = {"action": "TEMPLATE", "dates": f"{begins.strftime(basic)}/{ends.strftime(basic)}"}
    outlook = {"path": "/calendar/action/compose", "rru": "addevent"}
    outlook |= {"startdt": begins.strftime(extended), "enddt": ends.strftime(extended)}
    teams = {"startTime": begins.isoformat(), "endTime": ends.isoformat()}
    if attendees := [one for one in invited if "@" in one and "," not in one]:
        teams["attendees"] = ",".join(attendees)
    return {
        "google": _link(
            "https://calendar.google.com/calendar/render", google, {"text": title, "details": details}
        ),
        "outlook": _link(
            "https://outlook.office.com/calendar/0/deeplink/compose",
            outlook,
            {"subject": title, "body": details},
        ),
        "teams": _link(
            "https://teams.microsoft.com/l/meeting/new", teams, {"subject": title, "content": details}
        ),
    }


def _link(address: str, fixed: dict[str, str], texts: dict[str, str]) -> str:
    """`texts` are the title and the details, in this order; they are cut to fit."""
    link = f"{address}?" + "&".join(f"{name}={quote(value, safe='@,')}" for name, value in fixed.items())
    for name, text, most in zip(texts, texts.values(), (LONGEST_TITLE, LONGEST_LINK), strict=True):
        room = min(most, LONGEST_LINK - len(link) - len(name) - 2)
        link += f"&{name}={_encoded(text, room)}"
    return link


def _encoded(text: str, room: int) -> str:
    """Percent-encoded; as much from the start as there is room for, then an ellipsis."""
    encoded = quote(text, safe="")
    if len(encoded) <= room:
        return encoded
    ellipsis, kept = quote("…"), ""
    for character in text:
        more = quote(character, safe="")
        if len(kept) + len(more) + len(ellipsis) > room:
            break
        kept += more
    return kept + ellipsis


def _plain(text: str) -> str:
    """Without what no calendar shows; line ends as newlines."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
