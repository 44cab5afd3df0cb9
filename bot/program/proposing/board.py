"""What stands in a proposal as this step has changed it, and which hard rules would a pair break today?

People change while a proposal waits, so every decision about it asks `broken` again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from bot.conversation.messages import Listed, Phrase
from bot.program.company.own_words import catalog_of
from bot.program.matching import check, discreet
from bot.program.matching.pool import History, Member
from bot.program.model import Cohort, Leftover, Line, Pairing, Proposal
from bot.program.proposing.pooling import history_of, member_of, rules_of
from bot.scene import Scene

# A secret wish must look like something else that nobody else can look up.
PRIVATE = {"never_with_or_past": "private", "hours": "private"}


def lines_of(scene: Scene) -> list[Line]:
    """What is proposed now, in order: the stored lines and those this step has made."""
    made = {record.id: record for record in scene.saved() if isinstance(record, Line)}
    lines = {line.id: line for line in scene.snapshot.lines} | made
    return sorted(
        (line for line in lines.values() if line.state == "proposed"), key=lambda line: (line.number, line.id)
    )


def left_of(scene: Scene) -> list[Leftover]:
    """Who has nobody now, in order."""
    made = {record.id: record for record in scene.saved() if isinstance(record, Leftover)}
    left = {item.id: item for item in scene.snapshot.leftovers} | made
    return sorted(
        (item for item in left.values() if item.state == "left"), key=lambda item: (item.number, item.id)
    )


def live_pairings(pairings: Iterable[Pairing]) -> list[Pairing]:
    return [pairing for pairing in pairings if pairing.state != "ended"]


def members(scene: Scene, people: Iterable[str], besides: Iterable[Line | Pairing]) -> dict[str, Member]:
    """These people as matching sees them, where the snapshot has them; pairs in `besides` take their places. What is
    related to what is known of the organization's own skills, too, where the snapshot has its `terms`.
    """
    taken = Counter(person for pair in besides for person in (pair.mentor, pair.mentee))
    known = [person for person_id in people if (person := scene.person(person_id))]
    above, catalog = scene.snapshot.above, catalog_of(scene.snapshot.terms)
    return {
        person.id: member_of(person, above.get(person.id, ()), taken[person.id], catalog) for person in known
    }


class Standing:
    """Which rules do pairs break today, asked of many, one after the other? Those that stand take up places."""

    def __init__(self, scene: Scene, cohort: Cohort, past: Iterable[Pairing]) -> None:
        known = tuple(past)
        history = history_of(known, scene.snapshot.rulings)
        self._scene, self._rules, self._excluded = scene, rules_of(cohort), history.excluded
        self._taken: Counter[str] = Counter()
        self._past: Counter[tuple[str, str]] = Counter()
        for pairing in known:
            self._past.update(history_of((pairing,), ()).past)
        for pairing in live_pairings(known):
            self.stands(pairing)

    def stands(self, pair: Line | Pairing, *, by: int = 1) -> None:
        for person in (pair.mentor, pair.mentee):
            self._taken[person] += by

    def falls(self, pair: Line | Pairing) -> None:
        self.stands(pair, by=-1)

    def broken(self, pair: Line | Pairing) -> tuple[str, ...]:
        """Of a pairing that stands already it is asked as if it did not."""
        own = isinstance(pair, Pairing)
        both = [self._member(person, own) for person in (pair.mentor, pair.mentee)]
        mentor, mentee = both
        if mentor is None or mentee is None:
            return ("unavailable",)
        two = (min(pair.mentor, pair.mentee), max(pair.mentor, pair.mentee))
        only = frozenset({two})
        history = History(past=only if self._past[two] > own else frozenset(), excluded=self._excluded & only)
        return check(mentor, mentee, history, self._rules, self._scene.at.date())

    def _member(self, person_id: str, own: bool) -> Member | None:
        person = self._scene.person(person_id)
        above = self._scene.snapshot.above.get(person_id, ())
        return member_of(person, above, self._taken[person_id] - own) if person else None


def broken(
    scene: Scene,
    cohort: Cohort,
    pair: tuple[str, str],
    besides: Iterable[Line | Pairing],
    past: tuple[Pairing, ...],
) -> tuple[str, ...]:
    """The hard rules that (mentor, mentee) would break today, besides their other pairs; none means they may meet."""
    both = members(scene, pair, besides)
    mentor, mentee = both.get(pair[0]), both.get(pair[1])
    if mentor is None or mentee is None:
        return ("unavailable",)
    history = history_of(past, scene.snapshot.rulings)
    return check(mentor, mentee, history, rules_of(cohort), scene.at.date())


def reasons_why(rules: Sequence[str]) -> Listed:
    """Broken rules in words that give no secret away, not even to an admin."""
    shown = dict.fromkeys(PRIVATE.get(rule, rule) for rule in discreet(tuple(rules)))
    return Listed(tuple(Phrase(f"pair.broken.{rule}") for rule in shown))


def recount(scene: Scene, proposal: Proposal, *, leaving: Sequence[str], reason: str) -> Proposal:
    """Count the lines again; who of `leaving` has no line any more is left over, for this reason."""
    lines, waiting = lines_of(scene), left_of(scene)
    placed = {person for line in lines for person in (line.mentor, line.mentee)}
    for item in waiting:
        if item.person in placed:
            scene.save(msgspec.structs.replace(item, state="placed"))
    known = {item.person for item in waiting} | placed
    last = max((item.number for item in scene.snapshot.leftovers), default=0)
    fresh = [person for person in dict.fromkeys(leaving) if person not in known]
    for number, person in enumerate(fresh, last + 1):
        scene.save(
            Leftover(
                id=scene.new_id(f"left/{person}"),
                organization=proposal.organization,
                proposal=proposal.id,
                number=number,
                person=person,
                reason=reason,
            )
        )
    # What would have helped was found for other pairs.
    return scene.save(msgspec.structs.replace(counted(proposal, lines, left_of(scene)), advice=()))


def counted(proposal: Proposal, lines: Sequence[Line], left: Sequence[Leftover]) -> Proposal:
    """With what its lines add up to, so that a page of it can say so."""
    return msgspec.structs.replace(
        proposal,
        pairs=len(lines),
        leftovers=len(left),
        people=len({person for line in lines for person in (line.mentor, line.mentee)}),
        two_way=sum(bool(line.mentor_teaches and line.mentee_teaches) for line in lines),
        fit=round(sum(line.fit for line in lines), 4),
    )
