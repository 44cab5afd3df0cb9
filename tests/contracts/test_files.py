"""Files behind signed links: an address for whoever gets the message, and nothing for anybody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from bot.conversation.messages import Block, Divider, File, Message, Say
from bot.outcome import Send
from bot.program.files import LIFE
from bot.program.model import Record
from bot.runtime.clocks import SetClock
from bot.runtime.delivery import Deliverer
from bot.runtime.files import Files, Links, Signed, without_files
from bot.runtime.ports import ChatAdapter, Row, Storage
from bot.runtime.service import Service
from storage import MemoryStorage
from storage.sealed import Keys
from tests import factories as make
from tests.delivering import Office, Platform
from tests.factories import ACME, NOON

BASE = "https://turnabout.example.com"
CALENDAR = File(name="session-1.ics", title="For your calendar", link="file:session/session-1")
HELLO = Say(text="You meet on Tuesday.")


def row(*blocks: Block, language: str = "en") -> Row:
    message = Message(blocks=blocks or (HELLO, CALENDAR), summary="You meet on Tuesday.")
    return Row(
        id="e:0",
        organization=ACME,
        send=Send(kind="answer", message=message, person="ana"),
        address=make.address(),
        language=language,
        timezone="UTC",
        created_at=NOON,
    )


def records() -> list[Record]:
    people = [make.person(one) for one in ("ana", "bob")]
    return [
        make.organization(),
        make.cohort(),
        *people,
        make.pairing("pair", mentor="ana", mentee="bob"),
        make.session(),
    ]


class Company:
    """Storage with a booked session, and the links of its live realm."""

    def __init__(self, storage: Storage, base: str | None = BASE) -> None:
        with storage.begin() as work:
            work.save(records())
        self.storage, self.clock = storage, SetClock(NOON)
        self.service = Service(storage)
        self.files = Files(self.service)
        self.links = self.files.links(self.clock, "live", base)

    def token(self, of: Row | None = None) -> str:
        (block,) = (one for one in self.links.message(of or row()).blocks if isinstance(one, File))
        return block.link.removeprefix(f"{BASE}/files/")


@pytest.fixture
def company() -> Iterator[Company]:
    opened = Company(MemoryStorage())
    yield opened
    opened.service.close()


async def test_on_every_storage_a_link_opens_what_it_was_made_for(storage: Storage) -> None:
    company = Company(storage)
    made = await company.files.read(company.token(row(CALENDAR, language="de")))
    company.service.close()
    assert made is not None
    name, content_type, body = made
    assert (name, content_type) == ("session-1.ics", "text/calendar; charset=utf-8")
    assert isinstance(body, bytes)
    assert b"SUMMARY:Reverse Mentoring: Ana und Bob" in body


async def test_the_file_says_what_is_true_when_it_is_opened(company: Company) -> None:
    token = company.token()
    with company.storage.begin() as work:
        moved = make.session(version=1, changes=1, starts_at=NOON + timedelta(days=3))
        work.save([moved])
    made = await company.files.read(token)
    assert made is not None
    assert isinstance(made[2], bytes)
    assert b"DTSTART:20260305T120000Z" in made[2]


async def test_a_token_tells_nothing_and_nobody_else_can_make_one(company: Company) -> None:
    token = company.token()
    assert ACME not in token
    assert "session" not in token
    stranger = Links(Keys.new(), company.clock, "live", BASE)
    forged = stranger.url(row(), CALENDAR.link).removeprefix(f"{BASE}/files/")
    other = "A" if token[40] != "A" else "B"
    changed = (token[:-4], token[4:], f"{token[:40]}{other}{token[41:]}")
    for bad in ("", "x", "ä", "a/b", "A" * 5000, "../../etc/passwd", forged, *changed):
        assert await company.files.read(bad) is None, bad


async def test_what_we_sealed_for_another_end_is_no_token(company: Company) -> None:
    for text in ("Ana Lee", "{}", '["file"]', '{"type":"file"}', "null"):
        assert await company.files.read(company.storage.sealer.seal(text)) is None


async def test_a_link_lives_for_thirty_days_of_program_time(company: Company) -> None:
    token = company.token()
    company.clock.move_to(NOON + LIFE - timedelta(seconds=1))
    assert await company.files.read(token) is not None
    company.clock.move_to(NOON + LIFE)
    assert await company.files.read(token) is None


async def test_realms_and_companies_do_not_open_each_others_files(company: Company) -> None:
    def signed(**changes: object) -> str:
        usual = Signed(
            organization=ACME,
            realm="live",
            kind="session",
            record="session-1",
            language="en",
            expires=NOON + LIFE,
        )
        return company.links.sign(msgspec.structs.replace(usual, **changes))

    assert await company.files.read(signed()) is not None
    assert await company.files.read(signed(realm="playground")) is None
    assert await company.files.read(signed(organization="other")) is None
    assert await company.files.read(signed(record="session-2")) is None
    assert await company.files.read(signed(kind="diary")) is None


def test_a_message_without_files_stays_as_it_is(company: Company) -> None:
    plain = row(HELLO, File(name="a", title="a", link="https://example.com/a"), Divider())
    assert company.links.message(plain) == without_files(plain) == plain.send.message


def test_without_an_address_the_file_is_left_out_and_the_rest_stays() -> None:
    nowhere = Links(Keys.new(), SetClock(NOON), "live", None)
    assert nowhere.message(row()).blocks == without_files(row()).blocks == (HELLO,)
    assert without_files(row(CALENDAR)).blocks == (HELLO,)  # the summary: no message is empty


@pytest.mark.parametrize("link", ["file:diary/1", "file:session", "file:session/", "file:"])
def test_a_file_nobody_can_make_is_left_out(link: str, company: Company) -> None:
    unknown = File(name="a", title="a", link=link)
    assert company.links.message(row(HELLO, unknown)).blocks == (HELLO,)


def test_the_playground_links_to_its_own_server() -> None:
    links = Links(Keys.new(), SetClock(NOON), "playground", "")
    assert links.url(row(), CALENDAR.link).startswith("/files/")


def test_an_address_is_short_enough_for_every_platform(company: Company) -> None:
    assert len(company.links.url(row(), f"file:session/{'f' * 36}")) < 1000


async def test_delivery_puts_the_address_in() -> None:
    platform = Platform()
    here = Office(platform)
    here.open("ana")
    links = Files(here.service).links(here.clock, "live", BASE)
    adapters: dict[str, ChatAdapter] = {"slack": platform}
    here.deliverer = Deliverer(here.service, adapters, here.clock, "live", links.message)
    here.queue(
        "e", make.send("ana", message=row().send.message), make.send("ana", message=row(HELLO).send.message)
    )
    await here.pump()
    here.close()
    first, second = (delivery.message.blocks for delivery in platform.arrived)
    assert isinstance(first[1], File)
    assert first[1].link.startswith(f"{BASE}/files/")
    assert second == (HELLO,)
    assert here.sent("e:0") == make.send("ana", message=row().send.message)  # what is stored has no address
