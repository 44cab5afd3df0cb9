"""Somebody opens the app's Home in Slack, presses something there, and talks on under Messages: over signed HTTP, with
the program in a process of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.test_application import send, serving_slack
from tests.slack import FakeSlack
from tests.slack.reading import read_view
from tests.slack.requests import Requests
from tests.slack.view_requests import ViewRequests

ADMIN, ANA = "U1ANA", "U2ANA"  # the first runs the program, by the deployment's configuration
ROUNDS = 100


async def until(there: Callable[[], bool], slack: FakeSlack) -> None:
    for _ in range(ROUNDS):
        if there():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(slack.calls)


def page(slack: FakeSlack, user: str) -> str:
    return "\n".join(read_view(slack.homes[user])) if user in slack.homes else ""


def called(slack: FakeSlack, method: str) -> int:
    return sum(name == method for name, _ in slack.calls)


async def test_a_home_is_opened_pressed_on_and_opened_again(tmp_path: Path) -> None:
    async with serving_slack(tmp_path) as (address, slack):
        views = ViewRequests(Requests(slack=slack))
        assert await send(address, views.open_home(ANA)) == 200
        await until(lambda: ANA in slack.homes, slack)
        assert page(slack, ANA).startswith("# Hello")
        assert "There's no program to join yet" in page(slack, ANA)
        assert slack.messages == [], "looking in starts no conversation"
        assert called(slack, "conversations.open") == 0

        pressed = views.press(slack.homes[ANA], "Who sees what", ANA)
        assert await send(address, pressed) == 200
        await until(lambda: "I've answered you under “Messages”." in page(slack, ANA), slack)
        await until(lambda: len(slack.messages) == 1, slack)
        assert slack.messages[0].channel == f"D{ANA}"
        assert "I keep my messages for" in slack.seen_by(ANA, "chat")

        assert await send(address, pressed) == 200, "Slack's own second try changes nothing"
        assert await send(address, views.open_home(ANA)) == 200
        await until(lambda: called(slack, "views.publish") == 3, slack)
        assert "answered" not in page(slack, ANA)
        assert len(slack.messages) == 1


async def test_the_conversation_is_known_whatever_is_opened_after(tmp_path: Path) -> None:
    """What the Home does not know of it does not take it away: it is opened once."""
    async with serving_slack(tmp_path) as (address, slack):
        requests = Requests(slack=slack)
        views = ViewRequests(requests)
        assert await send(address, requests.say("hello", ANA)) == 200
        await until(lambda: len(slack.messages) == 1, slack)
        assert await send(address, views.open_home(ANA)) == 200
        await until(lambda: ANA in slack.homes, slack)
        assert await send(address, views.press(slack.homes[ANA], "Help", ANA)) == 200
        await until(lambda: len(slack.messages) == 2, slack)
        assert called(slack, "conversations.open") == 0
        assert "open “Home”" in slack.seen_by(ANA, "chat")


async def test_whoever_runs_the_program_sets_it_up_from_there(tmp_path: Path) -> None:
    async with serving_slack(tmp_path) as (address, slack):
        views = ViewRequests(Requests(slack=slack))
        assert await send(address, views.open_home(ADMIN)) == 200
        await until(lambda: ADMIN in slack.homes, slack)
        assert "# The program" in page(slack, ADMIN)
        assert await send(address, views.press(slack.homes[ADMIN], "Set up the program", ADMIN)) == 200
        await until(lambda: len(slack.messages) == 1, slack)
        assert "Hello" in slack.seen_by(ADMIN, "chat")


async def test_a_workspace_where_the_tab_is_off_hears_no_complaint(tmp_path: Path) -> None:
    async with serving_slack(tmp_path) as (address, slack):
        slack.has_home = False
        requests = Requests(slack=slack)
        views = ViewRequests(requests)
        assert await send(address, views.open_home(ADMIN)) == 200
        await until(lambda: called(slack, "views.publish") == 1, slack)
        assert await send(address, requests.command("help", "", ADMIN)) == 200
        await until(lambda: len(slack.messages) == 1, slack)
        assert called(slack, "views.publish") == 1
        assert "delivered" not in slack.seen_by(ADMIN)


@pytest.mark.parametrize("failure", ["rate_limited", "server_error", "lost_answer"])
async def test_a_page_that_could_not_be_shown_is_shown_when_it_can_be(tmp_path: Path, failure: str) -> None:
    async with serving_slack(tmp_path) as (address, slack):
        slack.fail(failure, "views.publish")
        views = ViewRequests(Requests(slack=slack))
        assert await send(address, views.open_home(ANA)) == 200
        await until(lambda: called(slack, "views.publish") == 1, slack)
        assert await send(address, views.open_home(ANA)) == 200
        await until(lambda: called(slack, "views.publish") >= 2 and ANA in slack.homes, slack)
        assert page(slack, ANA).startswith("# Hello")


async def test_a_button_of_somebody_elses_page_does_nothing(tmp_path: Path) -> None:
    """Who presses is who Slack says."""
    async with serving_slack(tmp_path) as (address, slack):
        views = ViewRequests(Requests(slack=slack))
        assert await send(address, views.open_home(ADMIN)) == 200
        await until(lambda: ADMIN in slack.homes, slack)
        assert await send(address, views.press(slack.homes[ADMIN], "Set up the program", ANA)) == 200
        await until(lambda: ANA in slack.homes and len(slack.messages) == 1, slack)
        assert "That one is for the people who run the program." in slack.seen_by(ANA, "chat")
        assert "# The program" not in page(slack, ANA)
