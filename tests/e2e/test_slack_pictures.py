"""Charts in Slack: uploaded, shown with their post, and gone with it; from outside, against the double of Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from adapters.slack.client.callers import OneWorkspace
from adapters.slack.client.pictures import KEPT_S, SHOWINGS, UPLOADS, Pictures
from adapters.slack.client.send import SlackAdapter
from adapters.slack.client.settings import SlackSettings
from bot.conversation.messages import Bar, Chart, Message, Say, phrase
from bot.runtime.errors import StorageUnavailable, TryLater, Undeliverable
from bot.runtime.ports import Delivery
from tests.contracts.case_slack import CASE, PNG, RunningSlack, read_file
from tests.contracts.messages import SAMPLES, WORDS
from tests.slack import RETRY_AFTER_S, TOKEN

UPLOAD = ["files.getUploadURLExternal", "files.completeUploadExternal"]
POST = "chat.postMessage"
LINK = "https://example.org/files/abc"


@pytest.fixture
async def running() -> AsyncIterator[RunningSlack]:
    async with CASE.running() as found:
        assert isinstance(found, RunningSlack)
        yield found


def chart(upload: str = "one", picture: str = "") -> Message:
    words = phrase("hello.intro", name="3 held")
    drawn = Chart(
        title="Sessions", bars=(Bar(label="a", value=3),), words=words, picture=picture, upload=upload
    )
    return Message(blocks=(Say(text="On Monday"), drawn), summary="On Monday")


def post(running: RunningSlack, message: Message, name: str = "d1", replaces: str = "") -> Delivery:
    return running.delivery(message, delivery_id=name, to="channel", replaces=replaces)


def own_adapter(running: RunningSlack, pictures_of: Pictures) -> SlackAdapter:
    settings = SlackSettings(
        bot_token=TOKEN, signing_secret="not used here", api_url=f"{running.slack.address}/api/"
    )
    return SlackAdapter(OneWorkspace(settings), lambda language, timezone: WORDS, pictures_of)


def calls(running: RunningSlack) -> list[str]:
    return [name for name, _ in running.slack.calls]


def pictures(running: RunningSlack) -> list[str]:
    return [address for posted in running.posted for _, address in CASE.pictures(posted.payload)]


def left(running: RunningSlack) -> list[str]:
    """Files that were not deleted."""
    return [name for name, file in running.slack.files.items() if not file.deleted]


async def test_the_picture_comes_with_its_post(running: RunningSlack) -> None:
    done = await running.adapter.deliver(post(running, chart()))
    assert calls(running) == [*UPLOAD, POST]
    (file,) = running.slack.files
    assert pictures(running) == [file]
    assert done.reference == f"{running.posted[0].conversation}/{running.slack.messages[0].ts}/{file}"
    sent = running.slack.files[file]
    assert (sent.name, sent.content) == ("chart.png", PNG + b"one")
    assert "3 held" in sent.alt
    assert "3 held" in CASE.visible_text(running.posted[0].payload)


async def test_a_file_that_cannot_be_shown_yet_is_waited_for_and_not_sent_again(
    running: RunningSlack,
) -> None:
    running.slack.not_ready_for = 2
    for _ in range(2):
        with pytest.raises(TryLater) as raised:
            await running.adapter.deliver(post(running, chart()))
        assert (raised.value.maybe_sent, raised.value.after_s) == (False, None)
    await running.adapter.deliver(post(running, chart()))
    assert calls(running) == [*UPLOAD, POST, POST, POST]
    assert len(running.posted) == 1
    assert pictures(running) == left(running)


@pytest.mark.parametrize(("picture", "shown"), [(LINK, [LINK]), ("", [])])
async def test_one_that_is_never_shown_goes_by_its_link_or_in_words(
    running: RunningSlack, picture: str, shown: list[str]
) -> None:
    running.slack.not_ready_for = 99
    for _ in range(SHOWINGS - 1):
        with pytest.raises(TryLater):
            await running.adapter.deliver(post(running, chart(picture=picture)))
    done = await running.adapter.deliver(post(running, chart(picture=picture)))
    assert pictures(running) == shown
    assert left(running) == []
    assert done.reference == running.posted[0].reference
    assert "3 held" in CASE.visible_text(running.posted[0].payload)


@pytest.mark.parametrize("error", ["missing_scope", "file_uploads_disabled"])
async def test_where_uploads_are_refused_it_goes_without_at_once(running: RunningSlack, error: str) -> None:
    running.slack.fail(error, "files.getUploadURLExternal")
    await running.adapter.deliver(post(running, chart(picture=LINK)))
    assert calls(running) == [UPLOAD[0], POST]
    assert pictures(running) == [LINK]


@pytest.mark.parametrize("how", ["server_error", "reset", "no_json", "internal_error"])
async def test_what_goes_wrong_before_the_post_leaves_no_doubt(running: RunningSlack, how: str) -> None:
    running.slack.fail(how, "files.completeUploadExternal", times=UPLOADS)
    for _ in range(UPLOADS - 1):
        with pytest.raises(TryLater) as raised:
            await running.adapter.deliver(post(running, chart(picture=LINK)))
        assert (raised.value.maybe_sent, raised.value.after_s) == (False, None)
        assert running.posted == []
    try:
        await running.adapter.deliver(post(running, chart(picture=LINK)))
    except TryLater:
        await running.adapter.deliver(post(running, chart(picture=LINK)))
    assert len(running.posted) == 1
    assert pictures(running) == [LINK]


async def test_where_slack_says_to_slow_down_pictures_wait_as_long_and_nothing_else_does(
    running: RunningSlack,
) -> None:
    now_s = [1_000.0]
    adapter = own_adapter(running, Pictures(read_file, machine_now=lambda: now_s[0]))
    running.slack.fail("rate_limited", "files.getUploadURLExternal")
    for _ in range(UPLOADS + 2):
        with pytest.raises(TryLater) as raised:
            await adapter.deliver(post(running, chart()))
        assert (raised.value.maybe_sent, raised.value.after_s) == (False, None)
        now_s[0] += 1
    assert calls(running) == [UPLOAD[0]]
    await adapter.deliver(post(running, SAMPLES["say"], "d2"))
    now_s[0] += RETRY_AFTER_S
    await adapter.deliver(post(running, chart()))
    assert pictures(running) == left(running)


async def test_a_picture_that_is_gone_is_words(running: RunningSlack) -> None:
    await running.adapter.deliver(post(running, chart("gone")))
    assert calls(running) == [POST]
    assert "3 held" in CASE.visible_text(running.posted[0].payload)


async def test_while_the_database_is_away_the_picture_is_waited_for(running: RunningSlack) -> None:
    async def away(_upload: str) -> None:
        raise StorageUnavailable("the database is gone")

    adapter = own_adapter(running, Pictures(away))
    with pytest.raises(TryLater) as raised:
        await adapter.deliver(post(running, chart()))
    assert not raised.value.maybe_sent
    assert calls(running) == []


async def test_a_picture_that_there_is_no_room_for_goes(running: RunningSlack) -> None:
    long = tuple(Say(text=f"{number} " + "word " * 2_000) for number in range(60))
    message = msgspec.structs.replace(chart(), blocks=(*chart().blocks, *long))
    done = await running.adapter.deliver(post(running, message))
    assert done.reference == running.posted[0].reference
    assert pictures(running) == left(running)


async def test_with_a_post_that_is_refused_its_file_goes(running: RunningSlack) -> None:
    running.slack.fail("gone", POST)
    with pytest.raises(Undeliverable):
        await running.adapter.deliver(post(running, chart()))
    assert left(running) == []
    assert calls(running)[-1] == "files.delete"


async def test_in_doubt_the_file_stays_for_the_post_that_may_stand(running: RunningSlack) -> None:
    running.slack.fail("lost_answer", POST)
    with pytest.raises(TryLater) as raised:
        await running.adapter.deliver(post(running, chart()))
    assert raised.value.maybe_sent
    assert len(left(running)) == 1
    assert pictures(running) == left(running)


async def test_what_is_taken_back_goes_with_its_file(running: RunningSlack) -> None:
    done = await running.adapter.deliver(post(running, chart()))
    away = post(running, SAMPLES["say"], "d2", done.reference)
    away = msgspec.structs.replace(away, removes=True, only_replaces=True)
    await running.adapter.deliver(away)
    assert (running.posted, left(running)) == ([], [])
    await running.adapter.deliver(away)
    assert running.posted == []


@pytest.mark.parametrize("error", ["cant_delete_message", "compliance_exports_prevent_deletion"])
async def test_what_may_not_be_deleted_is_replaced(running: RunningSlack, error: str) -> None:
    done = await running.adapter.deliver(post(running, chart()))
    running.slack.fail(error, "chat.delete")
    away = post(running, SAMPLES["say"], "d2", done.reference)
    again = await running.adapter.deliver(msgspec.structs.replace(away, removes=True, only_replaces=True))
    assert "3 held" not in CASE.visible_text(running.posted[0].payload)
    assert again.reference == running.posted[0].reference
    assert left(running) == []


async def test_what_can_neither_be_deleted_nor_replaced_is_for_somebody_to_see_to(
    running: RunningSlack,
) -> None:
    done = await running.adapter.deliver(post(running, chart()))
    running.slack.fail("cant_delete_message", "chat.delete")
    running.slack.fail("cant_update_message", "chat.update")
    away = post(running, SAMPLES["say"], "d2", done.reference)
    with pytest.raises(Undeliverable, match="nothing_to_replace"):
        await running.adapter.deliver(msgspec.structs.replace(away, removes=True, only_replaces=True))
    assert len(running.posted) == 1


async def test_another_picture_takes_the_place_of_the_first(running: RunningSlack) -> None:
    done = await running.adapter.deliver(post(running, chart()))
    (first,) = running.slack.files
    again = await running.adapter.deliver(post(running, chart("two"), "d2", done.reference))
    assert running.slack.files[first].deleted
    assert pictures(running) == left(running)
    assert again.reference == running.posted[0].reference


async def test_what_was_uploaded_for_nothing_goes_with_the_next_picture(running: RunningSlack) -> None:
    now_s = [1_000_000.0]
    adapter = own_adapter(running, Pictures(read_file, machine_now=lambda: now_s[0]))
    running.slack.not_ready_for = 1
    with pytest.raises(TryLater):
        await adapter.deliver(post(running, chart()))
    running.slack.not_ready_for = 0
    await adapter.deliver(post(running, chart("two"), "d2"))
    assert len(left(running)) == 2  # it may yet be sent
    now_s[0] += KEPT_S + 1
    await adapter.deliver(post(running, chart("three"), "d3"))
    assert pictures(running) == left(running)


async def test_in_a_persons_own_conversation_it_is_found_again_with_its_file(running: RunningSlack) -> None:
    delivery = running.delivery(chart(), delivery_id="d1")
    running.slack.fail("lost_answer", POST)
    with pytest.raises(TryLater):
        await running.adapter.deliver(delivery)
    found = await running.adapter.look_up(delivery)
    assert found not in (None, "cannot")
    assert getattr(found, "reference", "").endswith(left(running)[0])


async def test_uploads_have_a_rate_of_their_own(running: RunningSlack) -> None:
    names = {name.split(":")[-1] for name, _, _ in running.adapter.rates(post(running, chart()))}
    assert UPLOAD[0] in names
    names = {name.split(":")[-1] for name, _, _ in running.adapter.rates(post(running, SAMPLES["say"]))}
    assert UPLOAD[0] not in names
