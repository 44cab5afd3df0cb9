"""Which of the offered moments was meant? "the second one", "2", "Thursday", "at 3", or another moment named in full.

What is said is held against each offer: "Thursday" is the one on a Thursday, "at 3" the one at three, "Thursday
morning" the one on a Thursday before noon. Only when it fits no offer is it read for itself (`moments`).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from bot.conversation.understand import Unclear, choices
from bot.conversation.understand.dates import names_no_day, weekday
from bot.conversation.understand.moments import Here, Spans, days_named, iso_moment, likely, moment, zone_of
from bot.conversation.understand.moments_told import Told, tell
from bot.conversation.understand.moments_words import says
from bot.conversation.understand.phrases import in_order
from bot.conversation.understand.words import folded, tokens

_PARTS = {"forenoon": range(12), "afternoon": range(12, 18), "evening": range(17, 24)}
"""The hours at which something may begin that is said to be then."""
_NUMBER = re.compile(r"\d+")


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A moment (aware), and how the person read it."""

    at: datetime
    label: str


def offered(
    text: str, offers: Sequence[Offer], *, lang: str, now: datetime, zone: str, hours: Spans = ()
) -> datetime | Unclear:
    """The offer that was meant, or another moment, always after `now`; with offers a time needs its day to be another.

    The rest is as in `moments.moment`.
    """
    if exact := iso_moment(text):
        return exact if exact > now else Unclear(reason="moment_past")
    same = [one for one in offers if folded(one.label) == folded(text)]
    if len(same) == 1:
        return _taken(same[0], now)
    told = tell(text, in_order(lang)[0], zone)
    here = Here(lang=in_order(lang)[0], now=now, zone=zone, hours=hours)
    pointed, on_that_day = _pointed(text, told, offers), [one for one in offers if _fits(one, told, here)]
    fitting = [one for one in on_that_day if one in pointed or _agrees(one, told, here)]
    if on_that_day and not fitting:
        return Unclear(reason="moment_time")  # the day of an offer, and another hour of it
    meant = [one for one in fitting if one in pointed] or fitting or pointed
    is_disputed = bool(pointed and fitting) and not any(one in pointed for one in fitting)
    if len(meant) > 1 or is_disputed or (meant and told.is_doubted):
        every = dict.fromkeys(one.at for one in (*meant, *pointed))
        return Unclear(reason="moment_which", likely=likely(list(every), now))
    if meant:
        return _taken(meant[0], now)
    found = moment(text, lang=lang, now=now, zone=zone, hours=hours)
    if isinstance(found, Unclear):
        return _named(text, offers, now, lang) if found.reason == "moment" and not told.is_refused else found
    is_bare = told.names_time and names_no_day(told.rest, lang=here.lang, unknown=0)
    return Unclear(reason="moment_which", likely=likely([found], now)) if is_bare else found


def _taken(offer: Offer, now: datetime) -> datetime | Unclear:
    return offer.at if offer.at > now else Unclear(reason="moment_past")


def _pointed(text: str, told: Told, offers: Sequence[Offer]) -> list[Offer]:
    """The offer named by its place in the list."""
    if told.is_refused or told.names_time or not tokens(text):
        return []
    places = [choices.Option(value="." * place, label="") for place in range(len(offers))]  # without words
    found = choices.choice(text, places, lang="en")
    return [] if isinstance(found, Unclear) else [offers[len(found)]]


def _named(text: str, offers: Sequence[Offer], now: datetime, lang: str) -> datetime | Unclear:
    """The offer named by words of its label that are neither day nor time."""
    labels = [choices.Option(value=str(place), label=one.label) for place, one in enumerate(offers)]
    found = choices.choice(text, labels, lang=lang)
    return Unclear(reason="moment") if isinstance(found, Unclear) else _taken(offers[int(found)], now)


def _fits(offer: Offer, told: Told, here: Here) -> bool:
    """Whether the day and the time that are named, one of them at least, are those of the offer."""
    if told.is_refused or told.has_choice or told.ahead is not None or told.is_midnight:
        return False
    local = offer.at.astimezone(zone_of(here.zone))
    if told.times and local.hour * 60 + local.minute not in told.times[0]:
        return False
    if names_no_day(told.rest, lang=here.lang, unknown=0):
        return bool(told.times)
    return _is_on_day(local.date(), told, here)


def _is_on_day(on: date, told: Told, here: Here) -> bool:
    bare = weekday(told.rest, lang=here.lang)
    return on.weekday() == bare if bare is not None else on in days_named(told, here)


def _agrees(offer: Offer, told: Told, here: Here) -> bool:
    """Whether nothing that is said beside a day speaks of another hour: "Monday 11", "Friday afternoon"."""
    if told.names_time:
        return True
    local = offer.at.astimezone(zone_of(here.zone))
    if any(says(part, told.rest) and local.hour not in hours for part, hours in _PARTS.items()):
        return False
    return {int(number) for number in _NUMBER.findall(told.rest)} <= {
        *(local.hour, local.hour % 12),
        *(local.day, local.month, local.year, local.year % 100),
    }
