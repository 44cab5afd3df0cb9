"""How is something found in memory without a look at everything? Mappings that tell their indexes of each change.

`memory_state.py` has the tables made of these. What an index does not hold costs nothing: a message that was
sent is in no line any more.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

K = TypeVar("K")
V = TypeVar("V")
N = TypeVar("N", bound=Hashable)
Key = TypeVar("Key", contravariant=True)
Value = TypeVar("Value", contravariant=True)
Order = tuple[Any, ...]


class Index(Protocol[Key, Value]):
    def change(self, key: Key, before: Value | None, after: Value | None) -> None:
        """`None` before: it is new; after: it is gone."""


class Table(dict[K, V]):
    """Changed by `write` only, so that its indexes are right; going back is a change like any other."""

    def __init__(self, *indexes: Index[K, V]) -> None:
        super().__init__()
        self._indexes = list(indexes)

    def write(self, key: K, value: V | None) -> None:
        """Put, or take out with `None`."""
        before = self.get(key)
        if value is None:
            self.pop(key, None)
        else:
            self[key] = value
        for index in self._indexes:
            index.change(key, before, value)

    def index(self, index: Index[K, V]) -> None:
        """One more, built from what there is."""
        for key, value in self.items():
            index.change(key, None, value)
        self._indexes.append(index)


class Groups(Generic[K, V]):
    """Keys by what their values have in common; a value is in as many groups as `groups_of` names."""

    def __init__(self, groups_of: Callable[[V], tuple[Hashable, ...]]) -> None:
        self._groups_of = groups_of
        self._keys: dict[Hashable, dict[K, None]] = {}

    def change(self, key: K, before: V | None, after: V | None) -> None:
        old = () if before is None else self._groups_of(before)
        new = () if after is None else self._groups_of(after)
        if old == new:
            return
        for group in old:
            keys = self._keys.get(group, {})
            keys.pop(key, None)
            if not keys:
                self._keys.pop(group, None)
        for group in new:
            self._keys.setdefault(group, {})[key] = None

    def __getitem__(self, group: Hashable) -> Collection[K]:
        return self._keys.get(group, {}).keys()

    def size(self, groups: Iterable[Hashable]) -> int:
        return sum(len(self._keys.get(group, ())) for group in groups)


class Lines(Generic[N, V]):
    """Values in lines, each in order. `place` says in which line a value stands and where (unique, its moment
    or number first), `None` for one that stands in none.
    """

    def __init__(self, place: Callable[[V], tuple[N, Order] | None]) -> None:
        self._place = place
        self._lines: dict[N, list[Order]] = {}

    def change(self, key: object, before: V | None, after: V | None) -> None:
        old = None if before is None else self._place(before)
        new = None if after is None else self._place(after)
        if old == new:
            return
        if old is not None:
            line = self._lines[old[0]]
            del line[bisect_left(line, old[1])]
            if not line:
                del self._lines[old[0]]
        if new is not None:
            insort(self._lines.setdefault(new[0], []), new[1])

    def __getitem__(self, name: N) -> Sequence[Order]:
        return self._lines.get(name, ())

    def __iter__(self) -> Iterator[N]:
        return iter(self._lines)

    def until(self, name: N, moment: datetime) -> Iterator[Order]:
        """Those up to a moment, which included."""
        for order in self._lines.get(name, ()):
            if order[0] > moment:
                return
            yield order

    def later(self, name: N, moment: datetime | None) -> Sequence[Order]:
        """Those later than a moment, or all."""
        line = self._lines.get(name, [])
        return line if moment is None else line[bisect_right(line, moment, key=_first) :]


def _first(order: Order) -> Any:
    return order[0]
