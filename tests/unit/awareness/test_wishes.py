"""What people who run the program may type instead of `/rm-announce`."""

from __future__ import annotations

import pytest

from bot.program.intents import intent

WISHES = {
    "en": (
        "post something about the program",
        "tell people about it",
        "pause the posts",
        "stop posting about the program",
        "show me the next post",
        "who is our sponsor?",
        "name the sponsor",
        "which topics are scarce?",
    ),
    "de": (
        "poste etwas über das Programm",
        "mach das Programm bekannt",
        "erzähl allen davon",
        "hör auf zu posten",
        "Posts anhalten",
        "nächsten Post zeigen",
        "wer macht den Anfang?",
        "welche Themen sind knapp?",
    ),
}


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in WISHES.items() for text in texts])
def test_it_is_understood_from_those_who_may_and_from_nobody_else(lang: str, text: str) -> None:
    assert intent(text, lang=lang, admin=True) == "announce"
    assert intent(text, lang=lang, admin=False) != "announce"


@pytest.mark.parametrize(
    ("text", "wish"),
    [("pause until 3 May", "pause"), ("I need a break", "pause"), ("change the program settings", "setup")],
)
def test_what_sounds_alike_is_still_what_it_was(text: str, wish: str) -> None:
    assert intent(text, lang="en", admin=True) == wish
