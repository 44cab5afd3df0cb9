"""Whatever a file holds, reading it ends well; and what is written is read back."""

import csv
import io
from datetime import date, time
from string import ascii_letters, digits

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.program.matching import History, Rules, propose
from bot.program.offline.pool import gather
from bot.program.people import (
    COLUMNS,
    BadFile,
    Known,
    PersonRow,
    Roster,
    compare,
    problem_text,
    read_people,
    read_willing,
    reporting_line,
    write_people,
)
from bot.program.skills import load_catalog

IDS = ("1", "2", "3", "E4", "e4", "05", "=6")
KNOWN_IDS = (*IDS[:3], "K1", "K2")

unhurried = settings(deadline=None)  # a busy machine is no failure

known_people = st.dictionaries(
    st.sampled_from(KNOWN_IDS),
    st.builds(
        Known, manager_id=st.sampled_from(("", *KNOWN_IDS)), slack_id=st.sampled_from(("", "U1", "U2", "U3"))
    ),
)
cells = st.one_of(
    st.sampled_from(
        ("", " ", *IDS, *KNOWN_IDS, "U1", "U2", "9", "09:00", "17:30", "en;de", "#N/A", "2020-02-30")
    ),
    st.sampled_from(
        ("Europe/Berlin", "berlin", 'a"b', "a\nb", "a,b", "1;2", "\u202ex", "x\x00", "both", "e\u0301")
    ),
    st.text(max_size=12),
)
tables = st.lists(st.lists(cells, max_size=len(COLUMNS) + 2), max_size=12)


def check(data: bytes, known: dict[str, Known]) -> Roster | None:
    """Read, and hold what every roster promises."""
    try:
        roster = read_people(data, known)
    except BadFile:
        return None
    lines = len(io.StringIO(data.decode(), newline="").readlines())
    assert all(1 <= problem.line <= lines and problem_text(problem) for problem in roster.problems)
    assert all(1 <= problem.line <= lines and problem_text(problem) for problem in roster.warnings)
    ids = [row.id for row in roster.rows]
    good_lines = [row.line for row in roster.rows]
    assert good_lines == sorted(set(good_lines))
    assert len(ids) == len(set(ids))
    assert not {problem.line for problem in roster.problems} & set(good_lines)
    assert not set(ids) & set(roster.refused)
    there = set(ids) | set(known)
    for row in roster.rows:
        assert row.id
        assert row.name
        assert {row.manager_id, *row.never_with} - {""} <= there - {row.id}
    changes = compare(roster, known)
    assert sorted((*changes.added, *changes.changed, *changes.unchanged)) == sorted(ids)
    assert set(changes.missing) == set(known) - set(ids) - set(roster.refused)
    return roster


@unhurried
@given(st.binary(max_size=400), known_people)
def test_any_bytes_are_read_or_refused_as_a_whole(data: bytes, known: dict[str, Known]) -> None:
    check(data, known)
    check(b"id,name,manager_id,slack_id,teach\n" + data, known)


@unhurried
@given(st.text(alphabet=st.sampled_from('12,;\t\n\r" aé\ufeff\x00'), max_size=200), known_people)
def test_any_punctuation_is_read_or_refused_as_a_whole(text: str, known: dict[str, Known]) -> None:
    check(text.encode(), known)
    check(f"id,name,manager_id\n{text}".encode(), known)


@unhurried
@given(tables, st.permutations(COLUMNS), st.sampled_from(",;\t"))
def test_any_table_becomes_a_pool_and_pairs(rows: list[list[str]], header: list[str], separator: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    willing = read_willing(text.getvalue().encode())
    problems = (*willing.roster.problems, *willing.roster.warnings)
    assert all("{" not in problem_text(problem) for problem in problems)
    ids = {row.id for row in willing.roster.rows}
    assert len(ids) == len(willing.roster.rows)
    assert set(willing.above) == ids
    assert not ids & set(willing.refused)
    assert all(key not in line and "" not in line for key, line in willing.above.items())
    pool = gather(willing, load_catalog(), date(2026, 11, 28), lambda _: None).pool
    found = propose(pool, History(), Rules(min_seniority_gap=0))
    assert {one for pair in found.pairs for one in (pair.mentor, pair.mentee)} <= ids
    again = propose(
        msgspec.structs.replace(pool, members=pool.members[::-1]), History(), Rules(min_seniority_gap=0)
    )
    assert again == found


@unhurried
@given(tables, st.permutations(COLUMNS), st.sampled_from(",;\t"), known_people)
def test_any_table_keeps_what_a_roster_promises(
    rows: list[list[str]], header: list[str], separator: str, known: dict[str, Known]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    assert check(text.getvalue().encode(), known) is not None


@unhurried
@given(
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(("", *IDS, *KNOWN_IDS)), min_size=1),
    st.sets(st.sampled_from(IDS)),
    known_people,
)
def test_no_reporting_cycle_gets_in(
    manager_of: dict[str, str], broken: set[str], known: dict[str, Known]
) -> None:
    before = {key: person.manager_id for key, person in known.items()}
    known = {key: person for key, person in known.items() if not is_cyclic(key, before)}
    rows = [f"{key},Ann,{above},{'x' if key in broken else ''}" for key, above in manager_of.items()]
    roster = check("\n".join(["id,name,manager_id,grade", *rows]).encode(), known)
    assert roster is not None
    after = {key: person.manager_id for key, person in known.items()}
    after |= {row.id: row.manager_id for row in roster.rows}
    for row in roster.rows:
        assert not is_cyclic(row.id, after)


def is_cyclic(start: str, manager_of: dict[str, str]) -> bool:
    seen = {start}
    at = manager_of.get(start, "")
    while at and at not in seen:
        seen.add(at)
        at = manager_of.get(at, "")
    return bool(at)


words = st.text(alphabet=ascii_letters + digits + "éßŁ女'\"=+-@#.,| ", min_size=1, max_size=20).map(
    lambda text: " ".join(f"w{text}w".split())
)
lists = st.lists(words, max_size=4, unique_by=str.casefold).map(tuple)
hours = st.sampled_from(((None, None), (time(9), time(17, 30)), (time(0), time(23, 59))))


@st.composite
def people(draw: st.DrawFn) -> tuple[PersonRow, ...]:
    ids = draw(st.lists(words, unique=True, max_size=6))
    rows = []
    for at, key in enumerate(ids):
        start, end = draw(hours)
        rows.append(
            PersonRow(
                line=at + 2,
                id=key,
                name=draw(words),
                email=f"p{at}@example.com",
                title=draw(st.one_of(st.just(""), words)),
                grade=draw(st.one_of(st.none(), st.integers(0, 9999))),
                manager_id=draw(st.sampled_from(ids[:at])) if at else "",
                start_date=draw(st.one_of(st.none(), st.dates(date(1940, 1, 1), date(2099, 12, 31)))),
                timezone=draw(st.sampled_from(("", "Asia/Kolkata", "America/Argentina/Ushuaia"))),
                work_start=start,
                work_end=end,
                languages=draw(st.lists(st.sampled_from(("en", "de", "sw")), unique=True).map(tuple)),
                role=draw(st.sampled_from(("mentor", "mentee", "both", ""))),
                capacity=draw(st.integers(1, 3)),
                teach=draw(lists),
                learn=draw(lists),
                never_with=tuple(draw(st.lists(st.sampled_from(ids[:at]), unique=True))) if at else (),
                slack_id=draw(st.sampled_from(("", f"U{at}"))),
                teams_id=draw(st.sampled_from(("", f"29:{at}"))),
            )
        )
    return tuple(rows)


@unhurried
@given(people())
def test_what_is_written_is_read_back(rows: tuple[PersonRow, ...]) -> None:
    roster = read_people(write_people(rows).encode(), {})
    assert roster.rows == rows
    assert not roster.problems
    assert not roster.warnings


@unhurried
@given(st.dictionaries(st.integers(1, 30), st.integers(0, 29)))
def test_a_reporting_line_without_cycles_ends_at_a_top(parents: dict[int, int]) -> None:
    manager_of = {
        str(child): str(parent % child) if parent % child else "" for child, parent in parents.items()
    }
    for person in manager_of:
        line = reporting_line(person, manager_of)
        assert not manager_of.get(line[-1] if line else person, "")
        assert len(line) == len(set(line))
