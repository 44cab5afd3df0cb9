"""The job of a look at wishes and offers: read all of them, count and draw in the worker process, report with
`SupplyCounted`.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Phrase, SkillName
from bot.events import Event, SupplyCounted
from bot.program.awareness.looking import asked
from bot.program.awareness.scarce import Supply, survey
from bot.program.awareness.supply import SIDES, balances, so_many
from bot.program.company.own_words import catalog_of
from bot.runtime.ports import JobRow, Storage, SupplyRead
from bot.text.catalog import words_for


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What the worker process gives back."""

    found: Supply
    picture: bytes


def read(storage: Storage, row: JobRow, _now: datetime) -> SupplyRead:
    return storage.read_supply(row.organization, row.job.subject)


def compute(packed: bytes) -> bytes:
    """In the worker process: all wishes and offers, to what may be told of them."""
    given = msgspec.msgpack.decode(packed, type=SupplyRead)
    found = survey(given.people, asked(given.awareness), frozenset(catalog_of(given.terms).names))
    return msgspec.msgpack.encode(Counted(found=found, picture=picture(found, given.language)))


def picture(found: Supply, language: str) -> bytes:
    """A PNG of what is told; empty where there are no numbers."""
    numbers = balances(found.short, found.surplus, found.beside)
    if not numbers:
        return b""
    from bot.runtime.charts import Pairs, draw_pairs  # heavy: only where there is something to draw

    words = words_for(language, "UTC")
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


def report(row: JobRow, given: SupplyRead, result: bytes, now: datetime) -> Event:
    counted = msgspec.msgpack.decode(result, type=Counted)
    return SupplyCounted(
        id=f"job:{row.id}",
        at=now,
        organization=row.organization,
        awareness=row.job.subject,
        until=given.awareness.looking,
        found=counted.found,
        picture=counted.picture,
    )
