"""What was answered keeps nothing to press: which messages are closed by which step."""

from __future__ import annotations

from typing import Literal

import pytest

from bot.answered import ONCE
from bot.buttons.admin_buttons import ACTIONS as FOR_ADMINS
from bot.buttons.buttons import ACTIONS
from bot.conversation.flow import Progress
from bot.conversation.messages import (
    Button,
    Buttons,
    Divider,
    Message,
    Option,
    Phrase,
    Pick,
    Say,
    without_answers,
)
from bot.events import Pressed
from bot.outcome import Outcome
from bot.program.model import SafeContact, Talk
from bot.talks import CARDS
from tests.factories import NOON, channel, cohort, person, talk
from tests.unit.test_proposals import two_pairs
from tests.unit.world import ADMIN, World, button, from_user, keys

DUTY = "Would you?"
State = Literal["asked", "accepted", "declined"]


def closed(outcome: Outcome) -> list[str]:
    return [send.replaces for send in outcome.sends if send.kind == "answered"]


def asked_to_listen(state: State = "asked", language: str = "en") -> World:
    contacts = (SafeContact(person="ben", state=state),)
    return World(cohort(opened_by=ADMIN, safe_contacts=contacts), person("ben", language=language))


def press(here: World, who: str, action: str, message: str) -> Outcome:
    event = Pressed(id=f"p-{who}-{action}", at=NOON, sender=from_user(who), action=action, message=message)
    return here.run(event)


# -- what decides once -----------------------------------------------------------------------------------------------


def test_every_such_button_is_one_of_the_tables() -> None:
    assert set(ACTIONS) | set(FOR_ADMINS) >= ONCE


def test_what_was_asked_once_is_closed_by_its_answer() -> None:
    here = asked_to_listen()
    outcome = press(here, "ben", "duty.accept", "asking:0")
    assert closed(outcome) == ["asking:0"]
    assert [send.person for send in outcome.sends if send.kind == "answered"] == ["ben"]


def test_a_look_closes_nothing() -> None:
    here = asked_to_listen()
    assert closed(press(here, "ben", "command", "asking:0")) == []
    assert closed(press(here, "ben", "privacy.looked", "asking:0")) == []


def test_a_button_of_no_message_closes_nothing() -> None:
    assert closed(press(asked_to_listen(), "ben", "duty.accept", "")) == []


@pytest.mark.parametrize("action", ["digest.now", "report.post"])
def test_what_cannot_be_posted_now_can_be_pressed_again(action: str) -> None:
    shut = channel(away="archived")
    here = World(cohort(channel=shut.id), shut)
    outcome = press(here, ADMIN, action, "looked:0")
    assert closed(outcome) == []
    assert keys(outcome, ADMIN)[0] == "channels.closed.archived"
    assert not outcome.jobs


# -- talks -----------------------------------------------------------------------------------------------------------


def joining(*cards: str) -> World:
    known = talk(progress=Progress(asked="role"), asked_in=" ".join(cards))
    return World(person("ana", state="onboarding"), known)


def test_a_question_asked_again_waits_in_both_messages() -> None:
    here = joining("first")
    outcome = here.say("ana", "what a lovely day in the mountains")
    assert closed(outcome) == []
    assert len(here.get(Talk, "talk").asked_in.split()) == 2


def test_its_answer_closes_all_messages_that_asked_it() -> None:
    here = joining("first", "second", "third")
    outcome = here.say("ana", "mentor")
    assert [send.replaces for send in outcome.sends if send.kind == "closed"] == ["third"]
    assert closed(outcome) == ["first", "second"]
    assert len(here.get(Talk, "talk").asked_in.split()) == 1


def test_only_so_many_are_kept_open() -> None:
    here = joining(*(f"card-{at}" for at in range(CARDS)))
    outcome = here.say("ana", "what a lovely day in the mountains")
    assert closed(outcome) == ["card-0"]
    assert len(here.get(Talk, "talk").asked_in.split()) == CARDS


@pytest.mark.parametrize("words", ["stop", "/rm-leave"])
def test_a_talk_put_away_is_closed_and_one_left_lying_is_not(words: str) -> None:
    outcome = joining("first").say("ana", words)
    assert closed(outcome) == (["first"] if words == "stop" else [])


@pytest.mark.parametrize("word", ["go_on", "stop"])
def test_what_was_offered_again_is_closed_when_it_is_taken_up_or_left(word: str) -> None:
    event = Pressed(
        id="p",
        at=NOON,
        sender=from_user("ana"),
        action="talk.control",
        data={"talk": "talk", "word": word},
        message="offer",
    )
    assert "offer" in closed(joining("first").run(event))


# -- what stays of a message -----------------------------------------------------------------------------------------


def test_words_links_and_commands_stay() -> None:
    said = Say(text=DUTY)
    answer, link = Button(label="Yes", action="duty.accept"), Button(label="Look", link="https://example.com")
    command = Button(label="Help", action="command", data={"command": "help"})
    pick = Pick(name="who", label="Who?", action="talk.answer", options=(Option(value="a", label="Ana"),))
    message = Message(blocks=(said, Buttons(items=(answer, link, command)), Divider(), pick), summary=DUTY)
    assert without_answers(message).blocks == (said, Buttons(items=(link, command)))
    assert without_answers(message).summary == DUTY


def test_a_message_of_buttons_alone_keeps_its_summary() -> None:
    buttons = Buttons(items=(Button(label="Yes", action="duty.accept"),))
    assert without_answers(Message(blocks=(buttons,), summary=DUTY)).blocks == (Say(text=DUTY),)


# -- a duty answered in words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words", "state"),
    [
        ("en", "sure", "accepted"),
        ("en", "yes, I will", "accepted"),
        ("en", "no thanks", "declined"),
        ("de", "ja gerne", "accepted"),
        ("de", "lieber nicht", "declined"),
    ],
)
def test_who_is_asked_to_be_a_safe_contact_may_say_so(language: str, words: str, state: str) -> None:
    here = asked_to_listen(language=language)
    assert keys(here.say("ben", words), "ben") == [f"duty.{state}"]
    assert here.get(type(cohort()), "spring").safe_contacts[0].state == state


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_a_mere_yes_says_nothing_of_a_duty_that_is_settled(state: State) -> None:
    here = asked_to_listen(state)
    assert f"duty.{state}" not in keys(here.say("ben", "yes"), "ben")
    assert here.get(type(cohort()), "spring").safe_contacts[0].state == state


def test_a_duty_taken_on_can_be_laid_down() -> None:
    here = asked_to_listen()
    outcome = here.press("ben", "duty.accept")
    (shown,) = [
        block for send in outcome.sends for block in send.message.blocks if isinstance(block, Buttons)
    ]
    assert shown.items[0].label == Phrase("button.end_duty")
    assert keys(here.push("ben", shown.items[0]), "ben") == ["duty.declined"]


# -- a proposal ------------------------------------------------------------------------------------------------------


def push_in(here: World, found: Button) -> Outcome:
    """A button of the proposal as it was shown in one message."""
    event = Pressed(
        id=f"p-{found.action}",
        at=NOON,
        sender=from_user(ADMIN),
        action=found.action,
        data=found.data,
        message="shown:0",
    )
    return here.run(event)


def test_a_proposal_keeps_its_buttons_until_it_is_decided() -> None:
    here = two_pairs()
    shown = here.press(ADMIN, "proposal.show", proposal="first")
    assert closed(push_in(here, button(shown, "proposal.lock"))) == []
    shown = here.press(ADMIN, "proposal.show", proposal="first")
    assert closed(push_in(here, button(shown, "proposal.approve"))) == ["shown:0"]


def test_one_that_others_have_changed_meanwhile_keeps_them_too() -> None:
    here = two_pairs()
    read = button(here.press(ADMIN, "proposal.show", proposal="first"), "proposal.approve")
    here.push(ADMIN, button(here.press(ADMIN, "proposal.show", proposal="first"), "proposal.remove"))
    assert closed(push_in(here, read)) == []
