"""Can somebody who only asks often keep the program from those it is for?"""

from __future__ import annotations

import asyncio

from bot.runtime import allowance
from bot.runtime.allowance import Allowance
from bot.runtime.one_look import OneLook


async def test_all_who_ask_at_once_are_one_look() -> None:
    looks: list[int] = []
    go_on = asyncio.Event()

    async def look() -> int:
        looks.append(len(looks))
        await go_on.wait()
        return looks[-1]

    look_once = OneLook(look)
    asking = [asyncio.create_task(look_once()) for _ in range(1_000)]
    await asyncio.sleep(0)
    asking[0].cancel()  # who goes away takes nothing from the others
    go_on.set()
    assert set(await asyncio.gather(*asking[1:])) == {0}
    assert await look_once() == 1


async def test_what_goes_wrong_is_told_to_all_and_looked_at_again() -> None:
    async def look() -> int:
        raise OSError

    look_once = OneLook(look)
    for _ in range(2):
        found = await asyncio.gather(look_once(), look_once(), return_exceptions=True)
        assert [type(one) for one in found] == [OSError, OSError]


def test_everybody_has_an_allowance_of_their_own() -> None:
    now_s = 100.0
    mine = Allowance(2, lambda: now_s)
    assert [mine.take("ana") for _ in range(4)] == [True, True, False, False]
    assert mine.take("ben")
    now_s += allowance.WHILE_S - 1
    assert not mine.take("ana")
    now_s += 1
    assert mine.take("ana")


def test_it_remembers_so_many_and_no_more() -> None:
    mine = Allowance(1, lambda: 0.0)
    for number in range(allowance.PEOPLE + 50):
        assert mine.take(f"U{number}")
    assert not mine.take("U60")
    assert mine.take("U0")  # forgotten, as whoever was not heard of for longest
