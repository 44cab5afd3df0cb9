"""What somebody tells for the program's aim: kept with consent, passed over without a trace, deleted with one tap."""

from __future__ import annotations

from hashlib import sha256

import pytest

from bot.conversation.messages import Facts, Phrase
from bot.outcome import Outcome
from bot.program.model import Background, Cohort, Consent, Person, Record, Talk, background_id
from bot.program.participant import background
from bot.program.participant.background import FEWEST, TOPICS, counted, holds
from bot.program.snapshot import Query
from bot.text.catalog import LANGUAGES, words_for
from tests.factories import ACME, NOON, after, cohort, pairing, person
from tests.unit.test_aim import told
from tests.unit.world import ADMIN, World, button, buttons, keys, pick

SINCE = after(days=-1)


def here(*records: Record) -> World:
    spring = cohort(opened_by=ADMIN, aim="difference", aim_since=SINCE)
    ana = () if any(one.id == "ana" for one in records) else (person("ana"),)
    return World(spring, *ana, *records)


def answered(world: World, *answers: str) -> Outcome:
    """Begin, and answer in words, or tick an option of a list ("+caring")."""
    outcome = world.press("ana", "background.begin")
    for answer in answers:
        if answer.startswith("+"):
            listed = pick(outcome)
            outcome = world.submit("ana", listed.action, listed.data, chosen=tuple(answer[1:].split("+")))
        else:
            outcome = world.say("ana", answer)
    return outcome


def kept(world: World) -> Background:
    [one] = world.all(Background)
    return one


def test_each_answer_is_kept_with_what_was_agreed_to_and_when() -> None:
    world = here()
    outcome = answered(world, "I plan ahead", "an apprenticeship", "+music+games", "+caring", "yes")
    assert keys(outcome)[-1] == "background.thanks"
    one = kept(world)
    assert one.answers == {
        "work": ("plan",),
        "path": ("apprenticeship",),
        "besides": ("music", "games"),
        "shaped": ("caring",),
    }
    consent = Consent(wording=1, language="en", at=NOON)
    assert one.consents == dict.fromkeys(one.answers, consent)
    [talk] = world.all(Talk)
    assert talk.progress.answers == {}  # nothing private stays behind in the talk


@pytest.mark.parametrize("word", ["skip", "prefer not to say", "möchte ich nicht sagen"])
def test_of_what_is_passed_over_nothing_is_kept(word: str) -> None:
    world = here()
    answered(world, "I plan ahead", word, word, word)
    assert (kept(world).answers, set(kept(world).consents)) == ({"work": ("plan",)}, {"work"})


def test_who_passes_over_everything_has_no_record_at_all() -> None:
    world = here()
    assert keys(answered(world, "skip", "skip", "skip", "skip"))[-1] == "background.thanks_nothing"
    assert not world.all(Background)


def test_passed_over_after_an_answer_takes_that_answer_back() -> None:
    world = here()
    outcome = answered(world, "I plan ahead", "back", "prefer not to say", "studies", "skip", "skip")
    assert keys(outcome)[-1] == "background.thanks"
    assert kept(world).answers == {"path": ("studies",)}


def test_told_anew_and_passed_over_this_time_is_forgotten() -> None:
    world = here(told(answers={"work": ("plan",), "path": ("studies",)}))
    world.now = after(days=3)
    answered(world, "I see as it comes", "skip", "skip", "skip")
    one = kept(world)
    assert (one.answers, set(one.consents), one.given_at) == ({"work": ("flow",)}, {"work"}, after(days=3))
    outcome = answered(world, "skip", "skip", "skip", "skip")
    assert not world.all(Background)
    assert outcome.unsays == (background_id("ana"),)


def test_what_is_very_personal_is_kept_only_on_an_express_yes() -> None:
    world = here()
    outcome = answered(world, "I plan ahead", "skip", "skip", "+illness+abroad", "no")
    assert kept(world).answers == {"work": ("plan",)}
    assert "background.not_agreed" in keys(outcome)
    assert outcome.unsays == (background_id("ana"),)  # nor is it left in the messages of the talk


def test_ticked_but_not_agreed_to_alone_leaves_no_record() -> None:
    world = here()
    assert keys(answered(world, "skip", "skip", "skip", "+illness", "no"))[-1] == "background.thanks_nothing"
    assert not world.all(Background)


def test_every_message_of_the_talk_can_be_unsaid() -> None:
    world = here()
    outcomes = [
        world.press("ana", "background.begin"),
        world.say("ana", "studies?"),
        world.say("ana", "plan"),
    ]
    sends = [
        send for outcome in outcomes for send in outcome.sends if send.kind != "answered"
    ]  # which has no words
    assert len(sends) >= 3
    assert {send.about.story for send in sends} == {background_id("ana")}


def test_my_page_shows_it_to_me_alone() -> None:
    world = here(told(answers={"path": ("studies",), "shaped": ("abroad", "caring")}), person("ben"))
    outcome = world.press("ana", "background.show")
    [facts] = [block for send in outcome.sends for block in send.message.blocks if isinstance(block, Facts)]
    assert [one.label for one in facts.items] == [
        Phrase("background.path.label"),
        Phrase("background.shaped.label"),
    ]
    assert {send.about.story for send in outcome.sends} == {background_id("ana")}
    assert "background.told" not in keys(world.press("ben", "background.show"))
    assert "background.nothing" in keys(world.press("ben", "background.show"))


def test_one_tap_deletes_record_talk_and_words() -> None:
    world = here(told())
    answered(world, "I plan ahead")
    outcome = world.press("ana", "background.delete")
    assert keys(outcome) == ["background.deleted"]
    assert outcome.unsays == (background_id("ana"),)
    assert not world.all(Background)
    [talk] = world.all(Talk)
    assert (talk.state, talk.progress.answers) == ("stopped", {})
    assert keys(world.press("ana", "background.delete")) == ["background.none"]


def test_a_talk_half_done_can_be_deleted_before_anything_is_kept() -> None:
    world = here()
    answered(world, "I plan ahead")
    outcome = world.press("ana", "background.delete")
    assert keys(outcome) == ["background.deleted"]
    assert outcome.unsays == (background_id("ana"),)


def test_nobody_deletes_or_sees_what_is_somebody_elses() -> None:
    world = here(told(), person("ben"))
    world.press("ben", "background.delete")
    assert kept(world).person == "ana"


def test_the_page_about_what_is_kept_names_the_topics_and_no_answer() -> None:
    outcome = here(told()).command("ana", "privacy")
    assert "privacy.background" in keys(outcome)
    assert button(outcome, "background.delete")
    assert "studies" not in repr(outcome.sends)
    assert "privacy.background" not in keys(here().command("ana", "privacy"))


def test_whoever_leaves_takes_it_along() -> None:
    world = here(told())
    world.press("ana", "leave.confirm")
    assert world.get(Person, "ana").state == "left"
    assert not world.all(Background)


@pytest.mark.parametrize("state", ["known", "invited", "onboarding", "left"])
def test_only_who_is_in_is_asked(state: str) -> None:
    world = here(person("ana", state=state))
    assert keys(world.press("ana", "background.begin")) == ["background.off"]
    assert "background.show" not in [one.action for one in buttons(world.command("ana", "me"))]


def test_the_aim_changed_while_we_talked_so_nothing_is_kept() -> None:
    world = here()
    answered(world, "I plan ahead", "skip", "skip")
    spring = world.get(Cohort, "spring")
    read = world.see(Query(organization=ACME)).cohort
    assert read is not None
    world.keep([background.with_aim(read, "common", after(seconds=5))])
    assert spring.aim == "difference"
    world.now = after(seconds=9)
    assert keys(world.say("ana", "skip"))[-1] == "background.another_aim"
    assert not world.all(Background)


# -- what counts -------------------------------------------------------------------------------------------------


AIMED = cohort(aim="common", aim_since=SINCE)
FIVE = [f"p{number}" for number in range(FEWEST)]


def test_a_topic_counts_once_enough_people_have_told_of_it() -> None:
    some = [told(one) for one in FIVE]
    assert counted(AIMED, some, FIVE) == dict.fromkeys(FIVE, frozenset({"path/studies"}))
    assert set(counted(AIMED, some[1:], FIVE).values()) == {frozenset()}
    assert set(counted(AIMED, some, FIVE[1:]).values()) == {frozenset()}  # one of them is not there any more


def test_what_was_told_before_or_for_no_aim_or_is_no_option_any_more_does_not_count() -> None:
    old = [told(one, given_at=after(days=-2)) for one in FIVE]
    odd = [told(one, answers={"path": ("gone",), "age": ("old",)}) for one in FIVE]
    assert counted(AIMED, old, FIVE) == {}
    assert counted(cohort(), [told(one) for one in FIVE], FIVE) == {}
    assert set(counted(AIMED, odd, FIVE).values()) == {frozenset()}
    assert not holds(None, AIMED)


# -- what is asked -----------------------------------------------------------------------------------------------


ASKED_ABOUT = [
    "age",
    "gender",
    "sex",
    "religion",
    "ethnic",
    "orientation",
    "born",
    "married",
    "geschlecht",
    "alter",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_asked_who_they_are_by_birth(language: str) -> None:
    said = " ".join(_labels(language)).casefold().replace("-", " ").split()
    assert not set(said) & set(ASKED_ABOUT)


def _labels(language: str) -> list[str]:
    words = words_for(language, "UTC")
    names = [f"{topic.name}.{one}" for topic in TOPICS for one in (*topic.options, "label")]
    return [words.text(Phrase(f"background.{name}")) for name in names]


def wording(topic: str, language: str) -> str:
    """A sentence that somebody agrees to, for either aim."""
    words = words_for(language, "UTC")
    asked = background.AGREED if topic == "shaped" else topic
    return " ".join(
        words.text(Phrase(f"background.{asked}.ask", {"purpose": Phrase(f"background.purpose.{aim}")}))
        for aim in ("difference", "common")
    )


WORDINGS: dict[tuple[str, int], str] = {
    ("work", 1): "616a00163efe6817",
    ("path", 1): "b33299f4e7c81557",
    ("besides", 1): "210b4a026fd8bd44",
    ("shaped", 1): "bcae5dbda602b1f5",
}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_another_sentence_of_consent_is_another_wording(topic: background.Topic) -> None:
    """Whoever changes one of these sentences raises `Topic.wording`, and adds its mark here."""
    sentences = " ".join(wording(topic.name, language) for language in LANGUAGES)
    assert sha256(sentences.encode()).hexdigest()[:16] == WORDINGS[topic.name, topic.wording]


def test_a_pairing_never_says_so() -> None:
    """Neither of two partners reads what the other told, wherever they look."""
    both = [told(one, answers={"shaped": ("illness",)}) for one in ("ana", "ben")]
    met = pairing(state="introduced", introduced_at=NOON)
    world = here(person("ben"), met, *both)
    for name in ("me", "session", "goal", "help", "privacy"):
        outcome = world.command("ben", name)
        assert outcome.sends
        assert "illness" not in repr(outcome.sends), name
    for name in ("pair", "people", "status", "export", "audit", "cohort"):
        outcome = world.command(ADMIN, name)
        assert outcome.sends
        assert "illness" not in repr(outcome), name
