"""What must a platform bring so that `test_adapter.py` can check its adapter?

One object per platform, named `CASE`, in `case_<platform>.py`, and one row in `CASES` of `test_adapter.py`. A
case speaks the platform's own language in both directions: it presses, types and submits as the platform
would send it, and it reads a rendered message as a person would. It never calls the adapter's own checks:
`limits` and `live_markup` are written from the platform's documentation, so that a mistake in `render.py`
cannot hide itself.

Sentences of the adapters themselves, in every language of the catalog (`words` brings them like any other):

    platform.left_out     values: count      something did not fit and is not shown
    platform.page         values: page, pages
    platform.type_answer                     the rest of a long list is found by typing it as a message
    platform.not_stored                      we could not store what was just done; try again
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol

import msgspec

from adapters.wording import Wording
from bot.conversation.messages import Message
from bot.events import Event
from bot.runtime.ports import ChatAdapter, Delivery

Payload = dict[str, Any]  # what is posted to the platform (or shown by it): the body of the posting call
Raw = dict[str, Any]  # what the platform sends in; a case may wrap it to say which kind of request it is

# What an adapter may list in its table INSTEAD, when its platform cannot: each row frees it from one promise
# below, and the text says what people get. What is not listed is checked.
#
#   chart        a picture of a Chart                               (its words are shown in any case)
#   file         the file itself                                    (its link is)
#   search       finding options by typing into the list            (platform.type_answer is shown)
#   long_pick    200 options                                        (platform.type_answer is shown)
#   long_buttons 60 buttons                                         (platform.left_out is shown)
#   long_rows    60 rows                                            (platform.left_out is shown)
#   home         a page of everybody's own                          (a message is posted)
#   form_over_chat  a form over the chat, at a press                (it is posted)
#   only_you     an answer in a channel that one person sees        (it goes to the personal chat)
#   replaces     taking the place of an earlier message             (a new one is posted)
#   removes      taking an earlier message away                     (its line is shown in its place)
#   together     a conversation of two people and the bot           (refused: each is written to alone)
#   look_up      finding a message again in the personal chat       (look_up answers "cannot")
#   network      answers that get lost between the bot and the platform: there is no network
Gap = Literal[
    "chart",
    "file",
    "search",
    "long_pick",
    "long_buttons",
    "long_rows",
    "replaces",
    "removes",
    "together",
    "home",
    "form_over_chat",
    "only_you",
    "look_up",
    "network",
]

Failure = Literal["rate_limited", "lost_answer", "server_error", "refused", "gone"]

RETRY_AFTER_S = 7  # what a platform that fails with "rate_limited" asks for


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the platform holds it now. `updates` counts how often it was replaced in place."""

    reference: str
    conversation: str
    payload: Payload
    updates: int = 0


class RunningPlatform(Protocol):
    """The platform, faked on this machine, with the real adapter talking to it as in production.

    It refuses what the platform would refuse (broken limits, a wrong token), answering as the platform does.
    """

    @property
    def adapter(self) -> ChatAdapter: ...

    @property
    def posted(self) -> Sequence[Posted]:
        """Every message people can see now, in the order of posting."""

    @property
    def homes(self) -> Mapping[str, Payload]:
        """What stands on everybody's own page now, by the platform's id of the person."""

    def fail_next(self, failure: Failure) -> None:
        """The next *posting or updating* call fails so, once.

        `rate_limited` asks for RETRY_AFTER_S; `lost_answer` keeps the message and closes the connection
        without an answer; `server_error` is a 5xx; `refused` refuses the connection, nothing arrives (it may
        hold for every call until the next `deliver` is over); `gone` says that the person or channel is no
        more.
        """

    def delivery(
        self,
        message: Message,
        *,
        delivery_id: str,
        replaces: str = "",
        to: Literal["chat", "new_chat", "channel"] = "chat",
    ) -> Delivery:
        """A delivery to somebody whose conversation is known, or not yet opened, or to a channel."""


class AdapterCase(Protocol):
    """`user` is a platform's own id of a person; any short word of letters and digits must do (`U1ANA`)."""

    @property
    def platform(self) -> str: ...

    @property
    def instead(self) -> Mapping[str, str]:
        """The adapter's own table INSTEAD: gap -> what people get instead."""

    def render(self, message: Message, words: Wording, message_id: str = "") -> Payload:
        """The adapter's own render. `message_id` is the outbox id that a press carries back."""

    def limits(self, payload: Payload) -> list[str]:
        """Each limit of the platform that this payload breaks, in words; empty when it may be sent."""

    def visible_text(self, payload: Payload) -> str:
        """All that a person can read, in order, as they would read it (unescaped): one line per piece.

        The notification's words (`summary`) come first; then texts, labels, options, filled-in values, links.
        """

    def live_markup(self, payload: Payload) -> list[str]:
        """Everything that pings, links or formats by *markup inside a text*.

        Formatting and links made by structure (a bold run, a link button) are not markup.
        """

    def buttons(self, payload: Payload) -> list[str]:
        """Labels of what comes back to the bot when pressed, in order; submits too, links not."""

    def links(self, payload: Payload) -> list[tuple[str, str]]:
        """(label, address) of everything that opens an address."""

    def pictures(self, payload: Payload) -> list[tuple[str, str]]:
        """(what is said instead, address) of every picture."""

    def options(self, payload: Payload, name: str) -> list[str]:
        """The values that can be chosen in the pick or form field of this name."""

    def press(self, payload: Payload, label: str, user: str) -> Raw:
        """The request when `user` presses that button in the personal chat. Every call is another press."""

    def submit(self, payload: Payload, label: str, values: Mapping[str, tuple[str, ...]], user: str) -> Raw:
        """The request when `user` fills in these fields and presses the submit `label`.

        All other fields stay as they stand; one left empty comes back as an empty tuple. Values are as the
        platform sends them for what was shown: option values, an ISO date, typed words.
        """

    def say(self, text: str, user: str) -> Raw:
        """The request when `user` types this in the personal chat, escaped as the platform does.

        Every call is another message.
        """

    def command(self, name: str, text: str, user: str) -> Raw:
        """The request when `user` sends the command `rm-<name>` with `text` in the personal chat.

        Every call is another use.
        """

    def strange(self) -> Mapping[str, Raw]:
        """Genuine requests that must lead to no event, by what they are: a bot's message, an edit, ..."""

    def look_home(self, user: str) -> Raw | None:
        """The request when `user` looks at their own page; `None` where there is none. Every call is another look."""

    def press_home(self, payload: Payload, label: str, user: str) -> Raw:
        """The request when `user` presses that button on their own page. Every call is another press."""

    def home_limits(self, payload: Payload) -> list[str]:
        """Each limit of the platform that a page breaks."""

    def inbound(self, raw: Raw) -> tuple[Event, ...]:
        """The adapter's own reading, at a fixed moment. Raises BadPayload and nothing else."""

    def running(self) -> AbstractAsyncContextManager[RunningPlatform]:
        """`async with case.running() as platform`: everything stops when the block ends.

        The adapter is made with `messages.WORDS` for every language and time zone.
        """
