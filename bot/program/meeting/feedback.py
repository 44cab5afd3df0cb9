"""How was it? What both may read goes into the exchange ledger; the rest is for nobody's eyes and is only counted.

It counts as held when either says so; the other is asked once all the same. Two sessions one way only lead to a kind
word and an agenda that turns it round.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, phrase
from bot.program import tray
from bot.program.calendar import next_working_moment
from bot.program.meeting import bookings
from bot.program.meeting.agenda import ONE_WAY
from bot.program.meeting.session_view import session_button, tell_partner
from bot.program.model import Attendance, Feedback, Goal, Session
from bot.program.pairs.pair import Pair
from bot.program.parts import concern_button, pair_button
from bot.program.telling import changes, stories
from bot.scene import Scene

AGAIN = timedelta(hours=48)
ASKED_TWICE = 2
LOW = 2  # of 5, when somebody is offered help that only they see
MILESTONES = {1: "first", 3: "third"}
PERCENT = {1: 0, 2: 25, 3: 50, 4: 75, 5: 100}


def ask(scene: Scene, pair: Pair, session: Session, attendance: Attendance) -> None:
    """Ask one of the two, once now and, if it did not happen yet, once more."""
    scene.save(msgspec.structs.replace(attendance, ask_at=None, asked=attendance.asked + 1))
    bookings.end_talks(scene, pair, "call_off", about=session.id)  # its time is over
    scene.begin(
        "feedback",
        attendance.person,
        about=session.id,
        pairing=pair.id,
        answers=pair.goals_asked(session),
        kind="feedback",
    )


def record(scene: Scene, pair: Pair, session: Session, answers: Mapping[str, object]) -> None:
    """What somebody answered; nothing of it reaches the other but what the questions said."""
    mine = pair.attendance(session, scene.me.id)
    if session.state in ("canceled", "missed") and answers.get("met") != "yes":
        scene.answer(
            Say(text=phrase("feedback.over")), Buttons(items=(pair_button("find", pair.id, main=True),))
        )
    elif answers.get("met") == "yes":
        _held(scene, pair, session, mine, answers)
    else:
        _not_yet(scene, pair, session, mine)


def _not_yet(scene: Scene, pair: Pair, session: Session, mine: Attendance) -> None:
    """Asked again in 48 hours, once; when both say it never was, it was not."""
    me, partner = scene.me, pair.name(pair.partner(scene.me.id))
    if (
        session.state == "held"
        and mine.met == "yes"
        and pair.attendance(session, pair.partner(me.id)).met != "yes"
    ):
        bookings.take_back(scene, pair, session)
        scene.save(msgspec.structs.replace(mine, met="no", ask_at=None))
        find = Buttons(items=(pair_button("find", pair.id, main=True), concern_button(pair.id)))
        scene.answer(Say(text=phrase("feedback.taken_back", partner=partner)), find)
        return
    if session.state == "held":  # the other says they met
        scene.save(msgspec.structs.replace(mine, met="no", ask_at=None))
        scene.answer(
            Say(text=phrase("feedback.other_says", partner=partner)),
            Buttons(items=(pair_button("find", pair.id), concern_button(pair.id))),
        )
        return
    buttons = Buttons(items=(session_button("move", session, main=True), concern_button(pair.id)))
    if mine.asked < ASKED_TWICE:
        again = next_working_moment(me, scene.at + AGAIN)
        scene.save(msgspec.structs.replace(mine, ask_at=again))
        scene.answer(Say(text=phrase("feedback.again_later")), buttons)
        return
    scene.save(msgspec.structs.replace(mine, met="no", ask_at=None))
    if pair.attendance(session, pair.partner(me.id)).met == "no":
        bookings.close(scene, pair, session, "missed")
        if pair.pairing.booked_at is None:
            pair.change(canceled_at=scene.at)
    find = Buttons(
        items=(
            pair_button("find", pair.id, main=True),
            pair_button("agreed", pair.id),
            concern_button(pair.id),
        )
    )
    scene.answer(Say(text=phrase("feedback.never", partner=partner)), find)


def _held(
    scene: Scene, pair: Pair, session: Session, mine: Attendance, answers: Mapping[str, object]
) -> None:
    best = _number(answers, "useful") == stories.BEST
    if best and not scene.sees(pairing=pair.id, concerns=True):  # whether to offer a story
        return
    before = pair.feedback(session, mine.person)
    scene.save(
        msgspec.structs.replace(
            mine,
            met="yes",
            ask_at=None,
            learned=_words(answers, "learned"),
            taught=_words(answers, "taught"),
            next_step=_words(answers, "next_step"),
        )
    )
    if session.state != "held":
        bookings.hold(scene, pair, session)
    _goals(scene, pair, answers)
    given = _private(scene, session, mine, answers)
    pair.change(one_way=one_way(pair))
    scene.answer(*_thanks(scene, pair, given, before))
    _next_time(scene, pair)
    if pair.pairing.one_way >= ONE_WAY and all(one.met for one in pair.attendances(session)):
        for person in pair.people:
            tray.put(scene, person, "one_way", pair.id)


def _words(answers: Mapping[str, object], name: str) -> str:
    return str(answers.get(name) or "")


def _number(answers: Mapping[str, object], name: str) -> int | None:
    answer = answers.get(name)
    return answer if isinstance(answer, int) else None


def _goals(scene: Scene, pair: Pair, answers: Mapping[str, object]) -> None:
    agreement = pair.agreement
    if agreement is None:
        return
    rated = {goal.text: _number(answers, f"progress/{goal.text}") for goal in agreement.goals}
    goals = tuple(
        Goal(text=goal.text, percent=PERCENT.get(rated[goal.text] or 0, goal.percent))
        for goal in agreement.goals
    )
    if goals != agreement.goals:
        scene.save(msgspec.structs.replace(agreement, goals=goals))


def _private(scene: Scene, session: Session, mine: Attendance, answers: Mapping[str, object]) -> Feedback:
    before = Pair(scene, session.pairing).feedback(session, mine.person)
    fresh = before or Feedback(
        id=f"{mine.id}/feedback",
        organization=mine.organization,
        session=session.id,
        pairing=session.pairing,
        person=mine.person,
        given_at=scene.at,
    )
    return scene.save(
        msgspec.structs.replace(
            fresh,
            useful=_number(answers, "useful"),
            free=_number(answers, "free"),
            wish=_words(answers, "wish"),
            given_at=scene.at,
        )
    )


def one_way(pair: Pair) -> int:
    """How many of the last sessions in a row went one way only, the same way."""
    count, way = 0, None
    for session in reversed(pair.held):
        exchange = pair.exchange(session)
        if not exchange.is_one_way or way not in (None, bool(exchange.by_mentor)):
            break
        count, way = count + 1, bool(exchange.by_mentor)
    return count


# -- what is said after it ---------------------------------------------------------------------------------------


def _thanks(scene: Scene, pair: Pair, given: Feedback, before: Feedback | None) -> tuple[Block, ...]:
    partner = pair.name(pair.partner(scene.me.id))
    blocks: list[Block] = [Say(text=phrase("feedback.thanks", name=scene.first_name(scene.me.id)))]
    blocks += _milestone(pair, given.session)
    if given.wish:
        data = {"session": given.session}
        blocks += [
            Say(text=phrase("feedback.share_ask", partner=partner)),
            Say(text=phrase("feedback.quoted", words=given.wish)),
            Buttons(
                items=(
                    Button(
                        label=phrase("feedback.button.share", partner=partner),
                        action="feedback.share",
                        data=data,
                    ),
                    Button(label=phrase("feedback.button.keep"), action="feedback.keep", data=data),
                )
            ),
        ]
    if given.free is not None and given.free <= LOW:
        blocks += low_offer(pair)
    elif stories.may_offer(scene, pair, given, before):
        blocks += stories.offer(scene, pair)
    elif pair.pairing.state == "introduced":
        blocks.append(Buttons(items=(changes.write_button(pair),)))
    return tuple(blocks)


def _milestone(pair: Pair, session_id: str) -> tuple[Block, ...]:
    """One warm line after the first, the third and the last planned session, to each of the two."""
    number = next((at for at, one in enumerate(pair.held, 1) if one.id == session_id), 0)
    name = "last" if number == pair.pairing.planned else MILESTONES.get(number, "")
    return (Say(text=Phrase(f"feedback.milestone.{name}")),) if name else ()


def low_offer(pair: Pair) -> tuple[Block, ...]:
    """To that person alone; nothing is passed on unless they tap."""
    buttons = (concern_button(pair.id), pair_button("agreement", pair.id), pair_button("rematch", pair.id))
    return (Say(text=phrase("feedback.low")), Buttons(items=buttons))


def _next_time(scene: Scene, pair: Pair) -> None:
    """The next session is offered at once, unless it is booked already."""
    if pair.open_session is not None:
        return
    pairing, partner = pair.pairing, pair.name(pair.partner(scene.me.id))
    left = pairing.planned - pairing.held
    key = "feedback.next" if left > 0 else "feedback.complete"
    text = Phrase(key, {"partner": partner, "count": max(left, 0)})
    buttons = (pair_button("find", pair.id, main=True), pair_button("agreed", pair.id))
    scene.answer(Say(text=text), Buttons(items=buttons))


def share(scene: Scene, pair: Pair, session: Session) -> None:
    """Send the very words that were shown; once."""
    given = pair.feedback(session, scene.me.id)
    partner = pair.name(pair.partner(scene.me.id))
    if given is None or not given.wish:
        scene.answer(Say(text=phrase("button_gone")))
    elif given.shared_at is not None:
        scene.answer(Say(text=phrase("feedback.shared_already", partner=partner)))
    else:
        scene.save(msgspec.structs.replace(given, shared_at=scene.at))
        scene.answer(Say(text=phrase("feedback.shared", partner=partner)))
        me = pair.name(scene.me.id)
        words = Phrase("feedback.quoted", {"words": given.wish})
        tell_partner(scene, pair, Say(text=phrase("feedback.from_partner", partner=me)), Say(text=words))
