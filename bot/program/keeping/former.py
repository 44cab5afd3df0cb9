"""Who stands where somebody was who wanted to be forgotten? An id without a person, and without a name."""

from __future__ import annotations

from bot.conversation.messages import Phrase

FORMER = "former"
NAME = Phrase("value.former")


def former_id(unique: str) -> str:
    """One for each person forgotten, so that records which stay still count different people."""
    return f"{FORMER}:{unique}"


def is_former(person: str) -> bool:
    return person.partition(":")[0] == FORMER
