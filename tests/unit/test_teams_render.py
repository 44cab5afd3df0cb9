"""Does a message get as much room in Teams as there is, and no trick of words or numbers break it?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from adapters.teams.limits import FEW, WHOLE, harmless, opens, size, unmarked
from adapters.teams.render import ROOMS, render
from bot.conversation.messages import (
    Button,
    Buttons,
    Divider,
    Fact,
    Facts,
    Field,
    Form,
    Option,
    Pick,
    Rows,
    Say,
)
from tests.contracts.messages import LONG, SAMPLES, WORDS, message
from tests.teams.requests import Requests
from tests.teams.rules import Json, broken_limits, buttons, card, dicts, inputs, marked_up, of, unescaped

Shown = Say | Buttons | Pick | Form | Facts | Divider


def body(*parts: Shown) -> Json:
    return render(message(*parts), WORDS, "o1")


def words_of(shown: Json) -> list[str]:
    return [run["text"] for run in of(shown, "TextRun")]


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(value=f"v{n}", label=f"Option {n}") for n in range(count))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("<at>All</at>", "<\u2060at>All<\u2060/at>"),
        ("< AT x>", "<\u2060 AT x>"),
        ("<attach>", "<attach>"),
        ("a < b at c", "a < b at c"),
        ("{{DATE(2017-02-14T06:08:39Z, SHORT)}} {{x}}", "{\u2060{DATE(2017-02-14T06:08:39Z, SHORT)}} {{x}}"),
    ],
)
def test_no_words_mention_anybody(text: str, safe: str) -> None:
    assert harmless(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "*b* _i_ `c` [x](https://e.example) <https://e.example>",
        "&lt;b&gt;",
        "# x",
        "- x",
        "+ x",
        "1. x",
        "2) x",
        "> x",
        "---",
        "one\n# two",
        "one\n- two\n  3. three",
    ],
)
def test_markdown_is_escaped_where_cards_read_it(text: str) -> None:
    assert marked_up(text) != []
    assert marked_up(unmarked(text)) == []
    assert unescaped(unmarked(text)) == text


@pytest.mark.parametrize("text", ["C#", "C++", "R&D (Berlin)", "1.5 hours", "e-mail!", "ä 👩🏽‍🚀"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert unmarked(text) == text


def test_a_backslash_is_no_escape() -> None:
    assert unescaped(unmarked("a\\*b \\ c")) == "a\\*b \\ c"


def test_only_safe_addresses_open() -> None:
    assert opens("https://example.org/a?b=1")
    assert not any(
        map(opens, ("http://example.org", "https://a b", "https://" + "x" * 2_000, "javascript:x"))
    )


def test_lines_are_elements_of_their_own() -> None:
    shown = body(Say(text="One\nTwo\n\n\nThree", style="quiet"))
    assert [(part["inlines"][0]["text"], part.get("spacing")) for part in of(shown, "RichTextBlock")] == [
        ("One", None),
        ("Two", "Small"),
        ("Three", "Medium"),
    ]
    assert all(run["isSubtle"] and run["size"] == "Small" for run in of(shown, "TextRun"))


def test_very_many_lines_are_joined_and_none_is_lost() -> None:
    shown = body(Say(text="\n".join(f"Line {n}." for n in range(500))))
    assert all(f"Line {n}." in " ".join(words_of(shown)) for n in range(500))
    assert len(of(shown, "RichTextBlock")) <= 40


def test_a_heading_is_larger_and_bolder() -> None:
    (run,) = of(body(Say(text="Welcome", style="heading")), "TextRun")
    assert (run["weight"], run["size"]) == ("Bolder", "Medium")


def test_a_divider_is_a_line_above_what_follows() -> None:
    shown = card(body(Divider(), Say(text="A"), Divider(), Divider(), Say(text="B"), Divider()))["body"]
    assert [part.get("separator", False) for part in shown] == [False, True]


def test_a_message_of_nothing_still_says_what_it_is() -> None:
    assert words_of(body()) == ["Summary"]
    assert words_of(body(Say(text=" "), Facts(items=()), Buttons(items=()))) == ["Summary"]


def test_long_text_is_not_cut_while_there_is_room() -> None:
    text = "word " * 2_000
    assert words_of(body(Say(text=text))) == [text.strip()]


def test_all_texts_give_way_before_anything_is_left_out() -> None:
    shown = body(*(Say(text=LONG) for _ in range(8)), Buttons(items=(Button(label="Go", action="go"),)))
    assert len(of(shown, "RichTextBlock")) == 8
    assert sum(words.endswith("…") for words in words_of(shown)) == 8
    assert WHOLE / 2 < size(shown) <= WHOLE


def test_what_does_not_fit_at_all_is_said_and_buttons_stay() -> None:
    facts = Facts(items=tuple(Fact(label=LONG, value=LONG) for _ in range(5)))
    shown = body(
        *(part for n in range(30) for part in (facts, Buttons(items=(Button(label=f"Go {n}", action="go"),))))
    )
    assert broken_limits(shown) == []
    assert "platform.left_out" in words_of(shown)[0]
    assert [button["title"] for button in buttons(shown)] == [f"Go {n}" for n in range(30)]


def test_a_thousand_options_and_two_hundred_rows_say_what_is_left_out() -> None:
    shown = body(Pick(name="n", label="L", action="a", options=options(1_000)))
    assert broken_limits(shown) == []
    assert len(inputs(shown)[0]["choices"]) >= 500
    assert "platform.type_answer" in words_of(shown)
    rows = Rows(columns=("A", "B", "C"), rows=tuple((f"Name {n}", f"Skill {n}", n) for n in range(200)))
    table = render(message(rows), WORDS, "o1")
    kept = len(of(table, "TableRow")) - 1
    assert broken_limits(table) == []
    assert kept >= 90
    assert f"platform.left_out {200 - kept}" in words_of(table)


def test_rooms_only_get_smaller() -> None:
    for larger, smaller in pairwise(ROOMS):
        assert larger.text > smaller.text
        assert larger.cell >= smaller.cell
        assert larger.rows >= smaller.rows
        assert larger.options >= smaller.options


def test_seven_buttons_are_two_rows_of_about_the_same_length() -> None:
    shown = body(Buttons(items=tuple(Button(label=str(n), action="a") for n in range(7))))
    assert [len(part["actions"]) for part in of(shown, "ActionSet")] == [4, 3]


def test_a_button_beside_a_form_sends_nothing_of_it() -> None:
    shown = render(SAMPLES["everything"], WORDS, "o1")
    alone = [button["title"] for button in buttons(shown) if button.get("associatedInputs") == "none"]
    assert alone == ["Yes", "No", "Stop"]


@pytest.mark.parametrize(
    ("count", "many", "style"),
    [
        (FEW, False, "expanded"),
        (FEW, True, "expanded"),
        (FEW + 1, False, "filtered"),
        (FEW + 1, True, "compact"),
    ],
)
def test_many_options_are_a_list_that_opens(count: int, many: bool, style: str) -> None:
    pick = Pick(name="n", label="L", action="a", options=options(count), many=many)
    (choices,) = inputs(body(pick))
    assert (choices["style"], choices.get("isMultiSelect", False)) == (style, many)


def test_values_with_commas_survive_being_joined_by_commas() -> None:
    values = ("Excel, Word", "100%", "%2C")
    pick = Pick(
        name="n",
        label="L",
        action="a",
        options=tuple(Option(value=value, label=value) for value in values),
        many=True,
        chosen=values,
    )
    shown = body(pick)
    assert broken_limits(shown) == []
    sent = Requests().submit(shown, "button.choose", "U1ANA")
    (held,) = inputs(shown)
    assert sent["value"]["1/n"] == held["value"]
    assert len(held["value"].split(",")) == len(values)


def test_what_was_chosen_before_and_is_gone_is_not_chosen() -> None:
    pick = Pick(name="n", label="L", action="a", options=options(3), chosen=("gone", "v1", "v2"))
    (choices,) = inputs(body(pick))
    assert choices["value"] == "v1"


@pytest.mark.parametrize(
    ("value", "shown"), [("2026-12-24", True), ("2026-2-4", False), ("soon", False), ("", False)]
)
def test_only_a_date_fills_in_a_date(value: str, shown: bool) -> None:
    (date,) = inputs(
        body(Form(title="T", fields=(Field(name="d", label="D", kind="day", value=value),), action="a"))
    )
    assert ("value" in date) == shown


def test_what_a_person_wrote_is_filled_in_unchanged() -> None:
    field = Field(name="w", label="W", kind="long", value="<at>All</at> *x*\nmore")
    (entry,) = inputs(body(Form(title="T", fields=(field,), action="a")))
    assert (entry["value"], entry["isMultiline"]) == ("<at>All</at> *x*\nmore", True)


def test_a_button_that_carries_too_much_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="far"):
        body(Buttons(items=(Button(label="x", action="far", data={"n": "x" * 5_000}),)))


def test_nothing_is_said_in_text_blocks() -> None:
    kinds = {part.get("type") for part in dicts(card(render(SAMPLES["everything"], WORDS)))}
    assert not kinds & {"TextBlock", "FactSet"}
