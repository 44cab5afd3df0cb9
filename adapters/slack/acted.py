"""What did somebody press, send or put away in Slack? Buttons and forms become events of the program. Pure.

Read next: `inbound.py` for all else.
"""

from __future__ import annotations

import re
from hashlib import blake2b

import msgspec

from adapters.slack.payloads import (
    ActionsBody,
    ButtonValue,
    State,
    Team,
    User,
    ViewBody,
    read_json,
)
from adapters.slack.senders import Receipt, before_others, by_themselves, sender_of
from bot.events import Event, FormClosed, HomeOpened, Pressed, Sender, Submitted
from bot.runtime.errors import BadPayload

Values = dict[str, tuple[str, ...]]

_INPUT_ID = re.compile(r"input-(\d+)-[0-9a-f]*/(.*)", re.DOTALL)


def acted(body: ActionsBody, receipt: Receipt) -> tuple[Event, ...]:
    """A button was pressed, on a message, a form or somebody's own page."""
    pressed = _pressed(body, receipt)
    return (*pressed, *_looked_again(pressed, body, receipt)) if body.is_at_home else pressed


def _pressed(body: ActionsBody, receipt: Receipt) -> tuple[Event, ...]:
    pressed = body.actions[0] if body.actions else None
    if pressed is None or pressed.type != "button" or pressed.value is None:
        return ()  # a link was followed, or an input that waits for its button was changed
    value = _carried(pressed.value)
    where = body.container
    sender = _in_words(_actor(body), value)
    stands = where.view_id or f"{where.channel_id}:{where.message_ts}"
    event_id = _id_of("action", body.place, stands, pressed.action_ts, body.user.id)
    if value.form is not None:
        values = _values(body.state or State(), value.form)
        return (_submitted(event_id, sender, value, values, receipt),)
    return (
        Pressed(
            id=event_id,
            at=receipt.at,
            sender=sender,
            action=value.action,
            data=value.data,
            message=value.message,
            opens=value.opens and bool(body.trigger_id),
        ),
    )


def _looked_again(pressed: tuple[Event, ...], body: ActionsBody, receipt: Receipt) -> tuple[Event, ...]:
    """Nothing is seen to happen on somebody's own page: it is shown anew, and says where the answer is, unless a form
    opens over it.
    """
    sender = _actor(body)
    return tuple(
        HomeOpened(
            id=f"{event.id}:home",
            at=receipt.at,
            sender=sender,
            answered=not (isinstance(event, Pressed) and event.opens),
        )
        for event in pressed
    )


def sent(body: ViewBody, receipt: Receipt) -> tuple[Event, ...]:
    """A form over the chat was sent. It keeps its hash while it says what is wrong in it, so that what was entered
    tells one sending from the next.
    """
    view, value = body.view, _carried(body.view.private_metadata)
    values = _values(view.state, value.form or 0)
    entered = msgspec.json.encode(values, order="sorted").decode()
    sender = _viewer(body, value)
    event_id = _id_of("view", body.place, view.id, view.hash, body.user.id, entered)
    return (_submitted(event_id, sender, value, values, receipt),)


def put_away(body: ViewBody, receipt: Receipt) -> tuple[Event, ...]:
    """A form was closed without being sent, by itself or with all that lay over the chat (`is_cleared`): there it never
    is more than the one. It is closed once, so its id tells it again.
    """
    value = _carried(body.view.private_metadata)
    if not value.action:
        return ()
    sender = _viewer(body, value)
    event_id = _id_of("closed", body.place, body.view.id, body.user.id)
    return (FormClosed(id=event_id, at=receipt.at, sender=sender, action=value.action, data=value.data),)


def _submitted(
    event_id: str, sender: Sender, value: ButtonValue, values: Values, receipt: Receipt
) -> Submitted:
    return Submitted(
        id=event_id,
        at=receipt.at,
        sender=sender,
        action=value.action,
        data=value.data,
        values=values,
        message=value.message,
    )


def _carried(text: str) -> ButtonValue:
    """What a button or a form of ours carries; of one that is none of ours, nothing that anybody could do."""
    try:
        return read_json(text, ButtonValue)
    except BadPayload:
        return ButtonValue(action="")


def _values(state: State, form: int) -> Values:
    values: Values = {}
    for block_id, inputs in state.values.items():
        found = _INPUT_ID.fullmatch(block_id)
        if found and int(found[1]) == form:
            values[found[2]] = tuple(one for held in inputs.values() for one in held.entered)
    return values


def _viewer(body: ViewBody, value: ButtonValue) -> Sender:
    sender = _in_words(by_themselves(body.place, body.user.id), value)
    return msgspec.structs.replace(sender, is_guest=_is_foreign(body.user, body.place, body.enterprise))


def _actor(body: ActionsBody) -> Sender:
    sender = (
        by_themselves(body.place, body.user.id)
        if body.is_at_home
        else sender_of(body.place, body.user.id, body.container.channel_id)
    )
    return msgspec.structs.replace(
        sender,
        channel=before_others(body.container.channel_id),
        language=(body.user.locale or "").partition("-")[0],
        is_guest=_is_foreign(body.user, body.place, body.enterprise),
    )


def _in_words(sender: Sender, value: ButtonValue) -> Sender:
    """In whose language the button or form was that they used: Slack itself does not say."""
    return msgspec.structs.replace(sender, language=sender.language or value.language)


def _is_foreign(user: User, place: str, enterprise: Team | None) -> bool:
    return user.team_id is not None and user.team_id != place and enterprise is None


def _id_of(kind: str, *parts: str) -> str:
    """Nothing of whose it was can be read in it."""
    return f"slack:{kind}:{blake2b(':'.join(parts).encode(), digest_size=16).hexdigest()}"
