"""Which settings do not go together, and which have no effect yet? Two tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlsplit

from bot.runtime.settings import Settings, is_loopback
from bot.runtime.slack_tokens import TOKEN_CHECKS, odd_secret

Check = tuple[str, Callable[[Settings], bool], str]

DATABASES: Final = (
    "sqlite:///",
    "sqlite+pysqlite:///",
    "postgresql://",
    "postgres://",
    "postgresql+psycopg://",
)


def _is_other_database(settings: Settings) -> bool:
    url = settings.database_url
    return bool(url) and (not url.startswith(DATABASES) or url in DATABASES[:2] or url.endswith(":memory:"))


def _is_unreadable_database(settings: Settings) -> bool:
    """A password with / or @ in it ends up in the place of the host or the port."""
    try:
        return "@" in (urlsplit(settings.database_url).path) or urlsplit(settings.database_url).port == 0
    except ValueError:
        return True


def _is_postgresql(settings: Settings) -> bool:
    return settings.database_url.startswith("postgres")


def _is_unsafe(url: str) -> bool:
    """Neither https nor on this machine: what goes there could be read on the way."""
    try:
        parts = urlsplit(url)
        return not (
            (parts.scheme == "https" and parts.hostname)
            or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        )
    except ValueError:
        return True


def _is_more_than_an_address(url: str) -> bool:
    """Paths of our own are put behind it."""
    parts = urlsplit(url)
    return bool(parts.query or parts.fragment or parts.username or parts.password)


def objection_to_address(url: str) -> str | None:
    """What is wrong with an address under which platforms are to reach us; `None` when nothing is."""
    if _is_unsafe(url):
        return HTTPS
    return ALONE if _is_more_than_an_address(url) else None


def _names_nobody(settings: Settings) -> bool:
    return not all(
        "@" in entry or entry.startswith(("slack:", "teams:", "playground:"))
        for entry in settings.named_admins
    )


def _given(secret: str) -> Callable[[Settings], bool]:
    return lambda settings: bool(getattr(settings, secret).get_secret_value())


HTTPS: Final = "must begin with https:// (http:// only on this machine)"
ALONE: Final = "takes an address alone, such as https://turnabout.example.com, without a name, ? or #"

# (key, what is wrong, the fix)
CHECKS: Final[tuple[Check, ...]] = (
    (
        "DATABASE_URL",
        _is_other_database,
        "must begin with sqlite:/// and name a file, or with postgresql://; leave it empty for a SQLite file "
        "in TURNABOUT_HOME",
    ),
    (
        "DATABASE_URL",
        lambda s: _is_postgresql(s) and _is_unreadable_database(s),
        "cannot be read; write postgresql://user:password@host:port/database, special characters of the "
        "password as %XX (@ is %40, / is %2F)",
    ),
    (
        "SECRET_KEYS",
        lambda s: _is_postgresql(s) and not _given("secret_keys")(s),
        "is needed with PostgreSQL: a long random text; to change it later, put the new one first and keep "
        "the old one behind it",
    ),
    (
        "TURNABOUT_HOME",
        lambda s: s.turnabout_home.exists() and not s.turnabout_home.is_dir(),
        "is a file; name a folder",
    ),
    (
        "ADMINS",
        _names_nobody,
        "takes e-mail addresses, slack:U... and teams:<aad object id>, comma separated",
    ),
    ("PUBLIC_URL", lambda s: bool(s.public_url) and _is_unsafe(s.public_url), HTTPS),
    (
        "PUBLIC_URL",
        lambda s: not _is_unsafe(s.public_url) and _is_more_than_an_address(s.public_url),
        ALONE,
    ),
    (
        "SLACK_SIGNING_SECRET",
        lambda s: s.has_slack and not s.has_slack_socket and not _given("slack_signing_secret")(s),
        "is needed with SLACK_BOT_TOKEN or SLACK_CLIENT_ID: copy it from the app's Basic Information page; or set "
        "SLACK_APP_TOKEN for Socket Mode, which needs none",
    ),
    (
        "SLACK_BOT_TOKEN",
        lambda s: _given("slack_signing_secret")(s) and not s.has_slack,
        "is needed with SLACK_SIGNING_SECRET: the bot token that begins with xoxb-; or set SLACK_CLIENT_ID and "
        "SLACK_CLIENT_SECRET for workspaces that install the app by themselves",
    ),
    *TOKEN_CHECKS,
    (
        "SLACK_BOT_TOKEN",
        lambda s: s.has_slack_socket and not s.has_slack,
        "is needed with SLACK_APP_TOKEN: the bot token that begins with xoxb-; or set SLACK_CLIENT_ID and "
        "SLACK_CLIENT_SECRET for workspaces that install the app by themselves",
    ),
    (
        "SLACK_CLIENT_SECRET",
        lambda s: bool(s.slack_client_id) and not _given("slack_client_secret")(s),
        "is needed with SLACK_CLIENT_ID: copy it from the app's Basic Information page",
    ),
    (
        "SLACK_CLIENT_ID",
        lambda s: _given("slack_client_secret")(s) and not s.slack_client_id,
        "is needed with SLACK_CLIENT_SECRET: copy it from the app's Basic Information page",
    ),
    (
        "PUBLIC_URL",
        lambda s: bool(s.slack_client_id) and not s.public_url,
        "is needed with SLACK_CLIENT_ID: Slack sends whoever installs the app back to it, at /slack/oauth_redirect",
    ),
    ("SLACK_API_URL", lambda s: _is_unsafe(s.slack_api_url), HTTPS),
    (
        "SLACK_AUTHORIZE_URL",
        lambda s: bool(s.slack_authorize_url) and _is_unsafe(s.slack_authorize_url),
        HTTPS,
    ),
    (
        "TEAMS_APP_ID",
        lambda s: _given("teams_app_password")(s) and not s.teams_app_id and s.teams_auth == "on",
        "is needed with TEAMS_APP_PASSWORD: an empty id would turn authentication off, so the start is refused",
    ),
    (
        "TEAMS_APP_PASSWORD",
        lambda s: (
            bool(s.teams_app_id)
            and s.teams_app_type != "UserAssignedMSI"
            and s.teams_auth == "on"
            and not _given("teams_app_password")(s)
        ),
        "is needed with TEAMS_APP_ID: a client secret of the app registration",
    ),
    (
        "TEAMS_TENANT_ID",
        lambda s: (
            bool(s.teams_app_id)
            and s.teams_auth == "on"
            and not s.teams_tenant_id
            and s.teams_app_type != "MultiTenant"
        ),
        "is needed with TEAMS_APP_ID: the directory (tenant) id of your company",
    ),
    ("TEAMS_OPENID_METADATA_URL", lambda s: _is_unsafe(s.teams_openid_metadata_url), HTTPS),
    ("TEAMS_LOGIN_URL", lambda s: _is_unsafe(s.teams_login_url), HTTPS),
    ("TEAMS_GRAPH_URL", lambda s: _is_unsafe(s.teams_graph_url), HTTPS),
    (
        "TEAMS_GRAPH_URL",
        lambda s: not _is_unsafe(s.teams_graph_url) and _is_more_than_an_address(s.teams_graph_url),
        "takes an address alone, such as https://graph.microsoft.com, without a name, ? or #",
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
)

# (key, when, what to know): nothing is wrong, but somebody may expect something else
NOTES: Final[tuple[Check, ...]] = (
    (
        "SLACK_SIGNING_SECRET",
        odd_secret,
        "does not look like Slack's, which are 32 of the characters 0-9 and a-f: at https://api.slack.com/apps open "
        "the app, “Basic Information”, “App Credentials”, “Signing Secret”, “Show”, and copy it",
    ),
    (
        "SLACK_SIGNING_SECRET",
        lambda s: s.has_slack_socket and _given("slack_signing_secret")(s),
        "is set beside SLACK_APP_TOKEN: Slack is heard over Socket Mode, and over /slack/events, too",
    ),
    (
        "SLACK_AUTHORIZE_URL",
        lambda s: bool(s.slack_authorize_url) and not s.slack_client_id,
        "has no effect without SLACK_CLIENT_ID",
    ),
    (
        "PUBLIC_URL",
        lambda s: not s.public_url and (s.has_slack or s.has_teams),
        "is empty: messages come without the files they offer, such as sessions for the calendar; set the https "
        "address at which people reach this server",
    ),
    (
        "TEAMS_APP_ID",
        lambda s: bool(s.teams_app_id) and s.teams_auth == "off",
        "TEAMS_AUTH=off: Teams is served without credentials, to clients on this machine only",
    ),
    (
        "TEAMS_APP_TYPE",
        lambda s: bool(s.teams_app_id) and s.teams_app_type == "MultiTenant",
        "MultiTenant is for bots made before 31 July 2025; a new one is SingleTenant or UserAssignedMSI",
    ),
    (
        "TEAMS_GRAPH",
        lambda s: s.teams_graph == "on" and not s.has_teams,
        "has no effect without TEAMS_APP_ID",
    ),
    (
        "TEAMS_GRAPH",
        lambda s: s.teams_graph == "on" and s.teams_auth == "off",
        "TEAMS_AUTH=off: Microsoft Graph is asked without credentials, which only a stand-in on this machine answers",
    ),
    (
        "ADMINS",
        lambda s: not s.admins and (s.has_slack_token or s.has_teams),
        "is empty: nobody can set the program up; name at least one person",
    ),
    (
        "ADMINS",
        lambda s: bool(s.admins) and s.has_slack and not (s.has_slack_token or s.has_teams),
        "has no effect: in a workspace that installs the app by OAuth, whoever installs it first is its admin",
    ),
    (
        "PLAYGROUND",
        lambda s: not (s.has_slack or s.has_teams or s.has_playground),
        "is off and no chat is configured: nothing but /healthz, /readyz and /metrics is served",
    ),
)


def notes(settings: Settings) -> list[tuple[str, str]]:
    """What is set and has no effect, or has one that may surprise; (key, sentence)."""
    return [(key, text) for key, applies, text in NOTES if applies(settings)]


def misspelled(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Known keys that a `.env` file names nearly. What stands there is not repeated: it might be a secret."""
    known = [key.upper() for key in Settings.model_fields]
    near = (get_close_matches(key, known, 1, 0.85) for key in keys if key not in known)
    return [
        (found[0], "is spelled a little differently in .env, which has no effect") for found in near if found
    ]
