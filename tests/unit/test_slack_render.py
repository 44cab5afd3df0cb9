"""Does a message get as much room in Slack as there is, and no trick of words or numbers break it?"""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from adapters.slack.draft import Known, opens
from adapters.slack.limits import escape, size, weigh
from adapters.slack.render import ROOMS, render
from adapters.slack.views import form_view, with_note
from bot.conversation.messages import Button, Buttons, Field, Form, Option, Pick, Say
from tests.contracts.messages import LONG, LONG_PICK, SAMPLES, WORDS, message
from tests.slack.filling import state
from tests.slack.rules import Json, broken_limits, broken_view, dicts


def blocks(*parts: Say | Buttons | Pick | Form, message_id: str = "") -> list[Json]:
    found: list[Json] = render(message(*parts), WORDS, message_id)["blocks"]
    return found


def words_of(found: list[Json]) -> str:
    return "".join(part["text"] for part in dicts(found) if part.get("type") == "text")


def test_only_what_would_be_markup_is_escaped() -> None:
    assert escape("<!channel> & \"x\" 'y' *z*") == "&lt;!channel&gt; &amp; \"x\" 'y' *z*"
    body = render(message(Say(text="x"), summary="<!here> & *bold*"), WORDS)
    assert body["text"] == "&lt;!here&gt; &amp; *bold*"
    assert body["mrkdwn"] is False


@pytest.mark.parametrize(("text", "weight"), [("", 0), ("abc", 3), ("&", 5), ("<>", 8), ("é", 1), ("👩", 2)])
def test_a_text_weighs_what_slack_stores(text: str, weight: int) -> None:
    assert weigh(text) == weight


def test_long_text_is_not_cut_while_there_is_room() -> None:
    text = "word " * 2_000
    assert words_of(blocks(Say(text=text))) == text.strip()


def test_all_texts_give_way_before_anything_is_left_out() -> None:
    found = blocks(*(Say(text=LONG) for _ in range(8)), Buttons(items=(Button(label="Go", action="go"),)))
    assert [block["type"] for block in found] == ["rich_text"] * 8 + ["actions"]
    assert words_of(found).count("…") == 8
    assert size(found) > 8 * 1_000


def test_more_paragraphs_than_blocks_are_joined() -> None:
    found = blocks(*(Say(text=f"Line {n}.") for n in range(120)))
    assert broken_limits({"text": "x", "blocks": found}) == []
    assert all(f"Line {n}." in words_of(found) for n in range(120))


def test_what_does_not_fit_at_all_is_said_and_buttons_stay() -> None:
    parts: list[Say | Buttons] = [Say(text=LONG), Buttons(items=(Button(label="Go", action="go"),))]
    found = blocks(*(part for _ in range(40) for part in parts))
    assert broken_limits({"text": "x", "blocks": found}) == []
    assert "platform.left_out" in str(found[0])
    assert len([block for block in found if block["type"] == "actions"]) == 40


def test_rooms_only_get_smaller() -> None:
    for larger, smaller in pairwise(ROOMS):
        assert larger.text > smaller.text
        assert larger.cell >= smaller.cell
        assert larger.rows >= smaller.rows
        assert larger.options >= smaller.options


def test_a_new_message_never_shows_what_was_typed_into_the_one_it_replaces() -> None:
    form = SAMPLES["form"].blocks[0]
    assert isinstance(form, Form)
    first, second, again = (
        {block["block_id"] for block in blocks(form, message_id=one) if block["type"] == "input"}
        for one in ("outbox-1", "outbox-2", "outbox-1")
    )
    assert not first & second
    assert first == again


def test_many_options_are_in_groups() -> None:
    (element,) = (part["element"] for part in render(LONG_PICK, WORDS)["blocks"] if part["type"] == "input")
    assert [len(group["options"]) for group in element["option_groups"]] == [100, 100]
    assert [group["label"]["text"] for group in element["option_groups"]] == ["1–100", "101–200"]


def test_an_option_whose_value_slack_cannot_carry_is_to_be_typed() -> None:
    options = (
        Option(value="x" * 76, label="Long"),
        Option(value="y", label="Short"),
        Option(value="y", label="Twice"),
    )
    found = blocks(Pick(name="n", label="L", action="a", options=options))
    (element,) = (part["element"] for part in found if part["type"] == "input")
    assert [option["value"] for option in element["options"]] == ["y"]
    assert "platform.type_answer" in str(found)


def test_a_value_that_was_cut_says_so() -> None:
    form = Form(title="T", action="a", fields=(Field(name="n", label="L", kind="long", value="x" * 3_001),))
    assert "platform.left_out" in str(blocks(form))
    (element,) = (part["element"] for part in blocks(form) if part["type"] == "input")
    assert len(element["initial_value"]) == 3_000


def test_a_day_that_is_none_is_left_open() -> None:
    for value, shown in (("2026-02-28", True), ("2026-02-30", False), ("20260228", False), ("soon", False)):
        form = Form(title="T", action="a", fields=(Field(name="n", label="L", kind="day", value=value),))
        assert ("initial_date" in str(blocks(form))) == shown


def test_a_button_of_ours_that_carries_too_much_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="carries too much"):
        blocks(Buttons(items=(Button(label="x", action="act", data={"a": "x" * 2_000}),)))


@pytest.mark.parametrize(
    ("link", "may"),
    [
        ("https://example.org/a?b=c&d=e#f", True),
        ("http://example.org", False),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/|x", False),
        ("https://example.org/<x>", False),
        ("/files/x", False),
        ("https://", False),
        ("https://example.org/" + "x" * 3_000, False),
    ],
)
def test_only_whole_and_safe_addresses_are_links(link: str, may: bool) -> None:
    assert opens(link) == may


PICK_KNOWN = Pick(
    name="chosen",
    label="Whom?",
    action="a",
    options=(Option(value="p1", label="Ana"), Option(value="p2", label="Ben")),
    search="people",
    many=True,
    chosen=("p1", "p2"),
)


def picked_from(block: Pick | Form, users: dict[str, str]) -> list[Json]:
    body = render(message(block), WORDS, "o1", Known(users=users))
    assert broken_limits(body) == []
    return [part["element"] for part in body["blocks"] if part["type"] == "input"]


def test_people_are_picked_from_slacks_own_list() -> None:
    (element,) = picked_from(PICK_KNOWN, {"p1": "U1", "p2": "U2"})
    assert (element["type"], element["initial_users"]) == ("multi_users_select", ["U1", "U2"])
    one = msgspec.structs.replace(PICK_KNOWN, many=False, options=(), chosen=())
    (element,) = picked_from(one, {})
    assert (element["type"], "initial_user" in element) == ("users_select", False)


@pytest.mark.parametrize("why", ["one is not in Slack", "too many", "somebody is proposed"])
def test_where_somebody_would_go_unseen_it_is_as_before(why: str) -> None:
    ids = tuple(f"p{n}" for n in range(11)) if why == "too many" else ("p1", "p2")
    options = tuple(Option(value=one, label=one) for one in ids)
    chosen = ids[:1] if why == "somebody is proposed" else ids
    known = {one: one.upper().replace("P", "U") for one in (ids[:1] if why == "one is not in Slack" else ids)}
    (element,) = picked_from(msgspec.structs.replace(PICK_KNOWN, options=options, chosen=chosen), known)
    assert element["type"] in ("checkboxes", "multi_static_select")


def test_a_field_for_people_is_a_list_or_takes_their_names() -> None:
    field = Field(name="who", label="Who?", search="people", value="Ana, Ben", chosen=("p1", "p2"))
    form = Form(title="T", action="a", fields=(field,))
    (element,) = picked_from(form, {"p1": "U1", "p2": "U2"})
    assert element["initial_users"] == ["U1", "U2"]
    (element,) = picked_from(form, {"p1": "U1"})
    assert (element["type"], element["initial_value"]) == ("plain_text_input", "Ana, Ben")


def test_what_is_wrong_in_a_form_leaves_who_was_picked_in_it() -> None:
    field = Field(name="who", label="Who?", search="people")
    view = form_view(Form(title="T", action="a", fields=(field,)), (), WORDS)
    assert view["notify_on_close"]
    entered = state(view["blocks"], {"who": ("U1", "U2")})
    noted = with_note(view | {"state": {"values": entered}}, "Not saved.")
    assert broken_view(noted) == []
    assert noted["notify_on_close"]
    (element,) = (block["element"] for block in noted["blocks"] if block["type"] == "input")
    assert element["initial_users"] == ["U1", "U2"]
