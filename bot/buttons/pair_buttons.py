"""What do the buttons about a pairing lead to? Sessions, agreements, feedback, breaks, another partner.

`care_buttons.py` has those of concerns, check-ins and nudges, `buttons.py` all others; it calls `needs` here for both.
Ids come from the button, never truth: each row finds its subject and looks whether it is the person's own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

from bot.conversation.messages import Buttons, Say, phrase
from bot.events import Pressed, Submitted
from bot.program.meeting import feedback, meetings, session_view, sessions
from bot.program.meeting.agenda import agenda_lines
from bot.program.model import Session
from bot.program.pairs import agreements, apart, breaks, role_cards
from bot.program.pairs.pair import Pair, acts_for
from bot.program.participant import about_me
from bot.program.parts import command_button
from bot.program.snapshot import Query
from bot.scene import Scene

Press = Pressed | Submitted
TONIGHT = time(19)
GROUPS = frozenset(
    {"session", "together", "agreement", "feedback", "concern", "checkin", "break", "rematch", "nudge"}
)


def needs(event: Press) -> Query:
    """The session, pairing or concern a button names, with its life."""
    data = event.data
    concern = data.get("concern", "")
    return Query(
        sender=event.sender,
        session=data.get("session", ""),
        pairing=data.get("pairing", ""),
        concern=concern,
        concerns=bool(concern) or event.action in ("concern.about", "break.go_on"),
        lives=event.action == "nudge.here",
        managers=event.action.startswith("concern."),
        admins=event.action in ("rematch.now", "concern.end"),
    )


def pair_pressed(scene: Scene, *, delegates: bool = False) -> Pair | None:
    """The pair of the button, when it is live and mine; else says what is true."""
    pairing = scene.snapshot.pairing
    if pairing is None or pairing.id not in scene.snapshot.lives:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("session"),)))
        return None
    pair = Pair(scene, pairing.id)
    side = acts_for(scene, pair.pairing)
    if not side or (side != scene.me.id and not delegates):
        scene.answer(Say(text=phrase("swap.not_yours")))
    elif not pair.pairing.is_live:
        scene.answer(Say(text=phrase("swap.over")), Buttons(items=(command_button("me"),)))
    else:
        return pair
    return None


def _meeting(scene: Scene) -> Pair | None:
    """The same, when the two are not on a break: nothing one of them says reaches the other then."""
    pair = pair_pressed(scene)
    if pair is not None and pair.pairing.state == "paused":
        session_view.show_paused(scene, pair)
        return None
    return pair


def _session(scene: Scene, *, delegates: bool = False) -> tuple[Pair, Session] | None:
    """The session of the button and its pair; a closed one says how things stand now."""
    pair = pair_pressed(scene, delegates=delegates)
    session = _of(scene, pair) if pair else None
    if pair is None or session is None:
        return None
    if not session.is_open:
        session_view.tell_over(scene, pair, session)
    elif pair.pairing.state == "paused":  # it has begun before, and rests with the two
        session_view.show(scene, pair)
    else:
        return pair, session
    return None


def _of(scene: Scene, pair: Pair) -> Session | None:
    """The session of the button, when it is one of this pair's; else says so."""
    session = scene.snapshot.session
    if session is None or session.pairing != pair.id:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("session"),)))
        return None
    return scene.latest(session)


# -- sessions ----------------------------------------------------------------------------------------------------


def _find(scene: Scene, _event: Press) -> None:
    if pair := pair_pressed(scene, delegates=True):
        sessions.find_times(scene, pair)


def _met(scene: Scene, _event: Press) -> None:
    """They met without telling anybody: how was it?"""
    if pair := pair_pressed(scene):
        meetings.tapped(scene, pair)


def _agreed(scene: Scene, _event: Press) -> None:
    """The two have found a time by themselves: which?"""
    if pair := pair_pressed(scene, delegates=True):
        scene.begin("arrange", about=pair.id, pairing=pair.id)


def _choose(scene: Scene, _event: Press) -> None:
    found = _session(scene, delegates=True)
    if found is not None and found[1].turn == acts_for(scene, found[0].pairing):
        sessions.ask_turn(scene, *found)
    elif found is not None:
        session_view.show(scene, found[0])


def _none(scene: Scene, _event: Press) -> None:
    if found := _session(scene, delegates=True):
        sessions.none_of_these(scene, *found)


def _move(scene: Scene, _event: Press) -> None:
    if found := _session(scene, delegates=True):
        sessions.ask_move(scene, *found)


def _call_off(scene: Scene, _event: Press) -> None:
    """Asked once more, since the other hears it at once."""
    if found := _session(scene, delegates=True):
        scene.begin("call_off", about=found[1].id, pairing=found[0].id)


def _happened(scene: Scene, _event: Press) -> None:
    if found := _session(scene):
        meetings.happened(scene, *found)


def _agenda(scene: Scene, _event: Press) -> None:
    if found := _session(scene):
        pair, session = found
        lines = agenda_lines(pair, session)
        scene.begin(
            "agenda", about=session.id, pairing=pair.id, notes=(Say(text=phrase("agenda.now")), *lines)
        )


def _share(scene: Scene, _event: Press) -> None:
    pair = _meeting(scene)
    session = _of(scene, pair) if pair else None
    if pair is not None and session is not None:
        feedback.share(scene, pair, session)


def _keep_to_myself(scene: Scene, _event: Press) -> None:
    scene.answer(Say(text=phrase("feedback.kept")))


# -- the two of them ---------------------------------------------------------------------------------------------


def _agreement(scene: Scene, _event: Press) -> None:
    pair = pair_pressed(scene)
    agreement = pair.agreement if pair else None
    if pair is not None and agreement is not None:
        scene.answer(*agreements.show(pair, agreement, scene.me.id))
    elif pair is not None and (meeting := _meeting(scene)):
        partner = scene.person(meeting.partner(scene.me.id))
        notes = apart.said(scene, scene.me, partner)
        scene.begin("agreement", about=meeting.id, pairing=meeting.id, notes=notes)


def _agreement_confirm(scene: Scene, event: Press) -> None:
    if pair := _meeting(scene):
        agreements.confirm(scene, pair, event.data.get("read", ""))


def _agreement_change(scene: Scene, _event: Press) -> None:
    if pair := _meeting(scene):
        scene.begin("agreement", about=pair.id, pairing=pair.id)


def _card(scene: Scene, _event: Press) -> None:
    if pair := pair_pressed(scene):
        role_cards.show_card(scene, pair)


def _ledger(scene: Scene, _event: Press) -> None:
    if pair := pair_pressed(scene):
        scene.answer(*session_view.ledger(pair))


def _pause(scene: Scene, _event: Press) -> None:
    pair = pair_pressed(scene)
    if pair is not None and pair.pairing.state == "paused":
        session_view.show_paused(scene, pair)
    elif pair is not None:
        scene.stop_talks("concern")  # that is all they want, then
        scene.begin("pause_us", about=pair.id, pairing=pair.id)


def _go_on(scene: Scene, _event: Press) -> None:
    """Whoever asked for a pause may end it; one that a safe contact looks after is not theirs to end."""
    pair = pair_pressed(scene)
    if pair is None:
        return
    if pair.pairing.state != "paused":
        scene.answer(Say(text=phrase("break.not_paused")))
        session_view.show(scene, pair)
    elif pair.pairing.paused_by != scene.me.id:
        session_view.show_paused(scene, pair)
    elif breaks.is_held(scene, pair):
        scene.answer(Say(text=phrase("session.paused", partner=pair.name(pair.partner(scene.me.id)))))
    else:
        breaks.go_on(scene, pair, but=scene.me.id)
        scene.answer(Say(text=phrase("break.ended", partner=pair.name(pair.partner(scene.me.id)))))
        session_view.show(scene, pair)


def _longer(scene: Scene, _event: Press) -> None:
    pair = pair_pressed(scene)
    if pair is not None and breaks.may_pause(scene, pair):
        scene.begin("pause_us", about=pair.id, pairing=pair.id)
    elif pair is not None:
        session_view.show_paused(scene, pair)


def _rematch(scene: Scene, _event: Press) -> None:
    pair = pair_pressed(scene)
    if pair is not None:
        partner = pair.name(pair.partner(scene.me.id))
        note = Say(text=phrase("rematch.what", partner=partner))
        scene.begin("rematch", about=pair.id, pairing=pair.id, notes=(note,))


def _look_again(scene: Scene, _event: Press) -> None:
    """A new partner after the last one: they come first in the next round."""
    if not scene.me.is_joined:
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
    elif len([one for one in scene.snapshot.pairings if one.is_live]) >= scene.me.capacity:
        scene.answer(Say(text=about_me.partners(scene)), Buttons(items=(command_button("session"),)))
    else:
        scene.answer(Say(text=phrase("rematch.looking", name=scene.first_name(scene.me.id))))


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "together.find": _find,
    "together.agreed": _agreed,
    "together.met": _met,
    "together.agreement": _agreement,
    "together.card": _card,
    "together.ledger": _ledger,
    "together.pause": _pause,
    "together.rematch": _rematch,
    "session.choose": _choose,
    "session.none": _none,
    "session.move": _move,
    "session.call_off": _call_off,
    "session.happened": _happened,
    "session.agenda": _agenda,
    "feedback.share": _share,
    "feedback.keep": _keep_to_myself,
    "agreement.confirm": _agreement_confirm,
    "agreement.change": _agreement_change,
    "break.go_on": _go_on,
    "break.longer": _longer,
    "break.part": _rematch,
    "rematch.again": _look_again,
}
