"""What may the page send? One record for each kind of request, checked before anything else looks at it.

`person` is who does it (the id of the HR file), `conversation` where they are, `nonce` what the page made
up for this one doing: sent twice, it is still one event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from adapters.playground.places import is_channel
from adapters.wording import clean
from bot.runtime.errors import BadPayload
from bot.runtime.ports import members

Payload = Mapping[str, Any]

LONGEST_TEXT = 50_000  # characters

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Nonce = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{8,64}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Done(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What all have. `conversation` "" is the person's own."""

    person: Id
    nonce: Nonce
    conversation: str = ""


class Saying(Done, frozen=True, kw_only=True, tag="say"):
    text: str


class Commanding(Done, frozen=True, kw_only=True, tag="command"):
    """`command` as typed, with or without the slash and "rm-"."""

    command: Name
    text: str = ""


class Pressing(Done, frozen=True, kw_only=True, tag="press"):
    """`label` is what stood on the button: what the person "said" by pressing it. `home`: it stood on their own
    page.
    """

    action: Name
    label: str
    data: dict[str, str] = {}
    message: str = ""
    home: bool = False


class Submitting(Done, frozen=True, kw_only=True, tag="submit"):
    """`said` are the same values as people read them."""

    action: Name
    values: dict[str, list[str]]
    said: str = ""
    data: dict[str, str] = {}
    message: str = ""
    home: bool = False


class Opening(Done, frozen=True, kw_only=True, tag="open"):
    """The person looks at their conversation with the bot, which is still empty."""


class Looking(Done, frozen=True, kw_only=True, tag="home"):
    """The person looks at their own page."""


Doing = Saying | Commanding | Pressing | Submitting | Opening | Looking


def read(payload: Payload) -> Doing:
    """Raises BadPayload with a sentence for whoever is at the page, without people's words in it.

    Control characters and halves of characters are dropped from all that was typed: no database keeps them.
    """
    try:
        doing: Doing = msgspec.convert(_cleaned(payload), Doing)
    except msgspec.ValidationError as error:
        raise BadPayload(f"The playground cannot read this request: {error}.") from error
    except RecursionError as error:
        raise BadPayload("The playground cannot read this request: it is nested too deeply.") from error
    own = ("", doing.person)
    theirs = doing.person in members(doing.conversation)
    if not (doing.conversation in own or theirs or is_channel(doing.conversation)):
        raise BadPayload("Nobody can write in another person's conversation.")
    if any(len(text) > LONGEST_TEXT for text in _texts(doing)):
        raise BadPayload(f"This is longer than {LONGEST_TEXT:,} characters. Please make it shorter.")
    return doing


def _texts(doing: Doing) -> tuple[str, ...]:
    match doing:
        case Saying(text=text) | Commanding(text=text):
            return (text,)
        case Submitting(values=values):
            return tuple(value for chosen in values.values() for value in chosen)
        case _:
            return ()


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case list() | tuple():
            return [_cleaned(item) for item in value]
        case Mapping():
            return {_cleaned(key): _cleaned(item) for key, item in value.items()}
        case _:
            return value
