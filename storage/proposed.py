"""What does a query find of a proposal: its lines and its left-over, all of them, a page, or those of some people?"""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.program.model import Leftover, Line, Proposal
from bot.program.snapshot import LINES, Query
from storage.loading import Loading
from storage.lookups import Look, Where


def _proposal(loading: Loading) -> None:
    query = loading.query
    line = loading.one(Line, query.line)
    proposal = _asked_proposal(loading)
    loading.found(line=line, proposal=proposal)
    if line:
        loading.mention(line.mentor, line.mentee)
    if proposal is None:
        return
    loading.mention(proposal.asked_by, *_advised(proposal))
    lines = loading.look(Line, _lines(loading, proposal))
    leftovers = loading.look(Leftover, _left(loading, proposal))
    loading.found(lines=tuple(lines), leftovers=tuple(leftovers))
    if query.number and line is None:
        numbered: Where = {**_proposed(proposal), "number": (query.number,)}
        line = next(iter(loading.look(Line, Look(where=numbered, limit=1))), None)
        loading.found(line=line)
        lines = [*lines, *([line] if line else [])]
    if query.lines == "locked":
        locked = {**_proposed(proposal), "locked": (True,)}
        counted = loading.reader.count(Line, loading.organization, "state", locked)
        loading.found(locked=sum(counted.values()))
    for line in lines:
        loading.mention(line.mentor, line.mentee)
    for leftover in leftovers:
        loading.mention(leftover.person, *leftover.closest)


def _advised(proposal: Proposal) -> list[str]:
    """Whom the advice about the left-over names."""
    named = [one.values.get(role, []) for one in proposal.advice for role in ("placed_ids", "taker_ids")]
    return [person for people in named if isinstance(people, list) for person in people]


def _asked_proposal(loading: Loading) -> Proposal | None:
    if loading.query.proposal != "current":
        return loading.one(Proposal, loading.query.proposal)
    current: Where = {"state": ("making", "ready", "approved", "announcing")}
    newest = loading.look(Proposal, Look(where=current, order=("-saved", "id"), limit=1))
    return newest[0] if newest else None


def _proposed(proposal: Proposal) -> dict[str, Collection[object]]:
    return {"proposal": (proposal.id,), "state": ("proposed",)}


ORDERS: dict[str, tuple[str, ...]] = {"weakest": ("fit", "number", "id")}


def _lines(loading: Loading, proposal: Proposal) -> Look:
    """All lines, those of the people found, or a page of one list of them."""
    query = loading.query
    here = _page(query, proposal, "proposed")
    if query.all_lines:
        return here
    if query.their_lines:
        found = _them(loading)
        return Look(where={**_proposed(proposal), "mentor|mentee": found}, order=here.order)
    where = {**here.where, "locked": (True,)} if query.lines == "locked" else here.where
    order = ORDERS.get(query.lines, here.order)
    return Look(where=where, order=order, limit=here.limit, offset=here.offset)


def _left(loading: Loading, proposal: Proposal) -> Look:
    here = _page(loading.query, proposal, "left")
    if loading.query.all_lines or not loading.query.their_lines:
        return here
    found = _them(loading)
    return Look(where={"proposal": (proposal.id,), "state": ("left",), "person": found}, order=here.order)


def _them(loading: Loading) -> list[str]:
    return [*(person.id for person in loading.snapshot.names), *loading.query.people]


def _page(query: Query, proposal: Proposal, state: str) -> Look:
    """All of a proposal, or one page of what is still in it."""
    order = ("number", "id")
    if query.all_lines:
        return Look(where={"proposal": (proposal.id,)}, order=order)
    where = {"proposal": (proposal.id,), "state": (state,)}
    return Look(where=where, order=order, limit=LINES, offset=(max(query.page, 1) - 1) * LINES)


PROPOSED: tuple[Callable[[Loading], None], ...] = (_proposal,)
