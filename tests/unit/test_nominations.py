"""Somebody is asked in private: what they get, what the admin hears, and that no state can be read off it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.program.model import Person
from bot.program.snapshot import Query
from tests.factories import ACME, NOON, person
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, keys, noted, to

TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)
STATES = ("known", "invited", "later", "declined", "onboarding", "joined", "left")
COMMANDS = ("nominate", "invite")


def invited(here: World, command: str, text: str) -> list[str]:
    outcome = here.command(ADMIN, command, text)
    return [send.person for send in outcome.sends if send.kind == "invitation"]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("ana", "asked"),
    [
        (person(state="known"), True),
        (person(state="later", ask_again=TODAY), True),
        (person(state="later", ask_again=TOMORROW), False),
        (person(state="later"), False),
        (person(state="invited"), False),
        (person(state="declined"), False),
        (person(state="onboarding"), False),
        (person(state="joined"), False),
        (person(state="left", joined_at=NOON), False),
    ],
)
def test_who_is_asked(command: str, ana: Person, asked: bool) -> None:
    here = World(ana)
    assert invited(here, command, "Ana") == (["ana"] if asked else [])
    assert here.get(Person, "ana").state == ("invited" if asked else ana.state)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", STATES)
def test_the_admin_hears_the_same_whatever_the_state(command: str, state: str) -> None:
    outcome = World(person(state=state)).command(ADMIN, command, "Ana")
    usual = World(person(state="known")).command(ADMIN, command, "Ana")
    assert to(outcome, ADMIN) == to(usual, ADMIN)
    assert noted(outcome) == noted(usual)
    assert keys(outcome, ADMIN) == ["nominate.sent"]


def test_a_nomination_is_a_trial_in_working_hours() -> None:
    here = World(person(state="known"))
    (send,) = to(here.command(ADMIN, "nominate", "Ana"), "ana")
    assert (send.kind, send.unless) == ("invitation", ("invitation_answered",))
    assert "Ada" not in str(send)  # who thought of them is not said
    outcome = here.press("ana", "invitation.never")
    assert keys(outcome, "ana") == ["invitation.never_answer"]
    assert {one.person for one in outcome.sends} == {"ana"}
    assert invited(here, "nominate", "Ana") == []


def test_an_ordinary_invitation_by_name_says_the_ordinary_words() -> None:
    named = World(person(state="known")).command(ADMIN, "invite", "Ana")
    assert keys(named, "ana")[:2] == ["invitation.hello", "invitation.what"]
    tried = World(person(state="known")).command(ADMIN, "nominate", "Ana")
    assert keys(tried, "ana")[:2] == ["nominate.hello", "nominate.what"]


def test_several_names_are_asked_each_and_what_is_unclear_is_said() -> None:
    here = World(
        person("a", name="Ana Silva", state="known"),
        person("b", name="Ben Adler", state="declined"),
        person("t", name="Tom Becker", state="known"),
        person("u", name="Tom Ulrich", state="known"),
    )
    outcome = here.command(ADMIN, "nominate", "Ana Silva, Ben Adler, Tom and Zebedee Quux")
    assert [send.person for send in outcome.sends if send.kind == "invitation"] == ["a"]
    assert keys(outcome, ADMIN) == ["nominate.sent", "nominate.which", "nominate.unknown"]
    assert noted(outcome) == [(ADMIN, "nominate", "a"), (ADMIN, "nominate", "b")]
    chosen = here.push(ADMIN, button(outcome, "nominate.try", person="u"))
    assert [send.person for send in chosen.sends if send.kind == "invitation"] == ["u"]
    assert noted(chosen) == [(ADMIN, "nominate", "u")]


@pytest.mark.parametrize("command", COMMANDS)
def test_which_of_two_keeps_the_kind_of_invitation(command: str) -> None:
    here = World(person("t", name="Tom Becker", state="known"), person("u", name="Tom Ulrich", state="known"))
    asked = here.command(ADMIN, command, "Tom")
    assert len(buttons(asked)) == 2
    outcome = here.push(ADMIN, buttons(asked)[0])
    first = "nominate.hello" if command == "nominate" else "invitation.hello"
    assert keys(outcome, buttons(asked)[0].data["person"])[0] == first


@pytest.mark.parametrize(
    ("ana", "said"),
    [
        (person(state="known", is_guest=True), "nominate.guest"),
        (person(state="known", gone=True), "nominate.unknown"),
        (person("zoe", state="known"), "nominate.unknown"),
    ],
)
def test_who_cannot_be_asked(ana: Person, said: str) -> None:
    outcome = World(ana).command(ADMIN, "nominate", "Ana")
    assert keys(outcome) == [said]
    assert changes(outcome) == []


def test_whom_nobody_can_reach_is_not_asked_and_can_be_later() -> None:
    here = World()
    here.keep([person(state="known", reachable=False, slack_id="ana")])
    outcome = here.command(ADMIN, "nominate", "Ana")
    assert keys(outcome) == ["nominate.unreachable"]
    assert here.get(Person, "ana").state == "known"
    here.say("ana", "hello")
    assert invited(here, "nominate", "Ana") == ["ana"]


@pytest.mark.parametrize("text", ["me", "Ada", "myself"])
@pytest.mark.parametrize("state", ["known", "joined"])
def test_nominating_oneself(text: str, state: str) -> None:
    outcome = World(admin(state=state)).command(ADMIN, "nominate", text)
    assert keys(outcome) == ["nominate.self"]
    assert bool(buttons(outcome)) is (state == "known")


@pytest.mark.parametrize("text", ["x" * 50_000, "<!channel>", "🙂", "\x00", "nobody", "and", "Ana " * 200])
@pytest.mark.parametrize("command", COMMANDS)
def test_words_that_name_nobody_ask_nobody(text: str, command: str) -> None:
    outcome = World(person(state="known")).command(ADMIN, command, text)
    assert keys(outcome)[0] in ("nominate.unknown", "nominate.long")
    assert changes(outcome) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_program_it_is_set_up_first(command: str) -> None:
    outcome = World(person(state="known"), program=False).command(ADMIN, command, "Ana")
    assert keys(outcome) == ["join.no_program_admin"]
    assert changes(outcome) == []


@pytest.mark.parametrize("action", ["nominate.try", "nominate.join"])
@pytest.mark.parametrize("who", ["", "nobody", "kim", "gus", "ada"])
def test_made_up_buttons_ask_nobody(action: str, who: str) -> None:
    here = World(person("kim", state="known", gone=True), person("gus", state="known", is_guest=True))
    outcome = here.press(ADMIN, action, person=who)
    assert changes(outcome) == []
    assert keys(outcome) == [{"gus": "nominate.guest", "ada": "nominate.self"}.get(who, "nominate.gone")]


@pytest.mark.parametrize("action", ["nominate.try", "nominate.join"])
def test_only_an_admin_asks_somebody(action: str) -> None:
    outcome = World(person(), person("ben", state="known")).press("ana", action, person="ben")
    assert (keys(outcome), changes(outcome)) == (["command.admins_only"], [])
    assert noted(outcome) == [("ana", "refused", "")]


def test_without_a_name_it_is_asked() -> None:
    here = World(person(state="known"))
    assert "nominate.who.ask" in keys(here.command(ADMIN, "nominate"))
    outcome = here.say(ADMIN, "Ana")
    assert [send.person for send in outcome.sends if send.kind == "invitation"] == ["ana"]
    assert noted(outcome) == [(ADMIN, "nominate", "ana")]


def test_an_admin_no_more_finishes_nothing() -> None:
    here = World(person(state="known"))
    here.command(ADMIN, "nominate")
    me = here.see(Query(organization=ACME, people=(ADMIN,))).people[ADMIN]
    here.keep([admin(is_admin=False, version=me.version)])
    outcome = here.say(ADMIN, "Ana")
    assert [send for send in outcome.sends if send.kind == "invitation"] == []
    assert noted(outcome) == [(ADMIN, "refused", "")]


def test_inviting_everybody_stays_as_it_was() -> None:
    outcome = World(person(state="known")).command(ADMIN, "invite")
    assert keys(outcome) == ["invite.ask"]
    assert noted(outcome) == [(ADMIN, "invite", "")]
