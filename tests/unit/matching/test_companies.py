"""The companies that matching is measured on, and the fits it is measured by: are they what they are said to be?"""

from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bot.program.matching import Rules, check, score
from bot.program.people import read_people
from bot.program.skills import load_catalog
from tests.benches.companies import SPANS, company
from tests.benches.companies_file import write_company
from tests.benches.fits import UNITS, Fits

STRICT = Rules(min_seniority_gap=1, different_department=True, different_site=True)


def test_the_same_seed_makes_the_same_company() -> None:
    assert company(300, 4) == company(300, 4)
    assert company(300, 4) != company(300, 5)
    assert [len(company(people, 4)[0].members) for people in (0, 1, 2, 60)] == [0, 1, 2, 60]


def test_an_org_chart_with_whole_lines_and_common_spans() -> None:
    pool, _ = company(5000, 4)
    lines = {member.id: member.managers for member in pool.members}
    assert all(line == (line[0], *lines[line[0]]) for line in lines.values() if line)
    assert sum(not line for line in lines.values()) == 1
    assert 6 <= max(map(len, lines.values())) <= 9
    spans = Counter(line[0] for line in lines.values() if line).values()
    assert (min(spans), max(spans)) == SPANS


@pytest.mark.parametrize("both", [False, True])
def test_people_as_they_are(both: bool) -> None:
    pool, history = company(5000, 4, both=both)
    people = pool.members
    roles = Counter(member.role for member in people)
    assert (roles["both"] + roles[""] > 3500) if both else (min(roles["mentor"], roles["mentee"]) > 2000)
    assert all(1 <= len(skills) <= 6 for member in people for skills in (member.teaches, member.wants))
    taught = Counter(skill for member in people for skill in member.teaches)
    assert set(taught) <= set(load_catalog().names)
    assert len(taught) > 250
    assert taught.most_common(1)[0][1] > 20 * sorted(taught.values())[len(taught) // 2]
    assert len({member.zone for member in people}) == 12
    assert Counter(member.capacity for member in people)[1] > 4000
    assert any(member.never_with for member in people)
    assert any(not member.available for member in people)
    assert any(not member.hours for member in people)
    assert len(history.past) > 300
    assert history.excluded


def test_written_as_a_file_and_read_again(tmp_path: Path) -> None:
    pool, history = company(400, 4)
    people, pairs = tmp_path / "people.csv", tmp_path / "pairs.csv"
    write_company(pool, history, people, pairs)
    roster = read_people(people.read_bytes(), {})
    assert not roster.problems
    assert [row.id for row in roster.rows] == [member.id for member in pool.members]
    assert [row.teach for row in roster.rows] == [member.teaches for member in pool.members]
    assert len(pairs.read_text("utf-8").splitlines()) == 1 + len(history.past)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("rules", [Rules(), STRICT])
def test_fits_counted_all_at_once_are_those_of_two_people_alone(both: bool, rules: Rules) -> None:
    pool, history = company(300, 4, both=both)
    fits, chance = Fits(pool, history, rules), Random(1)
    whole, rough = fits.all(), Fits(pool, history, rules, np.float32).all()
    assert np.abs(whole - rough).max() <= 1
    assert ((whole < 0) == (rough < 0)).all()
    for _ in range(1500):
        row, column = chance.randrange(len(fits.mentors)), chance.randrange(len(fits.mentees))
        two = fits.people[fits.mentors[row]], fits.people[fits.mentees[column]]
        pair = score(*two, rules, pool.on)
        possible = not check(*two, history, rules, pool.on) and pair.parts["topics"] > 0
        assert (whole[row, column] >= 0) == possible
        assert not possible or whole[row, column] == round(pair.fit * UNITS)
