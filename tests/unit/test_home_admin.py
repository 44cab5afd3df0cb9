"""What whoever runs the program sees on their own page: the one next step, numbers, and no name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.program.model import Pairing, Record, SafeContact
from bot.program.snapshot import LIVE_AT_ONCE, Query
from tests.factories import ACME, NOON, after, channel, cohort, pairing, person, proposal
from tests.unit.homes import home, opened, pressable
from tests.unit.world import ADMIN, World, admin, keys, noted

LANGUAGES = ("en", "de")
ACCEPTED = tuple(SafeContact(person=name, state="accepted") for name in ("eve", "fay"))


def ready(*more: Record, **changes: object) -> World:
    """The program is open, and two have accepted to be safe contacts; they are not in it themselves."""
    outside = (person(name, state="left") for name in ("eve", "fay"))
    return World(cohort("spring", opened_by=ADMIN, safe_contacts=ACCEPTED, **changes), *outside, *more)


def met(number: int, **changes: object) -> list[Record]:
    names = f"m{number:03}", f"e{number:03}"
    given = {"mentor": names[0], "mentee": names[1], "state": "introduced", "introduced_at": NOON}
    return [*(person(name) for name in names), pairing(f"p{number:03}", **(given | changes))]


def program(here: World, lang: str = "en") -> str:
    """The part of the page that others have not."""
    return home(here, ADMIN, lang).partition("\n---\n")[2]


def buttons_of(here: World) -> list[str]:
    return [one.data.get("command", one.action) for one in pressable(opened(here, ADMIN))]


def test_nobody_else_has_it() -> None:
    assert "---" not in home(ready(person("ana")), "ana")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_first_it_is_set_up(lang: str) -> None:
    shown = program(World(program=False), lang)
    assert {"en": "[Set up the program]", "de": "[Programm einrichten]"}[lang] in shown


def test_after_the_last_one_the_next_can_begin() -> None:
    shown = program(World(cohort(state="closed", closes_at=after(days=-3), opened_by=ADMIN)))
    assert "No program is open at the moment" in shown
    assert "[Look at the report]" in shown


@pytest.mark.parametrize(
    ("here", "says", "way"),
    [
        (World(), "Next: two safe contacts", "[Change the set-up]"),
        (ready(person("ana", state="known")), "Next: invite people. There's one", "[Invite people]"),
        (ready(), "Nothing to do right now. As soon as enough people", ""),
        (ready(person("ana"), person("ben")), "Next: find partners. 2 people", "[Match people]"),
        (ready(proposal(state="making")), "I'm looking for pairs right now", ""),
        (ready(proposal(state="ready", pairs=3)), "3 pairs wait for your yes", "[Look at the proposal]"),
        (
            ready(proposal(state="approved", pairs=3, announce_at=after(hours=2))),
            "The 3 pairs you approved are introduced on",
            "[Look at the proposal]",
        ),
        (ready(*met(1, held=1, met_at=NOON)), "the program runs by itself", ""),
        (
            ready(*met(1, introduced_at=after(days=-60), nudged={"stuck": after(days=-9)})),
            "Next: a friendly word. One pair",
            "[How the program is doing]",
        ),
        (ready(state="closing", closes_at=after(days=9)), "The program is coming to its end", "[Look at"),
    ],
)
def test_the_one_thing_to_do_next(here: World, says: str, way: str) -> None:
    shown = program(here).splitlines()
    assert shown[0] == "# The program"
    assert says in shown[1]
    assert way in shown[2]
    assert program(here, "de") != ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_numbers_are_those_of_the_status(lang: str) -> None:
    here = ready(
        *met(1, held=2, planned=6, booked_at=after(days=1)),
        *met(2, held=1, planned=6, state="paused"),
        *met(3, held=4, planned=6, state="ended"),
        person("ana", waiting_since=NOON),
    )
    shown = program(here, lang)
    expected = {
        "en": ("In the program: 7 people", "4 people in 2 pairs", "Sessions to come: 1", "3 of 12 planned"),
        "de": ("Im Programm: 7 Leute", "4 Leute in 2 Paaren", "Gespräche, die anstehen: 1", "3 von 12 "),
    }
    for words in expected[lang]:
        assert words in shown
    assert {"en": "Sessions held so far: 7", "de": "Gespräche bisher: 7"}[lang] in shown


def test_whoever_is_left_over_is_a_number_and_who_they_are_a_look_that_is_put_down() -> None:
    here = ready(person("zoe", name="Zoe Zimmer", waiting_since=NOON), *met(1))
    outcome = opened(here, ADMIN)
    assert noted(outcome) == []
    shown = program(here)
    assert "One person was left without a partner" in shown
    assert "Zoe" not in shown
    who = next(one for one in pressable(outcome) if one.action == "people.show")
    assert noted(here.push(ADMIN, who)) == [(ADMIN, "people", "")]


def test_of_what_failed_today_it_says_how_much() -> None:
    assert "Everything I sent today has arrived." in program(ready())


def test_a_hundred_pairs_and_more_are_sums() -> None:
    many = [one for number in range(LIVE_AT_ONCE + 5) for one in met(number)]
    many[2] = pairing(
        "p000", mentor="m000", mentee="e000", state="introduced", introduced_at=NOON, booked_at=after(days=2)
    )
    here = ready(*many)
    shown = program(here)
    assert f"{2 * LIVE_AT_ONCE + 10} people in {LIVE_AT_ONCE + 5} pairs" in shown
    assert "one is booked" in shown
    assert "104 have no time yet" in shown
    assert len(here.see(Query(organization=ACME, live_after="")).live_pairs) == LIVE_AT_ONCE


def test_an_admin_who_takes_part_has_both() -> None:
    here = ready(*met(1), admin(state="joined"))
    here.keep([pairing("mine", mentor=ADMIN, mentee="e001", state="introduced", introduced_at=NOON)])
    shown = home(here, ADMIN)
    assert "# You and E001" in shown
    assert "# The program" in shown


def test_a_pair_on_a_break_is_not_stuck() -> None:
    here = ready(*met(1, state="paused", introduced_at=NOON - timedelta(days=60)))
    assert "On a break: 1" in program(here)
    assert here.get(Pairing, "p001").state == "paused"


def test_while_posts_wait_for_a_channel_not_everything_has_arrived() -> None:
    arrived, blocked = "Everything I sent today has arrived.", "#mentoring is archived"
    for away in ("", "archived"):
        here = ready(channel(away=away), channel=channel().id)
        shown = program(here)
        assert (arrived in shown, blocked in shown) == (not away, bool(away))
        said = keys(here.say(ADMIN, "/rm-status"))
        assert ("status.failed" in said, "channels.closed.archived" in said) == (not away, bool(away))
