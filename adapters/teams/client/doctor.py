"""Do the settings of Teams work? Each finding names its key, what is wrong and how to mend it, never a secret.

Asked are the login, the server with the keys and its clock, the way to us through the public address, and Graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from adapters.network import CALL_S, Way, clock_is_off, is_alive, objection_to_way, only_refused, trouble
from adapters.teams.client.graph import examine_graph
from adapters.teams.client.keys import KeysAway, SigningKeys
from adapters.teams.client.settings import GUID, TeamsSettings, is_loopback, problems
from adapters.teams.client.tokens import NoToken, Tokens
from adapters.teams.payloads import PATH
from bot.runtime.errors import TryLater

Findings = list[tuple[str, str]]
APP, SECRET, TENANT, KIND = "TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID", "TEAMS_APP_TYPE"
ADDRESS: Final = "PUBLIC_URL"
PORTAL: Final = "at https://entra.microsoft.com, “App registrations”, open the app"
COPY_ID: Final = f"{PORTAL}, “Overview”, and copy “Application (client) ID”"
COPY_TENANT: Final = f"{PORTAL}, “Overview”, and copy “Directory (tenant) ID”"
NEW_SECRET: Final = f"{PORTAL}, “Certificates & secrets”, “New client secret”, and copy its “Value”"

# What the login says -> the key, and what to do.
# Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes (November 2026)
REFUSALS: Final[Mapping[int, tuple[str, str]]] = {
    50194: (KIND, "the app is of one tenant: set SingleTenant, and TEAMS_TENANT_ID"),
    90002: (TENANT, f"the login knows no such tenant: {COPY_TENANT}"),
    900023: (TENANT, f"the login knows no such tenant: {COPY_TENANT}"),
    700016: (
        APP,
        f"there is no app with this id in the tenant of TEAMS_TENANT_ID; one of the two is wrong: {COPY_ID}",
    ),
    7000112: (
        APP,
        "the app is disabled in your tenant: under “Enterprise applications”, “Properties”, enable it",
    ),
    7000215: (SECRET, f"is no secret of this app (was its ID copied, not its “Value”?): {NEW_SECRET}"),
    7000218: (SECRET, f"the login asks for a secret: {NEW_SECRET}"),
    7000222: (SECRET, f"the secret has expired: {NEW_SECRET}"),
    7000229: (APP, "the app has no service principal in your tenant: az ad sp create --id <the app's id>"),
}
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "invalid_client": (SECRET, f"the login refuses it: {NEW_SECRET}"),
    "unauthorized_client": (APP, f"the login does not know it in this tenant: {COPY_ID}"),
}


async def examine_teams(settings: TeamsSettings) -> Findings:
    """(key, what is wrong and how to fix it); nothing when all is well."""
    found = problems(settings)
    if found or settings.auth == "off":
        return found
    strange = _ids(settings) or await _token(settings)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_S)) as http:
        found = [*strange, *await _keys(http, settings), *await _way(http, settings)]
    return found if strange else [*found, *await examine_graph(settings)]


def _ids(settings: TeamsSettings) -> Findings:
    """The tenant's name is taken by the login, but requests carry its id."""
    found = [] if GUID.fullmatch(settings.app_id) else [(APP, f"is no id of an app: {COPY_ID}")]
    if not all(GUID.fullmatch(tenant) for tenant in settings.tenants):
        found.append((TENANT, f"is no id of a tenant, and requests carry that, not its name: {COPY_TENANT}"))
    return found


async def _token(settings: TeamsSettings) -> Findings:
    try:
        await Tokens(settings).token()
    except TryLater as error:
        return [without_token(error, managed=settings.app_type == "UserAssignedMSI")]
    return []


def without_token(error: TryLater, *, managed: bool) -> tuple[str, str]:
    """Why there is no token; `managed`: the machine itself was asked for it."""
    if managed:
        said = f"this machine hands out no managed identity with this id ({error})"
        return (
            KIND,
            f"{said}: assign it to the machine, in Azure; anywhere else set SingleTenant, with a secret",
        )
    if isinstance(error, NoToken):
        return _refused(error)
    return "TEAMS_LOGIN_URL", f"{error}: check the network, a proxy or a firewall"


def _refused(refused: NoToken) -> tuple[str, str]:
    number = next((number for number in refused.numbers if number in REFUSALS), 0)
    if number:
        key, said = REFUSALS[number]
        return key, f"{said} (AADSTS{number})"
    told = ", ".join([refused.code, *(f"AADSTS{number}" for number in refused.numbers)])
    key, said = WORDS.get(refused.code, (APP, f"the login refuses it: {COPY_ID}"))
    return key, f"{said} ({told}; https://login.microsoftonline.com/error explains it)"


async def _keys(http: aiohttp.ClientSession, settings: TeamsSettings) -> Findings:
    """Can those be fetched that Teams signs with, and does their server have the same time as we?"""
    about, url = "TEAMS_OPENID_METADATA_URL", settings.openid_metadata_url
    try:
        await SigningKeys(url).read()
        async with http.get(url, allow_redirects=False) as answer:
            objection = clock_is_off(answer.headers.get("Date", ""), "Microsoft's")
    except KeysAway as away:
        return [(about, f"the keys cannot be fetched ({away}): check the network, a proxy or a firewall")]
    except (aiohttp.ClientError, TimeoutError) as error:
        return [(about, trouble(error, urlsplit(url).netloc))]
    return [("clock", objection)] if objection else []


async def _way(http: aiohttp.ClientSession, settings: TeamsSettings) -> Findings:
    """Do requests to the public address come to the server that runs, and has it refused all it got?"""
    found = await _only_refused(http, settings)
    if not settings.public_url:
        return found
    played = is_loopback(urlsplit(settings.openid_metadata_url).hostname or "")  # Microsoft, on this machine
    if not settings.public_url.startswith("https://") and not played:
        return [*found, (ADDRESS, "Teams reaches https addresses only; on a laptop take that of a tunnel")]
    way = Way(who="Teams", public_url=settings.public_url, local_url=settings.local_url, path=PATH)
    objection = await objection_to_way(http, way) or await _not_passed(http, settings)
    return [*found, (ADDRESS, objection)] if objection else found


async def _only_refused(http: aiohttp.ClientSession, settings: TeamsSettings) -> Findings:
    if not settings.local_url or not await is_alive(http, settings.local_url):
        return []
    refused = await only_refused(http, settings.local_url, "teams")
    if not refused:
        return []
    requests = "the one request" if refused == 1 else f"all {refused} requests"
    return [
        (
            APP,
            f"the server has refused {requests} of Teams since its start, as not meant for this app or of another "
            "tenant; its log says why. The Azure Bot has to be of this very app, and TEAMS_TENANT_ID your company's",
        )
    ]


async def _not_passed(http: aiohttp.ClientSession, settings: TeamsSettings) -> str:
    """Send what is no activity: our server says so, and nothing else happens."""
    url = f"{settings.public_url}{PATH}"
    try:
        async with http.post(url, json=[], allow_redirects=False) as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return f"POST {url}: {trouble(error, urlsplit(url).netloc)}"
    if status in (400, 401, 403):
        return ""
    return (
        f"POST {url}, the messaging endpoint that Azure needs, is answered {status}: let the proxy pass it as it is, "
        "and start the server with TEAMS_APP_ID set"
    )
