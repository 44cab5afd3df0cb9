"""Are the Bot Framework's keys the ones of today, however its server behaves?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from adapters.teams.client.keys import DAY_S, LOOK_S, LOOKS, MINUTE_S, KeysAway, SigningKeys
from tests.teams.double import FakeTeams, public_key


class Hand:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds


class Served(msgspec.Struct):
    teams: FakeTeams
    hand: Hand
    keys: SigningKeys


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    teams, hand = FakeTeams(), Hand()
    async with teams.serving() as address:
        keys = SigningKeys(f"{address}/openid", hand.now)
        keys.wait_s, keys.again_s = 1.0, 0.05
        yield Served(teams, hand, keys)
        await keys.close()


async def test_a_changed_key_is_found_at_once(served: Served) -> None:
    assert await served.keys.find("key-1") is not None
    served.teams.keys = [{"kty": "RSA", "kid": "broken"}, {"kty": "EC"}, public_key("key-2")]
    assert await served.keys.find("key-2") is not None
    assert await served.keys.find("key-1") is None
    assert served.teams.key_fetches == 3  # in case that it is there again


async def test_made_up_keys_are_looked_for_now_and_then(served: Served) -> None:
    assert await served.keys.find("key-1") is not None
    for step in range(20):
        served.hand.seconds = step * LOOK_S
        for n in range(3):
            assert await served.keys.find(f"made up {n}") is None
    assert served.teams.key_fetches <= 1 + LOOKS + 20


async def test_after_a_flood_of_made_up_keys_a_changed_one_is_found_soon(served: Served) -> None:
    assert await served.keys.find("key-1") is not None
    served.teams.keys_away = True
    for n in range(30):
        assert await served.keys.find(f"made up {n}") is None
    served.teams.keys_away = False
    served.teams.keys = [public_key("key-2")]
    served.hand.seconds += MINUTE_S
    assert await served.keys.find("key-2") is not None


async def test_a_withdrawn_key_is_good_for_a_day_at_most(served: Served) -> None:
    assert await served.keys.find("key-1") is not None
    served.teams.keys = [public_key("key-2")]
    served.hand.seconds = DAY_S - 1
    assert await served.keys.find("key-1") is not None
    served.hand.seconds = DAY_S + 1
    assert await served.keys.find("key-1") is None


async def test_known_keys_count_on_while_their_server_is_away(served: Served) -> None:
    found = await served.keys.find("key-1")
    assert found is not None
    assert served.keys.still("key-1", found)
    served.teams.keys_away = True
    served.hand.seconds = 3 * DAY_S
    assert not served.keys.still("key-1", found)
    for _ in range(5):
        assert await served.keys.find("key-1") is found
    assert served.teams.key_fetches == 2  # asked again after a while only
    served.teams.keys_away = False
    served.teams.keys = [public_key("key-2")]
    served.hand.seconds += MINUTE_S + 1
    assert await served.keys.find("key-1") is None


async def test_whoever_stops_waiting_does_not_stop_the_others(served: Served) -> None:
    served.teams.keys_away = True
    first, second = (asyncio.create_task(served.keys.find("key-1")) for _ in range(2))
    while not served.teams.key_fetches:
        await asyncio.sleep(0.01)
    first.cancel()
    served.teams.keys_away = False
    assert await second is not None


@pytest.mark.parametrize(
    "made",
    [[], [{"kty": "RSA"}], [{"kty": "RSA", "kid": "x"}], [{"kty": "oct", "kid": "x", "k": "eA"}], 7, [7]],
)
async def test_keys_of_no_form_let_nobody_in(served: Served, made: list[dict[str, object]]) -> None:
    served.keys.wait_s = 0.2
    served.teams.keys = made
    assert await served.keys.find("x") is None
    with pytest.raises(KeysAway):
        await served.keys.read()
