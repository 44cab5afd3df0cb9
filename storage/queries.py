"""What does a query find? One answer for every storage, put together from the look-ups of `lookups.py`.

`PARTS` has them in order; `pool.py` reads what a proposal is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from bot.program.company.members import OUTSIDE
from bot.program.model import (
    Account,
    Channel,
    Cohort,
    Organization,
    Pairing,
    Person,
    Place,
    Ruling,
    Talk,
    by_id,
)
from bot.program.participant.where import in_order
from bot.program.snapshot import MOST_FAILED, PEOPLE_AT_ONCE, Query, Snapshot
from storage.counted import COUNTED
from storage.listed import (
    LISTED,
    PLATFORM_IDS,
    accounts_of,
    codes,
    links_of,
    namesake,
    not_elsewhere,
    only_one,
)
from storage.lives import LIVES, pairings_of
from storage.loading import LIVE, Loading
from storage.lookups import Look, Reader, Where
from storage.offering import OFFERING
from storage.proposed import PROPOSED
from storage.terms import TERMS, is_at

MOST_NAMES = 50
NO_FILE = by_id("")
HIGHEST = 50  # levels of a reporting line; more is a mistake in the HR file


def load(reader: Reader, query: Query) -> Snapshot:
    """Everything the query asks for, of one organization only; where that is unknown, a code and nothing else."""
    sender = query.sender
    place_id = sender.place_id if sender else query.place
    home, places = reader.home(place_id) if place_id else (None, [])
    organization = query.organization or next((place.organization for place in places), "")
    loading = Loading(reader, query, organization)
    if not organization:
        codes(loading)
        return loading.snapshot
    if places and places[0].organization == organization:
        here = next(place for place in places if place.id == place_id)
        loading.found(organization=home, places=tuple(places), place=here)
    for part in PARTS:
        part(loading)
    return msgspec.structs.replace(loading.snapshot, people=loading.people)


def _organization(loading: Loading) -> None:
    cohort = _newest_cohort(loading, "open", "closing")
    last = cohort or _newest_cohort(loading, "closed")
    channels = tuple(loading.look(Channel, Look(order=("name", "id"))))
    loading.found(cohort=cohort, last_cohort=None if cohort else last, channels=channels)
    if loading.snapshot.place is None:
        own = loading.one(Organization, loading.organization)
        loading.found(organization=own, places=tuple(loading.find(Place)))
    if last:
        loading.mention(last.opened_by, *(contact.person for contact in last.safe_contacts))


def _newest_cohort(loading: Loading, *states: str) -> Cohort | None:
    found = loading.look(Cohort, Look(where={"state": states}, order=("-opened_at", "id"), limit=1))
    return found[0] if found else None


def _sender(loading: Loading) -> None:
    """Their account and themselves; whoever has none may be in the directory."""
    sender = loading.query.sender
    if sender is None or loading.snapshot.place is None:
        return
    account_id = sender.account_id
    account, me = loading.reader.account(loading.organization, account_id)
    if account is None:
        loading.found(owner=_owner(loading))
        _beside(loading, account_id)
        return
    loading.found(account=account, me=me)
    if me is None:
        return
    if loading.query.namesake:
        loading.found(owner=namesake(loading, me))
        _beside(loading, account_id)
    loading.keep([me])
    loading.mention(*me.never_with)
    loading.found(pairings=pairings_of(loading, [me.id], LIVE))
    for pairing in loading.snapshot.pairings:
        loading.mention(pairing.mentor, pairing.mentee)


def _owner(loading: Loading) -> Person | None:
    sender = loading.query.sender
    if sender is None:
        return None
    column = PLATFORM_IDS.get(sender.platform)
    found = loading.find(Person, **{column: (sender.user,)}) if column and sender.user else []
    found = not_elsewhere(loading, found, sender.place_id)
    if not found and sender.email and not sender.is_guest and sender.standing not in OUTSIDE:
        only = only_one(loading.reader.by_email(loading.organization, sender.email))
        found = [only] if only else []
    kept = loading.keep(sorted(found, key=lambda person: (person.gone, person.id))[:1])
    return kept[0] if kept else None


def _beside(loading: Loading, account_id: str) -> None:
    """The accounts of the one who may be the sender, and whether they were asked."""
    owner = loading.snapshot.owner
    if owner is not None:
        loading.found(accounts=accounts_of(loading, [owner.id]), links=links_of(loading, [account_id]))


def _strangers(loading: Loading, ids: Collection[str]) -> Iterable[Person]:
    """People of no HR file yet who wrote to us from one of these accounts; guests never become somebody else."""
    no_file = {"external": ("",), "is_guest": (False,)}
    found = (*loading.find(Person, slack_id=ids, **no_file), *loading.find(Person, teams_id=ids, **no_file))
    addresses = [one.email for one in loading.query.identities if one.email]
    named = loading.reader.by_email(loading.organization, *addresses)
    unfiled = (person for person in named if not person.external and not person.is_guest)
    return {person.id: person for person in (*found, *unfiled)}.values()


def _people(loading: Loading) -> None:
    query = loading.query
    loading.mention(*query.people)
    if query.identities:
        loading.found(forgotten=loading.reader.forgotten(loading.organization, query.identities))
    if query.strangers or query.identities:
        loading.found(strangers=loading.keep(_strangers(loading, query.strangers)))
    if query.externals:
        found = loading.keep(loading.find(Person, external=query.externals))
        worst_first = sorted(found, key=lambda person: (person.gone, person.id), reverse=True)
        loading.found(by_external={person.external: person for person in worst_first})
    if query.strangers and loading.snapshot.strangers:  # whose accounts the file may name as somebody else's
        named = (*loading.snapshot.strangers, *loading.snapshot.by_external.values())
        loading.found(accounts=accounts_of(loading, {one.id for one in named}))
    if query.admins:
        admins = loading.find(Person, is_admin=(True,), gone=(False,))
        loading.found(admins=loading.keep(admins))


def _names(loading: Loading) -> None:
    words = loading.query.names_like or (
        loading.query.typed if is_at(loading, loading.query.named_in) else ""
    )
    if not words:
        return
    ids = loading.reader.names_like(loading.organization, words, MOST_NAMES)
    found = {person.id: person for person in (loading.find(Person, id=ids) if ids else ())}
    loading.found(names=loading.keep(found[person] for person in ids if person in found))


def _talks(loading: Loading) -> None:
    query, me = loading.query, loading.snapshot.me
    whose = [*query.open_talks_of, *([me.id] if me else [])]
    if whose:
        open_ones = Look(where={"person": whose, "state": ("open",)}, order=("-asked_at", "id"))
        loading.found(talks=tuple(loading.look(Talk, open_ones)))
    loading.found(talk=loading.one(Talk, query.talk))
    for talk in (*loading.snapshot.talks, loading.snapshot.talk):
        if talk:
            loading.mention(talk.person, *_words_in(talk))


def _words_in(talk: Talk) -> Iterable[str]:
    """Everything in the answers that may be somebody's id."""
    yield from talk.progress.pending
    yield from talk.progress.maybe
    for answer in talk.progress.answers.values():
        given = answer if isinstance(answer, list) else [answer]
        yield from (item for item in given if isinstance(item, str))


def _pairing(loading: Loading) -> None:
    one = loading.one(Pairing, loading.query.pairing)
    if one:
        loading.found(pairing=one)
        loading.mention(one.mentor, one.mentee)
    if loading.query.pairings_of_proposal:
        pairings = loading.look(Pairing, _of_proposal(loading.query))
        loading.found(pairings=tuple(pairings))
        for pairing in pairings:
            loading.mention(pairing.mentor, pairing.mentee)
    if loading.query.homes:
        _homes(loading, [*loading.snapshot.pairings, *([one] if one else [])])


def _homes(loading: Loading, pairings: Iterable[Pairing]) -> None:
    people = {person for one in pairings for person in (one.mentor, one.mentee)}
    last_first = Look(where={"person": people}, order=("-saved", "id"))
    theirs: dict[str, list[Account]] = {}
    for account in loading.look(Account, last_first) if people else ():
        theirs.setdefault(account.person, []).append(account)
    loading.mention(*people)
    loading.fetch_mentioned()
    homes = {one: in_order(loading.people.get(one), accounts)[0].address for one, accounts in theirs.items()}
    loading.found(homes=homes)


def _of_proposal(query: Query) -> Look:
    where: Where = {"proposal": (query.pairings_of_proposal,)}
    return (
        Look(where={**where, "state": ("approved",)}, limit=query.approved)
        if query.approved
        else Look(where=where)
    )


def _invitable(loading: Loading) -> None:
    most = loading.query.invitable
    if most <= 0:
        return
    known: Where = {"state": ("known",), "gone": (False,), "is_guest": (False,), "reachable": (True,)}
    junior = loading.look(Person, Look(where=known, order=("grade", "id"), limit=most))
    senior = loading.look(Person, Look(where=known, order=("-grade", "id"), limit=most))
    turns = {person.id: person for pair in zip(junior, senior, strict=True) for person in pair}
    loading.found(invitable=loading.keep(list(turns.values())[:most]))


def _joined(loading: Loading) -> None:
    page = loading.query.joined
    if page > 0:
        joined: Where = {"state": ("joined",), "gone": (False,)}
        here = Look(where=joined, limit=PEOPLE_AT_ONCE, offset=(page - 1) * PEOPLE_AT_ONCE)
        loading.found(joined=loading.keep(loading.look(Person, here)))


def _sent(loading: Loading) -> None:
    row = loading.reader.queued(loading.organization, loading.query.outbox) if loading.query.outbox else None
    if row:
        loading.found(sent=row.send, sent_state=row.state)
        loading.mention(row.send.person, row.send.about.person)
        pairing = loading.one(Pairing, row.send.both)
        if pairing:
            loading.found(pairing=pairing)
            loading.mention(pairing.mentor, pairing.mentee)
    if loading.query.card:
        loading.found(card=loading.reader.newest_about(loading.organization, loading.query.card))
    if loading.query.failed_since is not None:
        since = loading.query.failed_since
        failed = loading.reader.failed(loading.organization, since, MOST_FAILED)
        loading.found(failed=tuple(failed), set_aside=loading.reader.set_aside(loading.organization))
        loading.mention(*(one.person for one in failed))


def _everybody(loading: Loading) -> None:
    loading.fetch_mentioned()


def _history(loading: Loading) -> None:
    if not loading.query.history or not loading.people:
        return
    people = tuple(loading.people)
    rulings = {
        ruling.id: ruling for side in ("first", "second") for ruling in loading.find(Ruling, **{side: people})
    }
    past = pairings_of(loading, people)
    loading.found(rulings=tuple(rulings[ruling] for ruling in sorted(rulings)), past=past)
    for ruling in rulings.values():
        loading.mention(ruling.first, ruling.second)
    for pairing in past:
        loading.mention(pairing.mentor, pairing.mentee)
    loading.fetch_mentioned()


def _managers(loading: Loading) -> None:
    """Reporting lines, one level of all of them at a time; whoever is found joins the people of the snapshot."""
    if not (loading.query.managers or is_at(loading, loading.query.lines_in)):
        return
    below = list(loading.people.values())
    called: dict[str, Person] = {}
    frontier = {person.manager for person in below} - {""}
    for _ in range(HIGHEST):
        if not frontier:
            break
        found = _called(loading, frontier)
        for boss in sorted(found, key=lambda person: (person.gone, person.id), reverse=True):
            called |= dict.fromkeys(boss.called_by, boss)
        frontier = {boss.manager for boss in found} - called.keys() - {""}
    managers = {name: (boss.id, boss.manager) for name, boss in called.items()}
    above = {person.id: line_above(person.id, person.manager, managers) for person in below}
    loading.keep(boss for boss in called.values() if any(boss.id in line for line in above.values()))
    loading.found(above=above)


def _called(loading: Loading, names: Collection[str]) -> list[Person]:
    """Managers by their HR id, or by their own where they are in no HR file."""
    ids = [name.removeprefix(NO_FILE) for name in names if name.startswith(NO_FILE)]
    external = [name for name in names if not name.startswith(NO_FILE)]
    found = loading.find(Person, external=external) if external else []
    return [*found, *(loading.find(Person, id=ids) if ids else ())]


def line_above(person: str, manager: str, managers: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """A reporting line upwards, nearest first; `managers` has (person, their manager) by HR id. A circle ends
    where it closes.
    """
    line: list[str] = []
    while manager in managers and len(line) < HIGHEST:
        boss, manager = managers[manager]
        if boss == person or boss in line:
            break
        line.append(boss)
    return tuple(line)


PARTS: tuple[Callable[[Loading], None], ...] = (
    _organization,
    _sender,
    _people,
    *LISTED,
    _talks,
    _names,
    _pairing,
    *PROPOSED,
    _invitable,
    _joined,
    *COUNTED,
    _sent,
    *TERMS,
    *OFFERING,
    _everybody,
    _history,
    *LIVES,
    _managers,
)
