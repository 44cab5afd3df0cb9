"""How a talk begins, goes on and ends: the `Talk` records around `bot/conversation/talk.py`.

The talk asked last has the floor. It gives it up when the person puts it away, or after two silent days; then
typed words take it up again with "We were at ...". Flows are listed in `bot/flows/__init__.py`.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.conversation import talk as talking
from bot.conversation.asking import Asked, at_once_button
from bot.conversation.flow import Answer, Flow, Given, Progress, question_of
from bot.conversation.messages import Block, Button, Message, Phrase, Say, SkillName, phrase
from bot.conversation.understand import folded
from bot.outcome import KINDS, About, Send
from bot.program.calendar import next_working_moment
from bot.program.model import Person, Talk
from bot.program.parts import first_name
from bot.scene import Scene
from bot.text.catalog import has, words_for

QUIET = timedelta(days=2)
AnyFlow = Flow[Scene]
Flows = dict[str, AnyFlow]


CARDS = 6  # messages that ask one question; of those before them nothing is kept open


def cards(talk: Talk) -> tuple[str, ...]:
    """The messages in which the talk's question waits for its answer, the newest last."""
    return tuple(talk.asked_in.split())


def has_floor(talk: Talk, scene: Scene) -> bool:
    """Not before its question has reached them, nor after two silent days."""
    return talk.offered is None and talk.asked_at <= scene.at < talk.asked_at + QUIET


def open_talk(scene: Scene, flow: str, about: str = "") -> Talk | None:
    """My open talk about this, if there is one."""
    for talk in map(scene.latest, (*scene.snapshot.talks, *scene.snapshot.pair_talks)):
        if talk.state == "open" and (talk.person, talk.flow, talk.about) == (scene.me.id, flow, about):
            return talk
    return None


def floor(scene: Scene) -> Talk | None:
    """The talk that typed words answer; `None` when there is none."""
    talks = [scene.latest(talk) for talk in scene.snapshot.talks]
    return next((talk for talk in talks if talk.state == "open" and has_floor(talk, scene)), None)


def left_behind(scene: Scene) -> Talk | None:
    """The newest open talk, with or without the floor."""
    talks = [scene.latest(talk) for talk in scene.snapshot.talks]
    return next((talk for talk in talks if talk.state == "open"), None)


def stopped_after(scene: Scene, talk: Talk) -> Talk | None:
    """The talk that was put away since this one's question was asked."""
    since = (one for one in map(scene.latest, scene.snapshot.talks) if one.state == "open" and one.offered)
    newest = max(since, key=lambda one: one.offered or one.asked_at, default=None)
    return newest if newest is not None and newest.offered and newest.offered >= talk.asked_at else None


def start(
    scene: Scene,
    flow: AnyFlow,
    *,
    about: str = "",
    pairing: str = "",
    answers: dict[str, Answer] | None = None,
    only: str = "",
    notes: tuple[Block, ...] = (),
    kind: str = "question",
) -> None:
    """Begin a talk of mine, or take up the one that is open about the same thing.

    `kind` is that of the first message: "question" when I asked for the talk.
    """
    known = open_talk(scene, flow.name, about)
    if known is not None:
        take_up(scene, flow, known)
        return
    progress = Progress(answers=answers or {}, only=only)
    if only:  # the old answer is a suggestion, not an answer
        progress = Progress(answers={k: v for k, v in progress.answers.items() if k != only}, only=only)
    fresh = Talk(
        id=scene.new_id(f"talk/{flow.name}/{about}/{scene.me.id}"),
        organization=scene.organization.id,
        person=scene.me.id,
        flow=flow.name,
        about=about,
        pairing=pairing,
        progress=progress,
        asked_at=scene.at,
    )
    turn = talking.begin(flow, fresh.id, given_of(scene, flow, fresh), progress)
    settle(scene, flow, fresh, turn, notes=notes, kind=kind)


def take_up(scene: Scene, flow: AnyFlow, talk: Talk, *notes: Block) -> None:
    """Go on where the talk was left, after these notes, else after where we are."""
    given = given_of(scene, flow, talk)
    notes = notes or _where_we_are(scene, talk, _asked(flow, talk, given))
    turn = talking.ask_again(flow, talk.id, given, talk.progress, *notes)
    settle(scene, flow, talk, turn)


def given_of(scene: Scene, flow: AnyFlow, talk: Talk) -> Given:
    """What the talk is told about the world now."""
    scene.talk = talk
    return flow.prepare(scene)


def _where_we_are(scene: Scene, talk: Talk, asked: Asked | None) -> tuple[Block, ...]:
    if asked is None:
        return ()
    key = "talk.we_are_at" if has_floor(talk, scene) else "talk.we_were_at"
    return (Say(text=Phrase(key, {"question": asked.label()})),)


def quoted_beside(scene: Scene, flow: AnyFlow, talk: Talk, text: str) -> Button | None:
    """The button beside the question whose words were typed: "none of these", "all at once"."""
    said, words = folded(text.strip(" .!?")), words_for(scene.me.language, "UTC")
    given, asked = given_of(scene, flow, talk), talk.progress.asked
    beside = given.beside.get(asked, ())
    here = talking.Talking(flow, talk.id, given, talk.progress)
    if asked in here.names() and here.offers_form(asked):
        beside = (*beside, at_once_button(talk.id))
    return next((button for button in beside if folded(words.text(button.label)) == said), None)


def go_on(scene: Scene, flow: AnyFlow, talk: Talk, move: talking.Move) -> str:
    """Answer a talk; gives the control word when the person asked for something else instead, else ""."""
    given = given_of(scene, flow, talk)
    resumed = not has_floor(talk, scene)
    asked = _asked(flow, talk, given)
    turn = talking.advance(flow, talk.id, given, talk.progress, move)
    if turn.over == "escape":
        return turn.escape
    notes = _where_we_are(scene, talk, asked) if resumed and isinstance(move, talking.Typed) else ()
    settle(scene, flow, talk, turn, notes=notes, closed=_closed(asked, talk, turn))
    return ""


def offer_sentence(talk: Talk, person: Person) -> Phrase:
    """After two silent days: where we were."""
    base, _, item = talk.progress.asked.partition("/")
    key = f"{talk.flow}.{base}.title"
    key = key if has(key) else f"{talk.flow}.{base}.label"
    label = Phrase(key, {"item": SkillName(item)} if item else {}) if has(key) else phrase("talk.this")
    return phrase("talk.left_open", question=label, name=first_name(person))


def offer_buttons(talk: Talk) -> tuple[Button, ...]:
    return _control(talk, "go_on", main=True), _control(talk, "stop")


def _control(talk: Talk, word: str, *, main: bool = False) -> Button:
    return Button(
        label=Phrase(f"button.{word}"),
        action="talk.control",
        data={"talk": talk.id, "word": word},
        style="primary" if main else "plain",
    )


def _asked(flow: AnyFlow, talk: Talk, given: Given) -> Asked | None:
    question = question_of(flow, talk.progress.asked)
    return Asked(flow.name, talk.id, question, talk.progress.asked, given) if question else None


def _closed(asked: Asked | None, talk: Talk, turn: talking.Turn) -> Message | None:
    """What an answered card becomes: the question and the answer, nothing left to press."""
    if asked is None or not turn.settled or not talk.asked_in:
        return None
    skipped = turn.settled in turn.progress.skipped
    answer = asked.shown(turn.progress.answers.get(turn.settled))
    shown = phrase("talk.skipped") if skipped else phrase("talk.answered", answer=answer)
    blocks = (Say(text=asked.bare_sentence()), Say(text=shown, style="quiet"))
    return Message(blocks=blocks, summary=asked.bare_sentence())


def about_of(flow: AnyFlow, talk: Talk, kind: str = "question") -> About:
    """What a message of this talk is about."""
    return About(
        person=talk.person,
        talk=talk.id,
        pairing=talk.pairing if kind != "question" else "",
        story=talk.about if flow.unsaid else "",
    )


def settle(
    scene: Scene,
    flow: AnyFlow,
    talk: Talk,
    turn: talking.Turn,
    *,
    notes: tuple[Block, ...] = (),
    closed: Message | None = None,
    kind: str = "question",
) -> None:
    """Store what came of a move and say it; finish the flow when it is over."""
    about = about_of(flow, talk, kind)
    if closed is not None:
        scene.send(
            Send(kind="closed", message=closed, person=talk.person, about=about, replaces=cards(talk)[-1])
        )
    asked_at = next_working_moment(scene.me, scene.at) if KINDS[kind].keeps_hours else scene.at
    kept = msgspec.structs.replace(talk, progress=turn.progress, asked_at=asked_at, offered=None)
    blocks = (*notes, *turn.blocks)
    if turn.over == "finished":
        # What was answered lies in records of its own now: nothing private stays behind in the talk.
        scene.save(msgspec.structs.replace(kept, state="done", asked_in="", progress=Progress()))
        if blocks:
            scene.tell(talk.person, "answer", *blocks, about=about)
        scene.talk = kept
        flow.finish(scene, turn.progress.answers)
        return
    if turn.over == "put_away":
        kept = msgspec.structs.replace(kept, offered=scene.at, asked_in="")
        scene.tell(talk.person, "answer", *blocks, about=about)
    else:
        card = scene.tell(talk.person, kind, *blocks, about=about, name=f"ask-{scene.sends}")
        again = closed is None and turn.progress.asked == talk.progress.asked
        asked_in = (*(cards(talk) if again else ()), card)[-CARDS:]
        kept = msgspec.structs.replace(kept, asked_in=" ".join(asked_in))
    scene.save(kept)
