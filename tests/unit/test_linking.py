"""In which places does somebody have an account? Some platforms have ids with colons in them."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Address
from bot.program.company import linking
from bot.program.snapshot import Snapshot
from bot.scene import Scene
from tests import factories as make

IN_TEAMS = Address(platform="teams", place="tenant", user="eve-aad")


@pytest.mark.parametrize(
    ("account", "elsewhere"),
    [("teams:tenant:29:1-eve", False), ("teams:tenant:eve", False), ("slack:T1:U1", True)],
)
def test_another_account_in_the_same_place_is_not_elsewhere(account: str, elsewhere: bool) -> None:
    known = make.account("eve", address=IN_TEAMS)
    scene = Scene(Snapshot(accounts={known.id: known}), make.said())
    assert linking.homes(scene, make.person("eve"), account) == ([known] if elsewhere else [])
