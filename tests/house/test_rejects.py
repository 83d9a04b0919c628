"""The page of rejects is fresh, and no rule stands there that no test names."""

import pytest

from tests.house.rejects import all_rejects, naming, page, rejects_in, what_tests
from tests.house.rules import Source
from tests.house.tree import ROOT


def test_the_page_is_fresh() -> None:
    assert (ROOT / "docs" / "rejects.md").read_text(encoding="utf-8") == page()


def test_every_rule_is_named_by_a_test() -> None:
    texts = what_tests()
    unnamed = {one.rule for one in all_rejects() if not naming(one.rule, texts)}
    assert sorted(unnamed) == []


def test_rejects_are_found_by_their_names() -> None:
    assert {"bytes_unreadable", "currency_unknown", "key_in_wrong_partition"} <= {
        one.rule for one in all_rejects()
    }
    text = 'detail = f"it is {kind}"\nstep.Reject("kind_unknown", detail)\nReject("a_b", say(x))'
    assert [(one.rule, one.says) for one in rejects_in(Source("streams/a.py", text))] == [
        ("kind_unknown", "it is ..."),
        ("a_b", "..."),
    ]


def test_a_reject_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="without a name"):
        rejects_in(Source("streams/a.py", "Reject(rule, 'text')"))


def test_a_rule_is_named_whole_and_a_family_by_one_of_its_names() -> None:
    texts = [Source("tests/a/test_a.py", '"key_missing", "pause_ends_before_it_begins"')]
    assert naming("key_missing", texts) == ["tests/a/test_a.py"]
    assert naming("key", texts) == []
    assert naming("<what>_ends_before_it_begins", texts) == ["tests/a/test_a.py"]
