"""`/rm-audit`: who looked or acted with more than their own rights, the newest first.

What a safe contact did is shown as that and no more: not who, not about whom, and only the day, after all else of that
day, so that it cannot be laid beside what happened to a pair in that hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.conversation.messages import (
    AtMoment,
    Block,
    Buttons,
    Listed,
    OnDay,
    Phrase,
    Rows,
    Say,
    Value,
    phrase,
)
from bot.program.audit import noted
from bot.program.calendar import local
from bot.program.model import Audit
from bot.program.parts import page_buttons
from bot.program.snapshot import AUDIT_PAGE
from bot.scene import Scene
from bot.text.catalog import has

COLUMNS = tuple(Phrase(f"audit.column.{name}") for name in ("when", "who", "what", "about"))
IN_CONFIDENCE = ("concern_opened", "concern_closed")


def show(scene: Scene) -> None:
    """A page, or the last there is; what this step has put down stands on top."""
    fresh, page = noted(scene), scene.snapshot.seen.audit_page
    in_all = scene.snapshot.audit_in_all + len(fresh)
    pages = max(1, -(-in_all // AUDIT_PAGE))
    if page > pages:
        scene.sees(audit_page=pages)
        return
    entries = (*fresh, *scene.snapshot.audit)[:AUDIT_PAGE]
    shown = sorted(_together(entries), key=lambda one: _place(scene, one[0]))
    rows = tuple(_row(scene, entry, about) for entry, about in shown)
    turns = page_buttons("audit.show", page, pages)
    blocks: list[Block] = [
        Say(text=phrase("audit.title"), style="heading"),
        Say(text=phrase("audit.what"), style="quiet"),
        Rows(columns=COLUMNS, rows=rows, page=page, pages=pages),
        *((Buttons(items=turns),) if turns else ()),
    ]
    scene.answer(*blocks)


def _place(scene: Scene, entry: Audit) -> tuple[int, bool]:
    """Sorting by this keeps the order, but for what was told in confidence."""
    return -local(scene.me, entry.at).toordinal(), entry.action in IN_CONFIDENCE


def _together(entries: Iterable[Audit]) -> list[tuple[Audit, list[str]]]:
    """What was done about several people at once is one line."""
    grouped = (list(same) for _, same in groupby(entries, lambda one: (one.actor, one.action, one.at)))
    return [(same[0], [one.subject for one in reversed(same) if one.subject]) for same in grouped]


def _row(scene: Scene, entry: Audit, about: list[str]) -> tuple[Value, ...]:
    nothing = phrase("people.nothing")
    if entry.action in IN_CONFIDENCE:
        day = OnDay(local(scene.me, entry.at).date())
        return day, phrase("audit.contact"), phrase("audit.action.concern"), nothing
    key = f"audit.action.{entry.action}"
    what = Phrase(key if has(key) else "audit.action.other")
    names = Listed(tuple(scene.name(person) for person in about))
    return AtMoment(entry.at), scene.name(entry.actor), what, names if about else nothing
