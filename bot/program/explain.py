"""Why these two, and why nobody for her? Reasons kept as data become sentences of the catalog."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.messages import Listed, Phrase, SkillName, Text, Value, phrase
from bot.program.model import Leftover, Suggested
from bot.text.catalog import has

Names = Callable[[str], Text]


def _skills(values: dict[str, str | int | list[str]], which: str = "skills") -> Listed:
    names = values.get(which)
    return Listed(tuple(SkillName(name) for name in (names if isinstance(names, list) else [])[:3]))


def first_reason(reason: Suggested, name: Names) -> Phrase:
    """A reason as the admin reads it, about both by name."""
    return _sentence("reason.of", reason, name)


def reason_for(reason: Suggested, reader: str, name: Names) -> Phrase:
    """A reason as one of the two reads it ("Ben can show you ..."); `reader` is a person's id."""
    if reason.kind in ("teaches", "learns", "near_teaches", "near_learns"):
        side = "you_teach" if reason.values.get("teacher") == reader else "you_learn"
        partner = str(reason.values.get("learner" if side == "you_teach" else "teacher", ""))
        near = "_near" if reason.kind.startswith("near_") else ""
        return phrase(
            f"reason.{side}{near}",
            partner=name(partner),
            skills=_skills(reason.values),
            wishes=_skills(reason.values, "wishes"),
        )
    return _sentence("reason.you", reason, name)


def _sentence(prefix: str, reason: Suggested, name: Names) -> Phrase:
    values: dict[str, Value] = {one: _skills(reason.values, one) for one in ("skills", "wishes")}
    for role in ("teacher", "learner"):
        values[role] = name(str(reason.values.get(role, "")))
    half_hours = reason.values.get("half_hours", 0)
    hours = half_hours / 2 if isinstance(half_hours, int) else 0
    values |= {"count": int(hours) if hours == int(hours) else hours}
    values["channels"] = _listed(reason, "channels", "channel")
    values["languages"] = _listed(reason, "languages", "language")
    key = f"{prefix}.{reason.kind}"
    return Phrase(key if has(key) else f"{prefix}.other", values)


def _listed(reason: Suggested, name: str, prefix: str) -> Listed:
    """Catalog words where there are some; a language code the catalog has no word for stays a code."""
    items = reason.values.get(name)
    keys = [(item, f"{prefix}.{item}") for item in (items if isinstance(items, list) else [])]
    return Listed(tuple(Phrase(key) if has(key) else item for item, key in keys))


def leftover_sentence(left: Leftover, name: Names) -> Phrase:
    """Why somebody has no partner this time, for the admin; a secret "never with" is never named."""
    key = f"leftover.{left.reason}"
    closest = Listed(tuple(name(person) for person in left.closest[:2]))
    return Phrase(key if has(key) else "leftover.other", {"closest": closest} if left.closest else {})
