"""The best few candidates of everybody, where looking at every pair of a pool would take too long.

Sets of people (`sets.py`) tell for sixty-four at once who wants what somebody teaches and teaches what they want: one
wish, two, or three and more in either direction; and whose hours, language and site suit. From the best of these
classes down everybody gets enough people to choose from. A rough score ranks them; `candidates.py` scores the best to
the last unit and sees to the rules. One-way and related exchanges are for those who would have few without.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bot.program.matching.candidates import Candidates, best_of_each, candidates_among, joined
from bot.program.matching.codes import Code, Small, codes_of
from bot.program.matching.columns import UNKNOWN, Columns, Flags, Ints
from bot.program.matching.many import Pairs, is_senior
from bot.program.matching.pool import Progress
from bot.program.matching.rules import RELATED, STRENGTHS, Rules, weights
from bot.program.matching.sets import Bits, Sets, as_bits, members_of, padded, sets_of

ROWS = 64
"""So many people look for somebody in one go: what is known of them then stays near the processor."""

OF_EACH = 16
MOST_OF_EACH = 320
IN_SMALL_POOLS = 32 * 10**8
"""So many candidates each person keeps among a hundred thousand people; in smaller pools more, so many by the square of
the pool: there everybody's best are the same few people. One-sided, some mentees would be nobody's candidate.
"""

CHOICE = 2
"""So many times as many people to choose from."""

FEW = 12
"""With fewer than that, or than a quarter of what everybody keeps, one direction or a related skill is enough."""

SEARCHED = 0.6
"""So much of the work is done when candidates are found."""

MOST_SKILLS = 16
"""So many skills of one person are looked at here."""

TIERS = (
    (3, 3),
    (3, 2),
    (2, 2),
    (3, 1),
    (2, 1),
    (1, 1),
    (1, RELATED),
    (3, 0),
    (2, 0),
    (1, 0),
    (RELATED, RELATED),
    (RELATED, 0),
)
"""What two people exchange, best first: wishes met in the better and in the other direction, at least."""


class Found(NamedTuple):
    """Who may suit whom, and the rough score."""

    person: Ints
    other: Ints
    score: Small


class Skills(NamedTuple):
    """What those teach and want who look for somebody: numbers of sets, each row filled up with the empty one."""

    teaches: Ints
    wants: Ints
    teaches_kinds: Ints
    wants_kinds: Ints


class Step(NamedTuple):
    """A class of people: which tier, what that is worth, how many codes suit at least, and what all is worth."""

    tier: int
    exchange: float
    suiting: int
    worth: float


class Looking(NamedTuple):
    """What a search needs: whom people look for, and what the parts of the score weigh."""

    columns: Columns
    rules: Rules
    codes: tuple[Code, ...]
    sets: Sets
    for_mentors: bool
    of_each: int
    steps: tuple[Step, ...]


def best_candidates(columns: Columns, rules: Rules, progress: Progress) -> Candidates:
    """List the best candidates of everybody, as `candidates.all_candidates` lists all."""
    mentors = np.flatnonzero(columns.open & columns.may_mentor)
    mentees = np.flatnonzero(columns.open & columns.may_be_mentee)
    codes, people = codes_of(columns, rules), len(columns.open)
    of_each = max(OF_EACH, min(MOST_OF_EACH, IN_SMALL_POOLS // people**2))
    keys: list[Ints] = []
    steps = _steps(codes, rules)
    for lookers, others, for_mentors in ((mentors, mentees, True), (mentees, mentors, False)):
        sets = sets_of(columns, codes, others)
        looking = Looking(columns, rules, codes, sets, for_mentors, of_each, steps)
        for found in _search(looking, lookers):
            progress(SEARCHED * len(keys) * ROWS / (len(mentors) + len(mentees) + 2 * ROWS))
            mentor, mentee = (found.person, found.other) if for_mentors else (found.other, found.person)
            keys.append(mentor * people + mentee)
    pairs = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *keys]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return joined([candidates_among(columns, *np.divmod(pairs, people), rules)], people)


def _steps(codes: Sequence[Code], rules: Rules) -> tuple[Step, ...]:
    """Every tier with every number of suiting codes, by what a pair of that class is worth at least."""
    weight_of, steps = weights(rules), []
    for tier, counts in enumerate(TIERS):
        one, other = (RELATED if count == RELATED else STRENGTHS[int(count)] for count in counts)
        worth = weight_of["both_ways"] * float(np.sqrt(one * other)) + weight_of["topics"] * (one + other) / 2
        for suiting in range(len(codes) + 1):
            common = sum(float(code.table.max()) for code in codes[:suiting])
            rest = sum(float(np.median(code.table)) for code in codes[suiting:])
            steps.append(Step(tier, worth, suiting, worth + common + max(0.0, rest)))
    return tuple(sorted(steps, key=lambda step: (TIERS[step.tier][1] < 1, -step.worth)))


def _search(looking: Looking, people: Ints) -> Iterator[Found]:
    """Find the best of the others for each of these people."""
    columns = looking.columns
    people = people[np.lexsort([key[people] for key in _seniority_keys(columns)])]
    tables = (columns.teaches, columns.wants, columns.teaches_kinds, columns.wants_kinds)
    skills = [padded(table, people, MOST_SKILLS) for table in tables]
    for start in range(0, len(people), ROWS):
        part = slice(start, start + ROWS)
        yield _best_of_block(looking, people[part], Skills(*(table[part] for table in skills)))


def _best_of_block(looking: Looking, people: Ints, skills: Skills) -> Found:
    sets = looking.sets
    suits = _suiting(looking, people)
    gives = _Direction((sets.wanting, skills.teaches), (sets.wanting_kind, skills.teaches_kinds))
    gets = _Direction((sets.teaching, skills.wants), (sets.teaching_kind, skills.wants_kinds))
    seen = np.zeros_like(suits[0])
    number = np.zeros(len(people), dtype=np.int64)
    found = []
    for step in looking.steps:
        enough = CHOICE * looking.of_each if TIERS[step.tier][1] >= 1 else max(FEW, looking.of_each // 4)
        hungry = number < enough
        if not hungry.any():
            break
        fresh = _exchanging(gives, gets, step.tier) & suits[step.suiting] & ~seen
        fresh[~hungry] = 0
        fresh = _thinned(looking, fresh)
        seen |= fresh
        row, place = members_of(fresh)
        number += np.bincount(row, minlength=len(people))
        found.append(_scored(looking, people[row], sets.people[place], step))
    every = Found(*(np.concatenate(column) for column in zip(*found, strict=True)))
    best = best_of_each(every.person, every.score, looking.of_each)
    return Found(every.person[best], every.other[best], every.score[best])


def _suiting(looking: Looking, people: Ints) -> list[Bits]:
    """Who is allowed for each of these people; of those whom the first code suits, the first two, and so on."""
    allowed = _senior(looking, people)
    for code, sets in zip(looking.codes, looking.sets.allowed, strict=True):
        allowed = allowed & sets[code.of[people]]
    suits = [allowed]
    for code, sets in zip(looking.codes, looking.sets.suiting, strict=True):
        suits.append(suits[-1] & sets[code.of[people]])
    return suits


def _senior(looking: Looking, people: Ints) -> Bits:
    """Whose seniority goes with each of these people, or with others of the same grade who came earlier or later."""
    columns, others = looking.columns, looking.sets.people
    keys = np.column_stack([key[people] for key in _seniority_keys(columns)[1:]])
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    last = len(people) - 1 - np.unique(keys[::-1], axis=0, return_index=True)[1]
    rows = []
    for ends in zip(first, last, strict=True):
        fitting = np.zeros(len(others), dtype=np.bool_)
        for one in set(people[list(ends)].tolist()):
            person = np.full_like(others, one)
            pair = (person, others) if looking.for_mentors else (others, person)
            fitting |= is_senior(Pairs(columns, *pair), looking.rules)
        rows.append(fitting)
    return as_bits(np.array(rows))[group.reshape(-1)]


def _seniority_keys(columns: Columns) -> tuple[Ints | Flags, ...]:
    """What seniority depends on; on the first only where a grade is missing, and the later the better."""
    return columns.start, columns.start == UNKNOWN, columns.both, columns.chose, columns.grade


class _Direction:
    """Who meets so many wishes of each of these people, or has so many met by them."""

    def __init__(self, wishes: tuple[Bits, Ints], kinds: tuple[Bits, Ints]) -> None:
        self._counted, self._kinds = _three(*wishes), kinds

    def at_least(self, count: float) -> Bits:
        if count == 0:
            everybody: Bits = ~np.zeros_like(self._counted[0])
            return everybody
        return self._related if count == RELATED else self._counted[int(count) - 1]

    @cached_property
    def _related(self) -> Bits:
        """Who has at least something related; few people have to settle for that."""
        return self._counted[0] | _three(*self._kinds)[0]


def _exchanging(gives: _Direction, gets: _Direction, tier: int) -> Bits:
    """Who exchanges so much with each of these people, or more, whichever way round."""
    more, less = TIERS[tier]
    found: Bits = (gives.at_least(more) & gets.at_least(less)) | (gives.at_least(less) & gets.at_least(more))
    return found


def _three(sets: Bits, skills: Ints) -> list[Bits]:
    """Who is in at least one, two, three of the sets of each row of skills."""
    one, two, three = (np.zeros((len(skills), sets.shape[1]), dtype=np.uint64) for _ in range(3))
    for skill in skills.T:
        some = sets[skill]
        three |= two & some
        two |= one & some
        one |= some
    return [one, two, three]


def _thinned(looking: Looking, fresh: Bits) -> Bits:
    """Leave about as many in each set as are enough; everybody thins out others."""
    count = np.bitwise_count(fresh).sum(axis=1, dtype=np.int64)
    thinned = looking.sets.thinned
    level = np.floor(np.log2(np.maximum(count / (CHOICE * looking.of_each), 1))).astype(np.int64)
    many = np.flatnonzero(level)
    if many.size:
        words = fresh.shape[1]
        turned = (np.arange(words) + 37 * many[:, None]) % words
        fresh[many] &= thinned[np.minimum(level[many], len(thinned) - 1)[:, None], turned]
    return fresh


def _scored(looking: Looking, person: Ints, other: Ints, step: Step) -> Found:
    score = np.full(len(person), step.exchange, dtype=np.float32)
    for code in looking.codes:
        score += code.table[code.of[person], code.of[other]]
    return Found(person, other, score)
