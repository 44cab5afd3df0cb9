"""What does `app.py match` print: problems, pairs, who is left over and why?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from bot.program.matching import Leftover, Member, Pool, Proposal, ProposedPair, Rules
from bot.program.offline.pairs import Teller, write_pairs
from bot.program.people import Problem, problem_text

SHOWN_WARNINGS = 20  # of one kind
SHOWN_PAIRS = 30
SHOWN_NAMES = 3
WIDTH = 28


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to say. `refused` are ids that stand on rejected rows only, with their lines."""

    proposal: Proposal
    teller: Teller
    refused: dict[str, int]
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    notes: tuple[str, ...]
    seconds: float


def print_problems(path: Path, rejected: Iterable[Problem], warnings: Sequence[Problem]) -> None:
    """One line each, on stderr; of many warnings of a kind the first ones, and how many more."""
    kinds = Counter((warning.column, warning.reason) for warning in warnings)
    shown: Counter[tuple[str, str]] = Counter()
    for warning in warnings:
        kind = warning.column, warning.reason
        shown[kind] += 1
        if shown[kind] <= SHOWN_WARNINGS:
            _aside(f"warning: {path.name}, {problem_text(warning)}")
        if shown[kind] == SHOWN_WARNINGS + 1:
            _aside(f"warning: {path.name}: {kinds[kind] - SHOWN_WARNINGS} more like the one above")
    for problem in rejected:
        _aside(f"rejected: {path.name}, {problem_text(problem)}")


def print_notes(found: Iterable[str]) -> None:
    for note in found:
        _aside(f"note: {note}")


def notes(pool: Pool, proposal: Proposal, rules: Rules) -> tuple[str, ...]:
    """What is true of the file as a whole and explains what came out."""
    people = pool.members
    found = [] if proposal.pairs else _why_none(people, rules)
    unknown = sum(not (one.zone and one.hours) for one in people)
    if unknown:
        found.append(
            f"{_count(unknown, 'person has', 'people have')} no timezone or no working hours; common hours cannot be "
            "checked there."
        )
    if rules.aim:
        found.append("an aim counts nothing here, for a file holds nothing that people told for it.")
    return tuple(found)


def _why_none(people: Sequence[Member], rules: Rules) -> list[str]:
    """What is in the way of everybody at once."""
    if len(people) < 2:
        return ["one person alone cannot be paired." if people else "there is nobody to match."]
    found = ["nobody could be paired."]
    grades = [one.seniority for one in people if one.seniority is not None]
    if all(one.seniority is None and one.start is None and not one.role for one in people):
        found.append("no row has a grade, a start_date or a role, so it is not known who is more senior.")
    elif len(grades) == len(people) and max(grades) - min(grades) < rules.min_seniority_gap:
        found.append(f"nobody is {rules.min_seniority_gap} grades above anybody else (min_grade_gap).")
    if not any(one.teaches for one in people) or not any(one.wants for one in people):
        found.append("it takes both: what people teach, and what they want to learn.")
    if any(one.never_with for one in people):
        found.append("never_with keeps people apart; nobody is told whom.")
    return found


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def document(matched: Matched) -> dict[str, Any]:
    """What --json prints."""
    proposal = matched.proposal
    return {
        "pairs": [_pair(pair, matched.teller) for pair in proposal.pairs],
        "unmatched": [_left(left, matched.teller) for left in proposal.leftovers] + _refused(matched),
        "objective": proposal.objective,
        "seconds": round(matched.seconds, 3),
        "rejected": [_problem(problem) for problem in matched.rejected],
        "warnings": [_problem(problem) for problem in matched.warnings],
        "notes": list(matched.notes),
    }


def _pair(pair: ProposedPair, teller: Teller) -> dict[str, Any]:
    return {
        "mentor_id": pair.mentor,
        "mentee_id": pair.mentee,
        "fit": pair.fit,
        "mentor_teaches": list(pair.mentor_teaches),
        "mentee_teaches": list(pair.mentee_teaches),
        "overlap_hours": pair.overlap_hours,
        "reasons": teller.reasons(pair),
    }


def _left(left: Leftover, teller: Teller) -> dict[str, Any]:
    return {
        "id": left.person,
        "reason": teller.why_nobody(left),
        "closest": list(left.closest),
        "code": left.reason,
    }


def _refused(matched: Matched) -> list[dict[str, Any]]:
    """Whoever was not matched because their row was rejected is not passed over in silence."""
    first = {problem.line: problem for problem in reversed(matched.rejected)}
    return [
        {"id": key, "reason": problem_text(first[line]), "closest": [], "code": "rejected"}
        for key, line in sorted(matched.refused.items())
    ]


def _problem(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "column": problem.column, "reason": problem_text(problem)}


def print_report(matched: Matched, out: Path | None) -> None:
    """For people a table on the terminal; for another program, where there is no --out, the file itself."""
    if out is None and not sys.stdout.isatty():
        print(write_pairs(matched.proposal.pairs, matched.teller), end="")
        _aside("\n".join(_summary(matched)))
        return
    print("\n".join((*_table(matched), *_summary(matched))))
    if out is not None:
        print(f"The pairs are in {out}.")


def _table(matched: Matched) -> Iterable[str]:
    pairs, name = matched.proposal.pairs, matched.teller.name
    if not pairs:
        return
    yield f"{'mentor':<{WIDTH}}{'mentee':<{WIDTH}}{'fit':<6}{'hours':<7}what the mentor shows / what the mentee shows"
    for pair in pairs[:SHOWN_PAIRS]:
        topics = f"{', '.join(pair.mentor_teaches) or '-'} / {', '.join(pair.mentee_teaches) or '-'}"
        yield f"{_cell(name(pair.mentor))}{_cell(name(pair.mentee))}{pair.fit:<6.2f}{pair.overlap_hours:<7g}{topics}"
    if len(pairs) > SHOWN_PAIRS:
        yield f"and {len(pairs) - SHOWN_PAIRS:,} more; --out PAIRS.csv writes all of them"
    yield ""


def _cell(text: str) -> str:
    return f"{text if len(text) < WIDTH else text[: WIDTH - 2] + '…':<{WIDTH}}"


def _summary(matched: Matched) -> Iterable[str]:
    proposal = matched.proposal
    people = int(proposal.objective["matched"])
    rejected = len({problem.line for problem in matched.rejected})
    yield (
        f"{_count(len(proposal.pairs), 'pair', 'pairs')}, {_count(people, 'person', 'people')} matched, "
        f"{len(proposal.leftovers):,} left over, {rejected:,} rejected, in {matched.seconds:.1f} s."
    )
    if proposal.objective["gap"]:
        yield f"  No other pairs fit better altogether by more than {proposal.objective['gap']:.2%}."
    by_reason = sorted(proposal.leftovers, key=lambda left: left.reason)
    for _, group in groupby(by_reason, key=lambda left: left.reason):
        alike = list(group)
        some = ", ".join(matched.teller.name(left.person) for left in alike[:SHOWN_NAMES])
        more = f" and {len(alike) - SHOWN_NAMES:,} more" if len(alike) > SHOWN_NAMES else ""
        plain = msgspec.structs.replace(alike[0], closest=())
        yield f"  {len(alike):,} left over, because {matched.teller.why_nobody(plain)}: {some}{more}"


def _aside(text: str) -> None:
    print(text, file=sys.stderr)
