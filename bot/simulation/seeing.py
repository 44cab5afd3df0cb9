"""What does a made-up person see of a message, and what can they do about it?"""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

import msgspec

from bot.conversation.messages import AtMoment, Button, Buttons, Message, Phrase, Pick, Say, Value

ASKING = ("ask", "suggest", "change")  # endings of a question's sentence


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """`teach` and `learn` are what this person would type; `name` is what partners call them."""

    id: str
    name: str = ""
    teach: tuple[str, ...] = ()
    learn: tuple[str, ...] = ()

    def chance(self, about: str) -> int:
        """0 to 999, the same for the same person and thing."""
        return _hash(f"{self.id}/{about}")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Typed words, or an action with its data and (for a pick) values; `label` is what the pressed thing said.

    `after` is how long they take to it; an autopilot does it at once.
    """

    text: str = ""
    action: str = ""
    data: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] | None = None
    label: Phrase | str = ""
    after: timedelta = timedelta()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A message in one person's eyes.

    `asked` is the question in it ("feedback.met"), `values` fill its sentence, `keys` are those of all its
    paragraphs, `when` the moment it names, as text.
    """

    persona: Persona
    at: datetime
    keys: frozenset[str]
    buttons: tuple[Button, ...]
    pick: Pick | None = None
    asked: str = ""
    values: dict[str, Value] = {}
    when: str = ""

    def chance(self, about: str) -> int:
        """0 to 999 for this person and thing; another day, or another time of a session, is another thing."""
        return self.persona.chance(f"{about}/{self.when}/{self.at.date()}")

    def together(self, about: str) -> int:
        """0 to 999, the same for both of a pair."""
        return _hash("/".join((*sorted((self.persona.name, self.partner)), about)))

    @property
    def partner(self) -> str:
        return str(self.values.get("partner", ""))

    def control(self, word: str) -> Button | None:
        """A way out of the question, such as "skip"."""
        ways = (button for button in self.buttons if button.action == "talk.control")
        return next((button for button in ways if button.data.get("word") == word), None)


def see(persona: Persona, message: Message, at: datetime) -> Seen:
    said = [b.text for b in message.blocks if isinstance(b, Say) and isinstance(b.text, Phrase)]
    question = next((text for text in said if text.key.rpartition(".")[2] in ASKING), None)
    times = (value.at for text in said for value in text.values.values() if isinstance(value, AtMoment))
    when = next(times, None)
    return Seen(
        persona=persona,
        at=at,
        keys=frozenset(text.key for text in said),
        buttons=tuple(button for b in message.blocks if isinstance(b, Buttons) for button in b.items),
        pick=next((b for b in message.blocks if isinstance(b, Pick) and b.action == "talk.answer"), None),
        asked=question.key.rpartition(".")[0] if question else "",
        values=question.values if question else {},
        when=when.isoformat() if when else "",
    )


def press(button: Button, after: timedelta = timedelta()) -> Act:
    label = button.label if isinstance(button.label, Phrase | str) else ""
    return Act(action=button.action, data=button.data, label=label, after=after)


def _hash(text: str) -> int:
    return crc32(text.encode()) % 1000
