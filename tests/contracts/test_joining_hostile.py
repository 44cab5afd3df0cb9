"""What a code must not open, and what must not come back of an organization that has become part of another."""

from __future__ import annotations

from threading import Thread

import msgspec
import pytest

from bot.events import (
    Commanded,
    DirectoryAsked,
    DirectoryRead,
    JobFailed,
    PeopleRead,
    Sender,
)
from bot.outcome import COMES_ALONG
from bot.program.company.members import Member
from bot.program.model import Place, Tray, tray_id
from bot.program.people import PersonRow
from bot.runtime.importing import CannotImport, Import, Target, write
from bot.runtime.ports import SetAside, Storage
from bot.runtime.service import handle, replay
from storage.joining import MOVED
from storage.tables import TABLES
from tests.contracts.joining import (
    BEN,
    SLACK,
    TEAMS,
    companies,
    does,
    home,
    person,
    says,
    sender,
    setup,
    shown,
)
from tests.contracts.test_pairs import keep
from tests.factories import NOON, after

CLEO_AT = "slack:T3"
CLEO = sender(CLEO_AT, "cleo", is_admin=True)


@pytest.mark.parametrize("since", [{"is_admin": False}, {"gone": True}, {"is_guest": True}])
def test_who_runs_the_program_no_more_cannot_let_anybody_in(storage: Storage, since: dict[str, bool]) -> None:
    says(storage, BEN)
    code = shown(storage)
    ana = person(storage, SLACK, "ana")
    keep(storage, msgspec.structs.replace(ana, **since))
    setup(storage, BEN, f"connect {code}")
    assert len(companies(storage)) == 2


def test_a_code_that_others_read_opens_nothing_any_more(storage: Storage) -> None:
    says(storage, BEN)
    says(storage, CLEO)
    code = shown(storage)
    setup(storage, msgspec.structs.replace(BEN, in_person=False), f"connect {code}")
    setup(storage, CLEO, f"connect {code}")
    assert len(companies(storage)) == 3


def test_a_talk_about_setting_up_does_not_stand_in_the_way(storage: Storage) -> None:
    says(storage, BEN)
    setup(storage, BEN)
    code = shown(storage)
    says(storage, BEN, "get better")
    setup(storage, BEN, f"connect {code}")
    assert len(companies(storage)) == 1
    says(storage, BEN, "hi again")


def test_what_waited_to_be_said_there_does_not_stand_in_the_way(storage: Storage) -> None:
    says(storage, BEN)
    old = home(storage, TEAMS)
    ben = person(storage, TEAMS, "ben")

    keep(storage, Tray(id=tray_id(ben.id), organization=old, person=ben.id, unanswered=2, sent=(NOON,)))
    code = shown(storage)
    setup(storage, BEN, f"connect {code}")
    assert len(companies(storage)) == 1


def test_a_file_that_was_set_aside_brings_nothing_back(storage: Storage) -> None:
    says(storage, BEN)
    old = home(storage, TEAMS)
    code = shown(storage)
    row = PersonRow(line=2, id="hr-eve", name="Eve", email="eve@example.com")
    with storage.begin() as work:
        work.set_aside(
            SetAside(
                event=PeopleRead(id="file", at=NOON, organization=old, rows=(row,)),
                organization=old,
                error="x",
            )
        )
    typed = Commanded(id="typed", at=after(), sender=BEN, command="setup", text=f"connect {code}")
    assert handle(storage, typed).status == "handled"
    replay(storage)
    assert len(companies(storage)) == 1


def test_a_file_that_comes_late_brings_nothing_back(storage: Storage) -> None:
    says(storage, BEN)
    old = home(storage, TEAMS)
    row = PersonRow(line=2, id="hr-eve", name="Eve", email="eve@example.com")
    setup(storage, BEN, f"connect {shown(storage)}")
    does(storage, PeopleRead(id="file", at=NOON, organization=old, rows=(row,)))
    assert len(companies(storage)) == 1


def test_whoever_reads_a_file_in_meanwhile_is_told(storage: Storage) -> None:
    says(storage, BEN)
    target = Target(id=home(storage, TEAMS), realm="live", exists=True)
    setup(storage, BEN, f"connect {shown(storage)}")
    row = PersonRow(line=2, id="hr-eve", name="Eve", email="eve@example.com")
    with pytest.raises(CannotImport):
        write(storage, Import(target=target, rows=(row,), columns=(), admins=(), removed=()))
    assert len(companies(storage)) == 1


def test_whatever_comes_late_brings_nothing_back(storage: Storage) -> None:
    says(storage, BEN)
    old = home(storage, TEAMS)
    setup(storage, BEN, f"connect {shown(storage)}")
    zoe = (Member(user="zoe", email="zoe@example.com"),)
    for event in (
        DirectoryAsked(id="1", at=NOON, organization=old, place=TEAMS),
        DirectoryRead(id="2", at=NOON, organization=old, place=TEAMS, members=zoe),
        DirectoryRead(id="3", at=NOON, organization=old, place=TEAMS, begun=NOON, page=1, members=zoe),
        JobFailed(id="4", at=NOON, organization=old, job="x", kind="roster", subject="reading:x", reason="y"),
        JobFailed(id="5", at=NOON, organization=old, job="x", kind="propose", subject="x", reason="y"),
    ):
        does(storage, event)
    assert len(companies(storage)) == 1


def test_a_step_keeps_what_the_storage_moves() -> None:
    assert {TABLES[kind] for kind in COMES_ALONG} == set(TABLES.values()) & set(MOVED)


def at_once(storage: Storage, *typed: tuple[Sender, str]) -> None:
    threads = [Thread(target=setup, args=(storage, who, f"connect {code}")) for who, code in typed]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert storage.set_aside_events() == ()


def test_two_places_with_one_code_at_once(storage: Storage) -> None:
    says(storage, BEN)
    says(storage, CLEO)
    code = shown(storage)
    at_once(storage, (BEN, code), (CLEO, code))
    assert sorted(len(storage.page_of(Place, one.id)) for one in companies(storage)) == [1, 2]


def test_a_joins_b_while_b_joins_c(storage: Storage) -> None:
    """In whichever order: nobody is in an organization that is no more, and no code of one opens the other."""
    says(storage, BEN)
    says(storage, CLEO)
    of_ana, of_ben = shown(storage), shown(storage, BEN)
    at_once(storage, (BEN, of_ana), (CLEO, of_ben))
    places = [{one.id for one in storage.page_of(Place, company.id)} for company in companies(storage)]
    assert sorted(one for some in places for one in some) == [SLACK, CLEO_AT, TEAMS]
    assert {SLACK, TEAMS} <= next(some for some in places if SLACK in some)
