"""Numbers about the service for a monitoring program, in the text format of Prometheus. Nobody's name is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from drawsvc.domain.errors import DrawError
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_health import read_health

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """What is counted of one process, and what the store shows whenever somebody asks.

    Args:
        office: the service.
    """

    def __init__(self, office: Office) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter(
            "drawsvc_calls", "Calls answered", ("operation", "status"), registry=self._registry
        )
        self._took = Histogram(
            "drawsvc_call_seconds",
            "Time until a call was answered",
            ("operation",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._signing = Histogram(
            "drawsvc_signing_seconds",
            "Time from the first entry of a batch until the log was signed",
            buckets=SECONDS,
            registry=self._registry,
        )
        self._watchers = Gauge(
            "drawsvc_watchers", "Who watches a draw, in this process", registry=self._registry
        )
        self._registry.register(_Stored(office))

    def called(self, operation: str, status: int, seconds: float) -> None:
        """A call was answered."""
        self._calls.labels(operation, str(status)).inc()
        self._took.labels(operation).observe(seconds)

    def signed(self, seconds: float) -> None:
        """The log was signed, so long after something was written."""
        self._signing.observe(seconds)

    def watch(self, count: Callable[[], int]) -> None:
        """Ask this for how many watch draws, whenever somebody asks for the numbers."""
        self._watchers.set_function(count)

    def to_bytes(self) -> bytes:
        """All of them as they are now."""
        return generate_latest(self._registry)


class _Stored(Collector):
    """What the store shows; the same from every process of a service."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked of the store before somebody asks for the numbers."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Nothing but that it does not answer, where it does not."""
        try:
            found = read_health(self._office)
        except DrawError:
            yield GaugeMetricFamily("drawsvc_store_up", "Whether the store answers", 0)
            return
        yield GaugeMetricFamily("drawsvc_store_up", "Whether the store answers", 1)
        yield CounterMetricFamily("drawsvc_entries", "Entries of the signed log", found.head.size)
        yield GaugeMetricFamily(
            "drawsvc_log_behind_seconds", "Age of the oldest unsigned entry", found.behind_seconds
        )
        yield GaugeMetricFamily("drawsvc_due_attempts", "Draws whose time has come", found.due)
        notices = GaugeMetricFamily(
            "drawsvc_notices", "Messages that wait or were given up, up to 1000", labels=("state",)
        )
        for state, count in found.notices.items():
            notices.add_metric((state,), count)
        yield notices
