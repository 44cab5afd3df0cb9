"""What did the person mean? Typed words -> an answer, a control word, or `Unclear`.

Each kind of answer has a module of its own: `yes_no`, `choices`, `scales`, `controls`, `dates`, `hours`,
`zones`, `people`; all of them start from `words`, which makes the many ways of typing the same thing equal.
All of it is pure. A wrong value taken with confidence is the worst result, a kind re-ask (`Unclear`) the mild
one; when in doubt these functions say `Unclear`.
"""

import msgspec

from bot.conversation.understand.words import clauses, folded, spoken, tidy, tokens

__all__ = ["Unclear", "clauses", "folded", "spoken", "tidy", "tokens"]


class Unclear(msgspec.Struct, frozen=True, kw_only=True):
    """Not sure what was meant.

    `reason` is the end of a catalog key, such as "pick_one"; `likely` are values to offer, best first, three at most.
    """

    reason: str
    likely: tuple[str, ...] = ()
