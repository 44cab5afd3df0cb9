"""What is remembered of what the company was told: stories, changes, digests, figures, awareness posts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from bot.program.model.base import Base


class PostedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Where something stands: the outbox id of the message, and the `Channel` record's id ("" for a person's chat)."""

    outbox: str
    channel: str


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part of a story, in their own words; "" where they have none.

    `shows` is what they want to stand beside it: some of "name", "role" and "team", nothing unless they said so.
    """

    did: str = ""
    surprised: str = ""
    changed: str = ""
    shows: tuple[str, ...] = ()


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A heading of a story, and who says what under it ("Ana: We ...")."""

    heading: str
    lines: tuple[str, ...]


class Story(Base, frozen=True, kw_only=True):
    """What two partners want to tell the company of themselves. `by` is whose wish it was.

    asked -> writing -> draft -> agreed -> posted; `declined` by the partner or the admin, `withdrawn` by either of the
    two at any time; `bot/program/moves.py` has the moves. `text` is what is approved and posted, character for
    character, in the organization's language: a new text has the next `edition`, and asks both again. `approved` are
    the ids of those who said yes to this edition. `post` is the outbox id of the post in `channel` (a `Channel` id),
    `copies` those of earlier posts of which nobody can tell whether they arrived.
    A story that is over holds no words. `waits_since` is when somebody was last asked for their part or their yes,
    `None` when nobody is waited for, or has been reminded.
    """

    cohort: str
    pairing: str
    mentor: str
    mentee: str
    by: str
    state: Literal["asked", "writing", "draft", "agreed", "posted", "declined", "withdrawn"] = "asked"
    by_mentor: Telling = Telling()
    by_mentee: Telling = Telling()
    text: tuple[Passage, ...] = ()
    edition: int = 0
    approved: tuple[str, ...] = ()
    begun_at: datetime
    waits_since: datetime | None = None
    posted_at: datetime | None = None
    channel: str = ""
    post: str = ""
    copies: tuple[str, ...] = ()

    @property
    def posts(self) -> tuple[PostedIn, ...]:
        """Wherever it may stand."""
        outboxes = dict.fromkeys((self.post, *self.copies))
        return tuple(PostedIn(outbox=one, channel=self.channel) for one in outboxes if one)

    @property
    def is_open(self) -> bool:
        """Under way or up: it is not over."""
        return self.state not in ("declined", "withdrawn")

    def partner_of(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


class Change(Base, frozen=True, kw_only=True):
    """What changed in the company because of a session, in one line that both agreed to word by word.

    proposed -> agreed; withdrawn by either at any time, and then without words. `by` wrote it last, `approved` are the
    ids of those who said yes to this `edition` of it, `names` of those who would have their names stand beside it:
    `named` when both would. Leaders read it in the digest once it is agreed; `told_in` is every digest that quotes it,
    so that it can be taken out of them again.
    """

    cohort: str
    pairing: str
    mentor: str
    mentee: str
    by: str
    text: str
    state: Literal["proposed", "agreed", "withdrawn"] = "proposed"
    edition: int = 1
    approved: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    named: bool = False
    proposed_at: datetime
    agreed_at: datetime | None = None
    told_in: tuple[PostedIn, ...] = ()

    def partner_of(self, person: str) -> str:
        return self.mentee if person == self.mentor else self.mentor


class Digest(Base, frozen=True, kw_only=True):
    """One digest, as it was made; everybody sees the same. `day` is its date where the channel is.

    `kind` "week" comes every Monday, "report" when an admin asks for it, "closing" once, when the program is over.
    making -> posted (in the channel) or shown (to the admin in `asked_by` alone). `held` and `planned` are the sessions
    by then; `picture` is the chart as a PNG, empty where there is none. `told` is the newest change it told of.
    """

    cohort: str
    day: date
    kind: Literal["week", "report", "closing"] = "week"
    state: Literal["making", "posted", "shown"] = "making"
    asked_by: str = ""
    to_channel: bool = True
    held: int = 0
    planned: int = 0
    joined: int = 0
    told: datetime | None = None
    picture: bytes = b""
    made_at: datetime


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A published figure about what people answered: of `group` ("all", or a role) so many said yes.

    `percent` is a multiple of 5, 5 for "less than 10" and 95 for "more than 90"; `people` is 5, 10 or 20 "or more".
    """

    metric: str
    group: Literal["all", "mentor", "mentee"]
    percent: int
    people: int


class Release(Base, frozen=True, kw_only=True):
    """What was published about people's answers, once; it is never computed again.

    `kind` "answers" has `shares`, and so has "end", once, of the survey at the end; "mentors" and "mentees" have
    `topics` that these taught: skills of the catalog, or the kinds these are of ("kind:tools"). Made of what was said
    before `until`, and since the one of its kind before.
    """

    cohort: str
    kind: Literal["answers", "mentors", "mentees", "end"]
    until: datetime
    shares: tuple[Share, ...] = ()
    topics: tuple[str, ...] = ()


class Awareness(Base, frozen=True, kw_only=True):
    """What the channel of a cohort has been told about the program, and what it is told next; one for each cohort.

    `next_at` is when the rotation posts next, `None` while it is `paused` or there is no channel. `posted` says when
    each post of `bot/program/awareness/posts.py` was posted last. `sponsor` is the id of who was asked to go first.

    Wishes are looked at at fixed points only, next at `look_at`; `looking` is the one that is still being counted.
    `topics` are what is told without a number, until the look after; who joined by `topics_at` has been looked at for
    it. `short`, `surplus` and `beside` (topic -> a rounded number of people, as in `bot/program/awareness/scarce.py`)
    were counted among those who had joined by `counted_at`, and since the time before; `picture` shows them, a PNG,
    empty where there is none. None changes in between.
    """

    cohort: str
    next_at: datetime | None = None
    paused: bool = False
    posted: dict[str, datetime] = {}
    sponsor: str = ""
    look_at: datetime | None = None
    looking: datetime | None = None
    topics: tuple[str, ...] = ()
    topics_at: datetime | None = None
    short: dict[str, int] = {}
    surplus: dict[str, int] = {}
    beside: dict[str, int] = {}
    counted_at: datetime | None = None
    picture: bytes = b""


def awareness_id(cohort: str) -> str:
    return f"awareness:{cohort}"


class Sponsor(Base, frozen=True, kw_only=True):
    """Somebody asked to go first, and the one sentence about them they agreed to.

    named -> willing -> shown -> agreed; declined or withdrawn instead, from any of them. `sentence` is frozen text in
    the channel's language, `draft` names it: who agrees names it, too, so that nobody agrees to another one.
    """

    person: str
    named_by: str
    state: Literal["named", "willing", "shown", "agreed", "declined", "withdrawn"] = "named"
    sentence: str = ""
    draft: str = ""
    posts: tuple[PostedIn, ...] = ()


def sponsor_id(person: str) -> str:
    return f"sponsor:{person}"
