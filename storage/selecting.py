"""Which statement makes a look-up of `lookups.py`? Built once for each shape of it.

Building a statement costs more than executing it, and only one that is the same object again is known again by
SQLAlchemy without a second look. So values are always parameters, named after their fields.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa

from storage.columns import NOTHING
from storage.lookups import Is, Where
from storage.tables import account, organization, person, place

MOST_VALUES = 10_000  # in one statement; SQLite takes 32,766, PostgreSQL 65,535

_HERE = place.alias("here")
HOME = (
    sa.select(place, organization)
    .select_from(_HERE)
    .join(place, place.c.organization == _HERE.c.organization)
    .outerjoin(organization, organization.c.id == _HERE.c.organization)
    .where(_HERE.c.id == sa.bindparam("its_id"))
    .order_by(place.c.id)
)
ACCOUNT = (
    sa.select(account, person)
    .outerjoin(person, (person.c.id == account.c.person) & (person.c.organization == account.c.organization))
    .where(account.c.organization == sa.bindparam("in_organization"), account.c.id == sa.bindparam("its_id"))
)

How = Literal["one", "among", "given", "missing", "filled"]
GIVEN: dict[Is, How] = {Is.GIVEN: "given", Is.MISSING: "missing", Is.FILLED: "filled"}
Shape = tuple[tuple[str, How], ...]  # what is asked of which field


def asked(organization: str, where: Where) -> tuple[Shape, dict[str, object]]:
    """The shape of a condition, and the values that fill it."""
    shape: list[tuple[str, How]] = []
    values: dict[str, object] = {"in_organization": organization}
    for name, wanted in where.items():
        if isinstance(wanted, Is):
            shape.append((name, GIVEN[wanted]))
        elif len(wanted) == 1:
            shape.append((name, "one"))
            values[_parameter(name)] = next(iter(wanted))
        else:
            shape.append((name, "among"))
            values[_parameter(name)] = _some(name, wanted)
    return tuple(shape), values


def _parameter(name: str) -> str:
    return "its_" + name.replace("|", "_or_")


def _some(name: str, wanted: Collection[object]) -> list[object]:
    if len(wanted) > MOST_VALUES:
        raise ValueError(f"{len(wanted)} values of {name} asked for at once; at most {MOST_VALUES}")
    return list(wanted)


@cache
def records(table: sa.Table, shape: Shape, order: tuple[str, ...], part: bool, after: bool) -> sa.Select[Any]:
    """All columns, in order; with `part` the parameters `limit` and `offset` say which of them, with `after` the one of
    that name behind which id they come.
    """
    found = sa.select(table).where(*_conditions(table, shape))
    if after:
        found = found.where(table.c.id > sa.bindparam("after"))
    found = found.order_by(*(_order(table, name) for name in order))
    return found.limit(sa.bindparam("limit")).offset(sa.bindparam("offset")) if part else found


@cache
def counted(table: sa.Table, field: str, shape: Shape) -> sa.Select[Any]:
    """How many rows there are for each value of a field."""
    column = table.c[field]
    numbers = sa.select(column, sa.func.count()).where(*_conditions(table, shape))
    return numbers.group_by(column).order_by(column)


def _conditions(table: sa.Table, shape: Shape) -> list[sa.ColumnElement[bool]]:
    here = table.c.organization == sa.bindparam("in_organization")
    return [here, *(_condition(table, name, how) for name, how in shape)]


def _condition(table: sa.Table, name: str, how: How) -> sa.ColumnElement[bool]:
    """Of several fields ("mentor|mentee") any may have the value."""
    columns = [table.c[one] for one in name.split("|")]
    match how:
        case "given":
            return sa.and_(*(column.is_not(None) for column in columns))
        case "missing":
            return sa.and_(*(column.is_(None) for column in columns))
        case "filled":
            return sa.or_(*(sa.type_coerce(column, sa.Text).not_in(sorted(NOTHING)) for column in columns))
        case "one":
            return sa.or_(
                *(column == sa.bindparam(_parameter(name), type_=column.type) for column in columns)
            )
        case "among":
            these = sa.bindparam(_parameter(name), expanding=True, type_=columns[0].type)
            return sa.or_(*(column.in_(these) for column in columns))


def _order(table: sa.Table, name: str) -> sa.UnaryExpression[Any]:
    column = table.c[name.removeprefix("-")]
    ordered = column.desc() if name.startswith("-") else column.asc()
    return ordered.nulls_last() if column.nullable else ordered
