"""Commands typed in a channel in Slack: answered there, for one person alone; talks go on in person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from bot.conversation.messages import Phrase
from bot.runtime.ports import Refused
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests.conversations.story import beginning, play
from tests.e2e.slack_town import CHANNEL, Town, Unhurried, town
from tests.slack.reading import read_message
from tests.slack.workspace import BOT

ANA, INES = "Ana Silva", "Ines Moreau"
LINE = words_for("en", "UTC").text(Phrase("platform.go_on_in_chat"))


@pytest.fixture
async def place() -> AsyncIterator[Town]:
    async with town() as made:
        for step in beginning("set_up"):
            assert await play(made, step), step
        yield made


class Paced(MemoryStorage):
    """As often as the rates allow, once that is asked for."""

    paced = False

    def take_turn(self, rates: Sequence[tuple[str, float, int]]) -> Refused | None:
        return super().take_turn(rates) if self.paced else None


async def command(place: Town, who: str, name: str, text: str = "") -> None:
    await place.send(place.requests.command(name, text, place.user(who), CHANNEL))
    await place.settle()


def alone(place: Town, who: str) -> list[str]:
    """What only this person saw in the channel."""
    mine = [one for one in place.slack.ephemerals if one.to == place.user(who) and one.channel == CHANNEL]
    return ["\n".join(read_message(one.body)) for one in mine]


async def test_a_command_is_answered_where_it_was_typed_for_one_person(place: Town) -> None:
    posted = len(place.slack.messages)
    await command(place, ANA, "help")
    assert len(place.slack.messages) == posted
    (told,) = alone(place, ANA)
    assert "/rm-join" in told
    assert alone(place, INES) == []


async def test_a_button_there_is_answered_there_again(place: Town) -> None:
    await command(place, ANA, "help")
    user = place.user(ANA)
    (shown,) = [one for one in place.slack.ephemerals if one.to == user]
    posted = len(place.slack.messages)
    await command(place, ANA, "privacy")
    asked = place.slack.ephemerals[-1]
    label = next(
        one for one in ("What I told you", "Join") if f"[{one}]" in "\n".join(read_message(shown.body))
    )
    assert asked.to == user
    made = place.requests.press_on(shown, label, user)
    place.times = 3
    await place.send(made)
    await place.settle()
    assert len(place.slack.messages) <= posted + 1
    answer, before = alone(place, ANA)  # where the button stood
    assert f"[{label}]" not in answer
    assert "Who sees what" in before


async def test_a_talk_goes_on_in_person_and_a_line_says_so(place: Town) -> None:
    await command(place, ANA, "join")
    assert alone(place, ANA) == [LINE]
    assert "How would you like to take part?" in place.last(ANA)
    await place.type(ANA, "mentor")
    assert "What could you show a colleague?" in place.last(ANA)
    assert alone(place, ANA) == [LINE]


async def test_where_the_line_cannot_be_shown_the_talk_alone_says_it(place: Town) -> None:
    place.slack.conversations[CHANNEL].members.discard(BOT)
    await command(place, ANA, "join")
    assert alone(place, ANA) == []
    assert "How would you like to take part?" in place.last(ANA)
    assert all(LINE not in "\n".join(read_message(one.body)) for one in place.slack.messages)


@pytest.mark.parametrize("missing", ["bot", "person", "channel", "archived"])
async def test_what_slack_will_not_show_there_comes_in_person(place: Town, missing: str) -> None:
    conversation = place.slack.conversations[CHANNEL]
    if missing == "bot":
        conversation.members.discard(BOT)
    elif missing == "person":
        conversation.members.discard(place.user(ANA))
    elif missing == "channel":
        place.slack.conversations.pop(CHANNEL)
    else:
        conversation.archived = True
    await command(place, ANA, "help")
    assert alone(place, ANA) == []
    assert "/rm-join" in place.last(ANA)


@pytest.mark.parametrize("how", ["rate_limited", "server_error", "reset", "lost_answer"])
async def test_bad_days_lose_nothing(how: str) -> None:
    now_s = [0.0]
    async with town(storage=Unhurried(machine_now=lambda: now_s[0])) as place:
        place.slack.fail(how, "chat.postEphemeral")
        await command(place, ANA, "help")
        while place.storage.count_waiting():
            now_s[0] += 60
            await place.settle()
        assert len(alone(place, ANA)) == (2 if how == "lost_answer" else 1), "in doubt it is said again"
        assert "/rm-join" in alone(place, ANA)[-1]


async def test_only_admins_may_and_others_hear_no_alone(place: Town) -> None:
    await command(place, ANA, "status")
    (told,) = alone(place, ANA)
    assert "people who run the program" in told
    await command(place, INES, "status")
    assert len(alone(place, INES)) == 1


async def test_where_the_two_of_us_talk_stays_as_it_was(place: Town) -> None:
    await command(place, ANA, "help")
    await place.type(ANA, "help")
    assert "/rm-join" in place.last(ANA)


async def test_whoever_asks_again_and_again_keeps_nobody_else_waiting() -> None:
    storage = Paced()
    async with town(storage=storage) as place:
        for step in beginning("set_up"):
            assert await play(place, step), step
        storage.paced = True
        for _ in range(40):
            await place.send(place.requests.command("help", "", place.user(ANA), CHANNEL))
        await place.settle()
        await place.send(place.requests.command("help", "", place.user(INES), CHANNEL))
        await place.send(place.requests.say("help", place.user("Carla Rossi")))
        await place.settle()
        assert len(alone(place, INES)) == 1
        assert "/rm-join" in place.last("Carla Rossi")
        assert 0 < len(alone(place, ANA)) < 10
