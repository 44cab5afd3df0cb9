"""Which files can somebody fetch by a signed link, and what is in them? `bot/runtime/files.py` signs and serves.

A message says `File(name=..., title=..., link="file:<kind>/<record id>")`; right before delivery the link becomes
an address, or the block goes where nobody could follow one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bot.program.awareness import supply
from bot.program.cohorts import certificate
from bot.program.meeting import session_file
from bot.program.snapshot import Query, Snapshot
from bot.program.telling import digest

LIFE = timedelta(days=30)
Made = tuple[str, str, bytes]  # file name, content type, what is in it


class FileKind(msgspec.Struct, frozen=True, kw_only=True):
    """`needs` takes an organization and a record's id; `make` the record's id, the reader's language and program
    time, and gives `None` when there is no such file (any more). A link works for `life`.
    """

    needs: Callable[[str, str], Query]
    make: Callable[[Snapshot, str, str, datetime], Made | None]
    life: timedelta = LIFE


FILES: dict[str, FileKind] = {
    "certificate": FileKind(needs=certificate.needs, make=certificate.page),
    "session": FileKind(needs=session_file.needs, make=session_file.session_file),
    # A post stays in its channel: some chats fetch its picture anew whenever somebody scrolls back to it.
    "digest": FileKind(needs=digest.needs_picture, make=digest.picture, life=timedelta(days=730)),
    "supply": FileKind(needs=supply.needs_picture, make=supply.picture),
}
