"""`/rm-report`: how the program did, so far or at its end, for those who run it and, on one tap, for everybody.

It is counted and kept like a digest (`bot/program/telling/digest.py`), and says what `report_view.py` has.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.messages import Block, Buttons, Say, phrase
from bot.conversation.reading import storable
from bot.program.keeping import audit
from bot.program.model import Cohort
from bot.program.parts import command_button, set_up_first
from bot.program.telling import channels, digest
from bot.scene import Scene

LONGEST = 300  # characters of what was changed
WORDS = {
    **{word: "post" if name == "now" else "show" for word, name in digest.WORDS.items()},
    "show": "show", "zeigen": "show",
    "post": "post", "posten": "post",
    "none": "clear", "nothing": "clear", "clear": "clear", "keine": "clear", "nichts": "clear",
}  # fmt: skip


def cohort_of(scene: Scene) -> Cohort | None:
    """The one that runs, or the last that did."""
    return scene.cohort or scene.snapshot.last_cohort


def command(scene: Scene, text: str) -> None:
    """`/rm-report`, `/rm-report now`, with what was changed: `/rm-report we now meet every two weeks`, or `none`."""
    words = storable(text).strip()
    name = WORDS.get(words.casefold(), "")
    if name:
        act(scene, name)
    else:
        _adjust(scene, words)


def act(scene: Scene, name: str) -> None:
    """What a word after the command, or a button, asks for."""
    cohort = cohort_of(scene)
    if cohort is None:
        scene.answer(*set_up_first())
    else:
        ACTS[name](scene, cohort)


def _show(scene: Scene, cohort: Cohort, *notes: Block) -> None:
    audit.note(scene, "report")
    digest.make(scene, cohort, to_channel=False, asked_by=scene.me.id, kind="report")
    scene.answer(*notes, Say(text=phrase("digest.counting")))


def _post(scene: Scene, cohort: Cohort) -> None:
    if not cohort.channel:
        scene.answer(Say(text=phrase("report.no_channel")))
        return
    if channels.is_shut(scene, cohort.channel) or digest.is_posted(scene):
        return
    audit.note(scene, "report_post")
    digest.make(scene, cohort, to_channel=True, asked_by=scene.me.id, kind="report")
    scene.answer(Say(text=phrase("digest.posting", channel=digest.channel_of(scene, cohort))))


def _adjust(scene: Scene, words: str) -> None:
    """What those who run it changed since the figures of before: it stands in every report from now on."""
    cohort = cohort_of(scene)
    if cohort is None:
        scene.answer(*set_up_first())
    elif len(words) > LONGEST:
        scene.answer(Say(text=phrase("unclear.too_long")))
    else:
        audit.note(scene, "report_adjusted")
        scene.save(msgspec.structs.replace(cohort, adjusted=words))
        show = Buttons(items=(command_button("report", main=True),))
        scene.answer(Say(text=phrase("report.noted")), Say(text=phrase("report.adjusted", words=words)), show)


def _clear(scene: Scene, cohort: Cohort) -> None:
    """Nothing stands there any more."""
    audit.note(scene, "report_adjusted")
    scene.save(msgspec.structs.replace(cohort, adjusted=""))
    scene.answer(Say(text=phrase("report.cleared")), Buttons(items=(command_button("report", main=True),)))


ACTS: dict[str, Callable[[Scene, Cohort], None]] = {"show": _show, "post": _post, "clear": _clear}
