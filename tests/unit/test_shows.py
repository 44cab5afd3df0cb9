"""Has every skill words for what somebody can show who teaches it, in every language, fit for every sentence?"""

import pytest

from bot.program.skills import load_catalog
from bot.program.skills.shows import is_shown, shown, shows
from bot.text.catalog import LANGUAGES

LONGEST = 60
ASKS = {
    "en": "how what when where which who why",
    "de": (
        "wann warum was welche welches wem wer weshalb wie wo wobei woher womit wonach woran worauf woraus "
        "wozu worüber"
    ),
}


def test_every_skill_of_the_catalog_has_its_line_and_no_other() -> None:
    assert set(shows()) == set(load_catalog().names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_a_short_question_for_the_middle_of_a_sentence(language: str) -> None:
    for name, said in lines(language):
        assert 10 < len(said) < LONGEST, name
        assert said.split()[0] in ASKS[language].split(), name
        assert said == said.strip(), name
        assert said[-1] not in ".?!,;:", name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_lines_are_alike(language: str) -> None:
    said = [line for _, line in lines(language)]
    assert len(set(said)) == len(said)


def test_a_skill_has_as_many_lines_in_every_language() -> None:
    assert {name for name, by in shows().items() if len({len(by[one]) for one in LANGUAGES}) > 1} == set()
    assert shown("TikTok", "en") != shown("TikTok", "en", 1)
    assert shown("TikTok", "en") == shown("TikTok", "en", 2)


def test_own_words_have_none() -> None:
    assert (is_shown("TikTok"), shown("TikTok", "de-AT")) == (True, "wie kurze Videos entstehen")
    assert (is_shown("woodturning"), shown("woodturning", "en")) == (False, "")


def lines(language: str) -> list[tuple[str, str]]:
    return [(name, said) for name in load_catalog().names for said in shows()[name][language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_says_you(language: str) -> None:
    """Each is read by the one who shows it, too: "You can show Ben what your phone can do" would be the wrong phone."""
    you = {
        "you",
        "your",
        "yours",
        "yourself",
        "du",
        "dir",
        "dich",
        "dein",
        "deine",
        "deinen",
        "deiner",
        "ihr",
        "euch",
    }
    assert not [said for _, said in lines(language) if you & set(said.casefold().split())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_speaks_of_he_or_she(language: str) -> None:
    pronouns = {
        "he",
        "she",
        "him",
        "her",
        "his",
        "hers",
        "er",
        "ihm",
        "ihn",
        "sein",
        "seine",
        "seiner",
        "seinen",
    }
    assert not [said for _, said in lines(language) if pronouns & set(said.casefold().split())]
