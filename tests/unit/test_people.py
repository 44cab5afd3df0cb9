"""What the HR file may look like, what becomes of it, and where each problem is said to be."""

from datetime import date, time

import msgspec
import pytest

from bot.program.people import (
    COLUMNS,
    BadFile,
    Known,
    PersonRow,
    Problem,
    ReportingCycle,
    Roster,
    compare,
    fingerprint,
    problem_text,
    read_people,
    reporting_line,
    write_people,
)
from bot.program.people.words import PROBLEM_WORDS

Found = list[tuple[int, str, str]]

HEADER = ",".join(COLUMNS)
FULL = PersonRow(
    line=2,
    id="E1",
    name="Zoë Ünal",
    email="zoe@example.com",
    title="Lead, Design",
    department="Product",
    site="Lisbon",
    grade=6,
    start_date=date(2020, 2, 29),
    timezone="Europe/Lisbon",
    work_start=time(9),
    work_end=time(17, 30),
    languages=("en", "pt"),
    role="mentee",
    capacity=2,
    teach=("how decisions are made", 'the "small" things'),
    learn=("insta reels",),
    slack_id="U1",
    teams_id="1f2e",
)


def read(*lines: str, known: dict[str, Known] | None = None) -> Roster:
    return read_people("\n".join(lines).encode(), known or {})


def found(problems: tuple[Problem, ...]) -> Found:
    return [(problem.line, problem.column, problem.reason) for problem in problems]


def ids(roster: Roster) -> list[str]:
    return [row.id for row in roster.rows]


def test_a_full_row_is_read_as_it_was_written() -> None:
    roster = read_people(write_people([FULL]).encode(), {})
    assert roster == Roster(rows=(FULL,))


def test_a_row_with_id_and_name_alone_takes_the_defaults() -> None:
    roster = read("id,name,manager_id", "7,Ann,")
    assert roster.rows == (PersonRow(id="7", name="Ann", line=2),)
    assert not roster.warnings
    assert roster.columns == ("id", "name", "manager_id")


BAD_CELLS = [
    ("id", "", "empty", {}),
    ("id", " ", "empty", {}),
    ("id", "a;b", "semicolon_in_id", {}),
    ("id", "1.23E+11", "shortened_id", {}),
    ("id", "E\x001", "control_character", {}),
    ("id", "#N/A", "spreadsheet_error", {}),
    ("id", "x" * 101, "too_long", {"limit": "100"}),
    ("name", "", "empty", {}),
    ("name", "\u200b", "empty", {}),
    ("name", "---", "no_letters", {}),
    ("name", "A\x00nn", "control_character", {}),
    ("name", "A\x1bnn", "control_character", {}),
    ("name", "n" * 201, "too_long", {"limit": "200"}),
    ("name", '"Ann\n3,Bob"', "swallowed_line", {}),
    ("email", "ann", "bad_email", {}),
    ("email", "ann@localhost", "bad_email", {}),
    ("email", "ann@example.com, bo@example.com", "bad_email", {}),
    ("title", "#REF!", "spreadsheet_error", {}),
    ("grade", "7.5", "bad_grade", {}),
    ("grade", "-1", "bad_grade", {}),
    ("grade", "senior", "bad_grade", {}),
    ("grade", "\u0667", "bad_grade", {}),  # an Arabic digit is a number to Python
    ("manager_id", "E9", "unknown_id", {"id": "E9"}),
    ("manager_id", "root", "unknown_id", {"id": "root", "hint": "ROOT"}),
    ("manager_id", "X", "own_manager", {}),
    ("start_date", "03/04/2020", "bad_date", {}),
    ("start_date", "2021-02-29", "bad_date", {}),
    ("start_date", "44196", "bad_date", {}),
    ("start_date", "2021-02-28 10:30", "bad_date", {}),
    ("start_date", "1900-01-01", "unlikely_date", {}),
    ("start_date", "9999-12-31", "unlikely_date", {}),
    ("timezone", "Europe/Berln", "unknown_zone", {"hint": "Europe/Berlin"}),
    ("timezone", "Lisbon", "unknown_zone", {"hint": "Europe/Lisbon"}),
    ("timezone", "W. Europe Standard Time", "unknown_zone", {"hint": "Europe/Berlin"}),
    ("timezone", "GMT+2", "unknown_zone", {}),  # "Etc/GMT+2" is the other way round
    ("timezone", "nowhere", "unknown_zone", {}),
    ("work_start", "9", "bad_time", {}),
    ("work_start", "24:00", "bad_time", {}),
    ("work_start", "9am", "bad_time", {}),
    ("work_end", "09:00:30", "bad_time", {}),
    ("languages", "English", "unknown_language", {"hint": "en"}),
    ("languages", "en;pt-BR", "unknown_language", {"hint": "pt"}),
    ("languages", "xx", "unknown_language", {}),
    ("role", "boss", "unknown_role", {}),
    ("capacity", "0", "bad_capacity", {}),
    ("capacity", "4", "bad_capacity", {}),
    ("capacity", "many", "bad_capacity", {}),
    ("teach", "w" * 50_001, "too_long", {"limit": "50000"}),
    ("never_with", "X", "never_with_self", {}),
    ("never_with", "ROOT;E9", "unknown_id", {"id": "E9"}),
    ("slack_id", "@ann", "bad_slack_id", {}),
    ("slack_id", "u123", "bad_slack_id", {}),
    ("teams_id", "a b", "bad_teams_id", {}),
]


@pytest.mark.parametrize(("column", "cell", "reason", "values"), BAD_CELLS)
def test_a_bad_cell_costs_its_row_only(column: str, cell: str, reason: str, values: dict[str, str]) -> None:
    good = {"id": "X", "name": "Xenia", "manager_id": "ROOT"} | {column: cell}
    quoted = {
        key: f'"{value}"' if "," in value and '"' not in value else value for key, value in good.items()
    }
    roster = read(
        HEADER,
        "ROOT,Rosa" + "," * 18,
        ",".join(quoted.get(name, "") for name in COLUMNS),
        "Y,Yves,,,,,,ROOT" + "," * 12,
    )
    assert ids(roster) == ["ROOT", "Y"]
    assert roster.problems == (Problem(line=3, column=column, reason=reason, values=values),)
    assert "Xenia" not in problem_text(roster.problems[0])


@pytest.mark.parametrize(
    ("start", "end", "column", "reason"),
    [
        ("22:00", "06:00", "work_end", "hours_backwards"),
        ("17:00", "09:00", "work_end", "hours_backwards"),
        ("09:00", "09:00", "work_end", "hours_backwards"),
        ("", "17:00", "work_start", "half_hours"),
        ("09:00", "", "work_end", "half_hours"),
    ],
)
def test_working_hours_have_two_ends_on_one_day(start: str, end: str, column: str, reason: str) -> None:
    roster = read("id,name,manager_id,work_start,work_end", f"1,Ann,,{start},{end}")
    assert not roster.rows
    assert found(roster.problems) == [(2, column, reason)]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("id", " 007 ", "007"),
        ("name", "  Ann \u00a0  Lee ", "Ann Lee"),
        ("name", '"Ann\r\nLee"', "Ann Lee"),
        ("name", "Zoe\u0308", "Zoë"),
        ("name", "کیان\u200cپور", "کیان\u200cپور"),
        ("name", "=HYPERLINK(A1)", "=HYPERLINK(A1)"),
        ("name", "=1+1", "=1+1"),
        ("title", "+CEO", "+CEO"),
        ("email", "Ann.Lee@Example.COM", "ann.lee@example.com"),
        ("grade", "5.0", 5),
        ("grade", "0", 0),
        ("start_date", "2021-03-01 00:00:00", date(2021, 3, 1)),
        ("timezone", "europe/berlin", "Europe/Berlin"),
        ("timezone", "America/New York", "America/New_York"),
        ("languages", "EN; de ;en", ("en", "de")),
        ("role", "Mentor", "mentor"),
        ("capacity", "3", 3),
        ("capacity", "", 1),
        ("teach", "tik tok; Tik Tok ;;C#", ("tik tok", "C#")),
        ("teach", '"Figma, a bit\nPython"', ("Figma, a bit", "Python")),
        ("teach", "-", ()),
    ],
)
def test_what_spreadsheets_do_to_a_cell_is_put_right(column: str, cell: str, value: object) -> None:
    row = {"id": "1", "name": "Ann"} | {column: cell}
    roster = read(",".join(["manager_id", *row]), ",".join(["", *row.values()]))
    assert not roster.problems
    assert not roster.warnings
    assert getattr(roster.rows[0], column) == value


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u00ad"])
def test_invisible_characters_are_left_out_with_a_word(sign: str) -> None:
    roster = read("id,name,manager_id", f"1,A{sign}nn,")
    assert roster.rows[0].name == "Ann"
    assert found(roster.warnings) == [(2, "name", "hidden_character")]


def test_letters_that_were_damaged_on_the_way_are_named() -> None:
    roster = read("id,name,manager_id", "1,Jos\u00c3\u00a9,", "2,Jos\ufffd,1", "3,José,1")
    assert found(roster.warnings) == [(2, "name", "damaged_letters"), (3, "name", "damaged_letters")]


def test_every_problem_of_a_row_is_told_at_once_in_the_order_of_the_columns() -> None:
    roster = read("id,capacity,name,timezone,manager_id", "1,9,,Mars,5")
    assert found(roster.problems) == [
        (2, "name", "empty"),
        (2, "manager_id", "unknown_id"),
        (2, "timezone", "unknown_zone"),
        (2, "capacity", "bad_capacity"),
    ]


# --- the form of the file


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_the_byte_order_mark_do_not_matter(end: str, mark: bytes) -> None:
    lines = ["id,name,manager_id,grade", "1,Ann,,", "", '2,"Bo', 'Lee",1,x', "3,Cy,1,"]
    roster = read_people(mark + end.join(lines).encode(), {})
    assert [(row.id, row.line) for row in roster.rows] == [("1", 2), ("3", 6)]
    assert found(roster.problems) == [(4, "grade", "bad_grade")]


@pytest.mark.parametrize(
    ("separator", "words"), [(";", "a semicolon"), ("\t", "a tab"), ("|", "a vertical bar")]
)
def test_another_separator_is_taken_with_a_word(separator: str, words: str) -> None:
    roster = read(
        separator.join(["id", "name", "manager_id", "teach"]), separator.join(["1", "Ann", "", '"a;b"'])
    )
    assert roster.rows == (PersonRow(id="1", name="Ann", teach=("a", "b"), line=2),)
    assert roster.warnings == (Problem(line=1, reason="separator", values={"found": words}),)


def test_the_separator_line_of_a_spreadsheet_is_passed_over() -> None:
    roster = read("sep=;", "id;name;manager_id", "1;Ann;")
    assert [(row.id, row.line) for row in roster.rows] == [("1", 3)]


def test_a_list_that_breaks_another_separator_is_refused_not_shifted() -> None:
    roster = read("id;name;manager_id;teach", "1;Ann;;a;b", "2;Bo;;a")
    assert ids(roster) == ["2"]
    assert found(roster.problems) == [(2, "", "too_many_cells")]
    assert roster.unreadable == 1


def test_the_header_forgives_capitals_spaces_and_noise() -> None:
    roster = read(
        " ID , Full, NAME,Manager Id,Time-Zone,E-Mail,,,", "1,x,Ann,,UTC,a@b.cd,,,", ",,,,,,,,", "  "
    )
    assert roster.rows == (PersonRow(id="1", name="Ann", timezone="UTC", email="a@b.cd", line=2),)
    assert roster.columns == ("id", "name", "email", "manager_id", "timezone")
    assert found(roster.warnings) == [(1, "", "unknown_column")]


def test_unknown_columns_are_named_with_what_they_may_mean() -> None:
    roster = read("id,name,manager,salary,manager_id", "1,Ann,2,100,")
    assert [warning.values for warning in roster.warnings] == [
        {"found": "manager", "hint": "manager_id"},
        {"found": "salary"},
    ]
    assert "salary" in problem_text(roster.warnings[1])


def test_notes_beside_the_table_are_left_out_with_a_word() -> None:
    roster = read("id,name,manager_id,", "1,Ann,,", "2,Bo,1,call her", "3,Cy,1,twice")
    assert ids(roster) == ["1", "2", "3"]
    assert roster.warnings == (Problem(line=3, reason="unnamed_column", values={"number": "4"}),)


def test_a_short_row_is_taken_with_a_word() -> None:
    roster = read("id,name,manager_id,title", "1,Ann")
    assert ids(roster) == ["1"]
    assert found(roster.warnings) == [(2, "", "too_few_cells")]


def test_a_quotation_mark_that_never_closes_costs_its_own_row() -> None:
    roster = read("id,name,manager_id", '1,"Ann,', "2,Bo,", "3,Cy,2")
    assert ids(roster) == ["2", "3"]
    assert found(roster.problems) == [(2, "", "broken_quotes")]


def test_after_a_broken_quotation_mark_only_whole_rows_are_believed() -> None:
    roster = read("id,name,manager_id,title", '1,"Ann "Annie" Lee,,x', "tail,of a cell", "2,Bo,,x", "3,Cy")
    assert ids(roster) == ["2", "3"]
    assert found(roster.problems) == [(2, "", "broken_quotes"), (3, "", "after_broken_quotes")]


def test_a_swallowed_row_is_not_taken_for_a_name() -> None:
    roster = read("id,name,title,manager_id", '1,"Ann,Lead,', '2,Bo,"Lead"', "3,Cy,Lead,")
    assert ids(roster) == ["3"]
    assert (2, "", "broken_quotes") in found(roster.problems)


def test_an_endless_cell_is_refused() -> None:
    roster = read("id,name,manager_id", f"1,{'x' * 140_000},", "2,Bo,")
    assert ids(roster) == ["2"]
    assert found(roster.problems) == [(2, "", "endless_cell")]


TABLE = "id,name\n1,Zoë\n"


@pytest.mark.parametrize(
    ("data", "reason", "values"),
    [
        (b"", "empty", {}),
        (b"\xef\xbb\xbf \r\n,,\r\n", "empty", {}),
        (b"sep=;", "empty", {}),
        (TABLE.encode("utf-16"), "utf_16", {}),
        (TABLE.encode("utf-16-le"), "utf_16", {}),
        (TABLE.encode("utf-16-be"), "utf_16", {}),
        (TABLE.encode("latin-1"), "not_utf_8", {"line": "2"}),
        (b"\xef\xbb\xbfid,name\n\xff", "not_utf_8", {"line": "2"}),
        (b"PK\x03\x04rest", "spreadsheet", {}),
        (b"\n1,Ann\n2,Bo", "no_header", {"line": "2", "needed": "`id` and `name`"}),
        (b"id,title\n1,x", "missing_column", {"line": "1", "column": "name"}),
        (b"name;title\n1;x", "missing_column", {"line": "1", "column": "id"}),
        (b"id,name,E-mail,email\n1,x,a,b", "doubled_column", {"line": "1", "column": "email"}),
        (b"id,name\n" + b'1,"a"b\n' * 1001, "broken_quotes", {"count": "1000"}),
        (b" " * (64 * 1024 * 1024 + 1), "too_large", {"megabytes": "65"}),
    ],
)
def test_a_file_that_is_no_table_says_why(data: bytes, reason: str, values: dict[str, str]) -> None:
    with pytest.raises(BadFile) as caught:
        read_people(data, {})
    assert (caught.value.reason, caught.value.values) == (reason, values)
    assert "{" not in str(caught.value)


def test_ten_megabytes_are_read() -> None:
    words = "what I can teach, in many words; " * 12
    rows = [
        f'{number},Ann {number},{"" if number == 1 else 1},"{words}{number}"' for number in range(1, 25_001)
    ]
    data = "\n".join(["id,name,manager_id,teach", *rows]).encode()
    assert len(data) > 10_000_000
    roster = read_people(data, {})
    assert len(roster.rows) == 25_000
    assert not roster.problems


# --- rows and one another


def test_of_two_rows_with_one_id_the_later_is_refused() -> None:
    roster = read("id,name,manager_id,slack_id", "1,Ann,,U1", "2,Bo,1,", "1,Ann,,U1")
    assert ids(roster) == ["1", "2"]
    assert roster.problems == (
        Problem(line=4, column="id", reason="id_twice", values={"id": "1", "first": "2"}),
    )
    assert roster.refused == ()


def test_the_first_row_of_an_id_counts_even_when_it_is_refused() -> None:
    roster = read("id,name,manager_id,grade", "1,Ann,,x", "1,Ann,,3")
    assert not roster.rows
    assert found(roster.problems) == [(2, "grade", "bad_grade"), (3, "id", "id_twice")]
    assert roster.refused == ("1",)


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [("slack_id", "U1", "U1"), ("teams_id", "1f2e", "1F2E"), ("email", "a@b.cd", "A@B.cd")],
)
def test_an_account_belongs_to_one_person(column: str, one: str, other: str) -> None:
    roster = read(f"id,name,manager_id,{column}", f"1,Ann,,{one}", f"2,Bo,1,{other}")
    assert ids(roster) == ["1"]
    assert roster.problems == (
        Problem(line=3, column=column, reason="account_twice", values={"id": "1", "first": "2"}),
    )


def test_an_account_of_somebody_known_is_free_only_if_their_row_gives_it_up() -> None:
    known = {key: Known(slack_id=f"U{key}") for key in ("1", "2", "3", "4")}
    roster = read(
        "id,name,manager_id,slack_id,grade",
        "1,Ann,,U2,",  # 1 and 2 swap
        "2,Bo,1,U1,",
        "3,Cy,1,U9,x",  # refused, so 3 keeps U3
        "5,Di,1,U3,",
        "6,Ed,1,U4,",  # 4 is known and not in the file
        known=known,
    )
    assert ids(roster) == ["1", "2"]
    assert [(problem.line, problem.reason, problem.values) for problem in roster.problems] == [
        (4, "bad_grade", {}),
        (5, "account_taken", {"id": "3"}),
        (6, "account_taken", {"id": "4"}),
    ]


def test_who_names_somebody_on_a_refused_row_is_refused_and_who_names_them_too() -> None:
    roster = read(
        "id,name,manager_id,grade,never_with", "1,Ann,,x,", "2,Bo,1,,", "3,Cy,2,,", "4,Di,,,3", "5,Ed,,,"
    )
    assert ids(roster) == ["5"]
    assert [(problem.line, problem.column, problem.values) for problem in roster.problems] == [
        (2, "grade", {}),
        (3, "manager_id", {"id": "1", "first": "2"}),
        (4, "manager_id", {"id": "2", "first": "3"}),
        (5, "never_with", {"id": "3", "first": "4"}),
    ]
    assert "line 2" in problem_text(roster.problems[1])


def test_a_manager_who_is_known_may_be_refused_or_missing_in_the_file() -> None:
    known = {"1": Known(), "8": Known()}
    roster = read("id,name,manager_id,grade", "1,Ann,,x", "2,Bo,1,", "3,Cy,8,", known=known)
    assert ids(roster) == ["2", "3"]
    assert roster.refused == ("1",)
    assert [(warning.line, warning.reason, warning.values) for warning in roster.warnings] == [
        (4, "manager_not_in_file", {"id": "8"})
    ]


def test_all_rows_of_a_reporting_cycle_are_refused_and_those_below() -> None:
    roster = read(
        "id,name,manager_id,grade", "0,Top,,", "1,Ann,3,", "2,Bo,1,x", "3,Cy,2,", "4,Di,3,", "5,Ed,0,"
    )
    assert ids(roster) == ["0", "5"]
    assert found(roster.problems) == [
        (3, "manager_id", "manager_cycle"),
        (4, "grade", "bad_grade"),
        (4, "manager_id", "manager_cycle"),
        (5, "manager_id", "manager_cycle"),
        (6, "manager_id", "id_refused"),
    ]
    assert roster.problems[0].values["lines"] == "3, 4, 5"


def test_a_cycle_through_somebody_known_who_is_not_in_the_file_is_found() -> None:
    roster = read("id,name,manager_id", "1,Ann,2", known={"2": Known(manager_id="1")})
    assert found(roster.problems) == [(2, "manager_id", "manager_cycle")]


def test_a_cycle_with_what_is_known_of_a_refused_row_is_found() -> None:
    known = {"1": Known(manager_id="2"), "2": Known()}
    roster = read("id,name,manager_id,grade", "1,Ann,,x", "2,Bo,1,", "3,Cy,,", known=known)
    assert ids(roster) == ["3"]
    assert found(roster.problems) == [(2, "grade", "bad_grade"), (3, "manager_id", "manager_cycle")]


def test_a_cycle_among_the_known_alone_refuses_nobody() -> None:
    known = {"1": Known(manager_id="2"), "2": Known(manager_id="1")}
    assert ids(read("id,name,manager_id", "3,Cy,", known=known)) == ["3"]


def test_a_file_without_managers_leaves_the_known_ones_and_says_so() -> None:
    roster = read("id,name", "1,Ann", "2,Bo", known={"1": Known(), "2": Known(manager_id="1")})
    assert [row.manager_id for row in roster.rows] == ["", "1"]
    assert found(roster.warnings) == [(1, "manager_id", "no_manager_column")]


def test_more_than_one_person_without_a_manager_is_worth_a_word() -> None:
    roster = read("id,name,manager_id", *(f"{number},Ann," for number in range(1, 8)))
    assert len(roster.rows) == 7
    assert roster.warnings == (
        Problem(
            line=2,
            column="manager_id",
            reason="several_tops",
            values={"count": "7", "lines": "2, 3, 4, 5, 6, …"},
        ),
    )


# --- changes, reporting lines, words


def test_comparing_tells_added_changed_unchanged_and_missing() -> None:
    before = read("id,name,manager_id,grade", *(f"{number},Ann,,1" for number in range(1, 31)))
    known = {row.id: Known(fingerprint=fingerprint(row)) for row in before.rows}
    lines = [f"{number},Ann,,1" for number in range(30, 4, -1)]
    now = read("id,name,manager_id,grade", "1,Ann,,2", "2,Ann,,x", *lines, "99,New,,1", known=known)
    changes = compare(now, known)
    assert (changes.added, changes.changed, changes.missing) == (("99",), ("1",), ("3", "4"))
    assert len(changes.unchanged) == 26  # another line changes nobody
    assert not changes.shrunken


@pytest.mark.parametrize(("gone", "shrunken"), [(0, False), (2, False), (3, True), (20, True)])
def test_a_file_shrunken_by_more_than_a_tenth_is_marked(gone: int, shrunken: bool) -> None:
    known = {str(number): Known() for number in range(20)}
    roster = read("id,name,manager_id", *(f"{number},Ann," for number in range(gone, 20)), known=known)
    assert compare(roster, known).shrunken is shrunken


def test_nobody_counts_as_surely_gone_while_a_row_could_not_be_read() -> None:
    known = {str(number): Known() for number in range(20)}
    rows = [f"{number},Ann," for number in range(1, 20)]
    assert compare(read("id,name,manager_id", *rows, ",Ann,"), known).shrunken
    assert not compare(read("id,name,manager_id", *rows), known).shrunken


def test_the_fingerprint_tells_every_column_but_not_the_line() -> None:
    empty = PersonRow(id="1", name="Ann", line=2)
    prints = {fingerprint(empty)}
    for column in COLUMNS:
        other = msgspec.structs.replace(empty, **{column: getattr(FULL, column) or ("9",)})
        prints.add(fingerprint(other))
    assert len(prints) == len(COLUMNS) + 1
    assert fingerprint(msgspec.structs.replace(empty, line=9)) == fingerprint(empty)


def test_the_fingerprint_stays_the_same_from_release_to_release() -> None:
    assert fingerprint(FULL) == "f037f44753390f27e2447402f09197b9"


def test_a_reporting_line_goes_up_nearest_first() -> None:
    manager_of = {"a": "b", "b": "c", "c": "", "d": "outside"}
    assert reporting_line("a", manager_of) == ("b", "c")
    assert reporting_line("c", manager_of) == ()
    assert reporting_line("d", manager_of) == ("outside",)
    assert reporting_line("nobody", manager_of) == ()


@pytest.mark.parametrize(("start", "cycle"), [("a", ("a", "b")), ("x", ("a", "b")), ("self", ("self",))])
def test_a_cycle_is_an_error_of_its_own(start: str, cycle: tuple[str, ...]) -> None:
    with pytest.raises(ReportingCycle) as caught:
        reporting_line(start, {"a": "b", "b": "a", "x": "a", "self": "self"})
    assert caught.value.ids == cycle


def test_every_reason_has_a_sentence_and_every_sentence_is_used() -> None:
    reasons = {reason for _, _, reason, _ in BAD_CELLS} | {
        *("broken_quotes", "after_broken_quotes", "endless_cell", "too_many_cells", "too_few_cells"),
        *("hidden_character", "damaged_letters", "half_hours", "hours_backwards", "id_twice"),
        *("account_twice", "account_taken", "id_refused", "manager_cycle", "manager_not_in_file"),
        *("several_tops", "separator", "unknown_column", "unnamed_column", "no_manager_column"),
        *(
            "no_hours",
            "manager_cycle_cut",
            "line_too_long",
            "too_many_skills",
            "unsure_skill",
            "no_lines_known",
        ),  # of `app.py match`
    }
    assert reasons == set(PROBLEM_WORDS)


def test_a_problem_is_one_sentence_with_its_place() -> None:
    roster = read("id,name,manager_id,timezone", "1,Ann,,Europe/Berln")
    assert problem_text(roster.problems[0]) == (
        "line 2, timezone: is not an IANA time zone like Europe/Berlin; did you mean Europe/Berlin?"
    )
