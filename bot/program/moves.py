"""Who may move what from which state to which? What several people decide is a record with a state and a
table of moves.
"""

from __future__ import annotations

import msgspec


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """`to` is "" when the state stays as it is."""

    name: str
    who: str
    source: tuple[str, ...]
    to: str = ""


PROPOSAL_MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(name="show", who="admin", source=("ready", "approved")),
        Move(name="lock", who="admin", source=("ready",)),
        Move(name="unlock", who="admin", source=("ready",)),
        Move(name="remove", who="admin", source=("ready",)),
        Move(name="exclude", who="admin", source=("ready",)),
        Move(name="swap", who="admin", source=("ready",)),
        Move(name="take", who="admin", source=("ready",)),
        Move(name="hand", who="admin", source=("ready",)),
        Move(name="again", who="admin", source=("ready",), to="making"),
        Move(name="approve", who="admin", source=("ready",), to="approved"),
        Move(name="undo", who="admin", source=("approved",), to="ready"),
        Move(name="announce", who="admin", source=("approved",), to="announced"),
        Move(name="discard", who="admin", source=("making", "ready"), to="discarded"),
    )
}
