"""What do people wish for and offer, summed up? The records of what the channel is told come along here, too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from bot.program.awareness.scarce import FEWEST, Participant
from bot.program.company.own_words import catalog_of
from bot.program.model import Awareness, Organization, Person, Seat, Sponsor, Term, awareness_id, sponsor_id
from bot.program.skills import Catalog
from bot.program.snapshot import SEATS_AT_ONCE
from bot.runtime.ports import SupplyRead
from storage.loading import Loading
from storage.lookups import Look, Reader

MOST_OFFERING = 100  # people asked what they offer, for an invitation
FEWEST_OFFERING = 2  # so that a topic names nobody


def participant(
    values: Mapping[str, object], teaches: tuple[str, ...], wants: tuple[str, ...], partners: Sequence[str]
) -> Participant:
    """`values` are fields of a `Person`; `partners` those of their live pairings."""
    capacity, joined_at = values["capacity"], values["joined_at"]
    room = isinstance(capacity, int) and len(partners) < capacity
    return Participant(
        id=str(values["id"]),
        teaches=teaches,
        wants=wants,
        brokered=bool(values["brokered"]),
        free=room and values["paused_until"] is None,
        partners=tuple(sorted(partners)),
        joined_at=joined_at if isinstance(joined_at, datetime) else None,
    )


def partners(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Those of everybody who has one, from mentors and mentees of live pairings; the others have none."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for mentor, mentee in pairs:
        found[mentor].append(mentee)
        found[mentee].append(mentor)
    return dict(found)


def read_supply(reader: Reader, organization: str, subject: str) -> SupplyRead:
    """Raises LookupError when there is no such `Awareness`."""
    found = reader.find(Awareness, organization, Look(where={"id": (subject,)}))
    here = reader.find(Organization, organization, Look(where={"id": (organization,)}))
    if not found or not here:
        raise LookupError(f"organization {organization} has no awareness {subject}")
    people = tuple(reader.participants(organization))
    terms = tuple(reader.find(Term, organization, Look(where={"state": ("skill",)})))
    return SupplyRead(awareness=found[0], people=people, terms=terms, language=here[0].language)


def _awareness(loading: Loading) -> None:
    query, cohort, me = loading.query, loading.snapshot.cohort, loading.snapshot.me
    if not query.awareness:
        return
    awareness = loading.one(Awareness, awareness_id(cohort.id)) if cohort else None
    whose = {awareness.sponsor if awareness else "", me.id if me else "", query.sponsor} - {""}
    ids = [sponsor_id(person) for person in whose]
    sponsors = {one.person: one for one in (loading.find(Sponsor, id=ids) if ids else [])}
    loading.found(awareness=awareness, sponsors=sponsors)
    loading.mention(*whose, *(one.named_by for one in sponsors.values()))


def _offers(loading: Loading) -> None:
    """Those with the least seniority first: they are the mentors."""
    if not loading.query.offers:
        return
    joined = Look(where={"state": ("joined",), "gone": (False,)}, order=("grade", "id"), limit=MOST_OFFERING)
    people = loading.look(Person, joined)
    loading.found(offers=_offered(people, _catalog(loading).names) if len(people) >= FEWEST else ())


def _catalog(loading: Loading) -> Catalog:
    """With the skills that are the organization's own."""
    return catalog_of(loading.find(Term, state=("skill",)))


def _offered(people: Iterable[Person], known: Iterable[str]) -> tuple[str, ...]:
    there = (one for one in people if not one.is_paused)
    offering = Counter(topic for one in there for topic in dict.fromkeys(one.teaches))
    several = [topic for topic in known if offering[topic] >= FEWEST_OFFERING]
    return tuple(sorted(several, key=lambda topic: -offering[topic]))


def _seats(loading: Loading) -> None:
    query, cohort, me = loading.query, loading.snapshot.cohort, loading.snapshot.me
    if cohort is None:
        return
    if query.wanting:
        where = {"cohort": (cohort.id,), "side": (query.wanting,), "state": ("wants",)}
        found = loading.look(Seat, Look(where=where, order=("id",), limit=SEATS_AT_ONCE))
        loading.found(seats=tuple(found))
        loading.mention(*(seat.person for seat in found))
    elif query.seats and me is not None:
        loading.found(seats=tuple(loading.find(Seat, cohort=(cohort.id,), person=(me.id,))))


OFFERING: tuple[Callable[[Loading], None], ...] = (_awareness, _offers, _seats)
