"""How does a workspace install the app by OAuth? Slack's own flow, with our pages and only the bot's token kept.

Who installs it becomes an event like all others: the first admin of a new organization is made by the engine.

Source: https://docs.slack.dev/authentication/installing-with-oauth (November 2026).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any, Final

import aiohttp
from aiohttp import web
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator, OAuthStateUtils
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore

from adapters.pages import HEADERS, language_of
from adapters.slack.client.callers import web_client
from adapters.slack.client.errors import code as error_code
from adapters.slack.client.errors import translated
from adapters.slack.client.pages import page
from adapters.slack.client.reception import Needs
from adapters.slack.client.rows import Rows
from adapters.slack.client.settings import SlackSettings, library_log
from adapters.slack.grid import is_whole
from adapters.slack.scopes import FEATURES, scopes
from adapters.slack.senders import PLATFORM
from bot.conversation.messages import Address, Value
from bot.events import PlaceOpened, Sender
from bot.runtime.errors import TryLater

BEGIN: Final = "/slack/install"
END: Final = "/slack/oauth_redirect"
BEGUN_S: Final = 600  # Slack's code lives as long
ID = re.compile(r"[A-Z0-9]{1,40}")
LANGUAGE = "turnabout_language"  # its place in what Slack's library carries along with a request

# Why it did not work -> the page that says so. Another word of Slack's is a mistake in how the app is set up.
PAGES: Final = {
    "access_denied": "refused",
    "invalid_browser": "expired",
    "invalid_state": "expired",
    "missing_code": "expired",
    "invalid_code": "expired",
    "storage_error": "later",
}
USED_UP: Final = frozenset({"code_already_used", "code_expired", "invalid_code"})

log = logging.getLogger(__name__)


class SlackInstall:
    """Two routes."""

    def __init__(self, needs: Needs, rows: Rows) -> None:
        self._words_for = needs.words_for
        self._rows = rows
        self._flow = Flow(needs, rows)

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(BEGIN, self._begin, allow_head=False),
            web.get(END, self._end, allow_head=False),
        ]

    async def _begin(self, request: web.Request) -> web.Response:
        return await self._answered(request, self._flow.handle_installation)

    async def _end(self, request: web.Request) -> web.Response:
        return await self._answered(request, self._flow.handle_callback)

    async def _answered(
        self, request: web.Request, part: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    ) -> web.Response:
        asked = AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))
        asked.context[LANGUAGE] = language_of(request)
        try:
            answer = await part(asked)
            await self._rows.forget_begun()
        except Exception as error:
            # The border: a database that is gone says so in words of its own, which may hold its statement.
            log.error("an installation did not work: %s", type(error).__name__)
            text = page(self._words_for, language_of(request), "later", BEGIN)
            return web.Response(status=503, text=text, content_type="text/html", headers=HEADERS)
        headers = HEADERS | {"Location": answer.headers["location"][0]} if answer.status == 302 else HEADERS
        told = web.Response(status=answer.status, text=answer.body, content_type="text/html", headers=headers)
        for cookie in answer.headers.get("set-cookie", ()):
            told.headers.add("Set-Cookie", cookie)
        return told


class Flow(AsyncOAuthFlow):
    def __init__(self, needs: Needs, rows: Rows) -> None:
        self._needs, self._rows = needs, rows
        settings = needs.settings
        store = AsyncSQLAlchemyInstallationStore(
            client_id=settings.client_id, engine=rows.writing, logger=library_log()
        )
        store.bots = rows.bots
        self._store = store
        super().__init__(
            client=web_client(settings.api_url, None),
            logger=library_log(),
            settings=self._settings_of(settings, store, rows),
        )

    def _settings_of(self, settings: SlackSettings, store: Any, rows: Rows) -> AsyncOAuthSettings:
        states = AsyncSQLAlchemyOAuthStateStore(
            expiration_seconds=BEGUN_S, engine=rows.writing, logger=library_log()
        )
        states.oauth_states = rows.states
        made = AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            scopes=scopes(),
            user_scopes=[],
            redirect_uri=f"{settings.public_url}{END}",
            install_path=BEGIN,
            install_page_rendering_enabled=False,
            redirect_uri_path=END,
            authorization_url=settings.authorize_url,
            installation_store=store,
            state_store=states,
            state_expiration_seconds=BEGUN_S,
            callback_options=AsyncCallbackOptions(success=self._succeeded, failure=self._failed),
            logger=library_log(),
        )
        made.state_utils = Cookie(secure=settings.public_url.startswith("https:"))
        return made

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        """Whoever made the link we were called by may choose a workspace, and features that need more rights."""
        team = (request.query.get("team") or [""])[0]
        known = team if ID.fullmatch(team) else None
        features = [one for one in request.query.get("with") or () if one in FEATURES]
        asking = AuthorizeUrlGenerator(
            client_id=self.settings.client_id,
            redirect_uri=self.settings.redirect_uri,
            scopes=scopes(features),
            user_scopes=[],
            authorization_url=self.settings.authorization_url,
        )
        return asking.generate(state=state, team=known)

    async def run_installation(self, code: str) -> Installation | None:
        """`None` for a code that is no good. Raises TryLater, or what else Slack says, as BoltError."""
        try:
            answer = await self.client.oauth_v2_access(
                code=code,
                client_id=self.settings.client_id,
                client_secret=self.settings.client_secret,
                redirect_uri=self.settings.redirect_uri,
            )
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            if isinstance(error, SlackApiError) and error_code(error) in USED_UP:
                return None
            reason = str(translated(error, posting=False))
            log.error(
                "oauth.v2.access: %s; check SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and PUBLIC_URL", reason
            )
            raise TryLater(reason) from error
        data: Any = answer.data
        return installation_of(data)

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Only the bot's token; then who installed it may begin."""
        place = place_of(installation)
        try:
            await self._store.async_save_bot(installation.to_bot())
            await self._rows.keep_newest(place)
            await self._needs.handle(self._opened(request, place, installation))
        except Exception as error:
            log.error("the installation of slack:%s could not be stored: %s", place, type(error).__name__)
            raise BoltError("not stored") from error

    def _opened(self, request: AsyncBoltRequest, place: str, installation: Installation) -> PlaceOpened:
        once = blake2b((request.query.get("code") or [""])[0].encode(), digest_size=16).hexdigest()
        user = installation.user_id
        return PlaceOpened(
            id=f"slack:installed:{once}",
            at=self._needs.clock.now(),
            sender=Sender(
                platform=PLATFORM,
                place=place,
                user=user,
                address=Address(platform=PLATFORM, place=place, user=user),
                language=request.context[LANGUAGE],
            ),
            company=installation.team_name or installation.enterprise_name or "",
        )

    async def _succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        made = args.installation
        link = ""
        known = ID.fullmatch(made.app_id or "") and ID.fullmatch(place_of(made))
        if known and is_whole(place_of(made)):
            # Source: https://docs.slack.dev/enterprise/developing-for-enterprise-orgs (November 2026)
            link = f"https://app.slack.com/manage/{place_of(made)}/integrations/profile/{made.app_id}/workspaces/add"
            return self._page(args.request, 200, "whole", link)
        if known:
            link = f"https://slack.com/app_redirect?app={made.app_id}&team={place_of(made)}"
        company = made.team_name or made.enterprise_name or ""
        return self._page(args.request, 200, "done" if company else "done_somewhere", link, company=company)

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        status = 503 if args.reason == "storage_error" else args.suggested_status_code
        return self._page(args.request, status, PAGES.get(args.reason, "later"), BEGIN)

    def _page(
        self, request: AsyncBoltRequest, status: int, name: str, link: str, **values: Value
    ) -> BoltResponse:
        text = page(self._needs.words_for, request.context[LANGUAGE], name, link, **values)
        return BoltResponse(
            status=status,
            body=text,
            headers={"Set-Cookie": [self.settings.state_utils.build_set_cookie_for_deletion()]},
        )


class Cookie(OAuthStateUtils):
    """Says that the browser which comes back is the one that began."""

    def __init__(self, *, secure: bool) -> None:
        """`secure`: the browser sends it over https only."""
        super().__init__(cookie_name="turnabout-slack-install", expiration_seconds=BEGUN_S)
        self._more = f"{'Secure; ' if secure else ''}HttpOnly; SameSite=Lax; Path=/slack"

    def build_set_cookie_for_new_state(self, state: str) -> str:
        return f"{self.cookie_name}={state}; {self._more}; Max-Age={self.expiration_seconds}"

    def build_set_cookie_for_deletion(self) -> str:
        return f"{self.cookie_name}=deleted; {self._more}; Expires=Thu, 01 Jan 1970 00:00:00 GMT"


def place_of(installation: Installation) -> str:
    """The Grid organization where the whole of it was installed, else the workspace."""
    whole = installation.is_enterprise_install and installation.enterprise_id
    return str(whole or installation.team_id or installation.enterprise_id or "")


def installation_of(answer: dict[str, Any]) -> Installation | None:
    """`None` for an answer without what we asked for."""
    enterprise, team = answer.get("enterprise") or {}, answer.get("team") or {}
    whole = bool(answer.get("is_enterprise_install"))
    user = (answer.get("authed_user") or {}).get("id")
    made = Installation(
        app_id=answer.get("app_id"),
        enterprise_id=enterprise.get("id"),
        enterprise_name=enterprise.get("name"),
        team_id=None if whole else team.get("id"),
        team_name=None if whole else team.get("name"),
        bot_token=answer.get("access_token"),
        bot_user_id=answer.get("bot_user_id"),
        bot_scopes=answer.get("scope") or "",
        bot_refresh_token=answer.get("refresh_token"),
        bot_token_expires_in=answer.get("expires_in"),
        user_id=user if isinstance(user, str) else "",
        is_enterprise_install=whole,
    )
    return made if made.bot_token and made.user_id and place_of(made) else None
