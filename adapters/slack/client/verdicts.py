"""What does Slack's word for a refusal say of the whole installation, and what is to be done? One table; pure.

Source: the error tables of https://docs.slack.dev/reference/methods, the same for all (November 2026).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from adapters.slack.client.settings import SlackSettings

PAGE: Final = "at https://api.slack.com/apps open the app"
RENEW: Final = f"install the app again: at {{install}}, or {PAGE}, “Install App”, “Reinstall”"

# What a refusal says of the installation:
#   over    its token is no good any more, unless it can be renewed
#   stale   its token has expired: it is renewed, or somebody has to act
#   held    nothing goes until somebody acts
#   moving  nothing goes, and Slack itself puts that right
#   scope   what needs that scope does not go
Does = Literal["over", "stale", "held", "moving", "scope"]


class Verdict(NamedTuple):
    """`fix` is for the log; what the admins read is "place.refused.<name>" of the texts."""

    does: Does
    fix: str


VERDICTS: Final[dict[str, Verdict]] = {
    "account_inactive": Verdict("over", RENEW),
    "token_revoked": Verdict("over", RENEW),
    "token_expired": Verdict("stale", RENEW),
    "invalid_auth": Verdict(
        "held",
        f"the token is unknown, or this server's address is not allowed: {PAGE}, “OAuth & Permissions”, look at "
        f"“Restrict API Token Usage”, else {RENEW}",
    ),
    "not_authed": Verdict("held", RENEW),
    "not_allowed_token_type": Verdict("held", f"this is no bot token: {PAGE}, “OAuth & Permissions”"),
    "access_denied": Verdict("held", "an admin of the workspace has to allow the app: “Manage apps”"),
    "accesslimited": Verdict("held", "the company lets the app call Slack from certain networks only"),
    "ekm_access_denied": Verdict("held", "an admin of the organization has withdrawn Slack's encryption key"),
    "two_factor_setup_required": Verdict("held", "the workspace wants two-factor authentication set up"),
    "org_login_required": Verdict("moving", "the workspace moves into an Enterprise organization: wait"),
    "team_added_to_org": Verdict("moving", "the workspace moves into an Enterprise organization: wait"),
    "refresh_refused": Verdict("held", f"Slack does not renew its token: {RENEW}"),
    "missing_scope": Verdict(
        "scope",
        f"{PAGE}, “OAuth & Permissions”, “Bot Token Scopes”, “Add an OAuth Scope”, then {RENEW}",
    ),
}

# Of a token that is no good, whatever the reason; and so of every call that is made with it.
NO_TOKEN: Final = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
TOKENS: Final = NO_TOKEN | {"not_allowed_token_type"}


def install_page(settings: SlackSettings) -> str:
    """Where the app is installed again, "" where that is in Slack's own pages alone."""
    return f"{settings.public_url}/slack/install" if settings.client_id else ""


def fix_of(settings: SlackSettings, verdict: Verdict | None) -> str:
    fix = (verdict or VERDICTS["token_revoked"]).fix
    return fix.format(install=install_page(settings) or "the page where it was installed")
