"""`make bench`: every part in its turn, a table on the screen, the same in `bench.json`.

Numbers of one run on one machine compare with each other, and with nothing else. So what is compared is measured in
turns, call by call, and told as a ratio.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from tests.benches import dues, events, matching, slack, teams
from tests.benches.delivering import delivered_per_second
from tests.benches.engines import Databases, both, opened
from tests.benches.measuring import Measured, say
from tests.benches.people import import_everybody
from tests.benches.process import started

FEW, MANY = 1_000, 100_000
PAIRINGS = 100_000

Results = dict[str, object]


def main(words: Sequence[str]) -> None:
    """Every part, or the one that is named first; `matching` may be followed by its sizes."""
    begin = time.perf_counter()
    results: Results = {
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "cores": os.cpu_count(),
        }
    }
    for name in words[:1] or PARTS:
        if name not in PARTS:
            raise SystemExit(f"no such part: {name}; there are {', '.join(PARTS)}")
        with tempfile.TemporaryDirectory() as folder:
            results.update(PARTS[name](Path(folder), words[1:]))
    results["seconds_in_all"] = round(time.perf_counter() - begin, 1)
    Path("bench.json").write_text(json.dumps(results, indent=2) + "\n", "utf-8")
    _print(results)


def _engines(folder: Path, _words: Sequence[str]) -> Results:
    with both(folder) as engines:
        return {databases.name: _of_engine(databases, folder) for databases in engines}


def _of_engine(databases: Databases, folder: Path) -> Results:
    few, many = databases.new(), databases.new()
    for address in (few, many):
        events.begin(address)
    say(f"{databases.name}: import of {FEW:,} and of {MANY:,} people")
    import_everybody(folder, few, FEW)
    import_s = import_everybody(folder, many, MANY)
    say(f"{databases.name}: events, beside bare transactions")
    costs = events.costs(databases, {f"{FEW:,} people": few, f"{MANY:,} people": many})
    say(f"{databases.name}: delivery")
    with opened(few) as (here,):
        rate = delivered_per_second(here)
    say(f"{databases.name}: {PAIRINGS:,} pairings that fall due")
    with opened(many) as (here,):
        due = dues.scan(here, PAIRINGS)
    for address in (few, many):
        databases.forget(address)
    return {
        "events": {**msgspec.to_builtins(costs), **_ratios(costs)},
        "delivered_per_second": rate,
        "due": msgspec.to_builtins(due),
        f"import of {MANY:,} people, seconds": round(import_s, 1),
    }


def _ratios(costs: dict[str, Measured]) -> dict[str, float]:
    few, many = costs[f"{FEW:,} people"], costs[f"{MANY:,} people"]
    return {
        f"events per bare transaction, {FEW:,} people": _ratio(few, costs[f"{FEW:,} people, bare"]),
        f"events per bare transaction, {MANY:,} people": _ratio(many, costs[f"{MANY:,} people, bare"]),
        f"cost of an event, {MANY:,} people to {FEW:,}": _ratio(few, many),
    }


def _ratio(one: Measured, other: Measured) -> float:
    return round(one.per_second / other.per_second, 2)


def _matching(_folder: Path, words: Sequence[str]) -> Results:
    found = matching.measure(words)
    sys.stdout.write(matching.table(found))
    return {"matching": found}


def _starts(folder: Path, _words: Sequence[str]) -> Results:
    say("start")
    slack = {"SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_SIGNING_SECRET": "bench"}
    settings: dict[str, dict[str, str]] = {"playground, the first time": {}, "playground": {}, "Slack": slack}
    starts = {name: msgspec.to_builtins(started(folder, some)) for name, some in settings.items()}
    return {"start": starts}


PARTS: Final[dict[str, Callable[[Path, Sequence[str]], Results]]] = {
    "engine": _engines,
    "start": _starts,
    "matching": _matching,
    "slack": slack.measure,
    "teams": teams.measure,
}


def _print(results: Results, prefix: str = "") -> None:
    """One number a line, but the three of a measurement side by side."""
    for name, value in results.items():
        if isinstance(value, dict) and "per_second" in value:
            told = "{per_second:>9} /s   p50 {p50_ms:>7} ms   p99 {p99_ms:>7} ms".format(**value)
            sys.stdout.write(f"{prefix + name:<62} {told}\n")
        elif isinstance(value, dict):
            _print(value, f"{prefix}{name}: ")
        else:
            sys.stdout.write(f"{prefix + name:<62} {value!s:>9}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
