"""Who is this? The first time somebody, a workspace or a channel is seen, the records for it are made.

The first place makes the organization. Somebody the HR file knows (by their id on the platform, or their
e-mail) is that person; a guest of the workspace never is. Whoever only looks is kept nowhere, and whoever wanted to be
forgotten stays so until they do something.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.conversation.messages import Say, phrase
from bot.events import Arrived, ChannelSeen, FormClosed, FromPerson, HomeOpened, Mentioned, PlaceOpened
from bot.program.company import directory, linking, listed, places, reaching
from bot.program.company.members import NOBODY, OUTSIDE, TAKING_PART, Member
from bot.program.model import NAMESAKE, Account, Channel, Organization, Person, Place, is_late
from bot.program.participant import home
from bot.program.platforms import as_own_id, own_id, platform_of
from bot.program.snapshot import Identity, Query
from bot.program.telling import channels
from bot.scene import Scene
from bot.text.catalog import spoken_in

LOOKING_IN = Arrived | HomeOpened | FormClosed | Mentioned | ChannelSeen | PlaceOpened  # asks nothing


def arrive(scene: Scene, event: FromPerson) -> bool:
    """Make sure the scene has an organization and a person; false when this person cannot be served."""
    sender = event.sender
    if scene.snapshot.me is None and sender.standing in NOBODY:
        return False  # another bot, or somebody who has left: nothing is known of them, and nothing is kept
    moment = event.happened_at if isinstance(event, Arrived) else None
    if is_late(scene.snapshot.account, moment):
        return False  # they have removed the app since
    if scene.snapshot.organization is None:
        organization = Organization(
            id=scene.new_id("organization"), organization=scene.new_id("organization"), realm=sender.realm
        )
        scene.found(scene.save(organization))
        made = Place(
            id=sender.place_id, organization=organization.id, platform=sender.platform, place=sender.place
        )
        directory.begin(scene, scene.save(made))
    places.reopen(scene, installed=isinstance(event, PlaceOpened))
    if _only_looks(scene, event):
        return False
    if scene.snapshot.me is None:
        scene.become(_newcomer(scene, event))
    if sender.standing == "member":
        _follow(scene, event)
    elif not sender.standing and platform_of(sender.platform).tells:
        _told(scene, event)
    elif sender.standing in OUTSIDE and not scene.me.is_guest and scene.me.state not in TAKING_PART:
        scene.become(scene.save(listed.as_guest(scene.me)))  # in the HR file, and a guest on the platform
    me = scene.me
    if me.gone:
        if isinstance(event, HomeOpened):
            home.show_gone(scene, event)
        elif not isinstance(event, LOOKING_IN):
            scene.answer(Say(text=phrase("join.gone")))
        return False
    if sender.is_admin and not me.is_admin and not me.is_guest:
        scene.become(scene.save(msgspec.structs.replace(me, is_admin=True)))
    if isinstance(event, PlaceOpened) and not event.admins_named:
        places.name_admin(scene)
    _reachable(scene, event, moment)
    _in_several(scene, event)
    return isinstance(event, LOOKING_IN) or linking.look(scene, event)


def _in_several(scene: Scene, event: FromPerson) -> None:
    """Whoever is in several places is written to where they wrote last."""
    me, sender = scene.me, event.sender
    fresh = linking.in_several(scene, me, sender.account_id) if scene.snapshot.account is None else me
    if fresh.last_in and not isinstance(event, LOOKING_IN):
        fresh = msgspec.structs.replace(fresh, last_in=sender.place_id)
    if fresh != me:
        scene.become(scene.save(fresh))


def _only_looks(scene: Scene, event: FromPerson) -> bool:
    """Has somebody nobody knows done nothing yet that they should be known for? Then they see what there is to see."""
    owner, sender = scene.snapshot.owner, event.sender
    known = owner is not None and not linking.must_be_asked(scene, owner, sender.account_id)
    if scene.snapshot.me is not None or known or sender.is_admin:
        return False
    match event:
        case HomeOpened():
            home.show_visitor(scene, event)
        case ChannelSeen(joined=joined):
            if joined:
                channel_seen(scene, event)
        case FormClosed():
            pass  # whose it was is forgotten
        case Arrived():
            return sender.user in scene.snapshot.forgotten
        case _:
            return False
    return True


def needs(event: Arrived) -> Query:
    """Who they are, and whether they wanted to be forgotten."""
    sender = event.sender
    ids = as_own_id(sender.platform, sender.user)
    return Query(sender=sender, identities=(Identity(external=sender.user, email=sender.email, **ids),))


def _newcomer(scene: Scene, event: FromPerson) -> Person:
    """The person of the directory who has just shown up, or a new one; who may be somebody known in another place is
    asked there first.
    """
    sender, organization = event.sender, scene.organization
    known = scene.snapshot.owner
    is_asked = known is not None and linking.must_be_asked(scene, known, sender.account_id)
    if known is not None and not is_asked:
        return known
    if not sender.standing and platform_of(sender.platform).lists:
        scene.ask_worker("member", sender.account_id)  # nobody has said who this is
    said = {"name": sender.name.strip(), "email": sender.email, "timezone": sender.timezone}
    is_guest = sender.is_guest or sender.standing in OUTSIDE
    person = Person(
        id=scene.new_id("person"),
        organization=organization.id,
        name=sender.name.strip() or sender.user,
        email=sender.email,
        language=spoken_in(sender.language, organization.language),
        timezone=sender.timezone,
        is_admin=sender.is_admin and not is_guest,
        is_guest=is_guest,
        listed=tuple(field for field, value in said.items() if value)
        if sender.standing or platform_of(sender.platform).tells
        else (),
        link=NAMESAKE if is_asked and not is_guest else "",
    )
    return scene.save(msgspec.structs.replace(person, **as_own_id(sender.platform, sender.user)))


def _follow(scene: Scene, event: FromPerson) -> None:
    """What the platform says of them now; whoever it had as deactivated may come back like this."""
    sender, me = event.sender, scene.me
    fresh = listed.back(me)
    said = Member(user=sender.user, name=sender.name.strip(), email=sender.email, timezone=sender.timezone)
    fresh = listed.told_by(fresh, said)
    if not own_id(fresh, sender.platform):
        fresh = msgspec.structs.replace(fresh, **as_own_id(sender.platform, sender.user))
    if fresh != me:
        scene.become(scene.save(fresh))


def _told(scene: Scene, event: FromPerson) -> None:
    """What the request itself says: it proves nothing about their account."""
    sender, me = event.sender, scene.me
    said = Member(user=sender.user, name=sender.name.strip(), timezone=sender.timezone)
    fresh = listed.told_by(me, said)
    if fresh != me and not me.is_guest and not me.gone:
        scene.become(scene.save(fresh))


def _reachable(scene: Scene, event: FromPerson, added_at: datetime | None) -> None:
    """Remember how to write back; a channel's address is not a person's."""
    sender, account = event.sender, scene.snapshot.account
    changed_at = added_at or (account.changed_at if account else None)
    if account is None or sender.in_person:
        scene.become(reaching.is_back(scene, scene.me))
    if account is not None and not (sender.in_person and sender.address.conversation):
        return  # a command in a channel does not say where the two of us talk
    if account is not None and (account.address, account.changed_at) == (sender.address, changed_at):
        return
    ids = as_own_id(sender.platform, sender.user)
    if account is None and ids and not own_id(scene.me, sender.platform):
        scene.become(scene.save(msgspec.structs.replace(scene.me, **ids)))
    scene.save(
        Account(
            id=sender.account_id,
            organization=scene.organization.id,
            version=account.version if account else 0,
            person=scene.me.id,
            address=sender.address
            if sender.in_person
            else msgspec.structs.replace(sender.address, conversation=""),
            changed_at=changed_at,
        )
    )


def channel_seen(scene: Scene, event: ChannelSeen) -> None:
    """From now on the channel can be chosen for posts; one that we are in again, for all that waited."""
    if not event.joined and not scene.me.is_admin:
        return  # what they type is nobody's business, and must not fill or rename what admins choose from
    address = event.channel
    record_id = f"{address.place_id}:{address.conversation}"
    before = scene.channel(record_id)
    name = event.name.lstrip("#")
    if name == address.conversation:
        name = before.name if before else event.guess or name
    if before is not None:  # what was said of it earlier may be more than is said now
        address = msgspec.structs.replace(address, extra=before.address.extra | address.extra)
    back = (
        before is not None and before.away != "" and event.joined and not is_late(before, event.happened_at)
    )
    seen = scene.save(
        Channel(
            id=record_id,
            organization=scene.organization.id,
            version=before.version if before else 0,
            name=name,
            address=address,
            away=before.away if before and not back else "",
            changed_at=event.happened_at or (before.changed_at if before else None),
        )
    )
    if back:
        channels.reopen(scene, seen)
    if event.joined and (before is None or back) and platform_of(address.platform).is_partial:
        for reading in scene.snapshot.readings:
            directory.start(scene, reading)  # here may be people nobody has heard of
