"""Which options does a text name by their place: "2", "b)", "the second one", "the last one"?

Places count only when nothing strange is said beside them, and not where a number is part of a label.
"""

import re

from bot.conversation.understand import phrases
from bot.conversation.understand.numerals import with_digits
from bot.conversation.understand.options import Heard, Mention

_LETTERS = "abcdefgh"
_RELATIVE = (("before_last", -2), ("last", -1), ("middle", 0))
_ARTICLES = frozenset({"the", "die", "der", "das", "den", "dem", "and", "und"})
_Left = list[tuple[int, str]]


def positions(heard: Heard, labels: list[Mention], words: list[Mention]) -> list[Mention]:
    """The options named by place beside those named by their whole `labels` or by some of their `words`."""
    taken = {place for mention in labels + words for place in range(mention.start, mention.end)}
    left = [(place, word) for place, word in enumerate(heard.said) if place not in taken]
    if _is_strange(left, heard):
        return []
    found: list[Mention] = []
    covered: set[int] = set()
    for kind, steps in _RELATIVE:
        found += [m for m in _relative(left, heard, kind, steps) if m.start not in covered]
        covered |= {place for mention in found for place in range(mention.start, mention.end)}
    partly = {mention.start for mention in words}
    for place, word in left:
        number = _number(word, heard)
        if place in covered or not 0 < number <= len(heard.names):
            continue
        if word.isdecimal() and _counts_itself(heard) and not heard.after_noun(place):
            continue
        if heard.after_noun(place) or not (
            _in_other_label(word, number - 1, heard) or (taken and _is_other_word(place, partly, heard))
        ):
            found.append(Mention(option=number - 1, start=place, end=place + 1))
    return found if found or taken else _letter(left, heard)


def disputed(number: str, option: int, heard: Heard) -> bool:
    """Whether a number alone, part of one option's label, may also mean another option's place in the list."""
    place = int(number[:4])
    is_spelled = any(with_digits([word]) == [number] for word in heard.spelled & heard.written[option])
    return (
        not (is_spelled and number not in heard.spelled)
        and 0 < place <= len(heard.names)
        and place != option + 1
        and [number] not in heard.names[option]
    )


def _is_strange(left: _Left, heard: Heard) -> bool:
    line = heard.lexicon.whole["negation"].sub("", phrases.line([word for _, word in left]))
    return any(
        word not in heard.lexicon.ignored and not heard.lexicon.is_place(word) and word not in _LETTERS
        for word in line.split()
    )


def _relative(left: _Left, heard: Heard, kind: str, steps: int) -> list[Mention]:
    """A place told from the end ("the last one", -1) or as the middle (0)."""
    match = heard.lexicon.whole[kind].search(phrases.line([word for _, word in left]))
    count = len(heard.names)
    option = count + steps if steps else count // 2
    if match is None or option < 0 or (not steps and count % 2 == 0):
        return []
    first = match.string[: match.start()].count(" ")
    last = first + match.group().count(" ") - 1
    return [Mention(option=option, start=left[first][0], end=left[last][0] + 1)]


def _letter(left: _Left, heard: Heard) -> list[Mention]:
    """A single letter for a place, unless a label begins with it."""
    letters = [(place, word) for place, word in left if word in _LETTERS[: len(heard.names)]]
    others = [word for _, word in left if word not in _LETTERS and word not in heard.lexicon.ignored]
    if len(letters) != 1 or others or (letters[0][1] == "a" and len(left) > 2):
        return []
    place, letter = letters[0]
    option = _LETTERS.index(letter)
    rivals = [other for other, names in enumerate(heard.names) if names and names[0][0].startswith(letter)]
    is_told = any(word in heard.lexicon.nouns for _, word in left)
    return [Mention(option=option, start=place, end=place + 1)] if is_told or rivals in ([], [option]) else []


def _number(word: str, heard: Heard) -> int:
    """The place a word stands for, counted from 1; 0 for none."""
    if word.isdecimal():
        return int(word[:4])
    digits = re.sub(r"(?:st|nd|rd|th|te[rsn]?)$", "", word)
    return heard.lexicon.places.get(word, int(digits[:4]) if digits.isdecimal() else 0)


def _in_other_label(word: str, option: int, heard: Heard) -> bool:
    """Whether a number may also be meant for another option, as in "2" for "every 2 weeks"."""
    same = {word, *(spelled for spelled in heard.spelled if with_digits([spelled]) == [word])}
    labels = [place for place, words in enumerate(heard.written) if same & words]
    return bool(labels) and labels != [option]


def _counts_itself(heard: Heard) -> bool:
    """Whether a label is a number as small as a place in the list, or all are numbers: "2" is only ever the label."""
    firsts = [names[0] for names in heard.names if names]
    numbers = [int(name[0][:4]) for name in firsts if len(name) == 1 and name[0].isdecimal()]
    return any(number <= len(firsts) for number in numbers) or 0 < len(firsts) == len(numbers)


def _is_other_word(place: int, partly: set[int], heard: Heard) -> bool:
    """Whether a number beside a named option is no place: "one week", "change the text first"."""
    is_adverb = not heard.said[place].isdecimal() and (place == 0 or heard.said[place - 1] not in _ARTICLES)
    return is_adverb or place + 1 in partly or place - 1 in partly
