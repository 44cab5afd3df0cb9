"""The program as `app.py` starts it, but program time stands still at the hour at which the stories are told.

What the two of a pair say to each other reaches them in their working hours only. By the machine's clock a story
would hang on a weekend, and every time it names would be another one each day. Program time is a port that `app.py`
hands over; here it gets the clock that the stories have in their own process. Everything else is as in production:
signatures, tokens and leases go by the machine's time.
"""

from __future__ import annotations

import sys
from functools import partial

import app
from bot.runtime import cli
from bot.runtime.clocks import SetClock
from storage import MemoryStorage
from tests.conversations.hall import TUESDAY

if __name__ == "__main__":
    serve = partial(app.serve, clock=SetClock(TUESDAY))
    tools = cli.Tools(
        serve=serve,
        open_storage=app.opened,
        examine=app.examine,
        places=app.places,
        memory=MemoryStorage,
    )
    sys.exit(cli.main(sys.argv[1:], tools))
