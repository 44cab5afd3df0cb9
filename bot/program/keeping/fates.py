"""What becomes of each kind of record when somebody is forgotten? One row for every kind there is.

`found` says in which records somebody may stand; `then` what such a record becomes, `None` when it goes. What two
people share stays for the counts, without a name and without words. `words` are the fields in which their own words
stand: whatever quotes them elsewhere goes, too. `storage/forgetting.py` carries it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from bot.conversation.flow import Progress
from bot.program.company.own_words import said_by
from bot.program.keeping.former import FORMER
from bot.program.model import (
    Account,
    Agreement,
    Attendance,
    Audit,
    Awareness,
    Background,
    Base,
    Change,
    Channel,
    CheckIn,
    Cohort,
    Concern,
    Digest,
    Feedback,
    JoinCode,
    Leftover,
    Line,
    Link,
    Organization,
    Pairing,
    Person,
    Place,
    Proposal,
    Reading,
    Release,
    Ruling,
    Seat,
    Session,
    Sponsor,
    Story,
    Survey,
    Talk,
    Telling,
    Term,
    Tray,
)

FILLED = "filled"  # in place of values: any record in which this list has anything in it
Found = Mapping[str, Collection[str] | str]


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be forgotten. `former` stands in their place where a record stays, `heir` (an admin, or "") takes
    over what they had begun for the program. `pairings` are all they were ever in, `accounts` the ids of all they have.
    """

    person: Person
    former: str
    heir: str = ""
    pairings: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return self.person.id

    def instead(self, person: str) -> str:
        return self.former if person == self.id else person

    def heir_of(self, person: str) -> str:
        return (self.heir or self.former) if person == self.id else person

    def without(self, people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(person for person in people if person != self.id)


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    found: Callable[[Gone], tuple[Found, ...]]
    then: Callable[[Any, Gone], Base | None]
    words: tuple[str, ...] = ()


def _by(*fields: str) -> Callable[[Gone], tuple[Found, ...]]:
    """Records that name the person in one of these fields."""
    return lambda gone: tuple({field: (gone.id,)} for field in fields)


def _shared(gone: Gone) -> tuple[Found, ...]:
    """Records of a pairing the person was in."""
    return ({"pairing": tuple(sorted(gone.pairings))},) if gone.pairings else ()


def _goes(_record: Base, _gone: Gone) -> None:
    return None


def _nowhere(_gone: Gone) -> tuple[Found, ...]:
    return ()


def _stays(record: Base, _gone: Gone) -> Base:
    return record


def _in_people(gone: Gone) -> tuple[Found, ...]:
    below: Found = {"manager": gone.person.called_by}
    return ({"id": (gone.id,)}, {"delegate": (gone.id,)}, {"never_with": FILLED}, below)


def _person(one: Person, gone: Gone) -> Person | None:
    """Who reported to them reports to whom they reported: nobody is paired inside a line that has a gap now."""
    if one.id == gone.id:
        return None
    return msgspec.structs.replace(
        one,
        never_with=gone.without(one.never_with),
        delegate="" if one.delegate == gone.id else one.delegate,
        manager=gone.person.manager if one.manager in gone.person.called_by else one.manager,
    )


def _unnamed(text: str, gone: Gone) -> str:
    """What others wrote about the program, without the words of this name."""
    names = [name for name in (gone.person.name, *gone.person.name.split()) if len(name) > 2]
    return re.sub("|".join(rf"\b{re.escape(name)}\b" for name in names), "…", text) if names else text


def _cohort(one: Cohort, gone: Gone) -> Cohort:
    contacts = tuple(contact for contact in one.safe_contacts if contact.person != gone.id)
    return msgspec.structs.replace(
        one,
        safe_contacts=contacts,
        objective=_unnamed(one.objective, gone),
        measure=_unnamed(one.measure, gone),
        adjusted=_unnamed(one.adjusted, gone),
        opened_by=gone.heir_of(one.opened_by),
        closed_by=gone.heir_of(one.closed_by),
        trial=tuple(trial for trial in one.trial if trial.by != gone.id),
        groups=tuple(
            msgspec.structs.replace(group, asked_by="") if group.asked_by == gone.id else group
            for group in one.groups
        ),
    )


def _in_talks(gone: Gone) -> tuple[Found, ...]:
    return ({"person": (gone.id,)}, *_shared(gone), {"state": ("open",)})


def _talk(one: Talk, gone: Gone) -> Talk | None:
    """Of others', what names them is asked again; about a pairing of theirs there is nothing left to say, but for what
    is to be told in confidence.
    """
    if one.person == gone.id:
        return None
    if (one.pairing in gone.pairings or one.about == gone.id) and one.flow != "concern":
        return msgspec.structs.replace(
            one, state="stopped" if one.state == "open" else one.state, progress=Progress(), asked_in=""
        )
    progress = one.progress
    answers = {name: _answer(answer, gone) for name, answer in progress.answers.items()}
    return msgspec.structs.replace(
        one,
        progress=msgspec.structs.replace(
            progress,
            answers={name: answer for name, answer in answers.items() if answer is not None},
            pending=gone.without(progress.pending),
            maybe=gone.without(progress.maybe),
        ),
    )


def _answer(answer: Any, gone: Gone) -> Any:
    """The answer without them; `None` when it was nobody else."""
    if isinstance(answer, list):
        return [item for item in answer if item != gone.id]
    return None if answer == gone.id else answer


def _in_proposals(gone: Gone) -> tuple[Found, ...]:
    return ({"asked_by": (gone.id,)}, {"advice": FILLED})


def _proposal(one: Proposal, gone: Gone) -> Proposal:
    """What would help may be about them, or say what they wished for."""
    return msgspec.structs.replace(one, asked_by=gone.heir_of(one.asked_by), advice=())


def _line(one: Line, gone: Gone) -> Line:
    """Whoever approves the proposal hears that it does not hold, and the other is told that there is nobody yet."""
    return msgspec.structs.replace(
        one,
        mentor=gone.instead(one.mentor),
        mentee=gone.instead(one.mentee),
        mentor_teaches=(),
        mentee_teaches=(),
        reasons=(),
        locked=False,
    )


def _in_leftovers(gone: Gone) -> tuple[Found, ...]:
    return ({"person": (gone.id,)}, {"closest": FILLED})


def _leftover(one: Leftover, gone: Gone) -> Leftover | None:
    if one.person == gone.id:
        return None
    return msgspec.structs.replace(one, closest=gone.without(one.closest))


def _pairing(one: Pairing, gone: Gone) -> Pairing:
    return msgspec.structs.replace(
        one,
        mentor=gone.instead(one.mentor),
        mentee=gone.instead(one.mentee),
        mentor_teaches=(),
        mentee_teaches=(),
        reasons=(),
        opener="",
        first_writer=gone.instead(one.first_writer),
        paused_by="" if one.paused_by == gone.id else one.paused_by,
    )


def _agreement(one: Agreement, gone: Gone) -> Agreement:
    """Nobody can tell any more whose words they were."""
    return msgspec.structs.replace(
        one,
        goals=(),
        stays="",
        confirmed=gone.without(one.confirmed),
        changed_by=gone.instead(one.changed_by),
    )


def _session(one: Session, gone: Gone) -> Session:
    return msgspec.structs.replace(
        one, agenda=("", "", ""), turn="" if one.turn == gone.id else one.turn, slots=()
    )


def _concern(one: Concern, gone: Gone) -> Concern | None:
    """Theirs goes; what others told them as a safe contact stays theirs who told it."""
    if one.by == gone.id:
        return None
    return msgspec.structs.replace(
        one,
        contact=gone.instead(one.contact),
        contacts=tuple(gone.instead(person) for person in one.contacts),
        next_contact="" if one.next_contact == gone.id else one.next_contact,
    )


def _in_concerns(gone: Gone) -> tuple[Found, ...]:
    return (*_by("by", "contact", "next_contact")(gone), {"contacts": FILLED})


def _story(one: Story, gone: Gone) -> Story:
    """Taken back, as either of the two may at any time; `forgetting.py` takes the post away."""
    return msgspec.structs.replace(
        one,
        mentor=gone.instead(one.mentor),
        mentee=gone.instead(one.mentee),
        by=gone.instead(one.by),
        state="withdrawn" if one.is_open else one.state,
        by_mentor=Telling(),
        by_mentee=Telling(),
        text=(),
        approved=gone.without(one.approved),
        channel="",
        post="",
    )


def _change(one: Change, gone: Gone) -> Change:
    return msgspec.structs.replace(
        one,
        mentor=gone.instead(one.mentor),
        mentee=gone.instead(one.mentee),
        by=gone.instead(one.by),
        state="withdrawn",
        text="",
        approved=gone.without(one.approved),
        names=gone.without(one.names),
        named=False,
    )


def _in_links(gone: Gone) -> tuple[Found, ...]:
    """Somebody may have been asked about their account before they ever wrote from it."""
    theirs: tuple[Found, ...] = ({"account": tuple(sorted(gone.accounts))},) if gone.accounts else ()
    return (*_by("person", "newcomer")(gone), *theirs)


def _in_readings(gone: Gone) -> tuple[Found, ...]:
    return ({"left": FILLED}, {"outside": FILLED}, {"asked_by": FILLED}, {"fields_for": (gone.id,)})


def _reading(one: Reading, gone: Gone) -> Reading:
    return msgspec.structs.replace(
        one,
        left=gone.without(one.left),
        outside=gone.without(one.outside),
        asked_by=gone.without(one.asked_by),
        fields_for="" if one.fields_for == gone.id else one.fields_for,
    )


def _awareness(one: Awareness, gone: Gone) -> Awareness:
    return msgspec.structs.replace(one, sponsor="" if one.sponsor == gone.id else one.sponsor)


def _sponsor(one: Sponsor, gone: Gone) -> Sponsor | None:
    if one.person == gone.id:
        return None
    return msgspec.structs.replace(one, named_by=gone.heir_of(one.named_by))


def _digest(one: Digest, gone: Gone) -> Digest:
    return msgspec.structs.replace(one, asked_by=gone.heir_of(one.asked_by))


def _audit(one: Audit, gone: Gone) -> Audit:
    """What was done stays, without the person: the same for all who were forgotten."""
    return msgspec.structs.replace(
        one,
        actor=FORMER if one.actor == gone.id else one.actor,
        subject=FORMER if one.subject == gone.id else one.subject,
    )


def _term(one: Term, gone: Gone) -> Term | None:
    """A skill is the company's and stays, by its own name; words they said go, and others' are listed again."""
    theirs = said_by(gone.person, one.words)
    if theirs and one.state != "skill":
        return None
    return msgspec.structs.replace(one, by=gone.heir_of(one.by), words=one.skill if theirs else one.words)


_KEPT = Fate(found=_nowhere, then=_stays)

FATES: dict[type[Base], Fate] = {
    Organization: _KEPT,
    Place: _KEPT,
    Channel: _KEPT,
    JoinCode: Fate(found=_by("by"), then=_goes),
    Account: Fate(found=_by("person"), then=_goes),
    Link: Fate(found=_in_links, then=_goes),
    Reading: Fate(found=_in_readings, then=_reading),
    Person: Fate(found=_in_people, then=_person, words=("teaches", "wants", "own_words", "answers")),
    Background: Fate(found=_by("person"), then=_goes),
    Cohort: Fate(found=lambda _gone: ({},), then=_cohort),
    Talk: Fate(found=_in_talks, then=_talk, words=("progress",)),
    Proposal: Fate(found=_in_proposals, then=_proposal),
    Line: Fate(found=_by("mentor", "mentee"), then=_line),
    Leftover: Fate(found=_in_leftovers, then=_leftover),
    Pairing: Fate(found=_by("mentor", "mentee"), then=_pairing),
    Ruling: Fate(found=_by("first", "second"), then=_goes),
    Agreement: Fate(found=_shared, then=_agreement, words=("goals", "stays")),
    Session: Fate(found=_shared, then=_session, words=("agenda",)),
    Attendance: Fate(found=_by("person"), then=_goes, words=("learned", "taught", "next_step")),
    Feedback: Fate(found=_by("person"), then=_goes, words=("wish",)),
    CheckIn: Fate(found=_by("person"), then=_goes, words=("answers",)),
    Seat: Fate(found=_by("person"), then=_goes),
    Survey: Fate(found=_by("person"), then=_goes, words=("answers",)),
    Concern: Fate(found=_in_concerns, then=_concern, words=("text",)),
    Tray: Fate(found=_by("person"), then=_goes),
    Story: Fate(found=_by("mentor", "mentee"), then=_story, words=("by_mentor", "by_mentee", "text")),
    Change: Fate(found=_by("mentor", "mentee"), then=_change, words=("text",)),
    Awareness: Fate(found=_by("sponsor"), then=_awareness),
    Sponsor: Fate(found=_by("person", "named_by"), then=_sponsor, words=("sentence",)),
    Digest: Fate(found=_by("asked_by"), then=_digest),
    Term: Fate(found=lambda _gone: ({},), then=_term),
    Release: _KEPT,  # figures of five people or more
    Audit: Fate(found=_by("actor", "subject"), then=_audit),
}
