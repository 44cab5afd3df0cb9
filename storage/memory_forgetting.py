"""How is one person forgotten in memory? The same as `erasing.py`, on mappings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from bot.program.model import Person, Place
from bot.runtime.ports import home_of, members
from storage import forgotten
from storage.forgetting import Leaving, event_without, of_account, settings_without
from storage.memory_state import Kept, State, Waiting
from storage.memory_tables import Table
from storage.tables import OPEN

K = TypeVar("K")
V = TypeVar("V")


def forget_person(state: State, leaving: Leaving) -> None:
    """All that is not in their records any more; these have gone before."""
    organization = leaving.gone.person.organization
    dues = [key for key in state.due if key[0] == organization and key[1] in leaving.records]
    state.drop(state.due, dues)
    _forget_rates(state, leaving)
    ids = {account.id for account in leaving.accounts}
    _drop(state, state.jobs, lambda _, one: one.organization == organization and one.job.subject in ids)
    _forget_messages(state, leaving)
    _forget_events(state, leaving)
    _forget_posts(state, leaving)
    for name, value in list(state.settings.items()):
        kept = settings_without(value, leaving)
        if kept is not None:
            state.put(state.settings, name, kept)
    if not leaving.marked:
        return
    key = _key(state)
    for mark in forgotten.marks(key, organization, forgotten.identity_of(leaving.gone.person)):
        state.put(state.forgotten, (organization, mark), mark)


def remember_person(state: State, person: Person) -> None:
    """They have come back by themselves."""
    marked = [mark for whose, mark in state.forgotten if whose == person.organization]
    identity = forgotten.identity_of(person)
    marks = forgotten.all_marks(_key(state), person.organization, marked, identity)
    state.drop(state.forgotten, [(person.organization, mark) for mark in marks])


def _key(state: State) -> str:
    if forgotten.KEY not in state.settings:
        state.put(state.settings, forgotten.KEY, forgotten.new_key())
    return state.settings[forgotten.KEY]


def _forget_rates(state: State, leaving: Leaving) -> None:
    addresses = [account.address for account in leaving.accounts]
    parts = {part for one in addresses for part in (one.user, one.conversation) if part}
    state.drop(state.rates, [name for name in state.rates if any(f":{part}" in name for part in parts)])


def _forget_messages(state: State, leaving: Leaving) -> None:
    gone = leaving.gone
    here = [row for row in state.outbox.values() if row.organization == gone.person.organization]
    people = state.kept(Person)
    for row in here:
        if row.send.person == gone.id or row.send.both in gone.pairings:
            state.drop(state.outbox, [row.id])
            continue
        changed = _message(row, leaving, _name(people.get(row.send.person)))
        if changed != row:
            state.put(state.outbox, row.id, changed)


def _name(kept: Kept | None) -> str:
    return kept.record.name if kept is not None and isinstance(kept.record, Person) else ""


def _message(row: Waiting, leaving: Leaving, reader: str) -> Waiting:
    gone, traces = leaving.gone, leaving.traces.for_reader(reader)
    theirs = row.send.about.pairing in gone.pairings or row.send.about.person == gone.id
    if not theirs and not traces.are_in(row.send):
        return row
    if theirs and row.state in ("ready", "leased"):
        dropped = traces.emptied(row.send)
        return msgspec.structs.replace(row, state="dropped", reason="forgotten", send=dropped)
    waits = row.state in (*OPEN, "doubt")
    kept = traces.send_without(row.send) if waits else traces.emptied(row.send)
    return msgspec.structs.replace(row, send=kept)


def _forget_events(state: State, leaving: Leaving) -> None:
    organization = leaving.gone.person.organization
    for place, aside in list(state.aside.values()):
        if aside.organization != organization and not of_account(aside.event, leaving.accounts):
            continue
        event = event_without(aside.event, leaving)
        if event is None:
            state.drop(state.aside, [aside.event.id])
        elif event != aside.event:
            state.put(state.aside, event.id, (place, msgspec.structs.replace(aside, event=event)))


def _forget_posts(state: State, leaving: Leaving) -> None:
    gone = leaving.gone
    own = {gone.id, gone.person.external, *(account.address.user for account in leaving.accounts)} - {""}
    for key, post in list(state.posts.items()):
        if post.organization != gone.person.organization:
            continue
        homes = {home_of(one) for one in own}
        if post.conversation in own | homes or post.author in own or own & members(post.conversation):
            state.drop(state.posts, [key])
            continue
        kept = msgspec.structs.replace(
            post,
            message=leaving.traces.without(post.message),
            text="" if post.text and leaving.traces.tell(post.text) else post.text,
        )
        if kept != post:
            state.put(state.posts, key, kept)


def erase(state: State, organization: str) -> None:
    """Every row of an organization but for the rates, which name nobody."""
    places = {one.record.id for one in state.kept(Place).values() if one.record.organization == organization}
    _drop(state, state.inbox, lambda _, seen: seen[0] == organization or seen[1] in places)
    _drop(state, state.aside, lambda _, one: one[1].organization == organization or one[0] in places)
    _drop(state, state.due, lambda key, _: key[0] == organization)
    _drop(state, state.posts, lambda key, _: key[0] == organization)
    _drop(state, state.forgotten, lambda key, _: key[0] == organization)
    _drop(state, state.outbox, lambda _, row: row.organization == organization)
    _drop(state, state.jobs, lambda _, job: job.organization == organization)
    for table in state.records.values():
        _drop(state, table, lambda _, kept: kept.record.organization == organization)


def _drop(state: State, table: Table[K, V], goes: Callable[[K, V], bool]) -> None:
    state.drop(table, [key for key, value in table.items() if goes(key, value)])
