"""Bad days and bad people, in a whole company in Slack: nothing is done twice, pings, or is lost.

What `town` asserts at its end holds for every test here: each call was one that Slack takes, pings nobody and links
nowhere, and no event was set aside.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator, Sequence

import msgspec
import pytest

from adapters.wording import clean, one_line
from bot.program.people import PersonRow
from tests.conversations.company import COMPANY
from tests.conversations.story import INPUT, beginning, play
from tests.e2e.slack_town import Town, labels_of, town
from tests.slack import Message
from tests.slack.requests import Json

ANA, CARLA, INES = "Ana Silva", "Carla Rossi", "Ines Moreau"
MARK = "wombat"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3fd"
# What people may write, the mark before and after it.
WORDS = {
    "pings": "<!channel> <!here|x> @everyone <@UCARLA> <@UCARLA|carla> <#C1NEWS|news> #general",
    "link": "<https://evil.example|click> https://evil.example/a?b=1&c=2 mailto:a@evil.example",
    "entities": "&lt;!here&gt; &amp;amp; &#60;b&#62; a < b && c > d",
    "formatting": "*bold* _it_ ~no~ `code` ```block``` > quote :smile:",
    "bidi": "abc \u202egnp.exe\u202c \u2066x\u2069",
    "invisible": "a\u200bb\u2060c\ufeffd",
    "accents": "e" + "\u0301" * 3_000,
    "emoji": FAMILY * 20,
    "right to left": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "nothing": "a\x00b\x07c",
    "program": '{partner} %(name)s ${x} {{y}} <script>alert(1)</script> "}],"text":"<!channel>","x":[{"',
    "long": "so long " * 6_250,
}


@pytest.fixture
def no_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing is logged as an error, and nothing of what people wrote is logged at all."""
    caplog.set_level(logging.INFO)
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert MARK not in caplog.text


class TestTwice:
    @pytest.mark.parametrize("times", [2, 10])
    async def test_what_comes_often_and_at_once_is_done_once(self, times: int) -> None:
        transcripts = []
        for each in (1, times):
            async with town() as place:
                place.times = each
                for line in beginning("paired"):
                    await play(place, line)
                assert set(place.statuses) == {200}
                assert len(place.statuses) == each * len(beginning("paired"))
                transcripts.append(place.seen())
        assert transcripts[0] == transcripts[1]

    async def test_what_comes_again_later_changes_nothing(self) -> None:
        async with town() as place:
            for line in beginning("paired"):
                await play(place, line)
            kept, seen = place.kept(), place.seen()
            for made in place.sent[:]:
                assert await place.send(made) == [200]
            await place.settle()
            assert (place.kept(), place.seen()) == (kept, seen)


def company_of(word: str) -> Sequence[PersonRow]:
    """The company, one of them with a name nobody has."""
    name = one_line(clean(f"{MARK}{word}"))[:200].strip()
    return [msgspec.structs.replace(row, name=name) if row.id == "ana" else row for row in COMPANY]


async def say_everywhere(place: Town, word: str) -> None:
    """Go through the talks; wherever words are typed, type these first, then what the story says."""
    for line in [*beginning("paired"), *MORE]:
        step = INPUT.fullmatch(line)
        assert step
        what = step["what"].replace(ANA, place.company[5].name)
        who = place.company[5].name if step["who"] == ANA else step["who"]
        typed = not what.startswith(("[", "/rm-"))
        if typed or what.startswith("/rm-"):
            await place.type(who, f"{what} {MARK}{word}{MARK}")
        try:
            await play(place, f"> {who}: {what}")
        except (AssertionError, StopIteration):
            assert what.startswith("[")  # what was typed has led elsewhere


MORE = (
    "> Ana Silva: /rm-me",
    "> Ana Silva: /rm-goal",
    "> Ana Silva: /rm-session",
    "> Carla Rossi: we agreed on Thursday at 3",
    "> Carla Rossi: yes",
    "> Ana Silva: [Change the agenda]",
    "> Ana Silva: what it is like to begin here",
    "> Ana Silva: yes",
    "> Ana Silva: /rm-story",
    "> Ana Silva: short videos are quick to make",
    "> Ana Silva: /rm-concern",
    "> Ana Silva: it is not easy to speak",
    "> Ana Silva: yes",
    "> Ana Silva: /rm-pause",
    "> Ana Silva: until 1 June",
    "> Ana Silva: /rm-resume",
    "> Carla Rossi: /rm-leave",
    "> Ines Moreau: /rm-people",
    "> Ines Moreau: /rm-nominate",
    "> Ines Moreau: /rm-announce",
    "> Ines Moreau: /rm-invite",
    "> Ines Moreau: /rm-status",
    "> Ines Moreau: /rm-audit",
    "> Ines Moreau: /rm-template",
    "> Ines Moreau: /rm-cohort",
)


@pytest.mark.usefixtures("no_errors")
@pytest.mark.parametrize("name", WORDS)
async def test_words_are_shown_as_written(name: str) -> None:
    word = WORDS[name]
    async with town(company_of(word)) as place:
        await say_everywhere(place, word)
        assert set(place.statuses) == {200}
        shown = [line for text in place.seen().values() for line in text.splitlines() if MARK in line]
        bot_only = [line for line in shown if line.startswith("    ")]
    assert bot_only
    whole = one_line(clean(word)).strip()
    if len(whole) < 100:
        assert any(f"{MARK}{whole}" in one_line(line) for line in bot_only), bot_only[:5]


class TestButtons:
    async def test_somebody_elses_buttons_change_nothing_of_theirs(self) -> None:
        async with town() as place:
            for line in beginning("paired"):
                await play(place, line)
            for message in in_person(place):
                owner = message.channel.removeprefix("DU").casefold()
                for label in labels_of(message.body):
                    kept = place.kept_of(owner)
                    made = place.requests.press(message.body, label, "UMARA")
                    assert await place.send(made) == [200]
                    await place.settle()
                    assert place.kept_of(owner) == kept, (owner, label)

    async def test_made_up_ids_change_nothing_of_others(self) -> None:
        async with town() as place:
            for line in beginning("paired"):
                await play(place, line)
            tried = 0
            for message in in_person(place):
                user, body = message.channel.removeprefix("D"), copy.deepcopy(message.body)
                for label in labels_of(body):  # as an old screen shows them: an answer may close the others
                    made = with_ids(place.requests.press(body, label, user), "made-up")
                    if not made:
                        continue
                    before = without(place.kept(), user)
                    assert await place.send(made) == [200]
                    await place.settle()
                    assert without(place.kept(), user) == before, (user, label)
                    tried += 1
            assert tried > 5

    async def test_old_buttons_change_nothing(self) -> None:
        """Each button that somebody was ever shown is pressed once the talk is over, as an old screen allows."""
        async with town() as place:
            shown: dict[tuple[str, str], Json] = {}
            for line in beginning("paired"):
                await play(place, line)
                for message in place.slack.messages:
                    for label in labels_of(message.body):
                        shown.setdefault((message.channel, label), copy.deepcopy(message.body))
            pairing = place.kept()["program"]
            answers = [(channel, label) for channel, label in shown if label not in STILL_TRUE]
            for channel, label in answers:
                made = place.requests.press(shown[channel, label], label, channel.removeprefix("D"))
                assert await place.send(made) == [200]
                await place.settle()
            assert len(answers) > 20
            assert pairs_of(place.kept()["program"]) == pairs_of(pairing)


def in_person(place: Town) -> list[Message]:
    return [message for message in place.slack.messages if message.channel.startswith("D")]


def with_ids(made: Json, made_up: str) -> Json:
    """The same press with ids that are of nothing; empty for a button that carries none."""
    carried = json.loads(made["actions"][0].get("value", "{}"))
    if "d" not in carried:
        return {}
    carried["d"] = dict.fromkeys(carried["d"], made_up)
    made["actions"][0]["value"] = json.dumps(carried)
    return made


def without(kept: dict[str, str], user: str) -> dict[str, object]:
    """What is stored of everybody else, but for what they were told; and the pairs."""
    names = [name for name in kept if f"U{name.upper()}" != user and name != "program"]
    others: dict[str, object] = {name: json.loads(kept[name]) | {"messages": []} for name in names}
    return others | {"pairs": pairs_of(kept["program"])}


def pairs_of(program: str) -> object:
    return json.loads(program)["pairings"]


# These do what they say at any time.
STILL_TRUE = {"Introduce them now"}
