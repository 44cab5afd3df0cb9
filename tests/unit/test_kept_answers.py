"""Is every answer of the onboarding kept, also to a question that somebody adds tomorrow?"""

from __future__ import annotations

from bot.conversation.flow import Answer
from bot.flows.onboarding import ONBOARDING, answers_of, apply
from bot.program.model import Person

GIVEN: dict[str, Answer] = {
    "role": "both",
    "teaches": ["Figma"],
    "wants": ["Budgeting"],
    "confidence/Budgeting": 2,
    "timezone": "Europe/Lisbon",
    "hours": [["09:00", "17:00"]],
    "channels": ["chat"],
    "never_with": ["ben"],
    "brokered": "yes",
}


def test_every_question_is_given_here() -> None:
    names = {question.name for question in ONBOARDING.questions} - {"pledge"}
    assert names == {name.partition("/")[0] for name in GIVEN}


def test_what_was_answered_is_kept() -> None:
    person = apply(Person(id="ana", organization="acme", name="Ana"), GIVEN)
    assert {name: answers_of(person)[name] for name in GIVEN} == GIVEN


def test_an_answer_to_a_new_question_is_kept_by_its_name_and_can_change() -> None:
    person = Person(id="ana", organization="acme", name="Ana")
    for season in ("spring", "autumn"):
        person = apply(person, {"season": season, "days": ["monday"]})
        assert answers_of(person)["season"] == season
    assert answers_of(person)["days"] == ["monday"]
