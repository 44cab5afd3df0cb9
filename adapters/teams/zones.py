"""Which time zone does a client mean? Most say it as IANA does ("Europe/Berlin"), some as Windows does. Pure."""

from __future__ import annotations

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.program.calendar import zone_named

LONGEST = 60


def iana_zone(name: str) -> str:
    """The IANA name, "" for what is none: then a better guess is asked for than UTC.

    Source: https://github.com/unicode-org/cldr/blob/main/common/supplemental/windowsZones.xml (November 2026).
    """
    name = WINDOWS_TO_OLSON.get(name, name)
    return name if 0 < len(name) <= LONGEST and zone_named(name).key == name else ""
