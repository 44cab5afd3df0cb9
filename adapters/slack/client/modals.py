"""How does a form get in front of the person who asked for it, within the three seconds that Slack gives?

At a press that leads to a form a view that only says "one moment" is opened at once, while the event is handled; then
the form takes its place. Whatever cannot be shown so is answered with a message in the chat, through the outbox.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError

from adapters.slack.client.callers import Callers
from adapters.slack.client.errors import code, translated
from adapters.slack.client.users import UsersAt, nobody, users_chosen
from adapters.slack.draft import Known
from adapters.slack.views import IN_CHAT, View, form_view, note_view
from adapters.wording import WordsFor
from bot.conversation.messages import Form, Phrase
from bot.events import Commanded, Event, Pressed
from bot.outcome import Reply
from bot.runtime.errors import TryLater, Undeliverable
from bot.runtime.ports import Handle, Handled

OPEN_S = 2.0  # Slack waits three seconds in all, and a trigger works as long
UPDATE_S = 5.0
NAME = 255  # characters of a view's name
# Slack may ask us to wait before the second attempt; so long somebody looks at "one moment". There is no third.
WAITS_S = (10.0, 0.0)
# The same press once more: the other one shows the form.
TAKEN = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
# Closed meanwhile, or the other one was faster.
CLOSED = frozenset({"not_found", "view_not_found", "hash_conflict"})
NOT_STORED = Phrase("platform.not_stored")

log = logging.getLogger(__name__)


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What became of opening a view: its id and hash, or `taken` by the same press before. Where nobody can tell, the
    `name` of ours that it has if it is there.
    """

    id: str = ""
    hash: str = ""
    taken: bool = False
    name: str = ""

    @property
    def may_be_there(self) -> bool:
        return bool(self.id or self.name)


class Modals:
    def __init__(
        self, callers: Callers, words_for: WordsFor, handle: Handle, users_at: UsersAt = nobody
    ) -> None:
        self._callers, self._words_for, self._handle = callers, words_for, handle
        self._users_at = users_at
        self._showing: set[asyncio.Task[None]] = set()

    def _begin(self, body: dict[str, Any], event: Event) -> asyncio.Task[Opened] | None:
        """Open a view if the event asks for one; `None` when it does not."""
        if not isinstance(event, Pressed) or not event.opens:
            return None
        words = self._words_for(event.sender.language or "en", "UTC")
        trigger = str(body.get("trigger_id", ""))
        view = note_view(words) | {"external_id": event.id[:NAME]}
        return asyncio.create_task(self._open(event.sender.place, trigger, view))

    async def handled(self, body: dict[str, Any], event: Event) -> Handled:
        """Handle the event and see to its form. Raises what handling raises, and then the view says so."""
        opening = self._begin(body, event)
        try:
            handled = await self._handle(event)
        except BaseException:  # also when nobody waits for it any more
            if opening is not None:
                self._soon(self._not_stored(event, opening))
            raise
        reply = handled.reply
        if opening is not None or (reply is not None and reply.form is not None):
            self._soon(self._show(body, event, opening, handled))
        return handled

    async def _not_stored(self, event: Event, opening: asyncio.Task[Opened]) -> None:
        await self._say(event, await opening, NOT_STORED)

    async def settled(self) -> None:
        """Let what is under way come to its end."""
        if self._showing:
            await asyncio.wait(self._showing, timeout=UPDATE_S)

    def _soon(self, showing: Any) -> None:
        """Slack's answer need not wait for it; what cannot be shown is in the outbox before it ends."""
        task: asyncio.Task[None] = asyncio.create_task(showing)
        self._showing.add(task)
        task.add_done_callback(self._showing.discard)

    async def _show(
        self, body: dict[str, Any], event: Event, opening: asyncio.Task[Opened] | None, handled: Handled
    ) -> None:
        try:
            shown = await self._shown(body, event, opening, handled)
            if not shown and handled.status == "handled":
                await self._in_chat(event)
        except Exception as error:
            # The border: the press is stored, and this is all that is left of it.
            log.error("the form of %s could not be shown: %s", event.id, type(error).__name__)

    async def _shown(
        self, body: dict[str, Any], event: Event, opening: asyncio.Task[Opened] | None, handled: Handled
    ) -> bool:
        reply, place = handled.reply, _place(event)
        form = reply.form if reply else None
        if opening is not None:
            opened = await opening
            if opened.taken or (form is None and not opened.may_be_there):
                return True
            if not opened.may_be_there:
                return False
            if form is None or reply is None:
                await self._say(event, opened, IN_CHAT)
                return True
            return await self._update(place, opened, await self._view(place, reply, form))
        if form is None or reply is None:
            return True
        view = await self._view(place, reply, form)
        opened = await self._open(place, str(body.get("trigger_id", "")), view)
        return bool(opened.id) or opened.taken

    async def _view(self, place: str, reply: Reply, form: Form) -> View:
        words = self._words_for(reply.language or "en", reply.timezone or "UTC")
        users = await users_chosen(self._users_at, place, [form])
        return form_view(form, reply.notes, words, Known(users=users))

    async def _in_chat(self, event: Event) -> None:
        """The same press again, by another name, for which no form can be opened: then it comes as a message."""
        if isinstance(event, Pressed | Commanded):
            await self._handle(msgspec.structs.replace(event, id=f"{event.id}:chat", opens=False))

    async def _say(self, event: Event, opened: Opened, text: Phrase) -> None:
        if opened.may_be_there:
            words = self._words_for(_language(event), "UTC")
            await self._update(_place(event), opened, note_view(words, text))

    async def _open(self, place: str, trigger: str, view: View) -> Opened:
        try:
            async with asyncio.timeout(OPEN_S):
                caller = await self._callers.caller(place)
                answer = await caller.views_open(trigger_id=trigger, view=view)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            name = code(error) if isinstance(error, SlackApiError) else type(error).__name__
            log.info("no form was opened, as far as we know: %s", name)
            refused = translated(error, posting=True)
            unsure = isinstance(refused, TryLater) and refused.maybe_sent
            return Opened(taken=name in TAKEN, name=view.get("external_id", "") if unsure else "")
        except (TryLater, Undeliverable) as error:
            log.warning("no form was opened: %s", type(error).__name__)
            return Opened()
        shown = answer.get("view") or {}
        return Opened(id=str(shown.get("id", "")), hash=str(shown.get("hash", "")))

    async def _update(self, place: str, opened: Opened, view: View) -> bool:
        """False when the form did not get there; one that was closed meanwhile is not wanted any more."""
        which = {"view_id": opened.id, "hash": opened.hash} if opened.id else {"external_id": opened.name}
        for wait_s in WAITS_S:
            try:
                async with asyncio.timeout(UPDATE_S):
                    caller = await self._callers.caller(place)
                    await caller.views_update(**which, view=view)
            except SlackApiError as error:
                if code(error) in CLOSED:
                    return bool(opened.id)
                log.warning("a form was not shown: %s", code(error))
                refused: Exception = translated(error, posting=False)
            except (aiohttp.ClientError, TimeoutError, TryLater, Undeliverable) as error:
                log.warning("a form was not shown: %s", type(error).__name__)
                refused = error
            else:
                return True
            asked_s = refused.after_s if isinstance(refused, TryLater) else None
            if (asked_s or 0.0) > wait_s:
                break  # sooner than that it may not be tried, and later nobody waits for it
            await asyncio.sleep(asked_s or 0.0)
        return False


def _place(event: Event) -> str:
    return event.sender.place if isinstance(event, Pressed | Commanded) else ""


def _language(event: Event) -> str:
    return (event.sender.language if isinstance(event, Pressed | Commanded) else "") or "en"
