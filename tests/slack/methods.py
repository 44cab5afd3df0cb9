"""The table of all methods: each family's, together. A new family is a file and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from tests.slack import auth, chat, conversations, files, home, people, views
from tests.slack.method import Method

METHODS: Mapping[str, Method] = {
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **home.METHODS,
    **views.METHODS,
}
