"""Which stretches of the signs name a day? A table of patterns over the signs of `dates_words`, for every language.

At each place the longest match counts. What the rules mean stands in `dates_rules` and `dates_periods`; `dates` judges
the whole text.
"""

import re
from functools import cache

import msgspec

from bot.conversation.understand import dates_periods as periods
from bot.conversation.understand import dates_rules as rules
from bot.conversation.understand.dates_reading import Reading, Rule, Said, Scene


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A reading and the places of its signs: from `start` up to, not including, `end`."""

    start: int
    end: int
    reading: Reading


_PARTS = {
    "WHICH": "(?P<which>this coming|this|next|coming|overnext|last) ",
    "HOP": "(?P<hop>after next )",
    "WD": r"wd(?P<wd>\d) ",
    "MO": r"mo(?P<mo>\d+) ",
    "DAY": r"[on](?P<day>\d+) ",
    "YEAR": r"(?:(?:, )?(?:of |in )?(?:y(?P<y>\d{4})|n(?P<yy>2[4-9]|3\d)) (?!unit))?",
    "LINK": "(?:on |of |in |for |from |, |a |- )*",
    "COUNT": r"(?:a )?(?:n(?P<count>\d+) |a )(?:of )?",
    "LENGTH": r"(?:(?P<work>unit_work )(?:of )?(?:unit_(?P<unit>d) )?|unit_(?P<unit2>[dwmyq]) |(?P<unit3>fortnight) )",
    "LEAD": "(?:in |for |next |coming |this |of |on )*",
    "PART": "(?P<part>start|mid|end|late) (?:of |in |on |- )*",
}
_PLACE = re.compile(r"\{([A-Z]+)\}")
_LONGEST_SIGNS = 16
_TABLE: tuple[tuple[str, Rule], ...] = (
    (r"(?:this )?day(?P<shift>[+-]\d) ", rules.near_today),
    (r"(?:this )?day(?P<shift>[+-]\d) (?:, )?in {COUNT}{LENGTH}", rules.length_of_time),
    (r"(?:from |in )?now ", rules.now),
    ("{LEAD}{COUNT}{LENGTH}(?:later )?(?:for )?", rules.length_of_time),
    ("(?P<past>vor ){COUNT}{LENGTH}", rules.length_of_time),
    ("{COUNT}{LENGTH}(?P<past>ago )", rules.length_of_time),
    ("(?:{WHICH})?{WD}", rules.weekday),
    ("{WD}{HOP}", rules.weekday),
    ("{WD}{LINK}{WHICH}unit_w ", rules.weekday_of_week),
    ("{WD}{LINK}unit_w {HOP}", rules.weekday_of_week),
    ("{WHICH}unit_w {LINK}{WD}", rules.weekday_of_week),
    ("unit_w {HOP}{LINK}{WD}", rules.weekday_of_week),
    ("{WD}(?:, )?in {COUNT}unit_w ", rules.weekday_and_length),
    ("in {COUNT}unit_w (?:, )?(?:on )*{WD}", rules.weekday_and_length),
    ("{WD}unit_w ", rules.friday_week),
    ("a unit_w {WD}", rules.friday_week),
    ("kw_(?P<kw>\\d+) ", periods.week_number),
    ("kw_(?P<kw>\\d+) {LINK}{WD}", periods.week_number),
    ("{WD}{LINK}kw_(?P<kw>\\d+) ", periods.week_number),
    ("{DAY}(?:of |- )*{MO}(?:- )?{YEAR}", rules.day_and_month),
    ("(?:this )?{MO}(?:on |- |, )*{DAY}(?!unit|fortnight|mo)(?:- )?{YEAR}", rules.day_and_month),
    ("y(?P<y>\\d+) (?:, )?{DAY}{MO}", rules.day_and_month),
    ("y(?P<y>\\d+) (?:, )?{MO}{DAY}", rules.day_and_month),
    ("(?P<mark>dot|slash)_(?P<one>\\d+)_(?P<two>\\d+) (?:y(?P<year>\\d{4}) )?", rules.figures),
    ("full_(?P<mark>dot|slash)_(?P<one>\\d+)_(?P<two>\\d+)_(?P<year>\\d+) ", rules.figures),
    ("iso_(?P<year>\\d+)_(?P<month>\\d+)_(?P<number>\\d+) ", rules.iso),
    ("o(?P<day>\\d+) (?:(?:of |in |, )*{WHICH}unit_m )?", rules.number_of_month),
    ("{DAY}(?:of |in )+{WHICH}unit_m ", rules.number_of_month),
    ("{WHICH}unit_m (?:on |, )*{DAY}(?!unit)", rules.number_of_month),
    ("o(?P<day>\\d+) (?:of )?unit_m ", rules.number_of_month),
    ("on n(?P<day>\\d+) (?!unit|mo|fortnight|-|or|time|n|until|to|wd)", rules.number_of_month),
    ("o(?P<day>\\d+) o(?P<month>\\d+) ", rules.two_ordinals),
    ("(?:o(?P<nth>[1-5])|(?P<last>last)) {WD}(?:of |in |on )*{MO}{YEAR}", periods.nth_weekday),
    ("(?:o(?P<nth>[1-5])|(?P<last>last)) {WD}(?:of |in |on )*(?:{WHICH})?unit_m ", periods.nth_weekday),
    ("{PART}{MO}{YEAR}", periods.part_of_named_month),
    ("{MO}(?P<part>end|start|mid) (?!of|this|next)", periods.part_of_named_month),
    ("{PART}(?:{WHICH}|a )?unit_(?P<unit>[wmyq]) ", periods.part_of_period),
    ("{PART}unit_(?P<unit>[wmyq]) {HOP}", periods.part_of_period),
    ("{WHICH}unit_(?P<unit>[wmyq]) (?:, )?(?P<part>end|start|mid) (?!of|this|next)", periods.part_of_period),
    ("unit_(?P<unit>[wmyq]) (?P<part>end|start|mid) (?!of|this|next)", periods.part_of_period),
    ("{PART}(?P<what>kw_|quarter_|y)(?P<number>\\d+) {YEAR}", periods.part_of_numbered),
    ("{PART}o(?P<number>[1-4]) (?P<what>unit_q) {YEAR}", periods.part_of_numbered),
    ("(?:(?:this|next|coming) )?{MO}{YEAR}", periods.whole_month),
    ("{WHICH}unit_(?P<unit>[wmyq]) ", periods.whole_period),
    ("unit_(?P<unit>[wmyq]) {HOP}", periods.whole_period),
    ("(?:end )?(?:{WHICH})?weekend ", periods.weekend),
    ("feast_(?P<feast>\\w+) (?:y(?P<y>\\d{4}) )?", periods.feast),
)


def stretches(signs: list[str], scene: Scene) -> list[Stretch]:
    """All stretches that name days, in order, not overlapping; at each place the longest."""
    found: list[Stretch] = []
    place = 0
    while place < len(signs):
        stretch = _longest(signs, place, scene)
        if stretch:
            found.append(stretch)
        place = stretch.end if stretch else place + 1
    return found


def _longest(signs: list[str], place: int, scene: Scene) -> Stretch | None:
    rest = "".join(sign + " " for sign in signs[place : place + _LONGEST_SIGNS])
    matches = [(match, rule) for pattern, rule in _patterns() if (match := pattern.match(rest))]
    if not matches:
        return None
    match, rule = max(matches, key=lambda one: one[0].end())
    said = Said((name.rstrip("0123456789"), part.strip()) for name, part in match.groupdict().items() if part)
    before = "".join(sign + " " for sign in signs[:place])
    reading = rule(said, msgspec.structs.replace(scene, before=before))
    return Stretch(start=place, end=place + match[0].count(" "), reading=reading)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Rule], ...]:
    return tuple(
        (re.compile(_PLACE.sub(lambda part: _PARTS[part[1]], pattern)), rule) for pattern, rule in _TABLE
    )
