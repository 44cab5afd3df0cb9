"""What stands where something was pressed, from now on? For a platform that shows its answer right there.

The outbox replaces the message all the same: the direct answer may be lost, and other screens have none.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import Chart, File, Message, phrase
from bot.events import Event, Pressed, Submitted
from bot.outcome import KINDS, Outcome, Reply, Send, in_its_place
from bot.program.model import Person
from bot.program.snapshot import Snapshot
from bot.runtime.ports import UnitOfWork


def shown_in_place(work: UnitOfWork, event: Event, snapshot: Snapshot, decided: Outcome) -> Outcome:
    """The same outcome; its direct answer is the message that takes the place of the one pressed, if one does now."""
    me = snapshot.me
    if decided.reply or me is None or not isinstance(event, Pressed | Submitted) or not event.shows:
        return decided
    reader = next((one for one in decided.saves if isinstance(one, Person) and one.id == me.id), me)
    sent = [send for send in decided.sends if event.message and send.replaces == event.message]
    card = _instead(work, sent[-1], reader) if sent else None
    if card is None:
        return decided
    language, zone = reader.language, reader.timezone
    reply = Reply(text=phrase("platform.done"), card=card, language=language, timezone=zone)
    return msgspec.structs.replace(decided, reply=reply)


def _instead(work: UnitOfWork, send: Send, reader: Person) -> Message | None:
    """Ids in a press are whatever somebody sends: nobody is shown what was not written to them."""
    old = work.queued(reader.organization, send.replaces)
    if old is None or not send.person == old.person == reader.id or not _is_due(send):
        return None
    message = in_its_place(send, old)
    # An address for a file is made right before delivery, and for that alone.
    return None if message is None or any(map(_has_file, message.blocks)) else message


def _is_due(send: Send) -> bool:
    kind = KINDS.get(send.kind)
    return send.not_before is None and kind is not None and not kind.keeps_hours


def _has_file(block: object) -> bool:
    return isinstance(block, File) or (isinstance(block, Chart) and bool(block.picture))
