"""Which number does a word stand for? Written numbers below one hundred, English and German, folded."""

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


def with_digits(said: list[str]) -> list[str]:
    """The words with written numbers as digits; "25min" and "twenty five" are cut and joined as numbers are."""
    found: list[str] = []
    for word in said:
        before = found[-1] if found else ""
        if (
            word in NUMERALS
            and before.isdigit()
            and int(before) % 10 == 0 < NUMERALS[word] < 10 <= int(before)
        ):
            found[-1] = str(int(before) + NUMERALS[word])
        elif word in NUMERALS:
            found.append(str(NUMERALS[word]))
        else:
            found += _cut(word)
    return found


def _cut(word: str) -> list[str]:
    digits = "".join(c for c in word if c.isdecimal())
    if digits and word.startswith(digits) and word[len(digits) :].isalpha():
        unit = word[len(digits) :]
        return [word] if unit in ("st", "nd", "rd", "th", "te", "ter", "tes", "ten") else [digits, unit]
    return [word]
