"""What is known of one method of the Web API? A row of the tables that each family of methods has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from tests.slack.arguments import Argument
from tests.slack.workspace import Json, Workspace

# Calls a minute. Source: https://docs.slack.dev/apis/web-api/rate-limits (November 2026); "posting" is one a second
# and channel, "special" is the method's own and not counted here.
TIERS = {"1": 1, "2": 20, "3": 50, "4": 100, "posting": 60, "special": 0}


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """`scopes`: any one of them does; none when the method needs none. `json`: a JSON body is taken, else only a form
    or a query. `shows`: people see what it does, so a lost answer leaves a doubt.
    """

    answer: Callable[[Workspace, Json], Json]
    arguments: Mapping[str, Argument] = {}
    scopes: tuple[str, ...] = ()
    tier: Literal["1", "2", "3", "4", "posting", "special"]
    token: Literal["bot", "app", "none"] = "bot"
    json: bool = False
    shows: bool = False
