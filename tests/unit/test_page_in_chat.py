"""Somebody's own page where the platform shows none by itself: a card in the chat, and commands before others."""

from __future__ import annotations

from itertools import count

import msgspec
import pytest

from adapters.playground.transcript import message_lines
from bot.events import Commanded, HomeOpened, Pressed, Said, Sender
from bot.outcome import Outcome
from bot.text.catalog import words_for
from tests.factories import NOON, person
from tests.unit.pairs import paired
from tests.unit.world import ADMIN, World, from_user, keys, noted, to

LANGUAGES = ("en", "de")
THREAD = "channel/thread"
_numbers = count(1)


def there(who: str, *, before_others: bool = False) -> Sender:
    made = msgspec.structs.replace(from_user(who), page_in_chat=True)
    if not before_others:
        return made
    unopened = msgspec.structs.replace(made.address, conversation="")
    return msgspec.structs.replace(made, in_person=False, thread=THREAD, address=unopened)


def command(here: World, who: str, name: str, text: str = "", **more: bool) -> Outcome:
    event_id = f"c{next(_numbers)}"
    return here.run(Commanded(id=event_id, at=NOON, sender=there(who, **more), command=name, text=text))


def say(here: World, who: str, text: str, **more: bool) -> Outcome:
    return here.run(Said(id=f"s{next(_numbers)}", at=NOON, sender=there(who, **more), text=text))


def look(here: World, who: str, **more: object) -> Outcome:
    sender = there(who)
    event = HomeOpened(id=f"l{next(_numbers)}", at=NOON, sender=sender, message="card", shows=True)
    return here.run(msgspec.structs.replace(event, **more))


def read(outcome: Outcome, lang: str = "en") -> str:
    """What stands in place of the card."""
    assert outcome.reply is not None
    assert outcome.reply.card is not None
    return "\n".join(message_lines(outcome.reply.card, words_for(lang, "Europe/Berlin")))


def posted(outcome: Outcome, lang: str = "en") -> str:
    (send,) = [one for one in outcome.sends if one.kind == "card"]
    assert send.home
    return "\n".join(message_lines(send.message, words_for(lang, "Europe/Berlin")))


class TestCard:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_what_is_posted_is_what_is_looked_at(self, lang: str) -> None:
        here = paired()
        shown = posted(command(here, "ana", "me"), lang)
        assert shown == read(look(here, "ana"), lang)
        title = {"en": "# My program", "de": "# Mein Programm"}[lang]
        assert shown.startswith(title)
        assert "Ben" in shown

    @pytest.mark.parametrize("text", ["rm-me", "/rm-me", "me", "ME.", "/me"])
    def test_typed_it_is_the_same(self, text: str) -> None:
        assert posted(say(paired(), "ana", text))

    def test_a_look_changes_and_sends_nothing(self) -> None:
        for who in ("ana", ADMIN):
            outcome = look(paired(), who)
            assert (outcome.saves, outcome.sends, outcome.jobs) == ((), (), ())

    @pytest.mark.parametrize("answered", [True, False])
    def test_it_says_that_there_is_an_answer(self, answered: bool) -> None:
        shown = read(look(paired(), "ana", answered=answered))
        assert shown.startswith("I've answered you below.") is answered

    def test_without_a_way_to_show_it_at_once_the_card_is_replaced(self) -> None:
        outcome = look(paired(), "ana", shows=False, answered=True)
        assert [(send.kind, send.replaces) for send in outcome.sends] == [("renewed", "card")]

    def test_every_answer_can_still_be_changed_from_there(self) -> None:
        here = paired()
        assert "[What I told you]" in posted(command(here, "ana", "me"))
        event = Pressed(id="press", at=NOON, sender=there("ana"), action="command", data={"command": "me"})
        pressed = here.run(event)
        assert "me.title" in keys(pressed)
        assert keys(pressed) == keys(here.press("ana", "command", command="me"))

    def test_whoever_left_still_sees_what_is_kept(self) -> None:
        here = World(person("zoe", state="left"))
        assert "[What I told you]" in posted(command(here, "zoe", "me"))

    def test_what_was_told_for_matching_has_its_own_words(self) -> None:
        here = paired()
        assert keys(command(here, "ana", "me", "matching")) == keys(here.command("ana", "me", "matching"))

    def test_status_is_the_same_card_for_whoever_runs_the_program_and_put_down(self) -> None:
        here = paired()
        outcome = command(here, ADMIN, "status")
        assert "# The program" in posted(outcome)
        assert "[How the program is doing]" in posted(outcome)
        assert noted(outcome) == [(ADMIN, "status", "")]
        skills = keys(command(here, ADMIN, "status", "skills"))
        assert skills == keys(here.command(ADMIN, "status", "skills"))

    def test_whoever_only_runs_it_reads_first_how_it_is_doing(self) -> None:
        shown = posted(command(paired(), ADMIN, "status"))
        assert shown.index("# The program") < shown.index("[Join]")
        here = World(person("boss", is_admin=True))
        both = posted(command(here, "boss", "me"))
        assert both.index("# About you") < both.index("# The program")

    def test_nobody_else_sees_how_the_program_is_doing(self) -> None:
        here = paired()
        assert keys(command(here, "ana", "status")) == ["command.admins_only"]
        assert "# The program" not in posted(command(here, "ana", "me"))

    def test_a_stranger_who_looks_is_kept_nowhere(self) -> None:
        outcome = look(World(), "stranger")
        assert outcome.saves == ()
        assert "[Join]" in read(outcome)

    def test_whoever_is_gone_reads_why_there_is_nothing(self) -> None:
        assert read(look(World(person("zoe", gone=True)), "zoe")).startswith("The company's directory says")

    def test_before_others_nothing_of_it_is_shown(self) -> None:
        for who in ("ana", "stranger"):
            outcome = look(paired(), who, sender=there(who, before_others=True))
            assert outcome.reply is not None
            assert (outcome.reply.card, outcome.reply.text.key) == (None, "platform.in_chat")

    def test_help_and_the_first_words_name_it(self) -> None:
        here = paired()
        assert "home.card.where" in keys(command(here, "ana", "help"))
        assert "home.card.where" not in keys(here.command("ana", "help"))
        assert "hello.how_typed" in keys(say(World(), "stranger", "hello"))


class TestBeforeOthers:
    @pytest.mark.parametrize("text", ["help", "Hilfe", "rm-me", "/rm-nope", "I'd like to take a break"])
    def test_what_is_asked_for_is_answered_in_person_and_one_line_says_so(self, text: str) -> None:
        outcome = say(paired(), "ana", text, before_others=True)
        *_, line = outcome.sends
        assert (line.kind, line.only_you and line.only_you.conversation) == ("thread", THREAD)
        assert keys(outcome)[-1] == "thread.answered"
        assert [send.kind for send in outcome.sends].count("thread") == 1
        assert len(to(outcome, "ana")) >= 2
        assert all(send.only_you is None for send in outcome.sends[:-1])

    @pytest.mark.parametrize("text", ["", "hello", "thanks!", "what a lovely day", "yes", "5"])
    def test_anything_else_has_a_line_of_its_own_and_answers_no_question(self, text: str) -> None:
        here = World(person("ana", state="known"))
        here.command("ana", "join")
        outcome = say(here, "ana", text, before_others=True)
        assert keys(outcome) == ["thread.hello"]

    def test_a_command_is_one_though_something_is_asked(self) -> None:
        here = World(person("ana", state="known"))
        here.command("ana", "join")
        assert "help.title" in keys(say(here, "ana", "help", before_others=True))

    def test_what_only_admins_may_is_refused_in_person_and_put_down(self) -> None:
        here = paired()
        outcome = say(here, "ana", "pair", before_others=True)
        assert keys(outcome) == ["command.admins_only", "thread.answered"]
        assert noted(outcome) == [("ana", "refused.pair", "")]

    def test_who_was_never_met_reads_how_to_find_the_answer(self) -> None:
        outcome = command(World(), "stranger", "join", before_others=True)
        assert keys(outcome)[-1] == "thread.not_met"

    def test_a_guest_hears_it_kindly_and_in_person(self) -> None:
        here = World(person("zoe", is_guest=True, state="known"))
        assert keys(command(here, "zoe", "join", before_others=True)) == ["join.guest", "thread.answered"]
