"""Whom an admin may see in `/rm-people`, and how little of it: states and dates, never what anybody answered."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.messages import Listed, Phrase
from bot.outcome import Outcome
from bot.program.model import Pairing, Person
from tests.factories import NOON, pairing, person
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, keys, noted, table

DAY = date(2026, 3, 20)


def state_key(outcome: Outcome, name: str) -> str:
    """What the table says about somebody."""
    row = next(row for row in table(outcome).rows if row[0] == name)
    state = row[2]
    assert isinstance(state, Phrase)
    return state.key.removeprefix("people.state.")


def partners(outcome: Outcome, name: str) -> tuple[object, ...]:
    shown = next(row for row in table(outcome).rows if row[0] == name)[3]
    return shown.items if isinstance(shown, Listed) else ()


def names(outcome: Outcome) -> list[object]:
    return [row[0] for row in table(outcome).rows]


NEVER_ASKED = person(state="known")
NEVER_IN = [
    person(state="invited"),
    person(state="later", ask_again=DAY),
    person(state="declined"),
    person(state="left"),  # took an invitation or a beginning back
]


@pytest.mark.parametrize("ana", NEVER_IN, ids=lambda ana: ana.state)
def test_declining_leaves_no_trace(ana: Person) -> None:
    """Word for word what is said about somebody whom nobody ever asked."""
    for ask in ("joined", "outside", "left"):
        shown = World(ana).press(ADMIN, "people.show", group=ask)
        assert shown.sends == World(NEVER_ASKED).press(ADMIN, "people.show", group=ask).sends
    found = World(ana).command(ADMIN, "people", "ana")
    assert found.sends == World(NEVER_ASKED).command(ADMIN, "people", "ana").sends


@pytest.mark.parametrize(
    ("ana", "met", "shown"),
    [
        (person(), pairing(state="introduced"), "paired"),
        (person(), pairing(state="approved"), "approved"),
        (person(), pairing(state="paused", paused_until=DAY, paused_by="ben"), "away"),
        (person(), pairing(state="paused"), "away"),
        (person(), pairing(state="ended"), "waiting"),
        (person(joined_at=NOON), pairing(state="ended"), "waiting_since"),
        (person(waiting_since=NOON), pairing(state="ended"), "waiting_since"),
        (person(paused_until=DAY), pairing(state="introduced"), "away_until"),
        (person(state="onboarding"), pairing(state="ended"), "joining"),
        (person(state="left", joined_at=NOON), pairing(state="ended"), "left"),
        (person(state="known", reachable=False), pairing(state="ended"), "unreachable"),
        (person(state="known", is_guest=True), pairing(state="ended"), "guest"),
    ],
)
def test_a_state_in_words(ana: Person, met: Pairing, shown: str) -> None:
    outcome = World(ana, person("ben"), met).command(ADMIN, "people", "ana")
    assert state_key(outcome, "Ana") == shown
    assert partners(outcome, "Ana") == (("Ben",) if met.state != "ended" else ())


def test_a_pause_asked_for_and_one_in_confidence_look_the_same() -> None:
    people = (person(), person("ben"))
    asked = World(*people, pairing(state="paused", paused_until=DAY, paused_by="ben"))
    told = World(*people, pairing(state="paused"))
    assert asked.command(ADMIN, "people", "ana").sends == told.command(ADMIN, "people", "ana").sends


def test_of_two_partners_the_one_who_is_there_counts() -> None:
    here = World(
        person(capacity=2),
        person("ben"),
        person("cem"),
        pairing(state="paused"),
        pairing("other", mentee="cem", state="introduced"),
    )
    outcome = here.command(ADMIN, "people", "ana")
    assert state_key(outcome, "Ana") == "paired"
    assert set(partners(outcome, "Ana")) == {"Ben", "Cem"}


def test_nothing_private_is_ever_shown() -> None:
    ana = person(
        teaches=("Beekeeping",),
        wants=("Falconry",),
        confidence={"Falconry": 1},
        never_with=("ben",),
        answers={"season": "monsoon"},
        email="secret@example.com",
    )
    shown = str(World(ana, person("ben")).command(ADMIN, "people", "ana").sends)
    assert not [word for word in ("Beekeeping", "Falconry", "Ben", "monsoon", "secret") if word in shown]


# -- groups ------------------------------------------------------------------------------------------------------


def everybody() -> World:
    return World(
        admin(),
        person("amy"),
        person("ben", waiting_since=NOON),
        person("cem", paused_until=DAY),
        person("dan", state="known", reachable=False),
        person("eve", state="declined"),
        person("fay", state="left", joined_at=NOON),
        person("gil", state="onboarding", joined_at=NOON),  # on the way back
        person("ivy", state="onboarding"),
        person("kim", gone=True),
        person("lea", is_guest=True, state="known"),
    )


@pytest.mark.parametrize(
    ("group", "listed"),
    [
        ("joined", ["Amy", "Ben", "Cem"]),
        ("waiting", ["Ben"]),
        ("away", ["Cem"]),
        ("unreachable", ["Dan"]),
        ("outside", ["Ada", "Dan", "Eve", "Ivy"]),
        ("left", ["Fay", "Gil"]),
    ],
)
def test_each_group_has_its_people(group: str, listed: list[str]) -> None:
    here = everybody()
    offered = button(here.command(ADMIN, "people"), "people.show", group=group)
    outcome = here.push(ADMIN, offered)
    assert names(outcome) == listed
    assert noted(outcome) == [(ADMIN, "people", "")]
    assert ("people.reach" in keys(outcome)) is (group == "unreachable")


def test_a_group_of_nobody_says_so() -> None:
    outcome = World().press(ADMIN, "people.show", group="left")
    assert keys(outcome) == ["people.title.left"]


def test_pages_turn_and_end() -> None:
    here = World(*(person(f"p{number:02}") for number in range(14)))
    first = here.press(ADMIN, "people.show", group="joined")
    assert (names(first)[0], table(first).page, table(first).pages) == ("P00", 1, 3)
    second = here.push(ADMIN, button(first, "people.show", page="2"))
    assert names(second)[0] == "P06"
    assert noted(second) == []  # turning a page is no new look
    last = here.push(ADMIN, button(second, "people.show", page="3"))
    assert names(last) == ["P12", "P13"]
    assert [one.data.get("page") for one in buttons(last)] == ["2", None]


@pytest.mark.parametrize("page", ["0", "-1", "99", "9999", "99999999", "x", "²", ""])
def test_a_page_that_is_not_there_is_the_nearest(page: str) -> None:
    here = World(*(person(f"p{number:02}") for number in range(14)))
    shown = table(here.press(ADMIN, "people.show", group="joined", page=page))
    assert shown.page == (3 if page in ("99", "9999") else 1)
    assert shown.rows


@pytest.mark.parametrize(
    "data", [{}, {"group": ""}, {"group": "declined"}, {"group": "x" * 5000, "page": "2"}]
)
def test_a_made_up_group_offers_those_there_are(data: dict[str, str]) -> None:
    outcome = World(person()).press(ADMIN, "people.show", **data)
    assert keys(outcome)[0] == "button_gone"
    assert button(outcome, "people.show", group="joined")
    assert changes(outcome) == []


def test_only_an_admin_looks_at_people() -> None:
    outcome = World(person()).press("ana", "people.show", group="joined")
    assert keys(outcome) == ["command.admins_only"]
    assert "Ada" not in str(outcome.sends)
    assert noted(outcome) == [("ana", "refused", "")]


# -- by name -----------------------------------------------------------------------------------------------------


def test_a_name_or_its_beginning_finds_somebody() -> None:
    here = World(person("x", name="Ana Silva"), person("y", name="Anders Berg"))
    for text in ("ana", "ANA", "Silva", "silva ana", "an sil"):
        outcome = here.command(ADMIN, "people", text)
        assert names(outcome) == ["Ana Silva"]
        assert noted(outcome) == [(ADMIN, "people", "x")]
    assert set(names(here.command(ADMIN, "people", "an"))) == {"Ana Silva", "Anders Berg"}


def test_who_only_comes_near_is_not_taken_for_them() -> None:
    outcome = World(person("x", name="Ana Silva")).command(ADMIN, "people", "Anna Sylva")
    assert keys(outcome) == ["people.near"]
    assert names(outcome) == ["Ana Silva"]
    assert noted(outcome) == [(ADMIN, "people", "")]


@pytest.mark.parametrize("text", ["Zed", "x" * 50_000, "<!channel>", "🙂", "\x00", "'; drop table person"])
def test_nobody_of_that_name(text: str) -> None:
    outcome = World(person()).command(ADMIN, "people", text)
    assert keys(outcome)[0] == "people.nobody"
    assert button(outcome, "people.show", group="joined")


def test_a_name_that_fits_many_asks_for_more_of_it() -> None:
    here = World(*(person(f"p{number}", name=f"Sam Berg{'x' * number}") for number in range(9)))
    outcome = here.command(ADMIN, "people", "sam")
    assert len(names(outcome)) == 6
    assert "people.more" in keys(outcome)
