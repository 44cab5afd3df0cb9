"""The whole program beside the double of Slack: does it know people by Slack's list of them?"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.e2e.process import run_command, running
from tests.e2e.test_application import send, slack_settings
from tests.slack import FakeSlack
from tests.slack.requests import Requests
from tests.slack.workspace import new_person

ROUNDS = 100
PEOPLE = "id,name,email\n1,Zoe Zed,Zoe@example.com\n2,Ada Ito,ada@example.com\n"


async def seen(slack: FakeSlack, user: str, said: str) -> None:
    """Until this person sees it."""
    for _ in range(ROUNDS):
        if said in slack.seen_by(user, "chat"):
            return
        await asyncio.sleep(0.1)  # delivery is another task of another process
    raise AssertionError(f"{user} does not see {said!r} but {slack.seen_by(user, 'chat')}")


async def test_people_of_the_file_are_themselves_in_slack_and_the_list_is_read(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    slack, requests = FakeSlack(), Requests()
    slack.people["UZOE"] = new_person("UZOE", "zz", profile={"real_name": "zz", "email": "zoe@example.com"})
    slack.people["UADA"] = new_person("UADA", "Ada I.", profile={"email": "ADA@example.com"})
    for user in ("UZOE", "UADA"):
        slack.in_person(user)
    for at in range(450):
        slack.people[f"UX{at:03}"] = new_person(f"UX{at:03}")
    async with slack.serving() as api:
        settings = slack_settings(api) | {"ADMINS": "ada@example.com"}
        code, out, err = await run_command(tmp_path, "people", "import", "people.csv", settings=settings)
        assert (code, err) == (0, ""), out
        async with running(tmp_path, **settings) as address:
            assert await send(address, requests.say("hello", "UZOE")) == 200
            await seen(slack, "UZOE", "Hello Zoe!")
            assert await send(address, requests.command("people", "sync", "UADA")) == 200
            await seen(slack, "UADA", "It has 452 entries.")
            assert await send(address, requests.say("/rm-people zoe", "UADA")) == 200
            await seen(slack, "UADA", "Zoe Zed")
    looked_up = [sent["user"] for name, sent in slack.calls if name == "users.info"]
    assert len(looked_up) == len(set(looked_up)), "nobody is looked up twice"
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert "zoe@example.com" not in log.casefold()
