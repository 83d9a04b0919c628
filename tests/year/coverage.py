"""What a year must have seen to prove anything: counted from topics alone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tests.audit.records import Record

TOPICS = (
    "accounts.lifecycle",
    "accounts.treatment",
    "delinquency.events",
    "customers.profile",
    "contacts.outcomes",
    "field.handbacks",
    "escalations",
)
CAPS = ("contact_cap_of_the_day", "CN25.calls", "CN26.attempts", "cn.talk_gap")
"""Rules of the Chinese pack that count contacts; the one of 2024 has ended before the year."""

_DISPUTES = {"DISPUTED", "MET_DISPUTE"}


class Bar(NamedTuple):
    """Something that has to have happened, how often it did, and how often at least."""

    what: str
    found: int
    least: int

    def line(self) -> str:
        """Return it as a line of the report."""
        sign = "" if self.found >= self.least else "  TOO FEW"
        return f"{self.found:>9,}  {self.what} (at least {self.least:,}){sign}"


class Coverage:
    """Takes in the records of a run, of each topic in any order."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.holders: dict[str, str] = {}
        self.sets: dict[str, set[str]] = {}
        self.counts: Counter[str] = Counter()
        self.visits: Counter[str] = Counter()

    def look(self, records: Iterable[Record]) -> "Coverage":
        """Take in records."""
        for record in records:
            self._takes(record)
        return self

    def bars(self) -> Iterator[Bar]:
        """Yield all that has to have happened."""
        customers = len(self._seen("known"))
        yield Bar("customers under a stop", len(self._seen("stopped")), customers * 2 // 100)
        disputing = self._seen("disputing") | self._of_accounts("disputed")
        yield Bar("customers with a dispute", len(disputing), customers * 5 // 100)
        yield Bar("customers who cured", len(self._of_accounts("cured")), customers * 20 // 100)
        yield Bar("complaints", self.counts["COMPLAINT_RECEIVED"], 1)
        yield Bar("merged customers", len(self._seen("merged")), 1)
        for cap in CAPS:
            yield Bar(f"times {cap} objected", self.counts[f"rule {cap}"], 50)
        yield Bar("first visits carried out", self.visits["1"], customers * 2 // 100)
        yield Bar("second visits carried out", self.visits["2"], customers * 2 // 100)
        yield Bar("incidents", self.counts["SAFETY_FLAGGED"], 1)

    @property
    def customers(self) -> int:
        """How many customers were heard of."""
        return len(self._seen("known"))

    def _seen(self, what: str) -> set[str]:
        return self.sets.setdefault(what, set())

    def _of_accounts(self, what: str) -> set[str]:
        return {self.holders[account] for account in self._seen(what) if account in self.holders}

    def _takes(self, record: Record) -> None:
        said, kind = record.said, record.said["type"]
        self.counts[kind] += 1
        if record.topic == "escalations":
            self.counts.update(f"rule {rule}" for rule in said["rules"])
        elif kind == "ACCOUNT_OPENED":
            self.holders[said["account_id"]] = said["customer_id"]
        elif record.topic == "customers.profile":
            self._of_customer(record.key, kind)
        elif kind == "DISPUTE_OPENED":
            self._seen("disputed").add(said["account_id"])
        elif kind == "CURED":
            self._seen("cured").add(said["account_id"])
        else:
            self._of_contact(record.key, said)

    def _of_customer(self, customer_id: str, kind: str) -> None:
        self._seen("known").add(customer_id)
        if kind == "STOP_PLACED":
            self._seen("stopped").add(customer_id)
        if kind == "CUSTOMERS_MERGED":
            self._seen("merged").add(customer_id)

    def _of_contact(self, customer_id: str, said: dict[str, Any]) -> None:
        if said["type"] == "OUTCOME_HANDED_BACK" and said["outcome"] != "RECALLED":
            self.visits[str(said["visit_number"])] += 1
        result = said.get("result") or said.get("outcome")
        if result in _DISPUTES:
            self._seen("disputing").add(customer_id)
