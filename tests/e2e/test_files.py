"""Does somebody who follows a link get the file, and everybody else nothing but a plain sentence? Real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from icalendar import Calendar

from bot.conversation.messages import Message
from bot.program.files import LIFE
from bot.program.model import Record
from bot.runtime.clocks import SetClock
from bot.runtime.files import Links
from bot.runtime.ports import Row
from storage import open_storage
from storage.sealed import Keys
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.e2e.process import running
from tests.e2e.test_application import slack_settings
from tests.slack import FakeSlack

LINK = "file:session/session-1"
Answer = tuple[int, dict[str, str], bytes]


def filled(home: Path) -> Keys:
    """A database in which Ana and Bob have booked a session; gives its keys."""
    people = [make.person(one) for one in ("ana", "bob")]
    pairing = make.pairing("pair", mentor="ana", mentee="bob")
    records: list[Record] = [make.organization(), make.cohort(), *people, pairing, make.session()]
    storage = open_storage(f"sqlite:///{home / 'turnabout.sqlite'}", SECRET_KEY, home=home)
    with storage.begin() as work:
        work.save(records)
    storage.close()
    return storage.sealer


def path_of(keys: Keys, *, made_at: datetime) -> str:
    row = Row(
        id="e:0",
        organization=make.ACME,
        send=make.send(message=Message(blocks=(), summary="")),
        address=make.address(),
        language="en",
        timezone="UTC",
        created_at=made_at,
    )
    return Links(keys, SetClock(made_at), "live", "").url(row, LINK)


async def get(address: str, path: str) -> Answer:
    async with aiohttp.ClientSession() as http, http.get(f"{address}{path}") as answer:
        return answer.status, dict(answer.headers), await answer.read()


async def test_a_link_gives_a_calendar_file_and_a_wrong_one_a_plain_sentence(tmp_path: Path) -> None:
    keys, now = filled(tmp_path), datetime.now(UTC)
    good, old = path_of(keys, made_at=now), path_of(keys, made_at=now - LIFE - timedelta(minutes=1))
    foreign = path_of(Keys.new(), made_at=now)
    slack = FakeSlack()
    async with slack.serving() as api:
        settings = {
            **slack_settings(api),
            "SECRET_KEYS": SECRET_KEY,
            "PUBLIC_URL": "https://turnabout.example.com",
        }
        async with running(tmp_path, **settings) as address:
            status, headers, body = await get(address, good)
            refused = [
                await get(address, path) for path in (old, foreign, "/files/x", "/files/%C3%A4", f"{good}x")
            ]
    (entry,) = Calendar.from_ical(body).walk("VEVENT")
    assert status == 200
    assert entry["uid"] == "session-1@turnabout"
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''session-1.ics"
    for found in (headers, *(each[1] for each in refused)):
        assert found["Cache-Control"] == "private, no-store"
        assert found["X-Content-Type-Options"] == "nosniff"
    assert {each[0] for each in refused} == {404}
    assert len({each[2] for each in refused}) == 1  # nothing tells why
    assert refused[0][2].startswith(b"This link does not work")
    assert good.rpartition("/")[2] not in (tmp_path / "log.txt").read_text("utf-8")
