"""Do Slack's requests reach the server that runs, unchanged, and does it know them for Slack's?

Slack cannot be asked whether a signing secret is right. But a request that we sign ourselves and send through the
public address finds a wrong path, a proxy that changes what it passes on, and a server that was started with another
secret; and a server that has refused every request since its start has most likely the wrong one.
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlsplit
from uuid import uuid4

import aiohttp
from slack_sdk.signature import SignatureVerifier

from adapters.network import CALL_S, Way, is_alive, objection_to_way, only_refused, trouble
from adapters.slack.client.settings import SlackSettings
from adapters.slack.client.web import CHECKUP, PATH, SIGNATURE
from bot.runtime.clocks import SystemClock

Findings = list[tuple[str, str]]
ABOUT_SIGNING: Final = "SLACK_SIGNING_SECRET"
ADDRESS: Final = "PUBLIC_URL"
INSTALL: Final = "/slack/install"
MEND_SIGNING: Final = (
    "at https://api.slack.com/apps open the app, “Basic Information”, “App Credentials”, “Signing Secret”, “Show”, "
    "copy it and start the server again"
)


async def examine_way(settings: SlackSettings) -> Findings:
    """What is wrong with the way to us: Slack's over HTTP, and that of people who install the app by OAuth. Nothing
    where no address is known and nobody listens, or where neither is needed.
    """
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_S)) as http:
        if settings.app_token:  # Socket Mode
            found = await _public(http, settings) if settings.public_url and settings.client_id else []
        else:
            found = await _over_http(http, settings)
    return list({key: (key, text) for key, text in reversed(found)}.values())[
        ::-1
    ]  # of each key the first, the plainest


async def _over_http(http: aiohttp.ClientSession, settings: SlackSettings) -> Findings:
    runs = await is_alive(http, settings.local_url)
    found = await _refused(http, settings.local_url) if runs else []
    if settings.public_url:
        return found + await _public(http, settings)
    # Whatever listens on this machine, only another secret is our finding.
    through = await _through(http, settings.local_url, settings.signing_secret) if runs else []
    return found + [one for one in through if one[0] == ABOUT_SIGNING]


async def _refused(http: aiohttp.ClientSession, url: str) -> Findings:
    """Has the server that runs refused all it got?"""
    refused = await only_refused(http, url, "slack")
    if not refused:
        return []
    requests = "the one request of Slack's" if refused == 1 else f"all {refused} requests of Slack's"
    return [
        (
            ABOUT_SIGNING,
            f"the server has refused {requests} since its start, as not signed with this secret: {MEND_SIGNING}",
        )
    ]


async def _public(http: aiohttp.ClientSession, settings: SlackSettings) -> Findings:
    url = settings.public_url
    way = Way(who="Slack", public_url=url, local_url=settings.local_url, path="/slack/")
    objection = await objection_to_way(http, way)
    if objection:
        return [(ADDRESS, objection)]
    found = [] if settings.app_token else await _through(http, url, settings.signing_secret)
    return found + (await _installing(http, url) if settings.client_id else [])


async def _installing(http: aiohttp.ClientSession, url: str) -> Findings:
    """Is the page there where people install the app?"""
    try:
        async with http.get(f"{url}{INSTALL}", allow_redirects=False) as answer:
            if answer.status < 400:
                return []
            status = answer.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return [(ADDRESS, f"GET {url}{INSTALL}: {trouble(error, urlsplit(url).netloc)}")]
    return [
        (
            ADDRESS,
            f"GET {url}{INSTALL}, where people install the app, is answered {status}: let the proxy pass everything "
            "under /slack/, and start the server with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET set",
        )
    ]


async def _through(http: aiohttp.ClientSession, url: str, secret: str) -> Findings:
    """Send what Slack sends when it looks at a Request URL, signed by us; the challenge has to come back."""
    challenge = uuid4().hex
    body = json.dumps({"type": "url_verification", "token": "", "challenge": challenge}).encode()
    try:
        async with http.post(
            f"{url}{PATH}", data=body, headers=_signed(secret, body), allow_redirects=False
        ) as answer:
            status, said = answer.status, (await answer.read()).decode("utf-8", "replace")
    except (aiohttp.ClientError, TimeoutError) as error:
        return [(ADDRESS, f"POST {url}{PATH}: {trouble(error, urlsplit(url).netloc)}")]
    if status == 200 and challenge in said:
        return []
    if status == 401:
        return [
            (
                ABOUT_SIGNING,
                f"the server that runs at {url} refuses what is signed with it: it was started with another secret "
                "(start it again), or the proxy changes the body or the X-Slack headers of requests (let it pass them "
                "as they are)",
            )
        ]
    if status == 200:
        return [(ADDRESS, f"POST {url}{PATH} comes back changed: let the proxy pass answers as they are")]
    return [(ADDRESS, _refusal(status, url))]


def _refusal(status: int, url: str) -> str:
    if status in (404, 405):
        return (
            f"POST {url}{PATH} is answered {status}: let the proxy pass it, and start the server with "
            "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET set"
        )
    if 300 <= status < 400:
        return f"POST {url}{PATH} is sent on elsewhere ({status}), and Slack does not follow: name the last address"
    return f"POST {url}{PATH} is answered {status}: let the proxy pass requests and answers as they are"


def _signed(secret: str, body: bytes) -> dict[str, str]:
    """The headers of a request of Slack's."""
    now = str(int(SystemClock().now().timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=now, body=body) or ""
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        SIGNATURE: signature,
        CHECKUP: "1",
    }
