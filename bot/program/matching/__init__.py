"""Matching: a pure function of people, history and rules. Start reading in `proposal.py`."""

from bot.program.matching.advice import advise
from bot.program.matching.explain import discreet, score
from bot.program.matching.pool import (
    Advice,
    DroppedLock,
    History,
    Leftover,
    Member,
    Pool,
    Proposal,
    ProposedPair,
    Reason,
    SwapOption,
)
from bot.program.matching.proposal import propose
from bot.program.matching.rules import HARD_RULES, PARTS, Rules, check
from bot.program.matching.swap import swap_options

__all__ = [
    "HARD_RULES",
    "PARTS",
    "Advice",
    "DroppedLock",
    "History",
    "Leftover",
    "Member",
    "Pool",
    "Proposal",
    "ProposedPair",
    "Reason",
    "Rules",
    "SwapOption",
    "advise",
    "check",
    "discreet",
    "propose",
    "score",
    "swap_options",
]
