"""What the service counts for Prometheus: numbers only, no name, no text, no id.

Owns the names of the metrics. Knows nothing of where they are counted.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Metrics:
    """The metrics of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        to = self.registry
        self.open = Gauge("scribe_sessions_open", "Dictations with a client.", registry=to)
        self.started = Counter("scribe_sessions_started_total", "Dictations opened or resumed.", ["how"], registry=to)
        self.ended = Counter(
            "scribe_sessions_ended_total", "Connections ended, by error or 'done' or 'left'.", ["why"], registry=to
        )
        self.messages = Counter("scribe_messages_total", "Messages from clients.", ["type"], registry=to)
        self.refused = Counter("scribe_refused_total", "Messages and handshakes refused.", ["code"], registry=to)
        self.events = Counter("scribe_events_total", "Events sent to clients.", registry=to)
        self.snapshots = Counter("scribe_snapshots_total", "Snapshots sent in place of events.", registry=to)
        self.answer = Histogram(
            "scribe_final_to_last_event_seconds", "From a final text to its last event.", buckets=_QUICK, registry=to
        )
        self.commit = Histogram("scribe_commit_seconds", "One commit to the store.", buckets=_QUICK, registry=to)
        self.batch = Histogram("scribe_commit_changes", "Changes in one commit.", buckets=_SIZES, registry=to)
        self.loop_delay = Histogram(
            "scribe_loop_delay_seconds", "How late the event loop woke.", buckets=_QUICK, registry=to
        )
        self.reviews = Histogram("scribe_review_seconds", "A whole note reviewed.", buckets=_QUICK, registry=to)

        # The children are looked up once: looking one up costs as much as reading a message.
        self._by_type: dict[str, Counter] = {}

    def heard(self, kind: str) -> None:
        """A message of a client came."""
        child = self._by_type.get(kind)
        if child is None:
            child = self._by_type[kind] = self.messages.labels(kind)
        child.inc()

    def committed(self, changes: int, seconds: float) -> None:
        """A commit was made."""
        self.batch.observe(changes)
        self.commit.observe(seconds)

    def text(self) -> bytes:
        """All metrics in Prometheus's text form."""
        return generate_latest(self.registry)
