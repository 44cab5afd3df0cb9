"""How many of those left over would have a partner, if something were different? Without solving everything again.

Beginning with the proposal as it is, one after the other gets a partner, by moving others to other partners where that
is needed: what is found is a proposal that could be made, so that the best one places at least as many. How far is
looked is bounded, so that a hundred thousand people take no longer than a few thousand.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from bot.program.matching.comparing import Sharers, directed
from bot.program.matching.rules import Frame
from bot.program.matching.sides import Side

MOST_PARTNERS = 3
MOST_LOOKS = 40_000
"""Pairs of people looked at for one change."""

MOST_LISTED = 200
"""People looked at for each topic that somebody has to share."""

LISTED_FOR_A_LOOK = 20
"""So many people listed as sharing a skill take as long as looking at one."""

MOST_MOVED = 4
"""People moved to another partner so that one more has one."""


class Found(NamedTuple):
    """Who of the left-over has a partner now, who has more partners than they said, and how many pairs came of it."""

    placed: tuple[int, ...]
    takers: tuple[int, ...]
    new_pairs: int


class Room:
    """A proposal to be changed: `pairs` are places among the sides, without the locked ones.

    `more` is how many partners more than they said everybody is thought to take, three in all at most.
    """

    def __init__(
        self,
        sides: Sequence[Side],
        sharers: Sharers,
        frame: Frame,
        pairs: Iterable[tuple[int, int]],
        *,
        more: int = 0,
    ) -> None:
        self._sides, self._sharers, self._frame, self._more = sides, sharers, frame, more
        self._partners: dict[int, set[int]] = {}
        self._looks = MOST_LOOKS
        for one, other in pairs:
            self._join(one, other)
        self._before = self._pairs()

    def place(self, left: Sequence[int]) -> Found:
        """Find partners for as many of these as can be."""
        for one in left:
            if not self._partners.get(one):
                self._reach(one, {one}, MOST_MOVED)
        placed = tuple([one for one in left if self._partners.get(one)])
        takers = [one for one, partners in self._partners.items() if len(partners) > self._sides[one].free]
        return Found(placed, tuple(sorted(takers)), self._pairs() - self._before)

    def _reach(self, one: int, seen: set[int], moves: int) -> bool:
        """Give this person a partner; whoever loses theirs by that gets another."""
        others = self._sharers.of(one, MOST_LISTED)
        self._looks -= len(others) // LISTED_FOR_A_LOOK
        for other in others:
            if self._looks <= 0:
                return False
            if other in seen or not self._may_meet(one, other):
                continue
            seen.add(other)
            has_room = len(self._partners.get(other, ())) < self._room(other)
            if has_room or (moves and self._release(other, seen, moves)):
                self._join(one, other)
                return True
        return False

    def _release(self, one: int, seen: set[int], moves: int) -> bool:
        """Take a partner from this person who has another one, or finds one."""
        for partner in sorted(self._partners.get(one, ())):
            if partner in seen:
                continue
            seen.add(partner)
            self._part(one, partner)
            if self._has_somebody(partner) or self._reach(partner, seen, moves - 1):
                return True
            self._join(one, partner)
        return False

    def _may_meet(self, one: int, other: int) -> bool:
        """Whether two people may be a pair; of two who have a partner from before, neither needs the other."""
        self._looks -= 1
        busy = self._sides[one].member.open_pairings and self._sides[other].member.open_pairings
        if busy or not self._room(one) or not self._room(other) or other in self._partners.get(one, ()):
            return False
        return bool(directed([self._roomy(one), self._roomy(other)], 0, 1, self._frame))

    def _room(self, one: int) -> int:
        member = self._sides[one].member
        if not member.available:
            return 0
        most = max(member.capacity, min(MOST_PARTNERS, member.capacity + self._more))
        return max(0, most - member.open_pairings)

    def _roomy(self, one: int) -> Side:
        """Somebody with the room they are thought to have."""
        side = self._sides[one]
        if side.free or not self._more:
            return side
        member = msgspec.structs.replace(side.member, capacity=side.member.capacity + self._more)
        return msgspec.structs.replace(side, member=member)

    def _has_somebody(self, one: int) -> bool:
        return bool(self._partners.get(one)) or self._sides[one].member.open_pairings > 0

    def _join(self, one: int, other: int) -> None:
        self._partners.setdefault(one, set()).add(other)
        self._partners.setdefault(other, set()).add(one)

    def _part(self, one: int, other: int) -> None:
        self._partners[one].discard(other)
        self._partners[other].discard(one)

    def _pairs(self) -> int:
        return sum(len(partners) for partners in self._partners.values()) // 2
