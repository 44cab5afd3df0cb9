"""One process in Slack and in Teams: two places joined by a code, a mentor here and a mentee there who meet, say how it
was and pass a word on; and a concern there that a safe contact here hears.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from tests.conversations.story import play
from tests.e2e.abroad import Across, across

CODE = re.compile(r"/rm-setup connect ([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})")
SET_UP = (
    "/rm-setup",
    "[Leaders use new tools with confidence]",
    "Most pairs meet six times",
    "[The Hartford: six talks, every three weeks]",
    "12",
    "Carla Rossi and David Okoye",
    "[None for now]",
    "English",
)
MENTOR = (
    "/rm-join",
    "[As a mentor]",
    "TikTok",
    "yes",
    "public speaking",
    "yes",
    "2",
    "[That's right]",
    "9 to 5",
)
MENTEE = (
    "join",
    "[As a mentee]",
    "presenting",
    "yes",
    "TikTok",
    "yes",
    "[1]",
    "[That's right]",
    "[That's right]",
)
BOTH = ("video", "nobody", "no", "yes")


async def does(place: Across, who: str, *steps: str) -> None:
    for step in steps:
        assert await play(place, f"> {who}: {step}"), step


async def test_a_pair_across_slack_and_teams(tmp_path: Path) -> None:
    async with across(tmp_path) as place:
        await does(place, "Ines Moreau", "/rm-setup connect")
        shown = CODE.search(await place.hears("Ines Moreau", "/rm-setup connect "))
        assert shown is not None
        place.in_teams = frozenset({"Ines Moreau"})
        await does(place, "Ines Moreau", f"/rm-setup connect {shown[1].lower()}")
        await place.hears("Ines Moreau", "Microsoft Teams and Slack are one program now")
        await does(place, "Ines Moreau", "hello")
        await place.hears("Ines Moreau", "Now I know who you are")
        place.in_teams |= {"Carla Rossi"}
        await does(place, "Carla Rossi", "hello")
        await does(place, "Ines Moreau", *SET_UP)
        await asyncio.gather(
            does(place, "Ana Silva", *MENTOR, *BOTH),
            does(place, "Carla Rossi", "[Yes, I'll be one]", *MENTEE, *BOTH),
            does(place, "David Okoye", "[Yes, I'll be one]"),
        )
        await does(
            place,
            "Ines Moreau",
            "/rm-pair",
            "[Show the pairs]",
            "[Approve this pair]",
            "[Introduce them now]",
        )
        assert "carla@example.com" in await place.hears("Ana Silva", "Carla is in Microsoft Teams")
        await place.hears("Carla Rossi", "Ana is in Slack")
        assert ("Write to Carla in Teams", "https://teams.microsoft.com/l/chat/0/0") in place.slack.links(
            "Ana Silva"
        )
        assert ("Write to Ana in Slack", "https://slack.com/app_redirect") in place.teams.links("Carla Rossi")
        await does(place, "Ana Silva", "[Find a time]")
        await place.hears("Carla Rossi", "When would you like to meet Ana?")
        await does(place, "Carla Rossi", "the second one")
        await place.hears("Ana Silva", "Carla suggests")
        await does(place, "Ana Silva", "yes")
        for who in ("Ana Silva", "Carla Rossi"):
            await place.hears(who, "It's booked")
        await they_meet(place)
        await a_concern(place)
        assert place.slack.broken() + place.teams.broken() == []


async def they_meet(place: Across) -> None:
    """The agenda the day before, both parts of the feedback after it, and words for the partner."""
    await play(place, "~ 1 day later")
    for who in ("Ana Silva", "Carla Rossi"):
        await place.hears(who, "25 minutes")
    await play(place, "~ 2 days later")
    await place.hears("Carla Rossi", "Did you and Ana meet?")
    await place.hears("Ana Silva", "Did you and Carla meet?")
    await does(
        place, "Carla Rossi", "[Yes, we met]", "how to open a talk", "how a budget is read", "skip", "5", "5"
    )
    await does(place, "Carla Rossi", "more examples", "[Send it to Ana]")
    assert "more examples" in await place.hears("Ana Silva", "Carla asked me to pass this on to you")
    await does(place, "Ana Silva", "yes")


async def a_concern(place: Across) -> None:
    await does(place, "Carla Rossi", "/rm-concern", "Ana films me without asking.", "[David Okoye]")
    await does(place, "David Okoye", "[Open it]")
    assert "Ana films me without asking." in await place.hears("David Okoye", "Told to you in confidence")
    await place.hears("Carla Rossi", "David Okoye has opened it")
    assert "films" not in await place.hears("Ana Silva", "on a break")
