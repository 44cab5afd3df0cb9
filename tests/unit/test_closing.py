"""What happens when a program is closed: who is asked, what ends, who is free afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from bot.conversation.flow import Answer, Progress
from bot.conversation.messages import Button, Buttons, Phrase
from bot.conversation.understand.choices import Option, choice
from bot.outcome import Outcome, Send
from bot.program.model import (
    Change,
    Cohort,
    Digest,
    Pairing,
    Person,
    Proposal,
    SafeContact,
    Session,
    Story,
    Survey,
    Talk,
)
from bot.program.snapshot import PAIRS_AT_ONCE, PEOPLE_AT_ONCE
from bot.text.catalog import words_for
from tests import factories as make
from tests.factories import NOON, after, channel, person
from tests.unit.world import ADMIN, World, admin, keys

HERE = "slack:T1:C1"


def pair(number: int, **changes: object) -> Pairing:
    given: dict[str, object] = {
        "cohort": "spring",
        "mentor": f"m{number}",
        "mentee": f"s{number}",
        "state": "introduced",
        "introduced_at": NOON,
        "held": 1,
        "met_at": after(days=2),
    }
    return make.pairing(f"pair-{number:03}", **(given | changes))


def both(number: int) -> tuple[Person, Person]:
    wish = {"wants": ("Figma",), "confidence": {"Figma": 2}}
    return person(f"m{number}", **wish), person(f"s{number}", **wish)


def world(pairs: int = 1, **changes: object) -> World:
    records = [pair(number, **changes) for number in range(pairs)]
    people = [one for number in range(pairs) for one in both(number)]
    program = make.cohort(
        "spring", channel=HERE, zone="Europe/Berlin", opened_by=ADMIN, invite_at=after(days=1)
    )
    return World(program, channel(HERE, name="mentoring"), *records, *people)


def close(company: World, name: str = "sure") -> Outcome:
    return company.press(ADMIN, f"cohort.{name}")


def ends_at(company: World) -> datetime:
    ended = company.get(Cohort, "spring").closes_at
    assert ended is not None
    return ended


def over(company: World) -> list[Send]:
    """All that is said from the closing to the end."""
    return company.wait(ends_at(company) + timedelta(hours=1))


def asked(said: list[Send]) -> list[str]:
    """Who was asked how it was."""
    return sorted(
        send.person for send in said if send.kind == "nudge" and "nudge.survey" in str(send.message)
    )


def key(send: Send) -> str:
    assert isinstance(send.message.summary, Phrase)
    return send.message.summary.key


def buttons_of(send: Send) -> list[Button]:
    return [one for block in send.message.blocks if isinstance(block, Buttons) for one in block.items]


class TestClosing:
    def test_it_asks_once_more_and_changes_nothing_until_then(self) -> None:
        company = world()
        assert "cohort.sure" in keys(company.press(ADMIN, "cohort.close"))
        assert "cohort.kept" in keys(company.press(ADMIN, "cohort.keep"))
        assert company.get(Cohort, "spring").state == "open"

    def test_two_weeks_later_on_a_working_morning_where_the_channel_is(self) -> None:
        company = world()
        close(company)
        cohort = company.get(Cohort, "spring")
        assert (cohort.state, cohort.invite_at, cohort.closed_by) == ("closing", None, ADMIN)
        assert cohort.closes_at == datetime(2026, 3, 16, 8, tzinfo=NOON.tzinfo)
        assert ends_at(company).weekday() < 5

    def test_twice_says_how_it_is_and_moves_nothing(self) -> None:
        company = world()
        close(company)
        before = company.get(Cohort, "spring")
        company.now = after(days=3)
        assert "cohort.closing" in keys(close(company))
        assert company.get(Cohort, "spring") == before

    def test_nobody_else_closes_it(self) -> None:
        company = world()
        assert keys(company.press("m0", "cohort.sure"))[0] == "command.admins_only"
        assert company.get(Cohort, "spring").state == "open"

    def test_what_was_only_proposed_is_put_away(self) -> None:
        company = world()
        company.keep([make.proposal("p", cohort="spring", state="ready", pairs=1, asked_by=ADMIN)])
        close(company)
        assert company.get(Proposal, "p").state == "discarded"

    def test_what_was_approved_and_waits_is_not_introduced_and_the_admins_hear_so(self) -> None:
        company = world()
        waiting = {"state": "approved", "introduced_at": None, "held": 0, "met_at": None, "proposal": "p"}
        company.keep([pair(1, **waiting)])
        soon = after(minutes=9)
        company.keep([make.proposal("p", cohort="spring", state="approved", announce_at=soon, asked_by="bo")])
        company.meet(*both(1), admin("bo"))
        outcome = close(company)
        assert keys(outcome, ADMIN) == ["cohort.begun", "cohort.undone"]
        assert keys(outcome, "bo") == ["pair.by_other.discard"]
        said = company.wait(after(hours=1))
        assert not [one for one in said if one.kind == "introduction"]
        undone = company.get(Pairing, "pair-001")
        assert (undone.state, undone.ended_because) == ("ended", "undone")
        assert company.get(Proposal, "p").state == "discarded"

    @pytest.mark.parametrize("name", ["post", "other", "on", "sponsor", "name"])
    def test_nothing_invites_into_it_any_more(self, name: str) -> None:
        company = world()
        close(company)
        outcome = company.press(ADMIN, f"announce.{name}", post="mentor", person="m0")
        assert keys(outcome) == ["cohort.no_more"]
        assert not [one for one in outcome.sends if one.channel]

    @pytest.mark.parametrize("name", ["pair", "invite", "nominate", "announce"])
    def test_nobody_new_comes_in(self, name: str) -> None:
        company = world()
        close(company)
        assert keys(company.command(ADMIN, name))[0] == "cohort.no_more"
        company.meet(person("zoe", state="known"))
        assert keys(company.command("zoe", "join"))[0] == "join.closing"
        assert company.get(Person, "zoe").state == "known"

    def test_a_session_can_still_be_found(self) -> None:
        company = world()
        close(company)
        outcome = company.press("m0", "together.find", pairing="pair-000")
        assert any(isinstance(one, Talk) and one.flow == "slots" for one in outcome.saves)

    @pytest.mark.parametrize(("ended", "told"), [(False, "join.closing"), (True, "join.no_program")])
    def test_who_began_to_join_in_time_is_not_in_it_nor_in_the_next(self, ended: bool, told: str) -> None:
        company = world()
        company.meet(person("zoe", state="known"))
        company.command("zoe", "join")
        (talk,) = company.all(Talk)
        answers: dict[str, Answer] = {"role": "mentor", "teaches": ["Figma"], "wants": [], "timezone": "UTC"}
        answers |= {"hours": ["09:00-17:00"], "channels": ["chat"], "never_with": [], "brokered": "no"}
        progress = Progress(answers=answers, asked="pledge")
        company.keep([msgspec.structs.replace(talk, version=1, progress=progress)])
        close(company)
        if ended:
            over(company)
        outcome = company.press("zoe", "talk.answer", talk=talk.id, question="pledge", value="yes")
        assert keys(outcome)[-2:] == [told, "join.kept"]
        zoe = company.get(Person, "zoe")
        assert (zoe.state, zoe.joined_at, zoe.teaches) == ("known", None, ("Figma",))


class TestAsking:
    def test_whoever_has_met_is_asked_and_nobody_else(self) -> None:
        company = world()
        company.keep([pair(1, held=0, met_at=None)])
        company.meet(*both(1))
        close(company)
        assert asked(company.wait(after(hours=1))) == ["m0", "s0"]

    def test_once_however_many_partners_and_about_the_last(self) -> None:
        company = world()
        company.keep([pair(2, mentor="m0", mentee="s2", met_at=after(days=1))])
        company.meet(person("s2"))
        close(company)
        said = company.wait(after(hours=1))
        assert asked(said) == ["m0", "s0", "s2"]
        (button,) = (
            one
            for send in said
            if send.person == "m0"
            for one in buttons_of(send)
            if one.action == "survey.begin"
        )
        assert button.data == {"pairing": "pair-000"}

    def test_a_page_of_people_at_a_time_until_all_are_asked(self) -> None:
        company = world(PEOPLE_AT_ONCE // 2 + 1)
        close(company)
        first, rest = company.wait(after(minutes=2)), company.wait(after(hours=1))
        assert (len(asked(first)), len(asked(rest))) == (PEOPLE_AT_ONCE, 2)
        assert company.get(Cohort, "spring").round == "remind"

    def test_reminded_once_five_days_before_the_end_but_not_who_answered(self) -> None:
        company = world()
        close(company)
        assert asked(company.wait(after(days=5))) == ["m0", "s0"]
        company.keep([make.survey("m0")])
        assert asked(company.wait(ends_at(company) - timedelta(hours=1))) == ["s0"]


class TestAnswers:
    def answer(self, company: World, who: str, again: str = "teach") -> Outcome:
        company.press(who, "survey.begin", pairing="pair-000")
        for said in ("4", "5", "3"):
            company.say(who, said)
        asked = (one for one in company.all(Talk) if (one.flow, one.person) == ("survey", who))
        talk = next(one for one in asked if one.state == "open")
        return company.press(who, "talk.answer", talk=talk.id, question="again", value=again)

    def test_what_is_kept_is_what_was_said_beside_the_beginning(self) -> None:
        company = world()
        close(company)
        assert keys(self.answer(company, "m0"))[-1] == "survey.thanks_again"
        (kept,) = company.all(Survey)
        assert (kept.person, kept.pairing, kept.kind) == ("m0", "pair-000", "end")
        expected = {"before/Figma": 2, "after/Figma": 4, "heard": 5, "personal": 3, "again": "teach"}
        assert kept.answers == expected

    def test_who_sees_it_is_said_of_the_last_question_too(self) -> None:
        """A no is not only counted: whoever would rather not is not invited to the next round by itself."""
        company = world()
        close(company)
        company.press("m0", "survey.begin", pairing="pair-000")
        said = [keys(company.say("m0", answer)) for answer in ("4", "5", "3")]
        seen = [[key for key in one if key.startswith("sees.")] for one in said]
        assert seen == [["sees.counted"], ["sees.counted"], ["sees.next_round"]]

    def test_once_and_only_while_it_closes_and_only_one_of_the_two(self) -> None:
        company = world(2)
        assert keys(company.press("m0", "survey.begin", pairing="pair-000")) == ["survey.over"]
        close(company)
        self.answer(company, "m0")
        assert keys(company.press("m0", "survey.begin", pairing="pair-000")) == ["survey.already"]
        assert keys(company.press("m1", "survey.begin", pairing="pair-000"))[0] == "button_gone"
        over(company)
        assert keys(company.press("s0", "survey.begin", pairing="pair-000")) == ["survey.over"]

    @pytest.mark.parametrize("other", [{"cohort": "winter"}, {"held": 0, "met_at": None}])
    def test_about_a_pairing_of_another_program_or_that_never_met_nothing_is_kept(
        self, other: dict[str, object]
    ) -> None:
        company = world()
        company.keep([pair(1, **({"mentor": "m0", "mentee": "s1"} | other))])
        company.meet(person("s1"))
        close(company)
        assert keys(company.press("m0", "survey.begin", pairing="pair-001")) == ["survey.over"]
        company.press("m0", "survey.begin", pairing="pair-000")
        (begun,) = (one for one in company.all(Talk) if one.flow == "survey")
        company.keep([msgspec.structs.replace(begun, version=1, pairing="pair-001")])
        for said in ("4", "5", "3"):
            company.say("m0", said)
        outcome = company.press("m0", "talk.answer", talk=begun.id, question="again", value="teach")
        assert (keys(outcome)[-1], company.all(Survey)) == ("survey.over", [])
        assert keys(self.answer(company, "m0"))[-1] == "survey.thanks_again"

    def test_a_talk_left_open_ends_with_the_program(self) -> None:
        company = world()
        close(company)
        company.press("m0", "survey.begin", pairing="pair-000")
        over(company)
        (talk,) = (one for one in company.all(Talk) if one.flow == "survey")
        assert talk.state == "stopped"

    @pytest.mark.parametrize(("again", "state"), [("teach", "known"), ("learn", "known"), ("no", "later")])
    def test_who_would_go_on_may_be_asked_again(self, again: str, state: str) -> None:
        company = world()
        close(company)
        self.answer(company, "m0", again)
        over(company)
        me = company.get(Person, "m0")
        assert (me.state, me.joined_at, me.ask_again) == (state, None, None)
        assert me.wants == ("Figma",)


class TestTheEnd:
    def test_the_pairs_end_finished_and_without_blame(self) -> None:
        company = world()
        company.keep([pair(1, held=0, met_at=None), pair(2, state="paused"), pair(3, state="paused", held=0)])
        company.keep([pair(4, state="ended", ended_because="rematch"), pair(5, state="ended", held=0)])
        company.meet(*(one for number in range(1, 6) for one in both(number)))
        close(company)
        told = {send.person: key(send) for send in over(company) if key(send).startswith("closing.end")}
        expected = ["met", "never", "thanks", "over", "thanks", "waiting"]
        for number, name in enumerate(expected):
            assert {told[f"m{number}"], told[f"s{number}"]} == {f"closing.end.{name}"}
        ended = {one.id: (one.state, one.ended_because) for one in company.all(Pairing)}
        assert [ended[f"pair-{number:03}"] for number in range(4)] == [("ended", "finished")] * 4
        assert ended["pair-004"] == ("ended", "rematch")

    def test_who_was_on_a_break_does_not_read_the_name_of_the_other(self) -> None:
        company = world(state="paused")
        close(company)
        (end,) = (
            send for send in over(company) if send.person == "m0" and key(send).startswith("closing.end")
        )
        assert isinstance(end.message.summary, Phrase)
        assert "partner" not in end.message.summary.values
        assert [one.action for one in buttons_of(end)] == ["certificate.get"]

    @pytest.mark.parametrize(("state", "told"), [("draft", ["m0", "s0"]), ("asked", ["m0"])])
    def test_a_story_that_is_not_up_is_over_and_who_knows_of_it_hears_so(
        self, state: str, told: list[str]
    ) -> None:
        company = world()
        company.keep([make.story(pairing="pair-000", mentor="m0", mentee="s0", by="m0", state=state)])
        close(company)
        said = over(company)
        assert company.get(Story, "story").state == "withdrawn"
        assert sorted(one.person for one in said if "closing.end.unfinished" in str(one.message)) == told

    def test_what_changed_stays_once_both_agreed_and_goes_before(self) -> None:
        company = world()
        given = {"pairing": "pair-000", "mentor": "m0", "mentee": "s0", "by": "m0"}
        company.keep([make.change("asks", **given), make.change("agreed", **given, state="agreed")])
        close(company)
        over(company)
        assert (company.get(Change, "asks").state, company.get(Change, "asks").text) == ("withdrawn", "")
        assert company.get(Change, "agreed").state == "agreed"

    def test_a_time_after_the_end_is_named_when_it_is_called_off(self) -> None:
        company = world(booked_at=after(weeks=3))
        company.keep([make.session(pairing="pair-000", starts_at=after(weeks=3))])
        close(company)
        told = [one for one in over(company) if "closing.end.called_off" in str(one.message)]
        assert sorted(one.person for one in told) == ["m0", "s0"]
        assert all(repr(after(weeks=3)) in str(one.message) for one in told)
        assert company.get(Session, "session-1").state == "canceled"

    def test_whoever_never_had_a_partner_is_thanked_too(self) -> None:
        company = world()
        company.meet(person("zoe"))
        close(company)
        assert [key(send) for send in over(company) if send.person == "zoe"] == ["closing.end.waiting"]
        assert company.get(Person, "zoe").state == "known"

    def test_everybody_is_out_however_many_and_the_number_of_them_is_kept(self) -> None:
        company = world(PAIRS_AT_ONCE + 6)
        assert 2 * (PAIRS_AT_ONCE + 6) > PEOPLE_AT_ONCE
        close(company)
        over(company)
        cohort = company.get(Cohort, "spring")
        assert (cohort.state, cohort.round, cohort.joined) == ("closed", "", 2 * (PAIRS_AT_ONCE + 6))
        assert {one.state for one in company.all(Person) if one.id != ADMIN} == {"known"}

    @pytest.mark.parametrize(("way", "kinds"), [("sure", ["closing", "report"]), ("quietly", ["report"])])
    def test_a_last_post_unless_it_ends_quietly(self, way: str, kinds: list[str]) -> None:
        company = world()
        close(company, way)
        over(company)
        made = company.all(Digest)
        assert sorted(one.kind for one in made) == kinds
        assert [one.asked_by for one in made if not one.to_channel] == [ADMIN]

    def test_another_program_can_be_set_up_and_nobody_is_in_it(self) -> None:
        company = world()
        close(company)
        over(company)
        assert "join.no_program" in keys(company.command("m0", "join"))
        company.keep([make.cohort("summer", opened_at=company.now, opened_by=ADMIN)])
        assert "cohort.pairs" not in keys(company.command(ADMIN, "cohort"))
        assert "onboarding.hello" in keys(company.command("m0", "join"))

    def test_a_concern_is_heard_after_the_end(self) -> None:
        company = world()
        contacts = tuple(SafeContact(person=one, state="accepted") for one in ("eve", "fay"))
        company.meet(person("eve"), person("fay"))
        company.keep(
            [msgspec.structs.replace(company.get(Cohort, "spring"), safe_contacts=contacts, version=1)]
        )
        close(company)
        over(company)
        assert "concern.nobody" not in keys(company.command("m0", "concern", "something"))

    @pytest.mark.parametrize(
        ("lang", "said", "meant"),
        [
            ("en", "yes", "teach"),
            ("en", "no", "no"),
            ("en", "learn", "learn"),
            ("de", "ja", "teach"),
            ("de", "nein", "no"),
            ("de", "lieber lernen", "learn"),
        ],
    )
    def test_whoever_types_a_plain_yes_or_no_is_understood(self, lang: str, said: str, meant: str) -> None:
        words = words_for(lang, "UTC")
        options = [
            Option(value=value, label=words.text(Phrase(f"survey.again.{value}")))
            for value in ("teach", "learn", "no")
        ]
        assert choice(said, options, lang=lang) == meant
