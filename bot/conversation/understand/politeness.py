"""Is it politeness and nothing else? "thank you!", "hi there!"."""

from __future__ import annotations

from bot.conversation.understand.words import FILLER, tokens

THANKS = frozenset({"thank", "thanks", "thx", "ty", "cheers", "danke", "dankeschoen", "merci"})
THANKED = frozenset(
    "you so much very a lot great good super dir euch vielen herzlichen schoen sehr bot turnabout".split()  # noqa: SIM905
)
GREETINGS = FILLER | frozenset(
    "there good morning evening day guten tag morgen abend turnabout".split()  # noqa: SIM905
)


def is_thanks(text: str) -> bool:
    """Thanks and nothing else: "thank you!", "danke dir"."""
    said = set(tokens(text))
    return bool(said & THANKS) and said <= THANKS | THANKED


def is_greeting(text: str) -> bool:
    """Politeness and nothing else: "hello", "hi there!"."""
    said = tokens(text)
    return bool(said) and all(word in GREETINGS for word in said)
