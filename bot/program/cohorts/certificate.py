"""A certificate for whoever has met: a page to print, made of data alone; nothing anybody wrote or rated is on it.

It is HTML without scripts or anything from elsewhere: every browser shows and prints it in the reader's own script,
screen readers read it, and it needs no library in the process that answers people.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from bot.conversation.messages import (
    Block,
    Button,
    Buttons,
    File,
    Listed,
    OnDay,
    Phrase,
    Say,
    SkillName,
    Value,
    phrase,
)
from bot.program.calendar import local
from bot.program.model import Pairing, Person
from bot.program.pairs.pair import Pair
from bot.program.parts import command_button, family_button
from bot.program.snapshot import Query, Snapshot
from bot.scene import Scene
from bot.text.catalog import words_for

HTML = "text/html; charset=utf-8"
PAGE = """<!doctype html>
<html lang="{lang}">
<meta charset="utf-8">
<title>{title}</title>
<style>
@page {{ size: A4 landscape; margin: 0 }}
body {{ margin: 0; font-family: Georgia, serif; color: #1d2b2a; background: #fff }}
main {{ display: flex; flex-direction: column; justify-content: center;
  box-sizing: border-box; min-height: 100vh; padding: 8vh 12vw; border: 1.2vw solid #1d4f4a; text-align: center }}
h1 {{ font-size: 1.6rem; letter-spacing: .1em; color: #1d4f4a; font-weight: normal }}
.name {{ font-size: 3rem; margin: 3vh 0 }}
p {{ font-size: 1.2rem; line-height: 1.5 }}
</style>
<main>
<h1>{title}</h1>
<p class="name">{name}</p>
{lines}
</main>
</html>
"""


def button(pairing: str) -> Button:
    return family_button("certificate", "get", main=True, pairing=pairing)


def lines_of(pairing: Pairing, person: Person) -> tuple[Value, ...]:
    """What it says below the name; topics are those the two were matched for."""
    is_mentor = pairing.mentor == person.id
    taught = pairing.mentor_teaches if is_mentor else pairing.mentee_teaches
    learned = pairing.mentee_teaches if is_mentor else pairing.mentor_teaches
    begun, met = pairing.introduced_at or pairing.approved_at, pairing.met_at or pairing.approved_at
    days: dict[str, Value] = {
        name: OnDay(local(person, at).date()) for name, at in (("begun", begun), ("met", met))
    }
    lines: list[Value] = [Phrase("certificate.held", {**days, "count": pairing.held})]
    for key, topics in (("certificate.taught", taught), ("certificate.learned", learned)):
        if topics:
            lines.append(phrase(key, topics=Listed(tuple(SkillName(topic) for topic in topics))))
    return tuple(lines)


def give(scene: Scene, pairing_id: str) -> None:
    """[Get my certificate]: what it says, and the page; to one of the two who has met, before or after the end."""
    pairing = scene.snapshot.lives.get(pairing_id)
    if pairing is None or scene.me.id not in (pairing.mentor, pairing.mentee) or not pairing.held:
        scene.answer(Say(text=phrase("button_gone")), Buttons(items=(command_button("help"),)))
        return
    pair, me = Pair(scene, pairing_id), scene.me
    said: tuple[Block, ...] = tuple(
        Say(text=phrase("certificate.line", line=one)) for one in lines_of(pairing, me)
    )
    page = File(
        name="certificate.html",
        title=phrase("certificate.file"),
        link=f"file:certificate/{me.id}/{pair.id}",
    )
    scene.answer(Say(text=phrase("certificate.title_of", name=me.name), style="heading"), *said, page)


def needs(organization: str, record: str) -> Query:
    return Query(organization=organization, pairing=record.partition("/")[2])


def page(snapshot: Snapshot, record: str, language: str, _now: datetime) -> tuple[str, str, bytes] | None:
    """Name, content type and bytes; `None` for somebody who has not met, or is not one of the two."""
    person_id, _, pairing_id = record.partition("/")
    pairing, person = snapshot.lives.get(pairing_id), snapshot.people.get(person_id)
    if (
        pairing is None
        or person is None
        or person_id not in (pairing.mentor, pairing.mentee)
        or not pairing.held
    ):
        return None
    words = words_for(language, "UTC")
    company = snapshot.organization.name if snapshot.organization else ""
    said = [words.text(phrase("certificate.line", line=line)) for line in lines_of(pairing, person)]
    said += [company] if company else []
    body = PAGE.format(
        lang=language,
        title=escape(words.text(phrase("certificate.title"))),
        name=escape(person.name),
        lines="\n".join(f"<p>{escape(line)}</p>" for line in said),
    )
    return "certificate.html", HTML, body.encode()
