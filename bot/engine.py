"""What happens, given what is known? `step` decides, `needs` says what it must see. Start reading here.

Pure: no input or output, no clock, no chance. Events come in through `handle` (`bot/runtime/service.py`) and
take one of four branches: an answer to a talk, a command or button, something of the program's own, anything
else people say.
"""

from __future__ import annotations

import re

import msgspec

from bot import answered, arrivals, forms
from bot.buttons import buttons
from bot.conversation.messages import Button, Buttons, Say, phrase
from bot.conversation.talk import Typed
from bot.conversation.understand import Unclear, folded, tokens
from bot.conversation.understand.people import is_nobody
from bot.conversation.understand.words import FILLER
from bot.conversation.understand.yes_no import yes_no
from bot.events import (
    Arrived,
    ChannelSeen,
    Commanded,
    DeliveryFailed,
    DigestMade,
    DirectoryAsked,
    DirectoryRead,
    ErasureAsked,
    Event,
    FellDue,
    FieldsRead,
    FormClosed,
    FromPerson,
    GroupMade,
    HomeOpened,
    JobFailed,
    Mentioned,
    OfChannel,
    PeopleRead,
    PlaceClosed,
    PlaceOpened,
    PlaceRefused,
    PlaceThere,
    Pressed,
    ProfilesRead,
    ProposalMade,
    RulesTried,
    Said,
    SeatsTaken,
    Submitted,
    SupplyCounted,
    WorkWentOn,
)
from bot.flows import FLOWS, LINES_IN, NAMED_IN
from bot.flows.hearing import LONGEST_NAMES, TERMS_IN
from bot.outcome import Outcome
from bot.program import commands, delivery_reports, noticed, nudges, progress, tray
from bot.program.awareness import looking
from bot.program.company import directory, mentions, places, profile_fields, profiles, roster
from bot.program.intents import intent
from bot.program.keeping import forgetting
from bot.program.meeting import meetings, sessions
from bot.program.model import Talk
from bot.program.pairs import goals
from bot.program.participant import about_me, greetings, home, membership
from bot.program.parts import command_button
from bot.program.proposing import pair_effect, proposals, why_asked
from bot.program.snapshot import Identity, Query, Snapshot
from bot.program.telling import channels, digest, groups_view
from bot.program.trust import duty
from bot.scene import Scene
from bot.talks import floor, go_on, left_behind, quoted_beside, start, take_up

THANKS = frozenset({"thank", "thanks", "thx", "ty", "cheers", "danke", "dankeschoen", "merci"})
THANKED = frozenset(
    "you so much very a lot great good super dir euch vielen herzlichen schoen sehr bot turnabout".split()  # noqa: SIM905
)
GREETINGS = FILLER | {
    "there",
    "good",
    "morning",
    "evening",
    "day",
    "guten",
    "tag",
    "morgen",
    "abend",
    "turnabout",
}
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


def needs(event: Event) -> Query:
    """What the step of this event must see."""
    match event:
        case Said():
            nameless = len(event.text) > LONGEST_NAMES or is_nobody(event.text)
            said = "" if nameless else event.text
            named = commands.named_in(event.text)
            query = buttons.needs_of_command(event, *named) if named else Query(sender=event.sender)
            return msgspec.structs.replace(
                query, typed=said, named_in=NAMED_IN, lines_in=LINES_IN, terms_in=TERMS_IN
            )
        case Pressed():
            return buttons.needs(event)
        case Submitted():
            return mentions.with_picked(event, buttons.needs(event))
        case FormClosed():
            return forms.needs_closed(event)
        case Commanded():
            return buttons.needs_of_command(event, event.command, event.text)
        case Arrived():
            return arrivals.needs(event)
        case ChannelSeen():
            return Query(sender=event.sender, admins=event.joined)
        case HomeOpened():
            return home.needs(event)
        case Mentioned():
            return mentions.needs(event)
        case PlaceOpened():
            place = f"{event.sender.platform}:{event.sender.place}"
            return Query(sender=event.sender, admins=True, roster=place)
        case PlaceClosed() | PlaceThere() | PlaceRefused():
            return Query(place=f"{event.platform}:{event.place}", admins=True)
        case OfChannel():
            return channels.needs(event)
        case GroupMade() | SeatsTaken():
            return groups_view.needs(event)
        case FellDue():
            return nudges.needs(event)
        case PeopleRead():
            identities = tuple(
                Identity(external=row.id, email=row.email, slack_id=row.slack_id, teams_id=row.teams_id)
                for row in event.rows
            )
            mentioned = [other for row in event.rows for other in (row.id, *row.never_with)]
            externals = tuple(dict.fromkeys([*mentioned, *event.removed, *event.admins]))
            accounts = tuple(i for row in event.rows for i in (row.slack_id, row.teams_id) if i)
            leave = bool(event.removed)  # then their partners and the admins hear of it
            return Query(
                organization=event.organization,
                externals=externals,
                identities=identities,
                strangers=accounts,
                terms=True,
                history=leave,
                admins=leave,
                lives=leave,
                concerns=leave,
            )
        case ProposalMade():
            return Query(
                organization=event.organization,
                proposal=event.proposal,
                all_lines=True,
                people=tuple(event.read),
                counts=True,
            )
        case WorkWentOn():
            return progress.needs(event)
        case RulesTried():
            people = (who for one in event.effect.examples for who in (one.person, one.before, one.after))
            return Query(organization=event.organization, people=tuple(people), admins=True)
        case DirectoryRead():
            return directory.needs(event)
        case DirectoryAsked():
            return directory.needs_asked(event)
        case FieldsRead():
            return profile_fields.needs_read(event)
        case ProfilesRead():
            return profiles.needs(event)
        case ErasureAsked():
            return forgetting.needs(event)
        case DigestMade():
            return Query(organization=event.organization, digest=event.digest)
        case SupplyCounted():
            return Query(organization=event.organization, awareness=True, admins=True, roles=True)
        case DeliveryFailed() | JobFailed():
            return delivery_reports.needs(event)


def step(snapshot: Snapshot, event: Event) -> Outcome | Query:
    """Decide what an event leads to. The same snapshot and event always give the same outcome.

    Gives a `Query` instead when only the snapshot could tell what must be seen: words out of the blue that turn out to
    be a command. Then it is asked again with that.
    """
    scene = Scene(snapshot, event)
    if not isinstance(event, FromPerson):
        _from_program(scene, event)
    elif arrivals.arrive(scene, event):
        if not isinstance(event, arrivals.LOOKING_IN):  # it is no answer
            tray.heard(scene)
        _from_person(scene, event)
    _begin_talks(scene)
    noticed.look(scene)
    answered.close(scene)
    return scene.more or scene.outcome()


def _begin_talks(scene: Scene) -> None:
    """The talks this step leads to, each seen by whom it is with; one may lead to the next."""
    while scene.begins:
        begin = scene.begins.pop(0)
        person = scene.person(begin.person)
        if person is not None:
            with scene.seen_by(person):
                start(
                    scene,
                    FLOWS[begin.flow],
                    about=begin.about,
                    pairing=begin.pairing,
                    answers=dict(begin.answers),
                    notes=begin.notes,
                    kind=begin.kind,
                )


def _from_person(scene: Scene, event: FromPerson) -> None:
    match event:
        case Said():
            _said(scene, event)
        case Pressed() | Submitted():
            buttons.press(scene, event)
        case FormClosed():
            forms.closed(scene, event)
        case Commanded():
            commands.run(scene, event.command, event.text)
        case Arrived():
            if not greetings.met_before(scene):  # once, however often it is opened
                greetings.first(scene)
        case HomeOpened():
            home.show(scene, event)
        case Mentioned():
            mentions.hear(scene, event)
        case ChannelSeen():
            arrivals.channel_seen(scene, event)
        case PlaceOpened():
            places.opened(scene, event)
            directory.installed(scene)


def _from_program(scene: Scene, event: Event) -> None:
    match event:
        case PlaceClosed():
            places.closed(scene, event)
        case OfChannel():
            channels.happened(scene, event)
        case GroupMade():
            groups_view.made(scene, event)
        case SeatsTaken():
            groups_view.taken(scene, event)
        case PlaceThere():
            places.there(scene, event)
        case PlaceRefused():
            places.refused(scene, event)
        case FellDue():
            nudges.fall_due(scene, event)
        case PeopleRead():
            roster.people_read(scene, event)
        case ProposalMade():
            proposals.made(scene, event)
        case WorkWentOn():
            progress.went_on(scene, event)
        case RulesTried():
            pair_effect.tried(scene, event)
        case DirectoryRead():
            directory.read(scene, event)
        case DirectoryAsked():
            directory.asked(scene, event)
        case FieldsRead():
            profile_fields.fields_read(scene, event)
        case ProfilesRead():
            profiles.read(scene, event)
        case ErasureAsked():
            forgetting.asked_by_operator(scene, event)
        case DigestMade():
            digest.made(scene, event)
        case SupplyCounted():
            looking.counted(scene, event)
        case DeliveryFailed() | JobFailed():
            delivery_reports.report(scene, event)


def _said(scene: Scene, event: Said) -> None:
    """Typed words: a command by name, an answer to the talk that has the floor, or a wish out of the blue."""
    named, talk = commands.named_in(event.text), floor(scene)
    language = LANGUAGE_WISH.fullmatch(folded(event.text))
    if language is not None:
        about_me.use_language(scene, "de" if language["german"] else "en")
        if talk is not None:
            take_up(scene, FLOWS[talk.flow], talk)
    elif named is not None and _is_command(scene, event.text, named[0], talk):
        commands.run(scene, *named)
    elif talk is not None and (button := quoted_beside(scene, FLOWS[talk.flow], talk, event.text)):
        _press(scene, event, button)
    elif talk is not None and talk.flow in ABOUT_A_TIME and meetings.heard_in(scene, event.text):
        _do(scene, event, "session")  # asked when they meet, somebody says that they have
    elif talk is not None:
        escape = go_on(scene, FLOWS[talk.flow], talk, Typed(text=event.text))
        if escape:
            _do(scene, event, buttons.ESCAPES[escape])
    else:
        _wish(scene, event)


def _is_command(scene: Scene, text: str, name: str, talk: Talk | None) -> bool:
    """A command's bare word is one only where nothing is asked: and "status", say, only for those who may."""
    if text.strip().casefold().startswith(("/", "rm-")):
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


def is_thanks(text: str) -> bool:
    """Thanks and nothing else: "thank you!", "danke dir"."""
    said = set(tokens(text))
    return bool(said & THANKS) and said <= THANKS | THANKED


def is_greeting(text: str) -> bool:
    """Politeness and nothing else: "hello", "hi there!"."""
    said = tokens(text)
    return bool(said) and all(word in GREETINGS for word in said)


def _not_understood(scene: Scene, unclear: Unclear) -> None:
    """Say so, and offer the three likeliest things."""
    if scene.me.state == "invited":
        membership.ask_invitation(scene, "invitation.which", membership.ANSWERS)
        return
    usual = ("me", "help", "privacy") if scene.me.state == "joined" else ("join", "help", "privacy")
    heard = tuple(name for name in unclear.likely if name in commands.BY_NAME)
    outside = scene.me.state != "joined" and not scene.me.is_admin
    likely = dict.fromkeys((*(usual[:1] if outside else ()), *heard, *usual))
    offered = [name for name in likely if scene.me.is_admin or not commands.BY_NAME[name].admin][:3]
    scene.answer(
        Say(text=phrase("unclear.wish")), Buttons(items=tuple(command_button(name) for name in offered))
    )
