"""How does an organization vanish, or one person? What is in no record: messages, events, posts, and all that waits.

`OTHERS` has a row for every table that holds no records; for those see `bot/program/keeping/fates.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversation.messages import Message
from bot.outcome import Send, Uninstall
from bot.program.model import Person
from bot.runtime.ports import home_of, members
from storage import forgotten as forgetting
from storage import own_words, rates
from storage.codecs import EVENTS, POSTS, SENDS
from storage.dialects import insert_new
from storage.forgetting import AT_ONCE, Leaving, event_without, of_account, settings_without
from storage.outbox import both_key
from storage.records import Rows
from storage.scrubbing import Traces
from storage.tables import (
    METADATA,
    OPEN,
    due,
    forgotten,
    inbox,
    job,
    outbox,
    own_word,
    person,
    person_name,
    place,
    post,
    rate,
    set_aside,
    setting,
    slack_bot,
    slack_state,
)

ROUNDED_S = 0.001  # what a moment loses on its way through numbers


def erase_organization(db: Connection, organization: str) -> None:
    places = sa.select(place.c.id).where(place.c.organization == organization)
    for table in (inbox, set_aside):
        db.execute(sa.delete(table).where(table.c.place.in_(places)))
    for place_id in db.execute(places).scalars().all():
        uninstall(db, Uninstall(place=place_id))
    for table in reversed(METADATA.sorted_tables):
        if table.name == "organization":
            db.execute(sa.delete(table).where(table.c.id == organization))
        elif "organization" in table.c:
            db.execute(sa.delete(table).where(table.c.organization == organization))
    rates.forget_idle(db)


def uninstall(db: Connection, installation: Uninstall) -> None:
    """The tokens of a place go; those of another platform stand in the configuration alone."""
    platform, _, name = installation.place.partition(":")
    if platform != "slack":
        return
    gone = sa.delete(slack_bot).where(is_of_place(name))
    if installation.until_s is not None:
        gone = gone.where(
            slack_bot.c.installed_at <= datetime.fromtimestamp(installation.until_s + ROUNDED_S, UTC)
        )
    db.execute(gone)


def is_of_place(name: str, bots: sa.Table = slack_bot) -> sa.ColumnElement[bool]:
    """The rows of one workspace, or of a whole Grid organization."""
    return (bots.c.team_id == name) | (bots.c.team_id.is_(None) & (bots.c.enterprise_id == name))


def forget_person(db: Connection, rows: Rows, leaving: Leaving) -> None:
    """All that is not in their records any more; these have gone before."""
    for forget in OTHERS.values():
        forget(db, rows, leaving)


def _stays(_db: Connection, _rows: Rows, _leaving: Leaving) -> None:
    """Nothing in it can tell who somebody was."""


def _names(db: Connection, _rows: Rows, leaving: Leaving) -> None:
    db.execute(sa.delete(person_name).where(person_name.c.person == leaving.gone.id))


def _own_words(db: Connection, _rows: Rows, leaving: Leaving) -> None:
    own_words.forget(db, leaving.gone.id)


def _dues(db: Connection, _rows: Rows, leaving: Leaving) -> None:
    here = due.c.organization == leaving.gone.person.organization
    subjects = sorted(leaving.records)
    for at in range(0, len(subjects), AT_ONCE):
        db.execute(sa.delete(due).where(here, due.c.subject.in_(subjects[at : at + AT_ONCE])))


def _rates(db: Connection, _rows: Rows, leaving: Leaving) -> None:
    for account in leaving.accounts:
        for part in {account.address.user, account.address.conversation} - {""}:
            db.execute(sa.delete(rate).where(rate.c.name.contains(f":{part}", autoescape=True)))


def _jobs(db: Connection, _rows: Rows, leaving: Leaving) -> None:
    """Who they are need not be asked any more."""
    here = job.c.organization == leaving.gone.person.organization
    db.execute(sa.delete(job).where(here, job.c.subject.in_([account.id for account in leaving.accounts])))


def _messages(db: Connection, rows: Rows, leaving: Leaving) -> None:
    """Theirs go; those to others are said without them when they wait, and lose their words when they do not."""
    gone = leaving.gone
    here = outbox.c.organization == gone.person.organization
    db.execute(sa.delete(outbox).where(here, outbox.c.person == gone.id))
    shared = sorted(map(both_key, gone.pairings))
    for at in range(0, len(shared), AT_ONCE):
        db.execute(sa.delete(outbox).where(here, outbox.c.address.in_(shared[at : at + AT_ONCE])))
    names: dict[str, str] = {}
    for row in _each(db, outbox, here):
        body = rows.keys.open(row.body)
        theirs = row.pairing in gone.pairings or row.about_person == gone.id
        if not theirs and not leaving.traces.may_be_in(body):
            continue
        send = _read(body)
        if send is None or not (theirs or leaving.traces.are_in(send)):
            continue
        traces = leaving.traces.for_reader(_name_of(db, names, row.person))
        if theirs or traces.are_in(send):
            changes = _message(rows, leaving, row, send, traces, theirs=theirs)
            db.execute(sa.update(outbox).where(outbox.c.sequence == row.sequence).values(changes))


def _read(body: str) -> Send | None:
    """`None` for what another release wrote: it says so itself when it is claimed."""
    try:
        return SENDS.decode(body)
    except msgspec.DecodeError:
        return None


def _message(
    rows: Rows, leaving: Leaving, row: sa.Row[Any], send: Send, traces: Traces, *, theirs: bool
) -> dict[str, Any]:
    waits = row.state in (*OPEN, "doubt")
    changes: dict[str, Any] = {}
    if theirs and row.state in ("ready", "leased"):
        changes, waits = {"state": "dropped", "reason": "forgotten"}, False
    kept = traces.send_without(send) if waits else traces.emptied(send)
    about = "" if row.about_person == leaving.gone.id else row.about_person
    return {**changes, "body": rows.pack(kept), "about_person": about}


def _name_of(db: Connection, known: dict[str, str], person_id: str) -> str:
    if person_id not in known:
        known[person_id] = db.execute(sa.select(person.c.name).where(person.c.id == person_id)).scalar() or ""
    return known[person_id]


def _events(db: Connection, rows: Rows, leaving: Leaving) -> None:
    """What had failed. Events that have not yet been told where they belong are found by who did it."""
    for row in _each(db, set_aside):
        event = EVENTS.decode(rows.keys.open(row.body))
        if row.organization != leaving.gone.person.organization and not of_account(event, leaving.accounts):
            continue
        becomes = event_without(event, leaving)
        this = set_aside.c.event == row.event
        if becomes is None:
            db.execute(sa.delete(set_aside).where(this))
        elif becomes != event:
            db.execute(sa.update(set_aside).where(this).values(body=rows.pack(becomes)))


def _posts(db: Connection, rows: Rows, leaving: Leaving) -> None:
    gone = leaving.gone
    own = {gone.id, gone.person.external, *(account.address.user for account in leaving.accounts)} - {""}
    here = post.c.organization == gone.person.organization
    theirs = sorted({*own, *map(home_of, own)})
    db.execute(sa.delete(post).where(here, post.c.conversation.in_(theirs)))
    for row in _each(db, post, here):
        shown = POSTS.decode(rows.keys.open(row.body))
        this = here & (post.c.id == row.id)
        if shown.author in own or own & members(shown.conversation):
            db.execute(sa.delete(post).where(this))
            continue
        kept = msgspec.structs.replace(
            shown,
            message=_without(shown.message, leaving),
            text="" if shown.text and leaving.traces.tell(shown.text) else shown.text,
        )
        if kept != shown:
            db.execute(sa.update(post).where(this).values(body=rows.pack(kept)))


def _settings(db: Connection, rows: Rows, leaving: Leaving) -> None:
    """Lists of people, such as who answers by themselves."""
    for row in _each(db, setting):
        kept = settings_without(rows.keys.open(row.value), leaving)
        if kept is not None:
            db.execute(
                sa.update(setting).where(setting.c.name == row.name).values(value=rows.keys.seal(kept))
            )


def _without(message: Message | None, leaving: Leaving) -> Message | None:
    without: Message | None = leaving.traces.without(message)
    return without


def _marks(db: Connection, rows: Rows, leaving: Leaving) -> None:
    """What keeps an HR file from bringing them back."""
    if not leaving.marked:
        return
    gone = leaving.gone.person
    sealed = db.execute(sa.select(setting.c.value).where(setting.c.name == forgetting.KEY)).scalar()
    key = forgetting.new_key() if sealed is None else rows.keys.open(sealed)
    if sealed is None:
        db.execute(sa.insert(setting).values(name=forgetting.KEY, value=rows.keys.seal(key)))
    marks = forgetting.marks(key, gone.organization, forgetting.identity_of(gone))
    new = [{"organization": gone.organization, "mark": mark} for mark in sorted(marks)]
    if new:
        insert_new(db, forgotten, new)


def remember_person(db: Connection, rows: Rows, one: Person) -> None:
    """They have come back by themselves."""
    sealed = db.execute(sa.select(setting.c.value).where(setting.c.name == forgetting.KEY)).scalar()
    if sealed is not None:
        here = forgotten.c.organization == one.organization
        marked = db.execute(sa.select(forgotten.c.mark).where(here)).scalars().all()
        key, identity = rows.keys.open(sealed), forgetting.identity_of(one)
        marks = forgetting.all_marks(key, one.organization, marked, identity)
        db.execute(sa.delete(forgotten).where(here, forgotten.c.mark.in_(sorted(marks))))


def _each(db: Connection, table: sa.Table, *where: sa.ColumnElement[bool]) -> Iterator[sa.Row[Any]]:
    """Rows in pieces, in the order of their key; each piece is read before the one before it is changed any more."""
    key = sa.tuple_(*table.primary_key)
    last: tuple[Any, ...] | None = None
    while True:
        some = sa.select(table).where(*where).order_by(*table.primary_key).limit(AT_ONCE)
        if last is not None:
            some = some.where(key > sa.tuple_(*(sa.literal(part) for part in last)))
        piece = db.execute(some).all()
        yield from piece
        if len(piece) < AT_ONCE:
            return
        last = tuple(getattr(piece[-1], column.name) for column in table.primary_key)


OTHERS: Final[dict[str, Callable[[Connection, Rows, Leaving], None]]] = {
    person_name.name: _names,
    own_word.name: _own_words,
    inbox.name: _stays,  # it keeps digests
    set_aside.name: _events,
    outbox.name: _messages,
    due.name: _dues,
    job.name: _jobs,
    rate.name: _rates,
    post.name: _posts,
    setting.name: _settings,
    forgotten.name: _marks,
    slack_bot.name: _stays,  # a workspace's, and nobody's name
    slack_state.name: _stays,
}
