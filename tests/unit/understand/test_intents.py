"""Wishes out of the blue: only what a person may ask for, and three to choose from when unsure."""

import pytest

from bot.conversation.understand import Unclear
from bot.program.intents import ADMINS, EVERYBODY, intent
from tests.unit.understand.replies import replies


def test_what_only_admins_may_do_is_never_taken_for_an_employee() -> None:
    texts = [reply.text for file in ("tuned", "fresh") for reply in replies("intent", file)]
    taken = {intent(text, lang="en", admin=False) for text in texts}
    assert not taken & set(ADMINS)


def test_unsure_offers_three_commands_of_the_person() -> None:
    for text in ("", "match people", "asdf", "the weather"):
        found = intent(text, lang="en", admin=False)
        assert isinstance(found, Unclear)
        assert len(found.likely) == 3
        assert set(found.likely) <= set(EVERYBODY)


@pytest.mark.parametrize(
    "text", ["I was harassed by my mentor in our last session", "Mein Mentor bedrängt mich beim Treffen"]
)
def test_a_concern_is_heard_before_anything_else(text: str) -> None:
    assert intent(text, lang="en", admin=False) == "concern"


def test_what_is_not_wished_for_is_not_taken() -> None:
    assert intent("I don't want to join", lang="en", admin=False) != "join"
    assert intent("bitte nicht pausieren", lang="de", admin=False) != "pause"


@pytest.mark.parametrize(
    "text", ["I don't want to pause", "I don't want to leave", "I really don't need a break"]
)
def test_what_is_not_wanted_is_no_wish(text: str) -> None:
    assert isinstance(intent(text, lang="en", admin=False), Unclear)


@pytest.mark.parametrize(
    ("text", "lang", "wish"),
    [
        ("I'd like a different partner", "en", "me"),
        ("we just don't click", "en", "me"),
        ("what did we agree on?", "en", "me"),
        ("what have we taught each other so far", "en", "me"),
        ("can I see my role card again", "en", "me"),
        ("Ich hätte gern eine andere Mentorin", "de", "me"),
        ("Wir passen leider nicht zusammen", "de", "me"),
        ("Was haben wir eigentlich vereinbart?", "de", "me"),
        ("was hat sie mir bisher beigebracht", "de", "me"),
        ("can we find a different time", "en", "session"),
        ("können wir einen anderen Termin suchen", "de", "session"),
        ("I don't get along with my mentor, she shouts at me", "en", "concern"),
        ("Ich verstehe mich nicht mit meinem Mentor, er beleidigt mich", "de", "concern"),
    ],
)
def test_what_belongs_to_the_two_is_found_on_their_page(text: str, lang: str, wish: str) -> None:
    """Another partner, what they agreed and taught: all on `/rm-me`, as long as nothing worse is said."""
    assert intent(text, lang=lang, admin=False) == wish
