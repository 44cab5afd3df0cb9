"""Are two accounts, in two places of one organization, the same person's? They are asked, in the older place.

Only people of the company are asked, by their e-mail address, and never before they said yes do the two become one:
nothing of theirs is shown in the new place until then. Where the HR file names both accounts nobody has to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.conversation.messages import Address, Block, Buttons, Phrase, Say, phrase
from bot.events import FromPerson, Pressed, Submitted
from bot.program.company.members import OUTSIDE, TAKING_PART
from bot.program.model import NAMESAKE, Account, Link, Person, link_id
from bot.program.participant import where
from bot.program.parts import command_button, family_button, platform_name
from bot.program.platforms import as_own_id, own_id
from bot.program.snapshot import Query
from bot.scene import Scene


def homes(scene: Scene, person: Person, but: str) -> list[Account]:
    """Their accounts in other places than that of an account (its id), as far as these are open and in the snapshot."""
    platform, here, _ = but.split(":", 2)
    shut = {place.id for place in scene.snapshot.places if place.closed_at is not None} | {
        f"{platform}:{here}"
    }
    theirs = (one for one in map(scene.latest, scene.snapshot.accounts.values()) if one.person == person.id)
    return [one for one in theirs if one.address.place_id not in shut]


def is_vouched(person: Person, account: str) -> bool:
    """Does the company, or the platform, say that it is theirs?"""
    platform, _, user = account.split(":", 2)
    return own_id(person, platform) == user


def is_of_company(scene: Scene, event: FromPerson) -> bool:
    """Not a guest, whatever else is said of them."""
    sender = event.sender
    return not (scene.me.is_guest or sender.is_guest or sender.standing in OUTSIDE)


def said_no(scene: Scene, account: str) -> bool:
    link = scene.snapshot.links.get(account)
    return link is not None and link.state == "other"


def is_nowhere(scene: Scene, person: Person, account: str) -> bool:
    """Of the HR file, and seen in no other place: there is nobody to be asked, and nothing of theirs to be shown."""
    known = bool(person.external) and not person.reachable and not homes(scene, person, account)
    return known and not said_no(scene, account)


def must_be_asked(scene: Scene, person: Person, account: str) -> bool:
    return not is_vouched(person, account) and bool(homes(scene, person, account))


# -- asking ----------------------------------------------------------------------------------------------------------


def look(scene: Scene, event: FromPerson) -> bool:
    """Somebody did something who may be known elsewhere: now they are looked for. False when it cannot go on."""
    me, sender = scene.me, event.sender
    if me.link != NAMESAKE:
        return True
    if scene.snapshot.account is not None and not scene.sees(namesake=True):
        return False
    twin = scene.snapshot.owner
    account = sender.account_id
    scene.become(scene.save(msgspec.structs.replace(me, link="")))
    if twin is None or twin.gone or twin.id == me.id or not is_of_company(scene, event):
        return True
    is_theirs = is_vouched(twin, account) or is_nowhere(scene, twin, account)
    if is_theirs and not me.external and me.state not in TAKING_PART:
        one = unite(scene, twin, account, me)
        here = sender.place_id if one.last_in else ""  # they are here, and answered here
        scene.become(scene.save(msgspec.structs.replace(one, last_in=here)))
        buttons = Buttons(items=(command_button("me"), command_button("help")))
        scene.answer(Say(text=phrase("link.known")), buttons)
        return False  # what they asked for was seen with somebody else's eyes
    if homes(scene, twin, account):
        ask(scene, twin, account, newcomer=scene.me)
    return True


def listed(scene: Scene, person: Person, account: str, newcomer: Person | None, *, looked_up: bool) -> None:
    """A list has somebody with their address. By a list that is read at night only those are asked who take part: to
    others it would be a riddle. Who has gone is asked nothing.
    """
    if person.gone:
        return
    if looked_up and newcomer is not None:
        ask(scene, person, account, newcomer)
    elif person.state in TAKING_PART:
        ask(scene, person, account, newcomer, kind="invitation")


def ask(
    scene: Scene, person: Person, account: str, newcomer: Person | None, *, kind: str = "question"
) -> None:
    """Once for each account: an answer holds for good."""
    asked, home = scene.snapshot.links.get(account), homes(scene, person, account)[0]
    if asked is not None:
        if newcomer is not None and _is_open_for(asked, person, scene.latest(newcomer)):
            _wait(scene, home, scene.save(msgspec.structs.replace(asked, newcomer=newcomer.id)), newcomer)
        return
    link = scene.save(
        Link(
            id=link_id(account),
            organization=person.organization,
            account=account,
            person=person.id,
            newcomer=newcomer.id if newcomer else "",
            at=scene.at,
        )
    )
    platform = platform_name(account)
    scene.tell(
        person.id,
        kind,
        Say(text=Phrase("link.ask_wrote" if newcomer else "link.ask_listed", {"platform": platform})),
        Say(text=phrase("link.what", platform=platform), style="quiet"),
        Buttons(
            items=(
                family_button("link", "yes", main=True, link=link.id),
                family_button("link", "no", link=link.id),
            )
        ),
        account=home.id,
    )
    if newcomer is not None:
        _wait(scene, home, link, newcomer)


def _is_open_for(asked: Link, person: Person, newcomer: Person) -> bool:
    """Is it asked already whether somebody is this person, and do they not know yet that they wait for it?"""
    same = asked.person == person.id and asked.newcomer in ("", newcomer.id)
    waits = newcomer.link == asked.id or newcomer.state in TAKING_PART
    return same and asked.state == "asked" and not waits


def _wait(scene: Scene, home: Account, link: Link, newcomer: Person) -> None:
    fresh = scene.save(msgspec.structs.replace(scene.latest(newcomer), link=link.id))
    if scene.knows_me and scene.me.id == fresh.id:
        scene.become(fresh)
    scene.tell(fresh.id, "answer", *_waits(home.id, link.id))


def _waits(home: str, link: str) -> tuple[Block, ...]:
    said = phrase("link.waits", platform=platform_name(home))
    return Say(text=said), Buttons(items=(family_button("link", "alone", link=link),))


def waits(scene: Scene) -> bool:
    """Is it open whether they are somebody who is known already? Then they join nothing yet, and are told so."""
    me = scene.me
    if me.link in ("", NAMESAKE) or not scene.sees(link=me.link):
        return me.link not in ("", NAMESAKE)
    link = next(iter(scene.snapshot.links.values()), None)
    person = scene.person(link.person) if link else None
    home = homes(scene, person, link.account) if link and person else []
    if link is None or link.state != "asked" or not home:
        scene.become(scene.save(msgspec.structs.replace(me, link="")))  # there is nobody to say it
        return False
    scene.answer(*_waits(home[0].id, link.id))
    return True


# -- answers ---------------------------------------------------------------------------------------------------------


def needs(event: Pressed | Submitted) -> Query:
    return Query(sender=event.sender, link=event.data.get("link", ""))


def _open(scene: Scene) -> Link | None:
    link = next(iter(scene.snapshot.links.values()), None)
    if link is not None and link.state == "asked" and scene.me.id in (link.person, link.newcomer):
        return link
    _over(scene)
    return None


def _over(scene: Scene) -> None:
    scene.answer(Say(text=phrase("link.over")), Buttons(items=(command_button("me"),)))


def yes(scene: Scene) -> None:
    """One person with two accounts; of what the newcomer had nothing is kept but that they run the program."""
    link = _open(scene)
    if link is None:
        return
    if link.person != scene.me.id:
        scene.undecided = True
        if not waits(scene):
            _over(scene)
        return
    account = scene.snapshot.accounts.get(link.account)
    newcomer = scene.person(account.person) if account and account.person != link.person else None
    if newcomer is not None and (newcomer.is_guest or link.newcomer not in ("", newcomer.id)):
        _over(scene)  # guests are nobody else; or meanwhile it is known whose it is
        return
    if newcomer is not None and newcomer.state in TAKING_PART:
        scene.undecided = True
        scene.answer(Say(text=phrase("link.both_joined", platform=platform_name(link.account))))
        return
    scene.remove(link)
    scene.become(unite(scene, scene.me, link.account, newcomer))
    scene.answer(Say(text=phrase("link.done", platform=platform_name(link.account))), *where.choice(scene))
    scene.tell(scene.me.id, "answer", Say(text=phrase("link.done_there")), account=link.account)


def no(scene: Scene) -> None:
    """Two people, and nobody is asked again."""
    link = _open(scene)
    if link is None:
        return
    scene.save(msgspec.structs.replace(link, state="other"))
    newcomer = scene.person(link.newcomer)
    if newcomer is not None:
        scene.save(msgspec.structs.replace(newcomer, link=""))
        scene.tell(
            newcomer.id, "answer", Say(text=phrase("link.two_here")), Buttons(items=(command_button("join"),))
        )
    if scene.me.id == link.person:
        scene.answer(Say(text=phrase("link.two")))


def unite(scene: Scene, person: Person, account_id: str, newcomer: Person | None) -> Person:
    """The account is theirs from now on; of whom it made nothing is left."""
    platform, place, user = account_id.split(":", 2)
    here = scene.snapshot.account
    known = scene.snapshot.accounts.get(account_id) or (here if here and here.id == account_id else None)
    made = Account(
        id=account_id,
        organization=person.organization,
        person=person.id,
        address=Address(platform=platform, place=place, user=user),
    )
    scene.save(msgspec.structs.replace(scene.latest(known), person=person.id) if known else made)
    fresh = in_several(scene, scene.latest(person), account_id)
    changes: dict[str, object] = {"reachable": True}
    if not own_id(fresh, platform):
        changes |= as_own_id(platform, user)
    if newcomer is not None:
        changes["is_admin"] = fresh.is_admin or newcomer.is_admin
        scene.forget(newcomer.id, heir=person.id, marked=False)
    return scene.save(msgspec.structs.replace(fresh, **changes))


def in_several(scene: Scene, person: Person, new: str) -> Person:
    """From now on it matters where they wrote last: it is not where they have a `new` account."""
    others = homes(scene, person, new)
    if person.last_in or not others:
        return person
    event = scene.event
    here = event.sender.place_id if isinstance(event, FromPerson) else ""
    mine = scene.knows_me and scene.me.id == person.id
    return msgspec.structs.replace(person, last_in=here if mine and here else others[0].address.place_id)


def one_by_file(scene: Scene, person: Person, named: Iterable[Person | None]) -> Person:
    """The HR file names two accounts in one row: the company says that they are one person's."""
    for other in named:
        if other is None or other.id == person.id or other.external or other.state in TAKING_PART:
            continue
        theirs = [one for one in scene.snapshot.accounts.values() if one.person == other.id]
        for account in theirs:
            person = unite(scene, person, account.id, other)
    return person
