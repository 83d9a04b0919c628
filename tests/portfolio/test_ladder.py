"""The portfolio of `arrears up` as it is by default climbs the whole ladder of its pack."""

from collections import Counter

import pytest
from msgspec.structs import replace

from streams.app.packs import pack_text
from streams.policy.document import Policy, parse
from streams.portfolio.people import EVERYDAY
from streams.portfolio.simulated import Simulation
from streams.terms.days import parse_day
from tests.portfolio.pure_play import PurePlay

START = parse_day("2026-03-01")


@pytest.fixture(scope="module")
def played() -> PurePlay:
    policy = parse(pack_text("cn"), "cn")
    assert isinstance(policy, Policy)
    play = PurePlay(policy)
    people = replace(EVERYDAY, agents_an_area=4)
    play.play(
        Simulation(seed=1, accounts=400, start=START, days=150, currency="CNY", people=people)
    )
    return play


def test_every_rung_of_the_ladder_is_authorised_for_somebody(played: PurePlay) -> None:
    found = Counter(one.rung for one in played.said if one.verdict == "AUTHORISED")
    assert set(found) == {
        "reminder",
        "sms_1",
        # Of the ladder for those who are late for the first time.
        "sms_2",
        "bureau_notice",
        "phone_1",
        "letter_1",
        "visit_1",
        "visit_2",
        "pre_legal",
    }


def test_a_second_visit_is_skipped_where_the_first_had_no_fitting_outcome(
    played: PurePlay,
) -> None:
    verdicts = Counter(one.verdict for one in played.said if one.rung == "visit_2")
    assert verdicts["SKIPPED"] > 0


def test_nothing_is_refused_but_the_two_bad_records(played: PurePlay) -> None:
    assert set(played.refused) <= {"payment_amount_must_be_positive", "currency_without_ledger"}
    assert sum(played.refused.values()) == 2


def test_every_close_is_reported_once_and_nothing_adverse_unannounced(played: PurePlay) -> None:
    snapshots = Counter(u.report_id for u in played.bureau if u.kind == "BUREAU_SNAPSHOT")
    assert set(snapshots.values()) == {1}
    adverse = [u for u in played.bureau if u.mark not in {"N", ""}]
    assert len(adverse) > 10
    assert all(u.notice_escalation_id for u in adverse)
    assert {event.kind for event in played.events} >= {"BUREAU_REPORT_HELD"}
