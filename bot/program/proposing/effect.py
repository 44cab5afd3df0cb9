"""What would other rules do to the pairs? Two proposals of the same people compared, without touching any stored one.

Pure, and done in the worker process (`bot/runtime/trying.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from bot.program.matching import propose, score
from bot.program.matching.pool import History, Pool, ProposedPair
from bot.program.matching.rules import Rules, visible_fit

EXAMPLES = 3
Two = tuple[str, str]


class Trying(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody to be matched, and how: today, and with the rules that are tried. `room` is for so many more pairs."""

    pool: Pool
    history: History
    rules: Rules
    room: int
    tried: Rules
    tried_room: int


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """`fit` is the mean of all pairs, 0 to 1, by what may be shown: a few pairs would else tell what they rated.
    `two_way` are pairs in which both teach.
    """

    people: int = 0
    pairs: int = 0
    two_way: int = 0
    fit: float = 0


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who would have another partner; "" for none."""

    person: str
    before: str
    after: str


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """`changed` counts the pairs that would be new, or gone where those are more."""

    before: Outlook = Outlook()
    after: Outlook = Outlook()
    changed: int = 0
    examples: tuple[Example, ...] = ()


def with_room(pairs: Sequence[ProposedPair], locked: Collection[Two], room: int) -> list[ProposedPair]:
    """As many as there is room for: locked ones first, then the best; in the order they came."""
    first = sorted(range(len(pairs)), key=lambda at: (pairs[at].mentor, pairs[at].mentee) not in locked)
    chosen = set(first[: max(0, room)])
    return [pair for at, pair in enumerate(pairs) if at in chosen]


def effect_of(trying: Trying) -> Effect:
    """Both fits are counted by the rules that are tried: numbers of two ways of counting cannot be compared."""
    locked = frozenset(trying.history.locked)
    before = with_room(propose(trying.pool, trying.history, trying.rules).pairs, locked, trying.room)
    after = with_room(propose(trying.pool, trying.history, trying.tried).pairs, locked, trying.tried_room)
    members = {member.id: member for member in trying.pool.members}
    on = trying.pool.on
    anew = [score(members[one.mentor], members[one.mentee], trying.tried, on) for one in before]
    were, would_be = {(p.mentor, p.mentee) for p in before}, {(p.mentor, p.mentee) for p in after}
    return Effect(
        before=_outlook(anew, trying.tried),
        after=_outlook(after, trying.tried),
        changed=max(len(would_be - were), len(were - would_be)),
        examples=_examples(before, after, were & would_be),
    )


def _outlook(pairs: Sequence[ProposedPair], rules: Rules) -> Outlook:
    return Outlook(
        people=len({person for pair in pairs for person in (pair.mentor, pair.mentee)}),
        pairs=len(pairs),
        two_way=sum(bool(pair.mentor_teaches and pair.mentee_teaches) for pair in pairs),
        fit=round(sum(visible_fit(pair.parts, rules) for pair in pairs) / len(pairs), 4) if pairs else 0.0,
    )


def _examples(
    before: Sequence[ProposedPair], after: Sequence[ProposedPair], same: set[Two]
) -> tuple[Example, ...]:
    """Mentors whose mentee would be another, the best pairs first; then those who would have nobody."""
    then = {pair.mentor: pair.mentee for pair in reversed(after) if (pair.mentor, pair.mentee) not in same}
    now = {pair.mentor: pair.mentee for pair in reversed(before) if (pair.mentor, pair.mentee) not in same}
    order = [pair.mentor for pair in (*after, *before) if pair.mentor in then or pair.mentor in now]
    mentors = sorted(dict.fromkeys(order), key=lambda one: not (one in then and one in now))
    return tuple(
        Example(person=one, before=now.get(one, ""), after=then.get(one, "")) for one in mentors[:EXAMPLES]
    )
