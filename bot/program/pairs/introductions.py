"""Two people are introduced; and those without a partner hear it the same day. People, not ranks: no titles."""

from __future__ import annotations

from datetime import timedelta
from zlib import crc32

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Listed,
    Phrase,
    Say,
    Value,
    ZoneName,
    phrase,
)
from bot.outcome import About
from bot.program.model import Cohort, Pairing, Person
from bot.program.pairs import apart, breaks, first_words
from bot.program.pairs.first_words import first_names
from bot.program.pairs.pair import Pair
from bot.program.participant import showing
from bot.program.participant.membership import tell_admins_ended
from bot.program.parts import command_button, concern_button, first_name, pair_button
from bot.program.proposing.explain import reason_for
from bot.program.telling import groups
from bot.scene import Scene

SWAP_WINDOW = timedelta(hours=48)
OPENERS = 8


def opener_key(pairing_id: str) -> str:
    """An ice-breaker both of the pair get the same of."""
    return f"opener.{crc32(pairing_id.encode()) % OPENERS + 1}"


def introduce(scene: Scene, pairing: Pairing, cohort: Cohort) -> Pairing:
    """Tell both, each in their own words: why the two of you, who writes first, how to begin."""
    met = scene.save(
        msgspec.structs.replace(
            pairing,
            state="introduced",
            introduced_at=scene.at,
            opener=opener_key(pairing.id),
            planned=cohort.sessions,
            rhythm_weeks=cohort.rhythm_weeks,
        )
    )
    for reader_id in (pairing.mentor, pairing.mentee):
        reader, partner = scene.person(reader_id), scene.person(pairing.partner_of(reader_id))
        if reader is not None and partner is not None:
            scene.save(msgspec.structs.replace(reader, waiting_since=None))
            _introduction(scene, met, reader, partner)
    first_words.say(scene, met)
    return met


def _introduction(scene: Scene, pairing: Pairing, reader: Person, partner: Person) -> None:
    role = "mentor" if reader.id == pairing.mentor else "mentee"
    them = first_name(partner)
    reasons = [reason_for(reason, pairing, reader.id, first_names(scene)) for reason in pairing.reasons[:3]]
    first = "intro.you_write" if pairing.first_writer == reader.id else "intro.they_write"
    there = "_there" if first_words.shared(scene, pairing) else ""
    blocks: list[Block] = [
        Say(text=phrase("intro.title", name=first_name(reader), partner=partner.name), style="heading"),
        Say(text=Phrase(f"intro.{role}", {"partner": them})),
        *(Say(text=phrase("intro.reason", reason=reason)) for reason in reasons),
        Facts(items=_facts(partner)),
        Say(text=Phrase(f"{first}{there}", {"partner": them})),
        *apart.said(scene, reader, partner),
        *apart.way_to_chat(scene, reader, partner),
        Say(text=phrase("intro.opener", opener=Phrase(pairing.opener))),
        *_encouragement(reader, role),
        Say(text=phrase("intro.swap", partner=them), style="quiet"),
        Buttons(
            items=(
                *(
                    pair_button(name, pairing.id, main=name == "find")
                    for name in ("find", "agreement", "card")
                ),
                Button(label=phrase("button.swap"), action="pairing.swap", data={"pairing": pairing.id}),
                concern_button(pairing.id),
                *apart.chat_button(scene, reader, partner, first_words.hello(pairing, reader, partner)),
            )
        ),
    ]
    blocks += groups.way_in(scene, "mentors" if role == "mentor" else "mentees")
    about = About(person=reader.id, pairing=pairing.id)
    scene.tell(reader.id, "introduction", *blocks, about=about, unless=("pairing_over",))


def _encouragement(reader: Person, role: str) -> tuple[Block, ...]:
    """For whoever said that they are not sure yet: the cards are for them."""
    unsure = role == "mentor" and showing.is_unsure(reader)
    return (Say(text=phrase("intro.unsure")),) if unsure else ()


def _facts(partner: Person) -> tuple[Fact, ...]:
    rows: list[tuple[str, Value]] = []
    if partner.timezone:
        rows.append(("timezone", phrase("value.zone", city=ZoneName(partner.timezone))))
    if partner.channels:
        likes = Listed(tuple(Phrase(f"channel.{channel}") for channel in partner.channels))
        rows.append(("channels", likes))
    if partner.email:
        rows.append(("email", partner.email))
    return tuple(Fact(label=Phrase(f"intro.{name}"), value=value) for name, value in rows)


def ask_swap(scene: Scene, pairing: Pairing | None) -> None:
    """The no-fault swap: asked once more, because it cannot be taken back."""
    open_now = _swappable(scene, pairing)
    if open_now is None:
        return
    data = {"pairing": open_now.id}
    partner = scene.name(open_now.partner_of(scene.me.id))
    scene.answer(
        Say(text=phrase("swap.ask", partner=partner)),
        Say(text=phrase("swap.private", partner=partner), style="quiet"),
        Buttons(
            items=(
                Button(label=phrase("button.swap_now"), action="pairing.swap_now", data=data, style="danger"),
                Button(label=phrase("button.keep"), action="pairing.keep", data=data),
            )
        ),
    )


def swap(scene: Scene, pairing: Pairing | None) -> None:
    """End it without blame: the other hears it neutrally, both come first next time, never together again."""
    open_now = _swappable(scene, pairing)
    if open_now is None:
        return
    me = scene.me
    scene.save(msgspec.structs.replace(me, waiting_since=scene.at))
    breaks.part(scene, Pair(scene, open_now.id), because="swap", by=me.id)
    scene.answer(Say(text=phrase("swap.done", name=first_name(me))), Buttons(items=(command_button("me"),)))
    tell_admins_ended(scene, open_now)


def _swappable(scene: Scene, pairing: Pairing | None) -> Pairing | None:
    """The pairing, when it is the person's own, live, and not older than two days; else says what is true."""
    me = scene.me.id
    if pairing is None or me not in (pairing.mentor, pairing.mentee):
        scene.answer(Say(text=phrase("swap.not_yours")))
    elif pairing.state != "introduced" or pairing.introduced_at is None:
        scene.answer(Say(text=phrase("swap.over")), Buttons(items=(command_button("me"),)))
    elif scene.at - pairing.introduced_at > SWAP_WINDOW:
        scene.answer(Say(text=phrase("swap.late")), Buttons(items=(command_button("me"),)))
    else:
        return pairing
    return None
