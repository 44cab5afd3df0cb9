"""How does somebody get a file out of a message? By an address that only we can make, for a while.

The engine writes `File(link="file:<kind>/<record id>")`, because only the runtime knows keys and addresses. Right
before delivery `Links` puts a sealed token in its place; `Files` opens it and has the file made afresh
(`bot/program/files.py`), so that it always says what is true now.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

import msgspec

from bot.conversation.messages import Block, Chart, File, Message, Say
from bot.program.files import FILES
from bot.runtime.errors import ConfigError
from bot.runtime.exporting import TAKEN, may_take, needs
from bot.runtime.ports import Clock, Realm, Row, Sealer
from bot.runtime.service import Service

Served = tuple[str, str, bytes | AsyncIterator[bytes]]  # file name, content type, what is in it
MARK = "file:"
TOGETHER = 200  # pieces that are made and sent at once
SHORT_LIFE = timedelta(days=1)  # of what tells about people
LIVES = {name: kind.life for name, kind in FILES.items()} | dict.fromkeys(TAKEN, SHORT_LIFE)
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,2000}={0,2}")


class Signed(msgspec.Struct, frozen=True, kw_only=True, tag="file", forbid_unknown_fields=True):
    """What a token says. `expires` is program time of its realm."""

    organization: str
    realm: Realm
    kind: str
    record: str
    language: str
    expires: datetime


class Links:
    """The addresses of one realm. `base` stands before the path: "" for an address of this very server, `None`
    when nobody could follow one. `uploads`: some adapter hands pictures on by itself, and needs them.
    """

    def __init__(
        self, sealer: Sealer, clock: Clock, realm: Realm, base: str | None, *, uploads: bool = False
    ) -> None:
        self._sealer, self._clock, self._realm, self._base = sealer, clock, realm, base
        self._uploads = uploads

    def message(self, row: Row) -> Message:
        """The row's message with addresses that work; a file without one is left out."""
        return _with_files(row, self)

    def url(self, row: Row, link: str) -> str:
        """The address in place of `file:<kind>/<record id>`, for the row's reader; "" when there is none."""
        token = self._token(row, link) if self._base is not None else ""
        return f"{self._base}/files/{token}" if token else ""

    def upload(self, row: Row, link: str) -> str:
        """By which an adapter may have the file itself; "" when none asks for it."""
        return self._token(row, link) if self._uploads else ""

    def _token(self, row: Row, link: str) -> str:
        kind, _, record = link.removeprefix(MARK).partition("/")
        life = LIVES.get(kind)
        if life is None or not record:
            return ""
        signed = Signed(
            organization=row.organization,
            realm=self._realm,
            kind=kind,
            record=record,
            language=row.language,
            expires=self._clock.now() + life,
        )
        return self.sign(signed)

    def sign(self, signed: Signed) -> str:
        return self._sealer.seal(msgspec.json.encode(signed).decode())

    def open(self, token: str) -> Signed | None:
        """What a token of this realm says; `None` when it is not ours, or too old."""
        if not TOKEN.fullmatch(token):
            return None
        try:
            signed = msgspec.json.decode(self._sealer.open(token), type=Signed)
        except (ConfigError, msgspec.DecodeError):
            return None
        return signed if signed.realm == self._realm and self._clock.now() < signed.expires else None

    def now(self) -> datetime:
        return self._clock.now()


def without_files(row: Row) -> Message:
    """The row's message where nobody could follow a link to us."""
    return _with_files(row, None)


def _with_files(row: Row, links: Links | None) -> Message:
    message = row.send.message
    if not any(_is_marked(block) for block in message.blocks):
        return message
    blocks = tuple(kept for block in message.blocks if (kept := _addressed(block, row, links)) is not None)
    return msgspec.structs.replace(message, blocks=blocks or (Say(text=message.summary),))


def _is_marked(block: Block) -> bool:
    link = block.picture if isinstance(block, Chart) else block.link if isinstance(block, File) else ""
    return link.startswith(MARK)


def _addressed(block: Block, row: Row, links: Links | None) -> Block | None:
    """A file goes where nobody could follow its link; a chart stays, without its picture."""
    if not _is_marked(block) or not isinstance(block, File | Chart):
        return block
    marked = block.picture if isinstance(block, Chart) else block.link
    address = links.url(row, marked) if links is not None else ""
    if isinstance(block, Chart):
        upload = links.upload(row, marked) if links is not None else ""
        return msgspec.structs.replace(block, picture=address, upload=upload)
    return msgspec.structs.replace(block, link=address) if address else None


class Files:
    """What is behind the addresses of all realms."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._links: list[Links] = []

    def links(self, clock: Clock, realm: Realm, base: str | None, *, uploads: bool = False) -> Links:
        """Those of one more realm."""
        links = Links(self._service.storage.sealer, clock, realm, base, uploads=uploads)
        self._links.append(links)
        return links

    async def read(self, token: str) -> Served | None:
        """Name, content type and bytes; `None` for what is not ours, too old, or no longer there."""
        for links in self._links:
            signed = links.open(token)
            if signed is not None and signed.kind in FILES:
                return await self._service.call(partial(self._made, signed, links.now()))
            if signed is not None and signed.kind in TAKEN:
                return await self._taken(signed)
        return None

    async def _taken(self, signed: Signed) -> Served | None:
        """A file that comes in pieces, for whom the link was made and who may still see it."""
        taken, storage = TAKEN[signed.kind], self._service.storage

        def allowed() -> bool:
            with storage.begin() as work:
                return may_take(work.load(needs(signed.organization, signed.record)), taken, signed.record)

        if not await self._service.call(allowed):
            return None
        pieces = taken.pieces(storage, signed.organization, signed.record, signed.language)
        return taken.name, taken.content_type, self._in_threads(pieces)

    async def _in_threads(self, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        while piece := await self._service.call(lambda: b"".join(islice(pieces, TOGETHER))):
            yield piece

    def _made(self, signed: Signed, now: datetime) -> Served | None:
        kind = FILES[signed.kind]
        with self._service.storage.begin() as work:
            snapshot = work.load(kind.needs(signed.organization, signed.record))
        return kind.make(snapshot, signed.record, signed.language, now)
