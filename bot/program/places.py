"""What follows when the app is installed in a workspace, or removed from one?

Who installs it first runs the program there. Where it is removed nothing is said any more; what is known is kept for a
while (`retention.py`), so that an installation in that time goes on where it was.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from bot.conversation.messages import Buttons, Listed, Phrase, Say, Text, phrase
from bot.events import PlaceClosed, PlaceOpened
from bot.program.about_me import language_button
from bot.program.parts import command_button, first_name
from bot.program.retention import CLOSED
from bot.scene import Scene

# What was done just before the app was removed may come in after it: Slack delivers an event that was not taken again
# at once, after a minute, and five minutes later. Source: https://docs.slack.dev/apis/events-api (November 2026)
ON_THE_WAY: Final = timedelta(minutes=7)


def reopen(scene: Scene, *, installed: bool) -> None:
    """The app is there again: it was installed, or somebody does something in a place that was closed a while ago."""
    place = scene.snapshot.place
    if place is None or place.closed_at is None:
        return
    if installed or scene.at > place.closed_at + ON_THE_WAY:
        scene.save(msgspec.structs.replace(place, closed_at=None))
        if scene.organization.closed_at is not None:
            scene.save(msgspec.structs.replace(scene.organization, closed_at=None))


def name_admin(scene: Scene) -> None:
    """Who installs the app runs the program, where nobody does yet; a second one takes nothing away."""
    if not any(admin.id != scene.me.id for admin in scene.snapshot.admins) and not scene.me.is_admin:
        scene.become(scene.save(msgspec.structs.replace(scene.me, is_admin=True)))


def opened(scene: Scene, event: PlaceOpened) -> None:
    """Name the organization, and tell whoever installed the app what comes next."""
    organization = scene.organization
    if event.company and not organization.name:
        organization = scene.save(msgspec.structs.replace(organization, name=event.company))
    company: Text = organization.name or phrase("value.company")
    names = Listed(items=tuple(admin.name for admin in scene.snapshot.admins))
    said, step = phrase("installed.again", company=company), "status"
    if not scene.me.is_admin:
        said, step = phrase("installed.not_yours", company=company, admins=names), "join"
    elif scene.cohort is None and scene.snapshot.last_cohort is None:
        said, step = phrase("installed.first", company=company, name=first_name(scene.me)), "setup"
    buttons = (command_button(step, main=True), command_button("help"), language_button(scene.me))
    scene.answer(Say(text=said), Buttons(items=buttons))


def closed(scene: Scene, event: PlaceClosed) -> None:
    """Its tokens go; whoever runs the program and can be reached elsewhere hears of it."""
    place, organization = scene.snapshot.place, scene.snapshot.organization
    scene.uninstall(f"{event.platform}:{event.place}")
    if place is None or organization is None or place.closed_at is not None:
        return
    scene.save(msgspec.structs.replace(place, closed_at=scene.at))
    if all(other.closed_at is not None for other in scene.snapshot.places if other.id != place.id):
        scene.save(msgspec.structs.replace(organization, closed_at=scene.at))
        return
    platform = Phrase(f"platform.name.{event.platform}")
    for admin in scene.snapshot.admins:
        scene.tell(admin.id, "admin", Say(text=phrase("place.closed", platform=platform, days=CLOSED.days)))
