"""How is the program doing, and what is the one thing to do next? The part of the page for whoever runs it.

Counted from dates and states, as `/rm-status` is; no name and no word of anybody. However many people there are, sums
are read and no more than a page of pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.conversation.messages import (
    AtMoment,
    Block,
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Listed,
    Phrase,
    Say,
    Value,
    phrase,
)
from bot.program.cohorts import closing, status
from bot.program.model import Pairing
from bot.program.pairs.care import Health
from bot.program.parts import command_button, set_up_first
from bot.program.snapshot import MOST_FAILED, Tally
from bot.program.telling import channels
from bot.program.trust.safety import FEWEST_CONTACTS, safe_contacts
from bot.scene import Scene

LIVE = ("introduced", "paused")
TO_MATCH = 2  # people without a partner


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What to do, and the buttons that do it, the likeliest first."""

    text: Phrase
    ways: tuple[Button, ...] = ()


def sees(at: datetime) -> dict[str, object]:
    """What the query must ask for: sums, one page of pairs, one page of the proposal."""
    return {
        "counts": True,
        "tallied_at": at,
        "live_after": "",
        "failed_since": at - status.LONGEST_DAY,
        "proposal": "current",
    }


def blocks(scene: Scene) -> tuple[Block, ...]:
    head = (Divider(), Say(text=phrase("home.program"), style="heading"))
    if scene.cohort is None:
        return (*head, *_none(scene))
    return (
        *head,
        *_next(scene),
        Facts(items=_numbers(scene)),
        *_health(scene),
        *_left_over(scene),
        *_failed(scene),
        Buttons(items=tuple(command_button(name) for name in ("status", "people", "pair", "cohort"))),
    )


def _none(scene: Scene) -> tuple[Block, ...]:
    """Before the first program, or after the last."""
    if scene.snapshot.last_cohort is None:
        return set_up_first()
    ways = (closing.next_round(), command_button("report"))
    return Say(text=phrase("home.next.over")), Buttons(items=ways)


# -- numbers -------------------------------------------------------------------------------------------------------


def _tally(scene: Scene, *states: str) -> Tally:
    """The pairings in any of these states together."""
    found = [scene.snapshot.tallies.by_state.get(state, Tally()) for state in states]
    return Tally(
        pairs=sum(one.pairs for one in found),
        held=sum(one.held for one in found),
        planned=sum(one.planned for one in found),
        ahead=sum(one.ahead for one in found),
    )


def _waiting(scene: Scene) -> int:
    joined = scene.snapshot.counts.people.get("joined", 0)
    return max(0, joined - scene.snapshot.tallies.partnered)


def _numbers(scene: Scene) -> tuple[Fact, ...]:
    counts, live = scene.snapshot.counts, _tally(scene, *LIVE)
    so_many = phrase("status.pairs", people=scene.snapshot.tallies.partnered, count=live.pairs)
    so_far = phrase("status.of_plan", held=live.held, planned=live.planned)
    rows: list[tuple[str, Value]] = [
        ("joined", phrase("status.people", count=counts.people.get("joined", 0))),
        ("paired", so_many if live.pairs else 0),
        ("waiting", _waiting(scene)),
        ("away", counts.paused),
        ("booked", live.ahead),
        ("held", _tally(scene, *LIVE, "approved", "ended").held),
        *([("plan", so_far)] if live.pairs else []),
        *([("approved", approved)] if (approved := _tally(scene, "approved").pairs) else []),
    ]
    return tuple(Fact(label=Phrase(f"status.{name}"), value=value) for name, value in rows)


def _pairs(scene: Scene) -> list[Pairing] | None:
    """All that meet, or rest; `None` when they are more than a page."""
    live = [one for one in scene.snapshot.live_pairs if one.is_live]
    return live if len(live) == _tally(scene, *LIVE).pairs else None


def _health(scene: Scene) -> tuple[Block, ...]:
    pairs = _pairs(scene)
    if pairs is not None:
        return status.health_chart(Counter(status.health_of(scene, pairing) for pairing in pairs))
    meeting, resting = _tally(scene, "introduced"), _tally(scene, "paused")
    numbers: dict[Health, int] = {"booked": meeting.ahead, "paused": resting.pairs}
    words = [
        Phrase(f"status.so_many.{name}", {"count": number}) for name, number in numbers.items() if number
    ]
    words.append(phrase("home.no_time", count=meeting.pairs - meeting.ahead))
    return (Say(text=phrase("home.many", numbers=Listed(tuple(words)))),)


def _left_over(scene: Scene) -> tuple[Block, ...]:
    """How many a round had no partner for; who they are is a look that is put down."""
    number = scene.snapshot.tallies.left_over
    if not number:
        return ()
    who = Button(label=phrase("home.button.waiting"), action="people.show", data={"group": "waiting"})
    return Say(text=phrase("home.left_over", count=number)), Buttons(items=(who,))


def _failed(scene: Scene) -> tuple[Block, ...]:
    number, aside = len(status.failed_today(scene)), scene.snapshot.set_aside
    blocked = channels.all_in_the_way(scene)
    key = "home.failed_many" if number >= MOST_FAILED else "home.failed"
    wrong = (Say(text=phrase("status.set_aside", count=aside)),) if aside else ()
    # While posts wait for a channel, not everything has arrived.
    arrived = () if blocked and not number else (Say(text=Phrase(key, {"count": number})),)
    return (*arrived, *blocked, *wrong)


# -- what is next --------------------------------------------------------------------------------------------------


def _next(scene: Scene) -> tuple[Block, ...]:
    """The first of the steps that is due."""
    step = next(found for look in STEPS if (found := look(scene)) is not None)
    return (Say(text=step.text), *((Buttons(items=step.ways),) if step.ways else ()))


def _ending(scene: Scene) -> Next | None:
    cohort = scene.cohort
    if cohort is None or cohort.state != "closing" or cohort.closes_at is None:
        return None
    return Next(
        text=phrase("home.next.ending", end=AtMoment(cohort.closes_at)),
        ways=(command_button("report", main=True),),
    )


def _contacts(scene: Scene) -> Next | None:
    there = len(safe_contacts(scene, scene.cohort)) if scene.cohort else 0
    if there >= FEWEST_CONTACTS:
        return None
    again = command_button("setup", called="set_up_again", main=True)
    return Next(text=phrase("home.next.contacts", count=there), ways=(again,))


def _proposed(scene: Scene) -> Next | None:
    """A proposal that is being made, waits for a look, or has been approved."""
    proposal = scene.snapshot.proposal
    if proposal is None:
        return None
    if proposal.state == "making":
        return Next(text=phrase("home.next.making"))
    if proposal.state == "ready":
        text = phrase("home.next.ready", count=proposal.pairs)
    elif proposal.announce_at is not None and proposal.announce_at > scene.at:
        at = AtMoment(proposal.announce_at)
        text = phrase("home.next.approved", at=at, count=proposal.pairs)
    else:
        text = phrase("home.next.announcing")
    return Next(text=text, ways=(command_button("pair", called="proposal", main=True),))


def _stuck(scene: Scene) -> Next | None:
    stuck = sum(status.health_of(scene, pairing) == "stuck" for pairing in _pairs(scene) or ())
    look = command_button("status", main=True)
    return Next(text=phrase("home.next.stuck", count=stuck), ways=(look,)) if stuck else None


def _match(scene: Scene) -> Next | None:
    """Enough people whom no round has looked at yet."""
    fresh = _waiting(scene) - scene.snapshot.tallies.left_over
    match = command_button("pair", main=True)
    return Next(text=phrase("home.next.match", count=fresh), ways=(match,)) if fresh >= TO_MATCH else None


def _invite(scene: Scene) -> Next | None:
    """Nobody has been asked, and there are places left."""
    people, places = scene.snapshot.counts.people, 2 * scene.cohort.size if scene.cohort else 0
    known = people.get("known", 0) - (scene.me.state == "known")
    asked = sum(people.get(state, 0) for state in ("invited", "onboarding", "later", "declined"))
    if asked or known < 1 or people.get("joined", 0) >= places:
        return None
    ways = (command_button("invite", main=True), command_button("announce"))
    return Next(text=phrase("home.next.invite", count=known), ways=ways)


def _nothing(scene: Scene) -> Next:
    joining = not scene.snapshot.tallies.partnered
    return Next(text=phrase("home.next.wait" if joining else "home.next.nothing"))


STEPS: tuple[Callable[[Scene], Next | None], ...] = (
    _ending,
    _contacts,
    _proposed,
    _stuck,
    _invite,
    _match,
    _nothing,
)
