"""The program as `app.py` starts it, but program time stands still at the hour at which the stories are told, or at
what `set_clock` has said since.

What the two of a pair say to each other reaches them in their working hours only. By the machine's clock a story
would hang on a weekend, and every time it names would be another one each day. Program time is a port that `app.py`
hands over; here it gets the clock that the stories have in their own process. Everything else is as in production:
signatures, tokens and leases go by the machine's time.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import app
from bot.runtime import cli
from storage import MemoryStorage
from tests.conversations.hall import TUESDAY

HOUR = "hour.txt"


def set_clock(home: Path, moment: datetime) -> None:
    """For the program that runs in `home`: with its next tick it does what is due by then."""
    written = home / f"{HOUR}.new"
    written.write_text(moment.isoformat(), "utf-8")
    written.replace(home / HOUR)


class ClockOfFile:
    """Implements `Clock`: a process of its own is told the time by another."""

    def now(self) -> datetime:
        try:
            return datetime.fromisoformat(Path(HOUR).read_text("utf-8"))
        except FileNotFoundError:
            return TUESDAY


if __name__ == "__main__":
    serve = partial(app.serve, clock=ClockOfFile())
    tools = cli.Tools(
        serve=serve,
        open_storage=app.opened,
        examine=app.examine,
        places=app.places,
        memory=MemoryStorage,
    )
    sys.exit(cli.main(sys.argv[1:], tools))
