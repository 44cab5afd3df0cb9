"""How is this deployment set up? Read once, from the environment and a `.env` file; all problems are reported
together.

No secret is ever printed: problems name the key and the fix, never the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.runtime.errors import ConfigError

LOOPBACK_NAMES = frozenset({"localhost"})


class Settings(BaseSettings):
    """The keys, in upper case. Empty means not set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    database_url: str = ""
    turnabout_home: Path = Path("data")
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    admins: str = ""
    public_url: str = ""
    secret_keys: SecretStr = SecretStr("")
    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str = ""
    teams_app_password: SecretStr = SecretStr("")
    teams_app_type: Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"] = "SingleTenant"
    teams_tenant_id: str = ""
    teams_openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_service_hosts: str = ""
    teams_auth: Literal["on", "off"] = "on"
    playground: Literal["on", "off", ""] = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["text", "json", ""] = ""

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in TURNABOUT_HOME unless DATABASE_URL says otherwise."""
        return self.database_url or f"sqlite:///{(self.turnabout_home / 'turnabout.sqlite').absolute()}"

    @property
    def has_slack(self) -> bool:
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def has_teams(self) -> bool:
        return bool(self.teams_app_id) or self.teams_auth == "off"

    @property
    def has_playground(self) -> bool:
        if self.playground:
            return self.playground == "on"
        return not (self.has_slack or self.has_teams)

    @property
    def is_loopback(self) -> bool:
        """Can this be reached from this machine only?"""
        try:
            return self.host in LOOPBACK_NAMES or ip_address(self.host).is_loopback
        except ValueError:
            return False

    def is_admin(self, platform: str, user: str, email: str) -> bool:
        """Is this person named in ADMINS, by e-mail or as `platform:id`?"""
        named = {entry.strip().casefold() for entry in self.admins.split(",") if entry.strip()}
        return f"{platform}:{user}".casefold() in named or bool(email and email.casefold() in named)


Check = tuple[str, Callable[[Settings], bool], str]

# (key, what is wrong, the fix)
CHECKS: tuple[Check, ...] = (
    (
        "DATABASE_URL",
        lambda s: (
            bool(s.database_url)
            and not s.database_url.startswith(("sqlite:///", "postgresql://", "postgres://"))
        ),
        "must begin with sqlite:/// or postgresql://; leave it empty for a SQLite file in TURNABOUT_HOME",
    ),
    (
        "SECRET_KEYS",
        lambda s: s.database_url.startswith("postgres") and not s.secret_keys.get_secret_value(),
        "is needed with PostgreSQL: a long random text; to change it later, put the new one first and keep the old",
    ),
    (
        "SLACK_SIGNING_SECRET",
        lambda s: s.has_slack and not s.slack_signing_secret.get_secret_value(),
        "is needed with SLACK_BOT_TOKEN: copy it from the app's Basic Information page",
    ),
    (
        "SLACK_BOT_TOKEN",
        lambda s: bool(s.slack_signing_secret.get_secret_value()) and not s.has_slack,
        "is needed with SLACK_SIGNING_SECRET: the bot token that begins with xoxb-",
    ),
    (
        "SLACK_BOT_TOKEN",
        lambda s: s.has_slack and not s.slack_bot_token.get_secret_value().startswith("xoxb-"),
        "does not look like a bot token: it begins with xoxb-",
    ),
    (
        "TEAMS_APP_ID",
        lambda s: (
            bool(s.teams_app_password.get_secret_value()) and not s.teams_app_id and s.teams_auth == "on"
        ),
        "is needed with TEAMS_APP_PASSWORD: an empty id would turn authentication off, so the start is refused",
    ),
    (
        "TEAMS_APP_PASSWORD",
        lambda s: (
            bool(s.teams_app_id)
            and s.teams_app_type != "UserAssignedMSI"
            and s.teams_auth == "on"
            and not s.teams_app_password.get_secret_value()
        ),
        "is needed with TEAMS_APP_ID: a client secret of the app registration",
    ),
    (
        "TEAMS_TENANT_ID",
        lambda s: bool(s.teams_app_id) and not s.teams_tenant_id and s.teams_app_type != "MultiTenant",
        "is needed with TEAMS_APP_ID: the directory (tenant) id of your company",
    ),
    (
        "TEAMS_AUTH",
        lambda s: s.teams_auth == "off" and not s.is_loopback,
        "off is for a client on this machine: set HOST to 127.0.0.1, or turn it on",
    ),
    (
        "PLAYGROUND",
        lambda s: s.has_playground and not s.is_loopback,
        "is for this machine only: set HOST to 127.0.0.1, configure Slack or Teams, or set PLAYGROUND=off",
    ),
    (
        "PUBLIC_URL",
        lambda s: bool(s.public_url) and not s.public_url.startswith("https://"),
        "must begin with https://",
    ),
)


def read_settings(
    environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")
) -> Settings:
    """The settings; raises ConfigError with all problems. `environment` replaces the process's, for tests."""
    problems: list[tuple[str, str]] = []
    try:
        if environment is None:
            settings = Settings(_env_file=env_file)  # type: ignore[call-arg]  # the library's own argument
        else:
            known = {key.casefold(): value for key, value in environment.items() if value}
            settings = Settings.model_validate({k: v for k, v in known.items() if k in Settings.model_fields})
    except ValidationError as wrong:
        # The library's own text may quote the value; only the place and the kind of mistake are used.
        problems = [
            (str(error["loc"][0]).upper(), _advice(error["type"], error.get("ctx")))
            for error in wrong.errors()
        ]
        raise ConfigError(problems) from None
    problems = [(key, fix) for key, is_wrong, fix in CHECKS if is_wrong(settings)]
    if problems:
        raise ConfigError(problems)
    return settings


def _advice(kind: str, context: Mapping[str, object] | None) -> str:
    expected = (context or {}).get("expected")
    if expected:
        return f"must be one of {expected}"
    if kind.startswith("int"):
        return "must be a whole number"
    limits = {"greater_than_equal": "ge", "less_than_equal": "le"}
    if kind in limits and context:
        return f"must be {'at least' if kind.startswith('greater') else 'at most'} {context[limits[kind]]}"
    return "is not of the right form"
