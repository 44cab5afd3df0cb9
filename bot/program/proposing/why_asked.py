"""Which two people does `/rm-pair why Ana and Tom` mean, or a button that asks the same? `why.py` answers."""

from __future__ import annotations

import re

import msgspec

from bot.conversation.messages import Buttons, Say, phrase
from bot.conversation.understand.people import People, persons
from bot.flows.hearing import LONGEST_NAMES, colleague, colleagues, unknown
from bot.program.keeping import audit
from bot.program.model import Person
from bot.program.proposing import why
from bot.scene import Scene

ASKS = re.compile(
    r"\s*(?:why|how come|warum|wieso|weshalb)\b(?:\s+(?:not|nicht|are|aren't|sind)\b)*[\s:,]*(?P<names>.*?)"
    r"(?:\s+(?:not|no|nicht|kein|a|ein|pair|paar|paired|matched|together|zusammen))*[\s?!.]*",
    re.IGNORECASE | re.DOTALL,
)
MOST_WORDS = 6
MOST_ASKED = 5


def names_in(text: str) -> str | None:
    """The names behind "why" ("why not Ana and Tom?"); `None` when nothing is asked."""
    asked = ASKS.fullmatch(text)
    return asked["names"] if asked else None


def two_are_meant(scene: Scene, text: str) -> bool:
    """Do words out of the blue ask why about two people, and nothing else?"""
    names = names_in(text)
    heard = heard_in(scene, names) if names else People()
    return len(heard.found) == 2 and not heard.ask and not heard.unknown


def heard_in(scene: Scene, names: str) -> People:
    """Who is named: "Ana and Tom", "@ana @tom", or "Ana Silva Tom Becker" where only one way to part them fits."""
    known = (*colleagues(scene), colleague(scene.me))

    def hear(said: str) -> People:
        return persons(said[:LONGEST_NAMES], known, lang=scene.me.language, speaker=scene.me.id)

    heard = hear(names)
    words = names.split()
    if not heard.unknown or not 2 <= len(words) <= MOST_WORDS:
        return heard
    ways = [hear(f"{' '.join(words[:cut])}, {' '.join(words[cut:])}") for cut in range(1, len(words))]
    clear = [way for way in ways if len(way.found) == 2 and not way.ask and not way.unknown]
    return clear[0] if len({way.found for way in clear}) == 1 else heard


def by_name(scene: Scene, names: str) -> None:
    """Compare two named people; names that do not tell whom are asked about, and nothing is compared."""
    if not names:
        _say(scene, Say(text=phrase("why.two")))
        return
    heard = heard_in(scene, names)
    two = [person for person_id in heard.found if (person := scene.person(person_id))]
    if len(two) == 2 and not heard.ask and not heard.unknown:
        why.show(scene, two[0], two[1])
    elif heard.unknown:
        _say(scene, Say(text=unknown("why.unknown", heard.unknown)))
    elif len(two) == 1 and len(heard.ask) == 1:
        _ask_which(scene, two[0], heard)
    elif len(two) == 1 and not heard.ask:
        _say(scene, Say(text=phrase("why.same", name=scene.name(two[0].id))))
    else:
        _say(scene, Say(text=phrase("why.many" if len(two) > 2 else "why.two")))


def _say(scene: Scene, said: Say) -> None:
    audit.note(scene, "why")
    scene.answer(said)


def _ask_which(scene: Scene, one: Person, heard: People) -> None:
    """One is clear, the other could be several people: a button for each."""
    audit.note(scene, "why")
    said, ids = heard.ask[0]
    people = [person for person_id in ids if (person := scene.person(person_id))][:MOST_ASKED]
    buttons = tuple(
        msgspec.structs.replace(why.button(one.id, other.id), label=_which(other)) for other in people
    )
    scene.answer(Say(text=phrase("why.which", said=said)), Buttons(items=buttons))


def _which(person: Person) -> str:
    return f"{person.name}, {person.department}" if person.department else person.name


def pressed(scene: Scene, one: str, other: str) -> None:
    """The same by a button, if both are still there."""
    people = [person for person_id in (one, other) if (person := scene.person(person_id))]
    if len(people) == 2 and not any(person.gone for person in people):
        why.show(scene, people[0], people[1])
    else:
        scene.answer(Say(text=phrase("why.gone")))
