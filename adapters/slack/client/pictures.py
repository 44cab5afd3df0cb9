"""How do charts get into Slack? As files of its own, so that nobody has to reach us for them.

A picture is uploaded before the one posting call and shown by a block of that message: post and chart are one, and the
upload by itself shows nothing to anybody. Slack needs a moment until a new file can be shown; until then the message
waits with the file it has. What could not be uploaded is a picture behind our own address, and else words.

Which files belong to a message that is under way is kept in this process only: each is deleted once its message was
given up, or was not heard of for an hour; where nobody can tell whether the message stands, it stays. A process that
dies between an upload and its post leaves one file behind that nobody but the app can see. Of a message that was
posted, its reference names the files.

Source: https://docs.slack.dev/messaging/working-with-files#upload (November 2026).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client.errors import LIMITED, UPLOADS_REFUSED, code, translated
from adapters.slack.draft import Draft
from adapters.slack.limits import FILE_ALT
from adapters.slack.render import ROOMS
from adapters.wording import Wording
from bot.conversation.messages import Chart
from bot.runtime.errors import StorageUnavailable, TryLater
from bot.runtime.ports import Delivery

UPLOAD_S = 8.0  # for all pictures of a message: of the 20 s of delivery enough has to stay for its post
UPLOADS = 3  # tries, then it goes without
SHOWINGS = 5  # tries to show what was uploaded; with the backoff about half a minute
KEPT_S = 3600.0  # longer than any message under way waits for its next try

File = tuple[str, str, bytes | AsyncIterator[bytes]]  # name, content type, what is in it
ReadFile = Callable[[str], Awaitable[File | None]]  # by `Chart.upload`
log = logging.getLogger(__name__)


async def no_file(_upload: str) -> None:
    """Where nothing is uploaded."""


class _UnderWay(msgspec.Struct):
    """What was tried for a message; `files` by the number of the chart, `heard_s` machine time."""

    place: str
    files: dict[int, str] = {}
    uploads: int = 0
    showings: int = 0
    heard_s: float = 0.0


class Pictures:
    """All that are on their way to Slack."""

    def __init__(self, read_file: ReadFile, machine_now: Callable[[], float] = time.monotonic) -> None:
        self._read_file = read_file
        self._machine_now = machine_now
        self._under_way: dict[str, _UnderWay] = {}
        self._closed_until_s: dict[str, float] = {}  # by place: Slack said to slow down

    async def uploaded(self, caller: AsyncWebClient, delivery: Delivery, words: Wording) -> dict[str, str]:
        """Files by `Chart.upload`, none where Slack takes none. Raises TryLater: nothing is posted yet."""
        charts = charts_of(delivery)
        if not charts:
            return {}
        mine = self._mine(delivery)
        await self._forget_old(caller, delivery.address.place)
        if mine.uploads >= UPLOADS or mine.showings >= SHOWINGS:
            await self.given_up(caller, delivery)
            return {}
        missing = {at: chart for at, chart in enumerate(charts) if at not in mine.files}
        if missing and self._machine_now() < self._closed_until_s.get(delivery.address.place, 0.0):
            raise TryLater("slack takes no pictures for a while")
        try:
            async with asyncio.timeout(UPLOAD_S):
                for at, chart in missing.items():
                    mine.files[at] = await self._upload(caller, chart, words)
        except SlackApiError as error:
            return await self._refused(caller, delivery, error)
        except (aiohttp.ClientError, TimeoutError) as error:
            mine.uploads += 1
            raise TryLater("slack did not take a picture") from error
        except StorageUnavailable as error:
            raise TryLater("a picture could not be read") from error
        return {chart.upload: mine.files[at] for at, chart in enumerate(charts) if mine.files[at]}

    def files(self, delivery: Delivery) -> list[str]:
        """Those of a message under way."""
        mine = self._under_way.get(delivery.id)
        return [file for file in mine.files.values() if file] if mine else []

    def not_shown(self, delivery: Delivery) -> bool:
        """Slack refused to show them; true when it may do so a little later."""
        mine = self._mine(delivery)
        mine.showings += 1
        return mine.showings < SHOWINGS

    def done(self, delivery: Delivery) -> None:
        """The message stands, or may stand, and with it its files."""
        self._under_way.pop(delivery.id, None)

    async def shown(self, caller: AsyncWebClient, delivery: Delivery, files: Iterable[str]) -> None:
        """The message stands and shows these; what there was no room for goes."""
        unseen = set(self.files(delivery)) - set(files)
        self.done(delivery)
        await delete_files(caller, unseen)

    @contextmanager
    def kept_in_doubt(self, delivery: Delivery) -> Iterator[None]:
        """Around the posting call: where nobody can tell whether the message stands, its files have to stay, too."""
        try:
            yield
        except TryLater as later:
            if later.maybe_sent:
                self.done(delivery)
            raise
        except asyncio.CancelledError:
            self.done(delivery)
            raise

    async def given_up(self, caller: AsyncWebClient, delivery: Delivery) -> None:
        """The message goes without them, or not at all."""
        mine = self._under_way.get(delivery.id)
        if mine:
            files, mine.files = self.files(delivery), {}
            await delete_files(caller, files)

    def _mine(self, delivery: Delivery) -> _UnderWay:
        mine = self._under_way.setdefault(delivery.id, _UnderWay(place=delivery.address.place))
        mine.heard_s = self._machine_now()
        return mine

    async def _refused(
        self, caller: AsyncWebClient, delivery: Delivery, error: SlackApiError
    ) -> dict[str, str]:
        mine = self._mine(delivery)
        what = translated(error, posting=False)
        if isinstance(what, TryLater) and what.after_s and code(error) in LIMITED:
            # Said of uploads: messages without pictures need not wait, so that it is kept here.
            self._closed_until_s[delivery.address.place] = self._machine_now() + what.after_s
            raise TryLater("slack takes no pictures for a while") from error
        mine.uploads = UPLOADS if code(error) in UPLOADS_REFUSED else mine.uploads + 1
        log.warning("slack takes no picture of %s: %s", delivery.id, code(error))
        if mine.uploads < UPLOADS:
            raise TryLater(f"slack did not take a picture: {code(error)}") from error
        await self.given_up(caller, delivery)
        return {}

    async def _upload(self, caller: AsyncWebClient, chart: Chart, words: Wording) -> str:
        """The id of its file, "" when there is no picture (any more)."""
        found = await self._read_file(chart.upload)
        name, content_type, content = found or ("", "", b"")
        if not isinstance(content, bytes) or not content:
            return ""
        draft = Draft(words, "", ROOMS[0])
        given = await caller.files_getUploadURLExternal(
            filename=name, length=len(content), alt_txt=draft.described(chart, FILE_ALT)
        )
        await _send_bytes(caller, str(given["upload_url"]), content, content_type)
        file = str(given["file_id"])
        # Without a channel: nobody is shown anything yet.
        await caller.files_completeUploadExternal(files=[{"id": file, "title": draft.line(chart.title, 200)}])
        return file

    async def _forget_old(self, caller: AsyncWebClient, place: str) -> None:
        """What was uploaded for a message that is no longer to be sent."""
        long_ago = self._machine_now() - KEPT_S
        old = [
            one for one, kept in self._under_way.items() if kept.place == place and kept.heard_s < long_ago
        ]
        for one in old:
            await delete_files(caller, self._under_way.pop(one).files.values())


def charts_of(delivery: Delivery) -> list[Chart]:
    """Those whose picture is to be uploaded."""
    return [block for block in delivery.message.blocks if isinstance(block, Chart) and block.upload]


async def delete_files(caller: AsyncWebClient, files: Iterable[str]) -> None:
    """Whatever becomes of it, the message it belonged to is settled: a file that stays is logged."""
    for file in files:
        if not file:
            continue
        try:
            await caller.files_delete(file=file)
        except SlackApiError as error:
            if code(error) not in ("file_not_found", "file_deleted"):
                log.warning("a picture could not be deleted in slack: %s", code(error))
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("a picture could not be deleted in slack: %s", type(error).__name__)


async def _send_bytes(caller: AsyncWebClient, url: str, content: bytes, content_type: str) -> None:
    """Raises aiohttp.ClientError unless Slack says that it has them."""
    timeout = aiohttp.ClientTimeout(total=UPLOAD_S)
    async with (
        aiohttp.ClientSession(timeout=timeout) as http,
        http.post(
            url,
            data=content,
            headers={"Content-Type": content_type},
            proxy=caller.proxy,
            ssl=caller.ssl if caller.ssl is not None else True,
            raise_for_status=True,
        ) as answer,
    ):
        await answer.read()
