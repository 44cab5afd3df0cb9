"""Starting a program from a template, changing one to it, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.conversation.messages import Facts, Phrase
from bot.flows.survey import SURVEY
from bot.outcome import Outcome
from bot.program.cohorts.templates import DEFAULT, TEMPLATES, named, worded
from bot.program.cohorts.templates import SURVEY as ITEMS
from bot.program.model import Cohort, Talk
from bot.program.skills import load_catalog
from bot.text.catalog import LANGUAGES, Words, has, sentences
from tests.factories import NOON, cohort, person
from tests.unit.world import ADMIN, World, admin, button, buttons, keys, noted, pick, table, to

OWN = {"objective": "Our own words", "measure": "We count"}


def running(**changes: object) -> World:
    """A program with words of its own that runs on the default."""
    usual: dict[str, object] = {"opened_by": ADMIN, "template": DEFAULT, "channel": "c1", **OWN}
    return World(cohort("spring", **(usual | changes)), person("ana"))


def shape(here: World) -> tuple[str, str, str, int, int]:
    kept = here.get(Cohort, "spring")
    return kept.template, kept.objective, kept.measure, kept.rhythm_weeks, kept.sessions


def labels(outcome: Outcome) -> list[str]:
    facts = [b for send in outcome.sends for b in send.message.blocks if isinstance(b, Facts)]
    return [str(item.label.key) for one in facts for item in one.items if isinstance(item.label, Phrase)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_has_its_words_its_topics_and_its_questions(name: str) -> None:
    catalog, one = load_catalog(), TEMPLATES[name]
    assert all(has(f"template.{name}.{part}") for part in ("name", "objective", "measure"))
    assert len(one.topics) == 3
    assert all(catalog.has(topic) for topic in one.topics)
    assert set(one.survey) <= {question.name for question in SURVEY.questions}
    assert one.survey
    assert all(named(f"use the {called} template") == name for called in one.called)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_a_company_names_its_source(language: str) -> None:
    for name in TEMPLATES:
        about = sentences(language).get(f"template.{name}.about")
        assert about is None or re.search(r"[a-z]\.(com|org|co\.uk)/", str(about))
        for part in ("objective", "measure", "hello", "path", "close"):
            assert not any(
                sign.isdigit() for sign in str(sentences(language).get(f"template.{name}.{part}", ""))
            )


def test_the_default_keeps_the_usual_words() -> None:
    assert worded(DEFAULT, "hello", "invitation.hello") == "invitation.hello"
    assert worded(DEFAULT, "close", "agenda.close") == "agenda.close"
    assert worded("cisco", "close", "agenda.close") == "template.cisco.close"
    assert worded("walrus", "close", "agenda.close") == "agenda.close"


def test_words_name_one_template_or_none() -> None:
    assert named("Die Vorlage von Estée Lauder, bitte") == "lauder"
    assert named("P&G's") == "pg"
    assert named("Cisco or GE?") == ""
    assert named("the general one") == ""


def test_the_list_has_all_with_what_they_set_and_one_is_opened() -> None:
    here = running()
    listed = here.command(ADMIN, "template")
    assert len(table(listed).rows) == len(TEMPLATES)
    assert [option.value for option in pick(listed).options] == list(TEMPLATES)
    assert "template.current" in keys(listed)
    shown = here.submit(ADMIN, pick(listed).action, {}, template=("cisco",))
    assert keys(shown) == keys(here.command(ADMIN, "template", "cisco"))
    assert len(labels(shown)) == 9
    assert {one.action for one in buttons(shown)} == {"template.use", "template.show"}


def test_an_unknown_name_says_so_and_a_wish_does_not() -> None:
    here = running()
    assert "template.unknown" in keys(here.command(ADMIN, "template", "walrus"))
    assert "template.unknown" not in keys(here.say(ADMIN, "which program templates are there?"))
    assert keys(here.say(ADMIN, "use the Cisco template"))[0] == "template.heading"


def test_before_a_program_is_open_its_words_are_the_first_answers() -> None:
    here = World(person("ben"), person("cem"), program=False)
    shown = here.command(ADMIN, "template", "ge")
    begun = here.push(ADMIN, button(shown, "template.use"))
    assert keys(begun, ADMIN)[0] == "template.chosen"
    assert "setup.size.suggest" in keys(begun, ADMIN)
    for answer in ("12", "Ben and Cem", "none for now", "English"):
        here.say(ADMIN, answer)
    made = next(iter(here.all(Cohort)))
    assert (made.template, made.objective) == ("ge", Words("en", "UTC").text(Phrase("template.ge.objective")))
    assert made.reshaped == ()


def test_a_set_up_under_way_goes_on_with_it_and_loses_nothing() -> None:
    here = World(person("ben"), person("cem"), program=False)
    asked = here.command(ADMIN, "setup")
    assert button(asked, "command", command="template")
    for answer in ("My own aim", "I count", "2", "24"):
        here.say(ADMIN, answer)
    begun = here.press(ADMIN, "template.use", template="pershing")
    assert "setup.safe_contacts.ask" in keys(begun)
    assert [talk.state for talk in here.all(Talk)] == ["stopped", "open"]
    for answer in ("Ben and Cem", "none for now", "English"):
        here.say(ADMIN, answer)
    made = next(iter(here.all(Cohort)))
    assert (made.template, made.size) == ("pershing", 24)
    assert made.objective == Words("en", "UTC").text(Phrase("template.pershing.objective"))


def test_an_open_program_is_changed_after_a_look_and_back_again() -> None:
    here = running()
    before = shape(here)
    asked = here.press(ADMIN, "template.use", template="nhs")
    assert keys(asked) == ["template.changes", "template.words_too", "template.stays"]
    assert labels(asked) == ["template.label.objective", "template.label.measure", "template.label.plan"]
    assert shape(here) == before
    changed = here.push(ADMIN, button(asked, "template.change"))
    assert shape(here)[0] == "nhs"
    assert shape(here)[3:] == (4, 6)
    assert noted(changed) == [(ADMIN, "template_change", "")]
    assert here.get(Cohort, "spring").channel == "c1"
    undone = here.push(ADMIN, button(changed, "template.undo"))
    assert shape(here) == before
    assert noted(undone) == [(ADMIN, "template_undo", "")]
    assert keys(here.push(ADMIN, button(changed, "template.undo"))) == ["template.nothing_to_undo"]


def test_an_older_button_takes_back_no_later_change() -> None:
    here = running()
    first = here.press(ADMIN, "template.change", template="nhs")
    here.press(ADMIN, "template.change", template="ge")
    assert keys(here.push(ADMIN, button(first, "template.undo"))) == ["template.nothing_to_undo"]
    assert shape(here)[0] == "ge"


def test_the_objective_may_stay_in_own_words() -> None:
    here = running()
    asked = here.press(ADMIN, "template.use", template="nhs")
    here.push(ADMIN, button(asked, "template.keep_aim"))
    assert shape(here) == ("nhs", *OWN.values(), 4, 6)


def test_pressed_twice_it_changes_once_and_leaving_it_changes_nothing() -> None:
    here = running()
    asked = here.press(ADMIN, "template.use", template="nhs")
    here.push(ADMIN, button(asked, "template.leave"))
    assert shape(here)[0] == DEFAULT
    here.push(ADMIN, button(asked, "template.change"))
    twice = here.push(ADMIN, button(asked, "template.change"))
    assert keys(twice) == ["template.as_it_is"]
    assert here.get(Cohort, "spring").reshaped[0].objective == OWN["objective"]
    assert keys(here.press(ADMIN, "template.use", template="nhs")) == ["template.as_it_is"]


def test_after_another_set_up_there_is_nothing_to_take_back() -> None:
    here = running()
    here.meet(person("ben"), person("cem"))
    here.press(ADMIN, "template.change", template="nhs")
    here.command(ADMIN, "setup")
    for answer in ("1", "1", "1", "12", "Ben and Cem", "none for now", "English"):
        here.say(ADMIN, answer)
    assert here.get(Cohort, "spring").reshaped == ()
    assert keys(here.press(ADMIN, "template.undo")) == ["template.nothing_to_undo"]


def test_a_template_beyond_the_usual_ones_stays_when_the_set_up_is_gone_through_again() -> None:
    here = running(template="lauder")
    here.meet(person("ben"), person("cem"))
    here.command(ADMIN, "setup")
    for answer in ("1", "1", "yes", "12", "Ben and Cem", "none for now", "English"):
        here.say(ADMIN, answer)
    assert here.get(Cohort, "spring").template == "lauder"


def test_another_admin_hears_of_it() -> None:
    here = World(cohort(opened_by=ADMIN, **OWN), admin("abe"))
    told = to(here.press("abe", "template.change", template="cisco"), ADMIN)
    assert [send.kind for send in told] == ["admin"]


def test_a_program_that_closes_is_not_changed_any_more() -> None:
    here = running(state="closing", closes_at=NOON + timedelta(days=9))
    for action in ("use", "change", "keep_aim"):
        assert "cohort.no_more" in keys(here.press(ADMIN, f"template.{action}", template="nhs"))
    assert shape(here)[0] == DEFAULT


def test_made_up_buttons_show_the_list_and_nobody_else_changes_anything() -> None:
    here = running()
    assert "template.title" in keys(here.press(ADMIN, "template.change", template="walrus"))
    assert "template.title" in keys(here.press(ADMIN, "template.use"))
    for action in ("use", "change", "undo", "open", "show"):
        refused = here.press("ana", f"template.{action}", template="nhs")
        assert keys(refused) == ["command.admins_only"]
    assert shape(here)[0] == DEFAULT


@pytest.mark.parametrize(
    ("template", "asked"), [("hartford", ITEMS), ("nhs", ("heard",)), ("ge", ("personal",))]
)
def test_the_questions_at_the_end_are_those_of_the_template(template: str, asked: tuple[str, ...]) -> None:
    answers = {"items": list(TEMPLATES[template].survey)}
    asks = [question.name for question in SURVEY.questions if question.when(answers)]
    assert asks == ["now", *asked, "again"]


def test_a_survey_begun_before_there_were_templates_asks_all() -> None:
    assert all(question.when({"wishes": []}) for question in SURVEY.questions)


def test_the_invitation_has_the_words_of_the_template_and_what_to_begin_with() -> None:
    for template, hello in (("hartford", "invitation.hello"), ("cisco", "template.cisco.hello")):
        here = World(cohort(opened_by=ADMIN, template=template), person("ana", state="known"))
        said = keys(here.press(ADMIN, "invite.all"), "ana")
        assert said[:3] == [hello, "invitation.what", "invitation.topics"]
