"""One step of measuring matching in a process of its own, so that its memory and its imports are its own.

`python -m tests.benches.matching_process STEP FOLDER ...` prints one JSON document. `make` puts a company into the
folder; `propose` reads it as a worker process is handed it, and leaves its proposal there; all others look at both.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from bot.program.matching import History, Member, Pool, Proposal, Rules, check, propose, score

if TYPE_CHECKING:  # what they import counts in the memory of who needs it only
    from tests.benches.fits import Fits, Floats
    from tests.benches.optimum import Found

Told = dict[str, float]
Result = TypeVar("Result")


class Company(msgspec.Struct, frozen=True, kw_only=True):
    pool: Pool
    history: History
    rules: Rules


def peak_mb() -> float:
    """The most memory that this process held; of what it came from nothing, as a child's own usage would."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return round(int(lines["VmHWM"].split()[0]) / 1024, 1)
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale, 1)


def make(folder: Path, people: str, seed: str, both: str) -> Told:
    from tests.benches.companies import company

    pool, history = company(int(people), int(seed), both=both == "both")
    made = Company(pool=pool, history=history, rules=Rules())
    _company(folder).write_bytes(msgspec.msgpack.encode(made))
    return {}


def propose_once(folder: Path) -> Told:
    """With the time to import what solves apart: a worker process lives on for the next proposal."""
    begin = time.perf_counter()
    read = _company(folder).read_bytes()
    company = msgspec.msgpack.decode(read, type=Company)
    before_mb = peak_mb()
    import bot.program.matching.solve  # noqa: F401

    start, worked = time.perf_counter(), time.process_time()
    proposal = propose(company.pool, company.history, company.rules)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    peak = peak_mb()
    _proposal(folder).write_bytes(msgspec.msgpack.encode(proposal))
    return {
        **proposal.objective,
        "seconds": round(seconds, 2),
        "seconds of all cores": round(worked, 2),
        "seconds with imports, reading and writing": round(time.perf_counter() - begin, 2),
        "peak MB": peak,
        "of it the company MB": before_mb,
    }


def verify(folder: Path) -> Told:
    """Every pair again by the rules and scores of two people alone, and everybody's places counted."""
    company, proposal = _both(folder)
    people = {member.id: member for member in company.pool.members}
    broken, fit = 0, 0.0
    for pair in proposal.pairs:
        two = people[pair.mentor], people[pair.mentee]
        broken += len(check(*two, company.history, company.rules, company.pool.on))
        fit += score(*two, company.rules, company.pool.on).fit
    return {
        "hard rules broken": broken + _too_many(people, proposal),
        "people matched": len({one for pair in proposal.pairs for one in (pair.mentor, pair.mentee)}),
        "pairs": len(proposal.pairs),
        "total fit": round(fit, 4),
    }


def _too_many(people: dict[str, Member], proposal: Proposal) -> int:
    """Partners beyond somebody's capacity, and couples that are pairs twice."""
    load = Counter(one for pair in proposal.pairs for one in (pair.mentor, pair.mentee))
    couples = {frozenset((pair.mentor, pair.mentee)) for pair in proposal.pairs}
    beyond = sum(max(0, count - people[one].capacity) for one, count in load.items())
    return beyond + len(proposal.pairs) - len(couples)


def shuffled(folder: Path) -> Told:
    """Whether the same people in another order are proposed the same pairs."""
    import random

    company, proposal = _both(folder)
    members = list(company.pool.members)
    random.Random(1).shuffle(members)
    pool = msgspec.structs.replace(company.pool, members=tuple(members))
    return {"the same when shuffled": float(propose(pool, company.history, company.rules) == proposal)}


def dense(folder: Path) -> Told:
    """scipy's dense solver: what it takes with the fits alone, and what is best by all aims."""
    from scipy.optimize import linear_sum_assignment

    from tests.benches.optimum import best_dense, counted, most_people

    company = _read(folder)
    fits, weight, made_s = _fits(company)
    possible = weight.clip(min=0)
    _, solved_s = _timed(lambda: linear_sum_assignment(possible, maximize=True))
    pairs, exact_s = _timed(lambda: best_dense(fits, weight))
    return {
        **_found(counted(fits, pairs)),
        "most people": most_people(fits, weight),
        "seconds to make all fits": made_s,
        "seconds of linear_sum_assignment, fits alone": solved_s,
        "seconds of linear_sum_assignment, all aims": exact_s,
        "peak MB": peak_mb(),
    }


def general(folder: Path) -> Told:
    """networkx, where people may be mentor and mentee: the exact optimum by all aims."""
    from tests.benches.optimum import best_general, counted

    fits, weight, _ = _fits(_read(folder))
    pairs, seconds = _timed(lambda: best_general(fits, weight))
    return {**_found(counted(fits, pairs)), "seconds": seconds, "peak MB": peak_mb()}


def halves(folder: Path) -> Told:
    """Bounds where people may be mentor and mentee, for so many people and pairs as were proposed."""
    from tests.benches.bounds import Halves

    company, proposal = _both(folder)
    fits, weight, _ = _fits(company)
    bound = Halves(fits, weight)
    matched, pairs = int(proposal.objective["matched"]), int(proposal.objective["pairs"])
    return {"most people": bound.matched(), "most fit": bound.fit(matched, pairs)}


def prices(folder: Path) -> Told:
    """Bounds from prices for everybody's time, for so many people and pairs as were proposed."""
    import numpy as np

    from tests.benches.fits import Fits
    from tests.benches.optimum import Found
    from tests.benches.prices import bound

    begin = time.perf_counter()
    company, proposal = _both(folder)
    fits = Fits(company.pool, company.history, company.rules, np.float32)
    aims = proposal.objective
    reached = Found(int(aims["matched"]), int(aims["waiting"]), int(aims["pairs"]), aims["fit"])
    found = bound(fits, reached)
    seconds = round(time.perf_counter() - begin, 1)
    return {"most people": found.people, "most fit": round(found.fit, 4), "seconds": seconds}


def by_chance(folder: Path) -> Told:
    """Any allowed pairs, mentor by mentor."""
    import numpy as np

    from tests.benches.fits import Fits
    from tests.benches.optimum import at_random, counted

    company = _read(folder)
    fits = Fits(company.pool, company.history, company.rules, np.float32)
    pairs, seconds = _timed(lambda: at_random(fits, fits.blocks()))
    return {**_found(counted(fits, pairs)), "seconds": seconds}


def _found(found: Found) -> Told:
    return {"matched": found.matched, "waiting": found.waiting, "pairs": found.pairs, "fit": found.fit}


def _company(folder: Path) -> Path:
    return folder / "company"


def _proposal(folder: Path) -> Path:
    return folder / "proposal"


def _read(folder: Path) -> Company:
    return msgspec.msgpack.decode(_company(folder).read_bytes(), type=Company)


def _both(folder: Path) -> tuple[Company, Proposal]:
    return _read(folder), msgspec.msgpack.decode(_proposal(folder).read_bytes(), type=Proposal)


def _fits(company: Company) -> tuple[Fits, Floats, float]:
    """And the seconds it took."""
    from tests.benches.fits import Fits

    begin = time.perf_counter()
    fits = Fits(company.pool, company.history, company.rules)
    weight = fits.all()
    return fits, weight, round(time.perf_counter() - begin, 2)


def _timed(call: Callable[[], Result]) -> tuple[Result, float]:
    begin = time.perf_counter()
    result = call()
    return result, round(time.perf_counter() - begin, 2)


STEPS: Final[dict[str, Callable[..., Told]]] = {
    "make": make,
    "propose": propose_once,
    "verify": verify,
    "shuffled": shuffled,
    "dense": dense,
    "networkx": general,
    "halves": halves,
    "prices": prices,
    "random": by_chance,
}


def main(words: Sequence[str]) -> None:
    step, folder, *rest = words
    sys.stdout.write(json.dumps(STEPS[step](Path(folder), *rest)))


if __name__ == "__main__":
    main(sys.argv[1:])
