"""Whom can I not write to, who can be reached again, and what can be done about those who cannot?

On some platforms (`needs_app`) nobody can be written to for whom the app is not installed. Whether it is, is asked of
the platform: to open a conversation shows nothing to anybody. What is for somebody who has removed or blocked the app
waits for them, and goes out when they are back and it is still true. Read next: `bot/runtime/reaching.py`, which asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from bot.conversation.messages import AWAY, Address, Block, Button, Buttons, Listed, Phrase, Say, phrase
from bot.events import AppRemoved, DeliveryFailed, JobFailed, Reached
from bot.outcome import KINDS
from bot.program.keeping import audit
from bot.program.model import Account, Person, is_late
from bot.program.participant import where
from bot.program.parts import family_button
from bot.program.platforms import own_id, platform_of
from bot.program.snapshot import Entry, Query
from bot.scene import Scene
from bot.text.catalog import has

LOOK: Final = "reach"  # the errand that opens their conversations
INSTALL: Final = "install"  # the errand that installs the app for them
ERRANDS: Final = frozenset({LOOK, INSTALL})
# Why somebody cannot be written to until something changes, as delivery says it: what is for them waits.
OF_PERSON: Final = frozenset({"app_missing", "app_blocked", "app_disabled"})
MOST_NAMED: Final = 10
NOBODYS: Final = frozenset({"known", "declined", "left"})  # nothing is said to them of its own accord


# -- somebody goes, or is there again ----------------------------------------------------------------------------


def needs_removed(event: AppRemoved) -> Query:
    return Query(place=event.place_id, admins=True, entries=entry_of(event.account_id))


def removed(scene: Scene, event: AppRemoved) -> None:
    """The next installation is like the first: they are greeted again."""
    account = scene.snapshot.accounts.get(event.account_id)
    person = scene.snapshot.owners.get(event.account_id)
    if account is not None and person is not None and not is_late(account, event.happened_at):
        closed = msgspec.structs.replace(account.address, conversation="")
        moment = event.happened_at or account.changed_at
        account = scene.save(msgspec.structs.replace(account, address=closed, changed_at=moment))
        tells = person.state not in NOBODYS or person.is_admin
        _lose(scene, person, account, "app_missing", tells=tells)


def entry_of(account: str) -> tuple[Entry, ...]:
    """To see whose it is, and which others they have."""
    return (Entry(account=account, user=account.split(":", 2)[2]),) if account.count(":") > 1 else ()


def refused(scene: Scene, event: DeliveryFailed) -> None:
    """A message could not go to somebody, and waits for them."""
    person, account = scene.person(event.person), scene.snapshot.accounts.get(event.account)
    if person is not None:
        # Whoever never had the app has lost nothing: that they pressed something in a channel is nobody's business.
        never = event.reason == "app_missing" and account is not None and not account.address.conversation
        kind = KINDS.get(event.kind)  # another release may have had others
        asked = kind is not None and kind.reply
        _lose(scene, person, account, event.reason, tells=not (never and asked))


def _lose(scene: Scene, person: Person, account: Account | None, reason: str, *, tells: bool) -> None:
    """Whoever runs the program hears it once, until they have been there again; who is on another platform, too, is
    written to there from now on.
    """
    is_known = account is not None and AWAY in account.address.extra
    if account is not None:
        away = msgspec.structs.replace(account.address, extra=account.address.extra | {AWAY: reason})
        account = scene.save(msgspec.structs.replace(account, address=away))
    theirs = [scene.latest(one) for one in scene.snapshot.accounts.values() if one.person == person.id]
    others = [one for one in theirs if AWAY not in one.address.extra]
    if account is not None and others:
        _goes_elsewhere(scene, person, account, others[0], tells=tells and not is_known)
        return
    if not person.reachable:
        return
    scene.save(msgspec.structs.replace(person, reachable=False))
    for admin in scene.snapshot.admins:
        if tells and admin.id != person.id:
            said = Phrase(f"reach.lost.{reason}", {"name": scene.name(person.id)})
            scene.tell(admin.id, "report", Say(text=said), Buttons(items=(show_button(),)))


def _goes_elsewhere(scene: Scene, person: Person, lost: Account, other: Account, *, tells: bool) -> None:
    """They read there why; nobody else need hear of it."""
    failed, place = lost.address.place_id, other.address.place_id
    scene.save(msgspec.structs.replace(person, writes_in="", last_in=place))
    scene.resume(person.id)
    if tells:
        said = phrase("where.moved", failed=where.name(failed), place=where.name(place))
        scene.tell(person.id, "report", Say(text=said), avoids=failed)


def is_back(scene: Scene, person: Person) -> Person:
    """They can be written to again: what waited for them and is still true goes out now."""
    if person.reachable:
        return person
    scene.resume(person.id)
    return scene.save(msgspec.structs.replace(person, reachable=True))


def show_button() -> Button:
    return Button(
        label=phrase("people.group.unreachable"), action="people.show", data={"group": "unreachable"}
    )


# -- what an admin can do ----------------------------------------------------------------------------------------


def ways(scene: Scene) -> tuple[Block, ...]:
    """How people who cannot be reached can be, on the platforms that there are."""
    said: list[Block] = [Say(text=phrase("people.reach"))]
    if not _places(scene):
        return tuple(said)
    can_install = scene.installs
    said += [
        Say(text=phrase("reach.policy")),
        Say(text=phrase("reach.can_install" if can_install else "reach.graph")),
    ]
    buttons = [family_button("people", "look")]
    if can_install:
        buttons.insert(0, family_button("people", "install", main=True))
    return (*said, Buttons(items=tuple(buttons)))


def hint(scene: Scene) -> tuple[Block, ...]:
    """The same, where it is about some of them: what can be done is done for all, and stands with all."""
    shown = (Buttons(items=(show_button(),)),) if _places(scene) else ()
    return Say(text=phrase("people.reach")), *shown


def _places(scene: Scene) -> tuple[str, ...]:
    places = scene.snapshot.places
    return tuple(one.id for one in places if platform_of(one.platform).needs_app and one.closed_at is None)


def ask(scene: Scene, errand: Literal["reach", "install"]) -> None:
    """One of the buttons: the platform is asked, and what came of it is told to who pressed."""
    if not _places(scene) or (errand == INSTALL and not scene.installs):
        scene.answer(Say(text=phrase("button_gone")))
        return
    audit.note(scene, f"people_{errand}")
    scene.ask_worker(errand, f"{scene.me.id}:")
    scene.answer(Say(text=Phrase(f"reach.begun.{errand}")))


def look_for_new(scene: Scene, people: Iterable[Person]) -> None:
    """The HR file knows ids of people who have never written: can they be reached?"""
    places = _places(scene)
    if any(
        not one.reachable and not one.gone and any(own_id(one, place) for place in places) for one in people
    ):
        scene.ask_worker(LOOK, ":")


# -- what came of it ---------------------------------------------------------------------------------------------


def needs_reached(event: Reached) -> Query:
    entries = tuple(
        Entry(account=one.address.account_id, user=one.address.user)
        for one in event.there
        if one.address.user
    )
    people = (*(one.person for one in event.there), *event.missing, event.asked_by)
    return Query(organization=event.organization, people=tuple(filter(None, people)), entries=entries)


def reached(scene: Scene, event: Reached) -> None:
    found = [scene.latest(person) for one in event.there if (person := scene.person(one.person)) is not None]
    addresses = {one.person: one.address for one in event.there}
    for person in found:
        _keep(scene, person, addresses[person.id])
    if event.after:
        scene.ask_worker(event.errand, f"{event.asked_by}:{event.after}")
    if event.asked_by:
        missing = [person for one in event.missing if (person := scene.person(one)) is not None]
        _tell(scene, event, found, missing)


def _keep(scene: Scene, person: Person, address: Address) -> None:
    """The two of us have not talked by that: whoever says hello first is greeted as somebody new."""
    known = scene.snapshot.accounts.get(address.account_id)
    if not address.user or (known is not None and known.person != person.id):
        return  # not there yet, or somebody else's by now
    if known is None:
        scene.save(
            Account(
                id=address.account_id,
                organization=person.organization,
                person=person.id,
                address=msgspec.structs.replace(address, conversation=""),
            )
        )
    elif AWAY in known.address.extra:
        extra = {key: said for key, said in known.address.extra.items() if key != AWAY}
        there = msgspec.structs.replace(known.address, extra=extra)
        scene.save(msgspec.structs.replace(known, address=there))
    is_back(scene, person)


def _tell(scene: Scene, event: Reached, found: list[Person], missing: list[Person]) -> None:
    said: list[Block] = [
        Say(text=_so_many(f"reach.{event.errand}.{name}", people))
        for name, people in (("there", found), ("missing", missing))
        if people
    ]
    if event.reason:
        said.append(Say(text=why(event.reason)))
    if not said:
        said.append(Say(text=phrase("reach.nobody")))
    buttons = (Buttons(items=(show_button(),)),) if missing else ()
    scene.tell(event.asked_by, "admin", *said, *buttons)


def _so_many(key: str, people: list[Person]) -> Phrase:
    names = [person.name for person in people[:MOST_NAMED]]
    return Phrase(key, {"count": len(people), "names": Listed(tuple(names))})


def needs_failed(event: JobFailed) -> Query:
    return Query(organization=event.organization)


def failed(scene: Scene, event: JobFailed) -> None:
    """Who asked hears what is in the way."""
    asked_by = event.subject.partition(":")[0]
    if asked_by:
        scene.tell(
            asked_by, "admin", Say(text=Phrase(f"reach.failed.{event.kind}")), Say(text=why(event.reason))
        )


def why(reason: str) -> Phrase:
    """The platform's word, in words where there are any."""
    known = f"reach.why.{reason}"
    return Phrase(known if has(known) else "reach.why.other", {"code": reason})
