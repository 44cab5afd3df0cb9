"""Imported by the server that bots are forked from: what is read at the first use (words, dates, sentences) is read
here, once, and not in each of a hundred lives.
"""

from __future__ import annotations

from itertools import chain, islice

from bot.runtime.service import handle
from storage import MemoryStorage
from tests.crash import bot_process, company
from tests.factories import NOON

__all__ = ["bot_process"]


def _warm_up() -> None:
    storage = MemoryStorage()
    company.found(storage, "warm", NOON)
    for event in chain(company.beginning("warm", NOON), islice(company.going_on("warm", NOON), 4)):
        handle(storage, event)


_warm_up()
