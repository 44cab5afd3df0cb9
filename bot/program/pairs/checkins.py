"""A check-in with one of the two, alone; a re-match without blame; who may arrange sessions for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from bot.conversation.messages import Buttons, Phrase, Say, phrase
from bot.program.meeting.feedback import LOW, low_offer
from bot.program.model import CheckIn
from bot.program.pairs import breaks
from bot.program.pairs.pair import Pair
from bot.program.participant.membership import tell_admins_ended
from bot.program.parts import command_button, concern_button, pair_button
from bot.scene import Scene

Kind = Literal["pulse", "third", "two_thirds", "parting"]


def _save(scene: Scene, pair: Pair, kind: Kind, answers: dict[str, str | int]) -> None:
    """The id is made of what was asked, so that the same answer from two devices is one."""
    asked_at = pair.pairing.nudged.get(kind)
    asked = asked_at.isoformat() if asked_at else "unasked"
    scene.save(
        CheckIn(
            id=f"{pair.id}/{kind}/{scene.me.id}/{asked}",
            organization=pair.pairing.organization,
            pairing=pair.id,
            person=scene.me.id,
            kind=kind,
            answers=answers,
            given_at=scene.at,
        )
    )


def record(
    scene: Scene, pair: Pair, kind: Literal["third", "two_thirds"], answers: Mapping[str, object]
) -> None:
    """Kept for counting only; what was wished for is offered at once, to that person alone."""
    kept = {name: answer for name, answer in answers.items() if isinstance(answer, str | int)}
    _save(scene, pair, kind, kept)
    wish, rating = answers.get("help"), answers.get("rating")
    scene.answer(Say(text=phrase("checkin.thanks", name=scene.first_name(scene.me.id))))
    buttons = {
        "time": ("find", "agreement"),
        "topics": ("agreement",),
        "partner": ("rematch",),
    }.get(str(wish), ())
    if buttons or wish == "talk":
        offered = tuple(pair_button(name, pair.id) for name in buttons)
        scene.answer(
            Say(text=Phrase(f"checkin.offer.{wish}")), Buttons(items=(*offered, concern_button(pair.id)))
        )
    elif isinstance(rating, int) and rating <= LOW:
        scene.answer(*low_offer(pair))


def pulse(scene: Scene, pair: Pair, rating: int) -> None:
    """One tap, 1 to 5; a second one for the same question changes nothing."""
    asked_at = pair.pairing.nudged.get("pulse")
    given = (one for one in scene.snapshot.check_ins if (one.pairing, one.person) == (pair.id, scene.me.id))
    last = max((one.given_at for one in given if one.kind == "pulse"), default=None)
    if last is not None and (asked_at is None or last >= asked_at):
        scene.answer(Say(text=phrase("checkin.already")))
        return
    _save(scene, pair, "pulse", {"rating": rating})
    scene.answer(Say(text=phrase("checkin.pulse_thanks")), *(low_offer(pair) if rating <= LOW else ()))


def rematch(scene: Scene, pair: Pair, reason: str) -> None:
    """End it without blame; the reason is kept for counting, the other hears none, the admins only that it ended."""
    me = scene.me
    _save(scene, pair, "parting", {"reason": reason})
    scene.save(msgspec.structs.replace(me, waiting_since=scene.at))
    breaks.part(scene, pair, because="rematch", by=me.id)
    scene.answer(
        Say(text=phrase("rematch.done", name=scene.first_name(me.id))), Buttons(items=(command_button("me"),))
    )
    tell_admins_ended(scene, pair.pairing)


def choose_delegate(scene: Scene, person: str) -> None:
    """From now on times are offered to them; they see when, and nothing of what is said."""
    me = scene.me
    if person == me.delegate:
        scene.answer(Say(text=phrase("delegate.same")))
        return
    scene.save(msgspec.structs.replace(me, delegate=person))
    if not person:
        scene.answer(Say(text=phrase("delegate.nobody")))
        return
    scene.answer(Say(text=phrase("delegate.chosen", name=scene.name(person))))
    known = scene.person(person)
    if known is not None and known.reachable:
        scene.tell(person, "partner", Say(text=phrase("delegate.you", name=me.name)))
