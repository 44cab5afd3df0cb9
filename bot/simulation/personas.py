"""How do made-up people answer? `act` looks at the last message somebody got and says what they would do.

Pure and without chance: what a person does follows from who they are, so a story told twice is the same
story.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Message, Phrase, Pick, Say


class Persona(msgspec.Struct, frozen=True, kw_only=True):
    """`teach` and `learn` are what this person would type."""

    id: str
    teach: tuple[str, ...] = ()
    learn: tuple[str, ...] = ()


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Typed words, or an action with its data and (for a pick) values; `label` is what the pressed thing
    said.
    """

    text: str = ""
    action: str = ""
    data: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] | None = None
    label: Phrase | str = ""


WORDS_FOR = {"onboarding.teaches": "teach", "onboarding.wants": "learn"}
FALLBACK = {"teach": "Excel and public speaking", "learn": "Negotiation"}
# Buttons pressed wherever they stand, best first. What is not here, and is no answer to a question, is left alone.
LIKED = ("invitation.join", "duty.accept")


def act(persona: Persona, message: Message) -> Act | None:
    """What this person does about a message; `None` when it asks nothing of them."""
    buttons = [button for block in message.blocks if isinstance(block, Buttons) for button in block.items]
    for action in LIKED:
        liked = next((button for button in buttons if button.action == action), None)
        if liked is not None:
            return _press(_reluctant(persona, buttons) or liked)
    pick = next((b for b in message.blocks if isinstance(b, Pick) and b.action == "talk.answer"), None)
    if pick is not None and (pick.options or pick.chosen):
        return _choose(persona, pick, buttons)
    answers = [button for button in buttons if button.action == "talk.answer"]
    if answers:
        return _press(_answer(persona, answers))
    typed = next((side for key, side in WORDS_FOR.items() if _asks(message.blocks, key)), None)
    return Act(text=_words(persona, typed)) if typed else None


def _chance(persona: Persona, about: str) -> int:
    """0 to 99, the same for the same person and thing."""
    return crc32(f"{persona.id}/{about}".encode()) % 100


def _reluctant(persona: Persona, buttons: list[Button]) -> Button | None:
    """A few people are not ready yet."""
    later = next((button for button in buttons if button.action == "invitation.later"), None)
    return later if _chance(persona, "invitation") < 8 else None


def _press(button: Button) -> Act:
    label = button.label if isinstance(button.label, Phrase | str) else ""
    return Act(action=button.action, data=button.data, label=label)


def _answer(persona: Persona, answers: list[Button]) -> Button:
    """The suggested answer, a yes, or one that fits the person."""
    main = next((button for button in answers if button.style == "primary"), None)
    if main is not None:
        return main
    agreed = next((button for button in answers if button.data.get("value") in ("yes", "nobody")), None)
    if agreed is not None:
        return agreed
    question = answers[0].data.get("question", "")
    low = answers[: max(1, len(answers) - 2)] if question.startswith("confidence") else answers
    return low[_chance(persona, question) % len(low)]


def _choose(persona: Persona, pick: Pick, buttons: list[Button]) -> Act:
    nobody = next((button for button in buttons if button.data.get("value") == "nobody"), None)
    if nobody is not None:
        return _press(nobody)
    offered = [option.value for option in pick.options]
    chosen = list(pick.chosen) or offered[: 1 + _chance(persona, pick.data.get("question", "")) % 2]
    if not pick.many:
        chosen = chosen[:1]
    return Act(action=pick.action, data=pick.data, values={pick.name: tuple(chosen)})


def _asks(blocks: Iterable[Block], key: str) -> bool:
    asked = (block.text.key for block in blocks if isinstance(block, Say) and isinstance(block.text, Phrase))
    return any(name in (f"{key}.ask", f"{key}.suggest") for name in asked)


def _words(persona: Persona, side: str) -> str:
    words = persona.teach if side == "teach" else persona.learn
    return ", ".join(words[:3]) or FALLBACK[side]
