"""Words to the bot itself, and answers that only look like them."""

import pytest

from bot.conversation.understand.controls import control


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("sorry, I made a mistake, can we go back please?", "back"),
        ("skip, I don't have anything to say", "skip"),
        ("Stopp, ich muss los", "stop"),
        ("???", "help"),
        ("🔙", "back"),
        ("who can see this? is it private?", "who_sees"),
        ("I want to quit the program", "leave"),
        ("uebersprngen", "skip"),
    ],
)
def test_politeness_reasons_and_mistakes_do_not_matter(text: str, meant: str) -> None:
    assert control(text, lang="en") == control(text, lang="de") == meant


@pytest.mark.parametrize(
    "text", ["résumé", "resumes", "Pausen", "help, support and service", "back " * 50, "", "no", "ja"]
)
def test_answers_stay_answers(text: str) -> None:
    assert control(text, lang="en") is None
