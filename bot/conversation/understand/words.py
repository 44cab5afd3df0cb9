"""How do we make the many ways of typing the same words equal? Read by every module of this package.

`tidy` keeps case and punctuation, `folded` drops case and accents, `tokens` cuts into words, `spoken` also
drops politeness, `clauses` keeps apart what stands between commas and full stops. Umlauts become two letters
(`zurück` and `zurueck` are equal), `ß` becomes `ss`, apostrophes inside words vanish (`don't`, `dont`).
"""

import re
import unicodedata

LONGEST = 600
"""Characters that are looked at; a longer text is no answer to a short question."""

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"}
)
_QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "′": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
    }
    | dict.fromkeys("‐‑‒–—―−", "-")
)
_UNSEEN = frozenset(
    {"Cc", "Cf", "Cn", "Co", "Cs"}
)  # control, bidi and zero-width, unassigned, private, lone halves
_PICTURES = frozenset({"So", "Sk"})  # emoji and their skin tones
_SELECTORS = frozenset("\ufe0e\ufe0f\u20e3")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # yessss, jaaa, nööö
_BREAK = re.compile(r"[,;:!?…()|\"]+|\.(?!\d)|(?<=\s)[-/]+(?=\s)|--+|-+>|\n+|\.\.+")

_FILLER = """
please pls plz kindly bitte bidde thanks thx ty danke dankeschoen merci cheers
hi hey hello hallo moin servus uh uhm umm erm hm hmm hmmm aehm aeh oehm tja mal
"""
FILLER = frozenset(_FILLER.split())


def tidy(text: str, *, longest: int = LONGEST) -> str:
    """The text on one line, without emoji and unseen characters, with straight quotes; the rest stays."""
    compatible = unicodedata.normalize("NFKC", text[:longest])[:longest].translate(_QUOTES)
    return " ".join("".join(map(_seen, compatible)).split())


def folded(text: str, *, longest: int = LONGEST) -> str:
    """`tidy`, without case, accents and drawn-out letters; ä, ö, ü and ß as ae, oe, ue and ss."""
    spelled = _DRAWN_OUT.sub(r"\1", tidy(text, longest=longest).casefold()).translate(_UMLAUTS)
    return "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))


def tokens(text: str, *, longest: int = LONGEST) -> list[str]:
    """The words and numbers of a text, folded, in order; "don't" is one word, "dont"; punctuation is gone."""
    return [word.replace("'", "") for word in _WORD.findall(folded(text, longest=longest))]


def spoken(text: str, *, longest: int = LONGEST) -> list[str]:
    """`tokens` without greetings, "please", "bitte" and the like; all of them when nothing else was said."""
    said = tokens(text, longest=longest)
    return [word for word in said if word not in FILLER] or said


def clauses(text: str, *, longest: int = LONGEST) -> list[list[str]]:
    """`tokens`, one list for each part between punctuation or on a line of its own; empty parts are left out."""
    lines = folded(text.replace("\n", " ; "), longest=longest)
    return [said for part in _BREAK.split(lines) if (said := tokens(part))]


def _seen(character: str) -> str:
    if character in _SELECTORS:
        return ""
    category = unicodedata.category(character)
    if category in _UNSEEN and character not in "\t\n\r":
        return " " if category == "Cc" else ""
    return " " if category in _PICTURES and character not in "^'`" else character
