"""Where do the people of a benchmark work, in which departments, and how common is what? Only tables."""

from __future__ import annotations

from datetime import time
from typing import Final, NamedTuple


class Site(NamedTuple):
    name: str
    zone: str
    languages: tuple[str, ...]
    share: int


SITES: Final = (
    Site("Berlin", "Europe/Berlin", ("de",), 16),
    Site("London", "Europe/London", ("cy",), 14),
    Site("Lisbon", "Europe/Lisbon", ("pt",), 7),
    Site("Warsaw", "Europe/Warsaw", ("pl",), 6),
    Site("New York", "America/New_York", ("es",), 14),
    Site("San Francisco", "America/Los_Angeles", ("es", "zh"), 9),
    Site("Toronto", "America/Toronto", ("fr",), 5),
    Site("São Paulo", "America/Sao_Paulo", ("pt",), 5),
    Site("Nairobi", "Africa/Nairobi", ("sw",), 3),
    Site("Bengaluru", "Asia/Kolkata", ("hi", "ta"), 12),
    Site("Singapore", "Asia/Singapore", ("zh", "ms"), 5),
    Site("Sydney", "Australia/Sydney", (), 4),
)

DEPARTMENTS: Final = (
    ("Engineering", 26),
    ("Sales", 18),
    ("Operations", 14),
    ("Customer Care", 11),
    ("Finance", 8),
    ("Marketing", 8),
    ("Product", 6),
    ("People", 5),
    ("Legal", 2),
    ("Strategy", 2),
)

Hours = tuple[tuple[time, time], ...]
HOURS: Final[tuple[tuple[Hours, int], ...]] = (
    (((time(9), time(17, 30)),), 60),
    (((time(8), time(16, 30)),), 15),
    (((time(10), time(18, 30)),), 12),
    (((time(7, 15), time(15, 45)),), 4),
    (((time(9), time(13)),), 4),
    ((), 5),  # unknown
)

CHANNELS: Final = (
    (("call", "in_person"), 35),
    (("call",), 25),
    (("chat", "call"), 20),
    (("in_person",), 8),
    ((), 12),
)

STAFF_GRADES: Final = ((1, 20), (2, 20), (3, 13), (4, 9), (5, 16), (6, 14), (7, 8))
"""Of those who lead nobody; who does has the grade of their level in the chart."""

ONE_MOSTLY: Final = (88, 10, 2)
"""How many have room for one, two and three partners, in a hundred."""

BOTH_ROLES: Final = (("both", 45), ("", 35), ("mentor", 10), ("mentee", 10))
