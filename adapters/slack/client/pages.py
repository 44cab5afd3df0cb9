"""What does whoever installs the app read in the browser? A plain page of our own words."""

from __future__ import annotations

from html import escape
from typing import Final

from aiohttp import web

from adapters.wording import WordsFor
from bot.conversation.messages import Phrase, Value

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LANGUAGES: Final = ("de", "en")
STYLE: Final = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1.5rem;"
    "color:#1d1c1d;background:#fff}h1{font-size:1.6rem;line-height:1.3}a{color:#0b4c8c}"
    "@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#1a1d21}a{color:#8ec5ff}}"
)


def language_of(request: web.Request) -> str:
    """The first of the reader's languages that we speak."""
    asked = request.headers.get("Accept-Language", "")
    spoken = (part.partition(";")[0].strip().partition("-")[0].lower() for part in asked.split(","))
    return next((one for one in spoken if one in LANGUAGES), "en")


def page(words_for: WordsFor, language: str, name: str, link: str = "", **values: Value) -> str:
    """`name` is a table under [install_page] of the catalog; `link` is where its `go` leads, none without one."""
    words = words_for(language, "UTC")

    def said(part: str) -> str:
        return escape(words.text(Phrase(f"install_page.{name}.{part}", values)))

    go = f'<p><a href="{escape(link)}">{said("go")}</a></p>' if link else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{said('title')}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{said('title')}</h1><p>{said('text')}</p>{go}</main></body></html>"
    )
