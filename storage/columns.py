"""What kinds of columns are there, and what do they keep? Moments in UTC, JSON, and sealed words.

`tables/` has the tables made of these.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

SEALED_MARK = "gAAAA"  # how every Fernet token begins
NOTHING = frozenset({"", "[]", "{}", "null"})  # said in clear: there is nothing to read


def words() -> sa.types.TypeEngine[str]:
    """Text that both databases order by code point."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


class Moment(sa.TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite drops zones, so they are put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Packed(sa.TypeDecorator[Any]):
    """Lists, mappings and small records, as JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else msgspec.json.decode(value)


class Sealed(sa.TypeDecorator[str]):
    """What people wrote, already sealed by `Keys`; refuses anything readable. `packed`: JSON lies inside."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, *, packed: bool = False) -> None:
        super().__init__()
        self.packed = packed

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and value not in NOTHING and not value.startswith(SEALED_MARK):
            raise ValueError("a sealed column was given readable words")
        return value


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, words(), nullable=False)


def whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def number(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=nullable)


def moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, Moment, nullable=nullable)


def day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=True)


def packed(name: str) -> sa.Column[Any]:
    return sa.Column(name, Packed, nullable=False)


def sealed(name: str, *, packed: bool = False) -> sa.Column[str]:
    return sa.Column(name, Sealed(packed=packed), nullable=False)
