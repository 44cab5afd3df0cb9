"""`/rm-setup connect`: how does a second place become one of the same organization?

An admin in one place is shown a code, and an admin in the other types it there within ten minutes. The place where it
is typed joins the one that showed it, with its people and whatever places it had already; see `Join` in
`bot/outcome.py`.
What may be asked afterwards, whether two accounts are one person's, is in `linking.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec

from bot.conversation.messages import Buttons, Phrase, Say, Text, phrase
from bot.events import FromPerson
from bot.program.company import codes, directory
from bot.program.dues import Rule, still
from bot.program.keeping import audit
from bot.program.model import NAMESAKE, Base, JoinCode, Place
from bot.program.parts import command_button, platform_name
from bot.program.snapshot import Elsewhere, Query
from bot.scene import Scene

GOOD_FOR: Final = timedelta(minutes=10)
TRIES: Final = 5  # that were none, in this time, from one place
ASKED: Final = frozenset({"connect", "verbinden"})


def is_asked(text: str) -> bool:
    return text.strip().partition(" ")[0].casefold() in ASKED


def needs(event: FromPerson, text: str = "") -> Query:
    code = codes.typed(text.strip().partition(" ")[2])
    return Query(sender=event.sender, admins=True, code=codes.id_of(code) if code else codes.NEW_CODE)


def run(scene: Scene, text: str = "") -> None:
    """Show a code, or take one that was typed; among others neither."""
    event = scene.event
    audit.note(scene, "connect")
    if not isinstance(event, FromPerson) or scene.organization.realm == "playground":
        scene.answer(Say(text=phrase("connect.playground")))
    elif not event.sender.in_person:
        _among_others(scene)
    elif codes.typed(text.strip().partition(" ")[2]):
        _typed(scene, _here(scene, event))
    else:
        _show(scene, _here(scene, event))


def _among_others(scene: Scene) -> None:
    """Whoever read the code there could type it as well."""
    found = scene.snapshot.elsewhere
    if found is not None:
        scene.remove(found.code)
    scene.answer(Say(text=phrase("connect.in_person")))


def _here(scene: Scene, event: FromPerson) -> Place:
    """The place it happens in; it may be as new as this event."""
    place = event.sender.place_id
    known = (*scene.snapshot.places, *(one for one in scene.saved() if isinstance(one, Place)))
    return scene.latest(next(one for one in known if one.id == place))


def _show(scene: Scene, here: Place) -> None:
    for earlier in scene.snapshot.codes:
        scene.remove(earlier)
    code = scene.snapshot.fresh_code
    scene.save(
        JoinCode(
            id=codes.id_of(code),
            organization=here.organization,
            place=here.id,
            by=scene.me.id,
            expires_at=scene.at + GOOD_FOR,
        )
    )
    minutes = int(GOOD_FOR.total_seconds() // 60)
    scene.answer(
        Say(text=phrase("connect.title"), style="heading"),
        Say(text=phrase("connect.code", code=codes.shown(code), minutes=minutes)),
        Say(text=phrase("connect.what")),
        Say(text=phrase("connect.alone"), style="quiet"),
    )


def _typed(scene: Scene, here: Place) -> None:
    """What it says of a code is the same whether it was never shown, is used, or is too old."""
    tries = tuple(at for at in here.tries if at > scene.at - GOOD_FOR)
    found = scene.snapshot.elsewhere
    if len(tries) >= TRIES:
        scene.answer(Say(text=phrase("connect.too_many", tries=TRIES, count=_minutes(scene, tries))))
    elif found is None or not _holds(scene, found):
        scene.save(msgspec.structs.replace(here, tries=(*tries, scene.at)))
        scene.answer(Say(text=phrase("connect.wrong")))
    elif found.organization.id == scene.organization.id:
        scene.answer(Say(text=phrase("connect.own")))
    elif scene.snapshot.cohort is not None or scene.snapshot.last_cohort is not None:
        key = "connect.both_begun" if found.has_begun else "connect.other_way"
        scene.answer(Say(text=Phrase(key, {"company": _company(found)})))
    else:
        _join(scene, here, found)


def _minutes(scene: Scene, tries: tuple[datetime, ...]) -> int:
    """Until the first of them counts no more."""
    left = min(tries) + GOOD_FOR - scene.at
    return max(1, -(-int(left.total_seconds()) // 60))


def _holds(scene: Scene, found: Elsewhere) -> bool:
    same_kind = found.organization.realm == scene.organization.realm
    by = found.by
    runs_it = by is not None and by.is_admin and not by.gone and not by.is_guest
    return same_kind and runs_it and found.code.expires_at > scene.at and found.place.closed_at is None


def _company(found: Elsewhere) -> Text:
    return found.organization.name or phrase("value.company")


def _join(scene: Scene, here: Place, found: Elsewhere) -> None:
    known = scene.snapshot.places or (here,)
    scene.join(found.organization)
    scene.remove(found.code)
    scene.become(scene.save(msgspec.structs.replace(scene.me, link=NAMESAKE)))
    for place in known:
        directory.begin(scene, msgspec.structs.replace(place, organization=found.organization.id))
    audit.note(scene, "joined", scene.me.id)
    me, by = scene.me, found.by
    platforms = {"here": platform_name(here.platform), "there": platform_name(found.place.platform)}
    scene.answer(
        Say(text=phrase("connect.joined", company=_company(found), **platforms), style="heading"),
        Say(text=phrase("connect.next", name=by.name if by else phrase("value.somebody"), **platforms)),
        Say(text=phrase("connect.undo", platform=platform_name(here.platform)), style="quiet"),
        Buttons(items=(command_button("status"), command_button("people"))),
    )
    if by is not None:
        scene.tell(
            by.id,
            "admin",
            Say(text=phrase("connect.joined_yours", name=me.name, email=me.email or me.name, **platforms)),
            Say(text=phrase("connect.undo", platform=platform_name(here.platform)), style="quiet"),
        )
    for admin in scene.snapshot.admins:
        if admin.id not in (me.id, by.id if by else ""):
            scene.tell(
                admin.id, "admin", Say(text=phrase("connect.joined", company=_company(found), **platforms))
            )


# -- it is good for ten minutes --------------------------------------------------------------------------------------


def _over_at(record: Base) -> datetime | None:
    return record.expires_at if isinstance(record, JoinCode) else None


def _over(scene: Scene, _subject: str) -> None:
    found = scene.snapshot.elsewhere
    if (
        found is not None
        and found.code.organization == scene.organization.id
        and still(scene, _over_at(found.code))
    ):
        scene.remove(found.code)


RULES = (
    Rule(
        name="code_over",
        record=JoinCode,
        after=_over_at,
        needs=lambda organization, subject: Query(organization=organization, code=subject),
        act=_over,
    ),
)
