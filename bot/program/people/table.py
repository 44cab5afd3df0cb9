"""Which rows of a file can be read at all, and which cannot be told apart?

Read `cells.py` next: what each cell of a row may say.
"""

from collections.abc import Iterator

from bot.program.people.cells import STRICT, Cells, Manners, Reader
from bot.program.people.records import Problem
from bot.program.people.sheet import Sheet, records


def rows_of(sheet: Sheet, manners: Manners = STRICT) -> Iterator[Cells | Problem]:
    """The rows under the header, in the order of the file; a problem where the cells of one are not known."""
    unnamed = set(sheet.unnamed)
    reader = Reader(sheet.places, manners)
    for record in records(sheet):
        cells = Cells(record.line, record.cells, reader)
        if record.broken or any(map(str.strip, record.cells[sheet.width :])):
            yield Problem(line=record.line, reason=record.broken or "too_many_cells")
            continue
        filled = {at for at in unnamed if at < len(record.cells) and record.cells[at].strip()}
        for at in sorted(filled):
            cells.warn("", "unnamed_column", {"number": str(at + 1)})
        unnamed -= filled
        if len(record.cells) < sheet.width:
            cells.warn("", "too_few_cells")
        yield cells
