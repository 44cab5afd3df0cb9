"""What does whoever installs the app read in the browser? A plain page of our own words."""

from __future__ import annotations

from html import escape

from adapters.pages import whole
from adapters.wording import WordsFor
from bot.conversation.messages import Phrase, Value


def page(words_for: WordsFor, language: str, name: str, link: str = "", **values: Value) -> str:
    """`name` is a table under [install_page] of the catalog; `link` is where its `go` leads, none without one."""
    words = words_for(language, "UTC")

    def said(part: str) -> str:
        return escape(words.text(Phrase(f"install_page.{name}.{part}", values)))

    go = f'<p><a href="{escape(link)}">{said("go")}</a></p>' if link else ""
    return whole(language, said("title"), f"<p>{said('text')}</p>{go}")
