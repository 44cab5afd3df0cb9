"""What does a digest say? One sentence, the chart, what was taught, what changed, one thing a leader can do.

To be read in half a minute by somebody in a hurry. Figures come from `metrics.py` alone; people's words only where
the two of them agreed to these very words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.conversation.messages import (
    Bar,
    Block,
    Button,
    Buttons,
    Chart,
    Fact,
    Facts,
    Listed,
    Message,
    OnDay,
    Phrase,
    Say,
    SkillName,
    Text,
    phrase,
)
from bot.program.metrics import Figures, Role, Week
from bot.program.model import Change, Cohort, Digest, Release, Share
from bot.program.parts import command_button, family_button
from bot.scene import Scene

ON_PLAN, NEARLY = 0.9, 0.6  # of what was planned by now
KIND = "kind:"
QUOTES = ("digest.change", "digest.change_named")  # two people's own words stand in these
LESS, MORE = 5, 95  # how `metrics.py` writes "less than 10" and "more than 90"


class View:
    """One digest being put together; `told` is the newest change in it, `quoted` (the changes whose words stand in it)
    is known after `blocks`.
    """

    def __init__(
        self,
        *,
        scene: Scene,
        cohort: Cohort,
        digest: Digest,
        figures: Figures | None,
        releases: Sequence[Release],
    ) -> None:
        self._scene, self._cohort, self._digest = scene, cohort, digest
        self._figures, self._releases = figures, releases
        self._last = scene.snapshot.last_digest
        fit = [one for one in scene.snapshot.changes if figures is not None or one.named]
        # Two pairs may have said the same: once is enough, the newest.
        self._changes = list({one.text: one for one in reversed(fit)}.values())[::-1]
        self.quoted: tuple[Change, ...] = ()

    @property
    def told(self) -> datetime | None:
        return max((one.agreed_at for one in self._changes if one.agreed_at), default=None)

    def blocks(self, *, has_picture: bool) -> tuple[Block, ...]:
        title = Say(text=phrase("digest.title", day=OnDay(self._digest.day)), style="heading")
        if self._is_nothing_new():
            return title, Say(text=self._nothing_new()), *self._act()
        chart = self._chart(has_picture=has_picture)
        parts = (Say(text=self._verdict()), *chart, *self._taught(), *self._answers())
        return title, *parts, *self._changed(), *self._act()

    # -- does it go well? ----------------------------------------------------------------------------------------

    def _is_nothing_new(self) -> bool:
        last, numbers = self._last, self._figures.numbers if self._figures else {}
        if last is None:
            return False
        counted = numbers.get("held", 0), numbers.get("joined", 0)
        published = any(release.until > last.made_at for release in self._releases)
        return counted == (last.held, last.joined) and self.told == last.told and not published

    def _nothing_new(self) -> Phrase:
        if self._figures is None:
            return phrase("digest.nothing_new_yet")
        return phrase("digest.nothing_new", count=self._figures.numbers["held"])

    def _verdict(self) -> Phrase:
        if self._figures is None:
            return phrase("digest.small")
        numbers = self._figures.numbers
        if not numbers["pairs"]:
            return phrase("digest.verdict.gathering", count=numbers["joined"])
        if not numbers["due"]:
            key = "early" if numbers["held"] else "begun"
            return Phrase(f"digest.verdict.{key}", {"count": numbers["pairs"]})
        share = numbers["held"] / numbers["planned"]
        return Phrase(
            f"digest.verdict.{'on_plan' if share >= ON_PLAN else 'nearly' if share >= NEARLY else 'behind'}"
        )

    def _chart(self, *, has_picture: bool) -> tuple[Block, ...]:
        weeks = self._figures.weeks if self._figures else ()
        if not weeks or not (weeks[-1].held or weeks[-1].planned):
            return ()
        link = f"file:digest/{self._digest.id}" if has_picture else ""
        last = weeks[-1]
        bars = (
            Bar(label=phrase("digest.chart.held"), value=last.held),
            Bar(label=phrase("digest.chart.plan"), value=last.planned),
        )
        title = phrase("digest.chart.title")
        return (Chart(title=title, bars=bars, words=self._chart_words(weeks), picture=link),)

    def _chart_words(self, weeks: Sequence[Week]) -> Phrase:
        last, before = weeks[-1], weeks[-2] if len(weeks) > 1 else None
        fresh = last.held - (before.held if before else 0)
        key = "so_far" if last.planned else "so_far_early"
        words = Phrase(f"digest.chart.{key}", {"count": last.held, "planned": last.planned})
        return phrase("digest.chart.words", so_far=words, fresh=phrase("digest.chart.fresh", count=fresh))

    # -- what was taught, and how people find it -----------------------------------------------------------------

    def _newest(self, kind: str) -> Release | None:
        found = [release for release in self._releases if release.kind == kind]
        return max(found, key=lambda one: (one.until, one.id), default=None)

    def _taught(self) -> tuple[Block, ...]:
        if self._figures is None:
            return ()
        said: list[Block] = []
        for kind in ("mentors", "mentees"):
            release = self._newest(kind)
            if release is not None:
                topics = Listed(tuple(_topic(topic) for topic in release.topics))
                said.append(Say(text=Phrase(f"digest.taught.{kind}", {"topics": topics})))
        return tuple(said)

    def _answers(self) -> tuple[Block, ...]:
        """In the digest that comes first after they were published, and in no other."""
        release = self._newest("answers")
        if self._figures is None or release is None or not release.shares:
            return ()
        if self._last is not None and self._last.made_at >= release.until:
            return ()
        of_all = [share for share in release.shares if share.group == "all"]
        facts = tuple(
            Fact(label=Phrase(f"digest.metric.{one.metric}"), value=share_text(one, release))
            for one in of_all
        )
        return (
            Say(text=phrase("digest.answers", people=min(one.people for one in of_all))),
            Facts(items=facts),
            Say(text=phrase("digest.answers_note"), style="quiet"),
        )

    # -- what changed, and what a leader can do ------------------------------------------------------------------

    def _changed(self) -> tuple[Block, ...]:
        if not self._changes:
            return ()
        self.quoted = tuple(self._changes)
        lines = tuple(Say(text=self._change(one)) for one in self._changes)
        return Say(text=phrase("digest.changed")), *lines

    def _change(self, change: Change) -> Phrase:
        if not change.named:
            return phrase("digest.change", words=change.text)
        names = Listed((self._scene.name(change.mentor), self._scene.name(change.mentee)))
        return phrase("digest.change_named", words=change.text, names=names)

    def _act(self) -> tuple[Block, ...]:
        """One thing, the first that fits."""
        name, button = self._thing_to_do()
        return Say(text=Phrase(f"digest.act.{name}")), Buttons(items=(button,))

    def _thing_to_do(self) -> tuple[str, Button]:
        newest, last = self.told, self._last
        if newest is not None and (last is None or last.told is None or newest > last.told):
            thanked = max(self._changes, key=lambda one: (one.agreed_at or one.proposed_at, one.id))
            return "thank", family_button("leader", "thank", main=True, change=thanked.id)
        joined = self._figures.numbers["joined"] if self._figures else 0
        has_room = joined < 2 * self._cohort.size and self._cohort.state == "open"
        if has_room and self._digest.day.isocalendar().week % 2:
            return "join", command_button("join", main=True)
        return "suggest", family_button("leader", "suggest", main=True)


def without(message: Message, change: Change) -> Message:
    """A digest that no longer tells of a change; nothing but that there was one, where its words are not kept any
    more.
    """
    if not message.blocks:
        line = phrase("digest.taken_back")
        return Message(blocks=(Say(text=line),), summary=line)
    kept = tuple(block for block in message.blocks if not _tells_of(block, change))
    tells = any(_key(block) in QUOTES for block in kept)
    thanks = any(_is_about(block, change) for block in message.blocks)
    gone = {*(() if tells else ("digest.changed",)), *(("digest.act.thank",) if thanks else ())}
    return msgspec.structs.replace(message, blocks=tuple(block for block in kept if _key(block) not in gone))


def _key(block: Block) -> str:
    return block.text.key if isinstance(block, Say) and isinstance(block.text, Phrase) else ""


def _tells_of(block: Block, change: Change) -> bool:
    """Its line, and the button that thanks the two."""
    if isinstance(block, Say) and isinstance(block.text, Phrase) and block.text.key in QUOTES:
        return block.text.values.get("words") == change.text
    return _is_about(block, change)


def _is_about(block: Block, change: Change) -> bool:
    return isinstance(block, Buttons) and any(one.data.get("change") == change.id for one in block.items)


def _topic(topic: str) -> Text:
    if topic.startswith(KIND):
        return Phrase(f"topic.kind.{topic.removeprefix(KIND).replace(' ', '_')}")
    return SkillName(topic)


def share_text(share: Share, release: Release) -> Phrase:
    """Of all, and of mentors and mentees where both may be seen and differ."""
    parts = {one.group: one for one in release.shares if one.metric == share.metric}
    roles: tuple[Role, ...] = ("mentor", "mentee")
    shown = [
        Phrase(f"digest.of.{role}", {"percent": _percent(parts[role])}) for role in roles if role in parts
    ]
    if not shown or len({part.percent for part in parts.values()}) == 1:
        return _percent(share)
    return phrase("digest.with_parts", percent=_percent(share), parts=Listed(tuple(shown)))


def _percent(share: Share) -> Phrase:
    if share.percent == LESS:
        return phrase("digest.less")
    return phrase("digest.more") if share.percent == MORE else phrase("digest.percent", percent=share.percent)
