"""A storage that breaks where a test says: around one call of a transaction, or of the storage itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from bot.program.snapshot import Query, Snapshot
from bot.runtime.ports import Storage, UnitOfWork


class Cut(BaseException):
    """The process dies here: nothing catches this."""


class Faulty:
    """Passes every call on. `breaks` maps the name of a call to what is raised instead of making it, `after` to
    what is raised when it was made; "commit" is the end of a transaction.

    What is named in `once` breaks one time. `answers` are given instead of making a call, `passes` are made
    instead. `spoil` changes what a step gets to see; `calls` lists the names of all calls made.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.breaks: dict[str, BaseException] = {}
        self.after: dict[str, BaseException] = {}
        self.once: set[str] = set()
        self.answers: dict[str, object] = {}
        self.passes: dict[str, Callable[..., object]] = {}
        self.spoil: Callable[[Snapshot], Snapshot] | None = None
        self.calls: list[str] = []

    def as_storage(self) -> Storage:
        return cast(Storage, self)

    def passed(self, name: str, call: Callable[..., object]) -> Callable[..., object]:
        def made(*args: Any, **named: Any) -> object:
            self.reach(name)
            made_instead = self.passes.get(name, call)
            answer = self.answers[name] if name in self.answers else made_instead(*args, **named)
            self.reached(name)
            return answer

        return made

    def reach(self, name: str) -> None:
        self.calls.append(name)
        if name in self.breaks:
            error = self.breaks[name]
            if name in self.once:
                self.once.discard(name)
                del self.breaks[name]
            raise error

    def reached(self, name: str) -> None:
        if name in self.after:
            raise self.after[name]

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        with self._storage.begin() as work:
            yield cast(UnitOfWork, _Unit(self, work))
            self.reach("commit")
        self.reached("commit")

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._storage, name)
        return self.passed(name, found) if callable(found) else found


class _Unit:
    def __init__(self, faulty: Faulty, work: UnitOfWork) -> None:
        self._faulty, self._work = faulty, work

    def load(self, query: Query) -> Snapshot:
        self._faulty.reach("load")
        snapshot = self._work.load(query)
        return self._faulty.spoil(snapshot) if self._faulty.spoil else snapshot

    def __getattr__(self, name: str) -> Any:
        return self._faulty.passed(name, getattr(self._work, name))
