"""Which colleague was meant? "Ana from finance", "Becker, Tom", "me" -> an id, or the ids to ask between.

A wrong person is the worst answer: every word said must fit the one who is taken, and nobody else may fit nearly as
well. How words fit names stands in `names`.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from bot.conversation.understand import Unclear
from bot.conversation.understand.names import (
    CALLED,
    LOOSE,
    SAME,
    TYPO,
    cost,
    is_area,
    is_initial,
    name_words,
    words_of,
)
from bot.conversation.understand.words import tidy

LONGEST = 300
"""Characters; a longer text is no answer to "who?"."""
MENTION = r"@(?:[UW][0-9A-Z]{3,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
"""A mention or a pick, as Slack and Teams pass it on."""

_MOST_ASKED = 10
_MOST_NAMED = 20
_NOBODY = Unclear(reason="person")
_MAIL = re.compile(r"([\w.+-]+)@[\w-]+(?:\.[\w-]+)+")
_MENTION = re.compile(MENTION)
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_MEANS = frozenset([("i", "mean"), ("i", "meant"), ("ich", "meine"), ("ich", "meinte")])
_BETWEEN = re.compile(
    r"\s*(?:(,)|(?<=\w)\s+(?=@)|[;/&+\n]|\band\b|\bund\b|\bplus\b|\bsowie\b|\bas well as\b)\s*", re.IGNORECASE
)
_REASON = re.compile(r"(?<=\w)\W+(?:because|cause|cos|cuz|coz|weil|denn)\b.*", re.IGNORECASE)
_NOT_BUT = re.compile(r"\b(?:not|nicht)\b[^,;]*,? *\b(?:but|sondern|rather)\b", re.IGNORECASE)


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be named."""

    id: str
    name: str
    nickname: str = ""
    department: str = ""
    title: str = ""


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Several people named in one line: ids found, words to ask about with their ids, and words that fit nobody."""

    found: tuple[str, ...] = ()
    ask: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unknown: tuple[str, ...] = ()


class _Fit(msgspec.Struct, frozen=True, kw_only=True):
    """How well a colleague fits what was said: cost, words of the name said, whether that is the whole name."""

    id: str
    cost: float
    named: int
    whole: bool
    shortest: int


def is_mention(text: str) -> bool:
    """Is this somebody's id on a platform, as a mention has it, and no name?"""
    return _MENTION.fullmatch(text.strip()) is not None


def mentioned(text: str, directory: Iterable[Colleague]) -> str:
    """The id of the colleague a mention is of, letter by letter: next to one id there is another one's; else ""."""
    said = text.strip().removeprefix("@").casefold()
    return next((one.id for one in directory if said and one.nickname.casefold() == said), "")


def person(
    text: str, directory: Sequence[Colleague], *, lang: str, speaker: str | None = None
) -> str | tuple[str, ...] | Unclear:
    """The id of the colleague named; ids to ask between when several fit; `speaker` is who says "me"."""
    if len(text) > LONGEST or not text.strip():
        return _NOBODY
    if is_mention(text) and (meant_id := mentioned(text, directory)):
        return meant_id
    kinds = name_words().kinds
    parts = _corrected(_words(text))
    if parts is None:
        return _NOBODY
    meaning = [word for word in parts if word not in kinds["fill"]]
    if any(word in kinds["self"] for word in parts) and not [w for w in meaning if w not in kinds["self"]]:
        names = {word for one in directory for word in (*words_of(one.name), *words_of(one.nickname))}
        return speaker if speaker is not None and not names & set(parts) else _NOBODY
    if any(word in kinds["stop"] for word in parts):
        return _NOBODY
    if any(word in ("or", "oder", "entweder", "either") for word in parts):
        return _either(parts, directory)
    if _is_everyday(parts, text):
        return _nearly(parts, directory)
    fits = _fits(parts, directory, _idle())
    meant = _chosen([fit for fit in fits if fit.cost == SAME] if is_mention(text) else fits)
    return _nearly(parts, directory) if meant == _NOBODY else meant


def persons(text: str, directory: Sequence[Colleague], *, lang: str, speaker: str | None = None) -> People:
    """The colleagues named in a line: "Ana and Tom Becker"; nobody at all for "nobody" or an empty line."""
    if len(text) > LONGEST:
        return People(unknown=(tidy(text)[:LONGEST],))
    if not text.strip() or is_nobody(text):
        return People()
    found: list[str] = []
    ask: list[tuple[str, tuple[str, ...]]] = []
    unknown: list[str] = []
    pieces = _pieces(text, directory)
    if len(pieces) > _MOST_NAMED:
        return People(unknown=(tidy(text),))
    for piece in pieces:
        meant = person(piece, directory, lang=lang, speaker=speaker)
        if isinstance(meant, str):
            found.append(meant)
        elif isinstance(meant, tuple):
            ask.append((piece, meant))
        else:
            unknown.append(piece)
    return People(found=tuple(dict.fromkeys(found)), ask=tuple(ask), unknown=tuple(unknown))


def is_nobody(text: str) -> bool:
    """Whether these words name nobody, and say so."""
    kinds = name_words().kinds
    said = [word for word in words_of(text) if word not in kinds["fill"] | kinds["beside_nobody"]]
    return bool(said) and all(word in kinds["nobody"] for word in said)


def _words(text: str) -> tuple[str, ...]:
    said = _MAIL.sub(lambda match: match[1].replace(".", " "), tidy(text))
    return words_of(_POSSESSIVE.sub("", said))


def _corrected(words: Sequence[str]) -> list[str] | None:
    """What was said last ("Tom, no, Tim Lee"); None when it is taken back."""
    fix = name_words().kinds["fix"]
    cuts = [
        place
        for place, word in enumerate(words)
        if word in fix or (place and (words[place - 1], word) in _MEANS)
    ]
    if not cuts:
        return list(words)
    last = list(words[cuts[-1] + 1 :])
    if any(word not in name_words().kinds["fill"] for word in last):
        return last
    before = list(words[: cuts[0]])
    takes_back = words[cuts[-1]] in ("no", "nope", "nah", "nee", "nein")
    return None if takes_back or not before else before


def _either(words: Sequence[str], directory: Sequence[Colleague]) -> tuple[str, ...] | Unclear:
    groups: list[list[str]] = [[]]
    for word in words:
        if word in ("or", "oder"):
            groups.append([])
        elif word not in ("entweder", "either"):
            groups[-1].append(word)
    ids: list[str] = []
    for group in groups:
        meant = _chosen(_fits(group, directory, _idle()))
        if isinstance(meant, Unclear):
            return Unclear(reason="person", likely=tuple(dict.fromkeys(ids))[:3])
        ids += [meant] if isinstance(meant, str) else meant
    return tuple(dict.fromkeys(ids))[:_MOST_ASKED]


def _fits(words: Sequence[str], directory: Sequence[Colleague], idle: Iterable[str]) -> list[_Fit]:
    """Those whom every telling word fits, best first."""
    idle_words = frozenset(idle)
    areas = {word for one in directory for word in words_of(f"{one.department} {one.title}")}
    claimed = {
        word
        for before, word in pairwise(words)
        if before in name_words().kinds["before_area"] and word in areas and word in idle_words
    }
    fits = [fit for one in directory if (fit := _fit(words, one, idle_words - claimed))]
    return sorted(fits, key=lambda fit: (fit.cost, -fit.named, not fit.whole))


def _fit(words: Sequence[str], one: Colleague, idle: frozenset[str]) -> _Fit | None:
    """Each word must be one of the name's words, or say department or title; idle words may be a name, too."""
    names = [*words_of(one.name)]
    nicknames = words_of(one.nickname)
    areas = [*words_of(one.department), *words_of(one.title)]
    left = [*names, *nicknames]
    total, named, shortest, initials, at = 0.0, 0, 99, 0, 0
    while at < len(words):
        taken, price, used = _best(words, at, left, idle)
        if used:
            total += price
            named += 1
            shortest = min(shortest, len(words[at]))
            for word in used:
                left.remove(word)
        elif any(is_initial(words[at], word) for word in left) and len(words) > 1 and words[at] not in idle:
            left.remove(next(word for word in left if is_initial(words[at], word)))
            total, initials = total + CALLED / 2, initials + 1
        elif words[at] not in idle and not any(is_area(words[at], area) for area in areas):
            return None
        at += taken
    if not named:
        return None
    whole = all(name not in left for name in names)
    return _Fit(id=one.id, cost=total, named=named + initials, whole=whole, shortest=shortest)


def _best(
    words: Sequence[str], at: int, left: Sequence[str], idle: frozenset[str]
) -> tuple[int, float, tuple[str, ...]]:
    """How many words are taken, at which cost, and the words of the name they use up."""
    typed = words[at]
    for count in (3, 2):
        if "".join(words[at : at + count]) in left and at + count <= len(words):
            return count, SAME, ("".join(words[at : at + count]),)
        for place in range(len(left) - count + 1):
            if "".join(left[place : place + count]) == typed:
                return 1, SAME, tuple(left[place : place + count])
    spellings = (
        [typed, typed[:-1]] if typed.endswith("s") and len(typed) > 3 and typed not in left else [typed]
    )
    prices = [
        (price + (CALLED / 2 if said != typed else SAME), word)
        for said in spellings
        for word in left
        if (price := cost(said, word)) is not None
    ]
    if typed in idle:
        prices = [(price, word) for price, word in prices if price == SAME and word == typed]
    if not prices:
        return 1, 0.0, ()
    price, word = min(prices)
    return 1, price, (word,)


def _is_everyday(words: Sequence[str], text: str) -> bool:
    """Whether the only name is an everyday word in a sentence: "I hope so", "just me"."""
    telling = [word for word in words if word not in _idle() or word in name_words().kinds["everyday"]]
    if len(words) < 2 or not telling or any(word not in name_words().kinds["everyday"] for word in telling):
        return False
    if words[1] in name_words().kinds["before_area"] and len(words) > 2 and text.strip()[:1].isupper():
        return False  # "Bill from IT"
    polite = all(word in telling or word in name_words().kinds["polite"] for word in words)
    inside = tidy(text).split()[0 if polite else 1 :]
    return not any(word[0].isupper() and set(words_of(word)) & set(telling) for word in inside)


def _idle() -> frozenset[str]:
    """Words that need not be part of a name: "I'd like", "my colleague"."""
    kinds = name_words().kinds
    return kinds["fill"] | kinds["roles"] | kinds["self"]


def _nearly(words: Sequence[str], directory: Sequence[Colleague]) -> Unclear:
    """Nobody fits all words; those whom one word fits exactly are worth offering."""
    telling = [word for word in words if word not in _idle()]
    likely = [one.id for one in directory if set(telling) & {*words_of(one.name), *words_of(one.nickname)}]
    return Unclear(reason="person", likely=tuple(likely[:3]))


def _chosen(fits: Sequence[_Fit]) -> str | tuple[str, ...] | Unclear:
    if not fits:
        return _NOBODY
    best = fits[0]
    if best.cost >= LOOSE and best.named == 1:
        return Unclear(reason="person", likely=tuple(fit.id for fit in fits[:3]))
    as_good = [fit for fit in fits if fit.cost == best.cost and fit.named == best.named]
    if len(as_good) > 1 and best.named > 1 and sum(fit.whole for fit in as_good) == 1:
        as_good = [fit for fit in as_good if fit.whole]
    if len(as_good) > 1:
        return tuple(fit.id for fit in as_good)[:_MOST_ASKED]
    rivals = [fit for fit in fits if fit is not best and fit.cost <= _rival_cost(best)]
    certain = best.cost <= CALLED or (best.cost < LOOSE and (best.named > 1 or best.shortest >= 5))
    if rivals or not certain:
        return tuple(fit.id for fit in (best, *rivals))[:_MOST_ASKED]
    return best.id


def _rival_cost(best: _Fit) -> float:
    """How well others may fit before we ask: an exact name leaves no doubt."""
    if best.cost == SAME:
        return SAME - 1
    return best.cost + (CALLED - 0.1 if best.cost <= CALLED else TYPO)


def _pieces(text: str, directory: Sequence[Colleague]) -> list[str]:
    """The line cut between people; "Becker, Tom" is one piece when somebody is called so."""
    fix = name_words().kinds["fix"]
    pieces: list[str] = []
    replaces = False
    line = _REASON.sub("", _NOT_BUT.sub("", tidy(text.replace("\n", ";"))))
    parts = _BETWEEN.split(line)
    for place in range(0, len(parts), 2):
        piece, is_aside = parts[place].strip(), place > 0 and parts[place - 1] is not None
        words = words_of(piece)
        if words and words[0] in fix:
            replaces = True
            while words and words[0] in fix:
                piece = " ".join(piece.split()[1:]).strip(" ,")
                words = words[1:]
        if not words:
            continue
        ends_in_fix = len(words) > 1 and words[-1] in fix
        if replaces and pieces:
            pieces[-1] = piece
        elif pieces and is_aside and _goes_with(pieces[-1], piece, directory):
            pieces[-1] = f"{pieces[-1]}, {piece}"
        elif not (pieces and is_aside and _is_remark(words, directory)):
            pieces.append(piece)
        replaces = ends_in_fix
    return pieces


def _goes_with(last: str, piece: str, directory: Sequence[Colleague]) -> bool:
    """Whether two pieces are about one colleague: "Becker, Tom", "our CTO, Tom", "Tom, the one from sales"."""
    if _is_reversed(last, piece, directory):
        return True
    return _is_description(words_of(last), directory) != _is_description(words_of(piece), directory)


def _is_description(words: Sequence[str], directory: Sequence[Colleague]) -> bool:
    """Whether words say a department, a title or a role and no name."""
    names = {word for one in directory for word in (*words_of(one.name), *words_of(one.nickname))}
    areas = {word for one in directory for word in words_of(f"{one.department} {one.title}")}
    kinds = name_words().kinds
    telling = [word for word in words if word not in kinds["fill"] or word in areas]
    return bool(telling) and all(
        word not in names and (word in kinds["roles"] or any(is_area(word, area) for area in areas))
        for word in telling
    )


def _is_remark(words: Sequence[str], directory: Sequence[Colleague]) -> bool:
    """Whether a piece says something about the one named before it: "Tom, she knows me"."""
    names = {word for one in directory for word in (*words_of(one.name), *words_of(one.nickname))}
    kinds = name_words().kinds
    is_empty = all(word in kinds["fill"] for word in words)
    return not names & set(words) and (is_empty or words[0] in kinds["remark"])


def _is_reversed(last: str, first: str, directory: Sequence[Colleague]) -> bool:
    """Whether two pieces are surname and first name of one colleague."""
    surname, called = words_of(last), words_of(first)
    return any(
        (*called, *surname) == words_of(one.name)
        or (called == words_of(one.nickname) and surname == words_of(one.name)[-len(surname) :])
        for one in directory
    )
