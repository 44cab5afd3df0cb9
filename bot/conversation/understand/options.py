"""What is offered, how may it be written, and which words around it matter? Read by `mentions` and `positions`."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import msgspec
from rapidfuzz.distance import OSA

from bot.conversation.understand import phrases
from bot.conversation.understand.numerals import with_digits
from bot.conversation.understand.words import FILLER, folded, tokens

_CONTRACTED = {
    "dont": ["do", "not"],
    "cant": ["can", "not"],
    "cannot": ["can", "not"],
    "wont": ["will", "not"],
    "isnt": ["is", "not"],
    "arent": ["are", "not"],
    "doesnt": ["does", "not"],
    "wouldnt": ["would", "not"],
}
_EACH = frozenset({"every", "each", "jede", "jeden", "jeder", "jedes", "alle"})
_OTHER = frozenset({"other", "andere", "anderen"})
_RELATIVE = ("last", "middle", "before_last")


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """`label` is what the person read, in their language."""

    value: str
    label: str


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """The words from `start` up to `end` name the option at place `option` of the list."""

    option: int
    start: int
    end: int


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """The words around options, both languages together; `places` gives "second" as 2."""

    whole: dict[str, re.Pattern[str]]
    ignored: frozenset[str]
    places: dict[str, int]
    nouns: frozenset[str]

    def is_place(self, word: str) -> bool:
        """Whether a word can stand for a place in the list."""
        return (
            word.isdecimal()
            or word in self.places
            or any(self.whole[kind].fullmatch(word + " ") for kind in _RELATIVE)
        )


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One clause, and the ways each option may be named: by its label, then by a value made of words.

    `written` are the words of the labels as they stand there, "One" still being a word and no digit, `spelled` those
    of the clause.
    """

    said: list[str]
    spelled: frozenset[str]
    names: list[tuple[list[str], ...]]
    written: list[frozenset[str]]
    lexicon: Lexicon

    def after_noun(self, place: int) -> bool:
        """Whether "option", "number" or the like stands before this word."""
        return place > 0 and self.said[place - 1] in self.lexicon.nouns

    def masked(self, taken: set[int]) -> str:
        """The line with the words that name options made nameless."""
        return phrases.line(["0" if place in taken else word for place, word in enumerate(self.said)])


def heard(clause: list[str], options: Sequence[Option], lexicon: Lexicon) -> Heard:
    """A clause, as `words.clauses` gives it, beside the options."""
    names: list[tuple[list[str], ...]] = []
    for option in options:
        label, value = plain(tokens(option.label)), plain(tokens(option.value.replace("_", " ")))
        is_word = not "".join(value).isdecimal()
        names.append(tuple(name for name in (label, value if is_word else []) if name))
    return Heard(
        said=_counted(plain(_without_pronouns(clause, lexicon)), lexicon),
        spelled=frozenset(clause),
        names=names,
        written=[frozenset(tokens(option.label)) for option in options],
        lexicon=lexicon,
    )


def plain(said: list[str]) -> list[str]:
    """The words with numbers as digits and "don't" as two words."""
    return with_digits([word for whole in said for word in _CONTRACTED.get(whole, [whole])])


def _counted(said: list[str], lexicon: Lexicon) -> list[str]:
    """ "Every third week" as "every 3 week"."""
    counted = list(said)
    for place, (each, word) in enumerate(pairwise(said), 1):
        number = 2 if word in _OTHER else lexicon.places.get(word)
        if each in _EACH and number and not word.isdecimal():
            counted[place] = str(number)
    return counted


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
    return Lexicon(
        whole={meaning: re.compile(r"(?<!\S)" + phrases.either(some, {})) for meaning, some in both.items()},
        ignored=frozenset("|".join(both["ignored"]).split("|")) | FILLER,
        places=places,
        nouns=frozenset("|".join(both["noun"]).split("|")),
    )


def _without_pronouns(clause: list[str], lexicon: Lexicon) -> list[str]:
    """The words without the "one" of "the second one", which is no number."""
    return [
        word
        for before, word in zip(["", *clause], clause, strict=False)
        if word not in ("one", "ones") or not before or before in lexicon.nouns or before in ("and", "or")
    ]
