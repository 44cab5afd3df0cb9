"""How is a statement executed that every event needs? By the driver itself: compiled once, and filled in ever after.

SQLAlchemy looks at each statement anew, however often it has seen it, and that takes longer than the database does.
What is not known beforehand (lists of values of any length) goes its way, and so does all while somebody listens to the
engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
Found = Sequence[Any]
_FLOAT8: Final = 701  # what PostgreSQL says of a column of numbers; the other types do not ask
_CURSOR: Final = "cursor"  # one is kept for each connection: to make one takes as long as to use it


class _Plan(msgspec.Struct, frozen=True):
    """A compiled statement: its parameters in order, and the columns of what it finds that are to be converted."""

    text: str
    names: tuple[tuple[str, Convert | None], ...]
    defaults: dict[str, Any]
    positional: bool
    columns: tuple[tuple[int, Convert], ...]

    def filled(self, values: Values) -> Any:
        given = {**self.defaults, **values} if self.defaults else values
        if self.positional:
            return [convert(given[name]) if convert else given[name] for name, convert in self.names]
        return {name: convert(given[name]) if convert else given[name] for name, convert in self.names}

    def found(self, row: Found) -> Found:
        read = list(row)
        for at, convert in self.columns:
            read[at] = convert(read[at])
        return read


_PLANS: Final[dict[tuple[str, sa.Executable, tuple[str, ...]], _Plan | None]] = {}


def rows(db: Connection, statement: sa.Executable, values: Values) -> list[Found]:
    """All that it finds, in order."""
    plan = _plan(db, statement, ())
    if plan is None:
        return list(db.execute(statement, values).all())
    found = list(_executed(db, plan, (values,)).fetchall())
    return [plan.found(row) for row in found] if plan.columns else found


def first(db: Connection, statement: sa.Executable, values: Values) -> Found | None:
    """The first row of what it finds."""
    found = rows(db, statement, values)
    return found[0] if found else None


def change(db: Connection, statement: sa.Executable, *values: Values) -> int:
    """Executed for each of them; how many rows it inserted, changed or deleted."""
    plan = _plan(db, statement, tuple(values[0]))
    if plan is None:
        return db.execute(statement, list(values) if len(values) > 1 else values[0]).rowcount
    return int(_executed(db, plan, values).rowcount)


def command(db: Connection, text: str) -> None:
    """A statement of the database's own, without parameters."""
    _executed(db, _Plan(text, (), {}, True, ()), ({},))


def _executed(db: Connection, plan: _Plan, values: Sequence[Values]) -> Any:
    cursor = db.info.get(_CURSOR)
    if cursor is None:
        cursor = db.info[_CURSOR] = db.connection.cursor()
    try:
        if len(values) == 1:
            cursor.execute(plan.text, plan.filled(values[0]))
        else:
            cursor.executemany(plan.text, [plan.filled(one) for one in values])
    except db.dialect.loaded_dbapi.Error as error:
        raise _told(db, error) from error
    return cursor


def _told(db: Connection, error: Exception) -> BaseException:
    """As SQLAlchemy tells it: a connection that is gone is not used again, nor are those that were there with it."""
    dialect = db.dialect
    gone = dialect.is_disconnect(error, db.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if gone:
        db.invalidate(error)
        db.engine.dispose(close=False)
    told = DBAPIError.instance(None, None, error, dialect.loaded_dbapi.Error, connection_invalidated=gone)
    return told if isinstance(told, BaseException) else error


def _plan(db: Connection, statement: sa.Executable, keys: tuple[str, ...]) -> _Plan | None:
    """`None` when it goes SQLAlchemy's way."""
    if db.dispatch.before_execute or db.dispatch.before_cursor_execute:
        return None
    known = (db.dialect.name, statement, keys)
    try:
        return _PLANS[known]
    except KeyError:
        made = _PLANS[known] = _compiled(db.dialect, statement, keys)
        return made


def _compiled(dialect: Dialect, statement: Any, keys: tuple[str, ...]) -> _Plan | None:
    made = statement.compile(dialect=dialect, column_keys=list(keys) or None)
    if made.post_compile_params or made.literal_execute_params:
        return None
    bound = {name: parameter for parameter, name in made.bind_names.items()}
    kinds = {name: parameter.type.dialect_impl(dialect) for name, parameter in bound.items()}
    found = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
    converts = [(at, kind.result_processor(dialect, _FLOAT8)) for at, kind in enumerate(found)]
    return _Plan(
        text=str(made),
        names=tuple((name, kinds[name].bind_processor(dialect)) for name in made.positiontup or bound),
        defaults={name: one.value for name, one in bound.items() if not one.required},
        positional=made.positiontup is not None,
        columns=tuple((at, convert) for at, convert in converts if convert is not None),
    )
