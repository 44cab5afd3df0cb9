"""`/rm-status`: how is the program doing right now? What happened, counted for the cohort as a whole.

Everything comes from dates and states: nothing here depends on what anybody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.conversation.messages import (
    Bar,
    Block,
    Buttons,
    Chart,
    Fact,
    Facts,
    Listed,
    OnDay,
    Phrase,
    Say,
    Value,
    phrase,
)
from bot.program.awareness import supply
from bot.program.calendar import local, zone_of
from bot.program.company import reaching, words_view
from bot.program.delivery_reports import what_failed
from bot.program.model import Pairing
from bot.program.pairs import care
from bot.program.parts import command_button, family_button, set_up_first
from bot.program.snapshot import MOST_FAILED, FailedSend
from bot.program.telling import channels
from bot.scene import Scene

MOST_NAMED = 6
LONGEST_DAY = timedelta(hours=25)  # since midnight, on the day the clocks go back


def show(scene: Scene) -> None:
    if scene.cohort is None:
        scene.answer(*set_up_first())
        return
    health = {pairing.id: health_of(scene, pairing) for pairing in scene.snapshot.live_pairs}
    stuck = [pairing for pairing in scene.snapshot.live_pairs if health[pairing.id] == "stuck"]
    scene.answer(
        Say(text=phrase("status.title"), style="heading"),
        Facts(items=_numbers(scene)),
        *health_chart(Counter(health.values())),
        *_stuck(scene, stuck),
        *supply.alert_of_roles(scene),
        *_failed(scene),
        *_unreachable(scene),
        *words_view.status(scene),
        Buttons(items=(command_button("people"), command_button("pair"), family_button("supply", "show"))),
    )


def health_of(scene: Scene, pairing: Pairing) -> care.Health:
    """With one of the two on a break the pair is, too: then it is not them who are quiet."""
    people = (scene.person(pairing.mentor), scene.person(pairing.mentee))
    if any(person is not None and person.is_paused for person in people):
        return "paused"
    return care.health(pairing, scene.at)


def _numbers(scene: Scene) -> tuple[Fact, ...]:
    counts, live = scene.snapshot.counts, scene.snapshot.live_pairs
    in_pairs = {person for pairing in live for person in (pairing.mentor, pairing.mentee)}
    paired = sum(person is not None and person.is_joined for person in map(scene.person, in_pairs))
    joined = counts.people.get("joined", 0)
    held, planned = sum(one.held for one in live), sum(one.planned for one in live)
    ahead = sum(one.booked_at is not None and one.booked_at > scene.at for one in live)
    unheard = counts.sessions.get("booked", 0) - ahead
    rows: list[tuple[str, Value]] = [
        ("joined", phrase("status.people", count=joined)),
        ("paired", phrase("status.pairs", people=paired, count=len(live)) if live else 0),
        ("waiting", max(0, joined - paired)),
        ("away", counts.paused),
        ("booked", ahead),
        ("held", counts.sessions.get("held", 0)),
    ]
    if unheard > 0:
        rows.append(("unheard", unheard))
    if live:
        rows.append(("plan", phrase("status.of_plan", held=held, planned=planned)))
    if approved := counts.pairings.get("approved", 0):
        rows.append(("approved", approved))
    return tuple(Fact(label=Phrase(f"status.{name}"), value=value) for name, value in rows)


def health_chart(numbers: Counter[care.Health]) -> tuple[Block, ...]:
    """How many pairs are how, as bars and in words."""
    if not numbers:
        return (Say(text=phrase("status.no_pairs")),)
    bars = tuple(Bar(label=Phrase(f"status.health.{name}"), value=numbers[name]) for name in care.HEALTHS)
    some = [name for name in care.HEALTHS if numbers[name]]
    words = tuple(Phrase(f"status.so_many.{name}", {"count": numbers[name]}) for name in some)
    return (Chart(title=phrase("status.chart"), bars=bars, words=Listed(words)),)


def _stuck(scene: Scene, stuck: Sequence[Pairing]) -> tuple[Block, ...]:
    """Those who have not met for longest first, a few by name, and what can be done."""
    if not stuck:
        return ()
    longest = sorted(stuck, key=lambda one: (care.since(one), one.id))
    more = len(longest) - MOST_NAMED
    return (
        Say(text=phrase("status.stuck", count=len(stuck))),
        *(Say(text=_pair(scene, one)) for one in longest[:MOST_NAMED]),
        *((Say(text=phrase("status.more", count=more)),) if more > 0 else ()),
        Say(text=phrase("status.help"), style="quiet"),
    )


def _pair(scene: Scene, pairing: Pairing) -> Phrase:
    names: dict[str, Value] = {"mentor": scene.name(pairing.mentor), "mentee": scene.name(pairing.mentee)}
    last = pairing.met_at or pairing.introduced_at or pairing.approved_at
    key = "status.last_met" if pairing.met_at else "status.never_met"
    return Phrase(key, {**names, "day": OnDay(local(scene.me, last).date())})


def _unreachable(scene: Scene) -> tuple[Block, ...]:
    """Those whom nothing reaches, with the way to what can be done about it."""
    count = scene.snapshot.counts.unreachable
    if not count:
        return ()
    return Say(text=phrase("status.unreachable", count=count)), Buttons(items=(reaching.show_button(),))


def failed_today(scene: Scene) -> list[FailedSend]:
    """What could not be delivered since midnight where the reader is."""
    midnight = datetime.combine(scene.today(scene.me), time(), zone_of(scene.me))
    return [one for one in scene.snapshot.failed if one.at >= midnight]


def _failed(scene: Scene) -> tuple[Block, ...]:
    """What could not be delivered today, each person and reason once."""
    today = failed_today(scene)
    lines = list(dict.fromkeys((one.person, one.reason, bool(one.channel)) for one in today))
    more, aside = len(lines) - MOST_NAMED, scene.snapshot.set_aside
    key = "status.failed_many" if len(today) >= MOST_FAILED else "status.failed"
    blocked = channels.all_in_the_way(scene)
    return (
        # While posts wait for a channel, not everything has arrived.
        *(() if blocked and not today else (Say(text=Phrase(key, {"count": len(today)})),)),
        *(Say(text=what_failed(scene, *line)) for line in lines[:MOST_NAMED]),
        *((Say(text=phrase("status.more", count=more)),) if more > 0 else ()),
        *blocked,
        *((Say(text=phrase("status.set_aside", count=aside)),) if aside else ()),
    )
