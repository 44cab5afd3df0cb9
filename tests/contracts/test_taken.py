"""Files that tell about people: for whom the link was made, as long as they may see it, for a day."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.conversation.messages import File, Message, Say
from bot.events import ErasureAsked
from bot.outcome import Send
from bot.program.keeping.exports import TABLES
from bot.program.model import Record, Telling
from bot.runtime.clocks import SetClock
from bot.runtime.exporting import PIECE, TAKEN, about_me
from bot.runtime.files import Files
from bot.runtime.ports import Row, Storage
from bot.runtime.service import Service, handle
from tests import factories as make
from tests.factories import ACME, NOON

DAY = timedelta(days=1)
MINE = "a word of mine"
THEIRS = "a secret of theirs"


def records() -> list[Record]:
    return [
        make.organization(),
        make.place(),
        make.person("ada", is_admin=True, name="Ada Admin", joined_at=NOON),
        make.person("ana", name="Ana Silva", joined_at=NOON, answers={"season": MINE}, never_with=("ben",)),
        make.person("ben", name="Ben Adler", joined_at=NOON, answers={"season": THEIRS}),
        make.account("ana", "ana", changed_at=NOON),
        make.pairing(state="paused", paused_by="ben", introduced_at=NOON),
        make.session(agenda=("what we talk about", "", "")),
        make.attendance("ana", learned=MINE),
        make.attendance("ben", learned=THEIRS),
        make.feedback("ana", wish=MINE),
        make.feedback("ben", wish=THEIRS),
        make.check_in("ben", answers={"why": THEIRS}),
        make.survey("ben", answers={"again": "no", f"after/{THEIRS}": 2}),
        make.concern(by="ana", text=MINE),
        make.concern("other", by="ben", text=THEIRS, contact="ana"),
        make.story(by_mentor=Telling(did=MINE), by_mentee=Telling(did=THEIRS)),
        make.change(names=("ana",)),
        make.talk("open", person="ana"),
        make.audit(1, actor="ada", action="people", subject="ana"),
    ]


class Company:
    def __init__(self, storage: Storage) -> None:
        with storage.begin() as work:
            work.save(records())
            work.enqueue(make.said(), ACME, "live", [make.send("ana", message=make.message(MINE))])
        self.storage, self.clock = storage, SetClock(NOON)
        self.service = Service(storage)
        self.files = Files(self.service)
        self.links = self.files.links(self.clock, "live", "https://x.example.com")

    def token(self, link: str) -> str:
        blocks = (Say(text="Here"), File(name="x", title="x", link=link))
        send = Send(kind="answer", message=Message(blocks=blocks, summary="Here"), person="ana")
        row = Row(
            id="e:0", organization=ACME, send=send, address=make.address(), language="en", timezone="UTC",
            created_at=NOON,
        )  # fmt: skip
        (block,) = (one for one in self.links.message(row).blocks if isinstance(one, File))
        return block.link.removeprefix("https://x.example.com/files/")

    async def read(self, link: str, token: str = "") -> str | None:
        served = await self.files.read(token or self.token(link))
        if served is None:
            return None
        assert not isinstance(served[2], bytes)
        return b"".join([piece async for piece in served[2]]).decode("utf-8-sig")


@pytest.fixture
async def company(storage: Storage) -> AsyncIterator[Company]:
    opened = Company(storage)
    yield opened
    opened.service.close()


async def test_an_admin_gets_names_states_and_dates(company: Company) -> None:
    for name, table in TABLES.items():
        text = await company.read(f"file:{name}_csv/ada")
        assert text is not None
        assert next(csv.reader(text.splitlines())) == list(table.columns)
        assert [word for word in (MINE, THEIRS, "what we talk about", "season") if word in text] == []
    whole = await company.read("file:program_json/ada")
    assert whole is not None
    found = json.loads(whole)
    assert {one["name"] for one in found["people"]} == {"Ada Admin", "Ana Silva", "Ben Adler"}
    assert found["pairings"][0]["state"] == "on a break"


@pytest.mark.parametrize("kind", [name for name, taken in TAKEN.items() if taken.admin])
async def test_nobody_else_does(company: Company, kind: str) -> None:
    assert await company.read(f"file:{kind}/ana") is None
    assert await company.read(f"file:{kind}/nobody") is None
    token = company.token(f"file:{kind}/ada")
    with company.storage.begin() as work:
        work.save([make.person("ada", is_admin=False, version=1)])
    assert await company.read("", token) is None


async def test_a_link_lives_for_a_day(company: Company) -> None:
    token = company.token("file:people_csv/ada")
    company.clock.move_to(NOON + DAY - timedelta(seconds=1))
    assert await company.read("", token) is not None
    company.clock.move_to(NOON + DAY)
    assert await company.read("", token) is None


async def test_everything_about_me_and_nothing_of_others(company: Company) -> None:
    for link in ("file:me_json/ana", "file:me_csv/ana"):
        text = await company.read(link)
        assert text is not None
        assert text.count(MINE) >= 5
        assert THEIRS not in text
        assert "Ben Adler" in text
    found = about_me(company.storage, ACME, "ana", "en")
    assert {name for name, items in found.items() if items} >= {
        *("person", "talk", "pairing", "session", "attendance", "feedback", "concern", "audit", "messages"),
    }
    assert MINE in str(found["messages"])
    assert (MINE in str(found["story"]), THEIRS in str(found["story"])) == (True, False)
    assert "'names': ['Ana Silva']" in str(found["change"])
    assert "2026-03-02" in str(found["account"])  # since when they have the app


async def test_what_was_forgotten_opens_nothing(company: Company) -> None:
    token = company.token("file:me_json/ana")
    handle(company.storage, ErasureAsked(id="erase", at=NOON, organization=ACME, person="ana"))
    assert await company.read("", token) is None
    pairings = await company.read("file:pairings_csv/ada")
    assert pairings is not None
    assert "former participant" in pairings


async def test_many_people_come_in_pieces(company: Company) -> None:
    many = [make.person(f"p{at:05}", name=f"Person {at}", joined_at=NOON) for at in range(2 * PIECE + 1)]
    with company.storage.begin() as work:
        work.save(many)
    served = await company.files.read(company.token("file:people_csv/ada"))
    assert served is not None
    assert not isinstance(served[2], bytes)
    pieces = [piece async for piece in served[2]]
    assert b"".join(pieces).count(b"\n") == len(many) + 4
    assert len(pieces) > 3
