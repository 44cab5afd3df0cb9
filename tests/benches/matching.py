"""How good are the proposals, how long do they take, in how much memory, and what do others reach in the same run?

`python -m tests.benches matching` measures only this; `python -m tests.benches matching 1000 10000` only these sizes.
Every step has a process of its own (`matching_process.py`), on the same companies (`companies.py`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.benches.measuring import say

Told = dict[str, float]
SEED: Final = 1
PEOPLE: Final = "people matched to the most possible, by "
FIT: Final = "fit to the most possible, by "
DENSE: Final = "seconds of linear_sum_assignment, fits alone"
MADE: Final = "seconds to make all fits"
ROOT: Final = Path(__file__).parents[2]


class Size(NamedTuple):
    """How many people, whether most of them could be mentor as well as mentee, and what to measure beside."""

    name: str
    people: int
    roles: str
    steps: tuple[str, ...]


SIZES: Final = (
    Size("250 both", 250, "both", ("shuffled", "halves", "networkx", "random")),
    Size("1000", 1_000, "one", ("shuffled", "dense", "random")),
    Size("1000 both", 1_000, "both", ("shuffled", "halves", "random")),
    Size("2000", 2_000, "one", ("shuffled", "dense", "random")),
    Size("10000", 10_000, "one", ("shuffled", "dense", "prices", "random")),
    Size("100000", 100_000, "one", ("prices",)),
)


HEAD: Final = (
    "people",
    "matched",
    "of most",
    "fit",
    "of most",
    "seconds",
    "dense s",
    "with fits s",
    "peak MB",
    "broken",
    "networkx s",
    "fit by chance",
)


def measure(names: Sequence[str] = ()) -> dict[str, dict[str, Told]]:
    """All sizes, or those of these names (\"1000\" is with one role each, \"1000 both\" with both)."""
    unknown = sorted(set(names) - {size.name for size in SIZES})
    if unknown:
        raise SystemExit(f"no such size: {', '.join(unknown)}")
    return {size.name: _measured(size) for size in SIZES if size.name in names or not names}


def _measured(size: Size) -> dict[str, Told]:
    with tempfile.TemporaryDirectory() as folder:
        run(folder, "make", str(size.people), str(SEED), size.roles)
        say(f"matching: {size.people:,} people, {size.roles} role{'s' * (size.roles == 'both')}")
        found = {"propose": run(folder, "propose"), "verified": run(folder, "verify")}
        for step in size.steps:
            say(f"matching: {size.name}: {step}")
            found[step] = run(folder, step)
    found["compared"] = _compared(found)
    return found


def run(folder: str, step: str, *words: str) -> Told:
    command = (sys.executable, "-m", "tests.benches.matching_process", step, folder, *words)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{step} failed: {done.stderr[-2000:]}")
    told: Told = json.loads(done.stdout)
    return told


def _compared(found: dict[str, Told]) -> Told:
    """Parts of what can be reached at most, by the best that is proven in this run."""
    verified, took = found["verified"], found["propose"]
    ratios: Told = {}
    for step in ("dense", "networkx", "halves", "prices"):
        most = found.get(step, {})
        people, fit = most.get("most people", most.get("matched")), most.get("most fit", most.get("fit"))
        if people and fit:
            ratios[PEOPLE + step] = verified["people matched"] / people
            ratios[FIT + step] = verified["total fit"] / fit
    solo = found.get("dense", {}).get(DENSE)
    if solo:
        ratios["seconds to linear_sum_assignment's on ready fits"] = took["seconds"] / solo
        made = found["dense"][MADE]
        ratios["seconds to linear_sum_assignment's and making the fits"] = took["seconds"] / (solo + made)
    if "random" in found:
        ratios["fit of a pair to one by chance"] = (verified["total fit"] / verified["pairs"]) / (
            found["random"]["fit"] / found["random"]["pairs"]
        )
    return {name: round(ratio, 5) for name, ratio in ratios.items()}


def table(found: dict[str, dict[str, Told]]) -> str:
    """One line for each size. "dense s" is scipy's solver on ready fits, "with fits s" with making them."""
    lines = [HEAD, *(_line(name, steps) for name, steps in found.items())]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) + "\n"
        for line in lines
    )


def _line(name: str, steps: dict[str, Told]) -> tuple[str, ...]:
    verified, took, dense = steps["verified"], steps["propose"], steps.get("dense", {})
    solved, made = dense.get(DENSE), dense.get(MADE)
    cells = (
        verified["people matched"],
        _share(steps["compared"], PEOPLE),
        verified["total fit"],
        _share(steps["compared"], FIT),
        took["seconds"],
        solved,
        None if solved is None or made is None else round(solved + made, 2),
        took["peak MB"],
        verified["hard rules broken"],
        steps.get("networkx", {}).get("seconds"),
        steps.get("random", {}).get("fit"),
    )
    return (name, *("" if cell is None else f"{cell}" for cell in cells))


def _share(compared: Told, what: str) -> str:
    """What is proven to be reached at least: the best of the proofs."""
    shares = [share for name, share in compared.items() if name.startswith(what)]
    return f"{max(shares):.3%}" if shares else ""
