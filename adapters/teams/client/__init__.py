"""Teams over the network. `make_teams` builds it; read next: `part.py`, then `web.py` and `send.py`."""

from __future__ import annotations

from adapters.teams.client.part import TeamsPart, examine_teams, make_teams
from adapters.teams.client.settings import TeamsSettings, teams_settings

__all__ = ["TeamsPart", "TeamsSettings", "examine_teams", "make_teams", "teams_settings"]
