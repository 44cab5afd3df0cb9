"""Who looked or acted: what leaves an entry, what the list shows, and what it keeps to itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.messages import Phrase, Value
from bot.events import DeliveryFailed
from bot.outcome import Outcome
from bot.program.commands import COMMANDS
from bot.program.model import Audit
from bot.program.moves import PROPOSAL_MOVES
from bot.program.snapshot import AUDIT_PAGE
from bot.text.catalog import Words, has
from tests.factories import ACME, NOON, after, audit, line, pairing, person, proposal
from tests.unit.pairs import paired
from tests.unit.world import ADMIN, World, admin, button, buttons, changes, keys, noted, table

FOR_ADMINS = [command.name for command in COMMANDS if command.admin]


def rows(outcome: Outcome) -> list[tuple[Value, ...]]:
    return list(table(outcome).rows)


def actions(outcome: Outcome) -> list[str]:
    return [row[2].key.removeprefix("audit.action.") for row in rows(outcome) if isinstance(row[2], Phrase)]


# -- what leaves an entry ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FOR_ADMINS)
@pytest.mark.parametrize("program", [True, False])
def test_every_admin_command_leaves_one(name: str, program: bool) -> None:
    outcome = World(program=program).command(ADMIN, name)
    assert noted(outcome) == [(ADMIN, name, "")]
    assert has(f"audit.action.{name}")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS if not command.admin])
def test_what_is_for_everybody_leaves_none(name: str) -> None:
    assert noted(World().command(ADMIN, name)) == []


@pytest.mark.parametrize("name", FOR_ADMINS)
@pytest.mark.parametrize("way", ["command", "say", "press"])
def test_what_is_refused_leaves_one(name: str, way: str) -> None:
    here = World(person())
    ways = {
        "command": lambda: here.command("ana", name),
        "say": lambda: here.say("ana", f"rm-{name} Ben"),
        "press": lambda: here.press("ana", "command", command=name),
    }
    outcome = ways[way]()
    assert noted(outcome) == [("ana", f"refused.{name}", "")]
    assert keys(outcome) == ["command.admins_only"]


def test_what_is_tried_again_and_again_is_one_line_a_day() -> None:
    here = World(person(), person("ben"))
    for _ in range(3):
        assert keys(here.command("ana", "pair")) == ["command.admins_only"]
        assert keys(here.press("ana", "invite.all")) == ["command.admins_only"]
    here.command("ben", "pair")
    here.command("ana", "status")
    here.now += timedelta(days=1)
    here.command("ana", "pair")
    tried = [(one.actor, one.action) for one in here.all(Audit)]
    assert tried == [
        ("ana", "refused.pair"),
        ("ana", "refused"),
        ("ben", "refused.pair"),
        ("ana", "refused.status"),
        ("ana", "refused.pair"),
    ]


def test_an_attempt_is_told_without_blame() -> None:
    here = World(person())
    here.command("ana", "pair")
    what = rows(here.command(ADMIN, "audit"))[1][2]
    assert Words("en", "UTC").value(what) == "asked for /rm-pair, which is for admins"


@pytest.mark.parametrize("name", FOR_ADMINS)
def test_an_everyday_word_accuses_nobody(name: str) -> None:
    """ "people" or "status", typed by somebody who has no such command, is a word like any other."""
    outcome = World(person()).say("ana", name)
    assert noted(outcome) == []
    assert outcome.sends


@pytest.mark.parametrize("action", ["invite.all", "doubt.again", "doubt.there", "people.show", "audit.show"])
def test_a_button_that_is_not_for_them_leaves_one(action: str) -> None:
    outcome = World(person()).press("ana", action, group="joined", page="1", outbox="e:0")
    assert (keys(outcome), changes(outcome)) == (["command.admins_only"], [])
    assert noted(outcome) == [("ana", "refused", "")]


def proposed(state: str = "ready") -> World:
    return World(
        person("ana", role="mentor", grade=2, teaches=("Figma",), wants=("Budgets",)),
        person("ben", role="mentee", grade=6, teaches=("Budgets",), wants=("Figma",)),
        proposal(state=state, pairs=1),
        line(1),
        *((pairing(proposal="first"),) if state == "approved" else ()),
    )


@pytest.mark.parametrize(
    ("move", "about"),
    [
        ("lock", ["ana", "ben"]),
        ("remove", ["ana", "ben"]),
        ("exclude", ["ana", "ben"]),
        ("again", [""]),
        ("approve", [""]),
        ("discard", [""]),
    ],
)
def test_a_move_that_changes_something_leaves_one(move: str, about: list[str]) -> None:
    outcome = proposed().press(ADMIN, f"proposal.{move}", proposal="first", line="line-1", read="1")
    assert noted(outcome) == [(ADMIN, f"proposal_{move}", person_id) for person_id in about]


@pytest.mark.parametrize("move", ["undo", "announce"])
def test_what_becomes_of_an_approved_one_too(move: str) -> None:
    outcome = proposed("approved").press(ADMIN, f"proposal.{move}", proposal="first")
    assert noted(outcome) == [(ADMIN, f"proposal_{move}", "")]


@pytest.mark.parametrize(
    ("move", "data"),
    [
        ("show", {}),
        ("swap", {"line": "line-1"}),
        ("hand", {}),
        ("approve", {"read": "0"}),
        ("lock", {"line": "nonsense"}),
        ("undo", {}),
    ],
)
def test_what_changes_nothing_leaves_none(move: str, data: dict[str, str]) -> None:
    assert noted(proposed().press(ADMIN, f"proposal.{move}", proposal="first", **data)) == []


def test_pairing_two_by_name_says_which_two() -> None:
    outcome = proposed().command(ADMIN, "pair", "Ana and Ben")
    assert noted(outcome) == [(ADMIN, "proposal_hand", "ana"), (ADMIN, "proposal_hand", "ben")]


def test_every_action_has_its_words() -> None:
    moves = {f"proposal_{name}" for name in PROPOSAL_MOVES} - {
        "proposal_show",
        "proposal_open",
        "proposal_swap",
    }
    for action in (*moves, "refused", "doubt", "invite_all", "invite_one", "other"):
        assert has(f"audit.action.{action}"), action


def test_what_happens_by_itself_leaves_none() -> None:
    here = World(admin(), person())
    failed = DeliveryFailed(
        id="d", at=NOON, organization=ACME, outbox="e:0", kind="answer", reason="gave_up", person="ana"
    )
    assert noted(here.run(failed)) == []


# -- the list ----------------------------------------------------------------------------------------------------


def test_the_newest_stands_on_top_with_this_very_look() -> None:
    here = World(person())
    here.press(ADMIN, "people.show", group="joined")
    here.now = after(hours=1)
    here.command(ADMIN, "nominate", "Ana")
    here.now = after(hours=2)
    outcome = here.command(ADMIN, "audit")
    assert actions(outcome) == ["audit", "nominate", "people"]
    assert [str(row[3]) for row in rows(outcome)][1].count("Ana") == 1


def test_what_was_done_about_several_is_one_line() -> None:
    here = proposed()
    here.press(ADMIN, "proposal.exclude", proposal="first", line="line-1")
    outcome = here.command(ADMIN, "audit")
    assert actions(outcome) == ["audit", "proposal_exclude"]
    assert "Ana" in str(rows(outcome)[1][3])
    assert "Ben" in str(rows(outcome)[1][3])


def test_what_is_told_in_confidence_leaves_no_entry() -> None:
    """Laid beside a pair's break, even the hour of it would tell an admin what they are not to know."""
    here = paired()
    told = here.push("ana", button(here.command("ana", "concern"), "talk.control", word="skip"))
    sent = here.push("ana", button(told, "talk.answer", value="eve"))
    opened = here.push("eve", button(sent, "concern.open"))
    closed = here.push("eve", button(opened, "concern.settled"))
    for outcome in (told, sent, opened, closed):
        assert not [record for record in outcome.saves if isinstance(record, Audit)]


def test_an_action_of_another_release_has_words_too() -> None:
    outcome = World(audit(1, action="sang")).command(ADMIN, "audit")
    assert actions(outcome) == ["audit", "other"]


def full(entries: int) -> World:
    here = World(admin())
    here.now = after(days=1)
    for number in range(entries):
        here.keep([audit(number, at=after(minutes=number), action="status", subject=f"s{number}")])
    return here


def test_pages_turn_without_a_gap_or_a_repeat() -> None:
    here = full(AUDIT_PAGE + 4)
    first = here.command(ADMIN, "audit")
    second = here.push(ADMIN, button(first, "audit.show", page="2"))
    seen = [row[0] for outcome in (first, second) for row in rows(outcome)]
    assert len(seen) == AUDIT_PAGE + 5
    assert len({str(moment) for moment in seen}) == AUDIT_PAGE + 5
    assert (table(second).page, table(second).pages) == (2, 2)
    assert noted(second) == []
    assert [one.data["page"] for one in buttons(second)] == ["1"]


def test_one_full_page_is_one_page() -> None:
    outcome = full(AUDIT_PAGE - 1).command(ADMIN, "audit")
    assert len(rows(outcome)) == AUDIT_PAGE
    assert (table(outcome).pages, buttons(outcome)) == (1, [])


@pytest.mark.parametrize("page", ["0", "-7", "99", "9999", "123456", "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(page: str) -> None:
    outcome = full(AUDIT_PAGE + 4).press(ADMIN, "audit.show", page=page)
    assert table(outcome).page == (2 if page in ("99", "9999") else 1)
    assert rows(outcome)


def test_an_entry_is_kept_as_it_was() -> None:
    here = World(person())
    here.press(ADMIN, "people.show", group="joined")
    (entry,) = here.all(Audit)
    assert (entry.actor, entry.action, entry.at) == (ADMIN, "people", NOON)
