"""Did the person correct themselves? "Phone, no wait, video" is two parts, and the last is meant."""

import re
from collections.abc import Callable, Sequence

from bot.conversation.understand.phrases import line

Clause = list[str]
Part = list[Clause]
Span = tuple[int, int]
_NAMING = ("the ", "den ", "im ", "a ", "einen ", "nen ")


def parts(
    said: Sequence[Clause],
    turn: re.Pattern[str],
    firm: re.Pattern[str],
    kept: Callable[[str], Sequence[Span]],
) -> tuple[list[Part], bool]:
    """What was said before, between and after corrections, and whether the last correction was a firm one.

    `turn` finds corrections, `firm` those that always take back what was said; `kept` are places of a line where a
    word is part of something else. Empty parts are left out; nothing is left of "yes, wait".
    """
    found: list[Part] = [[]]
    is_firm = False
    for clause in said:
        text, begin = line(clause), 0
        spans = kept(text)
        for match in turn.finditer(text):
            if any(start <= match.start() and match.end() <= end for start, end in spans):
                continue
            if text[: match.start()].endswith(_NAMING):  # "at the moment"
                continue
            found[-1].append(text[begin : match.start()].split())
            found.append([])
            is_firm = firm.fullmatch(match.group()) is not None
            begin = match.end()
        found[-1].append(text[begin:].split())
    filled = [clauses for part in found if (clauses := [clause for clause in part if clause])]
    if is_firm and not any(found[-1]) and any(map(any, found[:-1])):
        return [], True
    return filled, is_firm and len(filled) > 1
