"""What can be pressed, chosen, filled in and drawn in Teams: does it look native, and mean the same to the program?"""

from __future__ import annotations

import msgspec
import pytest

from adapters.teams.inbound import Receipt, inbound
from adapters.teams.render import render
from bot.conversation.messages import (
    Bar,
    Button,
    Buttons,
    Chart,
    Field,
    Form,
    Option,
    Pick,
    Rows,
    Say,
)
from bot.events import Pressed, Submitted
from bot.program.company.mentions import picked
from tests.contracts.messages import SAMPLES, WORDS, PlainWords, message
from tests.factories import NOON
from tests.teams.requests import Requests
from tests.teams.rules import Json, broken_limits, buttons, card, inputs, of

ADELE = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"


def body(*parts: Say | Buttons | Pick | Form | Chart | Rows) -> Json:
    return render(message(*parts), WORDS, "o1")


def words_of(shown: Json) -> list[str]:
    return [run["text"] for run in of(shown, "TextRun")]


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(value=f"v{n}", label=f"Option {n}") for n in range(count))


class TestPressing:
    def test_a_client_that_knows_no_execute_sends_the_same(self) -> None:
        shown = body(Buttons(items=(Button(label="Yes", action="join", data={"n": "1"}, style="primary"),)))
        (pressed,) = buttons(shown)
        assert (pressed["type"], pressed["verb"], pressed["style"]) == ("Action.Execute", "join", "positive")
        assert pressed["fallback"]["type"] == "Action.Submit"
        for made in (Requests().press(shown, "Yes", "U1ANA"), Requests().submit(shown, "Yes", "U1ANA")):
            (event,) = inbound(made, Receipt(at=NOON))
            assert isinstance(event, Pressed)
            assert (event.action, event.data, event.message) == ("join", {"n": "1"}, "o1")
            assert event.shows == (made["type"] == "invoke")

    def test_what_is_filled_in_is_the_same_either_way(self) -> None:
        shown = render(SAMPLES["form"], WORDS, "o1")
        made = [send(shown, "button.send", "U1ANA") for send in (Requests().press, Requests().submit)]
        one, other = (event for each in made for event in inbound(each, Receipt(at=NOON)))
        assert isinstance(one, Submitted)
        assert isinstance(other, Submitted)
        assert one.shows
        assert one == msgspec.structs.replace(other, id=one.id, shows=True)

    @pytest.mark.parametrize(
        ("labels", "rows"),
        [
            (["1", "2", "3", "4", "5"], [5]),
            (["Find a time", "What we agreed", "Somebody else", "Tell someone I trust", "Once more"], [3, 2]),
            (["x" * 90, "y" * 90], [1, 1]),
            ([], []),
        ],
    )
    def test_a_row_is_no_wider_than_its_words_can_be_read(self, labels: list[str], rows: list[int]) -> None:
        shown = body(Buttons(items=tuple(Button(label=label, action="a") for label in labels)))
        assert [len(part["actions"]) for part in of(shown, "ActionSet")] == rows


class TestRequired:
    def test_what_must_be_filled_in_is_said_before_anything_is_sent(self) -> None:
        shown = render(SAMPLES["form"], WORDS, "o1")
        said = {part["id"]: part.get("errorMessage") for part in inputs(shown)}
        assert said == {
            "1/title": "platform.fill_in",
            "1/why": None,
            "1/until": "platform.fill_in",
            "1/side": None,  # one of the two is chosen, and stays so
            "1/skills": "platform.choose",
        }

    def test_one_form_does_not_hold_up_the_buttons_of_another(self) -> None:
        pick = Pick(name="n", label="L", action="a", options=options(3))
        assert inputs(body(pick))[0]["isRequired"]
        other = msgspec.structs.replace(pick, name="o")
        assert not any("isRequired" in part for part in inputs(body(pick, other)))

    def test_of_many_none_may_be_the_answer(self) -> None:
        pick = Pick(name="n", label="L", action="a", options=options(3), many=True)
        assert "isRequired" not in inputs(body(pick))[0]

    def test_what_stands_there_is_never_longer_than_may_be_typed(self) -> None:
        field = Field(name="w", label="W", value="x" * 30, longest=20)
        assert broken_limits(body(Form(title="T", fields=(field,), action="a"))) == []


class TestPeople:
    def test_everybody_of_the_company_can_be_found_and_who_we_know_beside_them(self) -> None:
        shown = body(
            Pick(
                name="who",
                label="Whom?",
                action="a",
                options=(Option(value="p,7", label="Ana"), Option(value=ADELE, label="Bo")),
                chosen=("p,7", f"@{ADELE}", "gone"),
                search="people",
                many=True,
            )
        )
        (people,) = inputs(shown)
        assert broken_limits(shown) == []
        assert people["choices.data"] == {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
        assert people["value"] == f"=p%2C7,{ADELE}"
        sent = Requests().press(shown, "button.choose", "U1ANA", {"who": ("=p%2C7", f"={ADELE}", ADELE)})
        (event,) = inbound(sent, Receipt(at=NOON))
        assert isinstance(event, Submitted)
        assert event.values == {"who": ("p,7", ADELE, f"@{ADELE}")}
        assert picked(event) == (ADELE,)

    def test_somebody_of_whom_nothing_is_known_here_is_typed(self) -> None:
        field = Field(name="who", label="W", search="people", chosen=("p1",), value="Ana", optional=True)
        (typed,) = inputs(body(Form(title="T", fields=(field,), action="a")))
        assert (typed["type"], typed["value"]) == ("Input.Text", "Ana")
        named = msgspec.structs.replace(field, options=(Option(value="p1", label="Ana"),))
        (people,) = inputs(body(Form(title="T", fields=(named,), action="a")))
        assert (people["isMultiSelect"], people["value"]) == (True, "=p1")


class TestCharts:
    BARS = (Bar(label="Held", value=3), Bar(label="Planned", value=5, shown="5 or more"))

    def test_it_is_drawn_and_else_a_picture_and_else_its_figures(self) -> None:
        shown = body(Chart(title="T", bars=self.BARS, words="Nearly", picture="https://e.example/p"))
        (drawn,) = of(shown, "Chart.HorizontalBar")
        assert drawn["data"] == [{"x": "Held", "y": 3}, {"x": "Planned (5 or more)", "y": 5}]
        picture = drawn["fallback"]
        assert (picture["type"], picture["url"], picture["altText"]) == (
            "Image",
            "https://e.example/p",
            "Nearly",
        )
        assert picture["fallback"]["inlines"][0]["text"] == "Held: 3, Planned: 5 or more"
        assert words_of(shown)[-1] == "Nearly"

    def test_words_that_are_the_figures_are_said_once(self) -> None:
        shown = body(Chart(title="T", bars=self.BARS, words="Held: 3. Planned: 5 or more."))
        assert words_of(shown) == ["T", "Held: 3. Planned: 5 or more."]

    def test_how_far_something_is_stands_beside_how_far_it_can_be(self) -> None:
        shown = body(Chart(title="T", bars=(Bar(label="Goal", value=60),), words="60 %", full=100))
        (drawn,) = of(shown, "Chart.HorizontalBar")
        assert [(bar["x"], bar["y"]) for bar in drawn["data"]] == [("Goal", 60), ("platform.reached", 100)]

    def test_without_bars_there_are_its_words(self) -> None:
        assert words_of(body(Chart(title="T", bars=(), words="None yet"))) == ["T", "None yet"]


class TestDirections:
    def test_a_name_reorders_nothing_around_it(self) -> None:
        shown = body(Say(text="שלום מרחב"), Say(text="Hi שלום, מרחב (3)"))
        assert words_of(shown) == ["שלום מרחב", "Hi \u2068שלום, מרחב\u2069 (3)"]

    @pytest.mark.parametrize(("language", "leftward"), [("en", None), ("ar", True)])
    def test_a_language_that_runs_the_other_way_says_so(self, language: str, leftward: bool | None) -> None:
        words = PlainWords()
        words.language = language
        shown = card(render(message(Say(text="x")), words))
        assert (shown["lang"], shown.get("rtl")) == (language, leftward)
        assert broken_limits(render(message(Say(text="x")), words)) == []


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    shown = body(Rows(columns=("Fit", "Teaches"), rows=(("9", "x" * 200), ("8", "y"))))
    (found,) = of(shown, "Table")
    assert [column["width"] for column in found["columns"]] == [12, 29]


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ({"type": "TextBlock", "text": "x"}, "TextBlock"),
        ({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x"}], "wrap": True}, "wrap"),
        ({"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x", "size": "Huge"}]}, "size"),
        ({"type": "Image", "url": "data:image/png;base64,x", "altText": "x"}, "address"),
        ({"type": "Image", "url": "https://e.example"}, "altText"),
        ({"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "x", "data": "x"}]}, "data"),
        ({"type": "Chart.HorizontalBar", "data": [{"x": "a", "y": 1}]}, "fallback"),
        ({"type": "Chart.HorizontalBar", "data": [{"x": "a", "y": "1"}], "fallback": "drop"}, "y"),
        ({"type": "Input.Text", "id": "a", "label": "x", "isRequired": True}, "nothing is said"),
        ({"type": "Input.Text", "id": "a"}, "label"),
    ],
)
def test_the_rules_are_strict(part: Json, fault: str) -> None:
    shown = body(Say(text="x"))
    card(shown)["body"] = [part]
    assert any(fault in broken for broken in broken_limits(shown))
