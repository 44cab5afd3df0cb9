"""Forget me: a word planted wherever one person can stand is nowhere afterwards, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.events import (
    Arrived,
    ChannelSeen,
    DirectoryRead,
    ErasureAsked,
    Event,
    FormClosed,
    HomeOpened,
    Mentioned,
    PeopleRead,
    RulesTried,
)
from bot.program.company.members import Member
from bot.program.keeping.fates import FATES, Gone
from bot.program.keeping.former import is_former
from bot.program.keeping.mine import MINE
from bot.program.model import (
    Audit,
    Change,
    Cohort,
    Concern,
    Line,
    Pairing,
    Person,
    Session,
    Sponsor,
    Story,
    Talk,
)
from bot.program.people import PersonRow
from bot.program.snapshot import Query
from bot.runtime.ports import Storage
from bot.runtime.service import handle
from storage import MemoryStorage, open_storage
from storage.erasing import OTHERS
from storage.tables import METADATA, TABLES
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.contracts.forgotten_person import (
    NAME,
    PARTNER,
    WHO,
    WORD,
    address,
    everything,
    plant,
    shared,
)
from tests.contracts.test_pairs import say
from tests.factories import ACME, NOON

TRACES = (WORD, WORD.title(), "Zoë", f"'{WHO}'", f'"{WHO}"')


class Company:
    def __init__(self, storage: Storage, url: str) -> None:
        self.storage, self.url = storage, url
        plant(storage)

    def erase(self) -> None:
        asked = ErasureAsked(id="erase", at=NOON, organization=ACME, person=WHO)
        assert handle(self.storage, asked).status == "handled"

    def left(self) -> list[tuple[str, str]]:
        """Where something of them still stands: (table, trace)."""
        found = everything(self.storage, self.url)
        return [(table, trace) for table, rows in found.items() for trace in TRACES if trace in rows]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Company]:
    url: str = "" if request.param == "memory" else request.getfixturevalue(f"{request.param}_url")
    storage = open_storage(url, SECRET_KEY, home=tmp_path) if url else MemoryStorage()
    yield Company(storage, url)
    storage.close()


def test_every_kind_of_record_and_every_table_has_its_fate() -> None:
    assert FATES.keys() == TABLES.keys()
    assert MINE.keys() == TABLES.keys()
    assert OTHERS.keys() == METADATA.tables.keys() - {table.name for table in TABLES.values()}


def test_the_planted_records_are_of_every_kind_that_names_people(company: Company) -> None:
    kinds = {type(record) for record in shared()} | {Person, Cohort}
    assert {kind for kind, fate in FATES.items() if fate.found(_gone())} - kinds <= {type(make.account())}
    assert len(company.left()) > 20


def _gone() -> Gone:
    return Gone(person=make.person(WHO), former="former:1", pairings=frozenset({"pair"}))


def test_nothing_is_left_anywhere(company: Company, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    company.erase()
    assert company.left() == []
    assert WORD not in caplog.text
    written = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
    assert all(trace.encode() not in written for trace in (WORD, NAME, "Quokkasen"))
    aside = [one.event for one in company.storage.set_aside_events()]
    assert [type(one) for one in aside] == [DirectoryRead, PeopleRead, RulesTried]
    assert isinstance(aside[0], DirectoryRead)
    assert [one.name for one in aside[0].members] == ["Una Under"]


def test_what_two_shared_stays_for_the_counts(company: Company) -> None:
    company.erase()
    (pairing,) = company.storage.page_of(Pairing, ACME)
    assert (pairing.mentee, pairing.state, pairing.held) == (PARTNER, "ended", 2)
    assert is_former(pairing.mentor)
    assert pairing.first_writer == pairing.mentor
    (session,) = company.storage.page_of(Session, ACME)
    assert (session.state, session.agenda) == ("canceled", ("", "", ""))
    (line,) = company.storage.page_of(Line, ACME)
    assert is_former(line.mentor)
    audit = company.storage.page_of(Audit, ACME)
    assert {(one.actor, one.subject) for one in audit} == {
        ("former", "cem"),
        ("ada", "former"),
        ("", "former"),
    }


def test_what_they_did_for_others_passes_on(company: Company) -> None:
    company.erase()
    people = {person.id: person for person in company.storage.page_of(Person, ACME)}
    assert people["below"].manager == "hr-boss"  # nobody is paired inside a line with a gap
    assert people["cem"].delegate == ""
    assert people[PARTNER].never_with == ("cem",)
    (cohort,) = company.storage.page_of(Cohort, ACME)
    assert cohort.opened_by == "ada"
    assert [contact.person for contact in cohort.safe_contacts] == ["eve"]
    (concern,) = company.storage.page_of(Concern, ACME)
    assert (concern.id, concern.by, concern.state) == ("hears", "cem", "sent")
    talks = {talk.id: talk for talk in company.storage.page_of(Talk, ACME)}
    assert set(talks) == {"bens", "cems"}
    assert talks["cems"].progress.answers == {"never_with": []}
    heard = {row.send.person for row in company.storage.claim_rows("live", NOON, lease_s=60, limit=99)}
    assert {PARTNER, "ada", "eve"} <= heard


def test_what_stands_in_a_channel_about_them_goes(company: Company) -> None:
    company.erase()
    (story,) = company.storage.page_of(Story, ACME)
    assert (story.state, story.text, story.mentee, story.post) == ("withdrawn", (), PARTNER, "")
    (change,) = company.storage.page_of(Change, ACME)
    assert (change.state, change.text) == ("withdrawn", "")
    assert [(one.person, one.named_by) for one in company.storage.page_of(Sponsor, ACME)] == [("cem", "ada")]
    taken_back: set[str] = set()
    while rows := company.storage.claim_rows("live", NOON, lease_s=60, limit=99):
        taken_back |= {row.send.replaces for row in rows if row.send.kind == "unpost"}
        for row in rows:
            company.storage.mark_over(row.id, "dropped", "seen", at=NOON)
    assert taken_back == {"told:0", "told:1"}


def test_a_message_that_waits_is_said_without_them(company: Company) -> None:
    company.erase()
    said = [str(kept.message) for kept in company.storage.messages_to(ACME, "ada")]
    assert any("value.former" in one for one in said)
    assert any("nothing of theirs" in one for one in said)


def test_a_file_of_the_hr_system_does_not_bring_them_back(company: Company) -> None:
    company.erase()
    rows = (
        PersonRow(id=f"hr-{WORD}", name=NAME, line=2),
        PersonRow(id="other-id", name=NAME, email=f"ZOE@{WORD}.example.com", line=3),
        PersonRow(id="third-id", name=NAME, slack_id=f"U{WORD}", line=4),
        PersonRow(id="hr-new", name="Nina Neu", never_with=(f"hr-{WORD}",), line=5),
    )
    read = PeopleRead(id="again", at=NOON, organization=ACME, rows=rows)
    assert handle(company.storage, read).status == "handled"
    people = company.storage.page_of(Person, ACME)
    assert {person.external for person in people if person.name in (NAME, "Nina Neu")} == {"hr-new"}
    assert company.left() == []


def test_the_key_of_the_marks_outlives_the_keys_of_the_deployment(sqlite_url: str, tmp_path: Path) -> None:
    first = Company(open_storage(sqlite_url, SECRET_KEY, home=tmp_path), sqlite_url)
    first.erase()
    first.storage.close()
    both = open_storage(sqlite_url, f"another key,{SECRET_KEY}", home=tmp_path)
    both.reseal()
    both.close()
    storage = open_storage(sqlite_url, "another key", home=tmp_path)
    read = PeopleRead(
        id="again", at=NOON, organization=ACME, rows=(PersonRow(id=f"hr-{WORD}", name=NAME, line=2),)
    )
    handle(storage, read)
    assert NAME not in {person.name for person in storage.page_of(Person, ACME)}
    storage.close()


def test_erased_twice_changes_nothing_more(company: Company) -> None:
    company.erase()
    before = everything(company.storage, company.url)
    again = ErasureAsked(id="erase-again", at=NOON, organization=ACME, person=WHO)
    assert handle(company.storage, again).status == "handled"
    after = everything(company.storage, company.url)
    assert {name for name in before if before[name] != after[name]} == {"inbox"}


def test_whoever_writes_again_starts_from_nothing(company: Company) -> None:
    company.erase()
    sender = make.sender(f"U{WORD}", address=address(WHO))
    handle(company.storage, make.said("hello-again", "hello", sender=sender))
    people = [one for one in company.storage.page_of(Person, ACME) if one.slack_id == f"U{WORD}"]
    assert [(one.state, one.teaches, one.external) for one in people] == [("known", (), "")]
    assert people[0].id != WHO


def test_whoever_only_looks_stays_forgotten(company: Company) -> None:
    """Their page, our conversation, a channel they bring us into, a mention, the nightly list, a form they put away:
    no act of theirs.
    """
    company.erase()
    user, here = f"U{WORD}", make.address(f"U{WORD}", conversation="")
    sender = make.sender(user, address=here, name=NAME, email=f"zoe@{WORD}.example.com", standing="member")
    member = Member(user=user, name=NAME, email=f"zoe@{WORD}.example.com")
    channel = make.address("", conversation="C77")
    admin = make.sender(f"U-{PARTNER}")
    looks: list[Event] = [
        HomeOpened(id="look-1", at=NOON, sender=sender),
        Arrived(id="look-2", at=NOON, sender=sender),
        ChannelSeen(id="look-3", at=NOON, sender=sender, name="general", channel=channel, joined=True),
        Mentioned(id="look-4", at=NOON, sender=admin, members=(member,)),
        DirectoryRead(id="look-5", at=NOON, organization=ACME, place="slack:T1", members=(member,)),
        FormClosed(id="look-6", at=NOON, sender=sender, action="talk.form", data={"talk": "of-before"}),
    ]
    for event in looks:
        assert handle(company.storage, event).status == "handled"
        assert user not in {one.slack_id for one in company.storage.page_of(Person, ACME)}, event
    claimed = company.storage.claim_rows("live", NOON, lease_s=60, limit=50)
    homes = [row for row in claimed if row.send.kind == "home"]
    assert [row.address for row in homes] == [here]
    for row in claimed:
        company.storage.mark_sending(row.id, lease_s=60)
        company.storage.mark_sent(row.id, "1", row.address or here, at=NOON)
    assert company.left() == []


def test_the_partner_goes_on(company: Company) -> None:
    company.erase()
    for number, said in enumerate(("/rm-me", "/rm-session", "/rm-goal", "who is my partner?", "/rm-concern")):
        assert handle(company.storage, say(f"ben-{number}", PARTNER, said)).status == "handled"
    with company.storage.begin() as work:
        snapshot = work.load(Query(organization=ACME, people=(PARTNER,), history=True, lives=True))
    assert [is_former(one.mentor) for one in snapshot.past] == [True]
