"""What does a report say, and the post with which a program ends? Figures of `metrics.py` only, the same for everybody.

Who took part comes first, what people said last: that they liked it is never the headline. How many it is about stands
beside every number, and that none of them proves a cause.
"""

from __future__ import annotations

from bot.conversation.messages import Block, Buttons, Fact, Facts, OnDay, Phrase, Say, Value, phrase
from bot.program.model import Cohort, Digest, Release
from bot.program.parts import command_button, family_button
from bot.program.telling.digest_view import View, share_text
from bot.scene import Scene


class Report(View):
    """So far, or at the end; in the order participation, what changed, then what people said."""

    def blocks(self, *, has_picture: bool) -> tuple[Block, ...]:
        over = self._cohort.state == "closed"
        title = phrase("report.title_end" if over else "report.title", day=OnDay(self._digest.day))
        if self._figures is None:
            body: tuple[Block, ...] = (Say(text=phrase("report.small")),)
            note: tuple[Block, ...] = ()  # about numbers, of which there are none
        else:
            chart = self._chart(has_picture=has_picture)
            body = (Facts(items=self._participation()), *chart, *self._taught())
            note = (Say(text=phrase("report.note"), style="quiet"),)
        said = (*self._changed(), *self._adjusted(), *self._answered())
        return Say(text=title, style="heading"), *body, *said, *note

    def _participation(self) -> tuple[Fact, ...]:
        numbers = self._figures.numbers if self._figures else {}
        held: dict[str, Value] = {"count": numbers["held"], "planned": numbers["planned"]}
        rows: list[tuple[str, Value]] = [
            ("joined", numbers["joined"]),
            ("pairs", numbers["pairs"]),
            ("met", numbers["met"]),
            ("held", Phrase("report.of_plan", held)),
        ]
        return tuple(Fact(label=Phrase(f"report.{name}"), value=value) for name, value in rows)

    def _adjusted(self) -> tuple[Block, ...]:
        words = self._cohort.adjusted
        return (Say(text=phrase("report.adjusted", words=words)),) if words else ()

    def _answered(self) -> tuple[Block, ...]:
        """What was published at the end, else the newest there is, else when there will be something."""
        if self._figures is None:
            return ()
        end = self._newest("end")
        release = end or self._newest("answers")
        if release is None or not release.shares:
            over = self._cohort.state == "closed"
            return (Say(text=phrase("report.too_few" if over else "report.not_yet")),)
        return self._shares(release, of=self._figures.numbers["met"] if end else 0)

    def _shares(self, release: Release, of: int) -> tuple[Block, ...]:
        of_all = [share for share in release.shares if share.group == "all"]
        people = min(share.people for share in of_all)
        facts = tuple(
            Fact(label=Phrase(f"digest.metric.{one.metric}"), value=share_text(one, release))
            for one in of_all
        )
        key = "report.answers_end" if of else "report.answers"
        return Say(text=Phrase(key, {"people": people, "of": of})), Facts(items=facts)


class Closing(Report):
    """What everybody reads when the program is over: what came together, and thanks."""

    def blocks(self, *, has_picture: bool) -> tuple[Block, ...]:
        title = Say(text=phrase("closing.post.title"), style="heading")
        if self._figures is None:
            return title, Say(text=phrase("closing.post.thanks_all"))
        numbers = self._figures.numbers
        held: dict[str, Value] = {"count": numbers["held"], "people": numbers["joined"]}
        thanks = Say(text=phrase("closing.post.thanks"))
        return title, Say(text=Phrase("closing.post.held", held)), *self._changed(), thanks


def beside(scene: Scene, cohort: Cohort, digest: Digest) -> None:
    """Apart from the report: how everybody gets to see the very same, and what may be added."""
    buttons = (family_button("report", "post", main=True, shown=digest.id),) if cohort.channel else ()
    scene.tell(
        digest.asked_by,
        "admin",
        Say(text=phrase("report.only_you" if cohort.channel else "report.no_channel"), style="quiet"),
        Buttons(items=(*buttons, command_button("cohort"))),
    )
