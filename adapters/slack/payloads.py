"""Which parts of Slack's requests do we read, and of what type must they be?

Everything else in a request is ignored, so that what Slack adds does no harm. What is missing or of another
type is refused by `read`, once, before anything is made of it.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

from adapters.wording import clean
from bot.runtime.errors import BadPayload

Payload = dict[str, Any]
Read = TypeVar("Read")
# Ids of Slack's have some twenty characters. What is made of them (keys of ours, buttons) has to fit somewhere.
# None holds the one character that no database keeps.
Id = Annotated[str, msgspec.Meta(max_length=255, pattern=r"^[^\x00]*$")]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=9_999_999_999)]  # since 1970: what can be a moment


class Authorization(msgspec.Struct, frozen=True, kw_only=True):
    """For which installation a request came; `team_id` is `None` for that of a whole Grid organization."""

    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool = False
    user_id: str | None = None
    is_bot: bool = False


class MemberEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody came to a channel, or left it; with an `inviter` when somebody brought them."""

    user: Id
    channel: Id
    inviter: Id | None = None


class ChannelEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something happened to a channel, or we were taken out of it."""

    channel: Id


class RenamedChannel(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    name: str


class RenameEvent(msgspec.Struct, frozen=True, kw_only=True):
    channel: RenamedChannel


class MessageEvent(msgspec.Struct, frozen=True, kw_only=True):
    channel: Id
    channel_type: str
    user: Id | None = None
    text: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    user_team: str | None = None


class HomeEvent(msgspec.Struct, frozen=True, kw_only=True):
    user: Id
    channel: Id = ""
    tab: str = ""


class RevokedTokens(msgspec.Struct, frozen=True, kw_only=True):
    """User ids whose tokens are no more: the bot's own, and people's."""

    bot: list[str] = []


class RevokedEvent(msgspec.Struct, frozen=True, kw_only=True):
    tokens: RevokedTokens = RevokedTokens()


class EventBody(msgspec.Struct, frozen=True, kw_only=True):
    """What all events come in. `event` is read when its type is known."""

    event_id: Id
    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool = False
    event: Payload
    authorizations: list[Authorization] = []
    event_time: Seconds = 0  # Slack's clock
    is_ext_shared_channel: bool = False

    @property
    def place(self) -> str:
        # Where a conversation is shared between companies `team_id` may be the other company's.
        ours = self.authorizations[0] if self.authorizations else self
        if ours.is_enterprise_install and ours.enterprise_id:
            return ours.enterprise_id
        found = ours.team_id or self.team_id or self.enterprise_id
        if found is None:
            raise BadPayload("a Slack event of no workspace")
        return found

    def is_us(self, user: str) -> bool:
        """Is this our own user there?"""
        return any(ours.is_bot and ours.user_id == user for ours in self.authorizations)

    @property
    def in_grid(self) -> bool:
        return any(ours.enterprise_id for ours in self.authorizations)


class Team(msgspec.Struct, frozen=True, kw_only=True):
    id: Id


class User(msgspec.Struct, frozen=True, kw_only=True):
    id: Id
    team_id: Id | None = None
    locale: str | None = None


class Container(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    message_ts: Id = ""
    channel_id: Id = ""
    view_id: Id = ""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    value: str


class InputState(msgspec.Struct, frozen=True, kw_only=True):
    """What one input holds; each kind of input has its own key."""

    value: str | None = None
    selected_option: Choice | None = None
    selected_options: list[Choice] | None = None
    selected_date: str | None = None
    selected_user: str | None = None
    selected_users: list[str] | None = None

    @property
    def entered(self) -> tuple[str, ...]:
        """Empty when nothing was entered. A person is `@` and their id, as a mention that is typed."""
        if self.selected_users is not None:
            return tuple(f"@{user}" for user in self.selected_users)
        if self.selected_user is not None:
            return (f"@{self.selected_user}",)
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
    action_id: Id
    action_ts: Id
    value: str | None = None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a press stood on that stood on no message: somebody's own page ("home"), or a window."""

    type: str


class ActionsBody(msgspec.Struct, frozen=True, kw_only=True):
    user: User
    container: Container
    actions: list[Action]
    team: Team | None = None
    enterprise: Team | None = None
    is_enterprise_install: bool = False
    state: State | None = None
    trigger_id: str = ""
    view: View | None = None

    @property
    def is_at_home(self) -> bool:
        return self.view is not None and self.view.type == "home"

    @property
    def place(self) -> str:
        return _place(self)


class SentView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    hash: str = ""
    private_metadata: str = ""
    state: State = State()


class ViewBody(msgspec.Struct, frozen=True, kw_only=True):
    """A form that was sent, or closed."""

    user: User
    view: SentView
    team: Team | None = None
    enterprise: Team | None = None
    is_enterprise_install: bool = False

    @property
    def place(self) -> str:
        return _place(self)


def _place(body: ActionsBody | ViewBody) -> str:
    if body.enterprise and (body.is_enterprise_install or body.team is None):
        return body.enterprise.id
    if body.team is None:
        raise BadPayload("a Slack action of no workspace")
    return body.team.id


class CommandBody(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command is a web form: everything is a string."""

    command: Id
    trigger_id: Id
    user_id: Id
    channel_id: Id
    team_id: Id
    text: str = ""
    enterprise_id: Id = ""
    is_enterprise_install: str = "false"

    @property
    def place(self) -> str:
        return (
            self.enterprise_id
            if self.is_enterprise_install == "true" and self.enterprise_id
            else self.team_id
        )


class ButtonValue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What our own buttons carry in their `value` and our forms in their metadata, as JSON; written by `render.py`
    and `views.py`, read when one is pressed or sent.

    Messages live for years, so fields are only ever added. `form` is the number of the form or pick in its
    message. `opens`: a form may be opened; `language` is then the reader's.
    """

    action: str = msgspec.field(name="a")
    data: dict[str, str] = msgspec.field(name="d", default={})
    message: str = msgspec.field(name="m", default="")
    form: int | None = msgspec.field(name="f", default=None)
    opens: bool = msgspec.field(name="o", default=False)
    language: str = msgspec.field(name="l", default="")


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
    except RecursionError as error:
        raise BadPayload(f"a Slack request for a {shape.__name__} is nested too deep") from error


def read_json(text: str, shape: type[Read]) -> Read:
    """Like `read`, from JSON."""
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise BadPayload(f"a Slack request holds no {shape.__name__}") from error
