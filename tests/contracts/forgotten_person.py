"""Somebody whose every field holds a word of its own, and all the places where that word might be left."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.conversation.flow import Progress
from bot.conversation.messages import (
    Button,
    Buttons,
    Fact,
    Facts,
    Listed,
    Message,
    Rows,
    Say,
    SkillName,
    phrase,
)
from bot.events import DirectoryRead, Event, PeopleRead, RulesTried
from bot.outcome import About, Job, Send
from bot.program.company.members import Member
from bot.program.model import (
    Consent,
    Goal,
    JoinCode,
    Link,
    PairingRules,
    Passage,
    PostedIn,
    Record,
    SafeContact,
    Suggested,
    Telling,
    Trial,
)
from bot.program.people import PersonRow
from bot.program.proposing.effect import Effect, Example
from bot.runtime.ports import Due, Post, SetAside, Storage, home_of, shared_by
from storage import MemoryStorage
from storage.columns import SEALED_MARK
from storage.sealed import Keys
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.factories import ACME, NOON, after

WORD = "quokka"
WHO = "zoe"
NAME = f"Zoë {WORD.title()}sen"
PARTNER = "ben"


def zoe(**changes: object) -> Any:
    given: dict[str, object] = {
        "external": f"hr-{WORD}",
        "name": NAME,
        "email": f"zoe@{WORD}.example.com",
        "title": f"{WORD} keeper",
        "department": f"{WORD} care",
        "site": f"{WORD}town",
        "manager": "hr-boss",
        "fingerprint": f"{WORD}-print",
        "slack_id": f"U{WORD}",
        "teams_id": f"29:{WORD}",
        "teaches": (f"{WORD} feeding", "Python"),
        "wants": (f"more {WORD}",),
        "confidence": {f"more {WORD}": 2},
        "answers": {"season": f"{WORD} season", "days": [f"{WORD}day"]},
        "state": "joined",
        "reachable": True,
        "is_admin": True,
        "joined_at": NOON,
        "pledged_at": NOON,
        "delegate": "dora",
        "never_with": ("cem",),
    }
    return make.person(WHO, **(given | changes))


def around() -> list[Record]:
    """Those who stay."""
    trial = Trial(
        id="trial",
        by=WHO,
        rules=PairingRules(),
        min_seniority_gap=3,
        size=12,
        before=(PairingRules(), 2, 12),
    )
    safe = tuple(SafeContact(person=name, state="accepted") for name in (WHO, "eve"))
    return [
        make.organization(),
        make.place(),
        make.channel(),
        make.cohort(safe_contacts=safe, opened_by=WHO, trial=(trial,)),
        make.person(PARTNER, name="Ben Adler", state="joined", joined_at=NOON, never_with=(WHO, "cem")),
        make.person("boss", external="hr-boss", name="Bo Boss"),
        make.person("below", external="hr-below", name="Una Under", manager=f"hr-{WORD}"),
        make.person("cem", delegate=WHO),
        make.person("dora"),
        make.person("eve"),
        make.person("ada", is_admin=True),
        *(
            make.account(one, one, address=address(one))
            for one in (WHO, PARTNER, "cem", "dora", "eve", "ada")
        ),
    ]


def address(who: str) -> Any:
    user = f"U{WORD}" if who == WHO else who
    return make.address(user, conversation=f"D-{user}")


def shared() -> list[Record]:
    """One record of each kind in which they stand, every text of it with the word."""
    reason = Suggested(kind="teaches", values={"teacher": WHO, "skills": [WORD]})
    talks = Progress(answers={"wants": [WORD], "note": WORD}, asked="wants", pending=(WORD,), maybe=(WORD,))
    kept = make.talk("theirs", person=WHO, about="pair", pairing="pair", progress=talks)
    ben = make.talk("bens", person=PARTNER, flow="agenda", about="pair", pairing="pair", progress=talks)
    chooses = msgspec.structs.replace(talks, answers={"never_with": [WHO]}, pending=(WHO,), maybe=())
    return [
        kept,
        ben,
        make.talk("cems", person="cem", progress=chooses),
        make.proposal(asked_by=WHO),
        make.reading(left=(WHO, "cem"), outside=(WHO,), asked_by=(WHO,)),
        JoinCode(id="code:1", organization=ACME, place="slack:T1", by=WHO, expires_at=NOON),
        Link(id="link:x", organization=ACME, account="teams:tenant:x", person=WHO, newcomer="cem", at=NOON),
        make.line(mentor=WHO, mentee=PARTNER, mentor_teaches=(WORD,), reasons=(reason,), locked=True),
        make.leftover(1, person=WHO, values={"wish": WORD}),
        make.leftover(2, person="cem", closest=(WHO, PARTNER)),
        make.pairing(
            mentor=WHO,
            mentee=PARTNER,
            state="introduced",
            introduced_at=NOON,
            first_writer=WHO,
            opener=f"Ask about the {WORD}",
            mentor_teaches=(f"{WORD} feeding",),
            mentee_teaches=(f"more {WORD}",),
            reasons=(reason,),
            held=2,
        ),
        make.ruling(first=PARTNER, second=WHO),
        make.agreement(
            goals=(Goal(text=f"Feed a {WORD}"),),
            stays=f"all about the {WORD}",
            confirmed=(WHO, PARTNER),
            changed_by=WHO,
        ),
        make.session(state="offered", starts_at=None, turn=WHO, agenda=(f"{WORD} first", "", "")),
        make.attendance(WHO, learned=f"{WORD} one", taught=f"{WORD} two", next_step=f"{WORD} three"),
        make.attendance(PARTNER, learned="how to wait"),
        make.feedback(WHO, useful=5, wish=f"more {WORD}"),
        make.check_in(WHO, answers={"surprise": f"{WORD}!"}),
        make.seat(WHO),
        make.survey(WHO, answers={f"after/{WORD}": 4, "again": "teach"}),
        make.concern(by=WHO, text=f"too much {WORD}", contact="eve", contacts=("eve",)),
        make.concern("hears", by="cem", pairing="", contact=WHO, contacts=(WHO,), next_contact="eve"),
        make.tray(WHO),
        make.background(
            WHO,
            answers={"path": (WORD,)},
            consents={"path": Consent(wording=1, language="en", at=NOON)},
        ),
        make.story(
            mentor=WHO,
            mentee=PARTNER,
            by=WHO,
            state="posted",
            by_mentor=Telling(did=f"we fed a {WORD}", shows=("name",)),
            by_mentee=Telling(changed=f"I like the {WORD}"),
            text=(Passage(heading="did", lines=(f"{NAME}: we fed a {WORD}",)),),
            approved=(WHO, PARTNER),
            channel="slack:T1:C1",
            post="told:0",
        ),
        make.change(
            mentor=WHO,
            mentee=PARTNER,
            by=WHO,
            text=f"Each {WORD} has a name",
            state="agreed",
            approved=(WHO, PARTNER),
            names=(WHO, PARTNER),
            named=True,
        ),
        make.awareness(sponsor=WHO),
        make.sponsor(
            WHO,
            state="agreed",
            sentence=f"{NAME} learns about the {WORD}",
            posts=(PostedIn(outbox="told:1", channel="slack:T1:C1"),),
        ),
        make.sponsor("cem", named_by=WHO),
        make.digest(asked_by=WHO),
        make.term(f"More {WORD}", id="term-1", state="skill", skill="Gates", category="projects"),
        make.term(f"{WORD} feeding", id="term-2", state="none", by=WHO),
        make.term("Q-Gate", id="term-3", state="skill", skill="Gates", category="projects", by=WHO),
        make.audit(1, actor=WHO, subject="cem"),
        make.audit(2, actor="ada", subject=WHO),
    ]


def messages() -> list[Send]:
    """To them, about them, about the pair, and to others with their name or words in every kind of place."""
    words = Message(
        blocks=(
            Say(text=phrase("pairing.word", partner="Zoë")),
            Say(text=phrase("feedback.quoted", words=f"I love my {WORD} so much")),
            Facts(items=(Fact(label="Who", value=NAME), Fact(label="What", value=Listed((NAME, "Ben"))))),
            Rows(columns=("Who",), rows=((NAME,), (SkillName(f"{WORD} feeding"),))),
            Buttons(items=(make_button(),)),
        ),
        summary=NAME,
    )
    hello = Message(blocks=(Say(text=phrase("hello.intro", name=NAME)),), summary="Hello")
    return [
        make.send("", channel="slack:T1:C1", kind="post", message=words, name="0"),
        make.send("", channel="slack:T1:C1", kind="post", message=words, name="1"),
        make.send(WHO, message=hello),
        make.send(PARTNER, message=words, about=About(person=PARTNER, pairing="pair")),
        make.send("ada", kind="admin", message=words),
        make.send("ada", kind="admin", message=make.message("nothing of theirs")),
        make.send("cem", message=words, about=About(person=WHO)),
        make.send("", both="pair", kind="introduction", message=words, about=About(pairing="pair")),
    ]


def make_button() -> Any:
    return Button(label=NAME, action="people.show", data={"person": WHO, "name": NAME})


def plant(storage: Storage) -> None:
    with storage.begin() as work:
        work.save([zoe(), *around(), *shared()])
        sends = messages()
        work.enqueue(make.said("first"), ACME, "live", sends)
        work.enqueue(make.said("second"), ACME, "live", sends)
        work.enqueue(make.said("told"), ACME, "live", sends[:2])
        sender = make.sender(f"U{WORD}", address=address(WHO))
        theirs = make.said(f"slack:action:{WORD}", f"my {WORD}", sender=sender)
        row = PersonRow(id=f"hr-{WORD}", name=NAME, line=2)
        other = PersonRow(id="hr-below", name="Una Under", manager_id=f"hr-{WORD}", line=3)
        examples = (
            Example(person=WHO, before="ben", after="cem"),
            Example(person="cem", before="", after="dee"),
        )
        tried = Effect(changed=2, examples=examples)
        found = (
            Member(user=f"U{WORD}", name=NAME),
            Member(user="U-by-address", name=NAME, email=f"Zoe@{WORD}.example.com"),
            Member(user="below", name="Una Under", above=(f"zoe@{WORD}.example.com", f"U{WORD}")),
        )
        listed = DirectoryRead(id="listed", at=NOON, organization=ACME, place="slack:T1", members=found)
        work.ask(make.said("who"), ACME, "live", (Job(kind="member", subject=f"slack:T1:U{WORD}"),))
        read: list[Event] = [
            theirs,
            listed,
            RulesTried(id="tried", at=NOON, organization=ACME, trial="trial", effect=tried),
            PeopleRead(id="read", at=NOON, organization=ACME, rows=(row, other), admins=(f"hr-{WORD}",)),
        ]
        for event in read:
            assert work.is_new(event)
            work.set_aside(SetAside(event=event, organization=ACME, error="KeyError"))
        dues = [Due(rule="pause_end", subject=WHO, at=after(days=9))]
        work.set_due(ACME, "live", WHO, dues)
    for row_ in storage.claim_rows(
        "live", NOON, lease_s=60, limit=2
    ):  # the oldest of each line is on its way
        storage.mark_sending(row_.id, lease_s=60)
        storage.mark_sent(row_.id, "1.1", row_.address or address(WHO), at=NOON)
    storage.save_post(Post(id="one", organization=ACME, conversation=f"hr-{WORD}", at=NOON, text="hello"))
    said = make.message(f"{NAME} and the {WORD}")
    storage.save_post(Post(id="two", organization=ACME, conversation="ben", at=NOON, message=said))
    storage.save_post(
        Post(id="three", organization=ACME, conversation="#general", author=f"hr-{WORD}", at=NOON, text="hi")
    )
    together = shared_by((f"hr-{WORD}", f"hr-{PARTNER}"))
    storage.save_post(
        Post(id="four", organization=ACME, conversation=together, author="hr-ben", at=NOON, text="hi")
    )
    page = home_of(f"hr-{WORD}")
    storage.save_post(Post(id=page, organization=ACME, conversation=page, at=NOON, message=said))
    storage.write_setting("playground.autopilot", f"hr-below,hr-{WORD}")
    storage.take_turn([(f"slack:T1:D-U{WORD}", 1.0, 1)])


def everything(storage: Storage, url: str) -> dict[str, str]:
    """All that is stored, in the clear, by table."""
    if isinstance(storage, MemoryStorage):
        state = storage._state
        tables: dict[str, Any] = {kind.__name__: dict(kept) for kind, kept in state.records.items()}
        names = ("inbox", "aside", "due", "outbox", "jobs", "rates", "posts", "settings", "forgotten")
        tables |= {name: dict(getattr(state, name)) for name in names}
        return {name: repr(rows) for name, rows in tables.items()}
    keys = Keys.from_settings(SECRET_KEY, Path(), "sqlite")
    engine = sa.create_engine(re.sub("^postgresql", "postgresql+psycopg", url))
    with engine.connect() as db:
        found = {
            table: repr(
                [
                    [_open(keys, cell) for cell in row]
                    for row in db.exec_driver_sql(f'SELECT * FROM "{table}"')
                ]
            )
            for table in sa.inspect(db).get_table_names()
        }
    engine.dispose()
    return found


def _open(keys: Keys, cell: object) -> object:
    return keys.open(cell) if isinstance(cell, str) and cell.startswith(SEALED_MARK) else cell
