"""Whatever people type or press, in whatever order: the engine never raises and always answers."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.playground.transcript import message_lines
from bot.conversation.messages import Buttons, Form, Pick
from bot.events import Arrived, Commanded, Event, FormClosed, HomeOpened, PeopleRead, Pressed, Said, Submitted
from bot.program.commands import COMMANDS
from bot.program.moves import PROPOSAL_MOVES
from bot.runtime.service import handle
from bot.text.catalog import words_for
from storage import MemoryStorage
from tests.conversations.company import ADMIN, COMPANY
from tests.conversations.hall import TUESDAY, sender_of

NASTY = (
    "",
    " ",
    "\u202e\u2066",
    "🙂🙂",
    "<!channel> <@U123> @everyone",
    "<script>alert(1)</script>",
    "'; DROP TABLE people; --",
    "%s {0} {{x}} {name} %(a)s",
    "x" * 50_000,
    "\x00\x07",
    "C, R, Go and .NET",
    "anything but Excel",
)
ORDINARY = (
    "yes",
    "no",
    "2",
    "back",
    "skip",
    "stop",
    "help",
    "who can see this?",
    "change my answer",
    "TikTok and a bit of Figma",
    "9 to 5",
    "Berlin",
    "until 10 May",
    "Carla Rossi and David Okoye",
    "nobody",
    "I'm back",
    "mentor",
    "video",
    "hello",
    "go on",
    "/rm-pair rules",
    "/rm-pair rules hours 2",
    "/rm-pair rules language not at all",
    "/rm-pair undo",
    "/rm-pair weakest",
    "/rm-pair 1",
    "/rm-pair show Ana",
)
ACTIONS = (
    "command",
    "talk.answer",
    "talk.control",
    "invitation.join",
    "invitation.later",
    "invitation.never",
    "invite.all",
    "leave.confirm",
    "leave.stay",
    "language",
    "me.change",
    "pairing.swap",
    "pairing.swap_now",
    "pairing.keep",
    "duty.accept",
    "duty.decline",
    "doubt.again",
    "doubt.there",
    "nonsense",
    *(f"proposal.{name}" for name in PROPOSAL_MOVES),
    *(f"rules.{name}" for name in ("show", "more", "open", "try", "keep", "leave")),
    "lines.end",
    *(f"announce.{name}" for name in ("post", "other", "stop", "on", "sponsor", "name")),
    *(f"sponsor.{name}" for name in ("yes", "no", "agree", "change", "back")),
)
people = st.sampled_from([row.id for row in COMPANY] + [ADMIN] * 4 + ["stranger"])
texts = st.one_of(st.sampled_from(NASTY + ORDINARY), st.text(max_size=40))
mentions = st.sampled_from([f"@U{row.id.upper()}" for row in COMPANY] + ["@U0NOBODY"])
data = st.dictionaries(
    st.sampled_from(
        [
            "talk",
            "question",
            "value",
            "word",
            "proposal",
            "line",
            "list",
            "step",
            "rule",
            "trial",
            "page",
            "pairing",
            "command",
            "language",
            "post",
            "draft",
            "person",
        ]
    ),
    st.one_of(
        st.sampled_from(
            [
                "role",
                "back",
                "-1",
                "99999999999999999999",
                "de",
                "join",
                "pair",
                "desk",
                "topics",
                "hours",
                "left",
            ]
        ),
        st.text(max_size=12),
    ),
    max_size=4,
)
steps = st.one_of(
    st.tuples(st.just("say"), people, texts),
    st.tuples(st.just("command"), people, st.sampled_from([c.name for c in COMMANDS] + ["nope", ""])),
    st.tuples(st.just("press"), people, st.integers(0, 30)),
    st.tuples(st.just("forge"), people, st.tuples(st.sampled_from(ACTIONS), data)),
    st.tuples(
        st.just("submit"),
        people,
        st.tuples(st.sampled_from(ACTIONS), data, st.lists(texts | mentions, max_size=3)),
    ),
    st.tuples(st.just("close"), people, st.integers(0, 30)),
    st.tuples(st.just("arrive"), people, st.none()),
    st.tuples(st.just("home"), people, st.booleans()),
    st.tuples(st.just("look"), people, st.sampled_from(["", "e1", "e2:home"])),
    st.tuples(st.just("thread"), people, texts),
    st.tuples(st.just("later"), st.just(""), st.integers(1, 400)),
)


SETUP = ("/rm-setup", "1", "2", "yes", "yes", "Carla Rossi and David Okoye", "none for now", "English")


class Desk:
    """Handles events one by one and remembers the buttons that were offered to each person."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        self.now = TUESDAY
        self.count = 0
        self.offered: dict[str, list[tuple[str, dict[str, str]]]] = {}
        self.take(
            PeopleRead(
                id="people",
                at=self.now,
                organization="story",
                realm="playground",
                admins=(ADMIN,),
                rows=COMPANY,
            )
        )

    def take(self, event: Event) -> int:
        """Handle an event, read what it left to be delivered; how many messages that was, replies included."""
        handled = handle(self.storage, event)
        assert handled.status == "handled", (event, self.storage.set_aside_events())
        said = int(handled.reply is not None)
        far = self.now + timedelta(days=3650)
        while rows := self.storage.claim_rows("playground", far, lease_s=60, limit=50):
            for row in rows:
                words = words_for(row.language, row.timezone)
                words.text(row.send.message.summary)
                message_lines(row.send.message, words)  # every sentence has all that fills it
                for block in row.send.message.blocks:
                    if isinstance(block, Buttons):
                        kept = self.offered.setdefault(row.send.person, [])
                        kept += [(button.action, button.data) for button in block.items]
                    if isinstance(block, Pick | Form):
                        self.offered.setdefault(row.send.person, []).append((block.action, block.data))
                assert self.storage.mark_sending(row.id, lease_s=60)
                assert row.address is not None or not row.send.person
                if row.address is not None:
                    self.storage.mark_sent(row.id, row.id, row.address, at=self.now)
                else:
                    self.storage.mark_over(row.id, "failed", "no_address", at=self.now)
                said += 1
        return said

    def do(self, kind: str, who: str, what: object) -> None:
        self.count += 1
        event_id, sender = f"e{self.count}", sender_of(who)
        if kind == "later":
            assert isinstance(what, int)
            self.now += timedelta(hours=what)
            return
        event: Event
        match kind, what:
            case "say", str(text):
                event = Said(id=event_id, at=self.now, sender=sender, text=text)
            case "home", bool(answered):
                event = HomeOpened(id=event_id, at=self.now, sender=sender, answered=answered)
            case "look", str(message):
                alone = msgspec.structs.replace(sender, page_in_chat=True)
                event = HomeOpened(id=event_id, at=self.now, sender=alone, message=message, shows=True)
            case "thread", str(text):
                there = msgspec.structs.replace(sender, page_in_chat=True, in_person=False, thread="t")
                event = Said(id=event_id, at=self.now, sender=there, text=text)
            case "command", str(name):
                event = Commanded(id=event_id, at=self.now, sender=sender, command=name)
            case "press", int(number):
                mine = [pressed for kept in self.offered.values() for pressed in kept]
                if not mine:
                    return
                action, button = mine[-1 - number % len(mine)]
                event = Pressed(id=event_id, at=self.now, sender=sender, action=action, data=button)
            case "close", int(number):
                mine = [pressed for kept in self.offered.values() for pressed in kept]
                action, button = mine[-1 - number % len(mine)] if mine else ("", {})
                self.take(FormClosed(id=event_id, at=self.now, sender=sender, action=action, data=button))
                return
            case "forge", (str(action), dict(made_up)):
                event = Pressed(id=event_id, at=self.now, sender=sender, action=action, data=made_up)
            case "submit", (str(action), dict(made_up), list(values)):
                sent = {"chosen": tuple(values), "mentor": tuple(values[:1]), "mentee": tuple(values[1:])}
                event = Submitted(
                    id=event_id, at=self.now, sender=sender, action=action, data=made_up, values=sent
                )
            case _:
                self.take(Arrived(id=event_id, at=self.now, sender=sender))
                return
        assert self.take(event) >= 1, f"{event} was not answered"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=40))
def test_never_raises_and_always_answers(story: list[tuple[str, str, object]]) -> None:
    desk = Desk()
    for text in SETUP:
        desk.do("say", ADMIN, text)
    for kind, who, what in story:
        desk.do(kind, who, what)
