"""How people are matched, as an admin changes it: one table of what can be changed, in words and by typing.

`pair_rules.py` shows it, tries it out and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.conversation.messages import Phrase, Value
from bot.conversation.understand.words import folded
from bot.program.matching.rules import PARTS, Part
from bot.program.model import Cohort, PairingRules, Trial

MOST_HOURS, MOST_LEVELS, MOST_YEARS, MOST_PAIRS = 8.0, 10, 20, 5000
LEAST_HOURS = 0.5
"""Never none: two whom hours cannot keep apart, and who may not be a pair, would have shown a secret wish."""

YES = frozenset("yes on true only different ja an nur verschieden verschiedene".split())  # noqa: SIM905
NO = frozenset("no off false any nein aus egal".split())  # noqa: SIM905
LEVELS = {"a_lot": 0.3, "some": 0.1, "a_little": 0.05, "not_at_all": 0.0}
LEVEL_WORDS = {
    "a lot": "a_lot", "lot": "a_lot", "much": "a_lot", "viel": "a_lot", "some": "some", "etwas": "some",
    "a little": "a_little", "little": "a_little", "ein bisschen": "a_little", "bisschen": "a_little",
    "wenig": "a_little", "not at all": "not_at_all", "not": "not_at_all", "nothing": "not_at_all",
    "none": "not_at_all", "gar nicht": "not_at_all", "nichts": "not_at_all",
}  # fmt: skip
NAMES = {
    "hours": "hours", "stunden": "hours", "stunde": "hours", "hour": "hours",
    "level": "level", "levels": "level", "stufen": "level", "stufe": "level", "seniority": "level",
    "ebene": "level", "ebenen": "level",
    "years": "years", "year": "years", "tenure": "years", "jahre": "years", "jahr": "years",
    "department": "department", "departments": "department", "abteilung": "department", "abteilungen": "department",
    "site": "site", "sites": "site", "standort": "site", "standorte": "site",
    "pairs": "pairs", "paare": "pairs", "size": "pairs",
    "language": "language", "sprache": "language", "channel": "channel", "kanal": "channel",
    "both": "both_ways", "both ways": "both_ways", "beide": "both_ways", "beide richtungen": "both_ways",
    "topics": "topics", "themen": "topics", "new": "gap", "neu": "gap",
}  # fmt: skip


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides who is matched and how many."""

    rules: PairingRules
    level: int
    size: int


def setting_of(cohort: Cohort) -> Setting:
    return Setting(rules=cohort.rules, level=cohort.min_seniority_gap, size=cohort.size)


def wanted_by(trial: Trial) -> Setting:
    return Setting(rules=trial.rules, level=trial.min_seniority_gap, size=trial.size)


def with_setting(cohort: Cohort, setting: Setting) -> Cohort:
    return msgspec.structs.replace(
        cohort, rules=setting.rules, min_seniority_gap=setting.level, size=setting.size
    )


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`read` gives what was meant by words, `None` for what makes no sense; `options` are offered as buttons."""

    name: str
    options: tuple[str, ...]
    read: Callable[[str], float | None]
    now: Callable[[Setting], float]
    put: Callable[[Setting, float], Setting]
    shown: Callable[[float], Value]


def _number(most: float, *, step: float, least: float = 0.0) -> Callable[[str], float | None]:
    def read(text: str) -> float | None:
        try:
            value = float(text.split()[0].replace(",", ".")) if text.split() else -1.0
        except ValueError:
            return None
        return value if least <= value <= most and value % step == 0 else None  # not for "nan" either

    return read


def _yes_no(text: str) -> float | None:
    said = folded(text)
    return 1.0 if said in YES else 0.0 if said in NO else None


def _weight(text: str) -> float | None:
    """ "a lot", "0.2", "20 %"."""
    level = LEVEL_WORDS.get(folded(text)) or (text if text in LEVELS else "")
    if level:
        return LEVELS[level]
    share, percent = text.strip().replace(",", "."), text.strip().endswith("%")
    try:
        value = float(share.rstrip("% ")) / (100 if percent else 1)
    except ValueError:
        return None
    return round(value, 4) if 0 <= value <= 1 else None


def _rules(setting: Setting, **fields: object) -> Setting:
    return msgspec.structs.replace(setting, rules=msgspec.structs.replace(setting.rules, **fields))


def _plain(value: float) -> Value:
    return int(value) if value == int(value) else value


def _said(value: float) -> Value:
    return Phrase("rules.yes" if value else "rules.no")


def weight_words(value: float) -> Phrase:
    """How much a part counts, in words; the number stands beside it."""
    level = (
        "a_lot" if value >= 0.2 else "some" if value >= 0.08 else "a_little" if value > 0 else "not_at_all"
    )
    return Phrase(f"rules.weight.{level}", {"number": value})


FIRM = (
    Rule(
        name="level",
        options=("0", "1", "2", "3", "4"),
        read=_number(MOST_LEVELS, step=1),
        now=lambda setting: setting.level,
        put=lambda setting, value: msgspec.structs.replace(setting, level=int(value)),
        shown=_plain,
    ),
    Rule(
        name="years",
        options=("0", "1", "2", "3", "5"),
        read=_number(MOST_YEARS, step=1),
        now=lambda setting: setting.rules.min_tenure_years,
        put=lambda setting, value: _rules(setting, min_tenure_years=int(value)),
        shown=_plain,
    ),
    Rule(
        name="hours",
        options=("1", "2", "3", "4"),
        read=_number(MOST_HOURS, step=0.5, least=LEAST_HOURS),
        now=lambda setting: setting.rules.min_overlap_hours,
        put=lambda setting, value: _rules(setting, min_overlap_hours=value),
        shown=_plain,
    ),
    Rule(
        name="department",
        options=("yes", "no"),
        read=_yes_no,
        now=lambda setting: float(setting.rules.different_department),
        put=lambda setting, value: _rules(setting, different_department=bool(value)),
        shown=_said,
    ),
    Rule(
        name="site",
        options=("yes", "no"),
        read=_yes_no,
        now=lambda setting: float(setting.rules.different_site),
        put=lambda setting, value: _rules(setting, different_site=bool(value)),
        shown=_said,
    ),
    Rule(
        name="pairs",
        options=("12", "24", "50", "100", "500"),
        read=_number(MOST_PAIRS, step=1, least=1),
        now=lambda setting: setting.size,
        put=lambda setting, value: msgspec.structs.replace(setting, size=int(value)),
        shown=_plain,
    ),
)
"""What no pair may break, and how many pairs there may be."""


def _weighs(part: Part) -> Rule:
    def now(setting: Setting) -> float:
        return setting.rules.weights.get(part.name, part.weight)

    def put(setting: Setting, value: float) -> Setting:
        return _rules(setting, weights={**setting.rules.weights, part.name: value})

    return Rule(
        name=f"weight_{part.name}", options=tuple(LEVELS), read=_weight, now=now, put=put, shown=weight_words
    )


RATED = "gap"
WEIGHED = tuple(_weighs(part) for part in PARTS if part.name != "aim")
"""What makes one pair better than another; the program's aim is chosen with its questions, not here."""

RULES = {rule.name: rule for rule in (*FIRM, *WEIGHED)}


def named(text: str) -> tuple[Rule, str] | None:
    """The rule that typed words are about and the rest of them ("hours 2", "language a lot"); `None` if unknown.

    Hours, departments and sites are two things each: "a lot" is how much they count, "2" or "yes" the firm rule.
    """
    words = text.split()
    for length in (2, 1):
        name = NAMES.get(folded(" ".join(words[:length]))) if len(words) >= length else None
        if name:
            rest = " ".join(words[length:])
            firm, weighed = RULES.get(name), RULES.get(f"weight_{name}")
            rule = weighed if weighed and (firm is None or folded(rest) in LEVEL_WORDS) else firm
            return (rule, rest) if rule else None
    return None


def all_zero(setting: Setting) -> bool:
    """Would nothing count any more?"""
    return not any(rule.now(setting) > 0 for rule in WEIGHED)


def tells_ratings(setting: Setting) -> bool:
    """Would what people rated themselves count for more than all that anybody may see? The pairs would give it away."""
    told = [rule.now(setting) for rule in WEIGHED if rule.name == f"weight_{RATED}"]
    return sum(told) > sum(rule.now(setting) for rule in WEIGHED) / 2
