"""Short talks that look after people: a check-in, a pause of the two, another partner, a word when leaving, later."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bot.conversation.flow import (
    Answers,
    Choice,
    Day,
    Flow,
    Given,
    People,
    Scale,
    Text,
    YesNo,
)
from bot.conversation.messages import Button, Option, Phrase, Say, phrase
from bot.conversation.messages import Text as Words
from bot.conversation.reading import day_of, list_of
from bot.flows.about_pair import given_about, pair_of
from bot.flows.hearing import colleagues
from bot.flows.pause import WEEKS
from bot.program import tray
from bot.program.calendar import starts_work
from bot.program.meeting import session_view
from bot.program.pairs import breaks, checkins
from bot.program.participant import membership
from bot.scene import Scene


def _gone(scene: Scene) -> None:
    scene.answer(Say(text=phrase("session.pairing_over")))


# -- a check-in apart with each ----------------------------------------------------------------------------------


def _finish_check_in(scene: Scene, answers: Answers) -> None:
    pair, kind = pair_of(scene), scene.talk.about.partition("/")[0] if scene.talk else ""
    if pair is None or kind not in ("third", "two_thirds"):
        _gone(scene)
    else:
        checkins.record(scene, pair, "third" if kind == "third" else "two_thirds", answers)


CHECK_IN = Flow(
    "checkin",
    questions=(
        Scale("rating", sees="counted"),
        Text("surprise", optional=True, longest=300, sees="counted"),
        Choice("help", ("none", "time", "topics", "talk", "partner"), sees="counted"),
    ),
    prepare=given_about,
    finish=_finish_check_in,
)


# -- only pause us -----------------------------------------------------------------------------------------------


def _prepare_pause(scene: Scene) -> Given:
    given = given_about(scene)
    options = tuple(
        Option(value=(given.today + timedelta(weeks=n)).isoformat(), label=phrase("pause.weeks", count=n))
        for n in WEEKS
    )
    return msgspec.structs.replace(given, options={"until": options})


def _finish_pause(scene: Scene, answers: Answers) -> None:
    pair, until = pair_of(scene), day_of(answers.get("until"))
    if pair is None or until is None:
        _gone(scene)
    elif breaks.may_pause(scene, pair):
        breaks.pause_us(scene, pair, until)
    else:
        session_view.show_paused(scene, pair)


PAUSE_US = Flow(
    "pause_us", questions=(Day("until", sees="pause_us"),), prepare=_prepare_pause, finish=_finish_pause
)


# -- another partner, without blame ------------------------------------------------------------------------------


def _finish_rematch(scene: Scene, answers: Answers) -> None:
    pair = pair_of(scene)
    if pair is None:
        _gone(scene)
    elif answers.get("sure") != "yes":
        scene.answer(Say(text=phrase("swap.kept")))
    elif scene.sees(admins=True):
        checkins.rematch(scene, pair, str(answers.get("reason") or ""))


REMATCH = Flow(
    "rematch",
    questions=(
        Choice("reason", ("time", "topics", "fit", "other", "unsaid"), sees="reason"),
        YesNo("sure"),
    ),
    prepare=given_about,
    finish=_finish_rematch,
)


# -- leaving well ------------------------------------------------------------------------------------------------


def _prepare_farewell(scene: Scene) -> Given:
    words = tuple(
        Option(value=name, label=Phrase(f"farewell.word.{name}")) for name in ("thanks", "work", "later")
    )
    return msgspec.structs.replace(given_about(scene), options={"word": words})


def _finish_farewell(scene: Scene, answers: Answers) -> None:
    if answers.get("sure") == "yes":
        if scene.sees(lives=True, admins=True):
            membership.leave(scene, word=str(answers.get("word") or ""))
    else:
        scene.answer(Say(text=phrase("leave.stays")))


FAREWELL = Flow(
    "farewell",
    questions=(Text("word", optional=True, longest=300, sees="partner"), YesNo("sure")),
    prepare=_prepare_farewell,
    finish=_finish_farewell,
)


# -- remind me later ---------------------------------------------------------------------------------------------


def _prepare_later(scene: Scene) -> Given:
    given = given_about(scene)
    named: tuple[tuple[str, int], ...] = (("tomorrow", 1), ("next_week", 7 - given.today.weekday()))
    options = {
        (given.today + timedelta(days=days)).isoformat(): phrase(f"later.until.{name}")
        for name, days in named
    }
    data = {"items": scene.talk.about if scene.talk else ""}
    tonight = Button(label=phrase("later.until.tonight"), action="nudge.tonight", data=data)
    labels: tuple[Option, ...] = tuple(Option(value=day, label=label) for day, label in options.items())
    return msgspec.structs.replace(given, options={"until": labels}, beside={"until": (tonight,)})


def _finish_later(scene: Scene, answers: Answers) -> None:
    day = day_of(answers.get("until"))
    if day is not None and scene.talk is not None:
        tray.remind(scene, tray.unpacked(scene.talk.about), starts_work(scene.me, day))


LATER = Flow("later", questions=(Day("until"),), prepare=_prepare_later, finish=_finish_later)


# -- somebody who arranges -----------------------------------------------------------------------------------------


def _prepare_delegate(scene: Scene) -> Given:
    labels: dict[str, Words] = {person.id: person.name for person in scene.snapshot.people.values()}
    me = scene.me
    known = {"who": [me.delegate]} if me.delegate else {}
    return Given(
        language=me.language,
        today=scene.today(me),
        speaker=me.id,
        known=known,
        directory=colleagues(scene),
        labels=labels,
    )


def _finish_delegate(scene: Scene, answers: Answers) -> None:
    named = list_of(answers.get("who"))
    checkins.choose_delegate(scene, named[0] if named else "")


DELEGATE = Flow(
    "delegate",
    questions=(People("who", sees="delegate"),),
    prepare=_prepare_delegate,
    finish=_finish_delegate,
)
