"""Slack, as far as the program uses it, on this machine: its Web API, and the requests it sends.

Written from Slack's documentation apart from the adapter, so that a mistake there cannot hide itself here.
`double.py` is the server, `workspace.py` what is in the workspace, `methods.py` the table of methods, each family of
methods a file of its own; `rules.py` says what Slack refuses in a message, `requests.py` what Slack sends when
somebody does something.
"""

from __future__ import annotations

from tests.slack.double import FakeSlack
from tests.slack.workspace import BOT, RETRY_AFTER_S, TEAM, TOKEN, Message, RefusedError

__all__ = ["BOT", "RETRY_AFTER_S", "TEAM", "TOKEN", "FakeSlack", "Message", "RefusedError"]
