"""The command `match`: files in, files out, and a clear line for everything that is wrong.

Most of it in this process, for starting one takes longer than matching; the same door, and a few times the real one.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.runtime import cli
from bot.runtime.cli_match import MANY
from bot.runtime.ports import Storage
from tests.e2e.process import APP, ROOT, environment

SAMPLE = ROOT / "bot" / "simulation" / "sample_people.csv"
HEADER = "id,name,grade,manager_id,timezone,work_start,work_end,role,capacity,teach,learn,never_with"
TOP = "top,Tove Top,9,,Europe/Berlin,09:00,17:00,,1,knitting,sailing,"
JUNIOR = "jun,June Junior,1,top,Europe/Berlin,09:00,17:00,,1,TikTok,budgeting,"
SENIOR = "sen,Sam Senior,5,top,Europe/Berlin,09:00,17:00,,1,budgeting,tik tok,"
COLUMNS = ["mentor_id", "mentee_id", "fit", "mentor_teaches", "mentee_teaches", "overlap_hours", "reasons"]


async def _nothing(_: object) -> None:
    raise AssertionError("nothing is asked and nothing served here")


async def _nobody(_: object) -> list[Any]:
    raise AssertionError("nobody is asked here")


def _no_storage(settings: object = None) -> Storage:
    raise AssertionError("no storage is opened here")


TOOLS = cli.Tools(
    serve=_nothing, open_storage=_no_storage, examine=_nobody, places=_nobody, memory=_no_storage
)


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def pairs(self) -> set[tuple[str, str]]:
        rows = csv.DictReader(io.StringIO(self.out))
        assert rows.fieldnames == COLUMNS
        return {(row["mentor_id"], row["mentee_id"]) for row in rows}

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Desk:
    """A folder with files, in which the command is started."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def file(self, name: str, content: str | bytes) -> str:
        data = content if isinstance(content, bytes) else content.encode()
        (self.folder / name).write_bytes(data)
        return name

    def match(self, *words: str) -> Ran:
        self._capsys.readouterr()
        try:
            code = cli.main(["match", *words], TOOLS, environment={}, env_file=None)
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def start(self, *words: str) -> Ran:
        """In a process of its own, as an operator does."""
        done = subprocess.run(
            [sys.executable, str(APP), "match", *words],
            cwd=self.folder,
            env=environment(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def people(self, *rows: str) -> str:
        return self.file("people.csv", "\n".join([HEADER, TOP, JUNIOR, SENIOR, *rows, ""]))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)


PLAIN = {("jun", "sen")}
BAD_ROWS = {
    "an unknown zone": (
        1,
        "x,Xu,1,top,Europe/Berln,09:00,17:00,,1,TikTok,budgeting,",
        "rejected: people.csv, line 5, timezone: is not an IANA time zone like Europe/Berlin; "
        "did you mean Europe/Berlin?",
    ),
    "capacity 0": (
        1,
        "x,Xu,1,top,,,,,0,TikTok,budgeting,",
        "rejected: people.csv, line 5, capacity: is not 1, 2 or 3.",
    ),
    "capacity 9": (
        1,
        "x,Xu,1,top,,,,,9,TikTok,budgeting,",
        "rejected: people.csv, line 5, capacity: is not 1, 2 or 3.",
    ),
    "no working hours": (
        1,
        "x,Xu,1,top,Europe/Berlin,09:00,09:00,,1,TikTok,budgeting,",
        "rejected: people.csv, line 5, work_end: is the same as work_start",
    ),
    "half of the hours": (
        1,
        "x,Xu,1,top,Europe/Berlin,09:00,,,1,TikTok,budgeting,",
        "rejected: people.csv, line 5, work_end: is empty",
    ),
    "an id twice": (
        1,
        "jun,Xu,1,top,,,,,1,TikTok,budgeting,",
        "rejected: people.csv, line 5, id: jun stands on line 3 already; the first row counts.",
    ),
    "no name": (
        1,
        "x,,1,top,,,,,1,TikTok,budgeting,",
        "rejected: people.csv, line 5, name: is required and empty.",
    ),
    "a quotation mark": (
        1,
        'x,"Xu,1,top,,,,,1,TikTok,budgeting,',
        "rejected: people.csv, line 5: a quotation mark is not closed",
    ),
    "never with oneself": (
        0,
        "x,Xu,1,top,,,,,1,chess,origami,x",
        "warning: people.csv, line 5, never_with: names the person of this row.",
    ),
    "never with nobody": (
        0,
        "x,Xu,1,top,,,,,1,chess,origami,Sen",
        "warning: people.csv, line 5, never_with: names Sen, who is neither on a row of this file nor known; "
        "did you mean sen?",
    ),
    "a manager of elsewhere": (
        0,
        "x,Xu,1,boss,,,,,1,chess,origami,",
        "warning: people.csv, line 5, manager_id: names boss,",
    ),
    "500 skills": (
        0,
        f"x,Xu,1,top,,,,,1,{';'.join(f'ancient script {chr(97 + n // 26)}{chr(97 + n % 26)}q' for n in range(500))},,",
        "warning: people.csv, line 5, teach: holds 500 entries",
    ),
}


@pytest.mark.parametrize("case", BAD_ROWS)
def test_a_bad_row_is_named_and_the_others_are_matched(desk: Desk, case: str) -> None:
    code, row, said = BAD_ROWS[case]
    ran = desk.match(desk.people(row))
    assert ran.code == code
    assert said in ran.err
    assert ran.pairs >= PLAIN
    assert "Traceback" not in ran.err


BAD_FILES = {
    "nobody": (0, "id,name\n", "there is nobody to match"),
    "one person": (0, "id,name\n1,Ann\n", "one person alone cannot be paired"),
    "no grades": (0, "id,name,teach,learn\n1,Ann,a,b\n2,Bo,b,a\n", "not known who is more senior"),
    "no seniors": (
        0,
        "id,name,grade,teach,learn\n1,Ann,3,chess,origami\n2,Bo,4,origami,chess\n",
        "nobody is 2 grades above anybody else (min_grade_gap)",
    ),
    "all blocked": (
        0,
        "id,name,grade,teach,learn,never_with\n1,Ann,1,chess,origami,2\n2,Bo,5,origami,chess,1\n",
        "never_with keeps people apart",
    ),
    "no skills": (0, "id,name,grade\n1,Ann,1\n2,Bo,5\n", "what people teach, and what they want to learn"),
    "a ring of managers": (
        0,
        "id,name,grade,manager_id,teach,learn\n1,Ann,1,2,chess,origami\n2,Bo,5,1,origami,chess\n",
        "line 2, manager_id: the reporting line is a cycle of 1, 2 (lines 2, 3)",
    ),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_where_nobody_can_be_paired_it_says_why(desk: Desk, case: str) -> None:
    code, text, said = BAD_FILES[case]
    ran = desk.match(desk.file("people.csv", text), "--json")
    assert ran.code == code
    assert said in ran.err
    assert ran.document["pairs"] == []
    people = len(text.splitlines()) - 1
    assert len(ran.document["unmatched"]) == people
    assert all(left["reason"] for left in ran.document["unmatched"])


def test_a_cycle_is_cut_and_its_people_are_matched_with_others(desk: Desk) -> None:
    ring = (
        "r1,Ro,1,r2,,,,,1,chess,origami,",
        "r2,Ri,5,r3,,,,,1,origami,chess,",
        "r3,Ra,9,r1,,,,,1,origami,chess,",
        "far,Fay,6,top,,,,,1,origami,chess,",
    )
    ran = desk.match(desk.people(*ring))
    assert ran.code == 0
    assert "is a cycle of r1, r2, r3 (lines 5, 6, 7)" in ran.err
    assert ran.pairs == {*PLAIN, ("r1", "far")}


def test_hours_over_midnight_meet_whoever_works_then(desk: Desk) -> None:
    rows = (
        "n1,Night,1,top,Europe/Berlin,22:00,06:00,,1,chess,origami,",
        "n2,Tokyo,5,top,Asia/Tokyo,09:00,17:00,,1,origami,chess,",
    )
    ran = desk.match(desk.people(*rows), "--on", "2026-11-28", "--json")
    assert ran.code == 0
    assert {(one["mentor_id"], one["mentee_id"], one["overlap_hours"]) for one in ran.document["pairs"]} == {
        ("jun", "sen", 8.0),
        ("n1", "n2", 5.0),
    }


UNREADABLE = {
    "empty": (b"", "the file is empty"),
    "no id": (b"name,grade\nAnn,1\n", "lacks the required column `id`"),
    "no name": (b"id,grade\n1,1\n", "lacks the required column `name`"),
    "no header": (b"1,Ann\n2,Bo\n", "should name the columns"),
    "not UTF-8": ("id,name\n1,Zoë\n".encode("latin-1"), "line 2 is not UTF-8"),
    "a spreadsheet": (b"PK\x03\x04rest", "is a spreadsheet"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_line_and_exit_1(desk: Desk, case: str) -> None:
    data, said = UNREADABLE[case]
    ran = desk.match(desk.file("people.csv", data), "--json")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].startswith("people.csv: ")
    assert said in ran.err


def test_marks_semicolons_and_windows_lines_are_read(desk: Desk) -> None:
    text = "\n".join([HEADER, TOP, JUNIOR, SENIOR]).replace(";", "|").replace(",", ";")
    data = b"\xef\xbb\xbf" + f"{text}\nx;Xu;1;top;;;;;1;;;;\n".replace("\n", "\r\n").encode()
    ran = desk.match(desk.file("people.csv", data.replace(b"never_with", b"never_with;hobby", 1)))
    assert ran.code == 0
    assert ran.pairs == PLAIN
    assert "the column “hobby” is not known and is left out" in ran.err


WRONG = {
    "no people": (("none.csv",), "none.csv: No such file or directory"),
    "no history": (("people.csv", "--history", "none.csv"), "none.csv: No such file or directory"),
    "no rules": (("people.csv", "--rules", "none.toml"), "none.toml: No such file or directory"),
    "an unknown key": (
        ("people.csv", "--rules", "key.toml"),
        "key.toml: unknown key 'min_grad_gap'; did you mean min_grade_gap?",
    ),
    "an unknown weight": (
        ("people.csv", "--rules", "weight.toml"),
        "weight.toml: unknown weight 'charm'; there are both_ways",
    ),
    "a negative figure": (
        ("people.csv", "--rules", "negative.toml"),
        "negative.toml: min_overlap_hours has to be",
    ),
    "no TOML": (("people.csv", "--rules", "people.csv"), "people.csv: is not TOML"),
    "no folder": (("people.csv", "--out", "none/pairs.csv"), "none/pairs.csv: is no place for a file"),
    "over the people": (
        ("people.csv", "--out", "./people.csv"),
        "the file of the people, which would be lost",
    ),
    "no day": (("people.csv", "--on", "tomorrow"), "'tomorrow' is not a date"),
    "the end of time": (("people.csv", "--on", "9999-12-31"), "'9999-12-31' is not between 1940 and 2099"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_exit_2_before_any_work(desk: Desk, case: str) -> None:
    words, said = WRONG[case]
    people = desk.people()
    desk.file("key.toml", "min_grad_gap = 1")
    desk.file("weight.toml", "[weights]\ncharm = 1")
    desk.file("negative.toml", "min_overlap_hours = -1")
    before = (desk.folder / people).read_bytes()
    ran = desk.match(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1 or case in ("no day", "the end of time")
    assert (desk.folder / people).read_bytes() == before


def test_the_real_program_does_the_same(desk: Desk) -> None:
    ran = desk.start(desk.people("x,Xu,1,top,,,,,9,TikTok,budgeting,"))
    assert (ran.code, ran.pairs) == (1, PLAIN)
    assert "rejected: people.csv, line 5, capacity: is not 1, 2 or 3." in ran.err
    assert desk.start("people.csv", "--rules", "none.toml") == (
        2,
        "",
        "none.toml: No such file or directory\n",
    )
    assert desk.start("people.csv", "--json").document["objective"]["matched"] == 2
    assert sorted(path.name for path in desk.folder.iterdir()) == ["people.csv"]


def test_on_a_terminal_there_are_a_table_and_the_time(desk: Desk) -> None:
    master, slave = os.openpty()
    termios.tcsetwinsize(slave, (60, 160))
    words = [sys.executable, str(APP), "match", desk.people()]
    subprocess.run(
        words, cwd=desk.folder, env=environment(desk.folder), stdout=slave, stderr=slave, check=True
    )
    os.close(slave)
    with os.fdopen(master, "rb", buffering=0) as screen:
        shown = screen.read(100_000).decode()
    assert "reading the people, 00:0" in shown
    drawn = shown.split("\r")  # each as often as there was time to
    for doing in ("understanding what 3 people", "matching 3 people"):
        assert any(line.startswith(doing) and "3/3" in line for line in drawn), doing
    table = [line.split() for line in shown[shown.index("mentor  ") :].splitlines()]
    assert table[0][:4] == ["mentor", "mentee", "fit", "hours"]
    assert table[1][:4] == ["June", "Junior", "Sam", "Senior"]
    assert "1 pair, 2 people matched, 1 left over, 0 rejected" in shown


def test_of_many_it_is_said_what_is_being_done(desk: Desk) -> None:
    rows = [f"p{number},Ann,1,top,,,,,1,,," for number in range(MANY)]
    ran = desk.match(desk.people(*rows))
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if line.endswith("…")] == [
        "understanding what 2,003 people teach and want …",
        "matching 2,003 people …",
    ]
    assert "2,001 left over, because nobody I could propose" in ran.err
    assert ran.err.rstrip().endswith(": Ann, Ann, Ann and 1,998 more")


def test_the_next_round_repeats_nobody(desk: Desk) -> None:
    first = desk.match(str(SAMPLE), "--out", "first.csv", "--json")
    assert first.code == 0
    document = first.document
    assert set(document) >= {"pairs", "unmatched", "objective", "seconds"}
    met = {frozenset((one["mentor_id"], one["mentee_id"])) for one in document["pairs"]}
    written = Ran(0, (desk.folder / "first.csv").read_text("utf-8"), "").pairs
    assert {frozenset(two) for two in written} == met
    assert len(met) > 40
    swapped = "\n".join(f"{mentee},{mentor}" for mentor, mentee in sorted(written))
    for history in ("first.csv", desk.file("swapped.csv", f"mentor_id,mentee_id\n{swapped}\nx,y\n")):
        again = desk.match(str(SAMPLE), "--history", history)
        assert again.code == 0
        assert len(again.pairs) > 40
        assert not met & {frozenset(two) for two in again.pairs}


def test_a_bad_row_of_the_history_is_named(desk: Desk) -> None:
    history = desk.file("past.csv", "mentor_id,mentee_id\njun,\nsen,jun\n")
    ran = desk.match(desk.people(), "--history", history)
    assert ran.code == 1
    assert "rejected: past.csv, line 2, mentee_id: is required and empty." in ran.err
    assert ran.pairs == set()


def test_everybody_is_in_a_pair_or_has_a_reason(desk: Desk) -> None:
    rows = ("x,Xu,1,top,,,,,9,TikTok,budgeting,", "y,Yo,1,x,,,,,1,TikTok,budgeting,")
    document = desk.match(desk.people(*rows), "--json").document
    paired = {one[side] for one in document["pairs"] for side in ("mentor_id", "mentee_id")}
    left = {one["id"]: one for one in document["unmatched"]}
    assert paired | set(left) == {"top", "jun", "sen", "x", "y"}
    assert left["x"]["code"] == "rejected"
    assert "capacity" in left["x"]["reason"]
    assert document["rejected"] == [
        {"line": 5, "column": "capacity", "reason": "line 5, capacity: is not 1, 2 or 3."}
    ]
    assert all(isinstance(one["closest"], list) and one["reason"] for one in left.values())


def test_the_rules_count(desk: Desk) -> None:
    people = desk.people()
    rules = desk.file("rules.toml", "min_grade_gap = 5\n")
    assert desk.match(people, "--rules", rules).pairs == set()
    rules = desk.file("rules.toml", "min_grade_gap = 4\n[weights]\nboth_ways = 1\ntopics = 0\n")
    assert desk.match(people, "--rules", rules).pairs == PLAIN


def test_the_order_of_the_rows_changes_nothing(desk: Desk) -> None:
    header, *rows = SAMPLE.read_text("utf-8").splitlines()
    chance = random.Random(3)
    outs = []
    for _ in range(3):
        chance.shuffle(rows)
        people = desk.file("people.csv", "\n".join([header, *rows, ""]))
        outs.append(desk.match(people, "--on", "2026-11-28").out)
    assert outs[0] == outs[1] == outs[2]
    assert len(Ran(0, outs[0], "").pairs) > 40


def test_names_that_are_formulas_are_not_run(desk: Desk) -> None:
    formula = '=1+1,"=HYPERLINK(""http://x"")",1,top,,,,,1,"@chess",origami,'
    ran = desk.match(desk.people(formula, "+2,Ann,7,top,,,,,1,origami,@chess,"))
    for row in csv.reader(io.StringIO(ran.out)):
        assert not any(cell.lstrip()[:1] in tuple("=+-@") for cell in row if cell)
    again = desk.match("people.csv", "--history", desk.file("past.csv", ran.out))
    assert ("'=1+1", "'+2") in ran.pairs
    assert not again.pairs
