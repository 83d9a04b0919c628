"""The page of metrics is fresh, and the first-alert page speaks only of metrics that exist."""

import re
from collections import Counter
from pathlib import Path

from msgspec.structs import replace
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from streams.app.metrics import WorkerMetrics
from streams.app.metrics_page import page
from streams.terms.days import Instant
from tests.app.test_metrics import READY

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_fresh() -> None:
    assert (DOCS / "metrics.md").read_text(encoding="utf-8") == page()


def test_the_first_alert_page_names_only_metrics_that_exist() -> None:
    named = set(re.findall(r"`(arrears_[a-z_]+)", (DOCS / "first-alert.md").read_text("utf-8")))
    assert named
    assert named <= set(re.findall(r"`(arrears_[a-z_]+)`", page()))


# One of all that a stage can say, and of all that can become of what it reads.
_SAID = (
    *("Corrected/3", "ReviewNotice/late/OPENED", "Escalation/call_1/AUTHORISED"),
    *("AccountEffect/STOP/HELD", "VisitNotice/VISIT_PLANNED", "FieldEvent/PLAN_OVERDUE"),
)
_DONE = Counter(
    {("refused", "some_rule"): 1, ("tick", "accepted"): 1} | {("said", s): 1 for s in _SAID}
)


def test_the_labels_on_the_page_are_those_scraped() -> None:
    later = replace(READY, name="treatment", marks={0: Instant(1)})
    metrics = WorkerMetrics(lambda: [READY, later])
    metrics.prepare(["delinquency", "treatment", "field"])
    metrics.committed("delinquency", _DONE, 0.1)
    rows = dict(re.findall(r"\| `(\w+?)(?:_total)?` \| \w+ \| ([a-z, -]+) \|", page()))
    scraped = set()
    for family in text_string_to_metric_families(generate_latest(metrics.registry).decode()):
        for sample in family.samples:
            scraped.add(family.name)
            named = set(rows[family.name].split(", ")) - {"-"}
            assert set(sample.labels) - {"le"} == named, sample
    # What is not scraped here could say anything on the page.
    assert scraped == set(rows)
