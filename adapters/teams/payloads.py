"""Which parts of an activity do we read, and of what type must they be?

Source: https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
(November 2026). Everything else in an activity is ignored.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from adapters.reading import read_record

PLATFORM = "teams"
Payload = dict[str, Any]
FieldKind = Literal["text", "one", "many"]


class Part(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What Teams writes in camel case."""


class Account(Part, frozen=True, kw_only=True):
    """A person (`29:` and their id for this bot) or a bot (`28:` and its app id)."""

    id: str
    name: str | None = None
    aad_object_id: str | None = None
    role: str | None = None
    tenant_id: str | None = None


class Conversation(Part, frozen=True, kw_only=True):
    id: str
    conversation_type: str | None = None
    is_group: bool | None = None
    tenant_id: str | None = None

    @property
    def is_personal(self) -> bool:
        return self.conversation_type == "personal" if self.conversation_type else not self.is_group


class Named(Part, frozen=True, kw_only=True):
    """A tenant, a team or a channel."""

    id: str | None = None
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
    service_url: str
    channel_id: str
    id: str | None = None
    sender: Account | None = msgspec.field(name="from", default=None)
    recipient: Account | None = None
    conversation: Conversation | None = None
    text: str | None = None
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

    def mentions(self) -> list[Mention]:
        return [read_record(part, Mention, PLATFORM) for part in self._entities("mention")]

    def client(self) -> ClientInfo:
        infos = self._entities("clientInfo")
        return read_record(infos[0], ClientInfo, PLATFORM) if infos else ClientInfo()

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
    to the button, because Teams leaves out those that hold nothing. Messages live for years, so fields are
    only ever added.
    """

    action: str
    data: dict[str, str] = {}
    message: str = ""
    form: int | None = None
    fields: dict[str, FieldKind] = {}


def input_id(form: int, name: str) -> str:
    """No key of `Carried` begins with a digit."""
    return f"{form}/{name}"


def escape_value(value: str) -> str:
    """Chosen values come back joined by commas: one of many must hold none."""
    return value.replace("%", "%25").replace(",", "%2C")


def unescape_value(value: str) -> str:
    return value.replace("%2C", ",").replace("%25", "%")


def read_activity(payload: object) -> Activity:
    """Raises BadPayload."""
    return read_record(payload, Activity, PLATFORM)
