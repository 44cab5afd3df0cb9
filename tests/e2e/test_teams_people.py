"""The whole program beside the double of Teams: does it know people by the members of a team?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

from tests.e2e.process import run_command, running
from tests.teams.double import APP_ID, PASSWORD, FakeTeams, claims, signed
from tests.teams.requests import TENANT, Requests, payload
from tests.teams.roster import roster_person
from tests.teams.rules import Json

ROUNDS = 150
TEAM = "19:all@thread.tacv2"
ADA, ZOE = "UADA", "UZOE"
PEOPLE = "id,name,email\n1,Zoe Zed,Zoe@example.com\n2,Ada Ito,ada@example.com\n3,Kim Ito,kim@example.com\n"


async def send(address: str, teams: FakeTeams, activity: Json) -> None:
    token = signed(claims(teams.address))
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            f"{address}/api/messages",
            json=activity | {"serviceUrl": teams.address},
            headers={"Authorization": f"Bearer {token}"},
        ) as answer,
    ):
        assert answer.status == 200


async def seen(teams: FakeTeams, user: str, said: str) -> None:
    """Until this person sees it."""
    for _ in range(ROUNDS):
        if any(one.conversation == f"a:{user}" and said in str(one.body) for one in teams.messages):
            return
        await asyncio.sleep(0.1)  # delivery is another task of another process
    raise AssertionError(
        f"{user} does not see {said!r} but {[str(one.body)[:900] for one in teams.messages]}"
    )


async def test_people_of_the_file_are_themselves_in_teams_and_the_teams_are_read(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    teams, requests = FakeTeams(), Requests()
    roster = teams.roster
    roster.people = {
        ZOE: roster_person(ZOE, "Zoe Z.", email="zoe@example.com"),
        ADA: roster_person(ADA, "Ada I.", email="ADA@example.com"),
    }
    teams.conversations |= {f"a:{ADA}", f"a:{ZOE}"}
    everybody = [roster_person(f"UX{at:03}") for at in range(150)]
    roster.teams[TEAM] = [*everybody, roster_person("UKIM", "Kim I.", email="kim@example.com")]
    async with teams.serving() as api:
        settings = {
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_TENANT_ID": TENANT,
            "TEAMS_OPENID_METADATA_URL": f"{api}/openid",
            "TEAMS_LOGIN_URL": api,
            "TEAMS_SERVICE_HOSTS": api.removeprefix("http://"),
            "ADMINS": "ada@example.com",
        }
        code, out, err = await run_command(tmp_path, "people", "import", "people.csv", settings=settings)
        assert (code, err) == (0, ""), out
        async with running(tmp_path, **settings) as address:
            await send(address, teams, requests.say("hello", ZOE))
            await seen(teams, ZOE, "Hello Zoe!")
            await send(address, teams, requests.say("hello", ADA))
            joined = payload("team_joined")
            joined["from"] = {"id": f"29:{ADA}", "name": "Ada", "aadObjectId": ADA}
            joined["channelData"] |= {"team": {"id": TEAM, "name": "All of us"}}
            await send(address, teams, joined)
            await send(address, teams, requests.say("/rm-people sync", ADA))
            await seen(teams, ADA, "I've read the list of people. It has 151 entries.")
            await send(address, teams, requests.say("/rm-people kim", ADA))
            await seen(teams, ADA, "Kim Ito")
    looked_up = [path for path in roster.asked if "/members/" in path]
    assert len(looked_up) == len(set(looked_up)), "nobody is looked up twice"
    log = (tmp_path / "log.txt").read_text("utf-8")
    assert "zoe@example.com" not in log.casefold()
