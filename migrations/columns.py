"""Columns as all migrations write them. Never change one: add another beside it."""

from __future__ import annotations

import sqlalchemy as sa


def words() -> sa.types.TypeEngine[str]:
    """Text ordered by code point."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def key(name: str = "id") -> sa.Column[str]:
    return sa.Column(name, words(), primary_key=True)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, words(), nullable=False)


def sealed(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


packed = sealed


def whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), nullable=False)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=True)


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def sequence() -> sa.Column[int]:
    """Grows with each row."""
    return sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)
