"""Whoever is forgotten, and whenever: none of their words is left anywhere, and the others go on undisturbed."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.events import ErasureAsked, Pressed
from bot.program.keeping.former import is_former
from bot.program.model import Talk
from bot.program.snapshot import Query
from bot.runtime.ports import Row
from bot.runtime.service import handle
from tests.factories import ACME
from tests.properties.test_pairs import HELD, MEETING, PEOPLE, RAISED, Company, sender, steps


class Forgetful(Company):
    """The same company, of which some want to be forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self.forgotten: set[str] = set()
        self.said_by: dict[str, list[str]] = {name: [] for name in PEOPLE}

    def do(self, kind: str, who: str, number: int) -> None:
        if who in self.forgotten:
            return
        if kind == "forget":
            self.forget(who, in_chat=bool(number % 2))
        else:
            super().do(kind, who, number)

    def tell(self, who: str, talk: Talk | None, word: str, before: str = "") -> None:
        self.said_by[who].append(word)
        super().tell(who, talk, word, before)

    def read(self, row: Row) -> None:
        if row.send.person not in self.forgotten and row.send.visitor is None:
            super().read(row)

    def forget(self, who: str, *, in_chat: bool) -> None:
        self.count += 1
        self.forgotten.add(who)
        here = not self.see(Query(organization=ACME, people=(who,))).people[who].gone
        if in_chat and here:  # whoever has left the company is heard no more
            self.handled(
                Pressed(id=f"ask{self.count}", at=self.now, sender=sender(who), action="privacy.forget")
            )
            self.deliver()
            talks = self.see(Query(organization=ACME, open_talks_of=(who,))).talks
            (talk,) = (one for one in talks if one.flow == "forget")
            data = {"talk": talk.id, "question": "sure", "value": "yes"}
            yes = Pressed(
                id=f"yes{self.count}", at=self.now, sender=sender(who), action="talk.answer", data=data
            )
            self.handled(yes)
            farewells = [row for row in self.deliver() if row.send.visitor is not None]
            assert [row.address for row in farewells] == [sender(who).address]
        else:
            self.handled(ErasureAsked(id=f"e{self.count}", at=self.now, organization=ACME, person=who))
        self.deliver()
        self.nothing_is_left_of(who)

    def handled(self, event: Pressed | ErasureAsked) -> None:
        assert handle(self.storage, event).status == "handled", self.storage.set_aside_events()

    def nothing_is_left_of(self, who: str) -> None:
        state = self.storage._state
        kept = {kind.__name__: dict(records) for kind, records in state.records.items()}
        tables = {"outbox": state.outbox, "aside": state.aside, "due": state.due, "posts": state.posts}
        for table, rows in (kept | tables).items():
            stored = repr(rows)
            left = [word for word in self.said_by[who] if f"{word} " in stored]
            assert not left, f"{table} has {left}"
            assert f"'{who}'" not in stored, (
                f"{table} has {who}: {stored[max(0, stored.find(who) - 200) :][:400]}"
            )


forgets = st.tuples(st.just("forget"), st.sampled_from(PEOPLE), st.integers(0, 1))
some = st.one_of(steps, steps, steps, forgets)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(some, min_size=1, max_size=40))
@example([*HELD, ("forget", "ana", 1), ("command", "ben", 0), ("later", "ben", 60), ("command", "ben", 1)])
@example(
    [*HELD, *RAISED, ("press", "eve", 0), ("forget", "ana", 0), ("press", "eve", 1), ("later", "eve", 60)]
)
@example([*HELD, *RAISED, ("forget", "eve", 1), ("later", "ana", 9), ("press", "fay", 0)])
@example([*MEETING, ("forget", "dora", 0), ("later", "ben", 60), ("press", "ben", 1)])
@example([*MEETING, ("forget", "ben", 1), ("forget", "ana", 1), ("later", "eve", 60)])
@example([("forget", "ada", 1), *HELD, ("forget", "eve", 0), ("forget", "fay", 0)])
def test_nothing_raises_and_no_word_of_theirs_is_left(story: list[tuple[str, str, int]]) -> None:
    company = Forgetful()
    for kind, who, number in story:
        company.do(kind, who, number)


def test_the_examples_get_as_far_as_they_say() -> None:
    """A property over nothing would hold."""
    company = Forgetful()
    for kind, who, number in [*HELD, ("forget", "ana", 1)]:
        company.do(kind, who, number)
    assert company.said_by["ana"]
    snapshot = company.see(Query(organization=ACME, pairing="pair"))
    assert (snapshot.lives["pair"].state, snapshot.lives["pair"].held) == ("ended", 1)
    assert is_former(snapshot.lives["pair"].mentor)
    assert {one.person for one in snapshot.attendances} == {"ben"}
