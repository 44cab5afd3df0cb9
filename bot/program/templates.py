"""Which shapes of program are there to start from? A table; what is said of a company is in the catalog,
with its source.
"""

from __future__ import annotations

import msgspec


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """One session every `rhythm_weeks`, `sessions` in all."""

    rhythm_weeks: int
    sessions: int


# Source: The Hartford, diversityjournal.com/11474 (every 3 weeks, 6 sessions);
# NHS ReMEDI, hsj.co.uk/workforce/
# reverse-mentoring-delivers-real-value/7025222.article (6 meetings in 6 months).
# The others publish no rhythm: the default's.
TEMPLATES = {
    "hartford": Template(rhythm_weeks=3, sessions=6),
    "nhs": Template(rhythm_weeks=4, sessions=6),
    "cisco": Template(rhythm_weeks=3, sessions=6),
    "ge": Template(rhythm_weeks=3, sessions=6),
    "pg": Template(rhythm_weeks=3, sessions=6),
    "pershing": Template(rhythm_weeks=3, sessions=6),
}
SESSION_MINUTES = 25
