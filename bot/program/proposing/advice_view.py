"""What would help those whom a proposal leaves over, in words for whoever runs the program.

What people wish for is an answer of theirs: under five people no number is told, and none is told exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.conversation.messages import Block, Listed, Phrase, Say, SkillName, Value, phrase
from bot.program.matching.pool import Advice
from bot.program.model import Advised, Proposal
from bot.program.proposing.explain import Names
from bot.scene import Scene
from bot.text.catalog import has

ABOUT_WISHES = frozenset({"unoffered", "reporting_line"})
SO_MANY = (20, 10, 5)
"""Answers are told as "at least so many" of these."""


def kept(advice: Sequence[Advice], *, full: int, room: int) -> tuple[Advised, ...]:
    """What still helps where the pilot has room for so many more pairs, and `full` people have none for that alone."""
    found = [Advised(kind=one.kind, count=one.count, values=one.values) for one in advice if _fits(one, room)]
    return (Advised(kind="pilot_size", count=full), *found) if full else tuple(found)


def _fits(one: Advice, room: int) -> bool:
    pairs = one.values.get("new_pairs")
    return not isinstance(pairs, int) or pairs <= room


def blocks(scene: Scene, proposal: Proposal) -> list[Block]:
    """A line for each; nothing where there is nothing to say."""
    lines = [sentence(one, scene.name) for one in proposal.advice]
    if not lines:
        return []
    return [Say(text=phrase("advice.title")), *(Say(text=phrase("advice.line", line=line)) for line in lines)]


def sentence(one: Advised, name: Names) -> Phrase:
    key = f"advice.{one.kind}"
    if one.kind == "second_partner":
        return _second_partner(one, name)
    if one.kind in ABOUT_WISHES:
        least = next((number for number in SO_MANY if one.count >= number), 0)
        key, values = (f"{key}_many" if least else key), {"people": least, **_values(one)}
        return Phrase(key, values)
    values = {"people": phrase("advice.people", count=one.count), **_values(one)}
    return Phrase(key if has(key) else "advice.other", values)


def _values(one: Advised) -> dict[str, Value]:
    """Its figures, and the skills it is about."""
    skills = one.values.get("skills")
    names = skills if isinstance(skills, list) else []
    joined: Literal["or", "and"] = "or" if one.kind == "unoffered" else "and"
    figures = {key: value for key, value in one.values.items() if isinstance(value, int)}
    return {**figures, "count": one.count, "skills": Listed(tuple(map(SkillName, names)), joined_by=joined)}


def _second_partner(one: Advised, name: Names) -> Phrase:
    """By name where they are few."""
    placed, takers = one.values.get("placed_ids"), one.values.get("taker_ids")
    if isinstance(placed, list) and isinstance(takers, list):
        names: dict[str, Value] = {
            "count": len(takers),
            "placed": Listed(tuple(name(person) for person in placed)),
            "takers": Listed(tuple(name(person) for person in takers)),
        }
        return Phrase("advice.second_partner_named", names)
    many = one.values.get("takers")
    others = phrase("advice.others", count=many if isinstance(many, int) else 0)
    return phrase("advice.second_partner", people=phrase("advice.people", count=one.count), others=others)
