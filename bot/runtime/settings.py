"""What can be set for a deployment? `config.py` reads it, `config_checks.py` says what does not go together."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

LOOPBACK_NAMES = frozenset({"localhost"})


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _folder(value: object) -> object:
    """An address that others are joined to."""
    return value.strip().rstrip("/") + "/" if isinstance(value, str) else value


def _address(value: object) -> object:
    """One that paths are put behind."""
    return value.strip().rstrip("/") if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_tidy)]
Secret = Annotated[SecretStr, BeforeValidator(_tidy)]
NONE = SecretStr("")


class Settings(BaseModel):
    """The keys, in upper case. Empty means not set. Prints without what may hold a secret."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: Text = Field(default="", repr=False)
    turnabout_home: Path = Path("data")
    host: Text = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    admins: Text = Field(default="", repr=False)
    public_url: Text = ""
    secret_keys: Secret = NONE
    slack_bot_token: Secret = NONE
    slack_signing_secret: Secret = NONE
    slack_app_token: Secret = NONE
    slack_client_id: Text = ""
    slack_client_secret: Secret = NONE
    slack_api_url: Annotated[str, BeforeValidator(_folder)] = "https://slack.com/api/"
    slack_authorize_url: Text = ""
    teams_app_id: Text = ""
    teams_app_password: Secret = NONE
    teams_app_type: Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"] = "SingleTenant"
    teams_tenant_id: Text = ""
    teams_openid_metadata_url: Text = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_login_url: Text = "https://login.microsoftonline.com"
    teams_service_hosts: Text = ""
    teams_graph: Annotated[Literal["on", "off"], BeforeValidator(_lower)] = "off"
    teams_catalog_app_id: Text = ""
    teams_graph_url: Annotated[str, BeforeValidator(_address)] = "https://graph.microsoft.com"
    teams_auth: Annotated[Literal["on", "off"], BeforeValidator(_lower)] = "on"
    identity_endpoint: Text = ""
    identity_header: Secret = NONE
    playground: Annotated[Literal["on", "off", ""], BeforeValidator(_lower)] = ""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    log_format: Annotated[Literal["text", "json", ""], BeforeValidator(_lower)] = ""

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in TURNABOUT_HOME unless DATABASE_URL says otherwise."""
        return self.database_url or f"sqlite:///{(self.turnabout_home / 'turnabout.sqlite').absolute()}"

    @property
    def has_slack(self) -> bool:
        """One workspace by its token, several by OAuth, or both."""
        return self.has_slack_token or bool(self.slack_client_id)

    @property
    def has_slack_token(self) -> bool:
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def has_slack_socket(self) -> bool:
        return bool(self.slack_app_token.get_secret_value())

    @property
    def has_teams(self) -> bool:
        return bool(self.teams_app_id) or self.teams_auth == "off"

    @property
    def has_playground(self) -> bool:
        if self.playground:
            return self.playground == "on"
        return not (self.has_slack or self.has_teams)

    @property
    def local_url(self) -> str:
        """Where this machine reaches the server that runs, no slash at the end; one that listens everywhere is reached
        at the loopback address, too.
        """
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - not listened at
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def links_base(self) -> str | None:
        """What stands before the paths of our own links in Slack and Teams; `None` without PUBLIC_URL."""
        return self.public_url.rstrip("/") or None

    @property
    def is_loopback(self) -> bool:
        """Can this be reached from this machine only?"""
        return is_loopback(self.host)

    @property
    def named_admins(self) -> frozenset[str]:
        """The entries of ADMINS, in lower case."""
        return frozenset(entry.strip().lower() for entry in self.admins.split(",") if entry.strip())

    def is_admin(self, platform: str, user: str, email: str) -> bool:
        """Is this person named in ADMINS, by e-mail or as `platform:id`?"""
        named = self.named_admins
        return f"{platform}:{user}".lower() in named or bool(email and email.strip().lower() in named)


def is_loopback(host: str) -> bool:
    try:
        return host.lower() in LOOPBACK_NAMES or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
