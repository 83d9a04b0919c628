"""No action is lost: what came due ends in one verdict, or waits for a day on which it is woken."""

from collections.abc import Iterable

import pytest
from hypothesis import Phase, given, settings

from streams.policy.rules import Rules
from streams.terms.treatment_notices import AnyTreatmentNotice, Escalation
from streams.treatment import turning, waking
from streams.treatment.rows import CustomerRow, RungRecord
from tests.generated import examples
from tests.treatment.dense import STRICT
from tests.treatment.whole_lives import HISTORIES, Life, lived
from tests.treatment.worker import Worker

# The reasons after which a cancelled rung may come due again (`treatment.rows`), by hand.
COMES_BACK = {"cured", "nothing_owed", "anchor_moved", "condition_gone", "ground_held"}
MAY_FOLLOW = {
    "": {"DUE", "SKIPPED"},
    "DUE": {"AUTHORISED", "DEFERRED", "SUPPRESSED", "CANCELLED"},
    "DEFERRED": {"AUTHORISED", "DEFERRED", "SUPPRESSED", "SKIPPED", "CANCELLED"},
    "AUTHORISED": {"CANCELLED"},
    "CANCELLED": {"DUE"},
    "SKIPPED": set(),
    "SUPPRESSED": set(),
}


class Book:
    """Follows every escalation by its id through its verdicts."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.last: dict[str, Escalation] = {}
        self.authorised: set[str] = set()
        self.seq = 0

    def hears(self, said: Iterable[AnyTreatmentNotice]) -> None:
        """Take in verdicts, each of which has to be one that may follow."""
        for each in (n for n in said if isinstance(n, Escalation)):
            before = self.last.get(each.escalation_id)
            word = "" if before is None else before.verdict
            assert each.verdict in MAY_FOLLOW[word], (before, each)
            if before is not None and word == "CANCELLED":
                assert before.rule in COMES_BACK, "it came back for a reason that is none"
                assert each.escalation_id not in self.authorised, "it may have been carried out"
            if each.verdict == "AUTHORISED":
                assert each.escalation_id not in self.authorised, "no id is authorised twice"
                self.authorised.add(each.escalation_id)
            self.seq += 1
            assert each.seq == self.seq, "numbers count up without a gap"
            self.last[each.escalation_id] = each

    def is_kept(self, row: CustomerRow, wake: int | None) -> None:
        """Check that whatever is open stands in the row, and is woken for in time."""
        waits = {
            record.escalation_id: record.until_on
            for account in row.accounts
            for journal in account.journals
            for record in journal.rungs
            if record.verdict == "DEFERRED"
        }
        for name, each in self.last.items():
            assert each.verdict != "DUE", "what came due was asked for on the same tick"
            if each.verdict == "DEFERRED":
                until_on = waits.pop(name, None)
                assert until_on is not None, "a deferred one was lost"
                assert wake is not None, "nobody wakes it"
                assert wake <= until_on, "nobody wakes it in time"
        assert not waits, "the row waits for what was never said"


def follow(life: Life, rules: Rules = STRICT) -> None:
    """Let a customer live and look at each verdict, and at the row behind every step."""
    worker, book = Worker(rules, lazy=True), Book()
    for each in lived(life, rules).log:
        book.hears(worker.takes(each))
        book.is_kept(worker.row, worker.wake)


@settings(max_examples=examples(25), deadline=None)
@given(HISTORIES)
def test_deferral_loses_no_action(life: Life) -> None:
    follow(life)


def planted() -> None:
    """Live lives in which a breach is planted."""

    @settings(
        max_examples=100,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
    )
    @given(HISTORIES)
    def found(life: Life) -> None:
        follow(life)

    found()


def test_a_deferral_that_nobody_wakes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "_deferrals", lambda _account: ())
    with pytest.raises(AssertionError, match="nobody wakes it"):
        planted()


def test_an_action_that_is_dropped_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "_settle", lambda _walk, _due, found: found)
    with pytest.raises(AssertionError, match="on the same tick"):
        planted()


def test_one_that_comes_back_behind_a_stop_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    every = property(lambda record: record.verdict == "CANCELLED")
    monkeypatch.setattr(RungRecord, "may_come_again", every)
    with pytest.raises(AssertionError, match="a reason that is none"):
        planted()
