"""What a step decides: records to save, messages to send, jobs to do, and the direct answer to the request."""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Address, Block, Form, Message, Phrase, without_answers
from bot.program.model import Account, Audit, Base, Channel, Link, Person, Place, Record


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Whom and what a message is about; "" where it does not apply. Deliveries are dropped and erased by
    these. `story` is a story, a change, or what somebody told for the program's aim: all that can be taken back; of
    somebody's own page in a chat it is `card:` and their account, because a newer one takes its place.
    """

    person: str = ""
    pairing: str = ""
    proposal: str = ""
    talk: str = ""
    session: str = ""
    story: str = ""


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of whom nothing is kept: any more, and they are told so, or yet, and they look at their page. The row
    goes as soon as it is settled.
    """

    address: Address
    language: str
    timezone: str = ""


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """One message, delivered from the outbox.

    `kind` is a row of `KINDS` below. Its outbox id is `event.id:name`, or `event.id:number` counting all
    sends of the outcome from 0 when it has no name; a name is needed only where a record must remember the
    id. Exactly one of `person`, `channel` (a `Channel` record), `visitor`, `both` (a pairing: the conversation its two
    share with the bot, see `bot/program/pairs/together.py`) says where. `unless` names rows of `UNLESS`
    in `bot/program/unless.py`, looked up when it is claimed. `not_before` and `expires` are program time
    (UTC). `replaces` is the outbox id of an earlier message to the same place that this one takes the place
    of, where the platform can; elsewhere it is a new message. `removes`: nothing of that earlier message stays, so
    where the platform can it goes without a trace, and this one is shown where it cannot. `home`: it is the
    person's own page, where the platform has one; elsewhere it is a message that is looked at again and again; shown
    anew it keeps the name of the one it replaces. `account` (an `Account`'s id) is the
    one it goes to, "" for that used last; `avoids` is a place ("platform:place") where it would not arrive now: it goes
    elsewhere or nowhere.
    `only_you`: somebody (the same as `person`) is to see it in that conversation, and nobody else there; where that
    cannot be it goes to the two of us.
    """

    kind: str
    message: Message
    name: str = ""
    person: str = ""
    channel: str = ""
    visitor: Visitor | None = None
    both: str = ""
    about: About = About()
    unless: tuple[str, ...] = ()
    not_before: datetime | None = None
    expires: datetime | None = None
    replaces: str = ""
    only_you: Address | None = None
    removes: bool = False
    home: bool = False
    account: str = ""
    avoids: str = ""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """`in_doubt`: after a crash between the call and its answer, where one cannot look: "repeat" or "ask" the
    admin.

    `asked_for`: the person caused or asked for it, so it does not count against the two a week of
    `bot/program/budget.py`. `in_hours`: it reaches people in their working hours only; so does all that nobody
    asked for.
    """

    in_doubt: str
    asked_for: bool
    in_hours: bool = False
    only_replaces: bool = False  # says nothing new: dropped when the message it would replace never arrived
    strips: bool = False  # what it replaces keeps its words; only what answers it goes
    only_there: bool = False  # of use nowhere but in the conversation of several where they did something
    aloud: bool = False  # there the others read it, too: in the language of the program
    missed: bool = True  # the admins hear when it cannot be delivered
    reply: bool = False  # somebody waits for it at this very moment: it goes before what does not hurry
    supersedes: bool = (
        False  # only the newest is of any use: those before it go, and it waits behind nothing else
    )

    @property
    def keeps_hours(self) -> bool:
        return self.in_hours or not self.asked_for


# A second copy of these is harmless, a missing one is not; a post doubled in front of everybody is not harmless.
KINDS: dict[str, Kind] = {
    "closed": Kind(in_doubt="repeat", asked_for=True, only_replaces=True, missed=False, reply=True),
    "answered": Kind(
        in_doubt="repeat", asked_for=True, only_replaces=True, strips=True, missed=False, reply=True
    ),
    "answer": Kind(in_doubt="repeat", asked_for=True, reply=True),
    "pointer": Kind(in_doubt="repeat", asked_for=True, only_there=True, missed=False, reply=True),
    "thread": Kind(
        in_doubt="repeat", asked_for=True, only_there=True, aloud=True, missed=False, reply=True
    ),  # says before others where the answer is
    "question": Kind(in_doubt="repeat", asked_for=True, reply=True),
    "invitation": Kind(in_doubt="repeat", asked_for=False),
    "introduction": Kind(in_doubt="repeat", asked_for=True),
    "leftover": Kind(in_doubt="repeat", asked_for=True),
    "nudge": Kind(in_doubt="repeat", asked_for=False),
    "reminder": Kind(in_doubt="repeat", asked_for=True),  # at the hour they chose
    "partner": Kind(in_doubt="repeat", asked_for=True, in_hours=True),  # what the partner said or suggests
    "change": Kind(in_doubt="repeat", asked_for=True),  # of what was settled: it cannot wait
    "agenda": Kind(in_doubt="repeat", asked_for=True, in_hours=True),
    "feedback": Kind(in_doubt="repeat", asked_for=True, in_hours=True),
    # Not reported to admins: unopened it goes to the next contact, and they must not guess at what there is.
    "safety": Kind(in_doubt="repeat", asked_for=True, missed=False, reply=True),
    "duty": Kind(in_doubt="repeat", asked_for=True),
    "home": Kind(
        in_doubt="repeat", asked_for=True, missed=False, supersedes=True, reply=True
    ),  # shown anew whenever opened
    "card": Kind(in_doubt="repeat", asked_for=True, reply=True),  # the same page, as a card in the chat
    "renewed": Kind(
        in_doubt="repeat", asked_for=True, only_replaces=True, missed=False, supersedes=True, reply=True
    ),  # that card as of now, in its place
    "admin": Kind(in_doubt="repeat", asked_for=True, reply=True),
    "report": Kind(
        in_doubt="repeat", asked_for=True, missed=False, reply=True
    ),  # of what was not delivered: no report of a report
    "apology": Kind(in_doubt="repeat", asked_for=True, reply=True),
    "farewell": Kind(
        in_doubt="repeat", asked_for=True, missed=False, reply=True
    ),  # to whom we know nothing of any more
    "post": Kind(in_doubt="ask", asked_for=True),
    "unpost": Kind(in_doubt="repeat", asked_for=True, only_replaces=True),  # a post that was taken back
}


UNMISSED = tuple(name for name, kind in KINDS.items() if not kind.missed)
ALOUD = tuple(name for name, kind in KINDS.items() if kind.aloud)
SUPERSEDING = tuple(name for name, kind in KINDS.items() if kind.supersedes)


def in_its_place(send: Send, old: Send) -> Message | None:
    """What stands where an earlier message stood, once `send` has replaced it; `None` where it cannot take its place:
    nothing can be left of words that are no longer kept, and a page of somebody's own is shown anew by itself.
    """
    kind = KINDS.get(send.kind)
    if kind is None or not kind.strips:
        return send.message
    return without_answers(old.message) if old.message.blocks and not old.home else None


def is_unasked(kind: str) -> bool:
    """Does a message of this kind count against the two a week?"""
    return kind in KINDS and not KINDS[kind].asked_for


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Long work for the worker process. `kind` is a row of `WORK` in `bot/runtime/work.py`; `subject` the
    record it is for.
    """

    kind: str
    subject: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The direct answer to this very request, in the words of `language` and `timezone`. Never queued.

    Something is wrong in a form: `text` at its `field` ("" for all of it), and at `others` by field. Or, where the
    request said that it may open one, a `form` to fill in, with `notes` above it. Where it came from a card that shows
    its answer in its own place, `card` is what stands there from now on.
    """

    text: Phrase
    card: Message | None = None
    field: str = ""
    others: dict[str, Phrase] = {}
    form: Form | None = None
    notes: tuple[Block, ...] = ()
    language: str = ""
    timezone: str = ""

    @property
    def said(self) -> tuple[Phrase, ...]:
        """All that is wrong, for where it cannot stand at the fields."""
        return tuple({self.field: self.text, **self.others}.values())


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing that waits about this pairing goes out any more. `reason` is kept with each message."""

    pairing: str
    reason: str


class Reword(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the outbox (id) says something else from now on: what waits goes out like this, and what has been
    sent is kept like this. Whoever has read it is told by a message of its own.
    """

    outbox: str
    message: Message


class Forget(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a person goes, in the same commit, once this outcome's records are stored.

    `former` is the id that stands in their place where a record stays, `heir` who takes over what they had begun for
    the program ("" when there is nobody). `marked`: no HR file brings them back. `were` are records as they were before
    this outcome took their words away: whatever quotes these goes, too. See `bot/program/keeping/fates.py`.
    """

    person: str
    former: str
    heir: str = ""
    marked: bool = True
    were: tuple[Record, ...] = ()


class Uninstall(msgspec.Struct, frozen=True, kw_only=True):
    """The app is no more in a `place` ("platform:place"); what was installed after `until_s` (machine time, seconds
    since 1970) stays.
    """

    place: str
    until_s: float | None = None


# Of an organization that joins another.
COMES_ALONG: tuple[type[Base], ...] = (Account, Audit, Channel, Link, Person, Place)


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """All places of the organization `gone` are of the organization `into` from now on, with their people. Nothing else
    of it stays. Comes before all else of its outcome.
    """

    gone: str
    into: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`drops`, `rewords`, `unsays` and `forgets` come before the outcome's own `sends`, which stay.

    `unsays` are stories and changes (ids) that are over: nothing that waits about one goes out, and no message keeps
    its words. `removes` are records, as they were read, that go for good. `remembers` are people who came back by
    themselves: from now on an HR file may name them again. `resumes` are channels in which one can post again, and
    people who can be written to again (ids): what waits for them is tried at once. `uninstalls` are installations whose
    tokens go.
    `erases` says that the whole organization goes, and with it all else of this outcome. With `joins` all records and
    messages of it are of the organization joined.
    """

    saves: tuple[Record, ...] = ()
    removes: tuple[Record, ...] = ()
    drops: tuple[Drop, ...] = ()
    rewords: tuple[Reword, ...] = ()
    unsays: tuple[str, ...] = ()
    forgets: tuple[Forget, ...] = ()
    remembers: tuple[Person, ...] = ()
    sends: tuple[Send, ...] = ()
    jobs: tuple[Job, ...] = ()
    resumes: tuple[str, ...] = ()
    uninstalls: tuple[Uninstall, ...] = ()
    erases: bool = False
    joins: Join | None = None
    settled: tuple[str, ...] = ()  # outbox rows in doubt that an admin has decided upon
    reply: Reply | None = None
    language: str = ""  # of whoever pressed, for what a platform says by itself
