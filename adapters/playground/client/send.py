"""How does a message reach the page? It becomes a post of the conversation, and open pages hear of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from adapters.playground.client.posts import Ground, Posts
from adapters.playground.places import PLATFORM, conversation_of
from bot.runtime.errors import Undeliverable
from bot.runtime.ports import Delivered, Delivery, Post, home_of


class PlaygroundAdapter:
    """Makes posts. The reference of a message is its post's id, whatever has taken its place since."""

    platform = PLATFORM

    def __init__(self, ground: Ground, posts: Posts) -> None:
        self._ground = ground
        self._posts = posts

    async def deliver(self, delivery: Delivery) -> Delivered:
        """Sent again, the same delivery changes nothing that can be seen.

        Raises Undeliverable when no company is being played, or the address names no conversation.
        """
        if not self._ground.organization() or not conversation_of(delivery.address):
            raise Undeliverable("no_such_conversation")
        if delivery.home:
            return await self._show_home(delivery)
        found = await self.look_up(delivery)
        if found is not None:
            return found
        post = await self._replaced(delivery)
        if post is None and delivery.only_replaces:
            return Delivered(reference=delivery.replaces, address=delivery.address)
        post = post or self._new(delivery)
        await self._posts.put(post)
        return _delivered(post, delivery)

    async def _show_home(self, delivery: Delivery) -> Delivered:
        """There is one page for each person: whatever stood there is gone."""
        place = home_of(conversation_of(delivery.address))
        await self._posts.put(msgspec.structs.replace(self._new(delivery), id=place, conversation=place))
        return Delivered(reference=place, address=delivery.address)

    async def look_up(self, delivery: Delivery) -> Delivered | None:
        if delivery.home:
            return None
        post = await self._posts.find(delivery.id)
        if post is None and delivery.replaces:
            post = await self._posts.find(delivery.replaces)
            if post is not None and post.message != delivery.message:
                post = None
        return _delivered(post, delivery) if post else None

    def rates(self, delivery: Delivery) -> Sequence[tuple[str, float, int]]:
        return ()

    async def _replaced(self, delivery: Delivery) -> Post | None:
        """The post whose place is taken, as it will be; `None` when there is none any more."""
        post = await self._posts.find(delivery.replaces) if delivery.replaces else None
        if post is None:
            return None
        return msgspec.structs.replace(
            post, message=delivery.message, language=delivery.language, timezone=delivery.timezone
        )

    def _new(self, delivery: Delivery) -> Post:
        return Post(
            id=delivery.id,
            organization=self._ground.organization(),
            conversation=conversation_of(delivery.address),
            at=self._ground.clock.now(),
            message=delivery.message,
            language=delivery.language,
            timezone=delivery.timezone,
        )


def _delivered(post: Post, delivery: Delivery) -> Delivered:
    address = msgspec.structs.replace(delivery.address, conversation=post.conversation)
    return Delivered(reference=post.id, address=address)
