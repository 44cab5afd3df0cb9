"""A whole Grid organization under one installation: several workspaces, one company, one list of people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.settings import SlackSettings
from adapters.slack.grid import Walk, walk_of
from adapters.slack.inbound import inbound
from adapters.slack.senders import Receipt
from bot.events import PlaceClosed
from storage import MemoryStorage
from tests import factories as make
from tests.e2e.test_slack_directory import Quick, Slackers
from tests.e2e.test_slack_oauth import Here, installing, removed
from tests.slack import TOKEN, FakeSlack
from tests.slack.oauth import Agreed
from tests.slack.workspace import Json, new_person

GRID = "E0ACME"
NORTH, SOUTH = "T0NORTH", "T0SOUTH"


class Company(Slackers):
    """The program of Acme in a whole organization."""

    place = f"slack:{GRID}"

    def person_in(self, user: str, *teams: str, **more: object) -> Json:
        enterprise = {"id": user, "enterprise_id": GRID, "enterprise_name": "Acme", "teams": list(teams)}
        made = new_person(user, user.title()) | {"team_id": teams[0] if teams else NORTH} | more
        self.slack.people[user] = made | {"enterprise_user": enterprise}
        for team in teams:
            self.slack.teams[team].append(user)
        return self.slack.people[user]

    def lists(self) -> list[tuple[str | None, str | None]]:
        return [
            (sent.get("team_id"), sent.get("cursor"))
            for name, sent in self.slack.calls
            if name == "users.list"
        ]


@pytest.fixture
async def here() -> AsyncIterator[Company]:
    slack = FakeSlack()
    slack.teams = {NORTH: [], SOUTH: []}
    async with slack.serving() as api:
        settings = SlackSettings(bot_token=TOKEN, signing_secret="s", api_url=f"{api}/api/")
        office = Company(MemoryStorage(), Quick(OneWorkspace(settings)))
        office.slack = slack
        office.person_in("UADA", NORTH)
        try:
            yield office
        finally:
            office.close()


async def test_each_workspace_is_read_to_its_end_also_after_a_crash(here: Company) -> None:
    for at in range(250):
        here.person_in(f"WN{at:04}", NORTH)
        here.person_in(f"WS{at:04}", SOUTH)
    here.found(make.person("zoe", state="known", reachable=False, email="WS0249@example.com"))
    await here.begin()
    assert await here.errands.pump()
    assert await here.errands.pump()
    here.close()
    here.restart()
    await here.settle()
    assert [team for team, _ in here.lists()] == [NORTH, NORTH, SOUTH, SOUTH]
    assert here.asked("auth.teams.list") == 1
    assert here.reading().people == 501
    assert here.person("zoe").reachable, "somebody of the second workspace's second page is recognized"
    assert here.reading().begun_at is None


async def test_somebody_in_two_workspaces_is_one_person(here: Company) -> None:
    here.person_in("W1NOA", NORTH, SOUTH)
    here.found(make.person("noa", state="known", reachable=False, email="w1noa@example.com"))
    await here.read()
    assert set(here.people()) == {"ada", "noa"}
    assert here.person("noa").slack_id == "W1NOA"
    await here.says("W1NOA", "hello")
    assert set(here.people()) == {"ada", "noa"}


@pytest.mark.parametrize("gone_in", [NORTH, SOUTH])
async def test_who_moves_to_another_workspace_has_not_left(here: Company, gone_in: str) -> None:
    """Switched off in one of them, and there in the other, whichever is read first."""
    here.person_in("W1NOA", NORTH, SOUTH)
    here.found(make.person("noa", external="", slack_id="W1NOA"))
    await here.read()
    there = SOUTH if gone_in == NORTH else NORTH
    noa = here.slack.people["W1NOA"]
    noa["enterprise_user"]["teams"] = [there]
    here.slack.deleted_in = {"W1NOA": gone_in}
    await here.night()
    assert not here.person("noa").gone
    noa["deleted"], noa["enterprise_user"]["teams"] = True, []
    await here.night()
    assert here.person("noa").gone


async def test_a_workspace_that_was_taken_out_is_passed_over_and_takes_nobody_along(here: Company) -> None:
    here.person_in("W1NOA", SOUTH)
    here.found(make.person("noa", external="", slack_id="W1NOA"))
    await here.read()
    here.slack.fail("team_access_not_granted", "users.list")
    await here.night()
    assert [team for team, _ in here.lists()][-2:] == [NORTH, SOUTH]
    assert not here.person("noa").gone


async def test_an_organization_without_workspaces_says_what_is_left_to_do(here: Company) -> None:
    here.slack.teams = {}
    here.slack.is_org = True
    here.found()
    await here.read()
    assert "Add to more workspaces" in here.told()["ada"][0]


async def test_its_own_fields_are_those_of_any_workspace(here: Company) -> None:
    here.slack.scopes.add("users.profile:read")
    here.slack.fields = [{"id": "Xf1", "label": "Department", "type": "text", "ordering": 0, "hint": ""}]
    assert await here.directory.fields(GRID) == (("Xf1", "Department"),)
    assert here.slack.calls[-1] == ("team.profile.get", {"team_id": NORTH})


def test_where_a_reading_is_says_its_cursor() -> None:
    walk = Walk(teams=(NORTH, SOUTH), more="next")
    assert (walk.team, walk_of(walk.cursor)) == ("", walk)
    walk = Walk(teams=(NORTH, SOUTH))
    assert walk.after("page").cursor == Walk(teams=(NORTH, SOUTH), at="page").cursor
    assert (walk.after("").team, walk.after("").after("").cursor) == (SOUTH, "")
    assert walk_of("dXNlcjpVMDYxTkZUVDI=") == Walk(), "of another release: from the beginning"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"team_id": None, "enterprise_id": GRID, "is_enterprise_install": True}, GRID),
        ({"team_id": NORTH, "enterprise_id": GRID, "is_enterprise_install": True}, GRID),
        ({"team_id": GRID}, GRID),
        ({"team_id": NORTH, "enterprise_id": GRID}, NORTH),
    ],
)
def test_whose_end_it_is(changes: Json, place: str) -> None:
    made = {name: value for name, value in removed("app_uninstalled").items() if name != "authorizations"}
    (event,) = inbound(made | changes, Receipt(at=make.NOON))
    assert isinstance(event, PlaceClosed)
    assert event.place == place


async def read_everything(here: Here) -> None:
    """Until both lists of people were read."""
    async with asyncio.timeout(30):
        while {token for name, token in here.slack.called if name == "users.list"} != {
            here.slack.token_of[place] for place in ("E1", "T9")
        }:
            await asyncio.sleep(0.05)


async def test_installed_for_the_whole_it_is_one_company_with_all_its_people(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with installing(sqlite_url, tmp_path) as here:
        here.slack.teams = {"T77": [], "T78": []}
        status, text = await here.install(Agreed(user="W1INES", team="", enterprise="E1", company="Grid"))
        assert status == 200
        assert "https://app.slack.com/manage/E1/integrations/profile/A0TURNABOUT/workspaces/add" in text
        await here.install(Agreed(user="U9ZOE", team="T9", company="Zebra"))
        for team in here.slack.teams:
            assert await here.send(here.requests.say("hello", "W1INES"), team, "E1") == (200, "")
        await here.quiet()
        assert here.places().keys() == {"E1", "T9"}
        assert len(here.storage.organizations()) == 2
        whole = here.slack.token_of["E1"]
        await read_everything(here)
        asked = {
            (name, token) for name, token in here.slack.called if name in ("users.list", "auth.teams.list")
        }
        assert ("auth.teams.list", whole) in asked
        assert ("users.list", here.slack.token_of["T9"]) in asked
        here.slack.uninstall("E1")
        gone = removed("app_uninstalled") | {"authorizations": [], "enterprise_id": "E1"}
        assert await here.send_as_it_is(gone | {"team_id": "E1"}) == (200, "")
        assert here.places()["E1"].closed_at is not None
        assert here.places()["T9"].closed_at is None
