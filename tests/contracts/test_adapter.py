"""Does a platform's adapter keep what the program promises on every platform?

Nothing here knows a platform: a row of `CASES` names one, and `case_<name>.py` speaks its language (see
`adapter_case.py`).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Bar, Button, Buttons, Chart, File, Form, Message, Pick
from bot.events import Commanded, FromPerson, Pressed, Said, Submitted
from bot.runtime.errors import BadPayload, TryLater, Undeliverable
from bot.runtime.ports import Delivered
from tests.contracts import messages
from tests.contracts.adapter_case import RETRY_AFTER_S, AdapterCase, Failure, Gap, Payload, Raw
from tests.contracts.generated import generated_messages
from tests.contracts.messages import LONG, NASTY, PLACES, SAMPLES, WORDS, message, words_in

CASES = ("slack", "playground", "teams")
DELIVERED = ("slack", "playground")  # to Teams in `tests/e2e/test_teams_contract.py`, which needs its network
USER = "U1ANA"


def case_of(platform: str) -> AdapterCase:
    """Imported when asked for, so that a platform that cannot be imported fails its own row alone."""
    found: AdapterCase = import_module(f"tests.contracts.case_{platform}").CASE
    return found


@pytest.fixture(params=CASES, scope="module")
def case(request: pytest.FixtureRequest) -> AdapterCase:
    return case_of(request.param)


def spaced(text: str) -> str:
    return " ".join(text.split())


def test_what_is_shown_instead_is_said_in_words(case: AdapterCase) -> None:
    assert set(case.instead) <= set(get_args(Gap))
    assert all(len(text) > 10 for text in case.instead.values())


class TestShowing:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_an_ordinary_message_fits_and_can_be_read(self, case: AdapterCase, name: str) -> None:
        payload = case.render(SAMPLES[name], WORDS, "outbox-1")
        shown = spaced(case.visible_text(payload))
        assert case.limits(payload) == []
        assert case.live_markup(payload) == []
        missing = [
            words for block in SAMPLES[name].blocks for words in words_in(block) if spaced(words) not in shown
        ]
        assert missing == []
        assert spaced(WORDS.text(SAMPLES[name].summary)) in shown

    @pytest.mark.parametrize("place", PLACES)
    def test_people_write_what_they_like_and_it_stays_words(self, case: AdapterCase, place: str) -> None:
        for name, words in NASTY.items():
            payload = case.render(PLACES[place](words), WORDS, "outbox-1")
            assert case.limits(payload) == [], name
            assert case.live_markup(payload) == [], name
            assert spaced(words) in spaced(case.visible_text(payload)), name

    @pytest.mark.parametrize("place", PLACES)
    def test_hidden_characters_reach_nobody(self, case: AdapterCase, place: str) -> None:
        words = messages.HIDDEN.join("abc")
        shown = case.visible_text(case.render(PLACES[place](words), WORDS))
        assert "abc" in shown
        assert not set(shown) & set(messages.HIDDEN)

    @pytest.mark.parametrize("place", PLACES)
    def test_fifty_thousand_characters_are_cut(self, case: AdapterCase, place: str) -> None:
        payload = case.render(PLACES[place](LONG), WORDS, "outbox-1")
        assert case.limits(payload) == []
        assert case.live_markup(payload) == []
        assert LONG[:12] in case.visible_text(payload)

    @pytest.mark.parametrize("place", PLACES)
    def test_no_words_at_all_can_be_sent(self, case: AdapterCase, place: str) -> None:
        for words in ("", " ", "\n"):
            assert case.limits(case.render(PLACES[place](words), WORDS, "outbox-1")) == []

    def test_links_are_shown_and_only_safe_ones(self, case: AdapterCase) -> None:
        address = "https://example.org/privacy?a=1&b=2"
        assert ("Read more", address) in case.links(case.render(SAMPLES["buttons"], WORDS))
        for wrong in (
            "javascript:alert(1)",
            "http://example.org",
            "data:text/html,x",
            "https://",
            "https://a b",
        ):
            shown = message(
                Buttons(items=(Button(label="Here", link=wrong),)), File(name="f", title="It", link=wrong)
            )
            payload = case.render(shown, WORDS)
            assert wrong not in [found for _, found in case.links(payload)]
            assert case.limits(payload) == []

    def test_a_picture_is_shown_with_its_words_and_only_from_a_safe_address(self, case: AdapterCase) -> None:
        payload = case.render(SAMPLES["picture"], WORDS)
        assert case.pictures(payload) == [("3 held", "https://example.org/files/abc")]
        assert "3 held" in case.visible_text(payload)
        bars = (Bar(label="Held", value=3),)
        for wrong in ("", "javascript:alert(1)", "http://example.org/a.png", "data:image/png;base64,x"):
            shown = message(Chart(title="Sessions", bars=bars, words="3 held", picture=wrong))
            payload = case.render(shown, WORDS)
            assert case.pictures(payload) == []
            assert case.limits(payload) == []
            assert "3 held" in case.visible_text(payload)


class TestTooMuch:
    def test_sixty_buttons(self, case: AdapterCase) -> None:
        payload = case.render(messages.LONG_BUTTONS, WORDS, "outbox-1")
        shown = case.buttons(payload)
        assert case.limits(payload) == []
        assert shown[:5] == [f"Button {n}" for n in range(5)]
        assert len(shown) == 60 or said_instead(case, "long_buttons", payload, "platform.left_out")

    def test_two_hundred_options(self, case: AdapterCase) -> None:
        payload = case.render(messages.LONG_PICK, WORDS, "outbox-1")
        shown = case.options(payload, "person")
        assert case.limits(payload) == []
        assert shown[:10] == [f"person-{n}" for n in range(10)]
        assert len(shown) == 200 or said_instead(case, "long_pick", payload, "platform.type_answer")

    def test_sixty_rows(self, case: AdapterCase) -> None:
        payload = case.render(messages.LONG_ROWS, WORDS, "outbox-1")
        shown = [n for n in range(60) if f"Name {n}." in case.visible_text(payload)]
        assert case.limits(payload) == []
        assert shown[:10] == list(range(10))
        assert len(shown) == 60 or said_instead(case, "long_rows", payload, "platform.left_out")

    def test_everything_at_once_keeps_what_can_be_pressed(self, case: AdapterCase) -> None:
        payload = case.render(messages.LONG_EVERYTHING, WORDS, "outbox-1")
        assert case.limits(payload) == []
        assert "The last" in case.buttons(payload)

    def test_a_table_says_its_page(self, case: AdapterCase) -> None:
        assert "platform.page 2 3" in case.visible_text(case.render(SAMPLES["rows"], WORDS))

    @pytest.mark.parametrize("name", ["pick_people", "pick_nothing_yet"])
    def test_a_search_that_the_platform_lacks_is_typed(self, case: AdapterCase, name: str) -> None:
        payload = case.render(SAMPLES[name], WORDS)
        shown = case.visible_text(payload)
        assert ("platform.type_answer" in shown) == ("search" in case.instead)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(shown=generated_messages())
    def test_any_message_fits_and_stays_words(self, case: AdapterCase, shown: Message) -> None:
        payload = case.render(shown, WORDS, "outbox-1")
        assert case.limits(payload) == []
        assert case.live_markup(payload) == []


def said_instead(case: AdapterCase, gap: str, payload: Payload, key: str) -> bool:
    return gap in case.instead and key in case.visible_text(payload)


class TestHearing:
    def test_a_press_brings_back_what_the_button_carries(self, case: AdapterCase) -> None:
        payload = case.render(SAMPLES["everything"], WORDS, "outbox-1")
        raw = case.press(payload, "No", USER)
        (pressed,) = case.inbound(raw)
        assert isinstance(pressed, Pressed)
        assert (pressed.action, pressed.data) == ("decline", {"cohort": "c1"})
        assert pressed.message == "outbox-1"
        self.check_sender(case, pressed)

    @pytest.mark.parametrize("opens", [True, False])
    def test_a_form_may_be_opened_where_the_platform_can_and_the_button_says_so(
        self, case: AdapterCase, opens: bool
    ) -> None:
        button = Button(label="All at once", action="talk.form", data={"talk": "t1"}, opens=opens)
        payload = case.render(message(Buttons(items=(button,))), WORDS, "outbox-1")
        (pressed,) = case.inbound(case.press(payload, "All at once", USER))
        assert isinstance(pressed, Pressed)
        assert (pressed.action, pressed.data) == ("talk.form", {"talk": "t1"})
        assert pressed.opens == (opens and "form_over_chat" not in case.instead)

    def test_the_same_request_again_is_the_same_event(self, case: AdapterCase) -> None:
        payload = case.render(SAMPLES["everything"], WORDS, "outbox-1")
        makers: tuple[Callable[[], Raw], ...] = (
            lambda: case.press(payload, "Yes", USER),
            lambda: case.submit(payload, "That is all", {}, USER),
            lambda: case.say("hello", USER),
            lambda: case.command("help", "", USER),
        )
        raws = [make() for make in makers for _ in range(2)] + [case.press(payload, "Yes", "U2BO")]
        ids = [event.id for raw in raws for event in case.inbound(raw)]
        again = [event.id for raw in raws for event in case.inbound(copy.deepcopy(raw))]
        assert again == ids
        assert len(set(ids)) == len(raws)

    @pytest.mark.parametrize(
        ("name", "label", "filled", "values"),
        [
            ("pick_one", "button.choose", {}, {"zone": ("UTC",)}),
            ("pick_one", "button.choose", {"zone": ("Europe/Berlin",)}, {"zone": ("Europe/Berlin",)}),
            ("pick_many", "That is all", {}, {"skills": ("s1", "s2")}),
            ("pick_many", "That is all", {"skills": ("s6", "s0", "s3")}, {"skills": ("s6", "s0", "s3")}),
            ("pick_many", "That is all", {"skills": ()}, {"skills": ()}),
            (
                "form",
                "button.send",
                {"why": ('To "learn" <b>&amp; teach</b>\nmore',), "skills": ("k1", "k3")},
                {
                    "title": ("Old title",),
                    "why": ('To "learn" <b>&amp; teach</b>\nmore',),
                    "until": ("2026-12-24",),
                    "side": ("learn",),
                    "skills": ("k1", "k3"),
                },
            ),
            (
                "form",
                "button.send",
                {"title": (), "until": ("2027-01-31",), "side": ("teach",)},
                {"title": (), "why": (), "until": ("2027-01-31",), "side": ("teach",), "skills": ()},
            ),
        ],
    )
    def test_what_is_filled_in_comes_back(
        self,
        case: AdapterCase,
        name: str,
        label: str,
        filled: dict[str, tuple[str, ...]],
        values: dict[str, tuple[str, ...]],
    ) -> None:
        payload = case.render(SAMPLES[name], WORDS, "outbox-1")
        (submitted,) = case.inbound(case.submit(payload, label, filled, USER))
        assert isinstance(submitted, Submitted)
        block = SAMPLES[name].blocks[0]
        assert isinstance(block, Pick | Form)
        assert (submitted.action, submitted.data) == (block.action, block.data)
        assert {field: set(given) for field, given in submitted.values.items()} == {
            field: set(given) for field, given in values.items()
        }
        assert submitted.message == "outbox-1"
        self.check_sender(case, submitted)

    def test_two_things_to_fill_in_are_not_mixed_up(self, case: AdapterCase) -> None:
        payload = case.render(
            message(messages.PICK_ONE, messages.PICK_MANY, messages.FORM), WORDS, "outbox-1"
        )
        (one,) = case.inbound(case.submit(payload, "button.choose", {}, USER))
        (many,) = case.inbound(case.submit(payload, "That is all", {}, USER))
        assert isinstance(one, Submitted)
        assert isinstance(many, Submitted)
        assert set(one.values) == {"zone"}
        assert one.action == "zone"
        assert [set(given) for given in many.values.values()] == [{"s1", "s2"}]

    @pytest.mark.parametrize("name", NASTY)
    def test_typed_words_arrive_as_typed(self, case: AdapterCase, name: str) -> None:
        (said,) = case.inbound(case.say(NASTY[name], USER))
        (commanded,) = case.inbound(case.command("pair", NASTY[name], USER))
        assert isinstance(said, Said)
        assert isinstance(commanded, Commanded)
        assert said.text == NASTY[name]
        assert (commanded.command, commanded.text) == ("pair", NASTY[name])
        self.check_sender(case, said)
        self.check_sender(case, commanded)

    def test_control_characters_are_not_words(self, case: AdapterCase) -> None:
        typed = messages.HIDDEN.replace("\ud800", "").join("abc")
        (said,) = case.inbound(case.say(typed, USER))
        (commanded,) = case.inbound(case.command("pair", typed, USER))
        payload = case.render(SAMPLES["form"], WORDS, "outbox-1")
        (submitted,) = case.inbound(case.submit(payload, "button.send", {"title": (typed,)}, USER))
        assert isinstance(said, Said)
        assert isinstance(commanded, Commanded)
        assert isinstance(submitted, Submitted)
        assert (said.text, commanded.text, submitted.values["title"]) == ("abc", "abc", ("abc",))

    def test_what_does_not_concern_the_program_is_no_event(self, case: AdapterCase) -> None:
        heard = {name: case.inbound(raw) for name, raw in case.strange().items()}
        assert len(heard) >= 3
        assert {name for name, events in heard.items() if events} == set()

    @settings(max_examples=200, deadline=None)
    @given(data=st.data())
    def test_a_damaged_request_is_refused_and_nothing_worse(
        self, case: AdapterCase, data: st.DataObject
    ) -> None:
        payload = case.render(SAMPLES["everything"], WORDS, "outbox-1")
        raws = (
            case.press(payload, "Yes", USER),
            case.submit(payload, "That is all", {}, USER),
            case.say("hello", USER),
            case.command("help", "me", USER),
        )
        raw = copy.deepcopy(data.draw(st.sampled_from(raws)))
        where = data.draw(st.sampled_from(list(holders(raw))))
        key = data.draw(st.sampled_from(list(where) if isinstance(where, dict) else list(range(len(where)))))
        where[key] = data.draw(
            st.sampled_from([None, 7, True, "", "x", "\ud800", [], {}, [None], {"a": 1}, "{"])
        )
        try:
            events = case.inbound(raw)
        except BadPayload:
            return
        assert all(event.id for event in events)

    def check_sender(self, case: AdapterCase, event: FromPerson) -> None:
        sender = event.sender
        assert (sender.platform, sender.user, sender.in_person) == (case.platform, USER, True)
        assert (sender.address.platform, sender.address.user) == (case.platform, USER)
        assert sender.place == sender.address.place != ""
        assert event.at.tzinfo is not None


def holders(part: Any) -> Iterator[Any]:
    """Every object and list in a request that holds something."""
    if isinstance(part, dict | list) and part:
        yield part
        for inner in part.values() if isinstance(part, dict) else part:
            yield from holders(inner)


EXPECTED: dict[Failure, Exception] = {
    "rate_limited": TryLater("", after_s=RETRY_AFTER_S),
    "lost_answer": TryLater("", maybe_sent=True),
    "server_error": TryLater("", maybe_sent=True),
    "refused": TryLater(""),
    "gone": Undeliverable(""),
}


class TestDelivering:
    @pytest.fixture(params=DELIVERED)
    def case(self, request: pytest.FixtureRequest) -> AdapterCase:
        return case_of(request.param)

    async def test_a_message_is_posted_once_within_the_limits(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            delivered = await platform.adapter.deliver(
                platform.delivery(SAMPLES["everything"], delivery_id="d1")
            )
            (posted,) = platform.posted
            assert posted.reference == delivered.reference
            assert case.limits(posted.payload) == []
            (pressed,) = case.inbound(case.press(posted.payload, "Yes", USER))
            assert isinstance(pressed, Pressed)
            assert pressed.message == "d1"

    async def test_a_conversation_is_opened_and_remembered(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            first = platform.delivery(SAMPLES["say"], delivery_id="d1", to="new_chat")
            delivered = await platform.adapter.deliver(first)
            assert delivered.address.conversation
            assert delivered.address.user == first.address.user
            second = msgspec.structs.replace(first, id="d2", address=delivered.address)
            again = await platform.adapter.deliver(second)
            assert again.address == delivered.address
            assert len({posted.conversation for posted in platform.posted}) == 1
            assert again.reference != delivered.reference

    async def test_a_channel_can_be_posted_to(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            delivery = platform.delivery(SAMPLES["say"], delivery_id="d1", to="channel")
            delivered = await platform.adapter.deliver(delivery)
            assert [posted.reference for posted in platform.posted] == [delivered.reference]

    async def test_a_message_takes_the_place_of_another(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            first = await platform.adapter.deliver(platform.delivery(SAMPLES["buttons"], delivery_id="d1"))
            later = platform.delivery(SAMPLES["say"], delivery_id="d2", replaces=first.reference)
            second = await platform.adapter.deliver(later)
            shown = [posted.reference for posted in platform.posted]
            if "replaces" in case.instead:
                assert shown == [first.reference, second.reference]
                return
            assert shown == [first.reference] == [second.reference]
            assert platform.posted[0].updates == 1
            assert "hello.intro Ana" in case.visible_text(platform.posted[0].payload)
            assert case.buttons(platform.posted[0].payload) == []

    async def test_a_post_that_is_taken_back_leaves_nothing_of_its_words(self, case: AdapterCase) -> None:
        """In the channel it was posted to, in its place; what was there can be neither read nor pressed."""
        async with case.running() as platform:
            story = platform.delivery(SAMPLES["story"], delivery_id="d1", to="channel")
            first = await platform.adapter.deliver(story)
            line = platform.delivery(SAMPLES["say"], delivery_id="d2", to="channel", replaces=first.reference)
            second = await platform.adapter.deliver(line)
            assert [posted.reference for posted in platform.posted] == [first.reference] == [second.reference]
            shown = case.visible_text(platform.posted[0].payload)
            assert "hello.intro Ana" in shown
            assert "laughed" not in shown
            assert case.buttons(platform.posted[0].payload) == []

    async def test_two_people_read_it_together(self, case: AdapterCase) -> None:
        """In one conversation, always the same, that is neither's own; nobody looks there for what was said."""
        async with case.running() as platform:
            alone = await platform.adapter.deliver(platform.delivery(SAMPLES["say"], delivery_id="d0"))
            both = msgspec.structs.replace(
                platform.delivery(SAMPLES["buttons"], delivery_id="d1", to="new_chat"),
            )
            shared = {"user": "", "conversation": "", "together": ("U1ANA", "U2BO")}
            both = msgspec.structs.replace(both, address=msgspec.structs.replace(both.address, **shared))
            if "together" in case.instead:
                with pytest.raises(Undeliverable):
                    await platform.adapter.deliver(both)
                return
            first = await platform.adapter.deliver(both)
            second = await platform.adapter.deliver(msgspec.structs.replace(both, id="d2"))
            third = await platform.adapter.deliver(
                msgspec.structs.replace(both, id="d3", replaces=second.reference, message=SAMPLES["say"])
            )
            assert len({alone.reference, first.reference, second.reference}) == 3
            assert third.reference == second.reference
            where = [posted.conversation for posted in platform.posted]
            assert where[1] == where[2] != where[0]
            assert len(where) == 3
            assert first.address.together == ("U1ANA", "U2BO")

    async def test_what_is_taken_back_as_a_whole_goes(self, case: AdapterCase) -> None:
        """And a second time, as after a crash, nothing more happens."""
        async with case.running() as platform:
            story = platform.delivery(SAMPLES["story"], delivery_id="d1", to="channel")
            first = await platform.adapter.deliver(story)
            away = msgspec.structs.replace(
                platform.delivery(SAMPLES["say"], delivery_id="d2", to="channel", replaces=first.reference),
                removes=True,
                only_replaces=True,
            )
            for _ in range(2):
                assert (await platform.adapter.deliver(away)).reference == first.reference
            if "removes" not in case.instead:
                assert platform.posted == []
                return
            assert "laughed" not in case.visible_text(platform.posted[0].payload)
            assert len(platform.posted) == 1

    async def test_what_only_replaces_is_never_a_new_message(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            first = await platform.adapter.deliver(platform.delivery(SAMPLES["say"], delivery_id="d1"))
            missing = first.reference[:-1] + ("7" if first.reference[-1] != "7" else "8")
            later = platform.delivery(SAMPLES["divider"], delivery_id="d2", replaces=missing)
            await platform.adapter.deliver(msgspec.structs.replace(later, only_replaces=True))
            assert [posted.reference for posted in platform.posted] == [first.reference]

    async def test_what_is_no_more_is_replaced_by_a_new_message(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            first = await platform.adapter.deliver(platform.delivery(SAMPLES["say"], delivery_id="d1"))
            missing = first.reference[:-1] + ("7" if first.reference[-1] != "7" else "8")
            later = platform.delivery(SAMPLES["divider"], delivery_id="d2", replaces=missing)
            second = await platform.adapter.deliver(later)
            assert [posted.reference for posted in platform.posted] == [first.reference, second.reference]

    @pytest.mark.parametrize("failure", get_args(Failure))
    @pytest.mark.parametrize("updating", [False, True])
    async def test_a_failure_says_what_may_be_done(
        self, case: AdapterCase, failure: Failure, updating: bool
    ) -> None:
        if "network" in case.instead:
            return  # said in its table, which is checked above
        async with case.running() as platform:
            reference = ""
            if updating:
                before = await platform.adapter.deliver(platform.delivery(SAMPLES["say"], delivery_id="d0"))
                reference = before.reference
            delivery = platform.delivery(SAMPLES["facts"], delivery_id="d1", replaces=reference)
            platform.fail_next(failure)
            expected = EXPECTED[failure]
            with pytest.raises(type(expected)) as raised:
                await platform.adapter.deliver(delivery)
            told = [getattr(raised.value, name, None) for name in ("after_s", "maybe_sent")]
            assert told == [getattr(expected, name, None) for name in ("after_s", "maybe_sent")]
            assert "Europe" not in str(raised.value)
            # It was one failure: what may be tried again works the next time.
            await platform.adapter.deliver(delivery)

    async def test_a_lost_answer_is_looked_up(self, case: AdapterCase) -> None:
        if "network" in case.instead:
            return
        async with case.running() as platform:
            delivery = platform.delivery(SAMPLES["say"], delivery_id="d1")
            cannot = "look_up" in case.instead
            assert await platform.adapter.look_up(delivery) == ("cannot" if cannot else None)
            platform.fail_next("lost_answer")
            with pytest.raises(TryLater):
                await platform.adapter.deliver(delivery)
            found = await platform.adapter.look_up(delivery)
            if cannot:
                assert found == "cannot"
                return
            assert isinstance(found, Delivered)
            assert found.reference == platform.posted[0].reference
            other = msgspec.structs.replace(delivery, id="d2")
            assert await platform.adapter.look_up(other) is None

    async def test_a_channel_is_never_read(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            delivery = platform.delivery(SAMPLES["say"], delivery_id="d1", to="channel")
            await platform.adapter.deliver(delivery)
            found = await platform.adapter.look_up(delivery)
            assert found == "cannot" or "network" in case.instead

    async def test_rates_are_named_by_what_they_limit(self, case: AdapterCase) -> None:
        async with case.running() as platform:
            chat = platform.delivery(SAMPLES["say"], delivery_id="d1")
            other = platform.delivery(SAMPLES["form"], delivery_id="d2")
            channel = platform.delivery(SAMPLES["say"], delivery_id="d3", to="channel")
            rates = platform.adapter.rates(chat)
            assert rates == platform.adapter.rates(other)
            assert len({name for name, _, _ in rates}) == len(rates)
            assert all(per_second > 0 and burst >= 1 for _, per_second, burst in rates)
            assert rates != platform.adapter.rates(channel) or rates == ()
