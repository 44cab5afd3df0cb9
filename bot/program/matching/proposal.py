"""Who should teach whom: the whole of matching in one function.

Start reading here; `rules.py` says what is allowed and good, `solve.py` what is best together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

import msgspec

from bot.program.matching.explain import describe, discreet, leftovers
from bot.program.matching.pool import DroppedLock, History, Member, Pool, Progress, Proposal, ProposedPair
from bot.program.matching.rules import Frame, Rules, check, without_aim
from bot.program.matching.sides import prepare

SHARES = (0.1, 0.9)
"""Where looking for the best begins and ends: before it people are made ready, afterwards everything is explained."""


def propose(pool: Pool, history: History, rules: Rules, progress: Progress = lambda _share: None) -> Proposal:
    """Suggest who should teach whom, so that most people are matched and then the total score is highest.

    Pairs come best first, fits from 0 to 1; people left out are listed with a reason. No past pairing is
    repeated. Last round's left-over come before everything but the number of people matched, and a second
    partner is asked of somebody only where a person would stay alone otherwise. An aim only decides who of
    them goes with whom, and is in none of the figures. Locked pairs are kept, or reported. `ValueError` if an
    id occurs twice or a time zone is unknown.
    """
    # numpy, scipy and OR-Tools stay out of the process that talks to people: only a worker gets as far as this.
    from bot.program.matching.best import best

    members = by_id(pool.members)
    locked, dropped = _keep_locks(members, history, rules, pool)
    loaded = with_pairs(members, locked)
    frame = Frame(history, rules)
    sides = [prepare(member, pool.on) for member in loaded.values()]
    progress(SHARES[0])
    found = best(sides, frame, progress=partial(_between, progress, *SHARES))
    pairs = [describe(sides[mentor], sides[mentee], rules) for mentor, mentee in found.pairs]
    side_of = {side.member.id: side for side in sides}
    pairs += [describe(side_of[mentor], side_of[mentee], rules) for mentor, mentee in locked]
    pairs.sort(key=lambda pair: (-pair.fit, pair.mentor, pair.mentee))
    paired = frozenset(person for pair in pairs for person in (pair.mentor, pair.mentee))
    progress(1)
    return Proposal(
        pairs=tuple(pairs),
        leftovers=leftovers(sides, found.closest, paired, Frame(history, without_aim(rules))),
        objective={**_objective(pairs, paired, members), "gap": found.gap},
        dropped_locks=dropped,
    )


def _between(progress: Progress, start: float, end: float, share: float) -> None:
    progress(start + (end - start) * share)


def with_pairs(members: dict[str, Member], pairs: Iterable[tuple[str, str]]) -> dict[str, Member]:
    """Give the members with the capacity counted that these pairs take."""
    taken = Counter(person for pair in pairs for person in pair)
    return {
        name: msgspec.structs.replace(member, open_pairings=member.open_pairings + taken[name])
        for name, member in members.items()
    }


def by_id(members: Sequence[Member]) -> dict[str, Member]:
    """Sort by id, so that nothing depends on the order people came in; `ValueError` if an id occurs twice."""
    found = {member.id: member for member in sorted(members, key=lambda member: member.id)}
    if len(found) < len(members):
        twice = [name for name, times in Counter(member.id for member in members).items() if times > 1]
        raise ValueError(f"ids occur more than once in the pool: {', '.join(sorted(twice)[:5])}")
    return found


def _keep_locks(
    members: dict[str, Member], history: History, rules: Rules, pool: Pool
) -> tuple[list[tuple[str, str]], tuple[DroppedLock, ...]]:
    kept: list[tuple[str, str]] = []
    dropped: list[DroppedLock] = []
    for mentor, mentee in sorted(set(history.locked)):
        broken: tuple[str, ...]
        if mentor not in members or mentee not in members:
            broken = ("unavailable",)
        elif (mentee, mentor) in kept:
            broken = ("capacity",)
        else:
            two = with_pairs({name: members[name] for name in (mentor, mentee)}, kept)
            broken = check(two[mentor], two[mentee], history, rules, pool.on)
        if broken:
            dropped.append(DroppedLock(mentor=mentor, mentee=mentee, broken=discreet(broken)))
        else:
            kept.append((mentor, mentee))
    return kept, tuple(dropped)


def _objective(
    pairs: Sequence[ProposedPair], paired: frozenset[str], members: dict[str, Member]
) -> dict[str, float]:
    reached = [members[person] for person in paired if not members[person].open_pairings]
    return {
        "matched": float(len(reached)),
        "waiting": float(sum(member.waiting for member in reached)),
        "pairs": float(len(pairs)),
        "fit": round(sum(pair.fit for pair in pairs), 4),
    }
