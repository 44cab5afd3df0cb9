"""Forget me: what is said to whom when somebody wants everything about them gone, and then it is done at once.

What becomes of each record says `fates.py`; the storage does it in the commit of this very step. From the first line
of `_forget` on they have no name: whoever hears of it hears of a former participant, as when anybody leaves.
"""

from __future__ import annotations

from bot.conversation.messages import Block, Buttons, Message, Phrase, Say, phrase
from bot.events import ErasureAsked
from bot.outcome import Send, Visitor
from bot.program.company.roster import duty_ends
from bot.program.keeping.former import FORMER
from bot.program.model import Audit, Person
from bot.program.participant import membership
from bot.program.parts import command_button
from bot.program.proposing.board import live_pairings
from bot.program.snapshot import Query
from bot.program.telling import posted, story_posts
from bot.program.trust import concerns
from bot.scene import Scene, summary_of


def needs(event: ErasureAsked) -> Query:
    return Query(
        organization=event.organization,
        people=(event.person,),
        leaving=event.person,
        history=True,
        admins=True,
        lives=True,
        stories=True,
        awareness=True,
        sponsor=event.person,
    )


def what_goes(scene: Scene) -> tuple[Block, ...]:
    """Exactly what goes and what stays, and what that means for what they do for others."""
    me = scene.me
    told: list[Block] = [Say(text=Phrase(f"forget.{name}")) for name in ("goes", "stays")]
    if _is_contact(scene, me):
        told.append(Say(text=phrase("forget.contact")))
    if me.is_admin:
        alone = all(admin.id == me.id for admin in scene.snapshot.admins)
        told.append(Say(text=phrase("forget.last_admin" if alone else "forget.admin")))
    if scene.snapshot.principals:
        told.append(Say(text=phrase("forget.delegate")))
    return tuple(told)


def _is_contact(scene: Scene, person: Person) -> bool:
    cohort = scene.cohort
    return (
        cohort is not None
        and not person.is_guest
        and any(
            contact.person == person.id and contact.state == "accepted" for contact in cohort.safe_contacts
        )
    )


def keep(scene: Scene) -> None:
    scene.answer(Say(text=phrase("forget.kept")), Buttons(items=(command_button("privacy"),)))


def forget_me(scene: Scene) -> None:
    """Done at once; the last thing they hear goes to an address that is forgotten with the message."""
    me, account = scene.me, scene.snapshot.account
    if not scene.sees(admins=True, lives=True, concerns=True, stories=True, awareness=True, sponsor=me.id):
        return
    _forget(scene, me)
    _put_down(scene)
    if account is None:
        return
    blocks: tuple[Block, ...] = (
        Say(text=phrase("forget.done")),
        Say(text=phrase("forget.again"), style="quiet"),
    )
    scene.send(
        Send(
            kind="farewell",
            message=Message(blocks=blocks, summary=summary_of(blocks)),
            visitor=Visitor(address=account.address, language=me.language, timezone=me.timezone),
        )
    )


def asked_by_operator(scene: Scene, event: ErasureAsked) -> None:
    person = scene.person(event.person)
    if person is not None:
        _forget(scene, person)
        _put_down(scene)


def is_needed(scene: Scene, person: Person) -> bool:
    """Do they do something for others, or does a concern of theirs still stand open?"""
    told = (one for one in scene.snapshot.concerns if person.id in (one.by, one.contact))
    still_open = any(concern.state != "closed" for concern in told)
    return person.is_admin or _is_contact(scene, person) or bool(scene.snapshot.principals) or still_open


def forget_leaver(scene: Scene, person: Person) -> None:
    """Long after they left, when everybody concerned has heard so; whoever left the company and is hired again may be
    in the HR file again.
    """
    scene.forget(person.id, heir=_heir(scene, person), marked=not person.gone)
    _take_back_posts(scene, person)
    _tell_pairs(scene, person)
    with scene.seen_by(person):
        _take_back_concerns(scene)


def _heir(scene: Scene, person: Person) -> str:
    return next((admin.id for admin in scene.snapshot.admins if admin.id != person.id), "")


def _forget(scene: Scene, person: Person) -> None:
    scene.forget(person.id, heir=_heir(scene, person))
    with scene.seen_by(person):
        _take_back_concerns(scene)
    _take_back_posts(scene, person)
    _tell_pairs(scene, person)
    concerns.contact_gone(scene, person.id)
    duty_ends(scene, person, [admin.id for admin in scene.snapshot.admins])
    for principal in scene.snapshot.principals:
        scene.tell(principal.id, "change", Say(text=phrase("forget.no_delegate")))


def _take_back_posts(scene: Scene, person: Person) -> None:
    """What stands in a channel about them: stories, and the sentence with which they went first."""
    sponsor = scene.snapshot.sponsors.get(person.id)
    if sponsor is not None:
        posted.take_down(scene, sponsor.posts, phrase("sponsor.taken_back"))
    story_posts.forget(scene, person)


def _tell_pairs(scene: Scene, person: Person) -> None:
    theirs = {pairing.id: pairing for pairing in (*scene.snapshot.past, *scene.snapshot.pairings)}
    for pairing in live_pairings(map(scene.latest, theirs.values())):
        if person.id in (pairing.mentor, pairing.mentee):
            membership.partner_gone(scene, pairing, person)


def _put_down(scene: Scene) -> None:
    """That somebody was forgotten, and not who."""
    scene.save(
        Audit(
            id=scene.new_id("audit/forgotten"),
            organization=scene.organization.id,
            actor=FORMER if scene.is_from_person() else "",
            action="forgotten",
            subject=FORMER,
            at=scene.at,
        )
    )


def _take_back_concerns(scene: Scene) -> None:
    """Whoever was told something by them in confidence hears that it is gone, and not that it was settled."""
    for concern in map(scene.latest, scene.snapshot.concerns):
        contact = scene.person(concern.contact)
        if concern.by != scene.me.id or concern.state == "closed" or contact is None or contact.gone:
            continue
        scene.tell(contact.id, "safety", Say(text=phrase("concern.was_forgotten")))
