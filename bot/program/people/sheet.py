"""How do the bytes of a CSV file become cells, each row with the line it starts on?

Forgives what spreadsheets do (byte-order mark, Windows line ends, blank rows, another separator) and refuses
what would damage words. A broken quotation mark costs its row, and those after it up to the next whole one.
Read `cells.py` next: what a cell may say.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import time
from typing import Final

import msgspec
from rapidfuzz import fuzz, process

from bot.program.people.records import COLUMNS, MAX_MEGABYTES, BadFile, PersonRow, Problem

SEPARATORS: Final = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
MAX_BROKEN_ROWS: Final = 1000  # each is read to the next quotation mark and then again, so they are bounded

_SEPARATOR_LINE: Final = re.compile(r"sep=.\s*", re.IGNORECASE)
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_SIGNATURES: Final = (
    (b"\xff\xfe", "utf_16"),
    (b"\xfe\xff", "utf_16"),
    (b"\x00\x00\xfe\xff", "utf_16"),
    (b"PK\x03\x04", "spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "spreadsheet"),
)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """Which columns a kind of file may have, and which it must."""

    columns: tuple[str, ...]
    required: tuple[str, ...]

    def column(self, cell: str) -> str:
        """The column that a cell of the header means, capitals, spaces and dashes aside; empty: none of ours."""
        key = "".join(filter(str.isalnum, cell.casefold()))
        return next((name for name in self.columns if name.replace("_", "") == key), "")


PEOPLE: Final = Form(columns=COLUMNS, required=("id", "name"))


class Record(msgspec.Struct, frozen=True):
    """The cells of one row, or in `broken` the reason why there are none."""

    line: int
    cells: list[str]
    after: int  # index of the physical line after the row
    broken: str = ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """The table of a file: where each known column stands, and the lines under the header."""

    lines: list[str]
    first: int  # index in `lines` of the first one under the header
    separator: str
    width: int  # cells in the header, unnamed ones included
    places: dict[str, int]  # column -> index of its cell
    unnamed: tuple[int, ...]
    warnings: tuple[Problem, ...]


def open_sheet(data: bytes, form: Form = PEOPLE) -> Sheet:
    """Decode the file and read its header; raises BadFile."""
    lines = list(io.StringIO(_decoded(data), newline=""))
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if _SEPARATOR_LINE.fullmatch(lines[first]):
        first += 1  # a note of some spreadsheets to themselves
    first = next((at for at in range(first, len(lines)) if lines[at].strip(" \t\r\n,;|")), len(lines))
    if first == len(lines):
        raise BadFile("empty")
    separator, header = _header(lines, first, form)
    names = [form.column(cell) for cell in header.cells]
    warnings = _header_warnings(header, names, form)
    if separator != ",":
        warnings.insert(
            0, Problem(line=header.line, reason="separator", values={"found": SEPARATORS[separator]})
        )
    return Sheet(
        lines=lines,
        first=header.after,
        separator=separator,
        width=len(names),
        places={name: at for at, name in enumerate(names) if name},
        unnamed=tuple(at for at, cell in enumerate(header.cells) if not cell.strip()),
        warnings=tuple(warnings),
    )


def records(sheet: Sheet) -> Iterator[Record]:
    """The rows under the header without the blank ones; raises BadFile when too many are broken.

    After a broken row only one as wide as the header is believed again: lines between may belong to a cell.
    """
    broken = 0
    doubtful = False
    for record in _read(sheet.lines, sheet.first, sheet.separator, sheet.width):
        if record.broken:
            broken += 1
            if broken > MAX_BROKEN_ROWS:
                raise BadFile("broken_quotes", {"count": str(MAX_BROKEN_ROWS)})
            doubtful = True
            yield record
        elif any(map(str.strip, record.cells)):
            doubtful = doubtful and len(record.cells) != sheet.width
            yield msgspec.structs.replace(record, broken="after_broken_quotes") if doubtful else record


def write_people(rows: Iterable[PersonRow]) -> str:
    """The rows as `read_people` reads them, header first; formulas are not defused, so for samples only."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(getattr(row, column)) for column in COLUMNS] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_MEGABYTES * 1024 * 1024:
        raise BadFile("too_large", {"megabytes": str(-(-len(data) // (1024 * 1024)))})
    for signature, reason in _SIGNATURES:
        if data.startswith(signature):
            raise BadFile(reason)
    beginning = data[:4096]
    if beginning.count(0) * 4 > len(beginning):
        raise BadFile("utf_16")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data, 0, error.start)) + 1
        raise BadFile("not_utf_8", {"line": str(line)}) from error
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise BadFile("empty")
    return text


class _Cursor:
    """Hands lines to the CSV reader and remembers how far it has come."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines = lines
        self.at = at

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _read(lines: list[str], start: int, separator: str, width: int) -> Iterator[Record]:
    """All rows from a line on; reading goes on in the line after the start of a broken row."""
    while start < len(lines):
        cursor = _Cursor(lines, start)
        reader = csv.reader(cursor, delimiter=separator, strict=True, skipinitialspace=separator != "\t")
        broken = ""
        try:
            for cells in reader:
                if cursor.at - start > 1 and len(cells) < width and _swallowed(cells, separator):
                    broken = "broken_quotes"
                    break
                yield Record(start + 1, cells, cursor.at)
                start = cursor.at
        except csv.Error as error:
            broken = "endless_cell" if "limit" in str(error) else "broken_quotes"
        if broken:
            yield Record(start + 1, [], start + 1, broken)
            start += 1


def _swallowed(cells: list[str], separator: str) -> bool:
    """Whether a cell looks as if its quotation mark had closed in a later row only."""
    return any(separator in part for cell in cells for part in cell.splitlines()[1:])


def _header(lines: list[str], first: int, form: Form) -> tuple[str, Record]:
    """The separator under which most columns are known, and the header read with it."""
    best: tuple[int, str, Record] | None = None
    for separator in SEPARATORS:
        record = next(_read(lines, first, separator, 0))
        found = {form.column(cell) for cell in record.cells} - {""}
        score = len(found) + len(form.columns) * found.issuperset(form.required)
        if best is None or score > best[0]:
            best = score, separator, record
    if best is None or best[0] == 0:
        needed = " and ".join(f"`{column}`" for column in form.required)
        raise BadFile("no_header", {"line": str(first + 1), "needed": needed})
    return best[1], best[2]


def _header_warnings(header: Record, names: list[str], form: Form) -> list[Problem]:
    line = str(header.line)
    for column in form.required:
        if column not in names:
            raise BadFile("missing_column", {"line": line, "column": column})
    for column in form.columns:
        if names.count(column) > 1:
            raise BadFile("doubled_column", {"line": line, "column": column})
    warnings = [
        _unknown_column(header.line, cell, form)
        for cell, name in zip(header.cells, names, strict=True)
        if cell.strip() and not name
    ]
    if "manager_id" in form.columns and "manager_id" not in names:
        warnings.append(Problem(line=header.line, column="manager_id", reason="no_manager_column"))
    return warnings


def _unknown_column(line: int, cell: str, form: Form) -> Problem:
    found = "".join(filter(str.isprintable, " ".join(cell.split())))[:60]
    best = process.extractOne(found.casefold(), form.columns, scorer=fuzz.ratio, score_cutoff=75)
    values = {"found": found, "hint": best[0]} if best else {"found": found}
    return Problem(line=line, reason="unknown_column", values=values)
