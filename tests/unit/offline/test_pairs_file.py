"""The file of pairs: what is written is read again as the past, and no cell of it is run."""

from __future__ import annotations

import csv
import io

import pytest

from bot.program.matching import ProposedPair, Reason
from bot.program.offline.pairs import COLUMNS, Teller, read_past, write_pairs
from bot.program.people import BadFile
from bot.text.catalog import words_for

NAMES = {"a": "Ann", "b": "=cmd|calc"}
TELLER = Teller(name=lambda key: NAMES.get(key, key), say=words_for("en", "UTC").text)


def pair(mentor: str, mentee: str) -> ProposedPair:
    return ProposedPair(
        mentor=mentor,
        mentee=mentee,
        fit=0.5,
        mentor_teaches=("TikTok", "Excel"),
        mentee_teaches=(),
        overlap_hours=7.5,
        reasons=(
            Reason(
                kind="teaches", values={"teacher": mentor, "learner": mentee, "skills": ["TikTok", "Excel"]}
            ),
            Reason(kind="hours", values={"half_hours": 15}),
        ),
        parts={},
    )


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_pair_is_a_row_with_its_reasons_in_words() -> None:
    (row,) = rows(write_pairs((pair("a", "c"),), TELLER))
    assert tuple(row) == COLUMNS
    assert row["mentor_id"] == "a"
    assert row["mentor_teaches"] == "TikTok;Excel"
    assert (row["fit"], row["mentee_teaches"], row["overlap_hours"]) == ("0.5000", "", "7.5")
    first, *others = row["reasons"].split("; ")
    assert "Ann" in first
    assert "short videos" in first
    assert others


def test_a_spreadsheet_runs_no_cell_and_the_id_is_found_again() -> None:
    text = write_pairs((pair("=1+1", "b"), pair("-2", "@c")), TELLER)
    for row in rows(text):
        assert not any(cell[:1] in tuple("=+-@") for cell in row.values() if cell)
    past = read_past(text.encode()).history.past
    assert {("=1+1", "b"), ("-2", "@c")} <= past


def test_two_columns_are_enough_and_others_are_named() -> None:
    past = read_past("\ufeffMentor ID;mentee-id;round\r\na;b;1\r\n\r\nc;d;2\r\n".encode())
    assert past.history.past == {("a", "b"), ("c", "d")}
    assert [warning.reason for warning in past.warnings] == ["separator", "unknown_column"]
    assert not past.problems


def test_a_row_without_an_id_is_named_and_the_others_count() -> None:
    past = read_past(b"mentor_id,mentee_id\na,\n,b\nc,d\n1.2E+11,e\n")
    assert past.history.past == {("c", "d")}
    assert [(one.line, one.column, one.reason) for one in past.problems] == [
        (2, "mentee_id", "empty"),
        (3, "mentor_id", "empty"),
        (5, "mentor_id", "shortened_id"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"id,name\n1,Ann\n", "`mentor_id` and `mentee_id`"),
        (b"mentor_id,fit\na,1\n", "lacks the required column `mentee_id`"),
    ],
)
def test_a_file_that_is_none_of_pairs_says_so(data: bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        read_past(data)
