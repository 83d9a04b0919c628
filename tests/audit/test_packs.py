"""Under each pack a made-up portfolio is contacted on every channel of its ladder, and lawfully."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.audit.audit import Audit
from tests.audit.limits import OF
from tests.audit.outsider import records_of
from tests.audit.records import Record, in_order
from tests.audit.test_audit import PLANTED, authorised, changed, told_before
from tests.verify.worlds import played

CURRENCIES = {"us": "USD", "uk": "GBP", "eu": "EUR", "in": "INR"}
# Where customers may be of whom no zone is told, and when they may be reached there: by
# 12 CFR 1006.6(b)(1), by choice (CONC 7.9.4 R and the Union name no hour), by the RBI's circular.
REACHED = {
    "us": (("America/New_York", "America/Los_Angeles", "Pacific/Honolulu"), 8, 21),
    "uk": (("Europe/London",), 8, 20),
    "eu": (("Europe/Brussels", "Atlantic/Azores", "Asia/Nicosia"), 8, 20),
    "in": (("Asia/Kolkata",), 8, 19),
}


@cache
def records(pack: str) -> list[Record]:
    """Return what an outsider reads of a world under a pack."""
    return records_of(played(6, accounts=120, days=125, pack=pack, currency=CURRENCIES[pack]))


def told(pack: str) -> set[str]:
    """Return the customers of whom a zone was told."""
    return {one.key for one in records(pack) if one.said["type"] == "ZONE_TOLD"}


def allowed(pack: str) -> list[Record]:
    return [one for one in records(pack) if one.said["type"] == "AUTHORISED"]


@pytest.mark.parametrize("pack", sorted(CURRENCIES))
def test_each_channel_of_the_ladder_is_authorised_and_there_is_no_visit(pack: str) -> None:
    channels = {one.said["channel"] for one in allowed(pack)}
    assert channels == {"SMS", "EMAIL", "PHONE", "LETTER"}


@pytest.mark.parametrize("pack", sorted(CURRENCIES))
def test_no_contact_but_a_letter_lies_outside_the_hours_where_the_customer_may_be(
    pack: str,
) -> None:
    zones, opens, closes = REACHED[pack]
    contacts = [
        one
        for one in allowed(pack)
        if one.said["channel"] != "LETTER" and one.key not in told(pack)
    ]
    assert len(contacts) > 50
    for one in contacts:
        for zone in map(ZoneInfo, zones):
            first, last = (one.said[at].astimezone(zone) for at in ("not_before", "not_after"))
            assert first.date() == last.date()
            assert time(opens) <= first.time() < last.time() <= time(closes), one.said


@pytest.mark.parametrize("pack", sorted(CURRENCIES))
def test_the_audit_with_the_limits_of_the_pack_finds_nothing(pack: str) -> None:
    audit = Audit(OF[pack]).look(records(pack))
    assert audit.violations == []
    assert audit.counts["PHONE AUTHORISED"] > 20


def _as_a_visit(found: list[Record]) -> list[Record]:
    return changed(found, authorised(found, "LETTER"), channel="VISIT")


def _without_consent(found: list[Record]) -> list[Record]:
    return [one for one in found if one.said["type"] != "CONSENT_CHANGED"]


def _called(times: int) -> Callable[[list[Record]], list[Record]]:
    def plant(found: list[Record]) -> list[Record]:
        one = authorised(found, "PHONE")
        others = []
        for number in range(1, times + 1):
            moved = {
                name: one.said[name] - timedelta(number % 6 + 1)
                for name in ("not_before", "not_after")
            }
            said = {**one.said, **moved, "escalation_id": f"planted {number}"}
            others.append(one._replace(at_ms=one.at_ms - 1, said=said))
        return in_order([*found, *others])

    return plant


def _called_by_an_agency(times: int, result: str) -> Callable[[list[Record]], list[Record]]:
    def plant(found: list[Record]) -> list[Record]:
        one = authorised(found, "PHONE")
        for number in range(times):
            found = told_before(
                found,
                one,
                "contacts.outcomes",
                type="AGENCY_CONTACTED",
                agency_id="x",
                contact_id=f"x{number}",
                account_id=one.said["account_id"],
                channel="PHONE",
                result=result,
                at=one.said["not_before"] - timedelta(number % 6 + 1),
                point_id=None,
            )
        return found

    return plant


ELSEWHERE: dict[str, tuple[str, Callable[[list[Record]], list[Record]]]] = {
    "visit where there are none": ("eu", _as_a_visit),
    "without the consent that is asked for": ("us", _without_consent),
    "more calls about a debt than its days allow": ("us", _called(7)),
}


@pytest.mark.parametrize("limit", sorted(ELSEWHERE))
def test_each_violation_of_a_limit_of_other_packs_is_found(limit: str) -> None:
    pack, plant = ELSEWHERE[limit]
    found = Audit(OF[pack]).look(plant(records(pack))).violations
    assert limit in {one.limit for one in found}


@pytest.mark.parametrize(
    ("pack", "most", "result"), [("us", 7, "NO_ANSWER"), ("uk", 3, "WRONG_PARTY")]
)
def test_the_calls_of_agencies_about_a_debt_count_with_ours(
    pack: str, most: int, result: str
) -> None:
    first = authorised(records(pack), "PHONE").said["escalation_id"]
    for times, is_found in ((most, True), (most - 1, False)):
        planted = _called_by_an_agency(times, result)(records(pack))
        found = Audit(OF[pack]).look(planted).violations
        broken = {one.limit for one in found if one.escalation_id == str(first)}
        assert ("more calls about a debt than its days allow" in broken) == is_found


def test_six_calls_in_the_days_before_are_few_enough_in_the_united_states() -> None:
    found = Audit(OF["us"]).look(_called(6)(records("us"))).violations
    assert "more calls about a debt than its days allow" not in {
        one.limit for one in found if not one.escalation_id.startswith("planted")
    }


def test_every_limit_that_is_looked_at_has_one_planted() -> None:
    text = (Path(__file__).parent / "audit.py").read_text(encoding="utf-8")
    assert set(re.findall(r'yield "([^"]+)"', text)) == PLANTED.keys() | ELSEWHERE.keys()
