"""One of the options, several of them, or a kind question."""

import pytest

from bot.conversation.understand import Unclear
from bot.conversation.understand.choices import Option, choice, many

MEET = (
    Option(value="video", label="Video call"),
    Option(value="phone", label="Phone call"),
    Option(value="in_person", label="In person"),
)
RHYTHM = (Option(value="two", label="Every 2 weeks"), Option(value="three", label="Every 3 weeks"))


def test_a_word_of_every_label_chooses_none() -> None:
    assert isinstance(choice("a call", MEET, lang="en"), Unclear)


def test_a_number_that_is_a_place_and_part_of_another_label_chooses_none() -> None:
    assert isinstance(choice("2", RHYTHM, lang="en"), Unclear)
    assert choice("option 2", RHYTHM, lang="en") == "three"
    assert choice("2 weeks", RHYTHM, lang="en") == "two"


def test_ruling_out_chooses_what_is_left() -> None:
    assert choice("no phone and not in person", MEET, lang="en") == "video"
    assert isinstance(choice("anything but phone", MEET, lang="en"), Unclear)
    assert many("anything but phone", MEET, lang="en") == ("video", "in_person")


def test_several_come_in_the_order_offered() -> None:
    assert many("in person and video", MEET, lang="en") == ("video", "in_person")
    assert many("3, 1", MEET, lang="de") == ("video", "in_person")


def test_unclear_offers_the_likeliest_first() -> None:
    found = choice("phone call or video", MEET, lang="en")
    assert isinstance(found, Unclear)
    assert found.reason == "pick_one"
    assert found.likely[0] == "phone"
    assert isinstance(many("smoke signals", MEET, lang="en"), Unclear)


def test_without_options_nothing_is_chosen() -> None:
    assert choice("1", (), lang="en") == Unclear(reason="pick_one")


@pytest.mark.parametrize("text", ["¹", "٢", "２", "②"])
def test_digits_of_other_scripts_are_digits(text: str) -> None:
    assert choice(text, MEET, lang="en") in ("video", "phone")


FREQUENCY = [
    Option(value="1", label="Every week"),
    Option(value="2", label="Every two weeks"),
    Option(value="3", label="Every three weeks"),
    Option(value="4", label="Once a month"),
]
AREAS = [Option(value=area, label=area) for area in ("Sales", "Sales operations", "Finance")]
GROUPS = [Option(value=size, label=size) for size in ("Two people", "Five people", "Ten people")]
MINUTES = [Option(value=minutes, label=minutes) for minutes in ("15", "25", "45", "60")]


@pytest.mark.parametrize(
    ("text", "options", "meant"),
    [
        ("weekly is too much, every two weeks", FREQUENCY, "2"),
        ("sales ops", AREAS, "Sales operations"),
        ("60 Minuten", MINUTES, "60"),
        ("the first one, I use it every day", AREAS, "Sales"),
        ("third from the top", AREAS, "Finance"),
        ("two", GROUPS, "Two people"),
        ("the second", GROUPS, "Five people"),
    ],
)
def test_what_stands_beside_an_option_counts(text: str, options: list[Option], meant: str) -> None:
    assert choice(text, options, lang="en") == meant


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("-1", AREAS),
        ("I don't want finance", AREAS),
        ("finance doesn't work for me", AREAS),
        ("Finance lieber nicht", AREAS),
        ("twice a month", FREQUENCY),
        ("every week is too much", FREQUENCY),
        ("in 25 weeks", MINUTES),
    ],
)
def test_what_is_ruled_out_or_measured_is_not_chosen(text: str, options: list[Option]) -> None:
    assert isinstance(choice(text, options, lang="en"), Unclear)


@pytest.mark.parametrize(
    ("text", "meant"), [("1", "1"), ("two", "2"), ("option 4", "3"), ("4", None), ("5", None)]
)
def test_small_numbers_as_labels_are_no_places(text: str, meant: str | None) -> None:
    counts = [Option(value=count, label=count) for count in "0123"]
    found = choice(text, counts, lang="en")
    assert isinstance(found, Unclear) if meant is None else found == meant


@pytest.mark.parametrize(("text", "meant"), [("3", None), ("12", "12"), ("the second one", "12")])
def test_where_all_labels_are_numbers_a_number_is_no_place(text: str, meant: str | None) -> None:
    pairs = [Option(value=count, label=count) for count in ("6", "12", "24", "50")]
    found = choice(text, pairs, lang="en")
    assert isinstance(found, Unclear) if meant is None else found == meant
