"""How fast is the way in from Teams (`way_in.py`), and do sixty answers arrive where Teams lets few through?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.benches.engines import both
from tests.benches.measuring import say
from tests.benches.teams_bot import TEAMS
from tests.benches.teams_burst import bursts
from tests.benches.way_in import PEOPLE, requests

Results = dict[str, object]


def measure(folder: Path, words: Sequence[str]) -> Results:
    """`words` may name one thing: `requests`, which may be followed by how many people sign up, or `burst`."""
    parts = words[:1] or ("requests", "burst")
    people = int(words[1]) if len(words) > 1 else PEOPLE
    found: Results = {}
    if "requests" in parts:
        with both(folder) as engines:
            for databases in engines:
                say(f"{databases.name}: signed activities, beside bare transactions")
                found[databases.name] = asyncio.run(requests(TEAMS, databases, folder, people))
    if "burst" in parts:
        found["burst"] = asyncio.run(bursts(folder))
    return {"teams": found}
