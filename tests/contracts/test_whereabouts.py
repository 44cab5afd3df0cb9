"""Where people and channels of a place are, on every storage; of another company's place nothing is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.runtime.ports import Storage
from bot.runtime.service import Service
from bot.runtime.whereabouts import Whereabouts
from tests import factories as make

OTHER = "other"


@pytest.fixture
def service(storage: Storage) -> Iterator[Service]:
    with storage.begin() as work:
        work.save((make.organization(), make.place("slack:T1"), make.place("slack:T12"), make.person("ana")))
        work.save((make.organization(OTHER), make.place("slack:T9", organization=OTHER)))
        work.save((make.account("ana", "U1"), make.channel("slack:T1:C1"), make.channel("slack:T12:C2")))
        work.save((make.channel("slack:T1:C3", away="left"), make.channel("slack:T9:C9", organization=OTHER)))
    made = Service(storage)
    yield made
    made.close()


async def test_the_channels_of_one_place_that_the_bot_is_in(service: Service) -> None:
    where = Whereabouts(service, "slack")
    found = {
        place: [one.conversation for one in await where.channels(place)] for place in ("T1", "T12", "T9", "T")
    }
    assert found == {"T1": ["C1"], "T12": ["C2"], "T9": ["C9"], "T": []}
    assert await Whereabouts(service, "teams").channels("T1") == []


async def test_where_somebody_can_be_written_to(service: Service) -> None:
    where = Whereabouts(service, "slack")
    assert await where.of("T1", "U1") == make.address("U1")
    for place, user in (("T1", "U2"), ("T12", "U1"), ("T9", "U1"), ("T404", "U1")):
        assert await where.of(place, user) is None
