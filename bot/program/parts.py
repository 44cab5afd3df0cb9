"""Small parts of messages that everything uses: the button of a command, a first name."""

from __future__ import annotations

from bot.conversation.messages import Block, Button, Buttons, Phrase, Say, Text, phrase
from bot.program.model import Person


def command_button(name: str, *, main: bool = False, called: str = "") -> Button:
    """A button that does what typing `/rm-<name>` does; `called` is another row of [button] than `name`."""
    return Button(
        label=Phrase(f"button.{called or name}"),
        action="command",
        data={"command": name},
        style="primary" if main else "plain",
    )


def family_button(family: str, name: str, *, main: bool = False, **data: str) -> Button:
    """A button that does `<family>.<name>` about what `data` says, and is labelled `<family>.button.<name>`."""
    return Button(
        label=Phrase(f"{family}.button.{name}"),
        action=f"{family}.{name}",
        data=data,
        style="primary" if main else "plain",
    )


def pair_button(name: str, pairing: str, *, main: bool = False) -> Button:
    """A button about a pairing (its id), such as finding a time; `bot/buttons/pair_buttons.py` has what it does."""
    return family_button("together", name, main=main, pairing=pairing)


def concern_button(pairing: str) -> Button:
    """The quiet way out, on every card of a pairing."""
    return Button(label=phrase("button.concern"), action="concern.about", data={"pairing": pairing})


def page_buttons(action: str, page: int, pages: int, **data: str) -> tuple[Button, ...]:
    """The ways to the pages before and after this one; both counted from 1."""
    turns = [("previous", page - 1)] if page > 1 else []
    turns += [("next", page + 1)] if page < pages else []
    return tuple(
        Button(label=Phrase(f"pair.button.{label}"), action=action, data={**data, "page": str(to)})
        for label, to in turns
    )


def set_up_first() -> tuple[Block, ...]:
    """What an admin reads who asks for something that needs a program."""
    return Say(text=phrase("join.no_program_admin")), Buttons(items=(command_button("setup", main=True),))


def first_name(person: Person) -> Text:
    """How somebody is called. Whom the platform could not be asked about has only its id: no name to be greeted by."""
    words = person.name.split()
    nameless = not words or person.name in (person.slack_id, person.teams_id)
    return phrase("value.nameless") if nameless else words[0]


def platform_name(at: str) -> Phrase:
    """Of a platform, or of that of a place or an account (their ids)."""
    return Phrase(f"platform.name.{at.partition(':')[0]}")
