"""What do pairs get to read that platforms may find hard? Samples as the program makes them, for `messages.py`.

Long links beside a file, facts with people's own words, a table with an empty cell, bars, several rows of buttons in
one message, and a card read by one person only. Ids are as long as a platform makes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.conversation.messages import (
    AtMoment,
    Bar,
    Block,
    Button,
    Buttons,
    Chart,
    Fact,
    Facts,
    File,
    Listed,
    Phrase,
    Rows,
    Say,
    Value,
    phrase,
)
from bot.program.meeting.calendar_file import calendar_links
from bot.program.model import Passage
from bot.program.telling.story import post_blocks

PAIRING = f"teams:a:1{'x' * 60}:f:{'0' * 36}:pairing/2"
THURSDAY = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
GOAL, OTHER_GOAL = "Post *three* short videos by summer", "Understand how our prices are made & why"


def _actions(group: str, *names: str, main: str = "") -> Buttons:
    data = {"pairing": PAIRING}
    return Buttons(
        items=tuple(
            Button(
                label=Phrase(f"{group}.button.{name}"),
                action=f"{group}.{name}",
                data=data,
                style="primary" if name == main else "plain",
            )
            for name in names
        )
    )


def _booked() -> tuple[Block, ...]:
    about = "Your session 3, 25 minutes. To move it or call it off, write /rm-session. " * 40
    links = calendar_links(THURSDAY, 25, "Reverse mentoring: Ana Silva and Zoë Müller-Lüdenscheidt", about)
    when: dict[str, Value] = {"partner": "Carla", "when": AtMoment(THURSDAY), "minutes": 25}
    return (
        Say(text=phrase("session.moved"), style="quiet"),
        Say(text=Phrase("session.when", when), style="heading"),
        *(Say(text=phrase("agenda.line", number=n, line="Ana shows Carla something")) for n in (1, 2, 3)),
        File(
            name="session.ics",
            title=phrase("session.calendar_file"),
            link=f"https://turnabout.example.com/files/{'gAAAAA' * 60}",
        ),
        Buttons(
            items=tuple(
                Button(label=Phrase(f"session.calendar.{n}"), link=links[n]) for n in ("google", "outlook")
            )
        ),
        _actions("session", "move", "call_off", "agenda", "happened"),
    )


def _agreement() -> tuple[Block, ...]:
    rows: dict[str, Value] = {
        "channel": phrase("agreement.channel.video"),
        "rhythm": phrase("agreement.every", count=3),
        "goals": Listed((GOAL, OTHER_GOAL)),
        "stays": "What we say about people. " * 7,
        "candor": phrase("agreement.candor.text"),
    }
    facts = tuple(Fact(label=Phrase(f"agreement.{name}.label"), value=value) for name, value in rows.items())
    return (
        Say(text=phrase("agreement.please", partner="Carla"), style="heading"),
        Facts(items=facts),
        Say(text=phrase("sees.both"), style="quiet"),
        _actions("agreement", "confirm", "change", main="confirm"),
    )


def _ledger() -> tuple[Block, ...]:
    told = Listed(("cropping a video", "what <b>auto layout</b> is"))
    rows = tuple((n, told, phrase("ledger.nothing") if n % 2 else "how offers begin") for n in range(1, 13))
    by = (phrase("ledger.by", name="Ana"), phrase("ledger.by", name="Carla"))
    return (
        Say(text=phrase("ledger.title"), style="heading"),
        Rows(columns=(phrase("ledger.number"), *by), rows=rows),
        Say(text=phrase("sees.both"), style="quiet"),
    )


def _goals() -> tuple[Block, ...]:
    shares = {GOAL: 75, OTHER_GOAL: 0}
    return (
        Say(text=phrase("goal.with", partner="Carla")),
        Chart(
            title=phrase("goal.title"),
            bars=tuple(Bar(label=goal, value=percent) for goal, percent in shares.items()),
            words=Listed(tuple(phrase("goal.bar", goal=goal, percent=n) for goal, n in shares.items())),
            full=100,
        ),
        _actions("together", "agreement"),
    )


def _nudges() -> tuple[Block, ...]:
    named: dict[str, Value] = {"name": "Ana", "partner": "Carla"}
    taps = tuple(
        Button(label=str(n), action="checkin.pulse", data={"pairing": PAIRING, "rating": str(n)})
        for n in range(1, 6)
    )
    waiting = {"items": " ".join(f"{topic}={PAIRING}" for topic in ("stuck", "third", "pulse"))}
    return (
        Say(text=phrase("nudge.several", name="Ana", count=3)),
        Say(text=Phrase("nudge.stuck", named)),
        _actions("together", "find", "agreement", "pause", "rematch", main="find"),
        Say(text=Phrase("nudge.third", named)),
        Buttons(items=(Button(label=phrase("checkin.begin"), action="checkin.begin", data=waiting),)),
        Say(text=Phrase("nudge.pulse", named)),
        Buttons(items=taps),
        Buttons(
            items=tuple(
                Button(label=Phrase(f"nudge.button.{name}"), action=f"nudge.{name}", data=waiting)
                for name in ("later", "stop")
            )
        ),
    )


def _role_card() -> tuple[Block, ...]:
    points = (Say(text=Phrase(f"card.mentor.{n}", {"partner": "Carla"})) for n in range(1, 6))
    return (
        Say(text=phrase("card.mentor.title", partner="Carla"), style="heading"),
        *points,
        _actions("together", "find", main="find"),
    )


def _concern() -> tuple[Block, ...]:
    facts = (
        Fact(label=phrase("concern.from"), value="Ana Silva"),
        Fact(label=phrase("concern.reach"), value="ana@example.com"),
        Fact(label=phrase("concern.with"), value="Carla Rossi"),
    )
    return (
        Say(text=phrase("concern.title"), style="heading"),
        Facts(items=facts),
        Say(text=phrase("feedback.quoted", words="They laugh.\nIn front of <!channel> others. " * 40)),
        Say(text=phrase("concern.what_to_do"), style="quiet"),
        _actions("concern", "settled", "end", main="settled"),
    )


def _story() -> tuple[Block, ...]:
    """As long as a story may be, with words that would reach everybody if they were markup."""
    said = "<!channel> @here <at>Everyone</at> and then we laughed, " * 20
    lines = (f"Ana Silva (Marketing): {said.strip()}", f"The mentee: {said.strip()}")
    headings = ("What we did", "What surprised me", "What changed")
    return post_blocks(tuple(Passage(heading=heading, lines=lines) for heading in headings))


PAIR_MESSAGES: Mapping[str, tuple[Block, ...]] = {
    "booked": _booked(),
    "agreement": _agreement(),
    "ledger": _ledger(),
    "goals": _goals(),
    "nudges": _nudges(),
    "role_card": _role_card(),
    "concern": _concern(),
    "story": _story(),
}
