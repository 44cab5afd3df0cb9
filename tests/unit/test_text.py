"""Is every sentence there, in every language, with the places the code fills? And does none read like a cliché?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from bot.buttons import story_buttons
from bot.conversation.flow import Choice, Many, Scale
from bot.conversation.messages import (
    AtMoment,
    Hours,
    Listed,
    OnDay,
    Phrase,
    SkillName,
    Value,
    ZoneName,
    phrase,
)
from bot.flows import FLOWS
from bot.flows.onboarding import CHANGEABLE
from bot.program.commands import COMMANDS
from bot.program.matching import HARD_RULES, discreet
from bot.program.matching.explain import REASONS
from bot.program.matching.rules import PARTS as SCORED
from bot.program.model import Change, Story
from bot.program.moves import PROPOSAL_MOVES
from bot.program.pairs.care import HEALTHS
from bot.program.proposing.advice_view import ABOUT_WISHES
from bot.program.proposing.board import PRIVATE
from bot.program.proposing.waiting import HELPS, MORE_TOPICS, NOTHING_MET
from bot.program.proposing.why import FROM_DIRECTORY
from bot.program.snapshot import GROUPS
from bot.program.telling.story import PARTS
from bot.program.topics import TOPICS
from bot.text.catalog import LANGUAGES, PLACE, PLURALS, Sentence, Words, has, sentences

ROOT = Path(__file__).parents[2]
LITERAL = re.compile(r"""(?:phrase|Phrase)\(\s*"([a-z_0-9.]+)\"""")
BUTTON_LIMIT = 75  # Source: https://docs.slack.dev/reference/block-kit/block-elements/button-element, 2026-11
CLICHES = re.compile(
    r"(?i)\b(millennials?|gen(eration)? [xyz]|boomers?|digital natives?|young people|old-timers?|synerg|leverage|"
    r"reach out|touch base|empower|journey|excited to|junge leute|alte hasen)\b"
)


def forms(sentence: Sentence) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def places(sentence: Sentence) -> set[str]:
    return {place for form in forms(sentence) for place in PLACE.findall(form)}


def needed_keys() -> Iterator[str]:
    """Keys that stand in the code as they are, and those that tables and flows make."""
    for path in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "adapters").rglob("*.py")]:
        yield from LITERAL.findall(path.read_text("utf-8"))
    for flow in FLOWS.values():
        for question in flow.questions:
            key = f"{flow.name}.{question.name}"
            yield from (f"{key}.ask", f"{key}.label")
            changeable = flow.name == "setup" or (flow.name == "onboarding" and question.name in CHANGEABLE)
            yield from ([f"{key}.change"] if changeable else [])
            yield from ([f"sees.{question.sees}"] if question.sees else [])
            if isinstance(question, Choice | Many):
                yield from (f"{key}.{option}" for option in question.options)
            if isinstance(question, Scale):
                yield from (f"{key}.low", f"{key}.high")
    yield from (f"command.{command.name}" for command in COMMANDS)
    yield from (f"button.{command.name}" for command in COMMANDS)
    yield from (f"pair.button.{name}" for name in PROPOSAL_MOVES if name != "take")
    yield from (f"pair.state.{state}" for state in ("making", "ready", "approved", "announced", "discarded"))
    shown = (PRIVATE.get(name, name) for name in discreet(tuple(rule.name for rule in HARD_RULES)))
    yield from (f"pair.broken.{name}" for name in shown)
    yield from (f"waiting.help.{key}" for key, _ in (*HELPS.values(), MORE_TOPICS) if key)
    yield from (f"waiting.{key}" for key in NOTHING_MET.values())
    yield from (f"advice.{kind}" for kind in ("gap", "department", "site", "hours", "pilot_size"))
    yield from (f"advice.{kind}{many}" for kind in ABOUT_WISHES for many in ("", "_many"))
    yield from (f"advice.{kind}_wanted" for kind in ("mentors", "mentees"))
    yield from (f"why.part.{part.name}" for part in SCORED)
    yield from (f"why.column.{name}" for name in ("part", "result", "counts"))
    yield from (f"pair.broken.{rule}" for rule in FROM_DIRECTORY)
    yield from (f"pair.by_other.{name}" for name in ("again", "discard", "approve", "undo"))
    yield from (f"people.{part}.{group}" for part in ("title", "group") for group in GROUPS)
    yield from (f"status.{part}.{health}" for part in ("health", "so_many") for health in HEALTHS)
    yield from (
        f"leftover.{reason}" for reason in {*REASONS.values(), "nobody_wants_or_teaches", "outnumbered"}
    )


def told_keys() -> Iterator[str]:
    """What is said about stories and changes, by their states and the moves of those who decide."""
    story, change = (get_args(get_type_hints(kind)["state"]) for kind in (Story, Change))
    yield from (f"story.state.{state}" for state in story if state not in ("writing", "draft"))
    yield from (f"story.{part}.{name}" for part in ("heading", "speaker") for name in _named(part))
    yield from (f"nudge.story_{state}" for state in ("asked", "writing", "draft"))
    yield from (f"story.button.{name.partition('.')[2]}" for name in story_buttons.ACTIONS if name[0] == "s")
    yield from (f"change.button.{name.partition('.')[2]}" for name in story_buttons.ACTIONS if name[0] == "c")
    yield from (f"stories.button.{name}" for name in ("post", "send_back", "refuse"))
    yield from (f"stories.over.{state}" for state in ("posted", "declined", "withdrawn", "changed"))
    yield from (f"change.state.{state}" for state in (*change[1:], "waits", "asks", "open"))
    yield from (f"nudge.topic.{topic}" for topic in TOPICS)


def _named(part: str) -> tuple[str, ...]:
    return PARTS if part == "heading" else ("mentor", "mentee")


@pytest.mark.parametrize("key", sorted({*needed_keys(), *told_keys()}))
def test_every_key_the_code_uses_is_there(key: str) -> None:
    assert has(key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_and_no_other(language: str) -> None:
    assert sentences(language).keys() == sentences("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_the_same_places(language: str) -> None:
    differing = {
        key: (places(sentence), places(sentences("en")[key]))
        for key, sentence in sentences(language).items()
        if places(sentence) | {"count"} != places(sentences("en")[key]) | {"count"}
    }
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_the_forms_the_language_needs(language: str) -> None:
    for key, sentence in sentences(language).items():
        if not isinstance(sentence, str):
            assert {"one", "other"} <= set(sentence) <= PLURALS, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_fit_every_platform(language: str) -> None:
    buttons = {k: v for k, v in sentences(language).items() if k.startswith(("button.", "pair.button."))}
    longest = {
        k: form
        for k, sentence in buttons.items()
        for form in forms(sentence)
        if len(form) > BUTTON_LIMIT - 20
    }
    assert not longest


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_a_cliche_or_shouts(language: str) -> None:
    for key, sentence in sentences(language).items():
        for form in forms(sentence):
            assert not CLICHES.search(form), key
            assert form.count("!") <= 1, key
            assert form == form.strip(), key
            assert "  " not in form, key


MOMENT = datetime(2026, 3, 3, 11, 10, tzinfo=UTC)
SHOWN: list[tuple[Value, str, str]] = [
    (phrase("value.yes"), "Yes", "Ja"),
    (1234.5, "1,234.5", "1.234,5"),
    (OnDay(date(2026, 9, 4)), "Friday, 4 September 2026", "Freitag, 4. September 2026"),
    (AtMoment(MOMENT), "Tuesday, 3 March 2026 at 12:10", "Dienstag, 3. März 2026 um 12:10 Uhr"),
    (
        Hours(((time(9), time(12)), (time(13), time(17, 30)))),
        "09:00–12:00 and 13:00–17:30",
        "09:00–12:00 und 13:00–17:30",
    ),
    (Listed(("a", "b", "c")), "a, b and c", "a, b und c"),
    (Listed(("a", "b"), joined_by="or"), "a or b", "a oder b"),
    (ZoneName("Europe/Vienna"), "Vienna", "Wien"),
    (SkillName("beekeeping"), "beekeeping", "beekeeping"),
    ("{name} %s <b>", "{name} %s <b>", "{name} %s <b>"),
]


@pytest.mark.parametrize(("value", "english", "german"), SHOWN)
def test_values_read_as_the_reader_writes_them(value: Value, english: str, german: str) -> None:
    assert Words("en", "Europe/Berlin").value(value) == english
    assert Words("de", "Europe/Berlin").value(value) == german


def test_plural_follows_the_count() -> None:
    words = Words("en", "UTC")
    assert words.text(Phrase("pair.left", {"count": 0})) == "Nobody is left over."
    assert words.text(Phrase("pair.left", {"count": 1})) == "One person is left over."
    assert words.text(Phrase("pair.left", {"count": 1200})) == "1,200 people are left over."


def test_what_people_wrote_is_never_looked_up_or_filled() -> None:
    said = Phrase("talk.noted", {"answer": "{name} talk.noted"})
    assert Words("en", "UTC").text(said) == "Noted: {name} talk.noted."


def test_unknown_language_and_zone_fall_back() -> None:
    assert Words("xx", "Nowhere/Land").text(phrase("value.yes")) == "Yes"


def test_missing_value_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError, match="answer"):
        Words("en", "UTC").text(phrase("talk.noted"))
