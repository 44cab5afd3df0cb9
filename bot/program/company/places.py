"""What follows when the app is installed in a workspace, or removed from one?

Who installs it first runs the program there. Where it is removed nothing is said any more; what is known is kept for a
while (`bot/program/keeping/retention.py`), so that an installation in that time goes on where it was.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import msgspec

from bot.conversation.messages import Block, Button, Buttons, Listed, Phrase, Say, Text, phrase
from bot.events import PlaceClosed, PlaceOpened, PlaceRefused, PlaceThere
from bot.program.keeping.retention import CLOSED
from bot.program.participant.about_me import language_button
from bot.program.parts import command_button, first_name, platform_name
from bot.scene import Scene
from bot.text.catalog import has

# What was done just before the app was removed may come in after it: Slack delivers an event that was not taken again
# at once, after a minute, and five minutes later. Source: https://docs.slack.dev/apis/events-api (November 2026)
ON_THE_WAY: Final = timedelta(minutes=7)
# Refusals that leave the way to people open, and how they are told; without these rights it is closed, too.
BESIDE: Final = {"missing_scope": "lacking", "refresh_refused": "ending"}
TO_PEOPLE: Final = frozenset({"chat:write", "im:write"})


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
        theirs = phrase("installed.not_yours", company=company, admins=names)
        said, step = theirs if names.items else phrase("installed.named", company=company), "join"
    elif scene.cohort is None and scene.snapshot.last_cohort is None:
        said, step = phrase("installed.first", company=company, name=first_name(scene.me)), "setup"
    buttons = (command_button(step, main=True), command_button("help"), language_button(scene.me))
    scene.answer(Say(text=said), Buttons(items=buttons))


def closed(scene: Scene, event: PlaceClosed) -> None:
    """Its tokens go; whoever runs the program and can be reached elsewhere hears of it."""
    place, organization = scene.snapshot.place, scene.snapshot.organization
    scene.uninstall(event.place_id, event.until_s)
    if place is None or organization is None or place.closed_at is not None:
        return
    scene.save(msgspec.structs.replace(place, closed_at=scene.at))
    if all(other.closed_at is not None for other in scene.snapshot.places if other.id != place.id):
        scene.save(msgspec.structs.replace(organization, closed_at=scene.at))
        return
    platform = platform_name(event.platform)
    for admin in scene.snapshot.admins:
        said = Say(text=phrase("place.closed", platform=platform, days=CLOSED.days))
        scene.tell(admin.id, "admin", said, *_install(event.link))


def there(scene: Scene, _event: PlaceThere) -> None:
    """What was over was an earlier installation."""
    if scene.snapshot.organization is not None:
        reopen(scene, installed=True)


def refused(scene: Scene, event: PlaceRefused) -> None:
    """Whoever runs the program hears why nothing goes there, and what to do: where they can be reached elsewhere, or
    there as long as that goes.
    """
    place = scene.snapshot.place
    if place is None or scene.snapshot.organization is None or place.closed_at is not None:
        return
    platform = platform_name(event.platform)
    named = event.reason != "missing_scope" or event.needed
    known = f"place.why.{event.reason}" if named and has(f"place.why.{event.reason}") else "place.why.other"
    why = Phrase(known, {"platform": platform, "scope": event.needed, "code": event.reason})
    said = Say(
        text=Phrase(f"place.{BESIDE.get(event.reason, 'refused')}", {"platform": platform, "why": why})
    )
    is_shut = event.reason not in BESIDE or event.needed in TO_PEOPLE
    for admin in scene.snapshot.admins:
        avoids = place.id if is_shut else ""
        scene.tell(admin.id, "report", said, *_install(event.link), avoids=avoids)


def _install(link: str) -> tuple[Block, ...]:
    if not link.startswith("https://"):
        return ()  # nobody but this machine could follow it
    return (Buttons(items=(Button(label=phrase("place.install"), link=link),)),)
