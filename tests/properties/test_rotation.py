"""Whatever is done by hand, and however late anybody looks at the clock: posts by themselves keep their rules."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.program.awareness import rhythm
from bot.program.awareness.posts import POSTS, SOMETIMES
from bot.program.model import Awareness, awareness_id
from tests.factories import channel, cohort
from tests.unit.awareness.test_rotation import posts_of
from tests.unit.world import ADMIN, World

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")
ALWAYS = [name for name in POSTS if name not in SOMETIMES]
MOVES = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 40)),  # days, from one due moment to the next
    st.tuples(st.just("down"), st.integers(1, 900)),  # hours nobody looks at the clock
    st.tuples(st.just("post"), st.integers(0, len(ALWAYS) - 1)),
    st.tuples(st.just("turn"), st.integers(0, 1)),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.lists(MOVES, min_size=3, max_size=18))
def test_by_itself_one_at_a_time_in_turn_on_a_working_day(zone: str, moves: list[tuple[str, int]]) -> None:
    here = World(channel(), cohort(channel="slack:T1:C1", zone=zone, opened_by=ADMIN))
    here.command(ADMIN, "announce", "on")
    days: list[object] = []  # of everything posted so far
    since: dict[str, set[str]] = {}  # what was posted after each
    for move, number in moves:
        match move:
            case "down":
                here.now += timedelta(hours=number)
            case "turn":
                here.command(ADMIN, "announce", "on" if number else "stop")
            case "post":
                if posts_of(here.press(ADMIN, "announce.post", post=ALWAYS[number]).sends):
                    days.append(here.now.astimezone(ZoneInfo(zone)).date())
                    note(since, ALWAYS[number])
            case _:
                until = here.now + timedelta(days=number)
                while here.now < until:
                    before = here.get(Awareness, awareness_id("spring")).posted
                    here.wait(here.now + timedelta(hours=1))
                    after = here.get(Awareness, awareness_id("spring")).posted
                    fresh = [name for name in after if after[name] != before.get(name)]
                    assert len(fresh) <= 1
                    for name in fresh:
                        local = after[name].astimezone(ZoneInfo(zone))
                        assert local.date() not in days
                        assert rhythm.works_on(local.date(), zone)
                        assert 10 <= local.hour < 15
                        assert name not in since or since[name] >= set(ALWAYS) - {name}
                        days.append(local.date())
                        note(since, name)


def note(since: dict[str, set[str]], name: str) -> None:
    for others in since.values():
        others.add(name)
    since[name] = set()
