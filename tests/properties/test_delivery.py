"""Whatever platforms answer and wherever the process dies: nothing is lost, doubled or out of order, and nobody is
left to guess.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Literal, get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.outcome import Send
from bot.runtime.delivery import REPEATS
from bot.runtime.errors import TryLater
from bot.runtime.ports import Delivery, Storage
from storage import MemoryStorage
from tests import factories as make
from tests.delivering import Fate, Machine, Office, Platform
from tests.faulty import Cut, Faulty

PEOPLE = ("ana", "ben")
SHARED = ("gone", "archived")  # told once for many
FATES: tuple[Fate, ...] = tuple(fate for fate in get_args(Fate) if fate not in ("hangs", *SHARED))
SURE: dict[str, bool] = {
    "posted": True,
    "refused": True,
    "later": True,
    "limited": True,
}  # what is known after


LOOKED: dict[str, Exception | None] = {"answered": None, "later": TryLater("down"), "hangs": TimeoutError()}


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """`sends`: (receiver, "" for the channel; what becomes of its calls before the platform works again).

    `cuts`: the process dies around the call to the storage with this number. `look_ups`: how the first end.
    """

    sends: list[tuple[str, list[Fate]]]
    cuts: frozenset[int]
    looks: bool
    look_ups: list[Literal["answered", "later", "hangs"]]


CASES = some.builds(
    Case,
    sends=some.lists(
        some.tuples(
            some.sampled_from((*PEOPLE, *PEOPLE, "")), some.lists(some.sampled_from(FATES), max_size=4)
        ),
        min_size=1,
        max_size=8,
    ),
    cuts=some.frozensets(some.integers(0, 60), max_size=4),
    looks=some.booleans(),
    look_ups=some.lists(some.sampled_from(("answered", "later", "hangs")), max_size=6),
)


class Mortal(Faulty):
    """Dies around certain calls, counted from when it is `armed`."""

    def __init__(self, storage: Storage, cuts: frozenset[int]) -> None:
        super().__init__(storage)
        self._cuts = cuts
        self._count = -1
        self.armed = False
        self.deaths = 0

    def reach(self, name: str) -> None:
        super().reach(name)
        self._die(name)

    def reached(self, name: str) -> None:
        super().reached(name)
        self._die(name)

    def _die(self, name: str) -> None:
        if self.armed and name != "count_waiting":  # that is the test asking
            self._count += 1
            if self._count in self._cuts:
                self.deaths += 1
                raise Cut


class Run:
    """One case, and what can be said of it afterwards."""

    def __init__(self, case: Case) -> None:
        self.case = case
        machine = Machine()
        self.memory = MemoryStorage(machine)
        self.mortal = Mortal(self.memory, case.cuts)
        self.platform = Platform(self.fate, looks=case.looks)
        self.platform.look_ups = [LOOKED[one] for one in case.look_ups]
        self.office = Office(self.platform, self.mortal.as_storage())
        self.office.machine = machine
        self.met: dict[str, list[Fate]] = {}

    def fate(self, delivery: Delivery) -> Fate:
        number = delivery.id.removeprefix("all:")
        planned = self.case.sends[int(number)][1] if number.isdecimal() else []
        met = self.met.setdefault(delivery.id, [])
        met.append(planned[len(met)] if len(met) < len(planned) else "posted")
        return met[-1]

    async def play(self) -> None:
        self.office.open(*PEOPLE)
        self.office.queue("all", *(_send(receiver) for receiver, _ in self.case.sends))
        self.mortal.armed = True
        try:
            await self.office.settle()
        finally:
            self.mortal.armed = False
            self.office.close()


def _send(receiver: str) -> Send:
    if receiver:
        return make.send(receiver)
    return make.send("", channel="slack:T1:C1", kind="post")


@settings(max_examples=200, deadline=None)
@given(case=CASES)
def test_nothing_is_lost_doubled_or_out_of_order(case: Case) -> None:
    run = Run(case)
    asyncio.run(run.play())
    copies = Counter(run.platform.ids())
    states = {run.office.state(f"all:{number}") for number in range(len(case.sends))}
    assert states <= {"sent", "failed", "doubt"}
    for number, (receiver, _) in enumerate(case.sends):
        _judge(run, f"all:{number}", receiver, copies[f"all:{number}"])
    for receiver in {receiver for receiver, _ in case.sends}:
        own = [
            int(one.id.removeprefix("all:"))
            for one in run.platform.arrived
            if one.address.user == receiver and one.id.startswith("all:")
        ]
        assert own == sorted(own), "the order of each person and channel is kept"


def _judge(run: Run, row_id: str, receiver: str, copies: int) -> None:
    state = run.office.state(row_id)
    told = run.office.sent(f"failed:{row_id}:0") is not None
    asked = run.office.sent(f"doubt:{row_id}:0") is not None
    assert told == (state == "failed"), "whoever runs the program hears what was not delivered"
    assert asked == (state == "doubt")
    if state == "sent":
        assert copies >= 1, "nothing is lost"
    if state == "doubt":
        assert not run.case.looks, "what can be looked up is"
        assert not receiver, "asking and telling in person is repeated, not asked about"
    unknown = sum(fate not in SURE for fate in run.met.get(row_id, ()))
    if run.case.looks or not receiver:
        assert copies <= 1, "where the bot may look, and in front of everybody, nothing is doubled"
    else:
        assert copies <= min(REPEATS, 1 + unknown + run.mortal.deaths), "once more for each doubt"
