"""A proposal in every state under every move; and what is looked at again before two people meet."""

from __future__ import annotations

import itertools
from datetime import timedelta

import msgspec
import pytest

from bot.conversation.messages import Buttons, Listed, Phrase, Say
from bot.events import FellDue, Pressed, ProposalMade
from bot.outcome import Outcome
from bot.program.matching.pool import DroppedLock, ProposedPair
from bot.program.matching.pool import Leftover as Unplaced
from bot.program.matching.pool import Proposal as Suggestion
from bot.program.model import Leftover, Line, Pairing, Person, Proposal, Ruling
from bot.program.moves import PROPOSAL_MOVES
from bot.program.snapshot import LINES, Query
from tests.factories import (
    ACME,
    NOON,
    account,
    address,
    after,
    cohort,
    leftover,
    line,
    organization,
    pairing,
    person,
    place,
    proposal,
    ruling,
    sender,
)
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, form, keys, noted, pick, to

STATES = ("making", "ready", "approved", "announcing", "announced", "discarded")


def junior(name: str, **changes: object) -> Person:
    given: dict[str, object] = {
        "role": "mentor",
        "grade": 2,
        "teaches": ("Figma",),
        "wants": ("Negotiation",),
    }
    return person(name, **(given | changes))


def senior(name: str, **changes: object) -> Person:
    given: dict[str, object] = {
        "role": "mentee",
        "grade": 8,
        "teaches": ("Negotiation",),
        "wants": ("Figma",),
    }
    return person(name, **(given | changes))


ANA, BEN, CEM, DEE, EVE, FAY = (
    junior("ana"),
    senior("ben"),
    junior("cem"),
    senior("dee"),
    junior("eve"),
    senior("fay"),
)


def two_pairs(*changed: Person, state: str = "ready") -> World:
    """Ana with Ben, Cem with Dee, Eve left over; `changed` take the place of people of the same id."""
    people = {one.id: one for one in (ANA, BEN, CEM, DEE, EVE)} | {one.id: one for one in changed}
    return World(
        *people.values(),
        proposal(state=state, pairs=2, leftovers=1),
        line(1),
        line(2, mentor="cem", mentee="dee"),
        leftover(person="eve", reason="outnumbered"),
    )


def press(world: World, move: str, who: str = ADMIN, **data: str) -> Outcome:
    return world.press(who, f"proposal.{move}", proposal="first", **data)


def approve(world: World) -> Outcome:
    return world.push(ADMIN, button(press(world, "show"), "proposal.approve"))


def pairs_of(world: World) -> set[tuple[str, str]]:
    return {(one.mentor, one.mentee) for one in world.all(Line) if one.state == "proposed"}


def approved_pairs(world: World) -> set[tuple[str, str]]:
    return {(one.mentor, one.mentee) for one in world.all(Pairing) if one.state == "approved"}


def left_over(world: World) -> dict[str, str]:
    return {one.person: one.reason for one in world.all(Leftover) if one.state == "left"}


def why(outcome: Outcome, key: str) -> list[str]:
    """The reasons given in the first sentence with this key, as catalog keys."""
    said = [
        block.text
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say) and isinstance(block.text, Phrase)
    ]
    reasons = next(text for text in said if text.key == key).values["reasons"]
    assert isinstance(reasons, Listed)
    return [item.key for item in reasons.items if isinstance(item, Phrase)]


# -- the table of moves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("move", "state"), list(itertools.product(PROPOSAL_MOVES, STATES)))
def test_a_move_is_made_only_where_the_table_has_it(move: str, state: str) -> None:
    world = two_pairs(state=state)
    before = dict(world.records)
    outcome = press(world, move, line="line-1", partner="dee", read="1")
    assert to(outcome, ADMIN) or outcome.reply
    if state in PROPOSAL_MOVES[move].source:
        assert f"pair.state.{state}" not in keys(outcome)
        assert world.get(Proposal, "first").state == (PROPOSAL_MOVES[move].to or state)
    else:
        assert keys(outcome, ADMIN) == [f"pair.state.{state}"]
        assert (outcome.saves, outcome.jobs, world.records) == ((), (), before)


@pytest.mark.parametrize("move", [*PROPOSAL_MOVES, "nonsense", ""])
def test_only_admins_press_a_proposals_buttons(move: str) -> None:
    world = two_pairs()
    outcome = press(world, move, who="ana", line="line-1", read="1")
    assert keys(outcome) == ["command.admins_only"]
    assert (changes(outcome), noted(outcome)) == ([], [("ana", "refused", "")])


@pytest.mark.parametrize("proposal_id", ["", "nonsense", "line-1", "theirs"])
@pytest.mark.parametrize("move", PROPOSAL_MOVES)
def test_made_up_proposals_change_nothing(move: str, proposal_id: str) -> None:
    world = two_pairs()
    world.keep([proposal("theirs", organization="other")])
    outcome = world.press(ADMIN, f"proposal.{move}", proposal=proposal_id, line="line-1")
    assert keys(outcome) == ["pair.gone"]
    assert outcome.saves == ()


@pytest.mark.parametrize("move", ["lock", "unlock", "remove", "exclude", "swap", "take"])
@pytest.mark.parametrize("line_id", ["", "nonsense", "elsewhere", "theirs", "gone"])
def test_made_up_lines_change_nothing(move: str, line_id: str) -> None:
    world = two_pairs()
    world.keep(
        [
            line(7, id="elsewhere", proposal="another"),
            line(8, id="theirs", organization="other"),
            line(9, id="gone", state="removed"),
        ]
    )
    outcome = press(world, move, line=line_id, partner="dee")
    assert keys(outcome) == ["pair.line_gone"]
    assert outcome.saves == ()


def test_without_a_program_there_is_nothing_to_decide() -> None:
    world = World(ANA, BEN, proposal(pairs=1), line(1), program=False)
    assert keys(press(world, "approve", read="1")) == ["pair.no_program"]


# -- asking for one ----------------------------------------------------------------------------------------------


def test_a_proposal_is_asked_for_once() -> None:
    world = World(ANA, BEN, admin("abe"))
    first = world.command(ADMIN, "pair")
    assert [job.kind for job in first.jobs] == ["propose"]
    assert keys(world.command(ADMIN, "pair")) == ["pair.still_making"]
    other = world.command("abe", "pair")
    assert keys(other) == ["pair.still_making_for"]
    assert not other.jobs


@pytest.mark.parametrize("state", ["announced", "discarded"])
def test_after_one_is_over_the_next_is_made(state: str) -> None:
    world = two_pairs(state=state)
    assert [job.kind for job in world.command(ADMIN, "pair").jobs] == ["propose"]


def test_no_program_no_proposal() -> None:
    world = World(program=False)
    outcome = world.command(ADMIN, "pair")
    assert (keys(outcome), outcome.jobs) == (["pair.no_program"], ())


# -- the worker reports ------------------------------------------------------------------------------------------


def proposed(mentor: str, mentee: str, fit: float = 0.5) -> ProposedPair:
    return ProposedPair(
        mentor=mentor,
        mentee=mentee,
        fit=fit,
        mentor_teaches=("Figma",),
        mentee_teaches=(),
        overlap_hours=8,
        reasons=(),
        parts={},
    )


def report(world: World, *pairs: ProposedPair, stale: bool = False, **more: object) -> Outcome:
    people = [one.id for one in world.all(Person) if one.state == "joined"]
    seen = world.see(Query(organization=ACME, people=tuple(people))).people
    read = {one.id: one.version - stale for one in seen.values()}
    suggestion = Suggestion(pairs=pairs, leftovers=(), objective={})
    suggestion = msgspec.structs.replace(suggestion, **more)
    made = ProposalMade(
        id="made", at=NOON, organization=ACME, proposal="first", suggestion=suggestion, read=read
    )
    return world.run(made)


def test_what_the_worker_found_is_stored_and_told() -> None:
    world = World(ANA, BEN, EVE, proposal(state="making"))
    outcome = report(world, proposed("ana", "ben"), leftovers=(Unplaced(person="eve", reason="outnumbered"),))
    assert (pairs_of(world), left_over(world)) == ({("ana", "ben")}, {"eve": "outnumbered"})
    assert world.get(Proposal, "first").state == "ready"
    assert keys(outcome, ADMIN)[:2] == ["pair.ready", "pair.left"]


def test_if_people_changed_meanwhile_it_is_asked_again() -> None:
    world = World(ANA, BEN, proposal(state="making"))
    outcome = report(world, proposed("ana", "ben"), stale=True)
    assert ([job.subject for job in outcome.jobs], outcome.saves, outcome.sends) == (["first"], (), ())


@pytest.mark.parametrize("state", ["ready", "approved", "announced", "discarded"])
def test_a_report_nobody_waits_for_changes_nothing(state: str) -> None:
    world = two_pairs(state=state)
    assert report(world, proposed("ana", "dee")) == Outcome()


def test_a_full_pilot_keeps_locked_pairs_first() -> None:
    world = World(
        *(ANA, BEN, CEM, DEE, EVE, FAY),
        cohort(size=3, opened_by=ADMIN),
        pairing("met", mentor="gus", mentee="hal", state="introduced", introduced_at=NOON),
        proposal(state="making"),
        line(1, mentor="eve", mentee="fay", locked=True, hand=True),
    )
    report(world, proposed("ana", "ben", 0.9), proposed("cem", "dee", 0.8), proposed("eve", "fay", 0.1))
    assert pairs_of(world) == {("ana", "ben"), ("eve", "fay")}
    assert left_over(world) == {"cem": "pilot_full", "dee": "pilot_full"}
    kept = next(one for one in world.all(Line) if one.state == "proposed" and one.mentor == "eve")
    assert (kept.locked, kept.hand) == (True, True)


def test_a_locked_pair_that_could_not_be_kept_is_named() -> None:
    world = World(ANA, BEN, proposal(state="making"), line(1, locked=True))
    lock = DroppedLock(mentor="ana", mentee="ben", broken=("reporting_line",))
    outcome = report(world, dropped_locks=(lock,))
    assert why(outcome, "pair.lost_lock") == ["pair.broken.reporting_line"]


# -- showing it --------------------------------------------------------------------------------------------------


def many_pairs(count: int) -> World:
    people = [junior(f"m{n:02}") for n in range(count)] + [senior(f"s{n:02}") for n in range(count)]
    lines = [line(n + 1, mentor=f"m{n:02}", mentee=f"s{n:02}") for n in range(count)]
    return World(*people, *lines, proposal(pairs=count))


def shown_lines(outcome: Outcome) -> list[str]:
    """The numbers read on a page."""
    return [
        str(block.text.values["number"])
        for send in outcome.sends
        for block in send.message.blocks
        if isinstance(block, Say)
        and isinstance(block.text, Phrase)
        and block.text.key in ("pair.line", "pair.line_locked")
    ]


@pytest.mark.parametrize(
    ("page", "first"),
    [
        ("1", 1),
        ("2", 13),
        ("3", 25),
        ("9", 25),
        ("0", 1),
        ("-1", 1),
        ("x", 1),
        ("", 1),
        ("9" * 5000, 1),
        ("٢", 13),
    ],
)
def test_a_page_is_the_one_asked_for_or_the_last(page: str, first: int) -> None:
    outcome = press(many_pairs(27), "show", page=page)
    assert shown_lines(outcome)[0] == str(first)


def test_a_change_stays_on_its_page_and_lines_keep_their_numbers() -> None:
    world = many_pairs(30)
    second = press(world, "show", page="2")
    opened = world.submit(ADMIN, "proposal.open", pick(second).data, line=("line-14",))
    locked = world.push(ADMIN, button(opened, "proposal.lock"))
    assert shown_lines(locked) == [str(n) for n in range(13, 13 + LINES)]
    assert world.get(Line, "line-14").locked
    opened = world.submit(ADMIN, "proposal.open", pick(locked).data, line=("line-13",))
    removed = world.push(ADMIN, button(opened, "proposal.remove"))
    assert shown_lines(removed) == [str(n) for n in range(14, 14 + LINES)]
    assert shown_lines(world.command(ADMIN, "pair", "14")) == ["14"]


def test_taking_out_the_last_of_a_page_shows_the_page_before() -> None:
    world = many_pairs(13)
    outcome = press(world, "remove", line="line-13", page="2")
    left = (len(pairs_of(world)), world.get(Proposal, "first").leftovers)
    assert (shown_lines(outcome), left) == ([str(n) for n in range(1, 13)], (12, 2))


# -- changing it -------------------------------------------------------------------------------------------------


def test_locking_twice_is_locking_once() -> None:
    world = two_pairs()
    press(world, "lock", line="line-1")
    outcome = press(world, "lock", line="line-1")
    assert (world.get(Line, "line-1").locked, keys(outcome)[0]) == (True, "pair.locked")
    press(world, "unlock", line="line-1")
    press(world, "unlock", line="line-1")
    assert not world.get(Line, "line-1").locked


def test_taking_out_leaves_both_over_and_twice_says_so() -> None:
    world = two_pairs()
    press(world, "remove", line="line-1")
    assert left_over(world) == {"eve": "outnumbered", "ana": "taken_out", "ben": "taken_out"}
    stored = world.get(Proposal, "first")
    assert (stored.pairs, stored.leftovers) == (1, 3)
    assert keys(press(world, "remove", line="line-1")) == ["pair.line_gone"]


def test_never_together_is_remembered() -> None:
    world = two_pairs()
    press(world, "exclude", line="line-1")
    assert [(r.first, r.second, r.kind) for r in world.all(Ruling)] == [("ana", "ben", "excluded")]
    assert keys(world.command(ADMIN, "pair", "Ana and Ben")) == ["pair.hand.no"]


def test_a_swap_offers_and_takes_only_what_keeps_the_rules() -> None:
    fay = senior("fay")
    world = two_pairs(fay, msgspec.structs.replace(DEE, manager="hr-ana"))
    world.keep([leftover(2, person="fay")])
    offered = press(world, "swap", line="line-1")
    assert [b.data["partner"] for b in buttons(offered)] == ["fay"]  # not dee, whose manager Ana is
    assert keys(press(world, "take", line="line-1", partner="dee")) == ["pair.swap_gone"]
    world.push(ADMIN, buttons(offered)[0])
    assert pairs_of(world) == {("ana", "fay"), ("cem", "dee")}
    assert left_over(world) == {"eve": "outnumbered", "ben": "swapped_out"}


def test_two_pairs_can_trade_and_keep_their_places() -> None:
    world = two_pairs()
    world.keep([leftover(1, person="eve", state="placed", version=1)])
    press(world, "take", line="line-1", partner="dee")
    assert pairs_of(world) == {("ana", "dee"), ("cem", "ben")}
    assert sorted(one.number for one in world.all(Line) if one.state == "proposed") == [1, 2]


def test_a_swap_never_touches_a_locked_pair() -> None:
    world = two_pairs()
    press(world, "lock", line="line-2")
    assert keys(press(world, "take", line="line-1", partner="dee")) == ["pair.swap_gone"]
    press(world, "lock", line="line-1")
    assert keys(press(world, "swap", line="line-1")) == ["pair.unlock_first"]
    assert keys(press(world, "take", line="line-1", partner="dee")) == ["pair.unlock_first"]
    assert pairs_of(world) == {("ana", "ben"), ("cem", "dee")}


def test_a_swap_changes_the_line_it_was_pressed_on() -> None:
    ana = junior("ana", capacity=2)
    world = World(
        *(ana, BEN, DEE, FAY),
        proposal(pairs=2, leftovers=1),
        line(1, fit=0.9),
        line(2, mentee="dee", fit=0.1),
        leftover(person="fay"),
    )
    press(world, "take", line="line-1", partner="fay")
    assert pairs_of(world) == {("ana", "fay"), ("ana", "dee")}


def test_the_manager_of_somebody_is_not_offered_unless_the_proposal_has_them() -> None:
    boss = senior("max", external="hr-max", manager="hr-ana")  # joined, not in the proposal, below Ana
    world = two_pairs(boss, msgspec.structs.replace(EVE, manager="hr-max"))
    offered = press(world, "swap", line="line-1")
    assert "max" not in [b.data.get("partner") for b in buttons(offered)]


# -- by hand -----------------------------------------------------------------------------------------------------


def by_hand(world: World, mentor: str, mentee: str) -> Outcome:
    data = {"proposal": "first"}
    return world.submit(ADMIN, "proposal.hand", data, mentor=(mentor,), mentee=(mentee,))


def test_a_pair_by_hand_takes_people_out_of_other_pairs_and_is_locked() -> None:
    world = two_pairs()
    assert form(press(world, "hand")).action == "proposal.hand"
    assert keys(by_hand(world, "eve", "ben")) == ["pair.hand.done"]
    assert pairs_of(world) == {("eve", "ben"), ("cem", "dee")}
    assert left_over(world) == {"ana": "swapped_out"}
    assert [one.hand for one in world.all(Line) if one.locked] == [True]


def test_names_may_be_typed_into_the_form() -> None:
    world = two_pairs()
    by_hand(world, "Eve", "ben")
    assert ("eve", "ben") in pairs_of(world)


def test_a_pair_that_is_there_already_is_only_locked() -> None:
    world = two_pairs()
    assert keys(by_hand(world, "ben", "ana")) == ["pair.hand.known"]
    assert (pairs_of(world), world.get(Line, "line-1").locked) == ({("ana", "ben"), ("cem", "dee")}, True)


@pytest.mark.parametrize(("mentor", "mentee"), [("", "ben"), ("ana", ""), ("nobody", "ben"), ("Zed", "ben")])
def test_a_wrong_entry_is_pointed_at(mentor: str, mentee: str) -> None:
    world = two_pairs()
    outcome = by_hand(world, mentor, mentee)
    assert outcome.reply is not None
    assert (outcome.reply.text.key, outcome.saves) == ("pair.hand.who", ())
    assert outcome.reply.field == ("mentee" if mentor == "ana" else "mentor")


def test_people_of_another_company_are_nobody() -> None:
    world = two_pairs()
    world.keep([organization("other"), senior("spy", organization="other")])
    assert keys(by_hand(world, "eve", "spy")) == ["pair.hand.who"]


HAND_RULES: list[tuple[dict[str, object], dict[str, object], str]] = [
    ({"state": "left"}, {}, "unavailable"),
    ({"paused_until": NOON.date()}, {}, "unavailable"),
    ({"gone": True}, {}, "unavailable"),
    ({"manager": "hr-ben"}, {}, "reporting_line"),
    ({}, {"grade": 3}, "seniority"),
    ({"role": "mentee"}, {}, "role"),
    ({"never_with": ("ben",)}, {}, "private"),
    ({}, {"never_with": ("eve",)}, "private"),
    ({"timezone": "Pacific/Auckland"}, {}, "private"),
]


@pytest.mark.parametrize(("eve", "ben", "rule"), HAND_RULES)
def test_a_hard_rule_holds_by_hand_too(eve: dict[str, object], ben: dict[str, object], rule: str) -> None:
    world = two_pairs(junior("eve", **eve), senior("ben", **ben))
    outcome = by_hand(world, "eve", "ben")
    assert outcome.reply is not None
    reasons = outcome.reply.text.values["reasons"]
    assert reasons == Listed((Phrase(f"pair.broken.{rule}"),))
    assert outcome.saves == ()


def test_a_secret_wish_reads_like_hours_that_do_not_meet() -> None:
    """An admin who tries pairs by hand must not find out who avoids whom."""
    secret = by_hand(two_pairs(junior("eve", never_with=("ben",))), "eve", "ben")
    open_one = by_hand(two_pairs(junior("eve", timezone="Pacific/Auckland")), "eve", "ben")
    met = pairing("met", mentor="eve", mentee="ben", state="ended", introduced_at=NOON, ended_because="swap")
    world = two_pairs()
    world.keep([met])
    assert secret.reply == open_one.reply == by_hand(world, "eve", "ben").reply


def test_whoever_has_room_keeps_the_other_partner() -> None:
    world = two_pairs(senior("ben", capacity=2))
    by_hand(world, "eve", "ben")
    assert pairs_of(world) == {("ana", "ben"), ("eve", "ben"), ("cem", "dee")}


def test_by_hand_does_not_break_a_locked_pair() -> None:
    world = two_pairs()
    press(world, "lock", line="line-1")
    assert keys(by_hand(world, "eve", "ben")) == ["pair.hand.locked"]
    assert pairs_of(world) == {("ana", "ben"), ("cem", "dee")}


@pytest.mark.parametrize("state", ["making", "approved"])
def test_naming_two_while_no_proposal_is_open_says_so(state: str) -> None:
    outcome = two_pairs(state=state).command(ADMIN, "pair", "Eve and Ben")
    assert keys(outcome)[0] == "pair.hand.not_now"
    assert changes(outcome) == []


@pytest.mark.parametrize("text", ["Eve and Zed", "Eve, Ben and Cem", "x" * 50_000, "<!channel>", "🙂"])
def test_two_names_are_two_names(text: str) -> None:
    outcome = two_pairs().command(ADMIN, "pair", text)
    assert (keys(outcome), changes(outcome)) == (["pair.hand.two"], [])


# -- approving ---------------------------------------------------------------------------------------------------


def test_approving_makes_pairings_that_wait() -> None:
    world = two_pairs()
    outcome = approve(world)
    assert approved_pairs(world) == {("ana", "ben"), ("cem", "dee")}
    assert world.get(Proposal, "first").announce_at == after(minutes=10)
    assert not [send for send in outcome.sends if send.kind == "introduction"]


def test_nobody_approves_what_they_have_not_read() -> None:
    world = two_pairs()
    read = button(press(world, "show"), "proposal.approve")
    press(world, "exclude", line="line-2")
    outcome = world.push(ADMIN, read)
    assert (keys(outcome)[0], approved_pairs(world)) == ("pair.moved_on", set())
    world.push(ADMIN, button(outcome, "proposal.approve"))
    assert approved_pairs(world) == {("ana", "ben")}


@pytest.mark.parametrize("read", ["", "0", "99", "x"])
def test_a_made_up_approval_approves_nothing(read: str) -> None:
    world = two_pairs()
    assert keys(press(world, "approve", read=read))[0] == "pair.moved_on"
    assert approved_pairs(world) == set()


def test_two_admins_approving_approve_once() -> None:
    world = two_pairs()
    world.keep([admin("abe")])
    read = button(press(world, "show"), "proposal.approve")
    world.push(ADMIN, read)
    outcome = world.push(ADMIN, read)
    assert keys(outcome) == ["pair.state.approved"]
    assert len(world.all(Pairing)) == 2


CHANGED: list[tuple[dict[str, object], str]] = [
    ({"state": "left"}, "unavailable"),
    ({"paused_until": NOON.date() + timedelta(days=9)}, "unavailable"),
    ({"gone": True}, "unavailable"),
    ({"manager": "hr-ana"}, "reporting_line"),
    ({"never_with": ("ana",)}, "private"),
    ({"role": "mentor"}, "role"),
    ({"grade": 2}, "seniority"),
]


@pytest.mark.parametrize(("ben", "rule"), CHANGED)
def test_what_changed_since_is_left_out_at_approval(ben: dict[str, object], rule: str) -> None:
    world = two_pairs(senior("ben", **ben))
    outcome = approve(world)
    assert approved_pairs(world) == {("cem", "dee")}
    assert why(outcome, "pair.left_out") == [f"pair.broken.{rule}"]
    assert left_over(world)["ana"] == "changed"


def test_a_reporting_line_of_several_levels_counts_either_way() -> None:
    middle = person("mid", external="hr-mid", manager="hr-ben", state="known")
    world = two_pairs(junior("ana", manager="hr-mid"), middle)
    approve(world)
    assert approved_pairs(world) == {("cem", "dee")}


def test_paired_elsewhere_or_excluded_meanwhile_is_left_out() -> None:
    world = two_pairs()
    world.keep(
        [
            pairing("other", mentor="ana", mentee="fay", state="introduced", introduced_at=NOON),
            ruling(first="cem", second="dee"),
        ]
    )
    outcome = approve(world)
    assert (keys(outcome)[0], approved_pairs(world)) == ("pair.none_holds", set())
    assert world.get(Proposal, "first").state == "ready"


def test_room_for_one_is_room_for_one() -> None:
    """A capacity that shrank while the proposal waited: the locked pair, then the better one, stays."""
    world = World(
        *(ANA, BEN, CEM, DEE),
        proposal(pairs=3),
        line(1),
        line(2, mentor="ana", mentee="dee", locked=True),
        line(3, mentor="cem", mentee="ben"),
    )
    outcome = approve(world)
    assert approved_pairs(world) == {("ana", "dee"), ("cem", "ben")}
    assert why(outcome, "pair.left_out") == ["pair.broken.capacity"]


def test_several_partners_are_fine_where_there_is_room() -> None:
    world = World(
        *(junior("ana", capacity=2), BEN, DEE),
        proposal(pairs=2),
        line(1),
        line(2, mentor="ana", mentee="dee"),
    )
    approve(world)
    assert approved_pairs(world) == {("ana", "ben"), ("ana", "dee")}


def test_an_undone_approval_is_no_past() -> None:
    world = two_pairs()
    approve(world)
    press(world, "undo")
    assert approved_pairs(world) == set()
    approve(world)
    assert approved_pairs(world) == {("ana", "ben"), ("cem", "dee")}


def test_whoever_asked_hears_that_another_admin_decided() -> None:
    world = two_pairs(admin("abe"))
    outcome = world.push(
        "abe", button(world.press("abe", "proposal.show", proposal="first"), "proposal.approve")
    )
    assert keys(outcome, ADMIN) == ["pair.by_other.approve"]
    assert world.get(Proposal, "first").asked_by == "abe"
    assert keys(press(world, "undo"), "abe") == ["pair.by_other.undo"]


def test_too_few_safe_contacts_are_named_before_people_meet() -> None:
    outcome = approve(two_pairs())
    assert "safety.too_few" in keys(outcome)


# -- announcing --------------------------------------------------------------------------------------------------


def due(world: World, **later: float) -> Outcome:
    world.now = after(**later)
    when = world.get(Proposal, "first").announce_at or NOON
    return world.run(
        FellDue(id="due", at=world.now, organization=ACME, rule="announce", subject="first", due=when)
    )


def test_ten_minutes_later_all_hear_of_each_other() -> None:
    world = two_pairs()
    approve(world)
    assert due(world, minutes=9) == Outcome()
    outcome = due(world, minutes=10)
    introduced = [send.person for send in outcome.sends if send.kind == "introduction" and send.person]
    assert sorted(introduced) == ["ana", "ben", "cem", "dee"]
    assert keys(outcome, "eve")[:2] == ["waiting.sorry", "waiting.outnumbered"]
    assert keys(outcome, ADMIN) == ["pair.announced", "pair.told_left"]


def test_it_is_announced_once() -> None:
    world = two_pairs()
    approve(world)
    press(world, "announce")
    assert keys(press(world, "announce")) == ["pair.state.announced"]
    assert due(world, minutes=10) == Outcome()


def test_after_undo_nothing_falls_due() -> None:
    world = two_pairs()
    approve(world)
    press(world, "undo")
    assert due(world, minutes=10) == Outcome()


def test_both_admins_hear_when_another_announces() -> None:
    world = two_pairs(admin("abe"))
    approve(world)
    outcome = press(world, "announce", who="abe")
    assert "pair.announced" in keys(outcome, "abe")
    assert "pair.announced" in keys(outcome, ADMIN)


@pytest.mark.parametrize("pressed", [True, False])
@pytest.mark.parametrize(("ben", "rule"), [case for case in CHANGED if case[1] != "role"])
def test_what_changed_since_approval_is_not_introduced(
    ben: dict[str, object], rule: str, pressed: bool
) -> None:
    world = two_pairs()
    approve(world)
    world.keep(
        [msgspec.structs.replace(world.see(Query(organization=ACME, people=("ben",))).people["ben"], **ben)]
    )
    outcome = press(world, "announce") if pressed else due(world, minutes=10)
    introduced = {send.person for send in outcome.sends if send.kind == "introduction" and send.person}
    assert introduced == {"cem", "dee"}
    assert why(outcome, "pair.left_out") == [f"pair.broken.{rule}"]
    assert keys(outcome, "ana")[0] == "waiting.sorry"
    ended = next(one for one in world.all(Pairing) if one.mentor == "ana")
    assert (ended.state, ended.ended_because) == ("ended", "changed")


def test_a_leaver_between_approval_and_announcement_leaves_the_other_told() -> None:
    world = two_pairs()
    approve(world)
    left = world.press("ben", "leave.confirm")
    assert not to(left, "ana")
    outcome = press(world, "announce")
    assert keys(outcome, "ana")[0] == "waiting.sorry"
    assert not to(outcome, "ben")


def test_who_never_met_may_be_proposed_again() -> None:
    world = two_pairs()
    approve(world)
    world.press("ben", "leave.confirm")
    press(world, "announce")
    ben = world.get(Person, "ben")
    stored = world.see(Query(organization=ACME, people=("ben",))).people["ben"]
    world.keep([msgspec.structs.replace(ben, state="joined", version=stored.version)])
    world.keep([proposal("second"), line(5, proposal="second", mentor="eve", mentee="dee")])
    outcome = world.submit(ADMIN, "proposal.hand", {"proposal": "second"}, mentor=("ana",), mentee=("ben",))
    assert keys(outcome) == ["pair.hand.done"]


def test_whoever_has_a_partner_is_not_told_that_there_is_none() -> None:
    world = two_pairs()
    world.keep([pairing("met", mentor="eve", mentee="fay", state="introduced", introduced_at=NOON)])
    approve(world)
    assert not to(press(world, "announce"), "eve")


def test_nobody_else_reads_why_somebody_was_left_out() -> None:
    world = two_pairs(senior("ben", never_with=("ana",)))
    outcome = approve(world)
    said = [str(block) for send in to(outcome, ADMIN) for block in send.message.blocks]
    assert not [words for words in said if "never" in words and not isinstance(words, Buttons)]


def test_a_proposals_messages_go_to_admins_alone() -> None:
    world = two_pairs()
    for outcome in (press(world, "show"), press(world, "swap", line="line-1"), approve(world)):
        assert {send.person for send in outcome.sends} == {ADMIN}
        assert not [send for send in outcome.sends if send.channel]


@pytest.mark.parametrize("move", PROPOSAL_MOVES)
def test_an_admin_of_another_company_cannot_touch_it(move: str) -> None:
    world = two_pairs()
    elsewhere = address("zoe", place="T2", conversation="D-zoe")
    world.keep(
        [
            organization("other", organization="other"),
            place("slack:T2", organization="other"),
            admin("zoe", organization="other"),
            account("zoe", "zoe", address=elsewhere, organization="other"),
            cohort("theirs", organization="other"),
        ]
    )
    data = {"proposal": "first", "line": "line-1", "read": "1", "partner": "dee"}
    event = Pressed(
        id="zoe-1",
        at=NOON,
        sender=sender("zoe", place="T2", address=elsewhere),
        action=f"proposal.{move}",
        data=data,
    )
    outcome = world.run(event)
    assert (keys(outcome, "zoe"), outcome.saves) == (["pair.gone"], ())


def test_where_nobody_waits_for_a_partner_there_is_nothing_to_look_at() -> None:
    here = World(ANA, BEN, proposal(state="making"))
    found = Suggestion(pairs=(), leftovers=(), dropped_locks=(), objective={})
    outcome = here.run(
        ProposalMade(id="m", at=NOON, organization=ACME, proposal="first", suggestion=found, read={})
    )
    assert keys(outcome, ADMIN) == ["pair.nobody_waits"]
    assert here.get(Proposal, "first").state == "discarded"
