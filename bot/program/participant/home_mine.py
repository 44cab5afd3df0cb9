"""What of the program is mine? The part of somebody's own page that everybody has.

My pairings, what is open, what I told; never what a partner said in private, nor how others answered an invitation.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Facts,
    OnDay,
    Phrase,
    Say,
    phrase,
)
from bot.events import HomeOpened, Sender
from bot.flows import FLOWS
from bot.program.company.members import OUTSIDE
from bot.program.meeting import session_view
from bot.program.pairs import about_us
from bot.program.pairs.pair import Pair, arranged_pairs, my_pairs
from bot.program.participant.about_me import change_button, facts_about
from bot.program.parts import command_button, family_button, pair_button
from bot.program.telling.digest import zone_of
from bot.scene import Scene
from bot.talks import offer_buttons, offer_sentence

ABOUT_ME = ("teaches", "wants", "hours")
WHAT = ("meet", "both", "safe")
SHOWN_ELSEWHERE = frozenset({"onboarding", "slots"})  # with the way to join, and with what is next for a pair
UNNAMED = {
    "session.when": "home.when",
    "session.when_how": "home.when_how",
}  # the partner's name stands above
MINUTES = 25  # of a session, as long as no program says otherwise


def blocks(scene: Scene) -> tuple[Block, ...]:
    if scene.me.is_guest:
        return (Say(text=phrase("join.guest")),)
    joined = scene.me.is_joined
    mine = (*_break(scene), *_together(scene), *_about_me(scene)) if joined else _not_in_it(scene)
    return (*_left_lying(scene), *_duty(scene), *mine, *_arranged(scene), *_ways(scene))


# -- what waits for me ---------------------------------------------------------------------------------------------


def _left_lying(scene: Scene) -> tuple[Block, ...]:
    """The talk that is open, and the way back into it. What has just been asked for is under the messages."""
    open_ones = (one for one in map(scene.latest, scene.snapshot.talks) if one.state == "open")
    talk = next((one for one in open_ones if one.flow in FLOWS and one.flow not in SHOWN_ELSEWHERE), None)
    if talk is None or (isinstance(scene.event, HomeOpened) and scene.event.answered):
        return ()
    return Say(text=offer_sentence(talk, scene.me)), Buttons(items=offer_buttons(talk))


def _duty(scene: Scene) -> tuple[Block, ...]:
    """Somebody asked to be a safe contact, or who is one: how many wait for them, and nothing of what they told."""
    cohort, me = scene.cohort or scene.snapshot.last_cohort, scene.me.id
    asked = next((one for one in cohort.safe_contacts if one.person == me), None) if cohort else None
    told = sum(one.contact == me and one.state != "closed" for one in scene.snapshot.concerns)
    found: list[Block] = []
    if asked is not None and asked.state == "asked" and scene.cohort is not None:
        answers = (
            Button(label=phrase("button.accept_duty"), action="duty.accept", style="primary"),
            Button(label=phrase("button.decline_duty"), action="duty.decline"),
        )
        found += [
            Say(text=phrase("home.duty")),
            Say(text=phrase("duty.what"), style="quiet"),
            Buttons(items=answers),
        ]
    if told:
        look = Button(
            label=phrase("home.button.told"), action="command", data={"command": "concern"}, style="primary"
        )
        found += [Say(text=phrase("home.told", count=told)), Buttons(items=(look,))]
    return tuple(found)


# -- in it, or not -------------------------------------------------------------------------------------------------


def invitation(scene: Scene, sender: Sender) -> tuple[Block, ...]:
    """What somebody reads of whom nothing is known."""
    if sender.is_guest or sender.standing in OUTSIDE:
        return (Say(text=phrase("join.guest")),)
    ways = Buttons(items=(command_button("privacy"), command_button("help")))
    return (*_way_in(scene, "known", is_admin=False), ways)


def _not_in_it(scene: Scene) -> tuple[Block, ...]:
    return _way_in(scene, scene.me.state, is_admin=scene.me.is_admin)


def _way_in(scene: Scene, state: str, *, is_admin: bool) -> tuple[Block, ...]:
    """What this is and the way in; whoever declined reads the same as whoever was never asked."""
    cohort = scene.cohort
    minutes = cohort.minutes if cohort else MINUTES
    what = tuple(Say(text=Phrase(f"home.what.{name}", {"minutes": minutes})) for name in WHAT)
    if cohort is None:
        return what if is_admin else (*what, Say(text=phrase("join.no_program")))
    if cohort.state == "closing":
        return (*what, Say(text=phrase("join.closing", day=_end(scene))))
    stage = {"onboarding": "help.now.onboarding", "left": "home.left"}.get(state, "home.join")
    return (*what, Say(text=Phrase(stage)), Buttons(items=(command_button("join", main=True),)))


def _end(scene: Scene) -> OnDay:
    cohort = scene.cohort
    if cohort is None:
        raise LookupError("there is no program that could end")
    return OnDay((cohort.closes_at or scene.at).astimezone(zone_of(scene, cohort)).date())


def _break(scene: Scene) -> tuple[Block, ...]:
    found: list[Block] = []
    if scene.cohort is not None and scene.cohort.state == "closing":
        found.append(Say(text=phrase("home.closing", day=_end(scene))))
    if scene.me.paused_until is not None:
        back = Buttons(items=(command_button("resume", main=True),))
        found += [Say(text=phrase("me.paused", day=OnDay(scene.me.paused_until))), back]
    return tuple(found)


# -- with whom -----------------------------------------------------------------------------------------------------


def _together(scene: Scene) -> tuple[Block, ...]:
    pairs, cohort = my_pairs(scene), scene.cohort
    nobody_looks = scene.me.is_paused or cohort is None or cohort.state != "open"
    if pairs or nobody_looks:
        return tuple(block for pair in pairs for block in _pair(scene, pair))
    return (Say(text=phrase("help.now.waiting")),)


def _pair(scene: Scene, pair: Pair) -> tuple[Block, ...]:
    """One partner: what is next, how far we are, what each has shown the other."""
    partner = pair.name(pair.partner(scene.me.id))
    met = phrase("home.met", count=pair.pairing.held, planned=pair.pairing.planned)
    ledger = session_view.ledger(pair) if pair.held else ()
    more = Buttons(items=tuple(pair_button(name, pair.id) for name in ("agreement", "card", "rematch")))
    return (
        Say(text=phrase("us.title", partner=partner), style="heading"),
        *(_away(scene, pair) or _next(scene, pair)),
        *((Say(text=met),) if pair.pairing.held else ()),
        *about_us.goals_chart(pair),
        *ledger,
        more,
    )


def _away(scene: Scene, pair: Pair) -> tuple[Block, ...]:
    """With one of the two on a break nothing is arranged; my own break is said above."""
    until = {one.id: one.paused_until for one in pair.people if one.paused_until is not None}
    if scene.me.id in until:
        return (Say(text=phrase("home.resting"), style="quiet"),)
    return tuple(
        Say(text=phrase("session.they_away", name=pair.name(who), day=OnDay(day)))
        for who, day in until.items()
    )


def _next(scene: Scene, pair: Pair) -> Iterator[Block]:
    """How things stand between the two, as `/rm-session` says it. It stands under a heading already, and the quiet way
    out is always at the end of the page.
    """
    rests = pair.pairing.state == "paused" and scene.me.id in _sides(pair)
    card = session_view.paused_card(scene, pair) if rests else session_view.card(scene, pair, scene.me)
    for block in card:
        match block:
            case Say(style="heading", text=Phrase(key, values)):
                yield Say(text=Phrase(UNNAMED.get(key, key), values))
            case Buttons(items=items):
                kept = tuple(one for one in items if one.action != "concern.about")
                yield from (Buttons(items=kept),) if kept else ()
            case _:
                yield block


def _arranged(scene: Scene) -> tuple[Block, ...]:
    """Times of those whose sessions I arrange, and nothing else of theirs."""
    pairs = [one for one in arranged_pairs(scene) if scene.me.id not in _sides(one)]
    cards = (block for pair in pairs for block in _next(scene, pair))
    return (Say(text=phrase("home.arranged"), style="heading"), *cards) if pairs else ()


def _sides(pair: Pair) -> tuple[str, str]:
    return pair.pairing.mentor, pair.pairing.mentee


# -- myself --------------------------------------------------------------------------------------------------------


def _about_me(scene: Scene) -> tuple[Block, ...]:
    changes = tuple(change_button(name) for name in ABOUT_ME)
    return (
        Say(text=phrase("home.about"), style="heading"),
        Facts(items=facts_about(scene, scene.me, *ABOUT_ME)),
        Buttons(items=(*changes, command_button("me"))),
    )


def _ways(scene: Scene) -> tuple[Block, ...]:
    """What is always there: a break, my data, help, and the quiet way out."""
    me = scene.me
    rest = () if not me.is_joined or me.is_paused else (command_button("pause"),)
    data = (command_button("privacy"), family_button("privacy", "file"))
    concern = (command_button("concern"),) if me.state in ("joined", "left") else ()
    return (Buttons(items=(*rest, *data, *concern, command_button("help"))),)
