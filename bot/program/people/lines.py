"""Who is above whom? The rule that keeps a pairing out of every reporting line rests on this."""

from collections.abc import Iterable, Mapping


class ReportingCycle(ValueError):
    """Somebody is above themselves; the message names the ids of the cycle."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        self.ids = ids
        super().__init__(f"reporting lines form a cycle: {', '.join(ids[:5])}; correct one manager_id")


def reporting_line(person_id: str, manager_of: Mapping[str, str]) -> tuple[str, ...]:
    """Everybody above a person, the nearest first; raises ReportingCycle instead of guessing where it ends.

    Nobody above: the person has no manager, an empty one, or is not in the mapping.
    """
    line: dict[str, None] = {}
    above = manager_of.get(person_id, "")
    while above and above != person_id and above not in line:
        line[above] = None
        above = manager_of.get(above, "")
    if above:
        chain = (person_id, *line)
        raise ReportingCycle(chain[chain.index(above) :])
    return tuple(line)


def find_cycles(people: Iterable[str], manager_of: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Every cycle that somebody of `people` is in or below, once; in linear time."""
    done: set[str] = set()
    cycles = []
    for start in people:
        path: dict[str, None] = {}
        at = start
        while at and at not in done and at not in path:
            path[at] = None
            at = manager_of.get(at, "")
        if at in path:
            chain = tuple(path)
            cycles.append(chain[chain.index(at) :])
        done.update(path)
    return cycles
