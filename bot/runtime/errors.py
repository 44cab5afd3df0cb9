"""What can go wrong on our side. What people do wrong is data, not an error.

TurnaboutError
  ConfigError         the deployment is not set up right; carries every problem at once
  ConcurrentUpdate    somebody else saved first; run the event again
  TryLater            a platform or the network says not now
  Undeliverable       a platform says never
  BadPayload          a request that is not of a form we know
  StorageBusy         another process holds the SQLite file
  StorageUnavailable  the database is gone, full or cannot be written: it comes back, or somebody has to act
"""

from __future__ import annotations


class TurnaboutError(Exception):
    """The root of the tree. Messages name ids, never people, their words or secrets."""


class ConfigError(TurnaboutError):
    """`problems` are (key, what is wrong and how to fix it)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{key}: {text}" for key, text in problems))


class ConcurrentUpdate(TurnaboutError):
    """A record was saved by somebody else since it was read."""


class TryLater(TurnaboutError):
    """Try again after `after_s` seconds of machine time, or when `None`, after the usual backoff.

    `maybe_sent` is true when the request went out and no answer came back: then the message is in doubt. `limited` is
    the platform's method that was called too often ("" when any of them may have been). `mend` is what an admin has to
    put right in that channel meanwhile: a sentence of "failed.reason"; then nothing else is held up. `held`: nothing
    was wrong with this message, and it does not count that it was tried.
    """

    def __init__(
        self,
        reason: str,
        *,
        after_s: float | None = None,
        maybe_sent: bool = False,
        limited: str = "",
        mend: str = "",
        held: bool = False,
    ) -> None:
        self.after_s = after_s
        self.maybe_sent = maybe_sent
        self.limited = limited
        self.mend = mend
        self.held = held
        super().__init__(reason)


class Undeliverable(TurnaboutError):
    """It will never work: the person left, blocked the bot, the channel is gone. The message is a short code; `told`
    is the sentence of "failed.reason" that the admins read ("" for that of the code itself).
    """

    def __init__(self, reason: str, *, told: str = "") -> None:
        self.told = told or reason
        super().__init__(reason)


class BadPayload(TurnaboutError):
    """A request that is not of a form we know; answered 4xx, never stored."""


class StorageBusy(TurnaboutError):
    """The SQLite file is in use by another process."""


class StorageUnavailable(TurnaboutError):
    """The database did not do what was asked, and nothing is wrong with what was asked. Says what to do."""
