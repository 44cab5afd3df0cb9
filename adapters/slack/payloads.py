"""Which parts of Slack's requests do we read, and of what type must they be?

Everything else in a request is ignored, so that what Slack adds does no harm. What is missing or of another
type is refused by `read`, once, before anything is made of it.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from adapters.wording import clean
from bot.runtime.errors import BadPayload

Payload = dict[str, Any]
Read = TypeVar("Read")


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """For which installation a request came; `team_id` is `None` for that of a whole Grid organization."""

    team_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool = False


class MessageEvent(msgspec.Struct, frozen=True, kw_only=True):
    channel: str
    channel_type: str
    user: str | None = None
    text: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    user_team: str | None = None


class HomeEvent(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    channel: str = ""
    tab: str = ""


class RevokedTokens(msgspec.Struct, frozen=True, kw_only=True):
    """User ids whose tokens are no more: the bot's own, and people's."""

    bot: list[str] = []


class RevokedEvent(msgspec.Struct, frozen=True, kw_only=True):
    tokens: RevokedTokens = RevokedTokens()


class EventBody(msgspec.Struct, frozen=True, kw_only=True):
    """What all events come in. `event` is read when its type is known."""

    event_id: str
    team_id: str
    event: Payload
    authorizations: list[Authorization] = []
    event_time: int = 0  # Slack's clock, in seconds
    is_ext_shared_channel: bool = False

    @property
    def place(self) -> str:
        # Where a conversation is shared between companies `team_id` may be the other company's.
        ours = self.authorizations[0] if self.authorizations else Authorization()
        if ours.is_enterprise_install and ours.enterprise_id:
            return ours.enterprise_id
        return ours.team_id or self.team_id

    @property
    def in_grid(self) -> bool:
        return any(ours.enterprise_id for ours in self.authorizations)


class Team(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class User(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    team_id: str | None = None
    locale: str | None = None


class Container(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    message_ts: str = ""
    channel_id: str = ""
    view_id: str = ""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a press stood on that stood on no message: somebody's own page ("home"), or a window."""

    type: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    value: str


class InputState(msgspec.Struct, frozen=True, kw_only=True):
    """What one input holds; each kind of input has its own key."""

    value: str | None = None
    selected_option: Choice | None = None
    selected_options: list[Choice] | None = None
    selected_date: str | None = None

    @property
    def entered(self) -> tuple[str, ...]:
        """Empty when nothing was entered."""
        if self.selected_options is not None:
            return tuple(choice.value for choice in self.selected_options)
        one = (
            self.selected_option.value
            if self.selected_option
            else self.selected_date or clean(self.value or "")
        )
        return (one,) if one else ()


class State(msgspec.Struct, frozen=True, kw_only=True):
    values: dict[str, dict[str, InputState]] = {}


class Action(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    action_id: str
    action_ts: str
    value: str | None = None


class ActionsBody(msgspec.Struct, frozen=True, kw_only=True):
    user: User
    container: Container
    actions: list[Action]
    team: Team | None = None
    enterprise: Team | None = None
    is_enterprise_install: bool = False
    state: State | None = None
    view: View | None = None

    @property
    def is_at_home(self) -> bool:
        return self.view is not None and self.view.type == "home"

    @property
    def place(self) -> str:
        if self.enterprise and (self.is_enterprise_install or self.team is None):
            return self.enterprise.id
        if self.team is None:
            raise BadPayload("a Slack action of no workspace")
        return self.team.id


class CommandBody(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command is a web form: everything is a string."""

    command: str
    trigger_id: str
    user_id: str
    channel_id: str
    team_id: str
    text: str = ""
    enterprise_id: str = ""
    is_enterprise_install: str = "false"

    @property
    def place(self) -> str:
        return (
            self.enterprise_id
            if self.is_enterprise_install == "true" and self.enterprise_id
            else self.team_id
        )


class ButtonValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What our own buttons carry in their `value`, as JSON; written by `render.py`, read when one is pressed.

    Messages live for years, so fields are only ever added. `form` is the number of the form or pick in its
    message.
    """

    action: str = msgspec.field(name="a")
    data: dict[str, str] = msgspec.field(name="d", default={})
    message: str = msgspec.field(name="m", default="")
    form: int | None = msgspec.field(name="f", default=None)


def read(payload: object, shape: type[Read]) -> Read:
    """The payload as that record; raises BadPayload, which names the place of the fault and no content."""
    try:
        # By way of JSON, because half characters that no database takes do not survive it.
        return msgspec.json.decode(msgspec.json.encode(payload), type=shape)
    except msgspec.ValidationError as error:
        where = str(error).rpartition(" - at ")[2]
        raise BadPayload(f"a Slack request is not a {shape.__name__} at {where}") from error
    except UnicodeEncodeError as error:
        raise BadPayload(f"a Slack request for a {shape.__name__} holds half a character") from error


def read_json(text: str, shape: type[Read]) -> Read:
    """Like `read`, from JSON."""
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise BadPayload(f"a Slack request holds no {shape.__name__}") from error
