"""The pair agreement: both confirm the same text, each apart; a change by either asks the other again."""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Fact, Facts, Listed, Phrase, Say, Value, phrase
from bot.outcome import About
from bot.program.model import Agreement
from bot.program.pairs.pair import Pair
from bot.program.parts import concern_button, family_button, pair_button
from bot.scene import Scene


def facts(agreement: Agreement) -> tuple[Fact, ...]:
    """The text both confirm."""
    goals = tuple(goal.text for goal in agreement.goals)
    rows: list[tuple[str, Value]] = [
        ("channel", Phrase(f"onboarding.channels.{agreement.channel}")),
        ("rhythm", phrase("agreement.every", count=agreement.rhythm_weeks)),
        ("reply", Phrase(f"agreement.reply.{agreement.reply}")),
        ("goals", Listed(goals)),
        ("stays", agreement.stays),
        ("candor", phrase("agreement.candor.text")),
    ]
    return tuple(Fact(label=Phrase(f"agreement.{name}.label"), value=value) for name, value in rows)


def _button(name: str, agreement: Agreement, *, main: bool = False) -> Button:
    """Says which text was read: one that has changed meanwhile is not agreed to unseen."""
    read = str(agreement.version)
    return family_button("agreement", name, main=main, pairing=agreement.pairing, read=read)


def propose(scene: Scene, pair: Pair, changed: Agreement) -> None:
    """One has written it; the other is asked. What both had agreed to before stands in history only."""
    me = scene.me.id
    before = pair.agreement
    if before is not None and before.confirmed and _text(before) == _text(changed):
        confirm(scene, pair, str(before.version))
        return
    written = scene.save(
        msgspec.structs.replace(
            changed, state="proposed", confirmed=(me,), changed_by=me, changed_at=scene.at
        )
    )
    partner = pair.partner(me)
    scene.answer(Say(text=phrase("agreement.asked", partner=pair.name(partner))), Facts(items=facts(written)))
    ask(scene, pair, written, partner)


def _text(agreement: Agreement) -> tuple[object, ...]:
    return (
        agreement.channel,
        agreement.rhythm_weeks,
        agreement.reply,
        tuple(goal.text for goal in agreement.goals),
        agreement.stays,
    )


def ask(scene: Scene, pair: Pair, agreement: Agreement, reader: str) -> None:
    """The whole text, to be agreed to or changed. (Its version grows by one as it is stored.)"""
    stored = msgspec.structs.replace(agreement, version=agreement.version + 1)
    scene.tell(
        reader,
        "partner",
        Say(text=phrase("agreement.please", partner=pair.name(pair.partner(reader))), style="heading"),
        Facts(items=facts(agreement)),
        Say(text=phrase("sees.both"), style="quiet"),
        Buttons(
            items=(_button("confirm", stored, main=True), _button("change", stored), concern_button(pair.id))
        ),
        about=About(person=reader, pairing=pair.id),
        unless=("pairing_over",),
    )


def confirm(scene: Scene, pair: Pair, read: str) -> None:
    """Yes to the text that was read."""
    me, agreement = scene.me.id, pair.agreement
    if agreement is None:
        scene.begin("agreement", about=pair.id, pairing=pair.id)
    elif me in agreement.confirmed:
        key = "agreement.both_agreed" if agreement.state == "agreed" else "agreement.you_agreed"
        scene.answer(Say(text=Phrase(key, {"partner": pair.name(pair.partner(me))})))
    elif read != str(agreement.version):
        scene.answer(*show(pair, agreement, me, phrase("agreement.changed_since")))
    else:
        _agreed(scene, pair, agreement)


def _agreed(scene: Scene, pair: Pair, agreement: Agreement) -> None:
    me = scene.me.id
    confirmed = tuple(dict.fromkeys((*agreement.confirmed, me)))
    both = set(confirmed) >= {pair.pairing.mentor, pair.pairing.mentee}
    scene.save(
        msgspec.structs.replace(agreement, confirmed=confirmed, state="agreed" if both else "proposed")
    )
    if both:
        pair.change(rhythm_weeks=agreement.rhythm_weeks)
    partner = pair.partner(me)
    find = () if pair.open_session else (Buttons(items=(pair_button("find", pair.id, main=True),)),)
    scene.answer(Say(text=phrase("agreement.agreed", partner=pair.name(partner))), *find)
    scene.tell(
        partner,
        "partner",
        Say(text=phrase("agreement.partner_agreed", partner=pair.name(me))),
        *find,
        about=About(person=partner, pairing=pair.id),
        unless=("pairing_over",),
    )


def show(pair: Pair, agreement: Agreement, reader: str, *notes: Phrase) -> tuple[Block, ...]:
    """The agreement as one of the two sees it, with what they can do about it."""
    mine = reader in agreement.confirmed
    state = agreement.state if agreement.state == "agreed" else "waits" if mine else "asks"
    partner = pair.name(pair.partner(reader))
    buttons = (() if mine else (_button("confirm", agreement, main=True),)) + (_button("change", agreement),)
    return (
        *(Say(text=note) for note in notes),
        Say(text=Phrase(f"agreement.state.{state}", {"partner": partner})),
        Facts(items=facts(agreement)),
        Buttons(items=buttons),
    )
