"""How much of what people type is understood, and is nothing taken that was not meant? Every kind, the whole corpus."""

from collections.abc import Callable

import pytest

from bot.conversation.understand import Unclear
from bot.conversation.understand.choices import choice, many
from bot.conversation.understand.controls import control
from bot.conversation.understand.scales import scale
from bot.conversation.understand.yes_no import yes_no
from bot.program.intents import intent
from tests.unit.understand.replies import NOTHING, Reply, offered, rates, replies

KINDS = ("yes_no", "scale", "control", "choice", "many", "intent")


def understanding(kind: str, file: str) -> Callable[[Reply], str]:
    """What the code makes of a reply, as one word."""

    def named(value: object) -> str:
        if value is None or isinstance(value, Unclear):
            return "none" if value is None else "unclear"
        return " ".join(value) if isinstance(value, tuple) else str(value)

    table: dict[str, Callable[[Reply], object]] = {
        "yes_no": lambda reply: yes_no(reply.text, lang=reply.lang),
        "scale": lambda reply: scale(reply.text, lang=reply.lang),
        "control": lambda reply: control(reply.text, lang=reply.lang),
        "choice": lambda reply: choice(reply.text, offered(reply, file), lang=reply.lang),
        "many": lambda reply: many(reply.text, offered(reply, file), lang=reply.lang),
        "intent": lambda reply: intent(reply.text, lang=reply.lang, admin=reply.group == "admin"),
    }
    return lambda reply: named(table[kind](reply))


def told_by_both(every: list[Reply]) -> list[Reply]:
    """What anybody may write out of the blue, once by an employee and once by an admin."""
    return [
        Reply(lang=reply.lang, group=group, text=reply.text, meaning=reply.meaning)
        for reply in every
        for group in (("employee", "admin") if reply.group == "anybody" else (reply.group,))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_tuned_for_is_taken_wrongly_and_nearly_all_is_understood(kind: str) -> None:
    found = rates(told_by_both(replies(kind, "tuned")), understanding(kind, "tuned"))
    assert found.wrong == ()
    assert found.understood >= 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_most_of_what_nobody_tuned_for_is_understood(kind: str) -> None:
    found = rates(told_by_both(replies(kind, "fresh")), understanding(kind, "fresh"))
    assert found.understood >= 0.8


def test_hardly_anything_nobody_tuned_for_is_taken_wrongly() -> None:
    found = [rates(told_by_both(replies(kind, "fresh")), understanding(kind, "fresh")) for kind in KINDS]
    wrong, count = sum(len(some.wrong) for some in found), sum(some.count for some in found)
    assert wrong / count <= 0.01


@pytest.mark.parametrize("kind", ["yes_no", "scale", "choice", "many", "intent"])
def test_what_is_not_clear_is_asked_again(kind: str) -> None:
    told = understanding(kind, "tuned")
    unclear = [reply for reply in told_by_both(replies(kind, "tuned")) if reply.meaning in NOTHING]
    assert [reply for reply in unclear if told(reply) not in NOTHING] == []


@pytest.mark.parametrize("lang", ["en", "de"])
def test_an_answer_that_only_contains_a_control_word_is_an_answer(lang: str) -> None:
    answers = [reply.text for reply in replies("control", "tuned") if reply.meaning == "none"]
    assert [(text, found) for text in answers if (found := control(text, lang=lang)) is not None] == []
