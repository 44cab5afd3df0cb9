"""`/rm-privacy`: what is stored, who sees it, for how long; everything about me as a file; who looked at it; forget me.

The files themselves are made when somebody follows their links (`bot/runtime/exporting.py`).
"""

from __future__ import annotations

from bot.conversation.messages import (
    AtMoment,
    Block,
    Button,
    Buttons,
    File,
    Phrase,
    Rows,
    Say,
    Value,
    phrase,
)
from bot.program.keeping import audit, forgetting
from bot.program.keeping.retention import AUDIT, CLOSED, FEEDBACK, LEAVERS, MESSAGES
from bot.program.model import Audit
from bot.program.participant import background
from bot.program.parts import command_button, page_buttons
from bot.program.snapshot import AUDIT_PAGE
from bot.scene import Scene

SAID = ("you", "partner", "admin", "contact", "leaders", "never")
COLUMNS = tuple(Phrase(f"audit.column.{name}") for name in ("when", "who", "what"))


def rules() -> tuple[Phrase, ...]:
    """Who sees what and for how long, as it is for everybody."""
    kept = phrase(
        "privacy.kept",
        messages=MESSAGES.days,
        feedback=FEEDBACK.days // 30,
        audit=AUDIT.days // 30,
        leavers=LEAVERS.days,
        closed=CLOSED.days,
    )
    return (*(Phrase(f"privacy.{name}") for name in SAID), kept)


def show(scene: Scene) -> None:
    scene.answer(
        Say(text=phrase("privacy.title"), style="heading"),
        *(Say(text=said) for said in rules()),
        *background.kept_about(scene),
        *((Say(text=phrase("where.stored")),) if scene.me.last_in else ()),
        Buttons(
            items=(
                *(_button(name) for name in ("file", "looked", "forget")),
                command_button("me"),
                command_button("leave"),
            )
        ),
    )


def _button(name: str) -> Button:
    return Button(label=Phrase(f"privacy.button.{name}"), action=f"privacy.{name}")


def files(scene: Scene) -> None:
    """Behind links that live for a day, and open nothing once the person is forgotten."""
    me = scene.me.id
    scene.answer(
        Say(text=phrase("privacy.files")),
        File(name="about-me.json", title=phrase("privacy.json"), link=f"file:me_json/{me}"),
        File(name="about-me.csv", title=phrase("privacy.csv"), link=f"file:me_csv/{me}"),
        Say(text=phrase("privacy.files_private"), style="quiet"),
        Buttons(items=(command_button("privacy"),)),
    )


def looked(scene: Scene) -> None:
    """A page of who looked or acted about me, the newest first."""
    page = scene.snapshot.seen.looked_page
    pages = max(1, -(-scene.snapshot.audit_in_all // AUDIT_PAGE))
    if page > pages:
        scene.sees(looked_page=pages)
        return
    entries = scene.snapshot.audit
    turns = page_buttons("privacy.looked", page, pages)
    table: tuple[Block, ...] = (
        Rows(columns=COLUMNS, rows=tuple(_row(scene, one) for one in entries), page=page, pages=pages),
    )
    scene.answer(
        Say(text=phrase("privacy.looked" if entries else "privacy.nobody_looked")),
        *(table if entries else ()),
        Say(text=phrase("privacy.looked_lists"), style="quiet"),
        Buttons(items=(*turns, command_button("privacy"))),
    )


def _row(scene: Scene, entry: Audit) -> tuple[Value, ...]:
    return AtMoment(entry.at), scene.name(entry.actor), audit.action(entry)


def forget(scene: Scene) -> None:
    """What would go and what would stay, and then the question."""
    if scene.sees(admins=True, lives=True):
        scene.begin("forget", notes=forgetting.what_goes(scene))
