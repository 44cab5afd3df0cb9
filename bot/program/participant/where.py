"""Where does the bot write to somebody who is in several places? Where they wrote last, unless they have chosen one.

A direct answer goes where they asked, whatever they chose; and where a place is closed, or does not take a message, the
other one is used (`storage/delivery_rows.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from bot.conversation.messages import Block, Buttons, Phrase, Say, phrase
from bot.events import DeliveryFailed
from bot.program.model import Account, Person
from bot.program.parts import family_button, platform_name
from bot.scene import Scene

A = TypeVar("A", bound=Account)


def in_order(person: Person | None, accounts: Sequence[A]) -> list[A]:
    """Where they want to hear from the bot, the first choice first; `accounts` the one used last first."""
    if person is None or not person.last_in:
        return list(accounts)
    wanted = [place for place in (person.writes_in, person.last_in) if place]
    return sorted(
        accounts, key=lambda one: wanted.index(here) if (here := one.address.place_id) in wanted else 9
    )


def name(place: str) -> Phrase:
    return platform_name(place) if place else phrase("where.last")


def choice(scene: Scene) -> tuple[Block, ...]:
    """Where they hear from the bot, and the ways to change it; nothing for whoever is in one place."""
    me = scene.me
    if not me.last_in or not scene.sees(accounts_of=(me.id,)):
        return ()
    places = [*dict.fromkeys(one.address.place_id for one in _mine(scene)), ""]
    items = tuple(
        msgspec.structs.replace(
            family_button("where", "choose", place=place), label=phrase("where.button", place=name(place))
        )
        for place in places
        if place != me.writes_in
    )
    return Say(text=phrase("where.now", place=name(me.writes_in))), Buttons(items=items)


def _mine(scene: Scene) -> list[Account]:
    theirs = (scene.latest(one) for one in scene.snapshot.accounts.values())
    saved = (one for one in scene.saved() if isinstance(one, Account))
    found = {one.id: one for one in (*theirs, *saved) if one.person == scene.me.id}
    return [found[account] for account in sorted(found)]


def sent_elsewhere(scene: Scene, event: DeliveryFailed) -> bool:
    """What does not arrive where somebody is written to goes to the other place, and what follows does, too."""
    person = scene.person(event.person)
    if person is None or not person.last_in:
        return False
    if not scene.sees(outbox=event.outbox, accounts_of=(person.id,)):
        return True
    sent, closed = scene.snapshot.sent, {one.id for one in scene.snapshot.places if one.closed_at is not None}
    theirs = [one for one in scene.snapshot.accounts.values() if one.address.place_id not in closed]
    usual = next((one.address.place_id for one in in_order(person, theirs)), "")
    failed = ":".join(event.account.split(":", 2)[:2]) or usual
    others = [place for one in theirs if (place := one.address.place_id) != failed]
    if sent is None or sent.account or sent.avoids or not sent.message.blocks or not others:
        return False
    if failed == usual:  # else they are somewhere else already
        scene.save(msgspec.structs.replace(person, writes_in="", last_in=others[0]))
        places = {"failed": name(failed), "place": name(others[0])}
        scene.tell(person.id, sent.kind, Say(text=phrase("where.moved", **places)), avoids=failed)
    if event.waits:
        scene.resume(person.id)
    else:
        scene.send(msgspec.structs.replace(sent, name="", replaces="", only_you=None, avoids=failed))
    return True


def choose(scene: Scene, place: str) -> None:
    """One tap; a place they are not in any more changes nothing."""
    me = scene.me
    if not scene.sees(accounts_of=(me.id,)):
        return
    if place and all(place != one.address.place_id for one in _mine(scene)):
        scene.answer(Say(text=phrase("where.gone")), *choice(scene))
        return
    scene.become(scene.save(msgspec.structs.replace(me, writes_in=place)))
    scene.answer(Say(text=phrase("where.chosen", place=name(place))))
