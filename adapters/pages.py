"""What does somebody read in the browser who is not in a chat? Plain pages of our own words.

`about` is the page to which a manifest of Teams leads for what it is, privacy and terms.
"""

from __future__ import annotations

from html import escape
from typing import Final

from aiohttp import web

from adapters.wording import WordsFor
from bot.conversation.messages import Phrase
from bot.program.keeping import privacy

ABOUT: Final = "/about"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LANGUAGES: Final = ("de", "en")
STYLE: Final = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1.5rem;"
    "color:#1d1c1d;background:#fff}h1{font-size:1.6rem;line-height:1.3}h2{font-size:1.25rem;margin-top:2.5rem}"
    "a{color:#0b4c8c}@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#1a1d21}a{color:#8ec5ff}}"
)


def language_of(request: web.Request) -> str:
    """The first of the reader's languages that we speak."""
    asked = request.headers.get("Accept-Language", "")
    spoken = (part.partition(";")[0].strip().partition("-")[0].lower() for part in asked.split(","))
    return next((one for one in spoken if one in LANGUAGES), "en")


def whole(language: str, title: str, body: str) -> str:
    """A page; `title` and `body` are HTML."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def about(words_for: WordsFor, language: str) -> str:
    words = words_for(language, "UTC")

    def said(*keys: str | Phrase) -> str:
        texts = (words.text(Phrase(key) if isinstance(key, str) else key) for key in keys)
        return "".join(f"<p>{escape(text)}</p>" for text in texts)

    def heading(name: str, key: str) -> str:
        return f'<h2 id="{name}">{escape(words.text(Phrase(key)))}</h2>'

    body = (
        said("platform.app.long")
        + heading("privacy", "privacy.title")
        + said(*privacy.rules(), "about_page.yours")
        + heading("terms", "about_page.terms")
        + said("about_page.company", "about_page.own_wish", "about_page.license")
    )
    return whole(language, escape(words.text(Phrase("platform.app.full"))), body)


def about_route(words_for: WordsFor) -> web.RouteDef:
    async def shown(request: web.Request) -> web.Response:
        text = about(words_for, language_of(request))
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    return web.get(ABOUT, shown)
