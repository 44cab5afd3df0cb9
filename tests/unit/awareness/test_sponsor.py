"""The sponsor goes first: asked in private, published only word for word as they agreed, and gone when they say so."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Phrase, Say
from bot.events import DeliveryFailed
from bot.outcome import Outcome, Send
from bot.program.model import Awareness, Person, PostedIn, Sponsor, awareness_id, sponsor_id
from tests.factories import (
    ACME,
    NOON,
    after,
    awareness,
    channel,
    cohort,
    organization,
    pairing,
    person,
    said,
    sponsor,
)
from tests.unit.awareness.test_rotation import FIRST, SPRING, posts_of
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, keys, noted, to

TITLE = "Chief Financial Officer"
KNOWN = person("dana", state="known", name="Dana Reyes", title=TITLE)
JOINED = msgspec.structs.replace(KNOWN, state="joined", wants=("TikTok", "the old ledger"), pledged_at=NOON)


def company(dana: Person = JOINED, *more: object, language: str = "en") -> World:
    others = [one for one in more if isinstance(one, Person)]
    records = [organization(language=language)] if language != "en" else []
    here = World(
        *(channel(), cohort(channel="slack:T1:C1", zone="UTC", opened_by=ADMIN), awareness(next_at=FIRST)),
        *(admin(name="Ada"), dana, *others),
    )
    here.keep([msgspec.structs.replace(one, version=1) for one in records])
    return here


def named(here: World) -> Outcome:
    return here.command(ADMIN, "announce", "sponsor Dana Reyes")


def shown(here: World, topic: str = "TikTok", title: str = "yes") -> Outcome:
    """Named, willing, and asked what the sentence may say."""
    named(here)
    here.press("dana", "sponsor.yes")
    outcome = here.say("dana", topic)
    return here.say("dana", title) if title else outcome


def agreed(here: World, **answers: str) -> Outcome:
    return here.push("dana", button(shown(here, **answers), "sponsor.agree"))


def state(here: World) -> str:
    return here.get(Sponsor, sponsor_id("dana")).state


def sentence(outcome: Outcome) -> object:
    """What is quoted to the sponsor, word for word."""
    texts = [block.text for send in outcome.sends for block in send.message.blocks if isinstance(block, Say)]
    return next(t.values["sentence"] for t in texts if isinstance(t, Phrase) and t.key == "sponsor.quoted")


def in_channel(sends: tuple[Send, ...] | list[Send]) -> str:
    return " ".join(str(send.message) for send in sends if send.channel)


def test_asked_in_private_and_the_admin_hears_only_that() -> None:
    here = company(KNOWN)
    outcome = named(here)
    (asked,) = to(outcome, "dana")
    assert (asked.kind, asked.unless) == ("invitation", ("person_away",))
    assert {b.action for b in buttons(outcome)} == {"sponsor.yes", "sponsor.no"}
    assert keys(outcome, ADMIN) == ["sponsor.asked"]
    assert noted(outcome) == [(ADMIN, "sponsor", "dana")]
    assert here.get(Awareness, SPRING).sponsor == "dana"


@pytest.mark.parametrize("who", ["known", "declined", "later", "left", "joined", "onboarding"])
def test_the_admin_hears_the_same_whatever_they_said_before(who: str) -> None:
    here = company(msgspec.structs.replace(KNOWN, state=who))
    outcome = named(here)
    assert keys(outcome, ADMIN) == ["sponsor.asked"]
    assert bool(to(outcome, "dana")) == (who != "declined")


@pytest.mark.parametrize("answer", ["sponsor.no", "sponsor.yes", ""])
def test_asked_twice_the_admin_cannot_tell_what_they_answered(answer: str) -> None:
    here = company(KNOWN)
    named(here)
    if answer:
        assert not to(here.press("dana", answer), ADMIN)
    again = named(here)
    assert keys(again) == ["sponsor.asked_already"]
    assert not to(again, "dana")
    assert "announce.sponsor_asked" in keys(here.command(ADMIN, "announce"))


def test_no_is_a_no_without_a_trace_and_may_become_a_yes() -> None:
    here = company()
    named(here)
    outcome = here.press("dana", "sponsor.no")
    assert keys(outcome) == ["sponsor.declined"]
    assert state(here) == "declined"
    assert posts_of(here.wait(FIRST)) == ["mentor"]
    here.press("dana", "sponsor.yes")
    assert state(here) == "willing"


def test_who_has_not_joined_joins_like_anybody_first() -> None:
    here = company(KNOWN)
    named(here)
    outcome = here.press("dana", "sponsor.yes")
    assert keys(outcome, "dana")[:2] == ["sponsor.join_first", "onboarding.hello"]
    assert here.get(Person, "dana").state == "onboarding"
    for words in ("mentee", "budgets", "yes", "TikTok", "yes", "2", "yes", "yes", "video", "nobody", "no"):
        here.say("dana", words)
    outcome = here.say("dana", "yes")
    assert here.get(Person, "dana").state == "joined"
    assert {"join.done", "sponsor.topic.ask", "sees.sponsor"} <= set(keys(outcome, "dana"))


def test_somebody_else_who_joins_is_asked_for_no_sentence() -> None:
    here = company(JOINED, person("ana", state="onboarding"))
    named(here)
    here.press("dana", "sponsor.yes")
    outcome = here.command("ana", "join")
    assert "sponsor.topic.ask" not in keys(outcome)


@pytest.mark.parametrize(
    ("topic", "title", "words"),
    [
        (
            "TikTok",
            "yes",
            f"Our {TITLE} Dana Reyes has joined, and would like to learn TikTok from a colleague.",
        ),
        ("TikTok", "no", "Dana Reyes has joined, and would like to learn TikTok from a colleague."),
        ("none", "no", "Dana Reyes has joined our reverse mentoring program."),
        (
            "the old ledger",
            "no",
            "Dana Reyes has joined, and would like to learn the old ledger from a colleague.",
        ),
    ],
)
def test_the_sentence_is_shown_word_for_word_and_posted_so(topic: str, title: str, words: str) -> None:
    here = company()
    outcome = shown(here, topic, title)
    assert sentence(outcome) == words
    assert not in_channel(outcome.sends)
    told = here.push("dana", button(outcome, "sponsor.agree"))
    assert keys(told, "dana") == ["sponsor.agreed"]
    assert keys(told, ADMIN) == ["sponsor.agreed_admin"]
    (post,) = [send for send in here.wait(FIRST) if send.kind == "post"]
    assert Say(text=words) in post.message.blocks
    assert (post.about.person, post.unless) == ("dana", ("consent_withdrawn",))


def test_who_has_a_partner_is_learning_and_the_partner_is_not_named() -> None:
    here = company(JOINED, person("ben", name="Ben Adler"))
    here.keep([pairing(mentor="ben", mentee="dana", state="introduced", introduced_at=NOON)])
    assert sentence(shown(here)) == f"Our {TITLE} Dana Reyes is learning TikTok from a colleague."
    here.press("dana", "sponsor.agree", draft=here.get(Sponsor, sponsor_id("dana")).draft)
    assert "Ben" not in in_channel(here.wait(FIRST))


def test_in_the_language_of_the_channel() -> None:
    here = company(language="de")
    assert sentence(shown(here)) == (
        f"Dana Reyes ({TITLE}) macht mit und möchte aus dem Kollegenkreis lernen: TikTok."
    )


def test_without_a_title_nothing_is_asked_about_it() -> None:
    here = company(msgspec.structs.replace(JOINED, title=" "))
    outcome = shown(here, title="")
    assert sentence(outcome) == "Dana Reyes has joined, and would like to learn TikTok from a colleague."


@pytest.mark.parametrize("until", ["named", "willing", "shown", "declined", "withdrawn"])
def test_nothing_is_published_without_consent(until: str) -> None:
    here = company()
    if until in ("named", "declined"):
        named(here)
    if until == "declined":
        here.press("dana", "sponsor.no")
    if until == "willing":
        named(here)
        here.press("dana", "sponsor.yes")
    if until in ("shown", "withdrawn"):
        shown(here)
    if until == "withdrawn":
        here.press("dana", "sponsor.agree", draft=here.get(Sponsor, sponsor_id("dana")).draft)
        here.press("dana", "sponsor.back")
    assert state(here) == until
    heard = here.wait(after(weeks=20))
    assert "sponsor" not in posts_of(heard)
    assert "Dana" not in in_channel(heard)
    assert keys(here.press(ADMIN, "announce.post", post="sponsor"))[0] == "announce.not_now"


def test_a_yes_counts_for_the_sentence_on_its_own_card_only() -> None:
    here = company()
    old = button(shown(here, title="yes"), "sponsor.agree")
    here.press("dana", "sponsor.change")
    here.say("dana", "TikTok")
    newer = here.say("dana", "no")
    stale = here.push("dana", old)
    assert keys(stale)[0] == "sponsor.other_sentence"
    assert state(here) == "shown"
    assert sentence(stale) == sentence(newer)
    here.push("dana", button(newer, "sponsor.agree"))
    assert state(here) == "agreed"


def test_taken_back_it_goes_from_the_channel_and_never_comes_again() -> None:
    here = company()
    agreed(here)
    here.wait(FIRST)
    (stands,) = here.get(Sponsor, sponsor_id("dana")).posts
    outcome = here.press("dana", "sponsor.back")
    (unpost,) = [send for send in outcome.sends if send.channel]
    assert (unpost.kind, unpost.replaces, unpost.channel) == ("unpost", stands.outbox, "slack:T1:C1")
    assert "Dana" not in str(unpost.message)
    assert keys(outcome, "dana") == ["sponsor.withdrawn_posted"]
    assert keys(outcome, ADMIN) == ["sponsor.withdrawn_admin"]
    kept = here.get(Sponsor, sponsor_id("dana"))
    assert (kept.state, kept.sentence, kept.posts) == ("withdrawn", "", ())
    assert "sponsor" not in posts_of(here.wait(after(weeks=30)))
    again = here.press("dana", "sponsor.back")
    assert keys(again) == ["sponsor.nothing_to_take_back"]
    assert not changes(again)


def test_taken_back_before_it_was_posted() -> None:
    here = company()
    agreed(here)
    outcome = here.press("dana", "sponsor.back")
    assert keys(outcome, "dana") == ["sponsor.withdrawn_unposted"]
    assert not in_channel(outcome.sends)


def named_again(here: World) -> Outcome:
    """Agreed, posted, somebody else named, and then the same person once more."""
    agreed(here)
    here.wait(FIRST)
    here.command(ADMIN, "announce", "sponsor Ben Adler")
    return named(here)


@pytest.mark.parametrize("action", ["sponsor.no", "sponsor.back"])
def test_named_again_a_sentence_that_stands_can_still_be_taken_back(action: str) -> None:
    here = company(JOINED, person("ben", name="Ben Adler"))
    outcome = named_again(here)
    assert keys(outcome, ADMIN) == ["sponsor.asked"]
    assert keys(outcome, "dana")[-1] == "sponsor.about_me"
    assert state(here) == "agreed"
    back = here.press("dana", action)
    assert [send.kind for send in back.sends if send.channel] == ["unpost"]
    assert state(here) == "withdrawn"


def test_whatever_was_asked_since_a_post_that_stands_can_be_taken_back() -> None:
    here = company()
    here.keep([sponsor("dana", posts=(PostedIn(outbox="e1:post", channel="slack:T1:C1"),))])
    back = here.press("dana", "sponsor.no")
    assert [send.kind for send in back.sends if send.channel] == ["unpost"]


def test_who_left_is_not_spoken_of_any_more() -> None:
    here = company()
    agreed(here)
    here.press("dana", "leave.confirm")
    assert "sponsor" not in posts_of(here.wait(after(weeks=20)))


def test_who_leaves_does_not_stand_in_the_channel_any_more() -> None:
    here = company()
    agreed(here)
    here.wait(FIRST)
    outcome = here.press("dana", "leave.confirm")
    assert [send.kind for send in outcome.sends if send.channel] == ["unpost"]
    assert keys(outcome, "dana") == ["leave.done", "sponsor.left"]
    assert keys(outcome, ADMIN) == ["sponsor.withdrawn_admin"]
    assert state(here) == "withdrawn"
    assert "sponsor.left" not in keys(here.press("dana", "leave.confirm"))


def test_my_own_page_shows_the_sentence_and_the_way_back() -> None:
    here = company()
    assert "sponsor.about_me" not in keys(here.command("dana", "me"))
    agreed(here)
    page = here.command("dana", "me")
    assert "sponsor.about_me" in keys(page)
    here.push("dana", button(page, "sponsor.back"))
    assert state(here) == "withdrawn"


@pytest.mark.parametrize("action", ["yes", "no", "agree", "change", "back"])
def test_somebody_who_was_not_asked_changes_nothing(action: str) -> None:
    here = company(JOINED, person("ana"))
    agreed(here)
    outcome = here.press("ana", f"sponsor.{action}", draft=here.get(Sponsor, sponsor_id("dana")).draft)
    assert not changes(outcome)
    assert keys(outcome)[0] in ("sponsor.not_asked", "sponsor.nothing_to_take_back")


@pytest.mark.parametrize("action", ["yes", "agree", "change"])
def test_pressed_again_after_agreeing_it_says_what_holds(action: str) -> None:
    here = company()
    agreed(here)
    outcome = here.press("dana", f"sponsor.{action}", draft="another")
    assert keys(outcome) == ["sponsor.about_me"]
    assert not changes(outcome)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("sponsor Nobody Atall", "nominate.unknown"),
        ("sponsor Dana", "sponsor.which"),
        ("sponsor " + "x" * 400, "nominate.long"),
        ("sponsor Guest Gil", "nominate.guest"),
        ("sponsor Una Reached", "nominate.unreachable"),
    ],
)
def test_who_cannot_be_meant_is_said(words: str, answer: str) -> None:
    here = company(
        JOINED,
        *(person("dan", name="Dana Moss"), person("gil", name="Guest Gil", is_guest=True)),
        person("una", name="Una Reached", reachable=False),
    )
    outcome = here.command(ADMIN, "announce", words)
    assert keys(outcome) == [answer]
    assert not changes(outcome)
    if answer == "sponsor.which":
        assert keys(here.push(ADMIN, button(outcome, "announce.name", person="dan")))[-1] == "sponsor.asked"


def test_named_in_a_talk_and_an_admin_may_go_first_themselves() -> None:
    here = company()
    asked = here.press(ADMIN, "announce.sponsor")
    assert "sponsor_who.who.ask" in keys(asked)
    outcome = here.say(ADMIN, "Dana Reyes")
    assert keys(outcome, ADMIN)[-1] == "sponsor.asked"
    other = company(JOINED)
    self_named = other.command(ADMIN, "announce", "sponsor Ada")
    assert {b.action for b in buttons(self_named)} == {"sponsor.yes", "sponsor.no"}
    assert "sponsor.question_self" in keys(self_named)
    assert other.get(Awareness, awareness_id("spring")).sponsor == ADMIN


def test_what_nobody_could_tell_about_and_was_posted_again_goes_as_well() -> None:
    """A crash left the post in doubt, and an admin had it posted once more, under another id."""
    here = company()
    agreed(here)
    (post,) = [send for send in here.wait(FIRST) if send.kind == "post"]
    (stands,) = here.get(Sponsor, sponsor_id("dana")).posts
    with here.storage.begin() as work:
        work.enqueue(said(stands.outbox.removesuffix(":post")), ACME, "live", [post])
        work.give_up(stands.outbox, "doubt", "no_answer", at=here.now)
    outcome = here.press(ADMIN, "doubt.again", outbox=stands.outbox)
    assert [send.unless for send in outcome.sends if send.channel] == [("consent_withdrawn",)]
    back = here.press("dana", "sponsor.back")
    assert len({send.replaces for send in back.sends if send.kind == "unpost"}) == 2


@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_post_in_doubt_is_asked_about_only_while_they_agree(withdrawn: bool) -> None:
    """Whoever has been named since."""
    here = company(JOINED, person("kim", name="Kim Okafor", state="known"))
    agreed(here)
    (post,) = [send for send in here.wait(FIRST) if send.kind == "post"]
    (stands,) = here.get(Sponsor, sponsor_id("dana")).posts
    with here.storage.begin() as work:
        work.enqueue(said(stands.outbox.removesuffix(":post")), ACME, "live", [post])
        work.give_up(stands.outbox, "doubt", "no_answer", at=here.now)
    here.command(ADMIN, "announce", "sponsor Kim Okafor")
    if withdrawn:
        back = here.press("dana", "sponsor.back")
        assert [send.replaces for send in back.sends if send.kind == "unpost"] == [stands.outbox]
        assert "Dana" not in str(back.rewords[0].message)
    doubt = DeliveryFailed(
        id="doubt",
        at=here.now,
        organization=ACME,
        outbox=stands.outbox,
        kind="post",
        reason="no_answer",
        doubt=True,
    )
    outcome = here.decide(doubt)
    assert (keys(outcome), outcome.settled) == (([], (stands.outbox,)) if withdrawn else (["doubt.ask"], ()))
    again = here.press(ADMIN, "doubt.again", outbox=stands.outbox)
    assert [send.kind for send in again.sends if send.channel] == ([] if withdrawn else ["post"])
    assert len(here.get(Sponsor, sponsor_id("dana")).posts) == (0 if withdrawn else 2)
