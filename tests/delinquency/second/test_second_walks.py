"""The generated walks keep what they promise: order of arrival, and nothing beyond the horizon."""

from hypothesis import given, settings

from streams.policy.ledger import Horizon
from tests.delinquency.histories_draws import FIRST
from tests.delinquency.histories_long import REACH_MAX, end_of, long_walks
from tests.delinquency.histories_walks import END, Walk, all_walks, arrival, dated
from tests.delinquency.second.known import BUSINESS_IDS


@settings(max_examples=40, deadline=None)
@given(all_walks())
def test_a_walk_is_in_order_and_ends_before_anything_is_beyond_the_horizon(walk: Walk) -> None:
    assert walk == sorted(walk, key=arrival)
    assert Horizon().late_days > END - FIRST
    assert all(FIRST <= day <= END for day, _ in walk)


@settings(max_examples=10, deadline=None)
@given(long_walks())
def test_a_long_walk_spans_years_and_reaches_back_no_further_than_it_says(walk: Walk) -> None:
    assert walk == sorted(walk, key=arrival)
    assert end_of(walk) - FIRST > 24 * 30
    dates = {
        str(getattr(fact, BUSINESS_IDS[type(fact)])): dated(fact) for _, fact in reversed(walk)
    }
    for day, fact in walk[1:]:
        about = (getattr(fact, name, "") for name in ("statement_id", "payment_id", "charge_id"))
        oldest = min(dates.get(str(name), day) for name in about)
        assert day - dated(fact) >= 0
        assert day - min(dated(fact), oldest) <= REACH_MAX < Horizon().late_days
