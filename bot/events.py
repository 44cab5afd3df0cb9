"""All that can happen, as data. Every one passes through `handle` in `bot/runtime/service.py`.

`id` makes an event known again when it is delivered twice; `at` is program time (aware, UTC). What a person
does carries a `Sender` in the platform's own ids; the storage finds the organization and the person behind
it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from bot.conversation.messages import Address
from bot.program.awareness.scarce import Supply
from bot.program.company.members import Member, Standing
from bot.program.matching.pool import Proposal as Suggestion
from bot.program.metrics import Figures
from bot.program.model import Release, Side
from bot.program.people import COLUMNS, PersonRow
from bot.program.proposing.effect import Effect


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it, as the platform says; hints may be empty and are never trusted for anything but defaults.

    `in_person` is false when it happened in a channel: then nothing private is answered there. `channel` is the
    platform's id of that conversation where the person can be answered in it alone, "" elsewhere. `thread` is its id
    where they wrote in it and everybody would read an answer: there a line says where the answer is.
    `standing` is what the platform's list of people says, "" where it was not asked.
    """

    platform: str
    place: str
    user: str
    address: Address
    realm: Literal["live", "playground"] = "live"
    name: str = ""
    email: str = ""
    language: str = ""
    timezone: str = ""
    is_guest: bool = False
    standing: Standing | Literal[""] = ""
    is_admin: bool = False  # named by the deployment's configuration (ADMINS), or who installed the app
    in_person: bool = True
    channel: str = ""
    thread: str = ""
    has_home: bool = False  # the platform shows everybody a page of their own (`participant/home.py`)
    installs: bool = False  # the configuration lets the bot install the app for people, where that is needed
    page_in_chat: bool = False  # it shows none by itself: a card in the chat is that page

    @property
    def place_id(self) -> str:
        return f"{self.platform}:{self.place}"

    @property
    def account_id(self) -> str:
        """Of the `Account` they did it with."""
        return f"{self.place_id}:{self.user}"


class Happening(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What all events have. `id` is unique in the world, or derived from what it is about."""

    id: str
    at: datetime


class FromPerson(Happening, frozen=True, kw_only=True):
    sender: Sender


class Said(FromPerson, frozen=True, kw_only=True):
    """Typed words; "" where there are none, as with a picture or a recording."""

    text: str


class Pressed(FromPerson, frozen=True, kw_only=True):
    """A button. `message` is the outbox id of the message it stood on, "" if unknown. `opens`: a form can be shown
    at once, in the answer to this press; `shows`: what stands there from now on can.
    """

    action: str
    data: dict[str, str] = {}
    message: str = ""
    opens: bool = False
    shows: bool = False


class Submitted(FromPerson, frozen=True, kw_only=True):
    """A form or a pick: values by field name, each a tuple; `shows` as for a button."""

    action: str
    data: dict[str, str] = {}
    values: dict[str, tuple[str, ...]] = {}
    message: str = ""
    shows: bool = False


class FormClosed(FromPerson, frozen=True, kw_only=True):
    """A form over the chat was closed without being sent: what was entered in it is gone."""

    action: str
    data: dict[str, str] = {}


class Commanded(FromPerson, frozen=True, kw_only=True):
    """A slash command: `command` without "rm-", `text` what followed it; `opens` as for a button."""

    command: str
    text: str = ""
    opens: bool = False


class Arrived(FromPerson, frozen=True, kw_only=True):
    """Somebody opened the bot's conversation, or the app was installed for them: then `happened_at` by the platform's
    clock, `None` where that is not told.
    """

    happened_at: datetime | None = None


class HomeOpened(FromPerson, frozen=True, kw_only=True):
    """Somebody looks at their own page. `answered`: they pressed something on it, and the answer is a message.

    Where a card in the chat is that page, `message` is what the outbox calls it, and `shows`: what stands there from
    now on goes into the answer to this very request. Then nothing is kept of the look.
    """

    answered: bool = False
    message: str = ""
    shows: bool = False


class Mentioned(FromPerson, frozen=True, kw_only=True):
    """Before the words in which somebody mentions people: what the platform says of those nobody has heard of."""

    members: tuple[Member, ...]

    @property
    def place(self) -> str:
        return self.sender.place_id


class ChannelSeen(FromPerson, frozen=True, kw_only=True):
    """Somebody brought the bot into a channel (at `happened_at` by the platform's clock, `None` where that is not
    known), or whoever runs the program named one: from now on it can be chosen for posts.

    Not `joined`: its name stands in what somebody typed. Where that is anybody else it stays between the two of us.
    Where the platform did not say what it is called, `name` is its id, and `guess` what to call it until it does.
    """

    name: str
    channel: Address
    guess: str = ""
    joined: bool = True
    happened_at: datetime | None = None


class PlaceOpened(FromPerson, frozen=True, kw_only=True):
    """Somebody installed the app in a place, for the first time or again. `company` is what the platform calls it.
    Where the configuration names who runs the program (`admins_named`), installing makes nobody an admin.
    """

    company: str = ""
    admins_named: bool = False


class InPlace(Happening, frozen=True, kw_only=True):
    """Something that happened in a Slack workspace or Teams tenant, and of nobody's doing that matters."""

    platform: str
    place: str

    @property
    def place_id(self) -> str:
        return f"{self.platform}:{self.place}"


class PlaceClosed(InPlace, frozen=True, kw_only=True):
    """The app was removed from a place, or may not be used there any more: nothing can be said there.

    `until_s` (machine time): what was installed later is another installation, and stays; `None` where all goes. `link`
    is where it is installed again, "" where nobody knows.
    """

    until_s: float | None = None
    link: str = ""


class PlaceThere(InPlace, frozen=True, kw_only=True):
    """A newer installation of the app than the one that is over is there: the place is open."""


class PlaceRefused(InPlace, frozen=True, kw_only=True):
    """The platform takes nothing from us in a place until somebody mends it. `reason` is its word for it, `needed` the
    right that is missing, `link` as above.
    """

    reason: str
    needed: str = ""
    link: str = ""


class AppRemoved(InPlace, frozen=True, kw_only=True):
    """Somebody (`user`, the platform's id) has removed the app for themselves: nothing can be said to them there until
    they have it again. `happened_at` by the platform's clock, `None` where that is not told.
    """

    user: str
    happened_at: datetime | None = None

    @property
    def account_id(self) -> str:
        return f"{self.place_id}:{self.user}"


class OfChannel(InPlace, frozen=True, kw_only=True):
    """`conversation` as in the channel's address, "" for all channels of a `team`; `happened_at` by the platform's
    clock, so that what comes in late does not undo what came after it.
    """

    conversation: str
    happened_at: datetime
    team: str = ""


class ChannelClosed(OfChannel, frozen=True, kw_only=True):
    """Nothing can be posted there any more."""

    how: Literal["archived", "deleted", "left"]


class ChannelReopened(OfChannel, frozen=True, kw_only=True):
    """It is no longer archived, or was restored."""


class ChannelRenamed(OfChannel, frozen=True, kw_only=True):
    """`name` without "#"; that of the team where it is about all channels of one."""

    name: str


class InOrganization(Happening, frozen=True, kw_only=True):
    organization: str


class PeopleRead(InOrganization, frozen=True, kw_only=True):
    """Rows of the HR file, already checked; at most a few hundred in one event.

    `columns` are those the file has: of the others it says nothing. `removed` are ids the operator agreed to
    drop, `admins` ids of the file who run the program. `realm` and `company` are for an organization that
    does not exist yet.
    """

    realm: Literal["live", "playground"] = "live"
    company: str = ""
    admins: tuple[str, ...] = ()
    rows: tuple[PersonRow, ...] = ()
    columns: tuple[str, ...] = COLUMNS
    removed: tuple[str, ...] = ()


class DirectoryAsked(InOrganization, frozen=True, kw_only=True):
    """The list of people of a place (a `Place`'s id) has never been read, and can be."""

    place: str


class DirectoryRead(InOrganization, frozen=True, kw_only=True):
    """Entries of a place's list of people: a page of it, or some that were looked up one by one.

    Of a page, `begun` says which reading it belongs to, `page` is its number from 1, and `cursor` what the next one is
    called, "" after the last. Of those looked up `begun` is `None`.
    """

    place: str
    members: tuple[Member, ...] = ()
    begun: datetime | None = None
    page: int = 0
    cursor: str = ""


class FieldsRead(InOrganization, frozen=True, kw_only=True):
    """Which fields of its own a company has in people's profiles, as (id, label)."""

    place: str
    fields: tuple[tuple[str, str], ...] = ()


class ProfilesRead(InOrganization, frozen=True, kw_only=True):
    """What stands in these `fields` of some people's profiles: of those behind the id `begun_after`, up to `after`,
    which is "" when there are no more.
    """

    place: str
    fields: dict[str, str]
    members: tuple[Member, ...] = ()
    begun_after: str = ""
    after: str = ""


class ErasureAsked(InOrganization, frozen=True, kw_only=True):
    """Whoever runs the server was asked to forget somebody (a person's id), and does."""

    person: str


class ProposalMade(InOrganization, frozen=True, kw_only=True):
    """The worker has found pairings. `read` is what it was computed from: person id -> version."""

    proposal: str
    suggestion: Suggestion
    read: dict[str, int] = {}


class RulesTried(InOrganization, frozen=True, kw_only=True):
    """The worker has compared the rules of a trial (its id) with those of today."""

    trial: str
    effect: Effect


class WorkWentOn(InOrganization, frozen=True, kw_only=True):
    """The worker is at a job that takes a while: of this `kind`, for this `subject`, asked for by the event `asked`.
    `share` is how much of it is done, from 0 to 1.
    """

    kind: str
    subject: str
    asked: str
    share: float


class DigestMade(InOrganization, frozen=True, kw_only=True):
    """The worker has counted. `figures` are `None` while the cohort is too small for any, `releases` what there is to
    publish about answers for the first time, `picture` the chart as a PNG, empty where there is nothing to draw.
    """

    digest: str
    figures: Figures | None
    releases: tuple[Release, ...] = ()
    picture: bytes = b""


class SupplyCounted(InOrganization, frozen=True, kw_only=True):
    """The worker has looked at what people who joined by `until` wish for and offer, for an `Awareness` (its id);
    `picture` is a PNG, empty where there is nothing to draw.
    """

    awareness: str
    until: datetime | None
    found: Supply
    picture: bytes = b""


class GroupMade(InOrganization, frozen=True, kw_only=True):
    """A channel was made for those of one side, and whoever had asked for it was invited. `name` without "#"."""

    side: Side
    name: str
    channel: Address


class SeatsTaken(InOrganization, frozen=True, kw_only=True):
    """People (ids) were added to the group of one side; `refused` are those who could not be."""

    side: Side
    people: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class There(msgspec.Struct, frozen=True, kw_only=True):
    """Where a `person` (id) can be written to; an address without a user where they will tell us so themselves."""

    person: str
    address: Address


class Reached(InOrganization, frozen=True, kw_only=True):
    """A platform was asked whether people can be written to there, or to install the app for them (`errand`):
    who can be now, and who (ids) still cannot, the last for that `reason` of the platform's.

    `asked_by` is an admin, "" where nobody waits for it; `after` goes on behind this person, "" at the end.
    """

    errand: Literal["reach", "install"]
    there: tuple[There, ...] = ()
    missing: tuple[str, ...] = ()
    reason: str = ""
    asked_by: str = ""
    after: str = ""


class FellDue(InOrganization, frozen=True, kw_only=True):
    """A rule of `bot/program/nudges.py` is due for a subject (a record's id)."""

    rule: str
    subject: str
    due: datetime


class DeliveryFailed(InOrganization, frozen=True, kw_only=True):
    """A message could not be delivered and will not be tried again, or nobody can tell whether it was
    (`doubt`). `waits`: it is tried again until somebody has mended what is in its way. `account` is where it was to go
    (an `Account`'s id), "" where that is nobody's.
    """

    outbox: str
    kind: str
    reason: str
    person: str = ""
    channel: str = ""
    doubt: bool = False
    waits: bool = False
    account: str = ""


class JobFailed(InOrganization, frozen=True, kw_only=True):
    """A worker could not finish a job."""

    job: str
    kind: str
    subject: str
    reason: str


Event = (
    Said
    | Pressed
    | Submitted
    | FormClosed
    | Commanded
    | Arrived
    | HomeOpened
    | Mentioned
    | ChannelSeen
    | PlaceOpened
    | PlaceClosed
    | PlaceThere
    | PlaceRefused
    | AppRemoved
    | ChannelClosed
    | ChannelReopened
    | ChannelRenamed
    | PeopleRead
    | DirectoryAsked
    | DirectoryRead
    | FieldsRead
    | ProfilesRead
    | ErasureAsked
    | ProposalMade
    | RulesTried
    | WorkWentOn
    | DigestMade
    | SupplyCounted
    | GroupMade
    | SeatsTaken
    | Reached
    | FellDue
    | DeliveryFailed
    | JobFailed
)
