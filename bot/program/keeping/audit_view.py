"""`/rm-audit`: who looked or acted with more than their own rights, the newest first.

What safe contacts do is not in it: laid beside a pairing's break it would say what an admin is not to know.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.conversation.messages import (
    AtMoment,
    Block,
    Buttons,
    Listed,
    Phrase,
    Rows,
    Say,
    Value,
    phrase,
)
from bot.program.keeping.audit import action, noted
from bot.program.model import Audit
from bot.program.parts import page_buttons
from bot.program.snapshot import AUDIT_PAGE
from bot.scene import Scene

COLUMNS = tuple(Phrase(f"audit.column.{name}") for name in ("when", "who", "what", "about"))


def show(scene: Scene) -> None:
    """A page, or the last there is; what this step has put down stands on top."""
    fresh, page = noted(scene), scene.snapshot.seen.audit_page
    in_all = scene.snapshot.audit_in_all + len(fresh)
    pages = max(1, -(-in_all // AUDIT_PAGE))
    if page > pages:
        scene.sees(audit_page=pages)
        return
    entries = (*fresh, *scene.snapshot.audit)[:AUDIT_PAGE]
    rows = tuple(_row(scene, entry, about) for entry, about in _together(entries))
    turns = page_buttons("audit.show", page, pages)
    blocks: list[Block] = [
        Say(text=phrase("audit.title"), style="heading"),
        Say(text=phrase("audit.what"), style="quiet"),
        Rows(columns=COLUMNS, rows=rows, page=page, pages=pages),
        *((Buttons(items=turns),) if turns else ()),
    ]
    scene.answer(*blocks)


def _together(entries: Iterable[Audit]) -> list[tuple[Audit, list[str]]]:
    """What was done about several people at once is one line."""
    grouped = (list(same) for _, same in groupby(entries, lambda one: (one.actor, one.action, one.at)))
    return [(same[0], [one.subject for one in reversed(same) if one.subject]) for same in grouped]


def _row(scene: Scene, entry: Audit, about: list[str]) -> tuple[Value, ...]:
    nothing = phrase("people.nothing")
    names = Listed(tuple(scene.name(person) for person in about))
    return AtMoment(entry.at), scene.name(entry.actor), action(entry), names if about else nothing
