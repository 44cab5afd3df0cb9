"""How far is the list of people of a tenant read? Team by team, by their ids, then Graph's list. Pure."""

from __future__ import annotations

import msgspec


class Walk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The roster of `team` is read from `at` on, then those of the teams behind it, then Graph's list at `graph`."""

    team: str = msgspec.field(name="t", default="")
    at: str = msgspec.field(name="a", default="")
    graph: str = msgspec.field(name="g", default="")
    page: int = msgspec.field(name="n", default=0)

    @property
    def cursor(self) -> str:
        return msgspec.json.encode(self).decode()


def walk_of(cursor: str) -> Walk:
    """From the beginning where the cursor is none of ours."""
    try:
        return msgspec.json.decode(cursor, type=Walk)
    except msgspec.DecodeError:
        return Walk()
