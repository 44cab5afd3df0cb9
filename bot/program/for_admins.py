"""What do the commands for those who run the program do? `commands.py` lists them and lets nobody else in."""

from __future__ import annotations

from bot.conversation.messages import Button, Buttons, File, Phrase, Say, phrase
from bot.conversation.understand.words import tokens
from bot.flows import FLOWS
from bot.program.awareness import supply, view
from bot.program.cohorts.status import show as show_status
from bot.program.company import connecting, directory_view, listing, profile_fields, words_view
from bot.program.keeping import audit_view
from bot.program.keeping.audit import note
from bot.program.keeping.exports import TABLES
from bot.program.participant import nominations
from bot.program.parts import first_name, set_up_first
from bot.program.proposing import pair_command
from bot.scene import Scene
from bot.talks import start

# What is asked for after `/rm-status`, or in a sentence about how things are.
ABOUT_SKILLS = frozenset(
    "skill skills topic topics subject subjects learn learning teach teaches teachers wish wishes wanted offered offer "  # noqa: SIM905
    "supply demand scarce faehigkeit faehigkeiten kenntnisse thema themen lernen zeigen beibringen wunsch wuensche "
    "wuenschen wuenscht lernwuensche gewuenscht gefragt gesucht angeboten angebot nachfrage wofuer".split()
)


def setup(scene: Scene, text: str) -> None:
    """`/rm-setup`, or `/rm-setup connect` for a second place."""
    if connecting.is_asked(text):
        connecting.run(scene, text)
        return
    cohort = scene.cohort
    key = "setup.hello_again" if cohort else "setup.hello"
    hello = Say(text=Phrase(key, {"name": first_name(scene.me)}))
    start(scene, FLOWS["setup"], about=cohort.id if cohort else "", notes=(hello,))


def invite(scene: Scene, text: str) -> None:
    """`/rm-invite` everybody, or `/rm-invite Ana Silva`."""
    if text.strip():
        nominations.by_name(scene, text, nominated=False)
        return
    if scene.cohort is None:
        scene.answer(*set_up_first())
        return
    waiting = scene.snapshot.counts.people.get("known", 0)
    button = Button(label=phrase("button.invite"), action="invite.all", style="primary")
    scene.answer(
        Say(text=phrase("invite.ask", count=waiting)), *((Buttons(items=(button,)),) if waiting else ())
    )


def pair(scene: Scene, text: str) -> None:
    pair_command.run(scene, text)


def nominate(scene: Scene, text: str) -> None:
    """`/rm-nominate Ana Silva`; without a name it is asked."""
    if text.strip():
        nominations.by_name(scene, text, nominated=True)
    elif scene.cohort is None:
        scene.answer(*set_up_first())
    else:
        start(scene, FLOWS["nominate"])


def people(scene: Scene, text: str) -> None:
    """`/rm-people`, `/rm-people ana`, `/rm-people words`, `/rm-people sync` or `fields`."""
    if directory_view.is_asked(text):
        note(scene, "directory_sync")
        directory_view.sync(scene)
    elif profile_fields.is_asked(text):
        profile_fields.command(scene, text)
    elif words_view.is_asked(text):
        note(scene, "words")
        words_view.show(scene)
    elif text.strip():
        listing.find(scene, text)
    else:
        listing.offer(scene)


def status(scene: Scene, text: str) -> None:
    """`/rm-status`, or `/rm-status skills`, "which topics are missing?"."""
    if set(tokens(text)) & ABOUT_SKILLS:
        supply.show(scene)
    else:
        show_status(scene)


def announce(scene: Scene, text: str) -> None:
    view.announce(scene, text)


def audit(scene: Scene, _text: str) -> None:
    note(scene, "audit")  # first, so that the list shows it, too
    audit_view.show(scene)


def export(scene: Scene, _text: str) -> None:
    """Names, states and dates as files, for whoever runs the program; put down as a look at everybody. Pairs and their
    sessions are there after a program is over, too.
    """
    if scene.cohort is None and scene.snapshot.last_cohort is None:
        scene.answer(*set_up_first())
        return
    me = scene.me.id
    note(scene, "export")
    scene.answer(
        Say(text=phrase("export.here"), style="heading"),
        *(
            File(name=f"{name}.csv", title=Phrase(f"export.{name}"), link=f"file:{name}_csv/{me}")
            for name in TABLES
        ),
        File(name="program.json", title=phrase("export.json"), link=f"file:program_json/{me}"),
        Say(text=phrase("export.what"), style="quiet"),
    )
