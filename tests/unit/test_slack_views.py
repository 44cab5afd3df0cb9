"""Forms over the chat in Slack: within its limits whatever people wrote, and filled in again when wrong."""

from __future__ import annotations

import msgspec
import pytest

from adapters.slack.payloads import ButtonValue
from adapters.slack.views import block_of, form_view, note_view, with_note
from bot.conversation.messages import Field, Form, Option, Say, phrase
from tests.contracts.messages import FORM, LONG, NASTY, WORDS
from tests.slack.filling import state
from tests.slack.markup import live
from tests.slack.reading import read_view
from tests.slack.rules import broken_view

OPTIONS = tuple(Option(value=f"v{n}", label=f"Label {n}") for n in range(200))


def everything(words: str) -> Form:
    """These words wherever they can stand."""
    fields = (
        Field(name="text", label=words, hint=words, value=words),
        Field(name="long", label=words, kind="long", value=words, longest=1_000),
        Field(name="one", label=words, kind="one", options=(Option(value="a", label=words),), value="a"),
        Field(name="many", label=words, kind="many", options=OPTIONS, value="v1,v2"),
        Field(name="day", label=words, kind="day", value="2026-12-24"),
    )
    return Form(title=words, fields=fields, action="act", data={"id": "x"}, submit=words)


@pytest.mark.parametrize("words", [*NASTY.values(), LONG, "", " ", "\n"])
def test_any_words_fit_and_stay_words(words: str) -> None:
    view = form_view(everything(words), (Say(text=words), Say(text=words, style="quiet")), WORDS)
    assert broken_view(view) == []
    assert live(view) == []
    assert broken_view(note_view(WORDS, phrase("x", words=words))) == []


def test_a_view_carries_what_its_submission_means() -> None:
    view = form_view(FORM, (Say(text="Above it"),), WORDS)
    carried = msgspec.json.decode(view["private_metadata"], type=ButtonValue)
    assert (carried.action, carried.data, carried.form) == (FORM.action, FORM.data, 1)
    shown = "\n".join(read_view(view))
    assert shown.index("Above it") < shown.index("Title") < shown.index("You two see this.")


def test_a_title_too_long_for_the_frame_is_read_in_full_below_it() -> None:
    long = "How the two of you work together until summer"
    view = form_view(msgspec.structs.replace(FORM, title=long), (), WORDS)
    assert view["title"]["text"].endswith("…")
    assert len(view["title"]["text"]) <= 24
    assert long in "\n".join(read_view(view))


def test_two_hundred_fields_are_not_more_than_slack_takes() -> None:
    fields = tuple(Field(name=f"f{n}", label=f"Field {n}", hint="Who sees it") for n in range(200))
    assert broken_view(form_view(Form(title="T", fields=fields, action="a"), (), WORDS)) == []


def test_a_form_that_carries_too_much_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="carries too much"):
        form_view(msgspec.structs.replace(FORM, data={"id": "x" * 3_000}), (), WORDS)


def test_what_is_wrong_is_said_above_and_what_was_entered_stays() -> None:
    view = form_view(FORM, (), WORDS)
    typed = {"title": ("New <title>",), "side": ("teach",), "skills": ("k1", "k3"), "until": ("2027-01-02",)}
    sent = view | {"id": "V1", "hash": "h", "state": {"values": state(view["blocks"], dict(typed))}}
    once = with_note(sent, "It was not saved.")
    again = with_note(once | {"state": sent["state"]}, "Still not.")
    for changed, note in ((once, "It was not saved."), (again, "Still not.")):
        assert broken_view(changed) == []
        assert read_view(changed)[1] == note or note in read_view(changed)[:3]
        held = state(changed["blocks"], {})
        assert held == sent["state"]["values"]
        assert set(changed) <= {
            "type",
            "callback_id",
            "title",
            "submit",
            "close",
            "notify_on_close",
            "private_metadata",
            "blocks",
        }
    assert "It was not saved." not in read_view(again)


def test_a_field_is_found_by_its_name() -> None:
    view = form_view(FORM, (), WORDS)
    assert block_of(view, "why").endswith("/why")
    assert block_of(view, "") == block_of(view, "title")
    assert block_of(view, "elsewhere") == ""
