"""What must be known to serve Teams, and which addresses may be written to?"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from adapters.teams.client.clouds import Cloud, cloud_of
from adapters.teams.payloads import BOT
from bot.conversation.messages import Address
from bot.runtime.config import Settings

OPENID_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
GRAPH = "https://graph.microsoft.com"
LOGIN = "https://login.microsoftonline.com"
GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)  # of an app, a tenant, a person
SERVICE_DOMAINS = (".botframework.com",)

_PLAIN = re.compile(r"[!-\[\]-~]+")  # visible ASCII without the backslash

AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]


class TeamsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`service_hosts` and `tenant_id` may list several, by commas; no tenant means any (MultiTenant only).

    `auth` "off" is for a client on this machine; `host` is where we are served, `public_url` where Teams reaches us and
    `local_url` where this machine does, no slash at their ends. `identity_endpoint` and `identity_header` are what
    Azure's App Service sets for its managed identities. Prints without its secrets.
    """

    app_id: str
    app_password: str = ""
    app_type: AppType = "SingleTenant"
    tenant_id: str = ""
    openid_metadata_url: str = OPENID_METADATA
    login_url: str = LOGIN
    service_hosts: str = ""
    graph: Literal["on", "off"] = "off"
    graph_url: str = GRAPH
    catalog_app_id: str = ""
    identity_endpoint: str = ""
    identity_header: str = ""
    auth: Literal["on", "off"] = "on"
    host: str = "127.0.0.1"
    public_url: str = ""
    local_url: str = ""

    def __repr__(self) -> str:
        return f"TeamsSettings(app_id={self.app_id!r}, auth={self.auth!r})"

    @property
    def cloud(self) -> Cloud:
        return cloud_of(self.openid_metadata_url)

    @property
    def tenants(self) -> frozenset[str]:
        return _listed(self.tenant_id)

    def service_url(self, address: Address) -> str:
        """Where Teams is called about somebody or a channel; whoever has not written has no address of their own."""
        return address.extra.get("service_url") or self.cloud.anywhere

    def bot_id(self, address: Address) -> str:
        """What the bot is called there."""
        return address.extra.get("bot_id") or f"{BOT}{self.app_id}"

    def may_write_to(self, address: str) -> bool:
        """Is this service address one that Teams, or the operator, vouches for?

        Tokens go there, so only over https; over http to this machine, with authentication off or where the
        operator names it.
        """
        if not _PLAIN.fullmatch(address):
            return False  # what a reader of addresses passes over may mean something else to the next
        try:
            parts = urlsplit(address)
            host, with_port = (parts.hostname or "").casefold(), parts.netloc.casefold()
        except ValueError:
            return False
        named = bool({host, with_port} & _listed(self.service_hosts))
        if not host or "@" in with_port:
            return False
        if self.auth == "off":
            return parts.scheme in ("http", "https") and is_loopback(host)
        if parts.scheme == "http":
            return named and is_loopback(host)
        usual = with_port.removesuffix(":443") == host
        known = usual and (host in self.cloud.service_hosts or host.endswith(SERVICE_DOMAINS))
        return parts.scheme == "https" and (known or named)


def teams_settings(settings: Settings) -> TeamsSettings:
    return TeamsSettings(
        app_id=settings.teams_app_id,
        app_password=settings.teams_app_password.get_secret_value(),
        app_type=settings.teams_app_type,
        tenant_id=settings.teams_tenant_id,
        openid_metadata_url=settings.teams_openid_metadata_url,
        login_url=settings.teams_login_url,
        service_hosts=settings.teams_service_hosts,
        graph=settings.teams_graph,
        graph_url=settings.teams_graph_url,
        catalog_app_id=settings.teams_catalog_app_id,
        identity_endpoint=settings.identity_endpoint,
        identity_header=settings.identity_header.get_secret_value(),
        auth=settings.teams_auth,
        host=settings.host,
        public_url=settings.links_base or "",
        local_url=settings.local_url,
    )


Check = tuple[str, Callable[[TeamsSettings], bool], str]

# (key, what is wrong, the fix)
CHECKS: tuple[Check, ...] = (
    (
        "TEAMS_AUTH",
        lambda s: s.auth == "off" and not is_loopback(s.host),
        "off is for a client on this machine: set HOST to 127.0.0.1, or turn it on",
    ),
    (
        "TEAMS_APP_ID",
        lambda s: s.auth == "on" and not s.app_id,
        "is needed: without it anybody could speak for Teams, so the start is refused",
    ),
    (
        "TEAMS_APP_PASSWORD",
        lambda s: s.auth == "on" and s.app_type != "UserAssignedMSI" and not s.app_password,
        "is needed with TEAMS_APP_ID: a client secret of the app registration",
    ),
    (
        "TEAMS_TENANT_ID",
        lambda s: s.auth == "on" and s.app_type != "MultiTenant" and not s.tenants,
        "is needed with TEAMS_APP_ID: the directory (tenant) id of your company",
    ),
    (
        "TEAMS_OPENID_METADATA_URL",
        lambda s: not _is_safe(s.openid_metadata_url),
        "must begin with https://",
    ),
    ("TEAMS_LOGIN_URL", lambda s: not _is_safe(s.login_url), "must begin with https://"),
    ("TEAMS_GRAPH_URL", lambda s: not _is_safe(s.graph_url), "must begin with https://"),
)


def problems(settings: TeamsSettings) -> list[tuple[str, str]]:
    """(key, what is wrong and how to fix it)."""
    return [(key, fix) for key, is_wrong, fix in CHECKS if is_wrong(settings)]


def is_loopback(host: str) -> bool:
    """Does this name or number stand for this machine?"""
    try:
        return host.casefold() == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or is_loopback(parts.hostname or ""))


def _listed(text: str) -> frozenset[str]:
    return frozenset(part.strip().casefold() for part in text.split(",") if part.strip())
