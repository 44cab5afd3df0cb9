"""What is said of a list of people that was read, and the buttons beneath."""

from __future__ import annotations

from bot.conversation.messages import AtMoment, Block, Button, Buttons, Phrase, Say, phrase
from bot.program.model import Reading
from bot.program.parts import command_button


def button(name: str, reading: Reading) -> Button:
    return Button(
        label=Phrase(f"directory.button.{name}"), action=f"directory.{name}", data={"place": reading.place}
    )


def last(reading: Reading) -> tuple[Block, ...]:
    """What is known so far."""
    if reading.read_at is None:
        return (Say(text=phrase("directory.never"), style="quiet"),)
    return (
        Say(text=phrase("directory.last", at=AtMoment(reading.read_at), count=reading.people)),
        *_what(reading, reading.told_left),
    )


def outcome(reading: Reading, *, leaving: int) -> tuple[Block, ...]:
    """What a reading that somebody asked for has brought."""
    return (
        Say(text=phrase("directory.done", count=reading.people)),
        *_what(reading, leaving),
        Buttons(items=(command_button("people"),)),
    )


def _what(reading: Reading, left: int) -> tuple[Block, ...]:
    counted = {"changed": reading.told_changed, "found": reading.told_found, "left": left}
    lines = [
        Say(text=Phrase(f"directory.{name}", {"count": count})) for name, count in counted.items() if count
    ]
    return tuple(lines) or (Say(text=phrase("directory.nothing"), style="quiet"),)
