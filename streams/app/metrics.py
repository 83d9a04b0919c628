"""Every metric of a worker, one line of help each; this file is what SREs read.

Base units, `_total` on counters, timestamps rather than ages, and no label that names an account
or a customer. Counters move when a flush is committed, never before.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from time import time
from typing import get_args

from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics
from prometheus_client import Counter as Count
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from streams.app.labels import read_label
from streams.engine.meters import StageState
from streams.terms.delinquency_notices import DueKind, EventKind, PromiseStatus
from streams.terms.field_notices import FieldEventKind, VisitChange

States = Callable[[], Sequence[StageState]]

_OUTCOMES = ("accepted", "repeated", "refused", "watermark")

# By the name of the notice: its counter, the help, and the labels that `describe` fills in order.
_SAID = {
    "DelinquencyEvent": ("delinquency_events", "Delinquency events, by kind.", "kind"),
    "Corrected": ("corrections", "Corrections of a ledger's past; 0 without delinquency."),
    "PromiseNotice": ("promises", "Changes of the status of promises, by the new one.", "status"),
    "DueNotice": ("dues", "Notices to billing of what is due or offered, by kind.", "kind"),
    "ReviewNotice": (
        "review_items",
        "Items of work for a person that were opened, decided or went overdue, by rule.",
        "rule",
        "status",
    ),
    "Escalation": (
        "escalations",
        "Escalations by step of the ladder and verdict.",
        "step",
        "verdict",
    ),
    "AccountEffect": (
        "account_effects",
        "Clocks of accounts held or released for a customer's stop.",
        "kind",
        "change",
    ),
    "VisitNotice": ("visits", "Steps of home visits, by what became of them.", "change"),
    "FieldEvent": ("field_events", "Alerts of the field that a person looks at, by kind.", "kind"),
}
# A counter that is not there before its first event hides that event from `increase()`.
_KNOWN_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "delinquency": {
        "DelinquencyEvent": get_args(EventKind),
        "PromiseNotice": get_args(PromiseStatus),
        "DueNotice": get_args(DueKind),
    },
    "field": {
        "VisitNotice": get_args(VisitChange),
        "FieldEvent": get_args(FieldEventKind),
    },
}


class WorkerMetrics:
    """Counts what the engine commits, and shows at each scrape how the stages stand."""

    def __init__(self, states: States) -> None:
        # One series more for every counter, which nobody asked for.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library forgot its return
        self.registry = CollectorRegistry()
        self._facts = self._count("facts", "Records handled, by outcome.", "stage", "outcome")
        self._letters = self._count(
            "dead_letters", "Records sent to the dead letters, by rule.", "stage", "rule"
        )
        self._ticks = self._count("ticks", "Ticks handled, by outcome.", "stage", "outcome")
        self._commits = self._count("commits", "Transactions committed.", "stage")
        self._aborts = self._count("aborts", "Flushes not committed for certain.", "stage")
        self._said = {
            name: self._count(metric, text, *labels)
            for name, (metric, text, *labels) in _SAID.items()
        }
        self._corrected_days = self._count(
            "corrected_days", "Days of the past that were corrected; 0 without delinquency."
        )
        self._flush = Histogram(
            "arrears_flush_seconds",
            "Time from the start of a flush to its commit.",
            ("stage",),
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
        )
        self._newest_ms: dict[str, int] = {}
        self.registry.register(_Standing(states, self._newest_ms))

    def _count(self, name: str, text: str, *labels: str) -> Count:
        return Count(f"arrears_{name}", text, labels, registry=self.registry)

    def prepare(self, stages: Iterable[str]) -> None:
        """Show the counters of each stage as zero before anything has happened."""
        for stage in stages:
            self._commits.labels(stage)
            self._aborts.labels(stage)
            for outcome in _OUTCOMES:
                self._facts.labels(stage, outcome)
            for name, words in _KNOWN_WORDS.get(stage, {}).items():
                for word in words:
                    self._said[name].labels(word)

    def committed(self, stage: str, tally: "Counter[tuple[str, str]]", seconds: float) -> None:
        """Count what one committed flush did."""
        self._commits.labels(stage).inc()
        self._flush.labels(stage).observe(seconds)
        for (what, detail), count in tally.items():
            self._tell(stage, what, detail, count)

    def _tell(self, stage: str, what: str, detail: str, count: int) -> None:
        if what in _OUTCOMES:
            self._facts.labels(stage, what).inc(count)
            if what == "refused":
                self._letters.labels(stage, detail).inc(count)
        elif what == "tick":
            self._ticks.labels(stage, detail).inc(count)
        elif what == "said":
            self._tell_said(*detail.split("/"), count=count)

    def _tell_said(self, notice: str, *words: str, count: int) -> None:
        if notice == "Corrected":
            self._said[notice].inc(count)
            self._corrected_days.inc(int(words[0]) * count)
        elif notice in self._said:
            self._said[notice].labels(*words).inc(count)

    def aborted(self, stage: str) -> None:
        """Count a flush that did not commit for certain."""
        self._aborts.labels(stage).inc()

    def handled(self, stage: str, newest_ms: int) -> None:
        """Remember the newest record's time; lag in seconds is measured from it."""
        self._newest_ms[stage] = newest_ms


class _Standing(Collector):
    def __init__(self, states: States, newest_ms: dict[str, int]) -> None:
        self._states, self._newest_ms = states, newest_ms

    def collect(self) -> Iterable[GaugeMetricFamily]:
        states = self._states()
        yield from self._progress(states)
        yield from self._clocks(states)
        yield from self._lags(states)
        yield from self._rows(states)

    @staticmethod
    def _progress(states: Sequence[StageState]) -> Iterable[GaugeMetricFamily]:
        ready = _gauge("stage_ready", "1 when the stage is assigned and recovered.", "stage")
        parts = _gauge("partitions", "Partitions of the stage on this worker.", "stage")
        left = _gauge("recovery_rows_left", "Rows still to be read back.", "stage")
        seconds = _gauge("recovery_seconds_left", "Seconds until they are, at this pace.", "stage")
        waiting = _gauge("stage_waiting", "1 while others keep a tick from being applied.", "stage")
        commit = _gauge("last_commit_timestamp_seconds", "Time of the last commit.", "stage")
        missing = _gauge("policy_missing", "1 while a tick names an unknown policy.", "stage")
        for s in states:
            ready.add_metric([s.name], float(s.ready))
            parts.add_metric([s.name], len(s.partitions))
            left.add_metric([s.name], s.rows_total - s.rows_read)
            seconds.add_metric([s.name], s.recovery_seconds_left or 0.0)
            waiting.add_metric([s.name], float(bool(s.waits)))
            commit.add_metric([s.name], s.committed_at)
            missing.add_metric([s.name], float(s.missing_policy is not None))
        return (ready, parts, left, seconds, waiting, commit, missing)

    @staticmethod
    def _clocks(states: Sequence[StageState]) -> Iterable[GaugeMetricFamily]:
        tick = _gauge("tick_timestamp_seconds", "Oldest last tick over the partitions.", "stage")
        mark = _gauge(
            "watermark_timestamp_seconds", "Oldest watermark of the stage before.", "stage"
        )
        for s in states:
            if s.clocks:
                tick.add_metric([s.name], min(c.at for c in s.clocks.values()) / 1e6)
            if s.marks and s.name != "delinquency":
                mark.add_metric([s.name], min(s.marks.values()) / 1e6)
        return (tick, mark)

    def _lags(self, states: Sequence[StageState]) -> Iterable[GaugeMetricFamily]:
        lag = _gauge("input_lag_records", "Records not handled yet.", "stage", "topic", "partition")
        seconds = _gauge(
            "input_lag_seconds", "Age of the newest record handled while more wait.", "stage"
        )
        for s in states:
            for one in s.lags:
                lag.add_metric([s.name, one.topic, str(one.partition)], one.records)
            behind = any(one.records for one in s.lags)
            newest = self._newest_ms.get(s.name, 0) / 1000
            seconds.add_metric([s.name], max(0.0, time() - newest) if behind and newest else 0.0)
        return (lag, seconds)

    @staticmethod
    def _rows(states: Sequence[StageState]) -> Iterable[GaugeMetricFamily]:
        buckets = _gauge("accounts", "Accounts by bucket.", "bucket")
        holds = _gauge("account_holds", "Accounts that nobody is contacted about, by hold.", "hold")
        waiting = _gauge("review_items_waiting", "Facts that wait for a person.", "stage")
        overdue = _gauge(
            "review_items_overdue", "Facts that wait for a person past their deadline.", "stage"
        )
        held = _gauge(
            "held",
            "Rows on which nobody acts until a dead letter is settled, or a fact that waits for a"
            " person decided.",
            "stage",
        )
        for s in states:
            labels = {read_label(label): count for label, count in s.labels.items()}
            held.add_metric([s.name], sum(n for label, n in labels.items() if label.incomplete))
            if s.name == "delinquency":
                waiting.add_metric([s.name], sum(n * x.waiting for x, n in labels.items()))
                overdue.add_metric([s.name], sum(n * x.overdue for x, n in labels.items()))
                for bucket, count in _summed((x.bucket, n) for x, n in labels.items()):
                    buckets.add_metric([bucket], count)
                for hold, count in _summed((h, n) for x, n in labels.items() for h in x.holds):
                    holds.add_metric([hold], count)
        return (buckets, holds, waiting, overdue, held)


def _summed(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for name, count in counts:
        sums[name] += count
    return sorted(sums.items())


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"arrears_{name}", text, labels=labels)
