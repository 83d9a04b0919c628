"""The digest tells apart whatever two peers could differ in."""

import pytest

from tests.bench.peers.standing import Standing, differences, digest

ONE = Standing((("s1", 200), ("s2", 5)), "d1.small", 300)


@pytest.mark.parametrize(
    "other",
    [
        Standing((("s1", 201), ("s2", 5)), "d1.small", 300),
        Standing((("s2", 5), ("s1", 200)), "d1.small", 300),
        Standing((("s1", 200),), "d1.small", 300),
        Standing((("s1", 200), ("s2", 5)), "d1.large", 300),
        Standing((("s1", 200), ("s2", 5)), "d1.small", 301),
    ],
)
def test_another_standing_has_another_digest(other: Standing) -> None:
    assert digest({"a1": ONE}) != digest({"a1": other})
    assert differences({"a1": ONE}, {"a1": other}) == [f"a1: wanted {ONE}, found {other}"]


def test_a_missing_account_has_another_digest() -> None:
    assert digest({"a1": ONE}) != digest({"a1": ONE, "a2": ONE})
    assert differences({"a1": ONE}, {}) == [f"a1: wanted {ONE}, found None"]


def test_the_order_of_reading_does_not_count() -> None:
    other = Standing((), "current", 0)
    assert digest({"a1": ONE, "a2": other}) == digest({"a2": other, "a1": ONE})
