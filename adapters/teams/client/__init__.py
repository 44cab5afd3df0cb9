"""Teams over the network. Read next: `part.py`, then `web.py` and `send.py`."""

from __future__ import annotations

from adapters.teams.client.doctor import examine_teams
from adapters.teams.client.part import TeamsPart
from adapters.teams.client.settings import TeamsSettings, teams_settings
from adapters.teams.client.web import Needs

__all__ = ["Needs", "TeamsPart", "TeamsSettings", "examine_teams", "teams_settings"]
