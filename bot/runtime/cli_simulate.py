"""`app.py simulate`: what would weeks of a program be like, and does it keep its promises?

Read next: `bot/simulation/run.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys

import msgspec
from tqdm import tqdm

from bot.runtime.cli_files import WrongUse, print_json
from bot.runtime.ports import Storage
from bot.simulation.findings import Findings
from bot.simulation.run import FEWEST_PEOPLE, MOST_PEOPLE, MOST_WEEKS, Plan, Simulation

A_LINE = 28  # days
SEEDS = 2**31
SAID = {
    "joined": "joined the program",
    "pairs": "pairs were introduced",
    "sessions_booked": "sessions were booked",
    "sessions_held": "sessions were held",
    "messages": "messages arrived",
    "most_messages_in_a_week": "the most that one person got in seven days, unasked",
    "outside_hours": "came outside working hours",
    "due": "things were due once",
    "due_missed": "of these never came",
    "due_doubled": "of these came more than once",
    "undelivered": "messages were not delivered",
    "seconds": "seconds",
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--people", metavar="N", required=True, help="how large the company is")
    command.add_argument("--weeks", metavar="W", required=True, help="how long it goes on")
    command.add_argument("--seed", metavar="S", default="1", help="another number, another company")
    command.add_argument(
        "--database",
        metavar="URL",
        help="keep it there, in the playground of a database that has nobody in it; else in memory",
    )


def plan_of(arguments: argparse.Namespace) -> Plan:
    """Raises WrongUse with one clear line."""
    return Plan(
        people=_number(arguments.people, "--people", FEWEST_PEOPLE, MOST_PEOPLE),
        weeks=_number(arguments.weeks, "--weeks", 1, MOST_WEEKS),
        seed=_number(arguments.seed, "--seed", 0, SEEDS),
    )


def _number(text: str, name: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise WrongUse(f"{name} has to be a whole number from {least} to {most}")
    return number


def simulate(plan: Plan, storage: Storage, *, as_json: bool) -> int:
    """Exit 1 when events failed: the program is not what it should be then."""
    root = logging.getLogger()
    root.setLevel(max(root.level, logging.WARNING))  # each message put off is told otherwise
    with _Progress(plan.weeks * 7) as progress:
        found = asyncio.run(Simulation(storage, plan, progress.went_on).run())
    if as_json:
        print_json(msgspec.to_builtins(found))
    else:
        _print(found)
    failed = len(storage.set_aside_events())
    if failed:
        print(f"{failed} events failed and were set aside; this is a mistake in Turnabout", file=sys.stderr)
    return 1 if failed else 0


def _print(found: Findings) -> None:
    print(f"{found.people} people, {found.weeks} weeks, seed {found.seed}\n")
    for name, said in SAID.items():
        print(f"{getattr(found, name):>10,}  {said}")


class _Progress:
    """A bar on a terminal, a line now and then elsewhere; both beside what is printed."""

    def __init__(self, days: int) -> None:
        self._days, self._done = days, 0
        self._bar = tqdm(total=days, unit=" days", disable=not sys.stderr.isatty())

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def went_on(self, days: int) -> None:
        """So many days have passed in all."""
        more, before = days - self._done, self._done
        self._done = days
        self._bar.update(more)
        if self._bar.disable and days // A_LINE > before // A_LINE:
            print(f"day {days} of {self._days}", file=sys.stderr)
