"""Whether the made-up company is believable, the same everywhere, and good to play with."""

from hashlib import sha256
from pathlib import Path

import pytest

from bot.program.people import PersonRow, read_people, reporting_line, write_people
from bot.simulation import company
from bot.simulation.company import PLAYGROUND_PEOPLE, PLAYGROUND_SEED, admin_id, make_company, sample_people
from bot.simulation.company_tables import DEPARTMENTS, FRESH, NAMES, SEASONED, SITES

SAMPLE = Path(company.__file__).with_name("sample_people.csv")
SIZES = (1, 2, 3, 7, 24, 60, 61, 120, 2500)
TOPICS = {phrase: topic.phrases[0] for topic in (*FRESH, *SEASONED) for phrase in topic.phrases}


def above(rows: tuple[PersonRow, ...]) -> dict[str, str]:
    return {row.id: row.manager_id for row in rows}


def cast() -> tuple[PersonRow, ...]:
    return make_company(PLAYGROUND_SEED, PLAYGROUND_PEOPLE)


def juniors(rows: tuple[PersonRow, ...]) -> list[PersonRow]:
    return [row for row in rows if (row.grade or 0) <= 3]


def seniors(rows: tuple[PersonRow, ...]) -> list[PersonRow]:
    return [row for row in rows if (row.grade or 0) >= 5]


def test_the_sample_can_be_made_again_byte_for_byte() -> None:
    assert SAMPLE.read_bytes() == sample_people().encode()


def test_the_sample_reads_without_a_problem() -> None:
    roster = read_people(SAMPLE.read_bytes(), {})
    assert len(roster.rows) == 120
    assert not roster.problems
    assert not roster.warnings


def test_a_seed_gives_the_same_company_everywhere() -> None:
    made = write_people(make_company(7, 500)).encode()
    assert sha256(made).hexdigest() == "0d31d73b5bd3d6e29d346fc9e4c097f57a4251c1fc32b04fb74f5bc47705208f"
    assert make_company(7, 500) != make_company(8, 500)


@pytest.mark.parametrize("people", SIZES)
def test_a_company_of_any_size_is_a_good_file(people: int) -> None:
    rows = make_company(3, people)
    roster = read_people(write_people(rows).encode(), {})
    assert roster.rows == rows
    assert len(rows) == people
    assert not roster.problems
    assert not roster.warnings


def test_a_company_of_nobody_is_empty() -> None:
    assert make_company(1, 0) == ()


@pytest.mark.parametrize("people", SIZES)
def test_everybody_reports_to_the_one_at_the_top(people: int) -> None:
    rows = make_company(5, people)
    grades = {row.id: row.grade or 0 for row in rows}
    assert [row.id for row in rows if not row.manager_id] == [rows[0].id]
    for row in rows[1:]:
        assert reporting_line(row.id, above(rows))[-1] == rows[0].id
        assert 1 <= grades[row.id] <= grades[row.manager_id] <= 8
        assert grades[row.manager_id] >= 4


def test_names_and_addresses_are_unique_and_plain() -> None:
    rows = make_company(9, 6000)
    assert len({row.name for row in rows}) == len({row.email for row in rows}) == 6000
    assert all(row.email.isascii() and row.email.endswith("@example.com") for row in rows)


def test_a_company_of_some_size_has_every_department_site_grade_and_origin() -> None:
    rows = make_company(2, 1000)
    assert {row.department for row in rows} == {one.name for one in DEPARTMENTS} | {"Executive Office"}
    assert {row.site for row in rows} == {site.name for site in SITES}
    assert {row.grade for row in rows} == set(range(1, 9))
    assert {row.capacity for row in rows} == {1, 2, 3}
    assert {row.role for row in rows} == {""}
    spoken = {name for row in rows for name in row.name.replace("-", " ").split()}
    assert all(spoken & {*" ".join(first).replace("-", " ").split()} for first, _ in NAMES.values())


def test_titles_fit_department_and_grade() -> None:
    fitting = {
        (one.name, title, grade)
        for one in DEPARTMENTS
        for grades, titles in zip(((1, 2), (3, 4), (5,), (6,), (7,)), one.titles, strict=True)
        for title in titles
        for grade in grades
    }
    rows = make_company(4, 800)
    assert {(row.department, row.title, row.grade) for row in rows[1:]} <= fitting


def test_juniors_teach_what_is_new_and_seniors_how_a_company_works() -> None:
    fresh = {phrase for topic in FRESH for phrase in topic.phrases}
    rows = make_company(6, 400)
    assert all(set(row.teach) <= fresh and not set(row.learn) & fresh for row in juniors(rows))
    assert all(set(row.learn) <= fresh and not set(row.teach) & fresh for row in seniors(rows))
    assert all(row.teach and row.learn for row in rows)


def test_some_topics_are_wanted_far_more_often_than_others() -> None:
    wishes = [TOPICS[words] for row in make_company(1, 3000) for words in row.learn]
    assert wishes.count("Generative AI") > 4 * wishes.count("Machine learning") > 0


def test_a_way_to_write_a_skill_means_one_skill_only() -> None:
    assert len(TOPICS) == sum(len(topic.phrases) for topic in (*FRESH, *SEASONED))


def test_the_playground_has_a_pleasant_cast() -> None:
    rows = cast()
    assert len(juniors(rows)) == 11
    assert len(seniors(rows)) == 11
    assert len({row.name.split()[0] for row in rows}) == len({row.name.split()[-1] for row in rows}) == 24
    assert len({row.site for row in rows}) >= 4


def test_the_playground_has_a_people_team_of_two_and_an_admin_in_it() -> None:
    rows = cast()
    team = [row for row in rows if row.department == "People"]
    assert [row.grade for row in team] == [7, 3]
    assert admin_id(rows) == team[1].id
    assert admin_id(make_company(1, 1)) == "Q0001"


def test_the_playground_has_safe_contacts_in_different_reporting_lines() -> None:
    rows = cast()
    heads = [row.id for row in rows if row.grade == 7]
    assert len(heads) >= 2
    assert all(reporting_line(head, above(rows)) == (rows[0].id,) for head in heads)


def test_nearly_everybody_in_the_playground_finds_a_partner_both_ways() -> None:
    rows = cast()
    lines = above(rows)
    found: set[str] = set()
    for junior in juniors(rows):
        for senior in seniors(rows):
            taught = {TOPICS[words] for words in junior.teach} & {TOPICS[words] for words in senior.learn}
            learnt = {TOPICS[words] for words in senior.teach} & {TOPICS[words] for words in junior.learn}
            if taught and learnt and senior.id not in reporting_line(junior.id, lines):
                found |= {junior.id, senior.id}
    assert len(found) >= 21
