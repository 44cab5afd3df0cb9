"""The numbers of a simulated program, from all that was seen and kept of it."""

from __future__ import annotations

from bot.runtime.ports import Storage
from bot.simulation.expectations import doubled, expectations, missed
from bot.simulation.findings import Facts, Findings, most_in_a_week, outside_hours, read_all, settled


def count_all(facts: Facts, storage: Storage) -> Findings:
    kept = read_all(facts, storage)
    expected = expectations(facts, kept)
    waiting = max(0, storage.count_waiting() - facts.others)
    return Findings(
        people=facts.people,
        weeks=facts.weeks,
        seed=facts.seed,
        joined=sum(person.joined_at is not None for person in kept.people.values()),
        pairs=len(kept.pairings),
        sessions_booked=len(settled(facts.log)),
        sessions_held=sum(session.state == "held" for session in kept.sessions.values()),
        messages=len(facts.log),
        most_messages_in_a_week=most_in_a_week(facts.log),
        outside_hours=outside_hours(facts.log, kept.people),
        due=len(expected),
        due_missed=len(missed(expected)),
        due_doubled=len(doubled(expected)),
        undelivered=kept.failed + waiting,
        seconds=round(facts.seconds, 1),
    )
