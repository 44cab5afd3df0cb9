"""Who was picked is known to the program by their id in the directory, whatever a client calls them."""

from __future__ import annotations

import asyncio

import pytest

from adapters.teams.client.picked import Picked
from bot.events import Event, Submitted
from bot.program.company.members import Member
from bot.runtime.errors import TryLater
from bot.runtime.ports import Ask, Handled, RosterPage
from tests.factories import NOON, sender

ADELE = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"


class Roster:
    """Knows Adele; of "29:slow" it says nothing."""

    platform = "teams"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def person(self, place: str, user: str) -> Member | None:
        self.asked.append(user)
        if user == "29:slow":
            raise TryLater("the network")
        return Member(user=ADELE.upper(), standing="member", name="Adele") if user == "29:Adele" else None

    async def page(self, place: str, cursor: str) -> RosterPage:
        return RosterPage(members=())

    async def fields(self, place: str) -> tuple[tuple[str, str], ...]:
        return ()

    async def profile(self, place: str, user: str, fields: object) -> Member | None:
        return None

    def rates(self, place: str, ask: Ask) -> tuple[tuple[str, float, int], ...]:
        return ()


@pytest.mark.parametrize(
    ("given", "heard", "asked"),
    [
        (("@29:Adele", "p1"), (f"@{ADELE}", "p1"), ["29:Adele"]),
        (("@29:Adele", "@29:Adele"), (f"@{ADELE}", f"@{ADELE}"), ["29:Adele"]),
        (("@29:nobody", "@29:slow"), ("@29:nobody", "@29:slow"), ["29:nobody", "29:slow"]),
        ((f"@{ADELE}", "Ana"), (f"@{ADELE}", "Ana"), []),
    ],
)
def test_they_are_looked_up_by_it(given: tuple[str, ...], heard: tuple[str, ...], asked: list[str]) -> None:
    handled: list[Event] = []

    async def handle(event: Event) -> Handled:
        handled.append(event)
        return Handled(status="handled")

    roster = Roster()
    event = Submitted(id="e", at=NOON, sender=sender("U1"), action="a", values={"who": given, "why": ("x",)})
    asyncio.run(Picked(handle, roster).handle(event))
    (found,) = handled
    assert isinstance(found, Submitted)
    assert found.values == {"who": heard, "why": ("x",)}
    assert roster.asked == asked
