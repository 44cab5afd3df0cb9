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
        Move(name="open", who="admin", source=("ready", "approved")),
        Move(name="lock", who="admin", source=("ready",)),
        Move(name="unlock", who="admin", source=("ready",)),
        Move(name="remove", who="admin", source=("ready",)),
        Move(name="exclude", who="admin", source=("ready",)),
        Move(name="swap", who="admin", source=("ready",)),
        Move(name="take", who="admin", source=("ready",)),
        Move(name="hand", who="admin", source=("ready",)),
        Move(name="revert", who="admin", source=("ready",)),
        Move(name="again", who="admin", source=("ready",), to="making"),
        Move(name="approve", who="admin", source=("ready",), to="approved"),
        Move(name="undo", who="admin", source=("approved",), to="ready"),
        Move(name="announce", who="admin", source=("approved",), to="announced"),
        Move(name="discard", who="admin", source=("making", "ready"), to="discarded"),
    )
}

UNDER_WAY = ("asked", "writing", "draft", "agreed")  # states of a story that is not up and not over

# "either" is one of the two it is about, "partner" whose part was not the wish, "program" what follows by itself.
STORY_MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(name="accept", who="partner", source=("asked",), to="writing"),
        Move(name="decline", who="partner", source=("asked",), to="declined"),
        Move(
            name="write", who="either", source=UNDER_WAY
        ),  # their own words; the partner not before they accepted
        Move(
            name="lack", who="program", source=("writing", "draft", "agreed"), to="writing"
        ),  # words, or too many
        Move(name="compose", who="program", source=("writing", "draft", "agreed"), to="draft"),
        Move(name="approve", who="either", source=("draft",)),
        Move(
            name="agree", who="program", source=("draft",), to="agreed"
        ),  # when both have approved the same text
        Move(name="rest", who="program", source=("draft", "agreed"), to="draft"),  # no yes outlives a break
        Move(name="post", who="admin", source=("agreed",), to="posted"),
        Move(name="send_back", who="admin", source=("agreed",), to="draft"),
        Move(name="refuse", who="admin", source=("agreed",), to="declined"),
        Move(name="fail", who="program", source=("posted",), to="agreed"),  # the post could not be delivered
        Move(name="take_back", who="either", source=(*UNDER_WAY, "posted"), to="withdrawn"),
        Move(name="part", who="program", source=UNDER_WAY, to="withdrawn"),  # they are no longer a pair
    )
}

CHANGE_MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(name="write", who="either", source=("proposed", "agreed"), to="proposed"),
        Move(name="approve", who="either", source=("proposed",)),
        Move(name="agree", who="program", source=("proposed",), to="agreed"),
        Move(name="take_back", who="either", source=("proposed", "agreed"), to="withdrawn"),
        Move(name="part", who="program", source=("proposed",), to="withdrawn"),
    )
}
