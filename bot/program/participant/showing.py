"""How sure is somebody of showing what they know to somebody more senior? One tap, asked once, for their own good.

Whoever is unsure is offered the coach cards (`pairs/role_cards.py`) with their introduction. Nobody reads the answer,
and it never changes whom they meet or how well they fit.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, phrase
from bot.program.model import Person
from bot.program.parts import command_button
from bot.scene import Scene

ANSWER = "showing"  # in `Person.answers`
UNSURE = 2  # or less
RATINGS = ("1", "2", "3", "4", "5")


def ask(person: Person) -> tuple[Block, ...]:
    """To whoever comes to teach, with the welcome; not again once it is answered."""
    if person.role not in ("mentor", "both") or not person.teaches or ANSWER in person.answers:
        return ()
    taps = tuple(Button(label=one, action="showing.rate", data={"rating": one}) for one in RATINGS)
    ends = phrase("talk.scale", low=phrase("showing.low"), high=phrase("showing.high"))
    return (
        Say(text=phrase("showing.ask")),
        Say(text=ends, style="quiet"),
        Buttons(items=taps),
        Say(text=phrase("sees.showing"), style="quiet"),
    )


def rate(scene: Scene, rating: str) -> None:
    """Tapped, perhaps once more with another number: the last one holds."""
    me = scene.me
    if me.state != "joined":
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
    elif rating not in RATINGS:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
    else:
        told = scene.save(msgspec.structs.replace(me, answers={**me.answers, ANSWER: int(rating)}))
        key = "showing.unsure" if is_unsure(told) else "showing.sure"
        scene.answer(Say(text=Phrase(key)), Buttons(items=(command_button("me"),)))


def is_unsure(person: Person) -> bool:
    answer = person.answers.get(ANSWER)
    return isinstance(answer, int) and answer <= UNSURE
