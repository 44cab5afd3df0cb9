"""How are the look-ups of `lookups.py` made in mappings? By the field that leaves the fewest records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from itertools import islice, takewhile
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID, uuid5

import msgspec

from bot.program.awareness.scarce import Participant
from bot.program.company.members import folded
from bot.program.company.own_words import Said, key_of, own_words_of
from bot.program.model import Account, Base, JoinCode, Organization, Pairing, Person, Place
from bot.program.snapshot import FailedSend, Identity, OwnWords, Tally
from storage import forgotten
from storage.loading import LIVE
from storage.lookups import Is, Look, Queued, Where
from storage.memory_state import Kept, Records, State, Waiting
from storage.offering import participant, partners
from storage.records import beginning, name_words, names_of, rank
from storage.tables import FAILED, OPEN

R = TypeVar("R", bound=Base)
WORDS = UUID("2f1f5f0e-8f0c-4c9b-9a33-6f6a3b1c7d42")


class MemoryReader:
    def __init__(self, state: State) -> None:
        self._state = state

    def home(self, place_id: str) -> tuple[Organization | None, list[Place]]:
        kept = self._state.kept(Place).get(place_id)
        if kept is None:
            return None, []
        organization = kept.record.organization
        return self._one(Organization, organization, organization), self.find(Place, organization, Look())

    def account(self, organization: str, account_id: str) -> tuple[Account | None, Person | None]:
        account = self._one(Account, organization, account_id)
        return account, self._one(Person, organization, account.person) if account else None

    def shown_code(self, code: str) -> JoinCode | None:
        kept = self._state.kept(JoinCode).get(code)
        return kept.record if kept and isinstance(kept.record, JoinCode) else None

    def _one(self, kind: type[R], organization: str, record_id: str) -> R | None:
        found = self.find(kind, organization, Look(where={"id": (record_id,)}))
        return found[0] if found else None

    def find(self, kind: type[R], organization: str, look: Look) -> list[R]:
        found = self._matching(kind, organization, look.where)
        for name in reversed(look.order):
            found = _ordered(found, name)
        if look.after:
            found = [kept for kept in found if kept.record.id > look.after]
        end = None if look.limit is None else look.offset + look.limit
        return [kept.record for kept in found[look.offset : end] if isinstance(kept.record, kind)]

    def _matching(self, kind: type[Base], organization: str, where: Where) -> list[Kept]:
        tests = [_test(name, values) for name, values in where.items()]
        return [
            kept
            for kept in _candidates(self._state.kept(kind), where)
            if kept.record.organization == organization and all(test(kept.record) for test in tests)
        ]

    def count(self, kind: type[Base], organization: str, field: str, where: Where) -> dict[str, int]:
        found = self._matching(kind, organization, where)
        counted = Counter(getattr(kept.record, field) for kept in found)
        return {value: counted[value] for value in sorted(counted)}

    def tally(self, organization: str, cohort: str, at: datetime) -> dict[str, Tally]:
        states: dict[str, list[Pairing]] = {}
        for one in self.find(Pairing, organization, Look(where={"cohort": (cohort,)})):
            states.setdefault(one.state, []).append(one)
        return {state: _tally(found, at) for state, found in states.items()}

    def partnered(self, organization: str, cohort: str) -> int:
        live: Where = {"cohort": (cohort,), "state": ("introduced", "paused")}
        found = self.find(Pairing, organization, Look(where=live))
        return len({person for one in found for person in (one.mentor, one.mentee)})

    def by_email(self, organization: str, *emails: str) -> list[Person]:
        people = self._state.kept(Person)
        alike = people.by("email folded", lambda person: (folded(person.email),))
        ids = [one for email in emails if email for one in alike[folded(email)]]
        return self.find(Person, organization, Look(where={"id": ids}))

    def forgotten(self, organization: str, identities: Collection[Identity]) -> frozenset[str]:
        marked = frozenset(mark for whose, mark in self._state.forgotten if whose == organization)
        return forgotten.among(self._state.settings.get(forgotten.KEY), organization, marked, identities)

    def names_like(self, organization: str, said: str, limit: int) -> list[str]:
        people = self._state.kept(Person)
        begin = people.by("beginnings of names", _beginnings)
        ids = {one for word in name_words(said) for one in begin[beginning(word)]}
        found = self.find(Person, organization, Look(where={"id": ids})) if ids else []
        return rank(said, ((word, one.id) for one in found for word in names_of(one)), limit)

    def grades(self, organization: str) -> dict[int, int]:
        people = self.find(Person, organization, Look(where={"gone": (False,)}))
        return dict(sorted(Counter(one.grade for one in people if one.grade is not None).items()))

    def queued(self, organization: str, row_id: str) -> Queued | None:
        row = self._state.outbox.get(row_id)
        if row is None or row.organization != organization:
            return None
        return Queued(
            send=row.send,
            state=row.state,
            reference=row.reference,
            sent_to=row.sent_to,
            not_before=row.not_before,
        )

    def newest_about(self, organization: str, story: str) -> str:
        rows = (self._state.outbox[row_id] for row_id in self._state.of_story[organization, story])
        found = [(row.sequence, row.id) for row in rows if row.state in (*OPEN, "sent")]
        return max(found)[1] if found else ""

    def unasked(
        self, organization: str, people: Collection[str], after: datetime
    ) -> dict[str, list[datetime]]:
        sent = self._state.unasked
        return {one: [at for at, _ in sent.later((organization, one), after)] for one in people}

    def failed(self, organization: str, since: datetime, limit: int) -> list[FailedSend]:
        newest = takewhile(lambda order: order[0] >= since, reversed(self._state.failed[organization]))
        rows = (self._state.outbox[row_id] for *_, row_id in islice(newest, limit))
        return [_failed(row) for row in rows]

    def participants(self, organization: str) -> list[Participant]:
        live = self.find(Pairing, organization, Look(where={"state": LIVE}))
        whose = partners((pairing.mentor, pairing.mentee) for pairing in live)
        joined = Look(where={"state": ("joined",), "gone": (False,)})
        return [
            participant(msgspec.structs.asdict(one), one.teaches, one.wants, whose.get(one.id, ()))
            for one in self.find(Person, organization, joined)
        ]

    def own_words(self, organization: str, settled: Collection[str], limit: int) -> list[OwnWords]:
        joined = Look(where={"state": ("joined",), "gone": (False,)})
        found: dict[str, list[Said]] = {}
        for one in self.find(Person, organization, joined):
            for key, said in own_words_of(one).items():
                if not said.changed and key not in settled:
                    found.setdefault(key, []).append(said)
        most = sorted(found, key=lambda key: (-len(found[key]), key))
        return [_own_words(key, found[key]) for key in most[:limit]]

    def own_word(self, organization: str, words_id: str) -> OwnWords | None:
        found = self.own_words(organization, (), len(self._state.kept(Person)))
        return next((one for one in found if one.id == words_id), None)

    def sayers(self, organization: str, words: str, *, changed: bool, limit: int) -> list[str]:
        said = self._state.kept(Person).by("own words", _says)
        ids = said[key_of(words), changed]
        found = self.find(Person, organization, Look(where={"id": ids}, limit=limit)) if ids else []
        return [one.id for one in found]

    def set_aside(self, organization: str) -> int:
        return sum(aside.organization == organization for _, aside in self._state.aside.values())


def _says(person: Person) -> tuple[tuple[str, bool], ...]:
    return tuple((key, said.changed) for key, said in own_words_of(person).items())


def _own_words(key: str, said: list[Said]) -> OwnWords:
    return OwnWords(
        id=uuid5(WORDS, key).hex,
        words=min(one.words for one in said),
        taught=any(one.taught for one in said),
        wanted=any(one.wanted for one in said),
    )


def _failed(row: Waiting) -> FailedSend:
    if row.over_at is None or row.state not in FAILED:
        raise LookupError(f"outbox {row.id} has not failed")
    return FailedSend(
        outbox=row.id,
        person=row.send.person,
        channel=row.send.channel,
        kind=row.send.kind,
        reason=row.reason,
        state="doubt" if row.state == "doubt" else "failed",
        at=row.over_at,
    )


def _tally(pairings: list[Pairing], at: datetime) -> Tally:
    return Tally(
        pairs=len(pairings),
        held=sum(one.held for one in pairings),
        planned=sum(one.planned for one in pairings),
        ahead=sum(one.booked_at is not None and one.booked_at > at for one in pairings),
    )


def _beginnings(person: Person) -> tuple[str, ...]:
    return tuple({beginning(word): None for word in names_of(person)})


def _candidates(records: Records, where: Where) -> Iterable[Kept]:
    """Among which are all that match."""
    asked = {name: values for name, values in where.items() if not isinstance(values, Is)}
    if "id" in asked:
        return [records[one] for one in _once(asked["id"]) if isinstance(one, str) and one in records]
    if not asked:
        return records.values()
    fewest = min(asked, key=lambda name: _size(records, name, asked[name]))
    found = {
        one: records[one]
        for field in fewest.split("|")
        for value in _once(asked[fewest])
        for one in records.by(field)[value]
    }
    return found.values()


def _size(records: Records, name: str, values: Collection[object]) -> int:
    return sum(records.by(field).size(_once(values)) for field in name.split("|"))


def _once(values: Collection[object]) -> dict[object, None]:
    return dict.fromkeys(values)


def _test(name: str, values: Iterable[object] | Is) -> Callable[[object], bool]:
    fields = [attrgetter(field) for field in name.split("|")]
    if isinstance(values, Is):
        if values is Is.FILLED:
            return lambda record: all(get(record) not in (None, "", (), []) for get in fields)
        return lambda record: all((get(record) is None) == (values is Is.MISSING) for get in fields)
    wanted = set(values)
    return lambda record: any(get(record) in wanted for get in fields)


def _ordered(found: list[Kept], name: str) -> list[Kept]:
    """By one field, keeping the order of equals; without a value comes last."""
    if len(found) < 2:
        return found
    field = name.removeprefix("-")

    def value(kept: Kept) -> Any:
        return kept.saved if field == "saved" else getattr(kept.record, field)

    given = [kept for kept in found if value(kept) is not None]
    missing = [kept for kept in found if value(kept) is None]
    return sorted(given, key=value, reverse=name.startswith("-")) + missing
