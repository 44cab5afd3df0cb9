"""Where do Slack's installations by OAuth lie? The tables of `tables/`, as Slack's own stores read and write them.

Those are asynchronous and write plain SQL, so they have engines of their own: on SQLite one that writes, waiting its
turn behind the storage's, and one that reads. Tokens are sealed on the way in and opened on the way out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.runtime.ports import Sealer
from storage.columns import Moment, Sealed
from storage.database import parsed
from storage.dialects import machine_now
from storage.erasing import is_of_place
from storage.failures import told_apart
from storage.tables import place as places
from storage.tables import reading, slack_bot, slack_state

BUSY_S: Final = 5  # until a writer of the same SQLite file is done
CONNECT_S: Final = 5
AT_ONCE: Final = 4


class Opened(sa.TypeDecorator[str]):
    """A sealed column that seals and opens by itself; nothing is `None`."""

    impl = sa.Text
    cache_ok = False

    def __init__(self, keys: Sealer) -> None:
        super().__init__()
        self._keys = keys

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        return self._keys.seal(value or "")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return self._keys.open(value or "") or None


class Utc(Moment):
    """Slack's library writes moments of UTC without their zone; read back without one they would be this machine's."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        aware = value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
        return super().process_bind_param(aware, dialect)


class Installs:
    """The engine and tables for Slack's stores, and what these do not do themselves. Places are `team` or `enterprise`
    ids.
    """

    def __init__(self, writing: AsyncEngine, reading: AsyncEngine, keys: Sealer) -> None:
        self.writing, self._reading = writing, reading
        self.bots, self.states = _as_opened(slack_bot, keys), _as_opened(slack_state, keys)

    async def find(self, place: str, client_id: str) -> Mapping[str, Any] | None:
        """The newest installation of a place, `None` where the app is not installed (any more)."""
        bots = self.bots.c
        here = sa.select(self.bots).where(is_of_place(place, self.bots), bots.client_id == client_id)
        newest = here.order_by(bots.installed_at.desc(), bots.id.desc()).limit(1)
        with told_apart():
            async with self._reading.connect() as db:
                row = (await db.execute(newest)).mappings().first()
        return None if row is None else dict(row)

    async def everywhere(self, client_id: str) -> Sequence[Mapping[str, Any]]:
        """The newest installation of every place."""
        bots = self.bots.c
        of_app = sa.select(self.bots).where(bots.client_id == client_id)
        with told_apart():
            async with self._reading.connect() as db:
                rows = await db.execute(of_app.order_by(bots.installed_at, bots.id))
                found = {row["team_id"] or row["enterprise_id"]: dict(row) for row in rows.mappings()}
        return tuple(found.values())

    async def reading_fields(self) -> frozenset[str]:
        """Places ("platform:place") where the company's own fields of a profile are in use."""
        with told_apart():
            async with self._reading.connect() as db:
                rows = (await db.execute(sa.select(reading.c.place, reading.c.fields))).all()
        return frozenset(row.place for row in rows if row.fields)

    async def keep_newest(self, place: str) -> None:
        """Slack's store adds a row with each installation. It keeps whether there may have been one before: what Slack
        says of that may still be on its way.
        """
        bots = self.bots.c
        here = is_of_place(place, self.bots)
        newest = sa.select(bots.id).where(here).order_by(bots.installed_at.desc(), bots.id.desc()).limit(1)
        async with self._changing() as db:
            kept = (await db.execute(newest)).scalar()
            await db.execute(sa.delete(self.bots).where(here, bots.id != kept))
            known = sa.exists().where(places.c.id == f"slack:{place}")
            await db.execute(sa.update(self.bots).where(bots.id == kept).values(again=known))

    async def refreshed(self, place: str, before: str, values: dict[str, Any]) -> bool:
        """New tokens take the place of those with the refresh token `before`; false where these are no more."""
        bots = self.bots.c
        async with self._changing() as db:
            rows = await db.execute(
                sa.select(bots.id, bots.bot_refresh_token).where(is_of_place(place, self.bots))
            )
            here = [row.id for row in rows if row.bot_refresh_token == before]
            if here:
                await db.execute(sa.update(self.bots).where(bots.id.in_(here)).values(values))
        return bool(here)

    async def forget_begun(self) -> None:
        """Installations that were begun and not finished in time."""
        async with self._changing() as db:
            now_s = float((await db.execute(sa.select(await db.run_sync(machine_now)))).scalar_one())
            late = self.states.c.expire_at < datetime.fromtimestamp(now_s, UTC)
            await db.execute(sa.delete(self.states).where(late))

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[AsyncConnection]:
        with told_apart():
            async with self.writing.begin() as db:
                yield db

    async def close(self) -> None:
        await self.writing.dispose()
        await self._reading.dispose()


def open_installs(url: str, keys: Sealer) -> Installs:
    """Beside a storage that is open for the same `url` and has brought the database to its newest form."""
    target = parsed(url)
    if target.get_backend_name() == "sqlite":
        file = target.set(drivername="sqlite+aiosqlite")
        return Installs(
            _sqlite(file, begin="BEGIN IMMEDIATE", connections=1),
            _sqlite(file, begin="BEGIN", connections=2),
            keys,
        )
    engine = create_async_engine(
        target,
        pool_size=AT_ONCE,
        max_overflow=0,
        pool_timeout=CONNECT_S,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_S},
    )
    return Installs(engine, engine, keys)


def _sqlite(url: sa.URL, *, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=sa.AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_S,
        connect_args={"timeout": BUSY_S},
    )

    def on_connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin when we say so
        cursor = connection.cursor()
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        if begin == "BEGIN":
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    def on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    sa.event.listen(engine.sync_engine, "connect", on_connect)
    sa.event.listen(engine.sync_engine, "begin", on_begin)
    return engine


def _as_opened(table: sa.Table, keys: Sealer) -> sa.Table:
    """The same table for a library that knows nothing of seals and zones."""
    opened = table.to_metadata(sa.MetaData())
    for column in opened.c:
        if isinstance(column.type, Sealed):
            column.type = Opened(keys)
        elif isinstance(column.type, Moment):
            column.type = Utc()
    return opened
