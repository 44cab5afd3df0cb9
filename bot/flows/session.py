"""When to meet, and what about: choosing a slot, saying what the two agreed, calling it off, writing the agenda."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.flow import Answer, Answers, Flow, Given, Moment, Text, YesNo
from bot.conversation.messages import AtMoment, Option, Say, phrase
from bot.flows.about_pair import given_about, pair_of, session_of
from bot.program.cohorts.templates import SESSION_MINUTES
from bot.program.meeting import bookings, session_view, sessions
from bot.program.meeting.agenda import LINES, agenda_lines
from bot.program.meeting.session_view import session_button
from bot.scene import Scene


def _moment(answer: object) -> datetime | None:
    return datetime.fromisoformat(answer) if isinstance(answer, str) and answer else None


def _given_time(scene: Scene) -> Given:
    """A time beyond the end of the program is refused kindly."""

    def refuse(question: str, answer: Answer) -> str | None:
        moment = _moment(answer) if question == "when" else None
        return "session.after_end" if moment is not None and _is_after_end(scene, moment) else None

    return msgspec.structs.replace(given_about(scene), refuse=refuse)


def _is_after_end(scene: Scene, moment: datetime) -> bool:
    minutes = scene.cohort.minutes if scene.cohort else SESSION_MINUTES
    return bookings.is_after_end(scene, moment, minutes)


def _prepare_slots(scene: Scene) -> Given:
    session = session_of(scene)
    given = _given_time(scene)
    if session is None:
        return given
    slots = tuple(
        Option(value=slot.isoformat(), label=phrase("value.plain", value=AtMoment(slot)))
        for slot in bookings.can_be_chosen(scene, session)
    )
    suggested = session.starts_at if session.state == "offered" else None
    return msgspec.structs.replace(
        given,
        options={"when": slots},
        suggested={"when": suggested.isoformat()} if suggested and suggested > scene.at else {},
        beside={"when": (session_button("none", session),)},
    )


def _finish_slots(scene: Scene, answers: Answers) -> None:
    pair, session, moment = pair_of(scene), session_of(scene), _moment(answers.get("when"))
    if pair is not None and session is not None and moment is not None:
        sessions.pick(scene, pair, session, moment)
    else:
        scene.answer(Say(text=phrase("session.pairing_over")))


SLOTS = Flow(
    "slots", questions=(Moment("when", sees="partner"),), prepare=_prepare_slots, finish=_finish_slots
)


def _finish_arrange(scene: Scene, answers: Answers) -> None:
    pair, moment = pair_of(scene), _moment(answers.get("when"))
    if pair is None or moment is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
    elif answers.get("sure") != "yes":
        scene.answer(Say(text=phrase("session.not_put_down")))
        session_view.show(scene, pair)
    elif moment <= scene.at:  # they let the question lie
        scene.answer(Say(text=phrase("unclear.moment_past")))
        session_view.show(scene, pair)
    elif _is_after_end(scene, moment):
        scene.answer(Say(text=phrase("session.after_end")))
        session_view.show(scene, pair)
    else:
        sessions.agreed(scene, pair, moment)


ARRANGE = Flow(
    "arrange",
    questions=(Moment("when", sees="partner"), YesNo("sure")),
    prepare=_given_time,
    finish=_finish_arrange,
)


def _prepare_call_off(scene: Scene) -> Given:
    session = session_of(scene)
    move = (session_button("move", session),) if session else ()
    return msgspec.structs.replace(given_about(scene), beside={"sure": move})


def _finish_call_off(scene: Scene, answers: Answers) -> None:
    pair, session = pair_of(scene), session_of(scene)
    if pair is None or session is None:
        scene.answer(Say(text=phrase("session.pairing_over")))
    elif answers.get("sure") == "yes" and pair.pairing.state != "paused":
        sessions.call_off(scene, pair, session)
    else:
        session_view.show(scene, pair)


CALL_OFF = Flow("call_off", questions=(YesNo("sure"),), prepare=_prepare_call_off, finish=_finish_call_off)


def _finish_agenda(scene: Scene, answers: Answers) -> None:
    """What was written replaces the line; what was skipped or kept stays. The other reads it at once."""
    pair, session = pair_of(scene), session_of(scene)
    if pair is None or session is None or not session.is_open:
        scene.answer(Say(text=phrase("agenda.too_late")))
        return
    before = agenda_lines(pair, session)
    written = tuple(str(answers.get(name) or own) for name, own in zip(LINES, session.agenda, strict=True))
    changed = scene.save(msgspec.structs.replace(session, agenda=written))
    lines = agenda_lines(pair, changed)
    scene.answer(Say(text=phrase("agenda.kept", partner=pair.name(pair.partner(scene.me.id)))), *lines)
    if lines != before:
        session_view.tell_partner(
            scene, pair, Say(text=phrase("agenda.changed_by", partner=pair.name(scene.me.id))), *lines
        )


AGENDA = Flow(
    "agenda",
    questions=tuple(Text(name, optional=True, longest=200, sees="partner") for name in LINES),
    prepare=given_about,
    finish=_finish_agenda,
    at_once=2,
)
