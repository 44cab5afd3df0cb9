"""Whatever an admin does with a proposal, in whatever order: no pair in it ever breaks a hard rule, what is locked
stays, and what is taken back is exactly as it was.
"""

from __future__ import annotations

from datetime import time

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Buttons
from bot.outcome import Outcome
from bot.program.matching import propose
from bot.program.matching.pool import Pool
from bot.program.model import Cohort, Leftover, Line, Pairing, Proposal, Ruling
from bot.program.proposing.board import Standing
from bot.program.proposing.pooling import history_of, member_of, rules_of
from bot.program.snapshot import Query
from bot.scene import Scene
from tests import factories as make
from tests.factories import ACME, NOON
from tests.unit.world import ADMIN, World

SKILLS = ("Figma", "TikTok", "Python", "Negotiation")
PEOPLE = tuple(f"p{number}" for number in range(9))
MOVES = ("lock", "unlock", "remove", "exclude", "swap", "hand", "revert", "change")

skills = st.lists(st.sampled_from(SKILLS), max_size=3, unique=True).map(tuple)
hours = st.sampled_from([((time(9), time(17)),), ((time(13), time(15)),), ()])
person = st.fixed_dictionaries(
    {
        "grade": st.integers(1, 8),
        "role": st.sampled_from(["", "mentor", "mentee", "both"]),
        "capacity": st.integers(1, 3),
        "teaches": skills,
        "wants": skills,
        "manager": st.sampled_from(["", *(f"hr-{name}" for name in PEOPLE[:3])]),
        "never_with": st.lists(st.sampled_from(PEOPLE), max_size=1).map(tuple),
        "hours": hours,
        "department": st.sampled_from(["", "Sales", "Board"]),
    }
)
companies = st.lists(person, min_size=len(PEOPLE), max_size=len(PEOPLE))
deeds = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 30), st.integers(0, 30)), max_size=12)


class Company(World):
    """With the proposal that the worker would have made."""

    def __init__(self, people: list[dict[str, object]]) -> None:
        super().__init__(*(make.person(name, **given) for name, given in zip(PEOPLE, people, strict=True)))
        scene = self.scene()
        above = scene.snapshot.above
        members = tuple(
            member_of(one, above.get(one.id, ()), 0) for one in map(scene.person, PEOPLE) if one is not None
        )
        cohort = self.get(Cohort, "spring")
        made = propose(Pool(members=members, on=NOON.date()), history_of((), ()), rules_of(cohort))
        lines = [
            make.line(n, mentor=pair.mentor, mentee=pair.mentee, fit=pair.fit)
            for n, pair in enumerate(made.pairs, 1)
        ]
        left = [make.leftover(n, person=one.person) for n, one in enumerate(made.leftovers, 1)]
        self.keep([make.proposal(pairs=len(lines), leftovers=len(left)), *lines, *left])

    def scene(self) -> Scene:
        """Everybody and their reporting lines, as any step sees them."""
        query = Query(
            organization=ACME, people=PEOPLE, proposal="first", all_lines=True, history=True, managers=True
        )
        return Scene(self.see(query), make.said("look"))

    def proposed(self) -> list[Line]:
        return sorted((one for one in self.all(Line) if one.state == "proposed"), key=lambda one: one.id)

    def state(self) -> tuple[object, ...]:
        kept = self.get(Proposal, "first")
        return (
            [(one.mentor, one.mentee, one.locked, one.hand, one.number) for one in self.proposed()],
            sorted(one.person for one in self.all(Leftover) if one.state == "left"),
            sorted((one.first, one.second) for one in self.all(Ruling) if one.kind != "lifted"),
            (kept.pairs, kept.leftovers),
        )

    def press(self, who: str, action: str, **data: str) -> Outcome:
        return super().press(who, action, proposal="first", **data)

    def do(self, move: str, one: int, other: int) -> None:
        lines = self.proposed()
        chosen = lines[one % len(lines)].id if lines else "none"
        match move:
            case "swap":
                offered = self.press(ADMIN, "proposal.swap", line=chosen)
                partners = [
                    button.data["partner"]
                    for send in offered.sends
                    for block in send.message.blocks
                    if isinstance(block, Buttons)
                    for button in block.items
                    if button.action == "proposal.take"
                ]
                if partners:
                    self.press(ADMIN, "proposal.take", line=chosen, partner=partners[other % len(partners)])
            case "hand":
                mentor, mentee = PEOPLE[one % len(PEOPLE)], PEOPLE[other % len(PEOPLE)]
                self.submit(ADMIN, "proposal.hand", {"proposal": "first"}, mentor=(mentor,), mentee=(mentee,))
            case "revert":
                self.command(ADMIN, "pair", "undo")
            case "change":  # somebody changes their mind meanwhile
                name = PEOPLE[one % len(PEOPLE)]
                seen = self.see(Query(organization=ACME, people=(name,))).people[name]
                unwanted = (PEOPLE[other % len(PEOPLE)],)
                self.keep([msgspec.structs.replace(seen, never_with=unwanted)])
            case _:
                self.press(ADMIN, f"proposal.{move}", line=chosen)

    def broken(self, lines: list[Line]) -> list[tuple[str, ...]]:
        """The rules that each of these breaks, all others standing."""
        scene, cohort = self.scene(), self.get(Cohort, "spring")
        found = []
        for line in lines:
            standing = Standing(scene, cohort, tuple[Pairing, ...]())
            for other in self.proposed():
                if other.id != line.id:
                    standing.stands(other)
            found.append(standing.broken(line))
        return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(companies, deeds)
def test_no_change_brings_a_pair_that_breaks_a_rule(
    people: list[dict[str, object]], done: list[tuple[str, int, int]]
) -> None:
    company = Company(people)
    for move, one, other in done:
        before = {line.id for line in company.proposed()}
        locked = {line.id for line in company.proposed() if line.locked}
        company.do(move, one, other)
        fresh = [line for line in company.proposed() if line.id not in before]
        assert company.broken(fresh) == [()] * len(fresh)
        if move in ("swap", "hand"):
            assert locked <= {line.id for line in company.proposed()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(companies, deeds)
def test_all_that_was_done_is_taken_back_step_by_step(
    people: list[dict[str, object]], done: list[tuple[str, int, int]]
) -> None:
    company = Company(people)
    states = [company.state()]
    for move, one, other in done:
        if move not in ("revert", "change"):
            company.do(move, one, other)
            if company.state() != states[-1]:
                states.append(company.state())
    steps = company.get(Proposal, "first").steps
    assert len(steps) == len(states) - 1
    for before in reversed(states[:-1]):
        company.do("revert", 0, 0)
        assert company.state() == before
    assert company.get(Proposal, "first").steps == ()
