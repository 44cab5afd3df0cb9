"""What do the two of a pair read together when they are introduced? One short message in the conversation of three.

Only what both have read about each other in their own introductions. Reasons about one of them, swapping, concerns and
cards stay there.
"""

from __future__ import annotations

from bot.conversation.messages import Address, Block, Buttons, Message, Phrase, Say, Text, phrase
from bot.outcome import About, Send
from bot.program.model import Pairing, Person
from bot.program.pairs import together
from bot.program.parts import first_name, pair_button
from bot.program.proposing.explain import DIRECTIONS, Names, first_reason
from bot.scene import Scene
from bot.text.catalog import words_for


def shared(scene: Scene, pairing: Pairing) -> bool:
    """Is there a conversation of the two and the bot? `Query.homes` has to be asked for."""
    return together.address(_homes(scene, pairing)) is not None


def _homes(scene: Scene, pairing: Pairing) -> list[Address]:
    homes = scene.snapshot.homes
    return [homes[person] for person in (pairing.mentor, pairing.mentee) if person in homes]


def say(scene: Scene, pairing: Pairing) -> None:
    """Bring both into one conversation and leave them alone there."""
    if shared(scene, pairing):
        blocks = _blocks(scene, pairing)
        scene.send(
            Send(
                kind="introduction",
                message=Message(blocks=blocks, summary=phrase("first_words.summary")),
                both=pairing.id,
                about=About(pairing=pairing.id),
                unless=("pairing_over",),
            )
        )


def _blocks(scene: Scene, pairing: Pairing) -> tuple[Block, ...]:
    name = first_names(scene)
    both = {"mentor": scene.name(pairing.mentor), "mentee": scene.name(pairing.mentee)}
    skills = [reason for reason in pairing.reasons[:3] if reason.kind in DIRECTIONS]
    return (
        Say(text=Phrase("first_words.title", {**both}), style="heading"),
        Say(text=phrase("first_words.pair", mentor=name(pairing.mentor))),
        *(Say(text=phrase("intro.reason", reason=first_reason(one, pairing, name))) for one in skills),
        Say(text=phrase("first_words.first", name=name(pairing.first_writer))),
        Say(text=phrase("intro.opener", opener=Phrase(pairing.opener))),
        Say(text=phrase("first_words.alone"), style="quiet"),
        Buttons(items=(pair_button("find", pairing.id, main=True),)),
    )


def hello(pairing: Pairing, reader: Person, partner: Person) -> str:
    """What whoever writes first finds in the chat of the two, and may change: the ice-breaker. "" for the other one."""
    if pairing.first_writer != reader.id:
        return ""
    said = phrase("intro.hello", partner=first_name(partner), opener=Phrase(pairing.opener))
    return words_for(reader.language, "UTC").text(said)


def could_not_open(scene: Scene) -> None:
    """Both were told of a conversation that there is not."""
    pairing = scene.snapshot.pairing
    if pairing is None or not pairing.is_live:
        return
    for reader in (pairing.mentor, pairing.mentee):
        partner = scene.first_name(pairing.partner_of(reader))
        said = Say(text=phrase("first_words.failed", partner=partner))
        about = About(person=reader, pairing=pairing.id)
        scene.tell(reader, "introduction", said, about=about, unless=("pairing_over",))


def first_names(scene: Scene) -> Names:
    def name(person_id: str) -> Text:
        person = scene.person(person_id)
        return first_name(person) if person else phrase("value.somebody")

    return name
