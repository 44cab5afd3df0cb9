"""Setting up, joining and changing answers: what is applied at the end, and what the others hear."""

from __future__ import annotations

from datetime import time

import msgspec
import pytest

from bot.conversation.messages import Phrase
from bot.flows import FLOWS
from bot.flows.onboarding import CHANGEABLE, answers_of
from bot.outcome import Outcome
from bot.program.model import Cohort, Organization, Person, SafeContact, Talk
from bot.program.participant.membership import suggested_role
from bot.program.snapshot import Query
from bot.text.catalog import LANGUAGES, Words
from tests.factories import ACME, NOON, after, channel, cohort, person
from tests.unit.world import ADMIN, World, admin, buttons, keys, pick, to

SETUP = ("1", "2", "yes", "yes", "Ben and Cem", "none for now", "English")


def company(*more: Person | Cohort, program: bool = False, **ben: object) -> World:
    return World(person("ben", **ben), person("cem"), person("dee"), channel(), *more, program=program)


def set_up(here: World, *answers: str, who: str = ADMIN) -> Outcome:
    outcome = here.command(who, "setup")
    for answer in answers or SETUP:
        outcome = here.say(who, answer)
    return outcome


def the_cohort(here: World) -> Cohort:
    cohorts = here.all(Cohort)
    assert len(cohorts) == 1
    return cohorts[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_holds_now_is_offered_once_and_first(language: str) -> None:
    words = Words(language, "UTC")
    now = words.text(Phrase("setup.objective.digital"))
    asked = World(admin(language=language), cohort(objective=now)).command(ADMIN, "setup")
    offered = [words.text(button.label) for button in buttons(asked)]
    assert (offered[0], offered.count(now)) == (now, 1)


# -- setting up --------------------------------------------------------------------------------------------------


def test_a_program_opens_with_what_was_answered() -> None:
    here = company()
    outcome = set_up(here)
    made = the_cohort(here)
    assert (made.objective, made.size, made.sessions, made.rhythm_weeks) == (
        "Leaders use new tools with confidence",
        12,
        6,
        3,
    )
    assert [(one.person, one.state) for one in made.safe_contacts] == [("ben", "asked"), ("cem", "asked")]
    assert "setup.duty_asked" in keys(outcome, ADMIN)
    assert {send.person for send in outcome.sends if send.kind == "duty"} == {"ben", "cem"}


def test_whoever_runs_it_no_more_does_not_open_it() -> None:
    here = company(admin("eve"))
    set_up(here, *SETUP[:-1], who="eve")
    here.keep([msgspec.structs.replace(here.get(Person, "eve"), is_admin=False, is_guest=True, version=1)])
    assert "command.admins_only" in keys(here.say("eve", SETUP[-1]))
    assert here.all(Cohort) == []


def test_it_does_not_open_before_the_last_answer() -> None:
    here = company()
    set_up(here, *SETUP[:-1])
    assert here.all(Cohort) == []


@pytest.mark.parametrize("manager", ["hr-cem", "hr-mid"])
def test_two_contacts_of_one_line_are_refused(manager: str) -> None:
    here = company(person("mid", manager="hr-cem"), manager=manager)
    outcome = set_up(here, *SETUP[:5])
    assert "setup.safe_contacts.same_line" in keys(outcome)
    assert "setup.channel.ask" in keys(here.say(ADMIN, "Ben and Dee"))


def test_changing_it_shows_what_holds_and_loses_nothing() -> None:
    contacts = (SafeContact(person="ben", state="accepted"), SafeContact(person="cem"))
    before = cohort(
        name="Spring",
        safe_contacts=contacts,
        invite_at=after(minutes=1),
        min_seniority_gap=1,
        minutes=40,
        opened_by=ADMIN,
    )
    here = company(before)
    assert keys(here.command(ADMIN, "setup"))[:3] == [
        "setup.hello_again",
        "talk.step",
        "setup.objective.change",
    ]
    outcome = Outcome()
    for answer in ("yes", "yes", "yes", "24", "yes", "yes", "yes"):
        outcome = here.say(ADMIN, answer)
    stored = the_cohort(here)
    assert stored == msgspec.structs.replace(before, size=24, version=stored.version)
    assert not [
        send for send in outcome.sends if send.kind == "duty"
    ]  # who is asked or has accepted is not asked again


def test_a_contact_is_added_to_those_there_are() -> None:
    here = company(cohort(safe_contacts=(SafeContact(person="ben", state="accepted"),), opened_by=ADMIN))
    here.command(ADMIN, "setup")
    for answer in ("yes", "yes", "yes", "yes"):
        asked = here.say(ADMIN, answer)
    assert pick(asked).chosen == ("ben",)
    for answer in ("Dee", "yes", "yes"):
        outcome = here.say(ADMIN, answer)
    assert [(c.person, c.state) for c in the_cohort(here).safe_contacts] == [
        ("ben", "accepted"),
        ("dee", "asked"),
    ]
    assert [send.person for send in outcome.sends if send.kind == "duty"] == ["dee"]


def test_the_admin_may_be_a_safe_contact() -> None:
    here = company()
    set_up(here, *SETUP[:4], "Ada and Ben", *SETUP[5:])
    assert [(c.person, c.state) for c in the_cohort(here).safe_contacts] == [
        ("ada", "accepted"),
        ("ben", "asked"),
    ]


def test_another_admin_in_the_middle_changes_what_the_first_opened_and_the_first_hears() -> None:
    here = company(admin("abe"))
    here.command("abe", "setup")
    set_up(here)
    for answer in ("People learn from each other", *SETUP[1:]):
        outcome = here.say("abe", answer)
    assert the_cohort(here).opened_by == ADMIN
    assert keys(outcome, ADMIN) == ["setup.changed_by"]
    assert "setup.changed" in keys(outcome, "abe")


@pytest.mark.parametrize("before", ["", "slack:T1:C1"])
def test_the_opening_is_posted_once_there_is_a_channel(before: str) -> None:
    here = company(
        cohort(
            channel=before,
            opened_by=ADMIN,
            safe_contacts=(SafeContact(person="ben"), SafeContact(person="cem")),
        )
    )
    here.command(ADMIN, "setup")
    for answer in ("yes", "yes", "yes", "yes", "yes", "mentoring", "yes"):
        outcome = here.say(ADMIN, answer)
    posts = [send.channel for send in outcome.sends if send.kind == "post"]
    assert posts == ([] if before else ["slack:T1:C1"])


def test_while_it_closes_nothing_says_that_it_has_begun() -> None:
    contacts = (SafeContact(person="ben"), SafeContact(person="cem"))
    here = company(cohort(state="closing", closes_at=after(weeks=1), opened_by=ADMIN, safe_contacts=contacts))
    here.command(ADMIN, "setup")
    for answer in ("yes", "yes", "yes", "yes", "yes", "mentoring", "yes"):
        outcome = here.say(ADMIN, answer)
    assert the_cohort(here).channel == "slack:T1:C1"
    assert not [send for send in outcome.sends if send.channel]
    assert "setup.next" not in keys(outcome)
    assert "invite.all" not in {one.action for one in buttons(outcome)}


def test_a_change_finished_after_the_end_opens_no_other_program() -> None:
    contacts = (SafeContact(person="ben"), SafeContact(person="cem"))
    before = cohort(opened_by=ADMIN, safe_contacts=contacts)
    here = company(before)
    here.command(ADMIN, "setup")
    for answer in ("yes", "yes", "yes", "yes", "yes", "yes"):
        here.say(ADMIN, answer)
    over = msgspec.structs.replace(before, state="closed", closes_at=NOON, version=1)
    here.keep([over])
    outcome = here.say(ADMIN, "yes")
    assert keys(outcome, ADMIN)[-1] == "setup.is_over"
    assert the_cohort(here) == over
    set_up(here)
    assert len(here.all(Cohort)) == 2


def test_the_channels_language_is_the_organizations() -> None:
    here = company()
    set_up(here, *SETUP[:-1], "German")
    assert here.get(Organization, ACME).language == "de"


@pytest.mark.parametrize("words", ["<!channel> *now*", "'; DROP TABLE --", "%s {0} {{x}}", "<b>Bold</b>"])
def test_an_aim_is_kept_as_written(words: str) -> None:
    here = company()
    set_up(here, words, *SETUP[1:])
    assert the_cohort(here).objective == words


# -- joining -----------------------------------------------------------------------------------------------------


def join(here: World, *answers: str, who: str = "ana") -> Outcome:
    outcome = here.command(who, "join")
    for answer in answers:
        outcome = here.say(who, answer)
    return outcome


JOIN = ("mentor", "Figma", "yes", "Negotiation", "yes", "2", "Berlin", "9 to 5", "video", "Ben", "no", "yes")


def test_joining_keeps_what_was_said() -> None:
    here = World(person("ana", state="known", timezone="", hours=()), person("ben"))
    outcome = join(here, *JOIN)
    me = here.get(Person, "ana")
    assert (me.state, me.role, me.teaches, me.wants, me.confidence) == (
        "joined",
        "mentor",
        ("Figma",),
        ("Negotiation",),
        {"Negotiation": 2},
    )
    assert (me.timezone, me.hours, me.channels) == ("Europe/Berlin", ((time(9), time(17)),), ("video",))
    assert (me.never_with, me.brokered, me.joined_at) == (("ben",), False, NOON)
    assert {send.person for send in outcome.sends} == {"ana"}


def test_nobody_joins_without_the_promise() -> None:
    here = World(person("ana", state="known"), person("ben"))
    outcome = join(here, *JOIN[:-1], "no")
    assert "onboarding.pledge.refused" in keys(outcome)
    assert here.get(Person, "ana").state == "onboarding"
    here.say("ana", "yes")
    assert here.get(Person, "ana").state == "joined"


def test_nobody_else_hears_whom_somebody_avoids() -> None:
    here = World(person("ana", state="known"), person("ben"))
    for answer in JOIN:
        outcome = join(here, *JOIN) if answer == JOIN[0] else Outcome()
        assert {send.person for send in outcome.sends} <= {"ana"}
    for command in ("me", "concern", "help", "privacy"):
        said = str(here.command("ben", command).sends)
        assert "Ana" not in said


@pytest.mark.parametrize("question", CHANGEABLE)
def test_a_change_touches_that_answer_only(question: str) -> None:
    before = person(
        "ana",
        role="both",
        teaches=("Figma",),
        wants=("SQL",),
        confidence={"SQL": 2},
        channels=("chat",),
        never_with=("ben",),
        brokered=True,
        pledged_at=NOON,
    )
    here = World(before, person("ben"), person("cem"))
    here.press("ana", "me.change", question=question)
    new = {
        "role": "as a mentee",
        "teaches": "Excel",
        "wants": "TikTok",
        "timezone": "Lisbon",
        "hours": "10 to 4",
        "channels": "in person",
        "never_with": "Cem",
        "brokered": "no",
    }[question]
    here.say("ana", new)
    for follow in {"teaches": ("yes",), "wants": ("yes", "4")}.get(question, ()):
        here.say("ana", follow)
    changed = here.get(Person, "ana")
    differing = {name for name, value in answers_of(changed).items() if value != answers_of(before).get(name)}
    assert differing == {question} | ({"confidence/TikTok"} if question == "wants" else set())
    assert (changed.state, changed.pledged_at, changed.joined_at) == ("joined", NOON, None)
    assert {talk.state for talk in here.all(Talk)} == {"done"}


def test_an_import_in_the_middle_of_a_change_is_not_undone() -> None:
    here = World(person("ana", role="mentor", pledged_at=NOON, grade=3))
    here.press("ana", "me.change", question="role")
    stored = here.see(Query(organization=ACME, people=("ana",))).people["ana"]
    here.keep([msgspec.structs.replace(stored, grade=9)])
    here.say("ana", "as a mentee")
    assert (here.get(Person, "ana").role, here.get(Person, "ana").grade) == ("mentee", 9)


@pytest.mark.parametrize(
    ("grade", "middle", "years", "role"),
    [
        (3, 5, None, "mentor"),
        (7, 5, None, "mentee"),
        (None, 5, 2, "mentor"),
        (None, None, 9, "mentee"),
        (None, None, None, ""),
    ],
)
def test_a_role_is_guessed_from_level_or_tenure(
    grade: int | None, middle: int | None, years: int | None, role: str
) -> None:
    start = None if years is None else NOON.date().replace(year=NOON.year - years)
    assert suggested_role(person("ana", grade=grade, start_date=start), middle, NOON.date()) == role


def test_every_flow_is_listed_under_its_name() -> None:
    assert all(flow.name == name for name, flow in FLOWS.items())
    for flow in FLOWS.values():
        names = [question.name for question in flow.questions]
        assert len(names) == len(set(names))


def test_joining_needs_a_program() -> None:
    here = World(person("ana", state="known"), program=False)
    outcome = here.command("ana", "join")
    assert (keys(outcome), to(outcome, ADMIN)) == (["join.no_program"], [])
    assert here.get(Person, "ana").state == "known"
