"""Which number from 1 to 5 (or another small scale) was meant?

A whole number said once, in digits, words or stars, with nothing near it that makes it another one ("between",
"3.5", "at least"). A correction counts, so "3... no, 4" is 4. Of mere words only those for the two ends and the
middle are taken.
"""

import re
from functools import cache

import msgspec

from bot.conversation.understand import Unclear, phrases, turns
from bot.conversation.understand.numerals import with_digits
from bot.conversation.understand.turns import Clause, Part
from bot.conversation.understand.words import FILLER, LONGEST, clauses, folded

_STARS = re.compile("(?:[⭐🌟★✭✮]\ufe0f?[ ]?)+|(?::star2?: ?)+|(?<![\\w*])(?:\\* ?){1,5}(?![\\w*])")
_UNIT_STAR = re.compile(r"(\d|\b[a-z]+) ?[⭐🌟★](?![⭐🌟★ ])\ufe0f?", re.IGNORECASE)
_EMPTY_STARS = re.compile("[☆✩]")
_NOT_WHOLE = re.compile(
    r"\d[.,](?!0\b)\d|[½¼¾⅓⅔⅛]|\d ?[%+]|\d ?(?:x|mal|times)\b|\d ?[-–−] ?\d|(?<!\w)[-−]\d|\d-(?!\w)"
    r"|[<>]=? ?\d|\d:\d|\d ?\w*'?s?\s*/ ?[a-z]"
)
_SHARE = re.compile(
    r"\b(\w+) ?(?:punkte|punkten|sterne|sternen|stars|points)? ?(?:/|out of|of|von|aus) ?"
    r"(?:a |the |possible |moeglichen |den )?(\w+)\b"
)
_WHOLE_SCALE = re.compile(r"\b(?:from|of|von|zwischen)? ?(\d+) ?(?:to|bis|-|–) ?(\d+)\b(?= ?[:,]? .*\d)")
_DECIMAL_ZERO = re.compile(r"(\d)[.,]0\b")
_QUESTION = re.compile(
    r"^\W*(?:what|which|how|why|was|wie|welche|warum|wieso|is|ist)\b.*\?|(?:\S+\s+){3}.*\?\s*$"
)
_NEVER = -1
_NAMES_ONE = frozenset(
    {"the", "this", "that", "highest", "lowest", "best", "worst", "middle", "top", "last", "which", "no"}
)
_BEFORE_RATING = "a an is as at eine ne ner als auf bei mit rating score wert to einer eher say sage"
_INTRODUCES = frozenset(_BEFORE_RATING.split())


class _Tables(msgspec.Struct, frozen=True, kw_only=True):
    anchors: dict[str, re.Pattern[str]]
    approximate: re.Pattern[str]
    turn: re.Pattern[str]
    firm: re.Pattern[str]
    stop: re.Pattern[str]
    ignored: frozenset[str]


class _Ends(msgspec.Struct, frozen=True, kw_only=True):
    low: int
    high: int


def scale(text: str, *, lang: str, low: int = 1, high: int = 5) -> int | Unclear:
    """The number from `low` to `high` a person gave; halves, ranges and numbers outside are `Unclear`."""
    unclear = Unclear(reason="one_to_five")
    if len(text) > LONGEST:
        return unclear
    tables, ends = _tables(phrases.in_order(lang)[0]), _Ends(low=low, high=high)
    spelled = _simplified(text, ends)
    if _NOT_WHOLE.search(spelled) or _QUESTION.search(spelled):
        return unclear
    parts, _ = turns.parts(_numbered(spelled), tables.turn, tables.firm, lambda _: ())
    for part in reversed(parts):
        found = _number(part, tables, ends)
        if found is not None:
            return found if low <= found <= high else unclear
    return unclear


def _simplified(text: str, ends: _Ends) -> str:
    """Stars counted; "4 out of 5" and "from 1 to 5: 4" as the number alone; "8/10" stays, and is no whole number."""
    counted = _STARS.sub(_counted, _EMPTY_STARS.sub(" ", _UNIT_STAR.sub(r"\1 ", text)))
    said = _DECIMAL_ZERO.sub(r"\1", folded(counted, longest=LONGEST))

    def share(found: re.Match[str]) -> str:
        part, whole = (with_digits([found[group]])[0] for group in (1, 2))
        return f" {part} " if part.isdecimal() and whole == str(ends.high) else found.group()

    def whole_scale(found: re.Match[str]) -> str:
        return " " if (found[1], found[2]) == (str(ends.low), str(ends.high)) else found.group()

    return _SHARE.sub(share, _WHOLE_SCALE.sub(whole_scale, said))


def _counted(stars: re.Match[str]) -> str:
    group = stars.group()
    return f" {group.count(':star') or sum(c in '⭐🌟★✭✮*' for c in group)} "


def _numbered(text: str) -> list[Clause]:
    return [
        with_digits([word for word in _without_pronouns(clause) if word not in FILLER])
        for clause in clauses(text)
    ]


def _without_pronouns(clause: Clause) -> Clause:
    """The words without the "one" of "the highest one", which is no number."""
    return [
        word
        for before, word in zip(["", *clause], clause, strict=False)
        if word != "one" or before not in _NAMES_ONE
    ]


def _number(part: Part, tables: _Tables, ends: _Ends) -> int | None:
    """The number of a part; None when it says nothing about one, a number outside the scale when it is not clear."""
    found: int | None = None
    for clause in part:
        said = _before_reason(clause, tables) if found is None else clause
        numbers = {int(word[:6]) for word in said if word.isdecimal()}
        if found is not None:
            if numbers - {found} and all(word.isdecimal() or word in tables.ignored for word in said):
                return _NEVER
            continue
        if numbers:
            if len(numbers) > 1 or not _is_rating(said, tables):
                return _NEVER
            found = numbers.pop()
        elif (anchor := _anchor(said, tables, ends)) is not None:
            found = anchor
    return found


def _is_rating(said: Clause, tables: _Tables) -> bool:
    """Whether the number in a clause is the answer: nothing else is said, or it is introduced as one at the end."""
    line = phrases.line(said)
    if tables.approximate.search(line):
        return False
    strange = [word for word in said if not word.isdecimal() and word not in tables.ignored]
    introduced = said[-1].isdecimal() and not _INTRODUCES.isdisjoint(said[-3:-1])
    return not strange or (introduced and len(strange) <= 4)


def _anchor(said: Clause, tables: _Tables, ends: _Ends) -> int | None:
    """The number that "the lowest", "top marks" or "in the middle" stand for, if nothing else is said."""
    values = {
        "1": ends.low, "5": ends.high, "2": ends.low + 1, "4": ends.high - 1,
        "middle": (ends.low + ends.high) // 2 if (ends.low + ends.high) % 2 == 0 else _NEVER,
    }  # fmt: skip
    line = phrases.line(said)
    for kind in ("2", "4", "1", "5", "middle"):
        rest, count = tables.anchors[kind].subn("", line)
        if count and all(word in tables.ignored for word in rest.split()):
            return values[kind]
    return None


def _before_reason(clause: Clause, tables: _Tables) -> Clause:
    line = phrases.line(clause)
    for reason in tables.stop.finditer(line):
        before = line[: reason.start()].split()
        if any(word.isdecimal() for word in before):
            return before
    return clause


@cache
def _tables(lang: str) -> _Tables:
    both: dict[str, list[str]] = {}
    for language in phrases.in_order(lang):
        for meaning, some in phrases.load(language).topics["scales"].items():
            both.setdefault(meaning, []).extend(some)
    ignored = frozenset("|".join(both.pop("ignored")).split("|"))
    found = {meaning: re.compile(r"(?<!\S)" + phrases.either(some, {})) for meaning, some in both.items()}
    return _Tables(
        anchors={kind: found[kind] for kind in ("1", "2", "4", "5", "middle")},
        approximate=found["approximate"],
        turn=found["turn"],
        firm=found["firm_turn"],
        stop=found["stop"],
        ignored=ignored,
    )
