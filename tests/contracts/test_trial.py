"""Rules are tried out by the worker on every storage: read once, compared, told once, and nothing stored but that."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest_asyncio

from bot.conversation.messages import Phrase, Say
from bot.events import Commanded, Pressed
from bot.program.model import Cohort, PairingRules, Proposal
from bot.program.snapshot import Query, Snapshot
from bot.runtime.clocks import SetClock
from bot.runtime.ports import Row, Storage
from bot.runtime.service import Service, handle
from bot.runtime.work import WORK, Worker
from tests import factories as make
from tests.factories import ACME, NOON
from tests.unit.pairing_world import junior, senior

LONG_S = 3600.0


class Company:
    """Two pairs of people who fit, one of whom is far away; Ada asks for other rules."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.service = Service(storage)
        self.worker = Worker(self.service, SetClock(NOON), "live", WORK)
        people = [
            junior("ana", timezone="America/New_York"), senior("ben"), junior("cem"), senior("dee"),
            make.person("ada", state="known", is_admin=True),
        ]  # fmt: skip
        line = make.line(1, mentor="cem", mentee="dee", locked=True)
        with storage.begin() as work:
            work.save((make.organization(), make.place(), make.cohort(opened_by="ada"), *people))
            work.save((make.account("ada", "ada"), make.proposal(pairs=1), line))

    def say(self, event_id: str, text: str) -> None:
        sender = make.sender("ada")
        event = Commanded(id=event_id, at=NOON, sender=sender, command="pair", text=text)
        assert handle(self.storage, event).status == "handled"

    def press(self, event_id: str, action: str, **data: str) -> None:
        event = Pressed(id=event_id, at=NOON, sender=make.sender("ada"), action=action, data=data)
        assert handle(self.storage, event).status == "handled"

    def see(self, **query: object) -> Snapshot:
        with self.storage.begin() as work:
            return work.load(Query(organization=ACME, **query))  # type: ignore[arg-type]

    def cohort(self) -> Cohort:
        cohort = self.see().cohort
        assert cohort is not None
        return cohort

    def proposal(self) -> Proposal:
        proposal = self.see(proposal="first").proposal
        assert proposal is not None
        return proposal

    def heard(self) -> list[str]:
        """The keys of what Ada has heard since."""
        rows: list[Row] = []
        while some := self.storage.claim_rows("live", NOON, lease_s=LONG_S, limit=9):
            rows += some
            for row in some:
                self.storage.mark_over(row.id, "dropped", "heard", at=NOON)
        return [
            block.text.key
            for row in rows
            for block in row.send.message.blocks
            if isinstance(block, Say) and isinstance(block.text, Phrase)
        ]


@pytest_asyncio.fixture
async def company(storage: Storage) -> AsyncIterator[Company]:
    opened = Company(storage)
    yield opened
    opened.worker.close()
    opened.service.close()


async def test_it_is_tried_kept_and_looked_for_again(company: Company) -> None:
    before = company.proposal()
    company.say("one", "rules hours 3")
    assert company.heard() == ["rules.trying"]
    assert await company.worker.pump()
    heard = company.heard()
    assert heard[:2] == ["rules.would", "rules.people.fewer"]
    assert company.proposal() == before
    (trial,) = company.cohort().trial
    assert (trial.shown, company.cohort().rules) == (True, PairingRules())
    company.press("two", "rules.keep", trial=trial.id)
    assert (company.heard(), company.proposal().state) == (["rules.kept_again"], "making")
    assert await company.worker.pump()
    assert (company.cohort().rules, company.cohort().trial) == (PairingRules(min_overlap_hours=3), ())
    lines = company.see(proposal="first").lines
    assert [(one.mentor, one.mentee, one.locked) for one in lines] == [("cem", "dee", True)]


async def test_a_trial_put_away_meanwhile_is_told_to_nobody(company: Company) -> None:
    company.say("one", "rules hours 3")
    company.say("two", "rules hours 2")
    company.heard()
    assert await company.worker.pump()
    assert company.heard() == []
    assert await company.worker.pump()
    assert company.heard()[0] == "rules.would"
    assert not await company.worker.pump()


async def test_the_programs_end_is_the_end_of_a_trial(company: Company) -> None:
    company.say("one", "rules hours 3")
    company.heard()
    over = msgspec.structs.replace(company.cohort(), state="closed")
    with company.storage.begin() as work:
        work.save((over,))
    assert await company.worker.pump()
    assert company.heard() == []
