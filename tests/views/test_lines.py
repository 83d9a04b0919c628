"""Records as lines: what tells most comes first, and a narrow terminal cuts only the end."""

from streams.views.lines import record_line, tombstone_line

ESCALATION = {
    "event_id": "x",
    "type": "SKIPPED",
    "customer_id": "***0045",
    "effective_on": "2026-05-14",
    "escalation_id": "ae602acd",
    "account_id": "***0045",
    "rung": "visit_2",
    "channel": "VISIT",
    "currency": "CNY",
    "past_due_minor": 81_515,
    "days_past_due": 75,
    "rule": "no_outcome_of_visit_1",
    "detail": "",
}


def test_whom_and_why_come_before_the_ids_nobody_reads() -> None:
    assert record_line(3, 68, ESCALATION) == (
        "3/68     2026-05-14 SKIPPED           account_id=***0045 rung=visit_2"
        " rule=no_outcome_of_visit_1 days_past_due=75 past_due=815.15 CNY channel=VISIT"
        " customer_id=***0045 escalation_id=ae602acd"
    )


def test_a_narrow_terminal_cuts_the_end_and_shows_that_it_did() -> None:
    whole = record_line(3, 68, ESCALATION)
    cut = record_line(3, 68, ESCALATION, 100)
    assert len(cut) == 100
    assert cut == whole[:99] + "…"
    assert record_line(3, 68, ESCALATION, len(whole)) == whole


def test_what_says_nothing_is_left_out() -> None:
    nothing = {"type": "STANDING", "incomplete": False, "days_past_due": 0, "channel": ""}
    assert record_line(0, 0, nothing) == "0/0                 STANDING"


def test_records_inside_a_record_are_told_alike() -> None:
    ledger = {"currency": "JPY", "balance_minor": 1_200, "past_due_minor": 0, "bucket": "current"}
    shown = record_line(0, 0, {"type": "STANDING", "ledgers": [ledger], "cut": {"a": 3, "b": 0}})
    assert shown.endswith("ledgers=[{bucket=current balance=1,200 JPY}] cut={a=3}")


def test_an_amount_without_a_currency_is_never_guessed() -> None:
    assert record_line(0, 0, {"type": "T", "amount_minor": 5}).endswith("amount_minor=5")


def test_a_deleted_row_is_no_unreadable_record() -> None:
    assert tombstone_line(2, 9) == "2/9                 (deleted)"


def test_a_record_is_one_line_whatever_stands_in_it() -> None:
    policy = {
        "type": "POLICY_PUBLISHED",
        "digest": "d9",
        "policy_id": "cn",
        "document": "a\nb" * 700,
    }
    assert record_line(0, 0, policy) == (
        "0/0                 POLICY_PUBLISHED  policy_id=cn digest=d9 document=(2,100 characters)"
    )
    resumed = {"type": "RESUMED", "reason": "rolled\r\nback"}
    assert record_line(0, 1, resumed).endswith(r"reason=rolled\r\nback")
