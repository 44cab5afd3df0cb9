"""Is Microsoft Graph asked with its own token, only where it is, and are its refusals understood?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.teams.client.graph import NO_CONSENT, OFF, Graph, examine_graph
from adapters.teams.client.settings import TeamsSettings
from bot.runtime.errors import TryLater, Undeliverable
from tests.serving import serving
from tests.teams.graph import WAIT_S, FakeGraph
from tests.teams.requests import TENANT

USERS = "v1.0/users?$select=id&$top=2"


def settings(there: FakeGraph, *, graph: str = "on") -> TeamsSettings:
    return TeamsSettings(
        app_id="app",
        app_password="secret",
        tenant_id=TENANT,
        login_url=there.address,
        graph="on" if graph == "on" else "off",
        graph_url=there.address,
    )


@pytest.fixture
async def there() -> AsyncIterator[FakeGraph]:
    fake = FakeGraph()
    fake.people = [{"id": f"u{number}"} for number in range(5)]
    async with serving(fake.routes()) as address:
        fake.address = address
        yield fake


async def test_one_token_of_its_own_serves_many_calls(there: FakeGraph) -> None:
    graph = Graph(settings(there))
    for _ in range(3):
        assert [one["id"] for one in (await graph.get(TENANT, USERS))["value"]] == ["u0", "u1"]
    (login,) = there.logins
    assert (login["scope"], login["tenant"]) == (f"{there.address}/.default", TENANT)


async def test_each_tenant_has_a_token_of_its_own(there: FakeGraph) -> None:
    graph = Graph(settings(there))
    await graph.get("one", USERS)
    await graph.get("two/../three", USERS)
    assert [login["tenant"] for login in there.logins] == ["one", "two/../three"]


async def test_it_is_off_unless_turned_on(there: FakeGraph) -> None:
    off = settings(there, graph="off")
    with pytest.raises(Undeliverable, match=OFF):
        await Graph(off).get(TENANT, USERS)
    assert await examine_graph(off) == []
    assert not there.logins
    assert not there.calls


async def test_a_token_that_is_refused_is_renewed_once(there: FakeGraph) -> None:
    graph = Graph(settings(there))
    await graph.get(TENANT, USERS)
    there.tokens.clear()
    await graph.get(TENANT, USERS)
    assert len(there.logins) == 2


async def test_pages_are_followed_on_the_same_host_only(there: FakeGraph) -> None:
    graph = Graph(settings(there))
    first = await graph.get(TENANT, USERS)
    second = await graph.get(TENANT, graph.path_of(first["@odata.nextLink"]))
    assert [one["id"] for one in second["value"]] == ["u2", "u3"]
    host = there.address.removeprefix("http://")
    for hostile in (
        "https://evil.example/v1.0/users",
        f"http://{host}@evil.example/v1",
        f"https://{host}/v1",
        "x",
        "",
    ):
        with pytest.raises(TryLater):
            graph.path_of(hostile)


async def test_what_passes_is_asked_again_when_graph_says(there: FakeGraph) -> None:
    graph = Graph(settings(there))
    there.failing += ["throttled", "away", "no_json"]
    waits = []
    for _ in range(3):
        with pytest.raises(TryLater) as caught:
            await graph.get(TENANT, USERS)
        waits.append(caught.value.after_s)
    assert waits == [WAIT_S, None, None]


async def test_no_redirect_is_followed(there: FakeGraph) -> None:
    with pytest.raises(Undeliverable, match="http_302"):
        await Graph(settings(there)).get(TENANT, "v1.0/moved")


async def test_a_consent_that_is_missing_is_told_with_its_cure(there: FakeGraph) -> None:
    there.consented = False
    with pytest.raises(Undeliverable, match=NO_CONSENT):
        await Graph(settings(there)).get(TENANT, USERS)
    ((key, words),) = await examine_graph(settings(there))
    assert key == "TEAMS_GRAPH"
    assert "User.Read.All" in words
    there.consented = True
    assert await examine_graph(settings(there)) == []


async def test_graph_that_is_away_can_be_told_from_a_refusal() -> None:
    nowhere = FakeGraph()
    nowhere.address = "http://127.0.0.1:9"
    ((key, words),) = await examine_graph(settings(nowhere))
    assert key == "TEAMS_GRAPH_URL"
    assert "check the network" in words
