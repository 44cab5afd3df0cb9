"""What do typed words mean? A command by name, an answer to the talk that has the floor, or a wish out of the blue.

Words of a talk go on in `talks.py`, a wish is read in `bot/program/intents.py`.
"""

from __future__ import annotations

import re

import msgspec

from bot.buttons import buttons
from bot.conversation.messages import Button, Buttons, Phrase, Say, phrase
from bot.conversation.talk import Typed
from bot.conversation.understand import Unclear, folded, tokens
from bot.conversation.understand.people import is_nobody
from bot.conversation.understand.politeness import is_greeting, is_thanks
from bot.conversation.understand.yes_no import yes_no
from bot.events import Pressed, Said
from bot.flows import FLOWS, LINES_IN, NAMED_IN
from bot.flows.hearing import LONGEST_NAMES, TERMS_IN
from bot.program import commands
from bot.program.intents import intent
from bot.program.meeting import meetings, sessions
from bot.program.model import Talk
from bot.program.pairs import goals
from bot.program.participant import about_me, greetings, membership
from bot.program.parts import command_button
from bot.program.proposing import why_asked
from bot.program.snapshot import Query
from bot.program.trust import duty
from bot.scene import Scene
from bot.talks import floor, go_on, left_behind, quoted_beside, stopped_after, take_up

LANGUAGE_WISH = re.compile(
    r"(?:please |bitte |lieber |can we do this |koennen wir |geht das auch )*"
    r"(?:(?P<german>auf deutsch|in german|deutsch sprechen)|auf englisch|in english|speak english)"
    r"(?: bitte| please|)[?!. ]*"
)
A_WORD_OR_TWO = 2
ABOUT_A_TIME = frozenset({"slots", "arrange", "call_off"})
GO_ON = frozenset(
    {"go on", "continue", "carry on", "weiter", "weitermachen", "mach weiter", "machen wir weiter"}
)


def needs(event: Said) -> Query:
    """The names and words that are in it; of a command what that needs, too."""
    nameless = len(event.text) > LONGEST_NAMES or is_nobody(event.text)
    said = "" if nameless else event.text
    named = commands.named_in(event.text)
    query = buttons.needs_of_command(event, *named) if named else Query(sender=event.sender)
    return msgspec.structs.replace(query, typed=said, named_in=NAMED_IN, lines_in=LINES_IN, terms_in=TERMS_IN)


def heard(scene: Scene, event: Said) -> None:
    """The first of these that they are; which language we speak is said at any moment."""
    named, talk = commands.named_in(event.text), floor(scene)
    language = LANGUAGE_WISH.fullmatch(folded(event.text))
    if not event.sender.in_person:
        _before_others(scene, event)
    elif not event.text:
        _no_words(scene, talk)
    elif language is not None:
        about_me.use_language(scene, "de" if language["german"] else "en")
        if talk is not None:
            take_up(scene, FLOWS[talk.flow], talk)
    elif named is not None and _is_command(scene, event.text, named[0], talk):
        commands.run(scene, *named)
    elif talk is not None and (button := quoted_beside(scene, FLOWS[talk.flow], talk, event.text)):
        _press(scene, event, button)
    elif talk is not None and talk.flow in ABOUT_A_TIME and meetings.heard_in(scene, event.text):
        _do(scene, event, "session")  # asked when they meet, somebody says that they have
    elif talk is not None and folded(event.text) in GO_ON and (stopped := stopped_after(scene, talk)):
        take_up(scene, FLOWS[stopped.flow], stopped)
    elif talk is not None:
        escape = go_on(scene, FLOWS[talk.flow], talk, Typed(text=event.text))
        if escape:
            _do(scene, event, buttons.ESCAPES[escape])
    else:
        _wish(scene, event)


def _no_words(scene: Scene, talk: Talk | None) -> None:
    """A picture, a file or a recording: what was asked is asked again, and else the likeliest things are offered."""
    if talk is not None:
        take_up(scene, FLOWS[talk.flow], talk, Say(text=phrase("unclear.no_picture")))
    elif scene.me.state == "invited":
        membership.ask_invitation(scene, "unclear.no_picture", membership.ANSWERS)
    else:
        _offer(scene, "unclear.no_picture", ())


def _before_others(scene: Scene, event: Said) -> None:
    """No talk goes on where others read along: what is asked for is done, and anything else is said by the line beneath
    it (`only_you.py`).
    """
    named = commands.named_in(event.text)
    wish = intent(event.text, lang=scene.me.language, admin=scene.me.is_admin)
    if named is not None:
        commands.run(scene, *named)
    elif isinstance(wish, str):
        _do(scene, event, wish)


def _is_command(scene: Scene, text: str, name: str, talk: Talk | None) -> bool:
    """A command's bare word is one only where nothing is asked: and "status", say, only for those who may."""
    if commands.is_marked(text):
        return True
    return talk is None and (scene.me.is_admin or not commands.BY_NAME[name].admin)


def _press(scene: Scene, event: Said, button: Button) -> None:
    """What a button does whose words somebody typed."""
    pressed = Pressed(id=event.id, at=event.at, sender=event.sender, action=button.action, data=button.data)
    query = buttons.needs(pressed)
    if scene.snapshot.seen == query:
        buttons.press(scene, pressed)
    else:
        scene.more = query


def _do(scene: Scene, event: Said, name: str) -> None:
    """A command that words out of the blue meant; a break and a session read on in them, for their day."""
    query = buttons.needs_of_command(event, name, "")
    if scene.snapshot.seen == query:
        commands.run(scene, name, commands.READS_ON[name](event.text) if name in commands.READS_ON else "")
    else:
        scene.more = query


def _wish(scene: Scene, event: Said) -> None:
    text, talk = event.text, left_behind(scene)
    if talk is not None and (folded(text) in GO_ON or _would_go_on(talk, text, scene.me.language)):
        take_up(scene, FLOWS[talk.flow], talk)
        return
    if scene.me.state == "invited" and _answers_invitation(scene, event):
        return
    if (state := duty.meant(scene, text)) is not None:
        duty.answer(scene, state)
        return
    wish = commands.by_label(scene, text) or intent(text, lang=scene.me.language, admin=scene.me.is_admin)
    if wish != "concern" and goals.words_in(text):
        wish = "goal"
    elif isinstance(wish, Unclear) and sessions.names_moment(scene, text):
        wish = "session"  # "we agreed on Thursday at 3"
    if isinstance(wish, str):
        _do(scene, event, wish)
        return
    if _asks_why(scene, event):
        return
    if is_thanks(text):
        scene.answer(Say(text=phrase("thanks", name=scene.first_name(scene.me.id))))
        return
    if is_greeting(text):
        greetings.hello(scene)
        return
    if talk is not None and talk.asked_in:  # left lying, not put away
        go_on(scene, FLOWS[talk.flow], talk, Typed(text=text))
    else:
        _not_understood(scene, wish)


def _asks_why(scene: Scene, event: Said) -> bool:
    """Whoever runs the program asks about two people: "why not Ana and Tom?"."""
    if not scene.me.is_admin or not why_asked.names_in(event.text):
        return False
    query = buttons.needs_of_command(event, "pair", event.text)
    if scene.snapshot.seen != query:
        scene.more = query
    elif why_asked.two_are_meant(scene, event.text):
        commands.run(scene, "pair", event.text)
    else:
        return False
    return True


def _would_go_on(talk: Talk, text: str, language: str) -> bool:
    """A mere yes after "Shall we go on?": it answers that, and not what was asked days before."""
    return (
        talk.offered is not None
        and len(tokens(text)) <= A_WORD_OR_TWO
        and yes_no(text, lang=language) == "yes"
    )


def _answers_invitation(scene: Scene, event: Said) -> bool:
    """Somebody invited answers in words instead of pressing."""
    meant = membership.invitation_meant(scene, event.text)
    match meant:
        case "join":
            _do(scene, event, "join")
        case "later":
            membership.not_now(scene)
        case "never":
            membership.never(scene)
        case "no":
            membership.ask_invitation(scene, "invitation.no", ("later", "never"))
    return bool(meant)


def _not_understood(scene: Scene, unclear: Unclear) -> None:
    """Say so, and offer the three likeliest things."""
    if scene.me.state == "invited":
        membership.ask_invitation(scene, "invitation.which", membership.ANSWERS)
    else:
        _offer(scene, "unclear.wish", tuple(name for name in unclear.likely if name in commands.BY_NAME))


def _offer(scene: Scene, key: str, heard: tuple[str, ...]) -> None:
    usual = ("me", "help", "privacy") if scene.me.state == "joined" else ("join", "help", "privacy")
    outside = scene.me.state != "joined" and not scene.me.is_admin
    likely = dict.fromkeys((*(usual[:1] if outside else ()), *heard, *usual))
    offered = [name for name in likely if scene.me.is_admin or not commands.BY_NAME[name].admin][:3]
    scene.answer(Say(text=Phrase(key)), Buttons(items=tuple(command_button(name) for name in offered)))
