"""Who is served, what is somebody else's, what stands in no table; and which talk has the floor."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from bot.conversation.flow import Progress
from bot.conversation.messages import Address
from bot.events import Arrived, ChannelSeen, Commanded, FellDue, Pressed, Said
from bot.outcome import Outcome
from bot.program.model import Account, Channel, Organization, Person, Place, Reading, Talk, Tray
from bot.talks import QUIET
from tests.factories import (
    ACME,
    NOON,
    address,
    after,
    channel,
    organization,
    person,
    place,
    sender,
    talk,
)
from tests.unit.world import ADMIN, World, buttons, changes, from_user, keys, noted, to


def joining(asked: str = "role", state: str = "open") -> World:
    """Ana in the middle of joining."""
    progress = Progress(asked=asked)
    return World(person("ana", state="onboarding"), talk(progress=progress, asked_in="e0:0", state=state))


# -- who is there ------------------------------------------------------------------------------------------------


def test_the_first_place_makes_the_organization() -> None:
    here = World()
    new = sender("zoe", place="T9", address=address("zoe", place="T9", conversation="D-zoe"))
    outcome = here.run(
        Said(id="z", at=NOON, sender=msgspec.structs.replace(new, name="Zoe Zed"), text="hello")
    )
    made = next(record for record in outcome.saves if isinstance(record, Organization))
    assert made.id != ACME
    assert {record.organization for record in outcome.saves} == {made.id}
    assert {type(record) for record in outcome.saves} == {Organization, Place, Reading, Person, Account}


@pytest.mark.parametrize("name", ["", "   ", "<!channel> *Bob*", "O'Brien; DROP TABLE", "\u202eeman"])
def test_any_name_will_do(name: str) -> None:
    here = World()
    new = msgspec.structs.replace(from_user("new"), name=name)
    outcome = here.run(Said(id="n", at=NOON, sender=new, text="hello"))
    person_made = next(record for record in outcome.saves if isinstance(record, Person))
    assert person_made.name == (name.strip() or "new")
    assert to(outcome, person_made.id)


def test_a_guest_is_not_signed_up() -> None:
    here = World(person("gus", state="known", is_guest=True))
    assert keys(here.command("gus", "join")) == ["join.guest"]


def test_somebody_who_left_the_company_is_told_when_they_ask_and_not_when_they_look() -> None:
    here = World(person("lea", gone=True))
    assert keys(here.say("lea", "/rm-me")) == ["join.gone"]
    assert here.run(Arrived(id="a", at=NOON, sender=from_user("lea"))) == Outcome()


def test_the_directory_is_found_by_the_platforms_id() -> None:
    here = World()
    here.keep([person("una", state="known", slack_id="U77", reachable=False)])
    outcome = here.run(Said(id="u", at=NOON, sender=from_user("U77"), text="/rm-join"))
    assert to(outcome, "una")
    assert next(r for r in outcome.saves if isinstance(r, Account)).person == "una"


def test_a_channel_is_nobodys_address() -> None:
    here = World()
    public = msgspec.structs.replace(
        sender("new", address=address("new", conversation="C-public")), in_person=False
    )
    outcome = here.run(Commanded(id="c", at=NOON, sender=public, command="me"))
    kept = next(record for record in outcome.saves if isinstance(record, Account))
    assert kept.address.conversation == ""


def test_a_known_address_is_not_changed_by_a_channel() -> None:
    here = World(person("ana"))
    public = msgspec.structs.replace(
        sender("ana", address=address("ana", conversation="C-public")), in_person=False
    )
    outcome = here.run(Commanded(id="c", at=NOON, sender=public, command="privacy"))
    assert not [record for record in outcome.saves if isinstance(record, Account)]


def test_an_administrator_of_the_deployment_is_an_admin() -> None:
    here = World(person("ana"))
    trusted = msgspec.structs.replace(from_user("ana"), is_admin=True)
    here.run(Commanded(id="c", at=NOON, sender=trusted, command="help"))
    assert here.get(Person, "ana").is_admin


def test_a_channel_seen_twice_is_one_channel() -> None:
    here = World()
    seen = ChannelSeen(
        id="s",
        at=NOON,
        sender=from_user(ADMIN),
        name="#mentoring",
        channel=Address(platform="slack", place="T1", conversation="C1"),
    )
    here.run(seen)
    here.run(msgspec.structs.replace(seen, id="s2", name="renamed"))
    assert [(one.id, one.name) for one in here.all(Channel)] == [("slack:T1:C1", "renamed")]


def test_a_channel_that_anybody_else_writes_about_stays_between_the_two_of_us() -> None:
    here = World(person("ana"))
    channel = Address(platform="slack", place="T1", conversation="C1")
    wrote = ChannelSeen(
        id="s", at=NOON, sender=from_user("ana"), name="layoffs", channel=channel, joined=False
    )
    here.run(wrote)
    assert here.all(Channel) == []
    here.run(msgspec.structs.replace(wrote, id="s2", sender=from_user(ADMIN), name="news"))
    here.run(msgspec.structs.replace(wrote, id="s3", name="leaders"))
    assert [(one.id, one.name) for one in here.all(Channel)] == [("slack:T1:C1", "news")]


def test_a_guest_runs_nothing_whatever_the_configuration_says() -> None:
    here = World(person("gil", is_guest=True, is_admin=False, state="known"))
    for user in ("gil", "new"):
        trusted = msgspec.structs.replace(from_user(user), is_admin=True, is_guest=True)
        assert "command.admins_only" in keys(
            here.run(Commanded(id=user, at=NOON, sender=trusted, command="status"))
        )
    assert [one.id for one in here.all(Person) if one.is_admin] == [ADMIN]


def test_it_says_hello_once() -> None:
    here = World(program=False)
    new = Arrived(id="a", at=NOON, sender=from_user("new"))
    assert "hello.person" in keys(here.run(new))
    assert here.run(msgspec.structs.replace(new, id="a2")) == Outcome()


# -- buttons and commands that are not ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action", ["", ".", "nonsense", "talk.nonsense", "pairing.nonsense", "proposals.show"]
)
def test_made_up_buttons_say_so(action: str) -> None:
    outcome = World(person("ana")).press("ana", action, proposal="x", talk="x")
    assert (keys(outcome), outcome.saves) == (["button_gone"], ())


@pytest.mark.parametrize("name", ["", "nonsense", "x" * 5000, "<!channel>"])
def test_made_up_commands_list_what_there_is(name: str) -> None:
    assert keys(World(person("ana")).command("ana", name)) == ["command.unknown"]


@pytest.mark.parametrize("name", ["setup", "invite", "pair"])
def test_admin_commands_are_for_admins(name: str) -> None:
    here = World(person("ana"))
    outcomes = (
        here.command("ana", name),
        here.say("ana", f"/rm-{name}"),
        here.press("ana", "command", command=name),
    )
    for outcome in outcomes:
        assert (keys(outcome), changes(outcome)) == (["command.admins_only"], [])
    assert [noted(outcome) for outcome in outcomes] == [
        [("ana", f"refused.{name}", "")],
        [],
        [],
    ]  # once a day


@pytest.mark.parametrize("text", ["/rm-help", "rm-help", "RM-Help", "rM-help", "/help"])
def test_a_command_by_name_goes_before_the_talk(text: str) -> None:
    here = joining("teaches")
    assert keys(here.say("ana", text))[0] == "help.title"
    assert here.get(Talk, "talk").progress.answers == {}


# -- talks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["talk.answer", "talk.control"])
@pytest.mark.parametrize("word", ["back", "stop", "skip", "go_on", "mentor", "leave"])
def test_somebody_elses_talk_is_neither_read_nor_changed(action: str, word: str) -> None:
    here = joining()
    here.meet(person("ben"))
    outcome = here.press("ben", action, talk="talk", question="role", value=word, word=word)
    assert (keys(outcome), outcome.saves) == (["button_gone"], ())


@pytest.mark.parametrize("talk_id", ["", "nonsense", "theirs"])
def test_made_up_talks_change_nothing(talk_id: str) -> None:
    here = joining()
    here.keep([organization("other", organization="other"), talk("theirs", organization="other")])
    outcome = here.press("ana", "talk.answer", talk=talk_id, question="role", value="mentor")
    assert (keys(outcome), outcome.saves) == (["button_gone"], ())


@pytest.mark.parametrize("state", ["done", "stopped"])
def test_a_talk_that_is_over_stays_over(state: str) -> None:
    here = joining(state=state)
    outcome = here.press("ana", "talk.answer", talk="talk", question="role", value="mentor")
    assert (keys(outcome), outcome.saves) == (["talk.over"], ())


def test_a_talk_whose_flow_a_release_dropped_is_gone() -> None:
    here = World(person("ana"), talk(flow="dropped"))
    assert keys(here.press("ana", "talk.answer", talk="talk", question="x", value="y")) == ["button_gone"]


@pytest.mark.parametrize(("silent", "greeted"), [(QUIET - timedelta(seconds=1), False), (QUIET, True)])
def test_the_floor_is_held_for_two_days(silent: timedelta, greeted: bool) -> None:
    here = joining()
    here.now = NOON + silent
    outcome = here.say("ana", "as a mentor")
    assert here.get(Talk, "talk").progress.answers == {"role": "mentor"}
    assert ("talk.we_were_at" in keys(outcome)) is greeted


def test_a_talk_put_away_waits_until_it_is_asked_for() -> None:
    here = joining()
    here.say("ana", "stop")
    assert keys(here.say("ana", "purple elephants")) == ["unclear.wish"]
    assert here.get(Talk, "talk").progress.answers == {}
    assert keys(here.say("ana", "go on"))[0] == "talk.we_were_at"


def test_going_on_is_no_answer_to_another_talk() -> None:
    here = joining()
    earlier = talk(
        "concern", flow="concern", about="p", asked_at=after(days=-1), progress=Progress(asked="text")
    )
    here.keep([earlier])
    here.say("ana", "stop")
    assert keys(here.say("ana", "go on"))[0] == "talk.we_were_at"
    assert here.get(Talk, "concern").progress.answers == {}
    assert here.get(Talk, "talk").offered is None


def test_a_picture_without_words_is_no_answer() -> None:
    """It is said what is asked, or what one could do instead."""
    here = joining()
    before = here.get(Talk, "talk").progress
    first, *asked = keys(here.say("ana", ""))
    assert (first, here.get(Talk, "talk").progress) == ("unclear.no_picture", before)
    assert any("role" in key for key in asked)


@pytest.mark.parametrize("state", ["known", "invited", "later", "declined", "joined", "left"])
def test_whoever_sends_a_picture_hears_what_else_they_could_do(state: str) -> None:
    outcome = World(person("ana", state=state)).say("ana", "")
    assert keys(outcome) == ["unclear.no_picture"]
    assert len(buttons(outcome)) == 3
    offered = {"joined": "command", "invited": "invitation.join"}.get(state, "command")
    assert buttons(outcome)[0].action == offered


def test_a_talk_left_open_is_offered_once() -> None:
    here = joining()
    event = FellDue(id="d", at=after(days=2), organization=ACME, rule="talk_quiet", subject="talk", due=NOON)
    assert here.run(event).sends == ()  # it waits in the tray, with what else falls due
    assert [item.topic for item in here.get(Tray, "tray:ana").items] == ["talk"]
    said = here.wait(after(days=3))
    assert [(send.kind, send.about.pairing, send.unless) for send in said] == [
        ("nudge", "", ("person_away",))
    ]
    assert keys(Outcome(sends=tuple(said))) == ["talk.left_open"]
    assert here.run(msgspec.structs.replace(event, id="d2", at=after(days=9))) == Outcome()


def test_a_talk_ended_meanwhile_is_not_mentioned() -> None:
    here = joining()
    here.fall_due("talk_quiet", "talk", after(days=2))
    here.press("ana", "leave.confirm")
    assert here.wait(after(days=9)) == []
    assert here.get(Tray, "tray:ana").items == ()


def test_somebody_without_a_name_is_offered_it_too() -> None:
    here = World(person("ana", name=" ", state="onboarding"), talk(progress=Progress(asked="role")))
    assert keys(Outcome(sends=tuple(here.wait(after(days=3))))) == ["talk.left_open"]


def test_of_several_talks_words_answer_the_one_asked_last_and_a_button_its_own() -> None:
    here = World(
        person("ana"),
        talk("join", progress=Progress(asked="role"), asked_at=NOON),
        talk("away", flow="pause", progress=Progress(asked="until"), asked_at=after(hours=1)),
    )
    here.now = after(hours=2)
    here.press("ana", "talk.answer", talk="join", question="role", value="mentor")
    assert here.get(Talk, "join").progress.answers == {"role": "mentor"}
    here.now = after(hours=3)
    here.say("ana", "TikTok")
    assert here.get(Talk, "join").progress.pending == ("TikTok",)
    assert here.get(Talk, "away").progress.pending == ()


def test_starting_again_goes_on_instead() -> None:
    here = joining()
    outcome = here.command("ana", "join")
    assert keys(outcome)[0] == "talk.we_are_at"
    assert [one.id for one in here.all(Talk)] == ["talk"]


def test_leaving_in_words_in_the_middle_of_a_talk() -> None:
    here = joining()
    assert keys(here.say("ana", "I want to leave the program"))[0] == "leave.ask"


@pytest.mark.parametrize(
    "text",
    ["", " ", "🙂🙂", "\u202e", "\x00", "<!channel>", "<b>x</b>", "'; --", "%s {0} {{x}}", "x" * 50_000],
)
@pytest.mark.parametrize("talking", [True, False])
def test_anything_typed_is_answered(text: str, talking: bool) -> None:
    here = joining() if talking else World(person("ana"))
    outcome = here.say("ana", text)
    assert to(outcome, "ana")
    assert not [send for send in outcome.sends if send.channel]


def test_an_event_run_again_decides_the_same() -> None:
    here = World(person("ana", state="known"))
    event = Pressed(id="once", at=NOON, sender=from_user("ana"), action="invitation.join")
    assert here.decide(event) == here.decide(event)


def test_what_is_said_in_person_never_goes_to_a_channel() -> None:
    here = World(person("ana"), channel(), place("teams:t"))
    for text in ("/rm-me", "/rm-concern", "/rm-leave", "/rm-privacy", "hello"):
        assert {send.channel for send in here.say("ana", text).sends} == {""}
