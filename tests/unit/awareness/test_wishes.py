"""What people who run the program may type instead of `/rm-announce`."""

from __future__ import annotations

import pytest

from bot.conversation.understand.words import tokens
from bot.program.for_admins import ABOUT_SKILLS
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
    ),
    "de": (
        "poste etwas über das Programm",
        "mach das Programm bekannt",
        "erzähl allen davon",
        "hör auf zu posten",
        "Posts anhalten",
        "nächsten Post zeigen",
        "wer macht den Anfang?",
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


SKILLS = {
    "en": (
        "what do people want to learn?",
        "What would our colleagues like to learn",
        "what can people teach?",
        "what skills do people offer?",
        "what are people interested in learning",
        "which topics are missing?",
        "which topics are scarce?",
        "which skills are in demand",
        "which topics does nobody teach?",
        "which topics lack mentors?",
        "supply and demand",
        "show me supply and demand of topics",
        "what is wanted and not offered?",
        "topics people wish for",
        "which wishes are open?",
        "scarce topics",
    ),
    "de": (
        "welche Themen fehlen?",
        "welche Themen sind knapp?",
        "Welche Fähigkeiten fehlen uns noch",
        "was wollen die Leute lernen?",
        "was möchten unsere Kolleginnen gern lernen",
        "was können die Leute zeigen?",
        "was wünschen sich die Leute",
        "Angebot und Nachfrage",
        "zeig mir Angebot und Nachfrage",
        "was wird gewünscht?",
        "was ist am meisten gefragt?",
        "welche Themen werden angeboten?",
        "welche Wünsche gibt es?",
        "wofür fehlt uns jemand?",
    ),
}


@pytest.mark.parametrize(("lang", "text"), [(lang, text) for lang, texts in SKILLS.items() for text in texts])
def test_what_is_wanted_and_offered_is_a_part_of_the_status(lang: str, text: str) -> None:
    assert intent(text, lang=lang, admin=True) == "status"
    assert set(tokens(text)) & ABOUT_SKILLS
    assert intent(text, lang=lang, admin=False) != "status"


@pytest.mark.parametrize("text", ["how is the program going?", "which pairs are stuck?", "wie läuft es?"])
def test_how_it_goes_is_not_about_skills(text: str) -> None:
    assert not set(tokens(text)) & ABOUT_SKILLS


@pytest.mark.parametrize(
    "text", ["what do I want to learn?", "I want to learn Excel", "change what I can teach", "my skills"]
)
def test_ones_own_wishes_are_ones_own(text: str) -> None:
    assert intent(text, lang="en", admin=True) != "status"
