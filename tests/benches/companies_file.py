"""A made-up company as the files of the command `match`: the people, and the pairs of earlier rounds."""

from __future__ import annotations

import csv
from pathlib import Path

from bot.program.matching import History, Member, Pool
from bot.program.people import PersonRow, write_people

PAIR_COLUMNS = (
    "mentor_id",
    "mentee_id",
    "fit",
    "mentor_teaches",
    "mentee_teaches",
    "overlap_hours",
    "reasons",
)


def write_company(pool: Pool, history: History, people: Path, pairs: Path) -> None:
    """What a file cannot say is lost: who is paused or a guest, who waited, confidence, and what is ruled out."""
    rows = (_row(member, line) for line, member in enumerate(pool.members, 2))
    people.write_text(write_people(rows), "utf-8")
    with pairs.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PAIR_COLUMNS)
        writer.writerows((one, other, "", "", "", "", "") for one, other in sorted(history.past))


def _row(member: Member, line: int) -> PersonRow:
    start, end = member.hours[0] if member.hours else (None, None)
    return PersonRow(
        id=member.id,
        name=f"Person {member.id}",
        email=f"{member.id.lower()}@example.com",
        title="",
        department=member.department,
        site=member.site,
        grade=member.seniority,
        manager_id=member.managers[0] if member.managers else "",
        start_date=member.start,
        timezone=member.zone,
        work_start=start,
        work_end=end,
        languages=member.languages,
        role=member.role,
        capacity=member.capacity,
        teach=member.teaches,
        learn=member.wants,
        never_with=tuple(sorted(member.never_with)),
        line=line,
    )
