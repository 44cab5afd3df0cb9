"""Which of the options does a clause name, and which does it rule out? `choices` decides what follows from it.

Options are named by their label, by words that only one label has (starts, endings and typing mistakes forgiven) or
by their place (`positions`). What stands after "not", "except", "instead of", "lieber ... als" is ruled out.
"""

from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand.options import Heard, Lexicon, Mention, Option, heard
from bot.conversation.understand.positions import disputed, positions

_CLEARLY = 0.05  # how much better than the next option's a word must fit
_FITS = 0.7
_JOINTS = frozenset({"and", "und", "plus", "or", "oder", "sowie", "also"})


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Places in the list of options; `unknown` are words listed among them that name none."""

    chosen: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    all_but: bool = False
    unknown: tuple[str, ...] = ()
    is_doubted: bool = False


def named(clause: list[str], options: Sequence[Option], lexicon: Lexicon) -> Named:
    """What one clause says about the options; `clause` as `words.clauses` gives it."""
    said = heard(clause, options, lexicon)
    labels = _labels(said)
    words = _distinct(said, _places(labels))
    mentions = sorted(labels + words + positions(said, labels, words), key=lambda mention: mention.start)
    mentions = [one for one in mentions if not any(_is_part(one, other, said) for other in mentions)]
    taken = _places(mentions)
    if _has_other_number(said, mentions, taken):
        return Named(unknown=tuple(said.said))
    ruled_out, all_but = _ruled_out(said, mentions, taken)
    return Named(
        chosen=_unique(mention.option for mention in mentions if mention.start not in ruled_out),
        excluded=_unique(mention.option for mention in mentions if mention.start in ruled_out),
        all_but=all_but,
        unknown=_unknown(said, taken),
        is_doubted=_is_doubted(said, mentions, taken),
    )


def _labels(heard: Heard) -> list[Mention]:
    """Whole labels, the longest first, each word used once."""
    every = [(place, name) for place, written in enumerate(heard.names) for name in written]
    found: list[Mention] = []
    used: set[int] = set()
    for place, name in sorted(every, key=lambda pair: len(pair[1]), reverse=True):
        for start in range(len(heard.said) - len(name) + 1):
            span = range(start, start + len(name))
            if (
                not used & set(span)
                and heard.said[start : span.stop] == name
                and _may_name(heard, name, span)
            ):
                used |= set(span)
                found.append(Mention(option=place, start=start, end=span.stop))
    return found


def _is_part(one: Mention, other: Mention, heard: Heard) -> bool:
    """Whether a label only begins a longer one whose next word follows: "sales ops" beside "Sales operations"."""
    longer = {word for name in heard.names[other.option] for word in name}
    return one.end == other.start and {*heard.said[one.start : one.end]} < longer


def _may_name(heard: Heard, name: list[str], span: range) -> bool:
    """Whether these words name the label: one of everyday words ("Now", "No") must be all that is said."""
    ignored = heard.lexicon.ignored
    rest = [word for place, word in enumerate(heard.said) if place not in span]
    is_everyday = all(word in ignored or word.isdecimal() for word in name)
    return not is_everyday or all(word in ignored for word in rest)


def _distinct(heard: Heard, taken: set[int]) -> list[Mention]:
    """Words that fit one option clearly better than the others; else the one option that all of them fit."""
    left = [
        place
        for place, word in enumerate(heard.said)
        if place not in taken and word not in heard.lexicon.ignored
    ]
    found: list[Mention] = []
    shared: list[tuple[int, set[int]]] = []
    for place in left:
        near = _nearest(place, heard)
        if len(near) == 1:
            found.append(Mention(option=near.pop(), start=place, end=place + 1))
        elif 0 < len(near) < len(heard.names):
            shared.append((place, near))
    common = set.intersection(*(options for _, options in shared)) if len(shared) > 1 else set()
    if not found and len(common) == 1:
        option = common.pop()
        found = [Mention(option=option, start=place, end=place + 1) for place, _ in shared]
    alone = heard.said[left[0]] if len(left) == 1 else ""
    return [] if found and alone.isdecimal() and disputed(alone, found[0].option, heard) else found


def _nearest(place: int, heard: Heard) -> set[int]:
    """The options that have a word like this one, none being clearly better than another."""
    word = heard.said[place]
    if word.isdecimal() and heard.after_noun(place):
        return set()
    fits = [
        max((_fit(word, other) for name in names for other in name), default=0.0) for names in heard.names
    ]
    best = max(fits)
    return {option for option, fit in enumerate(fits) if fit > best - _CLEARLY} if best >= _FITS else set()


def _fit(word: str, name: str) -> float:
    """From 0 to 1: how well a typed word fits a word of a label."""
    if word == name:
        return 1.0
    shorter, longer = sorted((word, name), key=len)
    if not (word.isalpha() and name.isalpha()) or len(shorter) < 3:
        return 0.0
    if longer.startswith(shorter) and (name is longer or len(name) > 3):
        return 0.9 if name is longer else 0.85
    if _is_shortened(word, name):
        return _FITS
    if len(shorter) < 4 or len(word) < 5:
        return 0.0
    if OSA.distance(word, name) <= (2 if len(shorter) >= 8 else 1):
        return 0.8
    if len(shorter) >= 5 and shorter in longer:
        return 0.0 if name.endswith(word) else 0.75  # "call" may be any kind of call
    common = next((n for n, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), len(shorter))
    return _FITS if common >= 5 and common >= 0.6 * len(shorter) and len(longer) - common <= 6 else 0.0


def _is_shortened(word: str, name: str) -> bool:
    """Whether a word is written with some of the letters of a long one: "mgmt", "ops", "dept"."""
    letters = iter(name)
    is_short = len(word) in (3, 4) and len(name) >= 2 * len(word) and word[0] == name[0]
    return is_short and sum(letter in "aeiou" for letter in word) <= 1 and all(c in letters for c in word)


def _has_other_number(heard: Heard, mentions: list[Mention], taken: set[int]) -> bool:
    """Whether a second number was given that names nothing: "3 or 4 weeks", where only 3 is offered."""
    return any(heard.said[mention.start].isdecimal() for mention in mentions) and any(
        word.isdecimal() for place, word in enumerate(heard.said) if place not in taken
    )


def _ruled_out(heard: Heard, mentions: list[Mention], taken: set[int]) -> tuple[set[int], bool]:
    """Where the mentions start that a negation reaches, and whether everything else was meant."""
    line, whole = heard.masked(taken), heard.lexicon.whole
    all_but = whole["but_for"].search(line)
    if all_but:
        events = [(line[: all_but.start()].count(" "), True)]
    else:
        negations = list(whole["negation"].finditer(line))
        events = [(line[: found.start()].count(" "), True) for found in negations]
        events += [
            (line[: found.start()].count(" "), False)
            for found in whole["negation_ends"].finditer(line)
            if not any(other.start() < found.start() < other.end() for other in negations)
        ]
        rather, than = whole["rather"].search(line), whole["than"].search(line)
        if rather and than and any(mention.start < line[: than.start()].count(" ") for mention in mentions):
            events.append((line[: than.start()].count(" "), True))
    reached = set()
    for mention in mentions:
        before = [negates for place, negates in sorted(events) if place < mention.start]
        if before and before[-1]:
            reached.add(mention.start)
    for found in () if all_but else whole["rejected"].finditer(line):
        start = line[: found.start()].count(" ")
        if start > 0:
            reached |= {mention.start for mention in mentions if mention.end == start}
    if heard.said[-1:] in (["not"], ["nicht"]):  # "Excel lieber nicht"
        reached |= {mention.start for mention in mentions if mention.end == len(heard.said) - 1}
    return reached, all_but is not None


def _is_doubted(heard: Heard, mentions: list[Mention], taken: set[int]) -> bool:
    """Whether words of doubt stand there, or a measure beside a place or a word: "in 2 weeks" names no option."""
    line = heard.masked(taken | _offered(heard))
    if heard.lexicon.whole["doubt"].search(line):
        return True
    is_number = all([heard.said[m.start]] in heard.names[m.option] for m in mentions if m.end == m.start + 1)
    is_measured = heard.lexicon.whole["measure"].search(line) is not None
    return is_measured and bool(mentions) and not (is_number and _are_minutes(heard))


def _are_minutes(heard: Heard) -> bool:
    """Whether minutes are said, and every label is a number and nothing else."""
    is_bare = all(len(names[0]) == 1 and names[0][0].isdecimal() for names in heard.names if names)
    return is_bare and any(word.startswith("min") for word in heard.said)


def _offered(heard: Heard) -> set[int]:
    """Where words stand that some label has."""
    known = {word for names in heard.names for name in names for word in name}
    return {place for place, word in enumerate(heard.said) if word in known}


def _unknown(heard: Heard, taken: set[int]) -> tuple[str, ...]:
    """The words of what is listed between "and" or "or" without naming an option."""
    found: list[str] = []
    segment: list[int] = []
    for place in range(len(heard.said) + 1):
        if place < len(heard.said) and (place in taken or heard.said[place] not in _JOINTS):
            segment.append(place)
            continue
        if not taken & set(segment):
            found += [heard.said[here] for here in segment if heard.said[here] not in heard.lexicon.ignored]
        segment = []
    return tuple(found)


def _places(mentions: list[Mention]) -> set[int]:
    return {place for mention in mentions for place in range(mention.start, mention.end)}


def _unique(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(found))
