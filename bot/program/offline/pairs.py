"""What does the file of pairs look like: how is it written, and how is an earlier one read?

A file that this writes can be read again as the history of the next round.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Final
from zlib import crc32

import msgspec

from bot.conversation.messages import Phrase
from bot.program.keeping.exports import RISKY, defused
from bot.program.matching import History, Leftover, ProposedPair
from bot.program.model import Leftover as KeptLeftover
from bot.program.model import Suggested
from bot.program.people import Problem
from bot.program.people.readers import read_id
from bot.program.people.sheet import Form, open_sheet
from bot.program.people.table import rows_of
from bot.program.proposing.explain import first_reason, leftover_sentence

COLUMNS: Final = (
    *("mentor_id", "mentee_id", "fit", "mentor_teaches", "mentee_teaches", "overlap_hours", "reasons"),
)
PAIRS: Final = Form(columns=COLUMNS, required=COLUMNS[:2])

Names = Callable[[str], str]
Say = Callable[[Phrase], str]


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs of earlier rounds, and the rows that could not be read."""

    history: History
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


class Teller(msgspec.Struct, frozen=True, kw_only=True):
    """Puts into words why two are a pair and why somebody has none: `name` knows people, `say` the language."""

    name: Names
    say: Say

    def reasons(self, pair: ProposedPair) -> list[str]:
        number = crc32(
            f"{pair.mentor}/{pair.mentee}".encode()
        )  # so that neighbors in a list read differently
        given = [Suggested(kind=reason.kind, values=reason.values) for reason in pair.reasons]
        return [self.say(first_reason(reason, pair, self.name, number)).rstrip(".") for reason in given]

    def why_nobody(self, left: Leftover) -> str:
        kept = KeptLeftover(
            id="",
            organization="",
            proposal="",
            number=0,
            person=left.person,
            reason=left.reason,
            closest=left.closest,
            values=left.values,
        )
        return self.say(leftover_sentence(kept, self.name))


def write_pairs(pairs: tuple[ProposedPair, ...], teller: Teller) -> str:
    """The file, header first; no cell of it is run by a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in row] for row in _rows(pairs, teller))
    return text.getvalue()


def _rows(pairs: tuple[ProposedPair, ...], teller: Teller) -> Iterator[tuple[str, ...]]:
    for pair in pairs:
        yield (
            pair.mentor,
            pair.mentee,
            f"{pair.fit:.4f}",
            ";".join(pair.mentor_teaches),
            ";".join(pair.mentee_teaches),
            f"{pair.overlap_hours:g}",
            "; ".join(teller.reasons(pair)),
        )


def read_past(data: bytes) -> Past:
    """The pairs of a file with at least `mentor_id` and `mentee_id`; raises BadFile when it cannot be read."""
    sheet = open_sheet(data, PAIRS)
    past: set[tuple[str, str]] = set()
    problems: list[Problem] = []
    warnings = list(sheet.warnings)
    for cells in rows_of(sheet):
        if isinstance(cells, Problem):
            problems.append(cells)
            continue
        mentor, mentee = (cells.read(column, read_id, "") for column in PAIRS.required)
        for column, found in zip(PAIRS.required, (mentor, mentee), strict=True):
            if not found and not cells.problems:
                cells.problem(column, "empty")
        problems += cells.problems
        warnings += cells.warnings
        if mentor and mentee:
            past.update((one, other) for one in _as_given(mentor) for other in _as_given(mentee))
    return Past(history=History(past=frozenset(past)), problems=tuple(problems), warnings=tuple(warnings))


def _as_given(key: str) -> tuple[str, ...]:
    """An id of our own file may have got an apostrophe that the people's file does not have."""
    return (key, key[1:]) if key[:1] == "'" and key[1:2] in RISKY else (key,)
