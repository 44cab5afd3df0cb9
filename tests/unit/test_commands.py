"""What may be asked for at any moment, by whom, and under which names."""

from __future__ import annotations

import itertools

import pytest

from bot.program.commands import COMMANDS, named_in
from bot.program.model import SafeContact
from tests.factories import cohort, person
from tests.unit.world import ADMIN, World, keys, to

STATES = ("known", "invited", "later", "declined", "onboarding", "joined", "left")
NAMES = [command.name for command in COMMANDS]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/rm-pair", ("pair", "")),
        ("rm-pair Ana and Ben", ("pair", "Ana and Ben")),
        ("  /RM-Pause  until 3 May ", ("pause", "until 3 May")),
        ("help", ("help", "")),
        ("Join", ("join", "")),
        ("/rm-", ("", "")),
        ("/rm-nope", ("nope", "")),
        ("pair.", ("pair", "")),
        ("\u201cHelp\u201d!", ("help", "")),
        ("/pair why Ana and Ben", ("pair", "why Ana and Ben")),
        ("\xa0rm-pair:\xa0Ana  and Ben", ("pair", "Ana  and Ben")),
        ("RM\u2011Pair", ("pair", "")),
        ("rm-status?", ("status", "")),
        ("/nope", None),
        ("join us for lunch", None),
        ("helpful", None),
        ("", None),
        ("/", None),
        ("\u202e", None),
    ],
)
def test_a_command_is_named_by_its_first_word(text: str, named: tuple[str, str] | None) -> None:
    assert named_in(text) == named


@pytest.mark.parametrize(("name", "state"), list(itertools.product(NAMES, STATES)))
@pytest.mark.parametrize("program", [True, False])
def test_every_command_answers_everybody_and_only_them(name: str, state: str, program: bool) -> None:
    here = World(person("ana", state=state), program=program)
    outcome = here.command("ana", name)
    assert to(outcome, "ana")
    assert {send.person for send in outcome.sends} == {"ana"}


@pytest.mark.parametrize("name", NAMES)
def test_typing_pressing_and_commanding_are_the_same(name: str) -> None:
    said = [
        keys(World(person("ana")).command("ana", name)),
        keys(World(person("ana")).say("ana", f"/rm-{name}")),
        keys(World(person("ana")).press("ana", "command", command=name)),
    ]
    assert said[0] == said[1] == said[2]


def test_help_lists_admin_commands_to_admins_only() -> None:
    here = World(person("ana"))
    assert "/rm-pair" in str(here.command(ADMIN, "help").sends)
    assert "/rm-pair" not in str(here.command("ana", "help").sends)


def test_help_knows_what_somebody_does_for_others() -> None:
    contact = SafeContact(person="cem", state="accepted")
    asked = SafeContact(person="ana", state="asked")
    here = World(
        cohort(opened_by=ADMIN, safe_contacts=(contact, asked)),
        person("ana"),
        person("ben", delegate="ana"),
        person("cem"),
    )
    assert [key for key in keys(here.command("ana", "help")) if key.startswith("help.")] == [
        "help.title",
        "help.now.waiting",
        "help.delegate",
        "help.words",
    ]
    assert "help.contact" in keys(here.command("cem", "help"))
    assert not {"help.contact", "help.delegate"} & set(keys(here.command("ben", "help")))


@pytest.mark.parametrize(
    ("changes", "program", "stage"),
    [
        ({"state": "known"}, True, "join"),
        ({"state": "onboarding"}, True, "onboarding"),
        ({"state": "joined"}, True, "waiting"),
        ({"state": "joined"}, False, "no_program"),
        ({"state": "known", "is_admin": True}, False, "setup"),
    ],
)
def test_help_knows_how_far_somebody_is(changes: dict[str, object], program: bool, stage: str) -> None:
    here = World(person("ana", **changes), program=program)
    assert f"help.now.{stage}" in keys(here.command("ana", "help"))
