"""Who is not let in? The message says why in words for the log, and the caller hears nothing of it."""

from __future__ import annotations


class Stranger(Exception):
    """Nobody knows who it is: 401."""

    status = 401


class Foreign(Stranger):
    """Somebody who is known and may not come in: 403."""

    status = 403
