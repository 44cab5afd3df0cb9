"""What is loaded when it is first needed? All that a first message would have to wait for, which Slack does not.

A few words are handled on the real database and undone: skills, sentences, what understands them, and statements are
known then.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from bot.conversation.messages import Address
from bot.conversation.understand.controls import control
from bot.conversation.understand.yes_no import yes_no
from bot.conversation.understand.zones import zone
from bot.events import Commanded, Event, Said, Sender
from bot.runtime.errors import StorageUnavailable
from bot.runtime.ports import Storage, UnitOfWork
from bot.runtime.service import once
from bot.text.catalog import LANGUAGES

AT: Final = datetime(2026, 1, 5, 12, tzinfo=UTC)
WORDS: Final = ("hello", "hallo", "I can teach spreadsheets until next Friday")

log = logging.getLogger(__name__)


class _Undone(Exception):
    """Nothing of it stays."""


def warm(storage: Storage) -> None:
    where = Address(platform="slack", place="nowhere", user="nobody")
    sender = Sender(platform="slack", place="nowhere", user="nobody", address=where)
    events: list[Event] = [Commanded(id="warming", at=AT, sender=sender, command="help")]
    events += [Said(id=f"warming {words}", at=AT, sender=sender, text=words) for words in WORDS]
    for language in LANGUAGES:  # an answer in a talk is looked at more closely than words out of the blue
        control(WORDS[-1], lang=language)
        yes_no(WORDS[-1], lang=language)
        zone(WORDS[-1], lang=language)
    try:
        for event in events:
            with _undone(storage) as work:
                once(work, event)
    except StorageUnavailable as error:
        log.warning("the first message will take longer: %s", error)


@contextmanager
def _undone(storage: Storage) -> Iterator[UnitOfWork]:
    with contextlib.suppress(_Undone), storage.begin() as work:
        yield work
        raise _Undone
