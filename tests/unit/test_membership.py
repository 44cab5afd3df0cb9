"""Invited, joining, paused, leaving: what each answer does in each state, and what partners and admins hear."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from bot.conversation.messages import Facts, Listed, Phrase, Say, SkillName
from bot.events import FellDue
from bot.outcome import Outcome
from bot.program.model import Cohort, Pairing, Person, Ruling, SafeContact, Talk
from bot.program.pairs.introductions import SWAP_WINDOW
from bot.program.snapshot import Query
from tests.factories import ACME, NOON, after, cohort, pairing, person, talk
from tests.unit.world import ADMIN, World, admin, button, buttons, keys, to

STATES = ("known", "invited", "later", "declined", "onboarding", "joined", "left")
LATER = date(2026, 3, 16)


def world(*others: Person | Pairing | Talk | Cohort, **ana: object) -> World:
    return World(person("ana", **ana), *others)


def paired(state: str = "introduced") -> World:
    met = pairing(state=state, introduced_at=NOON if state == "introduced" else None)
    return World(person("ana"), person("ben"), met)


# -- invitations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "state", "becomes", "said"),
    [
        ("join", "known", "onboarding", "onboarding.hello"),
        ("join", "invited", "onboarding", "onboarding.hello"),
        ("join", "later", "onboarding", "onboarding.hello"),
        ("join", "declined", "onboarding", "onboarding.hello"),
        ("join", "onboarding", "onboarding", "onboarding.hello"),
        ("join", "joined", "joined", "join.already"),
        ("join", "left", "onboarding", "onboarding.hello"),
        ("later", "known", "later", "invitation.later_answer"),
        ("later", "invited", "later", "invitation.later_answer"),
        ("later", "later", "later", "invitation.later_answer"),
        ("later", "declined", "declined", "invitation.never_answer"),
        ("later", "onboarding", "onboarding", "invitation.begun"),
        ("later", "joined", "joined", "join.already"),
        ("later", "left", "left", "leave.already"),
        ("never", "known", "declined", "invitation.never_answer"),
        ("never", "invited", "declined", "invitation.never_answer"),
        ("never", "later", "declined", "invitation.never_answer"),
        ("never", "declined", "declined", "invitation.never_answer"),
        ("never", "onboarding", "onboarding", "invitation.begun"),
        ("never", "joined", "joined", "join.already"),
        ("never", "left", "left", "leave.already"),
    ],
)
def test_an_invitation_answered_in_every_state(answer: str, state: str, becomes: str, said: str) -> None:
    here = world(state=state)
    outcome = here.press("ana", f"invitation.{answer}")
    assert here.get(Person, "ana").state == becomes
    assert keys(outcome, "ana")[0] == said
    assert {send.person for send in outcome.sends} == {"ana"}  # no trace anywhere else


def test_not_now_twice_asks_again_on_the_first_day_named() -> None:
    here = world(state="invited")
    here.press("ana", "invitation.later")
    here.now = after(days=3)
    here.press("ana", "invitation.later")
    assert here.get(Person, "ana").ask_again == LATER


def test_an_invitation_put_off_comes_once_more_in_working_hours() -> None:
    here = world(state="later", ask_again=LATER)
    here.now = after(days=14)
    event = FellDue(id="d", at=here.now, organization=ACME, rule="ask_again", subject="ana", due=here.now)
    outcome = here.run(event)
    assert [(send.kind, send.unless) for send in outcome.sends] == [("invitation", ("invitation_answered",))]
    assert here.run(msgspec.structs.replace(event, id="d2")) == Outcome()


@pytest.mark.parametrize("is_admin", [True, False])
def test_only_an_admin_invites(is_admin: bool) -> None:
    here = world(state="known", is_admin=is_admin)
    here.keep([person("cem", state="known")])
    outcome = here.press("ana", "invite.all")
    invited = {send.person for send in outcome.sends if send.kind == "invitation"}
    assert ("cem" in invited) is is_admin


def test_guests_leavers_and_those_without_a_way_are_not_invited() -> None:
    here = World(
        person("gus", state="known", is_guest=True),
        person("lea", state="known", gone=True),
        person("una", state="known", reachable=False),
        person("old", state="left"),
        person("no", state="declined"),
        person("new", state="known"),
    )
    outcome = here.press(ADMIN, "invite.all")
    assert {send.person for send in outcome.sends if send.kind == "invitation"} == {"new", ADMIN}


# -- breaks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [state for state in STATES if state != "joined"])
@pytest.mark.parametrize("command", ["pause", "resume"])
def test_whoever_is_not_in_has_no_break(state: str, command: str) -> None:
    here = world(state=state)
    before = here.get(Person, "ana")
    assert keys(here.command("ana", command, "until 10 May")) == ["join.not_yet"]
    assert here.get(Person, "ana") == before


def test_a_break_ends_by_itself_and_once() -> None:
    here = world()
    here.command("ana", "pause", "until 10 March")
    assert here.get(Person, "ana").paused_until == date(2026, 3, 10)
    event = FellDue(id="d", at=after(days=8), organization=ACME, rule="pause_end", subject="ana", due=NOON)
    assert here.run(event).sends == ()  # they hear it when there is room
    assert here.get(Person, "ana").paused_until is None
    said = here.wait(after(days=9))
    assert keys(Outcome(sends=tuple(said))) == ["pause.over"]
    assert (said[0].kind, said[0].unless) == ("nudge", ("person_away",))
    assert here.run(msgspec.structs.replace(event, id="d2")) == Outcome()


@pytest.mark.parametrize("text", ["x" * 50_000, "yesterday", "🙂", "<!channel>", "\x00"])
def test_a_break_without_a_day_asks_for_one(text: str) -> None:
    here = world()
    assert "pause.until.ask" in keys(here.command("ana", "pause", text))
    assert here.get(Person, "ana").paused_until is None


# -- leaving -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_leaving_in_every_state(state: str) -> None:
    here = world(state=state)
    here.press("ana", "leave.confirm")
    can = state in ("joined", "onboarding", "invited", "later", "left")
    assert here.get(Person, "ana").state == ("left" if can else state)


def test_a_partner_hears_of_a_leaver_without_a_reason_and_the_admin_too() -> None:
    here = paired()
    outcome = here.press("ana", "leave.confirm")
    ended = here.get(Pairing, "pair")
    assert (ended.state, ended.ended_because) == ("ended", "left")
    assert keys(outcome, "ben") == ["pairing.ended"]
    assert keys(outcome, ADMIN) == ["leave.admin"]
    assert here.get(Person, "ben").waiting_since == NOON
    assert keys(here.press("ana", "leave.confirm")) == ["leave.already"]


def test_a_pair_not_introduced_yet_hears_nothing() -> None:
    outcome = paired(state="approved").press("ana", "leave.confirm")
    assert not to(outcome, "ben")


def test_leaving_stops_joining_but_not_running_the_program() -> None:
    here = World(
        admin(state="joined"),
        talk("join", person=ADMIN),
        talk("run", person=ADMIN, flow="setup"),
        program=False,
    )
    here.press(ADMIN, "leave.confirm")
    assert (here.get(Talk, "join").state, here.get(Talk, "run").state) == ("stopped", "open")


def test_coming_back_asks_for_the_role_and_the_promise_only() -> None:
    here = world(
        state="left", role="mentor", teaches=("Figma",), wants=("SQL",), channels=("chat",), pledged_at=NOON
    )
    assert keys(here.command("ana", "join"))[-2:] == ["onboarding.role.change", "sees.partner_and_admin"]
    here.say("ana", "as both")
    outcome = here.say("ana", "3")  # how sure with SQL was never asked
    assert "onboarding.pledge.ask" in keys(outcome)
    here.say("ana", "yes")
    me = here.get(Person, "ana")
    assert (me.state, me.role, me.teaches) == ("joined", "both", ("Figma",))


# -- the no-fault swap -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "said"), [(SWAP_WINDOW, "swap.done"), (SWAP_WINDOW + timedelta(seconds=1), "swap.late")]
)
def test_the_window_is_two_days_to_the_second(since: timedelta, said: str) -> None:
    here = paired()
    here.now = NOON + since
    assert keys(here.press("ana", "pairing.swap_now", pairing="pair"), "ana")[0] == said
    assert here.get(Pairing, "pair").state == ("ended" if said == "swap.done" else "introduced")


def test_a_swap_is_neutral_and_final() -> None:
    here = paired()
    outcome = here.press("ana", "pairing.swap_now", pairing="pair")
    assert keys(outcome, "ben") == ["pairing.ended"]
    assert keys(outcome, ADMIN) == ["swap.admin"]
    assert [(one.first, one.second, one.kind) for one in here.all(Ruling)] == [("ana", "ben", "swapped")]
    again = here.press("ben", "pairing.swap_now", pairing="pair")
    assert (keys(again), again.saves) == (["swap.over"], ())


@pytest.mark.parametrize("action", ["pairing.swap", "pairing.swap_now"])
@pytest.mark.parametrize("pairing_id", ["", "nonsense", "pair", "theirs"])
def test_somebody_elses_pairing_cannot_be_swapped(action: str, pairing_id: str) -> None:
    here = paired()
    here.meet(person("cem"))
    here.keep([pairing("theirs", mentor="cem", organization="other", state="introduced")])
    outcome = here.press("cem", action, pairing=pairing_id)
    assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())


def test_a_pair_only_approved_cannot_be_swapped_yet() -> None:
    here = paired(state="approved")
    assert keys(here.press("ana", "pairing.swap", pairing="pair")) == ["swap.over"]


# -- what they see of themselves ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_what_i_told_you_in_every_state(state: str) -> None:
    outcome = world(state=state, teaches=("Figma",)).command("ana", "me")
    facts = [block for send in outcome.sends for block in send.message.blocks if isinstance(block, Facts)]
    assert bool(facts) is (state in ("joined", "left"))
    changes = [one for one in buttons(outcome) if one.action == "me.change"]
    assert bool(changes) is (state == "joined")


def test_what_was_told_is_shown_when_it_is_changed_and_kept_unless_unticked() -> None:
    here = World(person("ana", never_with=("ben",), pledged_at=NOON), person("ben"), person("cem"))
    outcome = here.press("ana", "me.change", question="never_with")
    assert "onboarding.never_with.change" in keys(outcome)
    here.say("ana", "Cem")
    assert here.get(Person, "ana").never_with == ("ben", "cem")


@pytest.mark.parametrize("question", ["", "nonsense", "pledge", "confidence", "state", "is_admin"])
def test_only_answers_can_be_changed(question: str) -> None:
    here = world(pledged_at=NOON)
    assert here.press("ana", "me.change", question=question).saves == ()


@pytest.mark.parametrize("language", ["", "fr", "../de", "DE"])
def test_an_unknown_language_changes_nothing(language: str) -> None:
    here = world()
    assert keys(here.press("ana", "language", language=language)) == ["button_gone"]
    assert here.get(Person, "ana").language == "en"


# -- safe contacts -----------------------------------------------------------------------------------------------


def with_contacts(*states: str) -> World:
    names = ("ben", "cem", "dee")
    contacts = tuple(
        SafeContact(
            person=name,
            state="accepted" if state == "accepted" else "declined" if state == "declined" else "asked",
        )
        for name, state in zip(names, states, strict=False)
    )
    return World(*(person(name) for name in ("ana", *names)), cohort(safe_contacts=contacts, opened_by=ADMIN))


@pytest.mark.parametrize(
    ("states", "action", "warned"),
    [
        (("asked", "asked"), "duty.decline", True),
        (("asked", "accepted"), "duty.decline", True),
        (("accepted", "accepted"), "duty.decline", True),
        (("asked", "accepted", "accepted"), "duty.decline", False),
        (("asked", "asked"), "duty.accept", False),
    ],
)
def test_the_admin_hears_each_answer_and_whether_there_are_too_few(
    states: tuple[str, ...], action: str, warned: bool
) -> None:
    here = with_contacts(*states)
    outcome = here.press("ben", action)
    word = "accepted" if action == "duty.accept" else "declined"
    assert keys(outcome, ADMIN)[0] == f"duty.{word}_admin"
    assert ("safety.too_few" in keys(outcome, ADMIN)) is warned
    again = here.press("ben", action)
    assert (keys(again), again.saves) == ([f"duty.{word}"], ())


@pytest.mark.parametrize("action", ["duty.accept", "duty.decline"])
def test_nobody_makes_themselves_a_safe_contact(action: str) -> None:
    outcome = with_contacts("asked").press("ana", action)
    assert (keys(outcome), outcome.saves) == (["duty.not_asked"], ())


def test_only_contacts_who_accepted_and_are_still_there_are_named() -> None:
    here = with_contacts("accepted", "accepted", "asked")
    here.keep([msgspec.structs.replace(stored(here, "ben"), gone=True)])
    here.command("ana", "concern")
    outcome = here.say("ana", "skip")
    assert [one.label for one in buttons(outcome) if one.data.get("question") == "contact"] == ["Cem"]
    assert {send.person for send in outcome.sends} == {"ana"}


@pytest.mark.parametrize(
    ("ana", "cem"),
    [
        ({"manager": "hr-ben"}, {}),
        ({}, {"manager": "hr-ben"}),
        ({"manager": "hr-cem"}, {"manager": "hr-ben"}),
    ],
)
def test_a_contact_in_a_line_with_either_of_the_pair_is_not_named(
    ana: dict[str, object], cem: dict[str, object]
) -> None:
    here = World(
        person("ana", **ana),
        person("ben"),
        person("cem", **cem),
        pairing(mentor="ana", mentee="cem", state="introduced", introduced_at=NOON),
        cohort(safe_contacts=(SafeContact(person="ben", state="accepted"),), opened_by=ADMIN),
    )
    outcome = here.command("ana", "concern")
    assert keys(outcome) == ["concern.nobody_pause"]
    assert button(outcome, "together.pause", pairing="pair")


def stored(here: World, person_id: str) -> Person:
    return here.see(Query(organization=ACME, people=(person_id,))).people[person_id]


def test_the_button_that_asks_once_more_leads_to_the_swap() -> None:
    here = paired()
    asked = here.press("ana", "pairing.swap", pairing="pair")
    assert asked.saves == ()
    here.push("ana", button(asked, "pairing.swap_now"))
    assert here.get(Pairing, "pair").state == "ended"


# -- what a senior could learn ------------------------------------------------------------------------------------


def offering(*topics: tuple[str, ...]) -> list[Person]:
    return [person(f"p{n}", teaches=some, grade=2) for n, some in enumerate(topics)]


OFFERS = (
    ("TikTok", "Excel"),
    ("TikTok", "Figma"),
    ("TikTok", "Excel"),
    ("Figma", "my own trick"),
    ("Python",),
)


def offered(here: World, who: str = "vip") -> list[object]:
    """The topics in somebody's invitation."""
    outcome = here.press(ADMIN, "invite.all")
    (send,) = to(outcome, who)
    texts = [block.text for block in send.message.blocks if isinstance(block, Say)]
    found = [t.values["topics"] for t in texts if isinstance(t, Phrase) and t.key == "invitation.offered"]
    return [skill for listed in found if isinstance(listed, Listed) for skill in listed.items]


def test_a_seniors_invitation_names_three_topics_that_several_offer_now() -> None:
    senior = person("vip", state="known", grade=9)
    here = World(*offering(*OFFERS), senior)
    assert offered(here) == [SkillName("TikTok"), SkillName("Excel"), SkillName("Figma")]
    assert "my own trick" not in str(here.press(ADMIN, "invite.all"))


@pytest.mark.parametrize(
    ("topics", "changes"),
    [
        (OFFERS[:4], {}),  # four people are too few to be told of
        (OFFERS, {"grade": 1}),  # a junior comes to teach first
        (OFFERS, {"grade": None}),
        (OFFERS, {"role": "mentor"}),
        ((("TikTok",), ("Excel",), ("Figma",), ("Python",), ("SEO",)), {}),  # each would name somebody
    ],
)
def test_otherwise_it_names_none(topics: tuple[tuple[str, ...], ...], changes: dict[str, object]) -> None:
    senior = msgspec.structs.replace(person("vip", state="known", grade=9), **changes)
    assert offered(World(*offering(*topics), senior)) == []


def test_what_they_would_like_comes_first_and_what_they_teach_is_left_out() -> None:
    senior = person("vip", state="known", grade=9, wants=("Figma",), teaches=("TikTok",))
    assert offered(World(*offering(*OFFERS), senior)) == [SkillName("Figma"), SkillName("Excel")]


@pytest.mark.parametrize("command", ["nominate", "invite"])
def test_one_person_asked_by_name_reads_it_too(command: str) -> None:
    here = World(*offering(*OFFERS), person("vip", state="known", grade=9))
    outcome = here.command(ADMIN, command, "Vip")
    assert "invitation.offered" in keys(outcome, "vip")
