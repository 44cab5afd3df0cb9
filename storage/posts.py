"""What has the playground shown? Messages of its conversations, numbered in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.runtime.ports import Post
from storage.codecs import POSTS
from storage.dialects import insert_or_update
from storage.records import Rows
from storage.tables import post as table


def save_post(db: Connection, rows: Rows, post: Post) -> None:
    """A post that is replaced keeps its number, unless it brings another."""
    if not post.number:
        post = msgspec.structs.replace(post, number=_number(db, post))
    row = {
        "organization": post.organization,
        "id": post.id,
        "conversation": post.conversation,
        "number": post.number,
        "at": post.at,
        "body": rows.pack(post),
    }
    db.execute(insert_or_update(db, table, row))


def _number(db: Connection, post: Post) -> int:
    here = (table.c.organization == post.organization) & (table.c.conversation == post.conversation)
    own = db.execute(sa.select(table.c.number).where(here, table.c.id == post.id)).scalar()
    return own or (db.execute(sa.select(sa.func.max(table.c.number)).where(here)).scalar() or 0) + 1


def post(db: Connection, rows: Rows, organization: str, post_id: str) -> Post | None:
    found = sa.select(table).where(table.c.organization == organization, table.c.id == post_id)
    return next(_read(rows, db.execute(found)), None)


def posts(db: Connection, rows: Rows, organization: str, conversation: str) -> tuple[Post, ...]:
    here = (table.c.organization == organization) & (table.c.conversation == conversation)
    return tuple(_read(rows, db.execute(sa.select(table).where(here).order_by(table.c.number, table.c.id))))


def latest_posts(db: Connection, rows: Rows, organization: str) -> dict[str, Post]:
    later = table.alias("later")
    any_later = sa.exists().where(
        later.c.organization == table.c.organization,
        later.c.conversation == table.c.conversation,
        sa.tuple_(later.c.number, later.c.id) > sa.tuple_(table.c.number, table.c.id),
    )
    newest = sa.select(table).where(table.c.organization == organization, ~any_later)
    return {one.conversation: one for one in _read(rows, db.execute(newest.order_by(table.c.conversation)))}


def _read(rows: Rows, found: Iterable[sa.Row[Any]]) -> Iterator[Post]:
    return iter([POSTS.decode(rows.keys.open(row.body)) for row in found])
