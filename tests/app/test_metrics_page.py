"""The page of metrics is fresh, and the first-alert page speaks only of metrics that exist."""

import re
from pathlib import Path

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from streams.app.metrics import WorkerMetrics
from streams.app.metrics_page import page
from tests.app.test_metrics import READY

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_fresh() -> None:
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == page()


def test_the_first_alert_page_names_only_metrics_that_exist() -> None:
    named = set(re.findall(r"`(arrears_[a-z_]+)", (DOCS / "first-alert.md").read_text("utf-8")))
    assert named
    assert named <= set(re.findall(r"`(arrears_[a-z_]+)`", page()))


def test_the_labels_on_the_page_are_those_scraped() -> None:
    metrics = WorkerMetrics(lambda: [READY])
    metrics.prepare(["delinquency"])
    rows = dict(re.findall(r"\| `(\w+?)(?:_total)?` \| \w+ \| ([a-z, -]+) \|", page()))
    for family in text_string_to_metric_families(generate_latest(metrics.registry).decode()):
        for sample in family.samples:
            named = set(rows[family.name].split(", ")) - {"-"}
            assert set(sample.labels) - {"le"} == named, sample
