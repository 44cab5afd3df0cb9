"""The best few candidates of everybody, where looking at every pair of a pool would take too long.

Mentors come in blocks, each beside a stretch of the mentees in an order that has nothing to do with who they are: in
very large pools everybody is compared with thousands of others instead of all. A rough score (`rough.py`) ranks them.
Of every handful of people the best goes on, and of those the best of each mentor and of each mentee; `candidates.py`
then scores these to the last unit and sees to the rules. Whoever has few candidates is compared once more, with
everybody, and for the sake of related skills as well.
"""

from typing import NamedTuple

import numpy as np

from bot.program.matching.candidates import Candidates, best_of_each, candidates_among, joined
from bot.program.matching.columns import Columns, Ints
from bot.program.matching.many import Pairs, is_senior
from bot.program.matching.rough import NEVER, Rough, Small, rough, scores
from bot.program.matching.rules import Rules

ROWS = 256
STRETCH = 8_192
"""So many mentors are compared with so many mentees at once."""

OF_EACH = 32
"""So many candidates each person keeps. One-sided, some mentees would be nobody's candidate and stay alone."""

HANDFULS = 4 * OF_EACH
"""The best of each handful goes on; with four times as many handfuls as are kept, few of the best are missed."""

FEW = 8
"""Whoever has fewer candidates is compared with everybody."""

MOST_AGAIN = 4 * 10**8
"""So many pairs are looked at for them in all."""


class Found(NamedTuple):
    """Pairs worth a closer look, and their rough score."""

    mentor: Ints
    mentee: Ints
    score: Small


class Block(NamedTuple):
    """Some mentors, the mentees beside them, and of how many handfuls of these mentors a mentee keeps the best."""

    mentors: Ints
    mentees: Ints
    handfuls: int


def best_candidates(columns: Columns, rules: Rules) -> Candidates:
    """List the best candidates of everybody, as `candidates.all_candidates` lists all."""
    mentors = np.flatnonzero(columns.open & columns.may_mentor)
    mentees = np.flatnonzero(columns.open & columns.may_be_mentee)
    table = rough(columns, rules)
    candidates = _search(table, rules, mentors, mentees, STRETCH, related=False)
    number = np.bincount(np.r_[candidates.mentor, candidates.mentee], minlength=len(columns.room.free))
    parts = [candidates]
    for rows, others in (
        (mentors[number[mentors] < FEW], mentees),
        (mentors, mentees[number[mentees] < FEW]),
    ):
        if len(rows) and len(others):
            stretch = max(STRETCH, MOST_AGAIN // len(rows))
            parts.append(_search(table, rules, rows, others, stretch, related=True))
    return joined(parts, len(columns.room.free))


def _search(
    table: Rough, rules: Rules, mentors: Ints, mentees: Ints, stretch: int, *, related: bool
) -> Candidates:
    """Find the best of each of these mentors among these mentees, and the other way round."""
    blocks = _blocks(table.columns, rules, mentors, mentees, stretch)
    found = [_best_of_block(table, block, related=related) for block in blocks]
    parts = [part for part, _ in found]
    columns = Found(*(np.concatenate(column) for column in zip(*[part for _, part in found], strict=True)))
    kept = best_of_each(columns.mentee, columns.score, OF_EACH)
    mentor = np.concatenate([*(part.mentor for part in parts), columns.mentor[kept]])
    mentee = np.concatenate([*(part.mentee for part in parts), columns.mentee[kept]])
    pairs = np.sort(mentor * len(table.columns.room.free) + mentee)
    pairs = pairs[np.r_[True, pairs[1:] != pairs[:-1]]]
    return candidates_among(table.columns, *np.divmod(pairs, len(table.columns.room.free)), rules)


def _blocks(columns: Columns, rules: Rules, mentors: Ints, mentees: Ints, stretch: int) -> list[Block]:
    """Put mentors of one seniority together, beside those of the mentees who may be senior to them."""
    mentees = np.random.default_rng(0).permutation(mentees)  # by a fixed seed: nothing is left to chance
    keys = (columns.site, columns.start, columns.both, columns.chose, columns.grade)
    mentors = mentors[np.lexsort([key[mentors] for key in keys])]
    beside = []
    for number, block in enumerate(np.split(mentors, range(ROWS, len(mentors), ROWS))):
        may = np.zeros(len(mentees), dtype=np.bool_)
        for one in (block[0], block[-1]):
            may |= is_senior(Pairs(columns, np.full_like(mentees, one), mentees), rules)
        others = mentees[may]
        wide = min(len(others), stretch)
        wide -= wide % HANDFULS if wide > HANDFULS else 0
        if wide:
            beside.append((block, np.roll(others, -number * stretch)[:wide]))
    seen = sum(len(others) for _, others in beside) / max(1, len(mentees))  # blocks a mentee is beside
    handfuls = max(1, round(HANDFULS / max(1, seen)))
    return [Block(block, others, handfuls) for block, others in beside]


def _best_of_block(table: Rough, block: Block, *, related: bool) -> tuple[Found, Found]:
    """The best of each of these mentors, and what may be among the best of each mentee."""
    score = scores(table, block.mentors, block.mentees, related=related)
    return _best_in_rows(score, block), _best_in_columns(score, block)


def _best_in_rows(score: Small, block: Block) -> Found:
    height, width = score.shape
    handful = max(1, width // HANDFULS)
    hands = score.reshape(height, -1, handful)
    columns = hands.argmax(axis=2) + np.arange(0, width, handful)
    values = np.take_along_axis(score, columns, axis=1)
    if values.shape[1] > OF_EACH:
        best = np.argpartition(-values, OF_EACH, axis=1)[:, :OF_EACH]
        columns, values = np.take_along_axis(columns, best, axis=1), np.take_along_axis(values, best, axis=1)
    return _found(np.repeat(block.mentors, columns.shape[1]), block.mentees[columns.ravel()], values.ravel())


def _best_in_columns(score: Small, block: Block) -> Found:
    rows, values, start = [], [], 0
    for hand in np.array_split(score, min(block.handfuls, len(score))):
        best = hand.argmax(axis=0)
        rows.append(best + start)
        values.append(np.take_along_axis(hand, best[None], axis=0)[0])
        start += len(hand)
    mentors = block.mentors[np.concatenate(rows)]
    return _found(mentors, np.tile(block.mentees, len(rows)), np.concatenate(values))


def _found(mentor: Ints, mentee: Ints, score: Small) -> Found:
    possible = score > NEVER / 2
    return Found(mentor[possible], mentee[possible], score[possible])
