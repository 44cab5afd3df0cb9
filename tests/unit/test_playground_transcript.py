"""A talk of the playground as plain text."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from adapters.playground.render import link_of
from adapters.playground.transcript import message_lines, transcript
from adapters.playground.view import page_of
from adapters.wording import Wording
from bot.conversation.messages import Button, Buttons, Message, Option, Pick, Say
from bot.runtime.ports import Post
from tests.contracts.messages import SAMPLES, WORDS

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def words_for(_language: str, _timezone: str) -> Wording:
    return WORDS


def post(number: int, **what: object) -> Post:
    empty = Post(id=f"x{number}", organization="acme", conversation="E001", at=AT, number=number)
    return msgspec.structs.replace(empty, **what)


def test_a_talk_reads_from_top_to_bottom() -> None:
    question = Message(
        summary="What for?",
        blocks=(
            Say(text="2 of 6", style="quiet"),
            Say(text="What should the program achieve?"),
            Pick(
                name="p",
                label="Pick one",
                action="a",
                options=(Option(value="1", label="Digital skills"), Option(value="2", label="Retention")),
                chosen=("2",),
                submit="Choose",
            ),
            Buttons(
                items=(Button(label="Back", action="b"), Button(label="More", link="https://x.example/"))
            ),
        ),
    )
    talk = (
        post(1, author="E001", text="/rm-setup\nplease"),
        post(2, message=question),
        post(3, author="E9", text="?"),
    )
    assert transcript(talk, {"E001": "Ines"}, words_for) == (
        "Ines: /rm-setup",
        "  please",
        "Turnabout: (2 of 6)",
        "  What should the program achieve?",
        "  Pick one:",
        "  ( ) Digital skills",
        "  (x) Retention",
        "  [Choose]",
        "  [Back] [More -> https://x.example/]",
        "E9: ?",
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("heading", ["# Welcome", "(Small print)"]),
        ("rows", ["Mentor | Mentee | Fit", "Ana | Bo | 0.91", "Cy | Di | 0.5", "(platform.page 2 3)"]),
        ("pick_people", ["Whom?:", "( ) Ana", "(search people)", "[button.choose]"]),
        ("chart", ["Sessions", "Week 1: 3", "Week 2: 5 or more", "(3, then 5)"]),
        ("file", ["<Everybody: people.csv>"]),
        ("divider", ["Above", "---", "Below"]),
    ],
)
def test_every_block_has_its_lines(name: str, lines: list[str]) -> None:
    assert message_lines(SAMPLES[name], WORDS) == lines


def test_a_form_shows_what_is_filled_in() -> None:
    assert message_lines(SAMPLES["form"], WORDS) == [
        "# Your goal",
        "Title: Old title",
        "(You two see this.)",
        "Why (optional): ____",
        "Until: 2026-12-24",
        "Side:",
        "( ) Teaching",
        "(x) Learning",
        "Skills:",
        *(f"[ ] Kind {n}" for n in range(4)),
        "[button.send]",
    ]


@pytest.mark.parametrize(
    "link", ["https://a.example/x?y=1&z#t", "/files/abc", "http://127.0.0.1:8765/files/abc"]
)
def test_safe_links_are_kept(link: str) -> None:
    assert link_of(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "//evil.example",
        "/\\evil.example",
        "http://evil.example",
        "http://localhost.evil.example/",
        "data:text/html,x",
        "https://",
        "https://a b",
        " https://a.example",
    ],
)
def test_other_links_are_not(link: str) -> None:
    assert link_of(link) == ""


def test_a_long_conversation_comes_page_by_page() -> None:
    posts = [post(n, author="E001", text=str(n)) for n in range(1, 301)]
    newest, older = page_of(posts, None)
    assert (newest[0].number, newest[-1].number, older) == (181, 300, True)
    before, older = page_of(posts, 181)
    assert (before[0].number, before[-1].number, older) == (61, 180, True)
    first, older = page_of(posts, 61)
    assert (first[0].number, first[-1].number, older) == (1, 60, False)
