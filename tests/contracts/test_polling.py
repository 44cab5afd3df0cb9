"""What is asked again and again is cheap: its statements are built once, so that those who type keep the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.runtime.ports import Ration, Storage
from storage import open_storage
from tests import factories as make
from tests.conftest import SECRET_KEY
from tests.factories import ACME, NOON

Ask = Callable[[Storage], object]
ASKED: dict[str, Ask] = {
    "claim_rows": lambda storage: storage.claim_rows("live", NOON, lease_s=9, limit=5, most_bulk=2),
    "claim_rows with rations": lambda storage: storage.claim_rows(
        "live", NOON, lease_s=9, limit=5, rations=[Ration(organization=ACME, lane=0, most=1)]
    ),
    "claim_job": lambda storage: storage.claim_job("live", lease_s=9, kinds=("propose", "digest")),
    "take_turn": lambda storage: storage.take_turn([("slack:T1:chat.postMessage", 1e9, 5)]),
}


@contextmanager
def statements() -> Iterator[Counter[str]]:
    """How many objects of each statement are executed."""
    seen: dict[int, Any] = {}  # kept, so that no other one takes its place
    built = Counter[str]()

    def note(db: object, statement: Any, *_: object) -> None:
        if id(statement) not in seen:
            seen[id(statement)] = statement
            built[str(statement)] += 1

    sa.event.listen(sa.Engine, "before_execute", note)
    try:
        yield built
    finally:
        sa.event.remove(sa.Engine, "before_execute", note)


@pytest.mark.parametrize("name", ASKED)
def test_asking_again_builds_no_statement(name: str, tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:///{tmp_path / 'a.db'}", SECRET_KEY, home=tmp_path)
    try:
        with statements() as built:
            for number in range(3):
                with storage.begin() as work:
                    work.enqueue(make.said(f"{number}"), ACME, "live", [make.send("ana")])
                ASKED[name](storage)
        often = [text for text, times in built.items() if times > 1]
        assert not [
            text for text in often if text.startswith(("SELECT outbox.sequence", "UPDATE", "SELECT job"))
        ]
    finally:
        storage.close()
