"""A story told by two: offered alone, written apart, each yes to the very text, posted as it was read, taken back."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from bot.conversation.messages import Say
from bot.events import DeliveryFailed, PeopleRead
from bot.outcome import KINDS, Outcome, Send
from bot.program.model import Story, Talk, Telling
from bot.program.moves import STORY_MOVES
from bot.program.snapshot import Query
from bot.program.telling import story as tale
from bot.program.telling import story_posts
from bot.scene import Scene
from tests import factories
from tests.factories import (
    ACME,
    NOON,
    after,
    channel,
    cohort,
    concern,
    organization,
    pairing,
    person,
    session,
    story,
)
from tests.unit.pairs import BOTH, answer, contacts, held, life, open_talk, pair, paired, spoken
from tests.unit.world import ADMIN, World, admin, button, buttons, keys, noted, to

ANA = "We cut one video on my phone, step by step, and he posted it the same day without asking anybody for help."
BEN = "She showed me how a video is cut, I showed her how a budget is read, and we both laughed a lot at my first try."
LEARNED = (
    "I had thought that this takes a studio and a week, and it took her phone and twenty minutes of our time."
)
CHANNEL = "slack:T1:C1"


def met(*more: object, **changes: object) -> World:
    """They have met once, there is a channel."""
    at_home = contacts("eve", "fay")
    records = (
        msgspec.structs.replace(at_home, channel=CHANNEL),
        channel(CHANNEL),
        session(id="pair/1", state="held"),
        *more,
    )
    return spoken(*records, **({"held": 1, "met_at": NOON} | changes))  # type: ignore[arg-type]


def the_story(here: World) -> Story:
    return life(here).stories[-1]


def wished(here: World, who: str = "ana") -> Outcome:
    return here.press(who, "story.ask", pairing="pair")


def written(here: World, who: str, did: str, surprised: str | None = None, shows: str = "nothing") -> Outcome:
    """Their part, from the first question on."""
    if open_talk(here, who, "story") is None:
        here.press(who, "story.write", story=the_story(here).id)
    given = {"did": did, "shows": shows} | ({"surprised": surprised} if surprised else {})
    return answer(here, who, "story", **given)


def drafted(here: World, **shows: str) -> Outcome:
    """Ana's wish, Ben's yes, both parts."""
    wished(here)
    here.press("ben", "story.accept", story=the_story(here).id)
    written(here, "ana", ANA, shows=shows.get("ana", "nothing"))
    return written(here, "ben", BEN, LEARNED, shows=shows.get("ben", "nothing"))


def approve(here: World, who: str, edition: int | None = None) -> Outcome:
    found = the_story(here)
    return here.press(who, "story.approve", story=found.id, read=str(edition or found.edition))


def agreed(here: World, **shows: str) -> Outcome:
    drafted(here, **shows)
    approve(here, "ana")
    return approve(here, "ben")


def decide(here: World, what: str, who: str = ADMIN) -> Outcome:
    found = the_story(here)
    return here.press(who, f"stories.{what}", story=found.id, read=str(found.edition))


def posted(here: World, **shows: str) -> Outcome:
    agreed(here, **shows)
    return decide(here, "post")


def take_back(here: World, who: str) -> Outcome:
    here.press(who, "story.take_back", story=the_story(here).id)
    return answer(here, who, "take_back", sure="yes")


def lines(found: Story) -> list[str]:
    """The frozen text, line by line."""
    return [line for passage in found.text for line in (passage.heading, *passage.lines)]


def plain(send: Send) -> list[str]:
    """What stands in a message as it is, not as a sentence of the catalog."""
    blocks = send.message.blocks
    return [one.text for one in blocks if isinstance(one, Say) and isinstance(one.text, str)]


def posts(outcome: Outcome) -> list[Send]:
    return [send for send in outcome.sends if send.channel]


# -- would you tell it? -------------------------------------------------------------------------------------------


def rated(here: World, useful: str, who: str = "ana", **said: str) -> Outcome:
    here.press(who, "together.met", pairing="pair")
    return held(here, who, useful=useful, **said)


def test_a_five_leads_to_the_question_to_that_person_alone() -> None:
    outcome = rated(paired(), "5")
    assert "story.offer" in keys(outcome, "ana")
    assert not [key for key in keys(outcome, "ben") if key.startswith("story")]
    assert button(outcome, "story.ask").data == {"pairing": "pair"}


@pytest.mark.parametrize("useful", ["1", "4"])
def test_less_than_a_five_leads_to_none(useful: str) -> None:
    outcome = rated(paired(), useful)
    assert "story.offer" not in keys(outcome)
    assert button(outcome, "change.write").data == {"pairing": "pair"}


def test_not_when_it_was_hard_to_speak() -> None:
    outcome = rated(paired(), "5", free="1")
    assert "story.offer" not in keys(outcome)
    assert "feedback.low" in keys(outcome, "ana")


def test_once_for_a_session() -> None:
    here = paired()
    rated(here, "5")
    here.press("ana", "session.happened", session="pair/1")
    assert "story.offer" not in keys(held(here, "ana", useful="5"))


@pytest.mark.parametrize("state", ["asked", "writing", "draft", "agreed", "posted"])
def test_not_while_there_is_one_of_theirs(state: str) -> None:
    assert "story.offer" not in keys(rated(paired(story(state=state)), "5"))


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_again_after_one_that_is_over(state: str) -> None:
    assert "story.offer" in keys(rated(paired(story(state=state)), "5"))


@pytest.mark.parametrize(("state", "offered"), [("sent", False), ("opened", False), ("closed", True)])
@pytest.mark.parametrize("by", BOTH)
def test_not_while_something_is_wrong(state: str, offered: bool, by: str) -> None:
    worry = concern(by=by, contact="gone", state=state)
    outcome = rated(paired(worry), "5")
    assert ("story.offer" in keys(outcome)) is offered
    assert "feedback.thanks" in keys(outcome, "ana")


def test_not_while_the_partner_is_away() -> None:
    away = person("ben", paused_until=date(2026, 4, 1), paused_at=NOON)
    assert "story.offer" not in keys(rated(paired(away), "5"))


# -- ask my partner -----------------------------------------------------------------------------------------------


def test_the_partner_hears_of_a_wish_and_nothing_of_a_rating() -> None:
    here = met()
    outcome = wished(here)
    (asked,) = to(outcome, "ben")
    assert keys(outcome, "ben") == ["story.please", "story.how", "sees.story"]
    assert asked.kind == "partner"
    assert KINDS["partner"].asked_for
    assert {"rating", "5", "useful"}.isdisjoint(str(asked).split())
    found = the_story(here)
    assert (found.state, found.by, found.cohort) == ("asked", "ana", "spring")


def test_no_story_before_a_session() -> None:
    outcome = wished(paired())
    assert keys(outcome) == ["story.first_meet"]
    assert outcome.saves == ()


def test_one_at_a_time() -> None:
    here = met()
    wished(here)
    outcome = wished(here, "ben")
    assert keys(outcome)[0] == "story.begun_already"
    assert len(life(here).stories) == 1


def test_not_asked_of_somebody_who_is_away() -> None:
    here = met(person("ben", paused_until=date(2026, 4, 1), paused_at=NOON))
    outcome = wished(here)
    assert (keys(outcome), outcome.saves) == (["story.away"], ())


def test_rather_not_is_told_kindly_and_ends_it() -> None:
    here = met()
    wished(here)
    written(here, "ana", ANA)
    outcome = here.press("ben", "story.decline", story=the_story(here).id)
    assert keys(outcome, "ana") == ["story.was_declined"]
    found = the_story(here)
    assert (found.state, found.by_mentor) == ("declined", Telling())
    assert outcome.unsays == (found.id,)
    assert keys(here.press("ben", "story.accept", story=found.id))[0] == "story.moved_on"


def test_the_one_who_asked_cannot_answer_for_the_other() -> None:
    here = met()
    wished(here)
    for action in ("story.accept", "story.decline"):
        outcome = here.press("ana", action, story=the_story(here).id)
        assert (keys(outcome)[0], outcome.saves) == ("story.moved_on", ())


def test_who_asked_may_write_at_once_and_the_other_only_after_a_yes() -> None:
    here = met()
    wished(here)
    assert "story.state.asked_written" in keys(written(here, "ana", ANA))
    assert the_story(here).by_mentor.did == ANA
    outcome = here.press("ben", "story.write", story=the_story(here).id)
    assert (keys(outcome)[0], open_talk(here, "ben", "story")) == ("story.moved_on", None)


def test_a_yes_begins_with_ones_own_part() -> None:
    here = met()
    wished(here)
    outcome = here.press("ben", "story.accept", story=the_story(here).id)
    assert "story.did.ask" in keys(outcome, "ben")
    assert keys(outcome, "ana")[0] == "story.accepted"


# -- their own words, joined --------------------------------------------------------------------------------------


def test_what_both_wrote_is_joined_under_headings_unattributed() -> None:
    here = met()
    outcome = drafted(here)
    found = the_story(here)
    assert (found.state, found.edition, found.approved) == ("draft", 1, ())
    assert lines(found) == [
        "What we did",
        f"The mentor: {ANA}",
        f"The mentee: {BEN}",
        "What surprised me",
        f"The mentee: {LEARNED}",
    ]
    assert "story.ready" in keys(outcome, "ben")
    assert "story.ready_partner" in keys(outcome, "ana")
    for who in BOTH:
        assert plain(to(outcome, who)[-1]) == lines(found)


def test_the_partner_reads_nothing_before_both_are_there() -> None:
    here = met()
    wished(here)
    here.press("ben", "story.accept", story=the_story(here).id)
    outcome = written(here, "ana", ANA)
    assert to(outcome, "ben") == []
    assert "story.state.theirs" in keys(outcome, "ana")


def test_each_ticks_for_themselves_what_stands_beside_their_words() -> None:
    ana = person("ana", name="Ana Silva", title="Baker", department="Bread")
    here = met(ana, person("ben", name="Ben Roth", title="Director"))
    wished(here)
    here.press("ben", "story.accept", story=the_story(here).id)
    here.press("ana", "story.write", story=the_story(here).id)
    answer(here, "ana", "story", did=ANA, shows="name")
    here.press("ana", "story.shows", story=the_story(here).id, part="shows")
    talk = open_talk(here, "ana", "story")
    assert talk is not None
    data = {"talk": talk.id, "question": "shows"}
    here.submit("ana", "talk.answer", data, chosen=("name", "team"))
    written(here, "ben", BEN, LEARNED, shows="role")
    assert lines(the_story(here))[1:3] == [f"Ana Silva (Bread): {ANA}", f"The mentee (Director): {BEN}"]


def test_nothing_and_a_name_is_asked_again() -> None:
    here = met()
    wished(here)
    here.press("ana", "story.write", story=the_story(here).id)
    here.say("ana", ANA)
    for _ in range(2):
        talk = open_talk(here, "ana", "story")
        assert talk is not None
        here.press("ana", "talk.control", talk=talk.id, word="skip")
    talk = open_talk(here, "ana", "story")
    assert talk is not None
    outcome = here.submit(
        "ana", "talk.answer", {"talk": talk.id, "question": "shows"}, chosen=("name", "nothing")
    )
    assert "story.shows.both" in keys(outcome)
    assert the_story(here).by_mentor == Telling()


def test_what_nobody_knows_of_them_is_not_offered() -> None:
    here = met(person("ana", title="", department=""))
    wished(here)
    here.press("ana", "story.write", story=the_story(here).id)
    here.say("ana", ANA)
    for _ in range(2):
        talk = open_talk(here, "ana", "story")
        assert talk is not None
        outcome = here.press("ana", "talk.control", talk=talk.id, word="skip")
    assert "My role" not in str(outcome)
    assert "story.shows.role" not in str(outcome)
    assert "story.shows.name" in str(outcome)


def test_too_short_says_by_how_much_to_both_and_loses_nothing() -> None:
    here = met()
    wished(here)
    here.press("ben", "story.accept", story=the_story(here).id)
    written(here, "ana", ANA)
    outcome = written(here, "ben", "We laughed a lot.")
    found = the_story(here)
    assert (found.state, found.by_mentor.did, found.by_mentee.did) == ("writing", ANA, "We laughed a lot.")
    for who in BOTH:
        assert "story.too_short" in keys(outcome, who)
    said = next(b.text for b in to(outcome, "ben")[-1].message.blocks if "too_short" in str(b))  # type: ignore[union-attr]
    assert said.values["count"] == tale.FEWEST - tale.words_of(found.by_mentor, found.by_mentee)  # type: ignore[union-attr]
    changed = edited(here, "ben", "did", f"{BEN} {LEARNED}")
    assert "story.ready" in keys(changed, "ben")
    assert the_story(here).state == "draft"


def test_too_long_says_by_how_much_at_once() -> None:
    here = met()
    wished(here)
    here.press("ben", "story.accept", story=the_story(here).id)
    outcome = written(here, "ana", "word " * 190, "and " * 15)
    assert "story.too_long" in keys(outcome, "ana")
    assert to(outcome, "ben") == []
    assert tale.missing(the_story(here)) == tale.MOST - 205


@pytest.mark.parametrize(("words", "missing"), [(59, 1), (60, 0), (200, 0), (201, -1)])
def test_sixty_to_two_hundred_words(words: int, missing: int) -> None:
    told = story(by_mentor=Telling(did="One –"), by_mentee=Telling(did="go on " * ((words - 1) // 2)))
    if words % 2 == 0:
        told = msgspec.structs.replace(told, by_mentor=Telling(did="One two"))
    assert tale.missing(told) == missing


# -- an edit asks both again --------------------------------------------------------------------------------------


def edited(here: World, who: str, part: str, words: str) -> Outcome:
    here.press(who, "story.part", story=the_story(here).id, part=part)
    return here.say(who, words)


def test_each_changes_their_own_words_and_both_are_asked_again() -> None:
    here = met()
    drafted(here)
    approve(here, "ana")
    outcome = edited(here, "ben", "did", BEN + " Twice.")
    found = the_story(here)
    assert (found.edition, found.approved, found.state) == (2, (), "draft")
    assert found.by_mentor.did == ANA
    assert "story.renewed" in keys(outcome, "ben")
    assert "story.renewed_partner" in keys(outcome, "ana")


def test_an_edit_after_both_said_yes_is_not_posted() -> None:
    here = met()
    agreed(here)
    before = the_story(here).edition
    edited(here, "ana", "did", ANA + " Twice.")
    outcome = here.press(ADMIN, "stories.post", story=the_story(here).id, read=str(before))
    assert (keys(outcome), posts(outcome)) == (["stories.over.changed"], [])


def test_the_same_words_leave_every_yes() -> None:
    here = met()
    drafted(here)
    approve(here, "ana")
    assert "story.same" in keys(edited(here, "ben", "did", "yes"))
    found = the_story(here)
    assert (found.edition, found.approved) == (1, ("ana",))


def test_a_part_may_be_left_out_but_not_what_they_did() -> None:
    here = met()
    drafted(here)
    edited(here, "ana", "changed", LEARNED)
    found = the_story(here)
    here.press("ana", "story.clear", story=found.id, part="changed")
    assert the_story(here).by_mentor.changed == ""
    outcome = here.press("ana", "story.clear", story=found.id, part="did")
    assert (keys(outcome), the_story(here).by_mentor.did) == (["button_gone"], ANA)


def test_editing_shows_ones_own_part_only() -> None:
    here = met()
    drafted(here)
    outcome = here.press("ana", "story.edit", story=the_story(here).id)
    assert ANA in str(outcome.sends)
    assert BEN not in str(outcome.sends)


# -- yes to the very words ----------------------------------------------------------------------------------------


def test_each_yes_is_to_the_text_that_was_read() -> None:
    here = met()
    drafted(here)
    edited(here, "ana", "did", ANA + " Twice.")
    outcome = approve(here, "ben", edition=1)
    assert keys(outcome)[0] == "story.changed_since"
    assert the_story(here).approved == ()


def test_both_are_asked_apart_and_then_an_admin() -> None:
    here = met()
    drafted(here)
    first = approve(here, "ana")
    assert keys(first, "ana") == ["story.you_approved"]
    assert keys(first, "ben")[0] == "story.draft.asks"
    assert to(first, ADMIN) == []
    second = approve(here, "ben")
    assert the_story(here).state == "agreed"
    (asked,) = to(second, ADMIN)
    assert plain(asked) == lines(the_story(here))
    assert "Ana" not in str(asked.message)


def test_a_second_press_changes_nothing() -> None:
    here = met()
    drafted(here)
    approve(here, "ana")
    outcome = approve(here, "ana")
    assert (keys(outcome)[0], outcome.saves) == ("story.moved_on", ())


def test_an_admin_who_is_one_of_the_two_decides_only_where_there_is_no_other() -> None:
    here = met(person("ana", is_admin=True))
    assert to(agreed(here), "ana")[-1].kind != "admin"
    alone = met(person("ana", is_admin=True), admin(is_admin=False))
    assert "stories.please" in keys(agreed(alone), "ana")


# -- an admin decides ---------------------------------------------------------------------------------------------


def test_what_is_posted_is_the_approved_text_and_a_way_to_join() -> None:
    here = met()
    agreed(here, ana="name")
    approved = lines(the_story(here))
    outcome = decide(here, "post")
    (post,) = posts(outcome)
    assert (post.kind, post.channel) == ("post", CHANNEL)
    assert plain(post) == approved
    assert [one.data for one in buttons(Outcome(sends=(post,)))] == [{"command": "join"}]
    found = the_story(here)
    assert (found.state, found.posted_at) == ("posted", here.now)
    assert found.post.endswith(":story")
    assert noted(outcome) == [(ADMIN, "story_post", "")]
    for who in BOTH:
        assert "story.state.posted" in keys(outcome, who)


def test_it_is_written_in_the_organizations_language() -> None:
    here = met(person("ana", language="en"))
    here.keep([msgspec.structs.replace(organization(), language="de", version=1)])
    drafted(here)
    found = lines(the_story(here))
    assert found[:2] == ["Was wir gemacht haben", f"Aus der Mentor-Rolle: {ANA}"]


def test_without_a_channel_the_admin_reads_what_to_do() -> None:
    here = met(cohort(opened_by=ADMIN, safe_contacts=contacts("eve", "fay").safe_contacts))
    agreed(here)
    outcome = decide(here, "post")
    assert (keys(outcome), posts(outcome)) == (["stories.no_channel"], [])
    assert the_story(here).state == "agreed"
    assert {one.action for one in buttons(outcome)} == {"stories.post", "command"}


def test_sent_back_with_a_reason_both_are_asked_anew() -> None:
    here = met()
    agreed(here)
    decide(here, "send_back")
    outcome = here.say(ADMIN, "Please leave out the customer.")
    found = the_story(here)
    assert (found.state, found.approved) == ("draft", ())
    for who in BOTH:
        assert "story.sent_back" in keys(outcome, who)
        assert "Please leave out the customer." in str(to(outcome, who))
    approve(here, "ana")
    assert "stories.please" in keys(approve(here, "ben"), ADMIN)


def test_sent_back_after_they_changed_it_says_so() -> None:
    here = met()
    agreed(here)
    decide(here, "send_back")
    edited(here, "ana", "did", ANA + " Twice.")
    assert keys(here.say(ADMIN, "A customer is named."))[-1:] == ["stories.over.changed"]


def test_not_this_time_is_told_to_both_and_keeps_no_word() -> None:
    here = met()
    agreed(here)
    outcome = decide(here, "refuse")
    found = the_story(here)
    assert (found.state, found.text, found.by_mentor, found.by_mentee) == (
        "declined",
        (),
        Telling(),
        Telling(),
    )
    for who in BOTH:
        assert keys(outcome, who) == ["story.refused"]
    assert outcome.unsays == (found.id,)


@pytest.mark.parametrize("what", ["post", "send_back", "refuse"])
def test_only_an_admin_decides_and_only_once(what: str) -> None:
    here = met()
    agreed(here)
    outcome = decide(here, what, who="ben")
    assert keys(outcome) == ["command.admins_only"]
    assert the_story(here).state == "agreed"
    decide(here, "post")
    assert keys(decide(here, what)) == ["stories.over.posted"]


# -- taking it back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", BOTH)
def test_either_takes_a_post_back_and_it_goes(who: str) -> None:
    here = met()
    (post,) = posts(posted(here))
    there = the_story(here).post
    outcome = take_back(here, who)
    (line,) = posts(outcome)
    assert (line.kind, line.replaces, line.channel) == ("unpost", there, post.channel)
    assert line.removes
    assert keys(Outcome(sends=(line,))) == ["story.post.taken_back"]
    other = "ben" if who == "ana" else "ana"
    assert keys(outcome, other) == ["story.was_taken_back"]
    found = the_story(here)
    assert (found.state, found.text, found.posted_at) == ("withdrawn", (), None)
    assert ANA not in str(found)
    assert outcome.unsays == (found.id,)


@pytest.mark.parametrize("state", ["asked", "writing", "draft", "agreed"])
def test_before_it_is_up_too(state: str) -> None:
    here = met(story("tale", state=state, by_mentor=Telling(did=ANA)))
    outcome = take_back(here, "ana")
    assert posts(outcome) == []
    assert keys(outcome, "ana")[-1] == "story.you_took_back_unposted"
    assert keys(outcome, "ben") == ([] if state == "asked" else ["story.was_taken_back_unposted"])
    assert the_story(here).by_mentor == Telling()


def test_on_second_thought_it_stays() -> None:
    here = met()
    posted(here)
    here.press("ana", "story.take_back", story=the_story(here).id)
    outcome = here.say("ana", "no")
    assert (keys(outcome)[-1], the_story(here).state) == ("story.stays", "posted")


def test_what_somebody_is_writing_ends_with_it() -> None:
    here = met()
    wished(here)
    here.press("ben", "story.accept", story=the_story(here).id)
    here.say("ben", BEN)
    talk = open_talk(here, "ben", "story")
    assert talk is not None
    take_back(here, "ana")
    ended = here.get(Talk, talk.id)
    assert (ended.state, ended.progress.answers) == ("stopped", {})


def test_twice_changes_nothing() -> None:
    here = met()
    posted(here)
    take_back(here, "ana")
    outcome = here.press("ben", "story.take_back", story=the_story(here).id)
    assert (keys(outcome), outcome.saves) == (["story.moved_on", "story.state.withdrawn"], ())


# -- what happens meanwhile ---------------------------------------------------------------------------------------


def test_a_break_makes_every_yes_void_and_keeps_the_words() -> None:
    here = met()
    agreed(here)
    read = the_story(here).edition
    here.press("ana", "together.pause", pairing="pair")
    answer(here, "ana", "pause_us", until="2026-03-20")
    found = the_story(here)
    assert (found.state, found.approved, found.by_mentor.did) == ("draft", (), ANA)
    outcome = here.press(ADMIN, "stories.post", story=found.id, read=str(read))
    assert (keys(outcome), posts(outcome)) == (["stories.over.changed"], [])
    outcome = approve(here, "ben")
    assert (keys(outcome), outcome.saves) == (["session.paused"], ())
    here.press("ana", "break.go_on", pairing="pair")
    approve(here, "ana")
    approve(here, "ben")
    assert the_story(here).state == "agreed"


def test_a_break_and_a_concern_leave_the_same_story() -> None:
    """The other must not be able to tell one from the other."""
    found = []
    for worry in (True, False):
        here = met()
        agreed(here)
        if worry:
            here.press("ana", "concern.about", pairing="pair")
            answer(here, "ana", "concern", text="It is hard", contact="eve")
        else:
            here.press("ana", "together.pause", pairing="pair")
            answer(here, "ana", "pause_us", until="2026-03-20")
        assert pair(here).state == "paused"
        shown = here.command("ben", "story")
        told = the_story(here)
        found.append((told.state, told.approved, told.text, keys(shown)))
    assert found[0] == found[1]


def test_a_post_that_waits_goes_with_a_concern_and_its_cards_too() -> None:
    here = met()
    (post,) = posts(posted(here))
    assert post.about.pairing == "pair"
    assert "story_over" in post.unless


@pytest.mark.parametrize("state", ["asked", "writing", "draft", "agreed"])
def test_when_they_part_what_is_not_up_is_over(state: str) -> None:
    here = met(story("tale", state=state, by_mentor=Telling(did=ANA)))
    here.press("ana", "together.rematch", pairing="pair")
    outcome = answer(here, "ana", "rematch", reason="time", sure="yes")
    assert (the_story(here).state, the_story(here).by_mentor) == ("withdrawn", Telling())
    assert outcome.unsays == ("tale",)
    assert not [key for key in keys(outcome) if key.startswith("story")]


def test_whoever_left_takes_back_what_is_up() -> None:
    here = met()
    posted(here)
    here.press("ana", "leave.confirm")
    assert (pair(here).state, the_story(here).state) == ("ended", "posted")
    shown = here.command("ana", "story")
    assert "story.state.posted" in keys(shown, "ana")
    here.push("ana", button(shown, "story.take_back"))
    outcome = answer(here, "ana", "take_back", sure="yes")
    assert [one.kind for one in posts(outcome)] == ["unpost"]
    assert keys(outcome, "ben") == ["story.was_taken_back"]


def test_a_post_nobody_is_sure_of_is_asked_for_all_the_same() -> None:
    """Delivery finds nothing to replace, and tells the admins that they have to delete it."""
    here = met()
    agreed(here)
    press = here.pressed(ADMIN, "up", "stories.post", story=the_story(here).id, read="1")
    (post,) = posts(here.run(press))
    row = the_story(here).post
    with here.storage.begin() as work:
        assert row in work.enqueue(press, ACME, "live", [post])
        work.give_up(row, "doubt", "no_answer", at=here.now)
    outcome = take_back(here, "ana")
    assert [(one.kind, one.replaces) for one in posts(outcome)] == [("unpost", row)]
    assert keys(outcome, ADMIN) == []
    lost = DeliveryFailed(
        id="lost", at=here.now, organization=ACME, outbox="e:1", kind="unpost", reason="nothing_to_replace"
    )
    assert keys(here.run(lost), ADMIN) == ["stories.delete"]


def test_none_of_the_two_decides_where_somebody_else_can() -> None:
    here = met(factories.person("ana", is_admin=True))
    agreed(here)
    outcome = decide(here, "post", who="ana")
    assert (keys(outcome), the_story(here).state) == (["stories.over.yours"], "agreed")
    assert posts(decide(here, "post"))


def test_what_an_erased_person_told_is_gone_and_the_other_hears_that_much() -> None:
    here = met(the_change := factories.change())
    posted(here)
    gone = here.see(Query(organization=ACME, people=("ana",), stories=True, admins=True))
    scene = Scene(gone, PeopleRead(id="forget", at=here.now, organization=ACME))
    story_posts.forget(scene, gone.people["ana"])
    outcome = scene.outcome()
    here.keep(outcome.saves)
    assert [one.kind for one in posts(outcome)] == ["unpost"]
    assert keys(outcome, "ben") == ["story.was_taken_back"]
    assert set(outcome.unsays) == {the_story(here).id, "change"}
    assert ANA not in str(here.all(Story))
    assert life(here).changes[0].text == ""
    assert the_change.text


# -- /rm-story ----------------------------------------------------------------------------------------------------


def test_before_any_session_there_is_nothing_to_tell() -> None:
    assert keys(paired().command("ana", "story")) == ["story.none_yet"]


def test_it_begins_a_story_or_a_line_by_hand() -> None:
    here = met()
    shown = here.command("ana", "story")
    assert {one.action for one in buttons(shown)} == {"story.ask", "change.write"}
    here.push("ana", button(shown, "story.ask"))
    shown = here.command("ana", "story")
    assert "story.state.asked" in keys(shown)
    assert "story.ask" not in {one.action for one in buttons(shown)}


def test_with_several_partners_each_has_a_button_of_their_own() -> None:
    other = pairing("other", mentor="ana", mentee="cem", state="introduced", introduced_at=NOON, held=1)
    shown = met(other).command("ana", "story")
    asked = [one for one in buttons(shown) if one.action == "story.ask"]
    assert {one.data["pairing"] for one in asked} == {"pair", "other"}
    assert len({str(one.label) for one in asked}) == 2


@pytest.mark.parametrize("who", ["cem", "eve", "dora", ADMIN])
def test_strangers_read_and_change_nothing(who: str) -> None:
    here = met()
    drafted(here)
    found = the_story(here)
    for name in ("accept", "decline", "write", "edit", "part", "clear", "approve", "show", "take_back"):
        outcome = here.press(who, f"story.{name}", story=found.id, read="1", part="did")
        assert (keys(outcome), outcome.saves) == (["swap.not_yours"], ())


def test_a_button_of_nothing_is_out_of_date() -> None:
    here = met()
    for name in ("accept", "approve", "take_back", "show"):
        assert keys(here.press("ana", f"story.{name}", story="nobody's")) == ["button_gone"]
    assert keys(here.press(ADMIN, "stories.post", story="nobody's", read="1")) == ["button_gone"]


# -- waiting ------------------------------------------------------------------------------------------------------


def test_who_is_waited_for_hears_so_once_when_there_is_room() -> None:
    here = met()
    drafted(here)
    approve(here, "ana")
    said = here.wait(here.now + timedelta(days=8))
    told = [one for one in said if "nudge.story_draft" in str(one)]
    assert [one.person for one in told] == ["ben"]
    assert "story.show" in str(told)
    assert not [one for one in here.wait(here.now + timedelta(days=20)) if "nudge.story" in str(one)]


def test_the_admins_are_reminded_too() -> None:
    here = met()
    agreed(here)
    told = [one for one in here.wait(here.now + timedelta(days=6)) if "stories.still" in str(one)]
    assert [one.person for one in told] == [ADMIN]


def test_each_move_leads_somewhere_there_is() -> None:
    states = {"asked", "writing", "draft", "agreed", "posted", "declined", "withdrawn"}
    for move in STORY_MOVES.values():
        assert {*move.source, move.to or "asked"} <= states
    assert after(days=1) > NOON
