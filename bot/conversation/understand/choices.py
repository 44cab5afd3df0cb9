"""Which of the offered options was meant, or which several of them? `mentions` finds what was named.

Naming one option is a choice; naming two for a question that wants one is not, except after a correction ("phone,
no wait, video"). Ruling out is a choice when a single option is left.
"""

import re
from collections.abc import Sequence

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand import Unclear, phrases, turns
from bot.conversation.understand.mentions import Named, named
from bot.conversation.understand.numerals import with_digits
from bot.conversation.understand.options import Lexicon, Option, lexicon, likeness
from bot.conversation.understand.turns import Clause, Part
from bot.conversation.understand.words import LONGEST, clauses, folded, spoken, tidy, tokens
from bot.conversation.understand.yes_no import yes_no

__all__ = ["Option", "choice", "many"]

_RANGE = re.compile(r"(?<![\d.:])(\d{1,2}) ?(?:-|–|to|bis|through|thru) ?(\d{1,2})(?![\d.:])")
_LETTERED = re.compile(r"^\W*([a-h])\s*[).:]\W*$", re.IGNORECASE)
_FIRST_FEW = re.compile(
    r"\b(first|top|ersten|last|letzten|bottom) (2|3|4|beiden|couple|two|three|zwei|drei)\b"
)
_FROM_TOP = re.compile(r"\b(?:counting )?(?:from (?:the )?top|von oben)\b")
_NEGATIVE = re.compile(r"\W*-\d+\W*")
_NO = frozenset({"no", "nope", "nein", "ne", "nee", "noe", "nah"})
_BOTH = frozenset({"both", "beide", "beides"})
_PREFIX = 3
_ALIKE = 0.2


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A reply beside what was offered."""

    text: str
    options: Sequence[Option]
    words: Lexicon
    lang: str


def choice(text: str, options: Sequence[Option], *, lang: str) -> str | Unclear:
    """The value of the option a person named; two of them, none of them or doubt is `Unclear`."""
    if not options or len(text) > LONGEST or _NEGATIVE.fullmatch(tidy(text)):
        return _unclear("pick_one", text, options)
    asked = _Asked(text=text, options=options, words=lexicon(lang), lang=lang)
    whole = _whole(text, options)
    picked = {whole} if whole is not None else _one(asked)
    return options[picked.pop()].value if len(picked) == 1 else _unclear("pick_one", text, options)


def many(text: str, options: Sequence[Option], *, lang: str) -> tuple[str, ...] | Unclear:
    """The values of the options a person named, in the order they were offered; none is `Unclear`."""
    if not options or len(text) > LONGEST:
        return _unclear("pick_some", text, options)
    asked = _Asked(text=text, options=options, words=lexicon(lang), lang=lang)
    whole = _whole(text, options)
    picked = {whole} if whole is not None else _several(asked)
    if not picked:
        return _unclear("pick_some", text, options)
    return tuple(options[place].value for place in sorted(picked))


def _one(asked: _Asked) -> set[int]:
    """Places of the options that may be meant where one is wanted."""
    if _is_question(asked):
        return set()
    said = clauses(_FROM_TOP.sub("", _LETTERED.sub(r"option \1", folded(asked.text))))
    found = _last_meant(said, asked)
    if found is None:
        return _by_meaning(said, asked)
    if found.is_doubted:
        return set()
    if not found.chosen:
        return set(range(len(asked.options))) - set(found.excluded)
    return set(found.chosen) - set(found.excluded)


def _several(asked: _Asked) -> set[int]:
    """Places of the options that are meant where several may be."""
    if _is_question(asked):
        return set()
    count = len(asked.options)
    said = clauses(_spelled_out(asked.text, asked.options))
    together = [word for clause in said for word in clause]
    if _says("all", together, asked.words):
        return set(range(count)) if count == 2 or not _BOTH & set(together) else set()
    found = _last_meant(said, asked)
    if found is None:
        return _by_meaning(said, asked)
    if found.unknown or found.is_doubted:
        return set()
    if found.all_but or not found.chosen:
        return set(range(count)) - set(found.excluded) if found.all_but or count == 2 else set()
    return set(found.chosen) - set(found.excluded)


def _last_meant(said: list[Clause], asked: _Asked) -> Named | None:
    """What the last part that names options says about them; None when none does."""
    marked = [
        ["no", "wait"] if place and len(clause) == 1 and clause[0] in _NO else clause
        for place, clause in enumerate(said)
    ]
    turn, firm_turn = asked.words.whole["turn"], asked.words.whole["firm_turn"]
    parts, is_firm = turns.parts(marked, turn, firm_turn, lambda _: ())
    for part in reversed(parts):
        found = _together(part, asked)
        if found.chosen or found.excluded:
            return found
        if is_firm:
            return None
    return None


def _together(part: Part, asked: _Asked) -> Named:
    """What the clauses of a part say together, without the reasons given after the first option named."""
    every: list[Named] = []
    for clause in part:
        has_named = any(found.chosen or found.excluded for found in every)
        kept, is_cut = _without_reason(clause, asked, has_named)
        if kept:
            found = named(kept, asked.options, asked.words)
            if has_named and kept[0] == "no" and found.excluded:  # "phone, no video": which?
                found = Named(chosen=(*found.chosen, *found.excluded))
            every.append(found)
        if is_cut:
            break
    return Named(
        chosen=tuple(dict.fromkeys(place for found in every for place in found.chosen)),
        excluded=tuple(dict.fromkeys(place for found in every for place in found.excluded)),
        all_but=any(found.all_but for found in every),
        unknown=tuple(word for found in every for word in found.unknown),
        is_doubted=any(found.is_doubted for found in every),
    )


def _without_reason(clause: Clause, asked: _Asked, has_named: bool) -> tuple[Clause, bool]:
    """What stands before the reason for a choice, and whether there was one."""
    line = phrases.line(clause)
    for reason in asked.words.whole["reason"].finditer(line):
        if asked.words.whole["rejected"].match(line, reason.start()):
            continue
        before = line[: reason.start()].split()
        if has_named or (before and named(before, asked.options, asked.words).chosen):
            return before, True
    return clause, False


def _by_meaning(said: list[Clause], asked: _Asked) -> set[int]:
    """The one option that is the "none of these", the "no preference", the yes or the no among the options."""
    together = [word for clause in said for word in clause]
    for kind in ("none", "any", "all"):
        fitting = {
            place
            for place, option in enumerate(asked.options)
            if any(_says(kind, tokens(name), asked.words) for name in (option.label, option.value))
        }
        if len(fitting) == 1 and _says(kind, together, asked.words):
            return fitting
    stance = yes_no(asked.text, lang=asked.lang)
    if isinstance(stance, Unclear):
        return set()
    stances = enumerate(yes_no(option.label, lang=asked.lang) for option in asked.options)
    return {place for place, other in stances if other == stance}


def _says(kind: str, said: list[str], words: Lexicon) -> bool:
    """Whether this is a way to say "all", "none" or "any", and nothing else."""
    rest, found = words.whole[kind].subn("", phrases.line(said))
    return found > 0 and all(word in words.ignored for word in rest.split())


def _whole(text: str, options: Sequence[Option]) -> int | None:
    """The option whose label or value was typed as it is, in part from its start, or with a slip of the finger."""
    compact = "".join(with_digits(spoken(text)))
    written = [
        {"".join(with_digits(tokens(option.label))), "".join(tokens(option.value.replace("_", " ")))}
        for option in options
    ]
    same = [place for place, names in enumerate(written) if compact in names]
    if len(same) == 1:
        return same[0]
    if not compact.isalpha() or same:
        return None
    parts = [place for place, names in enumerate(written) if any(compact in name for name in names)]
    if len(tokens(text)) > 1 and len(compact) >= 2 * _PREFIX and len(parts) == 1:
        return parts[0]
    starts = [place for place, names in enumerate(written) if any(name.startswith(compact) for name in names)]
    if len(compact) >= _PREFIX and len(starts) == len(parts) == 1:
        return starts[0]
    near = sorted(
        (min(OSA.normalized_distance(compact, name) for name in names), place)
        for place, names in enumerate(written)
    )
    is_ahead = len(near) == 1 or near[1][0] > near[0][0] + _ALIKE
    return near[0][1] if len(compact) >= 2 * _PREFIX and near[0][0] <= _ALIKE and is_ahead else None


def _spelled_out(text: str, options: Sequence[Option]) -> str:
    """ "1-3" and "the first two" as numbers, where no label has numbers of its own."""
    count, said = len(options), folded(text)
    if any(character.isdecimal() for option in options for character in option.label):
        return text

    def span(found: re.Match[str]) -> str:
        first, last = int(found[1]), int(found[2])
        return " , ".join(map(str, range(first, last + 1))) if 0 < first < last <= count else found.group()

    def few(found: re.Match[str]) -> str:
        size = {"3": 3, "three": 3, "drei": 3}.get(found[2], 2)
        first = 1 if found[1] in ("first", "top", "ersten", "oberen") else count - size + 1
        return (
            " , ".join(map(str, range(first, first + size))) if first > 0 and size <= count else found.group()
        )

    return _FIRST_FEW.sub(few, _RANGE.sub(span, said))


def _is_question(asked: _Asked) -> bool:
    """Whether somebody asks in return instead of answering."""
    said = tokens(asked.text)
    asks = bool(said) and asked.words.whole["question"].match(phrases.line(said)) is not None
    is_either = said[-2:] in (["or", "not"], ["oder", "nicht"])
    return is_either or (tidy(asked.text).endswith("?") and (asks or len(said) > 4))


def _unclear(reason: str, text: str, options: Sequence[Option]) -> Unclear:
    return Unclear(reason=reason, likely=tuple(options[place].value for place in likeness(text, options)[:3]))
