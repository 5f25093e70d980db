"""What a Prometheus server reads: counts, durations, and how much is waiting. Docs: docs/operations.md."""

from collections.abc import Callable
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SHORT: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
_LATE: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 30.0, 300.0)


class Metrics:
    """A `bot.ports.Meter` on a registry of its own. No label holds anything a user chose or wrote."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        turns = self._counter("bot_turns", "Events taken, by the state they led to and their kind.", "state", "event")
        self._turns = cache(turns.labels)
        self._turn = self._histogram("bot_turn_seconds", "From an event to its saved turn.", _SHORT)
        self._late = self._histogram("bot_timer_late_seconds", "From a due time to the saved turn of its timer.", _LATE)
        store = self._histogram("bot_store_seconds", "Transactions, waiting included.", _SHORT, "work")
        self._store = cache(store.labels)
        self._refusals = self._counter("bot_telegram_refusals", "Calls that Telegram answered with 429.")
        self._drops = self._counter("bot_updates_dropped", "Updates that were not taken, on purpose.", "kind", "reason")
        self._failures = self._counter("bot_failures", "What the log describes as an error.", "what")
        self._gauges: dict[str, Gauge] = {}

    def turned(self, state: str, event: str, seconds: float) -> None:
        self._turns(state, event).inc()
        self._turn.observe(seconds)

    def fired(self, late: float) -> None:
        self._late.observe(max(late, 0.0))

    def stored(self, work: str, seconds: float) -> None:
        self._store(work).observe(seconds)

    def refused(self) -> None:
        self._refusals.inc()

    def dropped(self, kind: str, reason: str) -> None:
        self._drops.labels(kind, reason).inc()

    def failed(self, what: str) -> None:
        self._failures.labels(what).inc()

    def watch(self, name: str, help_: str, value: Callable[[], float], **labels: str) -> None:
        """A number that is looked up whenever somebody reads the metrics."""
        if name not in self._gauges:
            self._gauges[name] = Gauge(name, help_, tuple(labels), registry=self._registry)
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set_function(value)

    def page(self) -> bytes:
        """As `CONTENT_TYPE`."""
        return generate_latest(self._registry)

    def _counter(self, name: str, help_: str, *labels: str) -> Counter:
        return Counter(name, help_, labels, registry=self._registry)

    def _histogram(self, name: str, help_: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, help_, labels, buckets=buckets, registry=self._registry)
