"""Everybody of a simulated company: what they make of a message, and when they come to it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from bot.conversation.messages import Message
from bot.program.people import PersonRow
from bot.simulation.personas import Act, Persona, act, silent_weeks

MOST_AT_ONCE = 200  # things one person does at one moment: far more than any talk has questions


class Did(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody did something."""

    at: datetime
    person: str
    does: Act


class Crowd:
    """`did` is all that people have done so far, in order."""

    def __init__(self, rows: Sequence[PersonRow], begin: datetime) -> None:
        self.did: list[Did] = []
        self._begin = begin
        self._personas = {row.id: _persona(row) for row in rows}
        self._silent = {one: silent_weeks(persona) for one, persona in self._personas.items()}
        self._plans: list[tuple[datetime, int, str, Act]] = []
        self._number = 0
        self._busy: Counter[str] = Counter()
        self._at = begin

    def hear(self, person: str, message: Message, at: datetime) -> None:
        """A message has reached somebody."""
        persona = self._personas[person]
        does = act(persona, message, at)
        if does is None or (self._is_silent(person, at) and does.action != "nudge.here"):
            return
        self.act_at(at + does.after, person, does)

    def _is_silent(self, person: str, at: datetime) -> bool:
        return (at - self._begin).days // 7 in self._silent[person]

    def act_at(self, at: datetime, person: str, does: Act) -> None:
        self._number += 1
        heapq.heappush(self._plans, (at, self._number, person, does))

    def next_moment(self) -> datetime | None:
        return self._plans[0][0] if self._plans else None

    def whose_turn(self, now: datetime) -> Iterator[tuple[str, Act]]:
        """Who does what by now, in order. Raises RuntimeError for somebody who does not come to an end."""
        if now != self._at:
            self._at = now
            self._busy.clear()
        for _ in range(len(self._plans)):
            if not self._plans or self._plans[0][0] > now:
                return
            _, _, person, does = heapq.heappop(self._plans)
            self._busy[person] += 1
            if self._busy[person] > MOST_AT_ONCE:
                raise RuntimeError(f"{person} goes round in circles with {does.action or 'words'}")
            self.did.append(Did(at=now, person=person, does=does))
            yield person, does


def _persona(row: PersonRow) -> Persona:
    return Persona(id=row.id, name="".join(row.name.split()[:1]), teach=row.teach, learn=row.learn)
