"""Which number does a word stand for? Written numbers below one hundred, English and German, folded."""

import re
from functools import cache

LONG_ENGLISH = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-]+"
    r"(one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b"
)
"""An English number above twenty in two words, to be joined before it is looked up."""

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_GERMAN = "null eins zwei drei vier fuenf sechs sieben acht neun zehn elf zwoelf dreizehn vierzehn fuenfzehn sechzehn"
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_GERMAN_TENS = "zwanzig dreissig vierzig fuenfzig sechzig siebzig achtzig neunzig"


def _numerals() -> dict[str, int]:
    english = [*_ENGLISH.split(), "seventeen", "eighteen", "nineteen"]
    german = [*_GERMAN.split(), "siebzehn", "achtzehn", "neunzehn"]
    found = dict(zip(english, range(20), strict=True)) | dict(zip(german, range(20), strict=True))
    for tens, word in zip(range(20, 100, 10), _ENGLISH_TENS.split(), strict=True):
        found[word] = tens
        found |= {word + english[unit]: tens + unit for unit in range(1, 10)}
    for tens, word in zip(range(20, 100, 10), _GERMAN_TENS.split(), strict=True):
        found[word] = tens
        found |= {("ein" if unit == 1 else german[unit]) + "und" + word: tens + unit for unit in range(1, 10)}
    return found | {"zwo": 2, "funf": 5, "fuenfe": 5, "viere": 4, "dreie": 3, "zwoa": 2}


NUMERALS = _numerals()
"""`twenty five` is one word here, as `with_digits` joins it."""

_SLIPS = {
    "tow": 2,
    "thre": 3,
    "trhee": 3,
    "tree": 3,
    "fuor": 4,
    "fourr": 4,
    "fivee": 5,
    "threee": 3,
    "twoo": 2,
    "foru": 4,
    "ofur": 4,
    "fvie": 5,
    "fiev": 5,
    "virr": 4,
}
_TYPED = NUMERALS | _SLIPS


def with_digits(said: list[str]) -> list[str]:
    """The words with written numbers as digits; "25min" and "twenty five" are cut and joined as numbers are."""
    found: list[str] = []
    for word in said:
        number, before = _TYPED.get(word), found[-1] if found else ""
        if number is None:
            found += _cut(word)
        elif before.isdecimal() and int(before) >= 20 and int(before) % 10 == 0 < number < 10:
            found[-1] = str(int(before) + number)
        else:
            found.append(str(number))
    return found


def _cut(word: str) -> list[str]:
    digits = "".join(c for c in word if c.isdecimal())
    if digits and word.startswith(digits) and word[len(digits) :].isalpha():
        unit = word[len(digits) :]
        return [word] if unit in ("st", "nd", "rd", "th", "te", "ter", "tes", "ten") else [digits, unit]
    return [word]


_LOST_VOWELS = re.compile(r"([aou])e")
_ENGLISH_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_GERMAN_ORDINALS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}


@cache
def cardinals(lang: str) -> dict[str, int]:
    """Word -> number below one hundred in one language; German also without the e of an umlaut ("zwolf")."""
    if lang != "de":
        return {word: number for word, number in NUMERALS.items() if not _is_german(word)}
    german = {word: number for word, number in NUMERALS.items() if _is_german(word)}
    return german | {_LOST_VOWELS.sub(r"\1", word): number for word, number in german.items()}


@cache
def ordinals(lang: str) -> dict[str, int]:
    """Word -> place, first to ninety-ninth, in one language; German with every ending ("dritter", "am dritten")."""
    if lang != "de":
        simple = {word: number for number, word in enumerate(_ENGLISH_ORDINALS.split()) if number}
        tens = {word: number for number, word in zip(range(20, 100, 10), _ENGLISH_TENS.split(), strict=True)}
        found = simple | {f"{word[:-1]}ieth": number for word, number in tens.items()}
        return found | {
            word + unit: number + simple[unit] for word, number in tens.items() for unit in list(simple)[:9]
        }
    found = {}
    for word, number in cardinals("de").items():
        stem = _GERMAN_ORDINALS.get(number) or word + ("t" if number < 20 else "st")
        found |= {stem + ending: number for ending in ("e", "er", "es", "en", "em")}
    return found


def _is_german(word: str) -> bool:
    english = {*_ENGLISH.split(), "seventeen", "eighteen", "nineteen"}
    return word not in english and not any(word.startswith(tens) for tens in _ENGLISH_TENS.split())
