"""Looking after pairs: who of the two is due to hear what, and how is a pairing doing? From dates and states only.

Each rule of `CARES` counts from a moment of the pairing's own record and speaks once about it. A pairing on a break
hears nothing; afterwards everything counts from the day they are back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bot.program import tray
from bot.program.model import Pairing
from bot.program.pairs.pair import Pair
from bot.program.topics import UNKNOWN
from bot.scene import Scene

START = timedelta(hours=24)
BOOKING = timedelta(days=5)
STUCK = timedelta(days=21)
STUCK_CANCELED = timedelta(days=2)  # after a session was called off and nothing booked since
PULSE, PULSE_AGAIN = timedelta(days=30), timedelta(days=60)
ADMIN_SEES = timedelta(days=3)  # after the two were offered help themselves

Health = Literal["new", "booked", "well", "quiet", "stuck", "paused"]
HEALTHS: tuple[Health, ...] = ("booked", "well", "new", "quiet", "stuck", "paused")


def since(pairing: Pairing) -> datetime:
    """From when on everything counts: introduced, last met, or back from a break."""
    marks = (pairing.introduced_at, pairing.met_at, pairing.nudged.get("back"))
    return max((mark for mark in marks if mark is not None), default=pairing.approved_at)


def _spoken(pairing: Pairing, rule: str, from_: datetime) -> bool:
    said = pairing.nudged.get(rule)
    return said is not None and said >= from_


def _start(pairing: Pairing) -> datetime | None:
    untouched = not pairing.held and pairing.booked_at is None and pairing.canceled_at is None
    return since(pairing) + START if untouched and not _spoken(pairing, "start", since(pairing)) else None


def _booking(pairing: Pairing) -> datetime | None:
    open_ = pairing.booked_at is None and pairing.held < pairing.planned
    return since(pairing) + BOOKING if open_ and not _spoken(pairing, "booking", since(pairing)) else None


def _stuck(pairing: Pairing) -> datetime | None:
    if pairing.held >= pairing.planned:
        return None
    if pairing.booked_at is not None:
        due, from_ = pairing.booked_at + UNKNOWN, pairing.booked_at
    elif pairing.canceled_at is not None:
        due, from_ = pairing.canceled_at + STUCK_CANCELED, pairing.canceled_at
    else:
        due, from_ = since(pairing) + STUCK, since(pairing)
    return None if _spoken(pairing, "stuck", from_) else due


def _share(rule: str, share: float) -> Callable[[Pairing], datetime | None]:
    """A part of the time the sessions are planned to take."""

    def after(pairing: Pairing) -> datetime | None:
        if pairing.introduced_at is None or rule in pairing.nudged:
            return None
        due = pairing.introduced_at + timedelta(weeks=pairing.planned * pairing.rhythm_weeks) * share
        return _not_in_a_break(pairing, due)

    return after


def _pulse(pairing: Pairing) -> datetime | None:
    last = pairing.nudged.get("pulse")
    if pairing.introduced_at is None:
        return None
    return _not_in_a_break(pairing, last + PULSE_AGAIN if last else pairing.introduced_at + PULSE)


def _not_in_a_break(pairing: Pairing, due: datetime) -> datetime:
    """What fell into a break is due when they are back."""
    return max(due, pairing.nudged.get("back", due))


class Care(msgspec.Struct, frozen=True, kw_only=True):
    """`after` gives when it is due for a pairing that meets; `first_writer` only that one of the two hears it."""

    topic: str
    after: Callable[[Pairing], datetime | None]
    first_writer: bool = False


CARES: dict[str, Care] = {
    care.topic: care
    for care in (
        Care(topic="start", after=_start, first_writer=True),
        Care(topic="booking", after=_booking),
        Care(topic="stuck", after=_stuck),
        Care(topic="third", after=_share("third", 1 / 3)),
        Care(topic="two_thirds", after=_share("two_thirds", 2 / 3)),
        Care(topic="pulse", after=_pulse),
    )
}


def due(topic: str, pairing: Pairing) -> datetime | None:
    """When this rule speaks about the pairing as it is now (UTC)."""
    return CARES[topic].after(pairing) if pairing.state == "introduced" else None


def speak(scene: Scene, pair: Pair, topic: str) -> None:
    """Put it into the trays; with one of the two on a break it waits until they are back."""
    if any(person.is_paused for person in pair.people):
        return
    pairing = pair.change(nudged={**pair.pairing.nudged, topic: scene.at})
    for person in pair.people:
        if not CARES[topic].first_writer or person.id == (pairing.first_writer or pairing.mentee):
            tray.put(scene, person, topic, pair.id)


def health(pairing: Pairing, at: datetime) -> Health:
    """How it is doing, for whoever runs the program. They see "stuck" only after the two were offered help."""
    if pairing.state == "paused":
        return "paused"
    if pairing.booked_at is not None and pairing.booked_at + UNKNOWN > at:
        return "booked"
    helped = pairing.nudged.get("stuck")
    from_ = max(filter(None, (since(pairing), pairing.canceled_at)))
    if helped is not None and helped >= from_:
        return "stuck" if helped + ADMIN_SEES <= at else "quiet"
    if not pairing.held and since(pairing) + BOOKING > at:
        return "new"
    return "well" if pairing.held and since(pairing) + STUCK > at else "quiet"
