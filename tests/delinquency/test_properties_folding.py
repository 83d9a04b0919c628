"""Years of an account: what is folded, and what is forgotten, changes no answer."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.policy.rules import Rules
from tests.delinquency.facts import Account
from tests.delinquency.histories_long import end_of, long_walks
from tests.delinquency.histories_walks import Walk, rule_books
from tests.delinquency.second.answer import differences, second
from tests.delinquency.standings import lived, standing_on, tables, timeless
from tests.generated import examples

# Chapters are dropped behind the horizon, or kept all along; folded they are either way.
_HORIZONS = st.sampled_from([400, 400, 10_000])


@settings(max_examples=examples(6), deadline=None)
@given(long_walks(), rule_books(), _HORIZONS)
def test_years_that_were_folded_stand_as_if_all_had_come_at_once(
    walk: Walk, rules: Rules, late_days: int
) -> None:
    rules = _reaching(rules, late_days)
    on = end_of(walk)
    account = lived(walk, rules, on).tick(on)
    assert account.row.head_on is not None
    at_once = Account(None, rules).take(*(fact for _, fact in walk)).tick(on)
    said, fresh = timeless(account, at_once)
    assert said == fresh
    facts = [fact for _, fact in walk]
    standing = standing_on(account.row, rules, on)
    assert differences(standing, second(facts, rules, on), on) == []
    assert differences(tables(account.said)[-1], second(facts, rules, on), on) == []


def _reaching(rules: Rules, late_days: int) -> Rules:
    ledger = rules.ledger
    horizon = replace(ledger.horizon, late_days=late_days)
    key = f"{ledger.key}-{late_days}"
    return replace(rules, ledger=replace(ledger, horizon=horizon, key=key))
