"""What does the playground need of the application around it?

`app.py` brings it; the playground itself knows posts and pages only.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Literal, Protocol

from bot.conversation.messages import Option
from bot.program.model import Person

Step = Literal["hour", "day", "week", "next"]
Source = Literal["people", "skills"]


class MoveReport(Protocol):
    """Where the clock stands now.

    `happened` counts what came due on the way; `waiting` is false when nothing lies ahead.
    """

    @property
    def now(self) -> datetime: ...

    @property
    def happened(self) -> int: ...

    @property
    def waiting(self) -> bool: ...


class World(Protocol):
    """What the playground needs of the application.

    People are named by their id of the HR file, channels without "#".
    """

    def organization(self) -> str:
        """The id of the company being played, "" while there is none."""

    def company(self) -> str:
        """Its name, for people."""

    def now(self) -> datetime:
        """Program time."""

    def channels(self) -> Sequence[str]: ...

    async def people(self) -> Sequence[Person]:
        """In the order to list them; the first admin is who the page begins as."""

    def commands(self, person: Person) -> Sequence[tuple[str, str]]:
        """What the person may ask for: (name without "rm-", help in their language)."""

    async def search(self, source: Source, q: str) -> Sequence[Option]:
        """The likeliest first; a few when `q` is empty."""

    def autopiloted(self) -> Set[str]: ...

    async def autopilot(self, people: Sequence[str], on: bool) -> None:
        """From now on they answer by themselves, or no longer."""

    async def move_clock(self, step: Step) -> MoveReport:
        """Go from due moment to due moment; returns when everything that came due has been said."""

    async def start_over(self) -> None:
        """Forget the company being played and make it anew."""
