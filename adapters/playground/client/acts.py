"""What happens when somebody does something in the playground?

Their line is kept, the event handled, the line shown.
"""

from __future__ import annotations

from adapters.playground.client.posts import Posts
from adapters.playground.client.world import World
from adapters.playground.inbound import Act, Receipt, act_of
from adapters.playground.payloads import Payload
from adapters.playground.places import is_channel
from bot.events import Submitted
from bot.program.model import Person
from bot.runtime.errors import BadPayload
from bot.runtime.ports import Handle, Handled, Post, members


class Acts:
    """For the page, and for whoever else plays a person (an autopilot)."""

    def __init__(self, world: World, handle: Handle, posts: Posts) -> None:
        self._world = world
        self._handle = handle
        self.posts = posts

    async def act(self, payload: Payload) -> Handled | None:
        """Do what a person does; `None` when it is no concern of the bot's (talk in a channel).

        Raises BadPayload, and what `handle` raises; then nothing is shown.
        """
        person = await self.person(payload.get("person"))
        receipt = Receipt(
            at=self._world.now(),
            name=person.name,
            email=person.email,
            language=person.language,
            timezone=person.timezone,
        )
        act = act_of(payload, receipt)
        channel = act.conversation.removeprefix("#")
        if is_channel(act.conversation) and channel not in self._world.channels():
            raise BadPayload("There is no such channel.")
        if not await self._is_in(act):
            raise BadPayload("There is no such conversation.")
        if act.words:
            await self.posts.keep_pending(self._post(act))
        handled = await self._handle(act.event) if act.event is not None else None
        # A form with something wrong in it was not taken: the page still holds it, and it is no line of
        # the talk.
        refused = handled is not None and handled.reply is not None and isinstance(act.event, Submitted)
        if act.words and not refused:
            await self.posts.show(act.id)
        if act.then is not None and not (handled is not None and handled.reply is not None):
            await self._handle(act.then)
        return handled

    async def _is_in(self, act: Act) -> bool:
        """Of a conversation that several share: are they one of them, and has the bot opened it?"""
        together = members(act.conversation)
        return not together or (act.person in together and bool(await self.posts.read(act.conversation)))

    def _post(self, act: Act) -> Post:
        return Post(
            id=act.id,
            organization=self._world.organization(),
            conversation=act.conversation,
            author=act.person,
            at=self._world.now(),
            text=act.words,
        )

    async def person(self, external: object) -> Person:
        """Raises BadPayload when nobody has this id."""
        people = await self._world.people()
        found = next((person for person in people if person.external == external), None)
        if found is None:
            raise BadPayload("There is no such person in this company.")
        return found
