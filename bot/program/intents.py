"""What does somebody want who writes out of the blue? Typed words -> a chat command, or `Unclear` with the likeliest.

Each command has phrases that ask for it, words that hint at it and words that speak against it (`wishes/en.toml`,
`wishes/de.toml`; both languages are read). Taken is the command with the most points, when it is clearly ahead.
What only admins may do is never taken for anybody else.
"""

import re
from functools import cache
from pathlib import Path

import msgspec

from bot.conversation.understand import Unclear, phrases
from bot.conversation.understand.words import FILLER, LONGEST, tokens

EVERYBODY = (
    "join",
    "me",
    "session",
    "goal",
    "story",
    "pause",
    "resume",
    "leave",
    "concern",
    "privacy",
    "help",
)
ADMINS = (
    "setup", "template", "invite", "nominate", "pair", "people", "status", "announce", "digest", "cohort", "report",
    "export", "audit",
)  # fmt: skip
FOLDER = Path(__file__).parent / "wishes"

_ASKED = 3.0  # a phrase that asks for the command
_LONGER = 0.4  # for each word of the phrase
_AGAIN = 0.5  # a second phrase that asks for it
_TOGETHER = 3.5  # its words said apart
_HINT = 0.5
_STRANGE = 0.5  # for each word of meaning beside the phrases, up to
_MOST_STRANGE = 3
_NAMING = ("concern", "nominate", "pair", "digest")  # names are to be expected, or words do not matter
_CLEARLY = 0.25  # how much likelier what only admins may do must be
_AGAINST = 2.5
_ENOUGH = 3.0
_AHEAD = 0.75
_USUAL = {False: ("help", "concern", "session"), True: ("help", "status", "pair")}  # a way out is always near
_NEGATIONS = frozenset({"dont", "doesnt", "not", "never", "no", "nicht", "nie", "kein", "keine", "keinen"})
_BEFORE_NEGATION = 2
_LINKS = frozenset({"to", "want", "wanna", "wish", "like", "need", "a", "the", "my", "really", "be"})
_BONUS = {"concern": 2.5}  # not to hear it would be worse than to hear it once too often
_Span = tuple[int, int]


class _Wish(msgspec.Struct, frozen=True, kw_only=True):
    any_ask: re.Pattern[str]  # one look instead of many: hardly ever is anything found
    asks: tuple[re.Pattern[str], ...]
    together: tuple[tuple[re.Pattern[str], ...], ...]
    hints: re.Pattern[str]
    against: re.Pattern[str]


def intent(text: str, *, lang: str, admin: bool) -> str | Unclear:
    """The command (without "rm-") that a person wishes for; `likely` are the commands to offer, best first."""
    usual = _USUAL[admin]
    said = [word for word in tokens(text) if word not in FILLER]
    if len(text) > LONGEST or not said:
        return Unclear(reason="intent", likely=usual)
    points = _points(said, phrases.in_order(lang))
    allowed = EVERYBODY + ADMINS if admin else EVERYBODY
    ranked = sorted((c for c in points if c in allowed), key=lambda command: points[command], reverse=True)
    likely = tuple(dict.fromkeys([c for c in ranked if points[c] > 0] + list(usual)))[:3]
    unclear = Unclear(reason="intent", likely=likely)
    best, second = ranked[0], ranked[1]
    if points[best] < _ENOUGH or (best != "concern" and points[best] - points[second] < _AHEAD):
        return unclear
    if not admin and max(points[command] for command in ADMINS) > points[best] + _CLEARLY:
        return unclear
    return best


def _points(said: list[str], languages: tuple[str, ...]) -> dict[str, float]:
    """How much speaks for each command, the phrases of both languages together."""
    lines = {language: phrases.line(_repaired(said, language)) for language in languages}
    wishes_of: dict[str, list[tuple[str, _Wish]]] = {}
    asked: dict[str, set[_Span]] = {}
    hints: dict[str, int] = {}
    against: dict[str, int] = {}
    for command in EVERYBODY + ADMINS:
        wishes = wishes_of[command] = [
            (lines[language], _wishes(language)[command]) for language in languages
        ]
        asked[command] = {span for line, wish in wishes for span in _asked(line, wish)}
        hints[command] = sum(len(set(wish.hints.findall(line))) for line, wish in wishes)
        against[command] = sum(len(set(wish.against.findall(line))) for line, wish in wishes)
    sound = {command: spans for command, spans in asked.items() if not against[command]}
    found: dict[str, float] = {}
    for command, spans in asked.items():
        rivals = [rival for other, others in sound.items() if other != command for rival in others]
        own = [span for span in spans if not any(_is_within(span, rival) for rival in rivals)]
        if not own and not spans:
            found[command] = _said_together(said, wishes_of[command]) - _AGAINST * against[command]
            continue
        strange = 0 if command in _NAMING else _strange(said, own)
        found[command] = _score(own, hints[command]) + _BONUS.get(command, 0.0)
        found[command] -= _AGAINST * against[command] + _STRANGE * min(strange, _MOST_STRANGE)
        found[command] = max(found[command], 0.0) if own else 0.0
    return found


def _repaired(said: list[str], language: str) -> list[str]:
    """Typing mistakes undone; a word of the other language is no mistake."""
    words, others = _words(language), _others(language)
    return [word if word in others else words.repaired([word])[0] for word in said]


@cache
def _others(language: str) -> frozenset[str]:
    """The words of the other languages."""
    tables = (_words(other).vocabulary for other in phrases.LANGUAGES if other != language)
    return frozenset(word for table in tables for some in table.values() for word in some)


def _asked(line: str, wish: _Wish) -> list[_Span]:
    """The first and the last word, counted from 0, of each phrase that asks for a command."""
    if not wish.any_ask.search(line):
        return []
    matches = (match for pattern in wish.asks for match in pattern.finditer(line) if not _is_negated(match))
    return [(line[: match.start()].count(" "), line[: match.end()].count(" ") - 1) for match in matches]


def _score(asked: list[_Span], hints: int) -> float:
    longest = max((last - first + 1 for first, last in asked), default=0)
    return (
        _ASKED + _LONGER * min(longest, 6) + _AGAIN * min(max(len(asked) - 1, 0), 2) + _HINT * min(hints, 3)
    )


def _said_together(said: list[str], wishes: list[tuple[str, _Wish]]) -> float:
    """The points for words of one row of `together` that are all said; 0.0 for none."""
    for line, wish in wishes:
        for row in wish.together:
            found = [match for pattern in row if (match := pattern.search(line)) and not _is_negated(match)]
            if len(found) == len(row) and len({match.start() for match in found}) == len(found):
                places = [(line[: match.start()].count(" "),) * 2 for match in found]
                return max(_TOGETHER - _STRANGE * _strange(said, places), 0.0)
    return 0.0


def _strange(said: list[str], asked: list[_Span]) -> int:
    """How many words of meaning stand outside the phrases that ask for a command."""
    covered = {place for first, last in asked for place in range(first, last + 1)}
    return sum(place not in covered and word not in _common() for place, word in enumerate(said))


def _is_within(span: _Span, other: _Span) -> bool:
    """Whether a phrase is only a part of a longer one that asks for something else."""
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def _is_negated(match: re.Match[str]) -> bool:
    """Whether a "not" stands close before a phrase that has none itself."""
    before = match.string[: match.start()].split()
    while before and before[-1] in _LINKS:
        before.pop()
    return bool(_NEGATIONS & set(before[-_BEFORE_NEGATION:])) and not _NEGATIONS & set(match.group().split())


@cache
def _common() -> frozenset[str]:
    """Words that say little by themselves, of both languages."""
    rows = (row for lang in phrases.LANGUAGES for row in phrases.load(lang, FOLDER).shared["common"])
    return frozenset(word for row in rows for word in row.split("|"))


@cache
def _words(lang: str) -> phrases.Patterns:
    return phrases.patterns(("strong", "weak", "never", "together"), lang, FOLDER)


@cache
def _wishes(lang: str) -> dict[str, _Wish]:
    table = phrases.load(lang, FOLDER)
    topics = table.topics

    def pattern(some: list[str]) -> re.Pattern[str]:
        return re.compile(r"(?<!\S)" + phrases.either(some, table.shared))

    return {
        command: _Wish(
            any_ask=pattern(topics["strong"][command]),
            asks=tuple(pattern([phrase]) for phrase in topics["strong"][command]),
            together=tuple(
                tuple(pattern([f"({words})"]) for words in row.split(" & "))
                for row in topics["together"].get(command, ())
            ),
            hints=pattern(topics["weak"][command]),
            against=pattern(topics["never"][command]),
        )
        for command in EVERYBODY + ADMINS
    }
