"""What may a rules file say, and what does each line of it mean?

`KEYS` and `WEIGHTS` have a row for each thing; the help of the command is made from them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeGuard

import msgspec
from rapidfuzz import fuzz, process

from bot.program.matching import HARD_RULES, PARTS, Rules

LIKE = 70  # below it two names have little in common
TABLE = "weights"


class BadRules(ValueError):
    """The file cannot be followed; `problems` has all there are, each a line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Key(NamedTuple):
    """A line of the file: which field of `Rules` it sets, what it may be, and what that does."""

    name: str
    field: str
    kind: type[bool] | type[int] | type[float] | type[str]
    says: str
    most: int = 0


KEYS: Final = (
    Key("min_grade_gap", "min_seniority_gap", int, "grades between the two, at least", 9999),
    Key(
        "min_tenure_years", "min_tenure_years", int, "years between first days, where no grade is known", 100
    ),
    Key("min_overlap_hours", "min_overlap_hours", float, "working hours a day in common, at least", 24),
    Key("different_department", "different_department", bool, "never two of the same department"),
    Key("different_site", "different_site", bool, "never two of the same site"),
    Key("aim", "aim", str, '"difference" or "common": by answers given for it, which no file holds'),
)
AIMS: Final = ("difference", "common")
HEAVIEST: Final = 1000  # of weights
WIDTH: Final = 32  # of the first column of the help

WEIGHTS: Final[Mapping[str, str]] = {
    "both_ways": "each has something the other wants (0 when one way only)",
    "topics": "how many wishes are met, both ways taken together",
    "gap": "how much there is to learn, by how sure people feel",
    "hours": "working hours in common",
    "language": "a language in common",
    "department": "different departments",
    "site": "different sites",
    "channel": "both like to talk in the same way",
    "aim": "the program's aim; nothing without one",
}

RULES_SAY: Final[Mapping[str, str]] = {
    "same_person": "nobody with themselves",
    "unavailable": "nobody who is not in the program (everybody in the file is)",
    "guest": "no guests",
    "role": "nobody in a role they did not choose",
    "seniority": "the mentee is more senior, by grade, else by years in the company; never by age",
    "reporting_line": "nobody with somebody above or below them, at any distance",
    "never_with": "nobody with whom either never wants to be",
    "past_partner": "nobody with a partner of an earlier round, in either order",
    "capacity": "nobody with more partners than their capacity",
    "hours": "enough working hours in common, where both are known",
    "department": "different departments, if the rules say so",
    "site": "different sites, if the rules say so",
}


def read_rules(data: bytes) -> Rules:
    """The rules of a file; raises BadRules with every unknown key, unknown weight and bad value by name."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRules([f"is not UTF-8 text (byte {error.start + 1})"]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadRules([f"is not TOML: {error}"]) from error
    problems: list[str] = []
    found = _given(table, problems)
    found["weights"] = _weights(table.get(TABLE, {}), problems)
    if problems:
        raise BadRules(problems)
    try:
        return msgspec.convert(found, Rules)
    except msgspec.ValidationError as error:
        raise BadRules([str(error)]) from error


def _given(table: Mapping[str, object], problems: list[str]) -> dict[str, object]:
    by_name = {key.name: key for key in KEYS}
    found: dict[str, object] = {}
    for name, value in table.items():
        key = by_name.get(name)
        if key is not None:
            if wanted := _wanted(key, value):
                problems.append(f"{name} has to be {wanted}")
            else:
                found[key.field] = int(value) if key.kind is int and isinstance(value, float) else value
        elif name != TABLE:
            problems.append(f"unknown key {name!r}{_hint(name, [*by_name, TABLE])}")
    return found


def _wanted(key: Key, value: object) -> str:
    """What the value should be; empty when it is."""
    if key.kind is bool:
        return "" if isinstance(value, bool) else "true or false"
    if key.kind is str:
        return "" if value in ("", *AIMS) else " or ".join(f'"{aim}"' for aim in AIMS)
    if key.kind is int:
        return (
            "" if _is_number(value, key.most) and value == int(value) else f"a whole number, 0 to {key.most}"
        )
    return "" if _is_number(value, key.most) else f"a number, 0 to {key.most}"


def _is_number(value: object, most: int) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most


def _weights(table: object, problems: list[str]) -> dict[str, float]:
    if not isinstance(table, dict):
        problems.append(
            f"{TABLE} has to be a table: [{TABLE}] on a line of its own, the parts of the score below"
        )
        return {}
    names = [part.name for part in PARTS]
    for name, value in table.items():
        if name not in names:
            problems.append(f"unknown weight {name!r}{_hint(name, names)}")
        elif not _is_number(value, HEAVIEST):
            problems.append(f"the weight {name} has to be a number, 0 to {HEAVIEST}")
    return table


def _hint(name: str, names: list[str]) -> str:
    best = process.extractOne(name.casefold(), names, scorer=fuzz.ratio, score_cutoff=LIKE)
    return f"; did you mean {best[0]}?" if best else f"; there are {', '.join(names)}"


def explained() -> str:
    """Every key, part of the score and hard rule with a line each, for the help of the command."""
    default = Rules()
    lines = ["the rules file (TOML); every line may be left out, these are the defaults:"]
    lines += [_line(f"{key.name} = {_toml(getattr(default, key.field))}", key.says) for key in KEYS]
    lines += [_line(f"[{TABLE}]", "how much each part of the score counts:")]
    lines += [_line(f"{part.name} = {part.weight:g}", WEIGHTS[part.name]) for part in PARTS]
    lines += ["", "never proposed, whatever the score:"]
    lines += [_line(rule.name, RULES_SAY[rule.name]) for rule in HARD_RULES]
    return "\n".join(lines)


def _line(said: str, meaning: str) -> str:
    return f"  {said:<{WIDTH}}{meaning}"


def _toml(value: object) -> str:
    return json.dumps(value)
