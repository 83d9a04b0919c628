"""What a year has to have seen is counted as it is told, and too few of it is said."""

from datetime import date
from typing import Any

from tests.audit.records import Record
from tests.year.coverage import CAPS, Coverage


def record(topic: str, key: str, **said: Any) -> Record:
    return Record(topic, 0, key, {"effective_on": date(2026, 3, 1), **said})


def seen(*records: Record) -> dict[str, int]:
    return {bar.what: bar.found for bar in Coverage().look(records).bars()}


def _made(key: str, number: int, outcome: str) -> Record:
    said = {"type": "OUTCOME_HANDED_BACK", "visit_number": number, "outcome": outcome}
    return record("field.handbacks", key, **said)


def test_customers_count_once_however_often_they_are_told_of() -> None:
    facts = [
        record("customers.profile", "c1", type="STOP_PLACED"),
        record("customers.profile", "c1", type="STOP_PLACED"),
        record("customers.profile", "c2", type="CONTACT_POINT_SET"),
        record(
            "accounts.lifecycle", "a1", type="ACCOUNT_OPENED", account_id="a1", customer_id="c1"
        ),
        record(
            "accounts.lifecycle", "a2", type="ACCOUNT_OPENED", account_id="a2", customer_id="c1"
        ),
        record("delinquency.events", "a1", type="CURED", account_id="a1"),
        record("delinquency.events", "a2", type="CURED", account_id="a2"),
        record("accounts.treatment", "a1", type="DISPUTE_OPENED", account_id="a1"),
        record("contacts.outcomes", "c1", type="CONTACT_MADE", result="DISPUTED"),
        _made("c2", 1, "MET_DISPUTE"),
        _made("c2", 2, "RECALLED"),
        _made("c2", 2, "NOT_HOME"),
    ]
    found = seen(*facts)
    assert found["customers under a stop"] == 1
    assert found["customers who cured"] == 1
    assert found["customers with a dispute"] == 2
    assert found["first visits carried out"] == 1
    # One that was recalled was not made.
    assert found["second visits carried out"] == 1


def test_every_rule_that_objects_counts_not_only_the_first() -> None:
    said = record("escalations", "c1", type="DEFERRED", rule=CAPS[0], rules=list(CAPS))
    assert all(seen(said)[f"times {cap} objected"] == 1 for cap in CAPS)


def test_too_few_is_said() -> None:
    lines = [bar.line() for bar in Coverage().bars()]
    assert any(line.endswith("complaints (at least 1)  TOO FEW") for line in lines)
