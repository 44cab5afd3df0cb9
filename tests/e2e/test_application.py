"""Does the program run as an operator needs it: starts, says how it is, ends when told, refuses what cannot be?

Real processes on this machine, Slack's Web API beside them.
"""

from __future__ import annotations

import asyncio
import re
import socket
import stat
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import psycopg
import pytest
from psycopg import sql

from app import Application
from bot.outcome import Job
from bot.runtime.clocks import SetClock
from bot.runtime.ports import PoolRead
from bot.runtime.service import Service
from bot.runtime.settings import Settings
from bot.runtime.work import Worker
from bot.simulation.company import make_company
from storage import MemoryStorage
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.e2e.process import run_command, running
from tests.postgres import PostgresServer
from tests.slack import TOKEN, FakeSlack
from tests.slack.requests import Json, Requests, encode, signed

SECRET = "walrus-signing-secret"
COUNTED = 30  # rounds of asking until what must come is there
HEADER = "id,name,email,slack_id\n"


async def get(address: str, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"{address}{path}") as answer:
        return answer.status, await answer.text()


async def send(address: str, made: Json) -> int:
    """As Slack sends it."""
    body, content_type = encode(made)
    headers = signed(body, content_type, secret=SECRET, at=time.time())
    url = f"{address}/slack/events"
    async with aiohttp.ClientSession() as http, http.post(url, data=body, headers=headers) as answer:
        return answer.status


def slack_settings(slack: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{slack}/api/",
        "ADMINS": "slack:U1ANA",
    }


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def drop(server: PostgresServer, database: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


@asynccontextmanager
async def serving_slack(home: Path, **more: str) -> AsyncIterator[tuple[str, FakeSlack]]:
    slack = FakeSlack()
    async with slack.serving() as api, running(home, **slack_settings(api), **more) as address:
        yield address, slack


async def test_nothing_set_opens_the_playground_and_ends_cleanly_with_a_page_open(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as http:
        async with running(tmp_path) as address:
            assert (await get(address, "/healthz"))[0] == 200
            assert await get(address, "/readyz") == (200, '{"database": true, "playground": true}')
            assert (await get(address, "/"))[0] == 200
            page = await http.ws_connect(f"{address}/playground/live", origin=address)
        assert (await page.receive(timeout=5)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert "error" not in (tmp_path / "log.txt").read_text("utf-8").lower()


async def test_what_is_counted_names_nobody(tmp_path: Path) -> None:
    async with running(tmp_path) as address:
        status, counted = await get(address, "/metrics")
    assert status == 200
    assert re.search(r'^turnabout_events_total\{status="handled",type="PeopleRead"\} [1-9]', counted, re.M)
    assert re.search(r"^turnabout_outbox_waiting 0\.0$", counted, re.M)
    people = make_company(seed=1, people=5)
    assert not any(person.name in counted or person.id in counted for person in people)


async def test_a_command_in_slack_is_answered_by_a_message_and_both_are_counted(tmp_path: Path) -> None:
    async with serving_slack(tmp_path) as (address, slack):
        assert await send(address, Requests().command("help", "", "U1ANA")) == 200
        for _ in range(COUNTED):
            counted = (await get(address, "/metrics"))[1]
            if 'turnabout_deliveries_total{outcome="sent"} 1.0' in counted:
                break
            await asyncio.sleep(0.2)  # delivery is another task of another process
        assert 'turnabout_deliveries_total{outcome="sent"} 1.0' in counted
        assert 'turnabout_events_total{status="handled",type="Commanded"} 1.0' in counted
        assert len(slack.messages) == 1
        assert (await get(address, "/"))[0] == 404  # no playground beside a real workspace
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert SECRET not in log
    assert TOKEN not in log


async def test_people_imported_before_the_first_message_belong_to_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(HEADER + "7,Ana Lee,ana@example.com,U1ANA\n", "utf-8")
    slack = FakeSlack()
    async with slack.serving() as api:
        settings = slack_settings(api)
        code, out, err = await run_command(tmp_path, "people", "import", "people.csv", settings=settings)
        assert (code, err) == (0, ""), out
        async with running(tmp_path, **settings) as address:
            assert await send(address, Requests().command("me", "", "U1ANA")) == 200
        code, out, _ = await run_command(tmp_path, "people", "import", "people.csv", settings=settings)
    assert code == 0
    assert "0 added, 0 changed, 1 unchanged" in out  # the message made no second organization


async def test_a_second_process_is_sent_to_postgresql_while_the_server_has_the_file(tmp_path: Path) -> None:
    async with running(tmp_path):
        code, out, err = await run_command(tmp_path, "migrate")
        assert (code, out) == (1, "")
        assert "PostgreSQL" in err
        assert len(err.splitlines()) == 1
        code, out, _ = await run_command(tmp_path, "doctor")
        assert (code, out.splitlines()[-1]) == (0, "All is well.")


async def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        settings = {"PORT": port, "LOG_LEVEL": "error"}
        code, out, err = await run_command(tmp_path, "run", settings=settings)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "PORT" in err
    assert port in err


async def test_not_ready_when_the_database_is_gone_and_no_password_in_the_log(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    database = postgres.create()
    url = postgres.url(database).replace("postgres@", "postgres:walrus-password@")
    async with serving_slack(tmp_path, DATABASE_URL=url, SECRET_KEYS=SECRET_KEY) as (address, _):
        assert (await get(address, "/readyz"))[0] == 200
        drop(postgres, database)
        status, parts = await get(address, "/readyz")
        assert (status, parts) == (503, '{"database": false, "slack": true}')
        assert (await get(address, "/healthz"))[0] == 200
        assert "turnabout_outbox_waiting NaN" in (await get(address, "/metrics"))[1]
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert "the database does not answer" in log
    for secret in ("walrus-password", SECRET, TOKEN, SECRET_KEY):
        assert secret not in log


async def test_not_ready_when_the_database_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ANSWER_S", 0.05)
    application, free = (
        Application(Settings(playground="on"), MemoryStorage(), SetClock(make.NOON)),
        threading.Event(),
    )
    stuck = [asyncio.create_task(application.service.call(free.wait)) for _ in range(MemoryStorage.threads)]
    await asyncio.sleep(0)
    assert await application.is_ready() == {"database": False, "playground": True}
    assert b"turnabout_outbox_waiting NaN" in await application.counts()
    free.set()
    await asyncio.gather(*stuck)
    assert await application.is_ready() == {"database": True, "playground": True}
    application.service.close()


class SlowStorage(MemoryStorage):
    """Reads a pool until it is told to stop."""

    threads = 2

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end = threading.Event(), threading.Event()

    def read_pool(self, organization: str, proposal: str, now: datetime) -> PoolRead:
        self.begun.set()
        self.may_end.wait()
        raise LookupError(proposal)


async def test_a_job_that_is_cut_short_by_the_end_is_free_for_the_next_process() -> None:
    storage = SlowStorage()
    with storage.begin() as work:
        work.ask(make.said(), make.ACME, "live", [Job(kind="propose", subject="first")])
    service = Service(storage)
    running_worker = asyncio.create_task(Worker(service, SetClock(make.NOON), "live").run())
    await asyncio.to_thread(storage.begun.wait)
    assert storage.claim_job("live", lease_s=1) is None
    running_worker.cancel()
    await asyncio.wait([running_worker])
    assert storage.claim_job("live", lease_s=1) is not None
    storage.may_end.set()
    service.close()


@pytest.mark.parametrize("command", [("run",), ("migrate",), ("people", "import", "people.csv")])
async def test_nothing_starts_with_wrong_settings_and_all_are_told(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    settings = {
        "DATABASE_URL": "postgresql://u:walrus@localhost:walrus/d",
        "SLACK_BOT_TOKEN": "walrus",
        "TEAMS_APP_PASSWORD": "walrus",
        "LOG_LEVEL": "walrus",
        "PUBLIC_URL": "walrus",
    }
    code, out, err = await run_command(tmp_path, *command, settings=settings)
    assert code == 2
    told = {line.partition(":")[0] for line in err.splitlines()}
    assert told == {*settings, "SECRET_KEYS", "SLACK_SIGNING_SECRET", "TEAMS_APP_ID"} - {"TEAMS_APP_PASSWORD"}
    assert "walrus" not in out + err
    assert files(tmp_path) == []
