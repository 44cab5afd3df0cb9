"""What does this process count? For Prometheus, without names: kinds of things and what became of them."""

from __future__ import annotations

from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest

Outcome = Literal["sent", "later", "put_off", "failed", "dropped", "doubt"]


class Counts:
    """Each service has its own, so that nothing is shared by processes, tests or the simulation."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)  # memory and files of this process, where the system tells
        self._events = Counter(
            "turnabout_events", "Events handled", ("type", "status"), registry=self._registry
        )
        self._deliveries = Counter(
            "turnabout_deliveries", "What became of messages", ("outcome",), registry=self._registry
        )
        self._requests = Counter(
            "turnabout_requests",
            "Requests of platforms: taken, or refused for their signature",
            ("platform", "result"),
            registry=self._registry,
        )
        self._waiting = Gauge(
            "turnabout_outbox_waiting", "Messages that have not been sent yet", registry=self._registry
        )

    def handled(self, event: object, status: str) -> None:
        self._events.labels(type(event).__name__, status).inc()

    def request(self, platform: str, result: Literal["taken", "refused"]) -> None:
        """One that came in, before anything was made of it."""
        self._requests.labels(platform, result).inc()

    def delivered(self, outcome: Outcome) -> None:
        """One try; "later" and "put_off" may be counted several times for a message."""
        self._deliveries.labels(outcome).inc()

    def text(self, waiting: int | None) -> bytes:
        """In Prometheus' format; `waiting` is `None` when the database cannot say."""
        self._waiting.set(float("nan") if waiting is None else waiting)
        return generate_latest(self._registry)
