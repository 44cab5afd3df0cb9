"""Which rows of the outbox does this copy of the bot hold? The numbers that the database gave to its claims."""

from __future__ import annotations


class Leases:
    """Every claim may begin to send once, however many tasks of this process think that they hold it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._not_begun: set[tuple[str, int]] = set()

    def take(self, row_id: str, number: int) -> None:
        self._numbers[row_id] = number
        self._not_begun.add((row_id, number))

    def begin(self, row_id: str) -> int | None:
        """The number of the claim; `None` when it is not ours, or has begun."""
        number = self._numbers.get(row_id)
        try:
            self._not_begun.remove((row_id, number or 0))
        except KeyError:
            return None
        return number

    def held(self, row_id: str) -> int | None:
        """The number of the claim; `None` when it is not ours."""
        return self._numbers.get(row_id)

    def release(self, row_id: str, number: int | None) -> None:
        """That claim is over; a newer one stays."""
        if number is not None and self._numbers.get(row_id) == number:
            self.end(row_id)

    def end(self, row_id: str) -> int | None:
        """The number of the claim, which is ours no longer; `None` when it was not."""
        number = self._numbers.pop(row_id, None)
        self._not_begun.discard((row_id, number or 0))
        return number
