"""What somebody sees on their own page, in each state they can be in, in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from adapters.playground.transcript import message_lines
from bot.buttons.buttons import ACTIONS
from bot.events import Commanded, HomeOpened
from bot.program.model import Pairing, Person, SafeContact
from bot.text.catalog import words_for
from tests.factories import NOON, after, agreement, attendance, cohort, concern, pairing, person, session
from tests.unit.homes import home, opened, page, pressable
from tests.unit.pairs import THURSDAY, agree_on, change, contacts, held, open_talk, pair, paired
from tests.unit.world import ADMIN, World, from_user, keys

LANGUAGES = ("en", "de")
WHAT = {"en": "You both teach", "de": "Ihr zeigt einander etwas"}
JOIN = {"en": "[Join]", "de": "[Mitmachen]"}
CONCERN = {"en": "[Something feels wrong]", "de": "[Etwas fühlt sich nicht gut an]"}


def outside(**changes: object) -> World:
    return World(person("zoe", **({"state": "known", "joined_at": None} | changes)))


# -- not in it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_has_not_joined_reads_what_it_is_and_how_to_join(lang: str) -> None:
    shown = home(outside(), "zoe", lang)
    assert "Zoe" in shown.splitlines()[0]
    assert WHAT[lang] in shown
    assert "25" in shown
    assert JOIN[lang] in shown
    assert CONCERN[lang] not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_can_tell_an_invitation_that_was_declined_from_none(lang: str) -> None:
    pages = {home(outside(state=state), "zoe", lang) for state in ("known", "invited", "later", "declined")}
    assert len(pages) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_is_not_known_reads_how_to_join_and_is_kept_nowhere(lang: str) -> None:
    here = World()
    outcome = opened(here, "stranger")
    assert outcome.saves == ()
    (send,) = outcome.sends
    assert send.visitor is not None
    assert send.visitor.address.user == "stranger"
    assert [button.data["command"] for button in pressable(outcome)] == ["join", "privacy", "help"]
    assert message_lines(send.message, words_for(lang, "UTC"))


def test_whoever_only_looked_is_known_once_they_press() -> None:
    here = World()
    join, *_ = pressable(opened(here, "stranger"))
    outcome = here.push("stranger", join)
    assert [record.slack_id for record in outcome.saves if isinstance(record, Person)][:1] == ["stranger"]


def test_a_guest_nobody_knows_hears_kindly_that_it_is_not_for_them() -> None:
    here = World()
    guest = msgspec.structs.replace(from_user("stranger"), standing="guest")
    outcome = here.run(HomeOpened(id="look", at=here.now, sender=guest))
    assert "join.guest" in keys(outcome)
    assert outcome.saves == ()


def test_whom_the_configuration_names_an_admin_is_shown_the_first_step() -> None:
    here = World(program=False)
    admin = msgspec.structs.replace(from_user("stranger"), is_admin=True)
    outcome = here.run(HomeOpened(id="look", at=here.now, sender=admin))
    assert "command" in {
        button.action for button in pressable(outcome) if button.data == {"command": "setup"}
    }


def test_joining_goes_on_from_here() -> None:
    here = outside()
    here.command("zoe", "join")
    shown = home(here, "zoe")
    assert "You've begun to join." in shown
    assert shown.count("Shall we go on") == 0
    assert "[Join]" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_left_is_welcome_back(lang: str) -> None:
    shown = home(outside(state="left", joined_at=NOON), "zoe", lang)
    assert {"en": "You've left the program", "de": "Du hast das Programm verlassen"}[lang] in shown
    assert JOIN[lang] in shown
    assert CONCERN[lang] in shown


def test_a_guest_hears_kindly_that_it_is_not_for_them() -> None:
    shown = home(outside(is_guest=True), "zoe")
    assert "I can't sign up guests" in shown
    assert "[" not in shown


def test_whoever_is_gone_reads_why_there_is_nothing() -> None:
    shown = home(World(person("zoe", gone=True)), "zoe")
    assert shown.startswith("The company's directory says you've left")
    assert "[" not in shown


def test_without_a_program_there_is_nothing_to_join() -> None:
    shown = home(World(person("zoe", state="known"), program=False), "zoe")
    assert "There's no program to join yet" in shown
    assert "[Join]" not in shown


@pytest.mark.parametrize(
    ("state", "says"), [("known", "nobody new comes in any more"), ("joined", "The program ends on")]
)
def test_while_it_comes_to_its_end(state: str, says: str) -> None:
    ending = cohort(state="closing", closes_at=after(days=14), opened_by=ADMIN)
    shown = home(World(person("zoe", state=state), ending), "zoe")
    assert says in shown
    assert "[Join]" not in shown
    assert "I'm looking for" not in shown


# -- in it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_waits_reads_so_and_what_they_told(lang: str) -> None:
    here = World(person("zoe", teaches=("Figma",), wants=("Negotiation",), confidence={"Negotiation": 2}))
    shown = home(here, "zoe", lang)
    assert {"en": "I'm looking for a partner for you", "de": "Ich suche jemanden für dich"}[lang] in shown
    assert "Figma" in shown
    assert "09:00–17:00" in shown
    assert CONCERN[lang] in shown
    assert {"en": "[Change: What I can teach]", "de": "[Ändern: Was ich zeigen kann]"}[lang] in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_break_there_is_the_day_and_the_way_back(lang: str) -> None:
    shown = home(World(person("zoe", paused_until=date(2026, 5, 3))), "zoe", lang)
    assert {"en": "3 May 2026", "de": "3. Mai 2026"}[lang] in shown
    assert {"en": "[I'm back]", "de": "[Ich bin wieder da]"}[lang] in shown
    assert {"en": "[Take a break]", "de": "[Pause machen]"}[lang] not in shown
    assert {"en": "I'm looking", "de": "Ich suche"}[lang] not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pair_that_has_not_met_finds_a_time(lang: str) -> None:
    shown = home(paired(), "ana", lang)
    assert {"en": "# You and Ben", "de": "# Du und Ben"}[lang] in shown
    assert {"en": "[Find a time]", "de": "[Termin finden]"}[lang] in shown
    assert {"en": "taught each other", "de": "einander gezeigt"}[lang] not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_session_that_is_booked_can_be_moved(lang: str) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    shown = home(here, "ben", lang)
    assert {"en": "5 March 2026 at 15:00", "de": "5. März 2026 um 15:00"}[lang] in shown
    for label in {"en": ("Move it", "Change the agenda"), "de": ("Verschieben", "Ablauf ändern")}[lang]:
        assert f"[{label}]" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_each_has_shown_the_other_by_session(lang: str) -> None:
    here = paired()
    agree_on(here, THURSDAY)
    here.now = THURSDAY + timedelta(hours=2)
    here.press("ana", "session.happened", session="pair/1")
    held(here, "ana", taught="auto layout", learned="how a budget is made")
    shown = home(here, "ben", lang)
    assert "1 | auto layout | how a budget is made" in shown
    assert {"en": "You've met once so far", "de": "bisher einmal getroffen"}[lang] in shown
    assert {"en": "[Find a time]", "de": "[Termin finden]"}[lang] in shown


def test_goals_with_how_far_they_are() -> None:
    shown = home(paired(agreement("pair")), "ana")
    assert "How far you are" in shown
    assert "%" in shown


def test_what_was_just_asked_for_is_named_once() -> None:
    here = paired()
    here.press("ana", "together.find", pairing="pair")
    shown = home(here, "ben")
    assert "It's your turn to choose a time" in shown or "I've asked" in shown
    assert "Shall we go on" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_talk_left_lying_goes_on_from_here(lang: str) -> None:
    here = paired()
    here.press("ana", "together.agreement", pairing="pair")
    outcome = opened(here, "ana")
    talk = open_talk(here, "ana", "agreement")
    assert talk is not None
    shown = home(here, "ana", lang)
    assert {"en": "Shall we go on?", "de": "Machen wir weiter?"}[lang] in shown
    assert open_talk(here, "ana", "agreement") == talk, "looking in changes nothing of a talk"
    on = next(one for one in pressable(outcome) if one.data.get("word") == "go_on")
    assert keys(here.push("ana", on), "ana")[0] == "talk.we_are_at"
    assert "Shall we go on" not in home(here, "ana", answered=True)


def test_after_a_press_it_says_where_the_answer_is() -> None:
    here = paired()
    assert home(here, "ana", answered=True).startswith("I've answered you under “Messages”.")
    assert home(here, "ana", "de", answered=True).startswith("Ich habe dir unter „Nachrichten“ geantwortet.")
    assert "answered" not in home(here, "ana")


def test_two_of_a_pair_on_a_break_of_their_own() -> None:
    here = paired(state="paused", paused_by="ana", paused_until=date(2026, 3, 20))
    mine, theirs = home(here, "ana"), home(here, "ben")
    assert "20 March 2026" in mine
    assert "20 March 2026" not in theirs
    assert "on a break" in theirs
    for shown in (mine, theirs):
        assert "[Find a time]" not in shown
        assert "[Something feels wrong]" in shown


def test_a_pairing_that_is_only_approved_is_not_shown() -> None:
    here = World(person("ana"), person("ben"), pairing("pair", state="approved"))
    assert "Ben" not in home(here, "ana")


def test_each_of_several_pairings_stands_for_itself() -> None:
    second = pairing("pair2", mentee="cem", state="introduced", introduced_at=NOON, held=2)
    met = session(1, id="pair2/1", pairing="pair2", state="held", starts_at=NOON)
    told = attendance("ana", id="pair2/1/ana", session="pair2/1", pairing="pair2", taught="SQL")
    shown = home(paired(second, met, told), "ana")
    assert shown.index("# You and Ben") < shown.index("# You and Cem")
    assert "1 | SQL | –" in shown or "SQL" in shown
    assert shown.count("[Find a time]") == 2
    assert shown.count("[Something feels wrong]") == 1


# -- for others ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_arranges_sees_times_and_nothing_else(lang: str) -> None:
    here = paired(person("ben", delegate="dora"), agreement("pair"))
    agree_on(here, THURSDAY)
    shown = home(here, "dora", lang)
    assert {"en": "# Sessions you arrange", "de": "# Gespräche, für die du Termine machst"}[lang] in shown
    assert "15:00" in shown
    assert "%" not in shown
    assert {"en": "[Change the agenda]", "de": "[Ablauf ändern]"}[lang] not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_safe_contact_sees_how_many_wait_and_nothing_of_it(lang: str) -> None:
    here = paired(concern("worry", by="ana", contact="eve", contacts=("eve",), text="he shouts at me"))
    shown = home(here, "eve", lang)
    assert "shouts" not in shown
    assert "Ana" not in shown
    assert {"en": "Somebody has turned to you in confidence", "de": "Jemand hat sich vertraulich"}[
        lang
    ] in shown
    look = pressable(opened(here, "eve"))[0]
    assert "concern.for_you" in keys(here.push("eve", look), "eve")
    assert "confidence" not in home(here, "fay")


def test_whoever_told_something_sees_nothing_of_it_on_the_page() -> None:
    here = paired(concern("worry", by="ana", contact="eve", contacts=("eve",), text="he shouts at me"))
    shown = home(here, "ana")
    assert "shouts" not in shown
    assert "Eve" not in shown.split()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_is_asked_to_be_a_safe_contact_answers_here(lang: str) -> None:
    asked = cohort(opened_by=ADMIN, safe_contacts=(SafeContact(person="eve"),))
    here = paired(asked)
    shown = home(here, "eve", lang)
    assert {"en": "[Yes, I'll be one]", "de": "[Ja, gern]"}[lang] in shown
    accept = next(one for one in pressable(opened(here, "eve")) if one.action == "duty.accept")
    assert "duty.accepted" in keys(here.push("eve", accept))
    assert "Yes, I'll be one" not in home(here, "eve")


# -- all of it -------------------------------------------------------------------------------------------------


def test_every_button_does_what_the_same_button_does_elsewhere() -> None:
    here = paired(person("ben", delegate="dora"), contacts("eve", "fay"))
    agree_on(here, THURSDAY)
    for who in ("ana", "ben", "dora", "eve", ADMIN):
        for button in pressable(opened(here, who)):
            assert button.action in ACTIONS or button.action == "people.show", button


def test_it_goes_to_the_account_that_looks_and_counts_for_no_week() -> None:
    (send,) = opened(paired(), "ana").sends
    assert (send.kind, send.person, send.account) == ("home", "ana", "slack:T1:ana")
    assert send.about.pairing == ""


def test_the_same_is_shown_twice_while_nothing_happens() -> None:
    here = paired()
    assert page(opened(here, "ana")) == page(opened(here, "ana"))


def test_looking_in_keeps_a_pairing_as_it_is() -> None:
    here = paired()
    before = here.get(Pairing, "pair")
    opened(here, "ana")
    assert here.get(Pairing, "pair") == before


def test_a_change_by_a_partner_is_seen_when_it_is_opened_again() -> None:
    here = paired()
    first = home(here, "ana")
    agree_on(here, THURSDAY, "ben")
    assert home(here, "ana") != first
    change(here, pair(here), state="ended")
    assert "Ben" not in home(here, "ana")


@pytest.mark.parametrize("command", ["help", "me"])
def test_where_there_is_one_it_is_named(command: str) -> None:
    here = paired()
    for there in (True, False):
        sender = msgspec.structs.replace(from_user("ana"), has_home=there)
        event = Commanded(id=f"{command}{there}", at=NOON, sender=sender, command=command)
        assert ("home.where" in keys(here.run(event))) is there


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_greeted_by_the_id_of_their_account(lang: str) -> None:
    shown = home(outside(name="U0ZOE1", slack_id="U0ZOE1"), "zoe", lang)
    assert "U0ZOE1" not in shown
    assert {"en": "Hello colleague", "de": "Hallo Teammitglied"}[lang] in shown
