"""How does an adapter check what a platform sent, once, before anything is made of it? One record per kind of
request; what it does not name is ignored, so that what a platform adds does no harm.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from bot.runtime.errors import BadPayload

Read = TypeVar("Read")


def read_record(payload: object, shape: type[Read], platform: str) -> Read:
    """The payload as that record; raises BadPayload, which names the place of the fault and no content."""
    try:
        # By way of JSON, because half characters that no database takes do not survive it.
        return msgspec.json.decode(msgspec.json.encode(payload), type=shape)
    except msgspec.ValidationError as error:
        where = str(error).rpartition(" - at ")[2]
        raise BadPayload(f"a request of {platform} is not a {shape.__name__} at {where}") from error
    except UnicodeEncodeError as error:
        raise BadPayload(f"a request of {platform} for a {shape.__name__} holds half a character") from error
