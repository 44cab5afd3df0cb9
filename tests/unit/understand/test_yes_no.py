"""A yes, a no, or neither: corrections, signs, doubt, length."""

import pytest

from bot.conversation.understand import Unclear
from bot.conversation.understand.yes_no import yes_no


@pytest.mark.parametrize("lang", ["en", "de", "fr"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yes, actually no", "no"),
        ("no wait, yes", "yes"),
        ("nein, doch lieber ja", "yes"),
        ("ja, moment, nein", "no"),
        ("👍🏿", "yes"),
        (":-1:", "no"),
        ("yes, because I don't like waiting", "yes"),
        ("I can't wait", "yes"),
        ("that doesn't work for me", "no"),
        ("hab nichts dagegen", "yes"),
        ("NOOOOO", "no"),
        ("natuerlich", "yes"),
    ],
)
def test_the_last_word_counts(text: str, meant: str, lang: str) -> None:
    assert yes_no(text, lang=lang) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍👎",
        "yes?",
        "only if it is short",
        "yes, wait",
        "ja und nein",
        "…",
        "yes" * 300,
        "yes, uh no",
        "oh great, another meeting",
        "I'm good",
    ],
)
def test_doubt_is_unclear_and_both_are_offered(text: str) -> None:
    assert yes_no(text, lang="en") == Unclear(reason="yes_or_no", likely=("yes", "no"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("unfortunately yes", "yes"),
        ("I'd love to but I can't", "no"),
        ("I couldn't agree more", "yes"),
        ("I promise", "yes"),
        ("I promise nothing", "no"),
    ],
)
def test_what_is_regretted_is_an_answer(text: str, meant: str) -> None:
    assert yes_no(text, lang="en") == meant
