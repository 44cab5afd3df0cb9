"""What happened to a team, to one of its channels, or to the app in either? Pure.

A team's first channel has the team's own id, and Teams leaves its name out. What happens to a team happens to all of
its channels.

Source: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
(November 2026)
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from adapters.teams.payloads import PLATFORM, Activity, ChannelData, Named
from adapters.wording import one_line
from bot.conversation.messages import Address
from bot.events import ChannelClosed, ChannelRenamed, ChannelReopened, ChannelSeen, Event, Sender

GENERAL, CHANNEL = "General", "Channel"
FAR = timedelta(days=1)  # Teams tries to tell us something for minutes, not for days


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What an activity says of a team, when by the clock of Teams (`moment`), and the id of the event to be."""

    id: str
    at: datetime
    place: str
    data: ChannelData
    moment: datetime

    @property
    def team(self) -> str:
        return _id(self.data.team)

    @property
    def channel(self) -> str:
        return _id(self.data.channel)


def moment_of(activity: Activity, at: datetime) -> datetime:
    """By the clock of Teams (aware, UTC); `at`, when it came, where it does not say, or names a moment so far off that
    one of the two clocks is wrong: all that came after it would be late for ever.
    """
    try:
        said = datetime.fromisoformat(activity.timestamp or "")
        moment = said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return at
    return moment if abs(moment - at) <= FAR else at


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What an event of Teams means for posts: in one channel, or in a whole team."""

    what: Literal["archived", "deleted", "left", "back", "renamed"]
    whole: bool


CHANGES: dict[str, Change] = {
    "channelDeleted": Change(what="deleted", whole=False),
    "channelRestored": Change(what="back", whole=False),
    "channelRenamed": Change(what="renamed", whole=False),
    "teamArchived": Change(what="archived", whole=True),
    "teamUnarchived": Change(what="back", whole=True),
    "teamDeleted": Change(what="deleted", whole=True),
    "teamHardDeleted": Change(what="deleted", whole=True),
    "teamRestored": Change(what="back", whole=True),
    "teamRenamed": Change(what="renamed", whole=True),
}
LEFT = Change(what="left", whole=True)  # the app was removed from the team


def changed(happened: Happened, change: Change) -> tuple[Event, ...]:
    """Nothing when it does not say where, or what it is called now."""
    if not (happened.team if change.whole else happened.channel):
        return ()
    of = {
        "id": happened.id,
        "at": happened.at,
        "platform": PLATFORM,
        "place": happened.place,
        "conversation": "" if change.whole else happened.channel,
        "team": happened.team,
        "happened_at": happened.moment,
    }
    if change.what == "renamed":
        name = _name(happened.data.team if change.whole else happened.data.channel)
        return (msgspec.convert(of | {"name": name}, ChannelRenamed),) if name else ()
    if change.what == "back":
        return (msgspec.convert(of, ChannelReopened),)
    return (msgspec.convert(of | {"how": change.what}, ChannelClosed),)


def seen(happened: Happened, sender: Sender, *, joined: bool = True) -> ChannelSeen | None:
    """A channel in which one can post from now on: the one it is about, the one chosen when the app was added, else the
    team's first. Its name is its id where Teams does not say it. `None` where there is no team: a group chat is none.
    """
    data = happened.data
    if not happened.team:
        return None
    chosen = _id(data.settings.selected_channel) if data.settings else ""
    conversation = happened.channel or chosen or happened.team
    extra = {key: value for key, value in sender.address.extra.items() if key != "user_id"}
    extra |= {"team": happened.team}
    team_name = _name(data.team)
    if team_name:
        extra |= {"team_name": team_name}
    return ChannelSeen(
        id=happened.id,
        at=happened.at,
        sender=sender,
        name=_name(data.channel) or conversation,
        guess=GENERAL if conversation == happened.team else team_name or CHANNEL,
        channel=Address(platform=PLATFORM, place=sender.place, conversation=conversation, extra=extra),
        joined=joined,
        happened_at=happened.moment,
    )


def _id(named: Named | None) -> str:
    return (named and named.id) or ""


def _name(named: Named | None) -> str:
    return one_line((named and named.name) or "")
