"""Where are conversations kept, and who hears of a new line?

Posts in the storage, read and written without blocking the server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import msgspec

from adapters.playground.client.live import Live
from adapters.playground.view import moment, post_json
from adapters.wording import WordsFor
from bot.runtime.ports import Clock, Post

T = TypeVar("T")


class PostStore(Protocol):
    """The part of `Storage` that keeps posts; calls block."""

    def save_post(self, post: Post) -> None: ...

    def post(self, organization: str, post_id: str) -> Post | None: ...

    def posts(self, organization: str, conversation: str) -> tuple[Post, ...]: ...

    def latest_posts(self, organization: str) -> dict[str, Post]: ...


class Call(Protocol):
    """Make a blocking call where it may block: in a storage thread."""

    async def __call__(self, blocking: Callable[[], T]) -> T: ...


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What the playground stands on.

    `clock` is program time; `organization` gives the id of the company being played, "" while there is none.
    """

    storage: PostStore
    call: Call
    clock: Clock
    words_for: WordsFor
    organization: Callable[[], str]


class Posts:
    """Conversations of the company being played.

    What a person did is kept before it is handled and shown once it is: `pending` are the ids in between,
    which other pages do not see.
    """

    def __init__(self, ground: Ground, live: Live) -> None:
        self._ground = ground
        self._live = live
        self._pending: set[str] = set()

    async def find(self, post_id: str) -> Post | None:
        ground = self._ground
        return await ground.call(lambda: ground.storage.post(ground.organization(), post_id))

    async def read(self, conversation: str) -> Sequence[Post]:
        """Oldest first."""
        ground = self._ground
        posts = await ground.call(lambda: ground.storage.posts(ground.organization(), conversation))
        return [post for post in posts if post.id not in self._pending]

    async def latest(self) -> dict[str, Post]:
        ground = self._ground
        return await ground.call(lambda: ground.storage.latest_posts(ground.organization()))

    async def keep_pending(self, post: Post) -> None:
        """Keep what a person did, unseen until `show` says that it was handled."""
        self._pending.add(post.id)
        await self._save(post)

    async def show(self, post_id: str) -> Post | None:
        """It was handled: everybody may see it. `None` when it is gone, as after a start over."""
        self._pending.discard(post_id)
        post = await self.find(post_id)
        if post is not None:
            self._tell(post)
        return post

    async def put(self, post: Post) -> None:
        """Keep a post and show it at once."""
        await self._save(post)
        kept = await self.find(post.id)
        self._tell(kept or post)

    async def _save(self, post: Post) -> None:
        ground = self._ground
        await ground.call(lambda: ground.storage.save_post(post))

    def _tell(self, post: Post) -> None:
        now = moment(self._ground.clock.now())
        self._live.tell({"kind": "post", "post": post_json(post, self._ground.words_for), "now": now})
