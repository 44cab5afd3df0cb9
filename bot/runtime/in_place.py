"""What stands where something was pressed, from now on? For a platform that shows its answer right there.

A message that is answered stands there answered; a form in which something is wrong stands there with all that was
typed, and says at its fields what is wrong. The outbox replaces what is answered all the same: the direct answer may
be lost, and other screens have none.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.messages import (
    Block,
    Chart,
    Fact,
    Facts,
    Field,
    File,
    Form,
    Message,
    Phrase,
    Pick,
    Say,
    phrase,
)
from bot.events import Event, Pressed, Submitted
from bot.outcome import KINDS, Outcome, Reply, Send, in_its_place
from bot.program.model import Person
from bot.program.snapshot import Snapshot
from bot.runtime.ports import UnitOfWork

LONGEST = 3_500  # characters of one answer that surely stand in a field again

Old = Callable[[], Send | None]  # what was pressed


def shown_in_place(work: UnitOfWork, event: Event, snapshot: Snapshot, decided: Outcome) -> Outcome:
    """The same outcome; its direct answer has what takes the place of the message that was pressed, if anything does.

    Ids in a press are whatever somebody sends: nobody is shown what was not written to them.
    """
    me = snapshot.me
    if not isinstance(event, Pressed | Submitted) or not event.shows or not event.message or me is None:
        return decided

    def old() -> Send | None:
        found = work.queued(me.organization, event.message)
        return found if found and found.person == me.id else None

    reply = _answered(event, decided, me, old) if decided.reply is None else decided.reply
    if reply is decided.reply and reply and isinstance(event, Submitted) and not (reply.card or reply.form):
        reply = _corrected(event, reply, old())
    return msgspec.structs.replace(decided, reply=reply, language=_now(decided, me).language)


def _answered(event: Pressed | Submitted, decided: Outcome, me: Person, old: Old) -> Reply | None:
    sent = [send for send in decided.sends if send.replaces == event.message and send.person == me.id]
    before = old() if sent and _is_due(sent[-1]) else None
    card = in_its_place(sent[-1], before) if before else None
    # An address for a file is made right before delivery, and for that alone.
    if card is None or any(map(_has_file, card.blocks)):
        return None
    reader = _now(decided, me)
    return Reply(text=phrase("platform.done"), card=card, language=reader.language, timezone=reader.timezone)


def _now(decided: Outcome, me: Person) -> Person:
    return next((one for one in decided.saves if isinstance(one, Person) and one.id == me.id), me)


def _is_due(send: Send) -> bool:
    kind = KINDS.get(send.kind)
    return send.not_before is None and kind is not None and not kind.keeps_hours


def _has_file(block: Block) -> bool:
    return isinstance(block, File) or (isinstance(block, Chart) and bool(block.picture))


def _corrected(event: Submitted, reply: Reply, old: Send | None) -> Reply:
    """Where it cannot be shown with all that was typed, it stays as it is, and the words say what is wrong."""
    held = [value for values in event.values.values() for value in values]
    if old is None or any(len(value) > LONGEST for value in held) or any(map(_has_file, old.message.blocks)):
        return reply
    blocks: list[Block] = []
    for block in old.message.blocks:
        is_sent = isinstance(block, Form | Pick) and (block.action, block.data) == (event.action, event.data)
        blocks += _filled_in(block, event, reply) if is_sent else [block]
    if len(blocks) == len(old.message.blocks):
        return reply
    return msgspec.structs.replace(reply, card=Message(blocks=tuple(blocks), summary=reply.text))


def _filled_in(block: Block, event: Submitted, reply: Reply) -> list[Block]:
    """Below its button, where somebody looks who has just pressed it, stands what is wrong with all of it."""
    if isinstance(block, Pick):
        kept = msgspec.structs.replace(block, chosen=event.values.get(block.name, ()))
        return [kept, *(Say(text=said) for said in reply.said)]
    if not isinstance(block, Form):
        return [block]
    wrong = {reply.field: reply.text, **reply.others}
    fields = tuple(_field(field, event, wrong.get(field.name)) for field in block.fields)
    named = tuple(Fact(label=one.label, value=wrong[one.name]) for one in fields if one.name in wrong)
    names = {field.name for field in fields}
    said = [text for name, text in wrong.items() if name not in names] or [phrase("platform.look_again")]
    below: list[Block] = [*(Say(text=text) for text in said), *([Facts(items=named)] if named else [])]
    return [msgspec.structs.replace(block, fields=fields), *below]


def _field(field: Field, event: Submitted, wrong: Phrase | None) -> Field:
    held = event.values.get(field.name, ())
    if field.search:
        field = msgspec.structs.replace(field, chosen=held)
    return msgspec.structs.replace(field, value=",".join(held), hint=wrong or field.hint)
