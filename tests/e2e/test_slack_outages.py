"""What does Slack hear while the database is gone, held or slow? Soon that nothing is stored, and later the rest.

The real application; the database is held by another connection, or lets nobody in.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.e2e.test_slack_oauth import Here, installing
from tests.postgres import PostgresServer
from tests.slack.requests import Json
from tests.slack.workspace import TEAM, TOKEN

ONE = {
    "SLACK_CLIENT_ID": "",
    "SLACK_CLIENT_SECRET": "",
    "SLACK_AUTHORIZE_URL": "",
    "SLACK_BOT_TOKEN": TOKEN,
    "ADMINS": "slack:U1ANA",
}
EVENT_S, PERSON_S = 1.2, 3.0  # with a little for a busy machine
BUTTON: Json = {
    "type": "button",
    "action_id": "press:1",
    "text": {"type": "plain_text", "text": "Help"},
    "value": '{"a": "command", "d": {"command": "help"}}',
}


@asynccontextmanager
async def serving(database: str, home: Path) -> AsyncIterator[Here]:
    async with installing(database, home, **ONE) as here:
        here.slack.in_person("U1ANA")
        assert await here.send(here.requests.say("hello", "U1ANA"), TEAM) == (200, "")
        await here.quiet()
        yield here


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another program writes to the SQLite file, for long."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody else may write down that an event was handled."""
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


@contextmanager
def shut(server: PostgresServer, url: str) -> Iterator[None]:
    """The server is there and lets nobody in."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(allow.format(sql.Identifier(str(name)), sql.SQL("false")))
        connection.execute(end, [name])
        try:
            yield
        finally:
            connection.execute(allow.format(sql.Identifier(str(name)), sql.SQL("true")))


async def timed(here: Here, made: Json) -> tuple[int, str, float]:
    began = time.monotonic()
    status, text = await here.send(made, TEAM)
    return status, text, time.monotonic() - began


async def told_so(here: Here) -> list[Json]:
    """Everybody is told in time that nothing was stored; gives what Slack will send again."""
    said = [here.requests.say(f"hello {n}", "U1ANA") for n in range(3)]
    status, _, took_s = await timed(here, said[0])
    assert (status, took_s < EVENT_S) == (503, True), took_s
    for status, _, took_s in await asyncio.gather(*(timed(here, one) for one in said)):
        assert (status, took_s < EVENT_S) == (503, True), took_s
    status, text, took_s = await timed(here, here.requests.command("join", "", "U1ANA"))
    assert (status, "couldn't save" in text, took_s < PERSON_S) == (200, True, True), took_s
    shown = {"blocks": [{"type": "actions", "elements": [BUTTON]}]}
    pressed = here.requests.press(shown, "Help", "U1ANA")
    pressed["response_url"] = f"{here.slack.address}/reply"
    status, text, took_s = await timed(here, pressed)
    assert (status, text, took_s < PERSON_S) == (200, "", True), took_s
    assert "couldn't save" in here.slack.replies[-1]["text"]
    return said


async def goes_on(here: Here, said: list[Json]) -> None:
    """By itself; what Slack sends again has one effect."""
    async with asyncio.timeout(20):
        for one in said:
            while (await here.send(one, TEAM))[0] != 200:
                await asyncio.sleep(0.1)
    await asyncio.gather(*(here.send(one, TEAM) for one in said))
    await here.quiet()
    answers = [message.body["text"] for message in here.slack.messages]
    assert len(answers) == 1 + len(said)


async def test_a_sqlite_file_that_another_program_holds(sqlite_url: str, tmp_path: Path) -> None:
    async with serving(sqlite_url, tmp_path) as here:
        with held(tmp_path / "turnabout.db"):
            said = await told_so(here)
        await goes_on(here, said)


async def test_a_database_that_is_slow(postgres_url: str, tmp_path: Path) -> None:
    async with serving(postgres_url, tmp_path) as here:
        with locked(postgres_url):
            said = await told_so(here)
        await goes_on(here, said)


async def test_a_database_that_lets_nobody_in(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    async with serving(postgres_url, tmp_path) as here:
        with shut(postgres, postgres_url):
            said = await told_so(here)
        await goes_on(here, said)


async def test_what_was_begun_and_stored_too_late_is_delivered_and_known_again(
    postgres_url: str, tmp_path: Path
) -> None:
    async with serving(postgres_url, tmp_path) as here:
        said = here.requests.say("hello once more", "U1ANA")
        with locked(postgres_url):
            assert (await here.send(said, TEAM))[0] == 503
        async with asyncio.timeout(5):
            while len(here.slack.messages) < 2:
                await asyncio.sleep(0.02)
        assert await here.send(said, TEAM) == (200, "")
        await here.quiet()
        assert len(here.slack.messages) == 2


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect?state=x&code=c"])
async def test_somebody_who_installs_the_app_reads_that_too(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path, path: str
) -> None:
    async with installing(postgres_url, tmp_path) as here:
        cookie = {"Cookie": "turnabout-slack-install=x"}
        with shut(postgres, postgres_url):
            async with here.http.get(f"{here.address}{path}", headers=cookie) as answer:
                assert answer.status in (401, 503)
                assert "nothing is lost" in await answer.text()
            assert (await here.send(here.requests.say("hello", "U1INES")))[0] == 503
        # What was opened while the server went may have been cut since: then it is said once more, and works after it.
        again = [(await here.install())[0] for _ in range(2)]
        assert again[-1] == 200
        assert set(again) <= {200, 503}
