"""`/rm-people`: who is in, who waits, whom can I not reach? Names, states and dates; never what anybody answered.

An invitation that was declined, put off or never sent looks the same: not in the program.
"""

from __future__ import annotations

import msgspec

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    Listed,
    OnDay,
    Phrase,
    Rows,
    Say,
    Text,
    Value,
    phrase,
)
from bot.conversation.understand.words import tokens
from bot.flows.hearing import LONGEST_NAMES
from bot.program.calendar import local
from bot.program.company import reaching
from bot.program.keeping import audit
from bot.program.model import Pairing, Person
from bot.program.parts import command_button, page_buttons
from bot.program.snapshot import GROUPS, PAGE, Group, Listing
from bot.scene import Scene

OFFERED: tuple[Group, ...] = ("joined", "waiting", "away", "unreachable", "outside", "left")
COLUMNS = tuple(Phrase(f"people.column.{name}") for name in ("name", "department", "state", "partner"))


def asked(group: str, page: int) -> Listing | None:
    """What a button asks to be listed; `None` for a group that does not exist."""
    known: Group | None = next((name for name in GROUPS if name == group), None)
    return Listing(group=known, page=page) if known else None


def named(text: str) -> Listing | None:
    """Whom typed words look for; `None` when there are none."""
    return Listing(names=text[:LONGEST_NAMES]) if text.strip() else None


def offer(scene: Scene, *notes: Block) -> None:
    """Which people would the admin like to see?"""
    scene.answer(
        *notes,
        Say(text=phrase("people.which")),
        Say(text=phrase("people.how"), style="quiet"),
        _groups(scene),
    )


def _groups(scene: Scene) -> Buttons:
    groups = (
        Button(label=Phrase(f"people.group.{name}"), action="people.show", data={"group": name})
        for name in OFFERED
    )
    again = Button(label=phrase("directory.button.sync_all"), action="directory.sync")
    lists = (again,) if scene.snapshot.readings else ()  # there are platforms with lists that we may read
    return Buttons(items=(*groups, Button(label=phrase("words.button.show"), action="words.show"), *lists))


def show(scene: Scene) -> None:
    """A page of a group, or the last there is."""
    listing = scene.snapshot.seen.listing
    if listing is None:
        offer(scene, Say(text=phrase("button_gone")))
        return
    in_all = scene.snapshot.listed_in_all
    pages = max(1, -(-in_all // PAGE))
    if listing.page > pages:
        scene.more = msgspec.structs.replace(
            scene.snapshot.seen, listing=msgspec.structs.replace(listing, page=pages)
        )
        return
    title = Phrase(f"people.title.{listing.group}", {"count": in_all})
    blocks: list[Block] = [Say(text=title, style="heading" if in_all else "plain")]
    if in_all:
        blocks.append(_table(scene, scene.snapshot.listed, listing.page, pages))
    if listing.group == "unreachable" and in_all:
        blocks += reaching.ways(scene)
    turns = page_buttons("people.show", listing.page, pages, group=listing.group)
    blocks.append(Buttons(items=(*turns, command_button("people"))))
    scene.answer(*blocks)


def find(scene: Scene, text: str) -> None:
    """Who is called so? Whoever only comes near is shown as such, so that nobody is taken for somebody else."""
    near = scene.snapshot.listed
    found = tuple(person for person in near if _is_called(person, text))
    if not near:
        offer(scene, Say(text=phrase("people.nobody", said=text.strip()[:LONGEST_NAMES])))
        return
    shown = found or near
    key = "people.found" if found else "people.near"
    blocks: list[Block] = [
        Say(text=Phrase(key, {"count": len(shown), "said": text.strip()[:LONGEST_NAMES]})),
        _table(scene, shown, 1, 1),
    ]
    if any(not _can_be_reached(person) for person in shown):
        blocks += reaching.hint(scene)
    if len(found) == PAGE:
        blocks.append(Say(text=phrase("people.more"), style="quiet"))
    scene.answer(*blocks, Buttons(items=(command_button("people"),)))
    if len(found) == 1:
        audit.note(scene, "people", found[0].id)


def _is_called(person: Person, text: str) -> bool:
    """Does every word that was typed begin one of their names?"""
    words = tokens(f"{person.slack_id} {person.name}")
    return all(any(word.startswith(said) for word in words) for said in tokens(text))


def _can_be_reached(person: Person) -> bool:
    return person.reachable or person.is_guest or person.gone


# -- one person --------------------------------------------------------------------------------------------------


def _table(scene: Scene, people: tuple[Person, ...], page: int, pages: int) -> Rows:
    rows = tuple(_row(scene, person) for person in people)
    return Rows(columns=COLUMNS, rows=rows, page=page, pages=pages)


def _row(scene: Scene, person: Person) -> tuple[Value, ...]:
    nothing = phrase("people.nothing")
    theirs = [one for one in scene.snapshot.pairings if person.id in (one.mentor, one.mentee)]
    partners = tuple(scene.name(one.partner_of(person.id)) for one in theirs)
    shown: Text = Listed(partners) if partners else nothing
    return scene.name(person.id), person.department or nothing, state_of(scene, person, theirs), shown


def state_of(scene: Scene, person: Person, pairings: list[Pairing]) -> Phrase:
    """How somebody stands with the program, as whoever runs it may know; `pairings` are their live ones."""
    if person.gone:
        return phrase("people.state.gone")
    if person.is_guest:
        return phrase("people.state.guest")
    if person.state == "joined":
        return _joined(scene, person, pairings)
    if person.state == "onboarding":
        return phrase("people.state.joining")
    if person.state == "left" and person.joined_at is not None:
        return phrase("people.state.left")
    return phrase("people.state.outside") if person.reachable else phrase("people.state.unreachable")


def _joined(scene: Scene, person: Person, pairings: list[Pairing]) -> Phrase:
    """A pause of the two is a break like any other: nobody can tell a concern from a busy month."""
    states = {one.state for one in pairings}
    since = person.waiting_since or person.joined_at
    if person.paused_until is not None:
        return phrase("people.state.away_until", day=OnDay(person.paused_until))
    if "introduced" in states:
        return phrase("people.state.paired")
    if "paused" in states:
        return phrase("people.state.away")
    if states:
        return phrase("people.state.approved")
    if since is None:
        return phrase("people.state.waiting")
    return phrase("people.state.waiting_since", day=OnDay(local(scene.me, since).date()))
