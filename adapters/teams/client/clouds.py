"""Which cloud of Microsoft's is the bot registered in? Told by where its keys are, which the operator has set.

Never by what a token or the document with the keys says of itself. An address we do not know is Microsoft's public
cloud by another name, as a proxy or a test has it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec


class Cloud(msgspec.Struct, frozen=True, kw_only=True):
    """`issuer` of the tokens that come in, `resource` that our own are for, `any_tenant` where an app of several
    tenants gets its own, `service_hosts` where Teams is written to, `anywhere` for people who have not written yet.
    """

    issuer: str
    resource: str
    any_tenant: str
    service_hosts: frozenset[str]
    anywhere: str


# Sources (November 2026), the last for the hosts:
# https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
# https://learn.microsoft.com/dotnet/api/microsoft.bot.connector.authentication.governmentauthenticationconstants
# https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
PUBLIC = Cloud(
    issuer="https://api.botframework.com",
    resource="https://api.botframework.com",
    any_tenant="botframework.com",
    service_hosts=frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"}),
    anywhere="https://smba.trafficmanager.net/teams/",
)
US_GOVERNMENT = Cloud(
    issuer="https://api.botframework.us",
    resource="https://api.botframework.us",
    any_tenant="MicrosoftServices.onmicrosoft.us",
    service_hosts=frozenset({"smba.infra.gov.teams.microsoft.us", "smba.infra.dod.teams.microsoft.us"}),
    anywhere="https://smba.infra.gov.teams.microsoft.us/teams/",
)
CLOUDS = {"login.botframework.azure.us": US_GOVERNMENT}  # by the host of the keys' document


def cloud_of(openid_metadata_url: str) -> Cloud:
    try:
        host = urlsplit(openid_metadata_url).hostname or ""
    except ValueError:
        host = ""
    return CLOUDS.get(host.casefold(), PUBLIC)
