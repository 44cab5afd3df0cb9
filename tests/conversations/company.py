"""The small company of the stories, with an id on each platform for everybody."""

from __future__ import annotations

from datetime import date, time

from bot.program.people import PersonRow

ADMIN = "ines"


def row(
    person_id: str, name: str, department: str, grade: int, manager: str, zone: str = "Europe/Berlin"
) -> PersonRow:
    return PersonRow(
        id=person_id,
        name=name,
        email=f"{person_id}@example.com",
        title="",
        department=department,
        grade=grade,
        manager_id=manager,
        start_date=date(2020, 1, 1),
        timezone=zone,
        work_start=time(9),
        work_end=time(17),
        languages=("de",) if person_id == "ulli" else ("en",),
        slack_id=f"U{person_id.upper()}",
        teams_id=f"{person_id}-aad",
        line=0,
    )


COMPANY = (
    row("vera", "Vera Lang", "Board", 8, ""),
    row("ines", "Ines Moreau", "People", 4, "hugo"),
    row("hugo", "Hugo Ferreira", "People", 7, "vera"),
    row("carla", "Carla Rossi", "Finance", 7, "vera"),
    row("david", "David Okoye", "Operations", 6, "vera", "Africa/Lagos"),
    row("ana", "Ana Silva", "Marketing", 2, "mara", "Europe/Lisbon"),
    row("mara", "Mara Novak", "Marketing", 6, "vera"),
    row("ben", "Ben Adler", "Engineering", 2, "tom"),
    row("tom", "Tom Becker", "Engineering", 5, "vera"),
    row("ulli", "Ulli Kern", "Engineering", 3, "tom"),
)
