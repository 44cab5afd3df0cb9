"""What belongs to the pairings an event is about: sessions, talks, trays; and what admins look through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import count

from bot.program.model import (
    Agreement,
    Attendance,
    Audit,
    Background,
    Change,
    CheckIn,
    Cohort,
    Concern,
    Digest,
    Feedback,
    Pairing,
    Person,
    Release,
    Session,
    Story,
    Survey,
    Talk,
    Tray,
    background_id,
    survey_id,
    tray_id,
)
from bot.program.snapshot import (
    AUDIT_PAGE,
    EVERYBODY,
    LIVE_AT_ONCE,
    NEWEST_CHANGES,
    PAGE,
    PAIRS_AT_ONCE,
    Listing,
    Posted,
)
from storage.loading import LIVE, Loading
from storage.lookups import Is, Look, Where

FREE_AT_ONCE = 200  # people looked through


def pairings_of(
    loading: Loading, people: Collection[str], states: Collection[str] = ()
) -> tuple[Pairing, ...]:
    """Those in which any of these people is on either side, in order of their ids."""
    states_too: dict[str, Collection[object]] = {"state": states} if states else {}
    return tuple(loading.find(Pairing, **{"mentor|mentee": people}, **states_too))


def _subjects(loading: Loading) -> None:
    """The one session, attendance, concern, story, change or tray that was asked for."""
    query = loading.query
    attendance = loading.one(Attendance, query.attendance)
    session = loading.one(Session, attendance.session if attendance else query.session)
    concern = loading.one(Concern, query.concern)
    tray = loading.one(Tray, query.tray)
    sent = loading.snapshot.sent
    story = loading.one(Story, query.story or (sent.about.story if sent else ""))
    change = loading.one(Change, query.change)
    loading.found(attendance=attendance, session=session, concern=concern, tray=tray)
    loading.found(story=story, change=change)
    if concern:
        loading.mention(concern.by, concern.contact, concern.next_contact, *concern.contacts)
    about = concern.pairing if concern else query.pairing if query.concerns else ""
    beside = loading.find(Concern, pairing=(about,)) if about else []
    if tray:
        loading.mention(tray.person)
    me = loading.snapshot.me
    whose = [me.id] if me else [*query.people, *(one.id for one in loading.snapshot.by_external.values())]
    whose += [query.leaving] if query.leaving else []
    if (query.concerns and (whose or about)) or query.leaving:
        told = (*loading.find(Concern, by=whose), *loading.find(Concern, contact=whose)) if whose else ()
        found = (*beside, *told)
        ordered = sorted(
            {one.id: one for one in found}.values(), key=lambda one: (one.state == "closed", one.id)
        )
        loading.found(concerns=tuple(ordered))
        loading.mention(*(person for one in ordered for person in (one.by, one.contact, one.next_contact)))
    loading.fetch_mentioned()


def _principals(loading: Loading) -> None:
    """Whom the sender may arrange sessions for."""
    query, me = loading.query, loading.snapshot.me
    whose = query.leaving or (me.id if me is not None and query.lives else "")
    if whose:
        loading.found(principals=loading.keep(loading.find(Person, delegate=(whose,), gone=(False,))))


def _cohort_pairs(loading: Loading) -> None:
    """All of the cohort, or a page of them in the order of their ids."""
    query, cohort = loading.query, loading.snapshot.cohort or loading.snapshot.last_cohort
    if cohort is None or not (query.cohort_pairs or query.members):
        return
    page = PAIRS_AT_ONCE if query.members else None
    offset = (query.members - 1) * PAIRS_AT_ONCE if query.members else 0
    where: Where = {"cohort": (cohort.id,)}
    loading.found(cohort_pairs=tuple(loading.look(Pairing, Look(where=where, limit=page, offset=offset))))


def _surveys(loading: Loading) -> None:
    """Of the cohort that closes or has closed last; of one pairing, of whatever cohort that was."""
    query, snapshot = loading.query, loading.snapshot
    if query.surveys and query.pairing:
        loading.found(surveys=tuple(loading.find(Survey, pairing=(query.pairing,))))
    cohort = snapshot.cohort or snapshot.last_cohort
    if cohort is None or cohort.state == "open" or not query.surveys:
        return
    whose = {person for one in snapshot.lives.values() for person in (one.mentor, one.mentee)}
    whose |= {*query.people, *(one.id for one in snapshot.joined)}
    whose |= {snapshot.me.id if snapshot.me else "", snapshot.tray.person if snapshot.tray else ""} - {""}
    ids = [survey_id(cohort.id, person) for person in sorted(whose)]
    known = {one.id: one for one in loading.snapshot.surveys}
    known |= {one.id: one for one in loading.find(Survey, id=ids)} if ids else {}
    loading.found(surveys=tuple(known.values()))


def _backgrounds(loading: Loading) -> None:
    """Of each person asked about; and the oldest of all, with the talks about it that were asked longest ago."""
    query, snapshot = loading.query, loading.snapshot
    found: list[Background] = []
    if query.background:
        whose = {snapshot.me.id if snapshot.me else "", snapshot.tray.person if snapshot.tray else ""}
        ids = [background_id(person) for person in sorted({*whose, *query.people} - {""})]
        found += loading.find(Background, id=ids) if ids else []
    if query.backgrounds:
        found += loading.look(Background, Look(order=("given_at", "id"), limit=query.backgrounds))
        begun: Where = {"flow": ("background",), "state": ("open",)}
        talks = loading.look(Talk, Look(where=begun, order=("asked_at", "id"), limit=query.backgrounds))
        loading.found(talks=(*loading.snapshot.talks, *talks))
    loading.found(backgrounds={one.person: one for one in found})


def _lives(loading: Loading) -> None:
    pairings = _alive(loading)
    people = {person for one in pairings.values() for person in (one.mentor, one.mentee)}
    loading.mention(*people)
    loading.fetch_mentioned()
    delegates = {loading.people[person].delegate for person in people if person in loading.people} - {""}
    loading.mention(*delegates)
    loading.fetch_mentioned()
    if pairings:
        loading.found(lives=pairings, **_belongings(loading, list(pairings)))
    _trays(loading, people | delegates)


def _belongings(loading: Loading, pairings: list[str]) -> dict[str, object]:
    where: Where = {"pairing": pairings}
    talks = Look(where={**where, "state": ("open",)}, order=("-asked_at", "id"))
    return {
        "agreements": {one.pairing: one for one in loading.look(Agreement, Look(where=where))},
        "sessions": tuple(loading.look(Session, Look(where=where, order=("pairing", "number")))),
        "attendances": tuple(loading.look(Attendance, Look(where=where))),
        "feedback": tuple(loading.look(Feedback, Look(where=where))),
        "check_ins": tuple(loading.look(CheckIn, Look(where=where))),
        "pair_talks": tuple(loading.look(Talk, talks)),
        "stories": tuple(loading.look(Story, Look(where=where, order=("begun_at", "id")))),
        "changes": tuple(loading.look(Change, Look(where=where, order=("proposed_at", "id")))),
    }


def _alive(loading: Loading) -> dict[str, Pairing]:
    """The pairings whose life comes along."""
    query, snapshot = loading.query, loading.snapshot
    found: dict[str, Pairing] = {}
    if query.lives:
        whose = [*(one.id for one in snapshot.principals), *query.people]
        theirs = pairings_of(loading, whose, LIVE) if whose else ()
        live = (one for one in (*snapshot.pairings, *snapshot.past, *theirs) if one.state in LIVE)
        found |= {one.id: one for one in live}
    if query.members:
        found |= {one.id: one for one in snapshot.cohort_pairs}
    wanted = set(_wanted(loading)) - found.keys() - {""}
    found |= {one.id: one for one in (loading.find(Pairing, id=wanted) if wanted else [])}
    one_asked = query.pairing or (snapshot.session.pairing if snapshot.session else "")
    if one_asked in found and snapshot.pairing is None:
        loading.found(pairing=found[one_asked])
    return found


def _wanted(loading: Loading) -> Iterable[str]:
    snapshot = loading.snapshot
    yield loading.query.pairing
    asked = (snapshot.session, snapshot.attendance, snapshot.concern, snapshot.story, snapshot.change)
    for record in (*asked, *snapshot.stories, *snapshot.changes, snapshot.talk, *snapshot.talks):
        if record is not None:
            yield record.pairing
    if snapshot.tray is not None:
        items = (*snapshot.tray.items, *snapshot.tray.later)
        talks = [item.about for item in items if item.topic == "talk"]
        for talk in loading.find(Talk, id=talks) if talks else []:
            loading.found(talks=(*loading.snapshot.talks, talk))
            yield talk.pairing
        yield from (item.about for item in items if item.topic != "talk")


def _told(loading: Loading) -> None:
    """All that these people have told, of pairings that are over too; their lives come along."""
    me = loading.snapshot.me
    whose = {*([me.id] if me else []), *loading.query.people}
    if not loading.query.stories or not whose:
        return
    sides = ("mentor", "mentee")
    stories = {one.id: one for side in sides for one in loading.find(Story, **{side: whose})}
    changes = {one.id: one for side in sides for one in loading.find(Change, **{side: whose})}
    loading.found(stories=tuple(stories.values()), changes=tuple(changes.values()))


def _posted(loading: Loading) -> None:
    """What became of the messages that say what may be taken back now; which lines a message that is decided upon has
    quoted.
    """
    query, snapshot = loading.query, loading.snapshot
    sent = snapshot.sent
    if sent is not None and sent.channel and not sent.about.story:
        quoted = loading.look(Change, Look(where={"told_in": Is.FILLED}))
        here = (one for one in quoted if any(told.outbox == query.outbox for told in one.told_in))
        loading.found(changes=(*snapshot.changes, *here))
    told: list[Story | Change | None] = [snapshot.story, snapshot.change]
    told += [*snapshot.stories, *snapshot.changes] if query.stories else []
    stands = [one.posts if isinstance(one, Story) else one.told_in for one in told if one is not None]
    whose = {query.sponsor, snapshot.me.id if snapshot.me else ""}
    stands += [one.posts for one in snapshot.sponsors.values() if one.person in whose]
    ids = dict.fromkeys(one.outbox for some in stands for one in some)
    rows = {one: loading.reader.queued(loading.organization, one) for one in ids}
    posted = {one: Posted(send=row.send, state=row.state) for one, row in rows.items() if row is not None}
    loading.found(posted=posted)


def _trays(loading: Loading, people: Collection[str]) -> None:
    me = loading.snapshot.me
    whose = {*people, *([me.id] if me else []), *loading.query.people}
    whose |= {one.id for one in loading.snapshot.joined}
    whose |= {one.id for one in loading.snapshot.admins} if loading.query.admin_trays else set()
    if loading.snapshot.talk:
        whose.add(loading.snapshot.talk.person)
    ids = [tray_id(person) for person in whose if person]
    if ids:
        loading.found(trays={one.person: one for one in loading.find(Tray, id=ids)})


GROUPS: dict[str, Where] = {
    "joined": {"state": ("joined",)},
    "waiting": {"state": ("joined",), "waiting_since": Is.GIVEN},
    "away": {"state": ("joined",), "paused_until": Is.GIVEN},
    "unreachable": {"reachable": (False,)},
    # Who takes back a beginning, or an invitation, has never been in: that leaves no trace.
    "outside": {
        "state": ("known", "invited", "later", "declined", "onboarding", "left"),
        "joined_at": Is.MISSING,
    },
    "left": {"state": ("left", "onboarding"), "joined_at": Is.GIVEN},
    "all": {},
}


def _listing(loading: Loading) -> None:
    listing = loading.query.listing
    if listing is None:
        return
    where: Where = {"gone": (False,), "is_guest": (False,), **GROUPS[listing.group]}
    if listing.names:
        _found_by_name(loading, listing)
        return
    page = Look(where=where, order=("name", "id"), limit=PAGE, offset=(max(listing.page, 1) - 1) * PAGE)
    people = loading.keep(loading.look(Person, page))
    in_all = sum(loading.reader.count(Person, loading.organization, "state", where).values())
    loading.found(listed=people, listed_in_all=in_all)
    _their_partners(loading, people)


def _found_by_name(loading: Loading, listing: Listing) -> None:
    ids = loading.reader.names_like(loading.organization, listing.names, PAGE)
    found = {one.id: one for one in loading.find(Person, id=ids)} if ids else {}
    people = loading.keep(found[one] for one in ids if one in found)
    loading.found(listed=people, listed_in_all=len(people))
    _their_partners(loading, people)


def _their_partners(loading: Loading, people: Collection[Person]) -> None:
    """Their live pairings, beside what the snapshot has already."""
    if people:
        pairings = pairings_of(loading, [person.id for person in people], LIVE)
        known = {one.id: one for one in (*loading.snapshot.pairings, *pairings)}
        loading.found(pairings=tuple(known.values()))
        loading.mention(*(side for one in pairings for side in (one.mentor, one.mentee)))
        loading.fetch_mentioned()


def _live_pairs(loading: Loading) -> None:
    query = loading.query
    if query.live_after is not None:
        live = loading.look(Pairing, Look(where={"state": LIVE}, after=query.live_after, limit=LIVE_AT_ONCE))
    elif query.live_pairs:
        live = loading.look(Pairing, Look(where={"state": ("introduced", "paused")}))
    else:
        return
    loading.found(live_pairs=tuple(live))
    loading.mention(*(person for one in live for person in (one.mentor, one.mentee)))
    loading.fetch_mentioned()


def _free(loading: Loading) -> None:
    """Nearly everybody has a partner, and nearly everybody who has none joined last."""
    most = loading.query.free
    if most <= 0:
        return
    live = loading.look(Pairing, Look(where={"state": LIVE}))
    taken = {person for one in live for person in (one.mentor, one.mentee)}
    where: Where = {"state": ("joined",), "gone": (False,), "is_guest": (False,), "paused_until": Is.MISSING}
    found: list[Person] = []
    for offset in count(0, FREE_AT_ONCE):
        look = Look(where=where, order=("-joined_at", "id"), limit=FREE_AT_ONCE, offset=offset)
        some = loading.look(Person, look)
        found += [person for person in some if person.id not in taken]
        if len(some) < FREE_AT_ONCE or len(found) >= most:
            break
    loading.found(free=loading.keep(found[:most]))


def _digest(loading: Loading) -> None:
    query, snapshot = loading.query, loading.snapshot
    if not query.digest:
        return
    asked = None if query.digest == "last" else loading.one(Digest, query.digest)
    cohort = loading.one(Cohort, asked.cohort) if asked else snapshot.cohort or snapshot.last_cohort
    if cohort is None:
        return
    here: Where = {"cohort": (cohort.id,)}
    weekly: Where = {**here, "state": ("posted",), "kind": ("week",)}
    newest = loading.look(Digest, Look(where=weekly, order=("-made_at", "-day", "id"), limit=1))
    last = newest[0] if newest else None
    releases = loading.look(Release, Look(where=here, order=("until", "id")))
    told: Where = {**here, "state": ("agreed",)}
    changes = loading.look(Change, Look(where=told, order=("-agreed_at", "id"), limit=NEWEST_CHANGES))
    asked = asked or last
    loading.found(digest=asked, digest_cohort=cohort, last_digest=last)
    loading.found(releases=tuple(releases), changes=tuple(changes))
    loading.mention(cohort.opened_by, asked.asked_by if asked else "")
    loading.mention(*([asked.asked_by] if asked else []))
    loading.mention(*(person for one in changes for person in (one.mentor, one.mentee)))
    loading.fetch_mentioned()


def _noted(loading: Loading) -> None:
    ids = loading.query.noted
    if ids:
        loading.found(noted=frozenset(one.id for one in loading.find(Audit, id=ids)))


def _audit(loading: Loading) -> None:
    page = loading.query.audit_page
    if page:
        newest = Look(order=("-saved", "id"), limit=AUDIT_PAGE, offset=(page - 1) * AUDIT_PAGE)
        entries = loading.look(Audit, newest)
        in_all = sum(loading.reader.count(Audit, loading.organization, "action", {}).values())
        loading.found(audit=tuple(entries), audit_in_all=in_all)
        loading.mention(*(person for one in entries for person in (one.actor, one.subject)))
        loading.fetch_mentioned()


def _looked(loading: Loading) -> None:
    """Entries about the sender, and those about everybody."""
    page, me = loading.query.looked_page, loading.snapshot.me
    if not page or me is None:
        return
    wheres: tuple[Where, ...] = ({"subject": (me.id,)}, {"subject": ("",), "action": EVERYBODY})
    most = page * AUDIT_PAGE
    found = [
        entry
        for where in wheres
        for entry in loading.look(Audit, Look(where=where, order=("-saved", "id"), limit=most))
    ]
    found.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    in_all = sum(
        sum(loading.reader.count(Audit, loading.organization, "action", where).values()) for where in wheres
    )
    entries = tuple(found[most - AUDIT_PAGE : most])
    loading.found(audit=entries, audit_in_all=in_all)
    loading.mention(*(one.actor for one in entries))
    loading.fetch_mentioned()


LIVES: tuple[Callable[[Loading], None], ...] = (
    _subjects,
    _principals,
    _told,
    _cohort_pairs,
    _lives,
    _surveys,
    _backgrounds,
    _listing,
    _live_pairs,
    _free,
    _digest,
    _posted,
    _audit,
    _noted,
    _looked,
)
