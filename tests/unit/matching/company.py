"""A small company to match: two people who suit each other, for tests to change, and companies by seed."""

from datetime import date, time
from random import Random

from msgspec.structs import replace

from bot.program.matching import Member, Pool
from bot.program.matching.pool import Role

MONDAY = date(2026, 11, 23)
NINE_TO_FIVE = ((time(9), time(17)),)

JUNIOR = Member(
    id="ana",
    seniority=1,
    teaches=("Figma",),
    wants=("Budgeting",),
    zone="Europe/Berlin",
    hours=NINE_TO_FIVE,
    department="Design",
    site="Bonn",
    languages=("de", "en"),
    channels=("call",),
)
SENIOR = replace(
    JUNIOR,
    id="zoe",
    seniority=3,
    teaches=("Budgeting",),
    wants=("Figma",),
    department="Finance",
    site="Kiel",
)


def pool(*members: Member) -> Pool:
    return Pool(members=members, on=MONDAY)


def random_member(chance: Random, name: str, names: list[str], *, both_roles: bool, most: int) -> Member:
    """Make up somebody with few skills, so that some in a company suit each other and some do not."""
    subjects = ["Excel", "Figma", "Python"]
    grade = chance.randint(1, 6)
    one_role: Role = "mentor" if grade <= 3 else "mentee"
    any_role: Role = "both" if chance.random() < 0.5 else ""
    return Member(
        id=name,
        seniority=grade,
        role=any_role if both_roles else one_role,
        capacity=chance.randint(1, most),
        open_pairings=chance.choice((0, 0, 0, 0, 1)) if most > 1 else 0,
        teaches=tuple(chance.sample(subjects, chance.randint(0, 2))),
        wants=tuple(chance.sample(subjects, chance.randint(0, 2))),
        confidence={subject: chance.randint(1, 5) for subject in chance.sample(subjects, 2)},
        managers=tuple(chance.sample(names, chance.choice((0, 0, 0, 1)))),
        never_with=frozenset(chance.sample(names, chance.choice((0, 0, 1)))),
        zone=chance.choice(("Europe/Berlin", "Asia/Kolkata", "America/New_York")),
        hours=NINE_TO_FIVE,
        department=chance.choice(("A", "B")),
        waiting=chance.random() < 0.3,
        available=chance.random() < 0.9,
        why_not="paused",
    )


def random_pool(seed: int, size: int, *, both_roles: bool, most: int = 1) -> Pool:
    """Make up a company whose people have one role each or both, and room for up to `most` partners."""
    chance = Random(seed)
    names = [f"p{number}" for number in range(size)]
    members = [random_member(chance, name, names, both_roles=both_roles, most=most) for name in names]
    return pool(*members)
