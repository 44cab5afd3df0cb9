"""On which days is a whole country off? National holidays only: a region's own days count as work."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.core import get_global

NOWHERE = frozenset({"ZZ", "001"})
# Zones named by an abbreviation: CLDR gives each to one country, but people far beyond it have chosen them.
ABBREVIATIONS = frozenset({"CET", "EET", "EST", "HST", "MET", "MST", "WET"})


@lru_cache(maxsize=1024)
def country_of(zone: str) -> str:
    """The country (ISO 3166-1, two letters) of an IANA zone; "" when it is nobody's, as UTC is.

    Source: CLDR's zones and territories, through Babel.
    """
    if zone in ABBREVIATIONS:
        return ""
    territories = get_global("zone_territories")
    country = territories.get(zone) or territories.get(get_global("zone_aliases").get(zone, ""), "")
    return "" if country in NOWHERE else country


@lru_cache(maxsize=1024)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Days off in a year, those given instead of a weekend included; none where they are not known."""
    from holidays import country_holidays  # takes memory: only once somebody's day is asked about

    try:
        return frozenset(country_holidays(country, years=year, expand=False)) if country else frozenset()
    except NotImplementedError:
        return frozenset()


def is_public_holiday(zone: str, day: date) -> bool:
    """Is the country of an IANA zone off on this day?"""
    country = country_of(zone)
    return bool(country) and day in public_holidays(country, day.year)
