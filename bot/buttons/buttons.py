"""What does a pressed button or a sent form lead to? One table by action; a stale one says what is true now.

Actions: `talk.*` belong to a talk, `pairing.*` to a new pairing, `command` does what typing it does. What pairs do
together is in `pair_buttons.py`, what they tell in `story_buttons.py`, what only those may who run the program in
`admin_buttons.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import forms
from bot.buttons import (
    admin_buttons,
    background_buttons,
    care_buttons,
    closing_buttons,
    leader_buttons,
    pair_buttons,
    story_buttons,
)
from bot.conversation.messages import Buttons, Say, phrase
from bot.conversation.talk import Chosen, Control
from bot.conversation.understand.people import is_mention
from bot.events import FromPerson, Pressed, Submitted
from bot.flows import FLOWS, NAMED_IN
from bot.flows.hearing import LONGEST_NAMES, TERMS_IN
from bot.flows.onboarding import CHANGEABLE, answers_of
from bot.program import commands
from bot.program.awareness import sponsor
from bot.program.cohorts import status
from bot.program.company import connecting, directory_view, linking, listing, profile_fields, words_view
from bot.program.keeping import privacy
from bot.program.meeting import session_view
from bot.program.model import Talk
from bot.program.pairs import introductions
from bot.program.pairs.pair import Pair, acts_for
from bot.program.participant import about_me, membership, where
from bot.program.parts import command_button
from bot.program.proposing import pair_command
from bot.program.snapshot import Query
from bot.program.telling import groups
from bot.program.trust import duty
from bot.scene import Scene
from bot.talks import go_on, start, take_up
from bot.text.catalog import LANGUAGES

Press = Pressed | Submitted
ASKS_FOR_PEOPLE = frozenset(name.partition(".")[2] for name in NAMED_IN)
ESCAPES = {"pause": "pause", "resume": "resume", "leave": "leave", "status": "me"}


def needs(event: Press) -> Query:
    """What a press must see; ids come from its data, never truth."""
    sender, data = event.sender, event.data
    group = event.action.partition(".")[0]
    match group:
        case "talk":
            chosen = event.values.values() if isinstance(event, Submitted) else ((data.get("value", ""),),)
            people = tuple(value for values in chosen for value in values if value)[:50]
            return Query(
                sender=sender,
                talk=data.get("talk", ""),
                people=people,
                names_like=_names(event),
                middle_grade=event.action == "talk.form",
                managers=True,
                terms_in=TERMS_IN,
            )
        case "leave":
            return Query(sender=sender, admins=True, lives=True, awareness=True, background=True)
        case "pairing":
            return Query(sender=sender, pairing=data.get("pairing", ""), admins=True)
        case _ if group in pair_buttons.GROUPS:
            return pair_buttons.needs(event)
        case _ if group in story_buttons.GROUPS:
            return story_buttons.needs(event)
        case _ if group in admin_buttons.GROUPS:
            return admin_buttons.needs(event)
        case "group":
            return Query(sender=sender, seats=True, admins=True)
        case "sponsor":
            return Query(sender=sender, awareness=True)
        case _ if group in leader_buttons.GROUPS:
            return leader_buttons.needs(event)
        case _ if group in closing_buttons.GROUPS:
            return closing_buttons.needs(event)
        case _ if group in background_buttons.GROUPS:
            return background_buttons.needs(event)
        case "link":
            return linking.needs(event)
        case "command":
            return needs_of_command(event, data.get("command", ""), "")
        case "privacy":
            page = admin_buttons.page_of(data.get("page", "")) if event.action == "privacy.looked" else 0
            return Query(sender=sender, looked_page=page)
        case "invitation":
            return Query(sender=sender, middle_grade=True)
        case _:
            return Query(sender=sender)


def _names(event: Press) -> str:
    """What was typed where a form asks for colleagues."""
    values = event.values.items() if isinstance(event, Submitted) and event.action == "talk.form" else ()
    typed = (text for name, held in values if name in ASKS_FOR_PEOPLE for text in held)
    return " ".join(text for text in typed if not is_mention(text))[:LONGEST_NAMES]


def needs_of_command(event: FromPerson, name: str, text: str) -> Query:
    """What a command must see."""
    match name:
        case "pair":
            return pair_command.needs(event, text)
        case "invite" | "nominate":
            return Query(sender=event.sender, counts=not text, names_like=text[:LONGEST_NAMES])
        case "setup" if connecting.is_asked(text):
            return connecting.needs(event, text)
        case "setup" | "template":
            return Query(sender=event.sender, counts=True)
        case "people" if directory_view.is_asked(text) or profile_fields.is_asked(text):
            return directory_view.needs(event)
        case "people" if words_view.is_asked(text):
            return Query(sender=event.sender, own_words=1)
        case "people":
            return Query(sender=event.sender, listing=listing.named(text), roster="all")
        case "status":
            since = event.at - status.LONGEST_DAY
            return Query(
                sender=event.sender,
                counts=True,
                roles=True,
                awareness=True,
                live_pairs=True,
                failed_since=since,
                own_words=1,
            )
        case "audit":
            return Query(sender=event.sender, audit_page=1)
        case "cohort":
            return Query(sender=event.sender, cohort_pairs=True)
        case "join":
            return Query(sender=event.sender, middle_grade=True)
        case "concern":
            return Query(sender=event.sender, managers=True, lives=True, concerns=True)
        case "story":
            return Query(sender=event.sender, lives=True, stories=True)
        case "announce":
            return Query(sender=event.sender, awareness=True, names_like=text[:LONGEST_NAMES])
        case "privacy":
            return Query(sender=event.sender, background=True)
        case "me" if text.strip().casefold() in about_me.MATCHING:
            return Query(sender=event.sender, background=True)
        case "me":
            return Query(sender=event.sender, lives=True, awareness=True, seats=True)
        case "session" | "goal" | "resume" | "help":
            return Query(sender=event.sender, lives=True)
        case _:
            return Query(sender=event.sender)


def press(scene: Scene, event: Press) -> None:
    """Do what a button says, if it still can be done by this person."""
    handler = ACTIONS.get(event.action)
    if event.action.partition(".")[0] in admin_buttons.GROUPS:
        admin_buttons.press(scene, event)
    elif handler is None:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
    else:
        handler(scene, event)


def _command(scene: Scene, event: Press) -> None:
    commands.run(scene, event.data.get("command", ""))


def _talk(scene: Scene, event: Press) -> None:
    """A button of a talk answers its own talk, whatever has the floor."""
    talk = scene.snapshot.talk
    if talk is None or talk.flow not in FLOWS or talk.person != scene.me.id:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
        return
    if talk.state != "open":
        _over(scene, talk)
        return
    flow, word = FLOWS[talk.flow], event.data.get("word", "")
    if event.action == "talk.control" and word == "go_on":
        take_up(scene, flow, talk)
        return
    if event.action == "talk.form":
        if isinstance(event, Submitted):
            forms.take(scene, flow, talk, event.values)
        else:
            forms.show(scene, flow, talk)
        return
    question = event.data.get("question", "")
    if event.action == "talk.control":
        escape = go_on(scene, flow, talk, Control(word=word, question=question))
        if escape:
            commands.run(scene, ESCAPES[escape])
        return
    values: tuple[str, ...] = (event.data.get("value", ""),)
    if isinstance(event, Submitted):
        values = tuple(event.values.get("chosen", ()))
    go_on(scene, flow, talk, Chosen(question=question, values=values))


def _over(scene: Scene, talk: Talk) -> None:
    """A button of a talk that is over says what is true now; about a pairing, how things stand between the two."""
    pairing = scene.snapshot.lives.get(talk.pairing)
    if pairing is not None and pairing.is_live and acts_for(scene, pairing):
        scene.answer(Say(text=phrase("talk.overtaken")))
        session_view.show(scene, Pair(scene, pairing.id))
    else:
        scene.answer(Say(text=phrase("talk.over")), Buttons(items=(command_button("me"),)))


def _invitation_join(scene: Scene, _event: Press) -> None:
    commands.run(scene, "join")


def _invitation_later(scene: Scene, _event: Press) -> None:
    membership.not_now(scene)


def _invitation_never(scene: Scene, _event: Press) -> None:
    membership.never(scene)


def _leave(scene: Scene, _event: Press) -> None:
    membership.leave(scene)


def _farewell(scene: Scene, _event: Press) -> None:
    """A word to the partner, and then out; without one to hear it, just out."""
    if any(pairing.state == "introduced" for pairing in scene.snapshot.pairings):
        scene.begin("farewell")
    else:
        membership.ask_leave(scene)


def _delegate(scene: Scene, _event: Press) -> None:
    scene.begin("delegate")


def _stay(scene: Scene, _event: Press) -> None:
    scene.answer(Say(text=phrase("leave.stays")))


def _language(scene: Scene, event: Press) -> None:
    language = event.data.get("language", "")
    if language in LANGUAGES:
        about_me.use_language(scene, language)
    else:
        scene.answer(Say(text=phrase("button_gone")))


def _change(scene: Scene, event: Press) -> None:
    """Change one answer: the same question again, alone."""
    name, me = event.data.get("question", ""), scene.me
    if name not in CHANGEABLE or me.state != "joined":
        scene.answer(Say(text=phrase("join.not_yet")), Buttons(items=(command_button("join"),)))
        return
    start(scene, FLOWS["onboarding"], about=f"change/{name}", answers=answers_of(me), only=name)


def _where(scene: Scene, event: Press) -> None:
    where.choose(scene, event.data.get("place", ""))


def _link(do: Callable[[Scene], None]) -> Callable[[Scene, Press], None]:
    return lambda scene, _event: do(scene)


def _sponsor_yes(scene: Scene, _event: Press) -> None:
    """Who goes first joins like anybody, before there is anything to say about them."""
    if sponsor.yes(scene):
        scene.answer(Say(text=phrase("sponsor.join_first")))
        commands.run(scene, "join")


def _sponsor(do: Callable[[Scene], None]) -> Callable[[Scene, Press], None]:
    return lambda scene, _event: do(scene)


def _sponsor_agree(scene: Scene, event: Press) -> None:
    sponsor.agree(scene, event.data.get("draft", ""))


def _group_join(scene: Scene, event: Press) -> None:
    groups.join(scene, event.data.get("side", ""))


def _swap(scene: Scene, _event: Press) -> None:
    introductions.ask_swap(scene, scene.snapshot.pairing)


def _swap_now(scene: Scene, _event: Press) -> None:
    introductions.swap(scene, scene.snapshot.pairing)


def _keep(scene: Scene, _event: Press) -> None:
    scene.answer(Say(text=phrase("swap.kept")))


def _privacy_file(scene: Scene, _event: Press) -> None:
    privacy.files(scene)


def _privacy_looked(scene: Scene, _event: Press) -> None:
    privacy.looked(scene)


def _privacy_forget(scene: Scene, _event: Press) -> None:
    privacy.forget(scene)


def _duty(state: duty.State) -> Callable[[Scene, Press], None]:
    return lambda scene, _event: duty.answer(scene, state)


ACTIONS: dict[str, Callable[[Scene, Press], None]] = {
    "command": _command,
    "talk.answer": _talk,
    "talk.control": _talk,
    "talk.form": _talk,
    "invitation.join": _invitation_join,
    "invitation.later": _invitation_later,
    "invitation.never": _invitation_never,
    "leave.confirm": _leave,
    "leave.stay": _stay,
    "leave.farewell": _farewell,
    "me.delegate": _delegate,
    "language": _language,
    "me.change": _change,
    "where.choose": _where,
    "link.yes": _link(linking.yes),
    "link.no": _link(linking.no),
    "link.alone": _link(linking.no),
    "group.join": _group_join,
    "pairing.swap": _swap,
    "pairing.swap_now": _swap_now,
    "pairing.keep": _keep,
    "privacy.file": _privacy_file,
    "privacy.looked": _privacy_looked,
    "privacy.forget": _privacy_forget,
    "duty.accept": _duty("accepted"),
    "duty.decline": _duty("declined"),
    "sponsor.yes": _sponsor_yes,
    "sponsor.no": _sponsor(sponsor.no),
    "sponsor.agree": _sponsor_agree,
    "sponsor.change": _sponsor(sponsor.change),
    "sponsor.back": _sponsor(sponsor.withdraw),
    **pair_buttons.ACTIONS,
    **care_buttons.ACTIONS,
    **story_buttons.ACTIONS,
    **leader_buttons.ACTIONS,
    **closing_buttons.ACTIONS,
    **background_buttons.ACTIONS,
}
