"""How do the rows of a people file become a pool? Everybody in the file counts as willing.

Read `bot/program/people/willing.py` for how the file is read, `bot/program/matching/proposal.py` for what comes next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import msgspec

from bot.program.matching import Member, Pool
from bot.program.people import PersonRow, Problem, Willing
from bot.program.skills import Catalog, understand_skills

MOST_SKILLS = 50
"""For each person and direction; a score cannot tell more apart."""

NOBODY: frozenset[str] = frozenset()
A_STEP = 1000  # people, until it is said again how far it is


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """A pool, and what somebody should look at in the file it was made from."""

    pool: Pool
    warnings: tuple[Problem, ...]


def gather(willing: Willing, catalog: Catalog, on: date, went_on: Callable[[int], None]) -> Gathered:
    """`went_on` is told how many more people are understood."""
    heard = Heard(catalog)
    members: list[Member] = []
    for row in willing.roster.rows:
        members.append(_member(row, willing.above[row.id], heard))
        if len(members) % A_STEP == 0:
            went_on(A_STEP)
    went_on(len(members) % A_STEP)
    return Gathered(pool=Pool(members=tuple(members), on=on), warnings=tuple(heard.warnings))


class Meaning(NamedTuple):
    """What one entry says: skills, and what it could mean besides: catalog names, and of which words."""

    names: tuple[str, ...]
    options: str
    unsure: str


class Heard:
    """What people's words mean, each wording read once."""

    def __init__(self, catalog: Catalog) -> None:
        self.warnings: list[Problem] = []
        self._catalog = catalog
        self._meanings: dict[str, Meaning] = {}

    def skills(self, row: PersonRow, column: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """Catalog names, and in people's words what the catalog does not know; each once, the first ones."""
        meanings = [self._meaning(item) for item in words]
        names = tuple(dict.fromkeys(name for meaning in meanings for name in meaning.names))
        for meaning in meanings:
            if meaning.options:
                values = {"said": meaning.unsure, "options": meaning.options}
                self.warnings.append(
                    Problem(line=row.line, column=column, reason="unsure_skill", values=values)
                )
        most = max(len(words), len(names))
        if most > MOST_SKILLS:
            values = {"count": str(most), "limit": str(MOST_SKILLS)}
            self.warnings.append(
                Problem(line=row.line, column=column, reason="too_many_skills", values=values)
            )
        return names[:MOST_SKILLS]

    def kinds(self, skills: tuple[str, ...]) -> dict[str, str]:
        return self._catalog.kinds(skills)

    def _meaning(self, item: str) -> Meaning:
        known = self._meanings.get(item)
        if known is None:
            heard = understand_skills(item, self._catalog, lang="en")
            options = dict.fromkeys(name for _, names in heard.unsure for name in names)
            said = "”, “".join(words for words, _ in heard.unsure)
            known = self._meanings[item] = Meaning(
                (*heard.skills, *heard.own_words), " or ".join(options), said
            )
        return known


def _member(row: PersonRow, above: tuple[str, ...], heard: Heard) -> Member:
    teaches = heard.skills(row, "teach", row.teach)
    wants = heard.skills(row, "learn", row.learn)
    return Member(
        id=row.id,
        seniority=row.grade,
        start=row.start_date,
        role=row.role,
        capacity=row.capacity,
        teaches=teaches,
        wants=wants,
        kinds=heard.kinds((*teaches, *wants)),
        managers=above,
        never_with=frozenset(row.never_with) - {row.id} if row.never_with else NOBODY,
        zone=row.timezone,
        hours=((row.work_start, row.work_end),) if row.work_start and row.work_end else (),
        department=row.department,
        site=row.site,
        languages=row.languages,
    )
