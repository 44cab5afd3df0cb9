"""Records, events and sends with sensible defaults; every function takes what a test cares about.

All are of the organization ACME unless told otherwise. `full_records` has one of each class with every field set.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import msgspec

from bot.conversation.flow import Progress
from bot.conversation.messages import Address, Message, Say, phrase
from bot.events import FellDue, Said, Sender
from bot.outcome import Send
from bot.program.model import (
    Account,
    AdviceGroup,
    Advised,
    Agreement,
    Attendance,
    Audit,
    Awareness,
    Background,
    Change,
    Channel,
    CheckIn,
    Cohort,
    Concern,
    Consent,
    Digest,
    Feedback,
    Goal,
    JoinCode,
    Leftover,
    Line,
    Link,
    Organization,
    Pairing,
    PairingRules,
    Passage,
    Person,
    Place,
    PostedIn,
    Proposal,
    Reading,
    Record,
    Release,
    Ruling,
    SafeContact,
    Seat,
    Session,
    Shape,
    Share,
    Sponsor,
    Step,
    Story,
    Suggested,
    Survey,
    Talk,
    Telling,
    Term,
    Tray,
    Trial,
    Waiting,
    Was,
    awareness_id,
    background_id,
    reading_id,
    seat_id,
    sponsor_id,
    survey_id,
    tray_id,
)

Made = TypeVar("Made", bound=msgspec.Struct)

ACME = "acme"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday


def after(**spans: float) -> datetime:
    """A moment after NOON: `after(hours=2)`."""
    return NOON + timedelta(**spans)


def organization(organization_id: str = ACME, **changes: object) -> Organization:
    return _with(Organization(id=organization_id, organization=organization_id, name="Acme"), changes)


def place(place_id: str = "slack:T1", **changes: object) -> Place:
    platform, _, name = place_id.partition(":")
    return _with(Place(id=place_id, organization=ACME, platform=platform, place=name), changes)


def address(user: str = "U1", **changes: object) -> Address:
    return msgspec.structs.replace(Address(platform="slack", place="T1", user=user), **changes)


def reading(place_id: str = "slack:T1", **changes: object) -> Reading:
    return _with(Reading(id=reading_id(place_id), organization=ACME, place=place_id), changes)


def account(person_id: str = "ana", user: str = "U1", **changes: object) -> Account:
    where = changes.get("address", address(user))
    where = where if isinstance(where, Address) else address(user)
    return _with(Account(id=where.account_id, organization=ACME, person=person_id, address=where), changes)


def channel(channel_id: str = "slack:T1:C1", **changes: object) -> Channel:
    conversation = channel_id.rsplit(":", 1)[-1]
    where = Address(platform="slack", place="T1", conversation=conversation)
    return _with(Channel(id=channel_id, organization=ACME, name="mentoring", address=where), changes)


def person(person_id: str = "ana", **changes: object) -> Person:
    """Somebody who joined, with working hours in Berlin."""
    return _with(
        Person(
            id=person_id,
            organization=ACME,
            external=f"hr-{person_id}",
            name=person_id.title(),
            email=f"{person_id}@example.com",
            state="joined",
            reachable=True,
            timezone="Europe/Berlin",
            hours=((time(9), time(17)),),
        ),
        changes,
    )


def cohort(cohort_id: str = "spring", **changes: object) -> Cohort:
    made = Cohort(
        id=cohort_id,
        organization=ACME,
        objective="Leaders who try things",
        measure="Two changes a month",
        opened_at=NOON,
    )
    return _with(made, changes)


def talk(talk_id: str = "talk", **changes: object) -> Talk:
    return _with(Talk(id=talk_id, organization=ACME, person="ana", flow="onboarding", asked_at=NOON), changes)


def proposal(proposal_id: str = "first", **changes: object) -> Proposal:
    made = Proposal(id=proposal_id, organization=ACME, cohort="spring", state="ready", asked_by="ada")
    return _with(made, changes)


def line(number: int = 1, **changes: object) -> Line:
    made = Line(
        id=f"line-{number}",
        organization=ACME,
        proposal="first",
        number=number,
        mentor="ana",
        mentee="ben",
        fit=0.5,
    )
    return _with(made, changes)


def leftover(number: int = 1, **changes: object) -> Leftover:
    made = Leftover(
        id=f"left-{number}",
        organization=ACME,
        proposal="first",
        number=number,
        person="cem",
        reason="nobody_free",
    )
    return _with(made, changes)


def pairing(pairing_id: str = "pair", **changes: object) -> Pairing:
    made = Pairing(
        id=pairing_id, organization=ACME, cohort="spring", mentor="ana", mentee="ben", approved_at=NOON
    )
    return _with(made, changes)


def ruling(ruling_id: str = "ruling", **changes: object) -> Ruling:
    made = Ruling(id=ruling_id, organization=ACME, first="ana", second="ben", kind="excluded")
    return _with(made, changes)


def agreement(pairing_id: str = "pair", **changes: object) -> Agreement:
    made = Agreement(
        id=f"agreement-{pairing_id}",
        organization=ACME,
        pairing=pairing_id,
        channel="video",
        rhythm_weeks=3,
        reply="two_days",
        goals=(Goal(text="Post a short video"),),
        stays="What we say stays between us",
        changed_by="ana",
        changed_at=NOON,
    )
    return _with(made, changes)


def session(number: int = 1, **changes: object) -> Session:
    """The first is booked for a day after NOON."""
    made = Session(
        id=f"session-{number}",
        organization=ACME,
        pairing="pair",
        number=number,
        state="booked",
        starts_at=after(days=1),
    )
    return _with(made, changes)


def attendance(person_id: str = "ana", **changes: object) -> Attendance:
    made = Attendance(
        id=f"attendance-{person_id}", organization=ACME, session="session-1", pairing="pair", person=person_id
    )
    return _with(made, changes)


def feedback(person_id: str = "ana", **changes: object) -> Feedback:
    made = Feedback(
        id=f"feedback-{person_id}",
        organization=ACME,
        session="session-1",
        pairing="pair",
        person=person_id,
        given_at=NOON,
    )
    return _with(made, changes)


def check_in(person_id: str = "ana", **changes: object) -> CheckIn:
    made = CheckIn(
        id=f"check-{person_id}",
        organization=ACME,
        pairing="pair",
        person=person_id,
        kind="pulse",
        given_at=NOON,
    )
    return _with(made, changes)


def concern(concern_id: str = "worry", **changes: object) -> Concern:
    made = Concern(
        id=concern_id,
        organization=ACME,
        by="ana",
        pairing="pair",
        text="It is hard",
        contact="eve",
        sent_at=NOON,
    )
    return _with(made, changes)


def seat(person_id: str = "ana", **changes: object) -> Seat:
    made = Seat(
        id=seat_id("spring", "mentors", person_id),
        organization=ACME,
        cohort="spring",
        side="mentors",
        person=person_id,
        channel="slack:T1:C1",
        at=NOON,
    )
    return _with(made, changes)


def survey(person_id: str = "ana", **changes: object) -> Survey:
    made = Survey(
        id=survey_id("spring", person_id),
        organization=ACME,
        cohort="spring",
        pairing="pair",
        person=person_id,
        kind="end",
        answers={"personal": 4, "heard": 4, "again": "teach"},
        given_at=NOON,
    )
    return _with(made, changes)


def story(story_id: str = "story", **changes: object) -> Story:
    """Ana's wish, not answered yet."""
    made = Story(
        id=story_id,
        organization=ACME,
        cohort="spring",
        pairing="pair",
        mentor="ana",
        mentee="ben",
        by="ana",
        begun_at=NOON,
    )
    return _with(made, changes)


def change(change_id: str = "change", **changes: object) -> Change:
    """Ana has written it."""
    made = Change(
        id=change_id,
        organization=ACME,
        cohort="spring",
        pairing="pair",
        mentor="ana",
        mentee="ben",
        by="ana",
        text="Every video has captions",
        approved=("ana",),
        proposed_at=NOON,
    )
    return _with(made, changes)


def tray(person_id: str = "ana", **changes: object) -> Tray:
    return _with(Tray(id=tray_id(person_id), organization=ACME, person=person_id), changes)


def audit(number: int = 1, **changes: object) -> Audit:
    made = Audit(id=f"audit-{number}", organization=ACME, actor="ada", action="people", at=NOON)
    return _with(made, changes)


def background(person_id: str = "ana", **changes: object) -> Background:
    made = Background(id=background_id(person_id), organization=ACME, person=person_id, given_at=NOON)
    return _with(made, changes)


def awareness(cohort_id: str = "spring", **changes: object) -> Awareness:
    return _with(Awareness(id=awareness_id(cohort_id), organization=ACME, cohort=cohort_id), changes)


def sponsor(person_id: str = "ana", **changes: object) -> Sponsor:
    made = Sponsor(id=sponsor_id(person_id), organization=ACME, person=person_id, named_by="ada")
    return _with(made, changes)


def digest(digest_id: str = "digest", **changes: object) -> Digest:
    made = Digest(
        id=digest_id, organization=ACME, cohort="spring", day=NOON.date(), asked_by="ada", made_at=NOON
    )
    return _with(made, changes)


def release(release_id: str = "release", **changes: object) -> Release:
    return _with(
        Release(id=release_id, organization=ACME, cohort="spring", kind="answers", until=NOON), changes
    )


def sender(user: str = "U1", **changes: object) -> Sender:
    made = Sender(platform="slack", place="T1", user=user, address=address(user))
    return msgspec.structs.replace(made, **changes)


def said(event_id: str = "event", text: str = "hello", **changes: object) -> Said:
    made = Said(id=event_id, at=NOON, sender=sender(), text=text)
    return msgspec.structs.replace(made, **changes)


def fell_due(event_id: str = "due", **changes: object) -> FellDue:
    made = FellDue(id=event_id, at=NOON, organization=ACME, rule="start", subject="pair", due=NOON)
    return msgspec.structs.replace(made, **changes)


def message(words: str = "Hello") -> Message:
    return Message(blocks=(Say(text=words), Say(text=phrase("hello.intro", name=words))), summary=words)


def term(words: str = "Q-Gate", **changes: object) -> Term:
    made = Term(id=f"term-{words}", organization=ACME, words=words, state="none", by="ada", at=NOON)
    return _with(made, changes)


def send(person_id: str = "ana", **changes: object) -> Send:
    """To a person; for a channel `send("", channel=...)`."""
    made = Send(kind="answer", message=message(), person=person_id)
    return msgspec.structs.replace(made, **changes)


def full_records(word: str = "walrus") -> tuple[Record, ...]:
    """One record of each class, every field set; `word` stands wherever people wrote something."""
    reason = Suggested(kind="teaches", values={"teacher": "ana", "skills": [word], "hours": 3})
    progress = Progress(
        answers={
            "wants": [word],
            "hours": [["09:00", "12:30"], ["13:00", "17:00"]],
            "capacity": 2,
            "note": word,
            "sure": True,
        },
        skipped=("boundaries",),
        asked="wants",
        pending=(word,),
        maybe=("k8s " + word,),
        only="wants",
        misses=1,
    )
    return (
        organization(name="Acme & Söhne", realm="playground", language="de", closed_at=after(days=8)),
        place("teams:tenant", closed_at=after(days=8), tries=(NOON,)),
        JoinCode(id="code:1", organization=ACME, place="slack:T1", by="ana", expires_at=after(minutes=10)),
        Link(
            id="link:slack:T1:U9",
            organization=ACME,
            account="slack:T1:U9",
            person="ana",
            newcomer="ben",
            state="other",
            at=NOON,
        ),
        account(
            address=address(conversation="D1", extra={"service": "https://example.com/"}), changed_at=NOON
        ),
        reading(
            next_at=after(hours=13),
            begun_at=after(hours=1),
            cursor="dXNlcjpVMDYxTkZUVDI=",
            page=3,
            seen=600,
            left=("ben",),
            outside=("ana",),
            changed=2,
            found=4,
            asked_by=("ana",),
            out_at=after(hours=2),
            read_at=NOON,
            people=590,
            told_changed=1,
            told_found=5,
            told_left=6,
            short=True,
            trusted=True,
            troubled=True,
            fields={"manager": "Xf1"},
            offered=(("Xf1", "Reports to"),),
            profiles_after="ana",
            fields_for="ana",
            fields_off_at=after(hours=3),
        ),
        channel(name="mentoring", away="archived", changed_at=after(hours=1)),
        person(
            name="Zoë O’Brien",
            email=f"{word}@example.com",
            title="Baker",
            department="Bread",
            site="Ulm",
            grade=7,
            manager="hr-ben",
            languages=("de", "en"),
            fingerprint="f1",
            slack_id="U1",
            teams_id="29:1",
            writes_in="slack:T1",
            last_in="teams:tenant",
            link="link:slack:T1:U9",
            is_admin=True,
            is_guest=True,
            gone=True,
            reachable=True,
            listed=("email", "timezone"),
            language="de",
            role="both",
            capacity=3,
            teaches=(word, "b"),
            wants=("a " + word,),
            confidence={"a " + word: 2},
            own_words={"teaches/Excel": word},
            answers={"season": "a " + word, "days": ["b " + word], "rating": 3},
            hours=((time(9), time(12, 30)), (time(13), time(17))),
            channels=("call", "chat"),
            never_with=(word,),
            brokered=True,
            delegate="ben",
            pledged_at=NOON,
            joined_at=after(hours=1),
            waiting_since=after(days=3, microseconds=7),
            start_date=date(2020, 2, 29),
            paused_until=date(2026, 9, 1),
            paused_at=after(days=4),
            ask_again=date(2026, 10, 1),
            left_at=after(days=5),
        ),
        cohort(
            name="Spring",
            objective=word,
            measure=f"more {word}",
            template="other",
            size=5,
            rhythm_weeks=2,
            sessions=4,
            minutes=30,
            min_seniority_gap=1,
            channel="slack:T1:C1",
            zone="Europe/Berlin",
            safe_contacts=(SafeContact(person="eve", state="accepted"),),
            invite_at=after(days=1),
            digest_at=after(days=7),
            opened_by="ada",
            closes_at=after(days=90),
            closed_by="ada",
            quietly=True,
            round="remind",
            round_page=3,
            round_at=after(days=85),
            joined=24,
            adjusted=f"less {word}",
            aim="common",
            aim_since=after(days=2),
            aim_round="offer",
            aim_page=3,
            aim_due=after(days=2, minutes=4),
            rules=PairingRules(min_overlap_hours=1.5, different_site=True, weights={"hours": 0.3}),
            trial=(
                Trial(
                    id="trial",
                    by="eve",
                    rules=PairingRules(different_department=True),
                    min_seniority_gap=3,
                    size=7,
                    before=(PairingRules(), 1, 5),
                    shown=True,
                ),
            ),
            groups=(
                AdviceGroup(
                    side="mentors",
                    channel="slack:T1:C1",
                    asked_by="ana",
                    paused=True,
                    next_at=after(days=1),
                    posted={"3": NOON},
                ),
            ),
            reshaped=(Shape(template="ge", objective="Try", measure="Count", rhythm_weeks=2, sessions=4),),
            began_at=after(hours=3),
            late_at=after(days=2),
            recheck_at=after(days=1, hours=1),
            recheck_after="pair",
            recheck_found=True,
        ),
        background(
            answers={"path": (word,), "shaped": ("abroad", f"b {word}")},
            consents={
                "path": Consent(wording=2, language="de", at=NOON),
                "shaped": Consent(wording=1, language="en", at=after(days=1, microseconds=3)),
            },
        ),
        talk(
            about="pair",
            pairing="pair",
            state="stopped",
            progress=progress,
            asked_in="event:0",
            offered=after(days=2),
        ),
        proposal(
            pairs=3,
            leftovers=2,
            advice=(Advised(kind="unoffered", count=2, values={"skills": ["Chess"], "now": 2}),),
            people=6,
            two_way=1,
            fit=1.5,
            steps=(
                Step(
                    id="step",
                    move="take",
                    lines=(Was(id="line-1", state="proposed", locked=True, hand=True),),
                    left=(Was(id="left-1", state="placed"),),
                    ruling="ruling",
                ),
            ),
            announce_at=after(hours=2),
        ),
        line(
            overlap_hours=2.5,
            reasons=(reason,),
            locked=True,
            hand=True,
            state="removed",
            mentor_teaches=(word,),
            mentee_teaches=(f"b {word}",),
            fit=0.123456789012345,
        ),
        leftover(closest=("ana", "ben"), values={"wish": word, "count": 2}, state="placed"),
        pairing(
            proposal="first",
            overlap_hours=1.5,
            reasons=(reason,),
            state="ended",
            first_writer="ana",
            opener=f"Ask about {word}",
            introduced_at=after(hours=1),
            ended_at=after(days=9),
            ended_because="swap",
            paused_until=date(2026, 9, 3),
            paused_by=f"ana {word}",
            booked_at=after(days=5),
            met_at=after(days=4),
            held=3,
            canceled_at=after(days=3),
            one_way=2,
            planned=8,
            rhythm_weeks=4,
            nudged={"start": after(days=1), "stuck": after(days=2, microseconds=3)},
            mentor_teaches=(word,),
            mentee_teaches=(f"b {word}",),
            fit=0.123456789012345,
        ),
        ruling(kind="swapped"),
        agreement(
            state="agreed",
            goals=(Goal(text=word, percent=50), Goal(text=f"b {word}")),
            stays=f"all about the {word}",
            confirmed=("ana", "ben"),
        ),
        session(
            state="held",
            slots=(after(days=1), after(days=2)),
            turn="ben",
            minutes=30,
            agenda=(word, "", f"b {word}"),
            changes=2,
            over_at=after(days=3),
        ),
        attendance(
            agenda_at=NOON,
            ask_at=after(hours=2),
            asked=2,
            met="yes",
            learned=word,
            taught=f"b {word}",
            next_step=f"c {word}",
        ),
        feedback(useful=5, free=1, wish=f"more {word}", shared_at=after(hours=1)),
        check_in(kind="third", answers={"rating": 4, "surprise": word}),
        seat(state="told"),
        survey(answers={"personal": 4, "again": "teach", f"before/{word}": 2, f"after/{word}": 5}),
        story(
            state="posted",
            by_mentor=Telling(did=word, surprised=f"b {word}", changed=f"c {word}", shows=("name", "team")),
            by_mentee=Telling(did=f"d {word}"),
            text=(Passage(heading="What we did", lines=(f"Ana: {word}", f"The mentee: d {word}")),),
            edition=3,
            waits_since=after(days=7),
            approved=("ana", "ben"),
            posted_at=after(days=8),
            channel="slack:T1:C1",
            post="event:post",
            copies=("event:doubt",),
        ),
        change(
            text=f"more {word}",
            state="agreed",
            edition=2,
            approved=("ana", "ben"),
            names=("ana", "ben"),
            named=True,
            agreed_at=after(days=8),
            told_in=(PostedIn(outbox="event:digest", channel="slack:T1:C1"),),
        ),
        concern(
            text=f"too much {word}",
            state="closed",
            contacts=("eve", "fay"),
            next_contact="fay",
            pass_on_at=after(days=1),
            opened_at=after(hours=1),
            closed_at=after(hours=2),
        ),
        tray(
            items=(Waiting(topic="pulse", about="pair", since=NOON, expires=after(days=7)),),
            open_at=after(hours=1),
            sent=(NOON, after(days=1)),
            unanswered=2,
            stopped=("stuck",),
            later=(Waiting(topic="start", about="pair", since=NOON, expires=after(days=9)),),
            later_at=after(hours=7),
        ),
        audit(subject="ben"),
        awareness(
            next_at=after(days=8),
            paused=True,
            posted={"mentor": NOON, "desk": after(days=14, microseconds=3)},
            sponsor="ana",
            look_at=after(days=28),
            looking=after(days=1),
            topics=("Figma", "TikTok"),
            topics_at=after(days=2),
            short={"TikTok": 5},
            surplus={"Excel": 10},
            beside={"Excel": 5},
            counted_at=after(days=3),
            picture=b"\x89PNG\x00\xfe",
        ),
        sponsor(
            state="agreed",
            sentence=f"Ana is learning {word} from a colleague.",
            draft="draft",
            posts=(PostedIn(outbox="due:post", channel="slack:T1:C1"),),
        ),
        digest(
            kind="report",
            state="posted",
            to_channel=False,
            held=7,
            planned=9,
            joined=12,
            told=after(days=2),
            picture=b"\x89PNG\x00\xff",
        ),
        release(
            shares=(Share(metric="useful", group="mentor", percent=85, people=10),),
            topics=("Negotiation", "kind:tools"),
        ),
        term(state="skill", skill=f"Skill {word}", category="projects", moves_at=after(minutes=1)),
    )


def _with(made: Made, changes: dict[str, object]) -> Made:
    return msgspec.structs.replace(made, **changes)
