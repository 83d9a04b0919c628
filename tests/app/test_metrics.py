"""What an SRE scrapes: names, zeros before anything happened, and no key in any label."""

from collections import Counter

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from streams.app.health import reasons_not_ready
from streams.app.metrics import WorkerMetrics
from streams.engine.meters import InputLag, StageState
from streams.terms.days import AsOf, Day, Instant

READY = StageState(
    name="delinquency",
    partitions=(0, 1),
    ready=True,
    failed=False,
    rows_read=10,
    rows_total=10,
    committed_at=1_000.0,
    clocks={0: AsOf(Day(1), Instant(5_000_000)), 1: AsOf(Day(1), Instant(7_000_000))},
    marks={},
    labels={
        "current": 3,
        "m1.small": 2,
        "m1.small!": 1,
        "m1.small~pause~plan?2.1!": 1,
        "unopened": 4,
    },
    missing_policy=None,
    lags=(InputLag(topic="payments.posted", partition=1, records=9),),
)


def scraped(metrics: WorkerMetrics) -> dict[str, float]:
    text = generate_latest(metrics.registry).decode()
    return {
        "/".join((sample.name, *sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_counters_stand_at_zero_before_anything_has_happened() -> None:
    metrics = WorkerMetrics(list)
    metrics.prepare(["delinquency"])
    found = scraped(metrics)
    assert found["arrears_commits_total/delinquency"] == 0
    assert found["arrears_facts_total/delinquency/refused"] == 0


def test_a_committed_tally_is_counted_by_outcome_rule_step_and_verdict() -> None:
    metrics = WorkerMetrics(list)
    tally = Counter(
        {
            ("accepted", "payments.posted"): 7,
            ("accepted", "billing.statements"): 1,
            ("repeated", "payments.posted"): 2,
            ("refused", "currency_unknown"): 3,
            ("tick", "applied"): 1,
        }
    )
    metrics.committed("delinquency", tally, 0.01)
    metrics.committed(
        "delinquency",
        Counter({("said", "DelinquencyEvent/CURED"): 2, ("said", "AccountTableRow"): 5}),
        0.01,
    )
    metrics.committed("treatment", Counter({("said", "Escalation/sms_1/AUTHORISED"): 4}), 0.01)
    found = scraped(metrics)
    assert found["arrears_facts_total/accepted/delinquency"] == 8
    assert found["arrears_facts_total/delinquency/repeated"] == 2
    assert found["arrears_facts_total/delinquency/refused"] == 3
    assert found["arrears_dead_letters_total/currency_unknown/delinquency"] == 3
    assert found["arrears_ticks_total/applied/delinquency"] == 1
    assert found["arrears_delinquency_events_total/CURED"] == 2
    assert found["arrears_escalations_total/AUTHORISED/sms_1"] == 4
    assert found["arrears_commits_total/delinquency"] == 2
    assert not any("AccountTableRow" in name for name in found)


def test_what_delinquency_and_treatment_say_is_counted_by_its_words() -> None:
    metrics = WorkerMetrics(list)
    said = {
        "DelinquencyEvent/DEFAULT_ENTERED": 1,
        "Corrected/5": 2,
        "Corrected/30": 1,
        "PromiseNotice/KEPT": 3,
        "DueNotice/LATE_FEE": 4,
        "ReviewNotice/late_horizon/OPEN": 5,
        "ReviewNotice/late_horizon/OVERDUE": 1,
        "ReviewNotice/late_horizon/APPLIED": 2,
        "StandingNotice": 9,
    }
    metrics.committed("delinquency", Counter({("said", k): n for k, n in said.items()}), 0.01)
    effects = Counter({("said", "AccountEffect/DECEASED/CLOCK_HELD"): 6})
    metrics.committed("treatment", effects, 0.01)
    found = scraped(metrics)
    assert found["arrears_delinquency_events_total/DEFAULT_ENTERED"] == 1
    assert (found["arrears_corrections_total"], found["arrears_corrected_days_total"]) == (3, 40)
    assert found["arrears_promises_total/KEPT"] == 3
    assert found["arrears_dues_total/LATE_FEE"] == 4
    assert found["arrears_review_items_total/OPEN/late_horizon"] == 5
    assert found["arrears_review_items_total/OVERDUE/late_horizon"] == 1
    assert found["arrears_review_items_total/APPLIED/late_horizon"] == 2
    assert found["arrears_account_effects_total/CLOCK_HELD/DECEASED"] == 6


def test_statuses_and_kinds_stand_at_zero_for_the_stage_that_says_them() -> None:
    metrics = WorkerMetrics(list)
    metrics.prepare(["treatment"])
    assert "arrears_promises_total/BROKEN" not in scraped(metrics)
    metrics.prepare(["delinquency"])
    found = scraped(metrics)
    assert found["arrears_promises_total/BROKEN"] == 0
    assert found["arrears_delinquency_events_total/DEFAULT_EXITED"] == 0
    assert found["arrears_dues_total/WAIVER_OFFERED"] == 0


def test_the_state_is_shown_at_each_scrape() -> None:
    found = scraped(WorkerMetrics(lambda: [READY]))
    assert found["arrears_stage_ready/delinquency"] == 1
    assert found["arrears_tick_timestamp_seconds/delinquency"] == 5.0
    assert found["arrears_input_lag_records/1/delinquency/payments.posted"] == 9
    assert found["arrears_accounts/m1.small"] == 4
    assert found["arrears_accounts/current"] == 3
    assert found["arrears_held/delinquency"] == 2
    assert found["arrears_account_holds/pause"] == found["arrears_account_holds/plan"] == 1
    assert found["arrears_review_items_waiting/delinquency"] == 2
    assert found["arrears_review_items_overdue/delinquency"] == 1


def test_every_name_has_the_prefix_and_no_label_beyond_the_allowed() -> None:
    allowed = {"stage", "outcome", "rule", "topic", "partition", "step", "verdict", "bucket"}
    allowed |= {"kind", "le", "status", "hold", "change"}
    metrics = WorkerMetrics(lambda: [READY])
    metrics.prepare(["delinquency", "treatment"])
    text = generate_latest(metrics.registry).decode()
    for family in text_string_to_metric_families(text):
        assert family.name.startswith("arrears_")
        assert family.documentation
        for sample in family.samples:
            assert set(sample.labels) <= allowed, sample


def test_the_reasons_for_not_being_ready_are_sentences() -> None:
    recovering = StageState(
        name="treatment",
        partitions=(),
        ready=False,
        failed=False,
        rows_read=3,
        rows_total=9,
        committed_at=0.0,
        clocks={},
        marks={},
        labels={},
        missing_policy=None,
        lags=(),
    )
    assert reasons_not_ready([READY]) == []
    assert reasons_not_ready([READY, recovering]) == ["treatment: recovering, 3 of 9 rows read"]
