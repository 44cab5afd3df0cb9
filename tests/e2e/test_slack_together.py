"""What the real service, outbox and Slack adapter make of an introduction, a digest, and a story taken back: what each
person sees, in the double of Slack.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.pictures import Pictures
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from bot.conversation.messages import Bar, Chart, Message, Phrase, Say, phrase
from bot.events import Pressed
from bot.outcome import Send
from bot.program.model import Base, Person
from bot.runtime.clocks import SetClock
from bot.runtime.delivery import Deliverer
from bot.runtime.files import Files
from bot.runtime.service import Service
from bot.text.catalog import words_for
from storage import MemoryStorage, open_storage
from tests import factories as make
from tests.e2e.process import running
from tests.e2e.test_application import slack_settings
from tests.factories import ACME, NOON, address, sender
from tests.slack import TOKEN, FakeSlack
from tests.unit.test_first_words import TEACHES
from tests.unit.world import admin

ANA, BEN, ADA, EVE = "U1ANA", "U2BEN", "U3ADA", "U4EVE"
IDS = {"ana": ANA, "ben": BEN, "ada": ADA, "eve": EVE}
NEWS = "slack:T1:C1NEWS"
PICTURE = b"\x89PNG digest"
ROUNDS = 300  # of looking until what must come is there


class Office:
    """One workspace, its program, and the bot between them."""

    def __init__(self, slack: FakeSlack, api: str) -> None:
        self.slack = slack
        self.storage = MemoryStorage()
        self.service = Service(self.storage)
        self.clock = SetClock(NOON)
        files = Files(self.service)
        links = files.links(
            self.clock, "live", None, uploads=True
        )  # as behind a firewall: nobody can reach us
        settings = SlackSettings(bot_token=TOKEN, signing_secret="not used here", api_url=f"{api}/api/")
        adapter = SlackAdapter(OneWorkspace(settings), words_for, Pictures(files.read))
        self.deliverer = Deliverer(self.service, {"slack": adapter}, self.clock, "live", links.message)
        self._numbers = 0

    def keep(self, *records: Base) -> None:
        with self.storage.begin() as work:
            work.save(records)  # type: ignore[arg-type]  # every Base is a Record

    def meet(self, *people: Person) -> None:
        self.keep(*people)
        for one in people:
            chat = self.slack.in_person(IDS[one.id])
            self.keep(make.account(one.id, address=address(IDS[one.id], conversation=chat.id)))

    async def press(self, who: str, action: str, **data: str) -> None:
        self._numbers += 1
        pressed = Pressed(
            id=f"press{self._numbers}",
            at=self.clock.now(),
            sender=sender(IDS[who], address=address(IDS[who])),
            action=action,
            data=data,
        )
        await self.service.handle(pressed)
        await self.settle()

    async def send(self, event_id: str, *sends: Send) -> None:
        with self.storage.begin() as work:
            work.enqueue(make.said(event_id), ACME, "live", sends)
        await self.settle()

    async def settle(self) -> None:
        """Until nothing waits for its turn any more."""
        for _ in range(ROUNDS):
            await self.deliverer.pump()
            if not self.storage.count_waiting():
                return
            await asyncio.sleep(0.1)
        raise AssertionError(self.slack.calls)

    def shared(self) -> list[str]:
        return [name for name, one in self.slack.conversations.items() if one.kind == "mpim"]

    def read(self, where: str) -> str:
        """All that stands in a conversation, for whoever is in it."""
        messages = [one for one in self.slack.messages if one.channel == where]
        return "\n".join(str(one.body["blocks"]) for one in messages)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    slack = FakeSlack()
    async with slack.serving() as api:
        here = Office(slack, api)
        here.keep(make.organization(), make.place(), make.cohort(opened_by="ada"), make.channel(NEWS))
        here.meet(
            admin("ada"),
            make.person("ana", name="Ana Silva", role="mentor", grade=2, timezone="Europe/Berlin"),
            make.person("ben", name="Ben Adler", role="mentee", grade=8, timezone="Europe/Berlin"),
            make.person("eve", name="Eve Hall"),
        )
        yield here


def approved(here: Office) -> None:
    here.keep(
        make.pairing(first_writer="ben", reasons=(TEACHES,), proposal="first"),
        make.proposal(state="approved"),
    )


async def test_the_two_and_the_bot_are_brought_together_once(office: Office) -> None:
    approved(office)
    await office.press("ada", "proposal.announce", proposal="first")
    (where,) = office.shared()
    assert office.slack.conversations[where].members >= {ANA, BEN}
    for user in (ANA, BEN):
        seen = office.slack.seen_by(user)
        assert seen.count("Ana Silva and Ben Adler, meet each other") == 1
        assert "I can't read what you write here" in seen
    assert "meet each other" not in office.slack.seen_by(EVE)
    assert "meet each other" not in office.slack.seen_by(ADA)
    opened = [
        sent for name, sent in office.slack.calls if name == "conversations.open" and "," in sent["users"]
    ]
    assert len(opened) == 1
    assert not [sent for name, sent in office.slack.calls if name == "conversations.history"]


async def test_each_of_them_alone_reads_where_to_write_and_what_is_only_theirs(office: Office) -> None:
    approved(office)
    await office.press("ada", "proposal.announce", proposal="first")
    (where,) = office.shared()
    assert "You write first, in the conversation I'm opening for the three of us" in office.slack.seen_by(BEN)
    for private in ("Swap", "Something feels wrong", "swap within 48 hours"):
        assert private in office.slack.seen_by(ANA)
        assert private not in office.read(where)


async def test_a_time_asked_for_there_is_asked_for_by_whoever_pressed(office: Office) -> None:
    approved(office)
    await office.press("ada", "proposal.announce", proposal="first")
    (where,) = office.shared()
    before = office.read(where)
    await office.press("ana", "together.find", pairing="pair")
    assert "I've asked Ben which times suit." in office.slack.seen_by(ANA)
    assert "I've asked" not in office.slack.seen_by(BEN)
    await office.press("eve", "together.find", pairing="pair")
    assert office.read(where) == before


async def test_where_it_cannot_be_opened_both_hear_what_to_do_instead(office: Office) -> None:
    approved(office)
    office.slack.fail("user_disabled", "conversations.open")
    await office.press("ada", "proposal.announce", proposal="first")
    assert not office.shared()
    assert "Please write to Ben directly" in office.slack.seen_by(ANA)
    assert "a pair together" in office.slack.seen_by(ADA)


def digest_post() -> Send:
    drawn = Chart(
        title="Sessions held",
        bars=(Bar(label="held", value=9),),
        words=phrase("hello.how"),
        picture="file:digest/digest",
    )
    message = Message(blocks=(Say(text="On Monday", style="heading"), drawn), summary="On Monday")
    return Send(kind="post", message=message, channel=NEWS)


async def test_nobody_can_reach_us_and_the_chart_is_there(office: Office) -> None:
    office.keep(make.digest(picture=PICTURE, state="posted"))
    await office.send("e", digest_post())
    (file,) = office.slack.files
    assert office.slack.files[file].content == PICTURE
    assert office.slack.files[file].name == "sessions-2026-03-02.png"
    assert f"'slack_file': {{'id': '{file}'}}" in office.read("C1NEWS")


async def test_the_program_as_it_is_started_does_so(tmp_path: Path) -> None:
    slack = FakeSlack()
    slack.not_ready_for = 1
    storage = open_storage(f"sqlite:///{tmp_path / 'turnabout.sqlite'}", "", home=tmp_path)
    with storage.begin() as work:
        work.save((make.organization(), make.place(), make.cohort(), make.channel(NEWS)))
        work.save((make.digest(picture=PICTURE, state="posted"),))
        work.enqueue(make.said("e"), ACME, "live", [digest_post()])
    storage.close()
    async with slack.serving() as api, running(tmp_path, **slack_settings(api)):
        for _ in range(ROUNDS):
            if slack.messages:
                break
            await asyncio.sleep(0.1)
    (message,) = slack.messages
    (file,) = slack.files
    assert slack.files[file].content == PICTURE
    assert [one["slack_file"] for one in message.body["blocks"] if one["type"] == "image"] == [{"id": file}]


async def test_what_both_told_goes_from_the_channel_when_one_takes_it_back(office: Office) -> None:
    approved(office)
    await office.press("ada", "proposal.announce", proposal="first")
    post = Send(kind="post", name="story", message=make.message(), channel=NEWS, about=make.send().about)
    told = msgspec.structs.replace(
        post, message=Message(blocks=(Say(text="We laughed a lot"),), summary="A story")
    )
    await office.send("told", told)
    assert "We laughed" in office.read("C1NEWS")
    line = Message(blocks=(Say(text=Phrase("story.post.taken_back")),), summary="Taken back")
    away = Send(kind="unpost", message=line, channel=NEWS, replaces="told:story", removes=True)
    await office.send("away", away)
    assert office.read("C1NEWS") == ""
    await office.send("again", away)
    assert office.read("C1NEWS") == ""
