"""What has been kept long enough goes, in memory: the same as `tidying.py`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.program.keeping.retention import AUDIT, MARKS, MESSAGES, PAYLOADS
from bot.program.model import Audit, Organization
from bot.runtime.ports import Realm
from storage.memory_state import State, Waiting
from storage.scrubbing import emptied
from storage.tables import OPEN
from storage.tidying import EMPTIED


def tidy(state: State, realm: Realm, now: datetime) -> int:
    """How many rows went; `now` is program time of the realm."""
    kept = (one.record for one in state.kept(Organization).values())
    played = {one.id for one in kept if isinstance(one, Organization) and one.realm == "playground"}

    def ours(organization: str, place: str = "") -> bool:
        return (organization in played or place.startswith("playground:")) == (realm == "playground")

    marks = [
        mark for mark, (whose, place, at) in state.inbox.items() if ours(whose, place) and at < now - MARKS
    ]
    aside = [
        one
        for one, (place, failed) in state.aside.items()
        if ours(failed.organization, place) and failed.event.at < now - PAYLOADS
    ]
    over = [row for row in state.outbox.values() if row.realm == realm and _is_over(row, now)]
    rows = [row.id for row in over if not _stands(row)]
    posts = [row for row in over if _stands(row) and row.reason != EMPTIED]
    entries = [
        one.record.id
        for one in state.kept(Audit).values()
        if isinstance(one.record, Audit) and ours(one.record.organization) and one.record.at < now - AUDIT
    ]
    state.drop(state.inbox, marks)
    state.drop(state.aside, aside)
    state.drop(state.outbox, rows)
    for row in posts:
        empty = msgspec.structs.replace(row, send=emptied(row.send), reason=EMPTIED)
        state.put(state.outbox, row.id, empty)
    state.drop(state.kept(Audit), entries)
    return len(marks) + len(aside) + len(rows) + len(posts) + len(entries)


def _is_over(row: Waiting, now: datetime) -> bool:
    settled = row.sent_at or row.over_at or row.line_at
    return row.state not in OPEN and settled < now - MESSAGES


def _stands(row: Waiting) -> bool:
    """In a channel, where it may yet be taken back."""
    return row.send.kind == "post" and bool(row.reference)
