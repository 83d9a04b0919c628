"""The page of all metrics, made from the metrics themselves: python -m streams.app.metrics_page."""

import sys

from streams.app.metrics import WorkerMetrics

_HEAD = """# Metrics

What `/metrics` of a worker shows; made by `python -m streams.app.metrics_page`, held fresh by a
test. Base units; times are timestamps, so an age is `time() - metric`. No label names an account
or a customer.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
"""
_LABELS = {
    "arrears_facts": "stage, outcome",
    "arrears_dead_letters": "stage, rule",
    "arrears_ticks": "stage, outcome",
    "arrears_delinquency_events": "kind",
    "arrears_escalations": "step, verdict",
    "arrears_promises": "status",
    "arrears_dues": "kind",
    "arrears_corrections": "-",
    "arrears_corrected_days": "-",
    "arrears_review_items": "rule, status",
    "arrears_account_effects": "kind, change",
    "arrears_visits": "change",
    "arrears_field_events": "kind",
    "arrears_accounts": "bucket",
    "arrears_account_holds": "hold",
    "arrears_input_lag_records": "stage, topic, partition",
}


def page() -> str:
    """Return the page; a counter is listed by the name it is scraped under."""
    rows = []
    for family in WorkerMetrics(list).registry.collect():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = _LABELS.get(family.name, "stage")
        rows.append(f"| `{name}` | {family.type} | {labels} | {family.documentation} |\n")
    return _HEAD + "".join(sorted(rows))


if __name__ == "__main__":
    sys.stdout.write(page())
