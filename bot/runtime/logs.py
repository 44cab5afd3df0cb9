"""What may stand in a log? Ids, places in the code and our own errors; never people's words, names or secrets."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from bot.runtime.errors import TurnaboutError
from bot.runtime.settings import Settings

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Warnings and worse of these: their other lines are many, or hold statements with their values, bodies or tokens.
CHATTY = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "botbuilder",
    "httpx",
    "msal",
    "prometheus_client",
    "psycopg",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "urllib3",
)

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def set_up_logging(settings: Settings) -> None:
    """On stderr: text on a terminal, else JSON, unless LOG_FORMAT says otherwise."""
    handler = logging.StreamHandler(sys.stderr)
    as_text = settings.log_format == "text" or (not settings.log_format and sys.stderr.isatty())
    handler.setFormatter(_TextLines(TEXT) if as_text else _JsonLines(FIELDS))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("asyncio").addFilter(_unquoted)


def _unquoted(record: logging.LogRecord) -> bool:
    """The event loop names what failed with all it was called with, and its error's own words."""
    if record.levelno >= logging.ERROR:
        record.msg, record.args = "something failed that nobody waited for", ()
    return True


def trace(error: BaseException) -> str:
    """Where an error came from and what kind it is. Its own words only if they are ours: a database's or a
    library's may quote a row, a request or an address with its password.
    """
    told: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = "".join(traceback.format_list(_without_lines(at)))
        words = f": {at}" if isinstance(at, TurnaboutError) else _code_of(at)
        told.append(f"{frames}{type(at).__module__}.{type(at).__qualname__}{words}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\nbecause of\n".join(told)


def words_of(error: BaseException) -> str:
    """What may be said of it in a line: its own words only if they are ours."""
    return str(error) if isinstance(error, TurnaboutError) else type(error).__name__


def last_place(error: BaseException) -> str:
    """Where it was raised: "in read_people, line 120"."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""


def _without_lines(error: BaseException) -> list[traceback.FrameSummary]:
    """File, line and function; a line of the code itself could hold a constant."""
    frames = traceback.extract_tb(error.__traceback__)
    return [traceback.FrameSummary(f.filename, f.lineno, f.name, lookup_line=False, line="") for f in frames]


def _code_of(error: BaseException) -> str:
    """Numbers of the system or of the database, which say what happened and no more."""
    number = getattr(error, "errno", None)
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return "".join(f" ({code})" for code in (number, state) if code is not None)


class _Discreet(logging.Formatter):
    def formatException(self, ei: Caught) -> str:  # noqa: N802 - the library's name
        return trace(ei[1]) if ei[1] is not None else ""


class _TextLines(_Discreet):
    pass


class _JsonLines(_Discreet, JsonFormatter):
    pass
