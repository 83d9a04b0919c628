"""The audit finds nothing in what the stages authorised, and finds each violation planted there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.audit.__main__ import report
from tests.audit.audit import Audit
from tests.audit.outsider import records_of
from tests.audit.records import Record, in_order
from tests.audit.traits import by_trait
from tests.verify.worlds import played

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Return what an outsider reads of a world in which every rung is climbed by somebody."""
    return records_of(played(6, accounts=400, days=160))


def limits_broken(records: list[Record]) -> set[str]:
    return {one.limit for one in Audit().look(records).violations}


def authorised(records: list[Record], channel: str, rung: str = "") -> Record:
    return next(
        r
        for r in records
        if r.topic == "escalations"
        and r.said["type"] == "AUTHORISED"
        and r.said["channel"] == channel
        and rung in r.said["rung"]
    )


def test_nothing_is_found_where_nothing_was_planted(records: list[Record]) -> None:
    audit = Audit().look(records)
    assert audit.violations == []
    for channel in ("SMS", "PHONE", "LETTER", "VISIT"):
        assert audit.counts[f"{channel} AUTHORISED"] > 0, audit.counts
    assert sum(audit.counts.values()) > 1_000


def changed(records: list[Record], one: Record, **said: Any) -> list[Record]:
    other = one._replace(said={**one.said, **said})
    return [other if each is one else each for each in records]


def told_before(records: list[Record], one: Record, topic: str, /, **said: Any) -> list[Record]:
    head = {
        "event_id": "planted",
        "effective_on": one.said["effective_on"] - timedelta(1),
        "source_seq": 10**6,
        "customer_id": one.key,
    }
    planted = Record(topic, one.at_ms - 1, one.key, {**head, **said})
    return in_order([*records, planted])


def later(window: datetime, hours: int) -> datetime:
    return window + hours * HOUR


Plant = Callable[[list[Record]], list[Record]]


def _window(hours: int) -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, "PHONE")
        first, last = one.said["not_before"], one.said["not_after"]
        return changed(records, one, not_before=later(first, hours), not_after=later(last, hours))

    return plant


def _told(topic: str, way: str, /, **said: Any) -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, way)
        filled = {
            name: one.said["point_id"] if value == "the point" else value
            for name, value in said.items()
        }
        return told_before(records, one, topic, **filled)

    return plant


def _standing(**said: Any) -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, "PHONE")
        known = [
            r
            for r in records
            if r.key == one.key
            and r.said.get("account_id") == one.said["account_id"]
            and r.said["type"] == "STANDING"
            and r.at_ms < one.at_ms
        ][-1]
        return told_before(
            records, one, "delinquency.standings", **{**known.said, "version": 10**6, **said}
        )

    return plant


def _without(kind: str, channel: str, rung: str = "") -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, channel, rung)
        return [r for r in records if r.key != one.key or r.said["type"] != kind]

    return plant


def _twice(records: list[Record]) -> list[Record]:
    one = authorised(records, "SMS")
    return in_order([*records, one._replace(at_ms=one.at_ms + 1)])


def _two_a_day(records: list[Record]) -> list[Record]:
    one = authorised(records, "SMS")
    other = one._replace(at_ms=one.at_ms + 1, said={**one.said, "escalation_id": "another"})
    return in_order([*records, other])


def _talked(records: list[Record]) -> list[Record]:
    one = authorised(records, "PHONE")
    day = timedelta(1)
    again = {
        **one.said,
        "escalation_id": "another",
        "not_before": one.said["not_before"] + day,
        "not_after": one.said["not_after"] + day,
    }
    own = one.said["escalation_id"]
    others = [r for r in records if r.topic == "escalations" or r.said.get("escalation_id") != own]
    talk = {
        "type": "CONTACT_MADE",
        "escalation_id": str(one.said["escalation_id"]),
        "account_id": "another",
        "result": "RIGHT_PARTY",
        "point_id": None,
        "event_id": "planted",
        "effective_on": one.said["effective_on"],
        "source_seq": 0,
    }
    return in_order(
        [
            *others,
            Record("contacts.outcomes", one.at_ms + 1, one.key, talk),
            one._replace(at_ms=one.at_ms + 2, said=again),
        ]
    )


def _of_an_agency(**said: Any) -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, "PHONE")
        head = {
            "agency_id": "x",
            "effective_on": one.said["not_before"].date(),
            "at": one.said["not_before"],
            "account_id": "another",
            "channel": "PHONE",
            "result": "NO_ANSWER",
            "point_id": one.said["point_id"],
        }
        for number in range(said.get("times", 1)):
            told = {**head, **said, "contact_id": f"x{number}"}
            records = told_before(records, one, "contacts.outcomes", **told)
        return records

    return plant


def _promised(records: list[Record]) -> list[Record]:
    one = authorised(records, "PHONE")
    day = timedelta(1)
    before = {
        **one.said,
        "escalation_id": "another",
        "channel": "LETTER",
        "not_before": one.said["not_before"] - day,
        "not_after": one.said["not_after"] - day,
    }
    promise = {
        "type": "CONTACT_MADE",
        "escalation_id": "another",
        "account_id": one.said["account_id"],
        "result": "PROMISED",
        "point_id": None,
        "event_id": "planted",
        "effective_on": one.said["effective_on"] - day,
        "source_seq": 0,
    }
    return in_order(
        [
            *records,
            one._replace(at_ms=one.at_ms - 2, said=before),
            Record("contacts.outcomes", one.at_ms - 1, one.key, promise),
        ]
    )


def _calls_before(count: int) -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, "PHONE")
        others = (
            one._replace(at_ms=one.at_ms - 1, said={**one.said, "escalation_id": f"x{n}"})
            for n in range(count)
        )
        return in_order([*records, *others])

    return plant


def _moved(rung: str, days: int) -> Plant:
    def plant(records: list[Record]) -> list[Record]:
        one = authorised(records, "VISIT", rung)
        moved = (one.said[name] + timedelta(days) for name in ("not_before", "not_after"))
        first, last = moved
        return changed(records, one, not_before=first, not_after=last)

    return plant


def _on_a_holiday(records: list[Record]) -> list[Record]:
    one = authorised(records, "VISIT", "visit_1")
    first, last = one.said["not_before"], one.said["not_after"]
    day = datetime(2026, 10, 1, tzinfo=UTC)
    return changed(
        records,
        one,
        not_before=first.replace(month=day.month, day=day.day),
        not_after=last.replace(month=day.month, day=day.day),
    )


PLANTED: dict[str, Plant] = {
    "outside the house's hours": _window(10),
    "outside the law's hours": _window(14),
    "no window": lambda records: changed(
        records, authorised(records, "SMS"), not_after=datetime(2026, 1, 1, tzinfo=UTC)
    ),
    "under a stop": _told(
        "customers.profile", "SMS", type="STOP_PLACED", stop_id="x", kind="DECEASED", until_on=None
    ),
    "refused channel": _told(
        "customers.profile", "PHONE", type="CONSENT_CHANGED", channel="PHONE", granted=False
    ),
    "at a time that does not suit": _told(
        "customers.profile", "PHONE", type="QUIET_TIME_SET", time_id="x", from_minute=0,
        to_minute=1440, weekdays=[],
    ),
    "open complaint": _told(
        "contacts.outcomes", "PHONE", type="COMPLAINT_RECEIVED", complaint_id="x"
    ),
    "point that does not work": _told(
        "customers.profile", "PHONE", type="CONTACT_POINT_SET", point_id="the point",
        usable=False, verified=True,
    ),
    "address that nobody verified": _told(
        "customers.profile", "VISIT", type="CONTACT_POINT_SET", point_id="the point",
        usable=True, verified=False,
    ),
    "under an id that was merged into another": _told(
        "customers.profile", "SMS", type="CUSTOMERS_MERGED", merge_role="ABSORBED", other_id="x"
    ),
    "account is held": _standing(holds=["plan"]),
    "not liable": _standing(role="GUARANTOR"),
    "no debt": _standing(ledgers=[]),
    "authorised twice": _twice,
    "more contacts than one a day": _two_a_day,
    "no rest after a talk": _talked,
    "promise not confirmed yet": _promised,
    "more answered calls than three a day": _calls_before(3),
    "more tries than six a number": _calls_before(6),
    "visit on a holiday": _on_a_holiday,
    "second visit too soon": _moved("visit_2", -10),
    "visit without a letter": lambda records: [
        r for r in records if r.said.get("result") not in {"DELIVERED", "RETURNED"}
    ],
    "visit without tries to call": lambda records: [
        r for r in records if r.said.get("result") in {None, "DELIVERED", "RETURNED"}
    ],
    "visit on a day that no calendar covers": _moved("visit_1", 365),
    "second visit without a first that allows it": _without(
        "OUTCOME_HANDED_BACK", "VISIT", "visit_2"
    ),
}  # fmt: skip


@pytest.mark.parametrize("limit", sorted(PLANTED))
def test_each_violation_that_is_planted_is_found(limit: str, records: list[Record]) -> None:
    assert limit in limits_broken(PLANTED[limit](records))


@pytest.mark.parametrize(("hours", "limits"), [(-1, set()), (1, {"refused channel"})])
def test_what_was_withdrawn_before_its_hours_was_never_made(
    hours: int, limits: set[str], records: list[Record]
) -> None:
    one = authorised(records, "PHONE")
    said = {"type": "CANCELLED", "occurred_at": later(one.said["not_before"], hours)}
    taken_back = one._replace(said={**one.said, **said}, at_ms=one.at_ms + 1)
    planted = PLANTED["refused channel"](records)
    found = Audit().look(in_order([*planted, taken_back])).violations
    assert {v.limit for v in found if v.escalation_id == str(one.said["escalation_id"])} == limits


OF_AGENCIES: dict[str, tuple[str, Plant]] = {
    "three answered calls": (
        "more answered calls than three a day",
        _of_an_agency(type="AGENCY_CONTACTED", times=3, result="WRONG_PARTY"),
    ),
    "three calls that it may still make": (
        "more answered calls than three a day",
        _of_an_agency(type="AGENCY_PLACED", calls_per_day=3),
    ),
    "six tries": (
        "more tries than six a number",
        _of_an_agency(type="AGENCY_CONTACTED", times=6),
    ),
    "a talk": ("no rest after a talk", _of_an_agency(type="AGENCY_CONTACTED", result="PROMISED")),
}
"""What an agency did, and the limit that a call of ours breaks after it."""


@pytest.mark.parametrize("case", sorted(OF_AGENCIES))
def test_what_agencies_do_counts_too(case: str, records: list[Record]) -> None:
    limit, plant = OF_AGENCIES[case]
    assert limit in limits_broken(plant(records))


def test_a_quota_that_was_given_back_is_free_again(records: list[Record]) -> None:
    placed = _of_an_agency(type="AGENCY_PLACED", calls_per_day=3)
    returned = _of_an_agency(type="QUOTA_RETURNED", calls=1)
    before, after = Audit().look(placed(records)), Audit().look(returned(placed(records)))
    # The agency's quota goes on, so that the calls of later days break the limit all the same.
    assert len(after.violations) == len(before.violations) - 1


def test_outcomes_are_counted_by_trait(records: list[Record]) -> None:
    audit = Audit().look(records)
    found = by_trait(audit.contacts())
    assert found["first_time"]["RIGHT_PARTY"] > 0
    assert len(found) > 3
    made = sum(audit.counts[what] for what in audit.counts if what.endswith(" AUTHORISED"))
    assert found["first_time"].total() < made
    lines = list(report(audit))
    assert any("first_time: " in line for line in lines[lines.index("outcomes by trait:") :])


@pytest.mark.parametrize(("lifted", "is_broken"), [(-2, True), (0, False)])
def test_a_stop_that_is_placed_again_behind_its_lifting_counts(
    records: list[Record], lifted: int, *, is_broken: bool
) -> None:
    one = authorised(records, "SMS")
    placed: dict[str, Any] = {"type": "STOP_PLACED", "kind": "DECEASED", "until_on": None}
    told = [(placed, -3), ({"type": "STOP_LIFTED"}, lifted), (placed, -1)]
    found = records
    for number, (said, days) in enumerate(told):
        on = one.said["effective_on"] + timedelta(days)
        fact = {**said, "stop_id": "x", "effective_on": on}
        planted = told_before(records, one, "customers.profile", **fact)
        (record,) = [r for r in planted if r.said.get("event_id") == "planted"]
        found = in_order([*found, record._replace(at_ms=one.at_ms - 3 + number)])
    assert ("under a stop" in limits_broken(found)) == is_broken


@pytest.mark.parametrize("is_told_before", [True, False])
def test_what_was_told_under_the_other_id_of_a_person_counts(
    records: list[Record], *, is_told_before: bool
) -> None:
    one = authorised(records, "SMS")
    merged: dict[str, Any] = {
        "type": "CUSTOMERS_MERGED",
        "merge_role": "ABSORBED",
        "other_id": one.key,
    }
    stop: dict[str, Any] = {
        "type": "STOP_PLACED",
        "stop_id": "x",
        "kind": "DECEASED",
        "until_on": None,
    }
    told = [stop, merged] if is_told_before else [merged, stop]
    found = records
    for number, said in enumerate(told):
        planted = told_before(records, one, "customers.profile", **said)
        (fact,) = [r for r in planted if r.said.get("event_id") == "planted"]
        at_ms = one.at_ms - 2 + number
        found = in_order([*found, fact._replace(key="the other id", at_ms=at_ms)])
    assert "under a stop" in limits_broken(found)
