"""What people tell for the program's aim: kept apart and sealed, read for a proposal only, and gone without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.events import Event, Submitted
from bot.program.keeping.exports import TABLES
from bot.program.model import Background, Consent, Talk
from bot.program.participant.background import BETWEEN, FEWEST
from bot.program.snapshot import Query
from bot.runtime.errors import ConcurrentUpdate
from bot.runtime.exporting import about_me, program_json, rows
from bot.runtime.ports import Storage
from bot.runtime.service import due_event, handle
from storage import MemoryStorage, open_storage
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.contracts.forgotten_person import everything
from tests.contracts.test_pairs import keep, press, say, see, where
from tests.factories import ACME, NOON, after

SINCE = after(days=-1)
TICKED = "one_of_few"  # an answer of which nothing may be left


def told(person: str = "ana", **changes: object) -> Background:
    consents = {"path": Consent(wording=1, language="en", at=NOON)}
    given: dict[str, object] = {"answers": {"path": ("studies",)}, "consents": consents}
    return make.background(person, **(given | changes))


def company(storage: Storage, *people: str, aim: str = "difference") -> None:
    since = SINCE if aim else None
    keep(storage, make.organization(), make.place(), make.proposal())
    keep(storage, make.cohort(opened_by="ada", aim=aim, aim_since=since), make.person("ada", is_admin=True))
    keep(storage, *(make.person(one) for one in people))
    keep(storage, *(make.account(one, one, address=where(one)) for one in ("ada", *people)))


def backgrounds(storage: Storage, **query: object) -> list[str]:
    return list(see(storage, Query(**({"organization": ACME} | query))).backgrounds)  # type: ignore[arg-type]


class TestSeen:
    def test_only_who_asks_and_only_where_it_is_asked_for(self, storage: Storage) -> None:
        company(storage, "ana", "ben")
        keep(storage, told("ana"), told("ben"))
        mine = make.sender("ana", address=where("ana"))
        assert backgrounds(storage, sender=mine, lives=True) == []
        assert backgrounds(storage, sender=mine, background=True) == ["ana"]
        assert backgrounds(storage, people=("ben",), background=True) == ["ben"]
        assert backgrounds(storage, organization="other", people=("ben",), background=True) == []

    def test_whose_tray_it_is(self, storage: Storage) -> None:
        company(storage, "ana")
        keep(storage, told("ana"), make.tray("ana"))
        assert backgrounds(storage, tray="tray:ana", background=True) == ["ana"]

    def test_the_oldest_first_with_the_talks_begun_longest_ago(self, storage: Storage) -> None:
        company(storage, "ana", "ben", "cem")
        keep(storage, told("ana", given_at=after(days=2)), told("ben", given_at=after(days=1)), told("cem"))
        keep(
            storage,
            make.talk("late", person="ana", flow="background", asked_at=after(days=1)),
            make.talk("early", person="ben", flow="background"),
            make.talk("done", person="cem", flow="background", state="done"),
            make.talk("another", person="cem"),
        )
        seen = see(storage, Query(organization=ACME, backgrounds=2))
        assert (list(seen.backgrounds), [one.id for one in seen.talks]) == (["cem", "ben"], ["early", "late"])


class TestRemoved:
    def test_it_is_gone(self, storage: Storage) -> None:
        keep(storage, told("ana"), told("ben"))
        ana = read(storage, "ana")
        with storage.begin() as work:
            work.remove([ana])
        assert [one.person for one in storage.page_of(Background, ACME)] == ["ben"]

    def test_never_what_has_changed_meanwhile_nor_twice(self, storage: Storage) -> None:
        keep(storage, told("ana"))
        old = read(storage, "ana")
        keep(storage, told("ana", version=1, given_at=after(days=1)))
        for stale in (
            old,
            make.background("nobody", version=1),
            told("ana", version=2, organization="other"),
        ):
            with pytest.raises(ConcurrentUpdate), storage.begin() as work:
                work.remove([stale])
        assert read(storage, "ana").given_at == after(days=1)

    def test_taken_back_when_the_rest_of_it_fails(self, storage: Storage) -> None:
        keep(storage, told("ana"), told("ben"))
        ana = read(storage, "ana")
        with pytest.raises(ConcurrentUpdate), storage.begin() as work:
            work.remove([ana, make.background("nobody", version=1)])
        assert len(storage.page_of(Background, ACME)) == 2


def read(storage: Storage, person: str) -> Background:
    (one,) = storage.page_of(Background, ACME, where={"person": (person,)})
    return one


class TestPool:
    people = tuple(f"p{number}" for number in range(FEWEST))

    def read(self, storage: Storage) -> dict[str, frozenset[str]]:
        found = storage.read_pool(ACME, "first", NOON)
        return {one.id: one.background for one in found.pool.members if one.background}

    def test_read_while_there_is_an_aim(self, storage: Storage) -> None:
        company(storage, "quiet", *self.people, aim="common")
        keep(storage, *(told(one) for one in self.people))
        assert storage.read_pool(ACME, "first", NOON).rules.aim == "common"
        assert self.read(storage) == dict.fromkeys(self.people, frozenset({"path/studies"}))

    def test_not_read_without_one(self, storage: Storage) -> None:
        company(storage, *self.people, aim="")
        keep(storage, *(told(one) for one in self.people))
        assert storage.read_pool(ACME, "first", NOON).rules.aim == ""
        assert self.read(storage) == {}

    def test_neither_by_fewer_than_five_nor_for_another_aim(self, storage: Storage) -> None:
        company(storage, *self.people)
        keep(storage, *(told(one) for one in self.people[1:]), told(self.people[0], given_at=after(days=-2)))
        assert self.read(storage) == {}


class Office:
    """Ana tells what shaped her, through the one door."""

    def __init__(self, storage: Storage, url: str) -> None:
        self.storage, self.url = storage, url
        company(storage, "ana", "ben")

    def do(self, *events: Event) -> None:
        for event in events:
            assert handle(self.storage, event).status == "handled"

    def tell(self) -> None:
        self.do(press("begin", "ana", "background.begin"))
        self.do(*(say(f"skip-{number}", "ana", "skip") for number in range(3)))
        (talk,) = self.storage.page_of(Talk, ACME)
        ticks = Submitted(
            id="ticks",
            at=NOON,
            sender=make.sender("ana", address=where("ana")),
            action="talk.answer",
            data={"talk": talk.id, "question": "shaped"},
            values={"chosen": (TICKED,)},
        )
        self.do(ticks, say("agreed", "ana", "yes"), press("show", "ana", "background.show"))
        assert read(self.storage, "ana").answers == {"shaped": (TICKED,)}

    def left(self) -> list[str]:
        return [table for table, found in everything(self.storage, self.url).items() if TICKED in found]

    def kept(self) -> list[Background]:
        return self.storage.page_of(Background, ACME)

    def move(self) -> None:
        """The next page of what goes."""
        ((organization, due),) = self.storage.claim_due("live", NOON + BETWEEN, limit=1)
        self.do(due_event(organization, due, NOON + BETWEEN))


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url: str = "" if request.param == "memory" else request.getfixturevalue(f"{request.param}_url")
    storage = open_storage(url, SECRET_KEY, home=tmp_path) if url else MemoryStorage()
    yield Office(storage, url)
    storage.close()


class TestTold:
    def test_deleted_with_one_tap_nothing_is_left_of_it(self, office: Office) -> None:
        office.tell()
        assert len(office.left()) >= 2  # the record, and what was said about it
        office.do(press("delete", "ana", "background.delete"))
        assert (office.kept(), office.left()) == ([], [])

    def test_turned_off_nothing_is_left_of_it(self, office: Office) -> None:
        office.tell()
        office.do(press("off", "ada", "aim.sure_off"))
        office.move()
        assert (office.kept(), office.left()) == ([], [])

    def test_a_talk_half_done_goes_as_well(self, office: Office) -> None:
        office.do(press("begin", "ana", "background.begin"), say("plan", "ana", "I plan ahead"))
        office.do(press("off", "ada", "aim.sure_off"))
        office.move()
        (talk,) = office.storage.page_of(Talk, ACME)
        assert (talk.state, talk.progress.answers) == ("stopped", {})

    def test_whoever_leaves_takes_it_along(self, office: Office) -> None:
        office.tell()
        office.do(press("leave", "ana", "leave.confirm"))
        assert office.kept() == []

    def test_their_own_file_has_it_and_no_other(self, office: Office) -> None:
        office.tell()
        mine = about_me(office.storage, ACME, "ana", "en")
        (found,) = mine["background"]
        assert isinstance(found, dict)
        assert list(found["answers"]["shaped"]) == [TICKED]
        assert found["consents"]["shaped"]["wording"] == 1
        assert TICKED not in repr(about_me(office.storage, ACME, "ben", "en"))
        assert TICKED.encode() not in b"".join(program_json(office.storage, ACME))
        assert all(TICKED not in repr(list(rows(office.storage, ACME, name))) for name in TABLES)

    def test_it_is_sealed(self, sqlite_url: str, tmp_path: Path) -> None:
        storage = open_storage(sqlite_url, SECRET_KEY, home=tmp_path)
        keep(storage, told("ana", answers={"path": (TICKED,)}))
        storage.close()
        assert all(TICKED.encode() not in file.read_bytes() for file in tmp_path.glob("*.db*"))
