"""Who else a person of a proposal could be paired with, and what that would do to the others.

Pure and light: an admin waits for it in a chat. It never touches locked pairs and never offers what a hard
rule forbids.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from bot.program.matching.comparing import Sharers, directed, rank
from bot.program.matching.explain import describe
from bot.program.matching.pool import History, Pool, ProposedPair, SwapOption
from bot.program.matching.proposal import by_id, with_pairs
from bot.program.matching.rules import Frame, Rules, without_aim
from bot.program.matching.sides import Side, prepare

Two = tuple[str, str]


class Board(NamedTuple):
    """The proposal as it stands: people prepared, ids in order, everybody's pairs best first, and the locked ones."""

    sides: dict[str, Side]
    pairs: dict[str, list[Two]]
    locked: frozenset[Two]
    frame: Frame


def swap_options(
    proposal_pairs: Sequence[ProposedPair],
    person: str,
    pool: Pool,
    history: History,
    rules: Rules,
    limit: int = 5,
) -> tuple[SwapOption, ...]:
    """List other partners for a person: first those that leave fewest people alone, then by fit.

    Of several pairs of a person the least fitting one is replaced. Nobody is offered for a person who is
    unknown, unavailable, or in locked pairs only.
    """
    members = by_id(pool.members)
    if person not in members:
        return ()
    ordered = sorted(proposal_pairs, key=lambda pair: (-pair.fit, pair.mentor, pair.mentee))
    board = Board(
        sides={name: prepare(member, pool.on) for name, member in members.items()},
        pairs=_by_person(ordered),
        locked=frozenset(history.locked),
        frame=Frame(history, without_aim(rules)),
    )
    replaced = _last_open(board, person)
    if replaced is None and board.pairs.get(person):
        return ()
    names = list(board.sides)
    sharing = Sharers(list(board.sides.values())).of(names.index(person))
    options = [_option(board, person, names[place], replaced) for place in sharing]
    found = [option for option in options if option is not None]
    found.sort(key=lambda one: (_cost(board, one), len(one.replaces), -one.pair.fit, one.partner))
    return tuple(found[:limit])


def _by_person(ordered: Iterable[ProposedPair]) -> dict[str, list[Two]]:
    found: dict[str, list[Two]] = {}
    for pair in ordered:
        for name in (pair.mentor, pair.mentee):
            found.setdefault(name, []).append((pair.mentor, pair.mentee))
    return found


def _cost(board: Board, option: SwapOption) -> int:
    """Count how many more people are alone than before, leaving the person asked about aside."""
    return len(option.unmatched) - len(_alone(board, [option.partner], (), ()))


def _last_open(board: Board, person: str, without: Two | None = None) -> Two | None:
    own = [pair for pair in board.pairs.get(person, ()) if pair not in board.locked and pair != without]
    return own[-1] if own else None


def _option(board: Board, person: str, partner: str, replaced: Two | None) -> SwapOption | None:
    if any(partner in pair for pair in board.pairs.get(person, ())):
        return None
    replaces = [] if replaced is None else [replaced]
    pair = _best_pair(board, person, partner, replaces)
    if pair is None:
        given_up = _last_open(board, partner, replaced)
        if given_up is None:
            return None
        replaces.append(given_up)
        pair = _best_pair(board, person, partner, replaces)
    if pair is None:
        return None
    new = [(pair.mentor, pair.mentee)]
    left = sorted({name for two in replaces for name in two} - {person, partner})
    instead = None
    if len(left) == 2 and _alone(board, left, replaces, new):
        instead = _best_pair(board, left[0], left[1], replaces, new)
    if instead is not None:
        new.append((instead.mentor, instead.mentee))
    return SwapOption(
        partner=partner,
        pair=pair,
        replaces=tuple(replaces),
        instead=instead,
        unmatched=_alone(board, left, replaces, new),
    )


def _alone(board: Board, people: Iterable[str], gone: Sequence[Two], new: Sequence[Two]) -> tuple[str, ...]:
    """List those of these people who would be in no pair, of this proposal or of an earlier round."""
    after = {name for pair in new for name in pair}
    return tuple(
        [
            name
            for name in people
            if name not in after
            and all(pair in gone for pair in board.pairs.get(name, ()))
            and not (name in board.sides and board.sides[name].member.open_pairings)
        ]
    )


def _best_pair(
    board: Board, one: str, other: str, gone: Sequence[Two], new: Sequence[Two] = ()
) -> ProposedPair | None:
    """Pair two people in their better direction that breaks no rule with these pairs gone and those made."""
    if one not in board.sides or other not in board.sides:
        return None
    theirs = dict.fromkeys((*board.pairs.get(one, ()), *board.pairs.get(other, ())))
    pairs = [pair for pair in theirs if pair not in gone]
    if any(one in pair and other in pair for pair in pairs):
        return None
    pairs += new
    members = with_pairs({name: board.sides[name].member for name in (one, other)}, pairs)
    sides = [msgspec.structs.replace(board.sides[name], member=members[name]) for name in (one, other)]
    ways = [(sides[mentor], sides[mentee]) for mentor, mentee in directed(sides, 0, 1, board.frame)]
    if not ways:
        return None
    mentor, mentee = min(ways, key=lambda way: rank(way[0], way[1], board.frame.rules))
    found = describe(mentor, mentee, board.frame.rules)
    return found if found.parts["topics"] else None
