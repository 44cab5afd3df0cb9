"""Whatever is typed, nothing is raised and the answer is one of those promised."""

import unicodedata
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.understand import Unclear, clauses, folded, spoken, tidy, tokens
from bot.conversation.understand.choices import Option, choice, many
from bot.conversation.understand.controls import CONTROLS, control
from bot.conversation.understand.phrases import LANGUAGES
from bot.conversation.understand.scales import scale
from bot.conversation.understand.words import LONGEST
from bot.conversation.understand.yes_no import YesNo, yes_no
from bot.program.intents import ADMINS, EVERYBODY, intent

OPTIONS = (
    Option(value="a", label="Video call"),
    Option(value="b", label="2 weeks"),
    Option(value="c", label="🙂"),
)
ODD = st.text(st.characters(codec=None), max_size=80)
SAID = """yes no not nicht ja nein 1 2 3 4 5 or und the first last video call weeks skip back please bitte ich will
my mentor until what who see ? , . … ⭐ 👍 \u202e \u200d ½ -"""
WORDS = st.lists(st.sampled_from(SAID.split()), max_size=40).map(" ".join)
HUGE = st.builds(lambda text, times: (text * times)[:50_000], ODD, st.integers(1, 5000))


@settings(max_examples=300, deadline=None)
@given(text=ODD | WORDS | HUGE, lang=st.sampled_from(["en", "de", "xx", ""]), admin=st.booleans())
def test_any_text_has_one_of_the_promised_answers(text: str, lang: str, admin: bool) -> None:
    values = {option.value for option in OPTIONS}
    answers = (
        (yes_no(text, lang=lang), set(get_args(YesNo))),
        (scale(text, lang=lang), set(range(1, 6))),
        (choice(text, OPTIONS, lang=lang), values),
        (intent(text, lang=lang, admin=admin), set(EVERYBODY + (ADMINS if admin else ()))),
    )
    assert all(isinstance(answer, Unclear) or answer in promised for answer, promised in answers)
    several = many(text, OPTIONS, lang=lang)
    assert isinstance(several, Unclear) or (several and set(several) <= values)
    assert control(text, lang=lang) in {None, *CONTROLS}


@settings(max_examples=200, deadline=None)
@given(text=ODD | WORDS | HUGE)
def test_normalized_text_is_short_and_plain(text: str) -> None:
    for made in (
        tidy(text),
        folded(text),
        *tokens(text),
        *spoken(text),
        *(w for c in clauses(text) for w in c),
    ):
        assert len(made) <= 3 * LONGEST
        assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in made)


def test_both_languages_have_the_same_topics() -> None:
    from bot.conversation.understand import phrases
    from bot.program.intents import FOLDER

    for folder in (phrases.HERE, FOLDER):
        first, *others = (phrases.load(lang, folder).topics for lang in LANGUAGES)
        assert all({topic: set(first[topic]) for topic in first} == {t: set(o[t]) for t in o} for o in others)
