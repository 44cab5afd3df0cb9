"""Which of the options does this text name, and which does it rule out? `choices` decides what follows from it.

Options are named by their label or its start, by a word that only one label has (endings and typing mistakes
forgiven), by number, letter or place ("2", "b)", "the second one", "the last one"). What stands after "not",
"except", "instead of", "lieber ... als" is ruled out.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand import phrases
from bot.conversation.understand.numerals import with_digits
from bot.conversation.understand.words import FILLER, folded, tokens

_LETTERS = "abcdefgh"
_CLEARLY = 0.05  # how much better than the next option's a word must fit
_FITS = 0.7
_RELATIVE = (("before_last", -2), ("last", -1), ("middle", 0))
_BEFORE_PRONOUN = frozenset({"the", "this", "that", "which", "any", "no"})
_JOINTS = frozenset({"and", "und", "plus", "or", "oder", "sowie", "also"})


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """`label` is what the person read, in their language."""

    value: str
    label: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Places in the list of options; `unknown` are words that say something else."""

    chosen: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    all_but: bool = False
    unknown: tuple[str, ...] = ()


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """The words around options, both languages together."""

    whole: dict[str, re.Pattern[str]]
    ignored: frozenset[str]
    places: dict[str, int]
    nouns: frozenset[str]
    reasons: re.Pattern[str]


class _Mention(msgspec.Struct, frozen=True, kw_only=True):
    option: int
    start: int
    end: int


def named(clause: list[str], options: Sequence[Option], lexicon: Lexicon) -> Named:
    """What one clause says about the options; `clause` as `words.clauses` gives it."""
    said = with_digits(_without_pronouns(clause, lexicon))
    names = [_names(option) for option in options]
    mentions = _labels(said, names, lexicon)
    taken = {place for mention in mentions for place in range(mention.start, mention.end)}
    mentions += _distinct(said, taken, names, lexicon)
    taken |= {mention.start for mention in mentions}
    mentions += _places(said, taken, names, lexicon)
    taken |= {place for mention in mentions for place in range(mention.start, mention.end)}
    ruled_out, all_but = _ruled_out(said, mentions, lexicon)
    ordered = sorted(mentions, key=lambda mention: mention.start)
    return Named(
        chosen=_unique(mention.option for mention in ordered if mention.start not in ruled_out),
        excluded=_unique(mention.option for mention in ordered if mention.start in ruled_out),
        all_but=all_but,
        unknown=_unknown(said, taken, lexicon),
    )


def likeness(text: str, options: Sequence[Option]) -> list[int]:
    """Places of the options, those whose label looks most like the text first."""
    said = folded(text)[:80]
    far = [OSA.normalized_distance(said, folded(option.label)[:80]) for option in options]
    return sorted(range(len(options)), key=lambda place: far[place])


@cache
def lexicon(lang: str) -> Lexicon:
    """The tables of both languages, `lang` first."""
    both: dict[str, list[str]] = {}
    for language in phrases.in_order(lang):
        for meaning, some in phrases.load(language).topics["choices"].items():
            both.setdefault(meaning, []).extend(some)
    places = {
        word: int(meaning)
        for meaning, some in both.items()
        if meaning.isdecimal()
        for word in "|".join(some).split("|")
    }
    whole = {meaning: re.compile(r"(?<!\S)" + phrases.either(some, {})) for meaning, some in both.items()}
    return Lexicon(
        whole=whole,
        ignored=frozenset("|".join(both["ignored"]).split("|")) | FILLER,
        places=places,
        nouns=frozenset("|".join(both["noun"]).split("|")),
        reasons=whole["reason"],
    )


def _names(option: Option) -> tuple[list[str], ...]:
    """The ways an option is written: its label, and its value where that is made of words."""
    label, value = with_digits(tokens(option.label)), with_digits(tokens(option.value.replace("_", " ")))
    return tuple(name for name in (label, value) if name and (name is label or not "".join(name).isdecimal()))


def _labels(said: list[str], names: list[tuple[list[str], ...]], lexicon: Lexicon) -> list[_Mention]:
    """Whole labels, the longest first, each word used once."""
    every = sorted(
        ((place, name) for place, written in enumerate(names) for name in written),
        key=lambda pair: len(pair[1]),
        reverse=True,
    )
    found: list[_Mention] = []
    used: set[int] = set()
    for place, name in every:
        for start in range(len(said) - len(name) + 1):
            span = range(start, start + len(name))
            if used & set(span) or said[start : start + len(name)] != name:
                continue
            rest = said[:start] + said[start + len(name) :]
            if all(word in lexicon.ignored or word.isdecimal() for word in name) and not all(
                word in lexicon.ignored for word in rest
            ):
                continue
            used |= set(span)
            found.append(_Mention(option=place, start=start, end=start + len(name)))
    return found


def _distinct(
    said: list[str], taken: set[int], names: list[tuple[list[str], ...]], lexicon: Lexicon
) -> list[_Mention]:
    """Words that fit one option clearly better than the others; else the one option that all of them fit."""
    found: list[_Mention] = []
    shared: list[tuple[int, set[int]]] = []
    for place, word in enumerate(said):
        if place in taken or word in lexicon.ignored:
            continue
        fits = [
            max((_fit(word, other) for name in written for other in name), default=0.0) for written in names
        ]
        best = max(fits)
        near = {option for option, fit in enumerate(fits) if fit > best - _CLEARLY}
        if best < _FITS or (
            word.isdecimal() and _is_place(word, lexicon) and _names_place(said, place, lexicon)
        ):
            continue
        if len(near) == 1:
            found.append(_Mention(option=near.pop(), start=place, end=place + 1))
        elif len(near) < len(names):
            shared.append((place, near))
    if not found and len(shared) > 1:
        common = set.intersection(*(options for _, options in shared))
        if len(common) == 1:
            option = common.pop()
            found = [_Mention(option=option, start=place, end=place + 1) for place, _ in shared]
    alone = [word for place, word in enumerate(said) if place not in taken and word not in lexicon.ignored]
    if (
        len(found) == 1
        and len(alone) == 1
        and alone[0].isdecimal()
        and _disputed(alone[0], found[0].option, names)
    ):
        return []
    return found


def _disputed(number: str, option: int, names: list[tuple[list[str], ...]]) -> bool:
    """Whether a number alone may also mean another option's place in the list."""
    return (
        0 < int(number[:4]) <= len(names) and int(number[:4]) != option + 1 and [number] not in names[option]
    )


def _fit(word: str, name: str) -> float:
    """From 0 to 1: how well a typed word fits a word of a label."""
    if word == name:
        return 1.0
    shorter, longer = sorted((word, name), key=len)
    if not (word.isalpha() and name.isalpha()) or len(shorter) < 3:
        return 0.0
    if longer.startswith(shorter) and (name is longer or len(name) > 3):
        return 0.9 if name is longer else 0.85
    if len(shorter) < 4 or len(word) < 5:
        return 0.0
    if OSA.distance(word, name) <= (2 if len(shorter) >= 9 else 1):
        return 0.8
    if len(shorter) >= 5 and shorter in longer:
        return 0.96 if longer.endswith(shorter) else 0.75
    common = next((n for n, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), len(shorter))
    return _FITS if common >= 5 and common >= 0.6 * len(shorter) and len(longer) - common <= 6 else 0.0


def _places(
    said: list[str], taken: set[int], names: list[tuple[list[str], ...]], lexicon: Lexicon
) -> list[_Mention]:
    """Numbers, letters and ordinals, when nothing but such words is left."""
    count = len(names)
    left = [(place, word) for place, word in enumerate(said) if place not in taken]
    line = phrases.line([word for _, word in left])
    negated = lexicon.whole["negation"].sub("", line).split()
    strange = [w for w in negated if not (w in lexicon.ignored or _is_place(w, lexicon) or w in _LETTERS)]
    if strange:
        return []
    found: list[_Mention] = []
    covered: set[int] = set()
    for kind, steps in _RELATIVE:
        found += [m for m in _at(left, lexicon.whole[kind], steps, count) if m.start not in covered]
        covered |= {place for mention in found for place in range(mention.start, mention.end)}
    found += [
        _Mention(option=number - 1, start=place, end=place + 1)
        for place, word in left
        if place not in covered
        and 0 < (number := _number(word, lexicon)) <= count
        and not (_in_other_label(word, number - 1, names) and not _names_place(said, place, lexicon))
    ]
    return found or _letter(left, names, lexicon)


def _letter(left: list[tuple[int, str]], names: list[tuple[list[str], ...]], lexicon: Lexicon) -> list[_Mention]:
    """A single letter for a place, unless a label begins with it."""
    letters = [(place, word) for place, word in left if word in _LETTERS[: len(names)]]
    others = [word for _, word in left if word not in _LETTERS and word not in lexicon.ignored]
    if len(letters) != 1 or others or (letters[0][1] == "a" and len(left) > 2):
        return []
    place, letter = letters[0]
    option = _LETTERS.index(letter)
    rivals = [other for other, written in enumerate(names) if written and written[0][0].startswith(letter)]
    return [_Mention(option=option, start=place, end=place + 1)] if rivals in ([], [option]) else []


def _at(left: list[tuple[int, str]], pattern: re.Pattern[str], steps: int, count: int) -> list[_Mention]:
    """A place told from the end ("the last one", -1) or the middle (0)."""
    match = pattern.search(phrases.line([word for _, word in left]))
    option = count + steps if steps else count // 2
    if match is None or option < 0 or (not steps and count % 2 == 0):
        return []
    first = match.string[: match.start()].count(" ")
    last = first + match.group().count(" ") - 1
    return [_Mention(option=option, start=left[first][0], end=left[last][0] + 1)]


def _ruled_out(said: list[str], mentions: list[_Mention], lexicon: Lexicon) -> tuple[set[int], bool]:
    """Where the mentions start that a negation reaches, and whether everything else was meant."""
    inside = {place for mention in mentions for place in range(mention.start, mention.end)}
    line = phrases.line([word if place not in inside else "0" for place, word in enumerate(said)])
    all_but = lexicon.whole["but_for"].search(line)
    events = [(line[: m.start()].count(" "), True) for m in lexicon.whole["negation"].finditer(line)]
    events += [(line[: m.start()].count(" "), False) for m in lexicon.whole["negation_ends"].finditer(line)]
    if all_but:
        begin = line[: all_but.start()].count(" ")
        events = [(begin, True)]
    else:
        rather, than = lexicon.whole["rather"].search(line), lexicon.whole["than"].search(line)
        if rather and than and any(mention.start < line[: than.start()].count(" ") for mention in mentions):
            events.append((line[: than.start()].count(" "), True))
    reached = set()
    for mention in mentions:
        before = [negates for place, negates in sorted(events) if place < mention.start]
        if before and before[-1]:
            reached.add(mention.start)
    return reached, all_but is not None


def _unknown(said: list[str], taken: set[int], lexicon: Lexicon) -> tuple[str, ...]:
    """The words of what is listed between "and" or "or" without naming an option."""
    found: list[str] = []
    segment: list[int] = []
    for place in range(len(said) + 1):
        if place < len(said) and (place in taken or said[place] not in _JOINTS):
            segment.append(place)
            continue
        if not taken & set(segment):
            found += [said[here] for here in segment if said[here] not in lexicon.ignored]
        segment = []
    return tuple(found)


def _names_place(said: list[str], place: int, lexicon: Lexicon) -> bool:
    return place > 0 and said[place - 1] in lexicon.nouns


def _number(word: str, lexicon: Lexicon) -> int:
    """The place a word stands for, counted from 1; 0 for none."""
    if word.isdecimal():
        return int(word[:4])
    digits = word.rstrip("stndrhe")
    return lexicon.places.get(word, int(digits[:4]) if digits.isdecimal() and word != digits else 0)


def _is_place(word: str, lexicon: Lexicon) -> bool:
    return (
        word.isdecimal()
        or word in lexicon.places
        or any(lexicon.whole[kind].fullmatch(word + " ") for kind in ("last", "middle", "before_last"))
    )


def _in_other_label(word: str, option: int, names: list[tuple[list[str], ...]]) -> bool:
    """Whether a number alone may also be meant for another option, as in "2" for "every 2 weeks"."""
    labels = [place for place, written in enumerate(names) if written and word in written[0]]
    return word.isdecimal() and bool(labels) and labels != [option]


def _without_pronouns(clause: list[str], lexicon: Lexicon) -> list[str]:
    """The words without the "one" of "the second one", which is no number."""
    return [
        word
        for before, word in zip(["", *clause], clause, strict=False)
        if not (word in ("one", "ones") and (before in _BEFORE_PRONOUN or _is_place(before, lexicon)))
    ]


def _unique(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(found))
