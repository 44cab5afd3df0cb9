"""What may be asked for at any moment, and by whom? One table; help and every platform learn commands from
it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import msgspec

from bot.conversation.messages import Block, Buttons, Fact, Facts, Listed, Phrase, Say, phrase
from bot.conversation.understand import folded
from bot.conversation.understand.dates import day
from bot.events import Commanded, FromPerson, Said, Sender
from bot.flows import FLOWS
from bot.flows.onboarding import CHANGEABLE, answers_of
from bot.program import for_admins
from bot.program.cohorts import cohort, report, template_view
from bot.program.company import linking
from bot.program.keeping import audit, privacy
from bot.program.meeting import sessions
from bot.program.model import Person
from bot.program.pairs import goals
from bot.program.participant import about_me, background, home, membership
from bot.program.parts import command_button, first_name
from bot.program.telling import about_stories, digest
from bot.program.trust import concerns
from bot.scene import Scene
from bot.talks import start
from bot.text.catalog import words_for


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """`/rm-<name>`; its one-line help is `command.<name>` in the catalog. `run` gets what was typed after it."""

    name: str
    admin: bool = False
    run: Callable[[Scene, str], None]


def _join(scene: Scene, _text: str) -> None:
    me = scene.me
    if me.is_guest:
        scene.answer(Say(text=phrase("join.guest")))
    elif scene.cohort is None:
        key = "join.no_program_admin" if me.is_admin else "join.no_program"
        scene.answer(Say(text=Phrase(key)), *_setup_button(me))
    elif me.state == "joined":
        scene.answer(Say(text=phrase("join.already")), Buttons(items=(command_button("me"),)))
    elif not cohort.no_more(scene) and not linking.waits(scene):
        back = me.state == "left" or me.pledged_at is not None
        scene.save(msgspec.structs.replace(me, state="onboarding", ask_again=None))
        known = answers_of(me) if back and me.pledged_at else {}
        known.pop("role", None)  # asked again, so that coming back is a choice and not a reflex
        hello: tuple[Block, ...] = (Say(text=phrase("onboarding.hello", name=first_name(me))),)
        start(scene, FLOWS["onboarding"], answers=known, notes=hello)


def _setup_button(me: Person) -> tuple[Block, ...]:
    return (Buttons(items=(command_button("setup", main=True),)),) if me.is_admin else ()


def _me(scene: Scene, text: str) -> None:
    """`/rm-me`, or `/rm-me matching` for what was told for the program's aim; the button shows what it says."""
    if text.strip().casefold() in about_me.MATCHING:
        background.show(scene)
    elif (sender := _wants_page(scene, text)) is not None:
        home.post(scene, sender)
    else:
        about_me.show_me(scene, CHANGEABLE)


def _status(scene: Scene, text: str) -> None:
    if (sender := _wants_page(scene, text)) is not None:
        home.post(scene, sender)
    else:
        for_admins.status(scene, text)


def _wants_page(scene: Scene, text: str) -> Sender | None:
    """Who asks for the command by its name and nothing else, where a card in the chat is their own page."""
    event = scene.event
    named = isinstance(event, Commanded) or (isinstance(event, Said) and named_in(event.text) is not None)
    asks = named and not text.strip() and scene.page_in_chat
    return event.sender if asks and isinstance(event, FromPerson) else None


def _pause(scene: Scene, text: str) -> None:
    """`/rm-pause until 3 May`, "I'm on vacation until 3 May", or without a day: then it is asked."""
    me = scene.me
    if me.state != "joined":
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
        return
    until = _day_in(text, me.language, scene.today(me)) if text else None
    if until is None:
        start(scene, FLOWS["pause"])
    else:
        membership.pause(scene, until)


def _day_in(text: str, language: str, today: date) -> date | None:
    """A day to come, in the whole text or after its "until"."""
    end = re.search(r"(?i)\b(until|till|til|bis)\b.*", text)
    for words in (text, end[0] if end else ""):
        meant = day(words, lang=language, today=today) if words else None
        if isinstance(meant, date) and meant > today:
            return meant
    return None


def _resume(scene: Scene, _text: str) -> None:
    membership.resume(scene)


def _leave(scene: Scene, _text: str) -> None:
    membership.ask_leave(scene)


def _concern(scene: Scene, text: str) -> None:
    """`/rm-concern`, or with what is wrong right behind it."""
    concerns.ask_which(scene, text)


def _session(scene: Scene, text: str) -> None:
    """`/rm-session`, or `/rm-session Thursday at 3`, "we agreed on Thursday at 3"."""
    sessions.overview(scene, text)


def _goal(scene: Scene, text: str) -> None:
    """`/rm-goal`, or with a goal right behind it."""
    goals.asked(scene, text)


def _story(scene: Scene, _text: str) -> None:
    about_stories.overview(scene)


def _privacy(scene: Scene, _text: str) -> None:
    privacy.show(scene)


def _help(scene: Scene, _text: str) -> None:
    me = scene.me
    scene.answer(
        Say(text=phrase("help.title", name=first_name(me)), style="heading"),
        Say(text=Phrase(f"help.now.{stage_of(scene)}")),
        *_duties(scene),
        Facts(
            items=tuple(
                Fact(label=f"/rm-{command.name}", value=Phrase(f"command.{command.name}"))
                for command in available(me)
            )
        ),
        Say(text=phrase("help.words"), style="quiet"),
        *_connects(scene),
        *((Say(text=phrase("home.where"), style="quiet"),) if scene.has_home else ()),
        *((Say(text=phrase("home.card.where"), style="quiet"),) if scene.page_in_chat else ()),
        Buttons(items=tuple(command_button(name) for name in next_steps(scene))),
    )


def _connects(scene: Scene) -> tuple[Block, ...]:
    """A company may be in Slack and in Microsoft Teams."""
    real = scene.me.is_admin and scene.organization.realm == "live"
    return (Say(text=phrase("help.connect"), style="quiet"),) if real else ()


def _duties(scene: Scene) -> tuple[Block, ...]:
    """What somebody does for others: times they arrange, and what they may be told in confidence."""
    if not scene.sees(lives=True):
        return ()
    names = Listed(tuple(scene.name(person.id) for person in scene.snapshot.principals))
    told = (Say(text=phrase("help.delegate", names=names)),) if names.items else ()
    contacts = scene.cohort.safe_contacts if scene.cohort else ()
    hears = any(one.person == scene.me.id and one.state == "accepted" for one in contacts)
    return (*told, Say(text=phrase("help.contact"))) if hears else told


def stage_of(scene: Scene) -> str:
    """Where somebody stands, as the end of a key under [help.now]."""
    me = scene.me
    if me.is_admin and scene.cohort is None:
        return "setup"
    if scene.cohort is None:
        return "no_program"
    if me.state != "joined":
        return "onboarding" if me.state == "onboarding" else "join"
    return "paired" if scene.snapshot.pairings else "waiting"


def next_steps(scene: Scene) -> tuple[str, ...]:
    """The commands that are likeliest now, the likeliest first."""
    steps = {"setup": ("setup",), "join": ("join",), "onboarding": ("join",), "no_program": ()}
    usual = ("session", "me", "concern") if stage_of(scene) == "paired" else ("me", "concern", "privacy")
    own = steps.get(stage_of(scene), usual)
    return (*own, "pair", "status") if scene.me.is_admin and scene.cohort else own


COMMANDS: tuple[Command, ...] = (
    Command(name="join", run=_join),
    Command(name="me", run=_me),
    Command(name="session", run=_session),
    Command(name="goal", run=_goal),
    Command(name="story", run=_story),
    Command(name="pause", run=_pause),
    Command(name="resume", run=_resume),
    Command(name="leave", run=_leave),
    Command(name="concern", run=_concern),
    Command(name="privacy", run=_privacy),
    Command(name="help", run=_help),
    Command(name="setup", admin=True, run=for_admins.setup),
    Command(name="template", admin=True, run=template_view.command),
    Command(name="invite", admin=True, run=for_admins.invite),
    Command(name="nominate", admin=True, run=for_admins.nominate),
    Command(name="pair", admin=True, run=for_admins.pair),
    Command(name="people", admin=True, run=for_admins.people),
    Command(name="status", admin=True, run=_status),
    Command(name="export", admin=True, run=for_admins.export),
    Command(name="announce", admin=True, run=for_admins.announce),
    Command(name="digest", admin=True, run=digest.command),
    Command(name="cohort", admin=True, run=cohort.command),
    Command(name="report", admin=True, run=report.command),
    Command(name="audit", admin=True, run=for_admins.audit),
)
AROUND = ".,;:!?…“”„‟\"'‘’`"  # of a command that was typed or copied: no part of it
MARKED = re.compile(r"/?rm[-‐‑–]")
FOR_NEW_PAIRS = frozenset({"invite", "nominate", "pair", "announce"})
READS_ON: dict[str, Callable[[str], str]] = {  # typed out of the blue, they hold a day, or which, or a goal
    **dict.fromkeys(("pause", "session", "status", "template"), str),
    "goal": goals.words_in,
}
BY_NAME = {command.name: command for command in COMMANDS}


def available(person: Person) -> tuple[Command, ...]:
    """What this person may ask for."""
    return tuple(command for command in COMMANDS if person.is_admin or not command.admin)


def by_label(scene: Scene, text: str) -> str:
    """The command whose button the words quote ("show me what I told you"); "" when none or several."""
    said, words = folded(text), words_for(scene.me.language, "UTC")
    labels = {
        command.name: folded(words.text(Phrase(f"button.{command.name}"))) for command in available(scene.me)
    }
    quoted = [
        name for name, label in labels.items() if said == label or (label.count(" ") >= 2 and label in said)
    ]
    return quoted[0] if len(quoted) == 1 else ""


def run(scene: Scene, name: str, text: str = "") -> None:
    """Do what a command asks, or say why not and what there is; `text` is what followed it.

    What only admins may do is put down, by the command's name where its handler has not said more exactly.
    """
    command = BY_NAME.get(name)
    if command is None:
        names = Listed(tuple(f"/rm-{known.name}" for known in available(scene.me)), joined_by="or")
        scene.answer(
            Say(text=phrase("command.unknown", commands=names)), Buttons(items=(command_button("help"),))
        )
    elif command.admin and not scene.me.is_admin:
        audit.refuse(scene, name)
    elif name in FOR_NEW_PAIRS and cohort.no_more(scene):
        audit.note(scene, name)
    else:
        command.run(scene, text)
        if command.admin and not audit.noted(scene):
            audit.note(scene, name)


def named_in(text: str) -> tuple[str, str] | None:
    """(command, rest) when the words begin with one: `/rm-pair`, `rm-pair`, `/pair`, or a bare `pair` and nothing else;
    in any case, quoted, or with a full stop behind it.
    """
    first, *more = text.split(maxsplit=1)[:2] or ("",)
    word, rest = first.casefold().strip(AROUND), more[0].strip() if more else ""
    if MARKED.match(word):
        return MARKED.sub("", word), rest
    name = word.removeprefix("/")
    return (name, rest) if name in BY_NAME and (name != word or not rest) else None


def is_marked(text: str) -> bool:
    """Does it begin as only a command does?"""
    word = text.lstrip(f"{AROUND} \n\t").casefold()
    return word.startswith("/") or MARKED.match(word) is not None


__all__ = [
    "BY_NAME",
    "COMMANDS",
    "Command",
    "available",
    "is_marked",
    "named_in",
    "next_steps",
    "run",
    "stage_of",
]
