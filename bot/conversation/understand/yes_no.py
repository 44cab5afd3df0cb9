"""Was that a yes or a no?

A reply is read part by part: after a correction ("yes, no wait, ...") only what follows counts. In a part, a plain
yes or no at its beginning decides; otherwise set phrases found in a short reply, as long as they agree. Doubt, a
condition or a question in return is `Unclear`. People mix languages ("ok, passt"), so both are read together.
"""

import re
from functools import cache
from typing import Literal

import msgspec

from bot.conversation.understand import Unclear, phrases, turns
from bot.conversation.understand.turns import Clause, Part
from bot.conversation.understand.words import LONGEST, clauses

Stance = Literal["yes", "no", "unsure"]
YesNo = Literal["yes", "no"]
_Kind = Literal["idiom", "open", "general"]

SIGNS = {
    "👍": "yes", "👌": "yes", "✅": "yes", "✔": "yes", "☑": "yes", "🆗": "yes", "💯": "yes", "🤝": "yes",
    "🙌": "yes", ":+1:": "yes", ":thumbsup:": "yes", ":ok_hand:": "yes", ":white_check_mark:": "yes",
    ":heavy_check_mark:": "yes", "(y)": "yes",
    "👎": "no", "❌": "no", "✖": "no", "🚫": "no", "🙅": "no", "⛔": "no", ":-1:": "no", ":thumbsdown:": "no",
    ":x:": "no", ":no_entry:": "no", "(n)": "no",
    "🤷": "maybe", "🤔": "maybe", ":shrug:": "maybe", ":thinking_face:": "maybe", "y/n": "maybe", "j/n": "maybe",
    "yes/no": "maybe", "ja/nein": "maybe", "100%": "hundred percent", "100 %": "hundred percent",
}  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True))))
_QUESTION = re.compile(r"[^,.;!?…\n]*\?+")

_SHORT = 14
"""Words: in a longer reply a set phrase says too little about the whole, unless it stands near the start."""

_READ = 30  # words of a clause that are looked at
_NEAR_START = 3
_NOT_WITHIN = 2
_DENIED_WITHIN = 18  # characters: three or four words
_UNCLEAR = Unclear(reason="yes_or_no", likely=("yes", "no"))


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase in a clause: characters `start` to `end` of its line; `general` is any "I don't ..."."""

    stance: Stance
    start: int
    end: int
    general: bool = False


class _Tables(msgspec.Struct, frozen=True, kw_only=True):
    idioms: tuple[tuple[Stance, _Kind, re.Pattern[str]], ...]
    whole: tuple[tuple[Stance, re.Pattern[str]], ...]
    bare: tuple[tuple[Stance, re.Pattern[str]], ...]
    others: dict[str, re.Pattern[str]]
    ignored: frozenset[str]
    words: phrases.Patterns


def yes_no(text: str, *, lang: str) -> YesNo | Unclear:
    """What a person answered to a question that wants yes or no; doubt and conditions are `Unclear`."""
    if len(text) > LONGEST:
        return _UNCLEAR
    tables = _tables(phrases.in_order(lang)[0])
    spelled = _SIGN.sub(lambda sign: f" , {SIGNS[sign.group()]} , ", text.lower())
    said = [tables.words.repaired(clause) for clause in clauses(_statements(spelled, tables))]
    parts, firm = _parts(said, tables)
    if not parts:
        return _UNCLEAR
    stances = [_stance(part, tables) for part in parts]
    if stances[-1] is None and not firm and len(parts) > 1 and not _doubts(parts[-1], tables):
        stances.pop()
    last = stances[-1]
    against = any(earlier not in (last, None) for earlier in stances[:-1])
    if last is None or (against and not firm and not _is_plain(parts[-1], tables)):
        return _UNCLEAR
    return last


def _statements(text: str, tables: _Tables) -> str:
    """The text without questions in return; "why not?" is no question."""

    def kept(asked: re.Match[str]) -> str:
        said = tables.words.repaired([word for clause in clauses(asked.group()) for word in clause])
        return asked.group() if tables.others["asked"].fullmatch(_line(_unled(said, tables))) else " , "

    return _QUESTION.sub(kept, text)


def _parts(said: Part, tables: _Tables) -> tuple[list[Part], bool]:
    """What was said between corrections; "I can't wait" is none."""
    return turns.parts(
        said,
        tables.others["turn"],
        tables.others["firm_turn"],
        lambda line: [(f.start, f.end) for f in _idioms(line, tables)] + _last_word(line, tables),
    )


def _last_word(line: str, tables: _Tables) -> list[tuple[int, int]]:
    """Where a clause ends in a correction that is a "no" itself: "yes, uh no"."""
    firm = tables.others["firm_turn"]
    return [
        (match.start(), match.end())
        for match in tables.others["turn"].finditer(line)
        if match.end() == len(line) and not firm.fullmatch(match.group()) and _bare(line.split()[-1:], tables)
    ]


def _stance(part: Part, tables: _Tables) -> YesNo | None:
    first = _opening(part[0], tables)
    part = [first, *part[1:]]
    bare = _bare(first, tables)
    found = [_resolved(_idioms(_line(clause), tables)) for clause in part]
    if bare is not None and not any(f.start == 0 and f.end > bare.end for f in found[0]):
        return _after_bare(bare, part, found, tables)
    return _from_idioms(part, found, tables)


def _opening(clause: Clause, tables: _Tables) -> Clause:
    """The words without what leads to an answer, where that is not an answer itself ("so ist es", "uh huh")."""
    is_answer = _bare(clause, tables) or any(f.start == 0 for f in _idioms(_line(clause), tables))
    return clause if is_answer else _unled(clause, tables) or clause


def _after_bare(bare: _Found, part: Part, found: list[list[_Found]], tables: _Tables) -> YesNo | None:
    """The plain yes or no the part begins with, unless the rest takes it back."""
    strong = tables.others["strong"].fullmatch(_line(part[0])[: bare.end]) is not None
    rest = _line(part[0])[bare.end :].split()
    inside = [f for f in found[0] if f.end > bare.end]
    again = _bare(rest, tables)
    if any(f.stance == "unsure" for f in inside) or (again is not None and again.stance != bare.stance):
        return None
    goes_on = again is not None or any(f.start == bare.end for f in inside)
    if not strong and rest and rest[0] not in tables.ignored and not goes_on:
        return None
    if bare.stance == "yes" and _conditions(part, tables):
        return None
    later = [f for clause in found[1:] for f in clause if f.stance != "unsure"] + inside
    later += [f for clause in part[1:] for f in _whole_or_bare(clause, tables)]
    if bare.stance == "no" and any(tables.others["comfort"].match(_line(clause)) for clause in part[1:]):
        later = [f for f in later if f.stance != "yes"]  # "no thanks, I'm good"
    if any(f.stance != bare.stance and not (strong and f.general) for f in later):
        return None
    return "yes" if bare.stance == "yes" else "no"


def _from_idioms(part: Part, found: list[list[_Found]], tables: _Tables) -> YesNo | None:
    """What the set phrases of a part agree on."""
    length = sum(map(len, part))
    first = {f.stance for f in found[0]}
    if (
        first == {"no"}
        and found[0][0].start == 0
        and not found[0][0].general
        and {f.stance for fs in found for f in fs} == {"no", "unsure"}
    ):
        return "no"  # "not yet, maybe next week"
    seen: set[Stance] = set()
    for place, (clause, phrases_found) in enumerate(zip(part, found, strict=True)):
        for f in phrases_found:
            words_before = _line(clause)[: f.start].count(" ")
            if f.stance == "unsure" or length <= _SHORT or (place == 0 and words_before <= _NEAR_START):
                seen.add(f.stance)
        if not phrases_found:
            seen |= {f.stance for f in _whole_or_bare(clause, tables)}
    if len(seen) != 1 or (seen == {"yes"} and _conditions(part, tables)):
        return None
    stance = seen.pop()
    return stance if stance != "unsure" else None


def _whole_or_bare(clause: Clause, tables: _Tables) -> list[_Found]:
    """The stance of a clause that is nothing but a short phrase, or that begins with a plain yes or no."""
    unled = _unled(clause, tables)
    essence = [word for word in unled if word not in tables.ignored]
    for said in (clause, unled, essence):
        for stance, pattern in tables.whole:
            if said and pattern.fullmatch(_line(said)):
                return [_Found(stance=stance, start=0, end=len(_line(said)))]
    bare = _bare(unled, tables)
    return [bare] if bare is not None and not _resolved(_idioms(_line(unled), tables)) else []


def _bare(said: Clause, tables: _Tables) -> _Found | None:
    line = _line(said)
    found = [
        _Found(stance=stance, start=0, end=match.end())
        for stance, pattern in tables.bare
        if (match := pattern.match(line))
    ]
    return max(found, key=lambda f: f.end, default=None)


def _idioms(line: str, tables: _Tables) -> list[_Found]:
    return [
        _denied_or(
            _Found(stance=stance, start=match.start(), end=match.end(), general=kind == "general"),
            line,
            tables,
        )
        for stance, kind, pattern in tables.idioms
        for begin in _word_starts(line)
        if (match := pattern.match(line, begin)) and _counts(match, kind, tables)
    ]


def _denied_or(found: _Found, line: str, tables: _Tables) -> _Found:
    """The phrase; a yes that stands right after a "not" is any no."""
    before = line[: found.start].split()[-_NOT_WITHIN:]
    if found.stance != "yes" or tables.others["denier"].search(phrases.line(before)) is None:
        return found
    start = found.start - len(phrases.line(before))
    return _Found(stance="no", start=start, end=found.end, general=True)


def _counts(match: re.Match[str], kind: _Kind, tables: _Tables) -> bool:
    """Not a phrase about something named before it ("Monday works"), nor one whose gap a "not" fills."""
    if kind == "open":
        return tables.others["denial"].search(match.group()) is None
    before = match.string[: match.start()].split()
    is_about = bool(before) and before[-1] not in tables.ignored
    return kind == "general" or not (is_about and tables.others["predicate"].match(match.group()))


def _word_starts(line: str) -> list[int]:
    starts = [0, *(place + 1 for place, character in enumerate(line[:-1]) if character == " ")]
    return starts[:_READ] if line else []


def _resolved(found: list[_Found]) -> list[_Found]:
    """The phrases that are not part of a longer one; of two that overlap and disagree the longer one stays."""
    kept: list[_Found] = []
    found = [
        f for f in found if not any(_contains(o, f.start, f.end) and _length(o) > _length(f) for o in found)
    ]
    for f in sorted(found, key=lambda f: (f.end - f.start, f.stance == "unsure"), reverse=True):
        if not any(_contains(k, f.start, f.end) or (_overlap(k, f) and f.stance != "unsure") for k in kept):
            kept.append(f)
    denied = [f for f in kept if f.stance == "yes" and any(_is_denied(f, k) for k in kept)]
    return sorted((f for f in kept if f not in denied), key=lambda f: f.start)


def _is_denied(found: _Found, denial: _Found) -> bool:
    """Whether "fine for me" follows closely on "that isn't"."""
    return denial.general and 0 <= found.start - denial.end <= _DENIED_WITHIN


def _length(found: _Found) -> int:
    return found.end - found.start


def _contains(found: _Found, start: int, end: int) -> bool:
    return found.start <= start and end <= found.end


def _overlap(one: _Found, other: _Found) -> bool:
    return one.start < other.end and other.start < one.end


def _unled(said: Clause, tables: _Tables) -> Clause:
    """The words without "well", "my answer is" and the like before them."""
    match = tables.others["leads"].match(_line(said))
    return _line(said)[match.end() :].split() if match else said


def _conditions(part: Part, tables: _Tables) -> bool:
    return any(tables.others["condition"].search(tables.others["allowed"].sub("", _line(c))) for c in part)


def _doubts(part: Part, tables: _Tables) -> bool:
    return any(f.stance == "unsure" for clause in part for f in _resolved(_idioms(_line(clause), tables)))


def _is_plain(part: Part, tables: _Tables) -> bool:
    """Whether a correction says its yes or no at once."""
    first = _unled(part[0], tables) or part[0]
    near = [f for f in _idioms(_line(first), tables) if f.start == 0 and not f.general]
    return (
        bool(near)
        or _bare(first, tables) is not None
        or (len(part) == 1 and bool(_whole_or_bare(first, tables)))
    )


def _line(said: Clause) -> str:
    return phrases.line(said)


@cache
def _tables(lang: str) -> _Tables:
    """The phrases of both languages; where a typing mistake may be meant for either, `lang` wins."""
    languages = phrases.in_order(lang)
    both: dict[str, list[str]] = {}
    for language in languages:
        for meaning, some in phrases.load(language).topics["yes_no"].items():
            both.setdefault(meaning, []).extend(some)
    ignored = frozenset("|".join(both.pop("ignored")).split("|"))
    compiled = {meaning: re.compile(r"(?<!\S)" + phrases.either(some, {})) for meaning, some in both.items()}
    compiled["leads"] = re.compile(f"(?:{phrases.either(both['lead'], {})})*")
    typos = phrases.load(languages[1]).typos | phrases.load(languages[0]).typos
    known = set().union(*(phrases.vocabulary(some, {}) for some in both.values()))
    return _Tables(
        idioms=(
            ("yes", "idiom", compiled["yes_idiom"]),
            ("yes", "open", compiled["yes_open"]),
            ("no", "idiom", compiled["no_idiom"]),
            ("no", "general", compiled["no_general"]),
            ("unsure", "idiom", compiled["unsure"]),
        ),
        whole=(("yes", compiled["yes_whole"]), ("no", compiled["no_whole"])),
        bare=(("yes", compiled["bare_yes"]), ("no", compiled["bare_no"])),
        others=compiled,
        ignored=ignored,
        words=phrases.Patterns(
            by_meaning={}, vocabulary=phrases.by_letter(known), typos=typos, real_words=frozenset()
        ),
    )
