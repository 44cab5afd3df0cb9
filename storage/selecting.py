"""Which statement makes a look-up of `lookups.py`? Built once for each shape of it.

Building a statement costs more than executing it, and only one that is the same object again is known again by
SQLAlchemy without a second look. So values are always parameters, named after their fields.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import product
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
import sqlalchemy as sa

from storage.columns import NOTHING
from storage.dialects import unindexed
from storage.lookups import Is, Look, Where
from storage.tables import OPEN, account, join_code, organization, outbox, person, place

MOST_VALUES = 10_000  # in one statement; SQLite takes 32,766, PostgreSQL 65,535
FEW = 32  # so many values have a statement that is made for their number

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
CODE = sa.select(join_code).where(join_code.c.id == sa.bindparam("its_id"))
KNOWN = (
    sa.select(account.c.id)
    .join(person, (person.c.id == account.c.person) & (person.c.organization == account.c.organization))
    .where(account.c.id == sa.bindparam("its_id"), ~person.c.gone)
)

QUEUED = sa.select(
    outbox.c.body, outbox.c.state, outbox.c.reference, outbox.c.sent_to, outbox.c.not_before
).where(outbox.c.id == sa.bindparam("its_id"), outbox.c.organization == sa.bindparam("in_organization"))

NEWEST = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.organization == sa.bindparam("in_organization"),
        outbox.c.story == sa.bindparam("its_story"),
        outbox.c.story != sa.literal_column("''", sa.Text()),  # the index has no others
        outbox.c.state.in_((*OPEN, "sent")),
    )
    .order_by(outbox.c.sequence.desc())
    .limit(1)
)


def users_of(place_id: str, accounts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Of these accounts (id, person) what the platform calls the people in that place."""
    begins = f"{place_id}:"
    theirs = ((person_id, its_id) for its_id, person_id in sorted(accounts) if its_id.startswith(begins))
    return {person_id: its_id.removeprefix(begins) for person_id, its_id in theirs}


V = TypeVar("V")
How = Literal["one", "among", "given", "missing", "filled"]
Shape = tuple[tuple[str, How, int], ...]  # what is asked of which field; for a few values: for how many
Way = tuple[tuple[str, str, How, int], ...]  # the same of single fields: field, the name its values go by


class Part(NamedTuple):
    """Not all that is found, but what comes behind an id, or so many from an offset on."""

    after: bool = False
    limited: bool = False


Found = sa.Select[Any] | sa.CompoundSelect[Any]
BROAD = frozenset({"state", "gone"})  # many rows are alike in these


def asked(organization: str, where: Where) -> tuple[Shape, dict[str, object]]:
    """The shape of a condition, and the values that fill it."""
    shape: list[tuple[str, How, int]] = []
    values: dict[str, object] = {"in_organization": organization}
    for name, wanted in where.items():
        if isinstance(wanted, Is):
            shape.append((name, wanted.value, 0))
        elif len(wanted) == 1:
            shape.append((name, "one", 1))
            values[_parameter(name)] = next(iter(wanted))
        elif 0 < len(wanted) <= FEW:
            few = filled_up(list(wanted))
            shape.append((name, "among", len(few)))
            values |= {_parameter(name, at): value for at, value in enumerate(few)}
        else:
            shape.append((name, "among", 0))
            values[_parameter(name)] = _some(name, wanted)
    return tuple(shape), values


def filled_up(values: Sequence[V]) -> list[V]:
    """To the next power of two, so that few statements do for all numbers."""
    room: int = 1 << (len(values) - 1).bit_length() if values else 0
    return [*values, *(values[-1] for _ in range(room - len(values)))]


def in_parts(look: Look) -> list[Look]:
    """The same look in as many parts as its longest list of values needs."""
    lists = {name: wanted for name, wanted in look.where.items() if not isinstance(wanted, Is)}
    longest = max(lists, key=lambda name: len(lists[name]), default="")
    whole = look.limit is None and not look.after and look.order == ("id",)
    if not longest or len(lists[longest]) <= MOST_VALUES or not whole:
        return [look]
    values = list(lists[longest])
    return [
        msgspec.structs.replace(look, where={**look.where, longest: values[start : start + MOST_VALUES]})
        for start in range(0, len(values), MOST_VALUES)
    ]


def _parameter(name: str, at: int | None = None) -> str:
    whole = "its_" + name.replace("|", "_or_")
    return whole if at is None else f"{whole}_{at}"


def _some(name: str, wanted: Collection[object]) -> list[object]:
    if len(wanted) > MOST_VALUES:
        raise ValueError(f"{len(wanted)} values of {name} asked for at once; at most {MOST_VALUES}")
    return list(wanted)


@cache
def records(table: sa.Table, shape: Shape, order: tuple[str, ...], part: Part) -> Found:
    """All columns, in order; the parameters `after`, `limit` and `offset` say which of them."""
    behind = (table.c.id > sa.bindparam("after"),) if part.after else ()
    ways = [sa.select(table).where(*_conditions(table, way), *behind) for way in _ways(shape)]
    found: Found = ways[0] if len(ways) == 1 else sa.union(*ways)
    found = found.order_by(*(_order(table, name) for name in order))
    return found.limit(sa.bindparam("limit")).offset(sa.bindparam("offset")) if part.limited else found


def _ways(shape: Shape) -> list[Way]:
    """Of several fields ("mentor|mentee") any may have the value: one way for each, so that each has its index."""
    fields = [[(field, name, how, few) for field in name.split("|")] for name, how, few in shape]
    return [tuple(way) for way in product(*fields)]


@cache
def counted(table: sa.Table, field: str, shape: Shape) -> sa.Select[Any]:
    """How many rows there are for each value of a field."""
    column = table.c[field]
    way: Way = tuple((name, name, how, few) for name, how, few in shape)
    numbers = sa.select(column, sa.func.count()).where(*_conditions(table, way))
    return numbers.group_by(column).order_by(column)


def _conditions(table: sa.Table, way: Way) -> list[sa.ColumnElement[bool]]:
    narrow = {field for field, _, how, _ in way if how in ("one", "among")} - BROAD
    here = unindexed(table.c.organization) if "id" in narrow else table.c.organization
    return [
        here == sa.bindparam("in_organization"),
        *(_condition(_searched(table, field, narrow), name, how, few) for field, name, how, few in way),
    ]


def _searched(table: sa.Table, field: str, narrow: set[str]) -> sa.ColumnElement[Any]:
    """Where something narrower is known, and the field has an index of its own, that one would be a trap."""
    seconds = {list(index.columns)[1].name for index in table.indexes if len(index.columns) > 1}
    return unindexed(table.c[field]) if narrow and field in BROAD & seconds else table.c[field]


def _condition(column: sa.ColumnElement[Any], name: str, how: How, few: int) -> sa.ColumnElement[bool]:
    match how:
        case "given":
            return column.is_not(None)
        case "missing":
            return column.is_(None)
        case "filled":
            return sa.type_coerce(column, sa.Text).not_in(sorted(NOTHING))
        case "one":
            return column == sa.bindparam(_parameter(name), type_=column.type)
        case "among" if few:
            return column.in_([sa.bindparam(_parameter(name, at), type_=column.type) for at in range(few)])
        case "among":
            return column.in_(sa.bindparam(_parameter(name), expanding=True, type_=column.type))


def _order(table: sa.Table, name: str) -> sa.UnaryExpression[Any]:
    column = table.c[name.removeprefix("-")]
    ordered = column.desc() if name.startswith("-") else column.asc()
    return ordered.nulls_last() if column.nullable else ordered
