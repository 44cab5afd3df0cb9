"""`/rm-cohort`: which program runs, since when, how far it is; and closing it, after a second look at what that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bot.conversation.messages import Block, Buttons, Fact, Facts, OnDay, Say, Value, phrase
from bot.program.cohorts import closing
from bot.program.keeping import audit
from bot.program.model import Cohort, Proposal
from bot.program.parts import command_button, family_button, set_up_first
from bot.program.telling import groups_view
from bot.program.telling.digest import channel_of, morning, zone_of
from bot.scene import Scene

TWO_WEEKS = timedelta(days=13)  # and then the next working morning


def command(scene: Scene, text: str) -> None:
    """`/rm-cohort`, or `/rm-cohort groups`."""
    if groups_view.is_asked(text):
        groups_view.show(scene)
    else:
        show(scene)


def show(scene: Scene) -> None:
    cohort = scene.cohort
    if cohort is None:
        _show_last(scene)
    elif scene.sees(cohort_pairs=True):
        blocks: tuple[Block, ...] = (Say(text=phrase("cohort.title"), style="heading"), _facts(scene, cohort))
        scene.answer(*blocks, *_state(scene, cohort))


def _show_last(scene: Scene) -> None:
    """None is open: when the last one ended, and how to begin the next."""
    last = scene.snapshot.last_cohort
    if last is None or last.closes_at is None:
        scene.answer(*set_up_first())
        return
    ways = (closing.next_round(), command_button("report"))
    scene.answer(Say(text=phrase("cohort.none", day=_day(scene, last))), Buttons(items=ways))


def _facts(scene: Scene, cohort: Cohort) -> Facts:
    pairs = [one for one in scene.snapshot.cohort_pairs if one.introduced_at is not None]
    rows: list[tuple[str, Value]] = [
        ("objective", cohort.objective),
        ("since", OnDay(cohort.opened_at.astimezone(zone_of(scene, cohort)).date())),
        ("pairs", len(pairs)),
        ("live", sum(one.is_live for one in pairs)),
        ("held", sum(one.held for one in pairs)),
    ]
    return Facts(items=tuple(Fact(label=phrase(f"cohort.{name}"), value=value) for name, value in rows))


def _day(scene: Scene, cohort: Cohort) -> OnDay:
    at = cohort.closes_at or scene.at
    return OnDay(at.astimezone(zone_of(scene, cohort)).date())


def _state(scene: Scene, cohort: Cohort) -> tuple[Block, ...]:
    report = command_button("report")
    if cohort.state == "open":
        return (Buttons(items=(report, family_button("groups", "show"), family_button("cohort", "close"))),)
    return Say(text=phrase("cohort.closing", day=_day(scene, cohort))), Buttons(items=(report,))


# -- closing it --------------------------------------------------------------------------------------------------


def act(scene: Scene, name: str) -> None:
    """What a button asks for, as long as there is something to close."""
    cohort = scene.cohort
    if cohort is None or (cohort.state != "open" and name != "keep"):
        show(scene)
    else:
        ACTS[name](scene, cohort)


def _ask(scene: Scene, cohort: Cohort) -> None:
    """Once more, with all that will happen."""
    day = OnDay(_end(scene, cohort).astimezone(zone_of(scene, cohort)).date())
    posts = bool(cohort.channel)
    last = phrase("cohort.will.post", channel=channel_of(scene, cohort)) if posts else None
    scene.answer(
        Say(text=phrase("cohort.sure", day=day)),
        Say(text=phrase("cohort.will.until")),
        Say(text=phrase("cohort.will.asked")),
        Say(text=phrase("cohort.will.end")),
        *((Say(text=last),) if last else ()),
        Say(text=phrase("cohort.will.kept"), style="quiet"),
        Buttons(
            items=(
                family_button("cohort", "sure", main=True),
                *((family_button("cohort", "quietly"),) if posts else ()),
                family_button("cohort", "keep"),
            )
        ),
    )


def _end(scene: Scene, cohort: Cohort) -> datetime:
    return morning(scene.at + TWO_WEEKS, zone_of(scene, cohort), monday=False)


def _close(scene: Scene, cohort: Cohort) -> None:
    _closes(scene, cohort, quietly=False)


def _close_quietly(scene: Scene, cohort: Cohort) -> None:
    _closes(scene, cohort, quietly=True)


def _closes(scene: Scene, cohort: Cohort, *, quietly: bool) -> None:
    """What was only proposed is put away: nobody is matched any more."""
    audit.note(scene, "cohort_close")
    fresh = closing.begin(scene, cohort, closes_at=_end(scene, cohort), quietly=quietly)
    proposal = scene.snapshot.proposal
    undone = _put_away(scene, proposal) if proposal is not None else ()
    begun = Say(text=phrase("cohort.begun", day=_day(scene, fresh)))
    scene.answer(begun, *undone, Buttons(items=(command_button("report"),)))


def _put_away(scene: Scene, proposal: Proposal) -> tuple[Block, ...]:
    """Pairs that are approved and wait for their introduction are none; gives what is said of that."""
    approved = proposal.state in ("approved", "announcing")
    for pairing in scene.snapshot.cohort_pairs:
        if pairing.proposal == proposal.id and pairing.state == "approved":
            undone = {"state": "ended", "ended_at": scene.at, "ended_because": "undone"}
            scene.save(msgspec.structs.replace(pairing, **undone))
    scene.save(msgspec.structs.replace(proposal, state="discarded", announce_at=None))
    if approved and proposal.asked_by != scene.me.id:
        said = Say(text=phrase("pair.by_other.discard", name=scene.name(scene.me.id)))
        scene.tell(proposal.asked_by, "admin", said)
    return (Say(text=phrase("cohort.undone")),) if approved else ()


def _keep(scene: Scene, _cohort: Cohort) -> None:
    scene.answer(Say(text=phrase("cohort.kept")))


ACTS: dict[str, Callable[[Scene, Cohort], None]] = {
    "close": _ask,
    "sure": _close,
    "quietly": _close_quietly,
    "keep": _keep,
}


def no_more(scene: Scene) -> bool:
    """Says so where the program is coming to its end and nobody is invited or matched any more."""
    cohort = scene.cohort
    if cohort is None or cohort.state != "closing":
        return False
    day = _day(scene, cohort)
    if scene.me.is_admin:
        way = Buttons(items=(command_button("cohort"),))
        scene.answer(Say(text=phrase("cohort.no_more", day=day)), way)
    else:
        scene.answer(Say(text=phrase("join.closing", day=day)))
    return True
