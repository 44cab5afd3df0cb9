"""Which of the offered options was meant, or which several of them? `mentions` finds what was named.

Naming one option is a choice; naming two for a question that wants one is not, except after a correction ("phone,
no wait, video"). Ruling out is a choice when a single option is left.
"""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bot.conversation.understand import Unclear, phrases, turns
from bot.conversation.understand.mentions import Lexicon, Named, Option, lexicon, likeness, named
from bot.conversation.understand.numerals import with_digits
from bot.conversation.understand.words import LONGEST, clauses, folded, spoken, tidy, tokens
from bot.conversation.understand.yes_no import yes_no

__all__ = ["Option", "choice", "many"]

_RANGE = re.compile(r"(?<![\d.:])(\d{1,2}) ?(?:-|–|to|bis|through|thru) ?(\d{1,2})(?![\d.:])")
_FIRST_FEW = re.compile(r"\b(first|top|ersten|last|letzten|bottom) (2|3|4|beiden|couple|two|three|zwei|drei)\b")
_NO = frozenset({"no", "nope", "nein", "ne", "nee", "noe", "nah"})
_BOTH = frozenset({"both", "beide", "beides"})
_PREFIX = 3
_ALIKE = 0.2


def choice(text: str, options: Sequence[Option], *, lang: str) -> str | Unclear:
    """The value of the option a person named; two of them, none of them or doubt is `Unclear`."""
    unclear = _unclear("pick_one", text, options)
    if not options or len(text) > LONGEST:
        return unclear
    whole = _whole(text, options)
    if whole is not None:
        return options[whole].value
    words = lexicon(lang)
    if _is_question(text, words):
        return unclear
    said = clauses(text)
    found = _last_meant(said, options, words)
    if found is None:
        chosen = _by_meaning(said, text, options, words, lang)
        return options[chosen].value if chosen is not None else unclear
    if words.whole["doubt"].search(phrases.line([word for clause in said for word in clause])):
        return unclear
    picked = set(found.chosen) - set(found.excluded)
    if not found.chosen and found.excluded:
        picked = set(range(len(options))) - set(found.excluded)
    return options[picked.pop()].value if len(picked) == 1 else unclear


def many(text: str, options: Sequence[Option], *, lang: str) -> tuple[str, ...] | Unclear:
    """The values of the options a person named, in the order they were offered; none is `Unclear`."""
    unclear = _unclear("pick_some", text, options)
    if not options or len(text) > LONGEST:
        return unclear
    whole = _whole(text, options)
    if whole is not None:
        return (options[whole].value,)
    words = lexicon(lang)
    if _is_question(text, words):
        return unclear
    picked = _several(text, options, words, lang)
    return tuple(options[place].value for place in sorted(picked)) if picked else unclear


def _several(text: str, options: Sequence[Option], words: Lexicon, lang: str) -> set[int]:
    count = len(options)
    everything = set(range(count))
    said = clauses(_spelled_out(text, options))
    together = [word for clause in said for word in clause]
    if _says("all", together, words):
        return everything if count == 2 or not _BOTH & set(together) else set()
    found = _last_meant(said, options, words)
    if found is None:
        chosen = _by_meaning(said, text, options, words, lang)
        return {chosen} if chosen is not None else set()
    if found.unknown or words.whole["doubt"].search(phrases.line(together)):
        return set()
    if found.all_but or not found.chosen:
        return everything - set(found.excluded) if found.all_but or count == 2 else set()
    return set(found.chosen) - set(found.excluded)


def _last_meant(said: list[list[str]], options: Sequence[Option], words: Lexicon) -> Named | None:
    """What the last part that names options says about them; None when none does."""
    joined = [
        ["no", "wait"] if len(clause) == 1 and clause[0] in _NO and place else clause
        for place, clause in enumerate(said)
    ]
    parts, firm = turns.parts(joined, words.whole["turn"], words.whole["firm_turn"], lambda _: ())
    for part in reversed(parts):
        found = _together(part, options, words)
        if found.chosen or found.excluded:
            return found
        if firm:
            return None
    return None


def _together(part: list[list[str]], options: Sequence[Option], words: Lexicon) -> Named:
    """What the clauses of a part say together, without the reasons given after the first option named."""
    every: list[Named] = []
    for clause in part:
        has_named = any(found.chosen or found.excluded for found in every)
        kept, is_cut = _without_reason(clause, options, words, has_named)
        if kept:
            found = named(kept, options, words)
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
    )


def _without_reason(
    clause: list[str], options: Sequence[Option], words: Lexicon, has_named: bool
) -> tuple[list[str], bool]:
    line = phrases.line(clause)
    for reason in words.whole["reason"].finditer(line):
        before = line[: reason.start()].split()
        if has_named or (before and named(before, options, words).chosen):
            return before, True
    return clause, False


def _by_meaning(
    said: list[list[str]], text: str, options: Sequence[Option], words: Lexicon, lang: str
) -> int | None:
    """The one option that is the "none of these", the "no preference", the yes or the no among the options."""
    together = [word for clause in said for word in clause]
    for kind in ("none", "any", "all"):
        fitting = [place for place, option in enumerate(options) if _says(kind, tokens(option.label), words)]
        if len(fitting) == 1 and _says(kind, together, words):
            return fitting[0]
    stance = yes_no(text, lang=lang)
    fitting = [place for place, option in enumerate(options) if yes_no(option.label, lang=lang) == stance]
    return fitting[0] if not isinstance(stance, Unclear) and len(fitting) == 1 else None


def _says(kind: str, said: list[str], words: Lexicon) -> bool:
    """Whether this is a way to say "all", "none" or "any", and nothing else."""
    rest, found = words.whole[kind].subn("", phrases.line(said))
    return found > 0 and all(word in words.ignored for word in rest.split())


def _whole(text: str, options: Sequence[Option]) -> int | None:
    """The option whose label or value was typed as it is, in part from its start, or with a slip of the finger."""
    said = with_digits(spoken(text))
    compact = "".join(said)
    written = [
        {"".join(with_digits(tokens(option.label))), "".join(tokens(option.value.replace("_", " ")))}
        for option in options
    ]
    same = [place for place, names in enumerate(written) if compact in names]
    if len(same) == 1:
        return same[0]
    if not compact.isalpha() or same:
        return None
    if len(compact) >= _PREFIX:
        starts = [
            place for place, names in enumerate(written) if any(name.startswith(compact) for name in names)
        ]
        if len(starts) == 1:
            return starts[0]
    if len(compact) >= 2 * _PREFIX:
        near = sorted(
            (min(OSA.normalized_distance(compact, name) for name in names), place)
            for place, names in enumerate(written)
        )
        if near[0][0] <= _ALIKE and (len(near) == 1 or near[1][0] > near[0][0] + _ALIKE):
            return near[0][1]
    return None


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
            " , ".join(map(str, range(first, first + size))) if 0 < first and size <= count else found.group()
        )

    return _FIRST_FEW.sub(few, _RANGE.sub(span, said))


def _is_question(text: str, words: Lexicon) -> bool:
    """Whether somebody asks in return instead of answering."""
    said = tokens(text)
    asks = bool(said) and words.whole["question"].match(phrases.line(said)) is not None
    return tidy(text).endswith("?") and (asks or len(said) > 4)


def _unclear(reason: str, text: str, options: Sequence[Option]) -> Unclear:
    return Unclear(reason=reason, likely=tuple(options[place].value for place in likeness(text, options)[:3]))
