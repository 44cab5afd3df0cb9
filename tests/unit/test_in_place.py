"""Where an answer is shown in the place of what was pressed: what stands there, for whom, and with what was typed."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.conversation.messages import (
    Button,
    Buttons,
    Fact,
    Facts,
    Field,
    File,
    Form,
    Message,
    Option,
    Phrase,
    Pick,
    Say,
)
from bot.events import Pressed, Submitted
from bot.outcome import About, Outcome, Reply, Send
from bot.program.model import Person, SafeContact
from bot.program.snapshot import Snapshot
from bot.runtime.in_place import LONGEST, shown_in_place
from bot.runtime.service import handle
from tests.factories import ACME, NOON, cohort, person
from tests.unit.world import ADMIN, World, from_user

ASKED = Say(text="Would you listen?")
ACCEPT = Buttons(items=(Button(label="Yes", action="duty.accept"),))
OLD = "asking:duty"
FORM = Form(
    title="Your goal",
    action="goal.set",
    data={"pairing": "p1"},
    fields=(
        Field(name="title", label="Title", value="Old", hint="You two see this."),
        Field(name="until", label="Until", kind="day"),
        Field(name="with", label="With whom", search="people", optional=True),
    ),
)
WRONG = Reply(text=Phrase("unclear.day"), field="until", language="en", timezone="UTC")


def here(*blocks: Any, to: str = "ben") -> World:
    """Ben was asked something."""
    contacts = (SafeContact(person="ben", state="asked"),)
    world = World(
        cohort(opened_by=ADMIN, safe_contacts=contacts), person("ben", language="de"), person("ana")
    )
    asked = Send(
        kind="question",
        name="duty",
        message=Message(blocks=blocks or (ASKED, ACCEPT), summary="Would you?"),
        person=to,
        about=About(person=to),
    )
    event = Pressed(id="asking", at=NOON, sender=from_user(to), action="command")
    with world.storage.begin() as work:
        work.enqueue(event, ACME, "live", (asked,))
    return world


def press(world: World, who: str, **changes: Any) -> Reply | None:
    given: dict[str, Any] = {
        "id": f"p-{who}",
        "action": "duty.accept",
        "message": OLD,
        "shows": True,
    } | changes
    return handle(world.storage, Pressed(at=NOON, sender=from_user(who), **given)).reply


def decided(world: World, outcome: Outcome, event: Pressed | Submitted, who: str = "ben") -> Reply | None:
    me = world.records[who]
    assert isinstance(me, Person)
    with world.storage.begin() as work:
        return shown_in_place(work, event, Snapshot(me=me), outcome).reply


def replacing(**changes: Any) -> Outcome:
    given: dict[str, Any] = {
        "kind": "answer",
        "person": "ben",
        "about": About(person="ben"),
        "replaces": OLD,
    } | changes
    said = Message(blocks=(Say(text="Thank you!"),), summary="Thank you!")
    return Outcome(sends=(Send(message=said, **given),))


def pressed(**changes: Any) -> Pressed:
    given: dict[str, Any] = {"action": "duty.accept", "message": OLD, "shows": True} | changes
    return Pressed(id="p1", at=NOON, sender=from_user("ben"), **given)


def sent(**values: tuple[str, ...]) -> Submitted:
    return Submitted(
        id="s1",
        at=NOON,
        sender=from_user("ben"),
        action="goal.set",
        data={"pairing": "p1"},
        values=values,
        message=OLD,
        shows=True,
    )


class TestAnswered:
    def test_it_stands_there_without_its_buttons_in_the_readers_language(self) -> None:
        reply = press(here(), "ben")
        assert reply is not None
        assert reply.card is not None
        assert reply.card.blocks == (ASKED,)
        assert reply.language == "de"

    def test_pressed_twice_it_stands_there_the_same(self) -> None:
        world = here()
        first = press(world, "ben")
        assert first is not None
        assert press(world, "ben") == first

    def test_where_nothing_takes_its_place_the_readers_language_is_known(self) -> None:
        world = here()
        event = pressed(action="command", data={"name": "help"}, message="elsewhere")
        handled = handle(world.storage, event)
        assert (handled.reply, handled.language) == (None, "de")

    def test_where_the_platform_cannot_show_it_nothing_is_said_at_once(self) -> None:
        assert press(here(), "ben", shows=False) is None

    def test_nobody_is_shown_what_was_written_to_somebody_else(self) -> None:
        assert press(here(to="ana"), "ben") is None
        assert press(here(), "ben", message="asking:none") is None

    def test_what_takes_its_place_is_shown(self) -> None:
        reply = decided(here(), replacing(), pressed())
        assert reply is not None
        assert reply.card is not None
        assert reply.card.blocks == (Say(text="Thank you!"),)

    def test_what_comes_later_or_goes_to_others_is_not(self) -> None:
        for changes in (
            {"kind": "partner"},
            {"not_before": NOON},
            {"person": "ana"},
            {"replaces": "another:0"},
        ):
            assert decided(here(), replacing(**changes), pressed()) is None

    def test_a_file_needs_an_address_of_its_own(self) -> None:
        world = here(ASKED, File(name="a.csv", title="All", link="file:export/1"), ACCEPT)
        assert press(world, "ben") is None


class TestCorrected:
    def test_what_was_typed_stays_and_what_is_wrong_is_said_at_its_field(self) -> None:
        event = sent(title=("New", "words"), until=(), **{"with": ("@abc", "ana")})
        reply = decided(here(ASKED, FORM), Outcome(reply=WRONG), event)
        assert reply is not None
        assert reply.card is not None
        asked, form, said, wrong = reply.card.blocks
        assert (asked, said) == (ASKED, Say(text=Phrase("platform.look_again")))
        assert wrong == Facts(items=(Fact(label="Until", value=Phrase("unclear.day")),))
        assert isinstance(form, Form)
        title, until, people = form.fields
        assert (title.value, title.hint) == ("New,words", "You two see this.")
        assert (until.value, until.hint) == ("", Phrase("unclear.day"))
        assert people.chosen == ("@abc", "ana")
        assert (reply.text, reply.language) == (WRONG.text, "en")

    def test_what_is_wrong_with_all_of_it_is_said_below(self) -> None:
        reply = decided(here(FORM), Outcome(reply=Reply(text=Phrase("unclear.other"))), sent(title=("New",)))
        assert reply is not None
        assert reply.card is not None
        assert reply.card.blocks[1:] == (Say(text=Phrase("unclear.other")),)

    def test_what_was_chosen_stays_chosen(self) -> None:
        options = tuple(Option(value=name, label=name) for name in ("a", "b"))
        pick = Pick(
            name="n", label="L", action="goal.set", data={"pairing": "p1"}, options=options, many=True
        )
        reply = decided(here(pick), Outcome(reply=WRONG), sent(n=("b",)))
        assert reply is not None
        assert reply.card is not None
        assert reply.card.blocks[0] == msgspec.structs.replace(pick, chosen=("b",))

    def test_where_not_all_of_it_could_be_shown_again_it_stays_as_it_is(self) -> None:
        for blocks, event in (
            ((FORM,), sent(title=("x" * (LONGEST + 1),))),
            ((ASKED,), sent(title=("New",))),
            ((FORM, File(name="a", title="b", link="file:export/1")), sent(title=("New",))),
        ):
            assert decided(here(*blocks), Outcome(reply=WRONG), event) == WRONG
        assert decided(here(FORM, to="ana"), Outcome(reply=WRONG), sent(title=("New",))) == WRONG
