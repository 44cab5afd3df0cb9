"""The job of a picture of what is wanted and offered: drawn by the worker process, from published numbers alone."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Phrase, SkillName
from bot.events import Event, SupplyDrawn
from bot.program.awareness.supply import SIDES, balances, so_many
from bot.program.model import Awareness
from bot.program.snapshot import Query
from bot.runtime.ports import JobRow, Storage
from bot.text.catalog import words_for


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`awareness` is `None` when its program is over. In the program's language, whoever reads it."""

    language: str
    awareness: Awareness | None


def read(storage: Storage, row: JobRow, _now: datetime) -> Read:
    with storage.begin() as work:
        snapshot = work.load(Query(organization=row.organization, awareness=True))
    found, organization = snapshot.awareness, snapshot.organization
    ours = found if found is not None and found.id == row.job.subject else None
    return Read(language=organization.language if organization else "en", awareness=ours)


def compute(packed: bytes) -> bytes:
    """In the worker process."""
    found = msgspec.msgpack.decode(packed, type=Read)
    numbers = balances(found.awareness) if found.awareness else {}
    if not numbers:
        return b""
    from bot.runtime.charts import Pairs, draw_pairs  # heavy: only where there is something to draw

    words = words_for(found.language, "UTC")
    wanted, offered = (
        [(pair[side], words.text(so_many(pair[side]))) for pair in numbers.values()] for side in (0, 1)
    )
    names = [words.text(Phrase(f"supply.side.{side}")) for side in SIDES]
    return draw_pairs(
        Pairs(
            labels=[words.text(SkillName(topic)) for topic in numbers],
            first=wanted,
            second=offered,
            first_name=names[0],
            second_name=names[1],
        )
    )


def report(row: JobRow, found: Read, picture: bytes, now: datetime) -> Event:
    return SupplyDrawn(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        awareness=row.job.subject,
        counted_at=found.awareness.counted_at if found.awareness else None,
        picture=picture,
    )
