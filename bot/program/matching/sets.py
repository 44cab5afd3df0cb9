"""People as sets: a row of bits for each skill, kind of skill or code, so that one operation looks at 64 people.

`wide.py` searches with them; `codes.py` says what codes are.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.program.matching.codes import NEVER, Code
from bot.program.matching.columns import Columns, Flags, Ints

Bits = NDArray[np.uint64]

WORD = 64
CHUNK = 256  # so many sets are made at once
THINNED = 16
SUITS = 0.75
"""From this share of the best a code is said to suit."""


class Sets(NamedTuple):
    """People to choose from, in an order that has nothing to do with who they are, and sets of them.

    Of skills and kinds a row for each, and an empty one last; for each code who is allowed beside it, and who suits it.
    `thinned` are everybody, about half of them, a quarter, ...
    """

    people: Ints
    wanting: Bits
    teaching: Bits
    wanting_kind: Bits
    teaching_kind: Bits
    allowed: tuple[Bits, ...]
    suiting: tuple[Bits, ...]
    thinned: Bits


def sets_of(columns: Columns, codes: Sequence[Code], people: Ints) -> Sets:
    chance = np.random.default_rng(0)  # by a fixed seed: nothing is left to chance
    people = chance.permutation(people)
    thinned = [np.ones(len(people), dtype=np.bool_)]
    for _ in range(1, THINNED):
        thinned.append(thinned[-1] & (chance.random(len(people)) < 0.5))
    return Sets(
        people,
        _of_table(columns.wants[people]),
        _of_table(columns.teaches[people]),
        _of_table(columns.wants_kinds[people]),
        _of_table(columns.teaches_kinds[people]),
        tuple(as_bits(code.table[:, code.of[people]] > NEVER / 2) for code in codes),
        tuple(as_bits(code.table[:, code.of[people]] >= SUITS * code.table.max()) for code in codes),
        as_bits(np.array(thinned)),
    )


def as_bits(flags: Flags) -> Bits:
    """Pack rows of flags into rows of words; what is beyond the last flag is not set."""
    words = -(-flags.shape[1] // WORD)
    packed = np.zeros((len(flags), words * WORD // 8), dtype=np.uint8)
    packed[:, : -(-flags.shape[1] // 8)] = np.packbits(flags, axis=1, bitorder="little")
    return packed.view(np.uint64)


def members_of(sets: Bits) -> tuple[Ints, Ints]:
    """List who is in each set: the rows in order, and the numbers in them."""
    row, word = np.nonzero(sets)
    flags = np.unpackbits(sets[row, word].view(np.uint8).reshape(-1, WORD // 8), axis=1, bitorder="little")
    place, bit = np.nonzero(flags)
    return row[place], word[place] * WORD + bit


def _of_table(table: csr_array) -> Bits:
    by_skill = table.T.tocsr()
    chunks = [
        as_bits(by_skill[start : start + CHUNK].toarray() != 0)
        for start in range(0, by_skill.shape[0], CHUNK)
    ]
    none = as_bits(np.zeros((1, table.shape[0]), dtype=np.bool_))
    return np.concatenate([*chunks, none])


def padded(table: csr_array, people: Ints, most: int) -> Ints:
    """The columns of a table in which these people's rows are filled, at most so many; the empty set for the rest."""
    rows = table[people]
    counts = np.minimum(np.diff(rows.indptr), most)
    filled = np.full((len(people), int(counts.max(initial=0))), table.shape[1], dtype=np.int64)
    for number in range(filled.shape[1]):
        some = np.flatnonzero(counts > number)
        filled[some, number] = rows.indices[rows.indptr[some] + number]
    return filled
