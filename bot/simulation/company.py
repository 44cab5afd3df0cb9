"""What does a believable company look like that nobody works for?

The playground, the simulation and the sample file all draw their people here. The same seed gives the same
company on every machine: of the generator only `random()` is used, the rest may change with Python.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import accumulate
from typing import Final, TypeVar

import msgspec

from bot.program.people import PersonRow, write_people
from bot.simulation.company_tables import (
    DEPARTMENTS,
    FRESH,
    NAMES,
    PEOPLE_TEAM,
    SEASONED,
    SITES,
    Department,
    Site,
    Topic,
)

Thing = TypeVar("Thing")

COMPANY_NAME: Final = "Quillhaven"
PLAYGROUND_SEED: Final = 1517
PLAYGROUND_PEOPLE: Final = 24
SAMPLE_SEED: Final = 20
SAMPLE_PEOPLE: Final = 120

TOP_GRADE: Final = 8
HEAD_GRADE: Final = 7
STAFF_GRADES: Final = ((1, 15), (2, 20), (3, 20), (4, 15), (5, 18), (6, 12))  # grade, weight
LEADING_GRADE: Final = 4  # nobody below it leads others
SPAN: Final = 7  # reports of one person; a head has more only where nobody else can lead
SMALL: Final = 60  # a company of up to so many has two people in the people team, and fewer sites
SMALL_SITES: Final = 5
HOURS: Final = (
    ((time(9), time(17, 30)), 60),
    ((time(8), time(16, 30)), 20),
    ((time(10), time(18, 30)), 15),
    ((time(9), time(13)), 5),
)
CAPACITIES: Final = ((1, 88), (2, 10), (3, 2))
TODAY: Final = date(2026, 9, 1)
_LETTERS: Final = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ø": "o"})


def make_company(seed: int, people: int) -> tuple[PersonRow, ...]:
    """A company of that many people, from the top down: whoever leads somebody comes before them.

    The first person is the only one without a manager. Lines are those of `write_people`.
    """
    dice = _Dice(seed)
    seats = _Chart(dice, people).seats
    names = _unique_names(dice, seats)
    return tuple(_person(dice, number, seats, name) for number, name in enumerate(names))


def admin_id(rows: Sequence[PersonRow]) -> str:
    """The person who runs the program: the most senior member of the people team under its head."""
    team = sorted((row for row in rows if row.department == PEOPLE_TEAM), key=lambda row: -(row.grade or 0))
    return (team[1:2] or team or list(rows))[0].id


def sample_people() -> str:
    """The content of `sample_people.csv`."""
    return write_people(make_company(SAMPLE_SEED, SAMPLE_PEOPLE))


class _Dice:
    """Chance by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, count: int) -> int:
        return int(self._random() * count)

    def happens(self, chance: float) -> bool:
        return self._random() < chance

    def one(self, things: Sequence[Thing]) -> Thing:
        return things[self.below(len(things))]

    def weighted(self, things: Sequence[tuple[Thing, int]]) -> Thing:
        sums = list(accumulate(weight for _, weight in things))
        mark = self.below(sums[-1])
        return next(thing for (thing, _), total in zip(things, sums, strict=True) if mark < total)


class _Seat(msgspec.Struct, frozen=True):
    """A place in the org chart; `manager` is the number of the seat above, None at the top."""

    department: Department | None
    grade: int
    manager: int | None
    site: Site


class _Chart:
    """The org chart, seat by seat from the top down."""

    def __init__(self, dice: _Dice, people: int) -> None:
        self.dice = dice
        self.sites: Sequence[Site] = SITES[: SMALL_SITES if people <= SMALL else len(SITES)]
        self.seats: list[_Seat] = []
        if people < 1:
            return
        self.seats.append(_Seat(None, TOP_GRADE, None, dice.one(self.sites)))
        for department, size in _sizes(dice, people):
            grades = sorted((dice.weighted(STAFF_GRADES) for _ in range(size - 1)), reverse=True)
            self._fill(department, [HEAD_GRADE, *grades])

    def _fill(self, department: Department, grades: Sequence[int]) -> None:
        """A department from its head down, each below somebody with room, the nearest grade first."""
        head = len(self.seats)
        room: dict[int, list[int]] = {grade: [] for grade in range(LEADING_GRADE, HEAD_GRADE)}
        reports: Counter[int] = Counter()
        for grade in grades:
            above = 0 if len(self.seats) == head else head
            full = reports[head] >= SPAN
            nearest = (*range(max(grade + 1, LEADING_GRADE), HEAD_GRADE), *((grade,) if full else ()))
            level = next((at for at in nearest if room.get(at)), None)
            if above == head and level is not None and (full or self.dice.happens(0.75)):
                above = self.dice.one(room[level])
            reports[above] += 1
            if reports[above] >= SPAN and above not in (0, head):
                room[self.seats[above].grade].remove(above)
            if grade in room:
                room[grade].append(len(self.seats))
            site = self.seats[above].site if self.dice.happens(0.3) else self.dice.one(self.sites)
            self.seats.append(_Seat(department, grade, above, site))


def _sizes(dice: _Dice, people: int) -> list[tuple[Department, int]]:
    """How many people each department has: two each at first, then by weight."""
    staffed = DEPARTMENTS[: max(1, min(len(DEPARTMENTS), people // 4))]
    sizes = [0] * len(staffed)
    growing = [
        (at, department.weight)
        for at, department in enumerate(staffed)
        if department.name != PEOPLE_TEAM or people > SMALL or len(staffed) == 1
    ]
    for number in range(people - 1):
        at = number // 2 if number < 2 * len(staffed) else dice.weighted(growing)
        sizes[at] += 1
    return [(department, size) for department, size in zip(staffed, sizes, strict=True) if size]


def _unique_names(dice: _Dice, seats: Sequence[_Seat]) -> list[str]:
    """A full name for each seat, none twice even without accents; most are common where the person sits."""
    taken: set[str] = set()
    origins = tuple(NAMES)
    names = []
    for seat in seats:
        attempt = 0
        name = ""
        while not name or _plain(name) in taken:
            attempt += 1
            origin = dice.one(seat.site.origins) if dice.happens(0.5) else dice.one(origins)
            first, last = NAMES[origin]
            name = f"{dice.one(first)} {dice.one(last)}"
            if attempt > 5:  # the larger the company, the more people have names from two families
                name += f"-{dice.one(NAMES[dice.one(origins)][1])}"
        taken.add(_plain(name))
        names.append(name)
    return names


def _plain(name: str) -> str:
    """The name in the small letters of an e-mail address."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS).lower())
    return "".join(sign for sign in decomposed.replace(" ", ".") if sign in "abcdefghijklmnopqrstuvwxyz.-")


def _id(number: int) -> str:
    return f"Q{number + 1:04}"


def _person(dice: _Dice, number: int, seats: Sequence[_Seat], name: str) -> PersonRow:
    seat = seats[number]
    start, end = dice.weighted(HOURS)
    teach, learn = _wishes(dice, seat)
    barred = dice.below(number) if number and len(seats) > SMALL and dice.happens(0.02) else None
    return PersonRow(
        line=number + 2,
        id=_id(number),
        name=name,
        email=f"{_plain(name)}@example.com",
        title=_title(dice, seat),
        department=seat.department.name if seat.department else "Executive Office",
        site=seat.site.name,
        grade=seat.grade,
        manager_id="" if seat.manager is None else _id(seat.manager),
        start_date=TODAY - timedelta(days=30 + seat.grade * 90 + dice.below(seat.grade * 700)),
        timezone=seat.site.timezone,
        work_start=start,
        work_end=end,
        languages=("en", *(code for code in seat.site.languages if dice.happens(0.6))),
        capacity=dice.weighted(CAPACITIES),
        teach=teach,
        learn=learn,
        never_with=() if barred is None else (_id(barred),),
    )


def _title(dice: _Dice, seat: _Seat) -> str:
    if seat.department is None:
        return "Chief Executive"
    band = max(seat.grade - 3, (seat.grade - 1) // 2)  # 1, 2 | 3, 4 | 5 | 6 | 7
    return dice.one(seat.department.titles[band])


def _wishes(dice: _Dice, seat: _Seat) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What somebody teaches and wants to learn: new things from juniors, how a company works from seniors."""
    fresh = seat.grade <= LEADING_GRADE
    seasoned = seat.grade >= LEADING_GRADE
    known = [table for table, is_theirs in ((FRESH, fresh), (SEASONED, seasoned)) if is_theirs]
    wanted = [table for table, is_theirs in ((SEASONED, fresh), (FRESH, seasoned)) if is_theirs]
    teach = _topics(dice, known, seat.department)
    learn = [topic for topic in _topics(dice, wanted, None) if topic not in teach]
    return _said(dice, teach), _said(dice, learn)


def _said(dice: _Dice, topics: Sequence[Topic]) -> tuple[str, ...]:
    return tuple(dice.one(topic.phrases) for topic in topics)


def _topics(dice: _Dice, tables: Sequence[Sequence[Topic]], department: Department | None) -> list[Topic]:
    """Up to four topics, from the tables in turn; as with words of a language, the first come most often."""
    chosen: list[Topic] = []
    for number in range(2 + dice.below(3)):
        table = tables[number % len(tables)]
        weights = [
            (topic, 1200 // (rank + 2) * (5 if department and department.name in topic.departments else 1))
            for rank, topic in enumerate(table)
        ]
        topic = dice.weighted(weights)
        if topic not in chosen:
            chosen.append(topic)
    return chosen
