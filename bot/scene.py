"""What a handler works with: the event, what it may see, and the outcome being put together.

A `Scene` lives for one step. Handlers read `snapshot`, call `save`, `tell` and `ask_worker`, and never wait,
log or look at a clock: the time is `scene.at`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

import msgspec

from bot.conversation.flow import Answer, Progress
from bot.conversation.messages import Block, Form, Message, Phrase, Say, Text, phrase
from bot.events import Commanded, Event, FromPerson, Pressed
from bot.only_you import where_asked
from bot.outcome import COMES_ALONG, About, Drop, Forget, Job, Join, Outcome, Reply, Reword, Send, Uninstall
from bot.program.calendar import zone_named
from bot.program.keeping.former import NAME, former_id, is_former
from bot.program.model import Base, Channel, Cohort, Organization, Person, Record, Talk
from bot.program.snapshot import Query, Snapshot

R = TypeVar("R", bound=Base)


class Begin(msgspec.Struct, frozen=True, kw_only=True):
    """A talk to begin with somebody once the step has decided all else; fields as in `bot/talks.py: start`."""

    flow: str
    person: str
    about: str = ""
    pairing: str = ""
    answers: dict[str, Answer] = {}
    notes: tuple[Block, ...] = ()
    kind: str = "question"


NAMES = UUID("9a1c4a35-6a0e-4c67-8f44-0e7c1b2f5d10")


class Scene:
    """One event being decided. `me` is who did it; raises LookupError where an event has nobody."""

    def __init__(self, snapshot: Snapshot, event: Event) -> None:
        self.snapshot = snapshot
        self.event = event
        self.at: datetime = event.at
        self._saves: dict[str, Record] = {}
        self._removes: dict[str, Record] = {}
        self._sends: list[Send] = []
        self._jobs: list[Job] = []
        self._reply: Reply | None = None
        self._settled: list[str] = []
        self.begins: list[Begin] = []
        self._drops: list[Drop] = []
        self._rewords: dict[str, Message] = {}
        self._unsays: list[str] = []
        self._were: list[Record] = []
        self._forgets: list[Forget] = []
        self._remembers: list[Person] = []
        self._resumes: list[str] = []
        self._uninstalls: list[Uninstall] = []
        self._erases = False
        self._joins: Join | None = None
        self.more: Query | None = None  # what must be seen before this can be decided
        self.undecided = False  # what was pressed could not be done now: it can be pressed again
        self.talk: Talk | None = None  # the talk a flow's `prepare` and `finish` are called for
        self._me = snapshot.me
        self._organization = snapshot.organization

    @property
    def me(self) -> Person:
        if self._me is None:
            raise LookupError(f"event {self.event.id} has no person")
        return self.latest(self._me)

    def found(self, organization: Organization) -> None:
        """The organization this event has just made."""
        self._organization = organization

    def become(self, me: Person) -> None:
        self._me = me

    @contextmanager
    def seen_by(self, person: Person) -> Iterator[None]:
        """For a while the scene is somebody else's: a talk begins with them without their having done anything."""
        before, self._me = self._me, person
        try:
            yield
        finally:
            self._me = before

    @property
    def organization(self) -> Organization:
        if self._organization is None:
            raise LookupError(f"event {self.event.id} has no organization")
        return self.latest(self._organization)

    @property
    def cohort(self) -> Cohort | None:
        cohort = self.snapshot.cohort
        return self.latest(cohort) if cohort else None

    @property
    def sends(self) -> int:
        """How many messages there are so far."""
        return len(self._sends)

    @property
    def replaced(self) -> frozenset[str]:
        """The earlier messages that others take the place of so far."""
        return frozenset(send.replaces for send in self._sends)

    @property
    def knows_me(self) -> bool:
        return self._me is not None

    def is_from_person(self) -> bool:
        return isinstance(self.event, FromPerson)

    @property
    def has_home(self) -> bool:
        """Is there a page of their own where they are?"""
        return isinstance(self.event, FromPerson) and self.event.sender.has_home

    @property
    def installs(self) -> bool:
        """May the bot install the app for people?"""
        return isinstance(self.event, FromPerson) and self.event.sender.installs

    @property
    def page_in_chat(self) -> bool:
        """Is that page a card in the chat where they are?"""
        return isinstance(self.event, FromPerson) and self.event.sender.page_in_chat

    @property
    def met(self) -> bool:
        """Have the two of us talked already, however long ago?"""
        account = self.snapshot.account
        return account is not None and bool(account.address.conversation)

    def new_id(self, label: str) -> str:
        """A fresh id that is the same when the event is run again."""
        return uuid5(NAMES, f"{self.event.id}/{label}").hex

    def latest(self, record: R) -> R:
        """The record as this step has changed it so far."""
        saved = self._saves.get(record.id)
        return saved if isinstance(saved, type(record)) else record

    def saved(self) -> tuple[Record, ...]:
        """What this step has saved so far."""
        return tuple(self._saves.values())

    def person(self, person_id: str) -> Person | None:
        known = self.snapshot.people.get(person_id)
        if known is None and self._me is not None and self._me.id == person_id:
            known = self._me
        return self.latest(known) if known else None

    def channel(self, channel_id: str) -> Channel | None:
        known = next((one for one in self.snapshot.channels if one.id == channel_id), None)
        return self.latest(known) if known else None

    def is_former(self, person_id: str) -> bool:
        """Has this person been forgotten, by this step or before it?"""
        return is_former(person_id) or any(one.person == person_id for one in self._forgets)

    def name(self, person_id: str) -> Text:
        if self.is_former(person_id):
            return NAME
        person = self.person(person_id)
        return person.name if person and person.name.strip() else Phrase("value.somebody")

    def first_name(self, person_id: str) -> Text:
        if self.is_former(person_id):
            return NAME
        person = self.person(person_id)
        words = person.name.split() if person else []
        return words[0] if words else Phrase("value.somebody")

    def today(self, person: Person) -> date:
        """The date where the person is."""
        return self.at.astimezone(zone_named(person.timezone)).date()

    def save(self, record: R) -> R:
        self._saves[record.id] = record  # type: ignore[assignment]  # every Base is a Record
        return record

    def remove(self, record: Record) -> None:
        """A record, as the snapshot has it, goes for good with this step."""
        self._saves.pop(record.id, None)
        self._removes[record.id] = record

    def send(self, send: Send) -> str:
        """Queue a message; gives its outbox id. Nothing is said to whoever was forgotten: then the id is ""."""
        if send.person and self.is_former(send.person):
            return ""
        self._sends.append(send)
        return f"{self.event.id}:{send.name or len(self._sends) - 1}"

    def tell(
        self,
        person_id: str,
        kind: str,
        *blocks: Block,
        about: About | None = None,
        name: str = "",
        unless: tuple[str, ...] = (),
        **more: Any,
    ) -> str:
        """A message to one person; its first paragraph is what a notification says; `more` as in `Send`. Gives its
        outbox id.
        """
        message = Message(blocks=blocks, summary=summary_of(blocks))
        return self.send(
            Send(
                kind=kind,
                message=message,
                person=person_id,
                about=about or About(person=person_id),
                name=name,
                unless=unless,
                **more,
            )
        )

    def answer(self, *blocks: Block, name: str = "") -> str:
        """Answer the person who did this."""
        return self.tell(self.me.id, "answer", *blocks, name=name)

    def begin(self, flow: str, person: str = "", **more: Any) -> None:
        """A talk begins with somebody (me, unless said) when all else is decided; see `Begin`."""
        self.begins.append(Begin(flow=flow, person=person or self.me.id, **more))

    def sees(self, **parts: object) -> bool:
        """Was this part of a query asked for? If not, the step is decided again with it: the handler just returns."""
        seen = self.snapshot.seen
        if all(getattr(seen, name) == value for name, value in parts.items()):
            return True
        self.more = msgspec.structs.replace(seen, **parts)
        return False

    def stop(self, talk: Talk) -> None:
        """Nothing of it is asked any more, and what was said in it is gone."""
        self.save(msgspec.structs.replace(talk, state="stopped", asked_in="", progress=Progress()))

    def stop_talks(self, flow: str) -> None:
        """Open talks of mine that something else has answered."""
        for talk in map(self.latest, self.snapshot.talks):
            if (talk.person, talk.flow, talk.state) == (self.me.id, flow, "open"):
                self.stop(talk)

    def ask_worker(self, kind: str, subject: str) -> None:
        self._jobs.append(Job(kind=kind, subject=subject))

    def settle_doubt(self, outbox: str) -> None:
        """A row of the outbox in doubt has been decided upon."""
        self._settled.append(outbox)

    def drop_waiting(self, pairing_id: str, reason: str) -> None:
        """Nothing that waits about this pairing goes out any more, but for what this step sends."""
        self._drops.append(Drop(pairing=pairing_id, reason=reason))

    def unsay(self, story_id: str) -> None:
        """Nothing that waits about this story or change goes out any more, and no message keeps its words."""
        self._unsays.append(story_id)

    def reword(self, outbox: str, message: Message) -> None:
        """A message of the outbox says this from now on."""
        self._rewords[outbox] = message

    def worded(self, outbox: str, message: Message) -> Message:
        """A message of the outbox as this step has changed it so far."""
        return self._rewords.get(outbox, message)

    def was(self, record: Record) -> None:
        """A record whose words this step takes away; whoever is forgotten with it is forgotten with these."""
        self._were.append(record)

    def forget(self, person_id: str, heir: str, *, marked: bool = True) -> None:
        """Everything about this person goes with this step; from now on they have no name."""
        former = former_id(self.new_id("former"))
        self._forgets.append(Forget(person=person_id, former=former, heir=heir, marked=marked))

    def remember(self, person: Person) -> None:
        """Somebody who may have been forgotten has come back by themselves."""
        self._remembers.append(person)

    def resume(self, receiver: str) -> None:
        """One can post in this channel, or write to this person, again: what waits for it is tried at once."""
        self._resumes.append(receiver)

    def uninstall(self, place_id: str, until_s: float | None) -> None:
        """The tokens of a place go with this step, but for those of a later installation."""
        self._uninstalls.append(Uninstall(place=place_id, until_s=until_s))

    def erase(self) -> None:
        """All of this organization goes with this step."""
        self._erases = True

    def join(self, into: Organization) -> None:
        """The organization of this event becomes a part of another one; what this step saves is of that, or goes."""
        gone = self.organization.id
        self._joins = Join(gone=gone, into=into.id)
        before, self._saves = self._saves, {}
        for record in before.values():
            if isinstance(record, COMES_ALONG):
                self.save(msgspec.structs.replace(record, organization=into.id))
        self._organization = into
        if self._me is not None:
            self._me = msgspec.structs.replace(self._me, organization=into.id)

    def reply(self, text: Phrase, field: str = "", others: Mapping[str, Phrase] = {}) -> None:
        """Say at once what is wrong in the form that was sent; `field` names the entry, `others` further ones."""
        self._answer_at_once(Reply(text=text, field=field, others=dict(others)))

    def open_form(self, form: Form, *notes: Block) -> bool:
        """Show a form over the chat, if the request that came allows it; false when it has to go as a message."""
        if not isinstance(self.event, Pressed | Commanded) or not self.event.opens:
            return False
        self._answer_at_once(Reply(text=phrase("platform.form"), form=form, notes=notes))
        return True

    def show_in_place(self, message: Message) -> None:
        """What stands from now on where the request came from."""
        self._answer_at_once(Reply(text=phrase("home.title"), card=message))

    def _answer_at_once(self, reply: Reply) -> None:
        reader = self._me
        self._reply = msgspec.structs.replace(
            reply,
            language=reader.language if reader else "",
            timezone=reader.timezone if reader else "",
        )

    def _kept_sends(self) -> tuple[Send, ...]:
        return tuple(send for send in self._sends if not (send.person and self.is_former(send.person)))

    def outcome(self) -> Outcome:
        return Outcome(
            saves=tuple(self._saves.values()),
            removes=tuple(self._removes.values()),
            drops=tuple(self._drops),
            rewords=tuple(Reword(outbox=one, message=said) for one, said in self._rewords.items()),
            unsays=tuple(self._unsays),
            forgets=tuple(msgspec.structs.replace(one, were=tuple(self._were)) for one in self._forgets),
            remembers=tuple(self._remembers),
            sends=where_asked(self.event, self.me if self._me else None, self._kept_sends(), met=self.met),
            jobs=tuple(self._jobs),
            resumes=tuple(self._resumes),
            uninstalls=tuple(self._uninstalls),
            erases=self._erases,
            joins=self._joins,
            settled=tuple(self._settled),
            reply=self._reply,
        )


def summary_of(blocks: tuple[Block, ...]) -> Text:
    """The first paragraph that is not small print, else the first of that."""
    said = sorted((block for block in blocks if isinstance(block, Say)), key=lambda say: say.style == "quiet")
    return said[0].text if said else Phrase("bot.name")
