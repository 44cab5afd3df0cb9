"""With whom, once it is settled who: all that answers given for the program's aim may move.

Who gets a partner, and how many, is decided without them, so that whoever tells nothing has the same chance. Then the
same people are paired anew, and now the answers count for how well two of them fit. They are in no figure and no
reason that anybody reads: `describe` never sees them.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from bot.program.matching.candidates import Candidate, Place, fit_units
from bot.program.matching.rules import Rules
from bot.program.matching.sides import Side, between

Choose = Callable[[Sequence[Place], Sequence[Candidate]], list[Candidate]]


def pair_anew(
    sides: Sequence[Side],
    places: Sequence[Place],
    candidates: Sequence[Candidate],
    chosen: list[Candidate],
    rules: Rules,
    choose: Choose,
) -> list[Candidate]:
    """Pair those who were chosen by the program's aim, too; nobody of them loses their partner by it."""
    if not rules.aim or not any(side.member.background for side in sides):
        return chosen
    taken = Counter(one for pair in chosen for one in (pair.mentor, pair.mentee))
    room = [place._replace(free=taken[number]) for number, place in enumerate(places)]
    among = [
        pair._replace(fit=fit_units(between(sides[pair.mentor], sides[pair.mentee]), rules))
        for pair in candidates
        if taken[pair.mentor] and taken[pair.mentee]
    ]
    anew = choose(room, among)
    again = {one for pair in anew for one in (pair.mentor, pair.mentee)}
    return anew if again == taken.keys() else chosen
