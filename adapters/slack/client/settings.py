"""What must be known to serve one Slack workspace?"""

from __future__ import annotations

import logging

import msgspec

SLACK = "https://slack.com/api/"


class SlackSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`admins` are user ids that are admins from the start. Prints without its secrets."""

    bot_token: str
    signing_secret: str
    api_url: str = SLACK
    admins: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"SlackSettings(api_url={self.api_url!r})"


def library_log() -> logging.Logger:
    """Where Slack's libraries may log: warnings and worse, for their debug lines hold what people say."""
    log = logging.getLogger("adapters.slack.library")
    log.setLevel(logging.WARNING)
    return log
