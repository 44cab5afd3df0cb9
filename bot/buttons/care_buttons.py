"""What do the buttons of concerns, check-ins and nudges lead to? As in `pair_buttons.py`: ids only, never truth."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from bot.buttons.pair_buttons import Press, pair_pressed
from bot.conversation.messages import Say, phrase
from bot.program import tray
from bot.program.calendar import zone_of
from bot.program.meeting import sessions
from bot.program.model import Concern
from bot.program.pairs import checkins
from bot.program.pairs.pair import Pair
from bot.program.trust import concerns
from bot.scene import Scene

TONIGHT = time(19)


# -- concerns ----------------------------------------------------------------------------------------------------


def _concern_about(scene: Scene, event: Press) -> None:
    """From a card, or from the list: about this pairing, or about none ("")."""
    about = event.data.get("pairing", "")
    if not about:
        scene.stop_talks("concern")  # about a pairing, where it is about something else
    pairing = scene.snapshot.pairing if about else None
    mine = pairing is not None and scene.me.id in (pairing.mentor, pairing.mentee)
    met = mine and pairing is not None and pairing.introduced_at is not None  # over or not
    concerns.begin(scene, Pair(scene, about) if met else None)


def _concern(scene: Scene) -> Concern | None:
    concern = scene.snapshot.concern
    if concern is None or scene.me.id not in (concern.by, *concern.contacts):
        scene.answer(Say(text=phrase("button_gone")))
        return None
    return concern


def _concern_pair(scene: Scene, concern: Concern) -> Pair | None:
    return Pair(scene, concern.pairing) if concern.pairing in scene.snapshot.lives else None


def _concern_open(scene: Scene, _event: Press) -> None:
    if concern := _concern(scene):
        concerns.open_it(scene, concern)


def _concern_settled(scene: Scene, _event: Press) -> None:
    if concern := _concern(scene):
        concerns.close(scene, concern, _concern_pair(scene, concern), end=False)


def _concern_end(scene: Scene, _event: Press) -> None:
    if concern := _concern(scene):
        concerns.close(scene, concern, _concern_pair(scene, concern), end=True)


def _concern_not_settled(scene: Scene, _event: Press) -> None:
    if concern := _concern(scene):
        concerns.not_settled(scene, concern, _concern_pair(scene, concern))


def _concern_withdraw(scene: Scene, _event: Press) -> None:
    if concern := _concern(scene):
        concerns.withdraw(scene, concern, _concern_pair(scene, concern))


def _concern_elsewhere(scene: Scene, _event: Press) -> None:
    if concern := _concern(scene):
        concerns.elsewhere(scene, concern)


# -- check-ins and nudges ----------------------------------------------------------------------------------------


def _check_in(scene: Scene, event: Press) -> None:
    kind, pair = event.data.get("kind", ""), pair_pressed(scene)
    if pair is None:
        return
    given = {(one.pairing, one.person, one.kind) for one in scene.snapshot.check_ins}
    if kind not in ("third", "two_thirds") or (pair.id, scene.me.id, kind) in given:
        scene.answer(Say(text=phrase("checkin.already")))
    else:
        scene.begin("checkin", about=f"{kind}/{pair.id}", pairing=pair.id)


def _pulse(scene: Scene, event: Press) -> None:
    rating, pair = event.data.get("rating", ""), pair_pressed(scene)
    if pair is not None and rating in ("1", "2", "3", "4", "5"):
        checkins.pulse(scene, pair, int(rating))
    elif pair is not None:
        scene.answer(Say(text=phrase("button_gone")))


def _later(scene: Scene, event: Press) -> None:
    items = event.data.get("items", "")
    if tray.unpacked(items):
        scene.begin("later", about=items)
    else:
        scene.answer(Say(text=phrase("button_gone")))


def _tonight(scene: Scene, event: Press) -> None:
    """At seven where they are, or in an hour when that is past."""
    items = tray.unpacked(event.data.get("items", ""))
    if not items:
        scene.answer(Say(text=phrase("button_gone")))
        return
    here = scene.at.astimezone(zone_of(scene.me))
    tonight = datetime.combine(here.date(), TONIGHT, here.tzinfo)
    at = max(tonight, scene.at + timedelta(hours=1))
    scene.stop_talks("later")
    tray.remind(scene, items, at)


def _stop(scene: Scene, event: Press) -> None:
    topics = tuple(dict.fromkeys(topic for topic, _ in tray.unpacked(event.data.get("items", ""))))
    if topics:
        tray.stop(scene, topics)
    else:
        scene.answer(Say(text=phrase("button_gone")))


def _again(scene: Scene, event: Press) -> None:
    tray.again(scene, tuple(event.data.get("topics", "").split()))


def _here(scene: Scene, _event: Press) -> None:
    """Back after a silence: what is next for them."""
    scene.answer(Say(text=phrase("nudge.good_to_hear", name=scene.first_name(scene.me.id))))
    sessions.overview(scene)


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "concern.about": _concern_about,
    "concern.open": _concern_open,
    "concern.settled": _concern_settled,
    "concern.end": _concern_end,
    "concern.not_settled": _concern_not_settled,
    "concern.withdraw": _concern_withdraw,
    "concern.elsewhere": _concern_elsewhere,
    "checkin.begin": _check_in,
    "checkin.pulse": _pulse,
    "nudge.later": _later,
    "nudge.tonight": _tonight,
    "nudge.stop": _stop,
    "nudge.again": _again,
    "nudge.here": _here,
}
