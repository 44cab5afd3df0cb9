"""Slack over the network. Read next: `part.py`, then `web.py` and `send.py`."""

from __future__ import annotations

from adapters.slack.client.doctor import examine_slack
from adapters.slack.client.examining import examine_places
from adapters.slack.client.part import SlackPart
from adapters.slack.client.reception import Needs
from adapters.slack.client.settings import SlackSettings, slack_settings
from adapters.slack.client.workspace import Workspace, ask_workspace

__all__ = [
    "Needs",
    "SlackPart",
    "SlackSettings",
    "Workspace",
    "ask_workspace",
    "examine_places",
    "examine_slack",
    "slack_settings",
]
