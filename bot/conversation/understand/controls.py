"""Is this, typed in the middle of a question, a word to the bot itself: back, skip, stop, help, ...? Or an answer?

The whole utterance must be such a word or sentence, dressed in no more than politeness; an answer that merely
contains one ("I want to help people", "back-end development") is an answer. The sentences stand in the tables
(`en.toml`, `de.toml`): "asks" may follow "can we", "ich möchte" and the like, "says" are taken as they stand.
"""

import re
from functools import cache
from typing import Literal, get_args

import msgspec

from bot.conversation.understand import phrases
from bot.conversation.understand.words import FILLER, clauses, tidy

Control = Literal[
    "back", "skip", "stop", "help", "who_sees", "pause", "resume", "leave", "status", "change_answer"
]
CONTROLS: tuple[Control, ...] = get_args(Control)

LONGEST = 200
"""Characters; a longer text is never a control word."""

_BRIEF = 2

SIGNS: dict[str, Control] = {
    "🔙": "back", "◀": "back", "⬅": "back", "↩": "back", "⏪": "back", "⏮": "back",
    "⏭": "skip", "⏩": "skip", "➡": "skip", "▶": "resume",
    "🛑": "stop", "✋": "stop", "⏹": "stop", "⏸": "pause",
    "🆘": "help", "❓": "help", "❔": "help", "?": "help",
}  # fmt: skip
_DECORATION = re.compile("[\ufe0e\ufe0f\u200d\u2640\u2642\U0001f3fb-\U0001f3ff\\s!.]+")
_CURRICULUM_VITAE = re.compile("r[eé]sumé|résume", re.IGNORECASE)


class _Grammar(msgspec.Struct, frozen=True, kw_only=True):
    by_control: dict[Control, re.Pattern[str]]
    aside: re.Pattern[str]
    noise: re.Pattern[str]
    breaks: re.Pattern[str]
    words: phrases.Patterns


def control(text: str, *, lang: str) -> Control | None:
    """The control word a person typed, in their own language or the other one; None for an ordinary answer."""
    bare = _DECORATION.sub("", text[:LONGEST])
    if bare and not bare.strip("?"):
        return "help"
    if bare in SIGNS:
        return SIGNS[bare]
    if len(tidy(text)) > LONGEST or _CURRICULUM_VITAE.search(text):
        return None
    said = clauses(text)
    for language in phrases.in_order(lang):
        found = _in_language(said, _grammar(language))
        if found == "who_sees" and "?" not in text and sum(map(len, said)) <= _BRIEF:
            continue  # "private", "Datenschutz" may be answers
        if found is not None:
            return found
    return None


def _in_language(said: list[list[str]], grammar: _Grammar) -> Control | None:
    """Every clause is a control word, the same one, or an aside such as an apology or a reason."""
    whole = _meaning([word for clause in said for word in clause], grammar)
    if whole is not None:
        return whole
    found: set[Control] = set()
    for clause in said:
        for part in _parts(clause, grammar):
            meaning = _meaning(part, grammar)
            if meaning is not None:
                found.add(meaning)
            elif not _is_aside(part, grammar):
                return None
    if len(found) > 1:
        found.discard("change_answer")  # "I made a mistake, can we go back?"
    return found.pop() if len(found) == 1 else None


def _meaning(said: list[str], grammar: _Grammar) -> Control | None:
    spoken = [word for word in grammar.words.repaired(said) if word not in FILLER]
    plain = [word for word in spoken if not grammar.noise.fullmatch(word + " ")]
    for text in dict.fromkeys((phrases.line(spoken), phrases.line(plain))):
        for meaning, pattern in grammar.by_control.items():
            if pattern.fullmatch(text):
                return meaning
    return None


def _is_aside(said: list[str], grammar: _Grammar) -> bool:
    spoken = [word for word in said if word not in FILLER and not grammar.noise.fullmatch(word + " ")]
    return not spoken or grammar.aside.fullmatch(phrases.line(grammar.words.repaired(spoken))) is not None


def _parts(clause: list[str], grammar: _Grammar) -> list[list[str]]:
    """A clause cut before the word that begins a reason."""
    for place, word in enumerate(clause):
        if place and grammar.breaks.fullmatch(word + " "):
            return [clause[:place], clause[place:]]
    return [clause]


@cache
def _grammar(lang: str) -> _Grammar:
    table = phrases.load(lang)
    asks, says = table.topics["asks"], table.topics["says"]
    shared = {name: phrases.either(some, table.shared) for name, some in table.shared.items()}
    dressed = {
        meaning: f"(?:{shared['lead']})*{phrases.either(asks.get(meaning, ()), table.shared)}(?:{shared['tail']})*"
        for meaning in CONTROLS
    }
    plain = {meaning: phrases.either(says.get(meaning, ()), table.shared) for meaning in CONTROLS}
    return _Grammar(
        by_control={
            meaning: re.compile(
                f"(?:{dressed[meaning]}|(?:{shared['lead']})?{plain[meaning]}(?:{shared['tail']})?)"
            )
            if meaning != "help"
            else re.compile(f"{plain[meaning]}(?:{shared['tail']})?")
            for meaning in CONTROLS
        },
        aside=re.compile(shared["aside"]),
        noise=re.compile(shared["noise"]),
        breaks=re.compile(shared["breaks"]),
        words=phrases.patterns(("asks", "says"), lang),
    )
