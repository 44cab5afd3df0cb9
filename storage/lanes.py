"""Who goes first? Every message waiting to be sent has a lane; those of a higher one are claimed before the others.

What somebody waits for must not stand behind ten thousand reminders. In one conversation a message waits for the
earlier ones of its own lane and of those above, never for a lower one:

    REPLY   what a person has just caused (`reply` of `KINDS`)
    EDIT    a change of what they were shown before: the next question does not wait for the old one to be closed
    HOME    their own page, shown anew
    BULK    everything else
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.outcome import KINDS, Send

REPLY: Final = 3
EDIT: Final = 2
HOME: Final = 1
BULK: Final = 0
LANES: Final = (REPLY, EDIT, HOME, BULK)  # as they are claimed


def lane_of(send: Send) -> int:
    kind = KINDS.get(send.kind)
    if kind is None or not kind.reply:
        return BULK
    if kind.supersedes:
        return HOME
    return EDIT if send.replaces else REPLY


def lanes_of(ids: Sequence[str], sends: Sequence[Send]) -> list[int]:
    """Of the messages of one event: what comes before a reply to the same reader goes along with it, in order, and so
    does what one of them replaces.
    """
    found = [lane_of(send) for send in sends]
    led: set[tuple[str, str] | str] = set()
    for at in reversed(range(len(sends))):
        send, reader = sends[at], (sends[at].person, sends[at].channel)
        if found[at] == BULK and (ids[at] in led or (reader in led and send.not_before is None)):
            found[at] = REPLY
        if found[at] == REPLY:
            led.add(reader)
        if found[at] > BULK and send.replaces:
            led.add(send.replaces)
    return found
