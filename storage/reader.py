"""How are the look-ups of `lookups.py` made in a database? Every statement names the organization."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.outcome import UNMISSED
from bot.program.awareness.scarce import Participant
from bot.program.company.members import folded
from bot.program.model import Account, Base, JoinCode, Organization, Pairing, Person, Place
from bot.program.snapshot import FailedSend, Identity, OwnWords, Tally
from storage import direct, own_words, selecting
from storage import forgotten as forgetting
from storage.codecs import SENDS, TOPICS, address_of
from storage.line import is_in
from storage.loading import LIVE
from storage.lookups import Is, Look, Queued, Where
from storage.offering import participant, partners
from storage.records import Rows, beginning, name_words, rank
from storage.tables import (
    FAILED,
    TABLES,
    account,
    forgotten,
    outbox,
    person,
    person_name,
    place,
    set_aside,
    setting,
)

R = TypeVar("R", bound=Base)


class DatabaseReader:
    def __init__(self, db: Connection, rows: Rows) -> None:
        self._db = db
        self._rows = rows

    def home(self, place_id: str) -> tuple[Organization | None, list[Place]]:
        rows = direct.rows(self._db, selecting.HOME, {"its_id": place_id})
        places = [self._rows.record(Place, row) for row in rows]
        return self._beside(Organization, rows[0][len(place.c) :]) if rows else None, places

    def account(self, organization: str, account_id: str) -> tuple[Account | None, Person | None]:
        its = {"in_organization": organization, "its_id": account_id}
        row = direct.first(self._db, selecting.ACCOUNT, its)
        if row is None:
            return None, None
        return self._rows.record(Account, row), self._beside(Person, row[len(account.c) :])

    def _beside(self, kind: type[R], row: Sequence[Any]) -> R | None:
        """A record that was joined to another one; None where there is none."""
        return None if row[0] is None else self._rows.record(kind, row)

    def shown_code(self, code: str) -> JoinCode | None:
        row = direct.first(self._db, selecting.CODE, {"its_id": code})
        return None if row is None else self._rows.record(JoinCode, row)

    def find(self, kind: type[R], organization: str, look: Look) -> list[R]:
        """More values than one statement takes are asked for in parts, as long as the order is by id."""
        parts = selecting.in_parts(look)
        if len(parts) == 1:
            return self._find(kind, organization, look)
        found = {one.id: one for part in parts for one in self._find(kind, organization, part)}
        return [found[record_id] for record_id in sorted(found)]

    def _find(self, kind: type[R], organization: str, look: Look) -> list[R]:
        shape, values = selecting.asked(organization, look.where)
        if look.after:
            values["after"] = look.after
        if look.limit is not None:
            values |= {"limit": look.limit, "offset": look.offset}
        part = selecting.Part(after=bool(look.after), limited=look.limit is not None)
        statement = selecting.records(TABLES[kind], shape, look.order, part)
        return [self._rows.record(kind, row) for row in direct.rows(self._db, statement, values)]

    def count(self, kind: type[Base], organization: str, field: str, where: Where) -> dict[str, int]:
        shape, values = selecting.asked(organization, where)
        rows = direct.rows(self._db, selecting.counted(TABLES[kind], field, shape), values)
        return {row[0]: row[1] for row in rows}

    def tally(self, organization: str, cohort: str, at: datetime) -> dict[str, Tally]:
        here = TABLES[Pairing].c
        ahead = sa.func.sum(sa.case((here.booked_at > at, 1), else_=0))
        sums = (sa.func.count(), sa.func.sum(here.held), sa.func.sum(here.planned), ahead)
        own = sa.select(here.state, *sums).where(here.organization == organization, here.cohort == cohort)
        return {
            state: Tally(pairs=int(pairs), held=int(held), planned=int(planned), ahead=int(soon))
            for state, pairs, held, planned, soon in self._db.execute(own.group_by(here.state))
        }

    def partnered(self, organization: str, cohort: str) -> int:
        here = TABLES[Pairing].c
        live = (
            here.organization == organization,
            here.cohort == cohort,
            here.state.in_(("introduced", "paused")),
        )
        people = sa.union(sa.select(here.mentor).where(*live), sa.select(here.mentee).where(*live)).subquery()
        number: int = self._db.execute(sa.select(sa.func.count()).select_from(people)).scalar_one()
        return number

    def by_email(self, organization: str, *emails: str) -> list[Person]:
        """Found by what the addresses are marked with, then opened and compared."""
        wanted = {folded(email) for email in emails if email}
        marks = [mark for email in wanted for mark in self._rows.keys.marks(email)]
        found = self.find(Person, organization, Look(where={"email_mark": marks})) if marks else []
        return [one for one in found if folded(one.email) in wanted]

    def forgotten(self, organization: str, identities: Collection[Identity]) -> frozenset[str]:
        here = sa.select(forgotten.c.mark).where(forgotten.c.organization == organization)
        marked = frozenset(self._db.execute(here).scalars())
        if not marked:
            return frozenset()
        sealed = self._db.execute(sa.select(setting.c.value).where(setting.c.name == forgetting.KEY)).scalar()
        key = None if sealed is None else self._rows.keys.open(sealed)
        return forgetting.among(key, organization, marked, identities)

    def names_like(self, organization: str, said: str, limit: int) -> list[str]:
        beginnings = {beginning(word) for word in name_words(said)}
        if not beginnings:
            return []
        statement = sa.select(person_name.c.token, person_name.c.person).where(
            person_name.c.organization == organization, person_name.c.prefix.in_(beginnings)
        )
        return rank(said, ((token, found) for token, found in self._db.execute(statement)), limit)

    def grades(self, organization: str) -> dict[int, int]:
        shape, values = selecting.asked(organization, {"gone": (False,), "grade": Is.GIVEN})
        rows = direct.rows(self._db, selecting.counted(person, "grade", shape), values)
        return {row[0]: row[1] for row in rows}

    def queued(self, organization: str, row_id: str) -> Queued | None:
        row = direct.first(self._db, selecting.QUEUED, {"in_organization": organization, "its_id": row_id})
        if row is None:
            return None
        body, state, reference, sent_to, not_before = row
        try:
            send = SENDS.decode(self._rows.keys.open(body))
        except msgspec.DecodeError:  # of another release: nothing is known of it
            return None
        there = None if sent_to is None else address_of(sent_to)
        return Queued(send=send, state=state, reference=reference, sent_to=there, not_before=not_before)

    def newest_about(self, organization: str, story: str) -> str:
        row = direct.first(self._db, selecting.NEWEST, {"in_organization": organization, "its_story": story})
        return row[0] if row else ""

    def unasked(
        self, organization: str, people: Collection[str], after: datetime
    ) -> dict[str, list[datetime]]:
        statement = sa.select(outbox.c.person, outbox.c.sent_at).where(
            outbox.c.organization == organization,
            outbox.c.person.in_(people),
            outbox.c.unasked,
            outbox.c.sent_at > after,
        )
        found: dict[str, list[datetime]] = {}
        for whose, sent_at in self._db.execute(statement):
            found.setdefault(whose, []).append(sent_at)
        return found

    def failed(self, organization: str, since: datetime, limit: int) -> list[FailedSend]:
        columns = ("id", "person", "address", "kind", "reason", "state", "over_at")
        statement = (
            sa.select(*(outbox.c[name] for name in columns))
            .where(
                outbox.c.organization == organization,
                is_in(outbox, FAILED),
                outbox.c.over_at >= since,
                outbox.c.kind.not_in(UNMISSED),
            )
            .order_by(outbox.c.over_at.desc(), outbox.c.sequence.desc())
            .limit(limit)
        )
        return [
            FailedSend(
                outbox=row.id,
                person=row.person,
                channel=_channel_of(row.address),
                kind=row.kind,
                reason=row.reason,
                state=row.state,
                at=row.over_at,
            )
            for row in self._db.execute(statement)
        ]

    def participants(self, organization: str) -> list[Participant]:
        names = ("id", "teaches", "wants", "brokered", "capacity", "paused_until", "joined_at")
        statement = (
            sa.select(*(person.c[name] for name in names))
            .where(person.c.organization == organization, person.c.state == "joined", ~person.c.gone)
            .order_by(person.c.id)
        )
        whose = self._partners(organization)
        return [
            participant(
                dict(row), self._topics(row["teaches"]), self._topics(row["wants"]), whose.get(row["id"], ())
            )
            for row in self._db.execute(statement).mappings()
        ]

    def _topics(self, sealed: str) -> tuple[str, ...]:
        return TOPICS.decode(self._rows.keys.open(sealed))

    def _partners(self, organization: str) -> dict[str, list[str]]:
        table = TABLES[Pairing]
        live = (table.c.organization == organization, table.c.state.in_(LIVE))
        pairs = self._db.execute(sa.select(table.c.mentor, table.c.mentee).where(*live))
        return partners((one.mentor, one.mentee) for one in pairs)

    def own_words(self, organization: str, settled: Collection[str], limit: int) -> list[OwnWords]:
        return own_words.unknown(self._db, self._rows, organization, settled, limit)

    def own_word(self, organization: str, words_id: str) -> OwnWords | None:
        return own_words.one(self._db, self._rows, organization, words_id)

    def sayers(self, organization: str, words: str, *, changed: bool, limit: int) -> list[str]:
        return own_words.sayers(self._db, self._rows, organization, words, changed=changed, limit=limit)

    def set_aside(self, organization: str) -> int:
        here = sa.select(sa.func.count()).where(set_aside.c.organization == organization)
        number: int = self._db.execute(here).scalar_one()
        return number


def _channel_of(address: str) -> str:
    kind, _, channel = address.partition(":")
    return channel if kind == "channel" else ""
