"""What happens, given what is known? `step` decides, `needs` says what it must see. Start reading here.

Pure: no input or output, no clock, no chance. Events come in through `handle` (`bot/runtime/service.py`) and take one
of four branches: what somebody types (`typed.py`), a command or button, a look, something of the program's own.
"""

from __future__ import annotations

from bot import answered, arrivals, forms, typed
from bot.buttons import buttons
from bot.events import (
    AppRemoved,
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
    Reached,
    RulesTried,
    Said,
    SeatsTaken,
    Submitted,
    SupplyCounted,
    WorkWentOn,
)
from bot.flows import FLOWS
from bot.outcome import Outcome
from bot.program import commands, delivery_reports, noticed, nudges, progress, tray
from bot.program.awareness import looking
from bot.program.company import directory, mentions, places, profile_fields, profiles, reaching, roster
from bot.program.keeping import forgetting
from bot.program.participant import greetings, home
from bot.program.proposing import pair_effect, proposals
from bot.program.snapshot import Identity, Query, Snapshot
from bot.program.telling import channels, digest, groups_view
from bot.scene import Scene
from bot.talks import start


def needs(event: Event) -> Query:
    """What the step of this event must see."""
    match event:
        case Said():
            return typed.needs(event)
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
            place = event.sender.place_id if event.joined else ""
            return Query(sender=event.sender, admins=event.joined, roster=place)
        case HomeOpened():
            return home.needs(event)
        case Mentioned():
            return mentions.needs(event)
        case PlaceOpened():
            return Query(sender=event.sender, admins=True, roster=event.sender.place_id)
        case PlaceClosed() | PlaceThere() | PlaceRefused():
            return Query(place=event.place_id, admins=True)
        case AppRemoved():
            return reaching.needs_removed(event)
        case OfChannel():
            return channels.needs(event)
        case Reached():
            return reaching.needs_reached(event)
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
            typed.heard(scene, event)
        case Pressed() | Submitted():
            buttons.press(scene, event)
        case FormClosed():
            forms.closed(scene, event)
        case Commanded():
            commands.run(scene, event.command, event.text)
        case Arrived():
            if not scene.met:  # once, however often it is opened
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
        case AppRemoved():
            reaching.removed(scene, event)
        case OfChannel():
            channels.happened(scene, event)
        case Reached():
            reaching.reached(scene, event)
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
            directory.looked_up(scene, event)
        case ErasureAsked():
            forgetting.asked_by_operator(scene, event)
        case DigestMade():
            digest.made(scene, event)
        case SupplyCounted():
            looking.counted(scene, event)
        case DeliveryFailed() | JobFailed():
            delivery_reports.report(scene, event)
