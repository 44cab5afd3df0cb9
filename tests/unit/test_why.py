"""Any two people compared for an admin: what is said, and what is nobody's to look up."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest
from msgspec.structs import replace

from bot.conversation.messages import Facts, Phrase, Rows
from bot.outcome import Outcome
from bot.program.model import Pairing, Person, Record, Ruling, by_id
from bot.program.proposing import why
from bot.text.catalog import words_for
from tests.factories import NOON, leftover, line, pairing, proposal, ruling, term
from tests.unit.test_proposals import junior, senior
from tests.unit.world import ADMIN, World, admin, button, keys, noted

ANA, BEN, CEM, DEE = (
    replace(junior("ana"), name="Ana Silva", department="Design"),
    replace(senior("ben"), name="Ben Adler", department="Finance"),
    replace(junior("cem"), name="Cem Kaya"),
    replace(senior("dee"), name="Dee Lund"),
)
NIGHT = ((time(21), time(23)),)


def company(*changed: Person) -> World:
    """Ana is proposed with Ben, Cem with Dee."""
    people = {one.id: one for one in (ANA, BEN, CEM, DEE)} | {one.id: one for one in changed}
    return World(
        *people.values(), proposal(state="ready", pairs=2), line(1), line(2, mentor="cem", mentee="dee")
    )


def asked(world: World, names: str = "Ana Silva and Dee Lund") -> Outcome:
    return world.command(ADMIN, "pair", f"why {names}")


def read(outcome: Outcome, language: str = "en") -> str:
    """Everything said, in words."""
    words, said = words_for(language, "UTC"), []
    for send in outcome.sends:
        for block in send.message.blocks:
            match block:
                case Facts():
                    said += [f"{words.text(one.label)}: {words.value(one.value)}" for one in block.items]
                case Rows():
                    said += [" | ".join(words.value(cell) for cell in row) for row in block.rows]
                case _:
                    said += [words.text(block.text)] if hasattr(block, "text") else []
    return "\n".join(said)


def test_two_who_could_be_a_pair_are_told_part_by_part() -> None:
    outcome = asked(company())
    said = read(outcome)
    assert "They could be a pair, Ana Silva as the mentor: no rule stands against it." in said
    assert "Ana could show Dee: Figma" in said
    assert "Dee could show Ana: Negotiation" in said
    assert "Both teach what the other wants | 60 of 100 | 60 %" in said
    assert "Working hours in common: at least four hours" in said
    assert noted(outcome) == [(ADMIN, "why", "ana"), (ADMIN, "why", "dee")]


def test_whom_each_has_instead_and_how_that_compares() -> None:
    said = read(asked(company()))
    assert "Ana Silva is proposed with Ben Adler: " in said
    assert "Dee Lund is proposed with Cem Kaya: " in said
    assert "The two of them would be " in said
    nobody = World(ANA, DEE, CEM, BEN, proposal(state="ready", pairs=1), line(1))
    assert "Dee Lund has nobody at the moment." in read(asked(nobody))


def test_a_pair_and_a_proposed_pair_are_called_so() -> None:
    assert "They're proposed: Ana Silva mentors Ben Adler." in read(asked(company(), "Ben and Ana"))
    world = World(ANA, BEN, pairing(state="introduced"))
    assert "They are a pair." in read(asked(world, "Ana and Ben"))


def test_private_ratings_are_neither_shown_nor_inside_a_sum() -> None:
    sure, unsure = (company(replace(DEE, confidence={"Figma": n})) for n in (1, 5))
    assert read(asked(sure)) == read(asked(unsure))
    assert "How much there is to learn | counted, not shown" in read(asked(sure))


def private_ways() -> list[World]:
    """Two who do not want each other, the other way round, and two whose hours do not meet."""
    return [
        company(replace(ANA, never_with=("dee",))),
        company(replace(DEE, never_with=("ana",))),
        company(replace(DEE, hours=NIGHT)),
    ]


def test_a_secret_wish_looks_like_hours_that_do_not_meet() -> None:
    told = [read(asked(world)) for world in private_ways()]
    assert all(one == other for one, other in pairwise(told))
    assert "a private wish stands between them" in told[0]
    for hidden in ("of 100", "Working hours in common", "could show", "proposed with"):
        assert hidden not in told[0]


def test_what_an_admin_knows_is_said_whatever_is_secret_besides() -> None:
    known: dict[str, Ruling | Pairing] = {
        "pressed “Never together” for them": ruling(first="ana", second="dee"),
        "they've been a pair before": pairing("old", mentee="dee", state="ended", introduced_at=NOON),
    }
    for told, record in known.items():
        plain, secret = company(), company(replace(ANA, never_with=("dee",)))
        for world in (plain, secret):
            world.keep([record])
        said = read(asked(plain))
        assert said == read(asked(secret))
        assert told in said
        assert "private wish" not in said
        assert "of 100" not in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (replace(DEE, grade=3), "they're less than 2 levels apart"),
        (replace(DEE, grade=None, role=""), "nobody has told me who of the two is the senior one"),
        (replace(DEE, role="mentor"), "their roles don't go together"),
        (replace(DEE, manager="hr-ana"), "they're in one reporting line"),
        (replace(DEE, state="known"), "Dee Lund isn't in the program"),
        (
            replace(DEE, state="known", manager="hr-ana"),
            "directory says already: they're in one reporting line",
        ),
        (replace(DEE, paused_until=date(2026, 3, 9)), "Dee Lund is on a break"),
        (replace(DEE, is_guest=True), "one of them is a guest of the company"),
        (replace(DEE, teaches=("Go",), wants=("Go",)), "neither offers anything the other asked about"),
        (replace(DEE, teaches=("Go",)), "Dee could show Ana: nothing Ana asked about"),
        (
            replace(DEE, teaches=("Influencing",)),
            "Dee could show Ana: Influencing, which is close to Negotiation",
        ),
    ],
)
def test_what_stands_between_in_plain_words(changed: Person, said: str) -> None:
    assert said in read(asked(company(changed)))


def test_somebody_whose_partner_is_all_they_have_room_for() -> None:
    world = company()
    world.keep([pairing(mentee="dee", mentor="cem", state="introduced")])
    assert "Dee Lund has no room for another partner" in read(asked(world))


def test_names_that_do_not_tell_two_people_compare_nobody() -> None:
    world = company(replace(CEM, id="anb", name="Ana Berg", department="Sales"))
    for names, key in (
        ("", "why.two"),
        ("Ben", "why.same"),
        ("Ben and Ben", "why.same"),
        ("Ben and Zacharias", "why.unknown"),
        ("Ben, Cem and Dee", "why.many"),
        ("Ana", "why.two"),
    ):
        outcome = asked(world, names)
        assert keys(outcome) == [key], names
        assert noted(outcome) == [(ADMIN, "why", "")]
    which = asked(world, "Ben and Ana")
    assert keys(which) == ["why.which"]
    chosen = world.push(ADMIN, button(which, "proposal.why", other="anb"))
    assert "Ana Berg" in read(chosen)


@pytest.mark.parametrize(
    "names",
    ["@UANA @UDEE", "@UDEE and @UANA", "dee lund ana silva", "Dee Ana", "Silva, Ana and Dee", "Ana / Dee"],
)
def test_names_and_mentions_in_either_order_however_they_are_parted(names: str) -> None:
    world = company(replace(ANA, slack_id="UANA"), replace(DEE, slack_id="UDEE"))
    assert "Ana Silva as the mentor" in read(asked(world, names))


def test_the_button_answers_like_the_words_and_a_stale_one_kindly() -> None:
    world = company()
    asks = why.button("ana", "dee")
    assert read(world.push(ADMIN, asks)) == read(asked(world))
    assert keys(world.press(ADMIN, "proposal.why", one="ana", other="nobody")) == ["why.gone"]
    assert keys(world.press(ADMIN, "proposal.why")) == ["why.gone"]
    assert keys(world.press("ana", "proposal.why", one="ana", other="dee")) == ["command.admins_only"]


def test_without_a_program_there_is_nothing_to_compare() -> None:
    world = World(ANA, BEN, admin(), program=False)
    assert keys(world.press(ADMIN, "proposal.why", one="ana", other="ben")) == ["pair.no_program"]


def test_german_reads_as_well() -> None:
    said = read(world_in_german(), "de")
    assert "Sie könnten ein Paar sein" in said
    assert "zählt, wird nicht gezeigt" in said


def world_in_german() -> Outcome:
    return company().command(ADMIN, "pair", "warum nicht Ana Silva und Dee Lund?")


@pytest.mark.parametrize(
    "text",
    [
        "Why not Ana Silva and Dee Lund?",
        "why are Ana Silva and Dee Lund not a pair?",
        "warum sind Ana Silva und Dee Lund kein Paar",
    ],
)
def test_words_out_of_the_blue_ask_it_too(text: str) -> None:
    world = company()
    assert "They could be a pair" in read(world.say(ADMIN, text))
    assert keys(world.say("ana", text)) == ["unclear.wish"]


def test_another_why_out_of_the_blue_is_not_taken_for_names() -> None:
    assert keys(company().say(ADMIN, "why does the printer never work")) == ["unclear.wish"]


def test_texts_of_parts_are_phrases() -> None:
    outcome = asked(company())
    rows = next(block for send in outcome.sends for block in send.message.blocks if isinstance(block, Rows))
    assert all(isinstance(row[0], Phrase) for row in rows.rows)


def test_skills_of_the_organizations_own_are_related_here_too() -> None:
    ana = replace(ANA, teaches=("Q-Gate",), wants=("Cooking",))
    dee = replace(DEE, wants=("Project management",), teaches=("Travel",))
    world = company(ana, dee)
    before = keys(asked(world))
    world.keep([term(state="skill", skill="Q-Gate", category="projects")])
    assert "why.nothing_to_share" in before
    assert "why.nothing_to_share" not in keys(asked(world))


# -- whoever asks about themselves ---------------------------------------------------------------------------------


def taking_part(*changed: Record, never: str = "", away: bool = False) -> World:
    """The admin is a junior, too, and somebody may not want to meet them."""
    me = replace(junior(ADMIN), name="Ada Admin", is_admin=True, hours=NIGHT if away else ())
    dee = replace(DEE, never_with=(never,) if never else ())
    usual = (me, ANA, BEN, CEM, dee, proposal(state="ready", pairs=1), line(1), *changed)
    return World(*{record.id: record for record in usual}.values())


def test_of_themselves_an_admin_reads_the_same_whatever_stands_between_the_two() -> None:
    open_way = read(asked(taking_part(), "Ada Admin and Dee Lund"))
    assert "You're part of this one" in open_way
    assert "Figma" not in open_way
    for world in (taking_part(never=ADMIN), taking_part(away=True)):
        assert read(asked(world, "Ada Admin and Dee Lund")) == open_way


def test_about_others_they_read_what_every_admin_reads() -> None:
    assert "They could be a pair" in read(asked(taking_part()))


def test_of_their_own_pair_an_admin_reads_what_both_have_read() -> None:
    met = pairing("mine", mentor=ADMIN, mentee="dee", state="introduced", introduced_at=NOON)
    said = read(asked(taking_part(met), "Ada Admin and Dee Lund"))
    assert "Dee and you are a pair." in said
    assert "of 100" not in said


def test_what_the_directory_says_stays_sayable() -> None:
    world = taking_part(replace(DEE, manager=by_id(ADMIN)))
    assert "they're in one reporting line" in read(asked(world, "Ada Admin and Dee Lund"))


def test_left_over_themselves_an_admin_is_not_told_why() -> None:
    left = [
        leftover(number, person=who, reason="never_with_or_past")
        for number, who in enumerate((ADMIN, "cem"), 1)
    ]
    world = taking_part(*left, proposal(state="ready", pairs=1, leftovers=2))
    said = read(world.command(ADMIN, "pair", "left"))
    assert "Ada Admin: that's you, so I leave the reason to somebody else" in said
    assert "Cem Kaya: whoever would fit can't be paired with them" in said
