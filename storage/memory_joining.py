"""How does one organization become part of another in memory? The same as `joining.py`, on mappings."""

from __future__ import annotations

import msgspec

from bot.outcome import Join
from bot.program.model import NAMESAKE, Account, Cohort, Organization, Person, Record
from bot.runtime.errors import ConcurrentUpdate
from storage import forgotten, joining
from storage.memory_forgetting import erase
from storage.memory_state import State
from storage.tables import TABLES


def join(state: State, joined: Join) -> None:
    begun = any(kept.record.organization == joined.gone for kept in state.kept(Cohort).values())
    if begun or joined.into not in state.kept(Organization):
        raise ConcurrentUpdate(f"organization {joined.gone} cannot join {joined.into} any more")
    _one_file(state, joined)
    for kind, table in TABLES.items():
        if table in joining.MOVED:
            for key, kept in list(state.kept(kind).items()):
                if kept.record.organization == joined.gone:
                    fresh = msgspec.structs.replace(kept.record, organization=joined.into)
                    if isinstance(fresh, Person) and fresh.reachable:
                        fresh = msgspec.structs.replace(fresh, link=NAMESAKE)
                    state.put(state.kept(kind), key, msgspec.structs.replace(kept, record=fresh))
    _plumbing(state, joined)
    erase(state, joined.gone)


def _plumbing(state: State, joined: Join) -> None:
    for row in [row for row in state.outbox.values() if row.organization == joined.gone]:
        state.put(state.outbox, row.id, msgspec.structs.replace(row, organization=joined.into))
    people = state.kept(Person)
    for key, falls in [(key, falls) for key, falls in state.due.items() if key[0] == joined.gone]:
        state.drop(state.due, [key])
        if key[1] in people:
            moved = msgspec.structs.replace(falls, organization=joined.into)
            state.put(state.due, (joined.into, *key[1:]), moved)
    for mark, (whose, where, at) in list(state.inbox.items()):
        if whose == joined.gone:
            state.put(state.inbox, mark, (joined.into, where, at))
    for event, (where, aside) in list(state.aside.items()):
        if aside.organization == joined.gone:
            moved_aside = msgspec.structs.replace(aside, organization=joined.into)
            state.put(state.aside, event, (where, moved_aside))
    for whose, mark in [key for key in state.forgotten if key[0] == joined.gone]:
        mark = forgotten.moved(mark, whose)
        state.put(state.forgotten, (joined.into, mark), mark)


def _one_file(state: State, joined: Join) -> None:
    people = [kept.record for kept in state.kept(Person).values() if isinstance(kept.record, Person)]
    if not any(one.external for one in people if one.organization == joined.into):
        return
    accounts = [kept.record for kept in state.kept(Account).values()]
    reached = {one.person for one in accounts if isinstance(one, Account)}
    for one in people:
        if one.organization == joined.gone and one.external and one.id not in reached:
            state.drop(state.kept(Person), [one.id])
        elif one.organization == joined.gone and one.external:
            _put(state, msgspec.structs.replace(one, external="", manager="", fingerprint=""))


def _put(state: State, record: Record) -> None:
    kept = state.kept(type(record))[record.id]
    state.put(state.kept(type(record)), record.id, msgspec.structs.replace(kept, record=record))
