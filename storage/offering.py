"""What do people wish for and offer, summed up? The records of what the channel is told come along here, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.program.awareness.scarce import FEWEST, MOST_PEOPLE, Participant, survey
from bot.program.model import Awareness, Person, Sponsor, Term, awareness_id, sponsor_id
from bot.program.own_words import catalog_of
from bot.program.skills import Catalog
from storage.loading import Loading
from storage.lookups import Look

MOST_OFFERING = 100  # people asked what they offer, for an invitation
FEWEST_OFFERING = 2  # so that a topic names nobody


def participant(
    values: Mapping[str, object], teaches: tuple[str, ...], wants: tuple[str, ...], taken: int
) -> Participant:
    """`values` are fields of a `Person`; `taken` counts the pairings they are in."""
    capacity, joined_at = values["capacity"], values["joined_at"]
    room = isinstance(capacity, int) and taken < capacity
    return Participant(
        id=str(values["id"]),
        teaches=teaches,
        wants=wants,
        brokered=bool(values["brokered"]),
        free=room and values["paused_until"] is None,
        joined_at=joined_at if isinstance(joined_at, datetime) else None,
    )


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


def _supply(loading: Loading) -> None:
    if loading.query.survey is None:
        return
    people = loading.reader.participants(loading.organization, MOST_PEOPLE + 1)
    loading.found(supply=survey(people, loading.query.survey, frozenset(_catalog(loading).names)))


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


OFFERING: tuple[Callable[[Loading], None], ...] = (_awareness, _supply, _offers)
