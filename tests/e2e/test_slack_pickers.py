"""People are picked from Slack's own list: in the chat, in a form over it, by an admin, and who cannot be taken.

The whole bot, over signed requests, with the double of Slack beside it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.program.model import Person
from tests.conversations.story import beginning, play
from tests.e2e.slack_town import ORGANIZATION, Town, town
from tests.e2e.test_slack_forms import ABOUT_ME, errors, me, shown, submit
from tests.slack.requests import Json
from tests.slack.rules import dicts
from tests.slack.view_requests import ViewRequests
from tests.slack.workspace import new_person

ANA, BEN, TOM, INES = "Ana Silva", "Ben Adler", "Tom Becker", "Ines Moreau"
OUTSIDE: dict[str, dict[str, object]] = {
    "a bot": {"is_bot": True},
    "a guest": {"is_restricted": True},
    "a guest of one channel": {"is_restricted": True, "is_ultra_restricted": True},
    "of another company": {"team_id": "T0OTHER", "is_stranger": True},
    "deactivated": {"deleted": True},
    "unheard of": {},
}


@pytest.fixture
async def place() -> AsyncIterator[Town]:
    async with town() as made:
        for step in beginning("set_up"):
            assert await play(made, step), step
        yield made


async def asked_whom(place: Town, who: str) -> None:
    """Until the question whom never to be paired with."""
    await place.type(who, "/rm-join")
    for said in ("mentor", "TikTok", "yes", "public speaking", "yes", "3", "Lisbon", "9 to 5", "video"):
        if "rather not be paired" not in place.last(who):
            await place.type(who, said)
    assert "rather not be paired" in place.last(who)


def picker(body: Json) -> Json:
    return next(part for part in dicts(body["blocks"]) if part.get("type", "").endswith("users_select"))


async def pick(place: Town, who: str, *users: str, submit: str = "Choose", times: int = 1) -> None:
    user = place.user(who)
    made = place.requests.press_on(place.shows(user, submit), submit, user, {"chosen": users})
    await place.send(made, times)
    await place.settle()


def named(place: Town, name: str) -> list[Person]:
    return [person for person in place.storage.people_of(ORGANIZATION) if person.name == name]


def newest(place: Town, who: str, label: str) -> Json:
    return place.shows(place.user(who), label).body


async def test_people_are_picked_in_the_chat(place: Town) -> None:
    await asked_whom(place, ANA)
    assert picker(newest(place, ANA, "Choose")) | {"action_id": ""} == {
        "type": "multi_users_select",
        "action_id": "",
        "placeholder": {"type": "plain_text", "text": "Choose people", "emoji": True},
        "max_selected_items": 10,
    }
    await pick(place, ANA, place.user(TOM), place.user(BEN), times=3)
    assert "[Choose]" not in place.slack.seen_by(place.user(ANA), "chat").split("[Nobody]")[-1]
    await finish(place)
    assert {place_id(place, one) for one in (TOM, BEN)} == set(me(place).never_with)


def place_id(place: Town, who: str) -> str:
    (found,) = named(place, who)
    return found.id


async def finish(place: Town) -> None:
    for said in ("no", "yes"):
        if me(place).state != "joined":
            await place.type(ANA, said)
    assert me(place).state == "joined"


async def test_names_are_typed_as_before(place: Town) -> None:
    await asked_whom(place, ANA)
    await place.type(ANA, "Tom Becker")
    await finish(place)
    assert me(place).never_with == (place_id(place, TOM),)


@pytest.mark.parametrize("kind", OUTSIDE)
async def test_who_cannot_be_taken_is_said_and_the_others_stay_chosen(place: Town, kind: str) -> None:
    place.slack.people["UFAR1"] = new_person("UFAR1", "Far", **OUTSIDE[kind])
    await asked_whom(place, ANA)
    await pick(place, ANA, place.user(TOM), "UFAR1")
    assert "Somebody you picked can't be taken here" in place.last(ANA)
    assert picker(newest(place, ANA, "That's right"))["initial_users"] == [place.user(TOM)]
    assert named(place, "Far") == []
    await pick(place, ANA, place.user(TOM), submit="That's right")
    await finish(place)
    assert me(place).never_with == (place_id(place, TOM),)


async def test_nobody_picks_themselves(place: Town) -> None:
    await asked_whom(place, ANA)
    await pick(place, ANA, place.user(ANA))
    assert "You yourself" in place.last(ANA)


@pytest.mark.parametrize("kind", OUTSIDE)
async def test_in_a_form_it_is_said_at_the_field_and_nothing_is_lost(place: Town, kind: str) -> None:
    place.slack.people["UFAR1"] = new_person("UFAR1", "Far", **OUTSIDE[kind])
    await place.type(ANA, "/rm-join")
    await place.press(ANA, "All at once")
    view = await shown(place, "Do you agree?")
    requests, user = ViewRequests(place.requests), place.user(ANA)
    picked = ABOUT_ME | {"never_with": (place.user(TOM), "UFAR1")}
    answered = await submit(place, requests.submit(view, user, picked))
    assert set(errors(answered)) == {"never_with"}
    assert "Somebody you picked can't be taken" in errors(answered)["never_with"]
    picked |= {"never_with": (place.user(TOM),)}
    assert await submit(place, requests.submit(view, user, picked)) == {}
    await place.press(ANA, "3")
    assert me(place).never_with == (place_id(place, TOM),)


async def test_who_was_chosen_before_is_in_the_list_already(place: Town) -> None:
    await asked_whom(place, ANA)
    await pick(place, ANA, place.user(TOM), place.user(BEN))
    await finish(place)
    await place.type(ANA, "/rm-me")
    await place.press(ANA, "Change: Never paired with")
    assert picker(newest(place, ANA, "That's right"))["initial_users"] == [place.user(TOM), place.user(BEN)]
    await pick(place, ANA, place.user(BEN), submit="That's right")
    assert me(place).never_with == (place_id(place, BEN),)


async def test_an_admin_picks_somebody_nobody_has_heard_of(place: Town) -> None:
    place.slack.people["UNOA1"] = new_person("UNOA1", "Noa Nu")
    await place.type(INES, "/rm-nominate")
    await pick(place, INES, "UNOA1", times=3)
    (noa,) = named(place, "Noa Nu")
    assert (noa.slack_id, noa.email) == ("UNOA1", "unoa1@example.com")


async def test_a_pair_is_made_by_hand(place: Town) -> None:
    place.slack.people["UFAR1"] = new_person("UFAR1", "Far", is_bot=True)
    for step in beginning("proposal"):
        await play(place, step)
        if any("[Pair by hand]" in line for line in place.last(INES).split("\n")):
            break
    await place.press(INES, "Pair by hand")
    user, requests = place.user(INES), ViewRequests(place.requests)
    form = await shown(place, "Mentor (teaches first)", INES)
    kinds = [part["type"] for part in dicts(form["blocks"]) if "users_select" in part.get("type", "")]
    assert kinds == ["users_select", "users_select"]
    two = {"mentor": ("UFAR1",), "mentee": (place.user("Carla Rossi"),)}
    told = errors(await submit(place, requests.submit(form, user, two)))
    assert "guests, apps and groups can't take part" in told.pop("mentor")
    assert told == {}
    two |= {"mentor": (place.user(BEN),)}
    assert await submit(place, requests.submit(form, user, two)) == {}
    assert "Ben Adler and Carla Rossi" in place.last(INES)


async def test_a_typed_mention_is_of_that_very_person(place: Town) -> None:
    """One letter beside somebody's id is another one's."""
    await asked_whom(place, ANA)
    await place.type(ANA, f"@{place.user(TOM)[:-1]}X")
    assert me(place).never_with == ()
    assert "can't be taken" in place.last(ANA)
