"""With whom, once it is settled who: all that answers given for the program's aim may move.

Who gets a partner, and how many, is decided without them, so that whoever tells nothing has the same chance. Then the
same people are paired anew, and now the answers count for how well two of them fit. They are in no figure and no
reason that anybody reads: `describe` never sees them.
"""

import numpy as np

from bot.program.matching.candidates import Candidates, candidates_among
from bot.program.matching.columns import Columns, Ints
from bot.program.matching.rules import Rules
from bot.program.matching.solve import choose


def pair_anew(columns: Columns, chosen: Candidates, among: Candidates, rules: Rules) -> Candidates:
    """Pair those who were chosen by the program's aim, too; nobody of them loses their partner by it."""
    if not rules.aim or not columns.background.any():
        return chosen
    taken: Ints = np.bincount(np.r_[chosen.mentor, chosen.mentee], minlength=len(columns.seats.free))
    theirs = (taken[among.mentor] > 0) & (taken[among.mentee] > 0)
    again = candidates_among(columns, among.mentor[theirs], among.mentee[theirs], rules)
    found = again.only(choose(columns.seats._replace(free=taken), again).taken)
    same = np.array_equal(_people(found), _people(chosen))
    return found if same else chosen


def _people(pairs: Candidates) -> Ints:
    people: Ints = np.union1d(pairs.mentor, pairs.mentee)
    return people
