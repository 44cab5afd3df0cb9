"""A talk answered in one form: shown where the person is, taken when it comes back.

What is clear is kept at once. While something is not, the form says so at its field; sent again, or answered in the
talk with typed words, it goes on. Read next: `bot/conversation/at_once.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.conversation import at_once
from bot.conversation.messages import Block, Fact, Facts, Message, Say, phrase
from bot.conversation.talk import Talking
from bot.events import FormClosed
from bot.flows import FLOWS
from bot.flows.hearing import TERMS_IN
from bot.outcome import Send
from bot.program.model import Talk
from bot.program.snapshot import Query
from bot.scene import Scene
from bot.talks import AnyFlow, about_of, cards, given_of, settle, take_up

ACTION = "talk.form"


def show(scene: Scene, flow: AnyFlow, talk: Talk) -> None:
    """Over the chat where that can be, else as a message; then nothing stays to be pressed on the question's own."""
    talking = Talking(flow, talk.id, given_of(scene, flow, talk), talk.progress)
    if talk.progress.asked not in talking.names():
        take_up(scene, flow, talk)
        return
    form, how = at_once.form_of(talking), Say(text=phrase("form.how"), style="quiet")
    if scene.open_form(form, how):
        return
    about = about_of(flow, talk)
    if talk.asked_in:
        below = phrase("form.below")
        question = talking.asked(talk.progress.asked).bare_sentence()
        closed = Message(blocks=(Say(text=question), Say(text=below, style="quiet")), summary=question)
        scene.send(
            Send(kind="closed", message=closed, person=talk.person, about=about, replaces=cards(talk)[-1])
        )
    shown = scene.tell(talk.person, "question", how, form, about=about, name=f"ask-{scene.sends}")
    scene.save(msgspec.structs.replace(talk, asked_in=shown, asked_at=scene.at, offered=None))


def take(scene: Scene, flow: AnyFlow, talk: Talk, values: Mapping[str, tuple[str, ...]]) -> None:
    """Keep what is clear, say what is not, and ask in the chat what is asked for after it."""
    talking = Talking(flow, talk.id, given_of(scene, flow, talk), talk.progress)
    taken = at_once.take(talking, values)
    if taken.wrong:
        first = next(iter(taken.wrong))
        talking.progress = msgspec.structs.replace(
            talking.progress, asked=first, pending=talking.listed(first), maybe=(), misses=0
        )
        scene.save(msgspec.structs.replace(talk, progress=talking.progress, asked_at=scene.at, offered=None))
        scene.reply(taken.wrong[first], first, taken.wrong)
    elif taken.answered:
        settle(scene, flow, talk, talking.go_on(), closed=_closed(talk, talking, taken.answered))
    else:  # of a question that is asked no more
        take_up(scene, flow, talk)


def needs_closed(event: FormClosed) -> Query:
    """What a closed form must see: the talk it was for, as a press of its buttons does."""
    talk = event.data.get("talk", "") if event.action == ACTION else ""
    return Query(sender=event.sender, talk=talk, middle_grade=True, managers=True, terms_in=TERMS_IN)


def closed(scene: Scene, event: FormClosed) -> None:
    """My talk goes on in the chat; of any other form nobody has to hear."""
    talk = scene.snapshot.talk
    is_open = talk is not None and talk.person == scene.me.id and talk.state == "open" and talk.flow in FLOWS
    if event.action == ACTION and talk is not None and is_open:
        _go_on_in_chat(scene, FLOWS[talk.flow], talk)


def _go_on_in_chat(scene: Scene, flow: AnyFlow, talk: Talk) -> None:
    """Typed words answer the talk from now on, and the message that led to the form still does. Said once for each
    question.
    """
    talking = Talking(flow, talk.id, given_of(scene, flow, talk), talk.progress)
    name = talk.progress.asked
    if name not in talking.names():
        take_up(scene, flow, talk)
        return
    told = talk.progress.told_closed == name
    progress = msgspec.structs.replace(talk.progress, told_closed=name)
    scene.save(msgspec.structs.replace(talk, progress=progress, asked_at=scene.at, offered=None))
    if not told:
        said = phrase("form.closed", question=talking.asked(name).bare_sentence())
        scene.tell(talk.person, "answer", Say(text=said), about=about_of(flow, talk))


def _closed(talk: Talk, talking: Talking[Scene], answered: tuple[str, ...]) -> Message | None:
    """What the message with the question or the form becomes: the answers, nothing left to press."""
    if not talk.asked_in:
        return None
    kept = [name for name in answered if name in talking.progress.answers and name in talking.names()]
    facts = tuple(
        Fact(label=asked.label(), value=asked.shown(talking.progress.answers[asked.name]))
        for asked in map(talking.asked, kept)
    )
    said = phrase("form.answered") if facts else phrase("talk.skipped")
    blocks: tuple[Block, ...] = (Say(text=said), *([Facts(items=facts)] if facts else []))
    return Message(blocks=blocks, summary=said)
