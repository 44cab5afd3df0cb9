"""Forms over the chat in Slack: opened in time, filled in, wrong at a field, sent twice, closed, forged.

The whole bot, over signed requests, with the double of Slack beside it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.program.model import Person
from tests.conversations.story import beginning, play
from tests.e2e.slack_town import ORGANIZATION, SECRET, Town, town
from tests.slack.reading import read_view
from tests.slack.requests import Json, encode, signed
from tests.slack.view_requests import ViewRequests
from tests.slack.views import replace

WHO = "Ana Silva"
ABOUT_ME = {
    "role": ("mentor",),
    "teaches": ("TikTok, a bit of Figma",),
    "wants": ("public speaking",),
    "timezone": ("Lisbon",),
    "hours": ("9 to 5",),
    "channels": ("video", "chat"),
    "never_with": (),
    "brokered": ("no",),
    "pledge": ("yes",),
}


@pytest.fixture
async def place() -> AsyncIterator[Town]:
    async with town() as made:
        for step in beginning("set_up"):
            assert await play(made, step), step
        await made.type(WHO, "/rm-join")
        yield made


def view_of(place: Town, who: str = WHO) -> Json:
    return place.slack.modals[place.user(who)][-1]


async def shown(place: Town, part: str, who: str = WHO) -> Json:
    """The form, once it shows this."""
    for _ in range(200):
        stack = place.slack.modals.get(place.user(who))
        if stack and part in "\n".join(read_view(stack[-1])):
            return stack[-1]
        await asyncio.sleep(0.01)
    raise AssertionError(f"no form with {part!r}: {place.slack.modals}")


async def submit(place: Town, made: Json) -> Json:
    """What Slack is answered; the form is changed or closed as Slack does."""
    body, content_type = encode(made)
    headers = signed(body, content_type, secret=SECRET, at=time.time())
    async with place._http.post(f"{place.program}/slack/events", data=body, headers=headers) as answer:
        assert answer.status == 200
        text = await answer.text()
    answered: dict[str, Any] = json.loads(text) if text else {}
    user = made["user"]["id"]
    if not answered:
        place.slack.modals.get(user, []).clear()
    elif answered["response_action"] == "update":
        replace(view_of(place), answered["view"])
    await place.settle()
    return answered


def me(place: Town, who: str = WHO) -> Person:
    people = place.storage.people_of(ORGANIZATION)
    return next(person for person in people if person.name.startswith(who))


def kept(place: Town, speaker: str) -> object:
    """Everybody's records, and all that there is of others than whoever is answered."""
    others = {name: told for name, told in place.kept().items() if name != speaker}
    return repr(place.storage.people_of(ORGANIZATION)), others


def errors(answered: Json) -> dict[str, str]:
    return {block.partition("/")[2]: text for block, text in answered.get("errors", {}).items()}


async def test_a_talk_is_answered_in_one_form(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    assert view["title"]["text"] == "About you"
    sent = ViewRequests(place.requests).submit(view, place.user(WHO), ABOUT_ME)
    assert await submit(place, sent) == {}
    assert "How sure of yourself are you with Public speaking" in place.last(WHO)
    await place.press(WHO, "3")
    mine = me(place)
    assert (mine.state, mine.role, mine.timezone) == ("joined", "mentor", "Europe/Lisbon")
    assert mine.teaches == ("TikTok", "Figma")
    seen = place.slack.seen_by(place.user(WHO), "chat")
    assert "All at once" not in seen, "no dead button stays behind"


async def test_what_is_unclear_is_said_at_its_field_and_the_rest_is_kept(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    wrong = ABOUT_ME | {"hours": ("whenever",), "pledge": ("no",)}
    requests = ViewRequests(place.requests)
    first = requests.submit(view, place.user(WHO), wrong)
    answered = await submit(place, first)
    assert set(errors(answered)) == {"hours", "pledge"}
    assert "9 to 5:30" in errors(answered)["hours"]
    assert await submit(place, first) == answered, "sent twice, answered the same"
    messages = len(place.slack.messages)
    assert await submit(place, requests.submit(view, place.user(WHO), ABOUT_ME)) == {}
    assert len(place.slack.messages) == messages + 1
    await place.press(WHO, "3")
    assert me(place).state == "joined"


async def test_the_talk_goes_on_in_words_where_the_form_was_left(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    requests = ViewRequests(place.requests)
    await submit(place, requests.submit(view, place.user(WHO), ABOUT_ME | {"hours": ("whenever",)}))
    await place.send(requests.close(view, place.user(WHO)))
    await place.type(WHO, "8 to 4")
    await place.press(WHO, "3")
    mine = me(place)
    assert (mine.state, mine.hours[0][0].hour) == ("joined", 8)


async def close(place: Town, view: Json, *, cleared: bool = False) -> None:
    user = place.user(WHO)
    made = ViewRequests(place.requests).close(view, user, cleared=cleared)
    place.slack.modals[user].clear()
    await place.send(made, 3)
    await place.settle()


@pytest.mark.parametrize("cleared", [False, True])
async def test_a_closed_form_is_said_once_and_the_talk_goes_on(place: Town, cleared: bool) -> None:
    asked, messages = place.last(WHO), len(place.slack.messages)
    await place.press(WHO, "All at once")
    await close(place, await shown(place, "Do you agree?"), cleared=cleared)
    assert len(place.slack.messages) == messages + 1, "told three times, said once"
    assert place.last(WHO).startswith(
        "Closed without sending. You can go on here whenever you like: How would"
    )
    await place.press(WHO, "All at once")
    again = await shown(place, "Do you agree?")
    await close(place, again)
    assert len(place.slack.messages) == messages + 1, "nobody has to read it twice"
    await place.type(WHO, "mentor")
    assert "What could you show a colleague?" in place.last(WHO) != asked


async def test_a_form_closed_after_something_was_wrong_in_it(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    sent = ViewRequests(place.requests).submit(view, place.user(WHO), ABOUT_ME | {"hours": ("whenever",)})
    assert set(errors(await submit(place, sent))) == {"hours"}
    await close(place, view)
    assert place.last(WHO).startswith("Closed without sending.")
    assert place.last(WHO).endswith("When do you work?")
    await place.type(WHO, "8 to 4")
    await place.press(WHO, "3")
    assert me(place).state == "joined"


async def test_a_closed_form_has_the_floor_and_is_of_no_talk_that_is_over(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    assert await submit(place, ViewRequests(place.requests).submit(view, place.user(WHO), ABOUT_ME)) == {}
    await place.press(WHO, "3")
    messages = len(place.slack.messages)
    place.slack.modals[place.user(WHO)] = [view]
    await close(place, view)
    assert len(place.slack.messages) == messages


async def test_somebody_elses_form_closes_for_nobody(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    messages, user = len(place.slack.messages), place.user("Tom Becker")
    for metadata in (view["private_metadata"], *FORGED.values()):
        made = ViewRequests(place.requests).close(view | {"private_metadata": metadata}, user)
        assert await place.send(made) == [200]
    await place.settle()
    assert len(place.slack.messages) == messages


async def test_what_stays_says_what_to_do(place: Town) -> None:
    """The process may die between its commit and the form."""
    place.slack.fail("hash_conflict", "views.update", 9)
    await place.press(WHO, "All at once")
    waiting = "\n".join(read_view(view_of(place)))
    assert "If this stays, close it and press again; nothing is lost." in waiting


@pytest.mark.parametrize("how", ["too_late", "refused", "rate_limited"])
async def test_a_form_that_cannot_be_opened_comes_as_a_message(place: Town, how: str) -> None:
    user = place.user(WHO)
    made = place.requests.press_on(place.shows(user, "All at once"), "All at once", user)
    if how == "too_late":
        place.slack.ahead_s += 4
    else:
        place.slack.fail({"refused": "internal_error"}.get(how, how), "views.open")
    assert await place.send(made) == [200]
    await asyncio.sleep(0.1)
    await place.settle()
    message = place.shows(user, "Send")
    values = dict(ABOUT_ME)
    await place.send(place.requests.press_on(message, "Send", user, values))
    await place.settle()
    await place.press(WHO, "3")
    assert me(place).state == "joined"
    assert "[Send]" not in place.slack.seen_by(user, "chat")


@pytest.mark.parametrize("how", ["lost_answer", "late"])
async def test_a_form_whose_opening_was_not_answered_in_time_is_there_all_the_same(
    place: Town, how: str
) -> None:
    messages = len(place.slack.messages)
    place.slack.fail(how, "views.open")
    await place.press(WHO, "All at once")
    await shown(place, "Do you agree?")
    await place.settle()
    assert len(place.slack.messages) == messages


@pytest.mark.parametrize("how", ["lost_answer", "server_error", "rate_limited"])
async def test_a_form_that_did_not_get_there_is_tried_once_more(place: Town, how: str) -> None:
    place.slack.keeps_time = True
    place.slack.fail(how, "views.update")
    await place.press(WHO, "All at once")
    await shown(place, "Do you agree?")


async def test_the_same_press_many_times_opens_one_form(place: Town) -> None:
    user = place.user(WHO)
    made = place.requests.press_on(place.shows(user, "All at once"), "All at once", user)
    messages = len(place.slack.messages)
    place.times = 5
    assert await place.send(made) == [200] * 5
    place.times = 1
    await shown(place, "Do you agree?")
    await place.settle()
    assert len(place.slack.messages) == messages


async def test_what_cannot_be_stored_is_said_in_the_form(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    sent = ViewRequests(place.requests).submit(view, place.user(WHO), ABOUT_ME)
    broken = place.storage.begin

    def gone() -> object:
        raise OSError("the database is gone")

    place.storage.begin = gone  # type: ignore[method-assign,assignment]
    answered = await submit(place, sent)
    place.storage.begin = broken  # type: ignore[method-assign]
    assert answered["response_action"] == "update"
    assert "try again" in "\n".join(read_view(view_of(place)))
    again = ViewRequests(place.requests).submit(view_of(place), place.user(WHO))
    assert await submit(place, again) == {}, "what was typed is still there"
    assert me(place).role == "mentor" or "How sure" in place.last(WHO)


FORGED = {
    "nothing": "",
    "no JSON": "{",
    "no action": '{"a":"","d":{}}',
    "made up": '{"a":"talk.form","d":{"talk":"nobodys"},"f":1}',
    "an admin's": '{"a":"proposal.hand","d":{"proposal":"made-up"},"f":1}',
}


@pytest.mark.parametrize("forged", FORGED)
async def test_forged_forms_change_nothing(place: Town, forged: str) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    before = kept(place, "ana")
    sent = ViewRequests(place.requests).submit(
        view | {"private_metadata": FORGED[forged]}, place.user(WHO), ABOUT_ME
    )
    assert await submit(place, sent) == {}
    assert kept(place, "ana") == before


async def test_somebody_elses_form_reads_like_one_that_is_not_there(place: Town) -> None:
    await place.press(WHO, "All at once")
    view = await shown(place, "Do you agree?")
    before = kept(place, "tom")
    requests = ViewRequests(place.requests)
    told = []
    for metadata in (view["private_metadata"], FORGED["made up"]):
        await submit(
            place, requests.submit(view | {"private_metadata": metadata}, place.user("Tom Becker"), ABOUT_ME)
        )
        told.append(place.last("Tom Becker"))
    assert told[0] == told[1]
    assert kept(place, "tom") == before
