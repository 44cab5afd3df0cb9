"""What must be known to serve Slack? Which credentials are there says how: see `part.py`."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import msgspec

from bot.runtime.settings import Settings, is_loopback

SLACK = "https://slack.com/api/"
HOSTS = (".slack.com", ".slack-gov.com")
AUTHORIZE = "https://slack.com/oauth/v2/authorize"


class SlackSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Prints without its secrets."""

    bot_token: str = ""
    signing_secret: str = ""
    app_token: str = ""  # with it: Socket Mode
    client_id: str = ""  # with it: installation by OAuth
    client_secret: str = ""
    public_url: str = ""  # no slash at the end
    authorize_url: str = AUTHORIZE
    api_url: str = SLACK
    local_url: str = ""  # where this machine reaches the server that runs; no slash at the end

    def __repr__(self) -> str:
        return f"SlackSettings(api_url={self.api_url!r})"

    def is_slacks(self, address: object) -> bool:
        """Is it an address of Slack's, or of what stands in its place? Whatever a request says, nothing is sent to any
        other.
        """
        if not isinstance(address, str):
            return False
        try:
            to, api = urlsplit(address), urlsplit(self.api_url)
            host, here = to.hostname or "", api.hostname or ""
        except ValueError:
            return False
        if host == here or (is_loopback(host) and is_loopback(here)):
            return to.scheme in ("https", api.scheme)
        return to.scheme == "https" and host.endswith(HOSTS)


def slack_settings(settings: Settings) -> SlackSettings:
    return SlackSettings(
        bot_token=settings.slack_bot_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        public_url=settings.links_base or "",
        authorize_url=settings.slack_authorize_url or AUTHORIZE,
        api_url=settings.slack_api_url,
        local_url=settings.local_url,
    )


def library_log() -> logging.Logger:
    """Where Slack's libraries may log: warnings and worse, for their debug lines hold what people say."""
    log = logging.getLogger("adapters.slack.library")
    log.setLevel(logging.WARNING)
    return log
