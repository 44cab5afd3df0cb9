"""Somebody's own page on every platform: shown and shown anew, looked at, pressed on; a message where there is none."""

from __future__ import annotations

import msgspec
import pytest

from bot.conversation.messages import Buttons, Message
from bot.events import FromPerson, HomeOpened, Pressed
from bot.runtime.ports import Delivery
from tests.contracts import messages
from tests.contracts.adapter_case import AdapterCase, RunningPlatform
from tests.contracts.messages import LONG, NASTY, PLACES, SAMPLES, message
from tests.contracts.test_adapter import CASES, DELIVERED, USER, case_of, spaced
from tests.factories import NOON, agreement, attendance, pairing, person, session
from tests.unit.homes import opened, page
from tests.unit.pairs import paired
from tests.unit.world import ADMIN, World

PAIRS = 6


@pytest.fixture(params=CASES, scope="module")
def case(request: pytest.FixtureRequest) -> AdapterCase:
    return case_of(request.param)


def delivery(platform: RunningPlatform, shown: Message, delivery_id: str = "h1") -> Delivery:
    """To somebody whose conversation was never opened."""
    given = platform.delivery(shown, delivery_id=delivery_id, to="new_chat")
    return msgspec.structs.replace(given, home=True)


class TestShowing:
    @pytest.fixture(params=DELIVERED)
    def case(self, request: pytest.FixtureRequest) -> AdapterCase:
        return case_of(request.param)

    async def test_it_is_shown_in_place_of_what_was_there(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            first = delivery(platform, SAMPLES["say"])
            shown = await platform.adapter.deliver(first)
            if "home" in case.instead:
                assert len(platform.posted) == 1
                assert platform.homes == {}
                return
            user = first.address.user
            assert "hello.intro Ana" in case.visible_text(platform.homes[user])
            await platform.adapter.deliver(delivery(platform, SAMPLES["buttons"], "h2"))
            assert list(platform.homes) == [user]
            assert "hello.intro Ana" not in case.visible_text(platform.homes[user])
            assert case.buttons(platform.homes[user])
            assert platform.posted == [], "nothing is written to them"
            assert shown.address == first.address, "no conversation is opened for it"

    async def test_sent_twice_it_is_the_same_page(self, case: AdapterCase) -> None:
        if "home" in case.instead:
            return
        async with case.running() as platform:
            once = delivery(platform, SAMPLES["everything"])
            await platform.adapter.deliver(once)
            before = case.visible_text(platform.homes[once.address.user])
            await platform.adapter.deliver(once)
            assert case.visible_text(platform.homes[once.address.user]) == before

    @pytest.mark.parametrize("place", [place for place in PLACES if place != "summary"])  # nobody is notified
    async def test_whatever_people_write_it_is_shown_and_stays_words(
        self, case: AdapterCase, place: str
    ) -> None:
        if "home" in case.instead:
            return
        async with case.running() as platform:
            for words in (*NASTY.values(), LONG, "", messages.HIDDEN.join("abc")):
                sent = delivery(platform, PLACES[place](words))
                await platform.adapter.deliver(sent)
                shown = platform.homes[sent.address.user]
                assert case.home_limits(shown) == []
                assert case.live_markup(shown) == []
                if words in NASTY.values():
                    assert spaced(words) in spaced(case.visible_text(shown))

    @pytest.mark.parametrize("who", ["ana", ADMIN])
    async def test_a_full_page_has_room_for_every_button(self, case: AdapterCase, who: str) -> None:
        """Of somebody in several pairings for long, and of whoever runs the program."""
        shown = page(opened(busy(), who))
        async with case.running() as platform:
            sent = delivery(platform, shown)
            await platform.adapter.deliver(sent)
            if "home" in case.instead:
                return
            drawn = platform.homes[sent.address.user]
        assert case.home_limits(drawn) == []
        assert len(case.buttons(drawn)) == len(
            [one for block in shown.blocks if isinstance(block, Buttons) for one in block.items]
        )

    async def test_much_on_it_is_cut_and_what_can_be_pressed_stays(self, case: AdapterCase) -> None:
        if "home" in case.instead:
            return
        shown = message(*(block for number in range(90) for block in SAMPLES["everything"].blocks))
        async with case.running() as platform:
            sent = delivery(platform, shown)
            await platform.adapter.deliver(sent)
            assert case.home_limits(platform.homes[sent.address.user]) == []
            assert case.buttons(platform.homes[sent.address.user])

    async def test_its_rate_is_its_own(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            home = platform.adapter.rates(delivery(platform, SAMPLES["say"]))
            chat = platform.adapter.rates(platform.delivery(SAMPLES["say"], delivery_id="d1"))
            assert "home" in case.instead or not {name for name, *_ in home} & {name for name, *_ in chat}


class TestLooking:
    def test_the_platform_says_whether_there_is_one(self, case: AdapterCase) -> None:
        (said,) = case.inbound(case.say("hello", USER))
        assert isinstance(said, FromPerson)
        assert said.sender.has_home is ("home" not in case.instead)
        assert said.sender.page_in_chat is ("home" in case.instead)

    def test_whoever_looks_is_alone_and_opens_no_conversation(self, case: AdapterCase) -> None:
        looks = [case.look_home(USER), case.look_home(USER)]
        seen = [event for raw in looks if raw is not None for event in case.inbound(raw)]
        assert len(seen) == (0 if "home" in case.instead else 2)
        assert len({event.id for event in seen}) == len(seen)
        for event in seen:
            assert isinstance(event, HomeOpened)
            assert (event.sender.user, event.sender.in_person, event.answered) == (USER, True, False)
            assert event.sender.has_home

    async def test_a_press_is_one_like_any_other_and_the_page_says_where_the_answer_is(
        self, case: AdapterCase
    ) -> None:
        if "home" in case.instead:
            return
        async with case.running() as platform:
            sent = delivery(platform, SAMPLES["buttons"])
            await platform.adapter.deliver(sent)
            shown = platform.homes[sent.address.user]
        label = case.buttons(shown)[0]
        raw = case.press_home(shown, label, USER)
        pressed, looked = case.inbound(raw)
        assert isinstance(pressed, Pressed)
        assert isinstance(looked, HomeOpened)
        assert looked.answered
        assert pressed.sender == looked.sender
        assert pressed.sender.in_person
        assert case.inbound(raw) == (pressed, looked), "the same request is the same events"
        assert not {event.id for event in case.inbound(case.press_home(shown, label, USER))} & {
            pressed.id,
            looked.id,
        }


def busy() -> World:
    """Ana has many partners, goals with each of them, and met each often."""
    names = [f"Maximiliane-Sophie{number} von Hohenlohe" for number in range(PAIRS)]
    records = [
        one
        for number in range(PAIRS)
        for one in (
            person(f"p{number}", name=names[number]),
            pairing(f"pair{number}", mentee=f"p{number}", state="introduced", introduced_at=NOON, held=6),
            agreement(f"pair{number}", id=f"agreement{number}"),
            *(
                met
                for at in range(1, 7)
                for met in (
                    session(
                        at, id=f"pair{number}/{at}", pairing=f"pair{number}", state="held", starts_at=NOON
                    ),
                    attendance(
                        "ana",
                        id=f"pair{number}/{at}/ana",
                        session=f"pair{number}/{at}",
                        pairing=f"pair{number}",
                        taught="how a spreadsheet becomes a picture that people understand " * 3,
                        learned="why the budget is made in autumn, and by whom " * 3,
                    ),
                )
            ),
        )
    ]
    return paired(*records)
