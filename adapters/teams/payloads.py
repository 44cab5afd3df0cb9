"""Which parts of an activity do we read, and of what type must they be?

Source: https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
(November 2026). Everything else in an activity is ignored, and so is what is not of its type and can be done without:
a broken hint of somebody's time zone must not cost us their words.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec

from adapters.reading import Read, read_record
from adapters.wording import clean
from bot.runtime.errors import BadPayload

PLATFORM = "teams"
BOT = "28:"  # ids of bots begin so
PATH = "/api/messages"  # where Teams sends what happens
Payload = dict[str, Any]
FieldKind = Literal["text", "one", "many", "people"]
# Longer ones no platform has and no index takes; NUL no database takes.
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=600, pattern=r"^[^\x00]*$")]
Word = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$")]


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What Teams writes in camel case."""


class Account(Part, frozen=True, kw_only=True):
    """A person (`29:` and their id for this bot) or a bot (`28:` and its app id)."""

    id: Id
    name: str | None = None
    aad_object_id: Id | None = None
    role: str | None = None
    tenant_id: str | None = None

    @property
    def user(self) -> str:
        """What the program calls them by: their id in the directory, where it is told."""
        return self.aad_object_id or self.id


class Conversation(Part, frozen=True, kw_only=True):
    id: Id
    conversation_type: str | None = None
    is_group: bool | None = None
    tenant_id: Id | None = None

    @property
    def is_personal(self) -> bool:
        return self.conversation_type == "personal" if self.conversation_type else not self.is_group


class Named(Part, frozen=True, kw_only=True):
    """A tenant, a team or a channel."""

    id: Id | None = None
    name: str | None = None


class Chosen(Part, frozen=True, kw_only=True):
    """The channel that was chosen when the app was added to a team."""

    selected_channel: Named | None = None


class ChannelData(Part, frozen=True, kw_only=True):
    tenant: Named | None = None
    team: Named | None = None
    channel: Named | None = None
    event_type: str | None = None
    settings: Chosen | None = None


class Mention(Part, frozen=True, kw_only=True):
    mentioned: Account
    text: str | None = None


class ClientInfo(Part, frozen=True, kw_only=True):
    timezone: str | None = None
    locale: str | None = None


class Activity(Part, frozen=True, kw_only=True):
    type: str
    service_url: Id
    channel_id: Id
    id: str | None = None
    sender: Account | None = msgspec.field(name="from", default=None)
    recipient: Account | None = None
    conversation: Conversation | None = None
    text: str | None = None
    text_format: str | None = None
    value: Any = None
    name: str | None = None
    action: str | None = None
    locale: str | None = None
    local_timezone: str | None = None
    entities: list[Payload] | None = None
    channel_data: ChannelData | None = None
    members_added: list[Account] | None = None
    members_removed: list[Account] | None = None
    timestamp: str | None = None

    @property
    def tenants(self) -> frozenset[str]:
        """Every tenant the activity names; more than one is a contradiction."""
        named = [
            self.channel_data.tenant.id if self.channel_data and self.channel_data.tenant else None,
            self.conversation.tenant_id if self.conversation else None,
        ]
        return frozenset(tenant.casefold() for tenant in named if tenant)

    @property
    def tenant(self) -> str:
        """ "" where it names none."""
        return min(self.tenants, default="")

    def mentions(self) -> list[Mention]:
        return [
            found for part in self._entities("mention") if (found := _readable(part, Mention)) is not None
        ]

    def client(self) -> ClientInfo:
        infos = self._entities("clientInfo")
        return (_readable(infos[0], ClientInfo) if infos else None) or ClientInfo()

    def _entities(self, kind: str) -> list[Payload]:
        return [entity for entity in self.entities or [] if entity.get("type") == kind]


class CardAction(msgspec.Struct, frozen=True, kw_only=True):
    """What `Action.Execute` sends: the same data, one level deeper."""

    data: Payload


class Executed(msgspec.Struct, frozen=True, kw_only=True):
    action: CardAction


class Carried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What our own buttons carry in their `data`; written by `render.py`, read when one is pressed.

    Teams puts what was filled in beside it, under `input_id(form, name)`; `fields` says which inputs belong
    to the button, because Teams leaves out those that hold nothing. `home`: it stands on somebody's own page
    (`home.py`). Messages live for years, so fields are only ever added.
    """

    action: Word
    data: dict[Word, Word] = {}
    message: Word = ""
    form: int | None = None
    fields: dict[str, FieldKind] = {}
    home: bool = False


def input_id(form: int, name: str) -> str:
    """No key of `Carried` begins with a digit."""
    return f"{form}/{name}"


def escape_value(value: str) -> str:
    """Chosen values come back joined by commas: one of many must hold none."""
    return value.replace("%", "%25").replace(",", "%2C")


def unescape_value(value: str) -> str:
    return value.replace("%2C", ",").replace("%25", "%")


def person_value(person: str) -> str:
    """Somebody of Teams' own list (a mention) by their id there, and whom the program knows (an id) told from them by
    the first character.
    """
    return person.removeprefix("@") if person.startswith("@") else f"={escape_value(person)}"


def picked_person(value: str) -> str:
    """The same, read back."""
    if value.startswith("="):
        return unescape_value(value[1:])
    picked = clean(value).strip()
    return f"@{picked if picked.startswith('29:') else picked.lower()}"


NEEDED = frozenset({"type", "serviceUrl", "channelId", "from", "conversation", "text"})
IDENTITY = frozenset({"id", "aadObjectId", "tenantId"})  # whoever is not who they are is nobody


def read_activity(payload: object) -> Activity:
    """Raises BadPayload where something is broken that we need: who, where, what kind, and the words."""
    try:
        return read_record(payload, Activity, PLATFORM)
    except BadPayload:
        return read_record(_sound(payload, Activity, NEEDED), Activity, PLATFORM)


def _readable(part: Payload, shape: type[Read]) -> Read | None:
    try:
        return read_record(_sound(part, shape), shape, PLATFORM)
    except BadPayload:
        return None


def _sound(part: object, shape: type[Any], needed: frozenset[str] = IDENTITY) -> object:
    """The same without what is broken and not needed, however deep; what is needed stays as it is, broken or not."""
    if not isinstance(part, dict):
        return part
    kept = dict(part)
    for field in msgspec.structs.fields(shape):
        name = field.encode_name
        if name not in kept or _is_of(kept[name], field.type):
            continue
        kept[name] = _mended(kept[name], field.type)
        if name not in needed and not _is_of(kept[name], field.type):
            del kept[name]
    return kept


def _mended(value: object, kind: Any) -> object:
    """A list without its broken parts, a record without those that can be done without."""
    inner = [one for one in get_args(kind) if one is not type(None)] or [kind]
    if isinstance(value, list) and (of := get_args(inner[0])):
        return [one for one in (_mended(each, of[0]) for each in value) if _is_of(one, of[0])]
    return _sound(value, inner[0]) if _is_record(inner[0]) else value


def _is_record(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_of(value: object, kind: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except (msgspec.ValidationError, UnicodeEncodeError, OverflowError):
        return False
    return True
